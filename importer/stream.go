package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// listNames are the keys under which the APIs answer lists of records. An object
// with such a list is a page of an answer, and no record itself, unless it has an
// id.
var listNames = map[string]bool{
	"articles": true, "collections": true, "sections": true, "categories": true, "folders": true, "users": true,
	"items": true, "data": true, "results": true,
}

// json reads one value after the other. What is broken is told, and reading goes
// on at the next line that begins an object.
func (d *dump) json(rel string, r io.Reader) {
	t := &tape{r: r}
	for range maxDamaged {
		s := stream{dump: d, tape: t, from: t.from, dec: json.NewDecoder(t)}
		s.dec.UseNumber()
		err := s.values(rel)
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.Is(err, errTooMuch), errors.Is(err, errDamaged):
			d.damage(rel, err.Error()+"; what came before was read")
			return
		}
		d.damage(rel, fmt.Sprintf("line %d: not valid JSON; what is whole around it was read", t.broken(s.place())))
		if !t.nextObject() {
			return
		}
	}
}

// A stream reads JSON values without holding their parts at the same time.
type stream struct {
	dump *dump
	tape *tape
	from int64 // where in the file dec began
	dec  *json.Decoder
}

// place is where in the file the next token is.
func (s *stream) place() int64 { return s.from + s.dec.InputOffset() }

// values takes values to the end of the file, which is io.EOF, or to the first fault.
func (s *stream) values(rel string) (err error) {
	for err == nil {
		s.tape.begin(s.place())
		err = s.value(where{file: rel}, 0)
	}
	return err
}

// value takes the value that comes next: the elements of a list, and those of the
// lists of a page, one by one.
func (s *stream) value(at where, depth int) error {
	token, err := s.dec.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('['):
		return s.list(at, depth+1)
	case json.Delim('{'):
		return s.page(at, depth)
	}
	s.dump.take(token, at, depth)
	return nil
}

// list takes the elements of a list that has begun.
func (s *stream) list(at where, depth int) error {
	for s.dec.More() {
		var value any
		if err := s.dec.Decode(&value); err != nil {
			return inside(err)
		}
		s.dump.take(value, at, depth)
	}
	_, err := s.dec.Token()
	return inside(err)
}

// page takes an object that has begun: first what its lists hold, then the rest of it.
func (s *stream) page(at where, depth int) error {
	rest := map[string]any{}
	for s.dec.More() {
		token, err := s.dec.Token()
		if err != nil {
			return inside(err)
		}
		key, _ := token.(string)
		if _, record := rest["id"]; record || !listNames[key] {
			var value any
			err = s.dec.Decode(&value)
			rest[key] = value
		} else {
			err = s.listed(where{at.file, key}, depth, rest)
		}
		if err != nil {
			return inside(err)
		}
	}
	if _, err := s.dec.Token(); err != nil {
		return inside(err)
	}
	s.dump.take(rest, at, depth)
	return nil
}

// listed takes what stands under a key that lists records; what is neither a list
// nor a page is one of the rest.
func (s *stream) listed(at where, depth int, rest map[string]any) error {
	token, err := s.dec.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('['):
		return s.list(at, depth+2)
	case json.Delim('{'):
		return s.page(at, depth+1)
	}
	rest[at.key] = token
	return nil
}

// inside tells an end of the file within a value from one behind it.
func inside(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
