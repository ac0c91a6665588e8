//go:build !amd64 && !arm64

package dots

// fastKernel is the pure one where no vector instructions are written for.
func fastKernel() kernel { return pure }
