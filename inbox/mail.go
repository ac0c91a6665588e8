package inbox

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// mailSystem joins messages into threads; they are no JSON, so that it claims
// no record.
func mailSystem() system {
	return system{
		name: FormatMail, title: "E-mail",
		claims: func(*shape) bool { return false },
		settle: func(rd *reading, _ *Source, c *Conversation) { rd.mail.settle(c) },
	}
}

// The raw types of messages that no person wrote to another.
const (
	mailAutoReply = "auto_reply"
	mailBounce    = "bounce"
	mailCampaign  = "campaign"
	mailMessage   = "email"
)

// fromLine begins a message of an mbox.
var fromLine = []byte("From ")

var reFromLine = regexp.MustCompile(`^From \S.*\d{1,2}:\d\d|^From -`)

// mailbox reads an mbox, or one message.
func (rd *reading) mailbox(src *Source, r *bufio.Reader) error {
	var msg bytes.Buffer
	line, began, blank, tooBig := 0, 1, true, false
	envelope := ""
	flush := func() error {
		if len(bytes.TrimSpace(msg.Bytes())) == 0 {
			msg.Reset()
			return nil
		}
		if tooBig {
			src.warn("message_too_large", "", fmt.Sprintf("line %d: message is larger than 64 MiB; its end was left out", began))
		}
		err := rd.mailMessage(src, msg.Bytes(), envelope, began)
		msg.Reset()
		if msg.Cap() > 4<<20 {
			msg = bytes.Buffer{}
		}
		return err
	}
	for whole := true; ; {
		data, err := r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return err
		}
		if whole {
			line++
		}
		switch {
		case whole && blank && bytes.HasPrefix(data, fromLine) && (line == 1 || reFromLine.Match(data)):
			if err := flush(); err != nil {
				return err
			}
			envelope, began, tooBig = strings.TrimSpace(string(data)), line, false
		case msg.Len()+len(data) > maxRecord:
			tooBig = true
		case whole && isEscapedFrom(data):
			msg.Write(data[1:])
		default:
			msg.Write(data)
		}
		if whole {
			blank = len(bytes.TrimRight(data, "\r\n")) == 0
		}
		whole = err == nil
		if errors.Is(err, io.EOF) {
			break
		}
		if err := rd.ctx.Err(); err != nil {
			return err
		}
	}
	if err := flush(); err != nil {
		return err
	}
	src.settle()
	return nil
}

// isEscapedFrom tells a line of a text that began with "From ".
func isEscapedFrom(line []byte) bool {
	return len(line) > 0 && line[0] == '>' && bytes.HasPrefix(bytes.TrimLeft(line, ">"), fromLine)
}

// mailMessage reads one message and hands it to the thread that it belongs to.
func (rd *reading) mailMessage(src *Source, data []byte, envelope string, line int) error {
	h, body := splitHeader(data)
	if len(h) == 0 {
		src.warn("no_header", "", fmt.Sprintf("line %d: a message without a header; skipped", line))
		return nil
	}
	var t mailText
	t.walk(h, body, 0)
	for _, w := range t.warnings {
		src.warn("odd_mail", "", fmt.Sprintf("line %d: %s", line, w))
	}
	l := letter{src: src, refs: append(h.ids("references"), h.ids("in-reply-to")...), thread: h.get("x-gm-thrid")}
	l.msg = Message{At: h.date(), Kind: Comment, RawType: mailKind(h, &t), Attachments: t.attachments}
	if l.msg.At.IsZero() {
		if _, when, ok := strings.Cut(strings.TrimPrefix(envelope, "From "), " "); ok {
			l.msg.At = mailTime(strings.TrimSpace(when))
		}
		if l.msg.At.IsZero() {
			src.warn("no_date", "", fmt.Sprintf("line %d: message without a date", line))
		}
	}
	l.subject = h.words("subject")
	for _, name := range []string{"from", "sender", "reply-to"} {
		if from := h.addresses(name); len(from) > 0 && (l.msg.Author == Person{} || !isNobodyAddress(from[0].Email)) {
			if l.msg.Author = from[0]; !isNobodyAddress(from[0].Email) {
				break
			}
		}
	}
	for _, name := range []string{"to", "cc", "delivered-to", "x-original-to", "x-forwarded-to"} {
		for _, p := range h.addresses(name) {
			if p.Email != "" && !slices.Contains(l.to, p.Email) {
				l.to = append(l.to, p.Email)
			}
			if !isDesk(p.Email) && !isDeskName(p.Name) {
				l.known = append(l.known, p)
			}
		}
	}
	l.id = cmp.Or(first(h.ids("message-id")), strings.Trim(h.get("message-id"), "<> "))
	if l.id == "" {
		l.id = "none:" + string(data)
	}
	l.labels(h)
	l.msg.Auto = l.msg.RawType != mailMessage
	l.body(&t, rd.opt.Explain)
	src.found(FormatMail)
	return rd.mail.add(rd, l)
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// labels takes the labels of Gmail, which say what was sent.
func (l *letter) labels(h mailHeader) {
	for label := range strings.SplitSeq(h.words("x-gmail-labels"), ",") {
		switch label = strings.Trim(strings.TrimSpace(label), `"`); strings.ToLower(label) {
		case "":
		case "sent", "gesendet", "messages envoyés", "enviados", "posta inviata", "verzonden":
			l.sent = true
		case "spam":
			l.state = Spam
		case "trash", "papierkorb", "corbeille":
			l.state = cmp.Or(l.state, Deleted)
		case "inbox", "opened", "unread", "archived", "important", "starred", "posteingang", "geöffnet", "ungelesen", "wichtig", "archiviert":
		default:
			l.tags = append(l.tags, label)
		}
	}
}

// mailKind tells by the header whether a person wrote a message.
func mailKind(h mailHeader, t *mailText) string {
	from := strings.ToLower(h.get("from"))
	precedence := strings.ToLower(h.get("precedence"))
	path, hasPath := h["return-path"]
	auto := strings.ToLower(h.get("auto-submitted"))
	switch {
	case t.bounce, strings.Contains(from, "mailer-daemon"), strings.Contains(from, "postmaster@"), h.get("x-failed-recipients") != "",
		hasPath && strings.TrimSpace(path[0]) == "<>" && (from == "" || auto == ""):
		return mailBounce
	case auto != "" && auto != "no", h.has("x-autoreply"), h.has("x-autorespond"), h.has("x-autoresponder"), precedence == "auto_reply",
		hasPath && strings.TrimSpace(path[0]) == "<>":
		return mailAutoReply
	case h.get("list-unsubscribe") != "" && h.get("in-reply-to") == "", h.has("x-campaign"), h.has("x-campaign-id"), h.has("x-mailchimp-id"), h.has("feedback-id") && h.has("list-id"),
		precedence == "bulk" || precedence == "junk", precedence == "list" && h.get("in-reply-to") == "":
		return mailCampaign
	case h.has("x-auto-response-suppress") && h.get("in-reply-to") == "" && strings.Contains(from, "reply@"):
		return mailAutoReply
	}
	return mailMessage
}

func (h mailHeader) has(name string) bool { return len(h[name]) > 0 }

// body chooses among the forms of the text, and cuts it. It keeps what was cut
// whole, when it is quoted, or else its ends.
func (l *letter) body(t *mailText, quoted bool) {
	text := strings.TrimSpace(t.plain.String())
	if asHTML := t.html.String(); asHTML != "" && (text == "" || saysSeeHTML(text)) {
		text, l.msg.Links = htmlText(asHTML)
	}
	if text == "" && t.encrypted {
		l.msg.Redacted = true
	}
	if len(text) > maxMailText {
		text = strings.ToValidUTF8(text[:maxMailText], "")
	}
	body, cut := trimReply(text)
	if l.msg.RawType == mailBounce {
		body, cut = text, ""
	}
	l.msg.Body = strings.TrimSpace(body)
	if !quoted {
		cut = ends(cut)
	}
	l.msg.Quoted = cut
	if l.msg.Body == "" && len(l.msg.Attachments) == 0 {
		l.msg.Kind = Event
	}
}

// ends are the beginning and the end of a text that was cut: there people say
// their names, which masking wants to know. The rest is in the letter itself.
func ends(cut string) string {
	const most = 500
	if len(cut) <= 2*most {
		return cut
	}
	return strings.ToValidUTF8(cut[:most], "") + "\n" + strings.ToValidUTF8(cut[len(cut)-most:], "")
}

// saysSeeHTML tells a text that only says that there is another form.
func saysSeeHTML(text string) bool {
	return utf8.RuneCountInString(text) < 200 && reSeeHTML.MatchString(text)
}

var reSeeHTML = regexp.MustCompile(`(?i)html.{0,40}(?:view|client|mail|compatible|format)|(?:view|enable|anzeigen|afficher).{0,60}html`)

// reSubjectPrefix is what mail programs put before the subject of an answer.
var reSubjectPrefix = regexp.MustCompile(`(?i)^(?:\s*(?:re|aw|antw|antwort|sv|vs|rif|res|tr|rv|ref|odp|ynt|vá|na|r|fwd?|wg|doorst|vl|i|enc|pd|回复|回覆|答复|转发|轉寄|返信|転送)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*|\s*\[[^\]]{1,30}\]\s*(?:re|aw|fwd?)\s*:\s*)+`)

// plainSubject is a subject without what answers put before it, and whether
// something was there.
func plainSubject(s string) (string, bool) {
	rest := reSubjectPrefix.ReplaceAllString(s, "")
	return strings.TrimSpace(rest), rest != s
}
