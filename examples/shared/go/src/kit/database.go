package kit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	// The driver of PostgreSQL registers itself.
	_ "github.com/lib/pq"
)

// migrationLock keeps two migrations apart: the second waits and then finds nothing to do.
const migrationLock = 20_260_101

// OpenDatabase opens the PostgreSQL of a postgres:// address. It does not connect yet.
func OpenDatabase(address string) (*sql.DB, error) {
	dsn, err := privateNetworkDSN(address)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not a PostgreSQL address")
	}
	return db, nil
}

// privateNetworkDSN turns TLS off unless the address asks for it: lib/pq would insist on it, and the database
// is a neighbour on the stack's own network. Its errors never quote the address, which holds a password.
func privateNetworkDSN(address string) (string, error) {
	parsed, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(parsed.Scheme, "postgres") {
		return "", errors.New("DATABASE_URL is not a postgres:// address")
	}
	query := parsed.Query()
	if query.Get("sslmode") == "" {
		query.Set("sslmode", "disable")
	}
	parsed.RawQuery = query.Encode()
	return parsed.String(), nil
}

// Migrate applies the migrations that the database does not have yet, in order, and then runs `after`, which may be
// nil. All of it is one transaction: a crash leaves the database as it was. A released migration is never edited: a
// change is a new one at the end.
func Migrate(ctx context.Context, db *sql.DB, migrations []string, after func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	// After a commit this does nothing.
	defer tx.Rollback()

	if err := apply(ctx, tx, migrations); err != nil {
		return err
	}
	if after != nil {
		if err := after(tx); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	Log("info", "database is up to date", Fields{"schema": len(migrations)})
	return nil
}

func apply(ctx context.Context, tx *sql.Tx, migrations []string) error {
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", migrationLock); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_version (
		version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`)
	if err != nil {
		return err
	}
	var current int
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM schema_version").Scan(&current); err != nil {
		return err
	}
	if current > len(migrations) {
		return fmt.Errorf("the database's schema %d is newer than this release's %d", current, len(migrations))
	}
	for version := current + 1; version <= len(migrations); version++ {
		if _, err := tx.ExecContext(ctx, migrations[version-1]); err != nil {
			return fmt.Errorf("migration %d: %w", version, err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO schema_version (version) VALUES ($1)", version); err != nil {
			return err
		}
	}
	return nil
}

// Answers says whether the database answers.
func Answers(ctx context.Context, db *sql.DB) error {
	var one int
	return db.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}
