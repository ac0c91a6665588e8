package main

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// commands lists a command and all below it.
func commands(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		all = append(all, commands(sub)...)
	}
	return all
}

// TestHelp holds help to a screen, and its examples to what can be typed.
func TestHelp(t *testing.T) {
	const screenLines = 44
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard}
	for _, c := range commands(a.rootCommand()) {
		if c.Name() == "help" {
			continue
		}
		var out bytes.Buffer
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		if status := run(t.Context(), args, nil, &out, io.Discard); status != statusDone {
			t.Errorf("%s --help ends with status %d", c.CommandPath(), status)
		}
		if n := strings.Count(out.String(), "\n"); n > screenLines {
			t.Errorf("%s --help has %d lines, want at most %d", c.CommandPath(), n, screenLines)
		}
		examples := strings.Split(c.Example, "\n")
		if len(examples) != 2 {
			t.Errorf("%s has %d examples, want 2", c.CommandPath(), len(examples))
		}
		for _, example := range examples {
			tryExample(t, c, example)
		}
	}
}

// words splits a line as a shell does, as far as our examples go.
var words = regexp.MustCompile(`"[^"]*"|\S+`)

// tryExample parses an example's flags and arguments without running it.
func tryExample(t *testing.T, c *cobra.Command, example string) {
	t.Helper()
	_, typed, ok := strings.Cut(example, "signpost ")
	if !ok {
		t.Errorf("%s: the example %q does not call signpost", c.CommandPath(), example)
		return
	}
	typed, _, _ = strings.Cut(typed, " |")
	typed, _, _ = strings.Cut(typed, " >")
	args := words.FindAllString(strings.TrimSuffix(typed, ")"), -1)
	fresh := (&app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard}).rootCommand()
	found, rest, err := fresh.Find(args)
	if err != nil {
		t.Errorf("%q: %v", example, err)
		return
	}
	if c.HasParent() && !strings.HasPrefix(found.CommandPath(), c.CommandPath()) {
		t.Errorf("%q is an example of %s, and stands in the help of %s", example, found.CommandPath(), c.CommandPath())
	}
	if err := found.ParseFlags(rest); err != nil {
		t.Errorf("%q: %v", example, err)
		return
	}
	if err := found.ValidateRequiredFlags(); err != nil {
		t.Errorf("%q: %v", example, err)
	}
	if err := found.ValidateArgs(found.Flags().Args()); err != nil {
		t.Errorf("%q: %v", example, err)
	}
}
