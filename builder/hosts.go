package builder

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"signpost/internal/diag"

	"golang.org/x/net/idna"
)

// Hosts read how to serve a site in files of their own: _headers and _redirects
// at Netlify and Cloudflare Pages; nginx, Apache and Caddy include what
// lies in _server/. All of them get the same headers.

// header is an HTTP header.
type header struct{ name, value string }

// policy is the content security policy of pages of the site: nothing is loaded from
// elsewhere but the pictures that they show, and the players of their videos.
func (s *site) policy(pages []*page) string {
	var images, players []string
	show := func(address string) {
		if origin := pictureOrigin(address); origin != "" {
			images = append(images, origin)
		}
	}
	for _, face := range s.faces {
		show(face)
	}
	show(s.logo)
	show(s.icon)
	for _, p := range pages {
		for _, l := range p.External {
			if l.Image {
				show(l.Target)
			}
		}
		for _, host := range p.Players {
			players = append(players, "https://"+host)
		}
	}
	sources := func(always, list []string) string {
		slices.Sort(list)
		return strings.Join(append(always, slices.Compact(list)...), " ")
	}
	frames := "'none'"
	if len(players) > 0 {
		frames = sources(nil, players)
	}
	return "default-src 'self'; script-src 'self'; style-src 'self'; img-src " + sources([]string{"'self'", "data:"}, images) +
		"; connect-src 'self'; frame-src " + frames + "; object-src 'none'; base-uri 'self'; form-action 'self'"
}

// securityHeaders fit every page of the site.
func (s *site) securityHeaders() []header {
	var pages []*page
	for _, e := range s.editions {
		pages = append(pages, e.pages...)
	}
	return []header{
		{"Content-Security-Policy", s.policy(pages) + "; frame-ancestors 'self'"},
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "strict-origin-when-cross-origin"},
		{"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
	}
}

// ownHeaders tells whether the team has its own file of headers, which may let in what
// the policy of the site would not.
func (s *site) ownHeaders() bool { return slices.Contains(s.src.static, "_headers") }

// pagePolicy is what a page says of itself, since some hosts send no headers.
func (s *site) pagePolicy(pages ...*page) string {
	if s.ownHeaders() {
		return ""
	}
	return s.policy(pages)
}

// plainHost is a host that means nothing but itself to a policy and to all web
// servers. Addresses may hold others: url.Parse lets ; $ " and * through.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9._-]+(?::[0-9]{1,5})?$`)

// pictureOrigin is what a policy calls the host of a picture's address,
// "https://img.example.com", with letters beyond ASCII in their form for machines, and
// without a scheme where the address has none. It is "" where a host can stand in no policy.
func pictureOrigin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := u.Host
	if !plainHost.MatchString(host) {
		name, err := idna.Lookup.ToASCII(u.Hostname())
		if err != nil {
			return ""
		}
		if host = name; u.Port() != "" {
			host += ":" + u.Port()
		}
	}
	if !plainHost.MatchString(host) {
		return ""
	}
	if u.Scheme == "" {
		return host
	}
	return strings.ToLower(u.Scheme) + "://" + host
}

// pictureHosts warns of pictures that no browser will show, as their hosts cannot stand
// in the policy of the site.
func (l *linker) pictureHosts(p *page) {
	for _, e := range p.External {
		if e.Image && pictureOrigin(e.Target) == "" {
			at := p.Place(e.Line)
			l.diags = append(l.diags, diag.Diagnostic{
				File: at.Path, Line: at.Line, Severity: diag.Warning, Code: "bad-host",
				What: "no browser will show this picture: its host is not the name of one", Fix: "correct its address, or put the picture into the site",
			})
		}
	}
}

// forEver is for files whose names tell what is in them.
const forEver = "public, max-age=31536000, immutable"

// hosts adds the files in which hosts read how to serve the site, and what of it never
// changes: articles and files of static/ may lie beside that, and do change.
func (r *renderer) hosts(unchanging []string) {
	headers := r.site.securityHeaders()
	if !r.site.ownHeaders() {
		r.add("_headers", r.netlifyHeaders(headers, unchanging))
	}
	r.add("_server/nginx.conf", r.nginx(headers, unchanging))
	r.add("_server/apache.conf", r.apache(headers))
	r.add("_server/caddy.conf", r.caddy(headers, unchanging))
}

func (r *renderer) netlifyHeaders(headers []header, unchanging []string) []byte {
	var b strings.Builder
	base := strings.TrimSuffix(r.hostRoot(), "/")
	fmt.Fprintf(&b, "%s/*\n", base)
	for _, h := range headers {
		fmt.Fprintf(&b, "  %s: %s\n", h.name, h.value)
	}
	for _, name := range unchanging {
		fmt.Fprintf(&b, "%s/%s\n  Cache-Control: %s\n", base, withBelow(name), forEver)
	}
	return []byte(b.String())
}

// withBelow adds what stands for all below to the name of a folder.
func withBelow(name string) string {
	if strings.HasSuffix(name, "/") {
		return name + "*"
	}
	return name
}

// nginx is for the server block of the site: include …/_server/nginx.conf;
func (r *renderer) nginx(headers []header, unchanging []string) []byte {
	var b strings.Builder
	b.WriteString("# Include this in the server block of the site. Its root is the folder above.\n")
	add := func(indent string) {
		for _, h := range headers {
			fmt.Fprintf(&b, "%sadd_header %s \"%s\" always;\n", indent, h.name, h.value)
		}
	}
	add("")
	base := r.hostRoot()
	fmt.Fprintf(&b, "error_page 404 %s404.html;\nlocation %s_server/ { return 404; }\n", base, base)
	for _, name := range unchanging {
		kind := "="
		if strings.HasSuffix(name, "/") {
			kind = "^~"
		}
		fmt.Fprintf(&b, "location %s %s%s {\n", kind, base, name)
		add("\t")
		fmt.Fprintf(&b, "\tadd_header Cache-Control \"%s\";\n}\n", forEver)
	}
	for _, rd := range r.site.redirects {
		// nginx compares the address that is no longer escaped.
		from, to := quoted.Replace(strings.TrimSuffix(base, "/")+rd.from), noVariables.Replace(r.hosted(rd.to))
		if bare := strings.TrimSuffix(from, "/"); bare != from {
			fmt.Fprintf(&b, "location = \"%s\" { return 301 \"%s\"; }\n", bare, to)
		}
		fmt.Fprintf(&b, "location = \"%s\" { return 301 \"%s\"; }\n", from, to)
	}
	return []byte(b.String())
}

// quoted writes a string between the quotation marks of nginx and Apache.
var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// noVariables writes an address where nginx would take $name for what a reader asked.
var noVariables = strings.NewReplacer("$", "%24")

// Apache reads $1 in an address, and ${NAME} anywhere, unless they are broken up.
var (
	apacheAddress    = strings.NewReplacer(`\`, `\\`, "$", `\$`, "{", `\{`)
	apacheExpression = strings.NewReplacer(`\`, `\\`, "$", `\$`, "{", `\{`, "}", `\}`, ".", `\.`, "+", `\+`, "*", `\*`, "?", `\?`, "(", `\(`, ")", `\)`, "[", `\[`, "]", `\]`, "|", `\|`, "^", `\^`)
)

// apache is for the virtual host of the site: Include …/_server/apache.conf
func (r *renderer) apache(headers []header) []byte {
	var b strings.Builder
	b.WriteString("# Include this in the virtual host of the site, or copy it to .htaccess.\n# It needs mod_headers and mod_alias.\n")
	for _, h := range headers {
		fmt.Fprintf(&b, "Header always set %s \"%s\"\n", h.name, h.value)
	}
	fmt.Fprintf(&b, "ErrorDocument 404 %s404.html\n", r.hostRoot())
	fmt.Fprintf(&b, "<FilesMatch \"(\\.[0-9a-f]{10}\\.(css|js|json|png|jpe?g)|^[0-9a-f]{10}\\.json)$\">\nHeader set Cache-Control \"%s\"\n</FilesMatch>\n", forEver)
	fmt.Fprintf(&b, "RedirectMatch 404 \"^%s_server/\"\n", r.hostRoot())
	base := strings.TrimSuffix(r.hostRoot(), "/")
	for _, rd := range r.site.redirects {
		// Apache compares the address that is no longer escaped, and escapes the other.
		from, to := apacheExpression.Replace(strings.TrimSuffix(base+rd.from, "/")), apacheAddress.Replace(base+rd.to)
		fmt.Fprintf(&b, "RedirectMatch 301 \"^%s/?$\" \"%s\"\n", quoted.Replace(from), quoted.Replace(to))
	}
	return []byte(b.String())
}

// caddy is for the site block: import …/_server/caddy.conf
func (r *renderer) caddy(headers []header, unchanging []string) []byte {
	var b strings.Builder
	base := r.hostRoot()
	b.WriteString("# Import this in the site block, beside root and file_server.\nheader {\n")
	for _, h := range headers {
		fmt.Fprintf(&b, "\t%s \"%s\"\n", h.name, h.value)
	}
	b.WriteString("}\n@unchanging path")
	for _, name := range unchanging {
		fmt.Fprintf(&b, " %s%s", base, withBelow(name))
	}
	fmt.Fprintf(&b, "\nheader @unchanging Cache-Control \"%s\"\nerror %s_server/* 404\n", forEver, base)
	for _, rd := range r.site.redirects {
		// Caddy compares what is not escaped here with what is not escaped any more.
		from, to := caddyPath.Replace(strings.TrimSuffix(strings.TrimSuffix(base, "/")+rd.from, "/")), r.hosted(rd.to)
		fmt.Fprintf(&b, "redir \"%s\" \"%s\" 301\nredir \"%s/\" \"%s\" 301\n", from, to, from, to)
	}
	fmt.Fprintf(&b, "handle_errors {\n\t@missing expression `{err.status_code} == 404`\n\trewrite @missing %s404.html\n\tfile_server\n}\n", base)
	return []byte(b.String())
}

// caddyPath escapes what Caddy would take for a pattern, a placeholder or the end of a string.
var caddyPath = strings.NewReplacer("%", "%25", "*", "%2A", "{", "%7B", "}", "%7D", `"`, "%22", `\`, "%5C")

// hosted is the path of an address on its host.
func (r *renderer) hosted(address string) string {
	return strings.TrimSuffix(r.hostRoot(), "/") + (&url.URL{Path: address}).EscapedPath()
}
