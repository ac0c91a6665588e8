package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// stage tells a person what is done and how long it took, one aligned line for
// each finished stage.
func (a *app) stage(name string, start time.Time, format string, args ...any) {
	took := a.now().Sub(start)
	fmt.Fprintf(a.stderr, "%-13s %-52s %6.2f s\n", name, fmt.Sprintf(format, args...), took.Seconds())
}

// say tells a person something.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.stderr, format+"\n", args...) }

// writeJSON writes one JSON value, the only thing on standard output.
func writeJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// plural writes a count and its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
