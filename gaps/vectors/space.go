package vectors

import (
	"cmp"
	"context"
	"fmt"
	"slices"

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
	// Encoder is the sentence encoder, nil for none; it takes a hundred times as long as
	// the rest. EncodeAtMost is up to how many different texts it is worth that, see For.
	Encoder      Encoder
	EncodeAtMost int
}

// For gives the space in which so many different texts are compared.
func (s Space) For(texts int) Space {
	if texts > s.EncodeAtMost {
		s.Encoder = nil
	}
	return s
}

// What the parts weigh beside the lexical part, which weighs 1. They were chosen with
// the word models that had not seen the set at hand on CLINC150, HWU64 and
// NatCS-insurance; docs/figures-gaps.md has the table.
const (
	wordsWeight   = 1.5
	encoderWeight = 1.5
)

// Stops are the mean distances at which groups stop joining.
type Stops struct {
	// Few is that between smoothed vectors of few texts, Shared that between vectors of
	// many by their angle and the neighbours they share (package grouping), and Many is
	// what that becomes where there are ten thousand. Within Smoothed of a group that a
	// sample formed, smoothed, others join it.
	Few, Shared, Many, Smoothed float32
	// Families is that at which groups are near enough to be shown together.
	Families float32
}

// The distances of texts of which the models know nothing, and of those of which they
// know all: the parts of a space agree more often on what is near, the more there are.
// docs/figures-gaps.md has the tables.
var (
	stopsByWords = Stops{Few: 0.6, Shared: 0.88, Many: 0.88, Smoothed: 0.5, Families: 0.7}
	stopsByModel = Stops{Few: 0.4, Shared: 0.75, Many: 0.8, Smoothed: 0.4, Families: 0.6}
)

// stopsFor gives the distances of texts of which the models know a share.
func stopsFor(share float32) Stops {
	between := func(words, model float32) float32 { return words + float32(share*(model-words)) }
	return Stops{
		Few:      between(stopsByWords.Few, stopsByModel.Few),
		Shared:   between(stopsByWords.Shared, stopsByModel.Shared),
		Many:     between(stopsByWords.Many, stopsByModel.Many),
		Smoothed: between(stopsByWords.Smoothed, stopsByModel.Smoothed),
		Families: between(stopsByWords.Families, stopsByModel.Families),
	}
}

// Texts are what is placed. Not all need to be in memory.
type Texts interface {
	Len() int
	// At gives a text, and further words of the same conversation, "" if there are none.
	// Several goroutines may ask at once.
	At(i int) (text, answer string)
	// Turn tells which texts are taken where only some are: those whose turns are smallest.
	Turn(i int) uint64
}

// Of gives each text's vector of length 1, as Place does.
func (s Space) Of(ctx context.Context, texts, answers []string) ([][]float32, error) {
	out := make([][]float32, 0, len(texts))
	_, err := s.Place(ctx, held{texts, answers}, func(points [][]float32) { out = append(out, points...) })
	return out, err
}

// held are texts in memory.
type held struct{ texts, answers []string }

func (h held) Len() int               { return len(h.texts) }
func (h held) At(i int) (_, _ string) { return h.texts[i], h.answers[i] }
func (h held) Turn(i int) uint64      { return HashOf(h.texts[i], h.answers[i]) }

// Place gives take the texts' vectors of length 1, some after the other. Their parts, each
// with its mean taken off and of length 1, stand side by side; a text that is not English
// has its words only. Past fitLimit those whose turn is first tell what is rare, which
// directions there are, and what is common to all. It gives the distances at which groups
// of these texts stop joining. The errors are those of ctx and of the encoder.
func (s Space) Place(ctx context.Context, texts Texts, take func(points [][]float32)) (Stops, error) {
	return s.place(ctx, texts, fitLimit, take)
}

func (s Space) place(ctx context.Context, texts Texts, limit int, take func(points [][]float32)) (Stops, error) {
	all := make([]int, texts.Len())
	for i := range all {
		all[i] = i
	}
	if len(all) <= limit {
		asked, said := read(texts, all)
		var m manner
		points, err := s.join(ctx, lexical(ctx, asked, said), asked, &m)
		if err != nil {
			return Stops{}, err
		}
		take(points)
		return stopsFor(m.known), nil
	}
	asked, said := read(texts, fitting(texts, limit))
	f := frame{space: s, ruler: newRuler(ctx, asked, said)}
	if _, err := f.place(ctx, asked, said); err != nil {
		return Stops{}, err
	}
	for part := range slices.Chunk(all, placedAtOnce) {
		if err := ctx.Err(); err != nil {
			return Stops{}, err
		}
		asked, said := read(texts, part)
		points, err := f.place(ctx, asked, said)
		if err != nil {
			return Stops{}, err
		}
		take(points)
	}
	return stopsFor(f.manner.known), nil
}

func read(texts Texts, at []int) (asked, said []string) {
	asked, said = make([]string, len(at)), make([]string, len(at))
	for i, p := range at {
		asked[i], said[i] = texts.At(p)
	}
	return asked, said
}

// HashOf is a turn that says nothing of a text.
func HashOf(text, answer string) uint64 { return words.Hash(text + "\x00" + answer) }

// fitting picks n texts by their turns, ascending.
func fitting(texts Texts, n int) []int {
	order, turn := make([]int, texts.Len()), make([]uint64, texts.Len())
	for i := range order {
		order[i], turn[i] = i, texts.Turn(i)
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(turn[a], turn[b]), cmp.Compare(a, b)) })
	return slices.Clone(order[:n])
}

// A frame is what texts tell of many like them: it places others where these would lie.
type frame struct {
	space  Space
	ruler  ruler
	manner manner
}

// place gives the vectors of texts; the first ones tell what is common to all.
func (f *frame) place(ctx context.Context, texts, answers []string) ([][]float32, error) {
	return f.space.join(ctx, f.ruler.place(ctx, texts, answers), texts, &f.manner)
}

// A manner is what texts have in common. What it does not know yet it learns from the
// texts that are joined first.
type manner struct {
	english company
	// known is the share of the texts of which the models know something.
	known                 float32
	lexical, words, meant []float64
}

// join puts what the models know of texts behind their words. The errors are those of ctx and
// of the encoder.
func (s Space) join(ctx context.Context, points [][]float32, texts []string, m *manner) ([][]float32, error) {
	if err := ctx.Err(); err != nil || s.Words == nil && s.Encoder == nil {
		return points, err
	}
	split := make([][]string, len(texts))
	parallel.Spans(ctx, len(texts), func(from, to int) {
		for i := from; i < to; i++ {
			split[i] = words.Split(texts[i])
		}
	})
	first := m.english == unknownCompany
	english := s.english(split, &m.english)
	if first {
		m.known = share(english)
	}
	points = centred(points, nil, &m.lexical)
	if s.Words != nil {
		learned := make([][]float32, len(texts))
		parallel.Spans(ctx, len(texts), func(from, to int) {
			for i := from; i < to; i++ {
				learned[i], _ = s.Words.Vector(split[i])
			}
		})
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		points = attach(points, centred(learned, english, &m.words), wordsWeight)
	}
	if s.Encoder != nil {
		meant, err := s.encode(ctx, texts, english)
		if err != nil {
			return nil, err
		}
		points = attach(points, centred(meant, english, &m.meant), encoderWeight)
	}
	parallel.Spans(ctx, len(points), func(from, to int) {
		for i := from; i < to; i++ {
			Normalize(points[i])
		}
	})
	return points, ctx.Err()
}

// share of true among all.
func share(all []bool) float32 {
	n := 0
	for _, one := range all {
		if one {
			n++
		}
	}
	return float32(n) / float32(max(1, len(all)))
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

// A company tells whether people write English here: whether a longer text that could be
// English, and has no telling word, is.
type company int

const (
	unknownCompany company = iota
	foreignCompany
	englishCompany
)

// english tells of the words of each text whether the models may speak of it: they know
// most of them, and, unless it is very short, one is a word that only English has. A
// dictionary alone does not tell, as it holds the names and loans of all languages. Among
// texts that are English, one that just has no telling word is, too; a company that is not
// known is learned.
func (s Space) english(split [][]string, among *company) []bool {
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
	if *among == unknownCompany {
		*among = foreignCompany
		if long >= companyFrom && float64(telling) >= tellingShare*float64(long) {
			*among = englishCompany
		}
	}
	if *among == englishCompany {
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
// A mean that is not known is learned.
func centred(vectors [][]float32, chosen []bool, mean *[]float64) [][]float32 {
	if len(vectors) == 0 {
		return vectors
	}
	if *mean == nil {
		*mean = meanOf(vectors, chosen)
	}
	for i, v := range vectors {
		if chosen != nil && !chosen[i] {
			clear(v)
			continue
		}
		for j := range v {
			v[j] -= float32((*mean)[j])
		}
		Normalize(v)
	}
	return vectors
}

func meanOf(vectors [][]float32, chosen []bool) []float64 {
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
	return mean
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
