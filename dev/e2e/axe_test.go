package e2e

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The version of axe-core that looks at our pages, and the sum of its script. Its
// licence, MPL-2.0, keeps it out of this repository: npm brings it when the test runs.
const (
	axePackage = "axe-core@4.10.3"
	axeSum     = "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb"
)

var loadAxe = sync.OnceValues(func() (string, error) {
	if name := os.Getenv("SIGNPOST_AXE"); name != "" {
		data, err := os.ReadFile(name)
		return string(data), err
	}
	dir, err := os.MkdirTemp(programFolder, "axe-")
	if err != nil {
		return "", err
	}
	npm := exec.Command("npm", "pack", axePackage, "--silent")
	npm.Dir, npm.WaitDelay = dir, time.Minute
	if text, err := npm.CombinedOutput(); err != nil {
		return "", errors.Join(err, errors.New(string(text)))
	}
	packed, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(packed) != 1 {
		return "", errors.Join(err, errors.New("npm pack left no archive"))
	}
	return unpack(packed[0], "package/axe.min.js")
})

// unpack reads a file out of an archive of npm.
func unpack(archive, name string) (string, error) {
	f, err := os.Open(archive)
	if err != nil {
		return "", err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return "", err
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if err != nil {
			return "", err
		}
		if h.Name == name {
			data, err := io.ReadAll(files)
			return string(data), err
		}
	}
}

// axe is the script of axe-core. A test that cannot have it is skipped, one that gets
// another script than the one that was looked at fails.
func axe(t *testing.T) string {
	t.Helper()
	script, err := loadAxe()
	if err != nil {
		t.Skipf("axe-core is not here and npm does not bring it; name axe.min.js by SIGNPOST_AXE: %v", err)
	}
	if sum := sha256.Sum256([]byte(script)); os.Getenv("SIGNPOST_AXE") == "" && hex.EncodeToString(sum[:]) != axeSum {
		t.Fatalf("%s is not the script that it was", axePackage)
	}
	return script
}

// axeFaults are what axe-core finds on the open page by the rules of WCAG 2.2 and what
// is good practice, a line each; what is folded is unfolded before. In the dark only
// contrast is another.
const axeFaults = `(() => {
	document.querySelectorAll("details").forEach(d => { if (!d.name || !document.querySelector("details[open][name='" + d.name + "']")) d.open = true; });
	window.axeFound = undefined;
	axe.run(document, { runOnly: window.matchMedia("(prefers-color-scheme: dark)").matches ? { type: "rule", values: ["color-contrast"] } : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then(
		r => { window.axeFound = r.violations.map(v => v.id + " (" + v.impact + "): " + v.help + "\n\t" + v.nodes.slice(0, 3).map(n => n.target + "  " + n.html.slice(0, 160)).join("\n\t")).join("\n"); },
		e => { window.axeFound = "axe failed: " + e; });
	return true;
})()`

// looked fails the test on what axe-core finds at an address, light and dark.
func (tb *tab) looked(script, address string) {
	tb.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		tb.media("screen", scheme)
		tb.do(chromedp.Navigate(address))
		tb.wait(`document.readyState === "complete"`)
		eval[bool](tb, script+";true")
		eval[bool](tb, axeFaults)
		tb.wait(`window.axeFound !== undefined`)
		if found := eval[string](tb, `window.axeFound`); found != "" {
			tb.t.Errorf("%s, %s:\n%s", address, scheme, found)
		}
	}
}

// minedDesks mines the set that has a gap of each kind, as a person does: a report,
// a gap accepted and published, and a report that follows it.
func minedDesks(t *testing.T) (site, report, export string) {
	t.Helper()
	desks := filepath.Join("..", "..", "gaps", "testdata", "desks")
	dir := t.TempDir()
	site, report = filepath.Join(dir, "site"), filepath.Join(dir, "report")
	export = filepath.Join(dir, "conversations.csv")
	copyInto(t, filepath.Join(desks, "articles"), filepath.Join(site, "content"))
	copyInto(t, filepath.Join(desks, "conversations.csv"), export)
	writeFile(t, site, "signpost.yaml", "title: Desks\nbase_url: https://help.example.org/\n")
	mine := func() {
		t.Helper()
		if text, err := exec.Command(program(t), "gaps", export, "--out", report, "--site", site, "--today", "2026-10-01").CombinedOutput(); err != nil {
			t.Fatalf("signpost gaps: %v\n%s", err, text)
		}
	}
	mine()
	table, err := os.ReadFile(filepath.Join(report, "gaps.csv"))
	parcels := aboutParcels.FindSubmatch(table)
	if err != nil || parcels == nil {
		t.Fatalf("no gap is about parcels: %v\n%s", err, table)
	}
	writeFile(t, site, "content/house/parcels.md", "---\ntitle: Parcels\ndescription: Who takes them.\npublish_at: 2026-09-01\ngap: "+string(parcels[1])+"\n---\nThe reception keeps what a courier brings.\n")
	mine()
	return site, report, export
}

// aboutParcels is the row of gaps.csv about parcels, with its id.
var aboutParcels = regexp.MustCompile(`(?m)^\d+,(g-\w+),[^\n]*parcel`)

// serveFolder serves the files of a folder.
func serveFolder(t *testing.T, dir string) string {
	t.Helper()
	s := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(s.Close)
	return s.URL + "/"
}

// reportPages are the pages of a gap report.
var reportPages = []string{"", "not-found.html", "outdated.html", "disagreement.html", "followed.html", "answered.html", "accounting.html", "audit.html"}

// TestAxe has axe-core look at every page of a mined report, at the review of it, and
// at pages of a site.
func TestAxe(t *testing.T) {
	script := axe(t)
	site, report, export := minedDesks(t)
	t.Run("report", func(t *testing.T) {
		tb, at := newTab(t), serveFolder(t, report)
		for _, page := range reportPages {
			tb.looked(script, at+page)
		}
	})
	t.Run("practice report", func(t *testing.T) {
		practice := filepath.Join(t.TempDir(), "practice")
		if text, err := exec.Command(program(t), "practice", export, "--site", site, "--out", practice).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		pages, err := filepath.Glob(filepath.Join(practice, "*.html"))
		if err != nil || len(pages) == 0 {
			t.Fatal("no pages", err)
		}
		tb, at := newTab(t), serveFolder(t, practice)
		for _, page := range pages {
			tb.looked(script, at+filepath.Base(page))
		}
	})
	t.Run("review", func(t *testing.T) {
		r, tb := startReviewOf(t, site, export), newTab(t)
		tb.do(chromedp.Navigate(r.address))
		dog := tb.id("dog")
		tb.click(fold(dog, "dismiss"))
		tb.click(form(dog, "dismiss") + " input[name=reason]")
		tb.do(chromedp.KeyEvent("not ours"))
		tb.enter()
		tb.wait(saying + `.includes("Dismissed")`)
		for _, page := range []string{"", "outdated.html", "merge.html?gap=" + dog, "split.html?gap=" + dog} {
			tb.looked(script, r.address+page)
		}
		writeFile(t, site, "gaps.yaml", "version: 1\ngaps:\n  g-1: {tilte: x}\n")
		tb.looked(script, r.address)
		if text := eval[string](tb, `document.querySelector("#said").innerText`); !containsAll(text, "gaps.yaml:3:", "Nothing can be decided") || eval[bool](tb, `!!document.querySelector("[name=do]")`) {
			t.Errorf("a broken gaps.yaml is not told, or can be decided on: %s", text)
		}
	})
	t.Run("site", func(t *testing.T) {
		h, tb := newHost(t, buildSite(t)), newTab(t)
		for _, page := range []string{"", "gaps/", "gaps/review/", "write/tables-and-notes/", "write/steps-tabs-code/", "reference/commands/", "404.html"} {
			tb.looked(script, h.url(page))
		}
		tb.looked(script, newHost(t, buildFiles(t, partsSite)).url("ar/parts/"))
	})
}
