package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
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

// AutomaticTLS gets certificates for hosts by ACME, and keeps them with their keys in a
// folder, out of which git takes nothing. Directory is the address of the authority, that
// of Let's Encrypt for "", which has to reach the listener on port 443.
func AutomaticTLS(hosts []string, folder, directory string) (*tls.Config, error) {
	if err := keepOutOfGit(folder); err != nil {
		return nil, fmt.Errorf("tls: %w; name another folder with --acme-dir", err)
	}
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(hosts...), Cache: autocert.DirCache(folder)}
	if directory != "" {
		m.Client = &acme.Client{DirectoryURL: directory}
	}
	c := m.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	return c, nil
}

// keepOutOfGit makes a folder for secrets, which may lie where a team commits what is
// there. Files that are in it already stay as they are.
func keepOutOfGit(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(folder, ".gitignore"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString("# Keys of certificates are not to be committed.\n*\n")
	return errors.Join(err, f.Close())
}
