package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// killedExport is an export of some 8 MB: large enough for its lines to fill
// any pipe, so that who writes them waits for the reader.
func killedExport(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	for i := range 8000 {
		message := func(id int, kind, who, text string) string {
			return fmt.Sprintf(`{"id":"%d-%d","part_type":"%s","body":"<p>%s</p>","created_at":%d,"author":{"type":"%s","id":"%s%d","name":"Ada Example","email":"ada%d@example.org"}}`,
				i, id, kind, text, 1_790_000_000+i*60+id*7, who, who, i%90, i%90)
		}
		fmt.Fprintf(&out, `{"type":"conversation","id":"%d","created_at":%d,"state":"closed","source":{"type":"conversation","delivered_as":"customer_initiated","body":"<p>Where is the invoice of order 77%05d? Write to me at ada%d@example.org.</p>","author":{"type":"user","id":"user%d","name":"Ada Example"}},"conversation_parts":{"conversation_parts":[%s,%s,%s]}}`+"\n",
			i, 1_790_000_000+i*60, i, i%90, i%90,
			message(1, "comment", "admin", "Hello Ada, open Billing and press Invoices. They are sorted by month there, the latest first."),
			message(2, "comment", "user", "Thanks, I see it now. Can I have all of them in one file for the accountant?"),
			message(3, "close", "admin", "Yes, press Download all."))
	}
	path := filepath.Join(t.TempDir(), "export.ndjson")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// signpostCommand is a command line in a process of its own, in dir. The test
// binary runs as signpost when it is called by that name.
func signpostCommand(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "signpost"+filepath.Ext(self))
	if filepath.Ext(self) != ".exe" {
		name = filepath.Join(dir, "signpost")
	}
	if _, err := os.Lstat(name); err != nil {
		if err := os.Symlink(self, name); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Stderr = io.Discard
	return cmd
}

// Who is killed or interrupted while it reads leaves nothing: neither files, nor
// anything that changes what the next one says.
func TestSameBytesAfterKill(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 8 MB many times")
	}
	export, dir, temporary := killedExport(t), t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	output := func(args ...string) []byte {
		t.Helper()
		out, err := signpostCommand(t, dir, args...).Output()
		if err != nil {
			t.Fatalf("signpost %v: %v", args, err)
		}
		return out
	}
	account := []string{"conversations", "--json", export}
	lines := []string{"conversations", "--json-lines", export}
	report := []string{"practice", "--json", "--out", "report", export}
	began := time.Now()
	wantAccount, wantLines, wantReport := output(account...), output(lines...), output(report...)
	long := time.Since(began) / 3
	wantPage, err := os.ReadFile(filepath.Join(dir, "report", "index.html"))
	if err != nil {
		t.Fatal(err)
	}

	// This one cannot have ended: most of its lines were never taken.
	cmd := signpostCommand(t, dir, lines...)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	kill(t, cmd, os.Kill, func() {
		if _, err := io.ReadFull(pipe, make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
	})
	if got := output(account...); !bytes.Equal(got, wantAccount) {
		t.Errorf("after a kill the account is\n%s\nwant\n%s", got, wantAccount)
	}

	signals, midway := []os.Signal{os.Kill}, 0
	if runtime.GOOS != "windows" {
		signals = append(signals, os.Interrupt)
	}
	for _, signal := range signals {
		for _, part := range []time.Duration{long / 10, long / 3, long * 2 / 3} {
			what := fmt.Sprintf("%v after %v", signal, part)
			for _, args := range [][]string{lines, report} {
				if !kill(t, signpostCommand(t, dir, args...), signal, func() { time.Sleep(part) }) {
					midway++
				}
				if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
					t.Errorf("%s: %v is left in the folder for temporary files (%v)", what, left, err)
				}
			}
			if got := output(lines...); !bytes.Equal(got, wantLines) {
				t.Errorf("%s: the lines are other ones", what)
			}
			if got := output(report...); !bytes.Equal(got, wantReport) {
				t.Errorf("%s: the report says other things than before", what)
			}
			if page, err := os.ReadFile(filepath.Join(dir, "report", "index.html")); err != nil || !bytes.Equal(page, wantPage) {
				t.Errorf("%s: the page is another one (%v)", what, err)
			}
		}
	}
	if midway < len(signals) {
		t.Errorf("%d of the commands were ended while they worked; all others had ended before", midway)
	}
}

// kill starts a command, waits until it is time, and sends it a signal. It reports
// whether the command came to its end all the same.
func kill(t *testing.T, cmd *exec.Cmd, signal os.Signal, until func()) (ended bool) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	until()
	_ = cmd.Process.Signal(signal) // it may have ended, which is no fault
	return cmd.Wait() == nil
}
