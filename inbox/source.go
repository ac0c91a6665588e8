package inbox

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// sniffBytes is how much of a file is looked at to tell what it is.
const sniffBytes = 64 << 10

// refusal is a reason why a file is not read.
type refusal string

func (r refusal) Error() string { return string(r) }

// paths reads files and folders in order.
func (rd *reading) paths(paths []string) error {
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return fmt.Errorf("read conversations: %w", err)
		}
		if !info.IsDir() {
			if err := rd.file(p); err != nil {
				return err
			}
			continue
		}
		if err := rd.folder(p); err != nil {
			return err
		}
	}
	return nil
}

// folder reads the files below dir in sorted order, and tells what it passes
// over.
func (rd *reading) folder(dir string) error {
	before := len(rd.sum.Sources)
	err := rd.walk(dir)
	if err == nil && len(rd.sum.Sources) == before {
		err = rd.refuse(filepath.ToSlash(dir), "the folder holds no files")
	}
	return err
}

func (rd *reading) walk(dir string) error {
	return filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if p != dir && strings.HasPrefix(d.Name(), ".") {
			if err := rd.refuse(filepath.ToSlash(p), "is hidden, as its name begins with a dot; give its path by itself to read it"); err != nil || !d.IsDir() {
				return err
			}
			return fs.SkipDir
		}
		switch {
		case d.IsDir():
			return nil
		case d.Type()&fs.ModeSymlink != 0:
			return rd.refuse(filepath.ToSlash(p), "is a link, which is not followed; give the path of what it leads to")
		case !d.Type().IsRegular():
			return rd.refuse(filepath.ToSlash(p), "is no file but a pipe, a socket or a device; give its path by itself to read it")
		}
		return rd.file(p)
	})
}

// file reads one file of the disk.
func (rd *reading) file(p string) error {
	f, err := os.Open(p)
	if err != nil {
		return fmt.Errorf("read conversations: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read conversations: %w", err)
	}
	return rd.stream(filepath.ToSlash(p), f, f, info.Size(), 0)
}

// stream reads what r holds; at gives the same bytes at random, and is nil
// inside an archive. Depth counts the archives around it.
func (rd *reading) stream(name string, r io.Reader, at io.ReaderAt, size int64, depth int) error {
	br := bufio.NewReaderSize(r, sniffBytes)
	head, err := br.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return rd.failed(name, err)
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return rd.compressed(name, br, depth, openGzip)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return rd.compressed(name, br, depth, openZstd)
	case isTar(head):
		return rd.tar(name, br, depth)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return rd.zip(name, br, at, size, depth)
	}
	src := rd.sum.source(name)
	if err := rd.content(src, br, head); err != nil {
		return rd.ended(src, err)
	}
	return nil
}

// failed turns faults of packed data into refusals and passes on the rest.
func (rd *reading) failed(name string, err error) error {
	if n := len(rd.sum.Sources); n > 0 && rd.sum.Sources[n-1].isDamaged() && strings.HasPrefix(rd.sum.Sources[n-1].Path, rd.sum.names.path(name)+"/") {
		return nil // told of the file in which the archive breaks off
	}
	return rd.ended(rd.sum.source(name), err)
}

// ended judges the error that ended a source: a fault of its content is told
// in the summary, any other ends the reading.
func (rd *reading) ended(src *Source, err error) error {
	var refused refusal
	switch {
	case errors.As(err, &refused):
		src.refuse(string(refused))
	case errors.Is(err, errBomb) && src.read > 0:
		src.warn("damaged", "", err.Error()+"; what came before was read")
	case errors.Is(err, errBomb):
		src.refuse(err.Error())
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errDamaged), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), strings.HasPrefix(err.Error(), "flate:"):
		if src.read == 0 {
			src.damaged = true
			src.refuse("the packed data are damaged or cut off; export it again")
			break
		}
		src.warn("damaged", "", "the packed data are damaged or cut off; what came before was read, export it again")
	default:
		return err
	}
	return nil
}

func (rd *reading) refuse(name, reason string) error {
	rd.sum.source(name).refuse(reason)
	return nil
}

// content reads unpacked content by what its first bytes say.
func (rd *reading) content(src *Source, r *bufio.Reader, head []byte) error {
	if r2, ok := decodeUTF16(head, r); ok {
		src.warn("encoding", "", "the file is UTF-16; read as such")
		r = bufio.NewReaderSize(r2, sniffBytes)
		head, _ = r.Peek(sniffBytes)
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		if _, err := r.Discard(3); err != nil {
			return err
		}
		head = head[3:]
	}
	text := bytes.TrimLeft(head, " \t\r\n")
	if len(text) == 0 {
		return refusal("the file is empty")
	}
	if rd.team != nil {
		return rd.workspace(src, r, text)
	}
	if isMail(text) {
		return rd.mailbox(src, r)
	}
	if reason := foreignText(text); reason != "" {
		return refusal(reason)
	}
	if text[0] == '{' || text[0] == '[' {
		return rd.json(src, r, looksLikeLines(text))
	}
	return rd.table(src, r, head)
}

// decodeUTF16 tells UTF-16 by its mark, or by JSON with every other byte zero.
func decodeUTF16(head []byte, r io.Reader) (io.Reader, bool) {
	if len(head) < 4 {
		return nil, false
	}
	order := unicode.LittleEndian
	switch {
	case head[0] == 0xff && head[1] == 0xfe, head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
	case head[0] == 0xfe && head[1] == 0xff, head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
		order = unicode.BigEndian
	default:
		return nil, false
	}
	return unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(r), true
}

// looksLikeLines tells a file with one JSON object a line from a list that is
// broken into lines: there the first line breaks off where a value must follow, and
// the second is no object with another or nothing behind it.
func looksLikeLines(text []byte) bool {
	first, rest, ok := bytes.Cut(text, []byte("\n"))
	first = bytes.TrimSpace(first)
	rest = bytes.TrimLeft(rest, "\r\n")
	if !ok || len(first) == 0 || first[0] != '{' || len(rest) == 0 || rest[0] != '{' {
		return false
	}
	if strings.IndexByte("[{,:", first[len(first)-1]) < 0 && len(first) > 2 {
		return true
	}
	second, after, _ := bytes.Cut(rest, []byte("\n"))
	after = bytes.TrimLeft(after, "\r\n")
	return json.Valid(second) && (len(after) == 0 || after[0] == '{')
}

// foreignText names content that is certainly no export that is read.
func foreignText(text []byte) string {
	lower := bytes.ToLower(text[:min(len(text), 512)])
	switch {
	case bytes.HasPrefix(text, []byte("%PDF")):
		return "is a PDF document; export the conversations as JSON or CSV"
	case bytes.HasPrefix(text, []byte(`{\rtf`)):
		return "is a text document; export the conversations as JSON or CSV"
	case bytes.HasPrefix(text, []byte("\xd0\xcf\x11\xe0")):
		return "is an old file of Excel, Word or Outlook; save it as .xlsx or CSV, or the letters as .eml"
	case bytes.HasPrefix(text, []byte("!BDN")):
		return "is a mailbox of Outlook, which is not read; export it as mbox, or the letters as .eml"
	case bytes.HasPrefix(text, []byte("7z\xbc\xaf")), bytes.HasPrefix(text, []byte("Rar!")), bytes.HasPrefix(text, []byte("\xfd7zXZ")), bytes.HasPrefix(text, []byte("BZh")):
		return "is an archive of a kind that is not unpacked; unpack it, or pack it as zip, tar, gzip or zstd"
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return "is a web page; export the conversations as JSON or CSV"
	case bytes.HasPrefix(lower, []byte("<?xml")):
		return "is XML, which is not read; export the conversations as JSON or CSV"
	case bytes.IndexByte(text[:min(len(text), 4096)], 0) >= 0:
		return "is not text; export the conversations as JSON or CSV"
	}
	return ""
}

// mailHeaders begin the lines of a message.
var mailHeaders = []string{
	"return-path", "received", "delivered-to", "message-id", "mime-version", "from", "x-gm-thrid", "date", "subject", "to",
	"content-type", "content-transfer-encoding", "x-original-to", "reply-to", "in-reply-to", "dkim-signature", "x-mozilla-status",
}

// isMail asks for the line that begins a message of an mbox, or for two known
// headers among lines that are all headers, so that a table is none.
func isMail(text []byte) bool {
	if bytes.HasPrefix(text, fromLine) && reFromLine.Match(text[:min(len(text), 300)]) {
		return true
	}
	found := 0
	for line := range bytes.Lines(bytes.TrimPrefix(text[:min(len(text), 16<<10)], []byte(">"))) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' || bytes.HasPrefix(line, fromLine) {
			continue
		}
		name, _, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(name) == 0 || bytes.ContainsAny(name, " ,;\t\"") {
			return found >= 2
		}
		if slices.Contains(mailHeaders, strings.ToLower(string(name))) {
			found++
		}
	}
	return found >= 2
}
