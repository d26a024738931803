package kit

import (
	"encoding/json"
	"os"
	"time"
)

// Fields are the members of a JSON object.
type Fields map[string]interface{}

// Log writes one JSON object a line to standard output, where Docker collects it.
func Log(level, message string, extra Fields) {
	entry := Fields{"time": time.Now().UTC().Format(time.RFC3339), "level": level, "message": message}
	for key, value := range extra {
		entry[key] = value
	}
	// Standard output is the only place to report to: where it is gone, so is the reader.
	_ = json.NewEncoder(os.Stdout).Encode(entry)
}
