package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"kit"
	"net/http"
	"strings"
	"sync"
	"time"
)

const noticeInterval = time.Hour

// notice knows whether there is a newer commit than the program's own. It only looks, and changes nothing.
type notice struct {
	// What answers as GitHub's API does for a branch's commit: an object with `sha`.
	url    string
	commit string

	lock  sync.Mutex
	newer string
}

// keep looks at once, and then each hour.
func (n *notice) keep(ctx context.Context) {
	ticker := time.NewTicker(noticeInterval)
	defer ticker.Stop()
	for {
		if err := n.look(ctx); err != nil && ctx.Err() == nil {
			kit.Log("info", "no news of updates", kit.Fields{"reason": err.Error()})
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (n *notice) look(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, n.url, nil)
	if err != nil {
		return err
	}
	response, err := (&http.Client{Timeout: 10 * time.Second}).Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var head struct {
		SHA string `json:"sha"`
	}
	if response.StatusCode != http.StatusOK {
		return errors.New("the server says " + response.Status)
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&head); err != nil {
		return err
	}
	n.lock.Lock()
	defer n.lock.Unlock()
	n.newer = ""
	if head.SHA != "" && !strings.HasPrefix(head.SHA, n.commit) {
		n.newer = head.SHA
	}
	return nil
}

// update is the newer commit, or nothing.
func (n *notice) update() string {
	n.lock.Lock()
	defer n.lock.Unlock()
	return n.newer
}
