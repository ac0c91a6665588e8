package encoder

import (
	_ "embed" // the model travels in the binary
	"encoding/binary"
	"fmt"
	"math"
)

// encoderBin is the converted model. All numbers are little endian; the parts
// follow each other without gaps:
//
//   - the 8 bytes "USELITE1";
//   - the pieces of the tokenizer: their number (uint32), each as its length
//     (a byte) and its UTF-8, then the score of each (float64);
//   - what is added for each of 128 places of a text: 256 float32 each;
//   - the embeddings: 256 int8 for each piece, then what they count in for each
//     piece (float32);
//   - two transformer layers: scale and shift of the first normalization; in the
//     first layer the matrix that widens what passes by (256 to 512); queries, keys
//     and values in one matrix; the matrix behind attention; scale and shift of
//     the second normalization; the two matrices of the feed-forward part;
//   - the last matrix, 512 to 512.
//
// A matrix is, for each output, what its weights count in (float32), then the
// bias of each (float32), then the weights as int8 in panels: 16 outputs, of them
// two inputs at a time, output by output. That is the order in which the vector
// instructions take them, so the weights are used where they lie.
//
//go:embed encoder.bin
var encoderBin []byte

// The shape of the model.
const (
	maxTokens = 128  // the published graph drops what stands behind
	heads     = 4    // of attention
	narrow    = 256  // width of an embedding and of the first layer's input
	wide      = 512  // width of everything behind it
	inner     = 1536 // width within the feed-forward part
	lanes     = 16   // outputs of a panel
)

// Size is the length of a vector.
const Size = wide

// matrix is a layer's weights: outputs = inputs × weights × scale + bias.
type matrix struct {
	inputs, outputs int
	scales, biases  []float32 // for each output
	panels          []byte    // int8
}

// normalization is a layer normalization.
type normalization struct {
	scale, shift []float32
}

// layer is one transformer layer; width is that of its input.
type layer struct {
	width          int
	attendNorm     normalization
	widen          *matrix // the first layer only
	attend, behind matrix
	forwardNorm    normalization
	grow, shrink   matrix
}

type model struct {
	places      []float32 // maxTokens × narrow
	embeddings  []byte    // int8, pieces × narrow
	embedScales []float32
	layers      [2]layer
	last        matrix
}

// decoder cuts the file; a part that is not there is remembered as an error.
type decoder struct {
	rest []byte
	err  error
}

func (d *decoder) bytes(n int) []byte {
	if n > len(d.rest) {
		if d.err == nil {
			d.err = fmt.Errorf("encoder.bin ends too soon: %d bytes expected, %d there", n, len(d.rest))
		}
		return make([]byte, n)
	}
	part := d.rest[:n:n]
	d.rest = d.rest[n:]
	return part
}

func (d *decoder) floats(n int) []float32 {
	data := d.bytes(4 * n)
	values := make([]float32, n)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return values
}

func (d *decoder) norm(width int) normalization {
	return normalization{scale: d.floats(width), shift: d.floats(width)}
}

func (d *decoder) matrix(inputs, outputs int) matrix {
	return matrix{
		inputs: inputs, outputs: outputs,
		scales: d.floats(outputs), biases: d.floats(outputs),
		panels: d.bytes(inputs * outputs),
	}
}

func (d *decoder) layer(width int) layer {
	l := layer{width: width, attendNorm: d.norm(width)}
	if width != wide {
		m := d.matrix(width, wide)
		l.widen = &m
	}
	l.attend = d.matrix(width, 3*width)
	l.behind = d.matrix(width, wide)
	l.forwardNorm = d.norm(wide)
	l.grow = d.matrix(wide, inner)
	l.shrink = d.matrix(inner, wide)
	return l
}

func (d *decoder) tokenizer() *tokenizer {
	n := int(binary.LittleEndian.Uint32(d.bytes(4)))
	if n > len(d.rest) {
		d.err = fmt.Errorf("encoder.bin: %d pieces cannot be", n)
		return nil
	}
	pieces := make([]string, n)
	for i := range pieces {
		pieces[i] = string(d.bytes(int(d.bytes(1)[0])))
	}
	scores := make([]float64, n)
	data := d.bytes(8 * n)
	for i := range scores {
		scores[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
	}
	return newTokenizer(pieces, scores)
}

// decode reads a file of the form that stands at encoderBin. Weights are not
// copied out of it.
func decode(data []byte) (*tokenizer, *model, error) {
	d := &decoder{rest: data}
	if magic := string(d.bytes(8)); magic != "USELITE1" {
		return nil, nil, fmt.Errorf("encoder.bin begins with %q", magic)
	}
	t := d.tokenizer()
	if d.err != nil {
		return nil, nil, d.err
	}
	m := &model{places: d.floats(maxTokens * narrow)}
	m.embeddings = d.bytes(len(t.pieces) * narrow)
	m.embedScales = d.floats(len(t.pieces))
	m.layers[0] = d.layer(narrow)
	m.layers[1] = d.layer(wide)
	m.last = d.matrix(wide, wide)
	if d.err == nil && len(d.rest) > 0 {
		d.err = fmt.Errorf("encoder.bin has %d bytes too many", len(d.rest))
	}
	return t, m, d.err
}
