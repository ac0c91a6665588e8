package gaps

import (
	"testing"

	"signpost/inbox"
)

func TestConversationURL(t *testing.T) {
	one := func(id, address string) *inbox.Conversation { return &inbox.Conversation{ID: id, URL: address} }
	for name, c := range map[string]struct {
		talks []*inbox.Conversation
		want  string
	}{
		"one rule":          {[]*inbox.Conversation{one("1", "https://desk.example.com/talk/1"), one("a b", "https://desk.example.com/talk/a%20b")}, "https://desk.example.com/talk/{id}"},
		"two desks":         {[]*inbox.Conversation{one("1", "https://desk.example.com/talk/1"), one("2", "https://other.example.com/talk/2")}, ""},
		"some without":      {[]*inbox.Conversation{one("1", "https://desk.example.com/talk/1"), one("2", "")}, ""},
		"some without, too": {[]*inbox.Conversation{one("2", ""), one("1", "https://desk.example.com/talk/1")}, ""},
		"for programs":      {[]*inbox.Conversation{one("1", "https://desk.example.com/api/v2/tickets/1")}, ""},
		"a script":          {[]*inbox.Conversation{one("1", "javascript:alert/1")}, ""},
		"with a password":   {[]*inbox.Conversation{one("1", "https://me:secret@desk.example.com/1")}, ""},
		"another id":        {[]*inbox.Conversation{one("1", "https://desk.example.com/talk/x1")}, ""},
		"none":              {nil, ""},
	} {
		var a addresses
		for _, talk := range c.talks {
			a.see(talk)
		}
		if got := a.common(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
