package importer

import (
	"bytes"
	"encoding/json"
)

// largeValue is from how many bytes on the lists of a JSON value are read one
// element after the other.
const largeValue = 4 << 20

// listNames are the keys under which the APIs answer lists of records. An object
// with such a list is a page of an answer, and no record itself, unless it has an
// id.
var listNames = map[string]bool{
	"articles": true, "collections": true, "sections": true, "categories": true, "folders": true, "users": true,
	"items": true, "data": true, "results": true,
}

// A stream reads one valid JSON value without holding its parts at the same time.
type stream struct {
	dump *dump
	data []byte
	dec  *json.Decoder
}

// value takes the value that comes next: the elements of a list, and those of the
// lists of a page, one by one.
func (s *stream) value(at where, depth int) error {
	switch s.next() {
	case '[':
		return s.list(at, depth+1)
	case '{':
		return s.page(at, depth)
	}
	return s.whole(at, depth)
}

// next is the byte that begins the next value.
func (s *stream) next() byte {
	rest := bytes.TrimLeft(s.data[s.dec.InputOffset():], " \t\r\n,:")
	return rest[0]
}

// whole takes the next value at once.
func (s *stream) whole(at where, depth int) error {
	var value any
	if err := s.dec.Decode(&value); err != nil {
		return err
	}
	s.dump.take(value, at, depth)
	return nil
}

func (s *stream) list(at where, depth int) error {
	if _, err := s.dec.Token(); err != nil {
		return err
	}
	for s.dec.More() {
		if err := s.whole(at, depth); err != nil {
			return err
		}
	}
	_, err := s.dec.Token()
	return err
}

// page takes an object: first what its lists hold, then the rest of it.
func (s *stream) page(at where, depth int) error {
	if _, err := s.dec.Token(); err != nil {
		return err
	}
	rest := map[string]any{}
	for s.dec.More() {
		token, err := s.dec.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		inner := where{at.file, key}
		_, record := rest["id"]
		switch first := s.next(); {
		case listNames[key] && !record && first == '[':
			err = s.list(inner, depth+2)
		case listNames[key] && !record && first == '{':
			err = s.page(inner, depth+1)
		default:
			var value any
			err = s.dec.Decode(&value)
			rest[key] = value
		}
		if err != nil {
			return err
		}
	}
	s.dump.take(rest, at, depth)
	_, err := s.dec.Token()
	return err
}
