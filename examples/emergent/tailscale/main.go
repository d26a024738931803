// Command tailscale stands where Emergent has Tailscale's own image: it takes the same settings and passes connections
// on to the server, but joins no network.
package main

import (
	"context"
	"errors"
	"io"
	"kit"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

var version = "unreleased"

const listenAddress = ":8080"

func main() {
	kit.Run(version, map[string]func(context.Context) error{
		"serve": serve,
		"health": func(context.Context) error {
			connection, err := net.DialTimeout("tcp", "127.0.0.1"+listenAddress, 3*time.Second)
			if err != nil {
				return err
			}
			return connection.Close()
		},
	})
}

func serve(ctx context.Context) error {
	target, err := kit.Setting("TS_DEST")
	if err != nil {
		return err
	}
	if !strings.HasPrefix(os.Getenv("TS_AUTHKEY"), "tskey-auth-") {
		return errors.New("TS_AUTHKEY is no key of Tailscale's: it begins with tskey-auth-")
	}
	listener, err := net.Listen("tcp", listenAddress)
	if err != nil {
		return err
	}
	kit.Log("info", "would join the tailnet", kit.Fields{"passes on to": target})
	go func() {
		<-ctx.Done()
		listener.Close()
	}()
	for {
		connection, err := listener.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		go pass(connection, target)
	}
}

func pass(from net.Conn, target string) {
	defer from.Close()
	to, err := net.DialTimeout("tcp", target, 3*time.Second)
	if err != nil {
		kit.Log("warning", "the server does not answer", kit.Fields{"reason": err.Error()})
		return
	}
	defer to.Close()
	var both sync.WaitGroup
	both.Add(2)
	for _, pair := range [][2]net.Conn{{to, from}, {from, to}} {
		go func(out, in net.Conn) {
			defer both.Done()
			// An end of either side is an end of both.
			_, _ = io.Copy(out, in)
			out.Close()
		}(pair[0], pair[1])
	}
	both.Wait()
}
