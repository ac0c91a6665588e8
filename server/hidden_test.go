package server

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"signpost/builder"
	"signpost/internal/randsite"
	"signpost/themes"
)

// A hunt looks for the secrets of a site in bytes. It looks for their ends, since an
// index tells a word by what the one before it has in common with it, and the rest.
type hunt struct {
	t     *testing.T
	ends  map[string]string // the last letters of a secret, to where it stands
	found int
	quiet bool // count what is found, and do not complain
}

const endOfSecret = 12

func newHunt(t *testing.T, secrets map[string]string) *hunt {
	h := &hunt{t: t, ends: map[string]string{}}
	for word, where := range secrets {
		h.ends[word[len(word)-endOfSecret:]] = where
	}
	return h
}

var packed = regexp.MustCompile(`[A-Za-z0-9+/_-]{40,}`)

// in looks into a file's bytes, and into what is packed in them.
func (h *hunt) in(name string, data []byte) {
	h.t.Helper()
	h.look(name, []byte(name))
	h.look(name, data)
	if strings.HasSuffix(name, ".br") {
		h.unpacked(name, brotli.NewReader(bytes.NewReader(data)))
	}
	if zipped, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
		h.unpacked(name, zipped)
	}
	for _, run := range packed.FindAll(data, -1) {
		for _, code := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if plain, err := code.DecodeString(string(run[:len(run)/4*4])); err == nil {
				h.look(name+" in base64", plain)
			}
		}
	}
}

func (h *hunt) unpacked(name string, r io.Reader) {
	h.t.Helper()
	data, err := io.ReadAll(r)
	if err != nil {
		h.t.Errorf("%s: %v", name, err)
	}
	h.look(name+" unpacked", data)
}

// look goes over the letters that secrets are made of, run by run.
func (h *hunt) look(where string, data []byte) {
	h.t.Helper()
	data = bytes.ToLower(data)
	start := 0
	for i := 0; i <= len(data); i++ {
		if i < len(data) && strings.IndexByte("bcfhjklmnpqrtvwxz", data[i]) >= 0 {
			continue
		}
		for at := start; at+endOfSecret <= i; at++ {
			if of, ok := h.ends[string(data[at:at+endOfSecret])]; ok {
				if h.found++; !h.quiet {
					h.t.Errorf("%s holds %s: %q", where, of, data[max(0, start-80):min(len(data), i+40)])
				}
			}
		}
		start = i + 1
	}
}

// on is a folder of a random site, as it is written, published and served.
type on struct {
	t     *testing.T
	site  *randsite.Site
	dir   string
	cache *builder.Cache
	*served
}

// publish writes the site folder and builds it over the last build.
func (o *on) publish(all bool) *builder.Result {
	o.t.Helper()
	o.site.Reveal(all)
	for name, text := range o.site.Files() {
		file := filepath.Join(o.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			o.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			o.t.Fatal(err)
		}
	}
	res, err := builder.Build(o.t.Context(), builder.Config{
		Site: os.DirFS(o.dir), Theme: themes.Default(), Now: randsite.Now, AllowBroken: true, Cache: o.cache,
		SearchPage: "/search", Signals: "/api/signals",
	})
	if err != nil {
		o.t.Fatal(err)
	}
	if res.Files == nil {
		o.t.Fatal(res.Diagnostics)
	}
	if err := builder.Write(o.t.Context(), res, o.dir, filepath.Join(o.dir, "public")); err != nil {
		o.t.Fatal(err)
	}
	return res
}

// everything hunts in all that readers can get: the files on disk, and what a server
// answers and logs.
// Forms are the encodings that the server is asked for.
func (o *on) everything(h *hunt, res *builder.Result, forms ...string) {
	o.t.Helper()
	public := filepath.Join(o.dir, "public")
	err := filepath.WalkDir(public, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(public, name)
		h.in(rel, data)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.Show(res); err != nil {
		o.t.Fatal(err)
	}
	for name := range o.current.Load().files {
		for _, form := range forms {
			w := o.get("/"+(&url.URL{Path: name}).EscapedPath(), "Accept-Encoding: "+form)
			as := name
			if w.Header().Get("Content-Encoding") == "br" {
				as += ".br"
			}
			h.in(as, w.Body.Bytes())
			for _, values := range w.Header() {
				h.look("a header of "+name, []byte(strings.Join(values, "\n")))
			}
		}
	}
}

// asked asks the server for every nth secret, and for the addresses that held it.
func (o *on) asked(h *hunt, nth int) {
	o.t.Helper()
	for i, word := range slices.Sorted(maps.Keys(o.site.Secrets())) {
		where := o.site.Secrets()[word]
		if i%nth > 0 {
			continue
		}
		for _, q := range []string{word, word[:8], "account " + word} {
			w := o.get("/api/search?details=1&q=" + url.QueryEscape(q))
			body := strings.ReplaceAll(strings.ToLower(w.Body.String()), word, "")
			if strings.Contains(w.Body.String(), `"url"`) && q != "account "+word {
				o.t.Errorf("search finds %s: %s", where, w.Body)
			}
			h.look("an answer to a search", []byte(body))
			page := o.get("/search?q=" + url.QueryEscape(q))
			h.look("a page of results", []byte(strings.ReplaceAll(strings.ToLower(page.Body.String()), word, "")))
		}
	}
	for name := range o.site.Files() {
		if path, ok := strings.CutPrefix(name, "content"); ok {
			o.get((&url.URL{Path: path}).EscapedPath())
			o.get((&url.URL{Path: strings.TrimSuffix(path, ".md") + "/"}).EscapedPath())
		}
	}
	h.look("the log", o.log.Bytes())
	h.look("the metrics", o.get("/metrics").Body.Bytes())
}

// TestNoSecretOfARandomSiteIsAnywhere publishes every article of random sites, hides
// those that are drafts, internal, early or expired, builds again, and hunts for their
// words in each file, each answer and the log. SIGNPOST_TIMES sets the number of sites.
func TestNoSecretOfARandomSiteIsAnywhere(t *testing.T) {
	n := 12
	if times, err := strconv.Atoi(os.Getenv("SIGNPOST_TIMES")); err == nil {
		n = times
	}
	secrets, shown := 0, 0
	for seed := range uint64(n) {
		if !t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			o := &on{t: t, site: randsite.New(seed), dir: t.TempDir(), cache: &builder.Cache{}}
			o.served = serve(t, nil)
			forms, nth := []string{"identity"}, 10
			if seed%20 == 0 { // packing takes most of the time
				forms, nth = []string{"identity", "gzip", "br"}, 1
			}
			if all := o.publish(true); seed%20 == 0 {
				before := newHunt(t, o.site.Secrets())
				before.quiet = true
				o.everything(before, all, forms...)
				shown += before.found
			} else if err := o.Show(all); err != nil {
				t.Fatal(err)
			}
			o.log.Reset() // the files of what was published are named there
			res := o.publish(false)
			h := newHunt(t, o.site.Secrets())
			o.everything(h, res, forms...)
			o.asked(h, nth)
			secrets += len(h.ends)
		}) {
			break
		}
	}
	t.Logf("%d sites, %d secrets, found %d times while all was published and nowhere afterwards", n, secrets, shown)
	if shown < 100 {
		t.Error("the hunt finds nothing in a site that shows all")
	}
}
