package flow

// Migrations are applied in order, each once. A released one is never edited: a change is a new entry.
var Migrations = []string{
	`CREATE TABLE runs (
		id bigserial PRIMARY KEY,
		workflow text NOT NULL,
		input text NOT NULL,
		state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'done', 'failed')),
		result text NOT NULL DEFAULT '',
		worker text NOT NULL DEFAULT '',
		queued_at timestamptz NOT NULL DEFAULT now(),
		finished_at timestamptz)`,
	`CREATE INDEX queued_runs ON runs (id) WHERE state = 'queued'`,
}
