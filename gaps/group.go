package gaps

import (
	"cmp"
	"context"
	"slices"

	"signpost/gaps/grouping"
	"signpost/gaps/vectors"
)

// A grouped has the group of each text, numbered by the sorted texts' first
// appearance, and its vector before smoothing.
type grouped struct {
	group   []int
	vectors [][]float32
}

// groupTexts groups texts. answers are further texts of the same
// conversations and weigh answerWeight; settled names the groups of texts that
// are known from better evidence, "" for the others. Both may be nil. Equal
// texts with equal answers share a group; order does not matter. The only error is
// that of the space.
func groupTexts(ctx context.Context, space vectors.Space, texts, answers, settled []string) (grouped, error) {
	keys, at := distinct(texts, answers, settled)
	asked, said := wordsOf(keys)
	points, err := space.Of(ctx, asked, said)
	if err != nil {
		return grouped{}, err
	}
	groups := groupKeys(keys, points, space.Stops())
	out := grouped{make([]int, len(texts)), make([][]float32, len(texts))}
	for i := range texts {
		out.group[i], out.vectors[i] = groups[at[i]], points[at[i]]
	}
	return out, nil
}

// groupKeys groups the keys that no better evidence settles by their vectors.
func groupKeys(keys []key, points [][]float32, stops vectors.Stops) []int {
	out := make([]int, len(keys))
	var names []string
	var open []int
	var sub [][]float32
	known := map[string]int{}
	for i, k := range keys {
		if k.settled == "" {
			names, open, sub = append(names, k.text+"\x00"+k.answer), append(open, i), append(sub, points[i])
			continue
		}
		if _, ok := known[k.settled]; !ok {
			known[k.settled] = len(known)
		}
		out[i] = known[k.settled]
	}
	for i, g := range grouping.Group(names, sub, grouping.NeighboursFor(len(sub)), stops) {
		out[open[i]] = len(known) + g
	}
	return out
}

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

// wordsOf gives what is compared of each key.
func wordsOf(keys []key) (texts, answers []string) {
	texts, answers = make([]string, len(keys)), make([]string, len(keys))
	for i, k := range keys {
		texts[i], answers[i] = k.text, k.answer
	}
	return texts, answers
}
