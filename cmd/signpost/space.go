package main

import (
	"fmt"
	"math"
	"os"

	"signpost/gaps/encoder"
	"signpost/gaps/vectors"
	"signpost/gaps/wordmodel"
	"signpost/internal/report"

	"github.com/spf13/cobra"
)

// usuallyEncoded is up to how many different questions the meaning of sentences is compared
// unless a flag says otherwise: two cores take a minute for so many of ten words, and six
// for so many of eighty, more than which are not looked at (docs/models/encoder.md).
const usuallyEncoded = 50_000

// A mode says whether the meaning of English sentences is compared: as a rule, unless there
// are too many of them.
type mode struct{ fast, best bool }

// add adds the flags that say otherwise.
func (m *mode) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&m.fast, "fast", false, "compare words alone, not the meaning of English sentences")
	cmd.Flags().BoolVar(&m.best, "best", false, fmt.Sprintf("compare the meaning of English sentences past %s different questions, too", report.Thousands(usuallyEncoded)))
	cmd.MarkFlagsMutuallyExclusive("fast", "best")
}

// open gives what questions are compared by: the sentence encoder, and the word model of
// the binary, or that of a file. Of words "none", those that texts share, alone unless the
// encoder is asked for.
func (m mode) open(words string) (vectors.Space, error) {
	space := vectors.Space{EncodeAtMost: usuallyEncoded}
	if m.best {
		space.EncodeAtMost = math.MaxInt
	}
	var err error
	switch words {
	case "":
		space.Words, err = wordmodel.Shipped()
	case "none":
		m.fast = m.fast || !m.best
	default:
		var data []byte
		if data, err = os.ReadFile(words); err == nil {
			space.Words, err = wordmodel.Read(data)
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", words, err)
		}
	}
	if err != nil || m.fast {
		return space, err
	}
	e, err := encoder.Open()
	if err != nil {
		return space, err
	}
	space.Encoder = e
	return space, nil
}
