package importer

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
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

// member reads a file by its content: text is read at once, all else kept by its
// name. Packed is its size within an archive, 0 outside.
func (d *dump) member(rel string, size, packed int64, open func() (io.ReadCloser, error)) {
	if ending := strings.ToLower(path.Ext(rel)); mediaEndings[ending] || ending == ".pdf" {
		d.files = append(d.files, given{rel, size, open})
		return
	}
	data, err := slurp(open, size, packed, maxFile)
	if err != nil {
		d.refuse(rel, err.Error())
		return
	}
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		data, err = gunzip(data)
		if err != nil {
			d.damaged = append(d.damaged, Refusal{rel, "packed data are damaged or cut off; what came before was read"})
		}
	}
	d.text(rel, data)
}

// slurp reads a file of at most limit bytes, and no more than a packed file can
// honestly hold. Size is what it is said to have.
func slurp(open func() (io.ReadCloser, error), size, packed, limit int64) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, errors.New("it cannot be opened; unpack the archive first")
	}
	defer r.Close()
	if packed > 0 {
		limit = min(limit, max(freeBytes, maxRatio*packed))
	}
	var buf bytes.Buffer
	buf.Grow(int(min(size, limit)) + bytes.MinRead) // so that nothing is copied while it grows
	_, err = buf.ReadFrom(io.LimitReader(r, limit+1))
	data := buf.Bytes()
	switch {
	case int64(len(data)) > limit:
		return nil, errors.New("it is larger than a dump of articles would be, 256 MiB unpacked or 200 times its packed size")
	case err != nil:
		return nil, errors.New("it is damaged or cut off")
	}
	return data, nil
}

// gunzip unpacks, and returns what it could with an error for damage.
func gunzip(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	limit := min(int64(maxFile), max(freeBytes, maxRatio*int64(len(data))))
	out, err := io.ReadAll(io.LimitReader(z, limit+1))
	if int64(len(out)) > limit {
		return nil, errors.New("it unpacks to too much")
	}
	return out, err
}

// text reads JSON values or a table.
func (d *dump) text(rel string, data []byte) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	trimmed := bytes.TrimSpace(data)
	switch {
	case len(trimmed) == 0:
		d.refuse(rel, "the file is empty")
	case trimmed[0] == '{' || trimmed[0] == '[':
		d.texts++
		d.json(rel, trimmed)
	case strings.EqualFold(path.Ext(rel), ".csv") && utf8.Valid(data):
		d.texts++
		d.csv(rel, data)
	default:
		d.refuse(rel, "is neither JSON nor CSV; export the articles from the API as JSON")
	}
}

// json reads one value after the other. What is broken is told, and reading goes
// on at the next line that begins an object.
func (d *dump) json(rel string, data []byte) {
	if len(data) > largeValue && json.Valid(data) {
		s := stream{dump: d, data: data, dec: json.NewDecoder(bytes.NewReader(data))}
		s.dec.UseNumber()
		if err := s.value(where{file: rel}, 0); err != nil {
			d.damage(rel, "it cannot be read: "+err.Error())
		}
		return
	}
	inList := false
	for start := 0; start < len(data); {
		at, ended := d.values(rel, data, start)
		if ended {
			return
		}
		if inList && strings.IndexByte(",]}", data[at]) >= 0 {
			start = at + 1 // what stands between the elements of the list, or ends it
			continue
		}
		n, list, cut := d.salvage(rel, data[at:])
		inList = inList || list
		at += n
		why := "not valid JSON; what is whole around it was read"
		if cut {
			why = "the file breaks off here; what came before was read"
		}
		broken := len(data) - len(bytes.TrimLeft(data[at:], ", \t\r\n"))
		d.damage(rel, fmt.Sprintf("line %d: %s", 1+bytes.Count(data[:broken], []byte("\n")), why))
		next := bytes.Index(data[min(at+1, len(data)):], []byte("\n{"))
		if next < 0 || len(d.damaged) > maxDamaged {
			return
		}
		start = at + 1 + next + 1
	}
}

// values reads one value after the other from start on. It returns where the next
// one is broken, or that there is none.
func (d *dump) values(rel string, data []byte, start int) (at int, ended bool) {
	dec := json.NewDecoder(bytes.NewReader(data[start:]))
	dec.UseNumber()
	for {
		var value any
		if err := dec.Decode(&value); errors.Is(err, io.EOF) {
			return len(data), true
		} else if err != nil {
			break
		}
		d.take(value, where{file: rel}, 0)
	}
	at = min(start+int(dec.InputOffset()), len(data))
	return len(data) - len(bytes.TrimLeft(data[at:], " \t\r\n")), false
}

// salvage reads the whole elements of a list that has no end. It returns how far
// they go, whether there are any, and whether the data end there.
func (d *dump) salvage(rel string, data []byte) (end int, list, cut bool) {
	i := bytes.IndexByte(data, '[')
	if next := bytes.Index(data, []byte("\n{")); i < 0 || next >= 0 && next < i {
		return 0, false, i < 0 && next < 0
	}
	dec := json.NewDecoder(bytes.NewReader(data[i:]))
	dec.UseNumber()
	if _, err := dec.Token(); err != nil {
		return 0, false, false
	}
	for dec.More() {
		var value any
		if err := dec.Decode(&value); err != nil {
			return i + int(dec.InputOffset()), list, errors.Is(err, io.ErrUnexpectedEOF)
		}
		_, object := value.(map[string]any)
		list = list || object
		d.take(value, where{file: rel}, 0)
	}
	_, err := dec.Token()
	return i + int(dec.InputOffset()), list, errors.Is(err, io.EOF)
}

// csv reads a table whose first row has the names of the columns.
func (d *dump) csv(rel string, data []byte) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	head, err := r.Read()
	if err != nil {
		d.refuse(rel, "the table has no first row")
		return
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			d.damaged = append(d.damaged, Refusal{rel, "a row of the table cannot be read; what came before was read"})
			return
		}
		value := map[string]any{}
		for i, name := range head {
			if i < len(row) {
				value[strings.TrimSpace(name)] = row[i]
			}
		}
		d.take(value, where{file: rel}, 0)
	}
}
