package main

// migrations are applied in order, each once. A released one is never edited: a change is a new entry.
var migrations = []string{
	`CREATE TABLE members (id bigserial PRIMARY KEY, name text NOT NULL)`,
}
