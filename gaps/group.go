package gaps

import (
	"context"
	"errors"

	"signpost/gaps/vectors"
)

// A grouped has the group of each text, numbered by the sorted texts' first
// appearance, and its vector before smoothing.
type grouped struct {
	group   []int
	vectors [][]float32
}

// groupTexts groups texts as questions are that nobody answered. Equal texts share a
// group; order does not matter. The errors are those of the space and of the store.
func groupTexts(ctx context.Context, space vectors.Space, texts []string) (out grouped, err error) {
	aside := &store{}
	defer func() { err = errors.Join(err, aside.close()) }()
	folds, at := newFolds(aside, func(yield func(key) bool) {
		for _, t := range texts {
			if !yield(key{text: t}) {
				return
			}
		}
	})
	groups, _, err := folds.group(ctx, space.For(folds.Len()))
	if err != nil {
		return grouped{}, err
	}
	for _, fold := range at {
		out.group, out.vectors = append(out.group, groups[fold]), append(out.vectors, aside.vector(fold))
	}
	return out, aside.err()
}
