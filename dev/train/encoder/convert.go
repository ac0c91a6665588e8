package main

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The names of tensors in the published graph.
const (
	inStack = "module_apply_default/Encoder_en/KonaTransformer/Encode/TransformerStack/"
	inApply = "module_apply_default/Encoder_en/KonaTransformer/Encode/"
	inMain  = "module/Encoder_en/KonaTransformer/Encode/"
	inLast  = "module/Encoder_en/hidden_layers/tanh_layer_0/"
	joined  = "/ConcatPartitions/concat"

	embeddings = "module/Embeddings_en"
	timescales = inStack + "Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1"
)

const (
	maxTokens = 128 // the graph drops what stands behind (ClipToMaxLength)
	lanes     = 16  // output columns that lie side by side in a panel
)

// writer collects the file; the first error stays.
type writer struct {
	src source
	out []byte
	err error
}

func convert(src source) ([]byte, error) {
	w := &writer{src: src, out: []byte("USELITE1")}
	w.pieces()
	w.positions()
	w.embeddings()
	for _, layer := range []string{"Layer_0/", "Layer_1/"} {
		block := inApply + layer + "TransformerLayer/"
		w.norm(block + "layer_prepostprocess/layer_norm/layer_norm_")
		if layer == "Layer_0/" {
			w.matrix(block+"dense/kernel"+joined, block+"dense/bias"+joined)
		}
		for _, part := range []string{"qkv", "output"} {
			name := "MultiheadAttention/" + part + "_transform_single/"
			w.matrix(inMain+layer+"TransformerLayer/"+name+"kernel/part_0", block+name+"bias"+joined)
		}
		w.norm(block + "FFN/layer_prepostprocess/layer_norm/layer_norm_")
		for _, part := range []string{"FFN/conv1/", "FFN/conv2/"} {
			w.matrix(inStack+layer+"TransformerLayer/"+part+"Tensordot/Reshape_1", block+part+"bias"+joined)
		}
	}
	w.matrix(inLast+"weights", inLast+"bias")
	return w.out, w.err
}

func (w *writer) tensor(name string) tensor {
	t, found := w.src.tensors[name]
	if !found && w.err == nil {
		w.err = fmt.Errorf("the model has no tensor %s", name)
	}
	return t
}

func (w *writer) floats(values ...float32) {
	for _, v := range values {
		w.out = binary.LittleEndian.AppendUint32(w.out, math.Float32bits(v))
	}
}

func (w *writer) pieces() {
	w.out = binary.LittleEndian.AppendUint32(w.out, uint32(len(w.src.pieces)))
	for _, p := range w.src.pieces {
		w.out = append(w.out, byte(len(p.text)))
		w.out = append(w.out, p.text...)
	}
	for _, p := range w.src.pieces {
		w.out = binary.LittleEndian.AppendUint64(w.out, math.Float64bits(p.score))
	}
}

// positions writes what the graph adds for each place in a text: sines, then
// cosines, of the place times the published time scales.
func (w *writer) positions() {
	scales := w.tensor(timescales).values
	for place := range maxTokens {
		for _, wave := range []func(float64) float64{math.Sin, math.Cos} {
			for _, scale := range scales {
				// Rounded to 2^-16, so that the last bit of a sine, which differs
				// between processors, does not reach the file.
				angle := float64(float32(place) * scale)
				w.floats(float32(math.Round(wave(angle)*65536) / 65536))
			}
		}
	}
}

// embeddings writes a row of int8 for each piece, then the rows' scales.
func (w *writer) embeddings() {
	t := w.tensor(embeddings)
	if w.err != nil {
		return
	}
	width := t.shape[1]
	var scales []float32
	for i := range w.src.pieces {
		row := t.values[i*width : (i+1)*width]
		scale := scaleOf(row)
		scales = append(scales, scale)
		for _, v := range row {
			w.out = append(w.out, quantised(v, scale))
		}
	}
	w.floats(scales...)
}

func (w *writer) norm(name string) {
	w.floats(w.tensor(name + "scale" + joined).values...)
	w.floats(w.tensor(name + "bias" + joined).values...)
}

// matrix writes the scale of each output column, the biases and the weights as
// int8 in panels: 16 columns, and of these two rows at a time, column by column.
func (w *writer) matrix(kernel, bias string) {
	t := w.tensor(kernel)
	if w.err != nil {
		return
	}
	rows, columns := t.shape[len(t.shape)-2], t.shape[len(t.shape)-1]
	scales := make([]float32, columns)
	column := make([]float32, rows)
	for c := range columns {
		for r := range rows {
			column[r] = t.values[r*columns+c]
		}
		scales[c] = scaleOf(column)
	}
	w.floats(scales...)
	w.floats(w.tensor(bias).values...)
	for panel := 0; panel < columns; panel += lanes {
		for r := 0; r < rows; r += 2 {
			for c := panel; c < panel+lanes; c++ {
				w.out = append(w.out,
					quantised(t.values[r*columns+c], scales[c]),
					quantised(t.values[(r+1)*columns+c], scales[c]))
			}
		}
	}
}

// scaleOf returns what the int8 of values count in.
func scaleOf(values []float32) float32 {
	var largest float32
	for _, v := range values {
		largest = max(largest, v, -v)
	}
	return largest / 127
}

func quantised(value, scale float32) byte {
	if scale == 0 {
		return 0
	}
	return byte(int8(math.RoundToEven(float64(value / scale))))
}
