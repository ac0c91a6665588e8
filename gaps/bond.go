package gaps

import (
	"context"
	"maps"
	"math"
	"sync"
	"unicode"

	"signpost/gaps/words"
)

// A bond is what holds a group together beside its vectors: telling words that its
// members share.
//
// boundShare of the members have to hold one of the group's common terms. A
// term is common when commonShare of the members hold it, two at least, and telling when not
// more than tellingShare of the other conversations do, or the group has ownShare of all that
// do: where all ask about one matter, the few that were left out of the group do not take its
// words from it. What the members' own conversations ask beside is none of the others: where
// all ask the same two things, the words of both would tell nothing.
const (
	boundShare   = 0.5
	commonShare  = 0.3
	tellingShare = 0.1
	ownShare     = 0.7
)

// openings count in how many conversations' questions each stem occurs.
type openings struct {
	df            map[string]int
	conversations int
}

func openingsOf(ctx context.Context, groups []*cluster) openings {
	o := openings{df: map[string]int{}}
	var mu sync.Mutex
	eachSome(ctx, groups, func(ms []*member) {
		df, n := map[string]int{}, 0
		for _, m := range ms {
			if m.asking != &m.asked[0] {
				continue // its conversation is counted by the first of its questions
			}
			n++
			for s := range m.bondTerms() {
				df[s]++
			}
		}
		mu.Lock()
		defer mu.Unlock()
		o.conversations += n
		for s, n := range df {
			o.df[s] += n
		}
	})
	return o
}

// bondTerms are those of all questions of a conversation.
func (t *thread) bondTerms() map[string]string {
	out := bondTerms(t.asked[0].item().Opening)
	for i := range t.asked[1:] {
		maps.Copy(out, bondTerms(t.asked[1+i].item().Opening))
	}
	return out
}

// bondTerms are the words of a text by their stems; of scripts without spaces, pairs of
// their characters.
func bondTerms(text string) map[string]string {
	out := termsOf(text)
	for _, w := range words.Split(text) {
		r := []rune(w)
		if !unicode.In(r[0], unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			continue
		}
		for i := range len(r) - 1 {
			out[string(r[i:i+2])] = string(r[i : i+2])
		}
	}
	return out
}

// bond gives the share of members that hold a common and telling term; 0 when no common
// term says anything, and when a single one is all that a few have in common. Of many
// members speakAtMost speak for all.
func (g *cluster) bond(all openings, v vocabulary) float64 {
	says := v.sayingIn(g.members)
	in, beside := map[string]int{}, map[string]int{}
	ms := evenly(g.members, speakAtMost)
	terms := make([]map[string]string, len(ms))
	for i, m := range ms {
		terms[i] = bondTerms(m.item().Opening)
		for s := range terms[i] {
			in[s]++
		}
		whole := terms[i]
		if len(m.asked) > 1 {
			whole = m.bondTerms()
		}
		for s := range whole {
			beside[s]++
		}
	}
	n := len(ms)
	whole := func(some int) int { return some * len(g.members) / n } // what some of those tell of all
	least := max(2, int(math.Ceil(commonShare*float64(n))))
	outside := func(s string) int { return all.df[s] - whole(beside[s]) }
	telling := func(s string) bool {
		return ratio(outside(s), max(1, all.conversations-len(g.members))) <= tellingShare || ratio(whole(in[s]), whole(in[s])+outside(s)) >= ownShare
	}
	held := 0
	for _, t := range terms {
		named, told := false, false
		for s, w := range t {
			if in[s] >= least {
				named, told = named || says(w), told || telling(s)
			}
		}
		if named && told {
			held++
		}
	}
	if g.byChance(terms, in, outside, func(s, w string) bool { return telling(s) && (says(w) || outside(s) == 0) }) {
		return 0
	}
	return ratio(held, n)
}

// Of fewer members than manyMembers more than half have to hang together, by telling
// terms or by what they were told (alike.go): two pairs that have nothing to do with each other met by
// chance. A single term ties only where two thirds say it, or more than half who were not
// told of different things: a chain of pairs, each with a word of its own, has nothing in
// common. Nor does it tie where others say it, too, and each says ownTerms beside that nobody
// else of the group does: it may be the name of what all is about.
const (
	manyMembers = 5
	ownTerms    = 2
)

// byChance tells whether of a few members no more than half hang together.
func (g *cluster) byChance(terms []map[string]string, in map[string]int, outside func(string) int, telling func(stem, word string) bool) bool {
	n := len(g.members)
	if n >= manyMembers {
		return false
	}
	told, own := make([]map[string]string, n), make([]int, n)
	for i, m := range g.members {
		told[i] = termsOf(m.answer())
		for s := range terms[i] {
			if in[s] == 1 {
				own[i]++
			}
		}
	}
	tied := func(i, j int) bool {
		answered, alike := shareTold(told[i], told[j])
		silent := min(len(told[i]), len(told[j])) == 0
		both := 0
		for s, w := range terms[i] {
			if _, same := terms[j][s]; !same || !telling(s, w) {
				continue
			}
			both++
			spread := 3*in[s] > 2*n || 2*in[s] > n && (silent || answered >= alikeStems)
			if spread && (outside(s) == 0 || min(own[i], own[j]) < ownTerms) {
				return true
			}
		}
		return both > 1 || alike
	}
	most := 0
	for i := range n {
		seen, part := map[int]bool{i: true}, []int{i}
		for at := 0; at < len(part); at++ {
			for j := range n {
				if !seen[j] && tied(part[at], j) {
					seen[j], part = true, append(part, j)
				}
			}
		}
		most = max(most, len(part))
	}
	return 2*most <= n
}
