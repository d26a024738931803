package main

// migrations are applied in order, each once. A released one is never edited: a change is a new entry.
var migrations = []string{
	`CREATE TABLE events (entry text PRIMARY KEY, what text NOT NULL)`,
}
