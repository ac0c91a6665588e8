package importer

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
)

// mediaEndings are the endings of files that a page can show.
var mediaEndings = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true, ".svg": true, ".mp4": true, ".webm": true,
}

// An album finds the pictures that were given beside the articles, and has each
// written as soon as a text shows it, so that it holds one at a time.
type album struct {
	files  []given
	byBase map[string][]int
	// written are the prints of the files that were written, by their path below the
	// articles' folder.
	written map[string]string
	put     func(*file) error
	// fault is the first error of put; nothing is written after it.
	fault error
}

func newAlbum(files []given, put func(*file) error) *album {
	a := &album{files: files, byBase: map[string][]int{}, written: map[string]string{}, put: put}
	for i, f := range files {
		base := strings.ToLower(path.Base(f.name))
		a.byBase[base] = append(a.byBase[base], i)
	}
	return a
}

// picture returns how a text shows a picture: a path from the text's file if the
// picture was given, its address if not, "" if it cannot be shown.
func (a *album) picture(src string, from *placed, t *text, lost *losses) string {
	src = strings.TrimSpace(clean(src))
	if strings.HasPrefix(strings.ToLower(src), "data:") {
		return a.inlined(src, from, lost)
	}
	u, err := url.Parse(src)
	if err != nil {
		lost.add("picture-lost", src)
		return ""
	}
	if f := a.lookup(u.Path); f >= 0 {
		data, err := slurp(a.files[f].open, a.files[f].size)
		ending, ok := kindOf(data)
		if err == nil && ok {
			return relative(path.Dir(from.file), a.keep(from, path.Base(a.files[f].name), ending, data))
		}
		lost.add("picture-refused", a.files[f].name)
	}
	if b, err := url.Parse(t.url); err == nil && b.Host != "" {
		u = b.ResolveReference(u)
	}
	if u.Scheme == "" && u.Host != "" {
		u.Scheme = "https"
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		lost.add("picture-lost", src)
		return ""
	}
	lost.add("picture-hot", u.String())
	return u.String()
}

// document returns the path of a given file that a link leads to, "" if none was
// given.
func (a *album) document(href string, from *placed) string {
	u, err := url.Parse(href)
	if err != nil || u.Path == "" {
		return ""
	}
	f := a.lookup(u.Path)
	if f < 0 {
		return ""
	}
	data, err := slurp(a.files[f].open, a.files[f].size)
	ending, ok := kindOf(data)
	if bytes.HasPrefix(data, []byte("%PDF-")) {
		ending, ok = ".pdf", true
	}
	if err != nil || !ok {
		return ""
	}
	return relative(path.Dir(from.file), a.keep(from, path.Base(a.files[f].name), ending, data))
}

// lookup finds a given file by the path of an address: the longest equal end
// wins, a name that several files have counts for nothing.
func (a *album) lookup(p string) int {
	base := strings.ToLower(path.Base(p))
	found := a.byBase[base]
	if len(found) == 1 {
		return found[0]
	}
	best, length, tie := -1, 0, false
	for _, i := range found {
		n := commonEnd(strings.ToLower(p), strings.ToLower(a.files[i].name))
		switch {
		case n > length:
			best, length, tie = i, n, false
		case n == length:
			tie = true
		}
	}
	if tie {
		return -1
	}
	return best
}

// commonEnd is how many parts of two paths are equal from the end.
func commonEnd(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return n
}

// inlined keeps a picture that was written into the text itself.
func (a *album) inlined(src string, from *placed, lost *losses) string {
	head, body, _ := strings.Cut(src, ",")
	if !strings.HasSuffix(strings.ToLower(head), ";base64") || len(body) > 2*maxPicture {
		lost.add("picture-refused", shorten(head, 40))
		return ""
	}
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(body), ""))
	ending, ok := kindOf(data)
	if err != nil || !ok {
		lost.add("picture-refused", shorten(head, 40))
		return ""
	}
	sum := sha256.Sum256(data)
	return relative(path.Dir(from.file), a.keep(from, "picture-"+hex.EncodeToString(sum[:4])+ending, ending, data))
}

// keep writes a picture that was not written yet, and returns its path: one folder
// for each article, so that names of different articles never meet.
func (a *album) keep(from *placed, name, ending string, data []byte) string {
	stem := slug(strings.TrimSuffix(name, path.Ext(name)))
	if stem == "" {
		stem = "picture"
	}
	dir := "images/" + from.key
	name, print := dir+"/"+safeName(stem)+ending, printOf(data)
	for n := 2; a.written[name] != "" && a.written[name] != print; n++ {
		name = fmt.Sprintf("%s/%s-%d%s", dir, safeName(stem), n, ending)
	}
	if a.written[name] == "" && a.fault == nil {
		a.fault = a.put(&file{key: "file:" + name, path: name, data: data, source: print})
	}
	a.written[name] = print
	return name
}

// kindOf tells the kind of a picture or film by its content. A drawing that does more than
// draw is none.
func kindOf(data []byte) (ending string, ok bool) {
	head := data[:min(len(data), 1024)]
	switch {
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return ".png", true
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return ".jpg", true
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return ".gif", true
	case len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return ".webp", true
	case len(head) > 12 && string(head[4:8]) == "ftyp" && slices.Contains([]string{"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "dash", "M4V "}, string(head[8:12])):
		return ".mp4", true
	case bytes.HasPrefix(head, []byte("\x1a\x45\xdf\xa3")) && bytes.Contains(head, []byte("webm")):
		return ".webm", true
	case bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n"), []byte("<")) && plainDrawing(data):
		return ".svg", true
	}
	return "", false
}
