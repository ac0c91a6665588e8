package importer

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of what is read.
const (
	maxFile    = 256 << 20 // bytes of one file, unpacked
	maxRatio   = 200       // unpacked to packed bytes, beyond freeBytes
	freeBytes  = 16 << 20  // unpacked bytes that no ratio is asked of
	maxEntries = 200_000   // files of an archive
	maxPicture = 32 << 20  // bytes
	maxDamaged = 100       // places that are told
	sniffBytes = 64 << 10  // of a file, by which it is known
)

// A given file is one beside the articles: a picture, a film, a document.
type given struct {
	// name is its path in the folder or archive, with slashes.
	name string
	size int64
	open func() (io.ReadCloser, error)
}

// A dump is what lies at the path that was named.
type dump struct {
	// take is called for each JSON value or row of a table, with where it was and
	// how many lists and objects lie around it.
	take    func(value any, at where, depth int)
	refused []Refusal
	damaged []Refusal
	files   []given
	closers []io.Closer
	texts   int // files of JSON or CSV that were read
}

// A Refusal is a file that was not used, or not to its end.
type Refusal struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// damage tells a fault of a file once.
func (d *dump) damage(name, reason string) {
	if r := (Refusal{name, reason}); !slices.Contains(d.damaged, r) {
		d.damaged = append(d.damaged, r)
	}
}

func (d *dump) refuse(name, reason string) { d.refused = append(d.refused, Refusal{name, reason}) }

// close lets go of the archives, which are read again for pictures.
func (d *dump) close() error {
	var errs []error
	for _, c := range d.closers {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// read goes through a file, a folder or an archive, in the order of the names.
func (d *dump) read(ctx context.Context, name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("read articles: %w", err)
	}
	if !info.IsDir() {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("read articles: %s is %s; save what it gives as a file first", name, oddity(info.Mode()))
		}
		return d.file(ctx, name, filepath.Base(name))
	}
	return filepath.WalkDir(name, func(p string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("read articles: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		}
		rel, err := filepath.Rel(name, p)
		if err != nil {
			return fmt.Errorf("read articles: %w", err)
		}
		rel = filepath.ToSlash(rel)
		switch mode := entry.Type(); {
		case p != name && strings.HasPrefix(entry.Name(), "."):
			if !fromMac(rel) {
				d.refuse(rel, "it is hidden: its name begins with a dot")
			}
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		case !mode.IsRegular():
			d.refuse(rel, "it is "+oddity(mode))
			return nil
		}
		return d.file(ctx, p, rel)
	})
}

// fromMac reports whether a file is one that macOS puts beside others and that
// holds nothing of theirs.
func fromMac(rel string) bool {
	base := path.Base(rel)
	return base == ".DS_Store" || strings.HasPrefix(base, "._") || strings.HasPrefix(rel, "__MACOSX/")
}

// oddity names what is neither a file nor a folder.
func oddity(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a link, which is not followed"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	}
	return "no file"
}

// file reads one file of the disk, which the report calls rel.
func (d *dump) file(ctx context.Context, name, rel string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read articles: %w", err)
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return errors.Join(fmt.Errorf("read articles: %w", err), f.Close())
	}
	head = head[:n]
	info, err := f.Stat()
	if err != nil {
		return errors.Join(fmt.Errorf("read articles: %w", err), f.Close())
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		z, err := zip.NewReader(f, info.Size())
		if err != nil {
			d.refuse(rel, "the zip archive is damaged or cut off; export it again")
			return f.Close()
		}
		d.closers = append(d.closers, f)
		return d.zip(ctx, rel, z)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("read articles: %w", err)
	}
	d.member(rel, info.Size(), 0, func() (io.ReadCloser, error) { return os.Open(name) })
	return nil
}

// zip reads the files of an archive.
func (d *dump) zip(ctx context.Context, rel string, z *zip.Reader) error {
	if len(z.File) > maxEntries {
		d.refuse(rel, "the archive has more than 200,000 files; unpack it first")
		return nil
	}
	files := slices.Clone(z.File)
	slices.SortStableFunc(files, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		inner := strings.ReplaceAll(f.Name, "\\", "/")
		if f.FileInfo().IsDir() || fromMac(inner) {
			continue
		}
		if strings.HasPrefix(path.Base(inner), ".") {
			d.refuse(rel+"/"+inner, "it is hidden: its name begins with a dot")
			continue
		}
		if f.Flags&1 != 0 {
			d.refuse(rel+"/"+inner, "it is encrypted; unpack the archive with its password first")
			continue
		}
		d.member(inner, int64(min(f.UncompressedSize64, 1<<62)), int64(f.CompressedSize64), f.Open)
	}
	return nil
}

// member reads a file by its content: text is read record by record, all else kept
// by its name. Packed is its size within an archive, 0 outside.
func (d *dump) member(rel string, size, packed int64, open func() (io.ReadCloser, error)) {
	if ending := strings.ToLower(path.Ext(rel)); mediaEndings[ending] || ending == ".pdf" {
		d.files = append(d.files, given{rel, size, open})
		return
	}
	limit := int64(maxFile)
	if packed > 0 {
		limit = min(limit, max(freeBytes, maxRatio*packed))
	}
	if size > limit {
		d.refuse(rel, errTooMuch.Error())
		return
	}
	r, err := open()
	if err != nil {
		d.refuse(rel, "it cannot be opened; unpack the archive first")
		return
	}
	d.text(rel, unpack(r, size, limit))
	r.Close() // it was only read
}

// Faults of what is read, as they are told.
var (
	errTooMuch = errors.New("it is larger than a dump of articles would be, 256 MiB unpacked or 200 times its packed size")
	errDamaged = errors.New("it is damaged or cut off")
)

// unpack reads a file of at most limit bytes, packed with gzip or not, from behind
// the mark of its encoding. Its errors are those above.
func unpack(r io.Reader, size, limit int64) *bufio.Reader {
	plain := bufio.NewReaderSize(&capped{r, limit}, sniffBytes)
	if head, _ := plain.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		plain = bufio.NewReaderSize(&capped{&gunzipped{packed: plain}, min(maxFile, max(freeBytes, maxRatio*size))}, sniffBytes)
	}
	if head, _ := plain.Peek(3); string(head) == "\xef\xbb\xbf" {
		_, _ = plain.Discard(3) // they are there
	}
	return plain
}

// gunzipped unpacks once it is read.
type gunzipped struct {
	packed io.Reader
	z      *gzip.Reader
}

func (g *gunzipped) Read(p []byte) (n int, err error) {
	if g.z == nil {
		if g.z, err = gzip.NewReader(g.packed); err != nil {
			return 0, errDamaged
		}
	}
	return g.z.Read(p)
}

// capped reads so many bytes at most.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, errTooMuch
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errTooMuch) {
		err = errDamaged
	}
	return n, err
}

// slurp reads a picture or the like, of at most maxPicture bytes. Size is what it
// is said to have.
func slurp(open func() (io.ReadCloser, error), size int64) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var buf bytes.Buffer
	buf.Grow(int(min(size, maxPicture)) + bytes.MinRead) // so that nothing is copied while it grows
	_, err = buf.ReadFrom(&capped{r, maxPicture})
	return buf.Bytes(), err
}

// text reads JSON values or a table.
func (d *dump) text(rel string, r *bufio.Reader) {
	head, err := r.Peek(sniffBytes)
	trimmed := bytes.TrimSpace(head)
	switch {
	case len(trimmed) == 0 && err != nil && !errors.Is(err, io.EOF):
		d.refuse(rel, err.Error())
	case len(trimmed) == 0:
		d.refuse(rel, "the file is empty")
	case trimmed[0] == '{' || trimmed[0] == '[':
		d.texts++
		d.json(rel, r)
	case strings.EqualFold(path.Ext(rel), ".csv"):
		d.table(rel, r)
	default:
		d.refuse(rel, notText)
	}
}

// notText is why a file is not read.
const notText = "is neither JSON nor CSV; export the articles from the API as JSON"

// maxRow is the largest row of a table, in bytes: a text, and a quote that never
// closes costs no more.
const maxRow = 4 * maxHTML

// table reads a table whose first row has the names of the columns, row by row.
func (d *dump) table(rel string, r *bufio.Reader) {
	head, err := r.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		d.refuse(rel, err.Error())
		return
	}
	if !utf8.Valid(wholeRunes(head)) {
		d.refuse(rel, notText)
		return
	}
	limited := &capped{r: r, left: maxRow}
	rows := csv.NewReader(limited)
	rows.FieldsPerRecord, rows.LazyQuotes, rows.Comma = -1, true, delimiter(head)
	columns, err := rows.Read()
	if err != nil {
		d.refuse(rel, "the table has no first row")
		return
	}
	d.texts++
	for damaged := 0; damaged < maxDamaged; {
		limited.left = maxRow
		row, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.Is(err, errTooMuch) && limited.left < 0:
			d.damage(rel, "a row of the table is larger than 16 MiB, perhaps for a quote that never closes; what came before was read")
			return
		case errors.Is(err, errTooMuch), errors.Is(err, errDamaged):
			d.damage(rel, err.Error()+"; what came before was read")
			return
		case err != nil:
			d.damage(rel, "a row of the table cannot be read; what came before was read")
			return
		}
		value, whole := map[string]any{}, true
		for i, name := range columns {
			if i < len(row) {
				value[strings.TrimSpace(name)] = row[i]
				whole = whole && utf8.ValidString(row[i])
			}
		}
		if line, _ := rows.FieldPos(0); !whole {
			d.damage(rel, fmt.Sprintf("line %d: the row is not UTF-8 and was left out; save the table as UTF-8", line))
			damaged++
			continue
		}
		d.take(value, where{file: rel}, 0)
	}
}

// wholeRunes leaves out the beginning of a rune at the end of a text that was cut.
func wholeRunes(cut []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(cut); n++ {
		if c := cut[len(cut)-n:]; utf8.RuneStart(c[0]) {
			if !utf8.FullRune(c) {
				return cut[:len(cut)-n]
			}
			break
		}
	}
	return cut
}

// delimiter is what separates the names of the columns in the first line.
func delimiter(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best := ','
	for _, r := range ";\t" {
		if bytes.Count(line, []byte(string(r))) > bytes.Count(line, []byte(string(best))) {
			best = r
		}
	}
	return best
}
