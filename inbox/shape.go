package inbox

import (
	"bytes"
	"errors"
)

// errNoObject says that a record is no JSON object, or not one that ends.
var errNoObject = errors.New("not a JSON object")

// A shape is a record seen from outside: the members of its outermost object,
// found without decoding them. Systems are told by it.
type shape struct {
	record
	members []member
	// valid says that the record is valid JSON to its end.
	valid bool
}

// A member is one key and its value, as they stand in the record. Keys with
// escapes are left as they are written; no system has any.
type member struct{ key, value []byte }

// newShape takes a record apart. Of what is no valid JSON it looks only for
// where values end, as far as that can be told.
func newShape(rec record) (*shape, error) { return shapeInto(rec, nil) }

// shapeInto is newShape with room for the members.
func shapeInto(rec record, room []member) (*shape, error) {
	data := bytes.TrimSpace(rec.data)
	if len(data) < 2 || data[0] != '{' {
		return nil, errNoObject
	}
	if list, ok := validMembers(data, room[:0]); ok {
		return &shape{rec, list, true}, nil
	}
	list, err := looseMembers(data, room[:0])
	if err != nil {
		return nil, err
	}
	return &shape{rec, list, false}, nil
}

// validMembers appends the members of an object that is valid JSON.
func validMembers(data []byte, list []member) ([]member, bool) {
	i := skipSpace(data, 1)
	if i < len(data) && data[i] == '}' {
		return list, i+1 == len(data)
	}
	for {
		key := i
		if i = validKey(data, i); i < 0 {
			return list, false
		}
		to := validValue(data, i)
		if to < 0 {
			return list, false
		}
		list = append(list, member{data[key+1 : skipPlain(data, key)-1], data[i:to]})
		if i = skipSpace(data, to); i >= len(data) {
			return list, false
		}
		switch data[i] {
		case '}':
			return list, i+1 == len(data)
		case ',':
			i = skipSpace(data, i+1)
		default:
			return list, false
		}
	}
}

// looseMembers appends the members of any object whose values have an end.
func looseMembers(data []byte, list []member) ([]member, error) {
	for i := skipSpace(data, 1); ; {
		if i >= len(data) {
			return nil, errNoObject
		}
		switch data[i] {
		case '}':
			return list, nil
		case ',':
			i = skipSpace(data, i+1)
			continue
		case '"':
		default:
			return nil, errNoObject
		}
		end := skipString(data, i)
		colon := skipSpace(data, end)
		if end < 0 || colon >= len(data) || data[colon] != ':' {
			return nil, errNoObject
		}
		from := skipSpace(data, colon+1)
		to := skipValue(data, from)
		if to < 0 || to == from {
			return nil, errNoObject
		}
		list = append(list, member{data[i+1 : end-1], data[from:to]})
		i = skipSpace(data, to)
	}
}

// raw is the value of a key as it is written, nil if there is none. Of two
// with one key the last holds, as in encoding/json.
func (s *shape) raw(key string) []byte {
	for i := len(s.members) - 1; i >= 0; i-- {
		if string(s.members[i].key) == key {
			return s.members[i].value
		}
	}
	return nil
}

// has tells whether all keys are there, whatever their values.
func (s *shape) has(keys ...string) bool {
	for _, k := range keys {
		if s.raw(k) == nil {
			return false
		}
	}
	return true
}

// text is a plain value as a string, "" for null, lists and objects.
func (s *shape) text(key string) string {
	var t text
	_ = t.UnmarshalJSON(s.raw(key)) // never fails
	return string(t)
}

// object is the value of a key if it is an object, else nil.
func (s *shape) object(key string) []byte { return opened(s.raw(key), '{') }

// array is the value of a key if it is a list, else nil.
func (s *shape) array(key string) []byte { return opened(s.raw(key), '[') }

func opened(raw []byte, by byte) []byte {
	if len(raw) == 0 || raw[0] != by {
		return nil
	}
	return raw
}

// inner is the shape of an object inside the record, as a record of its own.
func (s *shape) inner(key string) (*shape, bool) {
	rec := s.record
	rec.data, rec.list = s.object(key), key
	in, err := newShape(rec)
	return in, err == nil
}

func skipSpace(data []byte, i int) int {
	if i < 0 {
		return len(data)
	}
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// skipString returns where the string that begins at i ends, -1 if nowhere.
func skipString(data []byte, i int) int {
	for i++; ; {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			return -1
		}
		i += n + 1
		slashes := 0
		for j := i - 2; data[j] == '\\'; j-- {
			slashes++
		}
		if slashes%2 == 0 {
			return i
		}
	}
}

// skipValue returns where the value that begins at i ends, -1 if nowhere.
func skipValue(data []byte, i int) int {
	depth := 0
	for i < len(data) {
		switch data[i] {
		case '"':
			if i = skipString(data, i); i < 0 || depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return i
			}
		}
		i++
	}
	return -1
}
