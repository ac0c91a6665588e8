package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/letsencrypt/challtestsrv"
	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
)

const acmeHost = "help.example.com"

// An authority gives certificates by ACME as Let's Encrypt does: it is their own test
// server, for which every name is this machine and port 443 is another one.
type authority struct {
	*httptest.Server
	roots *x509.CertPool
}

func newAuthority(t *testing.T, port int) authority {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	quiet := log.New(io.Discard, "", 0)
	names := freeAddress(t)
	challenges, err := challtestsrv.New(challtestsrv.Config{DNSAddrs: []string{names}, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	challenges.SetDefaultDNSIPv4("127.0.0.1")
	challenges.SetDefaultDNSIPv6("")
	go challenges.Run()
	t.Cleanup(challenges.Shutdown)
	store := db.NewMemoryStore()
	issuer := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "a day", ValidityPeriod: 24 * 60 * 60}})
	front := wfe.New(quiet, store, va.New(quiet, 0, port, true, names, store), issuer, nil, true, false, 1, 1)
	a := authority{httptest.NewTLSServer(front.Handler()), x509.NewCertPool()}
	t.Cleanup(a.Close)
	a.roots.AddCert(issuer.GetRootCert(0).Cert)
	return a
}

// The server gets a certificate when a reader first comes by HTTPS, keeps it where git
// takes none of it, and has it again after a restart without asking anybody.
func TestCertificatesByACME(t *testing.T) {
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	writeFile(t, site, "content/a.md", "---\ntitle: Sesame\n---\nText.\n")
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	number, err := net.LookupPort("tcp", port)
	if err != nil {
		t.Fatal(err)
	}
	a := newAuthority(t, number)
	trusted := filepath.Join(dir, "authority.pem")
	if err := os.WriteFile(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", trusted) // for the server alone: this process has its own pool
	directory := a.URL + wfe.DirectoryPath
	read := func() (string, error) {
		client := http.Client{Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: a.roots, ServerName: acmeHost}, DisableKeepAlives: true,
		}}
		res, err := client.Get("https://" + address + "/a/")
		if err != nil {
			return "", err
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		return string(text), err
	}
	for _, again := range []bool{false, true} {
		t.Run(map[bool]string{false: "at first", true: "after a restart"}[again], func(t *testing.T) {
			startServer(t, `https://[0-9.:]+/`, "serve", "--site", site, "--addr", address, "--signals", "off", "--acme-host", acmeHost, "--acme-directory", directory)
			if text, err := read(); err != nil || !strings.Contains(text, "Sesame") {
				t.Errorf("%v %.200s", err, text)
			}
			c, err := tls.Dial("tcp", address, &tls.Config{ServerName: "other.example.com", InsecureSkipVerify: true})
			if err == nil {
				c.Close()
				t.Error("there is a certificate for a host that nobody named")
			}
		})
		a.Close() // the certificate is kept
	}
	kept, err := filepath.Glob(filepath.Join(site, ".signpost", "acme", acmeHost+"*"))
	if err != nil || len(kept) == 0 {
		t.Errorf("no certificate is kept: %v", err)
	}
	for _, name := range []string{".signpost/.gitignore", ".signpost/acme/.gitignore"} {
		if _, err := os.Stat(filepath.Join(site, name)); err != nil {
			t.Error(err)
		}
	}
}
