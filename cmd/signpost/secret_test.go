package main

import (
	"bytes"
	"log/slog"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSecretsStayOutOfGit: what Signpost puts into a site folder by itself is ignored at
// once, and of secrets that somebody puts elsewhere in it they are told.
func TestSecretsStayOutOfGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	site := t.TempDir()
	if out, err := exec.Command("git", "-C", site, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	write(t, filepath.Join(site, "content", "a.md"), "---\ntitle: A\n---\na\n")
	for _, o := range []serveOptions{
		{site: siteFlags{dir: site}, acmeHosts: []string{"help.example.com"}},
		{site: siteFlags{dir: site}, acmeHosts: []string{"help.example.com"}, acmeDir: filepath.Join(site, "keys")},
	} {
		for range 2 { // the folder may be there
			if _, err := o.secure(slog.New(slog.DiscardHandler)); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, stderr := start(t, "serve", "--site", site, "--addr", "127.0.0.1:0")
	stderr.waitFor(t, `"msg":"serving"`)
	if strings.Contains(stderr.String(), "git would commit") {
		t.Errorf("of its own folder a server says\n%s", stderr)
	}
	_, stderr = start(t, "serve", "--site", site, "--addr", "127.0.0.1:0", "--signals", filepath.Join(site, "kept.db"))
	stderr.waitFor(t, `"msg":"serving"`)
	if !strings.Contains(stderr.String(), "git would commit the signals") {
		t.Errorf("of signals that git would commit a server says\n%s", stderr)
	}
	for name, private := range map[string]bool{
		".signpost/acme/acme_account+key": true, ".signpost/acme/help.example.com": true, "keys/help.example.com": true, ".signpost/signals.db": true, ".signpost/signals.db-wal": true,
		"kept.db": false, "content/a.md": false,
	} {
		if err := exec.Command("git", "-C", site, "check-ignore", "-q", name).Run(); (err == nil) != private {
			t.Errorf("%s is ignored: %v", name, err == nil)
		}
	}
	for where, told := range map[string]bool{site: true, t.TempDir(): false} {
		var said bytes.Buffer
		status := run(t.Context(), []string{"users", "add", "ann", "--users", filepath.Join(where, "users.yaml")}, strings.NewReader(anyPassword+"\n"), &said, &said)
		if status != statusDone || strings.Contains(said.String(), "git would commit") != told {
			t.Errorf("users in %s: status %d, %s", where, status, said.String())
		}
	}
}
