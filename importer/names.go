package importer

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// maxName is how long the name of a file is at most, in bytes, without language
// and ending: with three folders above it, Windows still takes the path.
const maxName = 60

// slug makes a name of a title: letters and digits in lower case, hyphens
// between words. "" if nothing is left.
func slug(title string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFC.String(strings.ToLower(title)) {
		switch {
		case unicode.In(r, unicode.L, unicode.M, unicode.N):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case r == '\'' || r == '’' || r == '\u00ad' || r == '\u200d' || r == '\u200c':
		default:
			gap = true
		}
	}
	name := b.String()
	if len(name) <= maxName {
		return name
	}
	cut := 0
	for i := range name { // the last rune that fits
		if i > maxName {
			break
		}
		cut = i
	}
	name = name[:cut]
	if i := strings.LastIndexByte(name, '-'); i > maxName/2 {
		name = name[:i]
	}
	return name
}

// reserved are names that Windows has for devices, that folders of a site have
// for other ends, and that speak for a folder.
var reserved = regexp.MustCompile(`^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|public|snippets|static|theme|node_modules|images|index|_index|search|assets)$`)

// safeName changes a name that cannot stand for a file of its own.
func safeName(name string) string {
	if reserved.MatchString(name) {
		return name + "-topic"
	}
	return name
}

// safeKey makes a part of a path of an id.
func safeKey(id string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_') {
			return unicode.ToLower(r)
		}
		return '-'
	}, id[:min(len(id), 60)])
}

var tagForm = regexp.MustCompile(`^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*$`)

// languageTag writes a locale of a help desk as a language tag: en_us is en-US.
// "" if it is none.
func languageTag(locale string) string {
	t := strings.ReplaceAll(strings.TrimSpace(locale), "_", "-")
	if !tagForm.MatchString(t) {
		return ""
	}
	tag, err := language.Parse(t)
	if err != nil {
		return ""
	}
	return tag.String()
}

// shortTags finds a tag for each locale: the language alone, where the help
// center has no second kind of it.
func shortTags(locales []string, known []string) map[string]string {
	kinds := map[string]map[string]bool{}
	for _, l := range locales {
		tag := languageTag(l)
		base, _, _ := strings.Cut(tag, "-")
		if kinds[base] == nil {
			kinds[base] = map[string]bool{}
		}
		kinds[base][tag] = true
	}
	out := map[string]string{}
	for _, l := range locales {
		tag := languageTag(l)
		base, _, _ := strings.Cut(tag, "-")
		switch {
		case tag == "":
			continue
		case containsFold(known, tag) != "":
			tag = containsFold(known, tag)
		case len(kinds[base]) == 1 && (base != "zh" || containsFold(known, base) != ""):
			tag = base
		}
		out[l] = tag
	}
	return out
}

func containsFold(list []string, s string) string {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return x
		}
	}
	return ""
}
