// Command echora-backend is the server side of the Echora example: small, but every answer is the database's own.
// Started as echora-migrate it brings the database up to date and ends.
package main

import (
	"context"
	"kit"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
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
		kit.Log("error", "stopped", kit.Fields{"reason": err.Error()})
		os.Exit(1)
	}
}

func runMigrations(ctx context.Context) error {
	store, err := openStore(os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer store.Close()
	return store.migrate(ctx, adminEmail(), os.Getenv("ADMIN_PASSWORD"))
}

func serve(ctx context.Context) error {
	secret, err := kit.Setting("JWT_SECRET")
	if err != nil {
		return err
	}
	store, err := openStore(os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer store.Close()

	api := &api{store: store, tokens: tokens{key: []byte(secret)}, origin: os.Getenv("CORS_ORIGINS")}
	return kit.Serve(ctx, listenAddress, api.routes())
}

// adminEmail names the first account; a stack that sets no address gets "admin".
func adminEmail() string {
	if email := os.Getenv("ADMIN_EMAIL"); email != "" {
		return email
	}
	return "admin"
}
