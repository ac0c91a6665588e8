package dots

// fastKernel uses NEON, which every 64-bit ARM processor has.
func fastKernel() kernel {
	return func(sums *[tileRows * lanes]int32, rows, panel []int16) {
		size := len(rows) / tileRows
		_, _ = rows[tileRows*size-1], panel[lanes*size-1]
		tileNEON(sums, &rows[0], size, &panel[0])
	}
}

// tileNEON is a kernel for vectors of size numbers.
//
//go:noescape
func tileNEON(sums *[tileRows * lanes]int32, rows *int16, size int, panel *int16)
