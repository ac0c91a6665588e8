package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func containsAll(text string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(text, p) {
			return false
		}
	}
	return true
}

// TestKindsInTheReview walks through gaps of each kind that were mined from
// conversations, and decides about the outdated one.
func TestKindsInTheReview(t *testing.T) {
	site, _, export := minedDesks(t)
	r, tb := startReviewOf(t, site, export), newTab(t)
	for page, want := range map[string][]string{
		"outdated.html":     {"prints 50 pages", "120 pages", "3 agents in 5 conversations since 24 Aug 2026", "The article to change"},
		"disagreement.html": {"yes: 2 agents in 3 conversations", "no: 2 agents in 2 conversations", "cannot bring a dog"},
		"not-found.html":    {"Use your key card", "It does not say", "badge", "content/house/door.md"},
		"answered.html":     {"with the share of all conversations"},
		"followed.html":     {"/house/parcels/", "Published on 1 Sep 2026"},
	} {
		tb.do(chromedp.Navigate(r.address + page))
		text := strings.Join(strings.Fields(eval[string](tb, "document.body.innerText")), " ")
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q:\n%s", page, w, text)
			}
		}
		for _, look := range []struct {
			width  int64
			scheme string
		}{{360, "dark"}, {1280, "light"}} {
			tb.media("screen", look.scheme)
			tb.do(chromedp.EmulateViewport(look.width, 800), chromedp.Navigate(r.address+page))
			if found := eval[string](tb, faults); found != "" {
				t.Errorf("%s at %d, %s: %s", page, look.width, look.scheme, found)
			}
			tb.shot(strings.TrimSuffix(page, ".html") + "-mined-" + look.scheme)
		}
	}
	tb.do(chromedp.EmulateViewport(1280, 800), chromedp.Navigate(r.address))
	pages := tb.id("print a month")
	tb.click(form(pages, "accept") + " button")
	tb.wait(saying + `.includes("content/print/pages.md:7: change 50 to 120")`)
	if got := r.file("content/print/pages.md"); !strings.Contains(got, "50 pages") {
		t.Errorf("an article was changed by itself:\n%s", got)
	}
	tb.shot("review-outdated-accepted")
}
