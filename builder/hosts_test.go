package builder

import (
	"html"
	"os"
	"path/filepath"
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

// Each page says what it may load, for hosts that send no headers: what it shows itself,
// and no more. Where a team has headers of its own, pages leave it to them.
func TestPagesCarryTheirPolicy(t *testing.T) {
	files := map[string]string{
		"signpost.yaml":   "brand: {logo: \"https://brand.example/logo.svg\"}\nauthors: {Ann: {picture: //faces.example/ann.png}}\n",
		"content/a.md":    "---\ntitle: A\nauthors: [Ann]\n---\n![x](https://img.example.com/a.png) ![y](//cdn.example/b.png)\n",
		"content/film.md": "---\ntitle: Film\n---\nhttps://www.youtube.com/watch?v=abcdefghijk\n",
		"content/z.md":    "---\ntitle: Z\n---\nText.\n",
	}
	built := func() map[string]string {
		t.Helper()
		res, err := Build(t.Context(), Config{Site: folder(files), Theme: os.DirFS(filepath.Join("..", "themes", "default"))})
		if err != nil {
			t.Fatal(err)
		}
		return contents(t, res)
	}
	site := built()
	const rest, end = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: faces.example https://brand.example", "; object-src 'none'; base-uri 'self'; form-action 'self'"
	for name, want := range map[string]string{
		"index.html":      rest + "; connect-src 'self'; frame-src 'none'" + end,
		"404.html":        rest + "; connect-src 'self'; frame-src 'none'" + end,
		"z/index.html":    rest + "; connect-src 'self'; frame-src 'none'" + end,
		"film/index.html": rest + "; connect-src 'self'; frame-src https://www.youtube-nocookie.com" + end,
		"a/index.html":    rest + " https://cdn.example https://img.example.com; connect-src 'self'; frame-src 'none'" + end,
	} {
		head, _, _ := strings.Cut(site[name], "<title>")
		_, meta, _ := strings.Cut(head, `<meta http-equiv="Content-Security-Policy" content="`)
		if got, _, _ := strings.Cut(html.UnescapeString(meta), `">`); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if all := rest + " https://cdn.example https://img.example.com; connect-src 'self'; frame-src https://www.youtube-nocookie.com" + end + "; frame-ancestors 'self'\n"; !strings.Contains(site["_headers"], all) {
		t.Errorf("_headers lacks %q:\n%s", all, site["_headers"])
	}
	files["static/_headers"] = "/*\n  X-Own: yes\n"
	if site := built(); site["z/index.html"] == "" || strings.Contains(site["z/index.html"], "Content-Security-Policy") {
		t.Error("a page forbids what the team's own headers may allow")
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
