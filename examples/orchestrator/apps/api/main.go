// Command api is what people and their programs talk to: it lists the customer's agents and workflows, takes runs for the
// workers, and serves the web's pages.
package main

import (
	"context"
	"database/sql"
	"flow"
	"kit"
	"net/http"
	"path/filepath"
)

var version = "unreleased"

// listed is how many runs are shown.
const listed = 50

func main() { flow.Service{Version: version, Address: ":9000", Routes: routes}.Run() }

func routes(db *sql.DB, mux *http.ServeMux) error {
	key, err := kit.Setting("API_KEY")
	if err != nil {
		return err
	}
	mux.Handle("/api/agents", kit.Methods{http.MethodGet: kit.WithKey(key, agents)})
	mux.Handle("/api/workflows", kit.Methods{http.MethodGet: kit.WithKey(key, workflows)})
	mux.Handle("/api/runs", kit.Methods{
		http.MethodGet: kit.WithKey(key, func(ctx context.Context, _ *http.Request) (interface{}, error) {
			return flow.Latest(ctx, db, listed)
		}),
		http.MethodPost: kit.WithKey(key, func(ctx context.Context, r *http.Request) (interface{}, error) {
			return queue(ctx, r, db)
		}),
	})
	mux.Handle("/", http.FileServer(http.Dir(filepath.Join(flow.Folder(), "apps/web"))))
	return nil
}

func agents(context.Context, *http.Request) (interface{}, error) {
	found := flow.Read(flow.Folder())
	return kit.Fields{"agents": found.Agents, "problems": found.Problems}, nil
}

func workflows(context.Context, *http.Request) (interface{}, error) {
	found := flow.Read(flow.Folder())
	return kit.Fields{"workflows": found.Workflows, "problems": found.Problems}, nil
}

func queue(ctx context.Context, r *http.Request, db *sql.DB) (interface{}, error) {
	var request struct{ Workflow, Input string }
	if err := kit.ReadJSON(r, &request); err != nil {
		return nil, err
	}
	if _, known := flow.Read(flow.Folder()).Workflows[request.Workflow]; !known {
		return nil, kit.Refusal{Status: http.StatusNotFound, Reason: "there is no workflow `" + request.Workflow + "`"}
	}
	return flow.Queue(ctx, db, request.Workflow, request.Input)
}
