package encoder

import "golang.org/x/sys/cpu"

// fastKernels use AVX2 where the processor has it.
func fastKernels() kernels {
	if !cpu.X86.HasAVX2 {
		return pureKernels()
	}
	return kernels{
		tile: func(sums []int32, stride int, acts []int16, inputs int, panel []byte) {
			_, _, _ = sums[(tileRows-1)*stride+lanes-1], acts[tileRows*inputs-1], panel[inputs*lanes-1]
			tileAVX2(&sums[0], 4*stride, &acts[0], inputs, &panel[0])
		},
		weigh: func(sums, weights, rows []float32, stride int) {
			if len(weights) == 0 {
				clear(sums)
				return
			}
			_ = rows[(len(weights)-1)*stride+len(sums)-1]
			weighAVX(&sums[0], len(sums), &weights[0], len(weights), &rows[0], 4*stride)
		},
	}
}

// tileAVX2 is kernels.tile; stride is in bytes.
//
//go:noescape
func tileAVX2(sums *int32, stride int, acts *int16, inputs int, panel *byte)

// weighAVX is kernels.weigh; stride is in bytes.
//
//go:noescape
func weighAVX(sums *float32, size int, weights *float32, count int, rows *float32, stride int)
