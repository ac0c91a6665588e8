package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	_ "embed"

	"signpost/builder"
	"signpost/internal/diag"
)

// Addresses that the preview keeps for itself.
const (
	eventsPath = "/_signpost/events"
	scriptPath = "/_signpost/preview.js"
)

//go:embed preview.js
var previewScript []byte

// beat is how often an idle event stream says that it lives, so that dead
// connections are noticed.
const beat = 15 * time.Second

// A Preview serves the last good build from memory. Pages reload themselves
// after each build, and show its mistakes while there are any. It is safe for
// concurrent use.
type Preview struct {
	mu    sync.RWMutex
	files map[string]builder.File
	state []byte // what pages are told: JSON of previewState
	next  chan struct{}
	build int
}

// previewState is what a page learns over its event stream.
type previewState struct {
	// Build counts the builds, so that a page knows whether it is stale.
	Build int `json:"build"`
	// Mistakes are the first of them, errors before warnings, More how many
	// there are beyond. Broken says that there is an error.
	Mistakes []Mistake `json:"mistakes"`
	More     int       `json:"more,omitempty"`
	Broken   bool      `json:"broken"`
}

// maxMistakes is how many mistakes lie over a page.
const maxMistakes = 20

// A Mistake is a diagnostic with the line of source it is about.
type Mistake struct {
	diag.Diagnostic
	// Source is the line itself, "" when it cannot be shown.
	Source string `json:"source,omitempty"`
}

// NewPreview makes a preview that has nothing to show yet.
func NewPreview() *Preview {
	p := &Preview{files: map[string]builder.File{}, next: make(chan struct{})}
	p.tell(previewState{Mistakes: []Mistake{}})
	return p
}

// Show replaces what is served by the result of a build, and tells open pages.
// A result without files leaves the last good site in place and shows the
// mistakes over it, each with the line that source gives.
func (p *Preview) Show(res *builder.Result, source func(diag.Diagnostic) string) {
	state := previewState{Mistakes: []Mistake{}}
	for _, severity := range []diag.Severity{diag.Error, diag.Warning} {
		for _, d := range res.Diagnostics {
			switch {
			case d.Severity != severity:
			case len(state.Mistakes) == maxMistakes:
				state.More++
			default:
				state.Mistakes = append(state.Mistakes, Mistake{d, source(d)})
			}
		}
	}
	state.Broken = diag.HasErrors(res.Diagnostics)
	p.mu.Lock()
	defer p.mu.Unlock()
	if res.Files != nil {
		files := make(map[string]builder.File, len(res.Files))
		for _, f := range res.Files {
			files[f.Path] = f
		}
		p.files = files
	}
	p.build++
	state.Build = p.build
	p.tell(state)
}

// tell wakes the event streams; p.mu is held, or p is not shared yet.
func (p *Preview) tell(state previewState) {
	data, err := json.Marshal(state)
	if err != nil {
		data = fmt.Appendf(nil, `{"build":%d,"mistakes":[],"broken":false}`, state.Build)
	}
	p.state = data
	close(p.next)
	p.next = make(chan struct{})
}

// ServeHTTP serves the site, and the preview's own script and events.
func (p *Preview) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case eventsPath:
		p.events(w, r)
	case scriptPath:
		send(w, r, http.StatusOK, "preview.js", previewScript)
	default:
		Handler(p.file).ServeHTTP(w, r)
	}
}

// file is the preview's Site: pages get the script that reloads them.
func (p *Preview) file(name string) ([]byte, bool) {
	p.mu.RLock()
	file, ok := p.files[name]
	empty, build := len(p.files) == 0, p.build
	p.mu.RUnlock()
	data, err := file.Content()
	if err != nil {
		data = []byte(plainPage("The theme has a mistake", err.Error()))
	}
	if !ok && empty && strings.HasSuffix(name, "index.html") {
		data, ok = []byte(plainPage("Preview", "There is no good build yet.")), true
	}
	if ok && strings.HasSuffix(name, ".html") {
		data = withScript(data, build)
	}
	return data, ok
}

// plainPage is a page without theme.
func plainPage(title, text string) string {
	return "<!doctype html><html lang=\"en\"><head><title>" + html.EscapeString(title) + "</title></head><body><p>" + html.EscapeString(text) + "</p></body></html>"
}

// indexEntry is the address of the script that searches, which changes with every word of
// the site.
var indexEntry = regexp.MustCompile(`search/[0-9a-f]{10}/index\.js`)

// withScript adds the preview's script, which learns from its address of which
// build the page is, and a print of the page but for its index.
func withScript(page []byte, build int) []byte {
	print := sha256.Sum256(indexEntry.ReplaceAll(page, nil))
	tag := fmt.Appendf(nil, `<script type="module" src="%s?page=%d-%x"></script></head>`, scriptPath, build, print[:8])
	return bytes.Replace(page, []byte("</head>"), tag, 1)
}

// events is a stream of server-sent events: the state now, and after each
// build.
func (p *Preview) events(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	if err := control.SetWriteDeadline(time.Time{}); err != nil {
		http.Error(w, "events are not possible here", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		p.mu.RLock()
		state, next := p.state, p.next
		p.mu.RUnlock()
		if _, err := fmt.Fprintf(w, "data: %s\n\n", state); err != nil {
			return
		}
		if err := control.Flush(); err != nil {
			return
		}
		if !waitFor(r, next, ticker, w, control) {
			return
		}
	}
}

// waitFor waits for the next build and keeps the connection alive; it returns
// false when the reader has gone or the server stops.
func waitFor(r *http.Request, next chan struct{}, ticker *time.Ticker, w http.ResponseWriter, control *http.ResponseController) bool {
	for {
		select {
		case <-r.Context().Done():
			return false
		case <-next:
			return true
		case <-ticker.C:
			if _, err := fmt.Fprint(w, ": alive\n\n"); err != nil {
				return false
			}
			if err := control.Flush(); err != nil {
				return false
			}
		}
	}
}
