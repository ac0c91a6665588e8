package main

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// ourCommand is a command line of ours in a script, a configuration or a code block.
var ourCommand = regexp.MustCompile(`(?:^|[\s"'=])(?:bin/|/usr/bin/|\./cmd/)?signpost ([a-z][^\n]*)`)

// inDockerfile is how an image calls the program that is its entry point.
var inDockerfile = regexp.MustCompile(`(?m)^CMD (\[.*\])$`)

// commandLines are the command lines in a file. Prose names commands, too, so that of
// Markdown only blocks of code count, and of comments only what is set apart.
func commandLines(name, text string) [][]string {
	var found [][]string
	if m := inDockerfile.FindStringSubmatch(text); m != nil {
		var args []string
		if json.Unmarshal([]byte(m[1]), &args) == nil {
			found = append(found, args)
		}
	}
	fenced := false
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "```") {
			fenced = !fenced
		}
		comment := strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//") || strings.HasPrefix(trimmed, "echo ")
		apart := strings.HasPrefix(trimmed, "#   ") || strings.HasPrefix(trimmed, "//   ")
		if filepath.Ext(name) == ".md" && !fenced || comment && !apart {
			continue
		}
		for _, part := range regexp.MustCompile(`&&|;|\||\s#`).Split(strings.TrimRight(line, "\n"), -1) {
			m := ourCommand.FindStringSubmatch(part)
			if m == nil {
				continue
			}
			typed, _, _ := strings.Cut(m[1], " >")
			typed = strings.TrimRight(typed, ` ")`)
			if strings.Count(typed, `"`)%2 == 1 {
				typed += `"`
			}
			found = append(found, words.FindAllString(typed, -1))
		}
	}
	return found
}

// Every command line that we give to others uses commands and flags that exist.
func TestCommandLinesThatOthersCopy(t *testing.T) {
	root, n := filepath.Join("..", ".."), 0
	for _, top := range []string{"deploy", "README.md", ".github", ".ci", "content", "dev/release"} {
		seen := 0
		err := filepath.WalkDir(filepath.Join(root, top), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") {
				return err
			}
			data, err := os.ReadFile(name)
			for _, args := range commandLines(name, string(data)) {
				seen++
				if err := parses(args); err != nil {
					t.Errorf("%s: signpost %s: %v", name, strings.Join(args, " "), err)
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if seen == 0 && (top == "deploy" || top == "README.md" || top == "content") {
			t.Errorf("%s: no command line was found", top)
		}
		n += seen
	}
	t.Logf("%d command lines", n)
}

// parses tells whether a command line could be run.
func parses(args []string) error {
	fresh := (&app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard}).rootCommand()
	found, rest, err := fresh.Find(args)
	if err != nil {
		return err
	}
	if err := found.ParseFlags(rest); err != nil {
		return err
	}
	return errors.Join(found.ValidateRequiredFlags(), found.ValidateArgs(found.Flags().Args()))
}
