package inbox

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
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

// notATable is told of a text.
const notATable = "is neither JSON nor a table with the names of its columns on top; export the conversations as JSON or CSV"

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
		return refusal(notATable)
	}
	if at := teamTable(header); at >= 0 {
		return refusal("holds " + teamTables[at].what + " of Zendesk, no conversations" + exportZendesk)
	}
	if read := warehouseTable(header); read != nil {
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
			src.warn("row_too_large", "", fmt.Sprintf("line %d: row is larger than 16 MiB, perhaps a quote that never closes; skipped, up to line %d", line, max(line, rows.line()-1)))
			continue
		case err != nil:
			return err
		}
		if table, ok := rows.(*rowReader); ok && table.open > 0 {
			src.warn("open_quote", "", fmt.Sprintf("line %d: a quote opens here and does not close before the end of its cell; what follows may be lost in it, up to line %d; mend it there", table.open, rows.line()))
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
	src.oddCells(get, fmt.Sprintf("line %d", line))
	c := rowConversation(get, format)
	for _, i := range cols.people {
		if i < len(row) {
			c.joint.know(personCell(fixText(src, row[i], line)))
		}
	}
	if _, ok := cols.at["conversation_id"]; !ok {
		c.ID = rowID(src, int64(line))
	}
	if c.ID == "" {
		src.warn("no_id", "", fmt.Sprintf("line %d: row without a conversation id; skipped", line))
		return nil
	}
	src.found(format)
	return rd.addSized(src, c, size+200)
}

// rowID names a conversation without an id by where it is.
func rowID(src *Source, at int64) string {
	return fmt.Sprintf("%s:%d", strings.Join(strings.Fields(strings.NewReplacer("[", "", "]", "").Replace(path.Base(src.Path))), "-"), at)
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
	// open is the line of a quote in the last row that does not close where a
	// cell may end, 0 if all do.
	open int
}

func (r *rowReader) line() int { return r.at }

// next reads one row, over several lines where a quoted cell has breaks.
func (r *rowReader) next() ([]string, error) {
	var row []string
	var cell []byte
	quoted, began, size, from := false, false, 0, 0
	r.open = 0
	for {
		if size++; size > maxRow {
			return nil, r.skipRow(quoted, len(cell) == 0)
		}
		b, err := r.r.ReadByte()
		if err != nil {
			if quoted {
				r.open = cmp.Or(r.open, from)
			}
			if began && errors.Is(err, io.EOF) {
				return append(row, string(cell)), nil
			}
			return nil, err
		}
		began = true
		switch {
		case quoted && b == '"':
			if quoted = r.doubled(); quoted {
				cell = append(cell, '"')
			} else if r.at > from && !r.cellEnds() {
				r.open = cmp.Or(r.open, from)
			}
		case quoted:
			if b == '\n' {
				r.at++
			}
			cell = append(cell, b)
		case b == '"' && len(cell) == 0:
			quoted, from = true, r.at
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

// cellEnds tells whether a cell may end here.
func (r *rowReader) cellEnds() bool {
	next, err := r.r.Peek(1)
	return err != nil || next[0] == r.delim || next[0] == '\n' || next[0] == '\r'
}

// skipRow takes the rest of a row that is too large, so that the lines of its cells
// are not taken for rows. A quote that has not closed after maxRecord bytes more is
// taken for one that never does, and the row ends with that line. It returns
// errTooBig when there is nothing else to say.
func (r *rowReader) skipRow(quoted, begins bool) error {
	for n := 0; ; n++ {
		b, err := r.r.ReadByte()
		if errors.Is(err, io.EOF) {
			return errTooBig
		} else if err != nil {
			return err
		}
		switch {
		case b == '"' && quoted:
			quoted = r.doubled() || !r.cellEnds()
		case b == '"':
			quoted = begins
		case b == '\n':
			r.at++
			if !quoted || n > maxRecord {
				return errTooBig
			}
		}
		begins = b == r.delim && !quoted
	}
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
	value := func(field string) string { return get(cols.m[field]) }
	src.oddCells(value, rec.where())
	c := rowConversation(value, FormatJSONL)
	for _, i := range cols.people {
		c.joint.know(personCell(get(header[i])))
	}
	if c.ID == "" {
		src.warn("no_id", "", rec.where()+": record without a conversation id; skipped")
		return nil
	}
	src.found(FormatJSONL)
	return rd.add(src, c, rec.data)
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
		c.ID = rowID(src, rec.offset)
	}
	var known []Person
	for _, i := range peopleColumns(header, ColumnMap{}) {
		known = append(known, personCell(get(header[i])))
	}
	told := false
	for _, turn := range turns {
		keys, value := objectRow(turn)
		inner := guessColumns(keys, nil)
		cell := func(field string) string { return value(inner[field]) }
		src.oddCells(cell, rec.where())
		if m := rowMessage(cell); m.Body != "" {
			c.Messages = append(c.Messages, m)
			told = told || roleCell(cell) != ""
		}
	}
	if len(c.Messages) == 0 {
		src.skip("holds lists of messages whose text was not found" + export)
		return nil
	}
	c.joint = joint{RoleTold: told}
	c.joint.know(known...)
	c.settleRow()
	src.warnNoRoles(c)
	c.CreatedAt, c.UpdatedAt = firstTime(c.CreatedAt, c.Messages[0].At), c.Messages[len(c.Messages)-1].At
	src.found(FormatJSONL)
	return rd.add(src, c, rec.data)
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
