package main

import (
	"context"
	"database/sql"
	"errors"
	"kit"
	"strings"
	"time"

	"github.com/gomodule/redigo/redis"
)

const (
	streamName = "events"
	groupName  = "server"
	// How long a read waits for an entry, in milliseconds.
	patience = 1000
)

// stream takes events fast and brings each to the database once, also after a crash in between.
type stream struct {
	pool *redis.Pool
	db   *sql.DB
}

func newStream(url string, db *sql.DB) *stream {
	return &stream{pool: &redis.Pool{MaxIdle: 4, Dial: func() (redis.Conn, error) {
		return redis.DialURL(url, redis.DialConnectTimeout(3*time.Second), redis.DialReadTimeout(5*time.Second))
	}}, db: db}
}

func (s *stream) answers() error {
	connection := s.pool.Get()
	defer connection.Close()
	_, err := connection.Do("PING")
	return err
}

func (s *stream) add(what string) error {
	connection := s.pool.Get()
	defer connection.Close()
	_, err := connection.Do("XADD", streamName, "*", "what", what)
	return err
}

func (s *stream) length() (int, error) {
	connection := s.pool.Get()
	defer connection.Close()
	return redis.Int(connection.Do("XLEN", streamName))
}

// keep moves entries to the database until the context ends.
func (s *stream) keep(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.move(ctx); err != nil && ctx.Err() == nil {
			kit.Log("warning", "events wait in Redis", kit.Fields{"reason": err.Error()})
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

// move begins with the entries that were read before and not acknowledged.
func (s *stream) move(ctx context.Context) error {
	connection := s.pool.Get()
	defer connection.Close()
	_, err := connection.Do("XGROUP", "CREATE", streamName, groupName, "0", "MKSTREAM")
	if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
		return err
	}
	for from := "0"; ctx.Err() == nil; {
		answer, err := redis.Values(connection.Do("XREADGROUP", "GROUP", groupName, "server",
			"COUNT", 100, "BLOCK", patience, "STREAMS", streamName, from))
		if errors.Is(err, redis.ErrNil) {
			continue
		}
		if err != nil {
			return err
		}
		entries, err := entriesOf(answer)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			from = ">"
		}
		for _, entry := range entries {
			_, err := s.db.ExecContext(ctx,
				"INSERT INTO events (entry, what) VALUES ($1, $2) ON CONFLICT DO NOTHING", entry.id, entry.what)
			if err != nil {
				return err
			}
			if _, err := connection.Do("XACK", streamName, groupName, entry.id); err != nil {
				return err
			}
		}
	}
	return nil
}

type entry struct{ id, what string }

// entriesOf reads the one stream of an answer: its name, and of each entry the id and its fields.
func entriesOf(answer []interface{}) ([]entry, error) {
	var found []entry
	for _, part := range answer {
		stream, err := redis.Values(part, nil)
		if err != nil || len(stream) != 2 {
			return nil, errors.New("the answer of Redis is no stream")
		}
		list, err := redis.Values(stream[1], nil)
		if err != nil {
			return nil, err
		}
		for _, item := range list {
			pair, err := redis.Values(item, nil)
			if err != nil || len(pair) != 2 {
				return nil, errors.New("the answer of Redis has no entries")
			}
			id, err := redis.String(pair[0], nil)
			if err != nil {
				return nil, err
			}
			fields, err := redis.StringMap(pair[1], nil)
			if err != nil {
				return nil, err
			}
			found = append(found, entry{id, fields["what"]})
		}
	}
	return found, nil
}
