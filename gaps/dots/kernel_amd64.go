package dots

import "golang.org/x/sys/cpu"

// fastKernel uses AVX2 where the processor has it.
func fastKernel() kernel {
	if !cpu.X86.HasAVX2 {
		return pure
	}
	return func(sums *[tileRows * lanes]int32, rows, panel []int16) {
		size := len(rows) / tileRows
		_, _ = rows[tileRows*size-1], panel[lanes*size-1]
		tileAVX2(sums, &rows[0], size, &panel[0])
	}
}

// tileAVX2 is a kernel for vectors of size numbers.
//
//go:noescape
func tileAVX2(sums *[tileRows * lanes]int32, rows *int16, size int, panel *int16)
