package inbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxRow is the largest row of a table, so that a quote that never closes
// costs one row and not the memory of the machine.
const maxRow = 16 << 20

// maxRowMessages is how many rows of a table one conversation may have.
const maxRowMessages = 10_000

// A rowSource gives the rows of a table, and the line of the one that comes
// next.
type rowSource interface {
	next() ([]string, error)
	line() int
}

// table reads a table with a header.
func (rd *reading) table(src *Source, r *bufio.Reader, head []byte) error {
	if sep, n := sepLine(head); n > 0 {
		if _, err := r.Discard(n); err != nil {
			return err
		}
		return rd.rows(src, &rowReader{r: r, delim: sep, at: 2}, FormatCSV)
	}
	delim := sniffDelimiter(head)
	if delim == 0 {
		return refusal("is neither JSON nor a table; export the conversations as JSON or CSV")
	}
	return rd.rows(src, &rowReader{r: r, delim: delim, at: 1}, FormatCSV)
}

// sepLine reads the line by which Excel names the delimiter, and its length.
func sepLine(head []byte) (byte, int) {
	line, _, ok := bytes.Cut(head, []byte("\n"))
	rest, is := bytes.CutPrefix(bytes.ToLower(bytes.TrimRight(line, "\r")), []byte("sep="))
	if !ok || !is || len(rest) != 1 {
		return 0, 0
	}
	return rest[0], len(line) + 1
}

// maxTitles is how many rows may stand above the header, such as a title.
const maxTitles = 10

// header reads up to the row with the names of the columns: the first that has
// more than one.
func header(src *Source, rows rowSource) ([]string, error) {
	for range maxTitles {
		row, err := rows.next()
		if err != nil {
			return nil, err
		}
		filled := 0
		for i, h := range row {
			row[i] = strings.TrimSpace(fixText(src, h, rows.line()))
			if row[i] != "" {
				filled++
			}
		}
		if filled > 1 {
			return row, nil
		}
	}
	return nil, io.EOF
}

// isSentence tells prose from the name of a column.
func isSentence(s string) bool {
	return len(s) > 100 || len(strings.Fields(s)) > 8 || len(s) > 20 && sentenceEnds(s)
}

// rows reads the rows of a table under their header.
func (rd *reading) rows(src *Source, rows rowSource, format string) error {
	header, err := header(src, rows)
	if errors.Is(err, io.EOF) {
		return refusal("is a table without a header" + export)
	}
	if err != nil {
		return refusal("is a table whose header cannot be read; export it again as CSV")
	}
	if slices.ContainsFunc(header, isSentence) {
		return refusal("is neither JSON nor a table with the names of its columns on top; export the conversations as JSON or CSV")
	}
	if read := zdTable(header); read != nil {
		return rd.warehouse(src, rows, header, read)
	}
	cols, err := fit(header, rd.opt.Columns)
	if err != nil {
		return err
	}
	src.Columns = cols.m
	if s, ok := rows.(*sheetRows); ok {
		cols.book = s.w
	}
	active := slices.Index(header, "_fivetran_active")
	return eachRow(src, rows, func(row []string, line int) error {
		if active >= 0 && active < len(row) && strings.EqualFold(row[active], "false") {
			return nil
		}
		if len(row) > len(header) || len(row) < len(header) && format != FormatSheet {
			src.warn("ragged_row", "", fmt.Sprintf("line %d: %d cells under %d columns", line, len(row), len(header)))
		}
		return rd.row(src, cols, row, line, format)
	})
}

// eachRow reads the rows below a header, but for empty ones, and settles the
// source. One that is too large is skipped and told.
func eachRow(src *Source, rows rowSource, read func(cells []string, line int) error) error {
	for {
		line := rows.line()
		cells, err := rows.next()
		switch {
		case errors.Is(err, io.EOF):
			src.settle()
			return nil
		case errors.Is(err, errTooBig):
			src.warn("row_too_large", "", fmt.Sprintf("line %d: row is larger than 16 MiB, perhaps a quote that never closes; skipped", line))
			continue
		case err != nil:
			return err
		}
		if len(cells) == 0 || len(cells) == 1 && cells[0] == "" {
			continue
		}
		if err := read(cells, line); err != nil {
			return err
		}
	}
}

// row reads one row as a message of its conversation.
func (rd *reading) row(src *Source, cols *columns, row []string, line int, format string) error {
	size := 0
	get := func(field string) string {
		i, ok := cols.at[field]
		if !ok || i >= len(row) {
			return ""
		}
		v := fixText(src, row[i], line)
		if field == "created_at" && cols.book != nil {
			v = cols.book.day(v)
		}
		size += len(v)
		return v
	}
	c := rowConversation(get, format)
	if _, ok := cols.at["conversation_id"]; !ok {
		c.ID = fmt.Sprintf("%s:%d", path.Base(src.Path), line)
	}
	if c.ID == "" {
		src.warn("no_id", "", fmt.Sprintf("line %d: row without a conversation id; skipped", line))
		return nil
	}
	src.found(format)
	return rd.add(src, c, size+200)
}

// fixText decodes a cell that is no UTF-8 as Windows-1252.
func fixText(src *Source, s string, line int) string {
	if utf8.ValidString(s) {
		return s
	}
	src.warn("encoding", "", fmt.Sprintf("line %d: not UTF-8; read as Windows-1252", line))
	out, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return out
}

// sniffDelimiter finds what separates the names of the header, 0 if nothing.
// What stands between quotes is part of a name.
func sniffDelimiter(head []byte) byte {
	counts := map[byte]int{}
	quoted := false
	for _, c := range head {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted && len(counts) > 0 {
			break
		}
		if !quoted && strings.IndexByte(",;\t|", c) >= 0 {
			counts[c]++
		}
	}
	var best byte
	for _, d := range []byte{',', ';', '\t', '|'} {
		if counts[d] > counts[best] {
			best = d
		}
	}
	return best
}

// A rowReader reads the rows of a table, quoted as in RFC 4180. It is lenient:
// a quote inside an unquoted cell is itself.
type rowReader struct {
	r     *bufio.Reader
	delim byte
	at    int
}

func (r *rowReader) line() int { return r.at }

// next reads one row, over several lines where a quoted cell has breaks.
func (r *rowReader) next() ([]string, error) {
	var row []string
	var cell []byte
	quoted, began, size := false, false, 0
	for {
		b, err := r.r.ReadByte()
		if err != nil {
			if began && errors.Is(err, io.EOF) {
				return append(row, string(cell)), nil
			}
			return nil, err
		}
		began = true
		if size++; size > maxRow {
			return nil, r.skipLine(b)
		}
		switch {
		case quoted && b == '"':
			if quoted = r.doubled(); quoted {
				cell = append(cell, '"')
			}
		case quoted:
			if b == '\n' {
				r.at++
			}
			cell = append(cell, b)
		case b == '"' && len(cell) == 0:
			quoted = true
		case b == r.delim:
			row, cell = append(row, string(cell)), cell[:0]
		case b == '\n':
			r.at++
			return append(row, string(bytes.TrimSuffix(cell, []byte("\r")))), nil
		default:
			cell = append(cell, b)
		}
	}
}

// skipLine takes the rest of the line that b is on, so that it is not taken for
// a row. It returns errTooBig when there is nothing else to say.
func (r *rowReader) skipLine(b byte) error {
	for b != '\n' {
		var err error
		if b, err = r.r.ReadByte(); errors.Is(err, io.EOF) {
			return errTooBig
		} else if err != nil {
			return err
		}
	}
	r.at++
	return errTooBig
}

// doubled takes the second of two quotes, which stand for one.
func (r *rowReader) doubled() bool {
	next, err := r.r.Peek(1)
	if err != nil || next[0] != '"' {
		return false
	}
	_, err = r.r.Discard(1)
	return err == nil
}

// rowConversation is a conversation with the one message of a row, or none.
func rowConversation(get func(string) string, format string) *Conversation {
	c := &Conversation{
		ID: strings.TrimSpace(plainNumber(get("conversation_id"))), Source: format, Subject: get("subject"),
		State: rowState(get("state")), Language: languageTag(get("language")), Tags: splitTags(get("tags")),
		Rating: rowRating(get("rating")), Messages: []Message{}, joint: joint{Fragment: true, Row: true},
	}
	m := rowMessage(get)
	c.CreatedAt, c.UpdatedAt = m.At, m.At
	if m.Body == "" && m.RawType == "" {
		return c
	}
	c.Messages = append(c.Messages, m)
	c.settleRow()
	return c
}

// settleRow takes from the messages what a table says only there.
func (c *Conversation) settleRow() {
	seen := map[string]bool{}
	c.Customers, c.InitiatedBy = nil, ""
	for _, m := range c.Messages {
		if c.InitiatedBy == "" && m.Kind == Comment {
			c.InitiatedBy = m.Role
		}
		key := personKey(m.Author)
		if m.Role == Customer && key != "" && !seen[key] {
			seen[key] = true
			c.Customers = append(c.Customers, m.Author)
		}
	}
}

func rowMessage(get func(string) string) Message {
	m := Message{
		ID: get("message_id"), At: rowTime(get("created_at")), Role: rowRole(get("author_type")), RawType: get("kind"),
		Author: Person{ID: get("author_id"), Name: get("author"), Email: get("author_email")},
		Kind:   Comment,
	}
	if m.RawType == "" {
		m.RawType = "message"
	}
	if strings.EqualFold(get("author_type"), "assistant") {
		m.AI = true
	}
	body := unguard(get("body"))
	m.Body, m.Links = bodyText(body, body)
	rule := partRules[m.RawType]
	kind := strings.ToLower(m.RawType)
	switch {
	case m.Body == "":
		m.Kind = Event
	case isEventPart(m.RawType), rule.snoozes, rule.assigns == "rule":
		m.Kind = Event
	case rule.note, strings.Contains(kind, "note"), strings.Contains(kind, "internal"), strings.Contains(kind, "private"), isTrue(get("internal")):
		m.Kind = Note
	}
	return m
}

// unguard removes the apostrophe that keeps a sheet from computing a cell.
func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte("=+-@", s[1]) >= 0 {
		return s[1:]
	}
	return s
}

func isTrue(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "t", "yes", "y", "1":
		return true
	}
	return false
}

// rowRole reads the many names of the two sides. Nothing means the customer:
// a table with one row a conversation holds the question.
func rowRole(s string) Role {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "admin", "agent", "operator", "teammate", "staff", "support", "employee", "human_agent", "outbound", "outgoing", "out", "representative",
		"mitarbeiter", "mitarbeiterin", "bearbeiter", "agente", "équipe", "operatore", "operador", "medewerker", "atendente":
		return Agent
	case "bot", "assistant", "ai", "chatbot", "automation", "automated_agent", "virtual_agent":
		return Bot
	case "system", "rule", "team", "trigger":
		return System
	}
	return Customer
}

func rowState(s string) State {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "open", "new", "unread", "active", "pending", "hold", "on-hold", "opened", "waiting":
		return Open
	case "closed", "solved", "resolved", "archived", "done":
		return Closed
	case "snoozed":
		return Snoozed
	case "spam":
		return Spam
	case "deleted", "trash":
		return Deleted
	}
	return ""
}

// rowRating takes whole numbers of a scale of five.
func rowRating(s string) *Rating {
	n, err := strconv.Atoi(plainNumber(strings.TrimSpace(s)))
	if err != nil || n < 1 || n > 5 {
		return nil
	}
	return &Rating{Value: n, Scale: 5}
}

func splitTags(s string) []string {
	var out []string
	for _, t := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;|[]\"", r) }) {
		if t = strings.TrimSpace(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// rowTime reads a time, or the day number of a spreadsheet.
func rowTime(s string) time.Time {
	if f, err := strconv.ParseFloat(strings.TrimSpace(s), 64); err == nil && f > 20_000 && f < 80_000 {
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
		return day.Add(time.Duration(f * 24 * float64(time.Hour))).Round(time.Second)
	}
	return parseTime(s)
}

// turnKeys are the keys under which a JSON row lists its messages.
var turnKeys = []string{"messages", "entries", "turns", "thread", "comments"}

// jsonRow reads a JSON object as a row, or as a conversation with messages.
func (rd *reading) jsonRow(src *Source, rec record, m map[string]json.RawMessage) error {
	header, get := objectRow(m)
	for _, key := range turnKeys {
		var turns []map[string]json.RawMessage
		if raw, ok := m[key]; ok && json.Unmarshal(raw, &turns) == nil && len(turns) > 0 {
			return rd.jsonTurns(src, rec, header, get, turns)
		}
	}
	cols, err := fit(header, rd.opt.Columns)
	if err != nil {
		src.skip(err.Error())
		return nil
	}
	src.Columns = cols.m
	c := rowConversation(func(field string) string { return get(cols.m[field]) }, FormatJSONL)
	if c.ID == "" {
		src.warn("no_id", "", rec.where()+": record without a conversation id; skipped")
		return nil
	}
	src.found(FormatJSONL)
	return rd.add(src, c, len(rec.data))
}

// jsonTurns reads an object that lists its messages.
func (rd *reading) jsonTurns(src *Source, rec record, header []string, get func(string) string, turns []map[string]json.RawMessage) error {
	outer := guessColumns(append(header, "body"), rd.opt.Columns)
	c := rowConversation(func(field string) string {
		if field == "body" || field == "kind" {
			return ""
		}
		return get(outer[field])
	}, FormatJSONL)
	c.Messages = c.Messages[:0]
	if c.ID == "" {
		c.ID = fmt.Sprintf("%s:%d", path.Base(src.Path), rec.offset)
	}
	for _, turn := range turns {
		keys, value := objectRow(turn)
		inner := guessColumns(keys, nil)
		if m := rowMessage(func(field string) string { return value(inner[field]) }); m.Body != "" {
			c.Messages = append(c.Messages, m)
		}
	}
	if len(c.Messages) == 0 {
		src.skip("holds lists of messages whose text was not found" + export)
		return nil
	}
	c.joint = joint{}
	c.settleRow()
	c.CreatedAt, c.UpdatedAt = firstTime(c.CreatedAt, c.Messages[0].At), c.Messages[len(c.Messages)-1].At
	src.found(FormatJSONL)
	return rd.add(src, c, len(rec.data))
}

// objectRow sees an object as a row: plain values by key, those of an inner
// object by "outer.key".
func objectRow(m map[string]json.RawMessage) (header []string, get func(string) string) {
	values := map[string]string{}
	put := func(key string, raw json.RawMessage) {
		var v text
		if v.UnmarshalJSON(raw) == nil && v != "" {
			values[key] = string(v)
		}
		header = append(header, key)
	}
	for key, raw := range m {
		var inner map[string]json.RawMessage
		if len(raw) > 0 && raw[0] == '{' && json.Unmarshal(raw, &inner) == nil {
			for k, v := range inner {
				put(key+"."+k, v)
			}
			continue
		}
		put(key, raw)
	}
	slices.Sort(header)
	return header, func(name string) string { return values[name] }
}
