package question

import (
	"fmt"
	"strings"
	"testing"

	"signpost/inbox"
	"signpost/internal/frugal"

	"github.com/google/go-cmp/cmp"
)

// chat is a conversation of lines "c: text" and "a: text".
func chat(script string) *inbox.Conversation {
	c := &inbox.Conversation{ID: "1", InitiatedBy: inbox.Customer}
	for line := range strings.Lines(strings.TrimSpace(script)) {
		who, text, _ := strings.Cut(strings.TrimSpace(line), ": ")
		role := inbox.Customer
		if who == "a" {
			role = inbox.Agent
		}
		c.Messages = append(c.Messages, inbox.Message{Role: role, Kind: inbox.Comment, Body: strings.ReplaceAll(text, `\n`, "\n")})
	}
	return c
}

func TestIssues(t *testing.T) {
	for name, one := range map[string]struct {
		script string
		want   []string // quotes, a bar, the answers' first words
	}{
		"one": {
			`
			c: How do I change the colour of the headings?
			a: Set the colour in signpost.yaml.
			c: and where does that file live?
			a: In the folder of your site.`,
			[]string{"How do I change the colour of the headings? | Set the colour in signpost.yaml.; In the folder of your site."},
		},
		"another question later": {
			`
			c: hi
			c: How do I change the colour of the headings?
			a: Set brand in signpost.yaml.
			c: perfect. Another question: can readers download an article as PDF?
			a: They print it from the browser.
			c: thanks!`,
			[]string{
				"How do I change the colour of the headings? | Set brand in signpost.yaml.",
				"can readers download an article as PDF? | They print it from the browser.",
			},
		},
		"something else without saying so": {
			`
			c: How do I change the colour of the headings?
			a: Set brand in signpost.yaml.
			c: Do you offer discounts for schools or charities?
			a: Yes, half price.`,
			[]string{
				"How do I change the colour of the headings? | Set brand in signpost.yaml.",
				"Do you offer discounts for schools or charities? | Yes, half price.",
			},
		},
		"an answer to the team's question is none": {
			`
			c: The export of our articles stops.
			a: Which browser do you use?
			c: Firefox on Windows, newest version. Should I try Chrome?
			a: Please do.`,
			[]string{"The export of our articles stops. | Which browser do you use?; Please do."},
		},
		"a list": {
			`
			c: Two things:\n1. How do I change the colour of the headings?\n2. Can readers download an article as PDF?
			a: The colour is set with brand.
			a: A PDF comes from printing in the browser.`,
			[]string{
				"How do I change the colour of the headings? | The colour is set with brand.",
				"Can readers download an article as PDF? | A PDF comes from printing in the browser.",
			},
		},
		"a list that begins in a line": {
			`
			c: Hi, two things: 1. how do I print a packing slip\n2. which couriers do you support
			a: Packing slips print from the order page.`,
			[]string{
				"how do I print a packing slip | Packing slips print from the order page.",
				"which couriers do you support | ",
			},
		},
		"also": {
			`
			c: How do I change the colour of the headings? Also, can readers download an article as PDF?
			a: Yes and yes, let me write that up.`,
			[]string{
				"How do I change the colour of the headings? | Yes and yes, let me write that up.",
				"can readers download an article as PDF? | Yes and yes, let me write that up.",
			},
		},
		"steps are no list of questions": {
			`
			c: The import fails:\n1. I open the settings page\n2. I choose the file\n3. nothing happens
			a: Which file?`,
			[]string{"The import fails: I open the settings page | Which file?"},
		},
		"German": {
			`
			c: Wie ändere ich die Farbe der Überschriften?
			a: Mit brand in der signpost.yaml.
			c: Danke! Noch eine Frage: kann man Artikel als PDF anbieten?
			a: Ja, über den Druck.`,
			[]string{
				"Wie ändere ich die Farbe der Überschriften? | Mit brand in der signpost.yaml.",
				"kann man Artikel als PDF anbieten? | Ja, über den Druck.",
			},
		},
		"after a case of one account": {
			`
			c: Where is my order 48213?
			a: It arrives tomorrow.
			c: great. another question, which cards do you accept in the shop?
			a: All of the usual ones.`,
			[]string{"which cards do you accept in the shop? | All of the usual ones."},
		},
	} {
		var got []string
		for _, it := range Of(chat(one.script)).Items {
			got = append(got, it.Quote+" | "+strings.Join(it.Answers, "; "))
		}
		if diff := cmp.Diff(one.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestKey(t *testing.T) {
	same := []string{"How do I reset my router password?", "I want to reset the password of the router", "Hi! resetting router passwords"}
	for _, s := range same[1:] {
		if a, b := Of(asking(same[0])).Items[0].Key(), Of(asking(s)).Items[0].Key(); a != b {
			t.Errorf("%q has the key %q, want %q", s, b, a)
		}
	}
	if a, b := Of(asking("Why does the router reset its password?")), Of(asking("Why does the router not reset its password?")); a.Items[0].Key() == b.Items[0].Key() {
		t.Errorf("a negation does not show in %q", a.Items[0].Key())
	}
}

// TestBadInput reads what nobody means to write, and keeps little of it.
func TestBadInput(t *testing.T) {
	long := strings.Repeat("How do I export the articles of our help center to another system, please? ", 14000)
	for name, one := range map[string]struct {
		text  string
		class Class
	}{
		"a turn of 1 MB":    {long, IsQuestion},
		"one word of 1 MB":  {strings.Repeat("a", 1<<20), IsNoQuestion},
		"1 MB of marks":     {strings.Repeat("?!", 1<<19), IsNoQuestion},
		"1 MB of lines":     {strings.Repeat("> \n", 1<<19), IsNoQuestion},
		"emojis":            {"🙏🙏🙏 🎉", IsNoQuestion},
		"placeholders":      {"[email 1] [phone 2]\n[person 3]", IsNoQuestion},
		"broken UTF-8":      {"how do I \xff\xfe export \xc3 articles?", IsQuestion},
		"an open bracket":   {"[[[ how do I export [ articles?", IsQuestion},
		"marks without end": {strings.Repeat("’'", 1000), IsNoQuestion},
		"numbers":           {"1234 5678 9012", IsNoQuestion},
	} {
		c := asking(one.text)
		c.Messages = append(c.Messages, inbox.Message{Role: inbox.Agent, Kind: inbox.Comment, Body: long})
		got := Of(c)
		if got.Class != one.class {
			t.Errorf("%s: %s (%s), want %s", name, got.Class, got.Reason, one.class)
		}
		for _, it := range got.Items {
			if n := kept(it); n > 4000 {
				t.Errorf("%s: %d bytes are kept", name, n)
			}
		}
	}
	if got := Of(&inbox.Conversation{}); got.Class != IsNoQuestion || got.Reason == "" {
		t.Errorf("an empty conversation: %+v", got)
	}
}

// kept is the number of bytes of an item's texts.
func kept(it Item) int {
	n := len(it.ID) + len(it.Customer) + len(it.Quote) + len(it.Text) + len(it.Opening)
	for _, s := range it.Answers {
		n += len(s)
	}
	for _, s := range it.Links {
		n += len(s)
	}
	return n
}

// TestKept tells what a conversation costs in memory: for a million, a thousandth
// of it in gigabytes.
func TestKept(t *testing.T) {
	sum, cs := 0, samples(t)
	for _, c := range cs {
		for _, it := range Of(c).Items {
			sum += kept(it) + 200 // the structure and its headers
		}
	}
	mean := sum / len(cs)
	t.Logf("%d bytes a conversation", mean)
	if mean > 1200 {
		t.Errorf("%d bytes a conversation are kept, want 1200 at most", mean)
	}
}

func TestManyLanguages(t *testing.T) {
	texts := []string{
		"Wie exportiere ich alle Artikel?", "Comment exporter tous les articles ?", "¿Cómo exporto todos los artículos?", "Come esporto tutti gli articoli?",
		"Como exporto todos os artigos?", "Hoe exporteer ik alle artikelen?", "Hur exporterar jag alla artiklar?", "Jak wyeksportować wszystkie artykuły?",
		"Как экспортировать все статьи?", "如何导出所有文章？", "すべての記事をエクスポートするには？", "모든 문서를 어떻게 내보내나요?", "كيف أصدر جميع المقالات؟",
		"כיצד לייצא את כל המאמרים?", "ฉันจะส่งออกบทความทั้งหมดได้อย่างไร", "सभी लेख कैसे निर्यात करें?", "Tüm makaleleri nasıl dışa aktarırım?", "Πώς εξάγω όλα τα άρθρα;",
		"Miten vien kaikki artikkelit?", "Làm thế nào để xuất tất cả bài viết?",
	}
	for i, s := range texts {
		if got := Of(asking(s)); got.Class != IsQuestion || got.Items[0].Text == "" {
			t.Errorf("%d %q: %s (%s)", i, s, got.Class, got.Reason)
		}
	}
	if got := Of(asking(strings.Join(texts, " "))); got.Class != IsQuestion {
		t.Errorf("all in one: %s", got.Class)
	}
}

func FuzzOf(f *testing.F) {
	for _, s := range []string{"", "hi", "How?\n1. Can I export?\n2. Is there a PDF?", "[card 1]", "Also, \xff’'", "order #" + fmt.Sprint(1<<40)} {
		f.Add(s, s)
	}
	f.Fuzz(frugal.Two(func(t *testing.T, first, second string) {
		c := asking(first)
		c.Messages = append(c.Messages,
			inbox.Message{Role: inbox.Agent, Kind: inbox.Comment, Body: second},
			inbox.Message{Role: inbox.Customer, Kind: inbox.Comment, Body: second})
		got := Of(c)
		if (len(got.Items) > 0) != (got.Class == IsQuestion) {
			t.Errorf("%s with %d questions", got.Class, len(got.Items))
		}
		for _, it := range got.Items {
			if it.Quote == "" || it.Text == "" || it.Opening == "" || it.Key() == "" {
				t.Errorf("an empty part in %+v", it)
			}
		}
	}))
}
