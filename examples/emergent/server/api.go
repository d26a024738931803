package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"kit"
	"net/http"
	"s3"
	"strings"
)

const (
	documentsPath   = "/api/documents/"
	largestDocument = 8 << 20
	// How many documents a search finds.
	mostFound = 3
)

type api struct {
	db        *sql.DB
	objects   s3.Client
	extractor string
	key       string
}

func (a *api) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/health", kit.Methods{http.MethodGet: a.health})
	mux.Handle("/api/search", kit.Methods{http.MethodGet: kit.WithKey(a.key, a.search)})
	mux.Handle(documentsPath, kit.Methods{http.MethodPost: kit.WithKey(a.key, a.add)})
	return mux
}

func (a *api) health(ctx context.Context, _ *http.Request) (interface{}, error) {
	if err := kit.Answers(ctx, a.db); err != nil {
		return nil, err
	}
	return kit.Fields{"status": "ok", "version": version}, a.objects.Answers(ctx)
}

// add keeps the document as it came, its text, and what that is like.
func (a *api) add(ctx context.Context, r *http.Request) (interface{}, error) {
	name := strings.TrimPrefix(r.URL.Path, documentsPath)
	document, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, largestDocument))
	if err != nil || name == "" {
		return nil, kit.ErrBadRequest
	}
	text, err := a.extract(ctx, document)
	if err != nil {
		return nil, err
	}
	if err := a.objects.Put(ctx, name, document); err != nil {
		return nil, err
	}
	_, err = a.db.ExecContext(ctx, `INSERT INTO documents (name, text, likeness) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET text = excluded.text, likeness = excluded.likeness`, name, text, likeness(text))
	return kit.Fields{"name": name, "text": text}, err
}

func (a *api) extract(ctx context.Context, document []byte) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.extractor+"/extract", bytes.NewReader(document))
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", kit.Refusal{Status: response.StatusCode, Reason: "the extractor says " + response.Status}
	}
	var found struct {
		Text string `json:"text"`
	}
	return found.Text, json.NewDecoder(response.Body).Decode(&found)
}

func (a *api) search(ctx context.Context, r *http.Request) (interface{}, error) {
	rows, err := a.db.QueryContext(ctx, "SELECT name FROM documents ORDER BY likeness <=> $1, name LIMIT $2",
		likeness(r.URL.Query().Get("q")), mostFound)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names := []string{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
