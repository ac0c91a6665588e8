package inbox

import (
	"strings"
	"testing"
)

// Who holds a conversation, was sent a copy or takes part without a word is masked
// where a text names them, whatever the system; what a desk calls itself is not.
func TestNamesBeside(t *testing.T) {
	const text = "Please ask Wandala or Ottokarl, says Brookline Support"
	const other = `{"name":"Ottokarl Vance","email":"o@example.org"}`
	for name, files := range map[string][]string{
		"Help Scout": {`{"id":500,"threads":1,"type":"email","status":"closed","mailboxId":1,"assignee":{"id":12,"first":"Wandala","last":"Okonkwo"},"createdAt":"2026-09-01T10:00:00Z","_embedded":{"threads":[{"id":2,"type":"customer","status":"active","state":"published","action":{"type":"default"},"body":"` + text + `","cc":["ottokarl.vance@example.com"],"createdBy":{"id":99,"type":"customer","first":"Ida"},"createdAt":"2026-09-01T10:00:00Z"}]}}`},
		"Front": {
			`{"_links":{"self":"https://api2.frontapp.com/conversations/cnv_1"},"id":"cnv_1","status":"archived","assignee":{"id":"tea_1","first_name":"Wandala","last_name":"Okonkwo"},"created_at":1756720000.25}`,
			`{"_links":{"related":{"conversation":"https://api2.frontapp.com/conversations/cnv_1"}},"id":"msg_1","type":"email","is_inbound":true,"created_at":1756720000.25,"body":"` + text + `","recipients":[{"handle":"y@example.org","name":"Yara Quill","role":"from"},{"handle":"o@example.org","name":"Ottokarl Vance","role":"cc"},{"handle":"support@brookline.example","name":"Brookline","role":"to"}]}`,
		},
		"Gorgias":  {`{"id":8,"status":"closed","channel":"email","created_datetime":"2026-09-01T10:00:00","assignee_user":{"id":2,"firstname":"Wandala","lastname":"Okonkwo"},"messages":[{"id":10,"ticket_id":8,"public":true,"from_agent":false,"channel":"email","sender":{"id":3,"name":"Gus"},"receiver":` + other + `,"body_text":"` + text + `","created_datetime":"2026-09-01T10:00:00","source":{"type":"email","to":[{"name":"Brookline Support","address":"hello@brookline.example"}]}}]}`},
		"Chatwoot": {`{"id":5,"account_id":1,"inbox_id":1,"status":"resolved","created_at":1756720000,"messages":[{"id":1,"content":"` + text + `","inbox_id":1,"conversation_id":5,"message_type":0,"created_at":1756720000,"private":false,"content_type":"text","content_attributes":{"email":{"cc":["ottokarl.vance@example.com"]}},"sender":{"id":9,"name":"Cus","type":"contact"}}],"meta":{"assignee":{"id":3,"name":"Wandala Okonkwo"}}}`},
		"Zammad": {
			`{"id":3,"number":"10003","title":"Black","state":"closed","state_id":4,"group_id":1,"priority_id":2,"owner":"wandala.okonkwo@a.example","customer_id":6,"created_at":"2026-09-01T10:00:00.000Z"}`,
			`{"id":1,"ticket_id":3,"type":"email","sender":"Customer","from":"Ci <c@example.org>","to":"Brookline Support <s@brookline.example>","cc":"Ottokarl Vance <o@example.org>","body":"` + text + `","content_type":"text/plain","internal":false,"created_at":"2026-09-01T10:00:00.000Z"}`,
		},
		"Freshdesk": {`{"id":77,"subject":"P","description":"` + text + `","status":5,"source":1,"requester_id":900,"responder_id":700,"requester":{"id":900,"name":"Nadia"},"responder":{"id":700,"name":"Wandala Okonkwo"},"cc_emails":["Ottokarl Vance <o@example.org>"],"created_at":"2026-09-01T10:00:00Z"}`},
		"HubSpot":   {`{"results":[{"id":"m1","conversationsThreadId":"t1","type":"MESSAGE","direction":"INCOMING","text":"` + text + `","createdAt":"2026-09-01T10:00:00Z","senders":[{"actorId":"V-3"}],"recipients":[{"name":"Ottokarl Vance"},{"deliveryIdentifier":{"type":"HS_EMAIL_ADDRESS","value":"wandala.okonkwo@a.example"}}],"truncationStatus":"NOT_TRUNCATED"}]}`},
		"Intercom":  {`{"type":"conversation","id":"1","created_at":1756720000,"source":{"type":"email","body":"` + text + `","author":{"type":"user","id":"u1"}},"teammates":{"type":"admin.list","admins":[{"type":"admin","id":"7","name":"Wandala Okonkwo"}]},"assignee":` + other + `,"conversation_parts":{"conversation_parts":[]}}`},
		"Zendesk":   {`{"url":"https://a.zendesk.com/api/v2/tickets/1.json","id":1,"status":"solved","requester_id":90,"submitter_id":90,"via":{"channel":"email","source":{"from":{"name":"Wandala Okonkwo","address":"w@a.example"},"to":{"name":"Brookline","address":"support@brookline.example"}}},"created_at":"2026-09-01T10:00:00Z","comments":[{"id":5,"author_id":90,"body":"` + text + `","public":true,"via":{"channel":"email","source":{"to":{"name":"Ottokarl Vance"}}}}]}`},
		"a letter":  {"From: Ann <ann@example.org>\nTo: Brookline Support <support@brookline.example>, Wandala Okonkwo <w@a.example>\nCc: Ottokarl Vance <o@example.org>\nSubject: Lost\nMessage-ID: <1@x>\nDate: Tue, 1 Sep 2026 10:00:00 +0200\n\n" + text + "\n"},
	} {
		var paths []string
		for _, f := range files {
			paths = append(paths, put(t, "a", []byte(f)))
		}
		convs, sum := readAll(t, Options{}, paths...)
		if len(convs) != 1 || len(convs[0].Messages) == 0 {
			t.Fatalf("%s: %d conversations, %+v", name, len(convs), sum.Sources[0])
		}
		body := convs[0].Messages[0].Body
		if strings.Contains(body, "Wandala") || strings.Contains(body, "Ottokarl") || !strings.Contains(body, "Brookline Support") {
			t.Errorf("%s: %q", name, body)
		}
	}
}
