// Package article reads one article: its front matter and its Markdown.
//
// # The file
//
// An article is a file of UTF-8 text of at most [MaxSize] bytes. It opens with
// front matter, YAML between two lines of three dashes, and the body follows:
//
//	---
//	title: Link to another article
//	description: How links are written and checked.
//	---
//	Write the path of the other file …
//
// A byte order mark is skipped, and lines may end in LF, CRLF or CR. The lines
// of all diagnostics count from the top of the file. The keys of the front
// matter are the fields of [FrontMatter].
//
// # The body
//
// The body is CommonMark with tables, task lists, strikethrough, bare
// addresses, footnotes and definition lists. A quotation whose first line is
// [!NOTE], [!TIP], [!IMPORTANT], [!WARNING] or [!CAUTION] is an alert.
//
// A heading's id is the one given in {#id} after its text, or else its text in
// lower case with letters, digits, "-" and "_" kept, spaces turned into "-"
// and the rest dropped; "-1", "-2" … is added where an id stands already. The
// page's only h1 is the title: a leading heading of level 1 that repeats it is
// left out, and if any other is there, all headings move down by one level.
//
// HTML is shown as it was typed, as text, save for comments, which are left
// out, and for br, kbd, sub, sup and mark without attributes; with [Options].HTML it
// is cleaned and published. Links are of the
// schemes http, https, mailto, tel and sms, and data: images of the picture
// formats that hold no scripts.
//
// # What comes of it
//
// A parse depends on the file and the options alone, so that it can be kept.
// It does not know other articles: links that do not leave the site are holes
// in the HTML, which the builder fills once it knows every address.
package article

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"signpost/internal/diag"
	"signpost/internal/yamldoc"
)

// MaxSize is the largest file that is read as an article, in bytes.
const MaxSize = 10 << 20

// Options change how an article is read. They are part of a cache's key.
type Options struct {
	// TitleOptional lets a file without title pass, as for a plain index.md.
	TitleOptional bool
	// HTML publishes the author's HTML, cleaned, instead of showing it as text.
	HTML bool
	// Places tells where each line was written, if snippets were put in.
	Places []Place
	// Code colours code; nil means one for this article alone.
	Code *Highlighter
}

// An Article is one file as it was understood. It is not changed once made,
// and may be shared.
type Article struct {
	// Path is where the file lies, as diagnostics name it.
	Path string
	FrontMatter
	// Keys tells the line of each front matter key.
	Keys yamldoc.Lines
	// Headings are those of the body in order, after levels were moved.
	Headings []Heading
	// Anchors are all ids that a link into the article may name.
	Anchors map[string]bool
	// Demoted is by how many levels the headings were moved down, 0 or 1.
	Demoted int
	// Links are the links and images that do not leave the site, in order.
	Links []Link
	// Sections hold the plain text of the body, cut at each heading.
	Sections []Section

	// External are the links that leave the site, Images all pictures.
	External []Link
	Images   []Image
	// HTMLLines are the lines on which HTML begins that is shown as text.
	HTMLLines []int
	// LeftOut is what was not let through of HTML that is published.
	LeftOut []LeftOut
	// Players are the hosts whose video players the article embeds.
	Players []string

	print  string
	places []Place  // where each line was written; nil if here
	pieces [][]byte // HTML between the holes
	holes  []hole   // the hole after each piece
	body   []byte   // Markdown, lines ended by LF
	// bodyLine is the line on which body starts.
	bodyLine int
	cuts     []span // ranges of body that the twin leaves out
}

// A Heading is a heading of the body.
type Heading struct {
	// Level runs from 1 to 6.
	Level int
	ID    string
	// Text is plain text.
	Text string
	Line int
}

// A Link leads to another place of the site, or shows an image of it.
type Link struct {
	// Target is the address as written, with escapes resolved: "../a.md#b",
	// "#top", "/img/a.png".
	Target string
	// Line counts from the top of the file.
	Line  int
	Image bool

	dest []span // where Target stands in the body, if it does and no link before has told
}

// An Image is a picture of the article, from here or elsewhere.
type Image struct {
	// Alt is its description, Line counts from the top of the file.
	Alt  string
	Line int
}

// A Section is the text under one heading, up to the next.
type Section struct {
	// Anchor and Heading are "" for the text before the first heading.
	Anchor, Heading string
	// Body is plain text with code and the descriptions of images.
	Body string
	// Steps are the items of the first ordered list, Rows those of the first table,
	// that of its headings first; plain text. Body has them too.
	Steps []string
	Rows  [][]string
	// Print is a print of Body, "" if it is too short to tell sections apart.
	Print string
}

type span struct{ start, end int }

// Parse reads one article. Path names the file in diagnostics and in the
// article. The article is nil when the file as a whole cannot be read;
// otherwise it holds what was understood, even beside diagnostics.
func Parse(path string, data []byte, opt Options) (*Article, []diag.Diagnostic) {
	text, ds := readText(path, data)
	if len(ds) > 0 {
		return nil, ds
	}
	text, warnings := withoutControls(path, text)
	front, body, bodyLine, ds := split(path, text)
	if len(ds) > 0 {
		return nil, ds
	}
	a := &Article{Path: path, body: body, bodyLine: bodyLine, places: opt.Places}
	a.Keys, ds = yamldoc.DecodeLines(front, &a.FrontMatter, path, 2)
	opt.TitleOptional = opt.TitleOptional || len(ds) > 0 // the title may be in what could not be read
	ds = append(ds, a.checkFrontMatter(front, opt)...)
	ds = append(ds, a.parseBody(bodyLine, opt)...)
	a.prints()
	ds = append(ds, warnings...)
	for i, d := range ds {
		at := place(path, opt.Places, d.Line)
		ds[i].File, ds[i].Line = at.Path, at.Line
	}
	return a, ds
}

// control reports bytes that no page may hold: those that terminals obey.
func control(b byte) bool { return b < ' ' && b != '\n' && b != '\t' && b != '\f' || b == 0x7f }

// withoutControls leaves out control characters, and warns of each line that has
// some.
func withoutControls(path string, text []byte) ([]byte, []diag.Diagnostic) {
	if !slices.ContainsFunc(text, control) {
		return text, nil
	}
	var ds []diag.Diagnostic
	line := 0
	for l := range bytes.Lines(text) {
		line++
		if i := slices.IndexFunc(l, control); i >= 0 {
			ds = append(ds, diag.Diagnostic{
				File: path, Line: line, Severity: diag.Warning, Code: "control-character",
				What: fmt.Sprintf("the control character U+%04X is left out", l[i]), Fix: "remove it",
			})
		}
	}
	return slices.DeleteFunc(slices.Clone(text), control), ds
}

// readText checks what must hold for any text, and makes all lines end in LF.
func readText(path string, data []byte) ([]byte, []diag.Diagnostic) {
	if len(data) > MaxSize {
		return nil, []diag.Diagnostic{TooLarge(path, int64(len(data)))}
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, []diag.Diagnostic{{File: path, Line: 1, Code: "not-utf8", What: "the file is UTF-16", Fix: "save it as UTF-8"}}
	}
	if bytes.IndexByte(data, 0) < 0 && utf8.Valid(data) {
		text := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
		if bytes.IndexByte(text, '\r') >= 0 {
			text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
			text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
		}
		return text, nil
	}
	line := 0
	for text := range bytes.Lines(data) {
		line++
		if bytes.IndexByte(text, 0) >= 0 {
			return nil, []diag.Diagnostic{{File: path, Line: line, Code: "nul-byte", What: "a NUL byte", Fix: "remove it; the file may be damaged, or not be a text"}}
		}
		if !utf8.Valid(text) {
			return nil, []diag.Diagnostic{{File: path, Line: line, Code: "not-utf8", What: "not valid UTF-8", Fix: "save the file as UTF-8"}}
		}
	}
	return nil, nil
}

// TooLarge is the diagnostic for an article of that many bytes.
func TooLarge(path string, size int64) diag.Diagnostic {
	return diag.Diagnostic{
		File: path, Code: "too-large",
		What: fmt.Sprintf("%d MB is too large for an article", size/1_000_000),
		Fix:  fmt.Sprintf("split it; %d MB is the most", MaxSize>>20),
	}
}

// split parts the front matter from the body, and tells the line on which the
// body starts.
func split(path string, text []byte) (front, body []byte, bodyLine int, ds []diag.Diagnostic) {
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	if string(bytes.TrimRight(first, " \t")) != "---" {
		return nil, text, 1, nil
	}
	line, start := 2, 0
	for start < len(rest) {
		l, _, _ := bytes.Cut(rest[start:], []byte("\n"))
		end := min(start+len(l)+1, len(rest))
		if mark := string(bytes.TrimRight(l, " \t")); mark == "---" || mark == "..." {
			return rest[:start], rest[end:], line + 1, nil
		}
		start, line = end, line+1
	}
	return nil, nil, 0, []diag.Diagnostic{{
		File: path, Line: 1, Code: "front-matter",
		What: "the front matter does not end", Fix: "close it with a line of three dashes: ---",
	}}
}

// Print is a short print of a text: 8 hexadecimal digits that change when it
// does, whatever its spaces.
func Print(text string) string {
	words := make([]byte, 0, len(text)+1)
	for _, c := range text {
		if !unicode.IsSpace(c) {
			words = utf8.AppendRune(words, c)
		} else if n := len(words); n > 0 && words[n-1] != ' ' {
			words = append(words, ' ')
		}
	}
	if n := len(words); n > 0 && words[n-1] != ' ' {
		words = append(words, ' ')
	}
	sum := sha256.Sum256(words)
	return hex.EncodeToString(sum[:4])
}

// Print is the print of what readers see: title, description and body.
func (a *Article) Print() string { return a.print }

// tellingText is the shortest text of a section that tells it apart, in bytes.
const tellingText = 40

func (a *Article) prints() {
	a.print = Print(a.Title + "\n" + a.Description + "\n" + string(a.body))
	for i, s := range a.Sections {
		if len(s.Body) >= tellingText {
			a.Sections[i].Print = Print(s.Body)
		}
	}
}

// A Filling is what the builder puts into the holes of an article.
type Filling interface {
	// Target is the address of Links[i].
	Target(i int) string
	// Image is HTML of the picture Links[i]: what stands before its img element,
	// its attributes beyond address and description, which begin with a space,
	// and what stands behind it. Each may be "".
	Image(i int) (before, attributes, after string)
	// Word is a word of the interface, such as "alert.note".
	Word(key string) string
}

// A hole is what the HTML leaves open: the target of a link, something at a
// picture, or a word.
type hole struct {
	link int
	// image is 'b' before a picture, 'i' within it, 'e' behind it, or 0.
	image byte
	word  string
}

// holeOf reads what the nodes wrote between NUL bytes: "12", "b12", "alert.note".
func holeOf(text string) hole {
	if n, err := strconv.Atoi(text); err == nil {
		return hole{link: n}
	}
	if n, err := strconv.Atoi(text[1:]); err == nil {
		return hole{link: n, image: text[0]}
	}
	return hole{word: text}
}

// HTML returns the body with its holes filled. Addresses and words are escaped
// here. The HTML is safe to put into a page.
func (a *Article) HTML(with Filling) []byte {
	size := 0
	for _, piece := range a.pieces {
		size += len(piece) + 64
	}
	b := bytes.NewBuffer(make([]byte, 0, size))
	for i, piece := range a.pieces {
		b.Write(piece)
		if i >= len(a.holes) {
			continue
		}
		switch h := a.holes[i]; {
		case h.word != "":
			b.WriteString(html.EscapeString(with.Word(h.word)))
		case h.image != 0:
			before, attributes, after := with.Image(h.link)
			b.WriteString(map[byte]string{'b': before, 'i': attributes, 'e': after}[h.image])
		default:
			b.Write(escapeURL([]byte(with.Target(h.link))))
		}
	}
	return b.Bytes()
}

// Markdown returns the body as it was written, without comments, and with the
// target of Links[i] replaced by what target gives.
func (a *Article) Markdown(target func(i int) string) string {
	var b strings.Builder
	at := 0
	for _, e := range a.edits(target) {
		if e.start < at {
			continue
		}
		b.Write(a.body[at:e.start])
		b.WriteString(e.text)
		at = e.end
	}
	b.Write(a.body[at:])
	return strings.TrimSpace(b.String()) + "\n"
}
