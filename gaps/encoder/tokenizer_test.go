package encoder

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"signpost/internal/frugal"
)

func TestPiecesEqualThePublishedTokenizer(t *testing.T) {
	tok := open(t).tokenizer
	for _, r := range readReferences(t) {
		expected := r.IDs[:min(len(r.IDs), maxTokens)]
		if got := tok.encode(r.Text); !slices.Equal(got, expected) {
			t.Errorf("%q:\n got %v\nwant %v", r.Text, got, expected)
		}
	}
}

func TestWhiteSpaceIsOneSpace(t *testing.T) {
	tok := open(t).tokenizer
	expected := tok.encode("reset my password")
	for _, text := range []string{" reset  my password ", "reset\tmy\r\npassword\n", "reset\u00a0my\u2003password"} {
		if got := tok.encode(text); !slices.Equal(got, expected) {
			t.Errorf("%q: %v, want %v", text, got, expected)
		}
	}
	for _, text := range []string{"", " ", "\n\t"} {
		if got := tok.encode(text); len(got) != 0 {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestLongTextsAreCut(t *testing.T) {
	tok := open(t).tokenizer
	text := strings.Repeat("password ", 1<<17)
	if got := tok.encode(text); len(got) != maxTokens {
		t.Errorf("%d pieces", len(got))
	}
	// 2,048 characters are read; a run of unknown ones is one piece.
	if got := tok.encode(strings.Repeat("語", 1<<20)); len(got) > 2 {
		t.Errorf("%d pieces", len(got))
	}
}

func FuzzTokenizer(f *testing.F) {
	for _, r := range readReferences(f)[:40] {
		f.Add(r.Text)
	}
	for _, text := range []string{"", "\xff", "a\x00b", "\u2581\u2581", "ﷺ", strings.Repeat("e\u0301", 3000)} {
		f.Add(text)
	}
	tok := open(f).tokenizer
	f.Fuzz(frugal.One(func(t *testing.T, text string) {
		ids := tok.encode(text)
		if len(ids) > maxTokens {
			t.Fatalf("%d pieces", len(ids))
		}
		var known strings.Builder
		for _, id := range ids {
			if id < 0 || int(id) >= len(tok.pieces) || (id != unknown && id < reserved) {
				t.Fatalf("piece %d", id)
			}
			if id != unknown {
				known.WriteString(tok.pieces[id])
			}
		}
		// The pieces are the text, as far as it is known and not cut.
		rest := prepare(text)
		if !utf8.ValidString(rest) {
			t.Fatalf("prepared to %q", rest)
		}
		for _, id := range ids {
			if id == unknown {
				continue
			}
			at := strings.Index(rest, tok.pieces[id])
			if at < 0 {
				t.Fatalf("%q: pieces %q in an order that the text has not", text, known.String())
			}
			rest = rest[at+len(tok.pieces[id]):]
		}
	}))
}
