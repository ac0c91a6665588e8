package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what takes some milliseconds.
const patience = 30 * time.Second

// A screen is where a command writes for people; it is read while the command
// runs.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// waitFor waits until the screen shows a match and returns its submatches.
func (s *screen) waitFor(t *testing.T, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if m := re.FindStringSubmatch(s.String()); m != nil {
			return m
		}
	}
	t.Fatalf("no %s on the screen:\n%s", pattern, s)
	return nil
}

// start runs a command until the test ends, when it has to end with status 0
// as it does after Ctrl-C.
func start(t *testing.T, args ...string) (stdout, stderr *screen) {
	t.Helper()
	stdout, stderr = &screen{}, &screen{}
	ctx, interrupt := context.WithCancel(context.Background())
	done := make(chan int, 1)
	go func() { done <- run(ctx, args, strings.NewReader(""), stdout, stderr) }()
	t.Cleanup(func() {
		interrupt()
		select {
		case status := <-done:
			if status != statusDone {
				t.Errorf("signpost %s ended with status %d\n%s", args[0], status, stderr)
			}
		case <-time.After(patience):
			t.Errorf("signpost %s does not stop", args[0])
		}
	})
	return stdout, stderr
}

func get(t *testing.T, url string) (status int, contentType, body string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), string(data)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A state is what an open page is told after each build.
type state struct {
	Build    int
	Mistakes []struct {
		File, Severity, What, Fix, Source string
		Line                              int
	}
}

// states listens as an open page does.
func states(t *testing.T, address string) <-chan state {
	t.Helper()
	res, err := http.Get(address + "_signpost/events")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	out := make(chan state, 100)
	go func() {
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			var s state
			if ok && json.Unmarshal([]byte(data), &s) == nil {
				out <- s
			}
		}
	}()
	return out
}

// next waits for a state that is as wanted.
func next(t *testing.T, events <-chan state, what string, wanted func(state) bool) state {
	t.Helper()
	for end := time.After(patience); ; {
		select {
		case s := <-events:
			if wanted(s) {
				return s
			}
		case <-end:
			t.Fatalf("no event: %s", what)
		}
	}
}

func TestPreviewBeginsWithAMistake(t *testing.T) {
	site := t.TempDir()
	article := filepath.Join(site, "a.md")
	write(t, article, "no title\n")
	_, stderr := start(t, "preview", "--site", site, "--addr", "127.0.0.1:0")
	address := stderr.waitFor(t, `Preview: (http://\S+) `)[1]
	if _, _, body := get(t, address); !strings.Contains(body, "no good build yet") {
		t.Errorf("the home page:\n%s", body)
	}
	events := states(t, address)
	next(t, events, "of the mistake", func(s state) bool { return len(s.Mistakes) == 1 })
	write(t, article, "---\ntitle: Now\n---\n")
	next(t, events, "after mending", func(s state) bool { return len(s.Mistakes) == 0 })
	if status, _, body := get(t, address+"a/"); status != 200 || !strings.Contains(body, "Now") {
		t.Errorf("the article: status %d\n%s", status, body)
	}
}

func TestDemoServesAll(t *testing.T) {
	stdout, _ := start(t, "demo", "--out", filepath.Join(t.TempDir(), "demo"))
	m := stdout.waitFor(t, `help center +(http://127\.0\.0\.1:\d+/)\ngap report +(http://127\.0\.0\.1:\d+/)\npractice report +(http://127\.0\.0\.1:\d+/)\n`)
	for i, page := range []string{"<!doctype html>", "conversations", "first answer"} {
		if status, _, body := get(t, m[i+1]); status != 200 || !strings.Contains(strings.ToLower(body), page) {
			t.Errorf("%s: status %d without %q", m[i+1], status, page)
		}
		for _, outside := range []string{"..%2f..%2fetc/passwd", "%2e%2e/gap-report/gaps.json", "assets/"} {
			if status, _, _ := get(t, m[i+1]+outside); status != 404 {
				t.Errorf("%s%s: status %d, want 404", m[i+1], outside, status)
			}
		}
	}
	review := stdout.waitFor(t, `review +(http://127\.0\.0\.1:\d+/[A-Z0-9]+/)\n`)[1]
	status, _, body := get(t, review)
	gap := regexp.MustCompile(`name="gap" value="(g-[0-9a-f]+)"`).FindStringSubmatch(body)
	if status != 200 || gap == nil {
		t.Fatalf("the review: status %d\n%.2000s", status, body)
	}
	res, err := http.PostForm(review+"decide", url.Values{"do": {"accept"}, "gap": gap[1:]})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if said, err := io.ReadAll(res.Body); err != nil || !strings.Contains(string(said), "Accepted: ") {
		t.Errorf("the demo's gap cannot be accepted: %v\n%.3000s", err, said)
	}
}
