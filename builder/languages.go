package builder

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"signpost/builder/article"
	"signpost/internal/diag"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// A site has an edition for each of its languages. Translations lie beside
// their originals: install.de.md is the German install.md. The language of the
// site needs no prefix; the others lie in a folder of their own, /de/install/.
// What has no translation is shown in the language of the site, and is in
// neither the search, the sitemap nor the feed of the edition that borrows it.

// An entry is an article of an edition.
type entry struct {
	rel string // path of the original
	// original is the article in the site's language; shown is its translation,
	// or the original once more.
	original, shown *article.Article
	borrowed        bool
}

// translationOf splits the path of a translation into that of its original and
// its language in lower case; the language is "" if the name names none.
func translationOf(rel string) (original, lang string) {
	stem := strings.TrimSuffix(rel, path.Ext(rel))
	tag := strings.TrimPrefix(path.Ext(stem), ".")
	if len(tag) < 2 || !languageTag.MatchString(tag) {
		return rel, ""
	}
	if _, err := language.Parse(tag); err != nil {
		return rel, ""
	}
	return strings.TrimSuffix(stem, "."+tag) + path.Ext(rel), strings.ToLower(tag)
}

// translations sorts the articles of a site: originals in their order, and
// translations by language and path of the original. A file is a translation if
// signpost.yaml names its language, or if it names no languages and the original
// is there. Translations of nothing are reported.
func (l *linker) translations(arts []*article.Article) ([]entry, map[string]map[string]*article.Article) {
	settings := l.src.settings
	own := strings.ToLower(settings.Language)
	known := map[string]bool{own: true}
	for _, tag := range settings.Languages {
		known[strings.ToLower(tag)] = true
	}
	there := map[string]bool{}
	for _, s := range l.src.articles {
		there[s.rel] = true
	}
	var originals []entry
	byLang := map[string]map[string]*article.Article{}
	for i, s := range l.src.articles {
		a := arts[i]
		if a == nil {
			continue
		}
		original, lang := translationOf(s.rel)
		translates := lang != "" && (known[lang] || len(settings.Languages) == 0 && there[original])
		switch {
		case !translates:
			if lang != "" && len(settings.Languages) > 0 && there[original] {
				l.warn(a, 1, "other-language", fmt.Sprintf("signpost.yaml does not name the language %s, so this is an article of its own, at an address that ends in .%[1]s", lang), "add it to languages, or rename the file")
			}
			originals = append(originals, entry{rel: s.rel, original: a, shown: a})
		case lang == own && there[original]:
			l.fault(a, 1, "duplicate-address", fmt.Sprintf("%s is in this language already", path.Base(original)), "keep one of them")
		case lang == own:
			originals = append(originals, entry{rel: original, original: a, shown: a})
		case !there[original]:
			l.fault(a, 1, "no-original", fmt.Sprintf("a translation of nothing: there is no %s", path.Base(original)), "rename it as its original was renamed, or remove it")
		default:
			if byLang[lang] == nil {
				byLang[lang] = map[string]*article.Article{}
			}
			byLang[lang][original] = a
		}
	}
	return originals, byLang
}

// languages lists the tags of the editions, that of the site first, the others
// as signpost.yaml orders them, or else in their own order.
func languages(s Settings, byLang map[string]map[string]*article.Article) []string {
	tags := []string{s.Language}
	has := func(tag string) bool {
		return slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, tag) })
	}
	for _, tag := range s.Languages {
		if !has(tag) {
			tags = append(tags, tag)
		}
	}
	var found []string
	for tag := range byLang {
		if !has(tag) {
			found = append(found, tag)
		}
	}
	slices.Sort(found)
	return append(tags, found...)
}

// translated puts the translations in the place of their originals.
func (cfg Config) translated(originals []entry, translations map[string]*article.Article) []entry {
	entries := slices.Clone(originals)
	for i, e := range entries {
		entries[i].borrowed = true
		if a := translations[e.rel]; a != nil && cfg.publishes(a) {
			entries[i].shown, entries[i].borrowed = a, false
		}
	}
	return entries
}

// languageName is the name of a language in that language itself.
func languageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Self.Name(t); name != "" {
		r := []rune(name)
		return strings.ToUpper(string(r[0])) + string(r[1:])
	}
	return tag
}

// pluralForm is the CLDR category of a whole number in a language: one, two, few,
// many, zero or other.
func pluralForm(tag string, n int) string {
	t, err := language.Parse(tag)
	if err != nil {
		t = language.English
	}
	switch plural.Cardinal.MatchPlural(t, n, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}

// edition returns that of a language, or the site's own.
func (s *site) edition(lang string) *edition {
	for _, e := range s.editions {
		if strings.EqualFold(e.lang, lang) {
			return e
		}
	}
	return s.editions[0]
}

// languageFaults reports what signpost.yaml says wrongly about languages.
func (s Settings) languageFaults() [][3]string {
	var bad [][3]string
	for i, tag := range append([]string{s.Language}, s.Languages...) {
		key := "language"
		if i > 0 {
			key = fmt.Sprintf("languages[%d]", i-1)
		}
		if _, err := language.Parse(tag); err != nil || !languageTag.MatchString(tag) {
			fix := "write en, de or pt-BR"
			if near := diag.Nearest(tag, []string{"en", "de", "fr", "es", "pt", "it", "nl", "ja", "zh", "ar"}); near != "" {
				fix = fmt.Sprintf("did you mean %q?", near)
			}
			bad = append(bad, [3]string{key, fmt.Sprintf("%q is not a language tag", tag), fix})
		}
	}
	return bad
}

// printed is the form of article.Print.
var printed = regexp.MustCompile(`^[0-9a-f]{8}$`)

// outdated reports translations whose originals have changed since, and by how
// many published changes.
func (l *linker) outdated(book addressBook) {
	first := l.site.editions[0]
	for _, e := range l.site.editions[1:] {
		for _, p := range e.own() {
			original := first.byRel[p.rel]
			now := p.original.Print()
			if p.Original == "" || p.Original == now || original == nil {
				continue
			}
			if !printed.MatchString(p.Original) {
				l.warn(p.Article, p.Keys["original"], "bad-value", fmt.Sprintf("original: %s is no print of a text", p.Original), fmt.Sprintf("write original: %s if it is up to date", now))
				continue
			}
			p.behind = 1
			prints := book[original.url].prints
			if len(prints) > 0 && prints[len(prints)-1] != now {
				prints = append(slices.Clone(prints), now)
			}
			if i := slices.Index(prints, p.Original); i >= 0 {
				p.behind = len(prints) - 1 - i
			}
			changes := "1 change"
			if p.behind > 1 {
				changes = fmt.Sprintf("%d changes", p.behind)
			}
			l.diags = append(l.diags, diag.Diagnostic{
				File: p.Path, Line: max(1, p.Keys["original"]), Severity: diag.Warning, Code: "outdated-translation",
				What: fmt.Sprintf("%s behind %s", changes, path.Base(p.rel)),
				Fix:  fmt.Sprintf("bring it up to date, then write original: %s", now),
			})
		}
	}
}
