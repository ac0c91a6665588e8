package inbox

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Limits of packed files.
const (
	maxRatio    = 200       // unpacked to packed bytes, beyond freeBytes
	freeBytes   = 64 << 20  // unpacked bytes that no ratio is asked of
	maxUnpacked = 256 << 30 // bytes of one file
	maxInner    = 64 << 20  // bytes of an archive inside an archive
	maxEntries  = 200_000   // files of an archive
	maxNested   = 2         // packings inside each other
)

// errBomb says that a packed file unpacks to more than any export would.
var errBomb = errors.New("it unpacks to more than 200 times its size; unpack it yourself if it is what you want to read")

// errDamaged says that packed data cannot be unpacked.
var errDamaged = errors.New("damaged")

// compressed reads a stream that is packed by itself. A tar archive in it
// counts as one packing with it.
func (rd *reading) compressed(name string, r io.Reader, depth int, open func(io.Reader) (io.Reader, func(), error)) error {
	if depth >= maxNested {
		return rd.refuse(name, "it is packed more than twice; unpack it first")
	}
	packed := &counter{r: r}
	plain, done, err := open(bufio.NewReaderSize(packed, sniffBytes))
	if err != nil {
		return rd.failed(name, packed.judge(err))
	}
	defer done()
	br := bufio.NewReaderSize(&capped{r: &unpacking{plain, packed}, packed: func() int64 { return packed.n }}, sniffBytes)
	if head, _ := br.Peek(tarBlock); isTar(head) {
		return rd.tar(name, br, depth)
	}
	return rd.stream(name, br, nil, 0, depth+1)
}

func openGzip(r io.Reader) (io.Reader, func(), error) {
	z, err := gzip.NewReader(r)
	return z, func() {}, err
}

// openZstd bounds the memory of the decoder: windows up to 128 MiB are what
// the strongest settings of the usual tools make.
func openZstd(r io.Reader) (io.Reader, func(), error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(128<<20))
	if err != nil {
		return nil, func() {}, err
	}
	return z, z.Close, nil
}

// unpacking marks the errors of an unpacker.
type unpacking struct {
	r      io.Reader
	packed *counter
}

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	return n, u.packed.judge(err)
}

// judge tells faults of the data from those of the disk below them.
func (c *counter) judge(err error) error {
	if err == nil || errors.Is(err, io.EOF) || c.err != nil {
		return err
	}
	return fmt.Errorf("%w: %w", errDamaged, err)
}

// tarBlock is the size of the headers of a tar archive.
const tarBlock = 512

// isTar asks for the checksum of a header, which old archives have too.
func isTar(head []byte) bool {
	if len(head) < tarBlock || head[0] == 0 {
		return false
	}
	want, err := strconv.ParseInt(strings.Trim(string(head[148:156]), " \x00"), 8, 64)
	if err != nil {
		return false
	}
	sum := int64(0)
	for i, b := range head[:tarBlock] {
		if i >= 148 && i < 156 {
			b = ' '
		}
		sum += int64(b)
	}
	return sum == want
}

// tar reads the files of an archive in the order in which they are in it.
func (rd *reading) tar(name string, r io.Reader, depth int) error {
	if depth >= maxNested {
		return rd.refuse(name, "it is packed more than twice; unpack it first")
	}
	archive := tar.NewReader(r)
	for range maxEntries {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			if errors.Is(err, tar.ErrHeader) {
				err = fmt.Errorf("%w: %w", errDamaged, err)
			}
			return rd.failed(name, err)
		}
		if h.Typeflag != tar.TypeReg || isHidden(h.Name) {
			continue
		}
		if err := rd.stream(name+"/"+strings.TrimPrefix(path.Clean("/"+h.Name), "/"), archive, nil, 0, depth+1); err != nil {
			return err
		}
	}
	return rd.refuse(name, "the archive has more than 200,000 files; unpack it first")
}

// isHidden tells what file managers and systems put into archives.
func isHidden(name string) bool {
	return strings.HasPrefix(path.Base(name), ".") || strings.HasPrefix(name, "__MACOSX/")
}

// zip reads the files of an archive in sorted order.
func (rd *reading) zip(name string, r io.Reader, at io.ReaderAt, size int64, depth int) error {
	if depth >= maxNested {
		return rd.refuse(name, "it is packed more than twice; unpack it first")
	}
	if at == nil {
		data, err := io.ReadAll(io.LimitReader(r, maxInner+1))
		if err != nil {
			return rd.failed(name, err)
		}
		if len(data) > maxInner {
			return rd.refuse(name, "it is an archive of more than 64 MiB inside another; unpack it first")
		}
		at, size = bytes.NewReader(data), int64(len(data))
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return rd.refuse(name, "the zip archive is damaged or cut off; export it again")
	}
	if len(z.File) > maxEntries {
		return rd.refuse(name, "the archive has more than 200,000 files; unpack it first")
	}
	if isWorkbook(z) {
		return rd.workbook(name, z)
	}
	if isOffice(z) {
		return rd.refuse(name, "looks like an Office file that is no Excel file; export the conversations as JSON or CSV")
	}
	files := slices.Clone(z.File)
	slices.SortStableFunc(files, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range files {
		if f.FileInfo().IsDir() || isHidden(f.Name) {
			continue
		}
		if err := rd.entry(name+"/"+f.Name, f, depth); err != nil {
			return err
		}
	}
	return nil
}

func isOffice(z *zip.Reader) bool {
	return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" || f.Name == "content.xml" })
}

// entry reads one file of an archive.
func (rd *reading) entry(name string, f *zip.File, depth int) error {
	if f.Flags&1 != 0 {
		return rd.refuse(name, "it is encrypted; unpack the archive with its password first")
	}
	r, err := f.Open()
	if err != nil {
		return rd.refuse(name, "it is packed in a way that is not read; unpack the archive first")
	}
	defer r.Close()
	packed := int64(f.CompressedSize64)
	return rd.stream(name, &capped{r: r, packed: func() int64 { return packed }}, nil, 0, depth+1)
}

// A counter counts the bytes that were read.
type counter struct {
	r   io.Reader
	n   int64
	err error // of r, other than its end
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// capped stops at a size that no honest file unpacks to.
type capped struct {
	r      io.Reader
	packed func() int64
	n      int64
}

func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.n > maxUnpacked || c.n > freeBytes && c.n > maxRatio*max(c.packed(), 1) {
		return n, errBomb
	}
	return n, err
}
