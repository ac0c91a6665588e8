package gaps

import (
	"strings"
	"unicode"
)

// grammar are the words that carry no topic in any question: they are left out
// of stems and of 4-character pieces.
var grammar = wordSet(`a an the this that these those i me my mine we us our you your he him his she her it its
they them their am is are was were be been being would should could will shall may might of to and or so
please pls hi hello hey thanks thank thx just dont im ive id ill`)

// common are further words that most questions hold: how one asks, not what
// about. Stems leave them out; pieces keep them, for they tell twins apart.
var common = wordSet(`in on at by for from with into as but if then than too very also there here have has had
having do does did doing done can cant how what when where which who whom whose why want wants wanted need
needs like know get gets got getting tell told help make makes made go going let lets ours yours myself
not no yes any some all about up out`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// expand undoes the short forms of English, so that "can't" and "cannot" meet.
var expand = strings.NewReplacer("’", "'", "‘", "'", "can't", "can not", "cannot", "can not", "won't", "will not",
	"shan't", "shall not", "n't", " not", "'re", " ", "'ve", " ", "'ll", " ", "'m", " ", "'d", " ", "'s", " ")

// words splits text into lower-case runs of letters (with their marks) or
// digits. Placeholders of masked data, such as "[email 1]", are no words.
func words(text string) []string {
	text = expand.Replace(strings.ToLower(placeholder.ReplaceAllString(text, " ")))
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// stem cuts the endings that English inflection adds. It is coarser than the
// analyzer of search on purpose: "verify", "verified" and "verification" need
// to meet in groups, where a wrong meeting is outvoted by the other features.
func stem(w string) string {
	if len(w) <= 3 || !isASCII(w) {
		return w
	}
	w = stemPlural(w)
	switch {
	case strings.HasSuffix(w, "ing") && len(w) > 5:
		w = undouble(w[:len(w)-3])
	case strings.HasSuffix(w, "ed") && len(w) > 4:
		w = undouble(w[:len(w)-2])
	case strings.HasSuffix(w, "ly") && len(w) > 5:
		w = w[:len(w)-2]
	}
	if strings.HasSuffix(w, "e") && len(w) > 3 {
		w = w[:len(w)-1]
	}
	switch {
	case strings.HasSuffix(w, "ment") && len(w) > 7:
		w = w[:len(w)-4]
	case strings.HasSuffix(w, "ation") && len(w) > 7:
		w = w[:len(w)-5]
	case strings.HasSuffix(w, "ion") && len(w) > 6:
		w = w[:len(w)-3]
	}
	return w
}

func stemPlural(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "s"):
		return w[:len(w)-1]
	}
	return w
}

func undouble(w string) string {
	n := len(w)
	if n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("lsz", rune(w[n-1])) {
		return w[:n-1]
	}
	return w
}

func isASCII(w string) bool {
	for i := range len(w) {
		if w[i] >= 0x80 {
			return false
		}
	}
	return true
}

// contentStems are the stems of text's words without grammar and common words.
func contentStems(text string) []string {
	var out []string
	for _, w := range words(text) {
		if !grammar[w] && !common[w] {
			out = append(out, stem(w))
		}
	}
	return out
}
