package encoder

// tileRows is how many rows of activations a kernel takes at a time.
const tileRows = 4

// kernels are the two inner loops, in pure Go or in vector instructions. Both
// kinds give the same bits: tile counts in whole numbers, and weigh adds up each
// sum in the same order, rounding every product.
type kernels struct {
	// tile writes sums[r*stride+c], for 4 rows and the 16 outputs of a panel, of
	// acts[r*inputs+i] × weight (i, c). inputs is a multiple of 8.
	tile func(sums []int32, stride int, acts []int16, inputs int, panel []byte)
	// weigh writes sums[c], for c below len(sums), of weights[i] × rows[i*stride+c].
	// len(sums) is a multiple of 16.
	weigh func(sums, weights, rows []float32, stride int)
}

func pureKernels() kernels {
	return kernels{tile: tilePure, weigh: weighPure}
}

func tilePure(sums []int32, stride int, acts []int16, inputs int, panel []byte) {
	panel = panel[:inputs*lanes]
	for r := range tileRows {
		var s [lanes]int32
		row := acts[r*inputs : (r+1)*inputs]
		for i := 0; i < inputs; i += 2 {
			a, b := int32(row[i]), int32(row[i+1])
			weights := panel[i*lanes : (i+2)*lanes]
			for c := range s {
				s[c] += a*int32(int8(weights[2*c])) + b*int32(int8(weights[2*c+1]))
			}
		}
		copy(sums[r*stride:], s[:])
	}
}

func weighPure(sums, weights, rows []float32, stride int) {
	clear(sums)
	for i, w := range weights {
		row := rows[i*stride:][:len(sums)]
		for c, v := range row {
			sums[c] += float32(w * v)
		}
	}
}
