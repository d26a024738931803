// Command scheduler queues each workflow as often as its `every` says.
package main

import (
	"context"
	"database/sql"
	"flow"
	"kit"
	"time"
)

var version = "unreleased"

// pause is how long it waits between two looks, so no workflow runs more often than that.
const pause = time.Second

func main() { flow.Service{Version: version, Address: ":9400", Work: work}.Run() }

func work(ctx context.Context, db *sql.DB) {
	last := map[string]time.Time{}
	flow.Until(ctx, pause, func() (bool, error) {
		for _, name := range due(flow.Read(flow.Folder()).Workflows, last, time.Now()) {
			if _, err := flow.Queue(ctx, db, name, ""); err != nil {
				return false, err
			}
			last[name] = time.Now()
		}
		return false, nil
	}, func(err error) { kit.Log("warning", "nothing was queued", kit.Fields{"reason": err.Error()}) })
}

// due are the workflows whose time has come; those that it has not seen yet have theirs now.
func due(workflows map[string]flow.Workflow, last map[string]time.Time, now time.Time) []string {
	var names []string
	for name, workflow := range workflows {
		if workflow.Every > 0 && now.Sub(last[name]) >= workflow.Every {
			names = append(names, name)
		}
	}
	return names
}
