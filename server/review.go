package server

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"signpost/gaps"
	"signpost/gaps/pages"
	"signpost/inbox/audit"
)

// A Decision is what a person chose about a gap. Which fields are set depends on Do.
type Decision struct {
	// Do is accept, snooze, dismiss, assign, rename, merge, split or undo.
	Do string
	// Gap is the id of the gap that it is about.
	Gap string
	// Reason is why a gap is dismissed, or the note of a snooze.
	Reason string
	// Until is the day on which a snooze ends, YYYY-MM-DD.
	Until string
	// To is the person of assign, and the title of rename and split.
	To string
	// Into is the gap that another becomes a part of.
	Into string
	// Conversations and Words say what split takes out.
	Conversations, Words []string
}

// deeds are the values of Decision.Do.
var deeds = []string{"accept", "snooze", "dismiss", "assign", "rename", "merge", "split", "undo"}

// A Desk is where decisions are kept. Its methods are called by several goroutines
// at once.
type Desk interface {
	// Now gives the report, where its gaps stand, and the day. None of it is
	// changed afterwards. The error of what people can mend is a *Refused; if there is
	// a report with it, that is shown, and nothing can be decided.
	Now(ctx context.Context) (*gaps.Report, map[string]pages.Standing, string, error)
	// Decide keeps a decision and says in a sentence what was done. The error of a
	// decision that cannot be is a *Refused; others are failures of the machine.
	Decide(ctx context.Context, by string, d Decision) (said string, err error)
}

// Refused says that a decision cannot be, and why, for the person who asked.
type Refused struct{ Err error }

func (r *Refused) Error() string { return r.Err.Error() }

func (r *Refused) Unwrap() error { return r.Err }

// ReviewOptions say where the review stands, and whose forms it takes.
type ReviewOptions struct {
	// Base is the path below which the review is, with a slash at both ends.
	Base string
	// Token gives what each form of a session carries, and has to be sent back; nil
	// when the address itself is the secret.
	Token func(context.Context) string
	// Actor is who decides where the context of a request names nobody.
	Actor string
	// ReadOnly says who may only read; nil lets all decide.
	ReadOnly func(context.Context) bool
	// SignOut is the address that signs out whom WithActor names; "" where nobody has
	// signed in.
	SignOut string
	// Log takes each decision and what fails, which people then are not told in full;
	// nil takes nothing.
	Log *slog.Logger
}

type actorKey struct{}

// WithActor says who decides in the requests of a context.
func WithActor(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, actorKey{}, name)
}

func actor(ctx context.Context) string {
	name, _ := ctx.Value(actorKey{}).(string)
	return name
}

// A Review serves the pages of a gap report with the forms that decide, below a
// path. Forms are posted and answered by a redirect, so that nothing is decided
// twice by reloading. A request to decide has to come from its own pages. It does
// not ask who somebody is: let in whom you trust, and say with WithActor who it is.
type Review struct {
	desk Desk
	opt  ReviewOptions

	mu sync.Mutex
	// said are the last sentences, by a number that cannot be guessed; the address
	// after a decision names one.
	said []saying
}

type saying struct {
	key  string
	said pages.Said
}

// keptSayings is how many sentences are remembered: one is read at once.
const keptSayings = 64

// NewReview makes a review of what lies on a desk.
func NewReview(desk Desk, opt ReviewOptions) http.Handler {
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "nothing was decided: this did not come from a page of the review; open the review and decide there", http.StatusForbidden)
	}))
	return own.Handler(&Review{desk: desk, opt: opt})
}

// RandomBase is a path that cannot be guessed, for ReviewOptions.Base.
func RandomBase() string { return "/" + rand.Text() + "/" }

// maxForm bounds the body of a form, in bytes.
const maxForm = 64 << 10

// ServeHTTP serves a page or takes a decision.
func (v *Review) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	name, ok := v.below(r.URL.Path)
	switch {
	case !ok:
		http.Error(w, "there is nothing here; open the whole address that signpost review told", http.StatusNotFound)
	case r.Method == http.MethodPost && v.readOnly(r.Context()):
		http.Error(w, "you may read here, and not decide", http.StatusForbidden)
	case name == "decide" && r.Method == http.MethodPost:
		v.decide(w, r)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
	default:
		v.show(w, r, name)
	}
}

// below gives the rest of a path that is below the base. That takes as long
// whatever the path is.
func (v *Review) below(path string) (string, bool) {
	base := v.opt.Base
	if len(path) < len(base) || subtle.ConstantTimeCompare([]byte(path[:len(base)]), []byte(base)) != 1 {
		return "", false
	}
	return path[len(base):], true
}

func (v *Review) show(w http.ResponseWriter, r *http.Request, name string) {
	report, standings, today, err := v.desk.Now(r.Context())
	var refused *Refused
	switch stopped := errors.As(err, &refused); {
	case stopped && report == nil:
		http.Error(w, refused.Error(), http.StatusNotFound)
		return
	case err != nil && !stopped:
		v.fail(w, err)
		return
	}
	desk := &pages.Desk{
		Action: v.opt.Base + "decide", Token: v.token(r.Context()), Today: today, Standings: standings, Said: v.recall(r.URL.Query().Get("said")),
		ReadOnly: v.readOnly(r.Context()),
	}
	if refused != nil {
		desk.ReadOnly = true
		desk.Said = pages.Said{Text: "Nothing can be decided until this is mended: " + refused.Error() + ".", Bad: true}
	}
	if v.opt.SignOut != "" {
		desk.Account, desk.SignOut = actor(r.Context()), v.opt.SignOut
	}
	var page []byte
	ok := true
	switch {
	case name == "":
		page, err = pages.Page(report, "index.html", desk)
	case slices.Contains(pages.Names(), name):
		page, err = pages.Page(report, name, desk)
	case !desk.ReadOnly && (name == "merge.html" || name == "split.html"):
		page, ok, err = pages.Choice(report, strings.TrimSuffix(name, ".html"), r.URL.Query().Get("gap"), desk)
		if err == nil && !ok && desk.Said.Bad { // the gap has gone, which is what there is to tell
			page, err = pages.Page(report, "index.html", desk)
			ok = true
		}
	default:
		ok = false
	}
	if err != nil {
		v.fail(w, err)
		return
	}
	if !ok {
		http.Error(w, "there is no such page of the review", http.StatusNotFound)
		return
	}
	h := w.Header()
	policy := "frame-ancestors 'none'; base-uri 'none'"
	if name == audit.PageName {
		policy += "; form-action 'none'"
	}
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", fmt.Sprint(len(page)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(page) // the reader has gone; there is nobody to tell
	}
}

// readOnly reports that a person may not decide.
func (v *Review) readOnly(ctx context.Context) bool {
	return v.opt.ReadOnly != nil && v.opt.ReadOnly(ctx)
}

func (v *Review) fail(w http.ResponseWriter, err error) {
	if v.opt.Log != nil {
		v.opt.Log.Error("the review failed", "error", err.Error())
		http.Error(w, "that could not be done; the log of the server tells why", http.StatusInternalServerError)
		return
	}
	http.Error(w, err.Error(), http.StatusInternalServerError)
}

func (v *Review) token(ctx context.Context) string {
	if v.opt.Token == nil {
		return ""
	}
	return v.opt.Token(ctx)
}

// decide takes a form and leads back to the page that it came from.
func (v *Review) decide(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "that is no form of this page", http.StatusBadRequest)
		return
	}
	f := r.PostForm
	if want := v.token(r.Context()); subtle.ConstantTimeCompare([]byte(want), []byte(f.Get("csrf"))) != 1 {
		http.Error(w, "this page is too old to decide on; open it again", http.StatusForbidden)
		return
	}
	d := Decision{
		Do: f.Get("do"), Gap: f.Get("gap"), Reason: f.Get("reason"), Until: f.Get("until"), To: f.Get("to"),
		Into: f.Get("into"), Conversations: f["conversation"], Words: strings.Fields(f.Get("words")),
	}
	if !slices.Contains(deeds, d.Do) {
		http.Error(w, "that is no decision: "+d.Do, http.StatusBadRequest)
		return
	}
	by := cmp.Or(actor(r.Context()), v.opt.Actor)
	text, err := v.desk.Decide(r.Context(), by, d)
	v.audit(by, d, err)
	said := pages.Said{Gap: d.Gap, Text: text, Undo: d.Do != "undo"}
	var refused *Refused
	if errors.As(err, &refused) {
		said = pages.Said{Gap: d.Gap, Text: "Nothing was decided: " + refused.Error() + ".", Bad: true}
	} else if err != nil {
		v.fail(w, err)
		return
	}
	http.Redirect(w, r, v.opt.Base+v.after(f, d, said), http.StatusSeeOther)
}

// after is where a decision leads, below the base: to the page that it was made on, at the
// gap that is there now; a choice that decided nothing back to its form, filled in as it was.
func (v *Review) after(f url.Values, d Decision, said pages.Said) string {
	to := url.URL{Path: f.Get("page"), Fragment: d.Gap}
	if !slices.Contains(pages.Names(), to.Path) {
		to.Path = ""
	}
	query := url.Values{}
	switch {
	case said.Bad && (d.Do == "merge" || d.Do == "split"):
		said.Filled = pages.Filled{Into: d.Into, Words: f.Get("words"), Title: d.To, Conversations: d.Conversations}
		to.Path, to.Fragment = d.Do+".html", ""
		query.Set("gap", d.Gap)
	case d.Do == "merge":
		to.Fragment = d.Into
	}
	query.Set("said", v.remember(said))
	to.RawQuery = query.Encode()
	return to.String()
}

// audit logs a decision: what it is about, what it leads to, and whether a reason was
// given. Words are in gaps.yaml only: people write of customers there.
func (v *Review) audit(by string, d Decision, err error) {
	if v.opt.Log == nil {
		return
	}
	told := []any{"user", by, "do", d.Do, "gap", plain(d.Gap, gapID), "reason", strings.TrimSpace(d.Reason) != ""}
	switch d.Do {
	case "merge":
		told = append(told, "into", plain(d.Into, gapID))
	case "snooze":
		told = append(told, "until", plain(d.Until, day))
	case "assign":
		told = append(told, "to", plain(d.To, personName))
	case "split":
		told = append(told, "conversations", len(d.Conversations), "words", len(d.Words))
	}
	v.opt.Log.Info("decision", append(told, "kept", err == nil)...)
}

// plain is a text that may stand in a log, or else "none": forms hold what they like.
func plain(text string, form *regexp.Regexp) string {
	if !form.MatchString(text) {
		return "none"
	}
	return text
}

// What may stand in a log as the id of a gap, a day, and the name of somebody of the
// team, which is no address and no number.
var (
	gapID      = regexp.MustCompile(`^[a-z]+-[0-9a-f]{1,32}$`)
	day        = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	personName = regexp.MustCompile(`^[\pL\pM][\pL\pM .'-]{0,40}\d{0,3}$`)
)

// remember keeps a sentence and gives its name.
func (v *Review) remember(s pages.Said) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	key := rand.Text()[:12]
	v.said = append(v.said, saying{key, s})
	v.said = v.said[max(0, len(v.said)-keptSayings):]
	return key
}

func (v *Review) recall(key string) pages.Said {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, s := range v.said {
		if s.key == key {
			return s.said
		}
	}
	return pages.Said{}
}
