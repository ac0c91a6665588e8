package server

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

func TestCheckLinks(t *testing.T) {
	var together, most atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), together.Add(1)))
		defer together.Add(-1)
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusNotFound)
		case "/shy":
			w.WriteHeader(http.StatusForbidden)
		case "/busy":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/headless":
			if r.Method == http.MethodHead {
				w.WriteHeader(http.StatusMethodNotAllowed)
			}
		}
	}))
	defer site.Close()
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	dead := "http://127.0.0.1:1/"
	states := CheckLinks(t.Context(), []string{site.URL + "/", site.URL + "/gone", site.URL + "/shy", site.URL + "/busy", site.URL + "/headless", site.URL + "/", dead}, now)
	want := map[string]bool{site.URL + "/": true, site.URL + "/gone": false, site.URL + "/shy": true, site.URL + "/busy": true, site.URL + "/headless": true, dead: false}
	for url, alive := range want {
		if s, ok := states[url]; !ok || s.Alive != alive || s.What == "" {
			t.Errorf("%s: %+v", url, s)
		}
	}
	if len(states) != len(want) || most.Load() != 1 {
		t.Errorf("%d states, %d requests at once", len(states), most.Load())
	}
}
