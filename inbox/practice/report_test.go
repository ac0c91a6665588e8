package practice

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/inbox"
)

var update = flag.Bool("update", false, "rewrite what is golden")

// samples measures our own sample conversations and what goes with them.
func samples(tb testing.TB, people bool) *Report {
	tb.Helper()
	paths := []string{filepath.Join("..", "..", "samples", "conversations"), filepath.Join("..", "..", "samples", "team")}
	team, err := inbox.ReadWorkspace(context.Background(), paths)
	if err != nil {
		tb.Fatal(err)
	}
	read, sum := inbox.Read(context.Background(), paths, inbox.Options{AgentNames: people})
	r, err := Measure(context.Background(), read, Options{
		Hours: team.OfficeHours[0].Schedule, HoursFrom: "the export", Team: team, People: people,
		Summary: func() ([]Source, inbox.Audit) { return nil, sum.Audit },
	})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func allFiles(tb testing.TB, r *Report) map[string]string {
	tb.Helper()
	files, err := r.Files(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Data)
	}
	return out
}

// TestSamples holds the report on our own samples to the one that was looked
// at.
func TestSamples(t *testing.T) {
	r := samples(t, false)
	files := allFiles(t, r)
	for i := range r.Metrics {
		r.Metrics[i].Weeks = []Row{} // they are in the table
	}
	data, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	files["practice.json"] = string(data)
	for _, name := range []string{"practice.json", "practice.csv"} {
		golden := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(golden, []byte(files[name]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if files[name] != string(want) {
			t.Errorf("%s changed; look at it with -update", name)
		}
	}
}

// agents are the names in the samples of those who answer.
var agents = []string{"Mira", "Thistledown", "Tomek", "Lanternik", "Ines", "Saltmarsh", "Hanne", "Owlsgard", "Kofi", "Brindlewood"}

// Nobody is named unless it was asked for, and customers never are.
func TestNothingPersonal(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "samples", "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, personal, _ := strings.Cut(string(data), "\npersonal:\n")
	var customers []string
	for _, m := range regexp.MustCompile(`(?m)^    - "([^"]*)"`).FindAllStringSubmatch(personal, -1) {
		if !slices.ContainsFunc(agents, func(a string) bool { return strings.Contains(m[1], a) }) {
			customers = append(customers, m[1])
		}
	}
	if len(customers) < 20 {
		t.Fatalf("only %d personal strings in expected.yaml", len(customers))
	}
	shows := func(files map[string]string, secret string) bool {
		re := regexp.MustCompile(`(^|[^\pL\pN])` + regexp.QuoteMeta(secret) + `($|[^\pL\pN])`)
		for _, text := range files {
			if strings.Contains(text, secret) && re.MatchString(text) {
				return true
			}
		}
		return false
	}
	without, with := allFiles(t, samples(t, false)), allFiles(t, samples(t, true))
	for _, name := range customers {
		if shows(without, name) || shows(with, name) {
			t.Errorf("the report shows %q", name)
		}
	}
	for _, name := range append(agents, "900101") {
		if shows(without, name) {
			t.Errorf("the report names %q, and nobody asked", name)
		}
	}
	if !shows(with, "Mira Thistledown") || strings.Contains(with["practice.json"], "support.example.com") {
		t.Error("with people, the report must have the names of agents and nothing more of them")
	}
}

// The order of the export does not matter, and the same input gives the same
// bytes.
func TestSameBytes(t *testing.T) {
	var list []*inbox.Conversation
	for i := range 60 {
		script := fmt.Sprintf("%d 10:00 ask Hello\n%d 1%d:%02d answer a%d Hi there\n%d 16:00 give a%d a%d\n%d 16:30 close a1", i, i, 1+i%5, i%60, i%3, i, i%3, (i+1)%3, i)
		list = append(list, talkOf(t, fmt.Sprintf("c%d", i), script))
	}
	first := allFiles(t, measureAll(t, Options{People: true}, list))
	slices.Reverse(list)
	second := allFiles(t, measureAll(t, Options{People: true}, list))
	for name, text := range first {
		if second[name] != text {
			t.Errorf("%s depends on the order of the conversations", name)
		}
	}
}

// The page needs nothing but itself: every chart has its words and a table.
func TestPage(t *testing.T) {
	page := allFiles(t, samples(t, false))["index.html"]
	for _, bad := range []string{"<script", "src=", "@import", "url(", "<no value>", "%!", "NaN", "Inf"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	charts := strings.Count(page, `<svg class="chart"`)
	labels := regexp.MustCompile(`<svg class="chart"[^>]* role="img" aria-label="[^"]{40,}"`).FindAllString(page, -1)
	tables := strings.Count(page, `by Week of"`)
	if charts == 0 || len(labels) != charts || tables < charts/2 {
		t.Errorf("%d charts, %d of them in words, %d tables by week", charts, len(labels), tables)
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("the id %s stands twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"|aria-labelledby="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if id := m[1] + m[2]; !ids[id] {
			t.Errorf("nothing has the id %s", id)
		}
	}
}

// Customers' words are no markup, and no formula of a spreadsheet.
func TestHostileTexts(t *testing.T) {
	const evil = `<img src=x onerror=alert(1)>`
	c := talkOf(t, evil, "0 10:00 ask Hello\n0 15:00 answer ana Hi\n0 15:05 close ana\n0 16:00 rate 1 "+evil)
	c.AssignedTo = &inbox.Assignee{Agent: "ana", Team: "=HYPERLINK(1)"}
	team := &inbox.Workspace{Teams: map[string]string{"=HYPERLINK(1)": "=HYPERLINK(1)"}}
	files := allFiles(t, measureAll(t, Options{Team: team}, []*inbox.Conversation{c}))
	if strings.Contains(files["index.html"], "<img") {
		t.Error("a remark became markup")
	}
	rows, err := csv.NewReader(strings.NewReader(files["practice.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if strings.HasPrefix(row[3], "=") {
			t.Errorf("a formula in %v", row)
		}
	}
}

// Without conversations, lists are empty and not null.
func TestEmpty(t *testing.T) {
	r := measureAll(t, Options{}, nil)
	data, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(data, []byte("null")) || r.Sentence != "No conversations were read." {
		t.Errorf("%s", data)
	}
	var back Report
	if err := json.Unmarshal(data, &back); err != nil {
		t.Error(err)
	}
	if page := allFiles(t, r)["index.html"]; !strings.Contains(page, "There was none to count") {
		t.Error("the page does not say that there was nothing")
	}
}

func TestQuantiles(t *testing.T) {
	for want, seconds := range map[quantiles][]uint32{
		{}:          nil,
		{1, 7, 7}:   {7},
		{2, 1, 9}:   {9, 1},
		{10, 5, 9}:  {10, 1, 2, 3, 9, 8, 7, 6, 5, 4},
		{11, 6, 10}: {11, 10, 1, 2, 3, 9, 8, 7, 6, 5, 4},
	} {
		s := &series{}
		for _, x := range seconds {
			s.add(time.Duration(x)*time.Second, place{})
		}
		if got := s.by(whole)[0]; got != want {
			t.Errorf("%v has %v, want %v", seconds, got, want)
		}
	}
}

// A place is the same after it was packed, and what is too many has one name.
func TestPlaces(t *testing.T) {
	for _, p := range []place{{}, {1, 2, 3}, {maxWeek, maxNames, maxNames}, {0, maxNames, 0}, {2952, 0, maxNames}} {
		if got := (sample{where: p.packed()}).place(); got != p {
			t.Errorf("%v became %v", p, got)
		}
	}
	r := newRegistry()
	for i := range 3000 {
		if n := r.number(fmt.Sprint(i)); n > maxNames || i > 2000 && r.names[n] != "others" {
			t.Fatalf("name %d has the number %d", i, n)
		}
	}
	zone := office(t).Zone
	for day, want := range map[string]string{"2026-08-02T21:59:59Z": "2026-07-27", "2026-08-02T22:00:00Z": "2026-08-03", "1960-01-01T00:00:00Z": "1970-01-05", "9999-01-01T00:00:00Z": "2048-06-29"} {
		at, err := time.Parse(time.RFC3339, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := monday(int(weekOf(at, zone))); got != want {
			t.Errorf("%s is in the week of %s, want %s", day, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for seconds, want := range map[int]string{0: "0 s", 59: "59 s", 60: "1 min", 3599: "59 min", 3600: "1 h", 5400: "1 h 30 min", 86400: "1 d", 90000: "1 d 1 h", 86399: "1 d", 1404730: "16 d 6 h"} {
		if got := duration(seconds); got != want {
			t.Errorf("%d seconds are %q, want %q", seconds, got, want)
		}
	}
	for share, want := range map[float64]string{0: "0 %", .001: "under 1 %", .5: "50 %", .999: "over 99 %", 1: "100 %"} {
		if got := percent(share); got != want {
			t.Errorf("%v is %q, want %q", share, got, want)
		}
	}
}

// A million conversations are measured in little memory.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("measures many conversations")
	}
	const n = 30_000
	script := "0 10:00 ask Hello\n0 10:30 answer ana You find it in the settings of your account, on the right.\n0 10:40 ask And?\n0 11:00 answer ana So it is.\n0 11:10 give ana bob\n0 11:20 snooze bob 1\n1 11:20 wake timer\n1 11:30 answer bob Anything else?\n1 11:40 close bob\n1 11:50 rate 5"
	c := talkOf(t, "c", script)
	tally := newTally(Options{Hours: office(t)})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range n {
		tally.conversation(c)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept := float64(after.HeapAlloc) - float64(before.HeapAlloc)
	t.Logf("%.1f MB kept for %d conversations", kept/1e6, n)
	if kept > 100*n {
		t.Errorf("%.0f bytes a conversation, want at most 150", kept/n)
	}
	runtime.KeepAlive(tally)
}
