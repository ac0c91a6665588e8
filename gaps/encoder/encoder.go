// Package encoder turns English sentences into vectors whose cosine tells how
// near their meanings are. It is the Universal Sentence Encoder Lite (Cer and
// others 2018, arXiv 1803.11175): a tokenizer of 8,000 pieces, two transformer
// layers, the mean over the pieces, and one layer more. The weights were published
// under the Apache License 2.0 and are carried in the binary, rounded to 8 bits
// (NOTICE, docs/models/encoder.md); dev/train/encoder converts them.
//
// The same text has the same vector, bit for bit, on any processor, in any batch
// and on any number of cores. Weights times activations are whole numbers, added
// up exactly; what remains avoids everything that processors do differently.
//
// The package is a leaf: it knows texts and vectors only.
package encoder

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// batchTokens is how many pieces go through the layers together, a text more or
// less: enough to use each weight many times, few enough for the cache.
const batchTokens = 160

// Encoder makes vectors. It is safe for concurrent use.
type Encoder struct {
	tokenizer *tokenizer
	model     *model
	kernels   kernels
}

// Open reads the model that the binary carries: some milliseconds and 1 MB, as
// weights are used where they lie. An error means that the binary is damaged.
func Open() (*Encoder, error) {
	t, m, err := decode(encoderBin)
	if err != nil {
		return nil, fmt.Errorf("sentence encoder: %w", err)
	}
	return &Encoder{tokenizer: t, model: m, kernels: fastKernels()}, nil
}

// Encode returns a vector of Size numbers and of length 1 for each text, by
// position. Of a text it takes the first 128 pieces, some 80 words. A text without
// any word has a vector, too: always the same one. The only error is ctx's.
func (e *Encoder) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	ids := make([][]int32, len(texts))
	workers := min(runtime.GOMAXPROCS(0), len(texts))
	const share = 64 // texts that a worker takes at a time
	err := parallel(ctx, workers, (len(texts)+share-1)/share, func() func(int) {
		return func(i int) {
			for j := i * share; j < min((i+1)*share, len(texts)); j++ {
				ids[j] = e.tokenizer.encode(texts[j])
			}
		}
	})
	if err != nil {
		return nil, err
	}
	batches := cut(ids)
	err = parallel(ctx, workers, len(batches)-1, func() func(int) {
		s := &scratch{kernels: e.kernels}
		return func(i int) {
			from, to := batches[i], batches[i+1]
			e.model.forward(s, ids[from:to], vectors[from:to])
		}
	})
	if err != nil {
		return nil, err
	}
	return vectors, nil
}

// cut returns where batches begin, and the end.
func cut(ids [][]int32) []int {
	bounds := []int{0}
	tokens, count := 0, 0
	for i, text := range ids {
		if tokens+len(text) > batchTokens && count > 0 || count == batchTokens {
			bounds = append(bounds, i)
			tokens, count = 0, 0
		}
		tokens += len(text)
		count++
	}
	return append(bounds, len(ids))
}

// parallel calls, on each of some workers, what start returns with numbers below
// n, each once, until all are done or ctx is.
func parallel(ctx context.Context, workers, n int, start func() func(int)) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			work := start()
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(i)
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}
