package drafts

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strings"

	"signpost/gaps"
	"signpost/gaps/question"
	"signpost/gaps/words"
)

// An Addition is what a patch adds to the front matter of an article.
type Addition struct {
	Asked, Keywords []string
	// Gap becomes the key gap of an article that has none.
	Gap string
}

// Words are what makes an article found that answers a gap: the customers' words, and the
// gap, by which is seen whether they helped.
func Words(g gaps.Gap) Addition {
	return Addition{Asked: Asked(g), Keywords: g.Suggest.Keywords, Gap: g.ID}
}

// Text is an addition as lines of front matter.
func (a Addition) Text() string {
	f := &front{newline: "\n"}
	_, _ = f.add(a) // nothing is there that could not be added to
	return strings.Join(f.lines, "\n")
}

// Given is what an addition gave an article, to be taken down: keywords as they are, and
// hashes of questions.
func (a Addition) Given() []string {
	given := slices.Clone(a.Keywords)
	for _, q := range a.Asked {
		given = append(given, mark(q))
	}
	return given
}

// NotGiven leaves those of an article's words that were not given to it.
func NotGiven(words, given []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.Contains(given, w) || slices.Contains(given, mark(w))
	})
}

// mark stands for a question where no question may stand.
func mark(q string) string {
	h := fnv.New32a()
	h.Write([]byte(question.Normalise(q)))
	return fmt.Sprintf("%08x", h.Sum32())
}

// Patch adds to the front matter of an article what it does not have yet, and gives
// what it added. All other bytes stay. The error says why an article cannot be added
// to, and what to write into it by hand.
func Patch(file []byte, add Addition) ([]byte, Addition, error) {
	f, err := openFront(file)
	if err != nil {
		return nil, Addition{}, err
	}
	done, err := f.add(add)
	if err != nil {
		return nil, Addition{}, err
	}
	return f.bytes(), done, nil
}

// add adds what is not there yet, and gives it.
func (f *front) add(a Addition) (done Addition, err error) {
	for _, list := range []struct {
		key  string
		want []string
		done *[]string
	}{{"asked", a.Asked, &done.Asked}, {"keywords", a.Keywords, &done.Keywords}} {
		*list.done = f.missing(list.key, list.want)
		if err := f.append(list.key, *list.done); err != nil {
			return Addition{}, err
		}
	}
	if a.Gap != "" && f.find("gap") < 0 {
		f.insert(len(f.lines), "gap: "+a.Gap)
		done.Gap = a.Gap
	}
	return done, nil
}

// A front is a file with its front matter cut into lines, without their ends.
type front struct {
	head, tail []byte
	lines      []string
	newline    string
}

var fence = regexp.MustCompile(`^(\x{feff}?)---[ \t]*(\r\n|\n|\r)`)

func openFront(file []byte) (*front, error) {
	m := fence.FindSubmatch(file)
	if m == nil {
		return nil, fmt.Errorf("the file does not begin with front matter")
	}
	f := &front{head: file[:len(m[0])], newline: string(m[2])}
	rest := file[len(m[0]):]
	for len(rest) > 0 {
		line, after, ok := bytes.Cut(rest, []byte(f.newline))
		if bytes.Equal(bytes.TrimRight(line, " \t"), []byte("---")) {
			f.tail = rest
			return f, nil
		}
		if !ok {
			break
		}
		f.lines, rest = append(f.lines, string(line)), after
	}
	return nil, fmt.Errorf("the front matter has no end")
}

func (f *front) bytes() []byte {
	out := bytes.Clone(f.head)
	for _, line := range f.lines {
		out = append(append(out, line...), f.newline...)
	}
	return append(out, f.tail...)
}

func (f *front) insert(at int, lines ...string) {
	f.lines = append(f.lines[:at:at], append(lines, f.lines[at:]...)...)
}

// find gives the line of a key, -1 when it is not there.
func (f *front) find(key string) int {
	for i, line := range f.lines {
		if rest, ok := strings.CutPrefix(line, key); ok && strings.HasPrefix(strings.TrimLeft(rest, " "), ":") {
			return i
		}
	}
	return -1
}

// end gives the line behind the value of the key at a line.
func (f *front) end(at int) int {
	end := at + 1
	for i := at + 1; i < len(f.lines); i++ {
		line := f.lines[i]
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(strings.TrimSpace(line), "#"):
		case line[0] == ' ' || line[0] == '\t' || strings.HasPrefix(line, "- "):
			end = i + 1
		default:
			return end
		}
	}
	return end
}

// missing leaves those of a list that the key does not hold yet, whatever their
// case and marks.
func (f *front) missing(key string, list []string) []string {
	at := f.find(key)
	if at < 0 {
		return list
	}
	held := " " + question.Normalise(strings.Join(f.lines[at:f.end(at)], " , ")) + " "
	var out []string
	for _, text := range list {
		if !strings.Contains(held, " "+question.Normalise(text)+" ") {
			out = append(out, text)
		}
	}
	return out
}

var item = regexp.MustCompile(`^( *)- `)

// append adds to the list of a key, in the form in which it is written.
func (f *front) append(key string, list []string) error {
	if len(list) == 0 {
		return nil
	}
	at := f.find(key)
	if at < 0 {
		f.insert(len(f.lines), append([]string{key + ":"}, items("  ", list)...)...)
		return nil
	}
	_, value, _ := strings.Cut(f.lines[at], ":")
	value = strings.TrimSpace(value)
	end := f.end(at)
	flow := strings.HasPrefix(value, "[") && strings.HasSuffix(value, "]") && end == at+1 && !strings.Contains(value, "#")
	switch {
	case flow:
		line := strings.TrimRight(f.lines[at], " \t")
		inner := strings.TrimSpace(value[1 : len(value)-1])
		quoted := make([]string, len(list))
		for i, text := range list {
			if quoted[i] = scalar(text); quoted[i] == text {
				quoted[i] = fmt.Sprintf("%q", text) // a comma would end it
			}
		}
		sep := ", "
		if inner == "" || strings.HasSuffix(inner, ",") {
			sep = ""
		}
		f.lines[at] = line[:len(line)-1] + sep + strings.Join(quoted, ", ") + "]"
		return nil
	case value == "" && end > at+1:
		for i := at + 1; i < end; i++ {
			if m := item.FindStringSubmatch(f.lines[i]); m != nil {
				f.insert(end, items(m[1], list)...)
				return nil
			}
		}
	case value == "" && end == at+1:
		f.insert(at+1, items("  ", list)...)
		return nil
	}
	return fmt.Errorf("%s is written in a way that nothing can be added to; add by hand: %s", key, strings.Join(list, ", "))
}

func items(indent string, list []string) []string {
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = indent + "- " + scalar(text)
	}
	return out
}

// LineOf gives the line of an article's file that says most of a sentence, 0 when
// none says half of it. Marks of Markdown do not matter, and front matter says nothing.
func LineOf(file []byte, sentence string) int {
	said := map[string]int{}
	total := 0
	for _, w := range words.Split(sentence) {
		said[w]++
		total++
	}
	best, at, n := total/2, 0, 0
	front := fence.Match(file)
	for line := range strings.Lines(string(file)) {
		n++
		if front {
			front = n == 1 || strings.TrimRight(line, " \t\r\n") != "---"
			continue
		}
		left, hits := maps.Clone(said), 0
		for _, w := range words.Split(line) {
			if left[w] > 0 {
				left[w]--
				hits++
			}
		}
		if hits > best {
			best, at = hits, n
		}
	}
	return at
}
