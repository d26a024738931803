// Command worker runs workflows, one after another. Any number of workers share the queue.
package main

import (
	"context"
	"database/sql"
	"flow"
	"kit"
	"os"
	"time"
)

var version = "unreleased"

// pause is how long a worker waits that has found nothing to do.
const pause = time.Second

func main() { flow.Service{Version: version, Address: ":9200", Work: work}.Run() }

func work(ctx context.Context, db *sql.DB) {
	// A container's host name is its ID.
	name, _ := os.Hostname()
	flow.Until(ctx, pause, func() (bool, error) {
		// It reads the folders for each run: what is new in them counts at once.
		return flow.Work(ctx, db, name, func(workflow, input string) (string, error) {
			return flow.Read(flow.Folder()).Run(workflow, input)
		})
	}, func(err error) { kit.Log("warning", "no run was taken", kit.Fields{"reason": err.Error()}) })
}
