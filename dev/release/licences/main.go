// Command licences reads a list of components (SBOM, CycloneDX, JSON) from standard
// input and prints module, version and licence of each as CSV. A component whose
// licence is not known, or is not of those that we may ship, is an error: a person
// has to look.
package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// allowed are the licences that a program under Apache-2.0 may carry with their
// notices.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unlicense"}

// read are the licences that a person has read where the detector errs: the Go
// project's BSD licence, taken for another of that family, and chroma's, beside
// which a font of its documentation has its own.
var read = map[string]string{
	"github.com/alecthomas/chroma/v2": "MIT",
	"golang.org/x/":                   "BSD-3-Clause",
	"std":                             "BSD-3-Clause",
}

func licencesOf(c component) []string {
	for prefix, id := range read {
		if strings.HasPrefix(c.Name, prefix) {
			return []string{id}
		}
	}
	var ids []string
	for _, l := range c.Licenses {
		ids = append(ids, l.License.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

type bom struct {
	Components []component `json:"components"`
}

type component struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Licenses []struct {
		License struct {
			ID string `json:"id"`
		} `json:"license"`
	} `json:"licenses"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var b bom
	if err := json.NewDecoder(in).Decode(&b); err != nil {
		return fmt.Errorf("read the list of components: %w", err)
	}
	w := csv.NewWriter(out)
	rows := [][]string{{"module", "version", "licence"}}
	var problems []error
	for _, c := range b.Components {
		if c.Name == "signpost" {
			continue
		}
		ids := licencesOf(c)
		if !slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(allowed, id) }) {
			problems = append(problems, fmt.Errorf("%s %s: licence %q", c.Name, c.Version, strings.Join(ids, " ")))
		}
		rows = append(rows, []string{c.Name, c.Version, strings.Join(ids, " ")})
	}
	if len(rows) == 1 {
		problems = append(problems, errors.New("the list names no component"))
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write the licences: %w", err)
	}
	return errors.Join(problems...)
}
