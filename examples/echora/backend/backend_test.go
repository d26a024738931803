package main

import (
	"kit"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestTokenIsTheOneThatOpenSSLSigns(t *testing.T) {
	got := tokens{key: []byte("key")}.issue("admin", time.Unix(1_700_000_000, 0), time.Hour)
	// printf %s HEADER.CLAIMS | openssl dgst -sha256 -hmac key -binary | basenc --base64url | tr -d =
	want := "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZG1pbiIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAzNjAwfQ.iUNG35WOxOZ02z3WWztokLAm_4iCN95BPCew73J1Tms"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRequestsThatNeverReachTheDatabase(t *testing.T) {
	cases := []struct {
		method, path, body string
		want               int
	}{
		{http.MethodGet, "/api/login", "", http.StatusMethodNotAllowed},
		{http.MethodPost, "/api/login", "password=x", http.StatusBadRequest},
		{http.MethodPost, "/api/login", `{"password":"` + strings.Repeat("x", kit.LargestRequest) + `"}`, http.StatusBadRequest},
		{http.MethodGet, "/api/nothing", "", http.StatusNotFound},
	}
	routes := (&api{}).routes()
	for _, c := range cases {
		answer := httptest.NewRecorder()
		routes.ServeHTTP(answer, httptest.NewRequest(c.method, c.path, strings.NewReader(c.body)))
		if answer.Code != c.want {
			t.Errorf("%s %s: got %d, want %d", c.method, c.path, answer.Code, c.want)
		}
	}
}

func TestHealthIsUnavailableWithoutADatabase(t *testing.T) {
	unreachable, err := openStore("postgres://echora:x@127.0.0.1:1/echora")
	if err != nil {
		t.Fatal(err)
	}
	defer unreachable.Close()
	answer := httptest.NewRecorder()
	(&api{store: unreachable}).routes().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/api/health", nil))
	if answer.Code != http.StatusServiceUnavailable {
		t.Errorf("got %d, want 503", answer.Code)
	}
}
