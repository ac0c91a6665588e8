package gaps

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"signpost/gaps/coverage"
	"signpost/inbox"

	"github.com/google/go-cmp/cmp"
)

// The order of the texts and the number of processors show in no group, with the word
// model, too.
func TestGroupTextsIgnoresOrderAndProcessors(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	openings := []string{"how do i", "where can i", "please tell me how to", "i cannot"}
	matters := []string{"reset my password", "download an invoice", "change the delivery address", "cancel the order", "add a team member", "connect the printer"}
	var texts []string
	for i := range 120 {
		texts = append(texts, fmt.Sprint(openings[rng.IntN(4)], " ", matters[i%6], " ", []string{"today", "on my phone", "for the shop", "again"}[rng.IntN(4)], " ", i))
	}
	space := shippedSpace(t)
	want, err := groupTexts(t.Context(), space, texts)
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, processors := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(processors)
		order := rng.Perm(len(texts))
		shuffled := make([]string, len(texts))
		for i, p := range order {
			shuffled[i] = texts[p]
		}
		moved, err := groupTexts(t.Context(), space, shuffled)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range order {
			if moved.group[i] != want.group[p] || !slices.Equal(moved.vectors[i], want.vectors[p]) {
				t.Fatalf("%d processors: %q is elsewhere", processors, texts[p])
			}
		}
	}
}

// manyTalks are conversations of so many different questions that the neighbours which
// they share tell what belongs together (package grouping). As they are made of the same
// words, many are equally near to many others.
func manyTalks() []*inbox.Conversation {
	openings := []string{"How do I", "Nobody here is able to"}
	deeds := []string{"change", "export", "print", "delete", "share", "copy"}
	matters := []string{
		"the delivery address", "a list of members", "the opening hours", "my old invoices", "the labels of parcels", "a photo of the team",
		"the colour of the shop", "a voucher for friends", "the names of products", "a report of the month", "the footer of mails", "a calendar of events",
		"the rota of drivers", "a survey for guests", "the seats of a hall", "a recipe for soup", "the tags of tickets", "a map of stations",
	}
	ends := []string{"on a phone", "for another shop", "without a mouse"}
	var out []*inbox.Conversation
	for i := range len(openings) * len(deeds) * len(matters) * len(ends) {
		opening, deed := openings[i%2], deeds[i/2%6]
		matter, end := matters[i/12%18], ends[i/216]
		answer := ""
		if i%3 == 0 {
			answer = fmt.Sprintf("Open the settings and choose %s, then press the button to %s it.", matter, deed)
		}
		out = append(out, talk(fmt.Sprintf("m%03d", i), fmt.Sprint("c", i%90), fmt.Sprintf("%s %s %s %s?", opening, deed, matter, end), answer))
	}
	return out
}

// The order of conversations and the number of processors show nowhere in a report
// whose questions are grouped by the neighbours that they share.
func TestManyQuestionsInAnyOrder(t *testing.T) {
	cs := manyTalks()
	space := shippedSpace(t)
	report := func() string {
		r, err := Mine(t.Context(), sequence(cs), wordSearch(shop), Options{Documents: shop, Space: space})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Gaps) < 10 || r.Accounting.Conversations != len(cs) {
			t.Fatalf("%d gaps: %+v", len(r.Gaps), r.Accounting)
		}
		return allFiles(t, r)
	}
	read, err := collect(t.Context(), sequence(cs), coverage.NewLibrary(t.Context(), shop), &store{})
	if err != nil {
		t.Fatal(err)
	}
	if folds, _ := foldsOf(t.Context(), read.store, read.questions()); folds.Len() < 600 {
		t.Fatalf("%d different questions are grouped as few are", folds.Len())
	}
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	want := report()
	rng := rand.New(rand.NewPCG(5, 6))
	for _, processors := range []int{1, 3, 8} {
		runtime.GOMAXPROCS(processors)
		rng.Shuffle(len(cs), func(i, j int) { cs[i], cs[j] = cs[j], cs[i] })
		if got := report(); got != want {
			t.Errorf("shuffled, %d processors: another report\n%s", processors, cmp.Diff(want, got))
		}
	}
}
