package inbox

import (
	"slices"
	"strings"
)

// This file finds names that are written small: "hi this is maria lopez", "thanks,
// jon". A given name alone is not enough for it, as many are words of some language:
// somebody is introduced, greeted or says goodbye by it, or the whole text is
// written small.

// small takes the names of people whose names are written small.
func (f *finder) small() {
	if f.seen&(wordGiven|wordFamily) == 0 {
		return
	}
	var all, asked bool // all is known once it was asked for
	for i := range f.words {
		w := f.words[i]
		if w.capital || w.flags&(wordGiven|wordFamily) == 0 || f.taken(w.from, w.to) || !f.standsAlone(i) {
			continue
		}
		named := f.presented(i)
		if !asked && !named {
			all, asked = f.allSmall(), true
		}
		if !named && (!all || smallElse[f.word(i)] || w.flags&wordGiven == 0) {
			continue
		}
		last := i
		for last+1 < len(f.words) && last-i < 2 && f.beside(last) && f.smallFamily(last+1) {
			last++
		}
		doubt := doubtAlone
		if last > i {
			doubt = doubtGiven
		}
		f.stranger(i, last, doubt)
	}
	f.merge()
}

// smallFamily tells whether a word that is written small and stands behind a given
// name is one of the same name: by its form, or by what follows it.
func (f *finder) smallFamily(i int) bool {
	w, word := f.words[i], f.word(i)
	if w.capital || w.number || f.taken(w.from, w.to) || !mayBeSmallFamily(word) {
		return false
	}
	return w.flags&wordGiven != 0 || f.isFamily(i) || f.endsAt(i) || smallStops[f.word(i+1)] || f.gap(i) == "'" || f.gap(i) == "’"
}

// mayBeSmallFamily tells whether a folded word could be the name of a family.
func mayBeSmallFamily(word string) bool {
	return len(word) >= 3 && (!commonWords[word] || familyNames[word]) && !notNames[word] && !smallStops[word] &&
		!slices.ContainsFunc(wordEndings, func(e string) bool { return strings.HasSuffix(word, e) })
}

// smallRest takes the family's name that is written small behind a given name with
// which somebody is introduced; rest is what follows the introduction.
func (w *people) smallRest(given, rest string) {
	if first := fold(given); first != given || lexicon[first]&wordGiven == 0 {
		return
	}
	before, rest, found := strings.Cut(rest[:min(len(rest), 160)], given)
	if !found || len(before) > 20 || !strings.HasPrefix(rest, " ") {
		return
	}
	end := wordEnd(rest, 1)
	family := fold(rest[1:end])
	next := strings.TrimLeft(rest[end:], " ")
	if !mayBeSmallFamily(family) || startsUpper(rest[1:]) {
		return
	}
	if lexicon[family]&wordFamily != 0 || familyEnding(family) != "" || next == "" || strings.IndexByte(",.!;:\n-)", next[0]) >= 0 || smallStops[fold(next[:wordEnd(next, 0)])] {
		w.found(given+" "+family, "")
	}
}

// wordEndings are those of English words that stand behind a name and are none.
var wordEndings = strings.Fields(`ing ed ly tion ment ness able ful ous ive day row`)

// presented tells whether somebody is introduced or greeted by the word i, or says
// goodbye with it.
func (f *finder) presented(i int) bool {
	if i == 0 {
		return false
	}
	gap, before := f.gap(i-1), f.word(i-1)
	if gap != " " && gap != ", " && gap != ",\n" && gap != "\n" && gap != ": " {
		return false
	}
	two := ""
	if i > 1 {
		if joint := f.gap(i - 2); joint == " " || joint == "'" || joint == "’" {
			two = f.word(i-2) + " " + before
		}
	}
	if gap == " " && (presentings[before] || presentings[two]) {
		return true
	}
	// A greeting or a goodbye is by the name alone: "hi maria,", "thanks, jon".
	if closings[before] && (gap != " " || f.endsAt(i)) || greetings[before] && gap == " " && f.endsAt(i) {
		return f.closesText(i) || greetings[before] && gap != "\n"
	}
	return false
}

// endsAt tells whether a mark, a new line or the end of the text follows a word.
func (f *finder) endsAt(i int) bool {
	rest := strings.TrimLeft(f.s[f.words[i].to:], " ")
	return rest == "" || strings.IndexByte(",.!;:\n-)", rest[0]) >= 0
}

// closesText tells whether no more than a few words follow the word i.
func (f *finder) closesText(i int) bool { return len(f.words)-i <= 4 }

// allSmall tells whether nobody took care of capitals in a text: none begins a word
// of it.
func (f *finder) allSmall() bool {
	if strings.ContainsAny(f.s, "{}=<>`|$/\\_") { // that is code
		return false
	}
	letters := 0
	for _, w := range f.words {
		if w.capital {
			return false
		}
		if !w.number {
			letters++
		}
	}
	return letters >= 4
}

// presentings are the words by which people are introduced, folded, one or two.
var presentings = func() map[string]bool {
	out := map[string]bool{}
	for _, s := range []string{
		"name is", "name s", "this is", "i am", "i m", "im", "it s", "its me", "call me", "calls me", "called me", "nennt mich", "nennen mich", "appelez moi", "me llamo", "llamo", "m appelle", "je suis", "c est", "ich bin", "bin die", "bin der", "name ist", "heisse", "heiße", "mi chiamo", "chiamo",
		"sono", "soy", "mein name", "heter", "jestem", "me chamo", "chamo", "sou", "ik ben", "mijn naam", "naam is", "nombre es", "nome e", "jeg er", "jeg hedder", "hedder", "jag ar", "mr", "mrs", "ms", "sra", "señora", "senora", "sr", "herr", "frau", "mme", "colleague", "spoke with", "spoke to", "talk to", "speak to", "speak with",
	} {
		out[s] = true
	}
	return out
}()

// smallStops are words that stand behind a name that is written small, and are no
// part of it.
var smallStops = wordSet(`and or from at with in of on to for by is was has had am are were will would can could should may might did does do not but who which that this the a an my your our
	his her their its i we you he she it they me us him them please here there again about because since when where while if so as than then just also only even still already yet never always
	said says told asked asks wrote writes needs wants got gets gave sent sends called calls replied
	und oder von aus bei mit fur vor im am an auf zu zum zur ist war hat ich wir sie er es der die das ein eine mein dein unser nicht auch noch schon bitte
	et ou de du des chez avec pour dans sur est etait qui que je nous vous il elle le la les un une mon ma
	y o e u del con para por en es era que yo mi su el los las una da do em com meu eu il lo gli di per nel sono ho che mio van het een met voor bij en ik mijn`)
