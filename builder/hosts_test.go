package builder

import (
	"slices"
	"strings"
	"testing"
)

// The host of a picture reaches a policy and the settings of web servers only where it
// is nothing but a host.
func TestPictureOrigin(t *testing.T) {
	for address, want := range map[string]string{
		"https://img.example.com/a.png":       "https://img.example.com",
		"HTTP://img.example.com:8080/a.png":   "http://img.example.com:8080",
		"https://user:secret@a.example/a.png": "https://a.example",
		"https://bücher.example/a.png":        "https://xn--bcher-kva.example",
		"https://bücher.example:81/a.png":     "https://xn--bcher-kva.example:81",
		`https://b";internal;/p.png`:          "",
		"https://a;sandbox/p.png":             "",
		"https://a;script-src-elem/p.png":     "",
		"https://a$arg_x/p.png":               "",
		"https://a,b/p.png":                   "",
		"https://*.example.com/p.png":         "",
		"https://*/p.png":                     "",
		"https://a%20b/p.png":                 "",
		"https://a%3Bsandbox/p.png":           "",
		"https://a%0a/p.png":                  "",
		"https://'unsafe-inline'/p.png":       "",
		"https://[::1]/p.png":                 "",
		"https:///p.png":                      "",
		"https://a.example:81;sandbox/p.png":  "",
		"https://ａ；sandbox/p.png":             "",
	} {
		if got := pictureOrigin(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

// No address of an article ends a directive, a header or a string in what hosts read.
func TestNothingOfArticlesStandsInTheSettingsOfServers(t *testing.T) {
	text := "---\ntitle: A\nredirect_from: [\"/old$http_host/\"]\n---\n![x](https://img.example.com/a.png)\n"
	for _, address := range []string{`https://b";internal;/p.png`, "https://a;sandbox/p.png", "https://a$arg_x/p.png", "https://a,sandbox/p.png", "https://*.evil.example/p.png"} {
		text += "\n![y](<" + address + ">)\n"
	}
	res := build(t, Config{}, map[string]string{"a$http_host\"{b}.md": text})
	bad := 0
	for _, d := range res.Diagnostics {
		if d.Code == "bad-host" {
			bad++
		}
	}
	if bad != 5 {
		t.Errorf("%d hosts are told, want 5: %v", bad, res.Diagnostics)
	}
	files := contents(t, res)
	for _, name := range []string{"_headers", "_server/nginx.conf", "_server/apache.conf", "_server/caddy.conf"} {
		file := files[name]
		if file == "" || !strings.Contains(file, "img-src 'self' data: https://img.example.com;") {
			t.Errorf("%s lacks the policy:\n%s", name, file)
		}
		for line := range strings.Lines(file) {
			if strings.Contains(line, "sandbox") || strings.Contains(line, "internal") || strings.Contains(line, "$arg_x") || strings.Contains(line, "evil") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
	for line := range strings.Lines(files["_server/nginx.conf"]) {
		if _, to, ok := strings.Cut(line, "return 301 "); ok && strings.ContainsRune(to, '$') {
			t.Errorf("nginx would put a variable into %s", to)
		}
	}
	if lines := slices.Collect(strings.Lines(files["_server/nginx.conf"])); !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "return 301 \"/a%24http_host") }) {
		t.Errorf("the redirect is not there:\n%s", files["_server/nginx.conf"])
	}
}

// Only what has a print of its content in its name is kept for ever, whatever lies beside it.
func TestArticlesAreNotKeptForEver(t *testing.T) {
	res := build(t, Config{}, map[string]string{
		"content/assets/tracking.md": "---\ntitle: A\n---\n", "content/search/how.md": "---\ntitle: B\n---\n", "static/assets/logo.txt": "x",
	})
	files := contents(t, res)
	for _, name := range []string{"_headers", "_server/nginx.conf", "_server/caddy.conf"} {
		for _, all := range []string{"/assets/*", "/search/*", " /assets/ ", " /search/ "} {
			if strings.Contains(files[name], all) {
				t.Errorf("%s keeps all of %s", name, all)
			}
		}
		for file := range files {
			if Lasting(file) && !strings.Contains(files[name], "/"+file) {
				t.Errorf("%s does not keep %s", name, file)
			}
		}
	}
}
