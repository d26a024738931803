// Command storage keeps objects in the folder /data and speaks S3: where an app would take MinIO, these examples take it.
package main

import (
	"context"
	"kit"
	"net/http"
	"s3"
)

var version = "unreleased"

const listenAddress = ":9000"

func main() {
	kit.Run(version, map[string]func(context.Context) error{
		"serve":  serve,
		"health": kit.CheckHealth("http://127.0.0.1" + listenAddress + "/-/health"),
	})
}

func serve(ctx context.Context) error {
	access, err := kit.Setting("STORAGE_ACCESS_KEY")
	if err != nil {
		return err
	}
	secret, err := kit.Setting("STORAGE_SECRET_KEY")
	if err != nil {
		return err
	}
	health := kit.Methods{http.MethodGet: func(context.Context, *http.Request) (interface{}, error) {
		return kit.Fields{"status": "ok", "version": version}, nil
	}}
	objects := s3.Server{Folder: "/data", Keys: s3.Keys{Access: access, Secret: secret}}
	// Not by a ServeMux, which redirects paths with `//` or `..` in them, as keys may have.
	return kit.Serve(ctx, listenAddress, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// No bucket has a name of one character.
		if r.URL.Path == "/-/health" {
			health.ServeHTTP(w, r)
			return
		}
		objects.ServeHTTP(w, r)
	}))
}
