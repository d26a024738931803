// Command emergent is the server of the Emergent example: documents are objects of an S3 storage, an extractor takes
// their text out, and PostgreSQL finds them by the likeness of their words.
package main

import (
	"context"
	"kit"
	"os"
	"s3"
)

// The image's version, set as it is built.
var version = "unreleased"

const listenAddress = ":3002"

func main() {
	kit.Run(version, map[string]func(context.Context) error{
		"serve":  serve,
		"health": kit.CheckHealth("http://127.0.0.1" + listenAddress + "/health"),
	})
}

func serve(ctx context.Context) error {
	key, err := kit.Setting("STANDALONE_API_KEY")
	if err != nil {
		return err
	}
	// The real one has its vectors of words from there.
	if _, err := kit.Setting("GOOGLE_API_KEY"); err != nil {
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
	objects := s3.FromEnvironment()
	if err := objects.CreateBucket(ctx); err != nil {
		return err
	}
	return kit.Serve(ctx, listenAddress, (&api{db, objects, os.Getenv("EXTRACTOR_URL"), key}).routes())
}
