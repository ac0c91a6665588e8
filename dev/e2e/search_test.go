// Package e2e tests the built help center in headless Chromium, as a reader
// would use it: from a subfolder of a static host, under a strict content
// security policy.
package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	options = `document.querySelectorAll("dialog[data-search] [role=option]")`
	status  = `document.querySelector("dialog[data-search] [role=status]").textContent`
)

// TestSearchByKeyboard types into the search box and follows a hit.
func TestSearchByKeyboard(t *testing.T) {
	h := newHost(t, buildSite(t))

	t.Run("type, choose, follow", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("")))
		tb.slash()
		tb.wait(`document.querySelector("dialog[data-search]").open`)
		tb.do(chromedp.KeyEvent("what is masked in the gap report"))
		tb.wait(options + `.length > 0`)
		tb.wait(`/\d/.test(` + status + `)`)
		tb.wait(`document.querySelector("dialog[data-search] [role=option] mark")`)
		tb.down()
		active := eval[string](tb, `document.querySelector("[role=combobox]").getAttribute("aria-activedescendant")`)
		if active == "" || !eval[bool](tb, `document.getElementById("`+active+`").getAttribute("aria-selected") === "true"`) {
			t.Errorf("the active option %q is not announced as selected", active)
		}
		tb.enter()
		tb.wait(`location.pathname !== "` + folder + `" && document.querySelector("article h1")`)
		if body := eval[string](tb, `document.querySelector("article").innerText`); !strings.Contains(strings.ToLower(body), "mask") {
			t.Errorf("the hit led to %s, which does not speak of masking", eval[string](tb, `location.pathname`))
		}
	})

	t.Run("a typo is corrected and said", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("write/")))
		tb.slash()
		tb.wait(`document.querySelector("dialog[data-search]").open`)
		tb.do(chromedp.KeyEvent("conversatoins"))
		tb.wait(options + `.length > 0`)
		tb.wait(`document.querySelector("[data-part=note]").innerText.includes("conversations")`)
	})

	t.Run("nothing found says so, escape closes", func(t *testing.T) {
		tb := newTab(t)
		tb.do(chromedp.Navigate(h.url("")))
		tb.slash()
		tb.wait(`document.querySelector("dialog[data-search]").open`)
		tb.do(chromedp.KeyEvent("qqqqzzzzxxxx"))
		tb.wait(`!document.querySelector("[data-part=empty]").hidden`)
		tb.escape()
		tb.wait(`document.querySelector("[role=combobox]").value === ""`)
		tb.escape()
		tb.wait(`!document.querySelector("dialog[data-search]").open`)
	})

	t.Run("a lost index is told, never shown as no hits", func(t *testing.T) {
		broken := newHost(t, buildSite(t))
		broken.setBroken("/index.js")
		tb := newTab(t)
		tb.do(chromedp.Navigate(broken.url("")))
		tb.slash()
		tb.do(chromedp.KeyEvent("masking"))
		tb.wait(`!document.querySelector("[data-part=failed]").hidden`)
	})
}

// TestPages looks at each kind of page on a phone and on a desktop.
func TestPages(t *testing.T) {
	h := newHost(t, buildSite(t))
	tb := newTab(t)
	tb.do(chromedp.Navigate(h.url("")))
	article := eval[string](tb, `new URL([...document.querySelectorAll("main a")].map(a => a.href).filter(Boolean)[0]).pathname.replace("`+folder+`", "")`)
	for _, page := range []string{"", "write/", article, "404.html"} {
		for _, width := range []int64{360, 1440} {
			tb.do(chromedp.EmulateViewport(width, 800), chromedp.Navigate(h.url(page)))
			if over := eval[int](tb, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%q at %d px: the page is %d px wider than the screen", page, width, over)
			}
			if n := eval[int](tb, `document.querySelectorAll("h1").length`); n != 1 {
				t.Errorf("%q has %d h1, want 1", page, n)
			}
			if !eval[bool](tb, `document.documentElement.lang !== "" && document.title !== "" && document.querySelector("main") !== null`) {
				t.Errorf("%q lacks a language, a title or a main landmark", page)
			}
		}
	}
}
