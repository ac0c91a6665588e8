package gaps

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"signpost/gaps/grouping"
	"signpost/gaps/question"
	"signpost/gaps/vectors"
	"signpost/internal/parallel"
	"signpost/internal/report"
	"signpost/internal/scratch"
)

// A key is what two questions have to share to be one for grouping: the text, what was
// answered, and the article that settles the matter, "" if none does.
type key struct {
	text, answer, settled string
	// stratum is the week and the channel of a question with this key.
	stratum string
}

func compareKeys(a, b key) int {
	return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.answer, b.answer), cmp.Compare(a.settled, b.settled), cmp.Compare(a.stratum, b.stratum))
}

// compareFolds prefers a question that was answered.
func compareFolds(a, b key) int {
	if (a.answer == "") != (b.answer == "") {
		return cmp.Compare(b.answer, a.answer)
	}
	return compareKeys(a, b)
}

// How much of the first turn and of the first human answer counts for
// grouping: the beginning tells what the matter was, the rest how it went on.
const (
	openingWords = 80
	saidWords    = 60
)

// key is what is compared of a question.
func (a *asking) key() key {
	it := a.item()
	k := key{text: question.Shorten(question.Normalise(it.Opening), openingWords), settled: a.settled()}
	k.stratum = monday(it.At).Format(day) + " " + it.Channel
	if len(it.Answers) > 0 {
		k.answer = question.Shorten(question.Unaddressed(it.Answers[0]), saidWords)
	}
	return k
}

// keysOf puts near-duplicates together, so that many conversations are few texts:
// questions of one kin are one key, the first in alphabetical order, which does not
// depend on the order of conversations. at is the number of the key of each question.
func keysOf(ctx context.Context, questions []*asking) (keys iter.Seq[key], at []int) {
	order := make([]int, len(questions))
	for i := range order {
		order[i] = i
	}
	kin := func(a, b int) int { return cmp.Compare(questions[a].kin, questions[b].kin) }
	slices.SortFunc(order, kin)
	at = make([]int, len(questions))
	var kins [][]int
	for of := range runs(order, kin) {
		for _, i := range of {
			at[i] = len(kins)
		}
		kins = append(kins, of)
	}
	return func(yield func(key) bool) {
		for part := range slices.Chunk(kins, readAtOnce) {
			best := make([]key, len(part))
			parallel.Spans(ctx, len(part), func(from, to int) {
				for i := from; i < to; i++ {
					best[i] = questions[part[i][0]].key()
					for _, q := range part[i][1:] {
						if k := questions[q].key(); compareFolds(k, best[i]) < 0 {
							best[i] = k
						}
					}
				}
			})
			for _, k := range best {
				if !yield(k) {
					return
				}
			}
		}
	}, at
}

// folds are the different keys, sorted; their texts and vectors are in the store.
type folds struct {
	store *store
	all   []fold
}

// A fold is what memory holds of a key: where its texts are, what settles it, and when its
// turn is where only some are looked at.
type fold struct {
	texts   scratch.Record
	settled string
	turn    uint64
}

// A sorting is what else it takes to sort a key: how its text begins, a hash of all, and the
// number of its stratum.
type sorting struct {
	fold
	begins  [16]byte
	hash    uint64
	stratum int
}

// foldsOf gives the folds of questions, and which of them each question is. Who ends ctx gets
// any folds.
func foldsOf(ctx context.Context, s *store, questions []*asking) (f folds, of []int) {
	keys, of := keysOf(ctx, questions)
	f, at := newFolds(s, keys)
	for i, key := range of {
		of[i] = at[key]
	}
	return f, of
}

// newFolds takes keys in any order, and tells which fold each of them is.
func newFolds(s *store, keys iter.Seq[key]) (f folds, at []int) {
	var all []sorting
	strata := map[string]int{}
	for k := range keys {
		one := sorting{fold: fold{texts: s.addKey(k), settled: k.settled}, hash: vectors.HashOf(k.text, k.answer)}
		copy(one.begins[:], k.text)
		if _, ok := strata[k.stratum]; !ok {
			strata[k.stratum] = len(strata)
		}
		one.stratum = strata[k.stratum]
		all = append(all, one)
	}
	order := sorted(s, all, strata)
	at = make([]int, len(order))
	different := make([]sorting, 0, len(order))
	for _, i := range order {
		if n := len(different); n == 0 || all[i].hash != different[n-1].hash || all[i].settled != different[n-1].settled {
			different = append(different, all[i])
		}
		at[i] = len(different) - 1
	}
	takeTurns(different)
	f = folds{s, make([]fold, len(different))}
	for i, one := range different {
		f.all[i] = one.fold
	}
	return f, at
}

// sorted gives the order of keys. The texts are read only of those that begin alike.
func sorted(s *store, all []sorting, strata map[string]int) []int {
	names := make([]string, len(strata))
	for name, i := range strata {
		names[i] = name
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	begins := func(a, b int) int { return bytes.Compare(all[a].begins[:], all[b].begins[:]) }
	slices.SortFunc(order, begins)
	for alike := range runs(order, begins) {
		if len(alike) == 1 {
			continue
		}
		keys := make(map[int]key, len(alike))
		for _, i := range alike {
			text, answer := s.key(all[i].texts)
			keys[i] = key{text, answer, all[i].settled, names[all[i].stratum]}
		}
		slices.SortFunc(alike, func(a, b int) int { return compareKeys(keys[a], keys[b]) })
	}
	return order
}

// takeTurns gives each fold its turn, so that the first n of any of them are n/N of each
// stratum of N: by what share of its stratum has a smaller hash, and by the hash.
func takeTurns(all []sorting) {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	stratum := func(a, b int) int { return cmp.Compare(all[a].stratum, all[b].stratum) }
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(stratum(a, b), cmp.Compare(all[a].hash, all[b].hash), cmp.Compare(a, b))
	})
	for one := range runs(order, stratum) {
		for rank, i := range one {
			share := uint64(2*rank+1) << 31 / uint64(len(one))
			all[i].turn = share<<32 | all[i].hash>>32
		}
	}
}

// runs gives the parts of a sorted list whose members compare as equal.
func runs[E any](list []E, compare func(a, b E) int) iter.Seq[[]E] {
	return func(yield func([]E) bool) {
		for len(list) > 0 {
			n := 1
			for n < len(list) && compare(list[0], list[n]) == 0 {
				n++
			}
			if !yield(list[:n]) {
				return
			}
			list = list[n:]
		}
	}
}

// Len, At and Turn are those of vectors.Texts.
func (f folds) Len() int                       { return len(f.all) }
func (f folds) At(i int) (text, answer string) { return f.store.key(f.all[i].texts) }
func (f folds) Turn(i int) uint64              { return f.all[i].turn }

// group places the folds in a space and gives the group of each: those that an article
// settles by it, the others by their vectors, until these distances. The errors are those
// of ctx, of the space and of the store.
func (f folds) group(ctx context.Context, space vectors.Space) ([]int, vectors.Stops, error) {
	stops, err := space.Place(ctx, f, f.store.addVectors)
	if err != nil {
		return nil, vectors.Stops{}, err
	}
	out := make([]int, len(f.all))
	open := opened{folds: f}
	var turns []uint64
	known := map[string]int{}
	for i, one := range f.all {
		if one.settled == "" {
			open.at, turns = append(open.at, i), append(turns, one.turn)
			continue
		}
		if _, ok := known[one.settled]; !ok {
			known[one.settled] = len(known)
		}
		out[i] = known[one.settled]
	}
	groups, err := grouping.Group(ctx, turns, open, grouping.NeighboursFor(open.Len()), stops)
	if err != nil {
		return nil, vectors.Stops{}, err
	}
	for i, g := range groups {
		out[open.at[i]] = len(known) + g
	}
	return out, stops, f.store.err()
}

// notes say what is done otherwise with so many, and whether they were too many for the
// encoder.
func (f folds) notes(tooMany bool) []string {
	var out []string
	if tooMany {
		out = append(out, fmt.Sprintf("%s are too many for the meaning of sentences to be compared: these were grouped by their words. signpost gaps --best takes the time.", report.Count(f.Len(), "different question")))
	}
	open := 0
	for _, one := range f.all {
		if one.settled == "" {
			open++
		}
	}
	if open > grouping.PairsUpTo {
		out = append(out, fmt.Sprintf("Of %s %s, taken from every week and channel, were compared with each other; each of the others joined the group that it is nearest to, if it is near enough.", report.Count(open, "different question"), report.Thousands(grouping.PairsUpTo)))
	}
	return out
}

// opened are the vectors of the folds that nothing settles.
type opened struct {
	folds folds
	at    []int
}

func (o opened) Len() int           { return len(o.at) }
func (o opened) At(i int) []float32 { return o.folds.store.vector(o.at[i]) }
