package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"signpost/accounts"
	"signpost/gaps/decisions"
)

const anyPassword = "correct horse battery"

// TestReviewOnAServedSite signs in, decides, and looks where nobody may.
func TestReviewOnAServedSite(t *testing.T) {
	site := t.TempDir()
	write(t, filepath.Join(site, "content", "account", "reset.md"), "---\ntitle: Reset your password\n---\nopen the settings\n")
	write(t, filepath.Join(site, "content", "account", "inside.md"), "---\ntitle: Zanzibar procedure\naudience: internal\n---\nzanzibar\n")
	write(t, filepath.Join(site, "content", "review", "products.md"), "---\ntitle: Review our products\n---\nIt stands where nobody reaches it.\n")
	report := keptReport(site)
	write(t, report, `{"gaps":[{"id":"g-1111","kind":"missing","title":"Pay with a voucher?","status":"open","conversations":3}]}`)
	book := decisions.New()
	book.Observe(decisions.Run{Until: "2026-11-20", Gaps: []decisions.Sighting{{ID: "g-1111", Title: "Pay with a voucher?", Kind: "missing", First: "2026-11-09", Last: "2026-11-18", Conversations: 3, Shown: true}}})
	if err := book.Save(site); err != nil {
		t.Fatal(err)
	}
	hash, err := accounts.Hash(anyPassword)
	if err != nil {
		t.Fatal(err)
	}
	users := filepath.Join(t.TempDir(), "users.yaml")
	if err := accounts.Write(users, []accounts.User{{Name: "ann", Role: accounts.Lead, Password: hash}, {Name: "bo", Role: accounts.Reader, Password: hash}}); err != nil {
		t.Fatal(err)
	}
	_, stderr := start(t, "serve", "--site", site, "--addr", "127.0.0.1:0", "--signals", "off", "--users", users)
	address := stderr.waitFor(t, `"msg":"serving","url":"([^"]+)"`)[1]

	stderr.waitFor(t, `the review stands in the place of files of the site[^\n]*"below":"/review/","files":[2-9]`)

	clients := map[string]*http.Client{"nobody": {}, "bo": {}, "ann": {}}
	for name, c := range clients {
		c.Jar, _ = cookiejar.New(nil) // without options it cannot fail
		if name != "nobody" {
			form := url.Values{"csrf": {formToken(t, c, address+"review/login")}, "name": {name}, "password": {anyPassword}}
			if status, page := send(t, c, address+"review/login", form); status != http.StatusOK || !strings.Contains(page, "voucher") {
				t.Fatalf("%s signs in: %d\n%s", name, status, page)
			}
		}
		for _, route := range []string{
			"", "account/", "account/reset/", "account/inside/", "account/inside.md", "account/inside", "content/account/inside.md", "internal/", "internal/account/inside/",
			".signpost/gaps.json", "gaps.yaml", "users.yaml", "signpost.yaml", "_headers", "_redirects", "sitemap.xml", "llms.txt", "search/index.json", "api/search?q=zanzibar", "search?q=zanzibar+procedure",
			"review", "review/", "review/gaps.json", "review/index.html", "review/../.signpost/gaps.json", "review/%2e%2e/gaps.yaml", "REVIEW/", "review//index.html", "/review/index.html",
		} {
			status, page := fetch(t, c, address+route)
			if strings.Contains(page, "procedure") && !strings.HasPrefix(route, "search?") || strings.Contains(page, "account/inside") {
				t.Errorf("%s reaches an internal article by %s: %d", name, route, status)
			}
			if got := strings.Contains(page, "voucher"); got && (name == "nobody" || !strings.HasPrefix(route, "review")) {
				t.Errorf("%s reaches the report by %s: %d", name, route, status)
			}
		}
	}

	dismiss := func(name string) int {
		form := url.Values{"do": {"dismiss"}, "gap": {"g-1111"}, "reason": {"for the shop"}}
		if name != "nobody" {
			form.Set("csrf", formToken(t, clients[name], address+"review/"))
		}
		status, _ := send(t, clients[name], address+"review/decide", form)
		return status
	}
	if got := []int{dismiss("nobody"), dismiss("bo")}; got[0] != http.StatusUnauthorized || got[1] != http.StatusForbidden {
		t.Errorf("who may not decide is answered %v", got)
	}
	if data, err := os.ReadFile(filepath.Join(site, decisions.FileName)); err == nil && strings.Contains(string(data), "for the shop") {
		t.Fatalf("who may not decide has decided:\n%s", data)
	}
	if status := dismiss("ann"); status != http.StatusOK {
		t.Errorf("a lead decides: %d", status)
	}
	if data, err := os.ReadFile(filepath.Join(site, decisions.FileName)); err != nil || !strings.Contains(string(data), "for the shop") || !strings.Contains(string(data), "ann") {
		t.Errorf("gaps.yaml: %v\n%s", err, data)
	}

	// The next report is shown as soon as it is there.
	write(t, report, `{"gaps":[{"id":"g-2222","kind":"missing","title":"Send to an island?","status":"open","conversations":3}]}`)
	if _, page := fetch(t, clients["bo"], address+"review/"); !strings.Contains(page, "Send to an island?") || strings.Contains(page, "voucher") {
		t.Errorf("the next report is not shown:\n%s", page)
	}
	if err := os.Remove(report); err != nil {
		t.Fatal(err)
	}
	if status, page := fetch(t, clients["bo"], address+"review/"); status != http.StatusNotFound || !strings.Contains(page, "run signpost gaps") {
		t.Errorf("without a report: %d %s", status, page)
	}
	for _, secret := range []string{anyPassword, "voucher", "for the shop", "127.0.0.1:5"} {
		if strings.Contains(stderr.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, stderr)
		}
	}
}

func fetch(t *testing.T, c *http.Client, address string) (int, string) {
	t.Helper()
	res, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, bodyOf(t, res)
}

func send(t *testing.T, c *http.Client, address string, form url.Values) (int, string) {
	t.Helper()
	res, err := c.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, bodyOf(t, res)
}

func bodyOf(t *testing.T, res *http.Response) string {
	t.Helper()
	defer res.Body.Close()
	var b strings.Builder
	if _, err := io.Copy(&b, res.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var tokenField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

func formToken(t *testing.T, c *http.Client, address string) string {
	t.Helper()
	_, page := fetch(t, c, address)
	m := tokenField.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no form at %s:\n%s", address, page)
	}
	return m[1]
}
