package e2e

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
)

// TestMain gives the tests a folder for the program that they share.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "signpost-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	programFolder = dir
	status := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

var (
	programFolder string
	buildProgram  = sync.OnceValues(func() (string, error) {
		file := filepath.Join(programFolder, "signpost")
		build := exec.Command("go", "build", "-o", file, "./cmd/signpost")
		build.Dir = filepath.Join("..", "..")
		if text, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%w\n%s", err, text)
		}
		return file, nil
	})
)

// program is signpost as this tree builds it, built once for all tests.
func program(t *testing.T) string {
	t.Helper()
	file, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// startServer runs a command that serves, and returns the address that it says.
func startServer(t *testing.T, pattern string, args ...string) string {
	t.Helper()
	server := exec.Command(program(t), args...)
	said, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	lines, all := bufio.NewScanner(said), ""
	for lines.Scan() {
		all += lines.Text() + "\n"
		if address := regexp.MustCompile(pattern).FindString(lines.Text()); address != "" {
			go func() {
				for lines.Scan() { // lest the server waits for its reader
				}
			}()
			return address
		}
	}
	t.Fatalf("no address was told:\n%s", all)
	return ""
}

// writeFile writes a file below dir, and the folders that it lies in.
func writeFile(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
