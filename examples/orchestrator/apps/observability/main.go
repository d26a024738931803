// Command observability counts runs by their state, in the format that Prometheus reads.
package main

import (
	"context"
	"database/sql"
	"flow"
	"fmt"
	"io"
	"net/http"
	"sort"
	"time"
)

var version = "unreleased"

func main() { flow.Service{Version: version, Address: ":9300", Routes: routes}.Run() }

func routes(db *sql.DB, mux *http.ServeMux) error {
	mux.HandleFunc("/metrics", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		counts, err := flow.Count(ctx, db)
		if err != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		write(w, counts)
	})
	return nil
}

func write(w io.Writer, counts map[string]int) {
	var states []string
	for state := range counts {
		states = append(states, state)
	}
	sort.Strings(states)
	fmt.Fprintln(w, "# HELP orchestrator_runs Runs of workflows by their state.")
	fmt.Fprintln(w, "# TYPE orchestrator_runs gauge")
	for _, state := range states {
		fmt.Fprintf(w, "orchestrator_runs{state=%q} %d\n", state, counts[state])
	}
}
