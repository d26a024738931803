package main

import (
	"context"
	"database/sql"
	"errors"
	"kit"
	"net/http"
	"s3"
	"strings"
)

const transcriptsPath = "/api/transcripts/"

type api struct {
	db          *sql.DB
	events      *stream
	transcripts s3.Client
	notice      *notice
	key         string
}

type event struct {
	What string `json:"what"`
}

type transcript struct {
	Text string `json:"text"`
}

func (a *api) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/api/health", kit.Methods{http.MethodGet: a.health})
	mux.Handle("/api/status", kit.Methods{http.MethodGet: kit.WithKey(a.key, a.status)})
	mux.Handle("/api/events", kit.Methods{
		http.MethodGet: kit.WithKey(a.key, a.list), http.MethodPost: kit.WithKey(a.key, a.add)})
	mux.Handle(transcriptsPath, kit.Methods{
		http.MethodGet: kit.WithKey(a.key, a.read), http.MethodPost: kit.WithKey(a.key, a.write)})
	return mux
}

func (a *api) health(ctx context.Context, _ *http.Request) (interface{}, error) {
	if err := kit.Answers(ctx, a.db); err != nil {
		return nil, err
	}
	if err := a.events.answers(); err != nil {
		return nil, err
	}
	return kit.Fields{"status": "ok", "commit": commit, "built": built}, a.transcripts.Answers(ctx)
}

func (a *api) status(ctx context.Context, _ *http.Request) (interface{}, error) {
	var kept int
	if err := a.db.QueryRowContext(ctx, "SELECT count(*) FROM events").Scan(&kept); err != nil {
		return nil, err
	}
	streamed, err := a.events.length()
	if err != nil {
		return nil, err
	}
	names, err := a.transcripts.List(ctx, "")
	return kit.Fields{"events": kept, "stream": streamed, "transcripts": names, "update": a.notice.update()}, err
}

func (a *api) list(ctx context.Context, _ *http.Request) (interface{}, error) {
	rows, err := a.db.QueryContext(ctx, "SELECT what FROM events ORDER BY entry")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	events := []event{}
	for rows.Next() {
		var found event
		if err := rows.Scan(&found.What); err != nil {
			return nil, err
		}
		events = append(events, found)
	}
	return events, rows.Err()
}

func (a *api) add(_ context.Context, r *http.Request) (interface{}, error) {
	var request event
	if err := kit.ReadJSON(r, &request); err != nil {
		return nil, err
	}
	return request, a.events.add(request.What)
}

func (a *api) read(ctx context.Context, r *http.Request) (interface{}, error) {
	text, err := a.transcripts.Get(ctx, strings.TrimPrefix(r.URL.Path, transcriptsPath))
	if errors.Is(err, s3.ErrNoObject) {
		return nil, kit.Refusal{Status: http.StatusNotFound, Reason: err.Error()}
	}
	return transcript{string(text)}, err
}

func (a *api) write(ctx context.Context, r *http.Request) (interface{}, error) {
	var request transcript
	if err := kit.ReadJSON(r, &request); err != nil {
		return nil, err
	}
	return request, a.transcripts.Put(ctx, strings.TrimPrefix(r.URL.Path, transcriptsPath), []byte(request.Text))
}
