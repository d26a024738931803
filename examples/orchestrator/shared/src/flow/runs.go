package flow

import (
	"context"
	"database/sql"
	"time"
)

// Run is one run of a workflow: its state is queued, done or failed.
type Run struct {
	ID       int64  `json:"id"`
	Workflow string `json:"workflow"`
	Input    string `json:"input"`
	State    string `json:"state"`
	// The last agent's answer, or why it failed.
	Result string `json:"result"`
	// The worker that ran it.
	Worker string `json:"worker,omitempty"`
}

// Queue leaves a run for the first worker that has time.
func Queue(ctx context.Context, db *sql.DB, workflow, input string) (Run, error) {
	run := Run{Workflow: workflow, Input: input, State: "queued"}
	err := db.QueryRowContext(
		ctx, "INSERT INTO runs (workflow, input) VALUES ($1, $2) RETURNING id", workflow, input).Scan(&run.ID)
	return run, err
}

// Latest are the last runs, newest first.
func Latest(ctx context.Context, db *sql.DB, limit int) ([]Run, error) {
	rows, err := db.QueryContext(
		ctx, "SELECT id, workflow, input, state, result, worker FROM runs ORDER BY id DESC LIMIT $1", limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	runs := []Run{}
	for rows.Next() {
		var run Run
		if err := rows.Scan(&run.ID, &run.Workflow, &run.Input, &run.State, &run.Result, &run.Worker); err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, rows.Err()
}

// Work takes the oldest queued run, if there is one, and keeps what `do` makes of it. No other worker has the same run:
// it stays locked until its result is there, and is free again if this worker dies before.
func Work(ctx context.Context, db *sql.DB, worker string, do func(workflow, input string) (string, error)) (bool, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	// After a commit this does nothing.
	defer tx.Rollback()
	var run Run
	err = tx.QueryRowContext(ctx, `SELECT id, workflow, input FROM runs WHERE state = 'queued'
		ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`).Scan(&run.ID, &run.Workflow, &run.Input)
	if err == sql.ErrNoRows {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	state := "done"
	result, err := do(run.Workflow, run.Input)
	if err != nil {
		state, result = "failed", err.Error()
	}
	_, err = tx.ExecContext(ctx, `UPDATE runs SET state = $2, result = $3, worker = $4, finished_at = now()
		WHERE id = $1`, run.ID, state, result, worker)
	if err != nil {
		return false, err
	}
	return true, tx.Commit()
}

// Count is how many runs there are in each state.
func Count(ctx context.Context, db *sql.DB) (map[string]int, error) {
	rows, err := db.QueryContext(ctx, "SELECT state, count(*) FROM runs GROUP BY state")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[string]int{"queued": 0, "done": 0, "failed": 0}
	for rows.Next() {
		var state string
		var count int
		if err := rows.Scan(&state, &count); err != nil {
			return nil, err
		}
		counts[state] = count
	}
	return counts, rows.Err()
}

// Until calls `do` again and again until the context ends: at once while there is more to do, else after the pause.
func Until(ctx context.Context, pause time.Duration, do func() (more bool, err error), failed func(error)) {
	for ctx.Err() == nil {
		more, err := do()
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}
