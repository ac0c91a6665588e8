package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The questions of the export that is reviewed: each is a gap. The last is answered
// by an article that agents send and customers do not find.
var asked = map[string][]string{
	"voucher": {"Can I pay with a gift voucher?", "how do I pay with a gift voucher", "is it possible to pay by gift voucher?", "gift voucher as payment?"},
	"island":  {"Do you deliver parcels to the islands?", "parcel delivery to an island, possible?", "delivery of parcels to islands?"},
	"printer": {"Which printer prints the labels?", "what label printer works for printing labels", "printing labels: which printer?"},
	"قسيمة":   {"كيف يمكنني تغيير كلمة المرور الخاصة بي؟", "كيف أغير كلمة المرور الخاصة بي؟", "كيف يمكن تغيير كلمة المرور الخاصة بي في التطبيق؟"},
	"tax":     {"I need paper for my tax office", "proof of purchase for the tax office", "my tax office wants a paper"},
}

var replies = map[string]string{
	"voucher": "Open the basket, choose Voucher as the way to pay, and type the code of the voucher. What is left is paid by card.",
	"island":  "We deliver to all islands with a ferry. It takes three days more, and the parcel costs four euros more than on the mainland.",
	"printer": "Any printer for thermal labels of 62 mm works. Choose the size of the label under Settings, then Printing.",
	"قسيمة":   "افتح الإعدادات ثم الحساب واختر تغيير كلمة المرور، واكتب كلمة المرور القديمة ثم الجديدة مرتين.",
	"tax":     "Here is how: https://help.example.com/invoices/",
}

// reviewed is a program that serves a review, and the folder of its site.
type reviewed struct{ address, site string }

// startReview runs signpost review over an export of its own.
func startReview(t *testing.T) reviewed {
	t.Helper()
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	write := func(name, text string) {
		t.Helper()
		writeFile(t, dir, name, text)
	}
	write("site/signpost.yaml", "title: Help\nbase_url: https://help.example.com/\n")
	write("site/content/invoices.md", "---\ntitle: Invoices\ndescription: Where your invoices are.\n---\nYou find each bill under Orders, as a PDF to print.\n")
	write("export.jsonl", exported(t))
	return startReviewOf(t, site, filepath.Join(dir, "export.jsonl"))
}

// startReviewOf runs signpost review over an export and a site.
func startReviewOf(t *testing.T, site, export string) reviewed {
	t.Helper()
	address := startServer(t, `http://[0-9.:]+/[A-Z0-9]+/`, "review", export, "--site", site, "--by", "Ann", "--addr", "127.0.0.1:0")
	return reviewed{site: site, address: address}
}

func exported(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	n := 0
	for _, key := range []string{"voucher", "island", "printer", "قسيمة", "tax"} {
		for i, q := range asked[key] {
			n++
			for j, m := range [][2]string{{"customer", q}, {"agent", replies[key]}} {
				line, err := json.Marshal(map[string]string{
					"conversation_id": fmt.Sprint(100 + n), "author_type": m[0], "author_id": m[0] + fmt.Sprint(n), "body": m[1],
					"created_at": fmt.Sprintf("2026-09-%02dT1%d:%02d:00Z", 1+7*i, j, n),
				})
				if err != nil {
					t.Fatal(err)
				}
				out.Write(append(line, '\n'))
			}
		}
	}
	return out.String()
}

// file reads a file of the site, "" when it is not there.
func (r reviewed) file(name string) string {
	data, err := os.ReadFile(filepath.Join(r.site, filepath.FromSlash(name)))
	if err != nil {
		return ""
	}
	return string(data)
}

// id is that of the gap whose card holds a word.
func (tb *tab) id(word string) string {
	tb.t.Helper()
	id := eval[string](tb, `[...document.querySelectorAll("article")].find(a => a.innerText.includes(`+quote(word)+`))?.id ?? ""`)
	if id == "" {
		tb.t.Fatalf("no gap holds %q: %s", word, eval[string](tb, "document.body.innerText.slice(0, 1500)"))
	}
	return id
}

func quote(s string) string {
	data, _ := json.Marshal(s)
	return string(data)
}

// click clicks with the mouse where an element is.
func (tb *tab) click(selector string) {
	tb.t.Helper()
	tb.wait(`(() => { const e = document.querySelector(` + quote(selector) + `); e?.scrollIntoView({ block: "center", behavior: "instant" }); return e && document.readyState === "complete"; })()`)
	// A page that has just loaded still goes to its fragment: click where the element stays.
	where := `(() => { const r = document.querySelector(` + quote(selector) + `)?.getBoundingClientRect(), s = r && r.x + " " + r.y, same = !!s && window.lastPlace === s; window.lastPlace = s; return same; })()`
	tb.wait(where)
	at := eval[[]float64](tb, `(() => { const r = document.querySelector(`+quote(selector)+`).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`)
	tb.do(chromedp.MouseClickXY(at[0], at[1]))
}

// focus moves the focus, as tabbing there would.
func (tb *tab) focus(selector string) {
	tb.t.Helper()
	tb.wait(`(document.querySelector(` + quote(selector) + `)?.focus(), document.activeElement?.matches(` + quote(selector) + `))`)
}

// form is the form of a deed, fold what opens it.
func form(id, do string) string { return "#" + id + " .desk form:has([value=" + do + "])" }

func fold(id, do string) string {
	return "#" + id + " .desk details:has([value=" + do + "]) > summary"
}

func (tb *tab) scripts(on bool) {
	tb.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

const saying = `(document.getElementById("said")?.innerText ?? "")`

// replace replaces what was typed by typing anew.
func (tb *tab) replace(selector, text string) {
	tb.click(selector)
	eval[bool](tb, `(document.querySelector(`+quote(selector)+`).select?.(), true)`)
	tb.do(chromedp.KeyEvent(text))
}

// decideAll makes every decision by mouse, and looks at what was written.
func decideAll(t *testing.T, r reviewed, tb *tab) {
	tb.do(chromedp.Navigate(r.address))
	voucher, island, printer, tax := tb.id("voucher"), tb.id("island"), tb.id("label"), tb.id("tax office")
	wait := func(part string) { t.Helper(); tb.wait(saying + `.includes(` + quote(part) + `)`) }
	has := func(file string, parts ...string) {
		t.Helper()
		text := r.file(file)
		for _, p := range parts {
			if !strings.Contains(text, p) {
				t.Errorf("%s lacks %q:\n%s", file, p, text)
			}
		}
	}

	tb.click(form(voucher, "accept") + " button")
	wait("Accepted")
	has("gaps.yaml", "do: accept", "by: Ann")
	drafts, err := filepath.Glob(filepath.Join(r.site, "content", "*voucher*.md"))
	if err != nil || len(drafts) != 1 {
		t.Fatalf("drafts: %v, %v", drafts, err)
	}
	has("content/"+filepath.Base(drafts[0]), "draft: true", "gap: "+voucher, "choose Voucher as the way to pay")
	has("queries.yaml", "voucher")
	tb.wait(`document.querySelector("#` + voucher + `").innerText.includes("Accepted")`)

	tb.click(fold(island, "dismiss"))
	tb.click(form(island, "dismiss") + " input[name=reason]")
	tb.do(chromedp.KeyEvent("we deliver nowhere: <b>ever</b>"))
	tb.click(form(island, "dismiss") + " button")
	wait("Dismissed")
	has("gaps.yaml", "do: dismiss", "we deliver nowhere: <b>ever</b>")
	if eval[int](tb, `document.querySelectorAll("main b b").length`) > 0 {
		t.Error("a reason became markup")
	}

	tb.click(form(island, "undo") + " button")
	wait("Taken back")
	has("gaps.yaml", "do: undo")

	tb.click(fold(island, "snooze"))
	tb.click(form(island, "snooze") + " button")
	wait("Snoozed")
	has("gaps.yaml", "do: snooze", "until: ")

	tb.click(fold(printer, "rename"))
	tb.replace(form(printer, "rename")+" input[name=to]", "Label printers")
	tb.click(form(printer, "rename") + " button")
	wait("Label printers")
	tb.wait(`document.querySelector("#` + printer + ` h3").innerText === "Label printers"`)
	has("gaps.yaml", "to: Label printers")

	tb.click(fold(printer, "assign"))
	tb.click(form(printer, "assign") + " input[name=to]")
	tb.do(chromedp.KeyEvent("Bo"))
	tb.click(form(printer, "assign") + " button")
	wait("Bo")
	has("gaps.yaml", "do: assign", "to: Bo")

	tb.click("#" + printer + ` .desk a[href^="merge"]`)
	tb.click(`input[name=into][value="` + voucher + `"]`)
	tb.click("form.choose button")
	wait("is a part of")
	has("gaps.yaml", "do: merge", "into: "+voucher)

	tb.click("#" + voucher + ` .desk a[href^="split"]`)
	tb.click(`input[name=conversation][value="101"]`)
	tb.click("form.choose button")
	wait("Split")
	has("gaps.yaml", "do: split", `conversations: [101]`)
	tb.wait(`document.querySelector("#` + voucher + `")?.innerText.includes("From the next report on 1 of its 4 conversations is a gap of its own")`)
	if at := eval[string](tb, "location.pathname + location.hash"); !strings.HasSuffix(at, "/#"+voucher) {
		t.Errorf("a split led to %s", at)
	}

	tb.do(chromedp.Navigate(r.address + "not-found.html"))
	tb.click(`form:has([value=accept]):has([value="` + tax + `"]) button`)
	wait("Accepted")
	has("content/invoices.md", "asked:", "tax office", "title: Invoices", "as a PDF to print.")
	if at := eval[string](tb, "location.pathname"); !strings.HasSuffix(at, "/not-found.html") {
		t.Errorf("led to %s", at)
	}
}

func TestReviewByMouse(t *testing.T) { decideAll(t, startReview(t), newTab(t)) }

// TestEvidenceStaysUnfolded: who reads the evidence of a gap and decides about it goes on
// reading.
func TestEvidenceStaysUnfolded(t *testing.T) {
	r, tb := startReview(t), newTab(t)
	tb.do(chromedp.Navigate(r.address))
	island, voucher := tb.id("island"), tb.id("voucher")
	shown := `document.querySelector("#` + island + `").innerText.includes("We deliver to all islands with a ferry")`
	if eval[bool](tb, shown) {
		t.Error("the evidence is unfolded before anybody asks for it")
	}
	tb.click("#" + island + " .evidence > summary")
	tb.wait(shown)
	tb.click(fold(island, "assign"))
	tb.click(form(island, "assign") + " input[name=to]")
	tb.do(chromedp.KeyEvent("Bo"))
	tb.click(form(island, "assign") + " button")
	tb.wait(saying + `.includes("Bo")`)
	tb.wait(shown)
	if eval[bool](tb, `document.querySelector("#`+voucher+` .evidence").open`) {
		t.Error("the evidence of another gap is unfolded, too")
	}
}

func TestReviewWithoutScripts(t *testing.T) {
	tb := newTab(t)
	tb.scripts(false)
	decideAll(t, startReview(t), tb)
}

// TestReviewByKeyboard decides without a mouse, and keeps the place.
func TestReviewByKeyboard(t *testing.T) {
	r, tb := startReview(t), newTab(t)
	tb.do(chromedp.Navigate(r.address))
	island, voucher := tb.id("island"), tb.id("voucher")
	following := eval[string](tb, `(() => { const all = [...document.querySelectorAll("main article")].map(a => a.id), at = all.indexOf("`+island+`"); return all[at + 1] ?? all[at - 1]; })()`)

	tb.focus(fold(island, "dismiss"))
	tb.enter()
	tb.key("Tab", 9, 0, "")
	tb.wait(`document.activeElement.name === "reason"`)
	// Without a reason the browser says so, and nothing is sent.
	tb.enter()
	tb.do(chromedp.KeyEvent("not ours"))
	tb.enter()
	tb.wait(saying + `.includes("Dismissed")`)
	if text := r.file("gaps.yaml"); strings.Count(text, "do: dismiss") != 1 || !strings.Contains(text, "reason: not ours") {
		t.Errorf("gaps.yaml:\n%s", text)
	}
	// What is done with moves away: who decides goes on with the next gap, in sight.
	tb.wait(`document.activeElement.id === "` + following + `"`)
	tb.wait(`(() => { const r = document.activeElement.getBoundingClientRect(); return r.top < innerHeight && r.bottom > 0; })()`)
	if live := eval[string](tb, `document.getElementById("said").getAttribute("role")`); live != "status" {
		t.Errorf("what was done is told to a %q", live)
	}

	tb.focus("#said button")
	tb.enter()
	tb.wait(saying + `.includes("Taken back")`)
	tb.wait(`document.activeElement.closest("article")?.id === "` + island + `"`)

	tb.focus("#" + voucher + ` .desk a[href^="merge"]`)
	tb.enter()
	tb.wait(`location.pathname.endsWith("/merge.html")`)
	tb.focus(`input[value="` + island + `"]`)
	tb.key(" ", 32, 0, " ")
	tb.enter()
	tb.wait(`document.getElementById("said")?.innerText.includes("is a part of")`)
	if text := r.file("gaps.yaml"); !strings.Contains(text, "into: "+island) {
		t.Errorf("gaps.yaml:\n%s", text)
	}
	// A page that was loaded says aloud what was done, and goes on at the gap that is there.
	tb.wait(`document.querySelector("[role=alert]")?.textContent.includes("is a part of")`)
	tb.wait(`document.activeElement.closest("article")?.id === "` + island + `"`)

	// Sorting and filtering follow the keyboard, and say how many are left.
	tb.focus("#tools [name=find]")
	tb.do(chromedp.KeyEvent("label"))
	tb.wait(`document.querySelector("#tools output").value.startsWith("1 of")`)
	if shown := eval[int](tb, `[...document.querySelectorAll(".cards > article")].filter(a => a.offsetParent).length`); shown != 1 {
		t.Errorf("%d gaps are shown", shown)
	}
}

// TestSplitOfNothing: who chose nothing, or words that nobody used, is told so where they
// chose, and finds there what they typed.
func TestSplitOfNothing(t *testing.T) {
	r, tb := startReview(t), newTab(t)
	tb.do(chromedp.Navigate(r.address))
	voucher := tb.id("voucher")
	for _, c := range [][2]string{{"", "name conversations, or words"}, {"zebra", "none of its questions"}} {
		typed, want := c[0], c[1]
		tb.do(chromedp.Navigate(r.address + "split.html?gap=" + voucher))
		tb.click("input[name=to]")
		tb.do(chromedp.KeyEvent("Zebras"))
		tb.click("input[name=words]")
		tb.do(chromedp.KeyEvent(typed))
		tb.enter()
		tb.wait(saying + `.includes(` + quote(want) + `)`)
		tb.wait(`document.querySelector("[role=alert]")?.textContent.includes(` + quote(want) + `) && document.activeElement.name === "words"`)
		if got := eval[string](tb, `location.pathname.split("/").pop() + " " + ["words", "to"].map(n => document.querySelector("[name=" + n + "]").value).join(",")`); got != "split.html "+typed+",Zebras" {
			t.Errorf("after %q: %s", typed, got)
		}
	}
	// What was chosen beside words is chosen still.
	said := eval[string](tb, "location.search")
	tb.click(`input[name=conversation][value="101"]`)
	tb.click("form.choose button")
	tb.wait(`location.search !== ` + quote(said) + ` && document.querySelector("input[name=conversation][value='101']")?.checked`)
	if strings.Contains(r.file("gaps.yaml"), "do: split") {
		t.Error("nothing was split off, and gaps.yaml has it")
	}
}

// TestDraftCanBeCopied: the path of an accepted draft is one click from the clipboard.
func TestDraftCanBeCopied(t *testing.T) {
	r, tb := startReview(t), newTab(t)
	tb.do(chromedp.Navigate(r.address))
	voucher := tb.id("voucher")
	eval[bool](tb, `(window.copied = "", navigator.clipboard.writeText = async text => { window.copied = text; }, true)`)
	tb.click(form(voucher, "accept") + " button")
	tb.wait(saying + `.includes("Accepted")`)
	tb.click("#" + voucher + " .copy")
	tb.wait(`window.copied.startsWith("content/") && window.copied.endsWith(".md") && document.querySelector("#` + voucher + ` .copy").innerText === "Copied"`)
}

// measures of a page that hold on every screen: nothing wider than it, names for all
// fields, headings in order, and text that stands out from its ground.
const faults = `(() => {
	const out = [];
	const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
	if (over > 0) out.push("too wide by " + over + ": " + [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" | "));
	for (const e of document.querySelectorAll("input:not([type=hidden]), select")) if (!e.labels.length) out.push("no label: " + e.outerHTML);
	let before = 0;
	for (const h of document.querySelectorAll("h1, h2, h3, h4")) {
		const level = Number(h.tagName[1]);
		if (level > before + 1) out.push("heading out of order: " + h.outerHTML.slice(0, 100));
		before = level;
	}
	const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	const rgba = (colour, on) => {
		paint.globalCompositeOperation = "source-over";
		paint.fillStyle = on ? "rgb(" + on.slice(0, 3).join(",") + ")" : "#fff";
		paint.fillRect(0, 0, 1, 1);
		paint.fillStyle = colour;
		paint.fillRect(0, 0, 1, 1);
		return [...paint.getImageData(0, 0, 1, 1).data];
	};
	const light = c => { const [r, g, b] = c.map(x => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const ground = e => { const colours = []; for (; e; e = e.parentElement) colours.unshift(getComputedStyle(e).backgroundColor); return colours.reduce((on, c) => rgba(c, on), null); };
	const seen = new Set();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest("svg, .skip, script, style, select")) continue;
		const on = ground(e), s = getComputedStyle(e), ink = rgba(s.color, on);
		const a = light(on), b = light(ink), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		const large = parseFloat(s.fontSize) >= 24 || parseFloat(s.fontSize) >= 18.66 && s.fontWeight >= 700;
		const key = e.className + s.color + on;
		if (ratio < (large ? 3 : 4.5) && !seen.has(key)) { seen.add(key); out.push("contrast " + ratio.toFixed(2) + ": " + e.outerHTML.slice(0, 120)); }
	}
	return out.join("\n");
})()`

func (tb *tab) media(kind, scheme string) {
	tb.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Media: kind, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
}

// shot keeps a picture of the page where SHOTS names a folder, to be looked at.
func (tb *tab) shot(name string) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(tb.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		tb.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644); err != nil {
		tb.t.Fatal(err)
	}
}

// TestReviewLooks holds every page of a review to its measures, on small and large
// screens, light, dark and printed.
func TestReviewLooks(t *testing.T) {
	r, tb := startReview(t), newTab(t)
	tb.do(chromedp.Navigate(r.address))
	voucher, island, arabic := tb.id("voucher"), tb.id("island"), tb.id("كلمة المرور")
	if dir := eval[string](tb, `getComputedStyle(document.querySelector("#`+arabic+` blockquote")).direction + getComputedStyle(document.querySelector("#`+voucher+` blockquote")).direction`); dir != "rtlltr" {
		t.Errorf("quotes run %s", dir)
	}
	tb.click(form(voucher, "accept") + " button")
	tb.wait(saying + `.includes("Accepted")`)
	tb.click(fold(island, "dismiss"))
	tb.click(form(island, "dismiss") + " input[name=reason]")
	tb.do(chromedp.KeyEvent("not ours"))
	tb.enter()
	tb.wait(saying + `.includes("Dismissed")`)
	for _, at := range []string{"", "not-found.html", "outdated.html", "disagreement.html", "followed.html", "answered.html", "accounting.html", "audit.html", "merge.html?gap=" + voucher, "split.html?gap=" + voucher} {
		for _, look := range []struct {
			width         int64
			media, scheme string
		}{{360, "screen", "light"}, {360, "screen", "dark"}, {1280, "screen", "light"}, {1280, "screen", "dark"}, {700, "print", "light"}} {
			tb.media(look.media, look.scheme)
			tb.do(chromedp.EmulateViewport(look.width, 800), chromedp.Navigate(r.address+at))
			eval[bool](tb, `(document.querySelectorAll("details").forEach(d => { if (!d.name || !document.querySelector("details[open][name='" + d.name + "']")) d.open = true; }), true)`)
			name := fmt.Sprintf("%s-%d-%s-%s", strings.Split(at+".", ".")[0], look.width, look.media, look.scheme)
			if found := eval[string](tb, faults); found != "" {
				t.Errorf("%s: %s", name, found)
			}
			tb.shot("review-" + name)
		}
	}
}

// TestReviewPrints makes a PDF of the page: what is folded is in it, the forms are not.
func TestReviewPrints(t *testing.T) {
	r, tb := startReview(t), newTab(t)
	tb.media("print", "light")
	tb.do(chromedp.Navigate(r.address))
	if !eval[bool](tb, `[...document.querySelectorAll(".desk, nav.pages")].every(e => !e.checkVisibility()) && document.querySelector(".weeks td").getBoundingClientRect().height > 0`) {
		t.Error("the printed page has forms, or lacks what is folded")
	}
	pdf, err := chromedp.Run[[]byte](tb.ctx, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		res, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{})
		return res.Data, err
	})
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "review.pdf"), pdf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
