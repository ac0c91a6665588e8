package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// An entry is a file as it is sent: as it is, and compressed when it is first
// asked for in that form. It never changes, so that generations of a site share
// what is the same in them.
type entry struct {
	name, contentType string
	plain             variant
	gzip, brotli      *lazyVariant // nil where compressing gains nothing, brotli of answers too
	// turn is held while brotli compresses one of the files of a server, and rests. After
	// a change to all pages every reader would wait for it; who finds it held gets gzip.
	turn *sync.Mutex
	// quick says that it is compressed for few readers, and so with little effort.
	quick bool
	// fruitless says that it is the answer to a search that found nothing.
	fruitless bool
}

// A variant is one form of a file. The entity tag is strong and in quotes.
type variant struct {
	data []byte
	etag string
}

type lazyVariant struct {
	mu   sync.Mutex // held while it is made
	made atomic.Pointer[variant]
}

// worthIt is the size in bytes from which files are compressed.
const worthIt = 512

// brotliRest is for how long brotli rests, in times of what a file has taken.
const brotliRest = 9

// brotliLevel is for compressing while the first reader of a file waits.
const brotliLevel = 5

// brotliWindow is how far brotli looks back, as a power of 2: beyond most files, in an
// eighth of the memory that it takes by itself.
const brotliWindow = 19

func newEntry(name string, data []byte, turn *sync.Mutex) *entry {
	sum := sha256.Sum256(data)
	e := &entry{name: name, contentType: contentType(name), plain: variant{data, `"` + hex.EncodeToString(sum[:10]) + `"`}, turn: turn}
	if len(data) >= worthIt && compressible(e.contentType) {
		e.gzip, e.brotli = &lazyVariant{}, &lazyVariant{}
	}
	return e
}

// newAnswer is an entry that few will ask for: its gzip takes a third of the time of a
// page's, and a tenth more bytes, and there is no other form.
func newAnswer(name string, data []byte) *entry {
	e := newEntry(name, data, nil)
	e.brotli, e.quick = nil, true
	return e
}

// holds tells whether it is a file of that content.
func (e *entry) holds(data []byte) bool { return e != nil && bytes.Equal(e.plain.data, data) }

// ready makes the form that every reader understands if last, the file as it was, had been
// asked for: so nobody waits for it.
func (e *entry) ready(last *entry) {
	if e.gzip != nil && last.gzip != nil && (last.gzip.made.Load() != nil || last.brotli != nil && last.brotli.made.Load() != nil) {
		e.gzip.get(e, "gzip")
	}
}

func compressible(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "xml") || kind == "font/ttf"
}

// form chooses the smallest form that a reader understands. Ranges are of the
// plain one.
func (e *entry) form(r *http.Request) (variant, string) {
	if e.gzip == nil || r.Header.Get("Range") != "" {
		return e.plain, ""
	}
	switch accept := r.Header.Get("Accept-Encoding"); {
	case e.brotli != nil && accepts(accept, "br") && e.brotli.made.Load() != nil:
		return *e.brotli.made.Load(), "br"
	case e.brotli != nil && accepts(accept, "br") && e.turn.TryLock():
		start := time.Now()
		v := e.brotli.get(e, "br")
		time.AfterFunc(brotliRest*time.Since(start), e.turn.Unlock)
		return v, "br"
	case accepts(accept, "gzip"):
		return e.gzip.get(e, "gzip"), "gzip"
	}
	return e.plain, ""
}

// get makes a form when it is first asked for.
func (v *lazyVariant) get(e *entry, encoding string) variant {
	if made := v.made.Load(); made != nil {
		return *made
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if made := v.made.Load(); made != nil {
		return *made
	}
	made := variant{compress(e.plain.data, e.compressor(encoding)), strings.TrimSuffix(e.plain.etag, `"`) + "-" + encoding + `"`}
	v.made.Store(&made)
	return made
}

// A compressor is a writer of gzip or brotli.
type compressor interface {
	io.WriteCloser
	Reset(io.Writer)
}

// Compressors are used again, since one is larger than what it compresses.
var (
	brotliWriters = sync.Pool{New: func() any {
		return brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: brotliLevel, LGWin: brotliWindow})
	}}
	gzipWriters  = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}
	quickWriters = sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one of gzip's
		return w
	}}
)

// compressor is where the one for a form is taken from.
func (e *entry) compressor(encoding string) *sync.Pool {
	switch {
	case encoding == "br":
		return &brotliWriters
	case e.quick:
		return &quickWriters
	}
	return &gzipWriters
}

// compress compresses in memory, which does not fail.
func compress(data []byte, writers *sync.Pool) []byte {
	var b bytes.Buffer
	w := writers.Get().(compressor)
	defer writers.Put(w)
	w.Reset(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return bytes.Clone(b.Bytes())
}

// accepts reads an Accept-Encoding header for one coding.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		q, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(weight)), "q=")
		n, err := strconv.ParseFloat(q, 64)
		return !ok || err == nil && n > 0
	}
	return false
}

// send answers with a file. What headers are set stay, and a status other than 200
// is never answered with a part or with "not modified".
func (e *entry) send(w http.ResponseWriter, r *http.Request, status int) {
	if r.Method != http.MethodGet || !strings.HasPrefix(r.Header.Get("Range"), "bytes=") {
		r.Header.Del("Range") // of HEAD and of other units it says nothing, and is passed over
	}
	form, encoding := e.form(r)
	h := w.Header()
	h.Set("Content-Type", e.contentType)
	if e.gzip != nil {
		h.Add("Vary", "Accept-Encoding")
	}
	if status == http.StatusOK {
		h.Set("Etag", form.etag)
		if encoding == "" {
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(form.data))
			return
		}
		if notModified(r, form.etag) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Accept-Ranges", "bytes")
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Length", strconv.Itoa(len(form.data)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(form.data) // the reader has gone; there is nobody to tell
	}
}

// notModified reports whether the reader has a form already.
func notModified(r *http.Request, etag string) bool {
	for tag := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
