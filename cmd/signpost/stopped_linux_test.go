package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// manyQuestions is an export of n conversations about some fifty matters, each asked in
// other words.
func manyQuestions(t *testing.T, n int) string {
	t.Helper()
	things := strings.Fields("invoice calendar export password domain webhook template invitation backup timezone currency printer")
	deeds := strings.Fields("download share rename archive duplicate schedule encrypt translate")
	var out bytes.Buffer
	for i := range n {
		thing, deed := things[i%len(things)], deeds[i/3%len(deeds)]
		ask := fmt.Sprintf("How can I %s the %s of project %c%c when colleague %d of branch %d has left it on page %d?", deed, thing, 'A'+i%26, 'a'+i/26%26, i%97, i%89, i)
		say := fmt.Sprintf("Open Settings, choose %s, and press %s at the bottom of the list. It is kept for %d days.", thing, deed, 10+i%3)
		fmt.Fprintf(&out, `{"type":"conversation","id":"%d","created_at":%d,"state":"closed","source":{"type":"conversation","delivered_as":"customer_initiated","body":"<p>%s</p>","author":{"type":"user","id":"user%d"}},"conversation_parts":{"conversation_parts":[{"id":"p%d","part_type":"comment","body":"<p>%s</p>","created_at":%d,"author":{"type":"admin","id":"a%d","name":"Ann Agent"}}]}}`+"\n",
			i, 1_790_000_000+i*60, ask, i%70, i, say, 1_790_000_300+i*60, i%5)
	}
	path := filepath.Join(t.TempDir(), "export.ndjson")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// processorTime is what a process has used so far; 0 when it has ended.
func processorTime(pid int) time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, ok := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	if err != nil || !ok || len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

func used(cmd *exec.Cmd) time.Duration {
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// Who interrupts signpost gaps, at whatever stage, waits for no more than 2 s of processor
// time, and finds the last report and what was remembered as they were, or both anew, and no
// temporary files.
func TestGapsStopSoon(t *testing.T) {
	if testing.Short() {
		t.Skip("mines again and again")
	}
	few, many, temporary := manyQuestions(t, 40), manyQuestions(t, 2500), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	start := smallSite(t)
	if err := signpostCommand(t, start, gapsOf(few)...).Run(); err != nil {
		t.Fatal(err)
	}
	before := filesIn(t, start)
	whole := t.TempDir()
	if err := os.CopyFS(whole, os.DirFS(start)); err != nil {
		t.Fatal(err)
	}
	cmd := signpostCommand(t, whole, gapsOf(many)...)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	long, after := used(cmd), filesIn(t, whole)
	midway := 0
	const moments = 12
	for i := range moments {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
			t.Fatal(err)
		}
		at := long * time.Duration(i+1) / (moments + 1)
		cmd := signpostCommand(t, dir, gapsOf(many)...)
		var so time.Duration
		ended := kill(t, cmd, os.Interrupt, func() {
			for began := time.Now(); so < at && time.Since(began) < time.Minute; time.Sleep(time.Millisecond) {
				so = max(so, processorTime(cmd.Process.Pid))
			}
		})
		if !ended {
			midway++
		}
		if more := used(cmd) - so; !ended && more > 2*time.Second {
			t.Errorf("interrupted after %v of %v, it worked for another %v", so, long, more)
		}
		want := before
		if ended {
			want = after
		}
		if got := filesIn(t, dir); !maps.Equal(got, want) {
			t.Errorf("interrupted after %v of %v (came to its end: %v): the files are neither those of before nor all new", so, long, ended)
		}
		if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
			t.Errorf("interrupted after %v: %v is left in the folder for temporary files (%v)", so, left, err)
		}
	}
	if midway < moments/2 {
		t.Errorf("%d of %d were ended while they worked", midway, moments)
	}
}

// filesIn gives the files of a folder by their names, but for links.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		out[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// smallSite gives a folder in which site is a site of one article.
func smallSite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"site/signpost.yaml":      "title: Acme\n",
		"site/content/billing.md": "---\ntitle: Download an invoice\n---\n\nOpen Billing and press Download.\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// gapsOf is the command line that mines an export in the folder of a small site.
func gapsOf(export string) []string {
	return []string{"gaps", export, "--site", "site", "--out", "report", "--today", "2026-11-26", "--fast"}
}

// The index that a site keeps finds what one in memory does.
func TestGapsUseTheKeptIndex(t *testing.T) {
	export := manyQuestions(t, 40)
	var reports []map[string]string
	for _, kept := range []bool{false, true} {
		dir := smallSite(t)
		if kept {
			if err := signpostCommand(t, dir, "search", "--site", "site", "invoice").Run(); err != nil {
				t.Fatal(err)
			}
		}
		if err := signpostCommand(t, dir, gapsOf(export)...).Run(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(keptIndex(filepath.Join(dir, "site"))); (err == nil) != kept {
			t.Fatalf("kept %v: %v", kept, err)
		}
		reports = append(reports, filesIn(t, filepath.Join(dir, "report")))
	}
	if !maps.Equal(reports[0], reports[1]) {
		t.Error("the report is another one")
	}
}
