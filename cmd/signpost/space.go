package main

import (
	"fmt"
	"os"

	"signpost/gaps/encoder"
	"signpost/gaps/vectors"
	"signpost/gaps/wordmodel"

	"github.com/spf13/cobra"
)

// addBest adds the flag of the best mode.
func addBest(cmd *cobra.Command, best *bool) {
	cmd.Flags().BoolVar(best, "best", false, "compare the meaning of English sentences, too; slower")
}

// openSpace gives what questions are compared by: the word model of the binary, or
// that of a file, or none, and in the best mode the sentence encoder.
func openSpace(words string, best bool) (vectors.Space, error) {
	var space vectors.Space
	var err error
	switch words {
	case "":
		space.Words, err = wordmodel.Shipped()
	case "none":
	default:
		var data []byte
		if data, err = os.ReadFile(words); err == nil {
			space.Words, err = wordmodel.Read(data)
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", words, err)
		}
	}
	if err != nil {
		return space, err
	}
	if best {
		e, err := encoder.Open()
		if err != nil {
			return space, err
		}
		space.Encoder = e
	}
	return space, nil
}
