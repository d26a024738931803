package main

import (
	"context"
	"database/sql"
	"errors"
	"kit"

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

// migrate brings the tables up to date and creates the administrator.
func (s *store) migrate(ctx context.Context, email, password string) error {
	return kit.Migrate(ctx, s.DB, migrations, func(tx *sql.Tx) error {
		return createAdministrator(ctx, tx, email, password)
	})
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
