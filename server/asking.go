package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"signpost/builder"
	"signpost/search"
	"signpost/signals"
)

// The limits of a query. What is longer is cut, not refused.
const (
	maxQueryWords = 32
	defaultHits   = 10
	maxHits       = 50
	// pageHits is how many hits the page shows.
	pageHits = 20
)

// A SearchAnswer is what /api/search answers when it is asked with details=1. Without,
// it answers with the list of hits alone, as signpost search --json does.
type SearchAnswer struct {
	Query     string         `json:"query"`
	Lang      string         `json:"lang"`
	Corrected string         `json:"corrected,omitempty"`
	Answer    *search.Answer `json:"answer,omitempty"`
	Hits      []search.Hit   `json:"hits"`
}

// cutQuery keeps a query within its limits.
func cutQuery(q string) string {
	q = strings.ToValidUTF8(q, " ")
	if len(q) > signals.MaxQuery {
		q = q[:signals.MaxQuery]
		for !utf8.ValidString(q) {
			q = q[:len(q)-1]
		}
	}
	if words := strings.Fields(q); len(words) > maxQueryWords {
		q = strings.Join(words[:maxQueryWords], " ")
	}
	return strings.TrimSpace(q)
}

// errBusy says that too many search at once.
var errBusy = errors.New("too many searches at once")

// ask searches when its turn has come.
func (p *Production) ask(ctx context.Context, e builder.Edition, q search.Query) (*search.Results, error) {
	wait := time.NewTimer(2 * time.Second)
	defer wait.Stop()
	select {
	case p.asking <- struct{}{}:
		defer func() { <-p.asking }()
	case <-wait.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return e.Index.Search(ctx, q)
}

// searchAPI answers a query in JSON.
func (p *Production) searchAPI(w http.ResponseWriter, r *http.Request, g *generation) {
	noteRoute(w, "search")
	values := r.URL.Query()
	edition, ok := g.edition(values.Get("lang"))
	if !ok {
		sendProblem(w, http.StatusBadRequest, "lang: the site has no such language")
		return
	}
	limit := defaultHits
	if text := values.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			sendProblem(w, http.StatusBadRequest, "limit: it is a number from 1")
			return
		}
		limit = min(n, maxHits)
	}
	query := cutQuery(values.Get("q"))
	details := values.Get("details") == "1"
	etag := answerTag(g, "api", edition.Lang, query, values.Get("collection"), strconv.Itoa(limit), strconv.FormatBool(details))
	if sameAnswer(w, r, etag) {
		return
	}
	found, err := p.ask(r.Context(), edition, search.Query{Text: query, Limit: limit, Collection: values.Get("collection")})
	if err != nil {
		p.searchFailed(w, r, err)
		return
	}
	var answer any = found.Hits
	if details {
		answer = SearchAnswer{query, edition.Lang, found.Corrected, found.Answer, found.Hits}
	}
	sendJSON(w, r, answer)
}

// searchPage answers a query with a page that needs no script.
func (p *Production) searchPage(w http.ResponseWriter, r *http.Request, g *generation) {
	noteRoute(w, "search_page")
	values := r.URL.Query()
	edition, ok := g.edition(values.Get("lang"))
	if !ok {
		edition, _ = g.edition("")
	}
	query := cutQuery(values.Get("q"))
	if sameAnswer(w, r, answerTag(g, "page", edition.Lang, query)) {
		return
	}
	var found *search.Results
	var err error
	if query != "" {
		found, err = p.ask(r.Context(), edition, search.Query{Text: query, Limit: pageHits})
	}
	var page []byte
	if err == nil {
		page, err = edition.Results(query, found)
	}
	if err != nil {
		w.Header().Del("Etag")
		p.searchFailed(w, r, err)
		return
	}
	if found != nil && len(found.Hits) == 0 && r.Method == http.MethodGet {
		p.missed(r, query, edition.Lang)
	}
	sendMade(w, r, "text/html; charset=utf-8", page)
}

func (p *Production) searchFailed(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Del("Etag")
	switch {
	case errors.Is(err, errBusy):
		w.Header().Set("Retry-After", "1")
		sendProblem(w, http.StatusServiceUnavailable, "too many searches at once")
	case r.Context().Err() != nil:
		sendProblem(w, http.StatusServiceUnavailable, "the search was given up")
	default:
		// What was asked is not told: it may hold anything.
		p.opt.Log.Error("a search failed", "error", err.Error())
		sendProblem(w, http.StatusInternalServerError, "the search failed")
	}
}

// answerTag is the weak entity tag of what a site answers to something: its forms
// differ by how they are compressed on the way.
func answerTag(g *generation, parts ...string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %q", g.id, parts)
	return `W/"` + hex.EncodeToString(h.Sum(nil)[:10]) + `"`
}

// sameAnswer answers a reader who has the answer already, before it is looked for.
func sameAnswer(w http.ResponseWriter, r *http.Request, etag string) bool {
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Etag", etag)
	if !notModified(r, etag) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// sendJSON answers with a value.
func sendJSON(w http.ResponseWriter, r *http.Request, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		w.Header().Del("Etag")
		sendProblem(w, http.StatusInternalServerError, "the answer cannot be written")
		return
	}
	sendMade(w, r, "application/json", append(data, '\n'))
}

// sendMade answers with what was made for one request. It is compressed by gzip only
// and lightly, since nobody else is sent the same.
func sendMade(w http.ResponseWriter, r *http.Request, contentType string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Add("Vary", "Accept-Encoding")
	if len(data) >= 2*worthIt && accepts(r.Header.Get("Accept-Encoding"), "gzip") {
		data = compressFast(data)
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(data) // the reader has gone; there is nobody to tell
	}
}

// sendProblem answers {"error": …}.
func sendProblem(w http.ResponseWriter, status int, what string) {
	data, _ := json.Marshal(map[string]string{"error": what}) // a map of texts can be written
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n'))
}
