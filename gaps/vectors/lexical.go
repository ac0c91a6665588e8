// Package vectors gives texts as points on the sphere: texts about the same
// matter lie near each other, by cosine.
//
// A text is its words: TF-IDF of stems and pairs of neighbours beside that of
// 4-character pieces, reduced to 150 dimensions. In English a Space adds what models
// have learned of words and sentences. The points depend on the set of texts, not on
// its order or the number of processors.
package vectors

import (
	"context"

	"signpost/internal/parallel"
)

// answerWeight is what the agents' words count beside the customer's: they
// name the same thing in the same words, more evenly than customers do.
const answerWeight = 1.5

// fitLimit is the number of texts up to which all tell what is rare and which
// directions there are. Of more, those whose turn is first tell it for all.
const fitLimit = 20000

// placedAtOnce is how many texts are placed together past fitLimit, to keep memory
// small.
const placedAtOnce = 4096

// lexical gives each text's vector of length 1: stems with pairs, and pieces,
// each weighed and normalised on its own, reduced together. answers are further
// words of the same conversations, "" where there are none.
// Here and in what it calls, who ends ctx gets any points, soon.
func lexical(ctx context.Context, texts, answers []string) [][]float32 {
	return reduce(ctx, newParts(ctx, texts, answers).matrix, svdRank)
}

// A ruler places texts where lexical places those that it was made of.
type ruler struct {
	parts      *parts
	directions dense
}

func newRuler(ctx context.Context, texts, answers []string) ruler {
	p := newParts(ctx, texts, answers)
	r := ruler{p, p.matrix.directions(ctx, svdRank)}
	p.matrix = sparse{}
	return r
}

func (r ruler) place(ctx context.Context, texts, answers []string) [][]float32 {
	return r.parts.of(ctx, featuresOf(ctx, texts, answers)).along(ctx, r.directions)
}

// features are those of some texts, each part by text; said is nil when nobody
// answered.
type features struct{ stems, pieces, said [][]string }

func featuresOf(ctx context.Context, texts, answers []string) features {
	f := features{make([][]string, len(texts)), make([][]string, len(texts)), make([][]string, len(texts))}
	parallel.Spans(ctx, len(texts), func(from, to int) {
		for i := from; i < to; i++ {
			f.stems[i], f.pieces[i] = stemFeatures(texts[i]), pieceFeatures(texts[i])
			if answers[i] != "" {
				f.said[i] = stemFeatures(answers[i])
			}
		}
	})
	return f
}

// parts are the vocabularies of the parts of texts, with the texts that they were made of.
type parts struct {
	stems, pieces, said vocabulary
	answered            bool
	matrix              sparse
}

func newParts(ctx context.Context, texts, answers []string) *parts {
	f := featuresOf(ctx, texts, answers)
	p := &parts{stems: newVocabulary(ctx, f.stems, 2), pieces: newVocabulary(ctx, f.pieces, 2)}
	for _, s := range f.said {
		p.answered = p.answered || len(s) > 0
	}
	if p.answered {
		p.said = newVocabulary(ctx, f.said, 2)
	}
	p.matrix = p.of(ctx, f)
	return p
}

// of places texts in the columns of all parts.
func (p *parts) of(ctx context.Context, f features) sparse {
	if !p.answered {
		return beside([]float64{1, 1}, p.stems.rows(ctx, f.stems), p.pieces.rows(ctx, f.pieces))
	}
	return beside([]float64{1, 1, answerWeight}, p.stems.rows(ctx, f.stems), p.pieces.rows(ctx, f.pieces), p.said.rows(ctx, f.said))
}
