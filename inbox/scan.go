package inbox

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// This file reads JSON that is read by the gigabyte. It knows nothing of
// types, and does the work of encoding/json for the fields that are asked for,
// in a fraction of the time; a test holds both to the same results.

// validJSON tells whether data is one JSON value, as json.Valid does.
func validJSON(data []byte) bool {
	end := validValue(data, skipSpace(data, 0))
	return end >= 0 && skipSpace(data, end) == len(data)
}

// validValue returns where the JSON value at i ends, -1 if it is none.
func validValue(data []byte, i int) int {
	var open [maxDepth/64 + 1]uint64 // one bit a level: set for objects
	depth := 0
	for {
		// A value is expected at i.
		if i >= len(data) {
			return -1
		}
		switch c := data[i]; c {
		case '{', '[':
			if depth++; depth > maxDepth {
				return -1
			}
			bit := uint64(1) << (depth % 64)
			open[depth/64] &^= bit
			closing := byte(']')
			if c == '{' {
				open[depth/64] |= bit
				closing = '}'
			}
			if i = skipSpace(data, i+1); i >= len(data) {
				return -1
			}
			if data[i] != closing {
				if c == '{' {
					if i = validKey(data, i); i < 0 {
						return -1
					}
				}
				continue
			}
			i++
			depth--
		default:
			if i = validScalar(data, i); i < 0 {
				return -1
			}
		}
		// A value has ended before i.
		for {
			if depth == 0 {
				return i
			}
			if i = skipSpace(data, i); i >= len(data) {
				return -1
			}
			object := open[depth/64]>>(depth%64)&1 == 1
			if c := data[i]; c == '}' && object || c == ']' && !object {
				i++
				depth--
				continue
			} else if c != ',' {
				return -1
			}
			i = skipSpace(data, i+1)
			if object {
				if i = validKey(data, i); i < 0 {
					return -1
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
	for i = plainEnd(data, i+1); i < len(data); i = plainEnd(data, i) {
		switch c := data[i]; {
		case c == '"':
			return i + 1
		case c < ' ', i+1 >= len(data):
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

// plainEnd returns where the first quote, backslash or control character from
// i on is. It looks at eight bytes at a time: a byte of w that is zero, or less
// than 32, is the lowest that borrows when one, or 32, is taken from each.
func plainEnd(data []byte, i int) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(data); i += 8 {
		w := binary.LittleEndian.Uint64(data[i:])
		quote, slash := w^'"'*ones, w^'\\'*ones
		found := ((quote-ones)&^quote | (slash-ones)&^slash | (w-' '*ones)&^w) & high
		if found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(data) && data[i] != '"' && data[i] != '\\' && data[i] >= ' ' {
		i++
	}
	return i
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

// A stringPool gives the strings back that it gave before, so that what stands
// in every message, such as who wrote it, takes memory once.
type stringPool [256]string

// unquote is unquote for strings that recur.
func (p *stringPool) unquote(b []byte) string {
	const longest = 64
	in := b[1 : len(b)-1]
	if len(in) > longest || bytes.IndexByte(in, '\\') >= 0 || !utf8.Valid(in) {
		return unquote(b)
	}
	return p.text(in)
}

// text is a short text as a string.
func (p *stringPool) text(in []byte) string {
	h := uint32(len(in))
	for _, c := range in {
		h = h*31 + uint32(c)
	}
	slot := &p[(h^h>>8)%uint32(len(p))]
	if *slot != string(in) {
		*slot = string(in)
	}
	return *slot
}

// A cursor goes over a valid JSON value once, from left to right.
type cursor struct {
	data []byte
	at   int
}

// object goes over the members of the object at the cursor: the cursor stands
// at the value of each key, and what take leaves of it is passed over. It
// returns false, and goes nowhere, if there is no object.
func (c *cursor) object(take func(key []byte)) bool {
	if c.data[c.at] != '{' {
		return false
	}
	for c.at = skipSpace(c.data, c.at+1); c.data[c.at] != '}'; {
		end := skipPlain(c.data, c.at)
		key := c.data[c.at+1 : end-1]
		from := skipSpace(c.data, skipSpace(c.data, end)+1)
		c.at = from
		take(key)
		c.pass(from)
	}
	c.at++
	return true
}

// list goes over the elements of the list at the cursor, as object does.
func (c *cursor) list(take func()) bool {
	if c.data[c.at] != '[' {
		return false
	}
	for c.at = skipSpace(c.data, c.at+1); c.data[c.at] != ']'; {
		from := c.at
		take()
		c.pass(from)
	}
	c.at++
	return true
}

// pass goes past the value at from, if it was not taken, to what follows it.
func (c *cursor) pass(from int) {
	if c.at == from {
		c.value()
	}
	if c.at = skipSpace(c.data, c.at); c.data[c.at] == ',' {
		c.at = skipSpace(c.data, c.at+1)
	}
}

// value takes the value at the cursor, as it is written.
func (c *cursor) value() []byte {
	from := c.at
	for depth := 0; c.at < len(c.data); {
		switch c.data[c.at] {
		case '"':
			if c.at = skipPlain(c.data, c.at); depth == 0 {
				return c.data[from:c.at]
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return c.data[from:c.at]
			}
			if depth--; depth == 0 {
				c.at++
				return c.data[from:c.at]
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return c.data[from:c.at]
			}
		}
		c.at++
	}
	return c.data[from:]
}

// skipPlain returns where the string at i of valid JSON ends.
func skipPlain(data []byte, i int) int {
	for i = plainEnd(data, i+1); data[i] != '"'; i = plainEnd(data, i) {
		i += 2 // what a backslash escapes
	}
	return i + 1
}
