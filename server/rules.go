package server

import (
	"net/http"
	"path"
	"strings"
)

// What hosts are told in files of a site, the server obeys itself: headers in
// _headers and redirects in _redirects, in the form of Netlify and Cloudflare
// Pages. Of it, this much is understood:
//
//	/assets/*              _headers: a path, with * at its end for all below
//	  Name: value          and headers for it, indented; later ones win
//	/old /new 301          _redirects: from, to, and a status that redirects
//	/old/* /new/:splat     with * at the end of from, if there is no such file
//
// Other lines are passed over.

// A headerRule adds headers to the answers for some paths.
type headerRule struct {
	path    string // without the * at its end
	below   bool
	headers [][2]string
}

func (r headerRule) fits(urlPath string) bool {
	return urlPath == r.path || r.below && strings.HasPrefix(urlPath, r.path)
}

func readHeaders(text string) []headerRule {
	var rules []headerRule
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		indented := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")
		name, value, ok := strings.Cut(trimmed, ":")
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case !indented:
			p, below := strings.CutSuffix(trimmed, "*")
			rules = append(rules, headerRule{path: p, below: below})
		case ok && len(rules) > 0:
			last := &rules[len(rules)-1]
			last.headers = append(last.headers, [2]string{http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)})
		}
	}
	return rules
}

// A redirectRule leads from one address, or all below it, to another.
type redirectRule struct {
	to     string
	status int
}

// redirects are the rules of a site: of single addresses, and of all below some,
// in the order of the file.
type redirects struct {
	exact map[string]redirectRule
	below []struct {
		from string
		redirectRule
	}
}

var redirectStatus = map[string]int{
	"": http.StatusMovedPermanently, "301": http.StatusMovedPermanently, "302": http.StatusFound,
	"307": http.StatusTemporaryRedirect, "308": http.StatusPermanentRedirect,
}

func readRedirects(text string) redirects {
	out := redirects{exact: map[string]redirectRule{}}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 2 || len(fields) > 3 || !strings.HasPrefix(fields[0], "/") {
			continue
		}
		status, ok := redirectStatus[strings.TrimSuffix(strings.Join(fields[2:], ""), "!")]
		if !ok {
			continue
		}
		rule := redirectRule{fields[1], status}
		if from, below := strings.CutSuffix(fields[0], "*"); below {
			out.below = append(out.below, struct {
				from string
				redirectRule
			}{from, rule})
		} else if _, there := out.exact[from]; !there {
			out.exact[from] = rule
		}
	}
	return out
}

// find is where an address leads, as it was written in the request.
func (r redirects) find(escaped string) (redirectRule, bool) {
	rule, ok := r.exact[escaped]
	return rule, ok
}

// findBelow is find for rules that hold where there is no file.
func (r redirects) findBelow(escaped string) (redirectRule, bool) {
	for _, rule := range r.below {
		if rest, ok := strings.CutPrefix(escaped, rule.from); ok {
			// The rest cannot turn a path into another host.
			return redirectRule{strings.ReplaceAll(rule.to, ":splat", strings.TrimLeft(rest, "/\\")), rule.status}, true
		}
	}
	return redirectRule{}, false
}

// hidden reports files of a site that are for hosts and not for readers.
func hidden(name string) bool {
	return name == "_headers" || name == "_redirects" || strings.HasPrefix(name, "_server/") || strings.HasPrefix(path.Base(name), ".signpost")
}
