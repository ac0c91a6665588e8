package builder

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"signpost/internal/diag"
)

// secret stands in files outside of a site, and in no output.
const secret = "zanzibarsecret"

// inside fails if a result holds the secret, or a file with a path that leads out.
func inside(t *testing.T, what string, res *Result) {
	t.Helper()
	for name, text := range contents(t, res) {
		if strings.Contains(text, secret) || strings.Contains(text, "root:x:0:0") {
			t.Errorf("%s: %s holds a file from outside", what, name)
		}
		if path.Clean(name) != name || path.IsAbs(name) || strings.HasPrefix(name, "../") || strings.ContainsAny(name, "\x00\\") {
			t.Errorf("%s: the path %q", what, name)
		}
	}
}

// TestNoAddressLeadsOutside writes each path of the list in shared/suites wherever an
// author names a file, in a folder that has secrets around it.
func TestNoAddressLeadsOutside(t *testing.T) {
	list, err := os.ReadFile(shared(t, "suites/traversal.txt"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"passwd", "etc/passwd", "secret.md", "a/etc/passwd", "a/b/secret.md", "a/b/etc/passwd"} {
		put(t, filepath.Join(dir, name), "---\ntitle: "+secret+"\n---\n"+secret+"\n")
	}
	site := filepath.Join(dir, "a", "b", "site")
	var lines []string
	n := 0
	for line := range strings.Lines(string(list)) {
		if n++; n%everyNth(4) != 0 {
			continue
		}
		line = strings.NewReplacer("{FILE}", "etc/passwd", "{file}", "etc/passwd").Replace(strings.TrimSpace(line))
		lines = append(lines, line, strings.ToUpper(line), strings.ReplaceAll(line, "etc/passwd", "secret.md"))
	}
	articles := 0
	for some := range slices.Chunk(lines, 30) {
		var related, redirects, body strings.Builder
		for i, line := range some {
			fmt.Fprintf(&related, "  - %q\n", line)
			fmt.Fprintf(&redirects, "  - %q\n", line)
			fmt.Fprintf(&body, "[a](%[1]s) [b](<%[1]s>) ![c](<%[1]s>)\n\n<a href=\"%[1]s\">d</a><img src=\"%[1]s\">\n\n[e%[2]d]: %[1]s\n\n[e%[2]d]\n\n{{snippet %[1]s}}\n\n", line, i)
		}
		put(t, filepath.Join(site, "content", fmt.Sprintf("a%d.md", articles)), fmt.Sprintf("---\ntitle: A %d\nrelated:\n%sredirect_from:\n%s---\n%s", articles, &related, &redirects, &body))
		articles++
	}
	put(t, filepath.Join(site, "snippets", "known.md"), "x\n")
	for i, settings := range []string{"", "raw_html: true\n"} {
		put(t, filepath.Join(site, "signpost.yaml"), "title: Help\n"+settings)
		var res *Result
		for range 5 { // without what is refused by name
			if res, err = Build(t.Context(), Config{Site: Folder(site), Theme: tiny, AllowBroken: true}); err != nil {
				t.Fatal(err)
			}
			if res.Files != nil {
				break
			}
			mended := false
			for _, d := range res.Diagnostics {
				if d.Severity != diag.Error {
					continue
				}
				name := filepath.Join(site, filepath.FromSlash(d.File))
				data, err := os.ReadFile(name)
				if err != nil {
					continue
				}
				lines := strings.Split(string(data), "\n")
				if d.Line < 2 || d.Line > len(lines) || lines[d.Line-1] == "---" {
					_ = os.Remove(name)
				} else {
					lines[d.Line-1] = ""
					put(t, name, strings.Join(lines, "\n"))
				}
				mended = true
			}
			if !mended {
				t.Fatal(res.Diagnostics)
			}
		}
		if res.Files == nil || res.Articles < articles*2/3 {
			t.Fatalf("settings %d: %d articles of %d: %v", i, res.Articles, articles, res.Diagnostics[:min(5, len(res.Diagnostics))])
		}
		inside(t, settings, res)
	}
}

// TestEveryDoorIsShut leads symbolic links out of each place that a site is read from.
func TestEveryDoorIsShut(t *testing.T) {
	for door, is := range map[string]struct{ target, settings string }{
		"content/a.md":        {"secret.md", ""},
		"content/img/p.png":   {"secret.md", ""},
		"content/img":         {"folder", ""},
		"snippets/s.md":       {"plain.md", ""},
		"snippets":            {"folder", ""},
		"static/s.txt":        {"secret.md", ""},
		"static":              {"folder", ""},
		"theme/base/base.css": {"secret.md", ""},
		"theme":               {"folder", ""},
		"signpost.yaml":       {"settings.yaml", ""},
		"queries.yaml":        {"plain.md", ""},
		"addresses.tsv":       {"addresses.tsv", ""},
		"logo.svg":            {"secret.md", "brand: {logo: /logo.svg}\n"},
	} {
		for _, absolute := range []bool{false, true} {
			dir := t.TempDir()
			site := filepath.Join(dir, "site")
			put(t, filepath.Join(dir, "out", "secret.md"), "---\ntitle: "+secret+"\n---\n"+secret+"\n")
			put(t, filepath.Join(dir, "out", "plain.md"), secret+"\n")
			put(t, filepath.Join(dir, "out", "settings.yaml"), "title: "+secret+"\n")
			put(t, filepath.Join(dir, "out", "addresses.tsv"), "/"+secret+"/\t->\t/start/\n")
			for _, name := range []string{"s.md", "p.png", "base/base.css"} {
				put(t, filepath.Join(dir, "out", "folder", name), secret+"\n")
			}
			put(t, filepath.Join(site, "content", "start.md"), "---\ntitle: Start\n---\n![p](img/p.png)\n\n{{snippet s}}\n")
			put(t, filepath.Join(site, "signpost.yaml"), "title: Help\n"+is.settings)
			link, target := filepath.Join(site, filepath.FromSlash(door)), filepath.Join(dir, "out", is.target)
			if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(link); err != nil {
				t.Fatal(err)
			}
			if !absolute {
				rel, err := filepath.Rel(filepath.Dir(link), target)
				if err != nil {
					t.Fatal(err)
				}
				target = rel
			}
			if err := os.Symlink(target, link); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			res, err := Build(t.Context(), Config{Site: Folder(site), Theme: tiny, AllowBroken: true, Review: true})
			if err != nil {
				continue // refused as a whole
			}
			for _, d := range res.Diagnostics {
				if strings.Contains(d.String(), secret) {
					t.Errorf("%s, absolute %v: told %s", door, absolute, d)
				}
			}
			inside(t, door, res)
		}
	}
}

// TestALinkInTheNickOfTimeLeadsNowhere replaces a file by a link out of the site, and
// back, while it is built.
func TestALinkInTheNickOfTimeLeadsNowhere(t *testing.T) {
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	put(t, filepath.Join(dir, "secret.md"), "---\ntitle: A\n---\n"+secret+"\n")
	put(t, filepath.Join(site, "content", "b.md"), "---\ntitle: B\n---\nText.\n")
	name := filepath.Join(site, "content", "a.md")
	put(t, name, "---\ntitle: A\n---\nText.\n")
	link, file := filepath.Join(dir, "link"), filepath.Join(dir, "file")
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			_ = os.Symlink(filepath.Join("..", "..", "secret.md"), link)
			_ = os.Rename(link, name)
			_ = os.WriteFile(file, []byte("---\ntitle: A\n---\nText.\n"), 0o600)
			_ = os.Rename(file, name)
		}
	})
	built := 0
	for range 100 {
		res, err := Build(t.Context(), Config{Site: Folder(site), Theme: tiny, AllowBroken: true})
		if err != nil || res.Files == nil {
			continue
		}
		built++
		inside(t, "in the nick of time", res)
	}
	close(stop)
	wg.Wait()
	if built == 0 {
		t.Error("nothing was built")
	}
}
