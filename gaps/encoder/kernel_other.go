//go:build !amd64 && !arm64

package encoder

// fastKernels are the pure ones where no vector instructions are written for.
func fastKernels() kernels {
	return pureKernels()
}
