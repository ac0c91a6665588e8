package question

import (
	"regexp"
	"strings"
	"unicode"

	"signpost/gaps/words"
	"signpost/inbox"
)

// A tongue holds the words of a language that lead back: points wherever in a sentence,
// opens among its first two words only, and splits parts a sentence, so that what points
// behind it may be about the part in front.
type tongue struct{ points, opens, splits map[string]bool }

var tongues = map[string]tongue{
	"en": {
		words.Set("it this that these those them they there he she same ones"),
		words.Set("so then too instead either neither otherwise afterwards however therefore alternatively meanwhile"),
		words.Set("and or but if when while because so which who where then"),
	},
	"de": {
		words.Set("es das dies diese dieser dieses diesen diesem damit dafür dabei daran darauf darin daraus davon dazu dort ihn"),
		words.Set("so dann danach anschließend sonst dadurch deshalb daher deswegen trotzdem allerdings jedoch stattdessen alternativ er"),
		words.Set("und oder aber wenn weil sobald falls dann"),
	},
	"fr": {
		words.Set("ça cela ceci celui celle ceux celles y"),
		words.Set("il ils elle elles alors ensuite puis ainsi sinon donc cependant toutefois"),
		words.Set("et ou mais si quand lorsque puis car"),
	},
	"es": {
		words.Set("eso esto ello ellos allí ahí"),
		words.Set("así entonces luego después lo él ella sino tampoco"),
		words.Set("y o pero si cuando porque luego"),
	},
	"it": {
		words.Set("questo ciò quello lì là"),
		words.Set("così allora poi quindi altrimenti invece esso essa"),
		words.Set("e o ma se quando perché poi"),
	},
	"pt": {
		words.Set("isso isto aquilo lá nele nela"),
		words.Set("assim então depois senão ele ela"),
		words.Set("e ou mas se quando porque depois"),
	},
	"nl": {
		words.Set("dit dat daar deze die ermee erop erin"),
		words.Set("dan daarna anders daarom echter het hij zij"),
		words.Set("en of maar als omdat dan"),
	},
}

// tongueOf gives the words of a language; of one that is not known, those of all languages
// that are common words of none but their own.
func tongueOf(lang string) tongue {
	if t, ok := tongues[lang]; ok || lang != "" {
		return t
	}
	return anyTongue
}

var anyTongue = func() tongue {
	all := tongue{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for lang, t := range tongues {
		for w := range t.points {
			all.points[w] = all.points[w] || onlyOf(lang, w)
		}
		for w := range t.opens {
			all.opens[w] = all.opens[w] || onlyOf(lang, w)
		}
		for w := range t.splits {
			all.splits[w] = true
		}
	}
	return all
}()

// onlyOf tells whether a word is a common one of no other language than one.
func onlyOf(lang, w string) bool {
	for other := range tongues {
		if other != lang && inbox.IsCommonWord(other, w) {
			return false
		}
	}
	return true
}

// Continues tells whether a sentence of a language (a BCP 47 tag, "" when unknown) goes on
// from what was said before it: it begins with a word that joins, or holds one that points to
// nothing in the sentence itself.
func Continues(sentence, lang string) bool {
	if option.MatchString(sentence) {
		return true
	}
	t := tongueOf(lang)
	list := spoken(sentence)
	telling, split := false, false // what was said so far, and whether a part is behind it
	for i, w := range list {
		next := word{}
		if i+1 < len(list) {
			next = list[i+1]
		}
		switch {
		case i == 0 && lead[w.low], i < 2 && t.opens[w.low] && (i == 0 || !asks[list[0].low]):
			return true
		case t.points[w.low] && !split && w.points(i, list, next):
			return true
		}
		telling = telling || !isFunction(w.low) && !lead[w.low]
		split = split || telling && (w.marked || t.splits[w.low])
	}
	return false
}

// thens begin what holds if a question before is answered by yes.
var thens = words.Set("then dann alors entonces allora então dan")

// Concludes tells whether a sentence says what to do if the question before it is answered
// by yes: "Is it the old one? Then …".
func Concludes(sentence string) bool { return thens[strings.ToLower(wordOf(sentence))] }

// option is one of several that were named.
var option = regexp.MustCompile(`(?i)\b(?:the|die|der|das|den|la|le|el|a|o|il|de|l['’]) ?(?:first|second|third|last|other|latter|former|erste|zweite|dritte|letzte|andere|première|premier|seconde?|deuxième|dernière?|autre|primera|segund[ao]|última|otra|outra|prim[ao]|eerste|tweede|laatste)n? (?:one|option|way|method|möglichkeit|weg|variante|opción|manera|forma|façon|possibilité|opzione|modo|opção|maneira|optie|manier)\b`)

// A word is one of a sentence; marked says that a comma or the like follows.
type word struct {
	text, low string
	marked    bool
}

func spoken(sentence string) []word {
	var out []word
	for _, f := range strings.Fields(sentence) {
		w := strings.Trim(f, ".,;:!?()\"“”„«»¿¡*…")
		if strings.IndexFunc(w, unicode.IsLetter) >= 0 {
			out = append(out, word{w, strings.ToLower(w), strings.HasSuffix(f, ",") || strings.HasSuffix(f, ";") || strings.HasSuffix(f, ":")})
		}
	}
	return out
}

// expletive are words beside which "it", "there" and "es" point to nothing.
var expletive = words.Set("is are was were will has have gibt geht ist possible isn't aren't can")

// points tells whether a word of those that point does so at place i of a sentence: not in
// "is there", "il y a", as an article, or as what joins a clause.
func (w word) points(i int, list []word, next word) bool {
	before := word{}
	if i > 0 {
		before = list[i-1]
	}
	switch w.low {
	case "there":
		return !expletive[next.low] && !expletive[before.low]
	case "it":
		return !asks[before.low]
	case "es":
		return before.low != "gibt" && next.low != "gibt" && !asks[before.low]
	case "y":
		return i > 0 && before.low != "il" && before.low != "n" && before.low != "qu'il"
	case "that", "dat", "die", "deze", "questo", "quello":
		return i == 0 || next.low == "" || leads[before.low]
	case "das":
		r := []rune(next.text)
		return len(r) == 0 || !unicode.IsUpper(r[0]) && !strings.HasSuffix(next.low, "e")
	}
	return true
}

// leads are words behind which "that" stands for a thing.
var leads = words.Set("for of after with like before from to on in by about do does did voor van na met door over per di dopo con fare")
