package encoder

// fastKernels use NEON, which every 64-bit ARM processor has.
func fastKernels() kernels {
	return kernels{
		tile: func(sums []int32, stride int, acts []int16, inputs int, panel []byte) {
			_, _, _ = sums[(tileRows-1)*stride+lanes-1], acts[tileRows*inputs-1], panel[inputs*lanes-1]
			tileNEON(&sums[0], 4*stride, &acts[0], inputs, &panel[0])
		},
		weigh: func(sums, weights, rows []float32, stride int) {
			if len(weights) == 0 {
				clear(sums)
				return
			}
			_ = rows[(len(weights)-1)*stride+len(sums)-1]
			weighNEON(&sums[0], len(sums), &weights[0], len(weights), &rows[0], 4*stride)
		},
	}
}

// tileNEON is kernels.tile; stride is in bytes.
//
//go:noescape
func tileNEON(sums *int32, stride int, acts *int16, inputs int, panel *byte)

// weighNEON is kernels.weigh; stride is in bytes.
//
//go:noescape
func weighNEON(sums *float32, size int, weights *float32, count int, rows *float32, stride int)
