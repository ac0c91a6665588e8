package question

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"signpost/internal/frugal"
)

func TestRecordsComeBack(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 30, 0, 5, time.UTC)
	for _, want := range []Item{
		{},
		{
			ID: "7", Channel: "email", Customer: "c@…", Quote: "How do I pay?", Text: "pay", Opening: "Hello\nHow do I pay?", At: at,
			Answers: []string{"By card.", ""}, Links: []string{"https://www.example.com/pay"},
			Given: []Given{{By: "Ann", At: at.Add(time.Hour), Text: "By card."}, {}},
			Cost:  Cost{Replies: 3, First: time.Minute, LowRating: true, Escalations: 1, Reopened: 300},
		},
	} {
		got := ItemOf(want.AppendTo(nil))
		if diff := cmp.Diff(want, got); diff != "" || got.At.IsZero() != want.At.IsZero() {
			t.Error(diff)
		}
	}
}

// Bytes that nobody wrote give some item.
func FuzzItemOf(f *testing.F) {
	f.Add(Item{ID: "7", Answers: []string{"By card."}}.AppendTo(nil))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(frugal.One(func(t *testing.T, data []byte) {
		if once := ItemOf(data); len(once.Answers) > len(data) {
			t.Errorf("%d answers of %d bytes", len(once.Answers), len(data))
		}
	}))
}
