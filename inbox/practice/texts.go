package practice

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"signpost/inbox"
)

// basis begins the hash of a word (FNV-1a).
const basis = 14695981039346656037

// firstJoined is the first letter of scripts that do not part words: Thai.
const firstJoined = 0x0e01

// leastWords is how long a text must be so that its likes are no chance.
const leastWords = 8

// mostWords is how much of a text is compared.
const mostWords = 400

// appendWords appends the words of a text as hashes. Placeholders of masked data,
// addresses and numbers do not tell texts apart; scripts that do not part words
// give a word for each letter.
func appendWords(out []uint64, text string) []uint64 {
	most := len(out) + mostWords
	var h uint64
	var last rune
	begun := false
	for i := 0; i < len(text) && len(out) < most; {
		c := text[i]
		r, size, kind := plainASCII[c], 1, noLetter
		switch {
		case c >= utf8.RuneSelf:
			r, size = utf8.DecodeRuneInString(text[i:])
			if kind = kindOf(r); kind == letter {
				r = plainLetter(r)
			}
		case (c == '[' || c == 'h') && noWord(text[i:]) > 0:
			size = noWord(text[i:])
		case r != 0:
			kind = letter
		}
		i += size
		if kind != letter {
			if begun {
				out, begun = append(out, h), false
			}
			if kind == joined {
				out = append(out, mix(uint64(r)))
			}
			continue
		}
		if !begun {
			h, begun = basis, true
		}
		if r != '0' || last != '0' || h == basis {
			h = (h ^ uint64(r)) * 1099511628211
		}
		last = r
	}
	if begun {
		out = append(out, h)
	}
	return out
}

// The kinds of runes: letters and digits, letters of scripts that do not part
// words, and others.
const (
	noLetter = iota
	letter
	joined
)

// plainASCII has the plain letter of each letter and digit of ASCII.
var plainASCII = func() (out [256]rune) {
	for c := range out {
		switch {
		case c >= '0' && c <= '9':
			out[c] = '0'
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			out[c] = rune(c | 0x20)
		}
	}
	return out
}()

// kindOf is the kind of a rune that is no ASCII.
func kindOf(r rune) int {
	switch {
	case unicode.IsDigit(r):
		return letter
	case r >= firstJoined && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
		return joined
	case unicode.IsLetter(r):
		return letter
	}
	return noLetter
}

// plainLetter is the small letter of one that is no ASCII, and 0 for all digits.
func plainLetter(r rune) rune {
	if unicode.IsDigit(r) {
		return '0'
	}
	return unicode.ToLower(r)
}

// noWord is how long the placeholder or the address is that a text begins with,
// 0 if there is none.
func noWord(s string) int {
	switch s[0] {
	case '[':
		return placeholder(s)
	case 'h':
		rest, ok := strings.CutPrefix(s, "http")
		if !ok {
			return 0
		}
		rest, ok = strings.CutPrefix(strings.TrimPrefix(rest, "s"), "://")
		end := strings.IndexAny(rest, "\t\n\f\r ")
		if end < 0 {
			end = len(rest)
		}
		if ok && end > 0 {
			return len(s) - len(rest) + end
		}
	}
	return 0
}

// placeholder is how long the placeholder is that a text begins with, such as
// "[email 1]".
func placeholder(s string) int {
	i := 1
	for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
		i++
	}
	if i == 1 || i == len(s) || s[i] != ' ' {
		return 0
	}
	digits := i + 1
	for i = digits; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
	}
	if i == digits || i == len(s) || s[i] != ']' {
		return 0
	}
	return i + 1
}

// mix spreads the bits of a number (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// appendTriples appends the word triples of a text.
func appendTriples(out, words []uint64) []uint64 {
	for i := 2; i < len(words); i++ {
		out = append(out, mix(words[i-2]*3+mix(words[i-1]*5+mix(words[i]))))
	}
	return out
}

// distinct sorts hashes and leaves each once.
func distinct(all []uint64) []uint64 {
	slices.Sort(all)
	return slices.Compact(all)
}

// A replyIndex recognizes saved replies in answers.
type replyIndex struct {
	replies []inbox.SavedReply
	byID    map[string]int
	holders map[uint64][]int32 // triple to the replies that have it
	size    []int              // triples of each reply; 0 is too short to tell
	uses    []replyUses
	unknown map[string]int // uses of replies that are not in the list
}

type replyUses struct{ recorded, recognized int }

// alikeEnough is how much of a saved reply an answer must hold.
const alikeEnough = 0.8

func newReplyIndex(replies []inbox.SavedReply) *replyIndex {
	x := &replyIndex{
		replies: replies, byID: map[string]int{}, holders: map[uint64][]int32{}, size: make([]int, len(replies)),
		uses: make([]replyUses, len(replies)), unknown: map[string]int{},
	}
	for i, r := range replies {
		x.byID[r.ID] = i
		words := 0
		var all []uint64
		for part := range strings.SplitSeq(r.Body, inbox.Blank) {
			w := appendWords(nil, part)
			words += len(w)
			all = appendTriples(all, w)
		}
		if words < leastWords || len(all) == 0 {
			continue
		}
		all = distinct(all)
		x.size[i] = len(all)
		for _, h := range all {
			x.holders[h] = append(x.holders[h], int32(i))
		}
	}
	return x
}

// find gives the saved reply that a text was made of, -1 for none. Of several
// it is the one of which most is in the text, then the longest, then the first.
func (x *replyIndex) find(all []uint64) int {
	if len(x.holders) == 0 {
		return -1
	}
	var found map[int32]int
	for _, h := range distinct(slices.Clone(all)) {
		for _, i := range x.holders[h] {
			if found == nil {
				found = map[int32]int{}
			}
			found[i]++
		}
	}
	best, share := -1, 0.0
	for _, i := range sortedKeys(found) {
		s := float64(found[i]) / float64(x.size[i])
		if s >= alikeEnough && (s > share || s == share && x.size[i] > x.size[best]) {
			best, share = int(i), s
		}
	}
	return best
}

// A sketch is made of the least hashes of a text's triples: the share of equal
// numbers in two sketches estimates how alike the texts are (Broder 1997).
type sketch [sketchLen]uint32

const (
	sketchLen = 18
	bandLen   = 3
	// sameShare is how many numbers of a sketch must be equal.
	sameShare = 13
)

func sketchOf(all []uint64) sketch {
	var s sketch
	for i := range s {
		seed, least := mix(uint64(i+1)), uint64(math.MaxUint64)
		for _, h := range all {
			if v := (h ^ seed) * 0x9e3779b97f4a7c15; v < least {
				least = v
			}
		}
		s[i] = uint32(least >> 32)
	}
	return s
}

// band gives the key of one part of a sketch. Texts that are alike share one.
func (s *sketch) band(i int) uint64 {
	h := uint64(i)
	for _, v := range s[i : i+bandLen] {
		h = mix(h<<32 ^ h ^ uint64(v))
	}
	return h
}

func (s *sketch) alike(o *sketch) bool {
	same := 0
	for i := range s {
		if s[i] == o[i] {
			same++
		}
	}
	return same >= sameShare
}

// bucket is after how many texts those that did not recur are forgotten (lossy
// counting, Manku and Motwani 2002).
const bucket = 20_000

// texts finds what agents type again and again.
type texts struct {
	seen    int
	groups  []*textGroup
	byBand  map[uint64]*textGroup
	buckets int
}

// A textGroup is one text and those nearly equal to it.
type textGroup struct {
	sketch        sketch
	text          string
	count, missed int // missed is how many may have been before
	conversations []string
	agents        []string // up to maxAgents, each once
	links         map[string]int
}

const maxAgents = 9

func newTexts() *texts { return &texts{byBand: map[uint64]*textGroup{}} }

// add counts a text and returns its group.
func (t *texts) add(text string, all []uint64) *textGroup {
	s := sketchOf(all)
	t.seen++
	g := t.find(&s)
	if g == nil {
		g = &textGroup{sketch: s, text: short(text, 400), missed: t.buckets}
		t.groups = append(t.groups, g)
		t.index(g)
	}
	g.count++
	if t.seen%bucket == 0 {
		t.forget()
	}
	return g
}

func (t *texts) find(s *sketch) *textGroup {
	for i := 0; i < sketchLen; i += bandLen {
		if g := t.byBand[s.band(i)]; g != nil && g.sketch.alike(s) {
			return g
		}
	}
	return nil
}

func (t *texts) index(g *textGroup) {
	for i := 0; i < sketchLen; i += bandLen {
		if key := g.sketch.band(i); t.byBand[key] == nil {
			t.byBand[key] = g
		}
	}
}

// forget drops the texts that recur too seldom to matter.
func (t *texts) forget() {
	t.buckets++
	t.groups = slices.DeleteFunc(t.groups, func(g *textGroup) bool { return g.count+g.missed <= t.buckets })
	t.byBand = make(map[uint64]*textGroup, len(t.groups)*sketchLen/bandLen)
	for _, g := range t.groups {
		t.index(g)
	}
}

// short cuts a text at a word.
func short(s string, most int) string {
	s = strings.TrimSpace(s)
	runes, end := 0, len(s)
	for i := range s {
		if runes == most {
			end = i
			break
		}
		runes++
	}
	cut := strings.Clone(s[:end]) // the whole is not to stay in memory
	if end == len(s) {
		return cut
	}
	if i := strings.LastIndexAny(cut, " \n"); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " \n,;:") + " …"
}
