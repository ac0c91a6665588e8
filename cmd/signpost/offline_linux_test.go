package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// apart gives a command a network namespace of its own, which has no interface
// but a loopback that is down.
func apart(t *testing.T, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	of := func(cmd *exec.Cmd) *exec.Cmd {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
		return cmd
	}
	links, err := of(exec.Command("cat", "/proc/net/dev")).Output()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOSPC) {
		t.Skipf("this system grants no network namespace: %v", err)
	}
	if interfaces := strings.Count(string(links), ":"); err != nil || interfaces > 1 {
		t.Fatalf("the namespace has %d interfaces (%v):\n%s", interfaces, err, links)
	}
	return of(cmd)
}

// TestOffline runs the program where there is no network at all.
func TestOffline(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	talks, dir := filepath.Join(root, "samples", "conversations"), t.TempDir()
	site := filepath.Join(dir, "help")
	if err := os.CopyFS(filepath.Join(site, "content"), os.DirFS(filepath.Join(root, "content"))); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "q.tsv"), "1\tmasking of names\n")
	write(t, filepath.Join(dir, "r.tsv"), "1\tgaps/masking\t1\n")
	write(t, filepath.Join(dir, "signals.jsonl"), `{"day":"2026-01-01","kind":"missed","query":"close my account"}`+"\n")
	for _, args := range [][]string{
		{"init", filepath.Join(dir, "fresh")},
		{"new", "--site", filepath.Join(dir, "fresh"), "an article"},
		{"build", "--site", site},
		{"check", "--site", site},
		{"search", "--site", site, "masking"},
		{"conversations", talks},
		{"gaps", talks, "--site", site, "--out", filepath.Join(dir, "report")},
		{"practice", talks, "--out", filepath.Join(dir, "practice")},
		{"import", "zendesk", filepath.Join(root, "importer", "testdata", "zendesk"), "--into", filepath.Join(dir, "moved")},
		{"eval", "search", "--docs", filepath.Join(root, "content"), "--queries", filepath.Join(dir, "q.tsv"), "--qrels", filepath.Join(dir, "r.tsv")},
		{"signals", "restore", filepath.Join(dir, "signals.jsonl"), "--site", site},
		{"signals", "export", "--site", site},
		{"demo", "--once"},
	} {
		cmd, said := apart(t, signpostCommand(t, t.TempDir(), args...)), bytes.Buffer{}
		cmd.Stderr = &said
		if err := cmd.Run(); err != nil {
			t.Errorf("signpost %s, without a network: %v\n%s", strings.Join(args, " "), err, said.String())
		}
	}
}

// TestOfflineServers runs what serves where there is nothing but a loopback: this test
// itself, in a namespace of its own.
func TestOfflineServers(t *testing.T) {
	if os.Getenv("SIGNPOST_APART") != "" {
		loopback(t)
		serveOffline(t)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := apart(t, exec.Command(self, "-test.run=^TestOfflineServers$", "-test.v"))
	cmd.Env = append(os.Environ(), "SIGNPOST_APART=1")
	if said, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(said), "--- PASS: TestOfflineServers") {
		t.Errorf("%v\n%s", err, said)
	}
}

// loopback sets the one interface of a namespace up.
func loopback(t *testing.T) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo); err != nil {
		t.Fatal(err)
	}
}

// serveOffline serves, previews and reviews a site and asks each for a page.
func serveOffline(t *testing.T) {
	t.Helper()
	site := t.TempDir()
	write(t, filepath.Join(site, "a.md"), "---\ntitle: Reset your password\n---\n![x](https://img.example.com/a.png)\nOpen the settings.\n")
	ask := func(address, holds string) {
		t.Helper()
		if status, _, page := get(t, address); status != 200 || !strings.Contains(page, holds) {
			t.Errorf("%s, without a network: status %d, without %q:\n%.300s", address, status, holds, page)
		}
	}
	_, said := start(t, "serve", "--site", site, "--addr", "127.0.0.1:0")
	address := said.waitFor(t, `"msg":"serving","url":"([^"]+)"`)[1]
	ask(address+"a/", "Open the settings")
	ask(address+"api/search?q=password", "Reset your password")
	_, said = start(t, "preview", "--site", site, "--addr", "127.0.0.1:0")
	ask(said.waitFor(t, `(http://[0-9.:]+)`)[1]+"/a/", "Open the settings")
	_, said = start(t, "review", filepath.Join("..", "..", "samples", "conversations"), "--site", site, "--addr", "127.0.0.1:0")
	ask(said.waitFor(t, `(http://[0-9.:]+/\S*)`)[1], "<form")
}
