// Command assembly is the server of the Assembly example: a co-op's members and proposals, in PostgreSQL.
package main

import (
	"context"
	"errors"
	"kit"
	"os"
)

// The image's version, set as it is built.
var version = "unreleased"

const listenAddress = ":8080"

func main() {
	kit.Run(version, map[string]func(context.Context) error{
		"serve":  serve,
		"health": kit.CheckHealth("http://127.0.0.1" + listenAddress + "/health"),
	})
}

func serve(ctx context.Context) error {
	key, err := kit.Setting("ADMIN_KEY")
	if err != nil {
		return err
	}
	folder := os.Getenv("CONFIG_FOLDER")
	if folder == "" {
		folder = "/app/config"
	}
	coop, err := readCoop(folder, os.Getenv("COOP_NAME"))
	if err != nil {
		return err
	}
	db, err := kit.OpenDatabase(os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := kit.Migrate(ctx, db, migrations, nil); err != nil {
		return errors.New("migrations: " + err.Error())
	}
	return kit.Serve(ctx, listenAddress, (&api{coop: coop, db: db, key: key}).routes())
}
