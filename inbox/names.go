package inbox

import (
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// This file keeps personal data and control characters out of what is no text
// of anybody: names of files, types of records, and ids.

// pathNames numbers what is hidden in the names of files.
type pathNames map[string]int

var rePathPhone = regexp.MustCompile(`(?:\+|%2[Bb])\d[\d() .\-]{5,}\d`)

// path is a path that can be shown and written into reports: addresses in it
// are replaced, and what no terminal should obey is spelled out.
func (n pathNames) path(p string) string {
	if strings.ContainsFunc(p, func(r rune) bool { return !unicode.IsPrint(r) }) {
		quoted := strconv.QuoteToGraphic(p)
		p = strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
	}
	if !strings.ContainsAny(p, "@+%") {
		return p
	}
	parts := strings.Split(p, "/")
	for i, part := range parts {
		ext := path.Ext(part)
		if stem := strings.TrimSuffix(part, ext); ext != "" && n.hide(stem) != stem {
			parts[i] = n.hide(stem) + ext
			continue
		}
		parts[i] = n.hide(part)
	}
	return strings.Join(parts, "/")
}

// hide puts a number for each address of a name.
func (n pathNames) hide(s string) string {
	s = strings.ReplaceAll(s, "%40", "@")
	for _, kind := range []struct {
		name string
		re   *regexp.Regexp
	}{{maskEmail, reEmail}, {maskPhone, rePathPhone}} {
		s = kind.re.ReplaceAllStringFunc(s, func(found string) string {
			key := kind.name + "\x00" + strings.ToLower(found)
			if n[key] == 0 {
				n[kind.name]++
				n[key] = n[kind.name]
			}
			return "[file " + kind.name + " " + strconv.Itoa(n[key]) + "]"
		})
	}
	return s
}

// isPlainType tells a name of a type, such as "assign_and_reopen", from a text
// that somebody wrote into its place.
func isPlainType(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', strings.IndexByte("_-.:/", c) >= 0:
		case '0' <= c && c <= '9':
			digits++
		case c == ' ' && (i+1 == len(s) || s[i+1] < 'A' || s[i+1] > 'Z'):
		default:
			return false
		}
	}
	return digits <= 4 && len(s) <= 60
}

// reNumberedID is an id of a word and a number, such as "Case 12".
var reNumberedID = regexp.MustCompile(`^\p{L}+ #?\d{1,8}$`)

// isPersonID tells an id that is the name, the address or the phone number of
// somebody. That a bare number is one can only be asked of a table, whose ids
// may be anything.
func isPersonID(id, format string) bool {
	switch {
	case strings.Contains(id, "@"), strings.HasPrefix(id, "+"):
		return true
	case strings.Contains(id, " "):
		return !reNumberedID.MatchString(id)
	}
	return isTable(format) && isPhoneID(id)
}

func isTable(format string) bool {
	return format == FormatCSV || format == FormatSheet || format == FormatJSONL
}

// isPhoneID tells a phone number with its country code and no mark before it,
// as messengers write them.
func isPhoneID(id string) bool {
	id = strings.TrimPrefix(id, "00")
	if len(id) < 10 || len(id) > 15 || strings.Trim(id, "0123456789") != "" {
		return false
	}
	n, err := phonenumbers.Parse("+"+id, "ZZ")
	return err == nil && phonenumbers.IsValidNumber(n)
}
