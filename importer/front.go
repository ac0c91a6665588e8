package importer

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A front is the front matter of a file.
type front struct {
	title, description, id string
	order                  int
	tags, keywords         []string
	draft, internal        bool
	authors                []string
	updated                time.Time
	redirects, related     []string
	icon                   string
}

// Longest values, in runes, and lists.
const (
	maxTitle       = 300
	maxDescription = 1000
	maxWords       = 100
)

// String writes the front matter with the lines of dashes around it.
func (f front) String() string {
	var b strings.Builder
	b.WriteString("---\n")
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, yamlText(value))
		}
	}
	list := func(key string, values []string) {
		var quoted []string
		for _, v := range values[:min(len(values), maxWords)] {
			quoted = append(quoted, yamlItem(v))
		}
		if len(quoted) > 0 {
			fmt.Fprintf(&b, "%s: [%s]\n", key, strings.Join(quoted, ", "))
		}
	}
	line("title", f.title)
	line("description", f.description)
	line("id", f.id)
	line("icon", f.icon)
	if f.order > 0 {
		fmt.Fprintf(&b, "order: %d\n", f.order)
	}
	list("tags", f.tags)
	list("keywords", f.keywords)
	if f.draft {
		b.WriteString("draft: true\n")
	}
	if f.internal {
		b.WriteString("audience: internal\n")
	}
	list("authors", f.authors)
	if !f.updated.IsZero() {
		b.WriteString("updated: " + f.updated.Format(time.DateOnly) + "\n")
	}
	list("redirect_from", f.redirects)
	list("related", f.related)
	b.WriteString("---\n")
	return b.String()
}

// plainYAML is a text that YAML takes for itself.
var plainYAML = regexp.MustCompile(`^[\pL\pN/][\pL\pN\pM _.,;()/?!'’“”–—+=$€&-]*$`)

// plainItem is one that may stand in a list in brackets.
var plainItem = regexp.MustCompile(`^[\pL/][\pL\pN\pM _./-]*$`)

// yamlText quotes a text where YAML would take it for something else. Numbers
// and words such as true are texts to our reader of YAML, but not to others.
func yamlText(s string) string {
	s = fold(s)
	if !plainYAML.MatchString(s) || looksOther(s) {
		return strconv.Quote(s)
	}
	return s
}

func yamlItem(s string) string {
	s = shorten(fold(s), 200)
	if !plainItem.MatchString(s) || looksOther(s) {
		return strconv.Quote(s)
	}
	return s
}

func looksOther(s string) bool {
	if _, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64); err == nil {
		return true
	}
	if _, err := time.Parse(time.DateOnly, s[:min(len(s), 10)]); err == nil {
		return true
	}
	return strings.Contains(" true false yes no on off null y n ", " "+strings.ToLower(s)+" ")
}
