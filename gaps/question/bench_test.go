package question

import (
	"context"
	"testing"

	"signpost/inbox"
)

// samples are the sample conversations, masked.
func samples(tb testing.TB) []*inbox.Conversation {
	tb.Helper()
	talks, _ := inbox.Read(context.Background(), []string{"../../samples/conversations"}, inbox.Options{})
	var out []*inbox.Conversation
	for c, err := range talks {
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// BenchmarkOf takes the questions of the sample conversations; it tells the time
// of one conversation.
func BenchmarkOf(b *testing.B) {
	cs := samples(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Of(cs[i%len(cs)])
	}
}
