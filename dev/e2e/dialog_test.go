package e2e

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// dialogSite has collections, another language that is written from right to left,
// and answers of each kind.
var dialogSite = map[string]string{
	"signpost.yaml":            "title: Plain Help\nlanguage: en\nlanguages: [en, ar]\ncontact: {url: mailto:help@help.example, text: Ask us}\n",
	"content/money/index.md":   "---\ntitle: Money\n---\n",
	"content/money/card.md":    "---\ntitle: Change the card\n---\nA card can be changed at any time.\n\n## Steps to change it\n\n1. Open the **billing** page.\n2. Choose *Change card*.\n   - Not there? Ask the owner.\n3. Type the new number.\n\n### If it fails\n\nTry another card.\n\n## Refused cards\n\nOther words.\n",
	"content/money/plans.md":   "---\ntitle: Plans\n---\nChoose a plan.\n\n## Limits\n\n| Plan | Seats | Price |\n|---|---|---|\n| Small | 5 | 10 EUR |\n| Large | 50 | 80 EUR |\n",
	"content/people/index.md":  "---\ntitle: People\n---\n",
	"content/people/name.md":   "---\ntitle: Change your name\n---\nYour name is shown to others.\n\n## What others see\n\nOthers see **the name** and the picture. They do not see your address. " + strings.Repeat("This goes on for a while. ", 20) + "\n",
	"content/people/seats.md":  "---\ntitle: Seats\n---\nA seat is for one person. Change who has it at any time.\n",
	"content/money/card.ar.md": "---\ntitle: تغيير البطاقة\n---\nيمكن تغيير البطاقة في أي وقت.\n",
}

// openSearch opens the dialog on a page and types.
func (tb *tab) openSearch(h *host, page, text string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(h.url(page)))
	tb.wait(`document.readyState === "complete"`)
	tb.slash()
	tb.wait(`document.querySelector("dialog[data-search]").open`)
	tb.do(chromedp.KeyEvent(text))
}

// in is the tab as a part of a test uses it.
func (tb *tab) in(t *testing.T) *tab { return &tab{t, tb.ctx} }

// choose turns to the first hit and follows it.
func (tb *tab) choose() {
	tb.t.Helper()
	tb.key("PageUp", 33, 0, "")
	tb.enter()
}

const (
	chips  = `[...document.querySelectorAll("[data-part=chips] button")]`
	titles = `[...document.querySelectorAll("[role=option] .hit-title")].map(e => e.textContent).sort().join("|")`
)

func (tb *tab) run(script string) {
	tb.t.Helper()
	eval[bool](tb, `(() => { `+script+`; return true; })()`)
}

// TestSearchIsNarrowed chooses a collection and a language by keyboard.
func TestSearchIsNarrowed(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))

	t.Run("collection", func(t *testing.T) {
		tb := newTab(t)
		tb.openSearch(h, "", "change")
		tb.wait(chips + `.map(b => b.textContent).join("|") === "All|Money 1|People 2" || ` + chips + `.map(b => b.textContent).join("|") === "All|People 2|Money 1"`)
		tb.wait(titles + ` === "Change the card|Change your name|Seats"`)
		// From the field over Close and All to the first collection.
		tb.run(chips + `.find(b => b.value !== "" && b.textContent.startsWith("People")).focus()`)
		tb.key(" ", 32, 0, " ")
		tb.wait(titles + ` === "Change your name|Seats"`)
		tb.wait(`document.activeElement.getAttribute("aria-pressed") === "true" && document.activeElement.textContent === "People 2" && ` + chips + `.filter(b => b.getAttribute("aria-pressed") === "true").length === 1`)
		// Letters go on in the field, and the choice survives them.
		tb.do(chromedp.KeyEvent("d who"))
		tb.wait(`document.activeElement.getAttribute("role") === "combobox" && document.activeElement.value === "changed who"`)
		tb.wait(titles + ` === "Change your name|Seats"`)
		// Nothing here, but elsewhere.
		tb.run(`const i = document.querySelector("[role=combobox]"); i.value = "billing"; i.dispatchEvent(new Event("input"))`)
		tb.wait(`!document.querySelector("[data-part=everywhere]").hidden`)
		tb.run(`document.querySelector("[data-part=widen]").click()`)
		tb.wait(titles + ` === "Change the card"`)
		// Closing forgets the choice.
		tb.run(`const i = document.querySelector("[role=combobox]"); i.value = "change"; i.dispatchEvent(new Event("input"))`)
		tb.wait(titles + ` === "Change the card|Change your name|Seats"`)
		tb.run(chips + `.find(b => b.textContent.startsWith("Money")).click()`)
		tb.wait(titles + ` === "Change the card"`)
		tb.run(`document.querySelector("[data-part=close]").click()`)
		tb.wait(`document.activeElement === document.body`)
		tb.slash()
		tb.wait(titles + ` === "Change the card|Change your name|Seats"`)
	})

	t.Run("language", func(t *testing.T) {
		tb := newTab(t)
		tb.openSearch(h, "money/plans/", "تغيير")
		tb.wait(`!document.querySelector("[data-part=empty]").hidden`)
		tb.run(`const s = document.querySelector("[data-part=language]"); s.selectedIndex = 1; s.dispatchEvent(new Event("change"))`)
		tb.wait(options + `.length === 1`)
		if !eval[bool](tb, `(o => o.lang === "ar" && o.dir === "rtl" && o.href.endsWith("`+folder+`ar/money/card/"))(document.querySelector("[role=option]"))`) {
			t.Errorf("the hit is %s", eval[string](tb, `document.querySelector("[role=option]").outerHTML`))
		}
		tb.escape()
		tb.escape()
		tb.wait(`!document.querySelector("dialog[data-search]").open && document.querySelector("[data-part=language]").selectedIndex === 0`)
	})
}

// TestSearchKeys holds the field and the list to the combobox pattern.
func TestSearchKeys(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))
	tb := newTab(t)
	tb.openSearch(h, "", "change")
	tb.wait(options + `.length === 3`)
	selected := func(n int) {
		t.Helper()
		tb.wait(`(o => [...o].findIndex(e => e.getAttribute("aria-selected") === "true"))(` + options + `) === ` + string(rune('0'+n)) + ` && document.querySelector("[role=combobox]").getAttribute("aria-activedescendant") === "page:hit-` + string(rune('0'+n)) + `"`)
	}
	if !eval[bool](tb, `(i => i.getAttribute("aria-expanded") === "true" && i.getAttribute("aria-autocomplete") === "list" && document.getElementById(i.getAttribute("aria-controls")).getAttribute("role") === "listbox" && document.getElementById(i.getAttribute("aria-controls")).getAttribute("aria-label") !== "")(document.querySelector("[role=combobox]"))`) {
		t.Error("the field does not say that it has a list")
	}
	selected(0)
	tb.down()
	selected(1)
	tb.key("PageDown", 34, 0, "")
	selected(2)
	tb.down()
	selected(0)
	tb.key("ArrowUp", 38, 0, "")
	selected(2)
	tb.key("PageUp", 33, 0, "")
	selected(0)
	tb.key("Home", 36, 0, "")
	if at := eval[int](tb, `document.querySelector("[role=combobox]").selectionStart`); at != 0 {
		t.Errorf("Home leaves the caret at %d: it belongs to the field", at)
	}
	tb.escape()
	tb.wait(`document.querySelector("dialog[data-search]").open && document.querySelector("[role=combobox]").value === "" && document.querySelector("[role=combobox]").getAttribute("aria-expanded") === "false" && !document.querySelector("[role=combobox]").hasAttribute("aria-activedescendant")`)
	tb.escape()
	tb.wait(`!document.querySelector("dialog[data-search]").open`)
	// Closing gives the focus back.
	tb.do(chromedp.Navigate(h.url("money/plans/")))
	tb.run(`document.querySelector("[data-search-open]").focus(); document.querySelector("[data-search-open]").click()`)
	tb.wait(`document.querySelector("dialog[data-search]").open`)
	tb.escape()
	tb.wait(`document.activeElement.matches("[data-search-open]")`)
}

// TestSearchSaysWhatItDid reads what is announced.
func TestSearchSaysWhatItDid(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))
	tb := newTab(t)
	tb.openSearch(h, "money/plans/", "chagne E-9999")
	tb.wait(status + `.includes("Showing results for change. No article has E-9999") && /^3 results/.test(` + status + `)`)
	tb.wait(`document.querySelector("[data-part=note]").innerText.includes("No article has E-9999")`)
	// Nothing is found: words that are near, and what a message would mention.
	tb.run(`const i = document.querySelector("[role=combobox]"); i.value = "hcnage"; i.dispatchEvent(new Event("input"))`)
	tb.wait(`!document.querySelector("[data-part=near]").hidden && document.querySelector("[role=option]").textContent.trim() === "change"`)
	tb.wait(status + `.includes("Did you mean change")`)
	tb.wait(`document.querySelector("[data-tried]").innerText === "Your message will mention these searches: “chagne E-9999”, “hcnage”"`)
	tb.down()
	tb.enter()
	tb.wait(`document.querySelector("[role=combobox]").value === "change"`)
	tb.wait(titles + ` === "Change the card|Change your name|Seats"`)
}

// TestMarksOnThePage follows a hit and looks for its words.
func TestMarksOnThePage(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))
	marked := `[...(CSS.highlights.get("signpost") ?? [])].map(r => { const range = document.createRange(); range.setStart(r.startContainer, r.startOffset); range.setEnd(r.endContainer, r.endOffset); return range.toString(); }).join("|")`
	tb := newTab(t)
	tb.openSearch(h, "", "others see the naem")
	tb.wait(`document.querySelector("[data-part=note]").innerText.includes("others see the name") && ` + options + `.length > 0`)
	tb.choose()
	tb.wait(`location.pathname.endsWith("/people/name/") && document.querySelector("[data-marks]")?.hidden === false`)
	if got := eval[string](tb, marked); !strings.HasPrefix(got, "name|others|others see|Others|see|name|") && got != "name|others|others|see|Others|see|name|see" {
		t.Errorf("marked are %s", got)
	}
	if eval[bool](tb, `document.querySelector("article mark") !== null || /naem|search|q=/.test(location.href)`) {
		t.Error("the page or its address was changed")
	}
	if text := eval[string](tb, `document.querySelector("[data-marks] [role=status]").innerText`); text != "Marked here: name, others, see" {
		t.Errorf("the page says %q", text)
	}
	// Reloading keeps them, Escape takes them away, and then reloading does not bring them back.
	tb.do(chromedp.Reload())
	tb.wait(`document.readyState === "complete" && !document.querySelector("[data-marks]").hidden && CSS.highlights.size === 1`)
	tb.escape()
	tb.wait(`document.querySelector("[data-marks]").hidden && CSS.highlights.size === 0`)
	tb.do(chromedp.Reload())
	tb.wait(`document.readyState === "complete"`)
	time.Sleep(200 * time.Millisecond)
	if !eval[bool](tb, `document.querySelector("[data-marks]").hidden && CSS.highlights.size === 0`) {
		t.Error("marks that were removed come back")
	}
	// A hit within the page, and an ordinary link elsewhere.
	tb.slash()
	tb.do(chromedp.KeyEvent("picture"))
	tb.wait(status + `.startsWith("1 result") && document.querySelector("[role=option] mark")?.textContent === "picture"`)
	tb.choose()
	tb.wait(marked + ` === "picture"`)
	tb.run(`document.querySelector("[data-marks] button").click()`)
	tb.wait(`document.querySelector("[data-marks]").hidden && CSS.highlights.size === 0`)
	tb.do(chromedp.Navigate(h.url("money/card/")))
	tb.wait(`document.readyState === "complete"`)
	if !eval[bool](tb, `CSS.highlights.size === 0`) {
		t.Error("a page that was opened otherwise has marks")
	}
}

// withAnswer makes the runtime of a site sure of an answer.
func withAnswer(answer string) func(name string, body []byte) []byte {
	return func(name string, body []byte) []byte {
		if !strings.HasSuffix(name, "/index.js") {
			return body
		}
		return append(body, "\nconst plain = index.search.bind(index);\nindex.search = async (...args) => ({ ...await plain(...args), answer: "+answer+" });\n"...)
	}
}

// TestAnswersAreQuoted shows passages of each kind, from their pages.
func TestAnswersAreQuoted(t *testing.T) {
	site, browser := buildFiles(t, dialogSite), newTab(t)
	for _, tt := range []struct{ name, answer, query, want, href string }{
		{"steps", `{ url: "/money/card/#steps-to-change-it", title: "Change the card", section: "Steps to change it", kind: "steps" }`, "change", "Open the billing page.|Choose Change card.|Type the new number.", "/money/card/#steps-to-change-it"},
		{"row", `{ url: "/money/plans/#limits", title: "Plans", section: "Limits", kind: "row" }`, "price large", "Plan: Large|Seats: 50|Price: 80 EUR", "/money/plans/#limits"},
		{"section", `{ url: "/people/name/#what-others-see", title: "Change your name", section: "What others see", kind: "section" }`, "others see", "Others see the name and the picture. They do not see your address. This goes on for a while.", "/people/name/#what-others-see"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHost(t, site)
			h.change = withAnswer(tt.answer)
			tb := browser.in(t)
			tb.openSearch(h, "", tt.query)
			tb.wait(`document.querySelector("[role=option].answer")`)
			got := eval[string](tb, `(a => { const steps = [...a.querySelectorAll("li")].map(e => e.textContent), cells = [...a.querySelectorAll("dl > div")].map(e => e.children[0].textContent + ": " + e.children[1].textContent); return (steps.length ? steps : cells.length ? cells : [a.querySelector(".answer-text").textContent]).join("|"); })(document.querySelector(".answer"))`)
			// A long passage is cut at the end of a sentence.
			if whole, cut := strings.CutSuffix(got, " …"); cut && strings.HasSuffix(whole, ".") && len(whole) < 330 {
				got = whole[:min(len(whole), len(tt.want))]
			}
			if got != tt.want {
				t.Errorf("quoted is %q, want %q", got, tt.want)
			}
			tb.wait(`(a => a.id === "page:hit-0" && a.getAttribute("aria-selected") === "true" && document.getElementById(a.getAttribute("aria-labelledby")).textContent.startsWith("Answer from ") && document.getElementById(a.getAttribute("aria-describedby")).textContent.length > 10)(document.querySelector(".answer"))`)
			tb.wait(status + `.includes("Answer from ")`)
			tb.choose()
			tb.wait(`(location.pathname + location.hash).endsWith("` + tt.href + `")`)
		})
	}
	for name, answer := range map[string]string{
		"a page that is lost":    `{ url: "/lost/#a", title: "Lost", kind: "section" }`,
		"a heading that is lost": `{ url: "/money/card/#lost", title: "Lost", kind: "steps" }`,
		"a kind of tomorrow":     `{ url: "/money/card/", title: "Lost", kind: "song" }`,
		"no such passage":        `{ url: "/money/plans/#limits", title: "Lost", kind: "steps" }`,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t, site)
			h.change = withAnswer(answer)
			tb := browser.in(t)
			tb.openSearch(h, "", "change")
			tb.wait(titles + ` === "Change the card|Change your name|Seats"`)
			time.Sleep(200 * time.Millisecond)
			if eval[bool](tb, `document.querySelector(".answer") !== null`) {
				t.Error("something is quoted")
			}
		})
	}
	t.Run("a late answer leaves the reader alone", func(t *testing.T) {
		h := newHost(t, site)
		h.change = withAnswer(`{ url: "/money/card/#steps-to-change-it", title: "Change the card", kind: "steps" }`)
		h.slow, h.delay = "/money/card/", time.Second
		tb := browser.in(t)
		tb.openSearch(h, "", "change")
		tb.wait(options + `.length === 3`)
		tb.down()
		time.Sleep(1200 * time.Millisecond)
		if !eval[bool](tb, `document.querySelector(".answer") === null && document.querySelectorAll("[role=option]")[1].getAttribute("aria-selected") === "true"`) {
			t.Error("the list moved while it was used")
		}
	})
}

// TestSlowAndFailingShards: hits are right or there are none.
func TestSlowAndFailingShards(t *testing.T) {
	site, browser := buildFiles(t, dialogSite), newTab(t)
	for _, shard := range []string{"/terms/", "/words/", "/records/"} {
		t.Run("lost"+shard, func(t *testing.T) {
			h := newHost(t, site)
			h.setBroken(shard)
			tb := browser.in(t)
			tb.openSearch(h, "", "chagne")
			tb.wait(`!document.querySelector("[data-part=failed]").hidden`)
			if n := eval[int](tb, options+`.length`); n > 0 {
				t.Errorf("%d hits are shown all the same", n)
			}
			// The host is well again.
			h.setBroken("")
			tb.run(`document.querySelector("[data-part=retry]").click()`)
			tb.wait(titles + ` === "Change the card|Change your name|Seats" && document.querySelector("[data-part=failed]").hidden`)
		})
	}
	t.Run("slow", func(t *testing.T) {
		h := newHost(t, site)
		h.slow, h.delay = "/records/", 1500*time.Millisecond
		tb := browser.in(t)
		tb.openSearch(h, "", "change")
		tb.wait(`document.querySelector("[data-part=count]").textContent.startsWith("Searching")`)
		// The reader goes on: what was asked first must not stand below the new words.
		tb.run(`const i = document.querySelector("[role=combobox]"); i.value = "plans"; i.dispatchEvent(new Event("input"))`)
		tb.wait(options + `.length > 0`)
		if got := eval[string](tb, titles); got != "Plans" {
			t.Errorf("hits for other words: %s", got)
		}
	})
}

// TestAnOldTabSearchesOn replaces the site below a page that is open.
func TestAnOldTabSearchesOn(t *testing.T) {
	site := buildFiles(t, dialogSite)
	fresh := buildFiles(t, dialogSite, map[string]string{"content/money/move.md": "---\ntitle: Change of address\n---\nTell us.\n"})
	h := newHost(t, site)
	tb := newTab(t)
	tb.do(chromedp.Navigate(h.url("money/plans/")))
	tb.wait(`document.readyState === "complete"`)
	if err := os.RemoveAll(site); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(fresh, site); err != nil {
		t.Fatal(err)
	}
	tb.slash()
	tb.do(chromedp.KeyEvent("change"))
	tb.wait(titles + ` === "Change of address|Change the card|Change your name|Seats"`)
}

// TestSearchOnAPhone measures what fingers meet.
func TestSearchOnAPhone(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))
	for _, page := range []string{"", "ar/"} {
		tb := newTab(t)
		tb.do(chromedp.EmulateViewport(360, 640, chromedp.EmulateMobile, chromedp.EmulateTouch))
		query := "change"
		if page != "" {
			query = "تغيير"
		}
		tb.openSearch(h, page, query)
		tb.wait(options + `.length > 0`)
		small := eval[string](tb, `[...document.querySelectorAll("dialog[data-search] :is([role=option], button, select, input)")].filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 80) + e.getBoundingClientRect().height).join("\n")`)
		if small != "" {
			t.Errorf("%q: too small for fingers:\n%s", page, small)
		}
		if zooms := eval[string](tb, `[...document.querySelectorAll("dialog[data-search] :is(input, select)")].filter(e => parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.tagName).join()`); zooms != "" {
			t.Errorf("%q: phones would zoom at %s", page, zooms)
		}
		if over := eval[int](tb, `document.querySelector("dialog[data-search]").scrollWidth - innerWidth`); over > 0 {
			t.Errorf("%q: the dialog is %d px too wide", page, over)
		}
	}
}
