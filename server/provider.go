package server

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"signpost/accounts"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// ProviderOptions say which OpenID provider is asked who somebody is, and what its
// answers mean.
type ProviderOptions struct {
	// Issuer is the address of the provider, by HTTPS unless it is on this machine.
	Issuer string
	// ClientID and Secret are what the provider knows this server by.
	ClientID, Secret string
	// Callback is the absolute address of oidc/callback below the review.
	Callback string
	// Scopes are asked for beside openid.
	Scopes []string
	// NameClaim names a person; preferred_username if it is "". Who has no such claim is
	// called by the provider's subject.
	NameClaim string
	// RoleClaim is a text or a list of texts, groups if it is "". Whoever has a value of
	// Leads there is a lead, else whoever has one of Readers is a reader; nobody else
	// comes in.
	RoleClaim      string
	Leads, Readers []string
}

func (o ProviderOptions) check() error {
	u, err := url.Parse(o.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return fmt.Errorf("issuer %q: it is an https address", o.Issuer)
	}
	if o.ClientID == "" || o.Callback == "" {
		return errors.New("a provider needs a client_id, and base_url to come back to")
	}
	if len(o.Leads) == 0 && len(o.Readers) == 0 {
		return errors.New("name values of the role claim: nobody could come in")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// providerStamp is what a session by a provider rests on: nothing that can be looked up
// again. It ends when its time is over.
const providerStamp = "provider"

// The limits of talking with a provider.
const (
	providerTimeout = 10 * time.Second
	flowTime        = 10 * time.Minute
)

// A provider is asked for its keys when somebody first signs in, and again if it did not
// answer: readers are served without it.
type provider struct {
	opt ProviderOptions

	mu   sync.Mutex
	oidc *oidc.Provider
}

func (p *provider) client(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: providerTimeout})
}

// discover gives the provider and what OAuth needs of it.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.oidc == nil {
		found, err := oidc.NewProvider(p.client(ctx), p.opt.Issuer)
		if err != nil {
			return nil, nil, err
		}
		p.oidc = found
	}
	return p.oidc, &oauth2.Config{
		ClientID: p.opt.ClientID, ClientSecret: p.opt.Secret, Endpoint: p.oidc.Endpoint(), RedirectURL: p.opt.Callback,
		Scopes: append([]string{oidc.ScopeOpenID}, p.opt.Scopes...),
	}, nil
}

// A flow is what a browser carries while its person is at the provider: the browser's
// own secrets, signed, so that the server keeps nothing of those who never come back.
type flow struct{ state, nonce, verifier string }

func (l *Login) packed(f flow) string {
	text := strings.Join([]string{f.state, f.nonce, f.verifier, strconv.FormatInt(l.opt.Now().Add(flowTime).Unix(), 10)}, ".")
	return text + "." + l.signed("flow", text)
}

func (l *Login) unpacked(carried string) (flow, bool) {
	at := strings.LastIndexByte(carried, '.')
	if at < 0 || !equal(l.signed("flow", carried[:at]), carried[at+1:]) {
		return flow{}, false
	}
	parts := strings.Split(carried[:at], ".")
	if len(parts) != 4 {
		return flow{}, false
	}
	until, err := strconv.ParseInt(parts[3], 10, 64)
	return flow{parts[0], parts[1], parts[2]}, err == nil && l.opt.Now().Unix() < until
}

// beginProvider leads a person to the provider.
func (l *Login) beginProvider(w http.ResponseWriter, r *http.Request) {
	if !l.posted(w, r) {
		return
	}
	_, config, err := l.provider.discover(r.Context())
	if err != nil {
		l.opt.Log.Error("the identity provider does not answer", "error", err.Error())
		l.form(w, r, http.StatusBadGateway, "Your organization's sign-in does not answer. Try again later.")
		return
	}
	f := flow{rand.Text(), rand.Text(), oauth2.GenerateVerifier()}
	// The way back comes from the provider's pages, which Strict would not let through.
	http.SetCookie(w, l.cookie("flow", l.packed(f), flowTime, http.SameSiteLaxMode))
	http.Redirect(w, r, config.AuthCodeURL(f.state, oidc.Nonce(f.nonce), oauth2.S256ChallengeOption(f.verifier)), http.StatusSeeOther)
}

// endProvider takes a person back from the provider.
func (l *Login) endProvider(w http.ResponseWriter, r *http.Request) {
	f, ok := l.unpacked(l.carried(r, "flow"))
	http.SetCookie(w, l.cookie("flow", "", 0, http.SameSiteLaxMode))
	q := r.URL.Query()
	if !ok || !equal(f.state, q.Get("state")) {
		l.form(w, r, http.StatusForbidden, "That sign-in was not begun here, or too long ago. Try again.")
		return
	}
	if q.Get("code") == "" {
		l.opt.Log.Warn("a sign-in failed", "user", "unknown", "by", "provider")
		l.form(w, r, http.StatusForbidden, "Your organization's sign-in did not let you through.")
		return
	}
	name, role, err := l.provider.person(r.Context(), q.Get("code"), f)
	if err != nil {
		l.opt.Log.Warn("a sign-in failed", "user", "unknown", "by", "provider", "error", providerFault(err))
		l.form(w, r, http.StatusForbidden, "Your organization's sign-in could not be used.")
		return
	}
	if !role.Valid() {
		l.opt.Log.Warn("a sign-in failed", "user", name, "by", "provider", "error", "no role")
		l.form(w, r, http.StatusForbidden, "You are known, and may not read the review.")
		return
	}
	l.begin(w, r, name, role, providerStamp)
	l.opt.Log.Info("signed in", "user", name, "role", string(role), "by", "provider")
	// A redirect would still come from the provider, and the new cookie is for requests
	// of our own pages only.
	loginPage{Base: l.opt.Base, Next: l.opt.Base}.send(w, r, http.StatusOK)
}

// providerFault leaves out what a provider wrote itself.
func providerFault(err error) string {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) {
		return "the provider refused the code"
	}
	return err.Error()
}

// person exchanges a code for what the provider says of a person. The role is "" for
// somebody who may not come in.
func (p *provider) person(ctx context.Context, code string, f flow) (string, accounts.Role, error) {
	found, config, err := p.discover(ctx)
	if err != nil {
		return "", "", err
	}
	ctx, stop := context.WithTimeout(p.client(ctx), providerTimeout)
	defer stop()
	tokens, err := config.Exchange(ctx, code, oauth2.VerifierOption(f.verifier))
	if err != nil {
		return "", "", fmt.Errorf("exchange the code: %w", err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	id, err := found.Verifier(&oidc.Config{ClientID: p.opt.ClientID}).Verify(ctx, raw)
	if err != nil {
		return "", "", fmt.Errorf("check the token: %w", err)
	}
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return "", "", fmt.Errorf("read the token: %w", err)
	}
	if party, ok := claims["azp"].(string); !equal(id.Nonce, f.nonce) || ok && party != p.opt.ClientID || !ok && len(id.Audience) > 1 {
		return "", "", errors.New("the token was made for another sign-in")
	}
	if p.lacks(claims) && found.UserInfoEndpoint() != "" {
		more, err := found.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		if err != nil {
			return "", "", fmt.Errorf("ask for the person: %w", err)
		}
		further := map[string]any{}
		if err := more.Claims(&further); err != nil || more.Subject != id.Subject {
			return "", "", errors.Join(errors.New("what the provider says of the person does not fit the token"), err)
		}
		for key, value := range further {
			if _, known := claims[key]; !known {
				claims[key] = value
			}
		}
	}
	return p.nameOf(claims, id.Subject), p.roleOf(claims), nil
}

func (p *provider) nameClaim() string { return cmp.Or(p.opt.NameClaim, "preferred_username") }

func (p *provider) roleClaim() string { return cmp.Or(p.opt.RoleClaim, "groups") }

// lacks reports that the token does not say all that is asked for.
func (p *provider) lacks(claims map[string]any) bool {
	_, name := claims[p.nameClaim()]
	_, role := claims[p.roleClaim()]
	return !name || !role
}

// nameOf is how a person is called in decisions. An address of e-mail that the provider
// has not verified is nobody's.
func (p *provider) nameOf(claims map[string]any, subject string) string {
	name, _ := claims[p.nameClaim()].(string)
	if verified, ok := claims["email_verified"].(bool); p.nameClaim() == "email" && (!ok || !verified) {
		name = ""
	}
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(cmp.Or(name, subject), ""))
	if runes := []rune(clean); len(runes) > 64 {
		clean = string(runes[:64])
	}
	return clean
}

func (p *provider) roleOf(claims map[string]any) accounts.Role {
	var has []string
	switch v := claims[p.roleClaim()].(type) {
	case string:
		has = []string{v}
	case []any:
		for _, one := range v {
			if text, ok := one.(string); ok {
				has = append(has, text)
			}
		}
	}
	if p.roleClaim() == "email" {
		if verified, ok := claims["email_verified"].(bool); !ok || !verified {
			has = nil
		}
	}
	holds := func(list []string) bool {
		return slices.ContainsFunc(has, func(v string) bool { return slices.Contains(list, v) })
	}
	switch {
	case holds(p.opt.Leads):
		return accounts.Lead
	case holds(p.opt.Readers):
		return accounts.Reader
	}
	return ""
}
