package kit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"
)

// Run is a program's main: the subcommand of the first argument, until SIGTERM or SIGINT. `--version` prints the
// version, which images are built with.
func Run(version string, commands map[string]func(context.Context) error) {
	program := filepath.Base(os.Args[0])
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println(program, version)
		return
	}
	var names []string
	for name := range commands {
		names = append(names, name)
	}
	sort.Strings(names)
	if len(os.Args) != 2 || commands[os.Args[1]] == nil {
		fmt.Fprintf(os.Stderr, "usage: %s --version|%s\n", program, strings.Join(names, "|"))
		os.Exit(64)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := commands[os.Args[1]](ctx); err != nil {
		Log("error", "stopped", Fields{"reason": err.Error()})
		os.Exit(1)
	}
}

// Serve answers HTTP requests until the context ends, then lets those that are under way come to an end.
func Serve(ctx context.Context, address string, handler http.Handler) error {
	server := &http.Server{Addr: address, Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	Log("info", "listening", Fields{"address": address})
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		Log("info", "shutting down", nil)
		deadline, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return server.Shutdown(deadline)
	}
}

// CheckHealth asks the program's own health endpoint: what a container without a shell runs as its health check.
func CheckHealth(url string) func(context.Context) error {
	return func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		response, err := (&http.Client{Timeout: 3 * time.Second}).Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return errors.New("the server says " + response.Status)
		}
		return nil
	}
}

// Setting is an environment variable that has to be there.
func Setting(name string) (string, error) {
	value := os.Getenv(name)
	if value == "" {
		return "", errors.New(name + " is not set")
	}
	return value, nil
}
