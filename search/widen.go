package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Sections and queries hold more terms than the words of their text. In languages
// that write compounds as one word, their parts are terms too: German
// "Passwortänderung" is found by "Passwort" and by "Änderung". A word with accents is a term as
// it is written too, where the index holds the same word with other accents or
// without: so "résumé" finds "résumé" before "resume". Such terms add nothing to
// the length of a section.

// compounding are the languages that write compounds as one word.
var compounding = setOf("da de fi nb nl nn no sv")

// compounds reports a language that writes compounds as one word.
func compounds(lang string) bool { return compounding[primary(lang)] }

// joints stand between the parts of a compound.
var joints = []string{"", "s", "n", "en", "es", "er", "e"}

const (
	compoundLength = 9 // letters of a compound, at least
	partLength     = 4 // letters of a part, at least
)

// A cutting is one way to part a compound.
type cutting struct{ first, second string }

// cuttings are the ways to cut a word in two.
func cuttings(word string) []cutting {
	letters := []rune(word)
	if len(letters) < compoundLength {
		return nil
	}
	var out []cutting
	for i := partLength; i <= len(letters)-partLength; i++ {
		for _, joint := range joints {
			first, ok := strings.CutSuffix(string(letters[:i]), joint)
			if ok && utf8.RuneCountInString(first) >= partLength {
				out = append(out, cutting{first, string(letters[i:])})
			}
		}
	}
	return out
}

// split returns the parts of a compound: of the cuttings whose parts both are words,
// that whose rarer part is the most frequent, then the first. It returns no parts for other words.
func split(cuts []cutting, count func(string) int) (first, second string) {
	most := 0
	for _, c := range cuts {
		if n := count(c.first); n > most {
			if n = min(n, count(c.second)); n > most {
				first, second, most = c.first, c.second, n
			}
		}
	}
	return first, second
}

// parts returns the terms of the parts of a compound, whose own term is told. Of one
// that nobody has written, the first part will do.
func (c corrector) parts(ctx context.Context, word, term string) ([]string, error) {
	if !compounds(c.lang) {
		return nil, nil
	}
	found := map[string]spelling{}
	loaded := map[rune]bool{}
	load := func(part string) error {
		r, _ := utf8.DecodeRuneInString(part)
		if loaded[r] {
			return nil
		}
		loaded[r] = true
		spellings, err := c.spellings(ctx, string(r))
		for _, s := range spellings {
			found[s.word] = s
		}
		return err
	}
	cuts := cuttings(word)
	for _, cut := range cuts {
		if err := load(cut.first); err != nil {
			return nil, err
		}
		if found[cut.first].count == 0 {
			continue
		}
		if err := load(cut.second); err != nil {
			return nil, err
		}
	}
	first, second := split(cuts, func(w string) int { return found[w].count })
	if first != "" {
		return []string{found[first].term, found[second].term}, nil
	}
	if ws, err := c.weights(ctx, term); err != nil || len(ws) > 0 {
		return nil, err
	}
	var longest string
	for _, cut := range cuts {
		if found[cut.first].count > 0 && len(cut.first) > len(longest) {
			longest = cut.first
		}
	}
	if longest == "" {
		return nil, nil
	}
	return []string{found[longest].term}, nil
}

// widen adds terms to sections that their texts hold in other words.
func (m *model) widen(sections []analysed, words []string, lexicons []*lexicon, renumber map[*lexicon][]int32) {
	parts := m.compoundParts(sections, words)
	told := ambiguous(len(words), lexicons, renumber)
	m.each(context.Background(), len(sections), func(i int) {
		s := &sections[i]
		for _, w := range s.surfaces {
			for _, part := range parts[w.surface] {
				s.raise(part, w.tf)
			}
		}
		slices.Sort(s.exacts)
		for _, w := range slices.Compact(s.exacts) {
			if told[w] {
				s.raise(w, [fieldCount]uint16{fieldAll: 1})
			}
		}
	})
}

// raise counts more uses of a term.
func (s *analysed) raise(term int32, tf [fieldCount]uint16) {
	at := slices.IndexFunc(s.uses, func(u use) bool { return u.term == term })
	if at < 0 {
		at = len(s.uses)
		s.uses = append(s.uses, use{term: term})
	}
	for f, n := range tf {
		s.uses[at].tf[f] += min(n, math.MaxUint16-s.uses[at].tf[f])
	}
}

// compoundParts are the terms of the parts of each compound.
func (m *model) compoundParts(sections []analysed, words []string) map[int32][]int32 {
	if !compounds(m.lang) {
		return nil
	}
	compounds := map[int32]bool{}
	for _, s := range sections {
		for _, w := range s.surfaces {
			compounds[w.surface] = true
		}
	}
	out := map[int32][]int32{}
	number := func(word string) int32 {
		i, _ := slices.BinarySearch(words, cmp.Or(m.stems[word], word))
		return int32(i)
	}
	for w := range compounds {
		if first, second := split(cuttings(words[w]), func(word string) int { return m.words[word] }); first != "" {
			out[w] = []int32{number(first), number(second)}
		}
	}
	return out
}

// ambiguous tells of n words those with accents that are written in other ways too.
func ambiguous(n int, lexicons []*lexicon, renumber map[*lexicon][]int32) []bool {
	ways, bare := map[int32][]int32{}, make([]bool, n)
	for _, l := range lexicons {
		to := renumber[l]
		for w, is := range l.bare {
			bare[to[w]] = bare[to[w]] || is
		}
		for exact, surface := range l.written {
			if s := to[surface]; !slices.Contains(ways[s], to[exact]) {
				ways[s] = append(ways[s], to[exact])
			}
		}
	}
	out := make([]bool, n)
	for surface, exacts := range ways {
		if bare[surface] || len(exacts) > 1 {
			for _, w := range exacts {
				out[w] = true
			}
		}
	}
	return out
}
