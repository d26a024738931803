//go:build next

package main

// What the release after this one adds: the tests update to it and go back.
func init() {
	migrations = append(migrations, `ALTER TABLE documents ADD COLUMN added_at timestamptz NOT NULL DEFAULT now()`)
}
