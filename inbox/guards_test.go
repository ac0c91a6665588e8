package inbox

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What is looked for by hand, because it is looked for often, is found where
// the expression finds it that says the same, and nowhere else.
func TestGuardsSayWhatExpressionsSay(t *testing.T) {
	quoted := func(list []string) string {
		out := slices.Clone(list)
		for i := range out {
			out[i] = regexp.QuoteMeta(out[i])
		}
		return "(?:" + strings.Join(out, "|") + ")"
	}
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
			{"mayHaveWritten", mayHaveWritten(s) && reWrote.MatchString(s), reWrote.MatchString(s)},
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
