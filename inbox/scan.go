package inbox

import (
	"bytes"
	"iter"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// This file reads JSON that is read by the gigabyte. It knows nothing of
// types, and does the work of encoding/json for the fields that are asked for,
// in a fraction of the time; a test holds both to the same results.

// validJSON tells whether data is one JSON value, as json.Valid does.
func validJSON(data []byte) bool {
	i := skipSpace(data, 0)
	var open [maxDepth/64 + 1]uint64 // one bit a level: set for objects
	depth := 0
	for {
		// A value is expected at i.
		if i >= len(data) {
			return false
		}
		switch c := data[i]; c {
		case '{', '[':
			if depth++; depth > maxDepth {
				return false
			}
			bit := uint64(1) << (depth % 64)
			open[depth/64] &^= bit
			closing := byte(']')
			if c == '{' {
				open[depth/64] |= bit
				closing = '}'
			}
			if i = skipSpace(data, i+1); i >= len(data) {
				return false
			}
			if data[i] != closing {
				if c == '{' {
					if i = validKey(data, i); i < 0 {
						return false
					}
				}
				continue
			}
			i++
			depth--
		default:
			if i = validScalar(data, i); i < 0 {
				return false
			}
		}
		// A value has ended before i.
		for {
			i = skipSpace(data, i)
			if depth == 0 {
				return i == len(data)
			}
			if i >= len(data) {
				return false
			}
			object := open[depth/64]>>(depth%64)&1 == 1
			if c := data[i]; c == '}' && object || c == ']' && !object {
				i++
				depth--
				continue
			} else if c != ',' {
				return false
			}
			i = skipSpace(data, i+1)
			if object {
				if i = validKey(data, i); i < 0 {
					return false
				}
			}
			break
		}
	}
}

// validKey returns where the value of the key at i begins, -1 if there is none.
func validKey(data []byte, i int) int {
	if i >= len(data) || data[i] != '"' {
		return -1
	}
	if i = validString(data, i); i < 0 {
		return -1
	}
	if i = skipSpace(data, i); i >= len(data) || data[i] != ':' {
		return -1
	}
	return skipSpace(data, i+1)
}

// validScalar returns where the string, number or word at i ends, -1 if it is
// none.
func validScalar(data []byte, i int) int {
	switch c := data[i]; {
	case c == '"':
		return validString(data, i)
	case c == '-' || '0' <= c && c <= '9':
		return validNumber(data, i)
	}
	for _, word := range []string{"null", "true", "false"} {
		if bytes.HasPrefix(data[i:], []byte(word)) {
			return i + len(word)
		}
	}
	return -1
}

// validString returns where the string at i ends, -1 if it is none.
func validString(data []byte, i int) int {
	for i++; i < len(data); {
		switch c := data[i]; {
		case c == '"':
			return i + 1
		case c < ' ':
			return -1
		case c != '\\':
			i++
		case i+1 >= len(data):
			return -1
		case data[i+1] == 'u':
			if i+6 > len(data) || hex4(data[i+2:]) < 0 {
				return -1
			}
			i += 6
		case strings.IndexByte(`"\/bfnrt`, data[i+1]) >= 0:
			i += 2
		default:
			return -1
		}
	}
	return -1
}

func validNumber(data []byte, i int) int {
	digits := func() bool {
		from := i
		for i < len(data) && '0' <= data[i] && data[i] <= '9' {
			i++
		}
		return i > from
	}
	if data[i] == '-' {
		i++
	}
	if i < len(data) && data[i] == '0' {
		i++
	} else if !digits() {
		return -1
	}
	if i < len(data) && data[i] == '.' {
		if i++; !digits() {
			return -1
		}
	}
	if i < len(data) && (data[i] == 'e' || data[i] == 'E') {
		if i++; i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		if !digits() {
			return -1
		}
	}
	return i
}

// hex4 is the number of four hexadecimal digits, -1 if they are none.
func hex4(b []byte) rune {
	if len(b) < 4 {
		return -1
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}

// unquote decodes a valid JSON string, quotes and all, as encoding/json does.
func unquote(b []byte) string {
	b = b[1 : len(b)-1]
	i := bytes.IndexByte(b, '\\')
	if i < 0 && utf8.Valid(b) {
		return string(b)
	}
	out := make([]byte, 0, len(b))
	for i >= 0 {
		out = append(out, b[:i]...)
		c := b[i+1]
		b = b[i+2:]
		switch c {
		case 'u':
			r := hex4(b)
			b = b[4:]
			if utf16.IsSurrogate(r) {
				low := rune(-1)
				if len(b) >= 6 && b[0] == '\\' && b[1] == 'u' {
					low = hex4(b[2:])
				}
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					b = b[6:]
				}
			}
			out = utf8.AppendRune(out, r)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		default:
			out = append(out, c)
		}
		i = bytes.IndexByte(b, '\\')
	}
	out = append(out, b...)
	if !utf8.Valid(out) {
		return strings.ToValidUTF8(string(out), "\uFFFD")
	}
	return string(out)
}

// members are the keys and values of a valid JSON object; there are none in
// anything else.
func members(data []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		i := skipSpace(data, 0)
		if i >= len(data) || data[i] != '{' {
			return
		}
		for i = skipSpace(data, i+1); i < len(data) && data[i] == '"'; {
			end := skipString(data, i)
			from := skipSpace(data, skipSpace(data, end)+1)
			to := skipValue(data, from)
			if to < 0 || !yield(data[i+1:end-1], data[from:to]) {
				return
			}
			if i = skipSpace(data, to); i < len(data) && data[i] == ',' {
				i = skipSpace(data, i+1)
			}
		}
	}
}

// elements are the values of a valid JSON list; there are none in anything
// else.
func elements(data []byte) iter.Seq[[]byte] {
	return func(yield func(value []byte) bool) {
		i := skipSpace(data, 0)
		if i >= len(data) || data[i] != '[' {
			return
		}
		for i = skipSpace(data, i+1); i < len(data) && data[i] != ']'; {
			to := skipValue(data, i)
			if to <= i || !yield(data[i:to]) {
				return
			}
			if i = skipSpace(data, to); i < len(data) && data[i] == ',' {
				i = skipSpace(data, i+1)
			}
		}
	}
}
