// Package server serves built sites over HTTP: whole generations from memory to
// readers (Production), with search and the review behind a login, folders on disk
// for the demo, and sites in memory for the preview, with live reload and an overlay
// for mistakes. Only Production is made for the open network.
package server

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

// A Site is what is served: the data of a file by its path from the site's
// root, such as "write/index.html". ok is false for a file that is not there.
type Site func(name string) (data []byte, ok bool)

// types are the content types of the files that a site holds; the system's own
// table differs from machine to machine.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".md":   "text/markdown; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
	".csv":  "text/csv; charset=utf-8",
	".xml":  "application/xml",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".jpg":  "image/jpeg",
	".jpeg": "image/jpeg",
	".gif":  "image/gif",
	".webp": "image/webp",
	".avif": "image/avif",
	".ico":  "image/x-icon",
	".pdf":  "application/pdf",
}

func contentType(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if t, ok := types[ext]; ok {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// Handler serves a site as a static host does: index.html for a folder, a
// redirect to the address with a slash, 404.html for what is not there, and no
// listings. Only GET and HEAD are answered.
func Handler(site Site) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		name, slash := fileOf(r.URL.Path)
		if slash {
			name = path.Join(name, "index.html")
		} else if _, ok := site(path.Join(name, "index.html")); ok {
			target := url.URL{Path: "/" + name + "/", RawQuery: r.URL.RawQuery}
			http.Redirect(w, r, target.String(), http.StatusMovedPermanently)
			return
		}
		if data, ok := site(name); ok {
			send(w, r, http.StatusOK, name, data)
			return
		}
		if data, ok := site("404.html"); ok {
			send(w, r, http.StatusNotFound, "404.html", data)
			return
		}
		http.NotFound(w, r)
	})
}

// fileOf turns the path of a request into one of a site's files. Whatever the
// path holds, the result stays below the site's root.
func fileOf(urlPath string) (name string, slash bool) {
	clean := path.Clean("/" + urlPath)
	return strings.TrimPrefix(clean, "/"), clean == "/" || strings.HasSuffix(urlPath, "/")
}

func send(w http.ResponseWriter, r *http.Request, status int, name string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("Content-Length", fmt.Sprint(len(data)))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(data) // the reader has gone; there is nobody to tell
	}
}

// An AddrError says that an address cannot be listened on.
type AddrError struct {
	Addr string
	Err  error
}

func (e *AddrError) Error() string {
	return fmt.Sprintf("listen on %s: %v; choose another address with --addr", e.Addr, e.Err)
}

func (e *AddrError) Unwrap() error { return e.Err }

// Listen opens an address such as "127.0.0.1:8080"; port 0 means any free one.
// The error is an *AddrError.
func Listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, &AddrError{addr, errors.Unwrap(err)}
	}
	return l, nil
}

// Local guards what a listener on this machine serves against pages of other
// sites whose names were made to lead here (DNS rebinding): requests have to
// name an IP address or localhost. A listener that others can reach passes all.
func Local(l net.Listener, h http.Handler) http.Handler {
	if at, ok := l.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		host = strings.TrimSuffix(strings.ToLower(host), ".")
		if net.ParseIP(strings.Trim(host, "[]")) == nil && host != "localhost" && !strings.HasSuffix(host, ".localhost") {
			http.Error(w, "this server is for this machine: open it as http://"+l.Addr().String()+"/", http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// Serve answers on a listener until ctx ends, then lets requests end for a
// short time and returns nil.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      time.Minute, // the preview's events lift it for themselves
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := s.Shutdown(wait); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop serving on %s: %w", l.Addr(), err)
	}
	return nil
}
