package gaps

import (
	"cmp"
	"hash/fnv"
	"slices"
)

// stopDistance is the mean cosine distance at which groups stop joining.
//
// Chosen on NatCS-insurance, CLINC150 and HWU64 (training parts) by the sum of
// NMI and ARI, which is flat from 0.35 to 0.6, and low enough for
// pure groups; TestStopDistance prints the figures. Banking77, on which the
// quality is reported, did not decide it.
const stopDistance = 0.5

// A grouping has the group of each text, numbered by the sorted texts' first
// appearance, and its vector before smoothing.
type grouping struct {
	group   []int
	vectors [][]float32
}

// groupTexts groups texts. answers are further texts of the same
// conversations and weigh answerWeight; settled names the groups of texts that
// are known from better evidence, "" for the others. Both may be nil. Equal
// texts with equal answers share a group; order does not matter.
func groupTexts(texts, answers, settled []string, stop float32) grouping {
	keys, at := distinct(texts, answers, settled)
	vectors := vectorsOf(keys)
	groups := groupKeys(keys, vectors, stop)
	out := grouping{make([]int, len(texts)), make([][]float32, len(texts))}
	for i := range texts {
		out.group[i], out.vectors[i] = groups[at[i]], vectors[at[i]]
	}
	return out
}

// groupKeys groups the keys that no better evidence settles by their vectors.
func groupKeys(keys []key, vectors [][]float32, stop float32) []int {
	out := make([]int, len(keys))
	var names []string
	var open []int
	var sub [][]float32
	known := map[string]int{}
	for i, k := range keys {
		if k.settled == "" {
			names, open, sub = append(names, k.text+"\x00"+k.answer), append(open, i), append(sub, vectors[i])
			continue
		}
		if _, ok := known[k.settled]; !ok {
			known[k.settled] = len(known)
		}
		out[i] = known[k.settled]
	}
	for i, g := range groupVectors(names, sub, neighboursFor(len(sub)), stop) {
		out[open[i]] = len(known) + g
	}
	return out
}

// answerWeight is what the agents' words count beside the customer's: they
// name the same thing in the same words, more evenly than customers do.
const answerWeight = 1.5

// A key is what two conversations have to share to be one for grouping.
type key struct{ text, answer, settled string }

// distinct sorts the different keys and tells which one each text has.
func distinct(texts, answers, settled []string) ([]key, []int) {
	of := make([]key, len(texts))
	index := map[key]int{}
	for i, t := range texts {
		of[i].text = t
		if answers != nil {
			of[i].answer = answers[i]
		}
		if settled != nil {
			of[i].settled = settled[i]
		}
		index[of[i]] = 0
	}
	keys := make([]key, 0, len(index))
	for k := range index {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compareKeys)
	for i, k := range keys {
		index[k] = i
	}
	at := make([]int, len(texts))
	for i := range texts {
		at[i] = index[of[i]]
	}
	return keys, at
}

func compareKeys(a, b key) int {
	return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.answer, b.answer), cmp.Compare(a.settled, b.settled))
}

// vectorsOf gives each key's vector of length 1: stems with pairs, and pieces,
// each weighed and normalised on its own, reduced together.
func vectorsOf(keys []key) [][]float32 {
	stems, pieces, said := make([][]string, len(keys)), make([][]string, len(keys)), make([][]string, len(keys))
	any := false
	parallel(len(keys), func(from, to int) {
		for i := from; i < to; i++ {
			stems[i], pieces[i] = stemFeatures(keys[i].text), pieceFeatures(keys[i].text)
			if keys[i].answer != "" {
				said[i] = stemFeatures(keys[i].answer)
			}
		}
	})
	for _, s := range said {
		any = any || len(s) > 0
	}
	if !any {
		return reduce(beside([]float64{1, 1}, tfidf(stems, 2), tfidf(pieces, 2)), svdRank)
	}
	return reduce(beside([]float64{1, 1, answerWeight}, tfidf(stems, 2), tfidf(pieces, 2), tfidf(said, 2)), svdRank)
}

// neighboursFor keeps smoothing from drowning the small groups of a small
// export: all neighbours from 900 texts on, at least five.
func neighboursFor(n int) int {
	return min(neighbours, max(5, n/60))
}

// hashText is FNV-1a of the text, mixed: FNV alone leaves the high bits of
// short texts alike, and the sample goes by them.
func hashText(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return x
}
