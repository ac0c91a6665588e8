package gaps

import (
	"encoding/json"
	"strings"
	"testing"

	"signpost/inbox"
)

// The audit lists what looks personal in the report itself, with the gap that
// shows it.
func TestAudit(t *testing.T) {
	talks := shopTalks()
	for _, c := range talks {
		for i := range c.Messages {
			c.Messages[i].Body = strings.Replace(c.Messages[i].Body, "gift voucher", "gift voucher of Angela", 1)
		}
	}
	r := mined(t, talks)
	found := inbox.Audit{Left: []inbox.Finding{{Why: "a long number", Count: 2, Examples: []inbox.Example{{Shape: "000000000000", Conversation: "c7"}}}}}
	if err := r.auditMasking(found); err != nil {
		t.Fatal(err)
	}
	if len(r.Masking.Shown) == 0 || r.Masking.Shown[0].Text != "Angela" || r.Masking.Shown[0].At != r.Gaps[0].ID {
		t.Fatalf("shown: %+v", r.Masking.Shown)
	}
}

// A confirmation is for one report: a word more and it is another.
func TestFingerprint(t *testing.T) {
	r := mined(t, shopTalks())
	r.Masking.Shareable = true
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
	again.Source = []Source{{Path: "here/export.json", Format: "csv", Conversations: 4}}
	if err := again.Masking.Seal(again.plain); err != nil {
		t.Fatal(err)
	}
	again.Source = []Source{{Path: "there/export.json", Format: "csv", Conversations: 4}}
	if !again.Unchanged() {
		t.Error("the same data from another place are another report")
	}
	again.Gaps[0].Questions[0] += " Angela"
	if again.Unchanged() {
		t.Error("a report with a word more is the same")
	}
}

// A name in the name of a file stands in the report, and so in its audit.
func TestNamesOfFilesAreAudited(t *testing.T) {
	r := mined(t, shopTalks())
	r.Source = []Source{{Path: "Angela.mbox", Format: "mbox", Conversations: 1}}
	if err := r.auditMasking(inbox.Audit{}); err != nil {
		t.Fatal(err)
	}
	if n := len(r.Masking.Shown); n == 0 || r.Masking.Shown[n-1].Text != "Angela" {
		t.Errorf("shown: %+v", r.Masking.Shown)
	}
}
