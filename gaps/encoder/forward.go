package encoder

import "math"

// scratch is the working memory for one batch. It grows to the largest batch.
type scratch struct {
	kernels kernels
	acts    []int16   // quantised rows
	scales  []float32 // of these rows
	sums    []int32
	first   []float32 // residual stream of the first layer's input
	stream  []float32 // residual stream
	normed  []float32
	grown   []float32 // queries, keys and values; the feed-forward part's inside
	joined  []float32 // what attention brought together
	keys    []float32 // keys of one head, a column for each token
	scored  []float32 // attention of one token
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// forward writes the vectors of a batch: texts as ids of pieces, each vector
// wide long and of length 1. It is the published graph, up to the rounding of weights
// and activations; rows of a batch do not touch each other but for attention within
// a text.
func (m *model) forward(s *scratch, texts [][]int32, vectors [][]float32) {
	tokens := 0
	for _, ids := range texts {
		tokens += len(ids)
	}
	s.first = grow(s.first, tokens*narrow)
	row := 0
	for _, ids := range texts {
		for place, id := range ids {
			m.embed(s.first[row*narrow:(row+1)*narrow], id, place)
			row++
		}
	}
	s.stream = grow(s.stream, tokens*wide)
	input := s.first
	for i := range m.layers {
		m.layers[i].run(s, texts, input)
		input = s.stream
	}
	m.pool(s, texts, vectors)
}

// embed writes a token's row: its embedding twice and its place, as the published
// graph adds the embedding to the sum of both.
func (m *model) embed(row []float32, id int32, place int) {
	scale := m.embedScales[id]
	weights := m.embeddings[int(id)*narrow:][:narrow]
	places := m.places[place*narrow:][:narrow]
	for i, w := range weights {
		v := float32(float32(int8(w)) * scale)
		row[i] = v + (v + places[i])
	}
}

// run takes the layer's input and leaves its output in s.stream, which is the
// input of the second layer and not that of the first.
func (l *layer) run(s *scratch, texts [][]int32, input []float32) {
	rows := len(input) / l.width
	if l.widen != nil {
		s.quantise(input, l.width)
		s.multiply(l.widen, rows)
		for r := range rows {
			l.widen.output(s.stream[r*wide:(r+1)*wide], s.sums[r*wide:], s.scales[r])
		}
	}
	s.normalize(l.attendNorm, input, l.width)
	s.quantise(s.normed, l.width)
	s.multiply(&l.attend, rows)
	s.grown = grow(s.grown, rows*3*l.width)
	for r := range rows {
		l.attend.output(s.grown[r*3*l.width:(r+1)*3*l.width], s.sums[r*3*l.width:], s.scales[r])
	}
	s.joined = grow(s.joined, rows*l.width)
	from := 0
	for _, ids := range texts {
		s.attend(from, len(ids), l.width)
		from += len(ids)
	}
	s.quantise(s.joined, l.width)
	s.multiply(&l.behind, rows)
	s.addTo(s.stream, &l.behind)

	s.normalize(l.forwardNorm, s.stream, wide)
	s.quantise(s.normed, wide)
	s.multiply(&l.grow, rows)
	s.grown = grow(s.grown, rows*inner)
	for r := range rows {
		row := s.grown[r*inner : (r+1)*inner]
		l.grow.output(row, s.sums[r*inner:], s.scales[r])
		for i, v := range row {
			if v < 0 {
				row[i] = 0
			}
		}
	}
	s.quantise(s.grown, inner)
	s.multiply(&l.shrink, rows)
	s.addTo(s.stream, &l.shrink)
}

// attend joins, for each token of a text and each head, the values of all its
// tokens, weighed by softmax(query × key / √size).
func (s *scratch) attend(from, count, width int) {
	size, stride := width/heads, 3*width
	padded := (count + lanes - 1) / lanes * lanes
	s.keys = grow(s.keys, size*padded)
	s.scored = grow(s.scored, padded)
	queries := make([]float32, size)
	scale := float32(1 / math.Sqrt(float64(size)))
	rows := s.grown[from*stride:]
	for head := range heads {
		at := head * size
		clear(s.keys)
		for t := range count {
			for i, v := range rows[t*stride+width+at:][:size] {
				s.keys[i*padded+t] = v
			}
		}
		for t := range count {
			for i, v := range rows[t*stride+at:][:size] {
				queries[i] = float32(v * scale)
			}
			s.kernels.weigh(s.scored, queries, s.keys, padded)
			softmax(s.scored[:count])
			s.kernels.weigh(s.joined[(from+t)*width+at:][:size], s.scored[:count], rows[2*width+at:], stride)
		}
	}
}

// pool writes each text's vector: the mean of its rows, through the last matrix
// and tanh, made 1 long. A text without pieces has a mean of 0.
func (m *model) pool(s *scratch, texts [][]int32, vectors [][]float32) {
	means := grow(s.normed, len(texts)*wide)
	clear(means)
	row := 0
	for t, ids := range texts {
		mean := means[t*wide : (t+1)*wide]
		for range ids {
			for i, v := range s.stream[row*wide:][:wide] {
				mean[i] += v
			}
			row++
		}
		if count := float32(len(ids)); count > 0 {
			for i := range mean {
				mean[i] /= count
			}
		}
	}
	s.quantise(means, wide)
	s.multiply(&m.last, len(texts))
	squares := make([]float32, wide)
	for t := range texts {
		vector := make([]float32, wide)
		m.last.output(vector, s.sums[t*wide:], s.scales[t])
		for i, v := range vector {
			vector[i] = tanh(v)
			squares[i] = float32(vector[i] * vector[i])
		}
		length := float32(math.Sqrt(float64(max(sum(squares), 1e-12))))
		for i := range vector {
			vector[i] /= length
		}
		vectors[t] = vector
	}
}

func (s *scratch) normalize(n normalization, rows []float32, width int) {
	s.normed = grow(s.normed, len(rows))
	for r := 0; r < len(rows); r += width {
		n.normalize(s.normed[r:r+width], rows[r:r+width])
	}
}

// quantise fills s.acts and s.scales, rows up to the next multiple of a tile
// with zeros.
func (s *scratch) quantise(values []float32, width int) {
	rows := len(values) / width
	padded := (rows + tileRows - 1) / tileRows * tileRows
	s.acts = grow(s.acts, padded*width)
	s.scales = grow(s.scales, padded)
	for r := range rows {
		s.scales[r] = quantise(s.acts[r*width:(r+1)*width], values[r*width:(r+1)*width])
	}
	clear(s.acts[rows*width:])
}

// multiply fills s.sums with acts × m, panel by panel: a panel stays in the
// nearest cache while all rows pass.
func (s *scratch) multiply(m *matrix, rows int) {
	padded := (rows + tileRows - 1) / tileRows * tileRows
	s.sums = grow(s.sums, padded*m.outputs)
	for c := 0; c < m.outputs; c += lanes {
		panel := m.panels[c*m.inputs : (c+lanes)*m.inputs]
		for r := 0; r < padded; r += tileRows {
			s.kernels.tile(s.sums[r*m.outputs+c:], m.outputs, s.acts[r*m.inputs:], m.inputs, panel)
		}
	}
}

// output turns a row's sums into numbers, and adds the bias.
func (m *matrix) output(row []float32, sums []int32, scale float32) {
	sums, scales, biases := sums[:len(row)], m.scales[:len(row)], m.biases[:len(row)]
	for i, v := range sums {
		row[i] = float32(float32(v)*float32(scale*scales[i])) + biases[i]
	}
}

// addTo adds the output of a matrix to rows.
func (s *scratch) addTo(rows []float32, m *matrix) {
	for r := 0; r < len(rows); r += m.outputs {
		scale := s.scales[r/m.outputs]
		for i, v := range s.sums[r : r+m.outputs] {
			rows[r+i] += float32(float32(v)*float32(scale*m.scales[i])) + m.biases[i]
		}
	}
}
