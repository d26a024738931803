package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

const (
	queryTimeout   = 2 * time.Second
	tokenLifetime  = 12 * time.Hour
	largestRequest = 4096
)

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
	mux.HandleFunc("/api/health", a.answer(http.MethodGet, a.health))
	mux.HandleFunc("/api/instance", a.answer(http.MethodGet, a.instance))
	mux.HandleFunc("/api/login", a.answer(http.MethodPost, a.login))
	return mux
}

// answer runs one endpoint against the database's time limit and writes what it returns as JSON.
func (a *api) answer(method string, endpoint func(context.Context, *http.Request) (interface{}, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if a.origin != "" {
			w.Header().Set("Access-Control-Allow-Origin", a.origin)
		}
		if r.Method != method {
			w.Header().Set("Allow", method)
			write(w, http.StatusMethodNotAllowed, fields{"error": "use " + method})
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), queryTimeout)
		defer cancel()
		body, err := endpoint(ctx, r)
		if err != nil {
			status := statusOf(err)
			logEvent("warning", "request failed", fields{"path": r.URL.Path, "status": status, "reason": err.Error()})
			write(w, status, fields{"error": http.StatusText(status)})
			return
		}
		write(w, http.StatusOK, body)
	}
}

// health is asked before the first migration: it promises only that the database answers.
func (a *api) health(ctx context.Context, _ *http.Request) (interface{}, error) {
	return fields{"status": "ok"}, a.store.healthy(ctx)
}

func (a *api) instance(ctx context.Context, _ *http.Request) (interface{}, error) {
	return a.store.instance(ctx)
}

func (a *api) login(ctx context.Context, r *http.Request) (interface{}, error) {
	var request login
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, largestRequest)).Decode(&request); err != nil {
		return nil, errBadRequest
	}
	account, err := a.store.checkLogin(ctx, request.Email, request.Password)
	if err != nil {
		return nil, err
	}
	return fields{"account": account, "token": a.tokens.issue(account, time.Now(), tokenLifetime)}, nil
}

var errBadRequest = errors.New("the request's body is not the JSON expected")

func statusOf(err error) int {
	switch {
	case errors.Is(err, errBadRequest):
		return http.StatusBadRequest
	case errors.Is(err, errWrongLogin):
		return http.StatusUnauthorized
	}
	return http.StatusServiceUnavailable
}

func write(w http.ResponseWriter, status int, body interface{}) {
	w.WriteHeader(status)
	// A client that went away is no fault of ours, and there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(body)
}
