package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/lib/pq"
	"golang.org/x/crypto/bcrypt"
)

var (
	errNotMigrated = errors.New("the database has no tables yet: run echora-migrate")
	errWrongLogin  = errors.New("wrong e-mail or password")
)

type store struct{ *sql.DB }

// instance is what the database says about this installation.
type instance struct {
	Rooms    int       `json:"rooms"`
	Since    time.Time `json:"since"`
	Database string    `json:"database"`
}

func openStore(address string) (*store, error) {
	dsn, err := privateNetworkDSN(address)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not a PostgreSQL address")
	}
	return &store{db}, nil
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

func (s *store) healthy(ctx context.Context) error {
	var one int
	return s.QueryRowContext(ctx, "SELECT 1").Scan(&one)
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
