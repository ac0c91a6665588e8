package pages

import (
	"strconv"
	"strings"
	"testing"

	"signpost/gaps"
	"signpost/gaps/decisions"
)

// three is a report of three gaps: c2 asked about the first and the second.
func three() *gaps.Report {
	return &gaps.Report{
		Accounting: gaps.Accounting{Conversations: 9, InGaps: 6, Ungrouped: 3},
		Gaps: []gaps.Gap{
			{
				ID: "g-0001", Title: "Pay with a voucher?", Status: "open", Conversations: 3, Members: []string{"c1", "c2", "c3"},
				Asked: []gaps.Asked{{Conversation: "c2", Question: "Is a gift voucher <b>fine</b>?"}, {Conversation: "c1", Question: "Which vouchers?"}, {Conversation: "c3", Question: "Two gift vouchers at once?"}},
			},
			{ID: "g-0002", Title: "Ship to islands?", Status: "accepted", Conversations: 2, Members: []string{"c2", "c4"}},
			{ID: "g-0003", Title: "Sale", Status: "dismissed", Conversations: 2, Members: []string{"c5", "c6"}},
		},
	}
}

func holdsAll(t *testing.T, page []byte, err error, want ...string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range want {
		if !strings.Contains(string(page), w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}

// The headline counts what nobody decided about, and says what became of the rest.
func TestHeadlineCountsOpenGaps(t *testing.T) {
	r := three()
	page, err := Page(r, "index.html", nil)
	holdsAll(t, page, err, "<h1>1 question that customers ask", "Other gaps: 1 accepted, 1 dismissed.", `aria-current="page">Gaps <span class="n">1</span>`)
	r.Gaps[0].Status = "snoozed"
	page, err = Page(r, "index.html", nil)
	holdsAll(t, page, err, "<h1>Every gap is taken on or set aside</h1>")
}

// What the gaps count together is more than the accounting has in gaps, and both say why.
func TestSumsAgreeOrSayWhy(t *testing.T) {
	for _, name := range []string{"index.html", "accounting.html"} {
		page, err := Page(three(), name, nil)
		holdsAll(t, page, err, "The conversations of the gaps add up to 7, not 6: one that asked about two matters stands in two gaps")
	}
	r := three()
	r.Gaps = r.Gaps[:1]
	if page, err := Page(r, "index.html", nil); err != nil || strings.Contains(string(page), "add up to") {
		t.Errorf("nothing asked about two: %v", err)
	}
}

// The page of a split shows what each conversation asks, and the gap shows afterwards
// what was split off.
func TestSplitShowsQuestions(t *testing.T) {
	r := three()
	desk := &Desk{Action: "/x/decide", Today: "2026-11-25"}
	page, ok, err := Choice(r, "split", "g-0001", desk)
	if !ok {
		t.Fatal("no page")
	}
	holdsAll(t, page, err, "choose from its 3 conversations", "Two gift vouchers at once?", "Is a gift voucher &lt;b&gt;fine&lt;/b&gt;?", `value="c3"`)

	desk.Standings = map[string]Standing{"g-0001": {Status: "open", Undo: true, Splits: []Split{
		{Called: "“Gifts”", Decision: decisions.Decision{Do: decisions.Split, Into: "g-00aa", Words: []string{"gift", "voucher"}}},
		{Called: "g-00bb", Decision: decisions.Decision{Do: decisions.Split, Into: "g-00bb", Conversations: []string{"c1"}}},
		{Called: "g-00cc", Decision: decisions.Decision{Do: decisions.Split, Into: "g-00cc", Conversations: []string{"c99"}}},
	}}}
	page, err = Page(r, "index.html", desk)
	holdsAll(t, page, err, "From the next report on at least 2 of its 3 conversations with <mark", "“Gifts”", "g-00aa", "From the next report on 1 of its 3 conversations is a gap of its own <span", "<li dir=\"auto\">Which vouchers?</li>", "<b>Undo</b> takes the split back")
	if strings.Contains(string(page), "g-00cc") {
		t.Error("a split that the report knows already is told as to come")
	}
}

// What is followed says where nothing was read yet, and which accepted gaps wait for
// their article.
func TestFollowedWaits(t *testing.T) {
	r := three()
	r.Gaps[1].Decision = &gaps.Decided{Draft: "content/ship/islands.md"}
	r.Following = []gaps.Followed{{ID: "g-0009", Title: "Paper", Status: "accepted", Article: "/paper/", Published: "2026-11-25", Before: gaps.Rate{Weeks: 4, Conversations: 8, All: 100}}}
	page, err := Page(r, "followed.html", nil)
	holdsAll(t, page, err, "8 of 100", `colspan="3">no whole week was read<`, "Accepted, and not done yet", "To be answered in content/ship/islands.md.")
	r.Following[0].ID, r.Gaps[1].Suggest.Path = "g-0002", "content/new.md"
	index, more := Page(r, "index.html", nil)
	holdsAll(t, index, more, "Answered in /paper/ since 25 Nov 2026.")
	if strings.Contains(string(index), "content/new.md") {
		t.Error("what is answered is to be written anew")
	}
	if strings.Contains(string(page), "0 of 0") {
		t.Error("nothing of nothing is counted")
	}
}

// Code in an answer is shown as code, and its marks are not.
func TestCodeInAnswers(t *testing.T) {
	r := three()
	r.Gaps[0].Answers = []gaps.Answer{{Text: "Set `base_url`:\n```\nbase_url: <x>\n```\nThen it's 5` long."}}
	page, err := Page(r, "index.html", nil)
	holdsAll(t, page, err, `dir="auto">Set <code>base_url</code>:<pre tabindex="0">base_url: &lt;x&gt;</pre>`, "Then it&#39;s 5` long.")
}

// What articles answer is shown with every conversation, so that a false answer is seen.
func TestAnsweredShowsItsConversations(t *testing.T) {
	r := three()
	r.SiteURL, r.ConversationURL = "https://help.example.com/docs", "https://desk.example.com/{id}"
	r.Accounting = gaps.Accounting{Conversations: 80, Answered: 60, Ungrouped: 20}
	topic := gaps.Topic{Title: "Wie ändere ich mein Passwort?", URL: "/account/password/", Article: "Reset your password", Conversations: 60}
	for i := range 60 {
		id := "a" + strconv.Itoa(100+i)
		topic.Members = append(topic.Members, id)
		topic.Asked = append(topic.Asked, gaps.Asked{Conversation: id, Question: "Question <" + strconv.Itoa(i) + ">"})
	}
	r.Answered = []gaps.Topic{topic}
	page, err := Page(r, "answered.html", nil)
	holdsAll(t, page, err, "60 conversations asked something that an article answers, 75\u00a0% of all", `<a href="https://help.example.com/docs/account/password/"`,
		`lang="de">Wie ändere ich mein Passwort?<`, "The proof: 60 conversations", "Question &lt;0&gt;", `href="https://desk.example.com/a100"`, "10 more, by their ids", `href="https://desk.example.com/a159"`)
	if n := strings.Count(string(page), "Question &lt;"); n != 50 {
		t.Errorf("%d questions are shown", n)
	}
}

// A gap that came back is what the report begins with, though no article lacks for it.
func TestCameBack(t *testing.T) {
	r := three()
	r.Gaps = nil
	r.Following = []gaps.Followed{{ID: "g-0009", Title: "Paper", Status: "open", Article: "/paper/", Published: "2026-11-25", Sentence: "Before: 4. Since then: 6."}, {ID: "g-0008", Title: "Ink", Status: "closed"}}
	r.Changes = gaps.Changes{Since: "2026-11-01", Reopened: []gaps.Change{{ID: "g-0009", Title: "Paper", What: "Asked 6 times again."}}}
	page, err := Page(r, "index.html", nil)
	holdsAll(t, page, err, "1 question came back", "Open again", `<a href="followed.html#g-0009">`, "Before: 4. Since then: 6.")
	if strings.Contains(string(page), "No gaps found") || strings.Contains(string(page), "#g-0008") {
		t.Error("the page says that there is nothing, or that a closed gap is open")
	}
	page, err = Page(r, "followed.html", nil)
	holdsAll(t, page, err, `<article id="g-0009"`, ">Open again<", ">Closed<")
	if text := string(r.Markdown()); !strings.Contains(text, "Open again. Before: 4.") {
		t.Errorf("gaps.md:\n%s", text)
	}
}

// The chart of a followed gap marks the day on which its article was published.
func TestTimelineMarksTheDay(t *testing.T) {
	f := gaps.Followed{Published: "2026-08-06", Weeks: []string{"2026-07-27", "2026-08-03", "2026-08-10", "2026-08-17"}, Weekly: []int{4, 2, 0, 1}, All: []int{9, 9, 9, 9}}
	got := timelineOf(f)
	if want := number2(100 * (1 + 3.0/7) / 4); got.Mark != want || got.Late {
		t.Errorf("marked at %s, want %s (late: %v)", got.Mark, want, got.Late)
	}
	after := ""
	for _, c := range got.Columns {
		after += map[bool]string{true: "+", false: "-"}[c.After]
	}
	if after != "--++" {
		t.Errorf("after: %s", after)
	}
	for published, want := range map[string]string{"2026-07-01": "0", "2026-09-30": "100"} {
		if f.Published = published; timelineOf(f).Mark != want {
			t.Errorf("%s is marked at %s", published, timelineOf(f).Mark)
		}
	}
}

// Each page has a title of its own, which says whether something can be decided there.
func TestTitles(t *testing.T) {
	desk := &Desk{Action: "/x/decide", Today: "2026-11-25"}
	for _, c := range []struct {
		name string
		desk *Desk
		want string
	}{{"index.html", nil, "Gap report"}, {"index.html", desk, "Gap review"}, {"not-found.html", desk, "Not found · Gap review"}, {"index.html", &Desk{ReadOnly: true}, "Gap report"}} {
		page, err := Page(three(), c.name, c.desk)
		holdsAll(t, page, err, "<title>"+c.want+"</title>")
	}
	for do, verb := range map[string]string{"merge": "Merge", "split": "Split"} {
		page, _, err := Choice(three(), do, "g-0001", desk)
		holdsAll(t, page, err, "<title>"+verb+" “Pay with a voucher?” · Gap review</title>")
	}
}

// A number is read with what it counts.
func TestMeasure(t *testing.T) {
	for _, c := range [][3]string{
		{"7", "You can restore it for 7 days.", "7 days"},
		{"30", "Im 30-tägigen Test.", "30-tägigen"},
		{"7", "It costs €7 a month.", "€7"},
		{"7", "Bis zu 7\u00a0% davon.", "7\u00a0%"},
		{"12", "At most 12.", "12"},
		{"yes", "Yes, you can.", "yes"},
		{"2", "It is 12 days.", "2"},
	} {
		if got := measure(c[0], c[1]); got != c[2] {
			t.Errorf("%s in %q is %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
