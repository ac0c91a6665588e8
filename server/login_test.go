package server

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/accounts"
)

const (
	leadPassword   = "lead lead lead lead"
	readerPassword = "reader reader reader"
)

// testUsers are hashed once: that takes long on purpose.
var testUsers = sync.OnceValue(func() []accounts.User {
	lead, err1 := accounts.Hash(leadPassword)
	reader, err2 := accounts.Hash(readerPassword)
	if err := errors.Join(err1, err2); err != nil {
		panic(err)
	}
	return []accounts.User{{Name: "ann", Role: accounts.Lead, Password: lead}, {Name: "bo", Role: accounts.Reader, Password: reader}}
})

// A house is a login with a review behind it, on a server.
type house struct {
	url, file string
	desk      *fakeDesk
	log       *bytes.Buffer
	mu        sync.Mutex
	time      time.Time
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.Add(d)
}

func newHouse(t *testing.T, change func(*LoginOptions)) *house {
	t.Helper()
	h := &house{desk: &fakeDesk{}, log: &bytes.Buffer{}, time: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC), file: filepath.Join(t.TempDir(), "users.yaml")}
	if err := accounts.Write(h.file, testUsers()); err != nil {
		t.Fatal(err)
	}
	book, err := accounts.Open(h.file)
	if err != nil {
		t.Fatal(err)
	}
	opt := LoginOptions{Base: "/review/", Users: book, Now: h.now, Log: slog.New(slog.NewJSONHandler(h.log, nil))}
	if change != nil {
		change(&opt)
	}
	if err := opt.Check(); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(NewLogin(h.desk, opt))
	t.Cleanup(s.Close)
	h.url = s.URL
	return h
}

// A browser keeps cookies and follows no redirect.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func request(t *testing.T, c *http.Client, method, address string, form url.Values, header ...string) (*http.Response, string) {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(data)
}

var csrf = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// token is that of the forms of a page.
func token(t *testing.T, c *http.Client, address string) string {
	t.Helper()
	_, page := request(t, c, http.MethodGet, address, nil)
	m := csrf.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no form at %s:\n%s", address, page)
	}
	return m[1]
}

func (h *house) signIn(t *testing.T, c *http.Client, name, password string) *http.Response {
	t.Helper()
	res, _ := request(t, c, http.MethodPost, h.url+"/review/login", url.Values{"csrf": {token(t, c, h.url+"/review/login")}, "name": {name}, "password": {password}})
	return res
}

func (h *house) session(c *http.Client) string {
	at, _ := url.Parse(h.url + "/review/")
	for _, k := range c.Jar.Cookies(at) {
		if k.Name == "signpost-session" {
			return k.Value
		}
	}
	return ""
}

// reviewRoutes are all addresses that the review knows, and some that lie near.
func reviewRoutes() []string {
	list := []string{"", "decide", "merge.html?gap=g-1111", "split.html?gap=g-1111", "gaps.json", "gaps.csv", "audit", "nothing", "../review/", "%2e%2e/", "//", "login/", "login/../index.html", "oidc/", "oidc/begin", "oidc/callback", "Login", "index.html/", "index.html%00", "decide?said=x"}
	return append(list, reviewPages...)
}

var everyMethod = []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}

// telling are words that only somebody who has signed in may read.
var telling = []string{"voucher", "island", "g-1111", "g-2222"}

// TestNothingIsReachedWithoutALogin walks every route by every method.
func TestNothingIsReachedWithoutALogin(t *testing.T) {
	h := newHouse(t, nil)
	cookies := []string{"", "signpost-session=", "signpost-session=AAAAAAAAAAAAAAAAAAAAAAAAAA", "__Host-signpost-session=x"}
	for _, route := range reviewRoutes() {
		for _, method := range everyMethod {
			for _, cookie := range cookies {
				form := url.Values{"do": {"dismiss"}, "gap": {"g-1111"}, "csrf": {""}, "reason": {"x"}}
				if method == "GET" || method == "HEAD" {
					form = nil
				}
				res, page := request(t, browser(t), method, h.url+"/review/"+route, form, "Cookie", cookie, "X-Forwarded-User", "ann")
				for _, word := range telling {
					if strings.Contains(page, word) || strings.Contains(res.Header.Get("Location"), word) {
						t.Fatalf("%s %s tells %q", method, route, word)
					}
				}
				if res.StatusCode == http.StatusOK {
					t.Errorf("%s %s with %q is answered", method, route, cookie)
				}
				if at := res.Header.Get("Location"); at != "" && at != "/review/login" {
					t.Errorf("%s %s leads to %s", method, route, at)
				}
			}
		}
	}
	if len(h.desk.got) > 0 {
		t.Errorf("somebody who has not signed in decided %v", h.desk.got)
	}
}

// TestReadersReadAndLeadsDecide walks every route as both.
func TestReadersReadAndLeadsDecide(t *testing.T) {
	h := newHouse(t, nil)
	for _, who := range [][2]string{{"bo", readerPassword}, {"ann", leadPassword}} {
		c := browser(t)
		if res := h.signIn(t, c, who[0], who[1]); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/review/" {
			t.Fatalf("%s: %d", who[0], res.StatusCode)
		}
		lead := who[0] == "ann"
		for _, name := range append(reviewPages, "") {
			res, page := request(t, c, http.MethodGet, h.url+"/review/"+name, nil)
			if res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != "no-store" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
				t.Errorf("%s %s: %d %v", who[0], name, res.StatusCode, res.Header)
			}
			if !lead && strings.Contains(page, "/review/decide") {
				t.Errorf("the page %s offers a reader to decide", name)
			}
		}
		if res, _ := request(t, c, http.MethodGet, h.url+"/review/merge.html?gap=g-1111", nil); (res.StatusCode == http.StatusOK) != lead {
			t.Errorf("%s chooses what to merge: %d", who[0], res.StatusCode)
		}
		before := len(h.desk.got)
		form := url.Values{"do": {"dismiss"}, "gap": {"g-1111"}, "reason": {"a secret reason"}, "csrf": {token(t, c, h.url+"/review/")}}
		res, _ := request(t, c, http.MethodPost, h.url+"/review/decide", form)
		if decided := len(h.desk.got) > before; decided != lead || (res.StatusCode == http.StatusSeeOther) != lead {
			t.Errorf("%s decides: %d", who[0], res.StatusCode)
		}
	}
	if !slices.Equal(h.desk.by, []string{"ann"}) {
		t.Errorf("decided by %v", h.desk.by)
	}
	log := h.log.String()
	if !strings.Contains(log, `"msg":"decision","user":"ann","do":"dismiss","gap":"g-1111","reason":true,"kept":true`) || !strings.Contains(log, `"msg":"signed in","user":"bo"`) {
		t.Errorf("the log:\n%s", log)
	}
	for _, word := range []string{"a secret reason", leadPassword, readerPassword, "127.0.0.1", "voucher"} {
		if strings.Contains(log, word) {
			t.Errorf("the log holds %q:\n%s", word, log)
		}
	}
}

// TestFormsComeFromOwnPages: neither a page of another site nor one of another session
// signs in, decides or signs out.
func TestFormsComeFromOwnPages(t *testing.T) {
	h := newHouse(t, nil)
	c := browser(t)
	if res, _ := request(t, c, http.MethodPost, h.url+"/review/login", url.Values{"name": {"ann"}, "password": {leadPassword}}); res.StatusCode != http.StatusForbidden || h.session(c) != "" {
		t.Errorf("signed in without a token: %d", res.StatusCode)
	}
	other := browser(t)
	stolen := token(t, other, h.url+"/review/login")
	token(t, c, h.url+"/review/login")
	if res, _ := request(t, c, http.MethodPost, h.url+"/review/login", url.Values{"csrf": {stolen}, "name": {"ann"}, "password": {leadPassword}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("signed in with the token of another browser: %d", res.StatusCode)
	}
	h.signIn(t, c, "ann", leadPassword)
	h.signIn(t, other, "ann", leadPassword)
	own := token(t, c, h.url+"/review/")
	if own == token(t, other, h.url+"/review/") {
		t.Error("two sessions share a token")
	}
	for _, path := range []string{"decide", "logout"} {
		for _, x := range []struct {
			csrf   string
			header []string
		}{
			{"", nil},
			{token(t, other, h.url+"/review/"), nil},
			{own, []string{"Origin", "https://evil.example"}},
			{own, []string{"Sec-Fetch-Site", "cross-site"}},
			{own, []string{"Sec-Fetch-Site", "same-site"}},
		} {
			res, _ := request(t, c, http.MethodPost, h.url+"/review/"+path, url.Values{"do": {"dismiss"}, "gap": {"g-1111"}, "reason": {"x"}, "csrf": {x.csrf}}, x.header...)
			if res.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %v: %d", path, x, res.StatusCode)
			}
		}
	}
	if len(h.desk.got) > 0 {
		t.Errorf("decided: %v", h.desk.got)
	}
	kept := h.session(c)
	if res, _ := request(t, c, http.MethodPost, h.url+"/review/logout", url.Values{"csrf": {own}}); res.StatusCode != http.StatusSeeOther || h.session(c) != "" {
		t.Errorf("signing out: %d", res.StatusCode)
	}
	if res, _ := request(t, browser(t), http.MethodGet, h.url+"/review/", nil, "Cookie", "signpost-session="+kept); res.StatusCode != http.StatusSeeOther {
		t.Errorf("the session goes on after its end: %d", res.StatusCode)
	}
}

// TestSessionsRotateAndEnd: each sign-in has a new id, and a session ends with what it
// rests on.
func TestSessionsRotateAndEnd(t *testing.T) {
	h := newHouse(t, nil)
	c := browser(t)
	in := func() bool {
		res, _ := request(t, c, http.MethodGet, h.url+"/review/", nil)
		return res.StatusCode == http.StatusOK
	}
	at, _ := url.Parse(h.url + "/review/")
	c.Jar.SetCookies(at, []*http.Cookie{{Name: "signpost-session", Value: "FIXEDBYSOMEBODYELSE", Path: "/review/"}})
	h.signIn(t, c, "ann", leadPassword)
	first := h.session(c)
	if first == "FIXEDBYSOMEBODYELSE" || first == "" || !in() {
		t.Fatalf("the session is %q", first)
	}
	h.signIn(t, c, "ann", leadPassword)
	if second := h.session(c); second == first || !in() {
		t.Error("a second sign-in keeps the id")
	}
	if res, _ := request(t, browser(t), http.MethodGet, h.url+"/review/", nil, "Cookie", "signpost-session="+first); res.StatusCode == http.StatusOK {
		t.Error("the first session goes on")
	}
	users, _ := accounts.Read(h.file)
	users[0].Role = accounts.Reader
	if err := accounts.Write(h.file, users); err != nil {
		t.Fatal(err)
	}
	if in() {
		t.Error("a session outlives the role")
	}
	h.signIn(t, c, "ann", leadPassword)
	if err := accounts.Write(h.file, users[1:]); err != nil {
		t.Fatal(err)
	}
	if in() {
		t.Error("a session outlives its user")
	}
	h.signIn(t, c, "bo", readerPassword)
	if !in() {
		t.Fatal("bo is not in")
	}
	h.pass(accounts.Idle)
	if in() {
		t.Error("a session that nobody used goes on")
	}
}

// TestFailuresTellNothing: who is known shows in no answer, and after some failures all
// have to wait alike.
func TestFailuresTellNothing(t *testing.T) {
	h := newHouse(t, nil)
	said := map[string][]string{}
	for _, name := range []string{"ann", "nobody"} {
		c := browser(t)
		for range 6 {
			res, page := request(t, c, http.MethodPost, h.url+"/review/login", url.Values{"csrf": {token(t, c, h.url+"/review/login")}, "name": {name}, "password": {"wrong wrong wrong"}})
			said[name] = append(said[name], res.Status+csrf.ReplaceAllString(page, ""))
		}
	}
	if !slices.Equal(said["ann"], said["nobody"]) {
		t.Errorf("%v\n%v", said["ann"], said["nobody"])
	}
	if last := said["ann"][5]; !strings.HasPrefix(last, "429") {
		t.Errorf("after five failures: %s", last)
	}
	c := browser(t)
	if res := h.signIn(t, c, "ann", leadPassword); res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") == "" {
		t.Errorf("the right password during the wait: %d", res.StatusCode)
	}
	h.pass(2 * time.Minute)
	if res := h.signIn(t, c, "ann", leadPassword); res.StatusCode != http.StatusSeeOther {
		t.Errorf("the right password after the wait: %d", res.StatusCode)
	}
	if log := h.log.String(); strings.Contains(log, "nobody") || strings.Contains(log, "wrong wrong") || !strings.Contains(log, `"msg":"a sign-in failed","user":"ann"`) {
		t.Errorf("the log:\n%s", log)
	}
}

// TestNobodyLocksALeadOut: who signed in at a browser before comes in there, however often
// others fail with the name, and is told to wait for failures of their own only.
func TestNobodyLocksALeadOut(t *testing.T) {
	h := newHouse(t, nil)
	own := browser(t)
	if res := h.signIn(t, own, "ann", leadPassword); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	strangers := browser(t)
	for _, name := range []string{"ann", "ann at a browser of theirs"} {
		for range 6 {
			h.signIn(t, strangers, name, "wrong wrong wrong")
		}
	}
	if res := h.signIn(t, browser(t), "ann", leadPassword); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("at a new browser: %d", res.StatusCode)
	}
	if res := h.signIn(t, own, "ann", leadPassword); res.StatusCode != http.StatusSeeOther {
		t.Errorf("at her own: %d", res.StatusCode)
	}
	if res := h.signIn(t, own, "bo", "wrong wrong wrong"); res.StatusCode != http.StatusForbidden {
		t.Errorf("another name at her browser: %d", res.StatusCode)
	}
	for range 6 {
		h.signIn(t, own, "ann", "wrong wrong wrong")
	}
	if res := h.signIn(t, own, "ann", leadPassword); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("after failures of her own: %d", res.StatusCode)
	}
}

// TestCookiesUnderHTTPS are bound to the host, and out of reach of scripts.
func TestCookiesUnderHTTPS(t *testing.T) {
	h := newHouse(t, func(o *LoginOptions) { o.Secure = true })
	res, page := request(t, browser(t), http.MethodGet, h.url+"/review/login", nil)
	form := res.Cookies()[0]
	in, _ := request(t, browser(t), http.MethodPost, h.url+"/review/login",
		url.Values{"csrf": {csrf.FindStringSubmatch(page)[1]}, "name": {"ann"}, "password": {leadPassword}}, "Cookie", form.Name+"="+form.Value)
	if in.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", in.StatusCode)
	}
	for _, c := range append(res.Cookies(), in.Cookies()...) {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s", c.Raw)
		}
	}
}

// TestProxiesAreBelievedWhenTold: only the header that was named, once, from where it was
// said to come.
func TestProxiesAreBelievedWhenTold(t *testing.T) {
	proxied := func(from string) func(*LoginOptions) {
		return func(o *LoginOptions) {
			o.Users = nil
			o.Proxy = &ProxyOptions{Header: "X-Forwarded-User", From: []netip.Prefix{netip.MustParsePrefix(from)}, Leads: []string{"Ann"}, Readers: []string{"bo"}}
		}
	}
	near, far := newHouse(t, proxied("127.0.0.0/8")), newHouse(t, proxied("10.0.0.0/8"))
	for _, x := range []struct {
		h      *house
		header []string
		want   int
	}{
		{near, nil, 403},
		{near, []string{"X-Forwarded-User", "Ann"}, 200},
		{near, []string{"X-Forwarded-User", "bo"}, 200},
		{near, []string{"X-Forwarded-User", "ann"}, 403},
		{near, []string{"X-Forwarded-User", ""}, 403},
		{near, []string{"X-Forwarded-User", "bo", "X-Forwarded-User", "Ann"}, 403},
		{near, []string{"Remote-User", "Ann"}, 403},
		{far, []string{"X-Forwarded-User", "Ann"}, 403},
		{far, []string{"X-Forwarded-User", "Ann", "X-Forwarded-For", "10.0.0.1"}, 403},
	} {
		for _, route := range []string{"", "gaps.json", "login", "accounting.html"} {
			res, page := request(t, browser(t), http.MethodGet, x.h.url+"/review/"+route, nil, x.header...)
			if x.want == http.StatusForbidden && (res.StatusCode != x.want || strings.Contains(page, "voucher")) {
				t.Errorf("%v %s: %d", x.header, route, res.StatusCode)
			}
			if x.want == http.StatusOK && route == "" && res.StatusCode != x.want {
				t.Errorf("%v: %d", x.header, res.StatusCode)
			}
		}
	}
	for name, want := range map[string]int{"Ann": http.StatusSeeOther, "bo": http.StatusForbidden} {
		_, page := request(t, browser(t), http.MethodGet, near.url+"/review/", nil, "X-Forwarded-User", "Ann")
		form := url.Values{"do": {"dismiss"}, "gap": {"g-1111"}, "reason": {"x"}, "csrf": {csrf.FindStringSubmatch(page)[1]}}
		if res, _ := request(t, browser(t), http.MethodPost, near.url+"/review/decide", form, "X-Forwarded-User", name); res.StatusCode != want {
			t.Errorf("%s decides: %d", name, res.StatusCode)
		}
	}
	if !slices.Equal(near.desk.by, []string{"Ann"}) {
		t.Errorf("decided by %v", near.desk.by)
	}
}

func TestLoginOptionsAreChecked(t *testing.T) {
	good := ProviderOptions{Issuer: "https://id.example.com", ClientID: "x", Callback: "https://help.example.com/review/oidc/callback", Leads: []string{"a"}}
	if err := (LoginOptions{Provider: &good}).Check(); err != nil {
		t.Error(err)
	}
	plain, open, lost := good, good, good
	plain.Issuer, open.Leads, lost.Callback = "http://id.example.com", nil, ""
	for _, o := range []LoginOptions{
		{},
		{Provider: &plain},
		{Provider: &open},
		{Provider: &lost},
		{Proxy: &ProxyOptions{}},
		{Proxy: &ProxyOptions{Header: "X"}},
		{Proxy: &ProxyOptions{Header: "X", From: []netip.Prefix{{}}}},
		{Proxy: &ProxyOptions{Header: "X", From: []netip.Prefix{{}}, Leads: []string{"ann"}}, Users: &accounts.Book{}},
	} {
		if o.Check() == nil {
			t.Errorf("%+v passes", o)
		}
	}
}

// TestAProxyIsNotEverybody: a range in which strangers have addresses has to be meant.
func TestAProxyIsNotEverybody(t *testing.T) {
	for from, want := range map[string]bool{
		"127.0.0.0/8": true, "10.0.0.0/8": true, "10.1.2.0/24": true, "172.16.0.0/12": true, "192.168.7.0/24": true, "100.64.0.0/10": true, "::1/128": true, "fd00::/8": true,
		"203.0.113.7/32": true, "2001:db8::1/128": true,
		"0.0.0.0/0": false, "::/0": false, "0.0.0.0/1": false, "10.0.0.0/7": false, "172.16.0.0/11": false, "192.0.0.0/8": false, "203.0.113.0/31": false, "2001:db8::/64": false, "::ffff:0.0.0.0/96": false, "fc00::/6": false,
	} {
		proxy := ProxyOptions{Header: "X-Forwarded-User", From: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix(from)}, Leads: []string{"ann"}}
		if err := (LoginOptions{Proxy: &proxy}).Check(); (err == nil) != want {
			t.Errorf("%s: %v", from, err)
		}
		proxy.Public = true
		if err := (LoginOptions{Proxy: &proxy}).Check(); err != nil {
			t.Errorf("%s, which is meant: %v", from, err)
		}
	}
}

// TestReviewWithoutItsSlash: it leads to the review, as folders do, whoever asks; where
// none is served there is nothing.
func TestReviewWithoutItsSlash(t *testing.T) {
	s := quiet(t)
	for _, cookie := range []string{"", "signpost-session=x"} {
		w := s.get("/review?said=x", "Cookie: "+cookie)
		if w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/review/" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("with %q: %d %v", cookie, w.Code, w.Header())
		}
	}
	if w := serve(t, nil).get("/review"); w.Code != http.StatusNotFound {
		t.Errorf("without a review: %d", w.Code)
	}
}
