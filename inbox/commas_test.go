package inbox

import (
	"fmt"
	"strings"
	"testing"
)

// A comma that is missing, or one too many, is told with its line, and costs
// nothing else.
func TestWrongCommas(t *testing.T) {
	one, two := sampleConversation(1), sampleConversation(2)
	for _, c := range []struct {
		name, text string
		line       int // of the wrong comma, 0 for none
	}{
		{"right", "[" + one + ",\n" + two + "]", 0},
		{"none between records", "[" + one + "\n" + two + "]", 2},
		{"two between records", "[" + one + ",\n,\n" + two + "]", 2},
		{"first", "[,\n" + one + ",\n" + two + "]", 1},
		{"last", "[" + one + ",\n" + two + ",\n]", 3},
		{"none between keys", `{"type":"conversation.list"` + "\n" + `"conversations":[` + one + "," + two + `],"pages":{}}`, 2},
		{"none after the list", `{"type":"conversation.list","conversations":[` + one + "," + two + "]\n" + `"pages":{}}`, 2},
		{"none in an inner object", `{"data":{"payload":[` + one + "," + two + "]\n" + `"x":1}}`, 2},
	} {
		convs, sum := readAll(t, Options{}, put(t, "export.json", []byte(c.text)))
		told := strings.TrimSpace(toldOf(sum))
		switch {
		case len(convs) != 2:
			t.Errorf("%s: %d conversations of 2 were read", c.name, len(convs))
		case c.line == 0 && told != "":
			t.Errorf("%s: told %q", c.name, told)
		case c.line > 0 && (strings.Count(told, "\n") != 0 || !strings.HasPrefix(told, fmt.Sprintf("broken_json: line %d, ", c.line)) || !strings.Contains(told, "comma")):
			t.Errorf("%s: told %q, want the comma of line %d", c.name, told, c.line)
		case c.line > 0 && !sum.Damaged():
			t.Errorf("%s: the export is not called damaged", c.name)
		}
	}
}

func TestOutboundStatistics(t *testing.T) {
	for _, header := range []string{
		"Title,Type,Sent,Opened,Clicked,Bounced", "content_id,content_type,receipt_id,user_id", "message_id,Delivered,Open rate,Unsubscribed", "conversation_id,sent,delivered",
	} {
		_, sum := readAll(t, Options{}, put(t, "x.csv", []byte(header+"\n1,2,3,4\n")))
		if refused := sum.Refused(); len(refused) != 1 || !strings.Contains(refused[0].Refused, "statistics of outbound messages") || !strings.Contains(refused[0].Refused, "export the conversations") {
			t.Errorf("%s: %v", header, refused)
		}
	}
}
