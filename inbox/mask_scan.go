package inbox

import (
	"unicode"
	"unicode/utf8"
)

// The classes of bytes by which a text is cut.
const (
	classSmall = 1 << iota
	classCapital
	classDigit
	classHigh // a byte of a rune that is no ASCII
	classSpace
	classControl
	classMark // one of the marks below

	classWord = classSmall | classCapital | classDigit
)

var byteClasses = func() (out [256]uint8) {
	for c := range out {
		switch {
		case c >= 'a' && c <= 'z':
			out[c] = classSmall
		case c >= 'A' && c <= 'Z':
			out[c] = classCapital
		case c >= '0' && c <= '9':
			out[c] = classDigit
		case c >= utf8.RuneSelf:
			out[c] = classHigh
		case c == ' ', c == '\n', c == '\t':
			out[c] = classSpace
		case c < ' ':
			out[c] = classSpace | classControl
		case c == 0x7f:
			out[c] = classControl
		case c == '@', c == ':', c == '.', c == '(', c == '[', c == '{':
			out[c] = classMark
		}
	}
	return out
}()

func isDigit(c byte) bool { return byteClasses[c] == classDigit }

// isLetter tells the letters of ASCII.
func isLetter(c byte) bool { return byteClasses[c]&(classSmall|classCapital) != 0 }

// scan cuts a text into tokens, regions and words, and looks every word up, all
// at once: this is the one pass over all that is ever read.
func (f *finder) scan(s string, who *people) {
	f.s, f.who = s, who
	f.words, f.tokens, f.regions = f.words[:0], f.tokens[:0], f.regions[:0]
	f.seen, f.control, f.bracket = 0, false, false
	var t token
	begin := -1
	for i := 0; i < len(s); {
		class := byteClasses[s[i]]
		f.control = f.control || class&classControl != 0
		if class&classSpace != 0 {
			if begin >= 0 {
				t.from, t.to = begin, i
				f.token(t)
				t, begin = token{}, -1
			}
			i++
			continue
		}
		if begin < 0 {
			begin = i
		}
		switch {
		case class&(classWord|classHigh) != 0:
			end, digits := f.scanWord(i)
			t.digits += digits
			t.letters += end - i - digits
			i = end
			continue
		case class&classMark != 0:
			switch s[i] {
			case '@':
				t.at++
			case ':':
				t.colon++
			case '.':
				t.dot++
			default:
				f.bracket = true
			}
		}
		i++
	}
	if begin >= 0 {
		t.from, t.to = begin, len(s)
		f.token(t)
	}
}

// scanWord takes the word that begins at a place, or the one rune that is none,
// and returns where it ends and how many digits of ASCII are in it.
func (f *finder) scanWord(from int) (end, digits int) {
	s := f.s
	end = from
	var class uint8
	for end < len(s) {
		if class = byteClasses[s[end]]; class&classWord == 0 {
			break
		}
		digits += int(class / classDigit)
		end++
	}
	w := wordPlace{from: from, to: end}
	if end < len(s) && class == classHigh {
		w, digits = f.foreignWord(from, end, digits)
		if w.to == from {
			_, size := utf8.DecodeRuneInString(s[from:])
			return from + size, 0
		}
	} else {
		first := byteClasses[s[from]]
		w.number, w.capital = first == classDigit, first == classCapital
	}
	f.lookUp(&w)
	f.words = append(f.words, w)
	return w.to, digits
}

// foreignWord goes on with a word where it has a rune that is no ASCII. A word
// that ends where it begins is none.
func (f *finder) foreignWord(from, end, digits int) (w wordPlace, all int) {
	s := f.s
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		if r < utf8.RuneSelf {
			class := byteClasses[r]
			if class&classWord == 0 {
				break
			}
			digits += int(class / classDigit)
		} else if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			f.control = f.control || unicode.IsControl(r)
			break
		} else {
			w.foreign = true
		}
		end += size
	}
	w.from, w.to = from, end
	first, _ := utf8.DecodeRuneInString(s[from:])
	w.number, w.capital = unicode.IsDigit(first), unicode.IsUpper(first) || unicode.IsTitle(first)
	return w, digits
}

// longestWord is the length up to which words are looked up, in bytes.
const longestWord = 48

// lookUp tells what a word may announce.
func (f *finder) lookUp(w *wordPlace) {
	size := w.to - w.from
	if w.number || size > longestWord {
		return
	}
	word := f.s[w.from:w.to]
	if !w.foreign {
		if size < 2 && word[0]|0x20 != 'u' && word[0]|0x20 != 'c' {
			return
		}
		if h := wordHash(word); !lexiconFilter.mayHoldHash(h) && !f.who.mayBegin(h) {
			return
		}
	}
	var buf [2 * longestWord]byte
	b := foldInto(buf[:0], word)
	w.flags = lexicon[string(b)]
	if f.who.begins(b) {
		w.flags |= wordNamed
	}
	f.seen |= w.flags
}
