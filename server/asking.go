package server

import (
	"context"
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
	collection := values.Get("collection")
	key := fmt.Sprintf("api %q %q %q %d %v", edition.Lang, query, collection, limit, details)
	p.answer(w, r, g, key, func() (*entry, error) {
		found, err := p.ask(r.Context(), edition, search.Query{Text: query, Limit: limit, Collection: collection})
		if err != nil {
			return nil, err
		}
		var answer any = found.Hits
		if details {
			answer = SearchAnswer{query, edition.Lang, found.Corrected, found.Answer, found.Hits}
		}
		data, err := json.Marshal(answer)
		return newAnswer("search.json", append(data, '\n')), err
	})
}

// answer sends what the site has answered to this before, or what make makes.
func (p *Production) answer(w http.ResponseWriter, r *http.Request, g *generation, key string, make func() (*entry, error)) *entry {
	e := g.found.answers.get(key)
	if e == nil {
		var err error
		if e, err = make(); err != nil {
			p.searchFailed(w, r, err)
			return nil
		}
		g.found.answers.put(key, e)
	}
	w.Header().Set("Cache-Control", "no-cache")
	e.send(w, r, http.StatusOK)
	return e
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
	e := p.answer(w, r, g, fmt.Sprintf("page %q %q", edition.Lang, query), func() (*entry, error) {
		var found *search.Results
		if query != "" {
			var err error
			if found, err = p.ask(r.Context(), edition, search.Query{Text: query, Limit: pageHits}); err != nil {
				return nil, err
			}
		}
		page, err := edition.Results(query, found)
		if err != nil {
			return nil, err
		}
		e := newAnswer("search.html", page)
		e.fruitless = found != nil && len(found.Hits) == 0
		return e, nil
	})
	if e != nil && e.fruitless && r.Method == http.MethodGet {
		p.missed(r, query, edition.Lang)
	}
}

func (p *Production) searchFailed(w http.ResponseWriter, r *http.Request, err error) {
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

// sendProblem answers {"error": …}.
func sendProblem(w http.ResponseWriter, status int, what string) {
	data, _ := json.Marshal(map[string]string{"error": what}) // a map of texts can be written
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n'))
}
