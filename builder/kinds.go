package builder

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Files that lie among articles are published when one leads to them. That is the word of
// whoever writes, and writers may not put scripts into a site: what a browser would run in
// the site's name has to lie in static/, where whoever runs the site puts it.

var (
	// running are the endings of files that browsers run, or take scripts out of.
	running = []string{".html", ".htm", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml", ".js", ".mjs", ".xsl", ".xslt", ".svgz", ".hta", ".htc", ".swf"}
	// markup are the endings of files that can hold scripts, and mostly do not.
	markup = []string{".svg", ".xml", ".rdf", ".rss", ".atom"}
	// nearlyArticles are endings of Markdown that is no article, and what its front matter
	// says would be published with it.
	nearlyArticles = []string{".markdown", ".mdown", ".mdwn", ".mkd", ".mkdn"}
)

// withheld tells why a file of the articles' folder is not published, and what to do, both
// "" if it is.
func (l *linker) withheld(rel, file string) (what, fix string) {
	ext := strings.ToLower(path.Ext(rel))
	const scripts = "put it into static/, if you trust it"
	switch {
	case l.site.assets[rel] != "":
		return "", ""
	case slices.Contains(nearlyArticles, ext):
		return fmt.Sprintf("%s is no article, for its name does not end in .md", path.Base(rel)), "rename it, or put it into static/ to publish it as it is"
	case slices.Contains(running, ext):
		return fmt.Sprintf("%s is not published, for browsers run what is in such files", path.Base(rel)), scripts
	case slices.Contains(markup, ext):
		if data, err := fs.ReadFile(l.src.fsys, file); err == nil && holdsScript(data) {
			return fmt.Sprintf("%s is not published, for it can run a script", path.Base(rel)), "take the script out, or " + scripts
		}
	}
	return "", ""
}

// suspicious is what XML that cannot be read must not hold.
var suspicious = regexp.MustCompile(`(?i)script|[\s"'/]on\w+\s*=|&#|<!entity|\x00`)

// plainEntity is a definition that stands for an address, as drawing programs write it.
var plainEntity = regexp.MustCompile(`<!ENTITY\s+[\w.:-]+\s+"https?://[^"<&]*"\s*>`)

// holdsScript reports whether XML, such as an SVG, can run a script or be turned into
// what does.
func holdsScript(data []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return false
		case err != nil:
			return suspicious.Match(data)
		}
		switch token := token.(type) {
		case xml.ProcInst:
			if token.Target != "xml" {
				return true // xml-stylesheet leads to what makes HTML of it
			}
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(plainEntity.ReplaceAll(token, nil)), []byte("<!ENTITY")) {
				return true
			}
		case xml.StartElement:
			if runs(token) {
				return true
			}
		}
	}
}

// runs reports an element that is a script or has one.
func runs(e xml.StartElement) bool {
	if slices.Contains([]string{"script", "handler", "iframe", "object", "embed"}, strings.ToLower(e.Name.Local)) {
		return true
	}
	for _, a := range e.Attr {
		value := strings.ToLower(strings.Join(strings.Fields(a.Value), ""))
		if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || strings.Contains(value, "javascript:") || strings.Contains(value, "data:text/html") {
			return true
		}
	}
	return false
}
