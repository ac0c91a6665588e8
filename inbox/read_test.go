package inbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A caller may stop at any time, and a context that ended is told.
func TestReadStops(t *testing.T) {
	path, _ := exportFile(t, 2<<20)
	ctx, cancel := context.WithCancel(context.Background())
	seq, sum := Read(ctx, []string{path}, Options{})
	n := 0
	for range seq {
		if n++; n == 3 {
			break
		}
	}
	if sum.Conversations != 3 {
		t.Errorf("counted %d conversations, want the 3 that were handed out", sum.Conversations)
	}
	cancel()
	seq, _ = Read(ctx, []string{path}, Options{})
	var last error
	for _, err := range seq {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("error %v, want that of the context", last)
	}
}

// A path that is not there is an error, not an empty export.
func TestReadMissing(t *testing.T) {
	seq, _ := Read(context.Background(), []string{t.TempDir() + "/no"}, Options{})
	for _, err := range seq {
		if err == nil {
			t.Error("want an error")
		}
		return
	}
	t.Error("want an error, got nothing")
}

// Names and addresses of those who take part are nowhere in what is handed
// out, and two customers stay two.
func TestNothingLeaks(t *testing.T) {
	p := put(t, "a.csv", []byte("conversation_id,author_id,author_type,author_name,body\nx@y.example,ada@b.example,user,Ada Brookline,Ada here\nz,cy@b.example,user,Cy Dole,call me +44 20 7946 0958\n"))
	convs, _ := readAll(t, Options{}, p)
	_, sum := readAll(t, Options{}, put(t, "b.csv", []byte("17,ada@b.example,hello\n18,cy@b.example,hi\n")))
	if told := sum.Sources[0].Refused; told == "" || strings.Contains(told, "@") {
		t.Errorf("a table without a header was refused with %q", told)
	}
	ids := map[string]bool{}
	for _, c := range convs {
		for _, secret := range []string{"@", "Ada", "Brookline", "Dole", "7946"} {
			if text := c.ID + c.Messages[0].Body + c.Messages[0].Author.ID + c.Messages[0].Author.Name + c.Customers[0].ID; strings.Contains(text, secret) {
				t.Errorf("%q is in %q", secret, text)
			}
		}
		ids[c.Customers[0].ID] = true
	}
	if len(ids) != 2 {
		t.Errorf("customers %v, want two", ids)
	}
}

// readShared reads a shared input, or skips the test.
func readShared(tb testing.TB, parts ...string) []byte {
	tb.Helper()
	data, err := os.ReadFile(shared(tb, parts...))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func makeFolder(tb testing.TB, dir string) {
	tb.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		tb.Fatal(err)
	}
}

// shared returns the folder of shared inputs, or skips the test.
func shared(tb testing.TB, parts ...string) string {
	tb.Helper()
	root := os.Getenv("SIGNPOST_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	p := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(p); errors.Is(err, os.ErrNotExist) {
		tb.Skipf("no shared inputs: set SIGNPOST_SHARED to the folder with %s", filepath.Join(parts...))
	}
	return p
}

// readAll reads paths to the end.
func readAll(tb testing.TB, opt Options, paths ...string) ([]*Conversation, *Summary) {
	tb.Helper()
	var out []*Conversation
	var sum *Summary
	err := ReadWhole(context.Background(), paths, opt, func(read Conversations, of *Summary) error {
		out, sum = nil, of
		for c, err := range read {
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out, sum
}
