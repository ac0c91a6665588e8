package gaps

import (
	"net/url"
	"strings"

	"signpost/inbox"
)

// addresses tell where conversations can be read: the export's own addresses, when
// all are made by the same rule.
type addresses struct {
	rule  string
	mixed bool
}

func (a *addresses) see(c *inbox.Conversation) {
	rule := ruleOf(c)
	if a.rule == "" {
		a.rule = rule
	}
	a.mixed = a.mixed || rule == "" || rule != a.rule
}

// common is the rule of all, with {id} for the id; "" when there is none.
func (a *addresses) common() string {
	if a.mixed {
		return ""
	}
	return a.rule
}

// ruleOf puts {id} for the id at the end of the path of a conversation's address.
// Addresses that only programs open are none.
func ruleOf(c *inbox.Conversation) string {
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || strings.Contains(u.Path, "/api/") || strings.HasSuffix(u.Path, ".json") {
		return ""
	}
	before, ok := strings.CutSuffix(c.URL, "/"+url.PathEscape(c.ID))
	if !ok || c.ID == "" {
		return ""
	}
	return before + "/{id}"
}
