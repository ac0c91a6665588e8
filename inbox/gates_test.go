package inbox

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// madeUp writes random texts of pieces, with marks between them.
func madeUp(rnd *rand.Rand, pieces []string) string {
	marks := []string{" ", " ", " ", "", "\n", ".", ":", ", ", "(", "-", "'"}
	var b strings.Builder
	for range 1 + rnd.IntN(6) {
		b.WriteString(pieces[rnd.IntN(len(pieces))])
		b.WriteString(marks[rnd.IntN(len(marks))])
	}
	if s := b.String(); rnd.IntN(4) == 0 {
		return strings.ToUpper(s)
	}
	return b.String()
}

// An expression that is not asked would have found nothing.
func TestGatesLetAllPassThatExpressionsFind(t *testing.T) {
	var pieces []string
	for _, in := range introductions {
		pieces = append(pieces, strings.Fields(in.words)...)
	}
	pieces = append(pieces, strings.Split("Ada|Ada Brookline|Zoë|Örn|dr. No|Mr. Ng|this is Ada|nombre es Ada|nome é Ada|spoke to Ada|spoke with Örn|add Ada Brookline as a|behalf of Ada|person: Ada|schrieb Ada:|named|called|from|7|DE89 3704 0044 0532 0130 00|de89|x1|AB12CD|ab-12", "|")...)
	rnd := rand.New(rand.NewPCG(5, 6))
	found := map[string]int{}
	for range 30_000 {
		s := madeUp(rnd, pieces)
		if at := reIBAN.FindStringIndex(s); at != nil && isASCII(s) {
			found["iban"]++
			if !beginsIBAN(s) {
				t.Fatalf("beginsIBAN(%q) is false", s)
			}
		}
		for at := 0; at < len(s); {
			end, _ := lettersEnd(s, at)
			for _, i := range introWords[fold(s[at:end])] {
				in := &introductions[i]
				if in.at == follows && in.re.MatchString(s[at:]) {
					found[in.words]++
					if !in.followed(s[end:]) {
						t.Fatalf("%q introduces by %q, but is not asked", s[at:], s[at:end])
					}
				}
			}
			if end == at {
				_, size := utf8.DecodeRuneInString(s[at:])
				end += size
			}
			at = end
		}
	}
	if len(found) < 11 {
		t.Errorf("only %d gates were passed: %v", len(found), found)
	}
}

// What is told by hand of the lines that may introduce a quote.
var (
	reWrote     = regexp.MustCompile(`(?i)(?:^|[\s>"')\]])` + words(wroteWords) + `(?:$|[\s:："<(-])|写道|寫道|님이 작성|のメール`)
	reWroteEnd  = regexp.MustCompile(`(?i)` + words(wroteWords) + `(?:\s+(?:me|you|us|mir|uns|:))?\s*[:：]?\s*-*$`)
	reReplyDate = regexp.MustCompile(`\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d\d|\d{1,2}\.? \p{L}{3,}`)
	reReplyFrom = regexp.MustCompile(`[<(\[]\s*(?:mailto:)?[^<>()\s@]*[^<>()@]{0,60}@[^<>()\s@]+\s*[>)\]]*`)
)

// It says what the expressions say.
func TestReplyLinesSayWhatExpressionsSay(t *testing.T) {
	pieces := slices.Concat(strings.FieldsFunc(wroteWords, func(r rune) bool { return r == '|' || r == '\n' }),
		strings.Split("2026-05-04|04.05.26|4/5/2026|12-1|2026|1999|x2026|20266|10:12|9h30|7.45|4 May|4. Mai|12 ab|12 äöü|Ada|ada@example.org|mailto:ada@example.org|@example.org|ada@|a name of more than sixty letters, which is longer than most names are|me|you|uns|ſchrieb|Kirjoitti|é", "|"))
	marks := []string{" ", " ", " ", "", "", ".", ":", "：", "<", ">", "(", ")", "[", "]", "-", "--", "\"", "\t", "'", "/", "_", "7"}
	rnd := rand.New(rand.NewPCG(9, 10))
	found := map[string]int{}
	for range 25_000 {
		var b strings.Builder
		for range 1 + rnd.IntN(5) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
			for range rnd.IntN(3) {
				b.WriteString(marks[rnd.IntN(len(marks))])
			}
		}
		s := b.String()
		if rnd.IntN(4) == 0 {
			s = strings.ToUpper(s)
		}
		for _, c := range []struct {
			name      string
			got, want bool
		}{
			{"hasWritten", hasWritten(s), reWrote.MatchString(s)},
			{"endsWithWrote", endsWithWrote(s), reWroteEnd.MatchString(s)},
			{"hasReplyDate", hasReplyDate(s), reReplyDate.MatchString(s)},
			{"hasReplyFrom", hasReplyFrom(s), reReplyFrom.MatchString(s)},
		} {
			if c.got != c.want {
				t.Fatalf("%s(%q) = %v, the expression says %v", c.name, s, c.got, c.want)
			}
			if c.want {
				found[c.name]++
			}
		}
	}
	for name, n := range found {
		if n < 300 {
			t.Errorf("%s was true %d times only", name, n)
		}
	}
}

// A line that introduces a quote is not dropped before it is asked about.
func TestIntroducesAsksOfAllThatMay(t *testing.T) {
	slow := func(s string) bool {
		s = strings.TrimRight(s, " ")
		if !introEnds(s) && !strings.Contains(s, "@") {
			return false
		}
		address, date := reReplyFrom.MatchString(s), reReplyDate.MatchString(s)
		if !address && !date {
			return false
		}
		colon := endsInColon(s) || strings.HasSuffix(s, "---")
		wrote := reWrote.MatchString(s)
		switch {
		case reZoned.MatchString(s) || reISODate.MatchString(s) && address && (colon || strings.HasSuffix(s, ">")):
			return true
		case wrote && address:
			return colon || reWroteEnd.MatchString(s)
		case wrote && colon:
			return reIntroHead.MatchString(s) || reWroteEnd.MatchString(s) && startsWithDate(s)
		}
		return colon && address && date && reTime.MatchString(s)
	}
	pieces := strings.Split("On|Am|2026-05-04|2026-05-04 10:12 GMT+02:00|4 May 2026|10:12|Ada Brookline|<ada@example.org>|ada@example.org|wrote|wrote:|schrieb Ada:|has written:|a scris:|a écrit :|写道：|>|---|GMT|text", "|")
	rnd := rand.New(rand.NewPCG(7, 8))
	found := 0
	for range 20_000 {
		s := strings.TrimSpace(madeUp(rnd, pieces))
		got, want := introduces(s), slow(s)
		if got != want {
			t.Fatalf("introduces(%q) = %v, want %v", s, got, want)
		}
		if want {
			found++
		}
	}
	if found < 100 {
		t.Errorf("only %d lines introduce", found)
	}
}
