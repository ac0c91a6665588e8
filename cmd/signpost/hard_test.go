//go:build linux

package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// hardLimit is what a command may take at most, in KiB.
const hardLimit = 300 << 10

// talk is one conversation of Intercom on one line.
func talk(id int) string {
	return fmt.Sprintf(`{"type":"conversation","id":"%d","created_at":1790000000,"updated_at":1790000009,"state":"closed","source":{"type":"conversation","id":"s%d","body":"<p>How do I change the colour of the header?</p>","author":{"type":"user","id":"u%d"}},`+
		`"conversation_parts":{"conversation_parts":[{"id":"%d1","part_type":"comment","body":"<p>Open Settings.</p>","created_at":1790000005,"author":{"type":"admin","id":"a"}}],"total_count":1}}`, id, id, id, id)
}

// hardBytes is how long the longest line is: more than a record may have, or what
// SIGNPOST_HUGE_BYTES says.
func hardBytes(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("SIGNPOST_HUGE_BYTES"))
	if err != nil && os.Getenv("SIGNPOST_HUGE_BYTES") != "" {
		t.Fatal(err)
	}
	return max(n, 65<<20)
}

// repeat writes a text so often that it has n bytes.
func repeat(w io.Writer, text string, n int) {
	block := bytes.Repeat([]byte(text), 1<<20/len(text))
	for ; n > 0; n -= len(block) {
		_, _ = w.Write(block[:min(n, len(block))]) // a fault shows when the file is closed
	}
}

// TestHardInput gives each command that reads exports what is hard to read. All
// must say the same of it, within the same memory: what is whole is read, and every
// record that is not is named.
func TestHardInput(t *testing.T) {
	if testing.Short() {
		t.Skip("reads several times 65 MiB")
	}
	long := hardBytes(t)
	all := talk(1) + "\n" + talk(2) + "\n" + talk(3) + "\n"
	for _, c := range []struct {
		name  string
		write func(w io.Writer)
		// read is how many conversations there are, status what the commands end
		// with, told what they say, a regular expression.
		read, status int
		told         string
	}{
		{"long line", func(w io.Writer) {
			fmt.Fprint(w, talk(1)+"\n"+`{"type":"conversation","id":"9","source":{"body":"`)
			repeat(w, "x", long)
			fmt.Fprint(w, `"}}`+"\n"+talk(2)+"\n")
		}, 2, 1, `line 2, byte \d+: record is larger than 64 MiB`},
		{"one long line alone", func(w io.Writer) {
			fmt.Fprint(w, `{"type":"conversation","id":"9","source":{"body":"`)
			repeat(w, "x", long)
		}, 0, 2, `line 1, byte `},
		{"deep", func(w io.Writer) {
			fmt.Fprint(w, talk(1)+"\n"+`{"type":"conversation","id":"9","x":`)
			repeat(w, "[", 1_000_000)
			repeat(w, "]", 1_000_000)
			fmt.Fprint(w, "}\n"+talk(2)+"\n")
		}, 2, 1, `line 2, byte \d+: record is nested more than 1,000 levels deep`},
		{"deep and open", func(w io.Writer) {
			fmt.Fprint(w, talk(1)+"\n"+talk(2)+"\n")
			repeat(w, `{"a":`, 5_000_000)
		}, 2, 1, `line 3, byte `},
		{"keys twice", func(w io.Writer) {
			fmt.Fprint(w, strings.Replace(all, `"id":"2"`, `"id":"1","id":"2"`, 1))
		}, 3, 0, ``},
		{"broken letters", func(w io.Writer) {
			fmt.Fprint(w, strings.Replace(all, "colour", "col\xffur\xc3", 1))
		}, 3, 0, ``},
		{"thousandfold zip", func(w io.Writer) {
			z := zip.NewWriter(w)
			in, _ := z.Create("export.json")
			fmt.Fprint(in, "[")
			repeat(in, " ", 100<<20)
			z.Close()
		}, 0, 2, `unpacks to more than 200 times its size`},
		{"thousandfold zip with a beginning", func(w io.Writer) {
			z := zip.NewWriter(w)
			in, _ := z.Create("export.json")
			fmt.Fprint(in, "["+talk(1)+","+talk(2)+",")
			repeat(in, " ", 100<<20)
			z.Close()
		}, 2, 1, `unpacks to more than 200 times its size.*; what came before was read`},
		{"cut list", func(w io.Writer) {
			fmt.Fprint(w, "["+talk(1)+",\n"+talk(2)+",\n"+talk(3)[:200])
		}, 2, 1, `line 3, byte \d+: the file ends in the middle of a record`},
		{"cut gzip", func(w io.Writer) {
			var packed bytes.Buffer
			z := gzip.NewWriter(&packed)
			for i := range 3000 {
				fmt.Fprintln(z, talk(i+1))
			}
			z.Close()
			_, _ = w.Write(packed.Bytes()[:packed.Len()-100])
		}, -1, 1, `the packed data are damaged or cut off; what came before was read`},
		{"cut line", func(w io.Writer) {
			fmt.Fprint(w, talk(1)+"\n"+talk(2)[:200]+"\n"+talk(3)+"\n")
		}, 2, 1, `line 2, byte \d+: not valid JSON`},
		{"many cut lines", func(w io.Writer) {
			for i := range 8 {
				fmt.Fprint(w, talk(i)+"\n"+talk(i + 100)[:200]+"\n")
			}
		}, 8, 1, `line 2, byte \d+: not valid JSON(.|\n)*and 5 more`},
		{"cut last line", func(w io.Writer) {
			fmt.Fprint(w, talk(1)+"\n"+talk(2)+"\n"+talk(3)[:200])
		}, 2, 1, `line 3, byte \d+: the file ends in the middle of a record`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			in := filepath.Join(dir, "export")
			f, err := os.Create(in)
			if err != nil {
				t.Fatal(err)
			}
			c.write(f)
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			site := filepath.Join(dir, "site")
			if err := os.MkdirAll(filepath.Join(site, "content"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(site, "content", "logo.md"), []byte("---\ntitle: Change the logo\n---\nOpen the settings.\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{
				{"conversations", in},
				{"conversations", in, "--json-lines"},
				{"practice", in, "--out", filepath.Join(dir, "practice")},
				{"gaps", in, "--site", site, "--out", filepath.Join(dir, "gaps")},
			} {
				hardRun(t, args, c.read, c.status, regexp.MustCompile(c.told))
			}
		})
	}
}

// hardRun runs a command and looks at what it says, how it ends and what it takes.
func hardRun(t *testing.T, args []string, read, status int, told *regexp.Regexp) {
	t.Helper()
	name := args[0] + strings.Join(args[2:min(3, len(args))], " ")
	cmd := exec.Command("signpost", args...)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Errorf("%s: status %d, want %d: %.2000s", name, got, status, out)
	}
	if !told.Match(out) {
		t.Errorf("%s: told %.2000s; want %s", name, out, told)
	}
	if count := fmt.Sprintf("%d conversations", read); read > 0 && !bytes.Contains(out, []byte(count)) {
		t.Errorf("%s: want %q in %.2000s", name, count, out)
	}
	peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	t.Logf("%s: %d MiB", name, peak>>10)
	if peak > hardLimit {
		t.Errorf("%s: %d MiB at the most, want %d", name, peak>>10, hardLimit>>10)
	}
}
