package inbox

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// Limits of one e-mail.
const (
	maxMailParts = 1000
	maxPartNest  = 20
	maxMailText  = 4 << 20
)

// mailHeader has the values of the header fields, unfolded, by name in lower
// case.
type mailHeader map[string][]string

func (h mailHeader) get(name string) string {
	if v := h[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// splitHeader parts the header of a message or of a part of one from its body.
// Lines that are no header are passed over, as mail programs do.
func splitHeader(data []byte) (h mailHeader, body []byte) {
	h = mailHeader{}
	last := ""
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			return h, data
		}
		if line[0] == ' ' || line[0] == '\t' {
			if n := len(h[last]); n > 0 {
				h[last][n-1] += " " + strings.TrimSpace(string(line))
			}
			continue
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		last = strings.ToLower(strings.TrimSpace(string(name)))
		if !ok || last == "" || strings.Contains(last, " ") {
			last = ""
			continue
		}
		h[last] = append(h[last], strings.TrimSpace(string(value)))
	}
	return h, nil
}

// wordDecoder decodes the words of headers that are written in another
// character set.
func wordDecoder() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		return strings.NewReader(decodeCharset(data, charset)), nil
	}}
}

// words is a header value as people read it.
func (h mailHeader) words(name string) string {
	s := h.get(name)
	if !utf8.ValidString(s) {
		s = decodeCharset([]byte(s), "")
	}
	if decoded, err := wordDecoder().DecodeHeader(s); err == nil {
		s = decoded
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\x00", "")), " ")
}

var reMailbox = regexp.MustCompile(`[^\s<>,;:"()\[\]]+@[^\s<>,;:"()\[\]]+`)

// addresses are the people of a header such as To.
func (h mailHeader) addresses(name string) []Person {
	var out []Person
	for _, line := range h[name] {
		if !utf8.ValidString(line) {
			line = decodeCharset([]byte(line), "")
		}
		parser := mail.AddressParser{WordDecoder: wordDecoder()}
		if list, err := parser.ParseList(line); err == nil {
			for _, a := range list {
				out = append(out, Person{Name: a.Name, Email: strings.ToLower(a.Address)})
			}
			continue
		}
		out = append(out, looseAddresses(line)...)
	}
	return out
}

// looseAddresses reads a line that is no list of addresses by the standard.
func looseAddresses(line string) []Person {
	if decoded, err := wordDecoder().DecodeHeader(line); err == nil {
		line = decoded
	}
	seen := map[string]bool{}
	var out []Person
	for _, at := range reMailbox.FindAllStringIndex(line, 200) {
		email := strings.ToLower(strings.Trim(line[at[0]:at[1]], ".'"))
		if seen[email] {
			continue
		}
		seen[email] = true
		p := Person{Email: email}
		if before := line[:at[0]]; strings.HasSuffix(before, "<") {
			name := before[:len(before)-1]
			name = name[strings.LastIndexAny(name, ",;>")+1:]
			p.Name = strings.Trim(name, ` "'`)
		}
		out = append(out, p)
	}
	if len(out) == 0 && strings.TrimSpace(line) != "" && !strings.ContainsAny(line, "<>") {
		out = append(out, Person{Name: strings.Trim(line, ` "`)})
	}
	return out
}

// date is when a message was sent: by its Date, else by the last server that
// took it.
func (h mailHeader) date() time.Time {
	if t := mailTime(h.get("date")); !t.IsZero() {
		return t
	}
	for _, r := range h["received"] {
		if i := strings.LastIndexByte(r, ';'); i >= 0 {
			if t := mailTime(r[i+1:]); !t.IsZero() {
				return t
			}
		}
	}
	return mailTime(h.get("delivery-date"))
}

func mailTime(s string) time.Time {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}
	}
	if t, err := mail.ParseDate(s); err == nil && t.Year() > 1970 {
		return t.UTC()
	}
	for _, layout := range []string{"Mon, 2 Jan 2006 15:04:05", "2 Jan 2006 15:04:05", "Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 -0700 2006", "Mon, 2 Jan 2006 15:04:05 MST", "Mon, 2 January 2006 15:04:05 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return parseTime(s)
}

// ids are the message ids in a header.
func (h mailHeader) ids(name string) []string {
	var out []string
	for _, v := range h[name] {
		for _, id := range reMessageID.FindAllString(v, 200) {
			out = append(out, strings.Trim(id, "<> "))
		}
	}
	return out
}

var reMessageID = regexp.MustCompile(`<[^<>\s]+>`)

// mailText is what a message says and carries.
type mailText struct {
	plain, html strings.Builder
	attachments []Attachment
	parts       int
	// bounce and encrypted tell what the structure says.
	bounce, encrypted bool
	warnings          []string
}

// walk reads a message or a part of one. Attachments are named, not read.
func (t *mailText) walk(h mailHeader, body []byte, depth int) {
	if t.parts++; t.parts > maxMailParts || depth > maxPartNest {
		if t.parts == maxMailParts+1 || depth == maxPartNest+1 {
			t.warnings = append(t.warnings, "message has more parts than are read; the rest was left out")
		}
		return
	}
	kind, params := mediaType(h.get("content-type"))
	disposition, named := mediaType(h.get("content-disposition"))
	name := partName(params, named)
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		t.multipart(kind, params, body, depth)
	case disposition == "attachment" || name != "" && disposition != "inline" && depth > 0 || kind != "" && !strings.HasPrefix(kind, "text/"):
		t.attach(kind, name, h, body)
	case kind == "text/html":
		t.html.WriteString(t.decode(h, params, body) + "\n")
	case kind == "text/plain" || kind == "text/enriched" || kind == "":
		text := t.decode(h, params, body)
		if strings.EqualFold(params["format"], "flowed") {
			text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
		}
		t.plain.WriteString(text + "\n")
	default:
		t.attach(kind, name, h, body)
	}
}

// mediaType reads a header such as Content-Type, as much of it as there is.
func mediaType(s string) (kind string, params map[string]string) {
	if s == "" {
		return "", map[string]string{}
	}
	kind, params, err := mime.ParseMediaType(s)
	if err != nil || params == nil {
		first, rest, _ := strings.Cut(s, ";")
		kind, params = strings.ToLower(strings.TrimSpace(first)), map[string]string{}
		for pair := range strings.SplitSeq(rest, ";") {
			if k, v, ok := strings.Cut(pair, "="); ok {
				params[strings.ToLower(strings.TrimSpace(k))] = strings.Trim(strings.TrimSpace(v), `"`)
			}
		}
	}
	return kind, params
}

func partName(params, named map[string]string) string {
	name := named["filename"]
	if name == "" {
		name = params["name"]
	}
	if decoded, err := wordDecoder().DecodeHeader(name); err == nil {
		name = decoded
	}
	return strings.ToValidUTF8(name, "\uFFFD")
}

// attach notes an attachment; its size is what the encoded form makes.
func (t *mailText) attach(kind, name string, h mailHeader, body []byte) {
	size := int64(len(body))
	if strings.EqualFold(h.get("content-transfer-encoding"), "base64") {
		size -= int64(bytes.Count(body, []byte("\n")) + bytes.Count(body, []byte("\r")) + bytes.Count(body, []byte("=")))
		size = max(size*3/4, 0)
	}
	switch kind {
	case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "message/delivery-status":
		return
	case "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime":
		t.encrypted = true
	}
	t.attachments = append(t.attachments, Attachment{Name: name, Type: kind, Size: size})
}

// multipart reads the parts. Of alternatives all are read; which is taken is
// decided at the end.
func (t *mailText) multipart(kind string, params map[string]string, body []byte, depth int) {
	if kind == "multipart/report" {
		t.bounce = t.bounce || params["report-type"] == "" || strings.Contains(params["report-type"], "delivery")
	}
	boundary := params["boundary"]
	if boundary == "" {
		if boundary = firstBoundary(body); boundary == "" {
			t.plain.Write(body)
			return
		}
		t.warnings = append(t.warnings, "message does not say what parts it; guessed")
	}
	for i, part := range splitParts(body, boundary) {
		h, inner := splitHeader(part)
		if kind == "multipart/report" && i > 0 {
			continue // the report for machines, and the message it is about
		}
		t.walk(h, inner, depth+1)
	}
}

// firstBoundary finds the first line that looks like one that parts.
func firstBoundary(body []byte) string {
	for line := range bytes.Lines(body) {
		line = bytes.TrimSpace(line)
		if len(line) >= 8 && bytes.HasPrefix(line, []byte("--")) && !bytes.ContainsAny(line, " \t") {
			return string(line[2:])
		}
	}
	return ""
}

// splitParts cuts a body at the lines of a boundary. A last part that is not
// closed is taken to the end.
func splitParts(body []byte, boundary string) [][]byte {
	var parts [][]byte
	mark := []byte("--" + boundary)
	start := -1
	for at := 0; at < len(body); {
		end := bytes.IndexByte(body[at:], '\n')
		next := len(body)
		if end >= 0 {
			next = at + end + 1
		}
		line := bytes.TrimRight(body[at:next], " \t\r\n")
		if rest, ok := bytes.CutPrefix(line, mark); ok && (len(rest) == 0 || string(rest) == "--") {
			if start >= 0 {
				parts = append(parts, bytes.TrimSuffix(bytes.TrimSuffix(body[start:at], []byte("\n")), []byte("\r")))
			}
			start = next
			if len(rest) > 0 {
				return parts
			}
		}
		at = next
	}
	if start >= 0 && start < len(body) {
		parts = append(parts, body[start:])
	}
	return parts
}

// decode undoes the transfer encoding and the character set of a text.
func (t *mailText) decode(h mailHeader, params map[string]string, body []byte) string {
	if len(body) > 2*maxMailText {
		body = body[:2*maxMailText]
		t.warnings = append(t.warnings, "text is longer than is read; the rest was left out")
	}
	switch strings.ToLower(h.get("content-transfer-encoding")) {
	case "base64":
		body = decodeBase64(body)
	case "quoted-printable":
		body = decodeQuotedPrintable(body)
	}
	text := decodeCharset(body, params["charset"])
	return strings.ReplaceAll(strings.ReplaceAll(text, "\x00", ""), "\r\n", "\n")
}

// decodeBase64 passes over what is no base64, and takes what is there of a
// text that is cut off.
func decodeBase64(body []byte) []byte {
	clean := bytes.Map(func(r rune) rune {
		if r == '+' || r == '/' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, body)
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, err := base64.RawStdEncoding.Decode(out, clean)
	if err != nil && len(clean) > 0 {
		clean = clean[:len(clean)-len(clean)%4]
		n, _ = base64.RawStdEncoding.Decode(out, clean) // takes what it can
	}
	return out[:n]
}

// decodeQuotedPrintable leaves as it is what follows a fault.
func decodeQuotedPrintable(body []byte) []byte {
	var out bytes.Buffer
	r := bytes.NewReader(body)
	_, err := io.Copy(&out, quotedprintable.NewReader(r))
	if err != nil && !errors.Is(err, io.EOF) {
		return looseQuotedPrintable(body)
	}
	return out.Bytes()
}

func looseQuotedPrintable(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); i++ {
		if body[i] == '=' && i+1 < len(body) && body[i+1] == '\n' {
			i++
			continue
		}
		if body[i] == '=' && i+2 < len(body) {
			if body[i+1] == '\r' && body[i+2] == '\n' {
				i += 2
				continue
			}
			if hi, lo := unhex(body[i+1]), unhex(body[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, body[i])
	}
	return out
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// surely is how sure a guess of a character set must be.
const surely = 0.9

// decodeCharset turns text of a character set into UTF-8. A label that is
// wrong is told by the bytes: text with accents that is UTF-8 by chance is
// too rare to think of.
func decodeCharset(data []byte, label string) string {
	label = strings.ToLower(strings.Trim(label, ` "'`))
	sevenBit := bytes.IndexFunc(data, func(r rune) bool { return r >= 0x80 || r == 0x1b }) < 0
	switch {
	case sevenBit && label != "utf-7" && !strings.HasPrefix(label, "utf-16"):
		return string(data)
	case bytes.IndexByte(data, 0x1b) < 0 && utf8.Valid(data) && !strings.HasPrefix(label, "utf-16"):
		return string(data)
	case label != "" && label != "us-ascii" && label != "ascii" && label != "utf-8" && label != "utf8":
		if enc, err := htmlindex.Get(label); err == nil {
			if out, err := enc.NewDecoder().Bytes(data); err == nil {
				return string(out)
			}
		}
	}
	sample := data[:min(len(data), 16<<10)]
	if guess := chardet.Detect(sample); guess.Confidence >= surely && guess.Encoding != "" {
		if enc, err := htmlindex.Get(guess.Encoding); err == nil {
			if out, err := enc.NewDecoder().Bytes(data); err == nil {
				return string(out)
			}
		}
	}
	if bytes.IndexByte(data, 0x1b) >= 0 && utf8.Valid(data) {
		return string(data)
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return strings.ToValidUTF8(string(data), "\uFFFD")
	}
	return string(out)
}

// unflow joins the lines that a program broke to fit a screen.
func unflow(s string, delsp bool) string {
	var out []string
	depth, open := 0, false
	for line := range strings.SplitSeq(s, "\n") {
		d, text := quoteDepth(line)
		switch {
		case open && d == depth && text != "" && text != "-- ":
			last := out[len(out)-1]
			if delsp {
				last = last[:len(last)-1]
			}
			out[len(out)-1] = last + text
		case d > 0:
			out = append(out, strings.Repeat(">", d)+" "+text)
		default:
			out = append(out, text)
		}
		depth, open = d, strings.HasSuffix(text, " ") && text != "-- "
	}
	return strings.Join(out, "\n")
}

// quoteDepth counts the marks of a line, and gives the rest without the space
// that was stuffed before it.
func quoteDepth(line string) (int, string) {
	text := strings.TrimLeft(line, ">")
	return len(line) - len(text), strings.TrimPrefix(text, " ")
}
