package scratch

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
)

// What was appended is read again, whether it is on the disk or still in memory, by
// several at once.
func TestRecordsComeBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var f File
	defer f.Close()
	var want [][]byte
	var at []Record
	for size := 0; size < 3*inMemory; {
		data := make([]byte, rng.IntN(50_000))
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		want, at = append(want, data), append(at, f.Append(data))
		size += len(data)
	}
	if f.written == 0 || len(f.tail) == 0 {
		t.Fatalf("%d bytes on disk and %d in memory", f.written, len(f.tail))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var buffer []byte
			for i, r := range at {
				if buffer = f.Read(r, buffer); !bytes.Equal(buffer, want[i]) {
					t.Errorf("record %d is another", i)
					return
				}
			}
		})
	}
	wg.Wait()
	if err := f.Err(); err != nil {
		t.Error(err)
	}
}

// The disk holds no word of a record, and no name of the file.
func TestNothingToRead(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder) // Windows
	var f File
	defer f.Close()
	f.Append([]byte(strings.Repeat("a secret ", inMemory/8)))
	if f.file == nil {
		t.Fatal("nothing is on the disk")
	}
	data := make([]byte, f.written)
	if _, err := f.file.ReadAt(data, 0); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(data, []byte("secret")) {
		t.Error("the disk holds plain words")
	}
	if info, err := f.file.Stat(); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may open the file: %v %v", info.Mode(), err)
	}
	names, err := os.ReadDir(folder)
	if err != nil || f.unlinked && len(names) > 0 {
		t.Errorf("%v is left in the folder: %v", names, err)
	}
}

// A file that cannot be read gives empty records, and says so.
func TestTheFirstErrorStays(t *testing.T) {
	var f File
	r := f.Append(bytes.Repeat([]byte("x"), inMemory))
	if err := f.file.Close(); err != nil {
		t.Fatal(err)
	}
	if got := f.Read(r, nil); bytes.Contains(got, []byte("x")) {
		t.Error("a closed file was read")
	}
	first := f.Err()
	if first == nil || !strings.Contains(first.Error(), "temporary file") {
		t.Errorf("error: %v", first)
	}
	f.Append([]byte("more"))
	if !errors.Is(f.Err(), first) {
		t.Errorf("another error: %v", f.Err())
	}
	_ = f.Close()
}
