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

// securityHeaders fit every page: nothing is loaded from elsewhere but pictures
// that articles show, and the players of their videos.
func (s *site) securityHeaders() []header {
	images, players := []string{"'self'", "data:"}, []string{}
	for _, e := range s.editions {
		for _, p := range e.pages {
			for _, l := range p.External {
				if !l.Image {
					continue
				}
				if origin := pictureOrigin(l.Target); origin != "" {
					images = append(images, origin)
				}
			}
			for _, host := range p.Players {
				players = append(players, "https://"+host)
			}
		}
	}
	sorted := func(list []string) []string {
		slices.Sort(list)
		return slices.Compact(list)
	}
	images = append(images[:2:2], sorted(images[2:])...)
	frames := "'none'"
	if players = sorted(players); len(players) > 0 {
		frames = strings.Join(players, " ")
	}
	policy := []string{
		"default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src " + strings.Join(images, " "),
		"connect-src 'self'", "frame-src " + frames, "object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'self'",
	}
	return []header{
		{"Content-Security-Policy", strings.Join(policy, "; ")},
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "strict-origin-when-cross-origin"},
		{"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
	}
}

// plainHost is a host that means nothing but itself to a policy and to all web
// servers. Addresses may hold others: url.Parse lets ; $ " and * through.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9._-]+(?::[0-9]{1,5})?$`)

// pictureOrigin is what a policy calls the host of a picture's address,
// "https://img.example.com", with letters beyond ASCII in their form for machines. It
// is "" where a host can stand in no policy.
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
	static := r.site.src.static
	if !slices.Contains(static, "_headers") {
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
		from, to := nginxQuoted.Replace(strings.TrimSuffix(base, "/")+rd.from), noVariables.Replace(r.hosted(rd.to))
		if bare := strings.TrimSuffix(from, "/"); bare != from {
			fmt.Fprintf(&b, "location = \"%s\" { return 301 \"%s\"; }\n", bare, to)
		}
		fmt.Fprintf(&b, "location = \"%s\" { return 301 \"%s\"; }\n", from, to)
	}
	return []byte(b.String())
}

// nginxQuoted writes a string between quotation marks, where nginx reads no variables.
var nginxQuoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// noVariables writes an address where nginx and Apache would take $name and $1 for what a
// reader asked.
var noVariables = strings.NewReplacer("$", "%24")

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
	for _, rd := range r.site.redirects {
		fmt.Fprintf(&b, "RedirectMatch 301 \"^%s/?$\" \"%s\"\n", quoteMeta(strings.TrimSuffix(r.hosted(rd.from), "/")), noVariables.Replace(r.hosted(rd.to)))
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
		from, to := strings.TrimSuffix(r.hosted(rd.from), "/"), r.hosted(rd.to)
		fmt.Fprintf(&b, "redir \"%s\" \"%s\" 301\nredir \"%s/\" \"%s\" 301\n", from, to, from, to)
	}
	fmt.Fprintf(&b, "handle_errors {\n\t@missing expression `{err.status_code} == 404`\n\trewrite @missing %s404.html\n\tfile_server\n}\n", base)
	return []byte(b.String())
}

// quoteMeta quotes an escaped address for a regular expression.
func quoteMeta(s string) string {
	return strings.NewReplacer(".", `\.`, "+", `\+`, "(", `\(`, ")", `\)`, "$", `\$`, "*", `\*`).Replace(s)
}

// hosted is the path of an address on its host.
func (r *renderer) hosted(address string) string {
	return strings.TrimSuffix(r.hostRoot(), "/") + (&url.URL{Path: address}).EscapedPath()
}
