package server

import (
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"signpost/accounts"
)

// The canaries are what readers and people of the team send and type, each by where it
// stands.
const (
	canaryAddress, canaryForwarded = "203.0.113.77", "198.51.100.88"
	canaryAgent, canaryPage        = "canaryagent", "canarypage"
	canaryCookie, canaryReferer    = "canarycookie", "canaryreferer"
	canaryQuery, canaryParameter   = "canaryquery", "canaryparameter"
	canarySignal, canaryBody       = "canarysignal", "canarybody"
	canaryName, canaryPassword     = "canaryname", "canarypassword"
	canaryReason, canaryTitle      = "canaryreason", "canarytitle"
	canaryMail, canaryMethod       = "canary@example.com", "CANARYMETHOD"
)

// canaryLetters find each of them, however it is written.
var canaryLetters = []string{"canary", canaryAddress, canaryForwarded}

// quiet is a server with a review and a provider that does not answer, on which all that
// is asked carries canaries.
func quiet(t *testing.T) *served {
	s := serve(t, nil)
	s.opt.BehindProxy = true
	file := filepath.Join(t.TempDir(), "users.yaml")
	if err := accounts.Write(file, testUsers()); err != nil {
		t.Fatal(err)
	}
	book, err := accounts.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	provider := &ProviderOptions{Issuer: "http://127.0.0.1:1", ClientID: "x", Callback: "http://127.0.0.1/review/oidc/callback", Leads: []string{"a"}}
	s.Mount(NewLogin(&fakeDesk{}, LoginOptions{Base: "/review/", Users: book, Provider: provider, BehindProxy: true, Log: s.opt.Log, Now: s.opt.Now}))
	return s
}

func (s *served) canaries(method, target, body string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.RemoteAddr = canaryAddress + ":1234"
	for name, value := range map[string]string{
		"X-Forwarded-For": canaryForwarded, "User-Agent": canaryAgent, "Referer": "https://help.example.com/?q=" + canaryReferer,
		"Content-Type": "application/x-www-form-urlencoded", "Cookie": "signpost-session=" + canaryCookie, "If-None-Match": canaryParameter, "Range": canaryParameter, "Accept-Language": canaryParameter,
	} {
		r.Header.Set(name, value)
	}
	if len(cookies) > 0 {
		r.Header.Del("Cookie")
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// TestLogsHoldNothingOfReaders walks every route by every method with canaries in all
// that a request has, where all is well and where nothing is, with each request logged.
func TestLogsHoldNothingOfReaders(t *testing.T) {
	s := quiet(t)
	everywhere := func(query string) {
		paths := []string{"/", "/search", "/api/search", "/api/signals", "/review", "/old/reset/", "/" + canaryPage, "/" + canaryPage + "/", "/account/reset/" + canaryPage, "/account/%2e%2e/" + canaryPage}
		for _, name := range slices.Sorted(maps.Keys(s.current.Load().files)) {
			paths = append(paths, "/"+name)
		}
		for _, route := range reviewRoutes() {
			paths = append(paths, "/review/"+strings.ReplaceAll(route, "%00", ""))
		}
		for _, path := range paths {
			for _, method := range append([]string{canaryMethod}, everyMethod...) {
				path, _, _ := strings.Cut(path, "?")
				s.canaries(method, path+"?q="+query+"&lang=&limit=5&state="+canaryParameter+"&code="+canaryParameter+"&error="+canaryParameter+"&gap="+canaryParameter, "csrf="+canaryBody+"&name="+canaryName+"&password="+canaryPassword)
			}
		}
		for _, more := range []string{"lang=" + canaryParameter, "limit=" + canaryParameter, "collection=" + canaryParameter, "details=" + canaryParameter, "details=1"} {
			s.canaries(http.MethodGet, "/api/search?q="+canaryMail+"+"+query+"&"+more, "")
			s.canaries(http.MethodGet, "/search?q="+canaryMail+"+"+query+"&"+more, "")
		}
		for _, kind := range []string{"missed", "click", "rating", "dead", canaryBody} {
			for _, parts := range []string{
				`"query":"` + canarySignal + `"`, `"query":"` + canaryMail + `","page":"/account/reset/"`, `"page":"/` + canaryPage + `/","from":"/account/reset/"`,
				`"page":"/account/reset/","answer":"no","reason":"` + canaryReason + `"`, `"page":"/account/reset/","answer":"no","reason":"unclear"`, canaryBody,
			} {
				s.canaries(http.MethodPost, "/api/signals", `{"kind":"`+kind+`","lang":"en",`+parts+`}`)
			}
			s.now = s.now.Add(61e9) // or limits keep the rest out
		}
	}
	everywhere(canaryQuery)
	s.keeper.mu.Lock()
	s.keeper.fail = errors.New("the database is gone")
	s.keeper.mu.Unlock()
	if err := s.current.Load().editions[0].Index.Close(); err != nil {
		t.Fatal(err)
	}
	everywhere(canaryQuery + "s") // as the answers to the first are kept

	// Who types a password where a name belongs, and who has signed in and decides.
	form := s.canaries(http.MethodGet, "/review/login", "", &http.Cookie{Name: "none", Value: "x"})
	carried, token := form.Result().Cookies()[0], csrf.FindStringSubmatch(form.Body.String())[1]
	sign := func(name, password string) *httptest.ResponseRecorder {
		return s.canaries(http.MethodPost, "/review/login", url.Values{"csrf": {token}, "name": {name}, "password": {password}}.Encode(), carried)
	}
	for range 7 {
		sign(canaryName, canaryPassword)
	}
	s.now = s.now.Add(1e9 * 3600)
	sign("bo", canaryPassword)
	in := sign("ann", leadPassword)
	var session *http.Cookie
	for _, c := range in.Result().Cookies() {
		if c.Name == "signpost-session" {
			session = c
		}
	}
	if session == nil {
		t.Fatalf("ann has not signed in: %d\n%s", in.Code, in.Body)
	}
	token = csrf.FindStringSubmatch(s.canaries(http.MethodGet, "/review/", "", session).Body.String())[1]
	for _, do := range append([]string{canaryBody}, deeds...) {
		for _, gap := range []string{"g-1111", canaryTitle} {
			s.canaries(http.MethodPost, "/review/decide", url.Values{
				"csrf": {token}, "do": {do}, "gap": {gap}, "reason": {canaryReason}, "until": {canaryReason}, "to": {canaryMail}, "into": {canaryTitle}, "words": {canaryTitle}, "conversation": {canaryTitle}, "page": {canaryPage},
			}.Encode(), session)
		}
	}
	s.canaries(http.MethodPost, "/review/decide", url.Values{"csrf": {token}, "do": {"merge"}, "gap": {"g-1111"}, "into": {"g-2222"}, "reason": {canaryReason}}.Encode(), session)
	s.canaries(http.MethodPost, "/review/decide", url.Values{"csrf": {token}, "do": {"assign"}, "gap": {"g-1111"}, "to": {"Bo Lee"}}.Encode(), session)
	s.canaries(http.MethodPost, "/review/decide", url.Values{"csrf": {token}, "do": {"snooze"}, "gap": {"g-1111"}, "until": {"2026-12-01"}}.Encode(), session)
	s.kept()

	log := s.log.String()
	w := httptest.NewRecorder()
	s.Admin().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for where, text := range map[string]string{"the log": log, "the metrics": w.Body.String()} {
		for line := range strings.Lines(text) {
			for _, canary := range canaryLetters {
				if strings.Contains(strings.ToLower(line), canary) {
					t.Errorf("%s holds %s: %s", where, canary, line)
				}
			}
		}
	}
	// All of it was logged.
	for _, want := range []string{
		`"msg":"a search failed"`, `"msg":"signals of readers are lost"`, `"msg":"a sign-in failed","user":"unknown"`, `"msg":"a sign-in failed","user":"bo"`, `"msg":"a sign-in has to wait`,
		`"method":"other"`, `"route":"search_page"`, `"route":"signals"`, `"route":"review"`, `"file":"account/reset/index.html"`,
		`"do":"dismiss","gap":"none","reason":true,"kept":true`,
		`"do":"merge","gap":"g-1111","reason":true,"into":"g-2222","kept":true`,
		`"do":"assign","gap":"g-1111","reason":false,"to":"Bo Lee","kept":true`,
		`"do":"snooze","gap":"g-1111","reason":false,"until":"2026-12-01","kept":true`,
		`"do":"split","gap":"g-1111","reason":true,"conversations":1,"words":1,"kept":true`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
}
