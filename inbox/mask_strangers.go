package inbox

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file finds people whom nobody introduced: those whose name follows a title
// or a given name, has an initial in its middle or the ending of a family's, and
// given names that stand alone. What it is not sure of is shown in the audit.

// strangers adds people whom nobody introduced.
func (f *finder) strangers() {
	for i := range f.words {
		w := f.words[i]
		switch {
		case w.flags&wordTitle != 0 && i+1 < len(f.words) && (w.capital || smallTitles[f.word(i)]):
			f.titled(i)
		case w.capital && w.flags&wordGiven != 0 && (i == 0 || f.words[i-1].flags&wordGiven == 0 || f.gap(i-1) != " "):
			if last := f.nameRun(i, 3); last > i && f.words[i+1].flags&(wordStreet|wordFlat) == 0 {
				f.stranger(i, last, doubtGiven)
			}
		}
	}
	f.merge()
	for i := range f.words {
		w := f.words[i]
		switch {
		case !w.capital:
		case utf8.RuneCountInString(f.s[w.from:w.to]) == 1:
			f.initialed(i)
		case w.flags&wordFamily != 0, w.to-w.from >= shortestFamily && mayEndFamily(f.s[w.to-2:w.to]):
			f.family(i)
		}
	}
	f.kin()
	f.merge()
	f.small()
	for i := range f.words {
		if f.words[i].capital && f.words[i].flags&wordGiven != 0 {
			f.givenAlone(i)
		}
	}
	f.merge()
}

// kin takes the family's names of the strangers where they come again in the text,
// unless the text has them as words, too.
func (f *finder) kin() {
	f.merge()
	families := map[string]string{} // by name, who has it
	for _, sp := range f.spans {
		if sp.kind != maskPerson || sp.doubt != doubtGiven && sp.doubt != doubtForm {
			continue
		}
		i, _ := slices.BinarySearchFunc(f.words, sp.to, func(w wordPlace, to int) int { return w.to - to })
		if i < len(f.words) && i > 0 && f.words[i].to == sp.to && f.words[i].from > sp.from && f.mayBeName(i) {
			if name := f.s[f.words[i].from:sp.to]; families[name] == "" {
				families[name] = sp.value
			}
		}
	}
	if len(families) == 0 {
		return
	}
	for name := range families {
		if strings.Count(f.s, name) < 2 || strings.Contains(f.s, strings.ToLower(name)) {
			delete(families, name)
		}
	}
	for _, w := range f.words {
		if who, ok := families[f.s[w.from:w.to]]; ok {
			f.add(span{from: w.from, to: w.to, kind: maskPerson, value: who, doubt: doubtForm})
		}
	}
	f.merge()
}

// titled takes the name after a title. In capitals a title is a word of its own,
// such as "HR", unless the name is written so too.
func (f *finder) titled(i int) {
	gap := f.gap(i)
	if gap != " " && gap != ". " || len(f.word(i)) < 2 || f.allCapitals(i) && !f.allCapitals(i+1) {
		return
	}
	if last := f.nameRun(i+1, 3); last > i && f.words[i+1].flags&wordTitle == 0 {
		f.stranger(i+1, last, "")
	}
}

// stranger adds the name of the words from from to to, without those that are
// a part of something else.
func (f *finder) stranger(from, to int, doubt string) {
	for to >= from && f.taken(f.words[from].from, f.words[to].to) {
		to--
	}
	if to < from || doubt == doubtGiven && to == from && !f.standsAlone(from) {
		return
	}
	var words []string
	for i := from; i <= to; i++ {
		words = append(words, f.word(i))
	}
	f.add(span{from: f.words[from].from, to: f.words[to].to, kind: maskPerson, value: f.who.known(words), doubt: doubt})
}

// initialed takes the name around an initial: "Ada B. Brookline". Without the dot
// a letter may be an article, or a number by another name: "Plan B".
func (f *finder) initialed(i int) {
	if i == 0 || i+1 >= len(f.words) || f.gap(i-1) != " " || !f.mayBeName(i-1) || !f.mayBeName(i+1) {
		return
	}
	switch gap := f.gap(i); {
	case gap == ". ":
	case gap == " " && !strings.Contains("AIX", f.s[f.words[i].from:f.words[i].to]) && (f.words[i-1].flags&wordGiven != 0 || f.isFamily(i+1)):
	default:
		return
	}
	f.stranger(i-1, i+1, doubtForm)
}

// family takes a name whose last word is that of a family or has the ending of one,
// with the one or two words before it.
func (f *finder) family(i int) {
	if !f.mayBeName(i) || !f.isFamily(i) {
		return
	}
	from := i
	for from > 0 && i-from < 2 && f.beside(from-1) && f.mayBeName(from-1) {
		from--
	}
	if from < i || strongEnding(f.word(i)) && !f.taken(f.words[i].from, f.words[i].to) && f.standsAlone(i) {
		f.stranger(from, i, doubtForm)
	}
}

// isFamily tells a word that is the name of a family, or has the ending of one.
func (f *finder) isFamily(i int) bool {
	return f.words[i].flags&wordFamily != 0 || familyEnding(f.word(i)) != ""
}

// strongEnding tells an ending that makes a word a name even where no other stands
// before it.
func strongEnding(word string) bool {
	return strongEndings[familyEnding(word)] && !brands[word]
}

// givenAlone takes a given name that stands alone.
func (f *finder) givenAlone(i int) {
	if w := f.words[i]; f.taken(w.from, w.to) || !f.standsAlone(i) {
		return
	}
	f.stranger(i, i, doubtAlone)
}

// standsAlone tells a given name that is nothing else where it stands: no place,
// no abbreviation, no part of an address or of a name in code.
func (f *finder) standsAlone(i int) bool {
	w, word := f.words[i], f.word(i)
	if commonWords[word] || alsoElse[word] || f.allCapitals(i) && w.to-w.from < 5 {
		return false
	}
	if i > 0 && f.gap(i-1) == " " && saints[f.word(i-1)] {
		return false
	}
	if r := f.before(w.from); r == '/' || r == '_' || r == '\\' || r == '=' || r == '$' || r == '#' || r == '.' || r == '-' {
		return false
	}
	switch f.after(w.to) {
	case '/', '_', '\\', '=', '$', '-':
		return false
	case '.', '(':
		return w.to+1 >= len(f.s) || unicode.IsSpace(rune(f.s[w.to+1]))
	}
	return true
}

// mayBeName tells a word that is written like a name and is no word that many
// names stand beside.
func (f *finder) mayBeName(i int) bool {
	w := f.words[i]
	if !w.capital || w.to-w.from < 3 || f.allCapitals(i) {
		return false
	}
	word := f.word(i)
	return !notNames[word] && !besideNames[word] && (!commonWords[word] || familyNames[word]) && w.flags&(wordStreet|wordCountry|wordHome) == 0 &&
		strings.IndexFunc(f.s[w.from+1:w.to], unicode.IsUpper) < 0
}

func (f *finder) allCapitals(i int) bool {
	word := f.s[f.words[i].from:f.words[i].to]
	return utf8.RuneCountInString(word) > 1 && strings.IndexFunc(word, unicode.IsLower) < 0
}

// looksNamed tells whether words look like the name of somebody: a given name
// begins them, an initial is in their middle, or they end like a family's name.
func looksNamed(s string) bool {
	words := nameWords(s)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return lexicon[words[0]]&wordGiven != 0 || len(words) > 2 && len(words[1]) == 1 || len(words) > 1 && familyEnding(last) != ""
}

// shortestFamily is the least length, in bytes, of a word with an ending.
const shortestFamily = 5

// familyEnding is the ending by which a folded word is told to be the name of a
// family, "" if it has none.
func familyEnding(word string) string {
	if len(word) < shortestFamily || otherEndings[word] {
		return ""
	}
	for _, e := range endingsByTail[tailPlace(word[len(word)-2:])] {
		if strings.HasSuffix(word, e) && len(word) > len(e) {
			return e
		}
	}
	return ""
}

// familyEndings are those of the names of families that hardly any other word
// has, folded. Endings that German gives to common words, which it writes large,
// are not among them.
var familyEndings = strings.Fields(`dottir sson ansen ensen ersen arsen ielsen olsen tinsen quist qvist mann lainen kkinen kinen tanen konen honen kkanen
	ovic evic ovich evich ovych enko chuk czyk wicz wski wska nski nska dzki ckova kova lova rova sova dova tova hova
	anov inov onov enov ikov akov ulov elov atov etov aev eev yev shev chev dze shvili
	escu poulos akis idis oglu auskas ndez nzalez tinez varez erez guez opez tyan syan`)

// strongEndings are those of them that no common word of a language has which
// writes nouns large. Brands are names that stand for firms and methods.
var (
	strongEndings = wordSet(`dottir sson ansen ersen arsen ielsen quist qvist lainen kkinen ovic evic ovich evich enko czyk wicz wski wska
		ckova kova lova rova escu poulos shvili nzalez guez`)
	brands = wordSet(`ericsson nielsen samsonite nova jansen`)
)

// endingsByTail are the endings by their last two bytes, which spare most words the
// rest.
var endingsByTail = func() (out [1024][]string) {
	for _, e := range familyEndings {
		at := tailPlace(e[len(e)-2:])
		out[at] = append(out[at], e)
	}
	return out
}()

func mayEndFamily(tail string) bool {
	return tail[0]|tail[1] >= utf8.RuneSelf || endingsByTail[tailPlace(tail)] != nil
}

// otherEndings are words that end so and are no names of families.
var otherEndings = wordSet(`lesson casanova fachmann kaufmann hauptmann landsmann ehemann doberman`)

// besideNames are words that are written large at the begin of a sentence, before
// a family's name.
var besideNames = wordSet(`der die das den dem des ein eine einen einem einer les une los las gli het een und this that these those ask tell contact
	call email meet with from for but if when dear mit von bei fur pour avec chez con para per also then said says ask`)

// smallTitles are titles that stand before names when they are written small, too.
var smallTitles = wordSet(`mr mrs ms`)

// saints are the words with which given names make the names of places.
var saints = wordSet(`san santa santo sao saint sainte st ste sankt port fort mount lake new north south east west ciudad villa cape times`)

// alsoElse are given names that are more often something else when they stand
// alone: places, a month, words that begin sentences, programs and units.
var alsoElse = wordSet(`jan till roman milan florence virginia carolina victoria charlotte jordan francisco diego jose ella donna viola vera marina
	julia oscar pascal sofia adam tiffany morgan hugo kendra georgia santiago levi daphne frida linus casimir sander petra emmy dora jesus irma luna`)

func tailPlace(s string) int { return int(s[0]&31)<<5 | int(s[1]&31) }
