package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// partsSite has a page for each thing that a script adds to.
var partsSite = map[string]string{
	"signpost.yaml": "language: en\nlanguages: [en, ar]\ncontact: {url: mailto:help@help.example}\n",
	"content/parts.md": "---\ntitle: Parts\n---\n" +
		"<!-- tabs -->\n### Windows\n\nPress Win.\n\n### macOS\n\nPress Cmd.\n\n<!-- /tabs -->\n\n" +
		"[How to log in](https://www.youtube.com/watch?v=abc_DEF-123)\n\n" +
		"## Wide\n\n| a | b |\n|---|---|\n| " + strings.Repeat("wideword", 60) + " | 2 |\n\n" +
		"```sh title=\"run.sh\"\necho hello\n```\n\n## Last\n\nEnd.\n",
	"content/parts.ar.md": "---\ntitle: أجزاء\n---\nنص.\n",
	"content/moved.md":    "---\ntitle: Moved\n---\n## Refunds\n\nHere is how money comes back to you, in five days at most.\n",
}

// buildFiles builds a site of its own with the real program, twice if the second
// set of files differs.
func buildFiles(t *testing.T, rounds ...map[string]string) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	site, out := filepath.Join(dir, "source"), filepath.Join(dir, "site")
	for _, files := range rounds {
		for name, text := range files {
			file := filepath.Join(site, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command(program(t), "build", "--site", site, "--out", out, "--base-url", "https://www.example.com"+folder)
		cmd.Dir = root
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("signpost build: %v\n%s", err, text)
		}
	}
	return out
}

// TestParts uses what a page offers beyond its text.
func TestParts(t *testing.T) {
	h := newHost(t, buildFiles(t, partsSite, map[string]string{
		// The heading goes to another article; a link from elsewhere still names it here.
		"content/moved.md": "---\ntitle: Moved\n---\nNothing is left here.\n",
		"content/money.md": "---\ntitle: Money\n---\n## Refunds\n\nHere is how money comes back to you, in five days at most.\n",
	}))

	t.Run("tabs by keyboard", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("parts/")))
		tb.wait(`document.querySelectorAll("[role=tab]").length === 2`)
		if !eval[bool](tb, `!document.querySelector("[role=tabpanel]").hidden && document.querySelectorAll("[role=tabpanel]")[1].hidden`) {
			t.Error("not just the first panel is shown")
		}
		eval[bool](tb, `(document.querySelector("[role=tab]").focus(), true)`)
		tb.key("ArrowRight", 39, 0, "")
		tb.wait(`document.activeElement.textContent === "macOS" && document.activeElement.getAttribute("aria-selected") === "true" && !document.querySelectorAll("[role=tabpanel]")[1].hidden`)
	})

	t.Run("an address within a tab opens it", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("parts/#macos")))
		tb.wait(`!document.querySelectorAll("[role=tabpanel]")[1].hidden`)
	})

	t.Run("a video loads nothing before it is played", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("parts/")))
		tb.wait(`document.querySelector(".video button")`)
		if eval[int](tb, `document.querySelectorAll("iframe").length + performance.getEntriesByType("resource").filter(e => !e.name.startsWith(location.origin)).length`) != 0 {
			t.Error("something was fetched from elsewhere")
		}
	})

	t.Run("a wide table scrolls by itself, by keyboard too", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.EmulateViewport(360, 800), chromedp.Navigate(h.url("parts/")))
		tb.wait(`[...document.querySelectorAll(".prose [tabindex='0']")].some(e => e.scrollWidth > e.clientWidth && e.querySelector("table"))`)
		if over := eval[int](tb, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			t.Errorf("the page is %d px wider than the phone", over)
		}
	})

	t.Run("code is copied", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("parts/")))
		eval[bool](tb, `(Object.defineProperty(navigator, "clipboard", { value: { writeText: async text => { window.copied = text; } } }), true)`)
		eval[bool](tb, `(document.querySelector(".listing button").click(), true)`)
		tb.wait(`window.copied === "echo hello"`)
	})

	t.Run("the contact link tells where the reader was", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("parts/")))
		eval[bool](tb, `(document.dispatchEvent(new CustomEvent("signpost:searched", { detail: { text: "lost password" } })), true)`)
		eval[bool](tb, `(addEventListener("click", event => event.preventDefault()), document.querySelector("a[data-contact]").click(), true)`)
		href := eval[string](tb, `decodeURIComponent(document.querySelector("a[data-contact]").href)`)
		if !strings.Contains(href, "/parts/") || !strings.Contains(href, "lost password") {
			t.Errorf("the link is %s", href)
		}
	})

	t.Run("a heading that moved leads on", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("moved/#refunds")))
		tb.wait(`location.pathname.endsWith("/money/") && location.hash === "#refunds"`)
	})

	t.Run("the language is chosen, from right to left", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("ar/parts/")))
		if !eval[bool](tb, `document.documentElement.dir === "rtl" && getComputedStyle(document.body).direction === "rtl"`) {
			t.Error("the page does not run from right to left")
		}
		tb.do(chromedp.Navigate(h.url("ar/money/")))
		if !eval[bool](tb, `document.querySelector(".notice") && document.querySelector(".prose").dir === "ltr" && document.querySelector("meta[name=robots]").content === "noindex"`) {
			t.Error("a page that is not translated does not say so")
		}
	})
}

// TestReadsWithoutScripts reads pages whose scripts do not run.
func TestReadsWithoutScripts(t *testing.T) {
	h := newHost(t, buildFiles(t, partsSite))
	h.setBroken(".js")
	tb := newTab(t)
	for _, page := range []string{"", "parts/", "ar/parts/", "404.html"} {
		tb.do(chromedp.Navigate(h.url(page)))
		if !eval[bool](tb, `document.querySelector("h1").offsetHeight > 0 && document.querySelector("main").innerText.trim().length > 10`) {
			t.Errorf("%q shows nothing", page)
		}
	}
	tb.do(chromedp.Navigate(h.url("parts/")))
	if text := eval[string](tb, `document.querySelector("main").innerText`); !strings.Contains(text, "Press Win.") || !strings.Contains(text, "Press Cmd.") || !eval[bool](tb, `document.querySelector(".video a").offsetHeight > 0`) {
		t.Errorf("not all of the text is there: %s", text)
	}
}

// TestRoomForLargeText shows pages at 200 % on a small screen, and looks whether
// anything moves while they load.
func TestRoomForLargeText(t *testing.T) {
	h := newHost(t, buildSite(t))
	tb := newTab(t)
	for _, page := range []string{"", "write/", "write/start/", "write/images/", "404.html"} {
		// A window of 1280 at 200 % has the room of one of 640 pixels, and 400 % of 320.
		for _, width := range []int64{320, 640} {
			tb.do(chromedp.EmulateViewport(width, 512), chromedp.Navigate(h.url(page)))
			eval[bool](tb, `(window.shift = 0, new PerformanceObserver(list => { for (const e of list.getEntries()) window.shift += e.value; }).observe({ type: "layout-shift", buffered: true }), true)`)
			tb.wait(`document.readyState === "complete"`)
			if over := eval[int](tb, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%q at %d px is %d px too wide", page, width, over)
			}
			if cut := eval[string](tb, `[...document.querySelectorAll("main a, main button, main h1, main h2, main p")].filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "hidden").map(e => e.innerText).join("|")`); cut != "" {
				t.Errorf("%q at %d px cuts off %s", page, width, cut)
			}
			if shift := eval[float64](tb, `window.shift`); shift > 0.001 {
				t.Errorf("%q at %d px moves while it loads: %f", page, width, shift)
			}
		}
	}
}
