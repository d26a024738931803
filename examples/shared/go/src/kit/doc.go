// Package kit is what the examples' programs have in common: a log, answers in JSON, a database with migrations, and a
// server that ends when it is asked to.
package kit
