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
)

// apart gives a command a network namespace of its own, which has no interface
// but a loopback that is down.
func apart(cmd *exec.Cmd) *exec.Cmd {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	return cmd
}

// TestOffline runs the program where there is no network at all.
func TestOffline(t *testing.T) {
	links, err := apart(exec.Command("cat", "/proc/net/dev")).Output()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOSPC) {
		t.Skipf("this system grants no network namespace: %v", err)
	}
	if interfaces := strings.Count(string(links), ":"); err != nil || interfaces > 1 {
		t.Fatalf("the namespace has %d interfaces (%v):\n%s", interfaces, err, links)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	talks, site := filepath.Join(root, "samples", "conversations"), t.TempDir()
	if err := os.CopyFS(filepath.Join(site, "content"), os.DirFS(filepath.Join(root, "content"))); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"build", "--site", site},
		{"check", "--site", site},
		{"search", "--site", site, "masking"},
		{"conversations", talks},
		{"gaps", talks, "--site", site, "--out", filepath.Join(site, "report")},
		{"practice", talks, "--out", filepath.Join(site, "practice")},
		{"demo", "--once"},
	} {
		cmd, said := apart(signpostCommand(t, t.TempDir(), args...)), bytes.Buffer{}
		cmd.Stderr = &said
		if err := cmd.Run(); err != nil {
			t.Errorf("signpost %s, without a network: %v\n%s", strings.Join(args, " "), err, said.String())
		}
	}
}
