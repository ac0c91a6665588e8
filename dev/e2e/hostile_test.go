package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// payloads are those of the suite, each nth of them, or all when SIGNPOST_TIMES is set.
func payloads(t *testing.T, nth int) []string {
	t.Helper()
	dir := os.Getenv("SIGNPOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "suites", "xss.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("skipped: needs ../shared, which only the makers of Signpost have")
	}
	var all, some []string
	if err := errors.Join(err, json.Unmarshal(data, &all)); err != nil || len(all) < 1000 {
		t.Fatal(len(all), err)
	}
	if os.Getenv("SIGNPOST_TIMES") != "" {
		nth = 1
	}
	for i := 5; i < len(all); i += nth {
		some = append(some, all[i])
	}
	return some
}

// watching runs in every page before all else: it takes down what the policy refused,
// which would have run without it, and lists nodes that no page of ours has.
const watching = `
	window.refused = [];
	addEventListener("securitypolicyviolation", e => { if (/^(script|style|frame|object|base|form|worker)/.test(e.violatedDirective)) refused.push(e.violatedDirective + ": " + (e.sample || e.blockedURI)); });
	window.strange = (root = document) => {
		const found = [];
		const say = (e, why) => found.push(why + " in " + e.outerHTML.slice(0, 200));
		for (const e of root.querySelectorAll("*")) {
			if (e.matches("iframe, frame, object, embed, applet, base, meta[http-equiv=refresh i], marquee, math, animate, set, foreignObject")) say(e, "an element");
			if (e.matches("script:not([src], [type$=json])") && !e.closest("[data-own]") && e.textContent !== window.ownScript) say(e, "a script");
			if (e.matches("script[src], link[rel=stylesheet]") && new URL(e.src || e.href).origin !== location.origin) say(e, "a file from outside");
			for (const a of e.attributes) {
				if (/^on/i.test(a.name) || a.name === "srcdoc") say(e, "a handler");
				if (/^(href|src|action|formaction|xlink:href|data|poster)$/i.test(a.name)) {
					let scheme = "";
					try { scheme = new URL(a.value, "https://base.example/").protocol; } catch {}
					if (scheme.length === 2) scheme = ""; // a drive of Windows, which no browser knows
					if (!["http:", "https:", "mailto:", "tel:", "sms:", ""].includes(scheme) && !(scheme === "data:" && e.matches("img, link[rel=icon]"))) say(e, "the scheme " + scheme);
				}
			}
		}
		return [...found, ...refused.splice(0)].join("\n");
	};`

// A hunted tab counts dialogs, and complains of nothing else by itself.
type huntedTab struct {
	*tab
	dialogs *atomic.Int64
}

func newHuntedTab(t *testing.T) huntedTab {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-component-update", true),
		// No payload leads anywhere outside.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancelAlloc)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	tb := huntedTab{&tab{t, ctx}, &atomic.Int64{}}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	opened := chromedp.Events(ctx, page.JavascriptDialogOpening)
	go func() {
		for e, err := range opened {
			if err != nil {
				return
			}
			tb.dialogs.Add(1)
			t.Errorf("a payload ran: %s %q at %s", e.Type, e.Message, e.URL)
			_ = chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
				_, err := cdp.Call(ctx, target, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
				return err
			}))
		}
	}()
	tb.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watching})
		return err
	}))
	return tb
}

// visit loads a page and looks at it, with the mouse over everything.
func (tb huntedTab) visit(address string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(address))
	tb.clean(address)
	if at := eval[string](tb.tab, "location.origin"); !strings.HasPrefix(address, at) {
		tb.t.Errorf("%s led to %s", address, at)
	}
}

func (tb huntedTab) clean(what string) {
	tb.t.Helper()
	const over = `for (const e of document.querySelectorAll("main *")) for (const kind of ["mouseover", "mouseenter", "focus", "pointerover", "toggle", "error", "load"]) e.dispatchEvent(new Event(kind));`
	if found := eval[string](tb.tab, "(() => { "+over+" return strange(); })()"); found != "" {
		tb.t.Errorf("%s: %s", what, found)
	}
}

// eachOf calls a JavaScript function with every payload within one evaluation, and fails
// on what it returns. It may take long.
func (tb huntedTab) eachOf(what string, list []string, function string) {
	tb.t.Helper()
	data, err := json.Marshal(list)
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.run(`window.done = null; window.faults = []; (async () => { for (const payload of ` + string(data) + `) { const fault = await (` + function + `)(payload); if (fault) faults.push(JSON.stringify(payload) + ": " + fault); } window.done = true; })().catch(e => { faults.push(String(e)); window.done = true; })`)
	for deadline := time.Now().Add(10 * time.Minute); !tb.holds("window.done"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			tb.t.Fatalf("%s: not done", what)
		}
	}
	if found := eval[string](tb.tab, `faults.slice(0, 20).join("\n")`); found != "" {
		tb.t.Errorf("%s: %s", what, found)
	}
}

// inYAML is a payload as a value: JSON is YAML.
func inYAML(text string) string {
	data, _ := json.Marshal(text)
	return string(data)
}

// hostileSite writes a site of an article for each payload: its own in what an article
// has once, and in its body. It returns the addresses of those that are not refused.
func hostileSite(t *testing.T, dir string, list []string, settings string) []string {
	t.Helper()
	oneLine := strings.NewReplacer("\n", " ", "\r", " ")
	at := func(i int) string { return inYAML(list[i%len(list)]) }
	variables := make([]string, min(len(list), 300)) // the settings have a limit
	for i := range variables {
		variables[i] = fmt.Sprintf("v%d: %s", i, at(i))
	}
	writeFile(t, dir, "signpost.yaml", fmt.Sprintf("title: %s\ndescription: %s\ngreeting: %s\ncontact: {url: mailto:help@example.com, text: %s}\nvariables: {%s}\nauthors: {%s: {role: %s}}\nbase_url: https://help.example.com\n%s",
		at(0), at(1), at(2), at(3), strings.Join(variables, ", "), at(4), at(5), settings))
	writeFile(t, dir, "theme/words/en.yaml", fmt.Sprintf("search.placeholder: %s\nsearch.none: %s\n", at(6), at(7)))
	addresses := make([]string, len(list))
	for i, p := range list {
		line := oneLine.Replace(p)
		addresses[i] = fmt.Sprintf("cases/case-%d/", i)
		writeFile(t, dir, fmt.Sprintf("content/cases/a%d.md", i), fmt.Sprintf("---\ntitle: %[1]s\nslug: case-%[3]d\ndescription: %[1]s\ntags: [%[1]s]\nkeywords: [%[1]s]\nasked: [%[1]s]\nauthors: [%[1]s]\n---\n"+
			"Sesame.\n\n%[2]s\n\n## %[4]s\n\n![%[4]s](https://example.com/p.png \"%[4]s\") ![%[4]s](%[4]s)\n\n[link](<%[4]s>) [%[4]s](%[4]s) {{v%[5]d}}\n\n[ref]: %[4]s\n\n[ref]\n\n| %[4]s | b |\n|---|---|\n| %[4]s | c |\n\n"+
			"> [!NOTE]\n> %[4]s\n\n```%[4]s\n%[2]s\n```\n\n<details><summary>%[4]s</summary>\n\nx\n\n</details>\n\n<%[4]s>\n", at(i), p, i, line, i%len(variables)))
	}
	return dropRefused(t, dir, addresses)
}

// dropRefused removes the articles that a build refuses by name.
func dropRefused(t *testing.T, dir string, addresses []string) []string {
	t.Helper()
	refused := 0
	for range 6 {
		out, _ := exec.Command(program(t), "build", "--site", dir, "--out", filepath.Join(t.TempDir(), "out"), "--json").Output()
		var told struct {
			Diagnostics []struct {
				File, Severity string
			}
		}
		if err := json.Unmarshal(out, &told); err != nil {
			t.Fatalf("%v: %.300s", err, out)
		}
		gone := 0
		for _, d := range told.Diagnostics {
			var n int
			if _, err := fmt.Sscanf(filepath.Base(d.File), "a%d.md", &n); err == nil && d.Severity == "error" && addresses[n] != "" {
				if err := os.Remove(filepath.Join(dir, "content", "cases", filepath.Base(d.File))); err != nil {
					t.Fatal(err)
				}
				addresses[n] = ""
				gone++
			}
		}
		if refused += gone; gone == 0 {
			break
		}
	}
	out, _ := exec.Command(program(t), "build", "--site", dir, "--out", filepath.Join(t.TempDir(), "out")).CombinedOutput()
	if !strings.Contains(string(out), "built") {
		t.Fatalf("the site is refused: %s", regexp.MustCompile(`(?m)^.*: warning: .*\n`).ReplaceAll(out, nil))
	}
	if refused > len(addresses)/10 {
		t.Errorf("%d of %d articles are refused", refused, len(addresses))
	}
	return addresses
}

// No payload runs or leaves a node of its own, wherever an author or a reader puts it,
// on sites that signpost serve answers under its own policy.
func TestNoPayloadRunsOnASite(t *testing.T) {
	for name, settings := range map[string]string{"HTML as text": "", "HTML cleaned": "raw_html: true\n"} {
		list := payloads(t, 50)
		for some := range slices.Chunk(list, 100) { // pages list all articles of a site
			if !t.Run(name, func(t *testing.T) { onASite(t, some, settings) }) && len(list) > 100 {
				break
			}
		}
	}
}

func onASite(t *testing.T, list []string, settings string) {
	dir := filepath.Join(t.TempDir(), "site")
	addresses := hostileSite(t, dir, list, settings)
	address := startServer(t, `http://[0-9.:]+/`, "serve", "--site", dir, "--addr", "127.0.0.1:0", "--signals", "off")
	tb := newHuntedTab(t)
	tb.visit(address)
	tb.visit(address + "cases/")
	visited := 0
	for _, at := range addresses {
		if at != "" {
			tb.visit(address + at)
			visited++
		}
	}
	for i, p := range list { // queries and addresses; most are only fetched
		if i%6 == 0 {
			tb.visit(address + "search?q=" + url.QueryEscape(p))
			tb.visit(address + "nothing/" + url.PathEscape(p) + "?q=" + url.QueryEscape(p) + "#" + url.PathEscape(p))
		}
	}
	tb.visit(address)
	tb.eachOf("a page of results", list, `async payload => {
		const response = await fetch("/search?q=" + encodeURIComponent(payload));
		return strange(new DOMParser().parseFromString(await response.text(), "text/html"));
	}`)
	tb.slash()
	tb.wait(`document.querySelector("dialog[data-search]").open`)
	tb.eachOf("the search dialog", list, `async payload => {
		const input = document.querySelector("[role=combobox]"), was = document.querySelector("[role=status]").textContent;
		input.value = payload;
		input.dispatchEvent(new Event("input"));
		for (let i = 0; i < 12 && document.querySelector("[role=status]").textContent === was; i++) await new Promise(go => setTimeout(go, 10));
		return strange();
	}`)
	t.Logf("%d payloads, %d articles visited, %d dialogs", len(list), visited, tb.dialogs.Load())
}

// hostileExport is an export in which customers and agents write payloads; questions
// come in threes, so that they are gaps.
func hostileExport(t *testing.T, file string, list []string) {
	t.Helper()
	const batch = 4
	var out strings.Builder
	words := strings.Fields("apricot bicycle cupboard dolphin elephant fountain guitar hammer island jacket kettle lantern mirror needle ocean pencil quarry ribbon saddle tunnel umbrella violin wagon yogurt zipper")
	for i := 0; i < len(list); i += batch {
		some := strings.Join(list[i:min(i+batch, len(list))], " ")
		a, b := words[i/batch%len(words)], words[(i/batch*7+3)%len(words)]
		for n := range 3 {
			for j, by := range []string{"customer", "agent"} {
				body := fmt.Sprintf("How do I connect the %s to the %s number %d? %s", a, b, i, some)
				if j == 1 {
					body = fmt.Sprintf("Open the %s, choose the %s under the settings and press connect. %s", a, b, some)
				}
				line, err := json.Marshal(map[string]string{
					"conversation_id": fmt.Sprint(i*10+n) + list[i], "author_type": by, "author_id": by + list[i], "author_name": list[i], "subject": some, "tags": list[i], "channel": list[i], "team": list[i],
					"body": body, "created_at": fmt.Sprintf("2026-09-%02dT1%d:%02d:00Z", 1+7*n, j, i%60),
				})
				if err != nil {
					t.Fatal(err)
				}
				out.Write(append(line, '\n'))
			}
		}
	}
	if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The same of an export, in the reports and in the review.
func TestNoPayloadRunsInAReport(t *testing.T) {
	list := payloads(t, 50)
	dir := t.TempDir()
	export := filepath.Join(dir, "export.jsonl")
	hostileExport(t, export, list)
	writeFile(t, dir, "site/signpost.yaml", "title: "+inYAML(list[0])+"\n")
	writeFile(t, dir, "site/content/a.md", "---\ntitle: "+inYAML(list[1])+"\n---\nHow to connect the apricot to the dolphin.\n")
	site := filepath.Join(dir, "site")
	for _, args := range [][]string{
		{"gaps", export, "--site", site, "--out", filepath.Join(dir, "reports", "gaps")},
		{"practice", export, "--site", site, "--out", filepath.Join(dir, "reports", "practice"), "--people"},
	} {
		if out, err := exec.Command(program(t), args...).CombinedOutput(); err != nil {
			t.Fatalf("signpost %s: %v\n%s", args[0], err, out)
		}
	}
	files := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(dir, "reports"))))
	t.Cleanup(files.Close)
	tb := newHuntedTab(t)
	pages, err := filepath.Glob(filepath.Join(dir, "reports", "*", "*.html"))
	if err != nil || len(pages) < 6 {
		t.Fatal(pages, err)
	}
	shown := 0
	for _, name := range pages {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		shown += strings.Count(string(data), "&lt;")
		tb.report(files.URL+"/"+filepath.Base(filepath.Dir(name))+"/"+filepath.Base(name), data)
	}
	if shown < 20 {
		t.Errorf("payloads are shown %d times only", shown)
	}
	address := startServer(t, `http://[0-9.:]+/[A-Z0-9]+/`, "review", export, "--site", site, "--by", list[2], "--addr", "127.0.0.1:0")
	tb.reviewed(address, list)
	t.Logf("%d payloads, %d pages of reports, %d dialogs", len(list), len(pages), tb.dialogs.Load())
}

// report visits a page that carries a script of its own, which its policy names.
func (tb huntedTab) report(address string, data []byte) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(address))
	own := ""
	if m := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindSubmatch(data); m != nil {
		own = string(m[1])
	}
	tb.run("window.ownScript = " + inYAML(own))
	tb.clean(address)
}

// reviewed decides about gaps with payloads as words, and looks at each page.
func (tb huntedTab) reviewed(address string, list []string) {
	tb.t.Helper()
	look := func(at string) {
		tb.t.Helper()
		tb.do(chromedp.Navigate(at))
		tb.run(`window.ownScript = document.querySelector("head script:not([src])")?.textContent ?? document.querySelector("script:not([src])")?.textContent ?? ""`)
		tb.clean(at)
	}
	look(address)
	ids := eval[[]string](tb.tab, `[...document.querySelectorAll("article[id]")].map(a => a.id)`)
	if len(ids) < 3 {
		tb.t.Fatalf("%d gaps to review", len(ids))
	}
	for i, id := range ids[:min(len(ids), 6)] {
		for _, deed := range [][2]string{{"rename", "to"}, {"assign", "to"}, {"dismiss", "reason"}} {
			tb.do(chromedp.Navigate(address))
			tb.run(`window.done = false; (async () => { const form = document.querySelector(` + quote(form(id, deed[0])) + `); if (form) { form.querySelector("[name=` + deed[1] + `]").value = ` + inYAML(strings.ReplaceAll(list[(3*i+len(deed[0]))%len(list)], "\n", " ")) + `; await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }); } })().finally(() => { window.done = true; })`)
			tb.wait("window.done")
		}
		look(address)
		look(address + "merge.html?gap=" + id)
		look(address + "split.html?gap=" + url.QueryEscape(id+list[i]))
	}
	for _, name := range []string{"not-found.html", "outdated.html", "disagreement.html", "followed.html", "answered.html", "accounting.html", "audit.html"} {
		look(address + name)
	}
}

// On a host that sends no headers, the policy that stands in a page holds by itself what
// got into it raw, as if nothing had cleaned it. Without the policy it would run.
func TestThePolicyInPagesHoldsByItself(t *testing.T) {
	list := append(payloads(t, 12), `<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>`, `<a href="javascript:alert(1)" autofocus onfocus=alert(1)>a</a>`)
	dir := t.TempDir()
	writeFile(t, dir, "site/content/a.md", "---\ntitle: A\n---\nSesame.\n")
	if out, err := exec.Command(program(t), "build", "--site", filepath.Join(dir, "site"), "--out", filepath.Join(dir, "out")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	page, err := os.ReadFile(filepath.Join(dir, "out", "a", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)
	if !policy.Match(page) || !strings.Contains(string(page), "Sesame.") {
		t.Fatalf("the page has no policy, or no text:\n%s", page)
	}
	var raw atomic.Value
	files := http.FileServer(http.Dir(filepath.Join(dir, "out")))
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/a/" {
			files.ServeHTTP(w, r)
			return
		}
		text := strings.Replace(string(page), "Sesame.", raw.Load().(string), 1)
		if r.URL.RawQuery == "bare" {
			text = policy.ReplaceAllString(text, "")
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(text))
	}))
	t.Cleanup(host.Close)
	tb := newHuntedTab(t)
	// What is told in place of a dialog does not stop the browser.
	ran := func(payload, query string) bool {
		raw.Store(payload)
		tb.do(chromedp.Navigate(host.URL + "/a/?" + query))
		tb.wait(`document.readyState === "complete"`)
		return eval[bool](tb.tab, "window.ran === true")
	}
	for _, payload := range []string{`<script>ran = true</script>`, `<img src="data:image/png;base64,x" onerror="ran = true">`} {
		if !ran(payload, "bare") || ran(payload, "") {
			t.Errorf("%s does not run without the policy, or runs with it", payload)
		}
	}
	for _, payload := range list {
		raw.Store(payload)
		tb.do(chromedp.Navigate(host.URL + "/a/"))
		// A payload may lead elsewhere meanwhile, where there is nothing to see.
		_, _ = chromedp.Run(tb.ctx, chromedp.Evaluate[bool](`(() => { for (const e of document.querySelectorAll("main *")) { for (const kind of ["mouseover", "click", "focus", "pointerover", "toggle", "error", "load"]) e.dispatchEvent(new Event(kind)); if (/^javascript/i.test(e.href)) e.click(); } return true; })()`))
	}
	t.Logf("%d payloads, %d dialogs", len(list), tb.dialogs.Load())
}
