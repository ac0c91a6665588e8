package search

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// A pair is two terms, the second of which stands right behind the first in some
// text of a section. Pairs sort by their first term.
type pair uint64

func newPair(first, second int32) pair { return pair(first)<<32 | pair(second) }

func (p pair) first() int32  { return int32(p >> 32) }
func (p pair) second() int32 { return int32(p & math.MaxUint32) }

// adjoin reports whether a word stands behind another, with nothing but words that
// carry no meaning between them. Compounds overlap with their parts.
func adjoin(before, w word) bool { return w.Start >= before.End && w.Term != before.Term }

// closeness is what two terms that stand next to each other in the query and in one
// of n sections add to the section's score. How rare the terms are plays no part:
// their own weights tell that already.
func closeness(n int) float64 { return rarity(max(n, 1), 1) / 20 }

// pairPrints are the sorted prints of the pairs of each section.
type pairPrints [][]uint16

// pairPrint stands for two terms. Of the pairs that a section does not hold, about
// one in a thousand has the print of one that it holds.
func pairPrint(first, second string) uint16 {
	h := fnv1a(fnv1a(fnv1a(fnvBasis, first), " "), second)
	return uint16(h>>16) ^ uint16(h)
}

// FNV-1a of 32 bits, as hash/fnv has it, without memory: it is asked for each pair and
// section.
const (
	fnvBasis = 2166136261
	fnvPrime = 16777619
)

func fnv1a(h uint32, text string) uint32 {
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * fnvPrime
	}
	return h
}

func (m *model) pairPrints() pairPrints {
	out := make(pairPrints, len(m.pairs))
	m.each(context.Background(), len(m.pairs), func(i int) {
		prints := make([]uint16, len(m.pairs[i]))
		for n, p := range m.pairs[i] {
			prints[n] = pairPrint(m.terms[p.first()], m.terms[p.second()])
		}
		slices.Sort(prints)
		out[i] = slices.Compact(prints)
	})
	return out
}

// held reports whether a section holds a pair.
func (pp pairPrints) held(section int32, pair [2]string) bool {
	_, ok := slices.BinarySearch(pp[section], pairPrint(pair[0], pair[1]))
	return ok
}

// encode writes for each section how many prints it has, in four bytes, and the
// prints, in two bytes each.
func (pp pairPrints) encode() []byte {
	var out []byte
	for _, prints := range pp {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(prints)))
		for _, p := range prints {
			out = binary.LittleEndian.AppendUint16(out, p)
		}
	}
	return out
}

var errPairs = errors.New("the pairs of terms are cut short")

// decodePairs reads what encode wrote.
func decodePairs(data []byte, sections int) (pairPrints, error) {
	all := make([]uint16, 0, len(data)/2)
	out := make(pairPrints, sections)
	for i := range out {
		if len(data) < 4 {
			return nil, errPairs
		}
		n := binary.LittleEndian.Uint32(data)
		data = data[4:]
		if uint64(len(data)) < 2*uint64(n) {
			return nil, errPairs
		}
		start := len(all)
		for range n {
			all = append(all, binary.LittleEndian.Uint16(data))
			data = data[2:]
		}
		out[i] = all[start:len(all):len(all)]
	}
	if len(data) > 0 {
		return nil, errPairs
	}
	return out, nil
}
