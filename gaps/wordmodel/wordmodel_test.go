package wordmodel

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"strings"
	"testing"

	"signpost/internal/frugal"
)

func small(t testing.TB) []byte {
	t.Helper()
	data, err := Write([]Word{{Word: "refund", Vector: []float32{3, 0, -1}}, {Word: "hello", Vector: []float32{0, 0.5, 0}}, {Word: "zero", Vector: []float32{0, 0, 0}}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestVector(t *testing.T) {
	m, err := Read(small(t))
	if err != nil {
		t.Fatal(err)
	}
	if m.Words() != 3 || m.Dims() != 3 || !m.Knows("hello") || m.Knows("Hello") {
		t.Errorf("%d words of %d numbers", m.Words(), m.Dims())
	}
	v, known := m.Vector([]string{"hello", "unheard", "refund"})
	length := math.Sqrt(3*3 + 0.5*0.5 + 1)
	for i, want := range []float64{3 / length, 0.5 / length, -1 / length} {
		if math.Abs(float64(v[i])-want) > 0.01 {
			t.Errorf("number %d is %.3f, want %.3f", i, v[i], want)
		}
	}
	if known != 2 {
		t.Errorf("%d words known, want 2", known)
	}
	if v, known := m.Vector([]string{"unheard"}); known != 0 || v[0] != 0 || v[1] != 0 || v[2] != 0 {
		t.Errorf("a text without a known word has vector %v of %d words", v, known)
	}
}

// A file with one bit changed, cut, or longer is refused; so is one whose check sum is
// right and whose content cannot be.
func TestDamagedIsRefused(t *testing.T) {
	whole := small(t)
	for i := range whole {
		bad := bytes.Clone(whole)
		bad[i] ^= 0x10
		if _, err := Read(bad); err == nil {
			t.Errorf("byte %d was changed and nobody noticed", i)
		}
		if _, err := Read(whole[:i]); err == nil {
			t.Errorf("%d of %d bytes were taken for a model", i, len(whole))
		}
	}
	for name, change := range map[string]func(body []byte) []byte{
		"longer":       func(b []byte) []byte { return append(b, 0) },
		"huge":         func(b []byte) []byte { binary.LittleEndian.PutUint32(b[4:], 1<<31); return b },
		"no numbers":   func(b []byte) []byte { binary.LittleEndian.PutUint32(b, 0); return b },
		"out of order": func(b []byte) []byte { b[9] = 'z'; return b },
	} {
		body := change(bytes.Clone(whole[12:]))
		bad := append(bytes.Clone(whole[:8]), 0, 0, 0, 0)
		binary.LittleEndian.PutUint32(bad[8:], crc32.ChecksumIEEE(body))
		if _, err := Read(append(bad, body...)); err == nil {
			t.Errorf("%s: nobody noticed", name)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, words := range map[string][]Word{
		"twice":   {{Word: "a", Vector: []float32{1}}, {Word: "a", Vector: []float32{2}}},
		"empty":   {{Word: "", Vector: []float32{1}}},
		"lengths": {{Word: "a", Vector: []float32{1}}, {Word: "b", Vector: []float32{1, 2}}},
	} {
		if _, err := Write(words); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

// The shipped model is whole and small enough, and knows what matters: what is alike,
// and which words say little.
func TestShipped(t *testing.T) {
	if len(shipped) > 10<<20 {
		t.Errorf("the model has %d bytes, more than 10 MiB", len(shipped))
	}
	m, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	near := func(a, b string) float64 {
		v, _ := m.Vector(strings.Fields(a))
		w, _ := m.Vector(strings.Fields(b))
		sum := 0.0
		for i := range v {
			sum += float64(v[i]) * float64(w[i])
		}
		return sum
	}
	for _, x := range [][3]string{
		{"i want my money back", "how do i get a refund", "i lost my password"},
		{"the parcel did not arrive", "where is my package", "change my address"},
		{"please refund me", "refund", "please me"},
	} {
		if like, other := near(x[0], x[1]), near(x[0], x[2]); like <= other {
			t.Errorf("%q is nearer to %q (%.2f) than to %q (%.2f)", x[0], x[2], other, x[1], like)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(small(f))
	f.Add([]byte("SGWORDS\x01"))
	f.Fuzz(frugal.One(func(t *testing.T, data []byte) {
		// The check sum is made right, so that what lies behind it is tried.
		if len(data) > 12 {
			data = bytes.Clone(data)
			binary.LittleEndian.PutUint32(data[8:], crc32.ChecksumIEEE(data[12:]))
		}
		m, err := Read(data)
		if err != nil {
			return
		}
		for w := range m.place {
			if v, _ := m.Vector([]string{w}); len(v) != m.Dims() {
				t.Fatalf("%q has %d numbers, not %d", w, len(v), m.Dims())
			}
		}
	}))
}
