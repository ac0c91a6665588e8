package inbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// account is all that is told of an export, as one text.
func account(t *testing.T, paths ...string) string {
	t.Helper()
	convs, sum := readAll(t, Options{}, paths...)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	for _, c := range convs {
		if err := enc.Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Encode(sum); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// What is read does not depend on how many cores there are, nor on what was
// read before.
func TestReadIsTheSameOnAnyMachine(t *testing.T) {
	path, _ := exportFile(t, 2<<20)
	cores := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(cores)
	var first string
	for _, n := range []int{1, 2, 7, 2} {
		runtime.GOMAXPROCS(n)
		got := account(t, path)
		if first == "" {
			first = got
		}
		if got != first {
			t.Fatalf("read otherwise on %d cores", n)
		}
	}
}

// Who stops reading in the middle and begins again reads the same.
func TestReadAgainAfterStopping(t *testing.T) {
	path, _ := exportFile(t, 2<<20)
	want := account(t, path)
	for _, stop := range []int{1, 70, 400} {
		ctx, cancel := context.WithCancel(context.Background())
		seq, _ := Read(ctx, []string{path}, Options{})
		n := 0
		for _, err := range seq {
			if n++; n == stop {
				cancel()
			}
			if err != nil {
				break
			}
		}
		cancel()
		if got := account(t, path); got != want {
			t.Fatalf("read otherwise after a reading that stopped at %d", stop)
		}
	}
}

// A longLine is a conversation with a text of n bytes on one line, between two
// of the usual size. It notes the most memory that was in use while it was read.
type longLine struct {
	head, tail string
	left       int
	read       int
	peak       uint64
}

func (l *longLine) Read(p []byte) (int, error) {
	if l.read>>25 != (l.read+len(p))>>25 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		l.peak = max(l.peak, m.HeapInuse)
	}
	var n int
	switch {
	case l.head != "":
		n = copy(p, l.head)
		l.head = l.head[n:]
	case l.left > 0:
		n = min(len(p), l.left)
		for i := range p[:n] {
			p[i] = 'x'
		}
		l.left -= n
	case l.tail != "":
		n = copy(p, l.tail)
		l.tail = l.tail[n:]
	default:
		return 0, io.EOF
	}
	l.read += n
	return n, nil
}

// hugeBytes is how long the longest value is: 96 MiB, or what
// SIGNPOST_HUGE_BYTES says (dev/bench/inbox.sh sets it to 1 GB).
func hugeBytes(t *testing.T) int {
	s := os.Getenv("SIGNPOST_HUGE_BYTES")
	if s == "" {
		if testing.Short() {
			t.Skip("reads several times 96 MiB")
		}
		return 96 << 20
	}
	n, err := strconv.Atoi(s)
	if err != nil || n <= maxRecord {
		t.Fatalf("SIGNPOST_HUGE_BYTES=%s, want a number above %d", s, maxRecord)
	}
	return n
}

// A record of any size is skipped by name in bounded memory, and what stands
// beside it is read.
func TestHugeValues(t *testing.T) {
	one, two := sampleConversation(1), sampleConversation(2)
	text := `{"type":"conversation","id":"huge","source":{"body":"`
	cases := []struct {
		name, head, tail, told string
		read                   int
	}{
		{"line", one + "\n" + text, `"}}` + "\n" + two + "\n", "record_too_large: line 2, byte ", 2},
		{"element", "[" + one + ",\n" + text, `"}},` + two + "]", "record_too_large: line 2, byte ", 2},
		{"wrapped", `{"conversations":[` + one + ",\n" + text, `"}},` + two + "]}", "record_too_large: line 2, byte ", 2},
		{"last line, cut", one + "\n" + two + "\n" + text, "", "record_too_large: line 3, byte ", 2},
		{"last element, cut", "[" + one + "," + two + ",\n" + text, "", "truncated_file: line 2, byte ", 2},
		{"cell", "conversation_id,author_type,body\n1,customer,fine\n2,customer,\"", "\"\n3,customer,fine\n", "row_too_large: line ", 2},
		{"word", "[" + one + ",\n1", "," + two + "]", "record_too_large: line 2, byte ", 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			runtime.GC()
			in := &longLine{head: c.head, left: hugeBytes(t), tail: c.tail}
			start := time.Now()
			seq, sum := read(context.Background(), Options{}, func(rd *reading) error { return rd.stream("huge", in, nil, 0, 0) })
			n := 0
			for _, err := range seq {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			t.Logf("%d MB in %.1f s, at most %d MiB of heap in use", in.read/1e6, time.Since(start).Seconds(), in.peak>>20)
			if told := toldOf(sum); n != c.read || !strings.Contains(told, c.told) {
				t.Errorf("read %d conversations, told %.300q; want %d and %q", n, told, c.read, c.told)
			}
			if in.peak > 256<<20 {
				t.Errorf("%d MiB of heap in use, want at most 256", in.peak>>20)
			}
		})
	}
}

// toldOf is the warnings of a summary with their examples, and why a source
// was refused.
func toldOf(sum *Summary) string {
	var out strings.Builder
	for _, s := range sum.Sources {
		for _, w := range s.Warnings {
			for _, e := range w.Examples {
				fmt.Fprintf(&out, "%s: %s\n", w.Code, e)
			}
		}
		out.WriteString(s.Refused + "\n")
	}
	return out.String()
}

// Every record that is skipped is named by its line, and no other is lost.
func TestSkippedRecordsAreNamed(t *testing.T) {
	lines := make([]string, 0, 12)
	for i := range 9 {
		lines = append(lines, sampleConversation(i))
	}
	lines[1] = lines[1][:700]
	lines[4] = `{"type":"conversation","id":"4","x":` + strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000) + "}"
	lines[7] = strings.Replace(lines[7], `"open":false`, `"open":falsch`, 1)
	convs, sum := readAll(t, Options{}, put(t, "export.json", []byte(strings.Join(lines, "\n")+"\n")))
	if len(convs) != 6 {
		t.Errorf("read %d conversations, want 6", len(convs))
	}
	told := toldOf(sum)
	for _, want := range []string{"broken_json: line 2, ", "record_too_deep: line 5, ", "broken_json: line 8, "} {
		if !strings.Contains(told, want) {
			t.Errorf("told %q, want %q in it", told, want)
		}
	}
}

// Of a key that stands twice the last value holds, as everywhere in Go, and the
// texts of both are never mixed.
func TestDuplicateKeys(t *testing.T) {
	data := `{"type":"conversation","id":"1","id":"2","created_at":1,"created_at":1790000000,"source":{"type":"conversation","body":"first","body":"<p>second</p>","author":{"type":"admin","type":"user","id":"u"}},` +
		`"conversation_parts":{"conversation_parts":[{"part_type":"comment","body":"lost","author":{"type":"user","id":"u"}}]},` +
		`"conversation_parts":{"conversation_parts":[{"id":"p","part_type":"comment","part_type":"note","body":"kept","author":{"type":"admin","id":"a"}}]}}`
	convs, _ := readAll(t, Options{}, put(t, "export.json", []byte(data)))
	if len(convs) != 1 || len(convs[0].Messages) != 2 {
		t.Fatalf("%+v", convs)
	}
	c := convs[0]
	if c.ID != "2" || c.CreatedAt.Unix() != 1790000000 || c.Messages[0].Body != "second" || c.Messages[0].Role != Customer || c.Messages[1].Body != "kept" || c.Messages[1].Kind != Note {
		t.Errorf("%+v", c)
	}
}

// Ids may be numbers of any form, times seconds, milliseconds or floats.
func TestNumbersOfAnyForm(t *testing.T) {
	for _, c := range []struct{ id, at, wantID string }{
		{`7`, `1790000000`, "7"},
		{`7.0`, `1790000000.0`, "7"},
		{`7e0`, `1.79e9`, "7"},
		{`"7"`, `"1790000000"`, "7"},
		{`123456789012345678`, `1790000000000`, "123456789012345678"},
		{`1.23456789e8`, `1790000000000.5`, "123456789"},
	} {
		data := strings.NewReplacer(`"id":"1"`, `"id":`+c.id, `"created_at":1790000000,"updated_at":1790000009`, `"created_at":`+c.at+`,"updated_at":`+c.at).Replace(sampleConversation(1))
		convs, sum := readAll(t, Options{}, put(t, "export.json", []byte(data)))
		if len(convs) != 1 || convs[0].ID != c.wantID || convs[0].CreatedAt.Unix() != 1790000000 {
			t.Errorf("id %s, time %s: %+v, %s", c.id, c.at, convs, toldOf(sum))
		}
	}
}
