package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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

// Who is killed while it reads leaves nothing that changes what the next one
// says.
func TestSameBytesAfterKill(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 8 MB many times")
	}
	export, dir := killedExport(t), t.TempDir()
	output := func(args ...string) []byte {
		t.Helper()
		out, err := signpostCommand(t, dir, args...).Output()
		if err != nil {
			t.Fatalf("signpost %v: %v", args, err)
		}
		return out
	}
	account := []string{"conversations", "--json", export}
	report := []string{"practice", "--json", "--out", "report", export}
	wantAccount, wantReport := output(account...), output(report...)
	wantPage, err := os.ReadFile(filepath.Join(dir, "report", "index.html"))
	if err != nil {
		t.Fatal(err)
	}

	// This one cannot have ended: most of its lines were never taken.
	cmd := signpostCommand(t, dir, "conversations", "--json-lines", export)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	kill(t, cmd, func() {
		if _, err := io.ReadFull(pipe, make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
	})
	if got := output(account...); !bytes.Equal(got, wantAccount) {
		t.Errorf("after a kill the account is\n%s\nwant\n%s", got, wantAccount)
	}

	for _, after := range []time.Duration{20 * time.Millisecond, 150 * time.Millisecond} {
		kill(t, signpostCommand(t, dir, report...), func() { time.Sleep(after) })
		if got := output(report...); !bytes.Equal(got, wantReport) {
			t.Errorf("killed after %v, the report says other things than before", after)
		}
		if page, err := os.ReadFile(filepath.Join(dir, "report", "index.html")); err != nil || !bytes.Equal(page, wantPage) {
			t.Errorf("killed after %v, the page is another one (%v)", after, err)
		}
	}
}

// kill starts a command, waits until it is time, and kills it.
func kill(t *testing.T, cmd *exec.Cmd, until func()) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	until()
	_ = cmd.Process.Kill() // it may have ended, which is no fault
	_ = cmd.Wait()
}
