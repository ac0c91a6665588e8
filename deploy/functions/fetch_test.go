package functions

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
)

// TestFetch asks for the signals behind the last until none come, and sends the secret
// in a header only.
func TestFetch(t *testing.T) {
	for _, program := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("fetch.sh is not tested:", err)
		}
	}
	answers := map[string]string{
		"":             `{"id":"2026-01-01/a","kind":"dead"}` + "\n" + `{"id":"2026-01-01/b","kind":"dead"}` + "\n",
		"2026-01-01/b": `{"id":"2026-01-02/c","kind":"dead"}` + "\n",
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer a long secret" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, answers[r.URL.Query().Get("after")])
	}))
	defer s.Close()
	fetch := exec.Command("./fetch.sh", s.URL+"/api/signals")
	fetch.Env = append(os.Environ(), "SIGNALS_TOKEN=a long secret")
	got, err := fetch.Output()
	if want := answers[""] + answers["2026-01-01/b"]; err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	fetch = exec.Command("./fetch.sh", s.URL+"/api/signals")
	fetch.Env = append(os.Environ(), "SIGNALS_TOKEN=wrong")
	if got, err := fetch.Output(); err == nil || len(got) > 0 {
		t.Errorf("a wrong secret: got %q, %v", got, err)
	}
}
