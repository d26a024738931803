package kit

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// LargestRequest is how many bytes of a request's JSON are read.
const LargestRequest = 4096

const answerTimeout = 5 * time.Second

// Endpoint answers a request with what is written as JSON.
type Endpoint func(context.Context, *http.Request) (interface{}, error)

// Refusal is an error with the HTTP status that says it. Any other error is answered by 503.
type Refusal struct {
	Status int
	Reason string
}

func (r Refusal) Error() string { return r.Reason }

// ErrBadRequest says that a request's body is of no use.
var ErrBadRequest = Refusal{http.StatusBadRequest, "the request's body is not the JSON expected"}

// Methods are a path's endpoints by HTTP method.
type Methods map[string]Endpoint

// ServeHTTP runs the method's endpoint against the time limit and writes what it returns.
func (m Methods) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	endpoint, found := m[r.Method]
	if !found {
		for method := range m {
			w.Header().Add("Allow", method)
		}
		write(w, http.StatusMethodNotAllowed, Fields{"error": http.StatusText(http.StatusMethodNotAllowed)})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerTimeout)
	defer cancel()
	body, err := endpoint(ctx, r)
	if err != nil {
		status := http.StatusServiceUnavailable
		var refusal Refusal
		if errors.As(err, &refusal) {
			status = refusal.Status
		}
		Log("warning", "request failed", Fields{"path": r.URL.Path, "status": status, "reason": err.Error()})
		write(w, status, Fields{"error": http.StatusText(status)})
		return
	}
	write(w, http.StatusOK, body)
}

// ReadJSON fills target from the request's body.
func ReadJSON(r *http.Request, target interface{}) error {
	if json.NewDecoder(http.MaxBytesReader(nil, r.Body, LargestRequest)).Decode(target) != nil {
		return ErrBadRequest
	}
	return nil
}

// WithKey lets only requests through that have the key as their bearer token (RFC 6750).
func WithKey(key string, endpoint Endpoint) Endpoint {
	return func(ctx context.Context, r *http.Request) (interface{}, error) {
		if key == "" || subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+key)) != 1 {
			return nil, Refusal{http.StatusUnauthorized, "no or a wrong key"}
		}
		return endpoint(ctx, r)
	}
}

func write(w http.ResponseWriter, status int, body interface{}) {
	w.WriteHeader(status)
	// A client that went away is no fault of ours, and there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(body)
}
