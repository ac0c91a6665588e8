package vectors

import (
	"context"
	"fmt"

	"signpost/gaps/wordmodel"
	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// An Encoder gives the meaning of English sentences as vectors of length 1.
type Encoder interface {
	Encode(ctx context.Context, texts []string) ([][]float32, error)
}

// A Space says what texts are compared by beside the words they share. The zero Space
// compares nothing else.
type Space struct {
	// Words is the learned word model of English, nil for none.
	Words *wordmodel.Model
	// Encoder is the sentence encoder of the best mode, nil for none.
	Encoder Encoder
}

// What the parts weigh beside the lexical part, which weighs 1. They were chosen with
// the word models that had not seen the set at hand on CLINC150, HWU64 and
// NatCS-insurance; docs/figures-gaps.md has the table.
const (
	wordsWeight       = 1.5
	wordsBestWeight   = 1.5
	encoderBestWeight = 1.5
)

// Stops are the mean distances at which groups stop joining.
type Stops struct {
	// Smoothed is that between smoothed vectors, Shared that between vectors by their
	// angle and the neighbours they share (package grouping).
	Smoothed, Shared float32
	// Families is that at which groups are near enough to be shown together.
	Families float32
}

// Stops gives the distances of this space. The parts of the space agree more often on
// what is near, the more there are. docs/figures-gaps.md has the tables.
func (s Space) Stops() Stops {
	if s.Encoder != nil || s.Words != nil {
		return Stops{Smoothed: 0.4, Shared: 0.78, Families: 0.6}
	}
	return Stops{Smoothed: 0.5, Shared: 0.88, Families: 0.7}
}

// Of gives each text's vector of length 1. The parts, each with its mean taken off and
// of length 1, stand side by side; a text that is not English has its words only.
// answers are further words of the same conversations, "" where there are none. The
// only error is that of the encoder.
func (s Space) Of(ctx context.Context, texts, answers []string) ([][]float32, error) {
	points := lexical(texts, answers, fitLimit)
	if s.Words == nil && s.Encoder == nil {
		return points, nil
	}
	split := make([][]string, len(texts))
	parallel.Spans(len(texts), func(from, to int) {
		for i := from; i < to; i++ {
			split[i] = words.Split(texts[i])
		}
	})
	english := s.english(split)
	points = centred(points, nil)
	weight := float32(wordsWeight)
	if s.Encoder != nil {
		weight = wordsBestWeight
	}
	if s.Words != nil {
		learned := make([][]float32, len(texts))
		parallel.Spans(len(texts), func(from, to int) {
			for i := from; i < to; i++ {
				learned[i], _ = s.Words.Vector(split[i])
			}
		})
		points = attach(points, centred(learned, english), weight)
	}
	if s.Encoder != nil {
		meant, err := s.encode(ctx, texts, english)
		if err != nil {
			return nil, err
		}
		points = attach(points, centred(meant, english), encoderBestWeight)
	}
	parallel.Spans(len(points), func(from, to int) {
		for i := from; i < to; i++ {
			Normalize(points[i])
		}
	})
	return points, nil
}

// encode encodes the English texts; the others have zero vectors.
func (s Space) encode(ctx context.Context, texts []string, english []bool) ([][]float32, error) {
	var asked []string
	for i, t := range texts {
		if english[i] {
			asked = append(asked, t)
		}
	}
	vectors, err := s.Encoder.Encode(ctx, asked)
	if err != nil {
		return nil, fmt.Errorf("encode questions: %w", err)
	}
	size := 0
	if len(vectors) > 0 {
		size = len(vectors[0])
	}
	out := make([][]float32, len(texts))
	for i := range out {
		if english[i] {
			out[i], vectors = vectors[0], vectors[1:]
		} else {
			out[i] = make([]float32, size)
		}
	}
	return out, nil
}

// Shares and counts by which a text is taken for English.
const (
	knownShare = 0.7
	// tellingFrom is from how many words on a text needs one of the telling words.
	tellingFrom = 4
	// tellingShare of the longer texts that could be English have a telling word if people
	// write English here. In the short commands of HWU64, 83 per cent have.
	tellingShare = 0.6
	// companyFrom is how many longer texts it takes to tell what people write here.
	companyFrom = 20
)

// telling are common English words that are no common words of other languages.
var telling = words.Set(`the this that my you your it were be and what how when where why which who can could should
would does did have has not with from if please there need got cannot trying help but any our they`)

// foreign are common words of other languages that are hardly ever in English texts.
var foreign = words.Set(`der das und ich nicht ist wie kann mein meine für mit auf ein eine einen wir bei wo warum
el los las que mi puedo cómo como por para una con está qué dónde se de del en le les des est je mon ma une pour
comment dans sur pas où il che non posso mio della sono come dove não meu minha uma het een niet van ik mijn hoe
jak nie jest czy się ve bir nasıl`)

// english tells of the words of each text whether the models may speak of it: they know
// most of them, and, unless it is very short, one is a word that only English has. A
// dictionary alone does not tell, as it holds the names and loans of all languages. Among
// texts that are English, one that just has no telling word is, too.
func (s Space) english(split [][]string) []bool {
	out := make([]bool, len(split))
	var doubtful []int
	long, telling := 0, 0
	for i, ws := range split {
		known, tells, strange := s.signs(ws)
		if known == 0 || float64(known) < knownShare*float64(len(ws)) {
			continue
		}
		out[i] = tells || len(ws) < tellingFrom
		if len(ws) >= tellingFrom {
			long++
			if tells {
				telling++
			} else if !strange {
				doubtful = append(doubtful, i)
			}
		}
	}
	if long >= companyFrom && float64(telling) >= tellingShare*float64(long) {
		for _, i := range doubtful {
			out[i] = true
		}
	}
	return out
}

// signs counts the words that the models know, and tells whether there are words of
// English or of other languages among them.
func (s Space) signs(ws []string) (known int, tells, strange bool) {
	for _, w := range ws {
		if s.Words == nil || s.Words.Knows(w) {
			known++
		}
		tells = tells || telling[w]
		strange = strange || foreign[w]
	}
	return known, tells, strange
}

// meanDoubt is how many texts a mean has to be of to be half believed. What a handful
// of texts has in common is their matter, not the manner of all texts: without it,
// taken off, the likest of them would point apart.
const meanDoubt = 20

// centred takes the mean of the chosen vectors off each of them, in place and as far as it
// is to be believed, and gives them length 1; the others become zero. chosen nil means all.
func centred(vectors [][]float32, chosen []bool) [][]float32 {
	if len(vectors) == 0 {
		return vectors
	}
	mean := make([]float64, len(vectors[0]))
	n := 0
	for i, v := range vectors {
		if chosen == nil || chosen[i] {
			n++
			for j, x := range v {
				mean[j] += float64(x)
			}
		}
	}
	for j := range mean {
		mean[j] /= float64(n + meanDoubt)
	}
	for i, v := range vectors {
		if chosen != nil && !chosen[i] {
			clear(v)
			continue
		}
		for j := range v {
			v[j] -= float32(mean[j])
		}
		Normalize(v)
	}
	return vectors
}

// attach puts a part behind each vector.
func attach(points, part [][]float32, weight float32) [][]float32 {
	for i, p := range points {
		row := make([]float32, len(p), len(p)+len(part[i]))
		copy(row, p)
		for _, x := range part[i] {
			row = append(row, weight*x)
		}
		points[i] = row
	}
	return points
}
