package gaps

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/inbox"
	"signpost/search"

	"github.com/google/go-cmp/cmp"
)

// wordSearch answers with the articles that hold most of the query's stems.
type wordSearch []search.Document

func (s wordSearch) Search(_ context.Context, q search.Query) (*search.Results, error) {
	want := termsOf(q.Text)
	r := &search.Results{Best: float64(max(1, len(want)))}
	for _, d := range s {
		n := 0.0
		for stem := range termsOf(d.Title + " " + d.Body) {
			if _, ok := want[stem]; ok {
				n++
			}
		}
		if n > 0 {
			r.Hits = append(r.Hits, search.Hit{URL: d.URL(), Article: d.Article, Title: d.Title, Score: n})
		}
	}
	return r, nil
}

func talk(id, customer, question, answer string, links ...string) *inbox.Conversation {
	at := time.Date(2026, 9, 7, 9, 0, 0, 0, time.UTC)
	c := &inbox.Conversation{
		ID: id, Source: "csv", File: "talks.csv", CreatedAt: at, InitiatedBy: inbox.Customer,
		Messages: []inbox.Message{{At: at, Role: inbox.Customer, Kind: inbox.Comment, Body: question, Author: inbox.Person{ID: customer}}},
	}
	if answer != "" {
		c.Messages = append(c.Messages, inbox.Message{At: at.Add(10 * time.Minute), Role: inbox.Agent, Kind: inbox.Comment, Body: answer, Links: links})
	}
	return c
}

func sequence(cs []*inbox.Conversation) iter.Seq2[*inbox.Conversation, error] {
	return func(yield func(*inbox.Conversation, error) bool) {
		for _, c := range cs {
			if !yield(c, nil) {
				return
			}
		}
	}
}

var shop = []search.Document{
	{Article: "/pay/invoices/", Title: "Invoices", Body: "Download an invoice as a file from the billing page."},
	{Article: "/ship/times/", Title: "Delivery times", Body: "Parcels arrive within three days. Islands take a week."},
}

func mined(t testing.TB, cs []*inbox.Conversation) *Report {
	t.Helper()
	r, err := Mine(context.Background(), sequence(cs), wordSearch(shop), Options{Documents: shop})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func shopTalks() []*inbox.Conversation {
	return []*inbox.Conversation{
		talk("1", "a", "Hi there! Can I pay with a gift voucher in the app?", "Hi Ann! Vouchers work in the web shop only: open the basket in your browser and enter the voucher code."),
		talk("2", "b", "where do I enter my gift voucher code", "Vouchers are entered in the web shop: open the basket in your browser and type the voucher code."),
		talk("3", "c", "Gift voucher does not work in the app, where is the field for the code?", "The app cannot take vouchers yet. Open the basket in the web shop in your browser and enter the code."),
		talk("4", "d", "How long does delivery to the islands take?", "A week, see here.", "https://help.example.com/ship/times/"),
		talk("5", "e", "Where is my order 48213?", "On its way!"),
		talk("6", "f", "Thank you so much!", ""),
	}
}

func TestReport(t *testing.T) {
	r := mined(t, shopTalks())
	if want := (Accounting{Conversations: 6, Answered: 1, InGaps: 3, AccountSpecific: 1, NotAQuestion: 1}); r.Accounting != want {
		t.Errorf("accounting: %s", cmp.Diff(want, r.Accounting))
	}
	if len(r.Gaps) != 1 {
		t.Fatalf("%d gaps, want 1", len(r.Gaps))
	}
	g := r.Gaps[0]
	if g.Kind != Missing || g.Customers != 3 || strings.Join(g.Members, " ") != "1 2 3" {
		t.Errorf("gap: %+v", g)
	}
	if len(g.Answers) == 0 || strings.Contains(g.Answers[0].Text, "Ann") {
		t.Errorf("answers: %+v, want one without the name", g.Answers)
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

func TestGoldenReport(t *testing.T) {
	r := mined(t, shopTalks())
	data, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"gaps.json": data, "gaps.md": r.Markdown()} {
		golden := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestNotFound(t *testing.T) {
	link := "https://help.example.com/en/pay/invoices/#pdf"
	r := mined(t, []*inbox.Conversation{
		talk("1", "a", "how do I get the paper for my tax office?", "Hi! This one.", link),
		talk("2", "b", "my bookkeeper wants a receipt, is there something?", "See this.", link),
		talk("3", "c", "need proof of purchase for the tax office", "Here.", link),
	})
	if len(r.Gaps) != 1 || r.Gaps[0].Kind != NotFound || r.Gaps[0].Suggest.Path != "content/pay/invoices.md" {
		t.Fatalf("gaps: %+v", r.Gaps)
	}
}

func TestOneCustomerIsNoGap(t *testing.T) {
	r := mined(t, []*inbox.Conversation{
		talk("1", "a", "Can I pay with a gift voucher?", ""), talk("2", "a", "Can I pay with a gift voucher??", ""), talk("3", "a", "can i pay with a gift voucher", ""),
	})
	if len(r.Gaps) != 0 || r.Accounting.Ungrouped != 3 {
		t.Errorf("%+v", r.Accounting)
	}
}

// random makes conversations of every class from a few words.
func random(seed uint64, n int) []*inbox.Conversation {
	rng := rand.New(rand.NewPCG(seed, 1))
	stock := strings.Fields("voucher delivery island printer cable colour export login phone garden window tariff ? how where can thanks hello 你好 привет order my invoice refund [card\u00a01] 12345")
	var out []*inbox.Conversation
	for i := range n {
		var w []string
		for range rng.IntN(12) {
			w = append(w, stock[rng.IntN(len(stock))])
		}
		c := talk(fmt.Sprint(i), fmt.Sprint(rng.IntN(20)), strings.Join(w, " "), "")
		switch rng.IntN(8) {
		case 0:
			c.InitiatedBy = inbox.Agent
		case 1:
			c.Messages = nil
		case 2:
			c.Messages = append(c.Messages, inbox.Message{Role: inbox.Agent, Kind: inbox.Comment, Body: "See this", Links: []string{"/pay/invoices/"}})
		case 3:
			c.CreatedAt = c.CreatedAt.AddDate(0, 0, rng.IntN(60))
		case 4:
			c.CreatedAt, c.Messages[0].At = time.Time{}, time.Time{}
		}
		out = append(out, c)
	}
	return out
}

func TestAccountingAddsUp(t *testing.T) {
	for seed := range uint64(60) {
		cs := random(seed, int(seed)*3)
		r := mined(t, cs)
		a := r.Accounting
		if sum := a.Answered + a.InGaps + a.AccountSpecific + a.NotAQuestion + a.Outbound + a.Ungrouped; sum != a.Conversations || sum != len(cs) {
			t.Errorf("seed %d: %d conversations, parts give %d: %+v", seed, len(cs), sum, a)
		}
		in, reasons := map[string]bool{}, 0
		for _, g := range r.Gaps {
			for _, id := range g.Members {
				in[id] = true
			}
			if len(g.Members) != g.Conversations {
				t.Errorf("seed %d: gap %s has %d members and %d conversations", seed, g.ID, len(g.Members), g.Conversations)
			}
		}
		for _, n := range r.NoQuestion {
			reasons += n
		}
		if len(in) != a.InGaps || reasons != a.NotAQuestion {
			t.Errorf("seed %d: gaps hold %d of %d, reasons %d of %d", seed, len(in), a.InGaps, reasons, a.NotAQuestion)
		}
	}
}

func allFiles(t *testing.T, r *Report) string {
	t.Helper()
	data, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(data) + string(r.Markdown())
}

func TestOrderAndProcessorsDoNotShow(t *testing.T) {
	cs := append(random(7, 300), shopTalks()...)
	for i, c := range cs {
		c.ID = fmt.Sprintf("c%03d", i)
	}
	want := allFiles(t, mined(t, cs))
	rng := rand.New(rand.NewPCG(3, 4))
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, procs := range []int{1, 3, 8} {
		runtime.GOMAXPROCS(procs)
		rng.Shuffle(len(cs), func(i, j int) { cs[i], cs[j] = cs[j], cs[i] })
		if got := allFiles(t, mined(t, cs)); got != want {
			t.Errorf("shuffled, %d processors: another report\n%s", procs, cmp.Diff(want, got))
		}
	}
}

func TestOneConversationOften(t *testing.T) {
	var cs []*inbox.Conversation
	for i := range 10000 {
		cs = append(cs, talk(fmt.Sprint(i), fmt.Sprint(i%100), "Can I pay with a gift voucher?", ""))
	}
	r := mined(t, cs)
	if len(r.Gaps) != 1 || r.Gaps[0].Conversations != 10000 || r.Gaps[0].Customers != 100 || len(r.Gaps[0].Questions) != 1 {
		t.Errorf("accounting %+v, %d gaps", r.Accounting, len(r.Gaps))
	}
	same := []*inbox.Conversation{cs[0], cs[0], cs[0]}
	if got := mined(t, same).Accounting.Conversations; got != 1 {
		t.Errorf("one conversation read three times counts %d", got)
	}
}

func TestPoorInput(t *testing.T) {
	silent := talk("1", "a", "", "")
	for name, cs := range map[string][]*inbox.Conversation{"empty": nil, "three": shopTalks()[:3], "no customer turn": {silent}} {
		for _, s := range []Searcher{nil, wordSearch(nil)} {
			r, err := Mine(context.Background(), sequence(cs), s, Options{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if !strings.Contains(allFiles(t, r), `"accounting"`) || r.Accounting.Conversations != len(cs) {
				t.Errorf("%s: %+v", name, r.Accounting)
			}
		}
	}
	if r := mined(t, []*inbox.Conversation{silent}); r.NoQuestion["no customer turn"] != 1 {
		t.Errorf("reasons: %v", r.NoQuestion)
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("disk on fire")
	_, err := Mine(context.Background(), func(yield func(*inbox.Conversation, error) bool) { yield(nil, broken) }, nil, Options{})
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want %v inside", err, broken)
	}
}

func BenchmarkGroup(b *testing.B) {
	for _, n := range []int{3000, 10000} {
		plain, _ := split(seeded(shared(b, "banking77-train.tsv"), n))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := groupTexts(b.Context(), shippedSpace(b), plain); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// unasked is an encoder that nobody may ask.
type unasked struct{ t *testing.T }

func (u unasked) Encode(context.Context, []string) ([][]float32, error) {
	u.t.Error("the meaning of sentences is asked for")
	return nil, nil
}

// Past the number of questions that an encoder is worth its time for, nothing asks it, and
// the report says so.
func TestTooManyToEncode(t *testing.T) {
	space := shippedSpace(t)
	space.Encoder, space.EncodeAtMost = unasked{t}, 100
	r, err := Mine(t.Context(), sequence(manyTalks()), wordSearch(shop), Options{Documents: shop, Space: space})
	if err != nil {
		t.Fatal(err)
	}
	if want := "642 different questions are too many for the meaning of sentences to be compared"; !slices.ContainsFunc(r.Notes, func(n string) bool { return strings.HasPrefix(n, want) }) {
		t.Errorf("no note says %q: %q", want, r.Notes)
	}
}
