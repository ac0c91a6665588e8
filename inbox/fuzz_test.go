package inbox

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"signpost/internal/frugal"
)

// readBytes reads data as a file and checks what holds of any input: no
// error, and every file is read, refused or warned of.
func readBytes(t *testing.T, data []byte) {
	p := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(p, data, 0o600); err != nil {
		t.Fatal(err)
	}
	seq, sum := Read(context.Background(), []string{p}, Options{})
	n := 0
	for c, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if c.ID == "" || c.Messages == nil {
			t.Errorf("conversation without id or messages: %+v", c)
		}
	}
	if n != sum.Conversations {
		t.Errorf("%d conversations handed out, %d counted", n, sum.Conversations)
	}
	for _, src := range sum.Sources {
		if src.Format == "" && src.Refused == "" && len(src.Warnings) == 0 {
			t.Errorf("%q: neither read nor refused", src.Path)
		}
	}
}

func FuzzIntercom(f *testing.F) {
	f.Add([]byte(sampleConversation(1)))
	f.Add([]byte("[" + sampleConversation(1) + "," + sampleConversation(2)))
	f.Add([]byte(`{"conversations":[{"type":"conversation","id":1}],"x":[{},`))
	f.Add([]byte("{\"type\":\"conversation\",\"id\":\"a\"}\n{\n{\"id\":}\n"))
	f.Add([]byte(`{"type":"notification_event","data":{"item":{"type":"conversation","conversation_id":"1"}}}`))
	f.Fuzz(frugal.One(readBytes))
}

// The samples of testdata are the seeds: records of every system that is read,
// whole and cut.
func FuzzSystems(f *testing.F) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		f.Fatalf("no archives in testdata: %v", err)
	}
	for _, p := range archives {
		ar, err := txtar.ParseFile(p)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range ar.Files {
			if file.Name != "want.json" {
				f.Add(file.Data)
				f.Add(file.Data[:len(file.Data)*2/3])
			}
		}
	}
	for _, s := range []string{
		`{"ticket":{"id":1,"requester_id":{},"submitter_id":[]},"audit":7,"comments":{},"users":[0]}`,
		`{"ticket_id":1,"events":[{"type":"Change","field_name":"status","value":{}}],"author_id":[]}`,
		`{"ticket_id":1,"child_events":[1,{"event_type":"Change","status":null},{"event_type":"Comment"}]}`,
		`{"helpdesk_ticket":{"id":1,"notes":[{}, {"note":null}],"stats":{"closed_at":[]}}}`,
		`{"survey_id":1,"ticket_id":2,"ratings":[103,[]]}`,
		`{"item":{"item":{"mailboxId":1}}}`,
		`{"_embedded":{"threads":{}},"_links":{"self":"/conversations/"}}`,
		`{"id":1,"mailboxId":2,"threads":[{"createdBy":[],"assignedTo":0,"rating":[]}],"snooze":{},"tags":["a",{"tag":1}]}`,
		`{"data":{"payload":[{}],"meta":`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(frugal.One(readBytes))
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("conversation_id,body\n1,\"a\nb\"\n2"))
	f.Add([]byte("ticket;text\r\n1;caf\xe9\r\n"))
	f.Add([]byte("id\tmessage\n\t\n\"\"\"\t\"\n"))
	f.Fuzz(frugal.One(func(t *testing.T, data []byte) {
		readBytes(t, append([]byte("conversation_id,body,created_at\n"), data...))
		rows := &rowReader{r: bufio.NewReader(strings.NewReader(string(data))), delim: ',', at: 1}
		for range len(data) + 2 {
			if _, err := rows.next(); errors.Is(err, io.EOF) {
				return
			}
		}
		t.Error("rows never end")
	}))
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<p>a<br>b</p>", "<ul><li><ol start=9><li>x</ul></li>", "&amp;lt;", "<pre>a\n b</pre", "<a href='http://x'>y", "<script>", "\u00a0<b>\u00a0"} {
		f.Add(s)
	}
	f.Fuzz(frugal.One(func(t *testing.T, s string) {
		body, _ := htmlText(s)
		if utf8.ValidString(s) && !utf8.ValidString(body) {
			t.Errorf("%q became invalid: %q", s, body)
		}
		if body != strings.TrimSpace(body) {
			t.Errorf("%q has space around it", body)
		}
	}))
}

// Plain documents are cut as the tokenizer of the library cuts them.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{
		`<p class="x">a &amp; b<br/>c</p>`, `<a href='https://x.example/?a=1&amp;b=2' target=_blank>y</a>`, `<ol start="3"><li>x</li></ol>`,
		`<img src="a" alt="b&quot;"/>`, `<P>x</P>`, `a < b`, `<a href="x"title="y">`, `</p >`, `<p / >`, `<title><b></title>`, `<x y = "z">`, `<p a="1" a="2">`, `&lt;p&gt;&amp;lt;`,
		`<p hidden>`, `<p =a>`, `<br`, `<p a="`, `</>`, `<p-x a:b="c">`,
	} {
		f.Add(s)
	}
	f.Fuzz(frugal.One(func(t *testing.T, s string) {
		if !isPlainHTML(s) {
			return
		}
		fast, slow := &tokens{}, &tokens{slow: html.NewTokenizer(strings.NewReader(s))}
		fast.open(s)
		for {
			a, b := fast.next(), slow.next()
			if b == html.SelfClosingTagToken {
				b = html.StartTagToken
			}
			if a != b {
				t.Fatalf("%q: token %v, want %v", s, a, b)
			}
			switch a {
			case html.ErrorToken:
				return
			case html.TextToken:
				if x, y := fast.text(), slow.text(); x != y {
					t.Fatalf("%q: text %q, want %q", s, x, y)
				}
			case html.StartTagToken:
				sameTag(t, s, fast, slow)
			}
		}
	}))
}

func sameTag(t *testing.T, s string, fast, slow *tokens) {
	x, moreX := fast.TagName()
	y, moreY := slow.TagName()
	if string(x) != string(y) || moreX != moreY {
		t.Fatalf("%q: tag %q %v, want %q %v", s, x, moreX, y, moreY)
	}
	given := map[string]bool{}
	for moreX {
		var key, value, wantKey, want []byte
		if key, value, moreX = fast.TagAttr(); given[string(key)] {
			continue // the library leaves out what stands twice
		}
		given[string(key)] = true
		wantKey, want, moreY = slow.TagAttr()
		if string(key) != string(wantKey) || string(value) != string(want) {
			t.Fatalf("%q: attribute %q=%q, want %q=%q", s, key, value, wantKey, want)
		}
	}
	if moreY {
		t.Fatalf("%q: attributes are missing", s)
	}
}

// Masking twice masks nothing more, and never fails.
func FuzzMask(f *testing.F) {
	for _, s := range []string{"a@b.co +1 415 555 2671", "https://u:p@x.y/?token=a@b&c#d=e%zz", "::1 fe80::1 1.2.3.4", "password: x1y2z3", "DE89370400440532013000", "Thanks,\nBo Li"} {
		f.Add(s)
	}
	f.Fuzz(frugal.One(func(t *testing.T, s string) {
		masked := NewMasker().Text(s)
		if utf8.ValidString(s) && !utf8.ValidString(masked) {
			t.Errorf("%q became invalid: %q", s, masked)
		}
	}))
}

func FuzzMail(f *testing.F) {
	f.Add([]byte("From a@b Mon Sep  7 08:00:00 2026\nFrom: a@b\nSubject: x\n\nHi\n>From here\n\nFrom c@d Mon Sep  7 08:00:00 2026\nTo: a@b\n\nYo"))
	f.Add([]byte("From: =?utf-8?q?=ff?= <a@b\nTo: \"x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n--b--\n--b\nContent-Transfer-Encoding: base64\n\n===="))
	f.Add([]byte("Subject: a\nFrom: b\nContent-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; format=flowed; delsp=yes; charset=utf-7\n\n=E4=\n=4 \n> a \n> b\n"))
	f.Add([]byte("Date: x\nSubject: y\nReferences: <a> <a> <b>\nIn-Reply-To: <>\nMessage-ID: <a>\nContent-Type: text/html; charset=big5\n\n<blockquote>\xa4@<pre>\n\n</blockquote>"))
	f.Fuzz(frugal.One(func(t *testing.T, data []byte) {
		readBytes(t, data)
		readBytes(t, append([]byte("From: a@b\nSubject: x\n"), data...))
	}))
}

// What is kept of an e-mail is lines of it, in order.
func FuzzReply(f *testing.F) {
	for _, s := range []string{"Hi\n\nOn 1 May 2026 at 10:00, A <a@b.co> wrote:\n> x\n", "> a\n\nb", "--\n--\n-- ", "From: a@b\nSent: x\nTo: y\nSubject: z\n\nq", "Sent from my phone", "a\n----\n1. b.\n----\nc.", "x\n2026-01-01 10:00 GMT+01:00 A B\n\ny"} {
		f.Add(s)
	}
	f.Fuzz(frugal.One(func(t *testing.T, s string) {
		body, _ := trimReply(s)
		if body == "" {
			return
		}
		rest := strings.Split(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\n")
		for line := range strings.SplitSeq(body, "\n") {
			i := slices.Index(rest, line)
			if i < 0 {
				t.Fatalf("%q: line %q is not of the text, or out of order", s, line)
			}
			rest = rest[i+1:]
		}
	}))
}
