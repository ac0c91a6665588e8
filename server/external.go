package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// A LinkState is what became of a link that leaves the site.
type LinkState struct {
	// Alive is true of answers below 400, and of 401, 403 and 429: there is
	// something that does not want to be read by programs.
	Alive bool `json:"alive"`
	// What tells the answer: "404 Not Found", "no such host".
	What string `json:"what"`
	// Checked is when it was asked.
	Checked time.Time `json:"checked"`
}

// external limits how links are asked for.
const (
	externalTimeout = 15 * time.Second
	externalHosts   = 8
	externalPause   = 300 * time.Millisecond
)

// CheckLinks asks for each address once: different hosts at the same time, one
// host never twice at once, and with a pause in between. Addresses that were
// not asked because ctx ended are missing from the answer.
func CheckLinks(ctx context.Context, addresses []string, now func() time.Time) map[string]LinkState {
	byHost := map[string][]string{}
	for _, a := range slices.Compact(slices.Sorted(slices.Values(addresses))) {
		if u, err := url.Parse(a); err == nil {
			byHost[u.Host] = append(byHost[u.Host], a)
		}
	}
	client := &http.Client{Timeout: externalTimeout}
	states := map[string]LinkState{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	free := make(chan struct{}, externalHosts)
	for _, list := range byHost {
		wg.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			for i, a := range list {
				if i > 0 {
					select {
					case <-ctx.Done():
						return
					case <-time.After(externalPause):
					}
				}
				state := ask(ctx, client, a)
				if ctx.Err() != nil {
					return
				}
				state.Checked = now().UTC().Truncate(time.Second)
				mu.Lock()
				states[a] = state
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return states
}

// ask asks for the head, and for the whole where heads are not answered.
func ask(ctx context.Context, client *http.Client, address string) LinkState {
	var state LinkState
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		r, err := http.NewRequestWithContext(ctx, method, address, nil)
		if err != nil {
			return LinkState{What: "not an address"}
		}
		r.Header.Set("User-Agent", "signpost-check (a link checker)")
		r.Header.Set("Accept", "text/html,*/*")
		res, err := client.Do(r)
		if err != nil {
			var failed *url.Error
			if errors.As(err, &failed) {
				err = failed.Err
			}
			state = LinkState{What: fmt.Sprint(err)}
			continue
		}
		res.Body.Close()
		code := res.StatusCode
		state = LinkState{
			Alive: code < 400 || slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests}, code),
			What:  cmp.Or(strings.TrimSpace(res.Status), http.StatusText(code)),
		}
		if state.Alive {
			return state
		}
	}
	return state
}
