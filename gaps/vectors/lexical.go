// Package vectors gives texts as points on the sphere: texts about the same
// matter lie near each other, by cosine.
//
// A text is its words: TF-IDF of stems and pairs of neighbours beside that of
// 4-character pieces, reduced to 150 dimensions. In English a Space adds what models
// have learned of words and sentences. The points depend on the set of texts, not on
// its order or the number of processors.
package vectors

import "signpost/internal/parallel"

// answerWeight is what the agents' words count beside the customer's: they
// name the same thing in the same words, more evenly than customers do.
const answerWeight = 1.5

// lexical gives each text's vector of length 1: stems with pairs, and pieces,
// each weighed and normalised on its own, reduced together. answers are further
// words of the same conversations, "" where there are none.
func lexical(texts, answers []string) [][]float32 {
	stems, pieces, said := make([][]string, len(texts)), make([][]string, len(texts)), make([][]string, len(texts))
	any := false
	parallel.Spans(len(texts), func(from, to int) {
		for i := from; i < to; i++ {
			stems[i], pieces[i] = stemFeatures(texts[i]), pieceFeatures(texts[i])
			if answers[i] != "" {
				said[i] = stemFeatures(answers[i])
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
