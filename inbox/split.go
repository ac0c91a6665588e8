package inbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits of one JSON record. The buffer of a large one is not kept.
const (
	maxRecord   = 64 << 20
	largeRecord = 4 << 20
	maxDepth    = 1000
)

// Faults of a record.
var (
	errCut     = errors.New("the file ends in the middle of a record")
	errTooBig  = errors.New("record is larger than 64 MiB")
	errTooDeep = errors.New("record is nested more than 1,000 levels deep")
	errSyntax  = errors.New("not valid JSON")
	errComma   = errors.New("a comma is missing here, or is one too many; what stands around it was read")
)

// A record is one JSON value of a container, and where it began.
type record struct {
	data   []byte
	line   int
	offset int64
	// list is the key of the wrapper that the record was in, "" if none, such
	// as "tickets" or "_embedded.conversations".
	list string
	// alone says that the record is a line of its own, last that the file
	// ends with it and not with the end of a line.
	alone, last bool
	err         error
}

func (r record) where() string { return fmt.Sprintf("line %d, byte %d", r.line, r.offset) }

// wrapperKeys are the keys under which systems list their records, those of an
// object in an object after a dot. The lists are streamed.
var wrapperKeys = map[string]bool{
	"conversations": true, "tickets": true, "data": true, "results": true, "_results": true, "items": true,
	"side_conversations": true, "payload": true, "records": true, "articles": true, "users": true,
	"comments": true, "audits": true, "ticket_events": true, "organizations": true, "ticket_metrics": true,
	"metric_sets": true, "satisfaction_ratings": true, "ratings": true, "data.payload": true,
	"_embedded.conversations": true, "_embedded.customers": true, "_embedded.users": true,
	"topic_list.topics": true, "latest_posts": true,
}

// nestKeys are the keys of objects that may hold such a list.
var nestKeys = map[string]bool{"_embedded": true, "data": true, "topic_list": true}

// entityKeys are the keys of an object that is a record itself, so that a list
// in it is a part of it.
var entityKeys = map[string]bool{"id": true, "ticket": true, "audit": true, "assets": true}

// A splitter cuts a stream of JSON into records without holding the stream.
// It finds where values end; whether they are valid is for the decoder.
type splitter struct {
	r      io.Reader
	buf    []byte
	pos    int
	offset int64 // of buf[0]
	line   int
	rec    []byte
	// entity says that the object that is read has a key of entityKeys.
	entity bool
	emit   func(record) error
}

func newSplitter(r io.Reader, emit func(record) error) *splitter {
	return &splitter{r: r, buf: make([]byte, 0, 256<<10), line: 1, emit: emit}
}

// fill reads more once the buffer is used up.
func (s *splitter) fill() error {
	s.offset += int64(len(s.buf))
	s.pos = 0
	for range 100 {
		n, err := s.r.Read(s.buf[:cap(s.buf)])
		s.buf = s.buf[:n]
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// next skips white space and returns the byte there without taking it.
func (s *splitter) next() (byte, error) {
	for {
		for s.pos < len(s.buf) {
			switch c := s.buf[s.pos]; c {
			case '\n':
				s.line++
				s.pos++
			case ' ', '\t', '\r':
				s.pos++
			default:
				return c, nil
			}
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

// run cuts the whole stream. Lines says that every line is a record.
func (s *splitter) run(lines bool) error {
	for {
		c, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case lines:
			err = s.lineRecord()
		case c == '[':
			err = s.array("")
		case c == '{':
			if lines, err = s.object(); err == nil && lines {
				lines, err = s.lineEnds()
			}
		case c == ',':
			s.pos++
			err = s.emit(record{line: s.line, offset: s.offset + int64(s.pos), err: errComma})
		default:
			err = s.lineRecord()
		}
		if err != nil {
			return err
		}
	}
}

// lineEnds tells whether nothing more stands on the line.
func (s *splitter) lineEnds() (bool, error) {
	line := s.line
	_, err := s.next()
	if errors.Is(err, io.EOF) {
		return true, nil
	}
	return s.line > line, err
}

// lineRecord emits the rest of the line.
func (s *splitter) lineRecord() error {
	rec := record{line: s.line, offset: s.offset + int64(s.pos), alone: true}
	s.rec = s.rec[:0]
	for {
		if s.pos == len(s.buf) {
			if err := s.fill(); errors.Is(err, io.EOF) {
				rec.last = true
				break
			} else if err != nil {
				return err
			}
		}
		rest := s.buf[s.pos:]
		n := bytes.IndexByte(rest, '\n')
		if n >= 0 {
			rest = rest[:n]
		}
		if len(s.rec)+len(rest) > maxRecord {
			rec.err, s.rec = errTooBig, nil
		} else if rec.err == nil {
			s.keep(rest)
		}
		s.pos += len(rest)
		if n >= 0 {
			break
		}
	}
	rec.data = s.rec
	return s.send(rec)
}

// keep adds to the record. A large one grows in few steps, so that what it was
// before does not add up to much.
func (s *splitter) keep(more []byte) {
	if need := len(s.rec) + len(more); need > cap(s.rec) && need > largeRecord {
		s.rec = append(make([]byte, 0, max(need, min(4*need, maxRecord))), s.rec...)
	}
	s.rec = append(s.rec, more...)
}

// send hands a record on and forgets a buffer that grew large.
func (s *splitter) send(rec record) error {
	err := s.emit(rec)
	if cap(s.rec) > largeRecord {
		s.rec = nil
	}
	return err
}

// array emits the elements of an array that starts here.
func (s *splitter) array(list string) error {
	s.pos++
	var between commas
	for {
		c, err := s.next()
		if err != nil {
			return s.cut(err)
		}
		if err := s.wrongComma(&between, c); err != nil {
			return err
		}
		switch c {
		case ']':
			s.pos++
			return nil
		case ',':
			s.pos++
			continue
		}
		rec := record{line: s.line, offset: s.offset + int64(s.pos), list: list}
		s.rec = s.rec[:0]
		err = s.value()
		rec.data = s.rec
		if err != nil && !isRecordFault(err) {
			return err
		}
		rec.err = err
		if err := s.send(rec); err != nil {
			return err
		}
		if errors.Is(rec.err, errCut) {
			return nil
		}
	}
}

// commas tells whether values and the commas between them take turns. Lists and
// objects are cut where values end, so that a wrong comma costs nothing.
type commas struct{ value, comma bool }

// fit takes the byte that begins a value, a comma or the end, and tells whether
// it may stand where it stands.
func (m *commas) fit(c byte) bool {
	last := *m
	switch c {
	case ',':
		*m = commas{comma: true}
		return last.value
	case ']', '}':
		return !last.comma
	}
	*m = commas{value: true}
	return !last.value
}

// wrongComma tells of a comma that is missing before c, or of c if it is one too
// many. What is no record is told when it is read.
func (s *splitter) wrongComma(between *commas, c byte) error {
	if between.fit(c) || strings.IndexByte(`{["]},`, c) < 0 {
		return nil
	}
	return s.emit(record{line: s.line, offset: s.offset + int64(s.pos), err: errComma})
}

func isRecordFault(err error) bool {
	return errors.Is(err, errCut) || errors.Is(err, errTooBig) || errors.Is(err, errTooDeep) || errors.Is(err, errSyntax)
}

// cut reports the end of the file inside a container.
func (s *splitter) cut(err error) error {
	if !errors.Is(err, io.EOF) {
		return err
	}
	return s.emit(record{line: s.line, offset: s.offset + int64(s.pos), err: errCut})
}

// inString looks from i on for the quote that ends a string, and returns where
// it is, or the end of the buffer. Escaped says that the byte before i was a
// backslash that escapes.
func (s *splitter) inString(i int, escaped *bool) int {
	from := i
	for i < len(s.buf) {
		if *escaped {
			*escaped = false
			i++
			continue
		}
		n := bytes.IndexByte(s.buf[i:], '"')
		if n < 0 {
			n = len(s.buf) - i
		}
		slash := bytes.IndexByte(s.buf[i:i+n], '\\')
		if slash < 0 {
			i += n
			break
		}
		*escaped = true
		i += slash + 1
	}
	s.line += bytes.Count(s.buf[from:i], []byte{'\n'})
	return i
}

// value takes one JSON value and appends it to s.rec. A value past a limit is
// taken to its end, so that what follows can be read.
func (s *splitter) value() error {
	var depth int
	var inString, escaped, scalar bool
	var fault error
	for first := true; ; {
		if s.pos == len(s.buf) {
			if err := s.fill(); err != nil {
				if scalar && errors.Is(err, io.EOF) {
					return fault
				}
				return cutOr(err)
			}
		}
		start, i := s.pos, s.pos
		done := false
	scan:
		for ; i < len(s.buf); i++ {
			c := s.buf[i]
			if inString {
				if i = s.inString(i, &escaped); i == len(s.buf) {
					break scan
				}
				if inString = false; depth == 0 {
					i++
					done = true
					break scan
				}
				continue
			}
			switch c {
			case '"':
				inString = true
			case '{', '[':
				depth++
				if depth > maxDepth {
					fault = errTooDeep
				}
			case '}', ']':
				if scalar {
					done = true
					break scan
				}
				depth--
				if depth <= 0 {
					i++
					done = true
					break scan
				}
			case '\n':
				s.line++
				if scalar {
					i++
					done = true
					break scan
				}
			case ',', ' ', '\t', '\r':
				if scalar {
					done = true
					break scan
				}
			default:
				if first && depth == 0 {
					scalar = true
				}
			}
			first = false
		}
		if fault == nil && len(s.rec)+i-start > maxRecord {
			fault = errTooBig
		}
		if fault == nil {
			s.keep(s.buf[start:i])
		} else {
			s.rec = nil
		}
		s.pos = i
		if done {
			return fault
		}
	}
}
