package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"
)

// tokens issues JSON Web Tokens signed with HMAC-SHA-256 (RFC 7519, "HS256").
type tokens struct{ key []byte }

type claims struct {
	Subject  string `json:"sub"`
	IssuedAt int64  `json:"iat"`
	Expires  int64  `json:"exp"`
}

func (t tokens) issue(subject string, now time.Time, lifetime time.Duration) string {
	signed := segment(struct {
		Algorithm string `json:"alg"`
		Type      string `json:"typ"`
	}{"HS256", "JWT"}) + "." + segment(claims{subject, now.Unix(), now.Add(lifetime).Unix()})
	mac := hmac.New(sha256.New, t.key)
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func segment(part interface{}) string {
	// Structures of strings and integers always encode.
	encoded, _ := json.Marshal(part)
	return base64.RawURLEncoding.EncodeToString(encoded)
}
