// Package s3 is as much of Amazon's Simple Storage Service as the examples need: a server that keeps objects in a
// folder and a client, both with version 4 of its signature.
package s3

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"time"
)

const (
	algorithm = "AWS4-HMAC-SHA256"
	timeForm  = "20060102T150405Z"
	// A body that its connection protects, or nothing: it has no hash of its own.
	unsigned = "UNSIGNED-PAYLOAD"
	// A body in chunks, each with a signature.
	streaming = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
)

// Keys are whose requests are.
type Keys struct{ Access, Secret string }

// scope is what a signature counts for: a day, a region, this service.
type scope struct{ day, region string }

func (s scope) String() string { return s.day + "/" + s.region + "/s3/aws4_request" }

func (k Keys) signingKey(s scope) []byte {
	key := mac([]byte("AWS4"+k.Secret), s.day)
	for _, part := range []string{s.region, "s3", "aws4_request"} {
		key = mac(key, part)
	}
	return key
}

func mac(key []byte, text string) []byte {
	sum := hmac.New(sha256.New, key)
	sum.Write([]byte(text))
	return sum.Sum(nil)
}

func hash(bytes []byte) string {
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:])
}

// signature is the request's, over the headers named.
func (k Keys) signature(r *http.Request, headers []string, payload, when string, s scope) string {
	lines := []string{r.Method, escape(r.URL.Path, "/"), canonicalQuery(r.URL.Query())}
	for _, name := range headers {
		value := strings.Join(r.Header.Values(name), ",")
		if name == "host" {
			value = r.Host
		}
		if name == "content-length" {
			value = r.Header.Get("Content-Length")
		}
		lines = append(lines, name+":"+strings.Join(strings.Fields(value), " "))
	}
	lines = append(lines, "", strings.Join(headers, ";"), payload)
	text := strings.Join([]string{algorithm, when, s.String(), hash([]byte(strings.Join(lines, "\n")))}, "\n")
	return hex.EncodeToString(mac(k.signingKey(s), text))
}

// Sign adds what the server checks. The payload is the body's SHA-256 in hexadecimal digits.
func (k Keys) sign(r *http.Request, payload, region string, now time.Time) {
	when := now.UTC().Format(timeForm)
	r.Host = r.URL.Host
	r.Header.Set("X-Amz-Date", when)
	r.Header.Set("X-Amz-Content-Sha256", payload)
	headers := []string{"host", "x-amz-content-sha256", "x-amz-date"}
	s := scope{when[:8], region}
	r.Header.Set("Authorization", algorithm+" Credential="+k.Access+"/"+s.String()+", SignedHeaders="+
		strings.Join(headers, ";")+", Signature="+k.signature(r, headers, payload, when, s))
}

func canonicalQuery(values url.Values) string {
	var pairs []string
	for name, list := range values {
		for _, value := range list {
			pairs = append(pairs, escape(name, "")+"="+escape(value, ""))
		}
	}
	sort.Strings(pairs)
	return strings.Join(pairs, "&")
}

// escape percent-encodes all but RFC 3986's unreserved characters and those that are to stay.
func escape(text, staying string) string {
	var out strings.Builder
	for _, c := range []byte(text) {
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', strings.IndexByte("-_.~"+staying, c) >= 0:
			out.WriteByte(c)
		default:
			out.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
		}
	}
	return out.String()
}
