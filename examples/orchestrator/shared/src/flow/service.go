package flow

import (
	"context"
	"database/sql"
	"kit"
	"net/http"
	"os"
)

// Folder is where a container has what is read as it runs: the customer's two folders and the web's pages, at the same
// paths as in the source.
func Folder() string {
	if folder := os.Getenv("APP_FOLDER"); folder != "" {
		return folder
	}
	return "/app"
}

// Service is one of the orchestrator's programs: a health endpoint beside what it answers and does.
type Service struct {
	// The image's, set as it is built.
	Version string
	// Where it listens, such as :9000.
	Address string
	// What it answers beside /health; nil for nothing.
	Routes func(db *sql.DB, mux *http.ServeMux) error
	// What it does until the context ends; nil for nothing.
	Work func(ctx context.Context, db *sql.DB)
}

// Run is the program's main: `serve`, and `health` for the container's health check.
func (s Service) Run() {
	kit.Run(s.Version, map[string]func(context.Context) error{
		"serve":  s.serve,
		"health": kit.CheckHealth("http://127.0.0.1" + s.Address + "/health"),
	})
}

func (s Service) serve(ctx context.Context) error {
	db, err := kit.OpenDatabase(os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer db.Close()
	// Whichever service is first brings the database up to date; the others find nothing to do.
	if err := kit.Migrate(ctx, db, Migrations, nil); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/health", kit.Methods{
		http.MethodGet: func(ctx context.Context, _ *http.Request) (interface{}, error) {
			return kit.Fields{"status": "ok", "version": s.Version}, kit.Answers(ctx, db)
		},
	})
	if s.Routes != nil {
		if err := s.Routes(db, mux); err != nil {
			return err
		}
	}
	if s.Work != nil {
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Work(ctx, db)
		}()
		// What is under way comes to an end before the database is closed.
		defer func() { <-done }()
	}
	return kit.Serve(ctx, s.Address, mux)
}
