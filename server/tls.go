package server

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

// FileTLS takes a certificate and its key from files, and takes them anew when they
// have changed, as they do when a certificate is renewed. Files that cannot be
// read later leave the last good certificate in use.
func FileTLS(cert, key string, log *slog.Logger) (*tls.Config, error) {
	c := &certificate{cert: cert, key: key, log: log}
	if err := c.load(); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: c.get}, nil
}

// certificateLook is how long nobody looks whether the files have changed.
const certificateLook = 10 * time.Second

type certificate struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex
	pair    *tls.Certificate
	print   string
	checked time.Time
}

// load reads the files; c.mu is held, or c is not shared yet.
func (c *certificate) load() error {
	print, err := printFiles(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("tls: %w", err)
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("tls: read %s and %s: %w", c.cert, c.key, err)
	}
	c.pair, c.print = &pair, print
	return nil
}

// printFiles tells sizes and times of files.
func printFiles(names ...string) (string, error) {
	print := ""
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return "", err
		}
		print += fmt.Sprintf("%d %d\n", info.Size(), info.ModTime().UnixNano())
	}
	return print, nil
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.checked) > certificateLook {
		c.checked = now
		if print, err := printFiles(c.cert, c.key); err != nil || print != c.print {
			if err := c.load(); err != nil {
				c.log.Error("the new certificate cannot be used; the last one stays", "error", err.Error())
			} else {
				c.log.Info("a new certificate is in use")
			}
		}
	}
	return c.pair, nil
}

// AutomaticTLS gets certificates for hosts from Let's Encrypt, and keeps them in a
// folder. The listener has to be reached from outside on port 443.
func AutomaticTLS(hosts []string, folder string) *tls.Config {
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(hosts...), Cache: autocert.DirCache(folder)}
	c := m.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	return c
}
