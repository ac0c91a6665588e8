package inbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// json reads a JSON source record by record.
func (rd *reading) json(src *Source, r io.Reader, lines bool) error {
	s := newSplitter(r, func(rec record) error { return rd.record(src, rec) })
	if err := s.run(lines); err != nil {
		return err
	}
	src.settle()
	return nil
}

// record reads one record, or tells why not.
func (rd *reading) record(src *Source, rec record) error {
	if rec.err != nil {
		src.fault(rec)
		return nil
	}
	if !utf8.Valid(rec.data) {
		rec.data = mended(src, rec)
	}
	if err := rd.ctx.Err(); err != nil {
		return err
	}
	if bare := bytes.TrimSpace(rec.data); rec.alone && len(bare) > 0 && bare[0] == '[' {
		return rd.unwrap(src, rec)
	} else if rec.list != "" && isNumber(string(bare)) {
		return nil // the id of a record that stands elsewhere
	}
	s, err := shapeInto(rec, rd.room)
	if err == nil {
		rd.room = s.members
		if rec.alone && !s.valid && several(s.data) {
			return rd.unwrap(src, rec)
		}
		if sys := rd.claimant(s); sys != nil {
			return sys.read(rd, src, s)
		}
		if rec.alone && s.wraps() {
			return rd.unwrap(src, rec)
		}
	}
	return rd.otherRecord(src, rec)
}

// mended is a record that is no UTF-8 as such. One that has no letter beyond ASCII in
// UTF-8 is read as Windows-1252; in another the bytes are damaged.
func mended(src *Source, rec record) []byte {
	out := make([]byte, 0, len(rec.data)+len(rec.data)/8)
	for i := 0; i < len(rec.data); {
		r, n := utf8.DecodeRune(rec.data[i:])
		switch {
		case r != utf8.RuneError && n > 1:
			src.warn("invalid_utf8", "", rec.where()+": bytes that are no UTF-8 were replaced")
			return bytes.ToValidUTF8(rec.data, []byte("\uFFFD"))
		case r == utf8.RuneError:
			r = charmap.Windows1252.DecodeByte(rec.data[i])
		}
		out = utf8.AppendRune(out, r)
		i += n
	}
	src.warn("encoding", "", rec.where()+": not UTF-8; read as Windows-1252")
	return out
}

// wraps tells a page that lists records from a record.
func (s *shape) wraps() bool {
	for _, m := range s.members {
		if entityKeys[string(m.key)] {
			return false
		}
	}
	for key := range wrapperKeys {
		outer, inner, nested := strings.Cut(key, ".")
		if s.array(key) != nil {
			return true
		}
		if in, ok := s.inner(outer); nested && ok && in.array(inner) != nil {
			return true
		}
	}
	return false
}

// several tells a line on which another object stands behind the first.
func several(line []byte) bool {
	line = bytes.TrimSpace(line)
	end := skipValue(line, 0)
	return end > 0 && bytes.HasPrefix(bytes.TrimLeft(line[end:], ", \t"), []byte("{"))
}

// unwrap reads the records of a page, an array or several objects on one line of a
// file.
func (rd *reading) unwrap(src *Source, page record) error {
	s := newSplitter(bytes.NewReader(bytes.Clone(page.data)), func(rec record) error {
		rec.line, rec.offset, rec.alone = page.line, page.offset+rec.offset, false
		return rd.record(src, rec)
	})
	return s.run(false)
}

// fault tells of a record that could not be read.
func (s *Source) fault(rec record) {
	if errors.Is(rec.err, errSyntax) && isDeep(rec.data) {
		rec.err = errTooDeep // a line is not cut level by level, and found out only now
	}
	switch {
	case errors.Is(rec.err, errCut):
		if s.cut {
			return // each list that is open at the end tells of it
		}
		s.cut = true
		s.warn("truncated_file", "", rec.where()+": "+errCut.Error()+"; what came before was read, export it again")
	case errors.Is(rec.err, errTooBig):
		s.warn("record_too_large", "", rec.where()+": "+rec.err.Error()+"; skipped")
	case errors.Is(rec.err, errTooDeep):
		s.warn("record_too_deep", "", rec.where()+": "+rec.err.Error()+"; skipped")
	case errors.Is(rec.err, errComma):
		s.warn("broken_json", "", rec.where()+": not valid JSON: "+rec.err.Error())
	default:
		s.warn("broken_json", "", rec.where()+": "+rec.err.Error()+"; skipped")
	}
}

// isDeep tells a record that is nested deeper than is read.
func isDeep(data []byte) bool {
	depth := 0
	for i := 0; i >= 0 && i < len(data); i++ {
		switch data[i] {
		case '"':
			if i = skipString(data, i) - 1; i < 0 {
				return false
			}
		case '{', '[':
			if depth++; depth > maxDepth {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}

// decode reads data into v. A value of an unexpected type is left out and
// reported as typeFault, the others are read all the same.
func decode(data []byte, v any) (typeFault string, err error) {
	err = json.Unmarshal(data, v)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return wrong.Field, nil
	}
	return "", err
}

// text is a string, number or boolean, as a string; null and all else is "".
type text string

// UnmarshalJSON never fails: what is not a plain value is "".
func (t *text) UnmarshalJSON(b []byte) error {
	*t = ""
	if len(b) == 0 {
		return nil
	}
	switch b[0] {
	case '"':
		*t = text(unquote(b))
	case 'n', '{', '[':
	default:
		*t = text(plainNumber(string(b)))
	}
	return nil
}

// moment is a time in any of the forms that parseTime reads.
type moment struct{ raw text }

// UnmarshalJSON never fails: what is no time is the zero time.
func (m *moment) UnmarshalJSON(b []byte) error { return m.raw.UnmarshalJSON(b) }

func (m moment) time() time.Time { return parseTime(string(m.raw)) }
