package gaps

import (
	"encoding/json"
	"strings"
	"testing"

	"signpost/inbox"
)

// The audit lists what looks personal in the report itself, with the gap that
// shows it, and elsewhere shapes only.
func TestAuditPage(t *testing.T) {
	talks := shopTalks()
	for _, c := range talks {
		for i := range c.Messages {
			c.Messages[i].Body = strings.Replace(c.Messages[i].Body, "gift voucher", "gift voucher of Angela", 1)
		}
	}
	r := mined(t, talks)
	audit := inbox.Audit{Left: []inbox.Finding{{Why: "a long number", Count: 2, Examples: []inbox.Example{{Shape: "000000000000", Conversation: "c7"}}}}}
	if err := r.auditMasking(audit); err != nil {
		t.Fatal(err)
	}
	if len(r.Masking.Shown) == 0 || r.Masking.Shown[0].Text != "Angela" || r.Masking.Shown[0].Gap != r.Gaps[0].ID {
		t.Fatalf("shown: %+v", r.Masking.Shown)
	}
	page, err := r.page(AuditPage, "audit.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<th scope="row">Angela</th>`, `href="index.html#` + r.Gaps[0].ID, "000000000000</code> in c7", "Not yet shareable", r.Masking.Fingerprint} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the audit page lacks %q", want)
		}
	}
	if strings.Contains(string(page), "<script") || strings.Contains(string(page), "src=") {
		t.Error("the audit page is not self-contained")
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
	again.Gaps[0].Questions[0] += " Angela"
	if again.Unchanged() {
		t.Error("a report with a word more is the same")
	}
}
