package kit

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestDSNTurnsTLSOffUnlessAskedFor(t *testing.T) {
	cases := map[string]string{
		"postgres://echora:p%40ss@postgres:5432/echora":                 "postgres://echora:p%40ss@postgres:5432/echora?sslmode=disable",
		"postgres://echora:p@db.example.com/echora?sslmode=verify-full": "postgres://echora:p@db.example.com/echora?sslmode=verify-full",
	}
	for address, want := range cases {
		if got, err := privateNetworkDSN(address); err != nil || got != want {
			t.Errorf("%s: got %s, %v; want %s", address, got, err, want)
		}
	}
}

func TestDSNErrorKeepsThePassword(t *testing.T) {
	for _, address := range []string{"", "mysql://echora:hunter2@db/echora", "postgres://echora:hunter2%zz@db/echora"} {
		_, err := privateNetworkDSN(address)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: got %v, want an error without the password", address, err)
		}
	}
}

func TestAnswersHaveTheStatusThatTheyMean(t *testing.T) {
	echo := func(_ context.Context, r *http.Request) (interface{}, error) {
		var body Fields
		return body, ReadJSON(r, &body)
	}
	methods := Methods{http.MethodPost: WithKey("right", echo)}
	cases := []struct {
		method, key, body string
		want              int
	}{
		{http.MethodGet, "Bearer right", "{}", http.StatusMethodNotAllowed},
		{http.MethodPost, "", "{}", http.StatusUnauthorized},
		{http.MethodPost, "Bearer wrong", "{}", http.StatusUnauthorized},
		{http.MethodPost, "Bearer right", "word", http.StatusBadRequest},
		{http.MethodPost, "Bearer right", `{"a":"` + strings.Repeat("x", LargestRequest) + `"}`, http.StatusBadRequest},
		{http.MethodPost, "Bearer right", `{"a":1}`, http.StatusOK},
	}
	for _, c := range cases {
		request := httptest.NewRequest(c.method, "/", strings.NewReader(c.body))
		request.Header.Set("Authorization", c.key)
		answer := httptest.NewRecorder()
		methods.ServeHTTP(answer, request)
		if answer.Code != c.want {
			t.Errorf("%+v: got %d", c, answer.Code)
		}
	}
}

func TestADatabaseThatIsNotThereIsAnError(t *testing.T) {
	db, err := OpenDatabase("postgres://echora:x@127.0.0.1:1/echora")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if Answers(context.Background(), db) == nil || Migrate(context.Background(), db, nil, nil) == nil {
		t.Error("no error")
	}
}
