package main

import (
	"context"
	"kit"
	"net/http"
	"time"
)

const tokenLifetime = 12 * time.Hour

type api struct {
	store  *store
	tokens tokens
	origin string
}

type login struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

func (a *api) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/api/health", kit.Methods{http.MethodGet: a.health})
	mux.Handle("/api/instance", kit.Methods{http.MethodGet: a.instance})
	mux.Handle("/api/login", kit.Methods{http.MethodPost: a.login})
	if a.origin == "" {
		return mux
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", a.origin)
		mux.ServeHTTP(w, r)
	})
}

// health is asked before the first migration: it promises only that the database answers.
func (a *api) health(ctx context.Context, _ *http.Request) (interface{}, error) {
	return kit.Fields{"status": "ok"}, kit.Answers(ctx, a.store.DB)
}

func (a *api) instance(ctx context.Context, _ *http.Request) (interface{}, error) {
	return a.store.instance(ctx)
}

func (a *api) login(ctx context.Context, r *http.Request) (interface{}, error) {
	var request login
	if err := kit.ReadJSON(r, &request); err != nil {
		return nil, err
	}
	account, err := a.store.checkLogin(ctx, request.Email, request.Password)
	if err != nil {
		return nil, err
	}
	return kit.Fields{"account": account, "token": a.tokens.issue(account, time.Now(), tokenLifetime)}, nil
}
