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

// The image and the service start by their own command lines, with their folders
// elsewhere, and write nowhere but into the folder of their state.
func TestServicesStart(t *testing.T) {
	for name, dirs := range map[string][2]string{
		"deploy/docker/Dockerfile":        {"/site", "/data"},
		"deploy/systemd/signpost.service": {"/srv/help", "/var/lib/signpost"},
	} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("..", "..", name))
			if err != nil {
				t.Fatal(err)
			}
			site, state, nowhere := t.TempDir(), t.TempDir(), t.TempDir()
			write(t, filepath.Join(site, "a.md"), "---\ntitle: A\ndescription: About a.\n---\nText.\n")
			var line []string
			for _, args := range commandLines(name, string(data)) {
				if args[0] == "serve" {
					line = args
				}
			}
			for i, arg := range line {
				switch {
				case i > 0 && strings.HasSuffix(line[i-1], "addr"):
					line[i] = "127.0.0.1:0"
				case arg == dirs[0]:
					line[i] = site
				default:
					line[i] = strings.Replace(arg, dirs[1]+"/", state+"/", 1)
				}
			}
			t.Chdir(nowhere)
			_, stderr := start(t, line...)
			stderr.waitFor(t, `"msg":"serving"`)
			if files, err := os.ReadDir(nowhere); err != nil || len(files) > 0 {
				t.Errorf("it wrote %v where it was started, %v", files, err)
			}
			if _, err := os.Stat(filepath.Join(state, "signals.db")); err != nil {
				t.Error(err)
			}
		})
	}
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
