package builder

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"signpost/builder/article"
	"signpost/internal/diag"
)

// Published addresses last. addresses.tsv in the site folder, which build writes
// and the team commits, has a line for each address that was ever published:
//
//	/write/links/ TAB content/write/links.md TAB id:links,3f2a91c0,77aa0011 TAB #how=91abffee #end #old>how
//	/old/ TAB -> TAB /write/links/
//
// The first kind names the article's file, its id if it has one, the prints of
// its contents, newest last, and its headings with the prints of their texts; "#old>how" says where a
// heading went, in the page or in another ("#old>/a/#b"). The second kind is a
// redirect. Addresses of collections have no more than a name.
//
// An address that is gone is looked for by its id, its file, its content, its
// sections and the renames that git knows of; a heading by its text. What is found becomes a redirect by itself,
// what is not is a mistake: links from elsewhere would break.

const (
	addressesFile = "addresses.tsv"
	// maxPrints is how many contents of an article are remembered.
	maxPrints = 30
)

// A published address, as remembered.
type published struct {
	line     int
	file     string
	id       string // of the front matter
	prints   []string
	headings []publishedHeading
	// to is where a redirect leads, "" for a page.
	to string
}

type publishedHeading struct {
	id string
	// print is that of the section's text, "" if it is too short to tell.
	print string
	// to is where the heading went: an id of the same page, or "/page/#id".
	to string
}

// addressBook is the content of addresses.tsv by address.
type addressBook map[string]published

// readAddresses reads addresses.tsv; nil means that nothing was published yet.
func readAddresses(cfg Config) (addressBook, []diag.Diagnostic, error) {
	data, err := fs.ReadFile(cfg.Site, addressesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", addressesFile, err)
	}
	book := addressBook{}
	var ds []diag.Diagnostic
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		p := published{line: n}
		switch {
		case !strings.HasPrefix(fields[0], "/") || len(fields) < 2 || len(fields) > 4 || fields[1] == "->" && len(fields) != 3:
			ds = append(ds, diag.Diagnostic{File: shown(cfg.Name, addressesFile), Line: n, Code: "bad-line", What: "a line that Signpost did not write", Fix: "restore it, or remove it"})
			continue
		case fields[1] == "->":
			p.to = fields[2]
		default:
			p.file = fields[1]
		}
		if p.to == "" && len(fields) > 2 {
			p.prints = strings.FieldsFunc(fields[2], func(r rune) bool { return r == ',' })
			if len(p.prints) > 0 && strings.HasPrefix(p.prints[0], "id:") {
				p.id, p.prints = strings.TrimPrefix(p.prints[0], "id:"), p.prints[1:]
			}
		}
		if p.to == "" && len(fields) > 3 {
			for heading := range strings.FieldsSeq(fields[3]) {
				h := publishedHeading{id: strings.TrimPrefix(heading, "#")}
				if id, to, ok := strings.Cut(h.id, ">"); ok {
					h.id, h.to = id, to
				} else if id, print, ok := strings.Cut(h.id, "="); ok {
					h.id, h.print = id, print
				}
				p.headings = append(p.headings, h)
			}
		}
		book[fields[0]] = p
	}
	return book, ds, nil
}

// write returns the content of addresses.tsv.
func (b addressBook) write() []byte {
	var out bytes.Buffer
	out.WriteString("# The addresses that this site has published, so that none of them breaks.\n# Written by signpost build; commit this file.\n")
	for _, url := range slices.Sorted(maps.Keys(b)) {
		p := b[url]
		if p.to != "" {
			fmt.Fprintf(&out, "%s\t->\t%s\n", url, p.to)
			continue
		}
		fmt.Fprintf(&out, "%s\t%s", url, p.file)
		prints := p.prints
		if p.id != "" {
			prints = append([]string{"id:" + p.id}, prints...)
		}
		if len(prints) > 0 {
			out.WriteString("\t" + strings.Join(prints, ","))
		}
		for i, h := range p.headings {
			out.WriteString([]string{"\t", " "}[min(i, 1)] + "#" + h.id)
			if h.to != "" {
				out.WriteString(">" + h.to)
			} else if h.print != "" {
				out.WriteString("=" + h.print)
			}
		}
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// headingsOf lists the headings of an article with the prints of their sections.
func headingsOf(a *article.Article) []publishedHeading {
	texts := map[string]string{}
	for _, s := range a.Sections {
		texts[s.Anchor] = s.Print
	}
	var out []publishedHeading
	for _, h := range a.Headings {
		out = append(out, publishedHeading{id: h.ID, print: texts[h.ID]})
	}
	return out
}

// ForgotAddresses reports whether out holds a published site whose addresses are
// not known any more: redirects from before are lost.
func ForgotAddresses(siteDir, out string) bool {
	_, unknown := os.Stat(filepath.Join(siteDir, addressesFile))
	_, err := os.Stat(filepath.Join(out, siteMark))
	return errors.Is(unknown, fs.ErrNotExist) && err == nil
}

// rememberAddresses writes addresses.tsv, if it changes.
func (w writer) rememberAddresses(siteDir string, book addressBook) error {
	if book == nil {
		return nil
	}
	name, data := filepath.Join(siteDir, addressesFile), book.write()
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	return w.replace(name, data)
}
