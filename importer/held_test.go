package importer

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A heap notes how far what is held rises above what was held at first.
type heap struct{ base, most uint64 }

func (h *heap) look() {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if h.base == 0 {
		h.base = m.HeapAlloc
	}
	h.most = max(h.most, m.HeapAlloc-min(h.base, m.HeapAlloc))
}

// However many pictures there are, no more than one is held at a time, and each is
// in the site.
func TestPicturesAreNotHeld(t *testing.T) {
	const pictures, size = 48, 1 << 20
	dir, into := t.TempDir(), filepath.Join(t.TempDir(), "site")
	var articles []string
	for i := range pictures {
		name := fmt.Sprintf("p%d.png", i)
		put(t, filepath.Join(dir, "files", name), "\x89PNG\r\n\x1a\n"+strings.Repeat(fmt.Sprintf("%08d", i), size/8))
		articles = append(articles, fmt.Sprintf(`{"id":"%d","type":"article","title":"Article %d","body":"<p>Text</p><p><img src='https://h.example.com/i/%s' alt='A'></p>"}`, i, i, name))
	}
	put(t, filepath.Join(dir, "articles.json"), "["+strings.Join(articles, ",")+"]")
	opt := Options{System: "intercom", Path: dir, Into: into}
	d, err := Read(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	s, err := openSite(opt)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	sh, err := d.place(s)
	if err != nil {
		t.Fatal(err)
	}
	var held heap
	held.look()
	err = d.convert(context.Background(), sh, func(f *file) error {
		held.look()
		return s.add(f, d.report)
	})
	if err != nil || d.report.Pictures != pictures {
		t.Fatalf("%d pictures: %v", d.report.Pictures, err)
	}
	if held.most > 8*size {
		t.Errorf("%d pictures of 1 MiB: %d KiB are held at a time, want a few MiB", pictures, held.most>>10)
	}
	t.Logf("%d pictures of 1 MiB: at most %d KiB are held at a time", pictures, held.most>>10)
	for i := range pictures {
		name := filepath.Join(into, "content", "images", fmt.Sprint(i), fmt.Sprintf("p%d.png", i))
		if info, err := os.Stat(name); err != nil || info.Size() < size {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A made reads rows that are made as they are read.
type made struct {
	row  func(i int) string
	rows int
	i    int
	rest string
}

func (m *made) Read(p []byte) (int, error) {
	if m.rest == "" {
		if m.i == m.rows {
			return 0, io.EOF
		}
		m.rest = m.row(m.i)
		m.i++
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// A table is read row by row.
func TestTableIsNotHeld(t *testing.T) {
	const rows = 3000
	text := strings.Repeat("Some words. ", 2000) // 24 kB, so that all rows have 70 MB
	r := &made{rows: rows, row: func(i int) string {
		if i == 0 {
			return "id,title,body\n"
		}
		return fmt.Sprintf("%d,\"Title, %d\",\"<p>%s</p>\n<p>Two</p>\"\n", i, i, text)
	}}
	var held heap
	taken := 0
	d := &dump{take: func(value any, _ where, _ int) {
		if taken++; taken%300 == 1 {
			held.look()
		}
		if row, ok := value.(map[string]any); !ok || row["title"] != fmt.Sprintf("Title, %d", taken) {
			t.Fatalf("row %d is %v", taken, value)
		}
	}}
	d.table("articles.csv", bufio.NewReaderSize(r, sniffBytes))
	if taken != rows-1 || d.damaged != nil || d.refused != nil {
		t.Fatalf("%d rows, damaged %v, refused %v", taken, d.damaged, d.refused)
	}
	if held.most > 4<<20 {
		t.Errorf("%d KiB are held at a time", held.most>>10)
	}
}

// What is odd in a table costs that row, and is told.
func TestOddTables(t *testing.T) {
	for _, c := range []struct {
		name, data string
		ids        []string
		told       string
	}{
		{"semicolons", "id;title;body\n1;One, two;\"<p>a;\"\"b\"\"</p>\n<p>c</p>\"\n2;Two;x\n", []string{"1", "2"}, ""},
		{"tabs", "id\ttitle\tbody\r\n1\tOne, two\tx\r\n", []string{"1"}, ""},
		{"Windows-1252", "id,title,body\n1,One,x\n2,caf\xe9,x\n3,Three,x\n", nil, notText},
		{"Windows-1252 far behind", "id,title,body\n1,One," + strings.Repeat("x", sniffBytes) + "\n2,caf\xe9,x\n3,Three,x\n", []string{"1", "3"}, "line 3: the row is not UTF-8 and was left out; save the table as UTF-8"},
		{"a rune across the beginning", "id,title,body\n1,One," + strings.Repeat("x", sniffBytes-len("id,title,body\n1,One,")-1) + "é\n2,Two,x\n", []string{"1", "2"}, ""},
		{"a quote that never closes", "id,title,body\n1,One,x\n2,Two,\"" + strings.Repeat("x\n", maxRow) + "3,Three,x\n", []string{"1"}, "a row of the table is larger than 16 MiB, perhaps for a quote that never closes; what came before was read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var ids []string
			d := &dump{take: func(value any, _ where, _ int) {
				row, _ := value.(map[string]any)
				id, _ := row["id"].(string)
				ids = append(ids, id)
			}}
			d.table("articles.csv", bufio.NewReaderSize(strings.NewReader(c.data), sniffBytes))
			told := ""
			for _, r := range append(d.refused, d.damaged...) {
				told += r.Reason
			}
			if !slices.Equal(ids, c.ids) || told != c.told {
				t.Errorf("read %q, told %q, want %q and %q", ids, told, c.ids, c.told)
			}
		})
	}
}
