package inbox

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// quoteAll makes expressions of words.
func quoteAll(list []string) []string {
	out := slices.Clone(list)
	for i := range out {
		out[i] = regexp.QuoteMeta(out[i])
	}
	return out
}

// What is looked for by hand, because it is looked for often, is found where
// the expression finds it that says the same, and nowhere else.
func TestGuardsSayWhatExpressionsSay(t *testing.T) {
	quoted := func(list []string) string { return "(?:" + strings.Join(quoteAll(list), "|") + ")" }
	phone := regexp.MustCompile(quoted(phoneWords) + `[^.!?\n]{0,30}$`)
	other := regexp.MustCompile(`(?:` + quoted(otherWords) + `|\b` + quoted(wholeWords) + `)[\s:.(#]*$`)
	pieces := slices.Concat(phoneWords, otherWords, wholeWords, strings.FieldsFunc(wroteWords, func(r rune) bool { return r == '|' || r == '\n' }),
		strings.Split("telephone|fax no|Tel.|ext|a|über|é|님이 작성|寫道|いま|thirty letters and a few more of them", "|"))
	marks := []string{" ", " ", " ", "", "\n", ".", ":", "(", "#", "!", "?", "-", "=", "\t", "_", "7", ">"}
	rnd := rand.New(rand.NewPCG(3, 4))
	found := map[string]int{}
	for range 40_000 {
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
		lead := strings.ToLower(s)
		for _, c := range []struct {
			name      string
			got, want bool
		}{
			{"saysPhone", saysPhone(lead), phone.MatchString(lead)},
			{"saysOther", saysOther(lead), other.MatchString(lead)},
			{"labels", labels(lead), reLabel.MatchString(lead)},
			{"hasWritten", hasWritten(s), reWrote.MatchString(s)},
		} {
			if c.got != c.want {
				t.Fatalf("%s(%q) = %v, the expression says %v", c.name, s, c.got, c.want)
			}
			if c.want {
				found[c.name]++
			}
		}
	}
	if len(found) < 4 {
		t.Errorf("only %v were found at all", found)
	}
}

// The numbers of persons that are found where signs and words announce them are
// those that the expressions find when they are asked about all of a text.
func TestGuardsOfNumbers(t *testing.T) {
	texts := []string{}
	for _, c := range piiCases(t) {
		texts = append(texts, c.Text)
	}
	pieces := strings.Split("078-05-1120|078.05.1120|QQ 12 34 56 C|AB123456C|12345678Z|X1234567L|RSSMRA85T10A562S|HEGG560427MVZRRL04|ABCPE1234F|2345 6789 0124|123.456.789-09|756.1234.5678.97|"+
		"85.07.30-033.28|131052-308T|811228-9874|900101-1234567|11010519491231002X|1 85 05 78 006 084 91|D1234-5678-9012|passport no|SSN:|my social security number is|Führerschein|NHS|DNI|tax id|CPF|Ausweis|"+
		"it costs|order|2026-09-14|10.12.3|+49 30 5550100|#4411|on|2345|é|x", "|")
	marks := []string{" ", " ", " ", ": ", "\n", ", ", "-", ".", "/", "; "}
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		var b strings.Builder
		for range 1 + rnd.IntN(5) {
			b.WriteString(pieces[rnd.IntN(len(pieces))] + marks[rnd.IntN(len(marks))])
		}
		texts = append(texts, b.String())
	}
	found := 0
	for _, s := range texts {
		var guarded, plain finder
		for _, f := range []*finder{&guarded, &plain} {
			f.scan(s, nobody)
		}
		guarded.nationalIDs()
		plain.seen = ^wordFlag(0)
		for i := range nationalForms {
			for _, r := range plain.regions {
				if i+1 == len(nationalForms) && r.digits < nationalForms[i].digits {
					continue // the last form asks for as many, and does not say so by itself
				}
				plain.each(nationalForms[i].re, max(0, r.from-4), min(len(s), r.to+3), func(a, b int) span { return plain.nationalID(&nationalForms[i], a, b) })
			}
			plain.merge()
		}
		if !slices.Equal(guarded.spans, plain.spans) {
			t.Fatalf("%q: found %+v, the expressions find %+v", s, guarded.spans, plain.spans)
		}
		found += len(plain.spans)
	}
	if found < 5000 {
		t.Errorf("only %d were found at all", found)
	}
}

// What guards say of made-up texts they say of real ones.
func TestGuardsOnRealTexts(t *testing.T) {
	phone := regexp.MustCompile(`(?:` + strings.Join(quoteAll(phoneWords), "|") + `)[^.!?\n]{0,30}$`)
	for _, c := range piiCases(t) {
		for at := range c.Text {
			if !unicode.IsDigit(rune(c.Text[at])) {
				continue
			}
			lead := strings.ToLower(c.Text[max(0, at-60):at])
			if got, want := saysPhone(lead), phone.MatchString(lead); got != want {
				t.Fatalf("saysPhone(%q) = %v, the expression says %v", lead, got, want)
			}
			if got, want := labels(lead), reLabel.MatchString(lead); got != want {
				t.Fatalf("labels(%q) = %v, the expression says %v", lead, got, want)
			}
		}
		for line := range strings.Lines(c.Text) {
			if got, want := hasWritten(line), reWrote.MatchString(line); got != want {
				t.Fatalf("hasWritten(%q) = %v, the expression says %v", line, got, want)
			}
		}
	}
}
