package main

import (
	"context"
	"database/sql"
	"errors"
	"kit"
	"net/http"
	"time"

	"github.com/lib/pq"
	"golang.org/x/crypto/bcrypt"
)

var (
	errNotMigrated = errors.New("the database has no tables yet: run echora-migrate")
	errWrongLogin  = kit.Refusal{Status: http.StatusUnauthorized, Reason: "wrong e-mail or password"}
)

type store struct{ *sql.DB }

// instance is what the database says about this installation.
type instance struct {
	Rooms    int       `json:"rooms"`
	Since    time.Time `json:"since"`
	Database string    `json:"database"`
}

func openStore(address string) (*store, error) {
	db, err := kit.OpenDatabase(address)
	if err != nil {
		return nil, err
	}
	return &store{db}, nil
}

func (s *store) instance(ctx context.Context) (instance, error) {
	var found instance
	row := s.QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM rooms), (SELECT min(applied_at) FROM schema_version),
		       'PostgreSQL ' || current_setting('server_version')`)
	err := row.Scan(&found.Rooms, &found.Since, &found.Database)
	return found, translate(err)
}

// checkLogin returns the account's e-mail if the password is right. The administrator's is also `admin`, which the
// credentials on the machine say, or empty.
func (s *store) checkLogin(ctx context.Context, email, password string) (string, error) {
	var account, hash string
	row := s.QueryRowContext(ctx, `
		SELECT email, password_hash FROM accounts
		WHERE email = $1 OR ($1 IN ('', 'admin') AND administrator)`, email)
	if err := translate(row.Scan(&account, &hash)); err != nil {
		return "", err
	}
	if bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) != nil {
		return "", errWrongLogin
	}
	return account, nil
}

func translate(err error) error {
	var fault *pq.Error
	switch {
	case errors.As(err, &fault) && fault.Code.Name() == "undefined_table":
		return errNotMigrated
	case errors.Is(err, sql.ErrNoRows):
		return errWrongLogin
	}
	return err
}
