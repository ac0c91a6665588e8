package gaps

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"signpost/gaps/wordmodel"
	"signpost/gaps/words"
	"signpost/inbox"
	"signpost/search"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// vocabulary counts in how many questions each stem occurs, to tell a group's
// words from everybody's. It is of all questions, however they are grouped. Stems are
// counted by their hashes: a million questions hold as many pairs of them.
type vocabulary struct {
	questions int
	df        map[uint64]int32
	// model tells how much English words say, nil when nothing does.
	model *wordmodel.Model
	// own are the stems by which the help center calls itself or its product: they are in
	// all that is asked there, and tell no gap from another.
	own map[string]bool
}

// ownFrom is the least number of articles of which most have a word in their titles because
// it is the product's.
const ownFrom = 5

// ownWords are the stems of the help center's name, and of what stands in the titles of most
// of its articles.
func ownWords(opt Options) map[string]bool {
	own := map[string]bool{}
	for stem := range termsOf(opt.Name) {
		own[stem] = true
	}
	titles, in := map[string]bool{}, map[string]int{}
	for _, d := range opt.Documents {
		if !titles[d.Article] {
			titles[d.Article] = true
			for stem := range termsOf(d.Title) {
				in[stem]++
			}
		}
	}
	for stem, n := range in {
		if len(titles) >= ownFrom && 2*n > len(titles) {
			own[stem] = true
		}
	}
	return own
}

func newVocabulary(ctx context.Context, groups []*cluster) vocabulary {
	v := vocabulary{df: map[uint64]int32{}}
	var mu sync.Mutex
	eachSome(ctx, groups, func(ms []*member) {
		df := map[uint64]int32{}
		for _, m := range ms {
			quote := m.item().Quote
			terms := termsOf(quote)
			for s := range terms {
				df[words.Hash(s)]++
			}
			for s := range pairsAmong(terms, quote) {
				df[words.Hash(s)]++
			}
		}
		mu.Lock()
		defer mu.Unlock()
		v.questions += len(ms)
		for s, n := range df {
			v.df[s] += n
		}
	})
	return v
}

// weak words name nothing, however rare they are.
var weak = words.Set(`own per via inside built same other another each every still already maybe something anything
nothing somebody someone thing things way ways use using used new one two three lot our hers possible able
und der die das ein eine wir ich sie ist für mit auf von que les des une est pour dans nous vous por para una los las`)

const (
	// heardQuestions tell the language of a group.
	heardQuestions = 20
	// sayingLength is the least length of the vector of an English word that says what a
	// question is about: "went", "middle" and "possible" are shorter.
	sayingLength = 0.325
)

// sayingIn gives a test for the words that may name a group: those that carry meaning
// in the language of its questions.
func (v vocabulary) sayingIn(ms []member) func(word string) bool {
	var all strings.Builder
	for i := range ms[:min(heardQuestions, len(ms))] {
		all.WriteString(ms[i].item().Quote + "\n")
	}
	lang := inbox.Language(all.String())
	return func(word string) bool {
		if search.Stop(lang, word) || inbox.IsCommonWord(lang, word) {
			return false
		}
		if lang != "en" || v.model == nil {
			return true
		}
		length, known := v.model.Length(word)
		return !known || length >= sayingLength
	}
}

// termsOf gives the words of a text by stem, without numbers and short words.
func termsOf(text string) map[string]string {
	out := map[string]string{}
	for _, w := range words.Split(text) {
		if words.IsGrammar(w) || words.IsCommon(w) || weak[w] || utf8.RuneCountInString(w) < 3 || strings.IndexFunc(w, unicode.IsDigit) >= 0 || words.IsChitchat(words.Stem(w)) {
			continue
		}
		if old, ok := out[words.Stem(w)]; !ok || w < old {
			out[words.Stem(w)] = w
		}
	}
	return out
}

// pairsOf gives the pairs of neighbouring terms of a text, by their stems.
func pairsOf(text string) map[string]string { return pairsAmong(termsOf(text), text) }

// pairsAmong gives those of a text that has these terms.
func pairsAmong(single map[string]string, text string) map[string]string {
	out := map[string]string{}
	before := ""
	for _, w := range words.Split(text) {
		if _, ok := single[words.Stem(w)]; !ok {
			before = ""
			continue
		}
		if before != "" && words.Stem(before) != words.Stem(w) {
			out[words.Stem(before)+" "+words.Stem(w)] = before + " " + w
		}
		before = w
	}
	return out
}

// pairShare of a group's members hold a pair that names it.
const pairShare = 0.25

// distinguishing gives the n terms that a group has and others have not: first
// pairs of neighbours that many of its members use, then words. They are ordered
// by the number of members with the term, times the logarithm of its rarity. Of
// the forms of a term it gives the commonest. At least two members hold each,
// when they can. What carries no meaning in the language of the questions is none, nor is
// what the help center calls itself. Of many members speakAtMost speak for all.
func (v vocabulary) distinguishing(ms []member, n int) []string {
	carries := v.sayingIn(ms)
	says := func(word string) bool { return carries(word) && !v.own[words.Stem(word)] }
	ms = evenly(ms, speakAtMost)
	pairs := v.best(ms, pairsOf, says, max(2, int(math.Ceil(pairShare*float64(len(ms))))), n)
	taken := map[string]bool{}
	var out []string
	for _, p := range pairs {
		a, b, _ := strings.Cut(p, " ")
		if len(out) < 2 && !taken[words.Stem(a)] && !taken[words.Stem(b)] {
			taken[words.Stem(a)], taken[words.Stem(b)] = true, true
			out = append(out, p)
		}
	}
	for _, w := range v.best(ms, termsOf, says, min(2, len(ms)), n+4) {
		if len(out) < n && !taken[words.Stem(w)] {
			out = append(out, w)
		}
	}
	return out
}

// best gives the n best terms that of reads from the members' questions, of which
// all words say something and at least least members hold each.
func (v vocabulary) best(ms []member, of func(string) map[string]string, says func(string) bool, least, n int) []string {
	in := map[string]int{}
	forms := map[string]map[string]int{}
	for _, m := range ms {
		for s, w := range of(m.item().Quote) {
			if a, b, pair := strings.Cut(w, " "); !says(a) || pair && !says(b) {
				continue
			}
			in[s]++
			if forms[s] == nil {
				forms[s] = map[string]int{}
			}
			forms[s][w]++
		}
	}
	stems := sortedKeys(in)
	weight := func(s string) float64 {
		return float64(in[s]) * math.Log(float64(v.questions+1)/(float64(v.df[words.Hash(s)])+0.5))
	}
	slices.SortStableFunc(stems, func(a, b string) int { return cmp.Compare(weight(b), weight(a)) })
	var out []string
	for _, s := range stems {
		if in[s] >= least && len(out) < n {
			w, _ := most(forms[s])
			out = append(out, w)
		}
	}
	return out
}

// firstWords gives the first n words of terms, of the forms of a word one.
func firstWords(terms []string, n int) []string {
	var out []string
	for _, t := range terms {
		for _, w := range strings.Fields(t) {
			if len(out) < n && !slices.ContainsFunc(out, func(old string) bool { return sameForm(old, w) }) {
				out = append(out, w)
			}
		}
	}
	return out
}

// sameForm tells whether two words differ by an ending, in whatever language.
func sameForm(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return words.Stem(a) == words.Stem(b) || len(a) >= 4 && len(b)-len(a) <= 2 && strings.HasPrefix(b, a)
}

// slug makes a file name of words.
func slug(terms []string) string {
	s := strings.ReplaceAll(strings.Join(terms, "-"), " ", "-")
	s = strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	for len(s) > longestSlug {
		if at := strings.LastIndexByte(s, '-'); at > 0 {
			s = s[:at]
			continue
		}
		s = strings.ToValidUTF8(s[:longestSlug], "")
	}
	return cmp.Or(s, "new-article")
}

// longestSlug is how many bytes a slug has at most: file systems end at 255, and people before.
const longestSlug = 80
