package server

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/andybalholm/brotli"

	"signpost/builder"
	"signpost/search"
	"signpost/signals"
	"signpost/themes"
)

// site is a small help center, with what may be in no answer.
func site(change map[string]string) fs.FS {
	files := map[string]string{
		"signpost.yaml":                   "title: Help\nlanguages: [en, de]\n",
		"content/account/reset.md":        "---\ntitle: Reset your password\nredirect_from: [/old/reset/]\n---\nChoose Forgot password on the sign-in page.\n\n## Without e-mail\n\nAsk your administrator.\n" + strings.Repeat("More words about passwords. ", 40),
		"content/account/reset.de.md":     "---\ntitle: Kennwort zurücksetzen\n---\nWählen Sie Kennwort vergessen.\n",
		"content/account/invoices.md":     "---\ntitle: Invoices\n---\nEvery invoice is in the settings.\n",
		"content/account/secret-name.md":  "---\ntitle: Zanzibar title\ndraft: true\ntags: [zanzibartag]\n---\nZanzibar body.\n",
		"content/account/team-only.md":    "---\ntitle: Zanzibar inside\naudience: internal\nredirect_from: [/zanzibar-old/]\n---\nZanzibar inside body.\n",
		"content/account/tomorrow.md":     "---\ntitle: Zanzibar later\npublish_at: 2099-01-01\n---\nZanzibar later body.\n",
		"content/search/how-it-works.md":  "---\ntitle: How search works\n---\nWell.\n",
		"content/search/index.md":         "---\ntitle: Searching\n---\n",
		"static/robots-of-ours.txt":       "hello\n",
		"content/account/broken-later.md": "---\ntitle: Fine for now\n---\n",
	}
	maps.Copy(files, change)
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// A keeper is a store of signals that may be down.
type keeper struct {
	mu   sync.Mutex
	list []signals.Signal
	fail error
}

func (k *keeper) failing(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fail = err
}

func (k *keeper) Prepare(context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.fail
}

func (k *keeper) Add(_ context.Context, list []signals.Signal) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fail != nil {
		return 0, k.fail
	}
	k.list = append(k.list, list...)
	return len(list), nil
}

// served is a production server on a test's site.
type served struct {
	*Production
	t        *testing.T
	log      *bytes.Buffer
	keeper   *keeper
	now      time.Time
	stopRecs func()
}

func serve(t *testing.T, change map[string]string) *served {
	t.Helper()
	s := &served{t: t, log: &bytes.Buffer{}, keeper: &keeper{}, now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}
	log := slog.New(slog.NewJSONHandler(s.log, nil))
	mask := func(text string) string { return strings.ReplaceAll(text, "ann@example.com", "[email 1]") }
	recorder := NewRecorder(s.keeper, mask, func() time.Time { return s.now }, log)
	s.Production = NewProduction(ProductionOptions{Log: log, LogRequests: true, Signals: recorder, Now: func() time.Time { return s.now }})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { recorder.Run(ctx); close(done) }()
	s.stopRecs = sync.OnceFunc(func() { stop(); <-done })
	t.Cleanup(func() {
		s.stopRecs()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.show(change)
	return s
}

func (s *served) show(change map[string]string) {
	s.t.Helper()
	res, err := builder.Build(s.t.Context(), builder.Config{Site: site(change), Theme: themes.Default(), Now: s.now, SearchPage: "/search", Signals: "/api/signals"})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.Show(res); err != nil {
		s.t.Fatal(err)
	}
}

// ask sends a request with headers "Name: value".
func (s *served) ask(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *served) get(target string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(http.MethodGet, target, "", headers...)
}

// kept is what was stored once all is stored.
func (s *served) kept() []signals.Signal {
	s.stopRecs()
	return s.keeper.list
}

func TestProductionAnswers(t *testing.T) {
	s := serve(t, nil)
	for _, tt := range []struct {
		target   string
		status   int
		contains string
		location string
	}{
		{"/", 200, "<title>Help", ""},
		{"/account/reset/", 200, "Choose Forgot password", ""},
		{"/account/reset", 301, "", "/account/reset/"},
		{"/account/reset?a=1", 301, "", "/account/reset/?a=1"},
		{"/account/reset.md", 200, "# Reset your password", ""},
		{"/old/reset/", 301, "", "/account/reset/"},
		{"/old/reset", 301, "", "/account/reset/"},
		{"/de/account/reset/", 200, "Kennwort vergessen", ""},
		{"/nothing/", 404, "This page is not here", ""},
		{"/de/nothing/", 404, `lang="de"`, ""},
		{"/_headers", 404, "", ""},
		{"/_redirects", 404, "", ""},
		{"/_server/nginx.conf", 404, "", ""},
		{"/review/", 404, "", ""},
		{"/search/", 200, "Searching", ""},
		{"/search/how-it-works/", 200, "How search works", ""},
		{"/search", 301, "", "/search/"},
		{"/search?q=pasword", 200, "<mark>", ""},
		{"/search?q=Kennwort&lang=de", 200, "Kennwort zurücksetzen", ""},
		{"/search?q=" + url.QueryEscape(`"><script>alert(1)</script>`), 200, "&lt;script&gt;", ""},
		{"/robots-of-ours.txt", 200, "hello", ""},
		{"//evil.example/x", 404, "", ""},
		{"//account/reset", 301, "", "/account/reset/"},
	} {
		w := s.get("http://help.example" + tt.target)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.contains) || w.Header().Get("Location") != tt.location {
			t.Errorf("%s: %d to %q, want %d to %q with %q", tt.target, w.Code, w.Header().Get("Location"), tt.status, tt.location, tt.contains)
		}
		if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" || len(w.Result().Cookies()) > 0 {
			t.Errorf("%s: headers %v", tt.target, w.Header())
		}
		if strings.Contains(w.Body.String(), "<script>alert") {
			t.Errorf("%s: a query is a script", tt.target)
		}
	}
	if w := s.ask(http.MethodPost, "/account/reset/", ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST to a page: %d", w.Code)
	}
}

func TestProductionUnderABaseAddress(t *testing.T) {
	s := serve(t, map[string]string{"signpost.yaml": "title: Help\nbase_url: https://example.com/docs\n"})
	for target, want := range map[string]string{
		"/": "302 /docs/", "/docs": "302 /docs/", "/docs/": "200 ", "/docs/account/reset": "301 /docs/account/reset/", "/docs/old/reset/": "301 /docs/account/reset/",
		"/account/reset/": "404 ", "/docs/search?q=password": "200 ", "/docs/api/search?q=password": "200 ", "/docsx/": "404 ",
	} {
		w := s.get(target)
		if got := fmt.Sprint(w.Code, " ", w.Header().Get("Location")); got != want {
			t.Errorf("%s: %s, want %s", target, got, want)
		}
	}
}

func TestSearchAPI(t *testing.T) {
	s := serve(t, nil)
	var hits []search.Hit
	w := s.get("/api/search?q=how+do+I+reset+my+pasword&limit=1")
	if err := json.Unmarshal(w.Body.Bytes(), &hits); err != nil || len(hits) != 1 || !strings.HasPrefix(hits[0].URL, "/account/reset/") || hits[0].Score <= 0 {
		t.Errorf("%d hits: %v\n%s", len(hits), err, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("the type is %q", got)
	}
	again := s.get("/api/search?q=how+do+I+reset+my+pasword&limit=1", "If-None-Match: "+w.Header().Get("Etag"))
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("asked again: %d", again.Code)
	}
	var details SearchAnswer
	if err := json.Unmarshal(s.get("/api/search?q=pasword&details=1").Body.Bytes(), &details); err != nil || details.Corrected != "password" || details.Lang != "en" {
		t.Errorf("details: %+v, %v", details, err)
	}
	for target, want := range map[string]string{
		"/api/search": "[]\n", "/api/search?q=": "[]\n", "/api/search?q=zzzzqqqq": "[]\n", "/api/search?q=%ff%fe": "[]\n",
	} {
		if w := s.get(target); w.Code != 200 || w.Body.String() != want {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	for _, target := range []string{"/api/search?q=a&limit=0", "/api/search?q=a&limit=x", "/api/search?q=a&lang=xx"} {
		if w := s.get(target); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"error"`) {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	long := s.get("/api/search?q=" + url.QueryEscape(strings.Repeat("password ", 10_000)))
	if long.Code != 200 || !strings.Contains(long.Body.String(), "/account/reset/") {
		t.Errorf("ten thousand words: %d", long.Code)
	}
	if w := s.ask(http.MethodHead, "/api/search?q=password", ""); w.Code != 200 || w.Body.Len() > 0 || w.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d, %d bytes", w.Code, w.Body.Len())
	}
}

func TestQueriesAreCut(t *testing.T) {
	if got := cutQuery(strings.Repeat("ü", 1000)); len(got) > signals.MaxQuery || !strings.HasSuffix(got, "ü") {
		t.Errorf("%d bytes, %q at the end", len(got), got[len(got)-1:])
	}
	if got := cutQuery(strings.Repeat("a ", 100)); len(strings.Fields(got)) != maxQueryWords {
		t.Errorf("%d words", len(strings.Fields(got)))
	}
}

func TestFormsOfAFile(t *testing.T) {
	s := serve(t, nil)
	plain := s.get("/account/reset/")
	if plain.Header().Get("Vary") != "Accept-Encoding" || plain.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("headers: %v", plain.Header())
	}
	tags := map[string]bool{plain.Header().Get("Etag"): true}
	for accept, encoding := range map[string]string{"gzip, deflate, br, zstd": "br", "gzip": "gzip", "br;q=0, gzip;q=0.5": "gzip", "identity": "", "": ""} {
		w := s.get("/account/reset/", "Accept-Encoding: "+accept)
		if got := w.Header().Get("Content-Encoding"); got != encoding {
			t.Errorf("%q gives %q, want %q", accept, got, encoding)
		}
		body := io.Reader(w.Body)
		switch encoding {
		case "br":
			body = brotli.NewReader(body)
		case "gzip":
			var err error
			if body, err = gzip.NewReader(body); err != nil {
				t.Fatal(err)
			}
		}
		data, err := io.ReadAll(body)
		if err != nil || string(data) != plain.Body.String() {
			t.Errorf("%q: the page is another one: %v", accept, err)
		}
		tag := w.Header().Get("Etag")
		tags[tag] = true
		if w := s.get("/account/reset/", "Accept-Encoding: "+accept, "If-None-Match: "+tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("Etag") != tag {
			t.Errorf("%q: asked again: %d", accept, w.Code)
		}
	}
	if len(tags) != 3 {
		t.Errorf("%d entity tags for three forms: %v", len(tags), tags)
	}
	part := s.get("/account/reset/", "Range: bytes=5-9", "Accept-Encoding: br")
	if part.Code != http.StatusPartialContent || part.Body.String() != plain.Body.String()[5:10] {
		t.Errorf("a range: %d %q", part.Code, part.Body)
	}
	if w := s.get("/account/reset/", "Range: bytes=999999-"); w.Code != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("a range beyond the end: %d", w.Code)
	}
	if w := s.get("/account/reset/", "Range: lines=1-2", "Accept-Encoding: gzip"); w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("a range of what is no unit: %d", w.Code)
	}
	if w := s.ask(http.MethodHead, "/account/reset/", "", "Range: bytes=5-9"); w.Code != http.StatusOK || w.Header().Get("Content-Length") != plain.Header().Get("Content-Length") {
		t.Errorf("HEAD with a range: %d %v", w.Code, w.Header())
	}
	head := s.ask(http.MethodHead, "/account/reset/", "", "Accept-Encoding: gzip")
	if head.Code != 200 || head.Body.Len() > 0 || head.Header().Get("Content-Length") == "" {
		t.Errorf("HEAD: %d %v", head.Code, head.Header())
	}
	style := regexp.MustCompile(`assets/style\.[0-9a-f]+\.css`).FindString(plain.Body.String())
	if w := s.get("/" + style); !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("/%s: %v", style, w.Header())
	}
	// Articles may lie beside the index, and do change.
	if w := s.get("/search/how-it-works/"); w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("an article below /search/: %q", w.Header().Get("Cache-Control"))
	}
	if w := s.get("/nothing/", "If-None-Match: *"); w.Code != 404 || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("nothing: %d %q", w.Code, w.Header().Get("Cache-Control"))
	}
}

func TestSitesAreReplacedWhole(t *testing.T) {
	s := serve(t, nil)
	style := regexp.MustCompile(`/?assets/style\.[0-9a-f]+\.css`)
	before := style.FindString(s.get("/").Body.String())
	entry := regexp.MustCompile(`search/[0-9a-f]+/index\.js`).FindString(s.get("/").Body.String())
	first := s.current.Load()
	s.show(map[string]string{
		"theme/zz/zz.css": "body { color: red }", "content/account/invoices.md": "---\ntitle: Bills\n---\nEvery bill is in the settings.\n",
	})
	if after := style.FindString(s.get("/").Body.String()); after == before {
		t.Fatal("the style has not changed")
	}
	if w := s.get("/" + strings.TrimPrefix(before, "/")); w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("the style of pages that are open: %d", w.Code)
	}
	if w := s.get("/" + entry); w.Code != 404 {
		t.Errorf("the index of the last site is still there: %d", w.Code)
	}
	if got := s.get("/api/search?q=bills").Body.String(); !strings.Contains(got, "Bills") {
		t.Errorf("search does not know the new words: %s", got)
	}
	if first.users.Load() != 0 {
		t.Errorf("the first site has %d users", first.users.Load())
	}
	if a, b := first.files["robots-of-ours.txt"], s.current.Load().files["robots-of-ours.txt"]; a != b {
		t.Error("a file that is the same is kept twice")
	}
	s.now = s.now.Add(2 * keepAssets)
	s.show(nil)
	s.now = s.now.Add(2 * keepAssets)
	s.show(map[string]string{"theme/zz/zz.css": "body { color: blue }"})
	s.now = s.now.Add(2 * keepAssets)
	s.show(map[string]string{"theme/zz/zz.css": "body { color: green }"})
	if n := len(s.current.Load().kept); n > 2 {
		t.Errorf("%d old files are kept", n)
	}
}

func TestAMistakeKeepsTheLastGoodSite(t *testing.T) {
	s := serve(t, nil)
	s.show(map[string]string{"content/account/broken-later.md": "---\ntilte: Zanzibar\ndraft: true\n---\n"})
	if w := s.get("/account/reset/"); w.Code != 200 {
		t.Errorf("the page: %d", w.Code)
	}
	w := httptest.NewRecorder()
	s.Admin().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"stale":true`) || !strings.Contains(w.Body.String(), "signpost check") {
		t.Errorf("readiness: %d %s", w.Code, w.Body)
	}
	if !strings.Contains(s.log.String(), "the build has mistakes") || strings.Contains(s.log.String(), "anzibar") {
		t.Errorf("the log: %s", s.log)
	}
	s.show(nil)
	w = httptest.NewRecorder()
	s.Admin().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if !strings.Contains(w.Body.String(), `"stale":false`) {
		t.Errorf("readiness after mending: %s", w.Body)
	}
}

// TestAnUnreadableFileIsNotNamed: it may be a draft.
func TestAnUnreadableFileIsNotNamed(t *testing.T) {
	s := serve(t, nil)
	s.Failed(fmt.Errorf("read content/secret-merger.md: %w", &fs.PathError{Op: "openat", Path: "content/secret-merger.md", Err: syscall.EACCES}))
	s.Failed(errors.New("content/secret-merger.md is odd"))
	if log := s.log.String(); strings.Contains(log, "merger") || !strings.Contains(log, "permission denied") || !strings.Contains(log, "signpost check tells more") {
		t.Errorf("the log:\n%s", log)
	}
}

func TestWithoutASite(t *testing.T) {
	p := NewProduction(ProductionOptions{Log: slog.New(slog.DiscardHandler), Now: time.Now})
	for target, want := range map[string]int{"/healthz": 200, "/readyz": 503, "/metrics": 200} {
		w := httptest.NewRecorder()
		p.Admin().ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", target, w.Code, want)
		}
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("/: %d", w.Code)
	}
}

// TestNothingHiddenIsAnswered asks for all there is, and for what there is not, and
// looks for words of drafts, of internal and of later articles.
func TestNothingHiddenIsAnswered(t *testing.T) {
	s := serve(t, nil)
	targets := []string{
		"/account/secret-name/", "/account/team-only/", "/account/tomorrow/", "/account/secret-name.md", "/zanzibar-old/", "/account/team-only.md",
		"/.signpost/signals.db", "/content/account/secret-name.md", "/signpost.yaml", "/addresses.tsv",
	}
	for _, q := range []string{"zanzibar", "Zanzibar inside body", "zanzibartag", "zanz", "secret name"} {
		for _, form := range []string{"/api/search?q=%s", "/api/search?details=1&q=%s", "/search?q=%s", "/search?lang=de&q=%s"} {
			targets = append(targets, fmt.Sprintf(form, url.QueryEscape(q)))
		}
	}
	for name := range s.current.Load().files {
		targets = append(targets, "/"+name)
	}
	for _, target := range targets {
		w := s.get(target)
		asked := strings.Contains(strings.ToLower(target), "zan") // the page of results says what was asked
		body := strings.ToLower(w.Body.String())
		if strings.Contains(body, "zanzibar") && !asked || strings.Contains(body, "zanzibar later body") || strings.Contains(body, "account/team-only") || strings.Contains(body, "secret-name") {
			t.Errorf("%s: %d tells of a hidden article", target, w.Code)
		}
		if strings.HasPrefix(target, "/api/") && strings.Contains(body, `"url"`) && strings.Contains(body, "zanzibar") {
			t.Errorf("%s finds a hidden article", target)
		}
	}
	log := strings.ToLower(s.log.String())
	if strings.Contains(log, "zanz") || strings.Contains(log, "secret") {
		t.Errorf("the log tells of a hidden article, or what was asked:\n%s", s.log)
	}
}

// TestTraversal asks for every path of the list in shared/suites.
func TestTraversal(t *testing.T) {
	dir := os.Getenv("SIGNPOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	list, err := os.ReadFile(filepath.Join(dir, "suites", "traversal.txt"))
	if err != nil {
		t.Skipf("no list of paths: set SIGNPOST_SHARED to the folder that holds suites/traversal.txt (%v)", err)
	}
	s := serve(t, nil)
	own := map[string]bool{}
	for _, e := range s.current.Load().files {
		own[string(e.plain.data)] = true
	}
	asked := 0
	for line := range strings.Lines(string(list)) {
		line = strings.NewReplacer("{FILE}", "etc/passwd", "{file}", "etc/passwd").Replace(strings.Trim(line, "\r\n"))
		for _, raw := range []string{"/" + strings.TrimPrefix(line, "/"), "/assets/" + line, "/" + url.PathEscape(line)} {
			u, err := url.ParseRequestURI(raw)
			if err != nil || u.Host != "" {
				continue // net/http answers 400
			}
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.URL = u
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			asked++
			switch {
			case w.Code == 404 || w.Code == 301:
			case w.Code == 200 && own[w.Body.String()]:
			default:
				t.Errorf("%q: %d", raw, w.Code)
			}
			if to := w.Header().Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
				t.Errorf("%q leads to %q", raw, to)
			}
		}
	}
	if asked < 500 {
		t.Errorf("only %d paths were asked for", asked)
	}
}

func TestSignals(t *testing.T) {
	s := serve(t, nil)
	post := func(body string, headers ...string) int {
		return s.ask(http.MethodPost, "/api/signals", body, headers...).Code
	}
	for body, want := range map[string]int{
		`{"kind":"missed","query":"mail ann@example.com","lang":"en"}`:                204,
		`{"kind":"click","query":"q","page":"/account/reset/"}`:                       204,
		`{"kind":"rating","page":"/account/reset/","answer":"no","reason":"unclear"}`: 204,
		`{"kind":"dead","page":"/gone/","from":""}`:                                   204,
		`{"kind":"dead","page":"https://evil.example/"}`:                              400,
		`{"kind":"dead","page":"//evil.example/"}`:                                    400,
		// Of pages that were never there nothing is kept.
		`{"kind":"rating","page":"/made-up/","answer":"no"}`:            204,
		`{"kind":"click","query":"q","page":"/made-up/"}`:               204,
		`{"kind":"spy","page":"/"}`:                                     400,
		`{"kind":"missed","query":"` + strings.Repeat("a", 300) + `"}`:  400,
		`{"kind":"missed","query":"` + strings.Repeat("a", 3000) + `"}`: 413,
		`nonsense`: 400,
		``:         400,
	} {
		if got := post(body); got != want {
			t.Errorf("%.60s: %d, want %d", body, got, want)
		}
	}
	if got := post(`{"kind":"missed","query":"x"}`, "Origin: https://evil.example"); got != 403 {
		t.Errorf("another site sends a signal: %d", got)
	}
	if w := s.get("/api/signals"); w.Code != 405 || w.Header().Get("Allow") != "POST" {
		t.Errorf("GET: %d", w.Code)
	}
	// Who asks not to be tracked.
	for _, header := range []string{"DNT: 1", "Sec-GPC: 1"} {
		if got := post(`{"kind":"missed","query":"quiet"}`, header); got != 204 {
			t.Errorf("%s: %d", header, got)
		}
		post(`{"kind":"rating","page":"/account/","answer":"yes"}`, header)
		s.get("/search?q=quietqqqq", header)
	}
	// Whom no reader sent.
	for _, header := range []string{"Sec-Fetch-Site: cross-site", "User-Agent: Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "User-Agent: Baiduspider"} {
		for _, address := range []string{"/search?q=quietqqqq", "/api/search?q=quietqqqq"} {
			if w := s.get(address, header); w.Code != 200 {
				t.Errorf("%s: %d", header, w.Code)
			}
		}
	}
	if got := post(`{"kind":"missed","query":"quiet"}`, "User-Agent: GPTBot/1.2"); got != 204 {
		t.Errorf("a robot: %d", got)
	}
	s.get("/search?q=zzzzqqqq", "Sec-Fetch-Site: same-origin", "User-Agent: Mozilla/5.0 (Linux; Android 9; CUBOT NOTE S) Chrome/120")
	kept := s.kept()
	kinds := map[signals.Kind]int{}
	for _, g := range kept {
		kinds[g.Kind]++
		if g.Day != "2026-03-04" || g.ID == "" || (g.Reader == "") != (g.Page == "/account/") || strings.Contains(g.Query, "quiet") {
			t.Errorf("kept: %+v", g)
		}
		if strings.Contains(g.Query, "ann@") {
			t.Errorf("an address is kept: %+v", g)
		}
	}
	if kinds[signals.Missed] != 2 || kinds[signals.Rating] != 3 || kinds[signals.Click] != 1 || kinds[signals.Dead] != 1 {
		t.Errorf("kept: %v", kinds)
	}
	for _, secret := range []string{"192.0.2.1", "ann@", "zzzzqqqq", "/gone/"} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds %s:\n%s", secret, s.log)
		}
	}
}

func TestReadersChangeEveryDay(t *testing.T) {
	now := time.Date(2026, 3, 4, 23, 59, 0, 0, time.UTC)
	c := NewRecorder(&keeper{}, func(s string) string { return s }, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	a, again := c.asker(r, false), c.asker(r, false)
	r.RemoteAddr = "198.51.100.7:1"
	other := c.asker(r, false)
	r.RemoteAddr = "192.0.2.1:1234"
	now = now.Add(time.Hour)
	later := c.asker(r, false)
	if a != again || a.reader == other.reader || a.network == other.network || a.reader == later.reader || a.network == later.network || later.day != "2026-03-05" {
		t.Errorf("%v %v %v %v", a, again, other, later)
	}
	r.Header.Set("X-Forwarded-For", "203.0.113.9, 198.51.100.7")
	if got := addressOf(r, true); got != "198.51.100.7" {
		t.Errorf("behind a proxy: %s", got)
	}
	for given, want := range map[string]string{
		"198.51.100.7:4711": "198.51.100.7", "[2001:db8::1]:4711": "2001:db8::1", "[2001:db8::1]": "2001:db8::1", "2001:db8::1": "2001:db8::1",
		"::ffff:198.51.100.7": "198.51.100.7", "unknown": "unknown",
	} {
		r.Header.Set("X-Forwarded-For", given)
		if got := addressOf(r, true); got != want {
			t.Errorf("behind a proxy that says %s: %s, want %s", given, got, want)
		}
	}
	if got := addressOf(r, false); got != "192.0.2.1" {
		t.Errorf("without a proxy: %s", got)
	}
}

func TestSignalsAreLimited(t *testing.T) {
	s := serve(t, nil)
	codes := map[int]int{}
	for i := range networkSignals + 5 { // under as many names of browsers
		codes[s.ask(http.MethodPost, "/api/signals", `{"kind":"dead","page":"/x/"}`, fmt.Sprint("User-Agent: browser ", i)).Code]++
	}
	if codes[204] != networkSignals || codes[429] != 5 {
		t.Errorf("codes: %v", codes)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/signals", strings.NewReader(`{"kind":"dead","page":"/x/"}`))
	r.RemoteAddr = "198.51.100.7:1"
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != 204 {
		t.Errorf("another reader: %d", w.Code)
	}
	s.now = s.now.Add(time.Minute)
	if w := s.ask(http.MethodPost, "/api/signals", `{"kind":"dead","page":"/x/"}`); w.Code != 204 {
		t.Errorf("a minute later: %d", w.Code)
	}
}

func TestALostStoreIsToldAndHarmsNobody(t *testing.T) {
	s := serve(t, nil)
	<-s.opt.Signals.Prepared()
	s.keeper.failing(io.ErrClosedPipe)
	if w := s.ask(http.MethodPost, "/api/signals", `{"kind":"dead","page":"/x/"}`); w.Code != 204 {
		t.Errorf("the reader is told: %d", w.Code)
	}
	s.kept()
	if !strings.Contains(s.log.String(), "signals of readers are lost") || s.opt.Signals.dropped.Load() != 1 {
		t.Errorf("the log: %s", s.log)
	}
}

func TestMetricsHaveFewLabels(t *testing.T) {
	s := serve(t, nil)
	for i := range 50 {
		s.get(fmt.Sprintf("/nothing-%d/", i))
		s.get(fmt.Sprintf("/api/search?q=word%d", i))
		s.ask(fmt.Sprintf("METHOD%d", i), "/", "")
	}
	w := httptest.NewRecorder()
	s.Admin().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := w.Body.String()
	line := regexp.MustCompile(`^(#.*|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)$`)
	names := map[string]int{}
	for l := range strings.Lines(text) {
		if l = strings.TrimSuffix(l, "\n"); !line.MatchString(l) {
			t.Errorf("not a metric: %s", l)
		}
		names[l]++
	}
	if len(names) > 200 || !strings.Contains(text, `signpost_requests_total{route="search",status="2xx"} 50`) || strings.Contains(text, "METHOD") || strings.Contains(text, "nothing") {
		t.Errorf("%d lines:\n%s", len(names), text)
	}
	if strings.Contains(s.log.String(), "METHOD") {
		t.Error("the log holds what readers make up")
	}
}

// TestAPanicIsAnswered: a request that goes wrong takes nobody else with it.
func TestAPanicIsAnswered(t *testing.T) {
	s := serve(t, nil)
	h := s.observed(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("zanzibar") }))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?q=secretquery", nil))
	if w.Code != 500 || !strings.Contains(s.log.String(), "panic") || strings.Contains(s.log.String(), "secretquery") {
		t.Errorf("%d, %s", w.Code, s.log)
	}
}

// TestNoAnswerMixesTwoSites asks while sites are replaced: every answer that tells
// its generation tells one.
func TestNoAnswerMixesTwoSites(t *testing.T) {
	at := func(n int) map[string]string {
		word := fmt.Sprintf("gen%dx", n)
		return map[string]string{"content/account/invoices.md": "---\ntitle: Invoices " + word + "\ndescription: All " + word + "\n---\n" + word + " is here.\n\n## More " + word + "\n\nYes, " + word + ".\n"}
	}
	s := serve(t, at(0))
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	generation := regexp.MustCompile(`gen\d+x`)
	for _, target := range []string{"/account/invoices/", "/account/", "/api/search?q=invoices&limit=3", "/search?q=invoices", "/account/reset/", "/nothing/"} {
		readers.Go(func() {
			for ctx.Err() == nil {
				w := s.get(target)
				found := slices.Compact(generation.FindAllString(w.Body.String(), -1))
				if w.Code >= 500 || len(found) > 1 {
					t.Errorf("%s: %d, generations %v", target, w.Code, found)
					return
				}
			}
		})
	}
	for n := range 8 {
		s.show(at(n))
	}
	stop()
	readers.Wait()
}

func TestRules(t *testing.T) {
	r := readRedirects("# old\n/a /b\n/c/* /d/:splat 302\n/e /f 200\n/g /h 301!\nnonsense\n/a /late 301\n")
	for from, want := range map[string]string{"/a": "/b 301", "/g": "/h 301", "/e": "", "/x": ""} {
		got := ""
		if rule, ok := r.find(from); ok {
			got = fmt.Sprint(rule.to, " ", rule.status)
		}
		if got != want {
			t.Errorf("%s leads to %q, want %q", from, got, want)
		}
	}
	if rule, ok := r.findBelow("/c/x/y"); !ok || rule.to != "/d/x/y" || rule.status != 302 {
		t.Errorf("below: %+v", rule)
	}
	open := readRedirects("/c/* /:splat 301\n")
	if rule, _ := open.findBelow("/c//evil.example/"); rule.to != "/evil.example/" {
		t.Errorf("a splat leads to %q", rule.to)
	}
	h := readHeaders("/*\n  X-A: 1\n/assets/*\n  Cache-Control: public, max-age=1\n")
	if len(h) != 2 || !h[0].fits("/any") || h[1].fits("/any") || !h[1].fits("/assets/x") || h[1].headers[0] != [2]string{"Cache-Control", "public, max-age=1"} {
		t.Errorf("headers: %+v", h)
	}
}

// running is a production server on a real connection.
func running(t *testing.T, s *served) (addr string, stop func() error) {
	t.Helper()
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l, nil, 5*time.Second) }()
	stop = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() { _ = stop() })
	return l.Addr().String(), stop
}

func TestLargeHeadersAreRefused(t *testing.T) {
	s := serve(t, nil)
	addr, _ := running(t, s)
	r, err := http.NewRequest(http.MethodGet, "http://"+addr+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Large", strings.Repeat("a", 100<<10))
	res, err := http.DefaultClient.Do(r)
	if err == nil {
		defer res.Body.Close()
		if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("100 kB of headers: %d", res.StatusCode)
		}
	}
	if res, err := http.Get("http://" + addr + "/"); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %v", err)
	}
}

func TestSlowReadersAreLetGo(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for the limit of headers")
	}
	s := serve(t, nil)
	addr, _ := running(t, s)
	slow := dial(t, addr)
	fmt.Fprint(slow, "GET / HTTP/1.1\r\nHost: a\r\nX-A: ")
	start := time.Now()
	_ = slow.SetReadDeadline(start.Add(4 * headerTimeout))
	answer, err := io.ReadAll(slow)
	if took := time.Since(start); err != nil || took < headerTimeout/2 || took > 2*headerTimeout {
		t.Errorf("after %v: %q, %v", took, answer, err)
	}
}

func TestStopsGracefully(t *testing.T) {
	s := serve(t, nil)
	addr, stop := running(t, s)
	c := dial(t, addr)
	fmt.Fprint(c, "GET /account/reset/ HTTP/1.1\r\nHost: a\r\n\r\n")
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if ready, _, _ := s.Ready(); ready {
		t.Error("it is ready though it has stopped")
	}
	if _, err := http.Get("http://" + addr + "/"); err == nil {
		t.Error("it still answers")
	}
}

// TestARevisedSiteSharesItsSearch shows a text before its search: what differs is
// served, the rest is not read, and the index stays open for as long as a site has it.
func TestARevisedSiteSharesItsSearch(t *testing.T) {
	dir := t.TempDir()
	write := func(word string) {
		text := "---\ntitle: Invoices\n---\nThe word is " + word + ".\n"
		if err := os.WriteFile(filepath.Join(dir, "invoices.md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("walrus")
	if err := os.WriteFile(filepath.Join(dir, "reset.md"), []byte("---\ntitle: Reset\n---\nOther.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := serve(t, nil)
	live := builder.NewLive(builder.Config{Site: os.DirFS(dir), Theme: themes.Default(), SearchPage: "/search"})
	ids := map[string]bool{}
	show := func(res *builder.Result) {
		if res.Changed != nil {
			for i, f := range res.Files {
				if !slices.Contains(res.Changed, f.Path) {
					res.Files[i] = builder.File{Path: f.Path, Data: []byte("not to be read")}
				}
			}
		}
		if err := s.Show(res); err != nil {
			t.Error(err)
		}
		ids[s.current.Load().id] = true
	}
	rebuild := func() {
		if err := live.Rebuild(t.Context(), s.now, show); err != nil {
			t.Fatal(err)
		}
	}
	found := func(word string) bool {
		w := s.get("/api/search?q=" + word)
		if w.Code != http.StatusOK {
			t.Fatalf("search: %d %s", w.Code, w.Body)
		}
		return strings.Contains(w.Body.String(), "invoices")
	}
	rebuild()
	first := s.current.Load()
	write("narwhal")
	if !live.Revise(t.Context(), []string{"invoices.md"}, show) {
		t.Fatal("not revised")
	}
	if body := s.get("/invoices/").Body.String(); !strings.Contains(body, "narwhal") || strings.Contains(body, "walrus.") {
		t.Errorf("the page is %s", body)
	}
	if body := s.get("/invoices.md").Body.String(); !strings.Contains(body, "narwhal") {
		t.Errorf("the twin is %s", body)
	}
	if body := s.get("/reset/").Body.String(); !strings.Contains(body, "Other.") {
		t.Errorf("another page is %s", body)
	}
	if !found("walrus") || found("narwhal") {
		t.Error("search is not that of the build")
	}
	rebuild()
	if found("walrus") || !found("narwhal") {
		t.Error("search has not followed")
	}
	if len(ids) != 3 {
		t.Errorf("the ids of three sites: %v", ids)
	}
	if _, err := first.editions[0].Index.Search(t.Context(), search.Query{Text: "walrus"}); err == nil {
		t.Error("the index of sites that nobody sees is open")
	}
}

// TestNobodyWaitsForBrotli asks for a page while brotli is busy with another.
func TestNobodyWaitsForBrotli(t *testing.T) {
	s := serve(t, nil)
	s.compressing.Lock()
	if w := s.ask(http.MethodGet, "/account/reset/", "", "Accept-Encoding: gzip, br"); w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("while brotli is busy: %d, %q", w.Code, w.Header().Get("Content-Encoding"))
	}
	s.compressing.Unlock()
	for range 2 { // made, and made before
		if w := s.ask(http.MethodGet, "/account/reset/", "", "Accept-Encoding: gzip, br"); w.Header().Get("Content-Encoding") != "br" {
			t.Errorf("while brotli is free: %q", w.Header().Get("Content-Encoding"))
		}
	}
}

// TestPreparedFilesAreReady: of a site that was prepared, what readers had asked for is
// compressed before the first one asks, and what was shown instead is not mistaken for it.
func TestPreparedFilesAreReady(t *testing.T) {
	s := serve(t, nil)
	build := func(text string) *builder.Result {
		res, err := builder.Build(t.Context(), builder.Config{Site: site(map[string]string{
			"content/account/reset.md":    "---\ntitle: Reset " + text + "\n---\n" + strings.Repeat("Of "+text+". ", 99),
			"content/account/invoices.md": "---\ntitle: Invoices " + text + "\n---\n" + strings.Repeat("Of "+text+". ", 99),
		}), Theme: themes.Default(), Now: s.now, SearchPage: "/search"})
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	made := func(name string) bool { return s.current.Load().files[name].gzip.made.Load() != nil }
	page := func() string {
		w := s.get("/account/reset/", "Accept-Encoding: gzip")
		r, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	page()
	for _, x := range []struct {
		prepared, shown string
		ready           bool
	}{{"blue", "blue", true}, {"red", "green", false}} {
		s.Prepare(t.Context(), build(x.prepared))
		if err := s.Show(build(x.shown)); err != nil {
			t.Fatal(err)
		}
		if made("account/reset/index.html") != x.ready || made("account/invoices/index.html") {
			t.Errorf("%s: what was asked for is ready: %v, what was not: %v", x.shown, made("account/reset/index.html"), made("account/invoices/index.html"))
		}
		if text := page(); !strings.Contains(text, "Of "+x.shown) || s.prepared != nil {
			t.Errorf("%s is shown, and %d files kept:\n%s", x.shown, len(s.prepared), text)
		}
	}
}
