package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// retype replaces the words in the field.
func (tb *tab) retype(text string) {
	tb.t.Helper()
	tb.run(`const i = document.querySelector("[role=combobox]"); i.value = "` + text + `"; i.dispatchEvent(new Event("input"))`)
}

// withMouse makes the page believe that there is one: without, Enter puts the
// keyboard on the screen away.
func (tb *tab) withMouse() {
	tb.t.Helper()
	tb.run(`window.matchMedia = () => ({ matches: false })`)
}

// quoteSite has sections whose answers are not to be taken from elsewhere.
var quoteSite = map[string]string{
	"signpost.yaml":   "title: Plain Help\nlanguage: en\n",
	"content/rent.md": "---\ntitle: Rent a boat\n---\nBoats are rented by the day.\n\n## Ways to rent\n\nAsk at the harbour.\n\n- On foot:\n  1. Walk to the *boat*.\n  2. Rent it.\n\n1. Later list about the boat.\n\n### By phone\n\n1. Call the harbour about the boat.\n\n| Boat | Rent |\n|---|---|\n| Ketch | 90 EUR |\n\n## Run it\n\nTo rent a boat, run this:\n\n```\nrent boat\n```\n\n## Rent by boat\n\n| Boat | Rent |\n|---|---|\n| Sloop | 70 EUR |\n\nThen another.\n\n| Boat | Rent | Sloop |\n|---|---|---|\n| Yawl | rent | sloop |\n",
}

// TestAnswersAreTheSections quotes what the index took from the section, and
// nothing that does not speak of the question.
func TestAnswersAreTheSections(t *testing.T) {
	site, browser := buildFiles(t, quoteSite), newTab(t)
	quote := `(document.querySelector(".answer .answer-text")?.innerText ?? "").replace(/\s+/g, " ").trim()`
	for _, tt := range []struct{ name, anchor, kind, query, want string }{
		{"the first list, wherever it stands", "ways-to-rent", "steps", "rent boat", "Walk to the boat. Rent it."},
		{"a table of the next section", "ways-to-rent", "row", "rent ketch", ""},
		{"the text up to the next heading", "", "section", "rented boats", "Boats are rented by the day."},
		{"the first table", "rent-by-boat", "row", "rent sloop", "Boat Sloop Rent 70 EUR"},
		{"half of the question", "", "section", "boats harbour", ""},
		{"a corrected question", "", "section", "baots rented", "Boats are rented by the day."},
		{"half of a corrected question", "", "section", "baots harbour", ""},
		{"an only word", "", "section", "boats", "Boats are rented by the day."},
		{"an only word that is not there", "", "section", "sloop", ""},
		{"a sentence that leads to code", "run-it", "section", "rent boat", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHost(t, site)
			h.change = withAnswer(`{ url: "/rent/#` + tt.anchor + `", title: "Rent a boat", kind: "` + tt.kind + `" }`)
			tb := browser.in(t)
			tb.openSearch(h, "", tt.query)
			tb.wait(titles + ` === "Rent a boat"`)
			if tt.want != "" {
				tb.wait(`document.querySelector(".answer")`)
			} else {
				time.Sleep(300 * time.Millisecond)
			}
			if got := eval[string](tb, quote); got != tt.want {
				t.Errorf("quoted is %q, want %q", got, tt.want)
			}
		})
	}
}

// TestEnterWaitsForHits presses Enter before there is something to follow.
func TestEnterWaitsForHits(t *testing.T) {
	site := buildFiles(t, dialogSite)
	t.Run("the first hit is followed", func(t *testing.T) {
		h := newHost(t, site)
		h.slow, h.delay = "/records/", 800*time.Millisecond
		tb := newTab(t)
		tb.openSearch(h, "", "")
		tb.withMouse()
		tb.do(chromedp.KeyEvent("seats person"))
		tb.enter()
		tb.wait(`location.pathname.endsWith("/people/seats/")`)
	})
	t.Run("the reader types on", func(t *testing.T) {
		h := newHost(t, site)
		h.slow, h.delay = "/records/", 800*time.Millisecond
		tb := newTab(t)
		tb.openSearch(h, "", "")
		tb.withMouse()
		tb.do(chromedp.KeyEvent("seats"))
		tb.enter()
		tb.do(chromedp.KeyEvent(" person"))
		tb.wait(options + `.length > 0`)
		time.Sleep(300 * time.Millisecond)
		if at := eval[string](tb, `location.pathname`); at != folder {
			t.Errorf("the page went on to %s", at)
		}
	})
}

// TestTheWordsShownAlready goes back to them while others are searched.
func TestTheWordsShownAlready(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))
	h.slow, h.delay = "/words/", 1500*time.Millisecond
	tb := newTab(t)
	tb.openSearch(h, "", "change")
	tb.wait(options + `.length === 3`)
	count := `document.querySelector("[data-part=count]").textContent`
	tb.retype("naem")
	tb.wait(count + `.startsWith("Searching")`)
	tb.retype("change")
	tb.wait(count + ` === "3 results" && ` + status + `.startsWith("3 results")`)
}

// TestUnknownWordsAreWhole takes away a word that no article has, not the letters.
func TestUnknownWordsAreWhole(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))
	h.change = func(name string, body []byte) []byte {
		if !strings.HasSuffix(name, "/index.js") {
			return body
		}
		return append(body, "\nconst plain = index.search.bind(index);\nindex.search = async (...args) => ({ ...await plain(...args), corrected: \"master password wor v1.2 v112 please\", unknown: [\"wor\", \"v1.2\"] });\n"...)
	}
	tb := newTab(t)
	tb.openSearch(h, "", "change")
	tb.wait(`document.querySelector("[data-part=note] b")?.textContent === "master password v112 please"`)
}

// TestFailuresHideWhatWas: no chips of other hits above them, and nothing is thrown.
func TestFailuresHideWhatWas(t *testing.T) {
	site, browser := buildFiles(t, dialogSite), newTab(t)
	t.Run("lost", func(t *testing.T) {
		h := newHost(t, site)
		tb := browser.in(t)
		tb.openSearch(h, "money/plans/", "change")
		tb.wait(chips + `.length === 3`)
		h.setBroken("/words/")
		tb.retype("naem seatz changd card")
		tb.wait(`!document.querySelector("[data-part=failed]").hidden`)
		if n := eval[int](tb, chips+`.length`); n > 0 {
			t.Errorf("%d collections stand above the failure", n)
		}
	})
	// Files that another program wrote, as some hosts do in place of a 404.
	for _, shard := range []string{"/terms/", "/words/", "/records/"} {
		for _, wrong := range []string{`""`, `"not found"`, `{}`, `[]`, `"!zebra ! ! ! !"`, `"!chang ! é ~"`} {
			t.Run("wrong"+shard+wrong, func(t *testing.T) {
				h := newHost(t, site)
				h.change = func(name string, body []byte) []byte {
					if strings.Contains(name, shard) {
						return []byte(wrong)
					}
					return body
				}
				tb := browser.in(t)
				tb.openSearch(h, "", "chagne")
				tb.wait(`!document.querySelector("[data-part=failed]").hidden && document.querySelector("[data-part=empty]").hidden`)
			})
		}
	}
}

// TestEscapeOnAChip empties the field first, from wherever it is pressed.
func TestEscapeOnAChip(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))
	tb := newTab(t)
	tb.openSearch(h, "", "change")
	tb.wait(chips + `.length === 3`)
	tb.run(chips + `[1].focus()`)
	tb.escape()
	tb.wait(`document.querySelector("dialog[data-search]").open && document.activeElement.matches("[role=combobox]") && document.activeElement.value === ""`)
	tb.escape()
	tb.wait(`!document.querySelector("dialog[data-search]").open`)
}

// TestTheNextQuestion is asked while a collection is chosen.
func TestTheNextQuestion(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))
	tb := newTab(t)
	tb.openSearch(h, "", "change")
	tb.wait(chips + `.length === 3`)
	tb.run(chips + `.find(b => b.textContent.startsWith("People")).click()`)
	tb.wait(titles + ` === "Change your name|Seats"`)
	// Only others have it: where it was not found is said, and all are offered.
	tb.retype("billing")
	tb.wait(`document.querySelector("[data-part=none]").innerText === "Nothing found for “billing” (People)" && !document.querySelector("[data-part=everywhere]").hidden`)
	tb.wait(status + `.includes("(People). Search in all topics")`)
	// None has it: the words that are near help, other collections do not.
	tb.retype("hcnage")
	tb.wait(`document.querySelector("[data-part=none]").innerText === "Nothing found for “hcnage”" && document.querySelector("[data-part=everywhere]").hidden && document.querySelector("[role=option]").textContent.trim() === "change"`)
	// Another question begins with an empty field, and is asked of all.
	tb.run(`document.querySelector("[role=combobox]").focus()`)
	tb.escape()
	tb.wait(chips + `.length === 0`)
	tb.do(chromedp.KeyEvent("billing"))
	tb.wait(titles + ` === "Change the card"`)
}

// TestChipsOnANarrowWindow measures them where no finger is told of.
func TestChipsOnANarrowWindow(t *testing.T) {
	h := newHost(t, buildFiles(t, dialogSite))
	tb := newTab(t)
	tb.do(chromedp.EmulateViewport(360, 640))
	tb.openSearch(h, "", "change")
	tb.wait(chips + `.length === 3`)
	if least := eval[float64](tb, `Math.min(...`+chips+`.map(b => b.getBoundingClientRect().height))`); least < 44 {
		t.Errorf("chips are %v px high", least)
	}
}
