package s3

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Server keeps each bucket as a folder and each object as a file in it, named by the object's key percent-encoded.
type Server struct {
	Folder string
	Keys   Keys
	// Now is the time; nil for the computer's.
	Now func() time.Time
}

var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

func (s Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.answer(w, r); err != nil {
		found := fault{http.StatusInternalServerError, "InternalError", "the folder cannot be read or written"}
		errors.As(err, &found)
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(found.status)
		if r.Method != http.MethodHead {
			writeXML(w, struct {
				XMLName xml.Name `xml:"Error"`
				Code    string
				Message string
			}{Code: found.code, Message: found.message})
		}
	}
}

func (s Server) answer(w http.ResponseWriter, r *http.Request) error {
	now := time.Now()
	if s.Now != nil {
		now = s.Now()
	}
	body, err := s.Keys.check(r, now)
	if err != nil {
		return err
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if !bucketName.MatchString(bucket) || strings.Contains(bucket, "..") {
		return badName
	}
	place := filepath.Join(s.Folder, bucket)
	if _, err := os.Stat(place); err != nil && !(r.Method == http.MethodPut && key == "") {
		return noBucket
	}
	if key == "" {
		return s.bucket(w, r, place)
	}
	return s.object(w, r, filepath.Join(place, url.QueryEscape(key)), body)
}

func (s Server) bucket(w http.ResponseWriter, r *http.Request, place string) error {
	query := r.URL.Query()
	switch {
	case r.Method == http.MethodPut:
		return os.MkdirAll(place, 0o700)
	case r.Method == http.MethodHead:
		return nil
	case r.Method == http.MethodDelete:
		if err := os.Remove(place); err != nil {
			return notEmpty
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	case r.Method == http.MethodGet && query.Has("location"):
		writeXML(w, struct {
			XMLName xml.Name `xml:"LocationConstraint"`
		}{})
		return nil
	case r.Method == http.MethodGet && query.Get("list-type") == "2":
		return s.list(w, query, place)
	}
	return notHere
}

func (s Server) object(w http.ResponseWriter, r *http.Request, file string, body []byte) error {
	if len(r.URL.RawQuery) > 0 && r.URL.RawQuery != "x-id=PutObject" && r.URL.RawQuery != "x-id=GetObject" {
		return notHere
	}
	switch r.Method {
	case http.MethodPut:
		// A name that no key has: a percent sign is always followed by two digits.
		temporary, err := os.CreateTemp(filepath.Dir(file), "%new")
		if err != nil {
			return err
		}
		defer os.Remove(temporary.Name())
		if _, err = temporary.Write(body); err == nil {
			err = temporary.Sync()
		}
		if closed := temporary.Close(); err == nil {
			err = closed
		}
		if err == nil {
			err = os.Rename(temporary.Name(), file)
		}
		w.Header().Set("ETag", tag(body))
		return err
	case http.MethodGet, http.MethodHead:
		content, err := os.Open(file)
		if err != nil {
			return noKey
		}
		defer content.Close()
		info, err := content.Stat()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		// Ranges and conditions are HTTP's own.
		http.ServeContent(w, r, "", info.ModTime(), content)
		return nil
	case http.MethodDelete:
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return notHere
}

type listed struct {
	Key          string
	LastModified string
	Size         int64
}

type prefix struct{ Prefix string }

type listing struct {
	XMLName               xml.Name `xml:"ListBucketResult"`
	Prefix                string
	Delimiter             string `xml:",omitempty"`
	KeyCount              int
	MaxKeys               int
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	Contents              []listed
	CommonPrefixes        []prefix
}

// list goes by the keys' order; a continuation token is the last key or prefix that was listed.
func (s Server) list(w http.ResponseWriter, query url.Values, place string) error {
	files, err := os.ReadDir(place)
	if err != nil {
		return err
	}
	found := listing{Prefix: query.Get("prefix"), Delimiter: query.Get("delimiter"), MaxKeys: 1000}
	if most, err := strconv.Atoi(query.Get("max-keys")); err == nil && most >= 0 && most < 1000 {
		found.MaxKeys = most
	}
	after := query.Get("continuation-token")
	if after == "" {
		after = query.Get("start-after")
	}
	byKey := map[string]fs.DirEntry{}
	var keys []string
	for _, file := range files {
		if key, err := url.QueryUnescape(file.Name()); err == nil && strings.HasPrefix(key, found.Prefix) {
			byKey[key] = file
			keys = append(keys, key)
		}
	}
	sort.Strings(keys)
	last := ""
	for _, key := range keys {
		shown := key
		if at := strings.Index(key[len(found.Prefix):], found.Delimiter); found.Delimiter != "" && at >= 0 {
			shown = key[:len(found.Prefix)+at+len(found.Delimiter)]
		}
		if shown <= after || shown == last {
			continue
		}
		if found.KeyCount == found.MaxKeys {
			found.IsTruncated = true
			found.NextContinuationToken = last
			break
		}
		last = shown
		found.KeyCount++
		if shown != key {
			found.CommonPrefixes = append(found.CommonPrefixes, prefix{shown})
			continue
		}
		if info, err := byKey[key].Info(); err == nil {
			when := info.ModTime().UTC().Format("2006-01-02T15:04:05.000Z")
			found.Contents = append(found.Contents, listed{key, when, info.Size()})
		}
	}
	writeXML(w, found)
	return nil
}

func tag(body []byte) string {
	sum := md5.Sum(body)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func writeXML(w http.ResponseWriter, body interface{}) {
	w.Header().Set("Content-Type", "application/xml")
	w.Write([]byte(xml.Header))
	// A client that went away is no fault of ours, and there is nobody left to tell.
	_ = xml.NewEncoder(w).Encode(body)
}
