package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWebServers serves a built site by the configurations in deploy/, with the
// real servers, and asks for what a reader and an attacker ask for.
func TestWebServers(t *testing.T) {
	t.Setenv("signpost_test", "evil") // Apache would put it into an address
	for name, start := range map[string]func(t *testing.T, public, address string) *exec.Cmd{"nginx": nginx, "caddy": caddy, "apache2": apache} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(name); err != nil {
				t.Skipf("%s is not installed; ./test installs it", name)
			}
			public, address := movedSite(t), freeAddress(t)
			cmd := start(t, public, address)
			var said bytes.Buffer
			cmd.Stdout, cmd.Stderr = &said, &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
				if t.Failed() {
					t.Log(said.String())
				}
			})
			awaitServer(t, address)
			askWebServer(t, "http://"+address)
		})
	}
}

// movedSite builds a site of which an article moved.
func movedSite(t *testing.T) string {
	t.Helper()
	site := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(site, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("content/pay/invoices.md", "---\ntitle: Invoices\ndescription: Where they are.\nredirect_from: [/old/bills/, /alt/größe/]\n---\nThey are under Billing.\n")
	write("content/pay/secret.md", "---\ntitle: Secret plan\ndescription: Not yet.\ndraft: true\n---\nNot yet.\n")
	write("content/assets/tracking.md", "---\ntitle: Tracking\n---\nBeside our own files.\n")
	write("static/assets/logo.txt", "A logo.\n")
	write("static/.well-known/security.txt", "Contact: mailto:security@help.example\n")
	// What writers of an imported article could put into the settings of a server.
	write("content/pay/cash$http_host.md", "---\ntitle: Cash\nredirect_from: [/old/cash/, \"/old/${signpost_test}(1)$1/\"]\n---\n"+
		"![a](<https://b\";internal;/p.png>)\n![b](https://a;sandbox/p.png)\n![c](https://a$arg_x/p.png)\n![d](https://img.example.com/p.png)\n")
	if status := run(t.Context(), []string{"build", "--site", site, "--base-url", "https://help.example.com/"}, nil, io.Discard, t.Output()); status != statusDone {
		t.Fatalf("build ends with status %d", status)
	}
	return filepath.Join(site, "public")
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func awaitServer(t *testing.T, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the server does not listen: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// recipe is a configuration of deploy/ with the folder and the address of a test.
func recipe(t *testing.T, name string, changes ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(changes); i += 2 {
		if !bytes.Contains(text, []byte(changes[i])) {
			t.Fatalf("%s lacks %q", name, changes[i])
		}
	}
	return strings.NewReplacer(changes...).Replace(string(text))
}

func nginx(t *testing.T, public, address string) *exec.Cmd {
	server := recipe(t, "nginx/help.conf", "/srv/help/public", public, "listen 80", "listen "+address)
	dir := t.TempDir()
	conf := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf(`daemon off; master_process off; pid %[1]s/pid; error_log stderr;
events { worker_connections 64; }
http {
	include /etc/nginx/mime.types; access_log off;
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
	%[2]s
}
`, dir, server)
	if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return exec.Command("nginx", "-e", "stderr", "-p", dir, "-c", conf)
}

func caddy(t *testing.T, public, address string) *exec.Cmd {
	text := recipe(t, "caddy/Caddyfile", "/srv/help/public", public, "\nhelp.example.com {", "\nhttp://"+address+" {")
	dir := t.TempDir()
	conf := filepath.Join(dir, "Caddyfile")
	if err := os.WriteFile(conf, []byte("{\n\tadmin off\n\tauto_https off\n}\n"+text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("caddy", "run", "--config", conf, "--adapter", "caddyfile")
	cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	return cmd
}

func apache(t *testing.T, public, address string) *exec.Cmd {
	const modules = "/usr/lib/apache2/modules" // as Debian has them
	if _, err := os.Stat(modules); err != nil {
		t.Skipf("the modules of Apache are not in %s", modules)
	}
	// Started by root it serves as somebody else, who has to reach the site.
	for dir := filepath.Dir(public); dir != os.TempDir() && len(dir) > 1; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var text strings.Builder
	for _, module := range []string{"mpm_event", "authz_core", "dir", "mime", "headers", "alias", "filter", "deflate"} {
		fmt.Fprintf(&text, "LoadModule %[1]s_module %[2]s/mod_%[1]s.so\n", module, modules)
	}
	dir := t.TempDir()
	fmt.Fprintf(&text, "Listen %s\nServerName localhost\nPidFile %s/pid\nErrorLog /dev/stderr\nTypesConfig /etc/mime.types\nUser nobody\nGroup nogroup\n", address, dir)
	text.WriteString(recipe(t, "apache/help.conf", "/srv/help/public", public, "*:80", address))
	conf := filepath.Join(dir, "apache.conf")
	if err := os.WriteFile(conf, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return exec.Command("apache2", "-d", dir, "-f", conf, "-X")
}

func askWebServer(t *testing.T, base string) {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(path string) (*http.Response, string) {
		t.Helper()
		r, err := client.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r, string(body)
	}
	for path, want := range map[string]struct {
		status   int
		location string
		holds    string
	}{
		"/":                                {200, "", "Invoices"},
		"/pay/invoices/":                   {200, "", "They are under Billing."},
		"/old/bills/":                      {301, "/pay/invoices/", ""},
		"/old/bills":                       {301, "/pay/invoices/", ""},
		"/alt/gr%C3%B6%C3%9Fe/":            {301, "/pay/invoices/", ""},
		"/old/cash/":                       {301, "/pay/cash$http_host/", ""},
		"/old/$%7Bsignpost_test%7D(1)$1/":  {301, "/pay/cash$http_host/", ""},
		"/old/$%7Bsignpost_test%7D(1)x1/":  {404, "", "<html"},
		"/pay/cash$http_host/?x=evil":      {200, "", "Cash"},
		"/.well-known/security.txt":        {200, "", "Contact:"},
		"/.signpost-site":                  {404, "", "<html"},
		"/assets/tracking/":                {200, "", "Beside our own"},
		"/assets/logo.txt":                 {200, "", "A logo."},
		"/nowhere/":                        {404, "", "<html"},
		"/_server/nginx.conf":              {404, "", "<html"},
		"/pay/secret/":                     {404, "", ""},
		"/..%2f..%2fcontent/pay/secret.md": {0, "", ""},
	} {
		r, body := ask(path)
		if want.status != 0 && r.StatusCode != want.status || want.status == 0 && r.StatusCode < 400 {
			t.Errorf("%s: status %d, want %d", path, r.StatusCode, want.status)
		}
		to, err := url.PathUnescape(strings.TrimPrefix(r.Header.Get("Location"), base))
		if wanted, _ := url.PathUnescape(want.location); err != nil || to != wanted {
			t.Errorf("%s leads to %q, want %q", path, to, want.location)
		}
		if !strings.Contains(body, want.holds) || strings.Contains(body, "Secret plan") {
			t.Errorf("%s: body lacks %q, or tells of a draft:\n%.300s", path, want.holds, body)
		}
		if kept := r.Header.Get("Cache-Control"); strings.Contains(kept, "immutable") {
			t.Errorf("%s is kept for ever", path)
		}
		if want.status == 200 || want.status == 404 {
			if csp := r.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'") || !strings.Contains(csp, "img-src 'self' data: https://img.example.com;") || r.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: security headers: %q", path, csp)
			}
		}
	}
	_, home := ask("/")
	_, rest, _ := strings.Cut(home, `assets/`)
	asset, _, _ := strings.Cut(rest, `"`)
	r, _ := ask("/assets/" + asset)
	if r.StatusCode != http.StatusOK || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") || r.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("/assets/%s: status %d, headers %v", asset, r.StatusCode, r.Header)
	}
}
