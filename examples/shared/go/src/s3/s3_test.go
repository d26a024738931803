package s3

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var keys = Keys{"access", "a secret/with+signs"}

func start(t *testing.T) (Client, string) {
	folder := t.TempDir()
	server := httptest.NewServer(Server{Folder: folder, Keys: keys})
	t.Cleanup(server.Close)
	client := Client{Endpoint: server.URL, Bucket: "files", Region: "us-east-1", Keys: keys}
	if err := client.CreateBucket(context.Background()); err != nil {
		t.Fatal(err)
	}
	return client, folder
}

func TestObjectsComeBackByKeysOfAllKinds(t *testing.T) {
	client, folder := start(t)
	ctx := context.Background()
	for _, key := range []string{"a", "b/c d+e", "b/../../up", "b/é%2F", ".hidden", "%new1"} {
		if err := client.Put(ctx, key, []byte("body of "+key)); err != nil {
			t.Fatalf("%q: %v", key, err)
		}
		if body, err := client.Get(ctx, key); err != nil || string(body) != "body of "+key {
			t.Errorf("%q: %q, %v", key, body, err)
		}
	}
	if found, err := client.List(ctx, "b/"); err != nil || len(found) != 3 || found[1] != "b/c d+e" {
		t.Errorf("%q, %v", found, err)
	}
	if _, err := client.Get(ctx, "none"); err != ErrNoObject {
		t.Error(err)
	}
	if outside, _ := os.ReadDir(folder); len(outside) != 1 {
		t.Errorf("a key has left its bucket: %v", outside)
	}
}

func TestAListIsReadPageByPage(t *testing.T) {
	client, folder := start(t)
	for i := 0; i < 2500; i++ {
		if err := os.WriteFile(filepath.Join(folder, "files", fmt.Sprintf("%04d", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found, err := client.List(context.Background(), "")
	if err != nil || len(found) != 2500 || found[0] != "0000" || found[2499] != "2499" {
		t.Errorf("%d, %v", len(found), err)
	}
}

func TestWhoDoesNotKnowTheKeyIsRefused(t *testing.T) {
	client, _ := start(t)
	for _, other := range []Keys{{"access", "wrong"}, {"other", keys.Secret}, {}} {
		client.Keys = other
		if err := client.Put(context.Background(), "a", nil); err == nil || !strings.Contains(err.Error(), "403") {
			t.Errorf("%v: %v", other, err)
		}
	}
}

func TestARequestCountsOnlyOnceItIsWhatWasSignedAndNow(t *testing.T) {
	now := time.Now()
	server := Server{Folder: t.TempDir(), Keys: keys}
	os.Mkdir(filepath.Join(server.Folder, "files"), 0o700)
	ask := func(path, body string, signed time.Time) int {
		request := httptest.NewRequest("PUT", "http://storage/files/a", strings.NewReader(body))
		keys.sign(request, hash([]byte("body")), "us-east-1", signed)
		request.URL.Path = path
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, request)
		return answer.Code
	}
	for want, got := range map[string]int{
		"200 as it is": ask("/files/a", "body", now), "400 another body": ask("/files/a", "other", now),
		"403 another key": ask("/files/b", "body", now), "403 too old": ask("/files/a", "body", now.Add(-time.Hour)),
	} {
		if !strings.HasPrefix(want, fmt.Sprint(got)) {
			t.Errorf("%s: got %d", want, got)
		}
	}
}

// Amazon's own example of a request, its key and its signature.
func TestTheSignatureIsTheOneOfTheDocumentation(t *testing.T) {
	request := httptest.NewRequest("GET", "http://examplebucket.s3.amazonaws.com/test.txt", nil)
	request.Header.Set("Range", "bytes=0-9")
	request.Header.Set("X-Amz-Content-Sha256", hash(nil))
	request.Header.Set("X-Amz-Date", "20130524T000000Z")
	owner := Keys{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
	headers := []string{"host", "range", "x-amz-content-sha256", "x-amz-date"}
	got := owner.signature(request, headers, hash(nil), "20130524T000000Z", scope{"20130524", "us-east-1"})
	if got != "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41" {
		t.Error(got)
	}
}

// Restic brings a client of S3 that others wrote: it signs its bodies in chunks.
func TestResticKeepsItsBackupsHere(t *testing.T) {
	if _, err := exec.LookPath("restic"); err != nil {
		t.Skip("restic is not installed")
	}
	client, _ := start(t)
	source, target := t.TempDir(), t.TempDir()
	content := bytes.Repeat([]byte("words "), 100_000)
	if err := os.WriteFile(filepath.Join(source, "file"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, words := range [][]string{{"init"}, {"backup", source}, {"restore", "latest", "--target", target}, {"check"}} {
		command := exec.Command("restic", append([]string{"--no-cache", "--repo", "s3:" + client.Endpoint + "/backups"}, words...)...)
		command.Env = append(os.Environ(), "RESTIC_PASSWORD=x", "AWS_ACCESS_KEY_ID="+keys.Access, "AWS_SECRET_ACCESS_KEY="+keys.Secret)
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", words, err, output)
		}
	}
	if restored, err := os.ReadFile(filepath.Join(target, source, "file")); err != nil || !bytes.Equal(restored, content) {
		t.Errorf("%d bytes, %v", len(restored), err)
	}
}
