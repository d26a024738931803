//go:build next

package main

// What the release after this one adds: the tests update to it and go back.
func init() {
	migrations = append(migrations, `ALTER TABLE events ADD COLUMN project text NOT NULL DEFAULT 'none'`)
}
