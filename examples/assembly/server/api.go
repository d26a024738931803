package main

import (
	"context"
	"database/sql"
	"kit"
	"net/http"
)

type api struct {
	coop coop
	db   *sql.DB
	key  string
}

type member struct {
	Name string `json:"name"`
}

func (a *api) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/health", kit.Methods{http.MethodGet: a.health})
	mux.Handle("/api/coop", kit.Methods{http.MethodGet: a.show})
	if a.coop.Modules["members"] {
		mux.Handle("/api/members", kit.Methods{http.MethodGet: a.members, http.MethodPost: kit.WithKey(a.key, a.join)})
	}
	return mux
}

func (a *api) health(ctx context.Context, _ *http.Request) (interface{}, error) {
	return kit.Fields{"status": "ok", "version": version}, kit.Answers(ctx, a.db)
}

func (a *api) show(context.Context, *http.Request) (interface{}, error) { return a.coop, nil }

func (a *api) members(ctx context.Context, _ *http.Request) (interface{}, error) {
	rows, err := a.db.QueryContext(ctx, "SELECT name FROM members ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	members := []member{}
	for rows.Next() {
		var found member
		if err := rows.Scan(&found.Name); err != nil {
			return nil, err
		}
		members = append(members, found)
	}
	return members, rows.Err()
}

func (a *api) join(ctx context.Context, r *http.Request) (interface{}, error) {
	var request member
	if err := kit.ReadJSON(r, &request); err != nil {
		return nil, err
	}
	if request.Name == "" {
		return nil, kit.ErrBadRequest
	}
	_, err := a.db.ExecContext(ctx, "INSERT INTO members (name) VALUES ($1)", request.Name)
	return request, err
}
