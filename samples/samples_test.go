// Package samples holds conversations that we wrote ourselves, and what a good
// gap report finds in them. The package has no code but this test, which keeps
// the conversations and expected.yaml in step.
package samples

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// conversation is the part of Intercom's form that the test looks at.
type conversation struct {
	ID        string  `json:"id"`
	CreatedAt int64   `json:"created_at"`
	UpdatedAt int64   `json:"updated_at"`
	Source    message `json:"source"`
	Rating    *struct {
		Remark string `json:"remark"`
	} `json:"conversation_rating"`
	Contacts struct {
		Contacts []struct {
			ID string `json:"id"`
		} `json:"contacts"`
	} `json:"contacts"`
	Parts struct {
		Parts []message `json:"conversation_parts"`
		Total int       `json:"total_count"`
	} `json:"conversation_parts"`
}

type message struct {
	ID          string `json:"id"`
	CreatedAt   int64  `json:"created_at"`
	Subject     string `json:"subject"`
	Body        string `json:"body"`
	DeliveredAs string `json:"delivered_as"`
	Author      struct {
		Type  string `json:"type"`
		Email string `json:"email"`
	} `json:"author"`
}

// messages returns the opening message and the parts.
func (c conversation) messages() []message {
	return append([]message{c.Source}, c.Parts.Parts...)
}

// text is everything in c that a person wrote.
func (c conversation) text() string {
	var b strings.Builder
	for _, m := range c.messages() {
		b.WriteString(m.Subject + "\n" + m.Body + "\n")
	}
	if c.Rating != nil {
		b.WriteString(c.Rating.Remark)
	}
	return b.String()
}

// gap is an entry under gaps of expected.yaml.
type gap struct{ key, kind, article, about string }

// expectation is expected.yaml.
type expectation struct {
	gaps          []gap
	conversations map[string]string
	// otherLanguage has the language of those that are not in English.
	otherLanguage map[string]string
	personal      map[string][]string
}

var (
	pair = regexp.MustCompile(`^ +(?:- )?"?([\w-]+)"?: *(.*)$`)
	item = regexp.MustCompile(`^ +- (".*")$`)
)

// readExpected reads the few forms of YAML that expected.yaml is written in,
// line by line, and fails on any other.
func readExpected(t *testing.T) expectation {
	t.Helper()
	data, err := os.ReadFile("expected.yaml")
	if err != nil {
		t.Fatal(err)
	}
	e := expectation{
		conversations: map[string]string{},
		otherLanguage: map[string]string{},
		personal:      map[string][]string{},
	}
	top, kind := "", ""
	for n, line := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
		p := pair.FindStringSubmatch(line)
		it := item.FindStringSubmatch(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			top = strings.TrimSuffix(line, ":")
		case top == "gaps" && p != nil:
			e.addGap(p[1], unquote(t, p[2]))
		case top == "conversations" && p != nil:
			if e.conversations[p[1]] != "" {
				t.Errorf("expected.yaml:%d: %s is there twice", n+1, p[1])
			}
			e.conversations[p[1]] = unquote(t, p[2])
		case top == "other_language" && p != nil:
			e.otherLanguage[p[1]] = p[2]
		case top == "personal" && it != nil:
			e.personal[kind] = append(e.personal[kind], unquote(t, it[1]))
		case top == "personal" && p != nil:
			kind = p[1]
		default:
			t.Errorf("expected.yaml:%d: not understood: %q", n+1, line)
		}
	}
	return e
}

// addGap sets a field of the last gap; a key begins a new one.
func (e *expectation) addGap(field, value string) {
	if field == "key" {
		e.gaps = append(e.gaps, gap{key: value})
		return
	}
	g := &e.gaps[len(e.gaps)-1]
	switch field {
	case "kind":
		g.kind = value
	case "article":
		g.article = value
	case "about":
		g.about = value
	}
}

func unquote(t *testing.T, s string) string {
	t.Helper()
	if !strings.HasPrefix(s, `"`) {
		return s
	}
	var out string
	if err := json.Unmarshal([]byte(s), &out); err != nil {
		t.Errorf("expected.yaml: %s: %v", s, err)
	}
	return out
}

// readConversations reads every file of conversations/ and checks its form.
func readConversations(t *testing.T) []conversation {
	t.Helper()
	files, err := filepath.Glob("conversations/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	var all []conversation
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var list struct {
			Type          string         `json:"type"`
			Conversations []conversation `json:"conversations"`
			Total         int            `json:"total_count"`
		}
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if list.Type != "conversation.list" || list.Total != len(list.Conversations) {
			t.Errorf("%s: type %q with total_count %d, holds %d", file, list.Type, list.Total, len(list.Conversations))
		}
		for _, c := range list.Conversations {
			month := time.Unix(c.CreatedAt, 0).UTC().Format("2006-01")
			if filepath.Base(file) != month+".json" {
				t.Errorf("%s: conversation %s is of %s", file, c.ID, month)
			}
		}
		checkIndent(t, file, data)
		all = append(all, list.Conversations...)
	}
	return all
}

// checkIndent holds the files to one form, so that a change shows as a small
// difference.
func checkIndent(t *testing.T, file string, data []byte) {
	t.Helper()
	var compact, want bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		t.Fatal(err)
	}
	if err := json.Indent(&want, compact.Bytes(), "", "  "); err != nil {
		t.Fatal(err)
	}
	want.WriteByte('\n')
	if !bytes.Equal(data, want.Bytes()) {
		t.Errorf("%s: not indented as json.Indent does with two spaces", file)
	}
}

func TestConversations(t *testing.T) {
	ids := map[string]bool{}
	before := int64(0)
	for _, c := range readConversations(t) {
		if ids[c.ID] {
			t.Errorf("%s: id is there twice", c.ID)
		}
		ids[c.ID] = true
		if c.CreatedAt < before {
			t.Errorf("%s: older than the conversation before it", c.ID)
		}
		before = c.CreatedAt
		if c.Parts.Total != len(c.Parts.Parts) {
			t.Errorf("%s: total_count %d, has %d parts", c.ID, c.Parts.Total, len(c.Parts.Parts))
		}
		last := c.CreatedAt
		for _, p := range c.Parts.Parts {
			if p.CreatedAt < last {
				t.Errorf("%s: part %s is older than what stands before it", c.ID, p.ID)
			}
			if ids[p.ID] || !strings.HasPrefix(p.ID, c.ID) {
				t.Errorf("%s: part id %s is taken, or does not begin with the conversation's", c.ID, p.ID)
			}
			ids[p.ID] = true
			last = p.CreatedAt
		}
		if c.UpdatedAt != last {
			t.Errorf("%s: updated_at %d, last part %d", c.ID, c.UpdatedAt, last)
		}
	}
}

func TestExpectedNamesEveryConversation(t *testing.T) {
	e := readExpected(t)
	known := map[string]gap{}
	for _, g := range e.gaps {
		known[g.key] = g
		if (g.kind == "not_found") != (g.article != "") || g.about == "" {
			t.Errorf("gap %s: kind %q, article %q, about %q do not go together", g.key, g.kind, g.article, g.about)
		}
	}
	seen := map[string]bool{}
	customers := map[string]map[string]bool{}
	for _, c := range readConversations(t) {
		seen[c.ID] = true
		what, rest, _ := strings.Cut(e.conversations[c.ID], ": ")
		outbound := c.Source.DeliveredAs != "customer_initiated"
		if outbound != (what == "outbound") {
			t.Errorf("%s: %q, but delivered as %s", c.ID, what, c.Source.DeliveredAs)
		}
		switch what {
		case "gap":
			if known[rest].key == "" {
				t.Errorf("%s: unknown gap %q", c.ID, rest)
			}
			if customers[rest] == nil {
				customers[rest] = map[string]bool{}
			}
			customers[rest][c.Contacts.Contacts[0].ID] = true
		case "answered":
			if rest == "" {
				t.Errorf("%s: answered by no address", c.ID)
			}
		case "account_specific", "not_a_question", "outbound", "ungrouped":
		default:
			t.Errorf("%s: %q is no kind", c.ID, e.conversations[c.ID])
		}
	}
	for id := range e.conversations {
		if !seen[id] {
			t.Errorf("expected.yaml: no conversation %s", id)
		}
	}
	for id := range e.otherLanguage {
		if !seen[id] {
			t.Errorf("expected.yaml: no conversation %s", id)
		}
	}
	for key := range known {
		if len(customers[key]) < 4 {
			t.Errorf("gap %s: asked by %d customers, want at least 4", key, len(customers[key]))
		}
	}
}

// TestAddressesAreArticles holds the addresses in expected.yaml and the links
// that agents sent against our own help center.
func TestAddressesAreArticles(t *testing.T) {
	if articles, _ := filepath.Glob("../content/*/*.md"); len(articles) == 0 {
		t.Skip("content/ holds no articles to compare addresses with")
	}
	e := readExpected(t)
	for _, g := range e.gaps {
		if g.article != "" {
			checkArticle(t, "gap "+g.key, g.article)
		}
	}
	for id, what := range e.conversations {
		if address, ok := strings.CutPrefix(what, "answered: "); ok {
			checkArticle(t, id, address)
		}
	}
	link := regexp.MustCompile(`href="https://help\.example\.com/([^"#]*)/(?:#[^"]*)?"`)
	sent := 0
	for _, c := range readConversations(t) {
		for _, m := range link.FindAllStringSubmatch(c.text(), -1) {
			sent++
			checkArticle(t, c.ID, m[1])
		}
	}
	if sent < 30 {
		t.Errorf("agents sent %d article links, want at least 30", sent)
	}
}

// checkArticle tells when our help center has no article of that address.
func checkArticle(t *testing.T, where, address string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("..", "content", filepath.FromSlash(address)+".md")); err != nil {
		t.Errorf("%s: no article %s", where, address)
	}
}

// What looks like personal data is listed, so that a test of masking that goes
// by the list misses nothing.
func TestPersonalDataIsListed(t *testing.T) {
	e := readExpected(t)
	var texts strings.Builder
	for _, c := range readConversations(t) {
		texts.WriteString(c.text() + "\n")
		for _, m := range c.messages() {
			if m.Author.Email != "" && !reserved(m.Author.Email) {
				t.Errorf("%s: %s is no reserved address", c.ID, m.Author.Email)
			}
		}
	}
	text := texts.String()
	listed := map[string]bool{}
	for kind, values := range e.personal {
		for _, v := range values {
			listed[v] = true
			if !strings.Contains(text, v) {
				t.Errorf("expected.yaml: %s %q stands in no conversation", kind, v)
			}
		}
	}
	for _, form := range []string{
		`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,                                   // e-mail
		`\b(?:\d{1,3}\.){3}\d{1,3}\b`,                                    // IP
		`(?:\d{4} ){3}\d{4}`,                                             // card
		`\+\d[\d ()-]{8,}\d|\(\d{3}\) \d{3}-\d{4}|\b0\d\d \d[\d ]{5,}\d`, // phone
	} {
		for _, v := range regexp.MustCompile(form).FindAllString(text, -1) {
			if !listed[v] && !partOfListed(v, e.personal) {
				t.Errorf("personal data that expected.yaml does not list: %q", v)
			}
		}
	}
	for _, v := range e.personal["email"] {
		if !reserved(v) {
			t.Errorf("%s is no reserved address", v)
		}
	}
}

// partOfListed says whether v is a piece of a longer listed value, as the
// digits of an IBAN are.
func partOfListed(v string, personal map[string][]string) bool {
	for _, values := range personal {
		for _, l := range values {
			if strings.Contains(l, v) {
				return true
			}
		}
	}
	return false
}

// reserved says whether an address lies in a domain that RFC 2606 keeps free.
func reserved(address string) bool {
	_, host, _ := strings.Cut(address, "@")
	return strings.HasSuffix("."+host, ".example.com") || strings.HasSuffix("."+host, ".example.org")
}
