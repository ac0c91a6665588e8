package gaps

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"signpost/gaps/coverage"
	"signpost/inbox"
	"signpost/search"
)

// answered is a conversation whose answer an agent gave on the nth day.
func answered(day int, agent, question, answer string, links ...string) *inbox.Conversation {
	c := talk(fmt.Sprint("d", day), fmt.Sprint("customer ", day), question, answer, links...)
	at := time.Date(2026, 3, day, 9, 0, 0, 0, time.UTC)
	c.CreatedAt, c.Messages[0].At, c.Messages[1].At = at, at, at.Add(time.Hour)
	c.Messages[1].Author = inbox.Person{ID: agent}
	return c
}

var limits = []search.Document{
	{Article: "/talk/attachments/", Title: "Attachments", Body: "An attachment of a message may have 10 MB at most. Larger files go through the upload page."},
	{Article: "/ship/times/", Title: "Delivery times", Body: "Parcels arrive within three days. Islands take a week."},
}

var asksSize = []string{
	"How large may an attachment be?", "what is the size limit for an attachment", "Is there a limit on the size of attachments?",
	"attachment size limit?", "How big can an attachment of a message be?", "my attachment is refused, how large may it be?",
}

func TestOutdated(t *testing.T) {
	link := "https://help.example.com/talk/attachments/"
	says := []string{
		"An attachment of a message may have 10 MB at most.", "Hi! An attachment may have 10 MB, larger files go through the upload page.",
		"We raised that: an attachment may have 25 MB now.", "An attachment of a message may have 25 MB.",
		"It is 25 MB for an attachment of a message.", "An attachment may have 25 MB.",
	}
	var cs []*inbox.Conversation
	for i, s := range says {
		cs = append(cs, answered(2+4*i, []string{"ann", "bob"}[i%2], asksSize[i], s, link))
	}
	r := minedFor(t, cs, limits)
	if len(r.Gaps) != 1 || r.Gaps[0].Kind != OutOfDate {
		t.Fatalf("gaps: %+v", r.Gaps)
	}
	g := r.Gaps[0]
	o := g.Outdated
	if o == nil || o.Since != "2026-03-10" || o.ArticleValue != "10" || o.AgentsValue != "25" || o.Conversations != 4 || o.Agents != 2 {
		t.Errorf("evidence: %+v", o)
	}
	if g.Suggest.Path != "content/talk/attachments.md" || g.Nearest[0].URL != "/talk/attachments/" {
		t.Errorf("mend %s, nearest %+v", g.Suggest.Path, g.Nearest)
	}
	if md := string(r.Markdown()); !strings.Contains(md, "Bring up to date: `content/talk/attachments.md`") || !strings.Contains(md, "Since 10 Mar 2026, 2 agents in 4 conversations") {
		t.Errorf("digest: %s", md)
	}
}

func TestDisagreement(t *testing.T) {
	yes, no := "Yes, you can merge two workspaces of one owner on the settings page.", "I am afraid you cannot merge two workspaces of one owner."
	asks := []string{"Can I merge two workspaces?", "How do I merge two workspaces into one?", "is it possible to merge two workspaces", "merge two workspaces?"}
	var cs []*inbox.Conversation
	for i, q := range asks {
		cs = append(cs, answered(2+4*i, []string{"ann", "bob"}[i%2], q, []string{yes, no}[i%2]))
	}
	r := minedFor(t, cs, limits)
	if len(r.Gaps) != 1 || r.Gaps[0].Kind != Disagreement || len(r.Gaps[0].Sides) != 2 {
		t.Fatalf("gaps: %+v", r.Gaps)
	}
	for _, s := range r.Gaps[0].Sides {
		if s.Conversations != 2 || s.Agents != 1 || s.Last == "" {
			t.Errorf("side: %+v", s)
		}
	}
}

// TestContradictionsShowNoAddress: what is quoted of answers that contradict an article or
// each other leads to nobody's site, and an address that one customer was told is his own.
func TestContradictionsShowNoAddress(t *testing.T) {
	link := "https://help.example.com/talk/attachments/"
	var cs []*inbox.Conversation
	for i, s := range []string{"10 MB", "10 MB", "25 MB", "25 MB", "25 MB", "25 MB"} {
		says := fmt.Sprintf("An attachment of a message at https://quillonvance.example.com/t/z9y8x7w6v%d may have %s at most.", i, s)
		cs = append(cs, answered(2+4*i, []string{"ann", "bob"}[i%2], asksSize[i], says, link))
	}
	for i, yes := range []bool{true, false, true, false} {
		says := fmt.Sprintf("You can merge two workspaces of one owner, like www.quillonvance.example/%d.", i)
		if !yes {
			says = fmt.Sprintf("You cannot merge two workspaces of one owner, like “app.quillonvance.example/%d”.", i)
		}
		c := answered(2+4*i, []string{"ann", "bob"}[i%2], []string{"Can I merge two workspaces?", "How do I merge two workspaces into one?", "is it possible to merge two workspaces", "merge two workspaces?"}[i], says)
		c.ID = "merge" + c.ID
		cs = append(cs, c)
	}
	own := []string{"Upload the photo of a card at www.quillonvance.example/up with the button.", "Upload the photo of a card at photos.signpost.example/up with the button."}
	for i, q := range []string{"Where do I upload the photo of my card?", "upload photo of card", "where can I upload a card photo", "upload card photo page?", "upload my photo for the card"} {
		c := answered(2+4*i, []string{"ann", "bob"}[i/2%2], q, own[min(1, i%3)])
		c.ID, c.Messages[0].Author.ID = "photo"+c.ID, []string{"quillon", "other", "third"}[i%3]
		cs = append(cs, c)
	}
	r := minedFor(t, cs, limits)
	kinds := map[Kind]int{}
	for _, g := range r.Gaps {
		kinds[g.Kind]++
	}
	if kinds[OutOfDate] != 1 || kinds[Disagreement] != 1 || kinds[Missing] != 1 {
		t.Errorf("kinds: %v", kinds)
	}
	all := allFiles(t, r) + string(r.Book.Bytes())
	for _, secret := range []string{"quillonvance", "z9y8x7w6v"} {
		if at := strings.Index(all, secret); at >= 0 {
			t.Errorf("the report shows %q: …%s…", secret, all[max(0, at-100):at+60])
		}
	}
}

func minedFor(t *testing.T, cs []*inbox.Conversation, docs []search.Document) *Report {
	t.Helper()
	r, err := Mine(t.Context(), sequence(cs), wordSearch(docs), Options{Documents: docs})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRising(t *testing.T) {
	even := []int{50, 50, 50, 50, 50, 50, 50, 50}
	for name, c := range map[string]struct {
		gap, all []int
		want     bool
	}{
		"grows":           {[]int{1, 1, 0, 1, 3, 3, 4, 4}, even, true},
		"new":             {[]int{0, 0, 0, 0, 0, 2, 2, 3}, even, true},
		"steady":          {[]int{3, 3, 3, 3, 4, 3, 4, 3}, even, false},
		"too few":         {[]int{0, 0, 0, 0, 1, 1, 1, 1}, even, false},
		"all grow":        {[]int{2, 2, 2, 2, 6, 6, 6, 6}, []int{50, 50, 50, 50, 150, 150, 150, 150}, false},
		"a month":         {[]int{0, 0, 0, 0, 7}, []int{25, 30, 28, 24, 18}, true},
		"one of a month":  {[]int{1, 1, 2, 1, 2}, []int{25, 30, 28, 24, 18}, false},
		"few of a month":  {[]int{0, 0, 0, 2, 3}, []int{25, 25, 25, 25, 25}, false},
		"a short export":  {[]int{0, 9, 9}, []int{50, 50, 50}, false},
		"all of it new":   {[]int{0, 0, 9, 9}, []int{0, 0, 9, 9}, false},
		"a large one":     {[]int{9000, 9000, 9000, 9000, 9400, 9400, 9400, 9400}, []int{90000, 90000, 90000, 90000, 90000, 90000, 90000, 90000}, true},
		"nothing before":  {[]int{0, 0, 0, 0, 9, 9, 9, 9}, []int{0, 0, 0, 0, 9, 9, 9, 9}, false},
		"falls":           {[]int{9, 9, 9, 9, 2, 2, 2, 2}, even, false},
		"without a clock": {nil, nil, false},
	} {
		if got := rising(c.gap, c.all); (got != nil) != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAnswersLast(t *testing.T) {
	old := "Open the desktop program, choose the export dialog, and save the table as a spreadsheet."
	new := "Press the download button above the list in your browser; the spreadsheet arrives by mail."
	var cs []*inbox.Conversation
	for i, a := range []string{old, old, old, new, new} {
		cs = append(cs, answered(2+5*i, []string{"ann", "bob", "cat"}[i%3], "How do I export the list of members as a spreadsheet?", "Hi Ann!\n"+a+"\nI have refunded your invoice 20655.\nLet me know if it helps."))
	}
	r := minedFor(t, cs, nil)
	if len(r.Gaps) != 1 || len(r.Gaps[0].Answers) != 2 {
		t.Fatalf("%+v", r.Gaps)
	}
	a := r.Gaps[0].Answers[0]
	if a.Text != new || a.Conversations != 2 || a.Agents != 2 || a.Last != "2026-03-22" {
		t.Errorf("best answer: %+v", a)
	}
}

// TestUnboundIsNoGap: questions that share no word are no gap, however near their
// vectors fall in a small export.
func TestUnboundIsNoGap(t *testing.T) {
	r := minedFor(t, []*inbox.Conversation{
		talk("1", "a", "Do you draw mermaid diagrams?", "Not yet, it is on our list of wishes for later this year."),
		talk("2", "b", "Need an accessibility statement before purchase", "Not yet, it is on our list of wishes for later this year."),
		talk("3", "c", "The build stops with too many open files", "Not yet, it is on our list of wishes for later this year."),
	}, nil)
	if len(r.Gaps) != 0 || r.Accounting.Ungrouped != 3 {
		t.Errorf("%+v %+v", r.Accounting, r.Gaps)
	}
}

func TestManyLanguages(t *testing.T) {
	var cs []*inbox.Conversation
	for i, q := range strings.Split("如何更改语言设置？ 怎样更改语言设置？ 更改语言设置在哪里？ Как_сменить_язык? Где_сменить_язык? Wie_ändere_ich_die_Sprache? สวัสดีเปลี่ยนภาษาอย่างไร अपनी_भाषा_कैसे_बदलें? ¿Cómo_cambio_el_idioma? 言語を変更するにはどうすればいいですか？ كيف_أغير_اللغة؟", " ") {
		cs = append(cs, talk(fmt.Sprint(i), fmt.Sprint("c", i), strings.ReplaceAll(q, "_", " "), ""))
	}
	r := minedFor(t, cs, limits)
	if r.Accounting.Conversations != len(cs) {
		t.Errorf("%+v", r.Accounting)
	}
	for _, g := range r.Gaps {
		t.Logf("%s %v", g.Title, g.Questions)
	}
}

// TestNearAndAnsweredAlike: of groups whose questions are near, those become one that are
// told of the same thing, and no others.
func TestNearAndAnsweredAlike(t *testing.T) {
	asks := [][]string{
		{"Can I send back shoes that I bought?", "how do I send back my shoes", "are shoes that do not fit sent back by post?"},
		{"Until when can shoes be sent back?", "until when may I send shoes back", "how long can I send shoes back"},
		{"How do I enter the code of a gift voucher?", "gift voucher code does not work", "where is the field for a gift voucher"},
	}
	within30, within14 := "Put the label on the box, and send shoes back within 30 days.", "Send shoes back within 14 days, we pay the way."
	label, voucher := "Put the label that came with them on the box.", "A gift voucher for shoes is sent back to you within 30 days."
	for name, c := range map[string]struct {
		says   [3]string
		groups int
	}{
		"told alike":             {[3]string{within30, "Send shoes back within 30 days, we pay the way.", voucher}, 2},
		"told otherwise":         {[3]string{within30, within14, voucher}, 2},
		"told of other things":   {[3]string{label, within14, voucher}, 3},
		"alike, but asked apart": {[3]string{"Bring them to the counter of any shop.", within30, within30}, 3},
	} {
		var cs []*inbox.Conversation
		for i, group := range asks {
			for j, q := range group {
				one := answered(2+4*j+i, []string{"ann", "bob"}[j%2], q, c.says[i])
				one.ID = fmt.Sprint(i, "-", j)
				cs = append(cs, one)
			}
		}
		opt := Options{Space: shippedSpace(t)}
		groups := groupedByHand(t, cs, opt)
		v := newVocabulary(t.Context(), groups)
		joined, err := joinNear(t.Context(), groups, openingsOf(t.Context(), groups), v, opt)
		if err != nil || len(joined) != c.groups {
			t.Errorf("%s: %d groups: %v", name, len(joined), err)
		}
	}
}

// groupedByHand puts conversations into groups by what their ids begin with.
func groupedByHand(t *testing.T, cs []*inbox.Conversation, opt Options) []*cluster {
	t.Helper()
	read, err := collect(t.Context(), sequence(cs), coverage.NewLibrary(t.Context(), nil), &store{})
	if err != nil {
		t.Fatal(err)
	}
	questions := read.questions()
	folds, foldOf := foldsOf(t.Context(), read.store, questions)
	if _, _, err := folds.group(t.Context(), opt.Space); err != nil {
		t.Fatal(err)
	}
	var out []*cluster
	for i, q := range questions {
		if n := len(out); n == 0 || out[n-1].members[0].ID[0] != q.ID[0] {
			out = append(out, &cluster{})
		}
		g := out[len(out)-1]
		g.members = append(g.members, member{asking: q, fold: foldOf[i]})
	}
	for _, g := range out {
		g.settle(opt)
	}
	return out
}

// TestAllAskTheSameTwoThings: both are gaps, though each word of one stands beside the other
// in every conversation.
func TestAllAskTheSameTwoThings(t *testing.T) {
	one := []string{"Can I pay with a gift voucher?", "where do I enter my gift voucher code", "gift voucher field in the app", "Do you take gift vouchers?"}
	two := []string{"How long is a gift voucher valid?", "When does my gift voucher run out?", "Is the gift voucher still valid after a year?", "Until when is a gift voucher valid?"}
	var cs []*inbox.Conversation
	for i := range one {
		c := talk(fmt.Sprint(i), fmt.Sprint("c", i), one[i], "Enter the code of the voucher in the basket, below the sum.")
		say := func(after time.Duration, role inbox.Role, body string) {
			c.Messages = append(c.Messages, inbox.Message{At: c.CreatedAt.Add(after), Role: role, Kind: inbox.Comment, Body: body, Author: inbox.Person{ID: fmt.Sprint(role, i)}})
		}
		say(20*time.Minute, inbox.Customer, "Thanks. Another question: "+two[i])
		say(30*time.Minute, inbox.Agent, "Gift vouchers are valid for three years after the purchase.")
		cs = append(cs, c)
	}
	r, err := Mine(t.Context(), sequence(cs), nil, Options{Space: shippedSpace(t)})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Gaps) != 2 || r.Accounting.InGaps != 4 {
		t.Errorf("%d gaps: %+v %+v", len(r.Gaps), r.Accounting, r.Gaps)
	}
}

// TestChainIsNoGap: pairs that share another word each, and are told the same as many
// others, have nothing in common.
func TestChainIsNoGap(t *testing.T) {
	r := minedFor(t, []*inbox.Conversation{
		talk("1", "a", "Does Bookwell have an app for Apple Watch?", "I've noted that for our product team."),
		talk("2", "b", "The page is blank in Firefox on my tablet", "Not at the moment, sorry."),
		talk("3", "c", "Is there dark mode?", "I've noted that."),
		talk("4", "d", "Do you have an Android tablet app?", "I've noted that."),
	}, nil)
	if len(r.Gaps) != 0 || r.Accounting.Ungrouped != 4 {
		t.Errorf("%+v %+v", r.Accounting, r.Gaps)
	}
}
