package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestPreview saves files while the preview runs, and watches what a page is
// told.
func TestPreview(t *testing.T) {
	dir := t.TempDir()
	save := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	save("---\ntitle: First\n---\nold words\n")
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"preview", "--site", dir, "--addr", "127.0.0.1:0"}, nil, io.Discard, write)
		write.Close()
	}()
	base := ""
	said := bufio.NewScanner(read)
	for base == "" && said.Scan() {
		base = regexp.MustCompile(`http://[0-9.:]+`).FindString(said.Text())
	}
	go io.Copy(io.Discard, read)
	if base == "" {
		t.Fatal("the preview does not say where it is")
	}

	client := &http.Client{Timeout: 30 * time.Second}
	get := func(path string) string {
		t.Helper()
		res, err := client.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	if page := get("/a/"); !strings.Contains(page, "old words") || !strings.Contains(page, "/_signpost/preview.js") {
		t.Fatalf("the page: %s", page)
	}
	stream, err := client.Get(base + "/_signpost/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	events := bufio.NewScanner(stream.Body)
	next := func(want string) {
		t.Helper()
		for events.Scan() {
			if strings.HasPrefix(events.Text(), "data: ") && regexp.MustCompile(want).MatchString(events.Text()) {
				return
			}
		}
		t.Fatalf("no event with %s: %v", want, events.Err())
	}
	next(`"mistakes":\[\]`)

	save("---\ntitle: First\n---\nnew words\n")
	next(`"build":[2-9]`) // a page that is slow to listen hears of the last build only
	if page := get("/a/"); !strings.Contains(page, "new words") {
		t.Errorf("the saved text is not on the page: %s", page)
	}
	save("---\ntilte: First\n---\nbroken\n")
	next(`"source":"tilte: First"`)
	if page := get("/a/"); !strings.Contains(page, "new words") {
		t.Errorf("the last good page is gone: %s", page)
	}
	save("---\ntitle: First\n---\nmended words\n")
	next(`"mistakes":\[\]`)
	if page := get("/a/"); !strings.Contains(page, "mended words") {
		t.Errorf("the mended text is not on the page: %s", page)
	}
	stop()
	select {
	case status := <-done:
		if status != 0 {
			t.Errorf("stopped with status %d", status)
		}
	case <-time.After(10 * time.Second):
		t.Error("the preview does not stop")
	}
}

func TestPreviewRefusesATakenPort(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte("---\ntitle: A\n---\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if status := run(t.Context(), []string{"preview", "--site", dir, "--addr", "256.0.0.1:1"}, nil, io.Discard, &said); status != statusUnusable {
		t.Errorf("status %d: %s", status, &said)
	}
	if !strings.Contains(said.String(), "--addr") {
		t.Errorf("said: %s", &said)
	}
}
