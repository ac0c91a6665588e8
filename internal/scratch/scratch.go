// Package scratch puts aside on disk what a run writes once, reads again in any order,
// and forgets at its end.
package scratch

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// inMemory is how many bytes a file holds before it writes them: what is small never
// reaches the disk.
const inMemory = 4 << 20

// A File takes records and gives them back by where they are. It is encrypted with a key
// that is nowhere but in memory, and its name is removed at once where the system allows
// it, so that nothing stays of a run that is killed. The first error stays: after it
// records are empty, and Err tells. The zero File is empty and ready.
type File struct {
	// tail is what is not written yet, behind the first written bytes.
	tail    []byte
	written int64

	file     *os.File
	unlinked bool
	block    cipher.Block

	mu  sync.Mutex
	err error
}

// A Record is Size bytes at a place of a file.
type Record struct {
	At   int64
	Size int32
}

// Append adds a record. It is not called while others append or read.
func (f *File) Append(data []byte) Record {
	r := Record{f.written + int64(len(f.tail)), int32(len(data))}
	if f.Err() != nil {
		return r
	}
	f.tail = append(f.tail, data...)
	if len(f.tail) >= inMemory {
		f.fail(f.flush())
	}
	return r
}

// Read gives the bytes of a record, in to if they fit. Several goroutines may read at
// once.
func (f *File) Read(r Record, to []byte) []byte {
	if cap(to) < int(r.Size) {
		to = make([]byte, r.Size)
	}
	to = to[:r.Size]
	if f.Err() != nil {
		clear(to)
		return to
	}
	if r.At >= f.written {
		copy(to, f.tail[r.At-f.written:])
		return to
	}
	if _, err := f.file.ReadAt(to, r.At); err != nil {
		f.fail(fmt.Errorf("read a temporary file: %w", err))
		clear(to)
		return to
	}
	f.crypt(to, r.At)
	return to
}

// Write adds bytes as a record, for what is written as a stream and read by Reader. The
// error is that of Err.
func (f *File) Write(p []byte) (int, error) {
	f.Append(p)
	if err := f.Err(); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Size is how many bytes were added.
func (f *File) Size() int64 { return f.written + int64(len(f.tail)) }

// Reader reads all that was added, from the first byte on. Nothing is added meanwhile.
func (f *File) Reader() io.Reader { return f.Section(0, f.Size()) }

// Section reads what was added from one place up to another. Nothing is added
// meanwhile.
func (f *File) Section(from, to int64) io.Reader { return &reader{file: f, at: from, end: to} }

type reader struct {
	file    *File
	at, end int64
}

func (r *reader) Read(p []byte) (int, error) {
	end := r.end
	if r.at < r.file.written {
		end = min(end, r.file.written)
	}
	if r.at == end {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), end-r.at, inMemory))
	r.file.Read(Record{r.at, int32(n)}, p[:n])
	r.at += int64(n)
	return n, r.file.Err()
}

// Err is the first error of writing or reading.
func (f *File) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

func (f *File) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
}

// Close removes the file.
func (f *File) Close() error {
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	if !f.unlinked {
		err = errors.Join(err, os.Remove(f.file.Name()))
	}
	return err
}

func (f *File) flush() error {
	if f.file == nil {
		if err := f.open(); err != nil {
			return err
		}
	}
	f.crypt(f.tail, f.written)
	if _, err := f.file.WriteAt(f.tail, f.written); err != nil {
		return fmt.Errorf("write a temporary file: %w", err)
	}
	f.written += int64(len(f.tail))
	f.tail = f.tail[:0]
	return nil
}

func (f *File) open() error {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	var err error
	if f.block, err = aes.NewCipher(key); err != nil {
		return fmt.Errorf("make a temporary file: %w", err)
	}
	if f.file, err = os.CreateTemp("", "signpost-*.tmp"); err != nil {
		return fmt.Errorf("make a temporary file: %w", err)
	}
	f.unlinked = os.Remove(f.file.Name()) == nil // some systems keep the name of an open file
	return nil
}

// crypt encrypts or decrypts what is at a place of the file, in counter mode: each block
// has its number for a counter.
func (f *File) crypt(data []byte, at int64) {
	var iv, skipped [aes.BlockSize]byte
	binary.BigEndian.PutUint64(iv[8:], uint64(at/aes.BlockSize))
	stream := cipher.NewCTR(f.block, iv[:])
	stream.XORKeyStream(skipped[:at%aes.BlockSize], skipped[:at%aes.BlockSize])
	stream.XORKeyStream(data, data)
}
