// Command echora-backend is the server side of the Echora example: small, but every answer is the database's own.
// Started as echora-migrate it brings the database up to date and ends.
package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

const listenAddress = ":3000"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()

	run := serve
	if filepath.Base(os.Args[0]) == "echora-migrate" {
		run = runMigrations
	}
	if err := run(ctx); err != nil {
		logEvent("error", "stopped", fields{"reason": err.Error()})
		os.Exit(1)
	}
}

func runMigrations(ctx context.Context) error {
	store, err := openStore(os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer store.Close()
	version, err := store.migrate(ctx, adminEmail(), os.Getenv("ADMIN_PASSWORD"))
	if err != nil {
		return err
	}
	logEvent("info", "database is up to date", fields{"schema": version})
	return nil
}

func serve(ctx context.Context) error {
	secret := os.Getenv("JWT_SECRET")
	if secret == "" {
		return errors.New("JWT_SECRET is not set")
	}
	store, err := openStore(os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer store.Close()

	api := &api{store: store, tokens: tokens{key: []byte(secret)}, origin: os.Getenv("CORS_ORIGINS")}
	server := &http.Server{Addr: listenAddress, Handler: api.routes(), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	logEvent("info", "listening", fields{"address": listenAddress})

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		logEvent("info", "shutting down", nil)
		deadline, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return server.Shutdown(deadline)
	}
}

// adminEmail names the first account; a stack that sets no address gets "admin".
func adminEmail() string {
	if email := os.Getenv("ADMIN_EMAIL"); email != "" {
		return email
	}
	return "admin"
}
