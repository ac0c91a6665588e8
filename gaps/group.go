package gaps

import (
	"hash/fnv"
	"slices"
)

// stopDistance is the mean cosine distance at which groups stop joining.
//
// Chosen on NatCS-insurance, CLINC150 and HWU64 (training parts) by NMI; see
// TestStopDistance for the figures. Banking77, on which the quality is
// reported, was not looked at for it.
const stopDistance = 0.5

// groupTexts gives the group of each text, numbered by the sorted texts' first
// appearance. answers are further texts of the same conversations, may be nil,
// and weigh answerWeight. Equal texts share a group; order does not matter.
func groupTexts(texts, answers []string, stop float32) []int {
	keys, at := distinct(texts, answers)
	vectors := vectorsOf(keys)
	groups := groupVectors(flat(keys), vectors, neighboursFor(len(keys)), stop)
	out := make([]int, len(texts))
	for i := range texts {
		out[i] = groups[at[i]]
	}
	return out
}

// answerWeight is what the agents' words count beside the customer's: they
// name the same thing in the same words, but answers also share phrases.
const answerWeight = 0.6

// A key is what two conversations have to share to be one for grouping.
type key struct{ text, answer string }

// distinct sorts the different keys and tells which one each text has.
func distinct(texts, answers []string) ([]key, []int) {
	of := make([]key, len(texts))
	index := map[key]int{}
	for i, t := range texts {
		of[i].text = t
		if answers != nil {
			of[i].answer = answers[i]
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
	if a.text != b.text {
		if a.text < b.text {
			return -1
		}
		return 1
	}
	switch {
	case a.answer < b.answer:
		return -1
	case a.answer > b.answer:
		return 1
	}
	return 0
}

func flat(keys []key) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.text + "\x00" + k.answer
	}
	return out
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
// export: ten neighbours from 600 texts on, at least two.
func neighboursFor(n int) int {
	return min(neighbours, max(2, n/60))
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
