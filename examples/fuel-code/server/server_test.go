package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestANewerCommitIsNoticed(t *testing.T) {
	head := `{"sha":"abc1234def56789"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(head)) }))
	defer server.Close()
	n := &notice{url: server.URL, commit: "abc1234def56"}
	if err := n.look(context.Background()); err != nil || n.update() != "" {
		t.Errorf("its own commit: %q, %v", n.update(), err)
	}
	head = `{"sha":"fff0000"}`
	if err := n.look(context.Background()); err != nil || n.update() != "fff0000" {
		t.Errorf("a newer one: %q, %v", n.update(), err)
	}
	head = "no JSON"
	if err := n.look(context.Background()); err == nil || n.update() != "fff0000" {
		t.Errorf("what was known stays: %q, %v", n.update(), err)
	}
}

func TestNothingIsToldWithoutTheKey(t *testing.T) {
	routes := (&api{key: "key", notice: &notice{}}).routes()
	for _, path := range []string{"/api/status", "/api/events", "/api/transcripts/a"} {
		answer := httptest.NewRecorder()
		routes.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if answer.Code != http.StatusUnauthorized {
			t.Errorf("%s: got %d, want 401", path, answer.Code)
		}
	}
}
