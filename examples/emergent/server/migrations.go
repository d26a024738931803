package main

// migrations are applied in order, each once. A released one is never edited: a change is a new entry.
var migrations = []string{
	`CREATE EXTENSION vector`,
	`CREATE TABLE documents (name text PRIMARY KEY, text text NOT NULL, likeness vector(64) NOT NULL);
	 CREATE INDEX documents_by_likeness ON documents USING hnsw (likeness vector_cosine_ops);`,
}
