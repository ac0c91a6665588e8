package e2e

import (
	"context"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// policy is the content security policy that a built site promises to work
// under.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"

// folder is where the host keeps the site: not at its root, since a site
// works from any folder. Only 404.html has to know it, from the base URL.
const folder = "/some/help/"

// buildSite builds our own help center with the real program and returns the
// folder it was written to.
func buildSite(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "site")
	site := filepath.Join(t.TempDir(), "source")
	for _, name := range []string{"content", "signpost.yaml"} {
		copyInto(t, filepath.Join(root, name), filepath.Join(site, name))
	}
	cmd := exec.Command(program(t), "build", "--site", site, "--out", out, "--base-url", "https://www.example.com"+folder)
	cmd.Dir = root
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("signpost build: %v\n%s", err, text)
	}
	return out
}

func copyInto(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else {
		var data []byte
		if data, err = os.ReadFile(from); err == nil {
			err = os.MkdirAll(filepath.Dir(to), 0o755)
		}
		if err == nil {
			err = os.WriteFile(to, data, 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A host serves a built site as a static host would. Set its fields before the
// first request.
type host struct {
	*httptest.Server
	// Requests whose path holds slow are answered after delay.
	slow  string
	delay time.Duration
	// change, if set, is what is served in place of a file.
	change func(name string, body []byte) []byte

	broken atomic.Value
}

// setBroken has requests whose path holds part answered with 404, to test what a
// lost file does.
func (h *host) setBroken(part string) { h.broken.Store(part) }

func newHost(t *testing.T, site string) *host {
	h := &host{}
	files := http.StripPrefix(folder, http.FileServer(http.Dir(site)))
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		if broken, _ := h.broken.Load().(string); broken != "" && strings.Contains(r.URL.Path, broken) {
			http.NotFound(w, r)
			return
		}
		if h.slow != "" && strings.Contains(r.URL.Path, h.slow) {
			time.Sleep(h.delay)
		}
		if h.change == nil || strings.HasSuffix(r.URL.Path, "/") {
			files.ServeHTTP(w, r)
			return
		}
		body, err := os.ReadFile(filepath.Join(site, strings.TrimPrefix(r.URL.Path, folder)))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(r.URL.Path)))
		w.Write(h.change(r.URL.Path, body))
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *host) url(page string) string { return h.URL + folder + page }

// A tab is a browser tab; its methods fail the test on the first error.
type tab struct {
	t   *testing.T
	ctx context.Context
}

func newTab(t *testing.T) *tab {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-component-update", true))
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancelAlloc)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	tb := &tab{t, ctx}
	// The first action starts the browser, which lives as long as its context:
	// it must have no timeout.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	tb.failOnComplaints()
	return tb
}

// failOnComplaints fails the test on uncaught exceptions and on what the
// browser logs as errors, such as a breach of the policy.
func (tb *tab) failOnComplaints() {
	thrown := chromedp.Events(tb.ctx, runtime.ExceptionThrown)
	logged := chromedp.Events(tb.ctx, log.EntryAdded)
	go func() {
		for e, err := range thrown {
			if err != nil {
				return
			}
			tb.t.Errorf("uncaught in the page: %s", e.ExceptionDetails.Text)
		}
	}()
	go func() {
		for e, err := range logged {
			if err != nil {
				return
			}
			// A refused connection says that the test has stopped its server.
			if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "404") && !strings.Contains(e.Entry.Text, "ERR_CONNECTION_REFUSED") {
				tb.t.Errorf("logged by the browser: %s (%s)", e.Entry.Text, e.Entry.URL)
			}
		}
	}()
}

func (tb *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		tb.t.Fatal(err)
	}
}

// key presses one key as a single event that carries its text, the way a
// keyboard does.
func (tb *tab) key(name string, code int64, modifiers int64, text string) {
	tb.t.Helper()
	tb.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			event := input.DispatchKeyEventParams{Type: kind, Key: name, WindowsVirtualKeyCode: code, Modifiers: modifiers}
			if kind == input.DispatchKeyEventTypeKeyDown {
				event.Text = text
			}
			if _, err := cdp.Call(ctx, target, input.DispatchKeyEvent, event); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (tb *tab) slash()  { tb.t.Helper(); tb.key("/", 191, 0, "/") }
func (tb *tab) down()   { tb.t.Helper(); tb.key("ArrowDown", 40, 0, "") }
func (tb *tab) enter()  { tb.t.Helper(); tb.key("Enter", 13, 0, "\r") }
func (tb *tab) escape() { tb.t.Helper(); tb.key("Escape", 27, 0, "") }

// eval returns the value of a JavaScript expression.
func eval[T any](tb *tab, expression string) T {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, 20*time.Second)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		tb.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// holds evaluates a condition; while the page gives way to another, it does not.
func (tb *tab) holds(expression string) bool {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, 20*time.Second)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
	if err != nil && !strings.Contains(err.Error(), "target navigated") {
		tb.t.Fatalf("%s: %v", expression, err)
	}
	return value && err == nil
}

// wait waits until a JavaScript expression holds.
func (tb *tab) wait(expression string) {
	tb.t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for !tb.holds(expression) {
		if time.Now().After(deadline) {
			tb.t.Fatalf("never became true: %s\nthe page says: %s", expression, eval[string](tb, "document.body.innerText.slice(0, 600)"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}
