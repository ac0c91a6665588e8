package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io/fs"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"signpost/builder"
	"signpost/internal/report"
	"signpost/server"
	"signpost/themes"
)

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("it never came to be that %s", what)
}

// TestServe starts the server, asks, saves a file, asks again, and stops it.
func TestServe(t *testing.T) {
	site := t.TempDir()
	article := filepath.Join(site, "content", "account", "reset.md")
	write(t, article, "---\ntitle: Reset your password\n---\nold words\n")
	write(t, filepath.Join(site, "content", "account", "hidden.md"), "---\ntitle: Zanzibar\ndraft: true\n---\nzanzibar\n")
	var said *screen
	t.Run("serve", func(t *testing.T) {
		_, stderr := start(t, "serve", "--site", site, "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--log-requests")
		said = stderr
		address := stderr.waitFor(t, `"msg":"serving","url":"([^"]+)"`)[1]
		admin := stderr.waitFor(t, `"msg":"health and metrics","url":"([^"]+)"`)[1]
		if status, _, body := get(t, address+"account/reset/"); status != 200 || !strings.Contains(body, "old words") || !strings.Contains(body, "data-signals") {
			t.Errorf("the page: %d\n%s", status, body)
		}
		if status, kind, body := get(t, address+"api/search?q=pasword"); status != 200 || kind != "application/json" || !strings.HasPrefix(body, `[{"url":"/account/reset/"`) {
			t.Errorf("the search: %d %s\n%s", status, kind, body)
		}
		write(t, article, "---\ntitle: Reset your password\n---\nnewer words\n")
		eventually(t, "the saved text is online", func() bool {
			_, _, body := get(t, address+"account/reset/")
			return strings.Contains(body, "newer words")
		})
		write(t, article, "---\ntilte: Reset\n---\nbroken\n")
		eventually(t, "readiness tells of the mistake", func() bool { _, _, body := get(t, admin+"readyz"); return strings.Contains(body, `"stale":true`) })
		if status, _, body := get(t, address+"account/reset/"); status != 200 || !strings.Contains(body, "newer words") {
			t.Errorf("the last good page: %d\n%s", status, body)
		}
		if err := os.Remove(article); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(site, "content", "account", "invoices.md"), "---\ntitle: Invoices\n---\nin the settings\n")
		eventually(t, "an article that was taken away is gone", func() bool { status, _, _ := get(t, address+"account/reset/"); return status == 404 })
		if _, _, body := get(t, address+"api/search?q=newer+words"); strings.Contains(body, "/account/reset/") {
			t.Errorf("search still finds what is gone: %s", body)
		}
		res, err := http.Post(address+"api/signals", "application/json", strings.NewReader(`{"kind":"missed","query":"mail to ann.berg@example.com please"}`))
		if err != nil || res.StatusCode != http.StatusNoContent {
			t.Errorf("a signal: %v %v", res, err)
		}
		get(t, address+"search?q=zzzzqqqq")
		if _, _, body := get(t, admin+"metrics"); !strings.Contains(body, `signpost_builds_total{result="failed"}`) {
			t.Errorf("the metrics:\n%s", body)
		}
	})
	log := said.String()
	for _, secret := range []string{"anzibar", "hidden.md", "ann.berg", "zzzzqqqq", "tilte"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
	if !strings.Contains(log, `"msg":"stopping"`) {
		t.Errorf("the log does not tell of the end:\n%s", log)
	}
	var out bytes.Buffer
	if status := run(t.Context(), []string{"signals", "export", "--site", site}, nil, &out, os.Stderr); status != statusDone {
		t.Fatalf("export: status %d", status)
	}
	if n := strings.Count(out.String(), "\n"); n != 2 || strings.Contains(out.String(), "ann.berg") || !strings.Contains(out.String(), "[email 1]") || !strings.Contains(out.String(), "zzzzqqqq") {
		t.Errorf("the signals:\n%s", &out)
	}
}

// certificate writes a certificate for localhost, and its key.
func certificate(t *testing.T, dir, name string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "cert.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	write(t, filepath.Join(dir, "key.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
}

// TestServeSpeaksHTTPS takes a renewed certificate without stopping.
func TestServeSpeaksHTTPS(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for the server to look at its certificate again")
	}
	site, dir := t.TempDir(), t.TempDir()
	write(t, filepath.Join(site, "a.md"), "---\ntitle: A\n---\n")
	certificate(t, dir, "first")
	_, stderr := start(t, "serve", "--site", site, "--addr", "127.0.0.1:0", "--signals", "off", "--tls-cert", filepath.Join(dir, "cert.pem"), "--tls-key", filepath.Join(dir, "key.pem"))
	address := stderr.waitFor(t, `"msg":"serving","url":"https://([^"/]+)/"`)[1]
	name := func() (string, string) {
		c, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2", "http/1.1"}})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		return c.ConnectionState().PeerCertificates[0].Subject.CommonName, c.ConnectionState().NegotiatedProtocol
	}
	if n, protocol := name(); n != "first" || protocol != "h2" {
		t.Errorf("%s by %s", n, protocol)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	for _, path := range []string{"/a/", "/nothing/", "/api/search?q=a"} {
		res, err := client.Get("https://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = bodyOf(t, res)
		if got := res.Header.Get("Strict-Transport-Security"); got != "max-age=15768000" {
			t.Errorf("%s: Strict-Transport-Security %q", path, got)
		}
	}
	certificate(t, dir, "second")
	eventually(t, "the new certificate is in use", func() bool { n, _ := name(); return n == "second" })
}

// TestServeWithoutItsStore serves a site whose store of signals refuses, is silent, or is
// a damaged file, and tells so without a password.
func TestServeWithoutItsStore(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	damaged := filepath.Join(t.TempDir(), "signals.db")
	write(t, damaged, strings.Repeat("\x81 no store ", 800))
	for name, c := range map[string]struct{ dsn, said string }{
		"refusing": {"postgres://lead:hunter2zebra@127.0.0.1:1/help", `the site is served without it.*127\.0\.0\.1:1`},
		"silent":   {"postgres://lead:hunter2zebra@" + silent.Addr().String() + "/help?sslmode=disable", `"msg":"serving"`},
		"damaged":  {damaged, "the file is damaged, or no store of signals: move it away"},
	} {
		t.Run(name, func(t *testing.T) {
			site := t.TempDir()
			write(t, filepath.Join(site, "a.md"), "---\ntitle: A\n---\nold words\n")
			_, stderr := start(t, "serve", "--site", site, "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--signals", c.dsn)
			address := stderr.waitFor(t, `"msg":"serving","url":"([^"]+)"`)[1]
			admin := stderr.waitFor(t, `"msg":"health and metrics","url":"([^"]+)"`)[1]
			if status, _, body := get(t, address+"a/"); status != 200 || !strings.Contains(body, "old words") {
				t.Errorf("the page: %d\n%s", status, body)
			}
			if res, err := http.Post(address+"api/signals", "application/json", strings.NewReader(`{"kind":"missed","query":"close my account"}`)); err != nil || res.StatusCode != http.StatusNoContent {
				t.Errorf("a signal: %v %v", res, err)
			}
			stderr.waitFor(t, c.said)
			status, _, body := get(t, admin+"readyz")
			if status != 200 || !strings.Contains(body, `"signals"`) || name != "silent" && !strings.Contains(body, "the store does not answer") {
				t.Errorf("readiness: %d %s", status, body)
			}
			if strings.Contains(stderr.String(), "hunter2zebra") {
				t.Errorf("the password is told:\n%s", stderr)
			}
			if name != "damaged" {
				return
			}
			if err := os.Rename(damaged, damaged+".away"); err != nil {
				t.Fatal(err)
			}
			eventually(t, "signals are stored when the damaged file is gone", func() bool {
				_, _, body := get(t, admin+"metrics")
				return strings.Contains(body, `signpost_signals_total{result="stored"} 1`) && strings.Contains(body, "signpost_signals_store_up 1")
			})
		})
	}
}

// A failing folder cannot be read while broken is set.
type failing struct {
	fs.ReadLinkFS
	broken atomic.Bool
}

func (f *failing) Open(name string) (fs.File, error) {
	if f.broken.Load() && strings.HasSuffix(name, ".md") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EIO}
	}
	return f.ReadLinkFS.Open(name)
}

// TestServeReadsAgain has an article be saved while the disk cannot be read: it is online
// when the disk can, though nothing changes after that.
func TestServeReadsAgain(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.md"), "---\ntitle: A\n---\nold words\n")
	folder, _ := os.DirFS(dir).(fs.ReadLinkFS)
	disk := &failing{ReadLinkFS: folder}
	said := &screen{}
	log := slog.New(slog.NewJSONHandler(said, nil))
	p := server.NewProduction(server.ProductionOptions{Log: log, Now: time.Now})
	defer p.Close()
	s := &served{app: &app{now: time.Now}, live: builder.NewLive(builder.Config{Site: disk, Theme: themes.Default()}), production: p, log: log}
	if err := s.build(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.follow(ctx, dir) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	disk.broken.Store(true)
	// Watching may begin after a first save.
	eventually(t, "the disk cannot be read", func() bool {
		write(t, filepath.Join(dir, "a.md"), "---\ntitle: B\n---\nnew words\n")
		time.Sleep(serveQuiet)
		return strings.Contains(said.String(), "the site could not be built")
	})
	time.Sleep(2*servePause + 2*serveQuiet) // for a build after the last save, too
	disk.broken.Store(false)
	eventually(t, "the new words are online", func() bool {
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a/", nil))
		return strings.Contains(w.Body.String(), "new words")
	})
	if log := said.String(); strings.Contains(log, "a.md") || !strings.Contains(log, syscall.EIO.Error()) {
		t.Errorf("the log:\n%s", log)
	}
}

// TestReportsAreForTheirOwnerOnly: they hold customers' words.
func TestReportsAreForTheirOwnerOnly(t *testing.T) {
	out := filepath.Join(t.TempDir(), "report")
	if err := writeReport([]report.File{{Path: "gaps.json", Data: []byte("{}")}}, out, gapReport); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{out: 0o700, filepath.Join(out, "gaps.json"): 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}
