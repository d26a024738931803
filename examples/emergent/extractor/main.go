// Command extractor takes the text out of documents: plain text, HTML, and Word's .docx. Emergent has Kreuzberg there.
package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"kit"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"
)

var version = "unreleased"

const (
	listenAddress   = ":8000"
	largestDocument = 8 << 20
)

func main() {
	kit.Run(version, map[string]func(context.Context) error{
		"serve":  func(ctx context.Context) error { return kit.Serve(ctx, listenAddress, routes()) },
		"health": kit.CheckHealth("http://127.0.0.1" + listenAddress + "/health"),
	})
}

func routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/health", kit.Methods{http.MethodGet: func(context.Context, *http.Request) (interface{}, error) {
		return kit.Fields{"status": "ok", "version": version}, nil
	}})
	mux.Handle("/extract", kit.Methods{http.MethodPost: extract})
	return mux
}

func extract(_ context.Context, r *http.Request) (interface{}, error) {
	document, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, largestDocument))
	if err != nil {
		return nil, kit.Refusal{Status: http.StatusRequestEntityTooLarge, Reason: err.Error()}
	}
	text, err := textOf(document)
	if err != nil {
		return nil, kit.Refusal{Status: http.StatusUnsupportedMediaType, Reason: err.Error()}
	}
	return kit.Fields{"text": text}, nil
}

var (
	hidden = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)>|<!--.*?-->`)
	tag    = regexp.MustCompile(`(?s)<[^>]*>`)
)

// textOf goes by what the document's first bytes say, whatever its name is.
func textOf(document []byte) (string, error) {
	switch kind := http.DetectContentType(document); {
	case kind == "application/zip":
		return textOfWord(document)
	case strings.HasPrefix(kind, "text/html"):
		return words(html.UnescapeString(tag.ReplaceAllString(hidden.ReplaceAllString(string(document), " "), " "))), nil
	case strings.HasPrefix(kind, "text/plain") && utf8.Valid(document):
		return words(string(document)), nil
	}
	return "", errors.New("this kind of document is not known")
}

// textOfWord reads the paragraphs (ECMA-376, part 1, w:p and w:t).
func textOfWord(document []byte) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(document), int64(len(document)))
	if err != nil {
		return "", err
	}
	file, err := archive.Open("word/document.xml")
	if err != nil {
		return "", errors.New("the archive is no Word document")
	}
	defer file.Close()
	decoder := xml.NewDecoder(io.LimitReader(file, 4*largestDocument))
	var text strings.Builder
	isText := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return words(text.String()), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			isText = token.Name.Local == "t"
		case xml.CharData:
			if isText {
				text.Write(token)
			}
		case xml.EndElement:
			isText = false
			if token.Name.Local == "p" {
				text.WriteByte('\n')
			}
		}
	}
}

func words(text string) string { return strings.Join(strings.Fields(text), " ") }
