package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/crypto/bcrypt"
)

// migrations are applied in order, each once. A released one is never edited: a change is a new entry.
var migrations = []string{
	`CREATE TABLE rooms (id bigserial PRIMARY KEY, name text NOT NULL UNIQUE);
	 INSERT INTO rooms (name) VALUES ('Lobby');`,
	`CREATE TABLE accounts (
	     email text PRIMARY KEY,
	     password_hash text NOT NULL,
	     administrator boolean NOT NULL DEFAULT false);
	 CREATE UNIQUE INDEX one_administrator ON accounts (administrator) WHERE administrator;`,
}

// migrationLock keeps two migrations apart: the second waits and then finds nothing to do.
const migrationLock = 20_260_101

// migrate brings the tables up to date and creates the administrator, in one transaction: a crash leaves
// the database as it was. It returns the schema's version.
func (s *store) migrate(ctx context.Context, email, password string) (int, error) {
	tx, err := s.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("the database does not answer: %w", err)
	}
	// After a commit this does nothing.
	defer tx.Rollback()

	if err := applyMigrations(ctx, tx); err != nil {
		return 0, err
	}
	if err := createAdministrator(ctx, tx, email, password); err != nil {
		return 0, err
	}
	return len(migrations), tx.Commit()
}

func applyMigrations(ctx context.Context, tx *sql.Tx) error {
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

// createAdministrator leaves an account that is there as it is: its owner may have changed the password.
func createAdministrator(ctx context.Context, tx *sql.Tx, email, password string) error {
	var exists bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM accounts WHERE administrator)").Scan(&exists); err != nil {
		return err
	}
	if exists {
		return nil
	}
	if password == "" {
		return errors.New("ADMIN_PASSWORD is not set")
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx,
		"INSERT INTO accounts (email, password_hash, administrator) VALUES ($1, $2, true)", email, string(hash))
	return err
}
