package drafts

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"signpost/gaps/decisions"
	"signpost/gaps/question"
	"signpost/internal/yamldoc"
)

// Queries adds golden queries to the content of queries.yaml: each question, with the
// article that search has to find for it. Each is a line, so that git can keep the lines
// of both sides where two people accept gaps, and they stand in the order of their
// articles, so that it seldom has to. Those that stand there stay and are not added
// again. It gives the number that it added.
func Queries(file []byte, ask []string, want string) ([]byte, int, error) {
	l, err := openQueries(file)
	if err != nil {
		return nil, 0, fmt.Errorf("%w; add by hand: %s", err, strings.Join(ask, ", "))
	}
	n := 0
	for _, q := range ask {
		if key := question.Normalise(q); key == "" || l.asks(key) != nil {
			continue
		}
		l.insert("", "- {ask: "+strconv.Quote(q)+", want: "+inLine(want)+"}"+l.newline)
		n++
	}
	if n == 0 {
		return file, 0, nil
	}
	return l.bytes(), n, nil
}

// inLine writes a path as a value between others on a line.
func inLine(path string) string {
	if simplePath.MatchString(path) {
		return path
	}
	return strconv.Quote(path)
}

// JoinQueries joins the two sides of a conflict that git left in queries.yaml: what either
// asks is asked. Of a question that each asks in its own way the first side's is kept, and
// given. It gives decisions.ErrNothingNew when there is no conflict.
func JoinQueries(file []byte) (joined []byte, chosen []string, err error) {
	if yamldoc.Conflict(file) == 0 {
		return nil, nil, decisions.ErrNothingNew
	}
	ours, theirs, err := yamldoc.Sides(file)
	if err != nil {
		return nil, nil, err
	}
	l, err := openQueries(ours)
	if err != nil {
		return nil, nil, err
	}
	other, err := openQueries(theirs)
	if err != nil {
		return nil, nil, err
	}
	for _, q := range other.list {
		switch held := l.asks(q.ask); {
		case held == nil || q.ask == "":
			l.insert(q.before, strings.ReplaceAll(q.text, "\n"+other.indent+" ", "\n"+l.indent+" "))
		case held.want != q.want || len(strings.Fields(held.text)) != len(strings.Fields(q.text)):
			chosen = append(chosen, q.said)
		}
	}
	return l.bytes(), chosen, nil
}

// queryList is queries.yaml, cut before each query; a comment belongs to the query below it.
type queryList struct {
	head, tail      string
	list            []query
	indent, newline string
}

type query struct {
	before, text    string
	ask, said, want string
}

var errQueries = errors.New("queries.yaml does not end with its list of queries")

func openQueries(file []byte) (*queryList, error) {
	text := string(file)
	l := &queryList{indent: "  ", newline: "\n"}
	if strings.Contains(text, "\r\n") {
		l.newline = "\r\n"
	}
	if strings.TrimSpace(text) == "" {
		text = "# Questions that search has to answer: signpost check asks them." + l.newline + "queries:" + l.newline
	}
	if !strings.HasSuffix(text, l.newline) {
		text += l.newline
	}
	below := false
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, "\r\n")
		m := item.FindStringSubmatch(bare)
		switch {
		case bare == "queries:":
			l.head += l.tail + line
			l.tail, below = "", true
		case !below:
			l.head += line
		case strings.TrimSpace(bare) == "" || strings.HasPrefix(strings.TrimSpace(bare), "#"):
			l.tail += line
		case m != nil && (len(l.list) == 0 || m[1] == l.indent):
			l.indent = m[1]
			l.list = append(l.list, query{before: l.tail, text: strings.TrimPrefix(line, m[1])})
			l.tail = ""
		case len(l.list) > 0 && strings.HasPrefix(bare, l.indent+" "):
			q := &l.list[len(l.list)-1]
			q.text += l.tail + line
			l.tail = ""
		default:
			return nil, errQueries
		}
	}
	if !below {
		return nil, errQueries
	}
	for i := range l.list {
		l.list[i].read()
	}
	return l, nil
}

var (
	simplePath = regexp.MustCompile(`^[\pL\pN/][\pL\pN/._-]*$`)
	asked      = regexp.MustCompile(`\bask:\s*("(?:[^"\\]|\\.)*"|.+?)(?:, want:.*)?\r?\n`)
	wanted     = regexp.MustCompile(`\bwant:\s*([^,}\r\n#]*[^,}\r\n# ])`)
)

func (q *query) read() {
	if m := asked.FindStringSubmatch(q.text); m != nil {
		q.said, q.ask = m[1], question.Normalise(unquoted(m[1]))
	}
	if m := wanted.FindStringSubmatch(q.text); m != nil {
		q.want = strings.Trim(m[1], `"'`)
	}
}

// asks gives the query that asks a normalised question, nil when there is none.
func (l *queryList) asks(key string) *query {
	if i := slices.IndexFunc(l.list, func(q query) bool { return q.ask == key }); i >= 0 {
		return &l.list[i]
	}
	return nil
}

// insert puts a query before the first whose article comes after its own.
func (l *queryList) insert(before, text string) {
	q := query{before: before, text: text}
	q.read()
	at := slices.IndexFunc(l.list, func(o query) bool { return o.want > q.want })
	if at < 0 {
		at = len(l.list)
	}
	l.list = slices.Insert(l.list, at, q)
}

func (l *queryList) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(l.head)
	for _, q := range l.list {
		b.WriteString(q.before + l.indent + q.text)
	}
	b.WriteString(l.tail)
	return b.Bytes()
}

// Unqueries takes out of the content of queries.yaml the questions that want an
// article, as Queries adds them or once added them, and gives how many those were. What is
// written in another form stays.
func Unqueries(file []byte, want string) ([]byte, int) {
	n := 0
	out := ours.ReplaceAllFunc(file, func(query []byte) []byte {
		m := ours.FindSubmatch(query)
		if unquoted(string(m[1])+string(m[2])) != want {
			return query
		}
		n++
		return nil
	})
	return out, n
}

// ours is a golden query on a line, or on the two that earlier versions wrote.
var ours = regexp.MustCompile(`(?m)^ *- (?:\{ask: "(?:[^"\\\n]|\\.)*", want: (.*)\}|ask: .*\n +want: (.*?))\r?(?:\n|\z)`)

// unquoted is a value without its quotes.
func unquoted(value string) string {
	if text, err := strconv.Unquote(value); err == nil {
		return text
	}
	return value
}
