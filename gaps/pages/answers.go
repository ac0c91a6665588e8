package pages

import (
	"strings"

	"signpost/gaps"
)

// An answer that was given, and where.
type given struct {
	gaps.Answer
	Talk talk
}

// A bit of an answer is text, code within a line, or a block of code.
type bit struct {
	Text        string
	Code, Block bool
}

// Bits cut the answer where its marks of code stand.
func (g given) Bits() []bit {
	var out []bit
	for i, part := range strings.Split(g.Text, "```") {
		if i%2 == 1 {
			out = append(out, bit{Text: strings.Trim(part, "\n"), Block: true})
			continue
		}
		inline := strings.Split(strings.Trim(part, "\n"), "`")
		if len(inline)%2 == 0 { // one mark is alone
			inline = []string{part}
		}
		for k, s := range inline {
			out = append(out, bit{Text: s, Code: k%2 == 1})
		}
	}
	return out
}
