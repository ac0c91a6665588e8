package server

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/accounts"
)

// LoginOptions say who may review, and how they prove who they are. Either Proxy is
// set, or one or both of Users and Provider.
type LoginOptions struct {
	// Base is the path below which the review is, with a slash at both ends.
	Base string
	// Users sign in by their passwords; nil for nobody.
	Users *accounts.Book
	// Provider signs people in by OpenID Connect; nil for none.
	Provider *ProviderOptions
	// Proxy believes what a proxy says; nil believes none.
	Proxy *ProxyOptions
	// Secure says that people come by HTTPS, be it to a proxy. Without it cookies
	// travel by HTTP, which is for this machine only.
	Secure bool
	// BehindProxy takes the last address of X-Forwarded-For for that of a person, when
	// failures are counted.
	BehindProxy bool
	// Log takes who signs in and out, decisions and failures, and no address.
	Log *slog.Logger
	// Now is the time.
	Now func() time.Time
}

// ProxyOptions say which proxies are believed about who somebody is.
type ProxyOptions struct {
	// Header names the user, such as X-Forwarded-User.
	Header string
	// From are the addresses of the proxies. From elsewhere the header says nothing.
	From []netip.Prefix
	// Public says that ranges of the internet in From are meant: everybody there can say
	// who they are. Without it, a range lies in a private network.
	Public bool
	// Leads and Readers are the names of those who may come in.
	Leads, Readers []string
}

// A Login lets those into a review who have signed in, by what they may do there. It
// answers for every address below its base: nothing of the review is reached but
// through it. It is safe for concurrent use.
type Login struct {
	opt      LoginOptions
	review   http.Handler
	key      [32]byte // signs what people carry before they have signed in
	sessions *accounts.Sessions
	attempts *accounts.Attempts
	// hashing and known each hold a place for one password that is tried at a time, since
	// each takes 64 MiB: of anybody, and of those who signed in at their browser before,
	// whom no crowd of others keeps waiting.
	hashing  chan struct{}
	known    chan struct{}
	provider *provider
}

// A member is who sends a request.
type member struct {
	name  string
	role  accounts.Role
	token string
}

type memberKey struct{}

func memberOf(ctx context.Context) member {
	m, _ := ctx.Value(memberKey{}).(member)
	return m
}

// NewLogin makes the login and the review of a desk behind it. Requests that change
// anything have to come from its own pages.
func NewLogin(desk Desk, opt LoginOptions) http.Handler {
	l := &Login{
		opt: opt, sessions: accounts.NewSessions(opt.Now), attempts: accounts.NewAttempts(opt.Now),
		hashing: make(chan struct{}, 1), known: make(chan struct{}, 1),
	}
	_, _ = rand.Read(l.key[:]) // never fails
	review := ReviewOptions{
		Base: opt.Base, Log: opt.Log, SignOut: opt.Base + "logout",
		Token:    func(ctx context.Context) string { return memberOf(ctx).token },
		ReadOnly: func(ctx context.Context) bool { return memberOf(ctx).role != accounts.Lead },
	}
	if opt.Proxy != nil {
		review.SignOut = "" // that is the proxy's business
	}
	l.review = NewReview(desk, review)
	if opt.Provider != nil {
		l.provider = &provider{opt: *opt.Provider}
	}
	return http.NewCrossOriginProtection().Handler(l)
}

// ServeHTTP leads to the login, or to the review.
func (l *Login) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Content-Security-Policy", loginPolicy)
	name, ok := strings.CutPrefix(r.URL.Path, l.opt.Base)
	route := r.Method + " " + name
	if r.Method == http.MethodHead {
		route = http.MethodGet + " " + name
	}
	switch {
	case !ok:
		http.NotFound(w, r)
	case l.opt.Proxy != nil:
		l.behindProxy(w, r)
	case route == "GET login":
		l.form(w, r, http.StatusOK, "")
	case route == "POST login" && l.opt.Users != nil:
		l.signIn(w, r)
	case route == "POST logout":
		l.signOut(w, r)
	case route == "POST oidc/begin" && l.provider != nil:
		l.beginProvider(w, r)
	case route == "GET oidc/callback" && l.provider != nil:
		l.endProvider(w, r)
	default:
		l.enter(w, r)
	}
}

// enter lets somebody who has signed in through to the review.
func (l *Login) enter(w http.ResponseWriter, r *http.Request) {
	s, ok := l.session(r)
	switch {
	case ok:
		l.pass(w, r, member{s.Name, s.Role, s.Token})
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		http.Redirect(w, r, l.opt.Base+"login", http.StatusSeeOther)
	default:
		http.Error(w, "sign in again; nothing was decided", http.StatusUnauthorized)
	}
}

func (l *Login) pass(w http.ResponseWriter, r *http.Request, m member) {
	w.Header().Del("Content-Security-Policy") // the pages have their own
	ctx := context.WithValue(WithActor(r.Context(), m.name), memberKey{}, m)
	l.review.ServeHTTP(w, r.WithContext(ctx))
}

// behindProxy lets in whom a proxy names that is believed.
func (l *Login) behindProxy(w http.ResponseWriter, r *http.Request) {
	o := l.opt.Proxy
	names := r.Header.Values(o.Header)
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	believed := false
	for _, p := range o.From {
		believed = believed || err == nil && p.Contains(at.Addr().Unmap())
	}
	m := member{role: accounts.Reader}
	if believed && len(names) == 1 {
		m.name = names[0]
	}
	allowed := false
	for _, name := range o.Readers {
		allowed = allowed || name == m.name
	}
	for _, name := range o.Leads {
		if name == m.name {
			allowed, m.role = true, accounts.Lead
		}
	}
	if !allowed || m.name == "" {
		http.Error(w, "the review is for those whom the proxy names, and who may read it", http.StatusForbidden)
		return
	}
	m.token = l.signed("proxy", m.name)
	l.pass(w, r, m)
}

// signed is what only this server can make of a text, for one use.
func (l *Login) signed(use, text string) string {
	mac := hmac.New(sha256.New, l.key[:])
	_, _ = mac.Write([]byte(use + "\n" + text)) // never fails
	return hex.EncodeToString(mac.Sum(nil))
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// cookie makes a cookie for this host alone, which no script reads.
func (l *Login) cookie(name, value string, age time.Duration, site http.SameSite) *http.Cookie {
	c := &http.Cookie{Name: l.cookieName(name), Value: value, Path: l.opt.Base, MaxAge: int(age.Seconds()), HttpOnly: true, Secure: l.opt.Secure, SameSite: site}
	if value == "" {
		c.MaxAge = -1
	}
	if l.opt.Secure {
		c.Path = "/" // as __Host- has it
	}
	return c
}

func (l *Login) cookieName(name string) string {
	if l.opt.Secure {
		return "__Host-signpost-" + name
	}
	return "signpost-" + name
}

func (l *Login) carried(r *http.Request, name string) string {
	c, err := r.Cookie(l.cookieName(name))
	if err != nil || len(c.Value) > 512 {
		return ""
	}
	return c.Value
}

// stampOf is what a session by a password rests on.
func stampOf(u accounts.User) string { return "password " + string(u.Role) + " " + u.Password }

// session finds the session of a request. One that rests on a password or a role that
// has changed, or on somebody who was removed, ends.
func (l *Login) session(r *http.Request) (accounts.Session, bool) {
	id := l.carried(r, "session")
	s, ok := l.sessions.Find(id)
	if !ok {
		return s, false
	}
	if s.Stamp == providerStamp {
		return s, l.provider != nil
	}
	u, known, err := l.opt.Users.Find(s.Name)
	if err != nil {
		l.opt.Log.Error("the users cannot be read", "error", err.Error())
	}
	if err != nil || !known || stampOf(u) != s.Stamp {
		l.sessions.End(id)
		return accounts.Session{}, false
	}
	return s, true
}

// begin begins a session under a new id and ends the one that was.
func (l *Login) begin(w http.ResponseWriter, r *http.Request, name string, role accounts.Role, stamp string) {
	l.sessions.End(l.carried(r, "session"))
	id := l.sessions.Begin(name, role, stamp)
	http.SetCookie(w, l.cookie("session", id, accounts.Absolute, http.SameSiteStrictMode))
	http.SetCookie(w, l.cookie("form", "", 0, http.SameSiteStrictMode))
}

// form shows the login, and what became of the last try.
func (l *Login) form(w http.ResponseWriter, r *http.Request, status int, said string) {
	carried := l.carried(r, "form")
	if carried == "" {
		carried = rand.Text()
		http.SetCookie(w, l.cookie("form", carried, time.Hour, http.SameSiteStrictMode))
	}
	page := loginPage{
		Token: l.signed("form", carried), Said: said, Base: l.opt.Base, Password: l.opt.Users != nil, Provider: l.provider != nil,
	}
	page.send(w, r, status)
}

// posted reads a form that was made by this server for this browser.
func (l *Login) posted(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "that is no form of this page", http.StatusBadRequest)
		return false
	}
	carried := l.carried(r, "form")
	if carried == "" || !equal(l.signed("form", carried), r.PostForm.Get("csrf")) {
		l.form(w, r, http.StatusForbidden, "The page was too old. Try again.")
		return false
	}
	return true
}

// signIn tries a password. Whether there is such a user shows neither in the answer
// nor in its time.
func (l *Login) signIn(w http.ResponseWriter, r *http.Request) {
	if !l.posted(w, r) {
		return
	}
	name, password := strings.TrimSpace(r.PostForm.Get("name")), r.PostForm.Get("password")
	try := accounts.Try{Name: name, Known: l.signedInBefore(r, name), Address: networkOf(addressOf(r, l.opt.BehindProxy))}
	place := l.hashing
	if try.Known {
		place = l.known
	}
	if wait := l.attempts.Take(try); wait > 0 {
		l.opt.Log.Warn("a sign-in has to wait after failures", "seconds", int(wait.Seconds()))
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		l.form(w, r, http.StatusTooManyRequests, fmt.Sprintf("There were too many failures. Wait %s.", minutes(wait)))
		return
	}
	select {
	case place <- struct{}{}:
	case <-time.After(5 * time.Second):
		l.attempts.Untried(try)
		w.Header().Set("Retry-After", "5")
		l.form(w, r, http.StatusServiceUnavailable, "Too many sign in at once. Try again.")
		return
	}
	user, known, err := l.opt.Users.Find(name)
	right := accounts.Matches(user.Password, password)
	<-place
	if err != nil {
		l.opt.Log.Error("the users cannot be read", "error", err.Error())
	}
	if !right || !known || err != nil {
		if !known {
			name = "unknown" // people type passwords there, too
		}
		l.opt.Log.Warn("a sign-in failed", "user", name)
		l.form(w, r, http.StatusForbidden, "The name or the password is wrong.")
		return
	}
	l.attempts.Succeeded(try)
	http.SetCookie(w, l.cookie("known", l.signed("known", user.Name), knownFor, http.SameSiteStrictMode))
	l.begin(w, r, user.Name, user.Role, stampOf(user))
	l.opt.Log.Info("signed in", "user", user.Name, "role", string(user.Role), "by", "password")
	http.Redirect(w, r, l.opt.Base, http.StatusSeeOther)
}

// knownFor is how long a browser is known as one at which somebody signed in.
const knownFor = 180 * 24 * time.Hour

// signedInBefore tells a browser at which a user signed in, since this server runs. It
// lets nobody in.
func (l *Login) signedInBefore(r *http.Request, name string) bool {
	return equal(l.carried(r, "known"), l.signed("known", name))
}

func minutes(wait time.Duration) string {
	if n := int(math.Ceil(wait.Minutes())); n > 1 {
		return strconv.Itoa(n) + " minutes"
	}
	return "a minute"
}

func (l *Login) signOut(w http.ResponseWriter, r *http.Request) {
	s, ok := l.session(r)
	if ok {
		r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
		if err := r.ParseForm(); err != nil || !equal(s.Token, r.PostForm.Get("csrf")) {
			http.Error(w, "this page is too old to sign out; open it again", http.StatusForbidden)
			return
		}
		l.sessions.End(l.carried(r, "session"))
		l.opt.Log.Info("signed out", "user", s.Name)
	}
	http.SetCookie(w, l.cookie("session", "", 0, http.SameSiteStrictMode))
	http.Redirect(w, r, l.opt.Base+"login", http.StatusSeeOther)
}

// Check reports what is wrong with the options.
func (o LoginOptions) Check() error {
	switch {
	case o.Proxy != nil && (o.Users != nil || o.Provider != nil):
		return errors.New("a proxy that says who somebody is, and another login, exclude each other")
	case o.Proxy == nil && o.Users == nil && o.Provider == nil:
		return errors.New("nobody can sign in")
	case o.Proxy != nil && (o.Proxy.Header == "" || len(o.Proxy.From) == 0):
		return errors.New("name the header of the proxy, and the addresses that it comes from")
	case o.Proxy != nil && len(o.Proxy.Leads)+len(o.Proxy.Readers) == 0:
		return errors.New("name leads or readers whom the proxy may let in: nobody could come in")
	case o.Proxy != nil:
		return o.Proxy.checkFrom()
	}
	if o.Provider != nil {
		return o.Provider.check()
	}
	return nil
}

// privateRanges are those of networks that nobody on the internet has an address in.
var privateRanges = []netip.Prefix{
	netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"),
}

// checkFrom refuses ranges in which strangers can have an address, unless they are meant.
// A single address is the proxy's own.
func (o ProxyOptions) checkFrom() error {
	for _, p := range o.From {
		if o.Public || p.IsSingleIP() || slices.ContainsFunc(privateRanges, func(r netip.Prefix) bool { return p.Bits() >= r.Bits() && r.Contains(p.Addr()) }) {
			continue
		}
		return fmt.Errorf("proxy.from: in %s strangers can have an address and say that they are anybody; name the proxy's own address or a private network, or write public: true beside it if nothing but the proxy reaches this server", p)
	}
	return nil
}
