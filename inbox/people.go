package inbox

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// people are the names that are masked in one conversation.
type people struct {
	byWord map[string][]name // by the first word, folded; the longest first
	joined []name            // names in scripts that do not part words
	table  [16]uint64        // a filter for the words of byWord, and for them with an s
	// seen are the participants that were taken already.
	seen  []Person
	lines []string // room for those of a signature
	// memory has the names of some who took part in other conversations: agents
	// come again and again.
	memory map[Person]nameList
}

// A name is the words of a name and whose it is.
type name struct {
	words []string
	who   string
	// common says that the name is also a word, and then stands alone only in
	// a greeting or signature.
	common bool
	// doubt is why it may be no name; then only what is written large is one.
	doubt string
}

// A nameList has names by words, and those in scripts that do not part words.
type nameList struct{ words, joined []name }

// maxMemory bounds how many participants are remembered.
const maxMemory = 1000

// nobody is no one to look for; it is never written.
var nobody = &people{}

func newPeople() *people { return &people{memory: map[Person]nameList{}} }

// forget makes ready for the next conversation.
func (w *people) forget() {
	clear(w.byWord)
	w.joined, w.seen, w.table = w.joined[:0], w.seen[:0], [16]uint64{}
}

// commonWords are names that are words too, and words that stand in the fields
// for names.
var commonWords = wordSet(`will mark may june april august grace rose hope bill jack art drew pat rich frank
	sue ray gene guy faith joy dawn eve ivy lily olive iris page chase chance dean earl miles max min van von de la
	le da di del der den the and of support team help sales info admin operator bot customer user lead agent office
	service services company inc ltd gmbh group international online shop web app mobile test demo unknown guest
	visitor anonymous account system center centre read long short young best good white black brown green gray king
	price case stone wood field day summer winter major carter link search docs home us me you it is in on an at
	rob bob nick sky star penny hunter cash duke prince reed lane ford hall park cook baker miller smith bush banks
	wells marsh west east north south church bishop pope fox wolf bird swan crane drake hart heart love sharp wise
	strong power powers worth storm snow frost waters rivers brooks lake ocean sun moon sunny joe robin jay martin ginger
	ruby pearl amber crystal jade coral violet daisy holly hazel heather poppy basil rosemary sage angel destiny
	harmony melody trinity christian dick randy willy john pass mason archer fisher gardener taylor turner walker
	parker porter potter cooper cole dale glen heath cliff forest woods hill mills bridges rain summers harvest
	early late new old little big small tall low high free frees wild bright light dark gold golden silver steel iron
	call mail billing finance accounts accounting marketing contact hello office noreply reply postmaster webmaster security
	legal press jobs careers hr it dev ops data cloud media digital design studio solutions consulting partners
	global first last name null none nan na test tester example public private default main general internal external
	pro plus basic premium free trial owner manager director developer engineer editor viewer member staff employee
	klein gross lang kurz jung alt neu weiss schwarz braun roth koch bauer schneider fischer becker richter kaiser konig herr frau
	sommer winter berg stein wald bach feld vogel stark petit grand blanc noir roi marin bon rey cruz rosa flores ramos
	mai juli sonne ernst wolf bernstein so do my we he she or as if by to for not no yes ok hi set get put run use buy pay ask add
	any all some many more most one two three even ever just only also here there then than that this with from post order
	chat note notes event message messages reply replies user users title save edit delete import export report reports`)

// conversation collects the names of those who take part, and of those whom
// greetings and signatures name, and forgets those of the last conversation.
func (w *people) conversation(c *Conversation) {
	w.forget()
	for _, p := range c.Customers {
		w.participant(p)
	}
	for i := range c.Messages {
		w.participant(c.Messages[i].Author)
	}
	for _, p := range c.joint.Known {
		w.participant(p)
	}
	w.read(c.Subject)
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Kind != Event {
			w.read(m.Body)
			w.read(m.Quoted)
		}
	}
	if c.Rating != nil {
		w.read(c.Rating.Comment)
	}
}

// participant takes the name of somebody, and what the address says of it.
func (w *people) participant(p Person) {
	if p.Name == "" && p.Email == "" || slices.Contains(w.seen, p) {
		return
	}
	w.seen = append(w.seen, p)
	names, ok := w.memory[p]
	if !ok {
		names = participantNames(p)
		if len(w.memory) >= maxMemory {
			clear(w.memory)
		}
		w.memory[p] = names
	}
	w.take(names)
}

// participantNames are the names of somebody, and what the address says of it.
func participantNames(p Person) nameList {
	out := namesOf(p.Name, identity(p), "")
	if local, _, ok := strings.Cut(p.Email, "@"); ok {
		local, _, _ = strings.Cut(local, "+")
		if strings.Trim(local, "0123456789") != "" && utf8.RuneCountInString(local) >= 5 && !commonWords[strings.ToLower(local)] {
			out.words = append(out.words, handleNames(local, identity(p))...)
		}
	}
	return out
}

// handleNames are those in the part of an address before the @: the whole, and
// its words when they are long.
func handleNames(local, who string) []name {
	words := nameWords(local)
	if len(words) == 0 || slices.ContainsFunc(words, func(s string) bool { return commonWords[s] }) {
		return nil
	}
	out := []name{{words: words, who: who}}
	if len(words) == 1 {
		return out
	}
	for i, word := range words {
		if utf8.RuneCountInString(word) >= 4 && strings.Trim(word, "0123456789") == word {
			out = append(out, name{words: words[i : i+1 : i+1], who: who})
		}
	}
	return out
}

// namesOf are a name as a whole, and each of its words.
func namesOf(full, who, doubt string) (out nameList) {
	full = strings.TrimSpace(full)
	if full == "" || strings.Contains(full, "@") || len(full) > 100 {
		return out
	}
	if !latin(full) {
		for _, part := range append([]string{full}, strings.Fields(full)...) {
			out.joined = append(out.joined, name{words: []string{part}, who: who})
		}
		return out
	}
	words := nameWords(full)
	if len(words) > 1 {
		out.words = append(out.words, name{words: words, who: who, doubt: doubt})
	}
	for i, word := range words {
		if n := utf8.RuneCountInString(word); n >= 3 || n == 2 && len(words) <= 2 && !commonWords[word] && word == words[0] {
			common := commonWords[word] || n == 2 || strings.Trim(word, "0123456789") == ""
			out.words = append(out.words, name{words: words[i : i+1 : i+1], who: who, common: common, doubt: doubt})
		}
	}
	return out
}

// add takes a name that a text gives.
func (w *people) add(full, who, doubt string) { w.take(namesOf(full, who, doubt)) }

func (w *people) take(list nameList) {
	for _, n := range list.words {
		w.put(n)
	}
	for _, n := range list.joined {
		s := n.words[0]
		if utf8.RuneCountInString(s) >= 2 && !slices.ContainsFunc(w.joined, func(o name) bool { return o.words[0] == s }) {
			w.joined = append(w.joined, n)
		}
	}
}

func (w *people) put(n name) {
	first := n.words[0]
	list := w.byWord[first]
	for _, o := range list {
		if slices.Equal(o.words, n.words) {
			return
		}
	}
	if w.byWord == nil {
		w.byWord = map[string][]name{}
	}
	if list = append(list, n); len(list) > 1 {
		slices.SortStableFunc(list, func(a, b name) int { return len(b.words) - len(a.words) })
	}
	w.byWord[first] = list
	wordFilter(w.table[:]).put(first)
	wordFilter(w.table[:]).put(first + "s")
}

// mayBegin is a quick look whether begins may hold for a word of ASCII, by its
// hash.
func (w *people) mayBegin(h uint64) bool { return wordFilter(w.table[:]).mayHoldHash(h) }

// begins tells whether a folded word, or the word without the s of a
// possessive, is the first of a name.
func (w *people) begins(b []byte) bool {
	if w.byWord == nil {
		return false
	}
	if _, ok := w.byWord[string(b)]; ok {
		return true
	}
	if n := len(b) - 1; n > 2 && b[n] == 's' {
		_, ok := w.byWord[string(b[:n])]
		return ok
	}
	return false
}

// nameWords are the words of a name, folded.
func nameWords(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// latin tells scripts that part words from those that do not.
func latin(s string) bool {
	for i := range len(s) {
		if s[i] >= 0xe0 {
			return !strings.ContainsFunc(s, func(r rune) bool {
				return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
			})
		}
	}
	return true
}

// known is the one whom the words name, or somebody new.
func (w *people) known(words []string) string {
	for _, word := range words {
		for _, n := range w.byWord[word] {
			return n.who
		}
	}
	return "name:" + strings.Join(words, " ")
}

// names adds the places of the names in a text.
func (f *finder) names() {
	for _, n := range f.who.joined {
		for at := 0; ; {
			i := strings.Index(f.s[at:], n.words[0])
			if i < 0 {
				break
			}
			f.add(span{from: at + i, to: at + i + len(n.words[0]), kind: maskPerson, value: n.who})
			at += i + len(n.words[0])
		}
		f.merge()
	}
	if f.seen&wordNamed != 0 {
		for i := 0; i < len(f.words); {
			n := 0
			if f.words[i].flags&wordNamed != 0 {
				n = f.nameAt(i)
			}
			i += max(n, 1)
		}
		f.merge()
	}
	f.strangers()
	f.merge()
}

// nameAt masks the name that begins with word i, and returns how many words it
// has, 0 for none.
func (f *finder) nameAt(i int) int {
	p := f.words[i]
	word := f.word(i)
	list := f.who.byWord[word]
	if bare, ok := strings.CutSuffix(word, "s"); ok && len(list) == 0 {
		for _, n := range f.who.byWord[bare] {
			// "Annas" is Anna's in some languages, and a plural in others.
			if len(n.words) == 1 && !n.common && p.capital {
				f.add(span{from: p.from, to: p.to - 1, kind: maskPerson, value: n.who})
				return 1
			}
		}
		return 0
	}
	for _, n := range list {
		if !f.follows(i, n.words) || n.doubt != "" && !p.capital || len(n.words) == 1 && n.common && !f.greeted(i) {
			continue
		}
		last := i + len(n.words) - 1
		sp := span{from: p.from, to: f.words[last].to, kind: maskPerson, value: n.who, doubt: n.doubt}
		// "Ada B." for Ada Brookline is one name.
		if len(n.words) == 1 && last+1 < len(f.words) && f.gap(last) == " " {
			next := f.words[last+1]
			if next.capital && next.to-next.from == 1 && f.initial(n.who, f.word(last+1)) {
				sp.to = next.to
				last++
			}
		}
		f.add(sp)
		return last - i + 1
	}
	return 0
}

// initial tells whether a letter begins another word of somebody's name.
func (f *finder) initial(who, letter string) bool {
	for word, list := range f.who.byWord {
		if strings.HasPrefix(word, letter) && slices.ContainsFunc(list, func(n name) bool { return n.who == who }) {
			return true
		}
	}
	return false
}

// follows tells whether the words of a name stand at word i, on one line.
func (f *finder) follows(i int, want []string) bool {
	if len(f.words)-i < len(want) {
		return false
	}
	for k, w := range want[1:] {
		at := i + k + 1
		if gap := f.gap(at - 1); len(gap) > 2 || strings.Contains(gap, "\n") || f.word(at) != w {
			return false
		}
	}
	return true
}

// greeted decides on a single word that is a name and a word: it counts only
// next to a greeting or on a line of its own.
func (f *finder) greeted(i int) bool {
	p := f.words[i]
	if !p.capital {
		return false
	}
	start := strings.LastIndexByte(f.s[:p.from], '\n') + 1
	line := f.s[start:]
	if i := strings.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	if strings.Trim(line, " -–—~,.!") == f.s[p.from:p.to] {
		return true
	}
	found := false
	greetedNames(line, func(from, to int) { found = found || start+from <= p.from && p.to <= start+to })
	return found || i > 0 && (f.words[i-1].flags&wordTitle != 0 || f.gap(i-1) == " " && (f.word(i-1) == "am" || i > 1 && f.word(i-1) == "is" && f.word(i-2) == "name"))
}

// nameRun returns the last of up to n words in capitals that begin with word i
// and could be one name, i-1 for none.
func (f *finder) nameRun(i, n int) int {
	last := i - 1
	for at := i; at < len(f.words) && at < i+n; at++ {
		w := f.words[at]
		if at > i {
			gap := f.gap(at - 1)
			if !f.beside(at-1) && gap != "-" && gap != ". " && gap != "'" && gap != "’" {
				break
			}
			if gap == ". " && f.words[at-1].to-f.words[at-1].from != 1 {
				break
			}
		}
		word := f.word(at)
		if particles[word] && at > i && at+1 < len(f.words) && f.words[at+1].capital && f.gap(at) == " " {
			continue
		}
		initial := len(word) == 1 && at > i && at+1 < len(f.words) && f.gap(at) == ". "
		if !w.capital || notNames[word] && !initial || at > i && len(word) > 1 && commonWords[word] && !familyNames[word] {
			break
		}
		last = at
	}
	if last >= i && f.words[last].to-f.words[last].from == 1 {
		last--
	}
	return last
}

// particles join the parts of a name.
var particles = wordSet(`van von de dei dos das des la le da di del der den dos du al el bin ten ter zu af`)

// familyNames are words that are common as the second part of a name.
var familyNames = wordSet(`smith brown white black green young king wood stone miller baker cook hill hall walker taylor turner parker cooper fisher
	fox wolf klein gross lang jung weiss schwarz braun roth koch bauer schneider fischer becker richter kaiser konig sommer winter berg stein vogel
	marin silva stark petit grand blanc rey cruz flores ramos martin west north brooks reed lane hunter mason marsh wells bishop church`)
