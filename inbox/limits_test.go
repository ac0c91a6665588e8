package inbox

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
)

// sampleConversation is one conversation of Intercom of about 3 KB.
func sampleConversation(id int) string {
	part := func(n int, role, body string) string {
		return fmt.Sprintf(`{"type":"conversation_part","id":"%d-%d","part_type":"comment","body":"<p>%s</p>","created_at":%d,"updated_at":1790000000,"notified_at":1790000000,"assigned_to":null,"author":{"type":"%s","id":"%s%d","name":"Ada Brookline","email":"ada%d@brookline.example"},"attachments":[],"external_id":null,"redacted":false,"email_message_metadata":null,"metadata":{},"app_package_code":null}`,
			id, n, body, 1790000000+n, role, role, id%5000, id%5000)
	}
	return fmt.Sprintf(`{"type":"conversation","id":"%d","created_at":1790000000,"updated_at":1790000009,"waiting_since":null,"snoozed_until":null,"source":{"type":"conversation","id":"s%d","delivered_as":"customer_initiated","subject":"","body":"<p>Hi, where do I change the colour of the header? It is too pale for our customers and I did not find it in the settings.</p>","author":{"type":"user","id":"u%d","name":"Ada Brookline","email":"ada%d@brookline.example"},"attachments":[],"url":null,"redacted":false},"contacts":{"type":"contact.list","contacts":[{"type":"contact","id":"u%d"}]},"state":"closed","open":false,"tags":{"type":"tag.list","tags":[]},"custom_attributes":{},"topics":{},"conversation_parts":{"type":"conversation_part.list","conversation_parts":[%s,%s,%s],"total_count":3}}`,
		id, id, id%5000, id%5000, id%5000,
		part(1, "admin", `Hello Ada,</p><p>open <b>Settings</b> and choose <a href=\"https://help.example.com/articles/123-colour\">Colours</a>.</p><ul><li>Press Save</li><li>Reload the page, it takes about 2 minutes until 10:30</li></ul><p>Best,<br>Timo`),
		part(2, "user", "Thanks, that worked on version 10.2.3 &amp; I can see it now. One more question: can I have two colours, one for each brand that we run?"),
		part(3, "admin", "Not yet; every help center has one colour. I have noted your wish and will come back to you once we know more about it."))
}

// writeExport writes a list of at least size bytes.
func writeExport(w io.Writer, size int) (n int, err error) {
	written := 0
	put := func(s string) {
		if err == nil {
			_, err = io.WriteString(w, s)
			written += len(s)
		}
	}
	put(`{"type":"conversation.list","pages":{"page":1},"conversations":[` + "\n")
	for ; written < size && err == nil; n++ {
		if n > 0 {
			put(",\n")
		}
		put(sampleConversation(n))
	}
	put("]}")
	return n, err
}

func exportFile(tb testing.TB, size int) (path string, n int) {
	tb.Helper()
	path = filepath.Join(tb.TempDir(), "export.json")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	if n, err = writeExport(f, size); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return path, n
}

// An export is read in memory that does not grow with it.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 96 MiB")
	}
	path, want := exportFile(t, 96<<20)
	seq, sum := Read(context.Background(), []string{path}, Options{})
	n, peak := 0, uint64(0)
	for _, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n%500 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
		}
	}
	t.Logf("%d conversations, at most %d MiB of heap in use", n, peak>>20)
	if n != want || sum.Conversations != want {
		t.Errorf("read %d conversations, counted %d, want %d", n, sum.Conversations, want)
	}
	if peak > 256<<20 {
		t.Errorf("%d MiB of heap in use, want at most 256", peak>>20)
	}
}

func BenchmarkRead(b *testing.B) {
	path, _ := exportFile(b, 16<<20)
	b.SetBytes(16 << 20)
	for b.Loop() {
		seq, _ := Read(context.Background(), []string{path}, Options{})
		for _, err := range seq {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func put(t *testing.T, name string, data []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func zipped(files ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, _ := z.Create(files[i])
		io.WriteString(w, files[i+1])
	}
	z.Close()
	return out.Bytes()
}

func gzipped(s string) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	io.WriteString(z, s)
	z.Close()
	return out.Bytes()
}

func zstded(s string) []byte {
	z, _ := zstd.NewWriter(nil)
	return z.EncodeAll([]byte(s), nil)
}

func tarred(files ...string) string {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w.WriteHeader(&tar.Header{Name: files[i], Typeflag: tar.TypeReg, Size: int64(len(files[i+1])), Mode: 0o600})
		io.WriteString(w, files[i+1])
	}
	w.Close()
	return out.String()
}

// The content tells the format, whatever the name says.
func TestContainers(t *testing.T) {
	one := sampleConversation(1)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(one)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		data []byte
		want int
	}{
		"gzip":         {gzipped(one), 1},
		"zip":          {zipped("a.json", one, "b/c.txt", "["+sampleConversation(2)+"]"), 2},
		"zip in zip":   {zipped("in.zip", string(zipped("a.json", one))), 1},
		"gzip in zip":  {zipped("a.json.gz", string(gzipped(one))), 1},
		"zstd":         {zstded(one), 1},
		"tar":          {[]byte(tarred("x/a.json", one, ".hidden", one, "b.json", sampleConversation(2))), 2},
		"tar.gz":       {gzipped(tarred("a.json", one, "b.json.gz", string(gzipped(sampleConversation(2))))), 2},
		"tar.zst":      {zstded(tarred("a.json.zst", string(zstded(one)))), 1},
		"tar in zip":   {zipped("a.tar", tarred("a.json", one)), 1},
		"packed often": {gzipped(string(gzipped(string(gzipped(one))))), 0},
		"cut tar":      {[]byte(tarred("a.json", one, "b.json", one))[:2048], 0},
		"cut zstd":     {zstded(one)[:100], 0},
		"not zstd":     {[]byte("\x28\xb5\x2f\xfdno"), 0},
		"cut line":     {[]byte(one + "\n" + one[:500]), 1},
		"utf-16":       {[]byte(utf16), 1},
		"mark":         {[]byte("\xef\xbb\xbf" + one), 1},
		"pretty":       {[]byte(strings.ReplaceAll(one, ",\"", ",\n\"")), 1},
		"lines":        {[]byte(one + "\r\n\r\n" + sampleConversation(2) + "\n"), 2},
		"cut gzip":     {gzipped(one + "\n" + sampleConversation(2))[:200], 0},
		"invalid utf8": {[]byte(strings.Replace(one, "pale", "p\xffle", 1)), 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			convs, sum := readAll(t, Options{}, put(t, "export.pdf", c.data))
			if len(convs) != c.want {
				t.Errorf("read %d conversations, want %d: %+v", len(convs), c.want, *sum.Sources[0])
			}
			if (c.want == 0 || strings.HasPrefix(name, "cut")) && len(sum.Warnings()) == 0 && len(sum.Refused()) == 0 {
				t.Error("nothing was told about a damaged file")
			}
		})
	}
}

// What would use up the machine is refused or skipped by name.
func TestHostileInput(t *testing.T) {
	one := sampleConversation(1)
	deep := `{"type":"conversation","id":"d","x":` + strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000) + "}"
	long := `{"type":"conversation","id":"l","x":"` + strings.Repeat("x", maxRecord) + `"}`
	bomb := zipped("bomb.json", `["`+strings.Repeat("a", 100<<20)+`"]`)
	cases := []struct {
		name string
		data []byte
		read int
		told string
	}{
		{"deep", []byte("[" + deep + "," + one + "]"), 1, "record_too_deep"},
		{"deep line", []byte(one + "\n" + deep + "\n" + one + "\n"), 1, "record_too_deep"},
		{"long", []byte("[" + long + "," + one + "]"), 1, "record_too_large"},
		{"bomb", bomb, 0, "200 times"},
		{"thousandfold", zipped("bomb.json", "["+strings.Repeat("\n", 100<<20)), 0, "200 times"},
		{"zstd bomb", zstded("[" + strings.Repeat(" ", 100<<20)), 0, "200 times"},
		{"cut line", []byte(one + "\n" + one[:500]), 1, "truncated_file"},
		{"empty", nil, 0, "empty"},
		{"picture", []byte("\x89PNG\r\n\x1a\n\x00\x00"), 0, "not text"},
		{"quote", []byte("conversation_id,body\n1,fine\n2,\"" + strings.Repeat("never closed\n", 1<<21)), 1, "row_too_large"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			convs, sum := readAll(t, Options{}, put(t, "export.json", c.data))
			told := fmt.Sprint(sum.Warnings(), sum.Sources[0].Refused)
			if len(convs) < c.read || !strings.Contains(told, c.told) {
				t.Errorf("read %d conversations, told %.300q; want %d and %q", len(convs), told, c.read, c.told)
			}
		})
	}
}

// None of the files of a JSON test suite makes the reader panic or hang.
func TestJSONTestSuite(t *testing.T) {
	dir := shared(t, "suites", "JSONTestSuite")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	files := 0
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".json" {
			return err
		}
		files++
		seq, sum := Read(ctx, []string{p}, Options{})
		for _, err := range seq {
			if err != nil {
				t.Errorf("%s: %v", filepath.Base(p), err)
			}
		}
		if len(sum.Sources) != 1 || sum.Conversations == 0 && sum.Sources[0].Refused == "" {
			t.Errorf("%s: neither read nor refused", filepath.Base(p))
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Fatalf("%d files, %v", files, err)
	}
	t.Logf("%d files", files)
}
