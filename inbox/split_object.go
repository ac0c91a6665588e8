package inbox

import (
	"bytes"
	"errors"
	"io"
)

// object reads an object key by key: lists under a wrapper key are cut into
// their elements, all else is one record. It tells whether the object was a
// line of a file of lines.
func (s *splitter) object() (lines bool, err error) {
	rec := record{line: s.line, offset: s.offset + int64(s.pos)}
	shell := []byte{'{'}
	s.pos++
	s.entity = false
	streamed := false
	var between commas
	for rec.err == nil {
		c, err := s.next()
		if err != nil {
			rec.err = errCut
			if !errors.Is(err, io.EOF) {
				return false, err
			}
			break
		}
		if err := s.wrongComma(&between, c); err != nil {
			return false, err
		}
		if c == '}' {
			s.pos++
			break
		}
		if c == ',' {
			s.pos++
			continue
		}
		if c != '"' {
			rec.err = errSyntax
			break
		}
		did, err := s.member("", &shell)
		streamed = streamed || did
		if err != nil && !isRecordFault(err) {
			return false, err
		}
		rec.err = err
	}
	if errors.Is(rec.err, errSyntax) {
		return true, s.broken(rec)
	}
	oneLine := s.line == rec.line
	if !streamed || s.entity || rec.err != nil {
		rec.data = append(shell, '}')
		err = s.send(rec)
	}
	return oneLine && !streamed, err
}

// broken skips the rest of a line that is no JSON.
func (s *splitter) broken(rec record) error {
	if err := s.emit(rec); err != nil {
		return err
	}
	emit := s.emit
	s.emit = func(record) error { return nil }
	err := s.lineRecord()
	s.emit = emit
	return err
}

// member reads one key and its value into the shell, or streams the value.
// Outer is the key of the object around it and a dot, "" at the top.
func (s *splitter) member(outer string, shell *[]byte) (streamed bool, err error) {
	s.rec = s.rec[:0]
	if err := s.value(); err != nil {
		return false, err
	}
	key := bytes.Clone(s.rec)
	c, err := s.next()
	if err != nil {
		return false, cutOr(err)
	}
	if c != ':' {
		return false, errSyntax
	}
	s.pos++
	if c, err = s.next(); err != nil {
		return false, cutOr(err)
	}
	name := outer + string(bytes.Trim(key, `"`))
	s.entity = s.entity || entityKeys[name]
	switch {
	case s.entity:
	case c == '[' && wrapperKeys[name]:
		return true, s.array(name)
	case c == '{' && nestKeys[name]:
		return s.nested(name, key, shell)
	}
	s.rec = s.rec[:0]
	if err := s.value(); err != nil {
		return false, err
	}
	return false, appendMember(shell, key, s.rec)
}

// nested reads an object that may hold a list of records.
func (s *splitter) nested(name string, key []byte, shell *[]byte) (streamed bool, err error) {
	inner := []byte{'{'}
	s.pos++
	var between commas
	for {
		c, err := s.next()
		if err != nil {
			return streamed, cutOr(err)
		}
		if err := s.wrongComma(&between, c); err != nil {
			return streamed, err
		}
		switch c {
		case ',':
			s.pos++
			continue
		case '}':
			s.pos++
			return streamed, appendMember(shell, key, append(inner, '}'))
		case '"':
		default:
			return streamed, errSyntax
		}
		did, err := s.member(name+".", &inner)
		streamed = streamed || did
		if err != nil {
			return streamed, err
		}
	}
}

// appendMember adds a key and its value to an object that is not closed yet.
func appendMember(shell *[]byte, key, value []byte) error {
	if len(*shell)+len(value)+len(key) > maxRecord {
		return errTooBig
	}
	if len(*shell) > 1 {
		*shell = append(*shell, ',')
	}
	*shell = append(append(append(*shell, key...), ':'), value...)
	return nil
}

func cutOr(err error) error {
	if errors.Is(err, io.EOF) {
		return errCut
	}
	return err
}
