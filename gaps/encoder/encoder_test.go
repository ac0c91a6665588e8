package encoder

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// reference is a line of what the published JavaScript makes of a text:
// dev/train/encoder/reference.mjs.
type reference struct {
	Text   string
	IDs    []int32
	Vector []byte
}

func readReferences(t testing.TB) []reference {
	t.Helper()
	file, err := os.Open("testdata/reference.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []reference
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct {
			Text   string
			IDs    []int32
			Vector string
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		vector, err := base64.StdEncoding.DecodeString(line.Vector)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, reference{line.Text, line.IDs, vector})
	}
	if len(all) < 150 {
		t.Fatalf("%d references, expected some 190", len(all))
	}
	return all
}

func open(t testing.TB) *Encoder {
	t.Helper()
	e, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// pure is the encoder as processors run it for which no vector instructions are
// written.
func pure(t testing.TB) *Encoder {
	e := open(t)
	e.kernels = pureKernels()
	return e
}

func encode(t testing.TB, e *Encoder, texts ...string) [][]float32 {
	t.Helper()
	vectors, err := e.Encode(context.Background(), texts)
	if err != nil {
		t.Fatal(err)
	}
	return vectors
}

func cosine[T float32 | int8](a []float32, b []T) float64 {
	var ab, aa, bb float64
	for i, v := range a {
		w := float64(b[i])
		ab += float64(v) * w
		aa += float64(v) * float64(v)
		bb += w * w
	}
	return ab / math.Sqrt(aa*bb)
}

func TestVectorsEqualThePublishedModel(t *testing.T) {
	var texts []string
	var expected [][]int8
	for _, r := range readReferences(t) {
		if len(r.Vector) == 0 {
			continue
		}
		v := make([]int8, len(r.Vector))
		for i, b := range r.Vector {
			v[i] = int8(b)
		}
		texts, expected = append(texts, r.Text), append(expected, v)
	}
	total, worst := 0.0, 1.0
	for i, v := range encode(t, open(t), texts...) {
		c := cosine(v, expected[i])
		total += c
		worst = min(worst, c)
		if c < 0.998 {
			t.Errorf("%q: cosine %.5f with the published model", texts[i], c)
		}
	}
	t.Logf("%d texts, mean cosine %.5f, lowest %.5f", len(texts), total/float64(len(texts)), worst)
}

func TestVectorsAreOneLong(t *testing.T) {
	texts := []string{"", " \n", "x", "How do I reset my password?", strings.Repeat("very long ", 5000), "\xff\xfe broken", "\x00"}
	for i, v := range encode(t, open(t), texts...) {
		if len(v) != Size {
			t.Fatalf("%.20q: %d numbers", texts[i], len(v))
		}
		if length := math.Sqrt(dot(v, v)); math.Abs(length-1) > 1e-5 {
			t.Errorf("%.20q: length %v", texts[i], length)
		}
	}
}

func dot(a, b []float32) (s float64) {
	for i := range a {
		s += float64(a[i]) * float64(b[i])
	}
	return s
}

func TestMeaningIsNear(t *testing.T) {
	v := encode(t, open(t), "I forgot my password", "how can I reset the password", "Where is my parcel?")
	if near, far := dot(v[0], v[1]), dot(v[0], v[2]); near < far+0.2 {
		t.Errorf("same question %.3f, another one %.3f", near, far)
	}
}

// A text's vector depends on nothing but the text: neither on its neighbours,
// their order, the number of cores, nor the kind of processor.
func TestSameBits(t *testing.T) {
	var texts []string
	for _, r := range readReferences(t) {
		texts = append(texts, r.Text)
	}
	texts = append(texts, "", "last")
	expected := encode(t, open(t), texts...)
	for i := 0; i < len(texts); i += 7 {
		if alone := encode(t, open(t), texts[i]); !slices.Equal(alone[0], expected[i]) {
			t.Errorf("%q: another vector when alone", texts[i])
		}
	}
	reversed := slices.Clone(texts)
	slices.Reverse(reversed)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	backwards := encode(t, open(t), reversed...)
	slices.Reverse(backwards)
	slow := encode(t, pure(t), texts[:40]...)
	for i := range texts {
		if !slices.Equal(backwards[i], expected[i]) {
			t.Errorf("%q: another vector in another order on one core", texts[i])
		}
		if i < len(slow) && !slices.Equal(slow[i], expected[i]) {
			t.Errorf("%q: another vector without vector instructions", texts[i])
		}
	}
}

// The vectors' bits are those of this test's first run, whatever the processor: a
// change of them changes the groups of every help desk, so it is made knowingly.
func TestBitsStay(t *testing.T) {
	e, sum := open(t), sha256.New()
	for _, r := range readReferences(t)[:60] {
		for _, v := range encode(t, e, r.Text)[0] {
			sum.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
		}
	}
	const want = "976cbfcf4080740dfcf63740c78a67a5895879494f002bd21d594446dc038ff7"
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		t.Errorf("the vectors' bits have the checksum %s, want %s", got, want)
	}
}

func TestEncodeStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := open(t).Encode(ctx, []string{"text"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled call returned %v", err)
	}
	if vectors := encode(t, open(t)); len(vectors) != 0 {
		t.Errorf("%d vectors of no text", len(vectors))
	}
}

func TestDamagedModel(t *testing.T) {
	for _, size := range []int{0, 7, 8, 11, 12, 1000, 200_000, len(encoderBin) - 1} {
		if _, _, err := decode(encoderBin[:size]); err == nil {
			t.Errorf("no error for the first %d bytes", size)
		}
	}
	if _, _, err := decode(append(slices.Clone(encoderBin), 0)); err == nil {
		t.Error("no error for a byte too many")
	}
	if _, _, err := decode([]byte("USELITE1\xff\xff\xff\xff")); err == nil {
		t.Error("no error for four billion pieces")
	}
}

func BenchmarkEncode(b *testing.B) {
	var texts []string
	for _, r := range readReferences(b) {
		if len(r.IDs) < 40 {
			texts = append(texts, r.Text)
		}
	}
	e := open(b)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for b.Loop() {
		encode(b, e, texts...)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N*len(texts)), "ms/text")
}
