package e2e

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestReadersSendSignals reads, rates, searches in vain, opens a hit and goes astray on a
// site that signpost serve answers, under its own policy, and looks at what was kept.
func TestReadersSendSignals(t *testing.T) {
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	for name, text := range map[string]string{
		"content/account/reset.md":    "---\ntitle: Reset your password\n---\nChoose Forgot password. [Gone](/nothing-here/)\n",
		"content/account/invoices.md": "---\ntitle: Invoices\n---\nThey are in the settings.\n",
	} {
		writeFile(t, site, name, text)
	}
	server := exec.Command(program(t), "serve", "--site", site, "--addr", "127.0.0.1:0")
	said, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	t.Cleanup(func() {
		if !stopped {
			_ = server.Process.Kill()
			_ = server.Wait()
		}
	})
	address := ""
	lines := bufio.NewScanner(said)
	for address == "" && lines.Scan() {
		if strings.Contains(lines.Text(), `"serving"`) {
			address = regexp.MustCompile(`http://[0-9.:]+/`).FindString(lines.Text())
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for lines.Scan() { // lest the server waits for its reader
		}
	}()
	tb := newTab(t)
	tb.failOnComplaints()
	tb.do(chromedp.Navigate(address + "account/reset/"))
	tb.wait(`document.readyState === "complete"`)
	tb.run(`document.querySelector("[data-answer=no]").click()`)
	tb.wait(`!document.querySelector("[data-why]").closest("[data-reply]").hidden`)
	tb.run(`document.querySelector("[data-reason=unclear]").click()`)
	tb.wait(`!document.querySelector("[data-thanks]").hidden && document.querySelector("[data-why]").hidden`)

	// Who rests for three seconds has searched; a busy machine rests, too.
	tb.run(`const wait = setTimeout; window.setTimeout = (then, after, ...rest) => after === 3000 ? 0 : wait(then, after, ...rest)`)
	tb.slash()
	tb.wait(`document.querySelector("dialog[data-search]").open`)
	tb.retype("zzzzqqqq")
	tb.wait(`!document.querySelector("[data-part=empty]").hidden`)
	tb.retype("invoices")
	tb.wait(options + `.length === 1`)
	tb.retype("xxxxwwww")
	tb.wait(`!document.querySelector("[data-part=empty]").hidden && document.querySelector("[data-part=none]").textContent.includes("xxxxwwww")`)
	tb.escape()
	tb.escape() // the first empties the field
	tb.wait(`!document.querySelector("dialog[data-search]").open`)
	tb.slash()
	tb.retype("invoices")
	tb.wait(options + `.length === 1`)
	tb.run(options + `[0].click()`)
	tb.wait(`location.pathname === "/account/invoices/" && document.readyState === "complete"`)

	tb.do(chromedp.Navigate("about:blank")) // what is open complains when the server stops

	tb = newTab(t) // a page that is not there complains
	tb.do(chromedp.Navigate(address + "nothing-here/?token=secret"))
	tb.wait(`document.body.classList.contains("notfound-page") && document.readyState === "complete"`)
	// A browser sends signals when it comes to it, and the server stores them a while later.
	kept := func() (text string, missing []string) {
		out, err := exec.Command(program(t), "signals", "export", "--site", site).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			`"kind":"rating","lang":"en","page":"/account/reset/","answer":"no"`, `"answer":"no","reason":"unclear"`, `"kind":"missed","lang":"en","query":"xxxxwwww"`,
			`"kind":"click","lang":"en","query":"invoices","page":"/account/invoices/"`, `"kind":"dead","lang":"en","page":"/nothing-here/"`,
		} {
			if !strings.Contains(string(out), want) {
				missing = append(missing, want)
			}
		}
		return string(out), missing
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if _, missing := kept(); missing == nil {
			break
		}
	}

	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-done
	stopped = true
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	text, missing := kept()
	if missing != nil {
		t.Errorf("no %s among\n%s", strings.Join(missing, ", no "), text)
	}
	if strings.Contains(text, "zzzz") || strings.Contains(text, "secret") {
		t.Errorf("what was typed on the way, or a token, is kept:\n%s", text)
	}
}
