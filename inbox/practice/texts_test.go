package practice

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"signpost/inbox"
	"signpost/internal/frugal"
)

var lockedReply = inbox.SavedReply{ID: "7", Name: "Locked", Body: "Hello " + inbox.Blank + ", after five wrong passwords an account is locked for an hour. I have unlocked yours."}

func TestSavedReplies(t *testing.T) {
	tests := []struct {
		name, text string
		want       int
	}{
		{"as it is", "Hello [person 3], after five wrong passwords an account is locked for an hour. I have unlocked yours.", 0},
		{"with words around it", "Good morning! Sorry for that. Hello [person 3], after five wrong passwords an account is locked for an hour. I have unlocked yours. Do write again.", 0},
		{"other case and punctuation", "HELLO [person 3] - after five wrong passwords, an account is locked for an hour! I have unlocked yours", 0},
		{"a word changed", "Hello [person 3], after five wrong passwords an account is locked for an hour. I have now unlocked yours.", 0},
		{"half of it", "Hello [person 3], after five wrong passwords you have to wait, sorry. Tomorrow it works again.", -1},
		{"something else", "You find the invoices under Billing, on the right of the page, below your name.", -1},
		{"nothing", "", -1},
	}
	x := newReplyIndex([]inbox.SavedReply{lockedReply, {ID: "8", Body: "You are welcome!"}})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := x.find(appendTriples(nil, appendWords(nil, tt.text))); got != tt.want {
				t.Errorf("found %d, want %d", got, tt.want)
			}
		})
	}
}

// Recorded uses go before recognized ones; a short reply is only recorded.
func TestSavedReplyUses(t *testing.T) {
	script := "0 10:00 ask Hello\n0 10:01 saved ana 8 You are welcome!\n0 10:02 answer ana You are welcome!\n0 10:03 saved ana 99 Text that is not in the list\n" +
		"0 10:04 answer bob " + strings.ReplaceAll(lockedReply.Body, inbox.Blank, "[person 4]")
	r := measure(t, Options{Team: &inbox.Workspace{SavedReplies: []inbox.SavedReply{lockedReply, {ID: "8", Name: "Thanks", Body: "You are welcome!"}}}}, script)
	if got := brief(r.Metric("saved_reply")); got != "3/4" {
		t.Errorf("saved replies %s", got)
	}
	want := []SavedReplyUse{{"7", "Locked", 0, 1, false}, {"8", "Thanks", 1, 0, true}, {ID: "99", Recorded: 1}}
	if !slices.Equal(r.SavedReplies, want) {
		t.Errorf("uses %+v, want %+v", r.SavedReplies, want)
	}
}

// exporting is a text that agents type by hand, with small changes.
func exporting(i int) string {
	greetings := []string{"Hi", "Hello", "Good morning", "Dear"}
	return fmt.Sprintf("%s [person %d], you find the export under Settings, then Data, then Export. It takes up to %d minutes and then comes by e-mail as a file. See https://help.example.com/articles/%d", greetings[i%4], i, 5+i, 40+i/9)
}

// Texts that agents type again and again are found, whatever they change by
// hand, and proposed with the article that they sent along.
func TestProposals(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var list []*inbox.Conversation
	for i := range 200 {
		words := make([]string, 14)
		for j := range words {
			words[j] = fmt.Sprintf("word%c%c", 'a'+random.IntN(26), 'a'+random.IntN(26))
		}
		text := strings.Join(words, " ")
		if i%20 == 7 {
			text = exporting(i / 20)
		}
		list = append(list, talkOf(t, fmt.Sprintf("c%03d", i), "0 10:00 ask How?\n0 10:10 answer agent"+fmt.Sprint(i%3)+" "+text))
	}
	r := measureAll(t, Options{}, list)
	if len(r.Proposals) != 1 {
		t.Fatalf("%d proposals, want 1: %+v", len(r.Proposals), r.Proposals)
	}
	p := r.Proposals[0]
	if p.Count != 10 || p.Agents != 3 || p.AtMostMissed != 0 || len(p.Conversations) != maxExamples || !strings.Contains(p.Article.URL, "/articles/40") || p.Sent != 9 {
		t.Errorf("proposal %+v", p)
	}
	if m := r.Metric("repeated_text"); m.Count != 9 || m.N != 200 {
		t.Errorf("%d of %d answers repeat a text, want 9 of 200", m.Count, m.N)
	}
}

// A text that no article was sent with gets the one that says the same.
func TestProposalsAskArticles(t *testing.T) {
	script := "0 10:00 ask How?"
	for i := range 5 {
		script += fmt.Sprintf("\n0 10:%02d answer ana You have to restart the printer twice before it prints in colour again.", i)
	}
	r := measure(t, Options{Articles: shelf{}}, script)
	if len(r.Proposals) != 1 || r.Proposals[0].Article.URL != "/printer/" || r.Proposals[0].Sent != 0 {
		t.Errorf("proposals %+v", r.Proposals)
	}
}

type shelf struct{}

func (shelf) Linked(address string) (Article, bool) { return Article{}, false }
func (shelf) Answering(text string) (Article, bool) {
	return Article{"Printers", "/printer/"}, strings.Contains(text, "printer")
}

// Beyond the bucket, texts that do not recur are forgotten and those that do
// are kept, with a count that is at most as much too low as it says.
func TestTextsAreBounded(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	x, often := newTexts(), 0
	most := 0
	for i := range 3*bucket + 100 {
		text := fmt.Sprintf("t%d u%d v%d w%d x%d y%d", random.Int(), random.Int(), random.Int(), random.Int(), random.Int(), random.Int())
		for _, d := range "0123456789" {
			text = strings.ReplaceAll(text, string(d), string('a'+d-'0'))
		}
		if i%500 == 250 {
			text, often = exporting(3), often+1
		}
		x.add(text, appendTriples(nil, appendWords(nil, text)))
		most = max(most, len(x.groups))
	}
	if most > 2*bucket {
		t.Errorf("up to %d texts were kept, want at most %d", most, 2*bucket)
	}
	g := slices.MaxFunc(x.groups, func(a, b *textGroup) int { return a.count - b.count })
	if g.count > often || g.count+g.missed < often {
		t.Errorf("counted %d, at most %d missed, of %d", g.count, g.missed, often)
	}
}

func TestWordsOf(t *testing.T) {
	same := func(a, b string) bool { return slices.Equal(appendWords(nil, a), appendWords(nil, b)) }
	if !same("Order 12345, [person 3]!", "order 9") || !same("See https://a.example/x?y=1 now", "see now") {
		t.Error("numbers, placeholders and addresses tell texts apart")
	}
	if same("not now", "now not") || same("a10b", "ab") {
		t.Error("different texts are the same")
	}
	if n := len(appendWords(nil, "请在设置中打开")); n != 7 {
		t.Errorf("%d words in Chinese, want one a letter: 7", n)
	}
	if n := len(appendWords(nil, strings.Repeat("word ", 5000))); n != mostWords {
		t.Errorf("%d words are compared, want %d", n, mostWords)
	}
}

func FuzzWords(f *testing.F) {
	f.Add("Hello [person 1], see https://x.example/1 and 22 of 33.")
	f.Add("请 \xff\xfe [")
	f.Fuzz(frugal.One(func(t *testing.T, text string) {
		words := appendWords(nil, text)
		all := appendTriples(nil, words)
		sameWords(t, text)
		if len(words) > mostWords+1 || len(all) != max(len(words)-2, 0) {
			t.Errorf("%d words, %d triples", len(words), len(all))
		}
		s := sketchOf(all)
		if !s.alike(&s) {
			t.Error("a text is not like itself")
		}
		if r := []rune(short(text, 20)); len(r) > 22 {
			t.Errorf("cut to %d letters", len(r))
		}
	}))
}
