package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"signpost/gaps"
	"signpost/gaps/pages"

	"github.com/google/go-cmp/cmp"
)

// A fakeDesk remembers what was decided.
type fakeDesk struct {
	mu   sync.Mutex
	got  []Decision
	by   []string
	fail error
	// broken is what Now says beside the report.
	broken error
}

func (d *fakeDesk) Now(context.Context) (*gaps.Report, map[string]pages.Standing, string, error) {
	gap := func(id, title string) gaps.Gap {
		return gaps.Gap{ID: id, Kind: gaps.Missing, Title: title, Status: "open", Conversations: 3, Members: []string{"1", "2", "3"}}
	}
	r := &gaps.Report{Gaps: []gaps.Gap{gap("g-1111", "Pay with a voucher?"), gap("g-2222", "Send to an island?")}}
	d.mu.Lock()
	defer d.mu.Unlock()
	standings := map[string]pages.Standing{}
	for _, x := range d.got {
		standings[x.Gap] = pages.Standing{Status: "dismissed", Undo: true, History: []pages.Event{{On: "2026-11-25", By: "Ann", What: "Dismissed: " + x.Reason}}}
	}
	return r, standings, "2026-11-25", d.broken
}

func (d *fakeDesk) Decide(_ context.Context, by string, x Decision) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return "", d.fail
	}
	d.got, d.by = append(d.got, x), append(d.by, by)
	return "Dismissed “Pay with a voucher?”", nil
}

// reviewPages are the pages that the review has.
var reviewPages = pages.Names()

const testBase = "/secret/"

func review(t *testing.T, desk Desk, opt ReviewOptions) *httptest.Server {
	t.Helper()
	opt.Base = testBase
	h := NewReview(desk, opt)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(WithActor(r.Context(), "Ann")))
	}))
	t.Cleanup(s.Close)
	return s
}

func post(t *testing.T, s *httptest.Server, form url.Values, header ...string) (int, string, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.URL+testBase+"decide", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode, res.Header.Get("Location"), bodyOf(t, res)
}

func bodyOf(t *testing.T, res *http.Response) string {
	t.Helper()
	var b strings.Builder
	if _, err := io.Copy(&b, res.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func get(t *testing.T, address string) (int, http.Header, string) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode, res.Header, bodyOf(t, res)
}

func dismissal() url.Values {
	return url.Values{"do": {"dismiss"}, "gap": {"g-1111"}, "reason": {"only <b>in</b> summer"}}
}

func TestReviewDecides(t *testing.T) {
	desk := &fakeDesk{}
	s := review(t, desk, ReviewOptions{})
	status, to, _ := post(t, s, dismissal())
	if status != http.StatusSeeOther || !strings.HasPrefix(to, testBase+"?said=") || !strings.HasSuffix(to, "#g-1111") {
		t.Fatalf("%d, to %s", status, to)
	}
	if diff := cmp.Diff([]Decision{{Do: "dismiss", Gap: "g-1111", Reason: "only <b>in</b> summer", Words: []string{}}}, desk.got); diff != "" || desk.by[0] != "Ann" {
		t.Errorf("by %s: %s", desk.by, diff)
	}
	_, header, page := get(t, s.URL+to)
	for _, want := range []string{"Dismissed “Pay with a voucher?”", `form="undo-g-1111"`, "Dismissed: only &lt;b&gt;in&lt;/b&gt; summer", "Set aside"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if header.Get("Content-Security-Policy") == "" || header.Get("X-Frame-Options") != "DENY" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers: %v", header)
	}
	if _, _, page := get(t, s.URL+testBase); strings.Contains(page, "Dismissed “Pay") {
		t.Error("what was said is said again")
	}
}

func TestReviewTellsWhyNot(t *testing.T) {
	desk := &fakeDesk{fail: &Refused{errors.New("2020-01-01 is not ahead")}}
	s := review(t, desk, ReviewOptions{})
	_, to, _ := post(t, s, dismissal())
	if _, _, page := get(t, s.URL+to); !strings.Contains(page, `class="said bad"`) || !strings.Contains(page, "Nothing was decided: 2020-01-01 is not ahead.") {
		t.Errorf("the page does not say why not: %s", page)
	}
	desk.fail = errors.New("disk on fire")
	if status, _, body := post(t, s, dismissal()); status != http.StatusInternalServerError || !strings.Contains(body, "disk on fire") {
		t.Errorf("%d %s", status, body)
	}
}

func TestReviewGuards(t *testing.T) {
	desk := &fakeDesk{}
	s := review(t, desk, ReviewOptions{})
	for _, path := range []string{"/", "/secret", "/Secret/", "/secreu/", "/decide", "/index.html"} {
		if status, _, page := get(t, s.URL+path); status != http.StatusNotFound || strings.Contains(page, "voucher") {
			t.Errorf("%s: %d %s", path, status, page)
		}
	}
	for _, path := range []string{"nowhere.html", "merge.html", "merge.html?gap=g-9999", "../decide", "decide"} {
		if status, _, _ := get(t, s.URL+testBase+path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
	for name, header := range map[string][]string{
		"another site":       {"Origin", "https://evil.example"},
		"another port":       {"Origin", "http://127.0.0.1:1"},
		"a cross-site fetch": {"Sec-Fetch-Site", "cross-site"},
		"a same-site fetch":  {"Sec-Fetch-Site", "same-site"},
	} {
		if status, _, _ := post(t, s, dismissal(), header...); status != http.StatusForbidden {
			t.Errorf("a form of %s: %d", name, status)
		}
	}
	for name, form := range map[string]url.Values{
		"no deed":      {"gap": {"g-1111"}},
		"unknown deed": {"do": {"delete"}, "gap": {"g-1111"}},
		"huge":         {"do": {"dismiss"}, "gap": {"g-1111"}, "reason": {strings.Repeat("x", maxForm)}},
	} {
		if status, _, _ := post(t, s, form); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
	}
	if len(desk.got) > 0 {
		t.Errorf("decided: %+v", desk.got)
	}
	// Leading elsewhere is not possible by a form.
	form := dismissal()
	form.Set("page", "//evil.example/")
	if _, to, _ := post(t, s, form); !strings.HasPrefix(to, testBase+"?said=") {
		t.Errorf("led to %s", to)
	}
}

func TestReviewToken(t *testing.T) {
	desk := &fakeDesk{}
	s := review(t, desk, ReviewOptions{Token: func(context.Context) string { return "t0ken" }})
	if status, _, _ := post(t, s, dismissal()); status != http.StatusForbidden || len(desk.got) > 0 {
		t.Errorf("without a token: %d", status)
	}
	if _, _, page := get(t, s.URL+testBase); !strings.Contains(page, `name="csrf" value="t0ken"`) {
		t.Error("forms carry no token")
	}
	form := dismissal()
	form.Set("csrf", "t0ken")
	if status, _, _ := post(t, s, form); status != http.StatusSeeOther {
		t.Errorf("with the token: %d", status)
	}
}

// Where what was decided cannot be read, the review shows the report, says why, and has
// no form that would decide.
func TestReviewOfABrokenFile(t *testing.T) {
	desk := &fakeDesk{broken: &Refused{errors.New("gaps.yaml:4: unknown key; remove it")}}
	s := review(t, desk, ReviewOptions{})
	res, err := http.Get(s.URL + testBase)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	if res.StatusCode != http.StatusOK || !strings.Contains(text, "Pay with a voucher?") || !strings.Contains(text, "Nothing can be decided until this is mended: gaps.yaml:4: unknown key; remove it.") {
		t.Errorf("%d\n%s", res.StatusCode, text)
	}
	if strings.Contains(text, `name="do"`) {
		t.Error("the page has forms that decide")
	}
}

// A page elsewhere cannot decide, and is told so in words; the audit page takes no form
// at all.
func TestReviewTakesItsOwnForms(t *testing.T) {
	desk := &fakeDesk{}
	s := review(t, desk, ReviewOptions{})
	status, _, body := post(t, s, url.Values{"do": {"dismiss"}, "gap": {"g-1111"}, "reason": {"x"}}, "Sec-Fetch-Site", "cross-site")
	if status != http.StatusForbidden || !strings.Contains(body, "did not come from a page of the review") || len(desk.got) > 0 {
		t.Errorf("%d %q %v", status, body, desk.got)
	}
	for page, want := range map[string]bool{"audit.html": true, "": false} {
		res, err := http.Get(s.URL + testBase + page)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if got := strings.Contains(res.Header.Get("Content-Security-Policy"), "form-action 'none'"); got != want {
			t.Errorf("%q forbids forms: %v", page, got)
		}
	}
}

// A split or merge that decides nothing leads back to its form, filled in as it was; one
// of a gap that has gone says so on the first page.
func TestReviewKeepsAChoice(t *testing.T) {
	desk := &fakeDesk{fail: &Refused{errors.New("name conversations, or words")}}
	s := review(t, desk, ReviewOptions{})
	form := url.Values{"do": {"split"}, "gap": {"g-1111"}, "page": {"split.html"}, "conversation": {"2"}, "to": {"Vouchers <b>"}, "words": {"gift  card"}}
	status, to, _ := post(t, s, form)
	if status != http.StatusSeeOther || !strings.HasPrefix(to, testBase+"split.html?gap=g-1111&said=") {
		t.Fatalf("%d, to %s", status, to)
	}
	_, _, page := get(t, s.URL+to)
	for _, want := range []string{"Nothing was decided: name conversations, or words.", `value="gift  card"`, `value="Vouchers &lt;b&gt;"`, `value="2" checked`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	form.Set("gap", "g-9999")
	_, to, _ = post(t, s, form)
	if status, _, page := get(t, s.URL+to); status != http.StatusOK || !strings.Contains(page, "Nothing was decided") {
		t.Errorf("a gap that has gone: %d", status)
	}
	desk.fail = nil
	if _, to, _ := post(t, s, url.Values{"do": {"merge"}, "gap": {"g-1111"}, "into": {"g-2222"}, "page": {"merge.html"}}); !strings.HasSuffix(to, "#g-2222") {
		t.Errorf("a merge leads to %s", to)
	}
}
