package practice

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"signpost/inbox"
	"signpost/inbox/audit"
)

// What the report shows of the texts is audited, and a report that was read
// again is the same, page and all.
func TestAudit(t *testing.T) {
	var list []*inbox.Conversation
	for i := range minRepeats {
		list = append(list, talkOf(t, fmt.Sprint("c", i), "0 10:00 ask Hello\n0 10:30 answer ana Please ask Angela in the office for the blue form and send it back\n0 10:40 close ana"))
	}
	found := inbox.Audit{Counts: map[string]int{"email": 2}, Left: []inbox.Finding{{Why: "a long number", Count: 2, Examples: []inbox.Example{{Shape: "000000000000", Conversation: "c7"}}}}}
	path := "here/export.json"
	measured := func() *Report {
		return measureAll(t, Options{Summary: func() ([]Source, inbox.Audit) {
			return []Source{{Path: path, Format: "csv", Conversations: len(list)}}, found
		}}, list)
	}
	r := measured()
	if len(r.Masking.Shown) != 1 || r.Masking.Shown[0] != (audit.Shown{At: "proposals", In: "text", Text: "Angela", Why: "a given name"}) {
		t.Fatalf("shown: %+v", r.Masking.Shown)
	}
	page := allFiles(t, r)[audit.PageName]
	for _, want := range []string{
		`<th scope="row">Angela</th>`, `href="index.html#proposals">Worth a saved reply</a>`, "000000000000</code> in c7", "Not yet shareable", "One place of this report",
		r.Masking.Fingerprint, "e-mail address", "signpost practice confirm-masking FOLDER",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the audit page lacks %q", want)
		}
	}
	data, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var again Report
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	if !again.Unchanged() {
		t.Error("a report that was written and read is another")
	}
	first, second := allFiles(t, r), allFiles(t, &again)
	for name, text := range first {
		if second[name] != text {
			t.Errorf("%s is another after the report was read", name)
		}
	}
	path = "there/export.json"
	if measured().Masking.Fingerprint != r.Masking.Fingerprint {
		t.Error("the same data from another place are another report")
	}
	again.Proposals[0].Text += " today"
	if again.Unchanged() {
		t.Error("a report with a word more is the same")
	}
}
