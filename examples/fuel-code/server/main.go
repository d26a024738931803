// Command fuel-code is the server of the fuel-code example: events come in by a stream of Redis and stay in PostgreSQL,
// transcripts are objects of an S3 storage.
package main

import (
	"context"
	"fmt"
	"kit"
	"os"
	"s3"
)

// The commit and the day that the program was built of, set as it is built.
var (
	commit = "unknown"
	built  = "unknown"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	kit.Run(fmt.Sprintf("%s (%s)", commit, built), map[string]func(context.Context) error{
		"serve":  func(ctx context.Context) error { return serve(ctx, ":"+port) },
		"health": kit.CheckHealth("http://127.0.0.1:" + port + "/api/health"),
	})
}

func serve(ctx context.Context, address string) error {
	key, err := kit.Setting("API_KEY")
	if err != nil {
		return err
	}
	db, err := kit.OpenDatabase(os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := kit.Migrate(ctx, db, migrations, nil); err != nil {
		return err
	}
	transcripts := s3.FromEnvironment()
	if err := transcripts.CreateBucket(ctx); err != nil {
		return err
	}
	events := newStream(os.Getenv("REDIS_URL"), db)
	defer events.pool.Close()
	go events.keep(ctx)
	notice := &notice{url: os.Getenv("UPSTREAM_URL"), commit: commit}
	if os.Getenv("FUEL_CODE_DISABLE_UPDATE_CHECK") != "true" {
		go notice.keep(ctx)
	}
	return kit.Serve(ctx, address, (&api{db, events, transcripts, notice, key}).routes())
}
