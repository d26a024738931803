package main

import (
	"encoding/json"
	"os"
	"time"
)

type fields map[string]interface{}

// logEvent writes one JSON object a line to standard output, where Docker collects it.
func logEvent(level, message string, extra fields) {
	entry := fields{"time": time.Now().UTC().Format(time.RFC3339), "level": level, "message": message}
	for key, value := range extra {
		entry[key] = value
	}
	// Standard output is the only place to report to: where it is gone, so is the reader.
	_ = json.NewEncoder(os.Stdout).Encode(entry)
}
