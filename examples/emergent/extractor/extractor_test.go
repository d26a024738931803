package main

import (
	"archive/zip"
	"bytes"
	"testing"
)

func TestTheTextOfEachKindOfDocument(t *testing.T) {
	var word bytes.Buffer
	archive := zip.NewWriter(&word)
	file, _ := archive.Create("word/document.xml")
	file.Write([]byte(`<w:document xmlns:w="w"><w:p><w:r><w:t>one </w:t><w:t>two</w:t></w:r></w:p><w:p><w:t>three</w:t></w:p></w:document>`))
	archive.Close()
	cases := map[string]string{
		"one\n  two": "one two",
		"<!DOCTYPE html><head><title>no</title></head><p>one&nbsp;<b>two</b> &lt;3<script>no</script>": "one two <3",
		word.String(): "one two three",
	}
	for document, want := range cases {
		if got, err := textOf([]byte(document)); err != nil || got != want {
			t.Errorf("%.20q: got %q, %v; want %q", document, got, err, want)
		}
	}
}

func TestWhatIsNoDocumentIsRefused(t *testing.T) {
	var other bytes.Buffer
	archive := zip.NewWriter(&other)
	archive.Create("readme")
	archive.Close()
	for _, document := range []string{"\x00\x01\x02", "PK\x03\x04 damaged", other.String(), "%PDF-1.7"} {
		if text, err := textOf([]byte(document)); err == nil {
			t.Errorf("%.20q: got %q, want an error", document, text)
		}
	}
}
