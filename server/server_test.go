package server

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"signpost/builder"
	"signpost/internal/diag"
)

func memory(files map[string]string) Site {
	return func(name string) ([]byte, bool) {
		data, ok := files[name]
		return []byte(data), ok
	}
}

func TestHandler(t *testing.T) {
	h := Handler(memory(map[string]string{
		"index.html": "home", "write/index.html": "write", "assets/a.js": "js", "404.html": "lost", "write/links.md": "twin",
	}))
	tests := []struct {
		method, url string
		status      int
		body        string
		location    string
	}{
		{"GET", "/", 200, "home", ""},
		{"GET", "/write/", 200, "write", ""},
		{"GET", "/write", 301, "", "/write/"},
		{"GET", "/write?q=1", 301, "", "/write/?q=1"},
		{"GET", "/assets/a.js", 200, "js", ""},
		{"GET", "/assets/", 404, "lost", ""},
		{"GET", "/nothing", 404, "lost", ""},
		{"GET", "/../../etc/passwd", 404, "lost", ""},
		{"GET", "/%2e%2e/%2e%2e/etc/passwd", 404, "lost", ""},
		{"GET", "//write", 301, "", "/write/"},
		{"HEAD", "/write/links.md", 200, "", ""},
		{"POST", "/", 405, "only GET and HEAD\n", ""},
	}
	for _, tt := range tests {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(tt.method, "http://host"+tt.url, nil))
		if w.Code != tt.status || tt.body != "" && w.Body.String() != tt.body || w.Header().Get("Location") != tt.location {
			t.Errorf("%s %s = %d %q to %q, want %d %q to %q", tt.method, tt.url,
				w.Code, w.Body, w.Header().Get("Location"), tt.status, tt.body, tt.location)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/assets/a.js", nil))
	if got := w.Header().Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("a script has the type %q", got)
	}
}

func TestLocalRefusesForeignNames(t *testing.T) {
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	h := Local(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "localhost:8080": 200, "[::1]:8080": 200, "help.localhost": 200, "localhost.": 200,
		"evil.example": 403, "evil.example:8080": 403, "localhost.evil.example": 403, "": 403,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("Host %q: %d, want %d", host, w.Code, want)
		}
	}
}

func page(body string) *builder.Result {
	return &builder.Result{Files: []builder.File{{Path: "index.html", Data: []byte("<html><head></head><body>" + body + "</body></html>")}}}
}

func noSource(diag.Diagnostic) string { return "" }

func TestPreviewKeepsTheLastGoodSite(t *testing.T) {
	p := NewPreview()
	p.Show(page("one"), noSource)
	mistake := diag.Diagnostic{File: "content/a.md", Line: 3, What: "no title"}
	p.Show(&builder.Result{Diagnostics: []diag.Diagnostic{mistake}}, noSource)
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if got := w.Body.String(); !strings.Contains(got, "one") || !strings.Contains(got, scriptPath) {
		t.Errorf("page: %s", got)
	}
}

func TestPreviewTellsOfEachBuild(t *testing.T) {
	p := NewPreview()
	p.Show(page("one"), noSource)
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, p) }()
	res, err := http.Get("http://" + l.Addr().String() + eventsPath)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	events := bufio.NewReader(res.Body)
	if line := readEvent(t, events); !strings.Contains(line, `"build":1,"mistakes":[]`) {
		t.Errorf("first event: %s", line)
	}
	p.Show(&builder.Result{Diagnostics: []diag.Diagnostic{{File: "a.md", Line: 2, What: "wrong"}}}, noSource)
	if line := readEvent(t, events); !strings.Contains(line, `"build":2`) || !strings.Contains(line, `"severity":"error"`) {
		t.Errorf("second event: %s", line)
	}
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the server does not stop while an event stream is open")
	}
}

func readEvent(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	for {
		line, err := r.ReadString('\n')
		if err != nil && err != io.EOF {
			t.Fatal(err)
		}
		if strings.HasPrefix(line, "data: ") {
			return line
		}
	}
}

func TestListenSaysWhatIsWrong(t *testing.T) {
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := Listen(l.Addr().String()); err == nil || !strings.Contains(err.Error(), "--addr") {
		t.Errorf("a port in use gives %v", err)
	}
}
