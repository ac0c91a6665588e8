package drafts

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"signpost/gaps"
	"signpost/inbox"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden file anew")

// unread is what nobody wants to read in a report: whom somebody greets, how he is reached,
// how he ends a letter, and marks and faces piled up.
var unread = regexp.MustCompile(`(?mi)^.{0,9}(?:hi|hello|hey|hallo|hola|moin|bonjour|bonsoir|guten tag|buen[oa]s|dear|sehr geehrte|@support)\b|\[phone|\[email|555|call me|reach me|erreichen|llamar|numéro|` +
	`grüße|saludo|cordialement|regards|cheers|thank|danke|gracias|merci|bonne journée|\bLG\b|[!?]{2}|😡|sent from|gesendet|wrote:|[a-z] …[a-z]`)

// TestNasty reads what comes of letters and chats as people write them: nothing of their
// forms is left in titles, questions, answers and drafts.
func TestNasty(t *testing.T) {
	talks, _ := inbox.Read(t.Context(), []string{"../testdata/nasty/conversations.csv"}, inbox.Options{})
	r, err := gaps.Mine(t.Context(), talks, nil, gaps.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, g := range r.Gaps {
		fmt.Fprintf(&b, "# %s\n\n", g.Title)
		for _, q := range g.Questions {
			fmt.Fprintf(&b, "Q %s\n", q)
		}
		for _, a := range g.Asked {
			fmt.Fprintf(&b, "- %s\n", a.Question)
		}
		for _, a := range g.Answers {
			fmt.Fprintf(&b, "\nA %s\n", a.Text)
		}
		fmt.Fprintf(&b, "\n%s\n", Article(g))
	}
	got := b.String()
	for _, found := range unread.FindAllStringIndex(got, -1) {
		t.Errorf("a lead reads: …%s…", got[max(0, found[0]-40):min(len(got), found[1]+40)])
	}
	const golden = "../testdata/nasty/read.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}
