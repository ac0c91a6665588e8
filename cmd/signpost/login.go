package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"signpost/accounts"
	"signpost/internal/diag"
	"signpost/internal/yamldoc"
	"signpost/server"
)

// loginFlags say who may review on a served site.
type loginFlags struct {
	// users is the file of users, signIn that of an identity provider or a proxy; both
	// "" serve no review.
	users, signIn string
}

// signInFile is what the file of --sign-in holds.
type signInFile struct {
	OIDC *struct {
		Issuer     string   `yaml:"issuer"`
		ClientID   string   `yaml:"client_id"`
		SecretFile string   `yaml:"client_secret_file"`
		Scopes     []string `yaml:"scopes"`
		NameClaim  string   `yaml:"name_claim"`
		RoleClaim  string   `yaml:"role_claim"`
		Leads      []string `yaml:"leads"`
		Readers    []string `yaml:"readers"`
	} `yaml:"oidc"`
	Proxy *struct {
		Header  string   `yaml:"header"`
		From    []string `yaml:"from"`
		Public  bool     `yaml:"public"`
		Leads   []string `yaml:"leads"`
		Readers []string `yaml:"readers"`
	} `yaml:"proxy"`
}

// options reads the files, nil when no review is served.
func (f loginFlags) options() (*server.LoginOptions, error) {
	if f.users == "" && f.signIn == "" {
		return nil, nil
	}
	var o server.LoginOptions
	var err error
	if f.users != "" {
		if o.Users, err = accounts.Open(f.users); err != nil {
			return nil, err
		}
	}
	if f.signIn != "" {
		if err := f.readSignIn(&o); err != nil {
			return nil, err
		}
	}
	return &o, nil
}

func (f loginFlags) readSignIn(o *server.LoginOptions) error {
	data, err := os.ReadFile(f.signIn)
	if err != nil {
		return fmt.Errorf("--sign-in: %w", err)
	}
	var doc signInFile
	for _, d := range yamldoc.Decode(data, &doc, f.signIn, 1) {
		if d.Severity == diag.Error {
			return fmt.Errorf("--sign-in: %s", d)
		}
	}
	if doc.OIDC == nil && doc.Proxy == nil {
		return fmt.Errorf("--sign-in %s: it names nobody who says who somebody is; write oidc or proxy", f.signIn)
	}
	if p := doc.OIDC; p != nil {
		o.Provider = &server.ProviderOptions{
			Issuer: p.Issuer, ClientID: p.ClientID, Scopes: p.Scopes, NameClaim: p.NameClaim, RoleClaim: p.RoleClaim, Leads: p.Leads, Readers: p.Readers,
		}
		if p.SecretFile != "" {
			name := p.SecretFile
			if !filepath.IsAbs(name) {
				name = filepath.Join(filepath.Dir(f.signIn), name)
			}
			secret, err := os.ReadFile(name)
			if err != nil {
				return fmt.Errorf("--sign-in %s: client_secret_file: %w", f.signIn, err)
			}
			o.Provider.Secret = strings.TrimSpace(string(secret))
		}
	}
	if p := doc.Proxy; p != nil {
		o.Proxy = &server.ProxyOptions{Header: p.Header, Public: p.Public, Leads: p.Leads, Readers: p.Readers}
		for _, text := range p.From {
			from, err := netip.ParsePrefix(text)
			if one, single := netip.ParseAddr(text); single == nil {
				from, err = one.Prefix(one.BitLen())
			}
			if err != nil {
				return fmt.Errorf("--sign-in %s: proxy.from: %q is no address, such as 10.0.0.1, and no range of them, such as 10.0.0.0/8", f.signIn, text)
			}
			o.Proxy.From = append(o.Proxy.From, from)
		}
	}
	return nil
}

// mount lets the review be reached on a site that has been built. Where people type
// passwords, they come by HTTPS, or from this machine.
func (s *served) mount(o serveOptions, login *server.LoginOptions, at net.Addr, secure bool) error {
	login.Base = s.root + "review/"
	login.Secure = secure || strings.HasPrefix(s.baseURL, "https://")
	login.BehindProxy, login.Log, login.Now = o.behindProxy, s.log, s.app.now
	if login.Provider != nil && s.baseURL != "" {
		login.Provider.Callback = s.baseURL + "/review/oidc/callback"
	}
	if err := login.Check(); err != nil {
		return fmt.Errorf("the review: %w", err)
	}
	tcp, ok := at.(*net.TCPAddr)
	if local := ok && tcp.IP.IsLoopback(); login.Proxy == nil && !login.Secure && !local {
		return errors.New("the review: passwords would travel where others can read them; serve by HTTPS, or say https in base_url where a proxy does")
	}
	s.production.Mount(server.NewLogin(&desk{app: s.app, site: o.site.dir, kept: keptReport(o.site.dir)}, *login))
	s.log.Info("the review is served", "path", login.Base)
	return nil
}
