package s3

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// fault is an answer as S3 gives it.
type fault struct {
	status  int
	code    string
	message string
}

var (
	denied       = fault{http.StatusForbidden, "AccessDenied", "the request has no signature of version 4"}
	unknownKey   = fault{http.StatusForbidden, "InvalidAccessKeyId", "there is no such access key"}
	mismatch     = fault{http.StatusForbidden, "SignatureDoesNotMatch", "the signature is not this request's"}
	skewed       = fault{http.StatusForbidden, "RequestTimeTooSkewed", "the request's time differs by more than 15 minutes"}
	wrongContent = fault{http.StatusBadRequest, "XAmzContentSHA256Mismatch", "the body is not the one that was signed"}
	noBucket     = fault{http.StatusNotFound, "NoSuchBucket", "there is no such bucket"}
	noKey        = fault{http.StatusNotFound, "NoSuchKey", "there is no such object"}
	badName      = fault{http.StatusBadRequest, "InvalidBucketName", "a bucket's name is not as it must be"}
	notEmpty     = fault{http.StatusConflict, "BucketNotEmpty", "the bucket has objects"}
	notHere      = fault{http.StatusNotImplemented, "NotImplemented", "this is not there"}
	tooLarge     = fault{http.StatusBadRequest, "EntityTooLarge", "an object has at most 64 MiB"}
)

func (f fault) Error() string { return f.code }

const largestObject = 64 << 20

// check returns the body of a request that somebody who knows the secret key has made, and made just now.
func (k Keys) check(r *http.Request, now time.Time) ([]byte, error) {
	fields := map[string]string{}
	authorization := r.Header.Get("Authorization")
	if !strings.HasPrefix(authorization, algorithm+" ") {
		return nil, denied
	}
	for _, part := range strings.Split(authorization[len(algorithm)+1:], ",") {
		if at := strings.IndexByte(part, '='); at > 0 {
			fields[strings.TrimSpace(part[:at])] = strings.TrimSpace(part[at+1:])
		}
	}
	credential := strings.Split(fields["Credential"], "/")
	when := r.Header.Get("X-Amz-Date")
	signed, err := time.Parse(timeForm, when)
	headers := strings.Split(fields["SignedHeaders"], ";")
	if err != nil || len(credential) != 5 || !names(headers, "host") {
		return nil, denied
	}
	if credential[0] != k.Access {
		return nil, unknownKey
	}
	if age := now.Sub(signed); age > 15*time.Minute || age < -15*time.Minute {
		return nil, skewed
	}
	s := scope{credential[1], credential[2]}
	payload := r.Header.Get("X-Amz-Content-Sha256")
	if r.ContentLength >= 0 {
		r.Header.Set("Content-Length", strconv.FormatInt(r.ContentLength, 10))
	}
	want := k.signature(r, headers, payload, when, s)
	if s.day != when[:8] || !hmac.Equal([]byte(want), []byte(fields["Signature"])) {
		return nil, mismatch
	}
	if payload == streaming {
		return k.chunks(r.Body, want, when, s)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, largestObject+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > largestObject:
		return nil, tooLarge
	case payload != unsigned && payload != hash(body):
		return nil, wrongContent
	}
	return body, nil
}

func names(list []string, name string) bool {
	for _, other := range list {
		if other == name {
			return true
		}
	}
	return false
}

// chunks reads `SIZE;chunk-signature=SIGNATURE`, the bytes, and so on to an empty chunk. Each signature covers the one
// before.
func (k Keys) chunks(body io.Reader, earlier, when string, s scope) ([]byte, error) {
	reader := bufio.NewReader(body)
	var whole bytes.Buffer
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			return nil, wrongContent
		}
		var size int
		var signature string
		count, err := fmt.Sscanf(strings.TrimSpace(line), "%x;chunk-signature=%s", &size, &signature)
		if err != nil || count != 2 || size < 0 || whole.Len()+size > largestObject {
			return nil, wrongContent
		}
		chunk := make([]byte, size+2)
		if _, err := io.ReadFull(reader, chunk); err != nil {
			return nil, wrongContent
		}
		text := strings.Join([]string{algorithm + "-PAYLOAD", when, s.String(), earlier, hash(nil), hash(chunk[:size])}, "\n")
		if want := hex.EncodeToString(mac(k.signingKey(s), text)); !hmac.Equal([]byte(want), []byte(signature)) {
			return nil, mismatch
		}
		if size == 0 {
			return whole.Bytes(), nil
		}
		whole.Write(chunk[:size])
		earlier = signature
	}
}
