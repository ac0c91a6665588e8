package importer

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// A Report tells what was imported, and what was lost.
type Report struct {
	System string `json:"system"`
	// Articles, Texts and Collections are how many there are in the export; a text
	// is an article in one language.
	Articles    int      `json:"articles"`
	Texts       int      `json:"texts"`
	Collections int      `json:"collections"`
	Languages   []string `json:"languages"`
	// Files counts the files of articles and collections by what became of them:
	// created, updated, unchanged, kept, conflict, deleted.
	Files    map[string]int `json:"files"`
	Pictures int            `json:"pictures"`
	// Equal is how many texts say on their page what the source says, word for
	// word.
	Equal int `json:"equal"`
	// Lost counts the losses of all texts by kind.
	Lost  map[string]int `json:"lost"`
	Items []*Item        `json:"items"`
	// LeftOut are texts that are written nowhere: the article has another text in
	// the language that they are taken for.
	LeftOut []LeftOut `json:"left_out"`
	// Gone are files whose articles are not in the export any more.
	Gone []string `json:"gone"`
	// Bodiless are titles of articles that the export lists without their texts.
	Bodiless []string  `json:"without_text"`
	Refused  []Refusal `json:"refused"`
	Damaged  []Refusal `json:"damaged"`
	Warnings []string  `json:"warnings"`
	// AddressMap and LossReport are files below the folder of the site.
	AddressMap string `json:"address_map"`
	LossReport string `json:"loss_report"`

	addresses []moved
	title     string
	language  string          // that of the site, "" if it names none
	nameless  map[string]bool // ids of authors whose names are not in the export
}

// An Item is one text.
type Item struct {
	ID       string `json:"id"`
	Language string `json:"language"`
	Title    string `json:"title"`
	// File lies below the folder of the site.
	File   string `json:"file"`
	Status string `json:"status"`
	// From is the old address, "" if it is not told; To is the new one from the
	// site's root.
	From string `json:"from,omitempty"`
	To   string `json:"to"`
	// Equal tells that the page says what the source says.
	Equal  bool   `json:"equal"`
	Losses []Loss `json:"losses"`

	placed *placed
}

// A LeftOut is a text that the site has no place for.
type LeftOut struct {
	ID     string `json:"id"`
	Locale string `json:"locale"`
	Title  string `json:"title"`
	// Language is the tag that the locale is taken for.
	Language string `json:"language"`
}

// String tells it on one line.
func (l LeftOut) String() string {
	return fmt.Sprintf("%s (%s): in %q, which is taken for %s, and the article has another text in %s", shorten(l.Title, 80), l.ID, l.Locale, l.Language, l.Language)
}

// moved is a line of the map of addresses.
type moved struct{ from, to, file string }

func newReport(opt Options, d *Dump) *Report {
	r := &Report{
		System: opt.System, Files: map[string]int{}, Lost: map[string]int{}, Languages: []string{}, Items: []*Item{}, LeftOut: []LeftOut{}, Gone: []string{}, Bodiless: []string{},
		Refused: append([]Refusal{}, d.files.refused...), Damaged: append([]Refusal{}, d.files.damaged...), Warnings: []string{}, title: d.center.title, language: opt.Language, nameless: map[string]bool{},
	}
	r.Articles, r.Texts, r.Collections = d.Articles()
	for _, id := range slices.Sorted(maps.Keys(d.center.bodiless)) {
		r.Bodiless = append(r.Bodiless, d.center.bodiless[id])
	}
	if n := d.files.texts; n == 0 {
		r.warn("nothing was read")
	}
	return r
}

func (r *Report) warn(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.Warnings, text) {
		r.Warnings = append(r.Warnings, text)
	}
}

// item adds a text to the report.
func (r *Report) item(p *placed, t *translation) *Item {
	it := &Item{ID: p.id, Language: p.lang, Title: fold(p.text.title), From: p.text.url, To: p.address, Equal: t.equal, placed: p}
	if t.equal {
		r.Equal++
	}
	r.Items = append(r.Items, it)
	return it
}

// leaveOut notes a text that is not written.
func (r *Report) leaveOut(id, locale string, t *text, lang string) {
	r.LeftOut = append(r.LeftOut, LeftOut{ID: id, Locale: locale, Title: fold(t.title), Language: lang})
}

// people is where a system lists those who write.
var people = map[string]string{"intercom": "GET /admins", "zendesk": "GET /api/v2/users", "freshdesk": "GET /api/v2/agents", "helpscout": "GET /v2/users"}

func (r *Report) count(f file, what string) {
	switch {
	case !strings.HasPrefix(f.key, "file:"):
		r.Files[what]++
	case what != failed:
		r.Pictures++
	}
}

// settle puts the losses of all texts into the report, once all are known.
func (r *Report) settle() {
	for _, it := range r.Items {
		it.Losses = append([]Loss{}, it.placed.losses.list()...)
		for _, l := range it.Losses {
			r.Lost[l.Kind] += l.Count
		}
	}
	if n := len(r.nameless); n > 0 {
		r.warn("the export tells some authors (%d) by their ids only; add the list of people (%s) to keep their names", n, people[r.System])
	}
}

// Faulty reports whether something needs a person: a conflict, a text that is
// not the same or was left out, articles without texts, damaged files.
func (r *Report) Faulty() bool {
	return r.Files[conflict] > 0 || len(r.LeftOut) > 0 || r.Equal < len(r.Items) || len(r.Bodiless) > 0 || len(r.Damaged) > 0
}

// Conflicts are the texts that both a writer and the source have changed.
func (r *Report) Conflicts() []*Item {
	return slices.DeleteFunc(slices.Clone(r.Items), func(it *Item) bool { return it.Status != conflict })
}

// tsv is the map of old to new addresses.
func (r *Report) tsv(content string) []byte {
	var b bytes.Buffer
	b.WriteString("# old address\tnew address\tfile\n")
	slices.SortFunc(r.addresses, func(x, y moved) int { return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.file, y.file)) })
	for _, m := range slices.Compact(r.addresses) {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", oneField(m.from), m.to, path.Join(content, m.file))
	}
	return b.Bytes()
}

func oneField(s string) string { return strings.Join(strings.Fields(clean(s)), "%20") }

// markdown is the report as people read it. It is the same for the same export
// and site.
func (r *Report) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Import from %s\n\n", r.System)
	fmt.Fprintf(&b, "%d articles, %d texts, %d collections, %d pictures copied. Word for word like the source: %d of %d.\n", r.Articles, r.Texts, r.Collections, r.Pictures, r.Equal, len(r.Items))
	section := func(title string, lines []string) {
		if len(lines) > 0 {
			fmt.Fprintf(&b, "\n## %s\n\n", title)
			for _, l := range lines {
				fmt.Fprintf(&b, "- %s\n", escaped(l))
			}
		}
	}
	var conflicts, lost, files, left []string
	for _, l := range r.LeftOut {
		left = append(left, l.String())
	}
	for _, it := range r.Conflicts() {
		conflicts = append(conflicts, it.File+": changed by a writer and in the source; the source's text is in conflicts/")
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Lost)) {
		lost = append(lost, fmt.Sprintf("%d× %s (%s)", r.Lost[kind], lossTexts[kind], kind))
	}
	for _, f := range r.Damaged {
		files = append(files, f.Path+": "+f.Reason)
	}
	for _, f := range r.Refused {
		files = append(files, f.Path+": "+f.Reason)
	}
	section("Conflicts", conflicts)
	section("What needs attention", r.Warnings)
	section("Texts that are not written: name their language in the help desk, and import again", left)
	section("Files that were not read, or not to their end", files)
	section("Articles listed without their text", r.Bodiless)
	section("Gone from the source, and left as they are", r.Gone)
	section("What Markdown does not say", lost)
	b.WriteString("\n## Article by article\n")
	for _, it := range r.Items {
		fmt.Fprintf(&b, "\n### %s\n\n%s · %s\n", escaped(cmp.Or(it.Title, it.ID)), escaped(it.File), it.Status)
		if it.From != "" {
			fmt.Fprintf(&b, "\n%s → %s\n", escaped(it.From), it.To)
		}
		if len(it.Losses) > 0 {
			b.WriteByte('\n')
		}
		for _, l := range it.Losses {
			fmt.Fprintf(&b, "- %s\n", escaped(l.String()))
		}
	}
	return b.Bytes()
}

var reportSigns = strings.NewReplacer("<", "\\<", "*", "\\*", "[", "\\[", "`", "\\`", "\n", " ")

func escaped(s string) string { return reportSigns.Replace(clean(s)) }
