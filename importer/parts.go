package importer

import (
	"fmt"
	"html"
	"net/url"
	"strings"
)

// host remembers where the help center was.
func (c *center) host(address string) {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		c.hosts[strings.ToLower(u.Hostname())] = true
	}
}

// splitWords splits what is written with commas.
func splitWords(s string) []string {
	var out []string
	for w := range strings.SplitSeq(s, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// attachmentsHTML lists attached files behind a text, as help centers show them.
// Pictures within the text are attached too, and are not listed.
func attachmentsHTML(list []any, name, address string, l *losses) string {
	var b strings.Builder
	for _, item := range list {
		m, ok := item.(map[string]any)
		if !ok {
			continue
		}
		r := record(m)
		if r.flag("inline") || r.str(address) == "" {
			continue
		}
		title := r.str(name, "file_name", "name")
		if title == "" {
			title = r.str(address)
		}
		l.add("attachment", title)
		fmt.Fprintf(&b, "<li><a href=\"%s\">%s</a></li>", html.EscapeString(r.str(address)), html.EscapeString(title))
	}
	if b.Len() == 0 {
		return ""
	}
	return "<ul>" + b.String() + "</ul>"
}
