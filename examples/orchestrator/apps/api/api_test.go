package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func answer(t *testing.T, method, path, key, body string) *httptest.ResponseRecorder {
	t.Setenv("API_KEY", "right")
	t.Setenv("APP_FOLDER", "../..")
	mux := http.NewServeMux()
	if err := routes(nil, mux); err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+key)
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, request)
	return recorder
}

func TestTheCustomersDefinitionsAreListed(t *testing.T) {
	got := answer(t, http.MethodGet, "/api/agents", "right", "").Body.String()
	if !strings.Contains(got, `"greeter":{"name":"greeter","about":"Welcomes somebody"}`) {
		t.Error(got)
	}
	got = answer(t, http.MethodGet, "/api/workflows", "right", "").Body.String()
	if !strings.Contains(got, `"welcome":{"name":"welcome","steps":["shouter","greeter"]}`) {
		t.Error(got)
	}
}

func TestNothingIsToldOrTakenWithoutTheKey(t *testing.T) {
	for _, path := range []string{"/api/agents", "/api/workflows", "/api/runs"} {
		if got := answer(t, http.MethodGet, path, "wrong", "").Code; got != http.StatusUnauthorized {
			t.Errorf("%s: %d", path, got)
		}
	}
	if got := answer(t, http.MethodPost, "/api/runs", "", `{"workflow":"welcome"}`).Code; got != http.StatusUnauthorized {
		t.Error(got)
	}
}

func TestAnUnknownWorkflowIsNotQueued(t *testing.T) {
	if got := answer(t, http.MethodPost, "/api/runs", "right", `{"workflow":"nothing"}`).Code; got != http.StatusNotFound {
		t.Error(got)
	}
	if got := answer(t, http.MethodPost, "/api/runs", "right", "nothing").Code; got != http.StatusBadRequest {
		t.Error(got)
	}
}

func TestThePagesOfTheWebAreServed(t *testing.T) {
	if got := answer(t, http.MethodGet, "/", "", ""); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "<h1>") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}
