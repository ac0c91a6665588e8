package inbox

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"golang.org/x/text/encoding/charmap"
)

// Text is read in any character set, under a wrong label and under none.
func TestMailCharsets(t *testing.T) {
	const ja, ko, zh, ru, de = "領収書の宛名はどこで変更できますか。", "비밀번호를 어떻게 바꾸나요?",
		"請問發票上的地址要在哪裡修改呢？我在設定裡面找了很久都找不到，謝謝您的幫忙。", "Как изменить адрес в счёте? Я не нашёл этого в настройках.", "Wie ändere ich die Adresse? Grüße"
	for _, c := range []struct {
		label string
		enc   encoding.Encoding
		text  string
	}{
		{"utf-8", encoding.Nop, ja},
		{"us-ascii", encoding.Nop, de},
		{"iso-8859-1", encoding.Nop, de},
		{"x-unknown-99", encoding.Nop, de},
		{"", charmap.Windows1252, de},
		{"utf-8", charmap.ISO8859_1, de},
		{"iso-8859-1", charmap.ISO8859_1, de},
		{"iso-2022-jp", japanese.ISO2022JP, ja},
		{"Shift_JIS", japanese.ShiftJIS, ja},
		{"euc-kr", korean.EUCKR, ko},
		{"big5", traditionalchinese.Big5, zh},
		{"", traditionalchinese.Big5, zh},
		{"us-ascii", charmap.KOI8R, ru},
		{"windows-1251", charmap.Windows1251, ru},
		{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), de},
	} {
		data, err := c.enc.NewEncoder().Bytes([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if got := decodeCharset(data, c.label); got != c.text {
			t.Errorf("label %q: %q, want %q", c.label, got, c.text)
		}
	}
}

// Zero bytes, carriage returns and a header that is no ASCII do no harm.
func TestMailOddBytes(t *testing.T) {
	p := writeFile(t, "odd.eml", "From: J\xf6rg <joerg@example.com>\r\nTo: help@example.org\r\nSubject: Gr\xfc\xdfe\r\n\r\nWo ist\x00 mein Konto?\r\nDanke\r\n")
	convs, sum := readAll(t, Options{Unmasked: true}, p)
	if len(convs) != 1 {
		t.Fatalf("read %d conversations: %+v", len(convs), sum.Sources[0])
	}
	c := convs[0]
	if c.Subject != "Grüße" || c.Messages[0].Body != "Wo ist mein Konto?\nDanke" || c.Messages[0].Author.Name != "Jörg" {
		t.Errorf("subject %q, body %q, author %q", c.Subject, c.Messages[0].Body, c.Messages[0].Author.Name)
	}
}

func writeFile(tb testing.TB, name, text string) string {
	tb.Helper()
	p := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return p
}

// letterText is one message of thread n; its i-th.
func letterText(n, i int) string {
	from, to := fmt.Sprintf("c%d@customer%d.example", n, n), "support@team.example"
	if i%2 == 1 {
		from, to = "anna@team.example", from
	}
	h := fmt.Sprintf("From: %s\nTo: %s\nSubject: Matter %d\nDate: Mon, 7 Sep 2026 %02d:%02d:00 +0000\nMessage-ID: <t%d-%d@x.example>\n", from, to, n, 8+i, n%60, n, i)
	if i > 0 {
		h += fmt.Sprintf("In-Reply-To: <t%d-%d@x.example>\n", n, i-1)
	}
	if i > 1 && n%2 == 0 {
		h += fmt.Sprintf("References: <t%d-0@x.example> <t%d-%d@x.example>\n", n, n, i-1)
	}
	return h + fmt.Sprintf("\nText %d of matter %d.\n", i, n)
}

// Threads are the same in whatever order their letters come, from one file or
// from several, and though few fit into memory at a time.
func TestMailThreadsInAnyOrder(t *testing.T) {
	var letters []string
	for n := range 40 {
		for i := range 5 {
			letters = append(letters, letterText(n, i))
		}
	}
	var want string
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 1))
		rng.Shuffle(len(letters), func(a, b int) { letters[a], letters[b] = letters[b], letters[a] })
		cut := rng.IntN(len(letters))
		dir := t.TempDir()
		for name, part := range map[string][]string{"a.mbox": letters[:cut], "b.mbox": letters[cut:]} {
			var box strings.Builder
			for _, l := range part {
				box.WriteString("From x@y Mon Sep  7 08:00:00 2026\n" + l + "\n")
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(box.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		// The last time the threads are held on disk.
		convs, sum := readAll(t, Options{window: []int{0, 0, 0, 0, 0, 4 << 10}[seed]}, dir)
		if len(convs) != 40 || sum.Messages != 200 || sum.Roles[Agent] != 80 || sum.Roles[Customer] != 120 {
			t.Fatalf("order %d: %d conversations, %d messages, %v", seed, len(convs), sum.Messages, sum.Roles)
		}
		got := outline(convs)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("order %d gives another result", seed)
		}
	}
}

// outline has the ids, roles and texts of conversations, sorted.
func outline(convs []*Conversation) string {
	var lines []string
	for _, c := range convs {
		line := c.ID + " " + string(c.InitiatedBy)
		for _, m := range c.Messages {
			line += "|" + string(m.Role) + " " + m.Body
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// The team is the side that is written to first and answers; it can be given.
func TestMailTeam(t *testing.T) {
	var box strings.Builder
	for n := range 6 {
		for i := range 2 {
			box.WriteString("From x@y Mon Sep  7 08:00:00 2026\n" + letterText(n, i) + "\n")
		}
	}
	p := writeFile(t, "box", box.String())
	for _, c := range []struct {
		team   []string
		agents int
	}{
		{nil, 6},
		{[]string{"team.example"}, 6},
		{[]string{"Anna@team.example"}, 6},
		{[]string{"customer1.example", "customer2.example"}, 2},
	} {
		_, sum := readAll(t, Options{Team: c.team}, p)
		if sum.Roles[Agent] != c.agents {
			t.Errorf("team %v: %d messages by agents, want %d", c.team, sum.Roles[Agent], c.agents)
		}
		if told := slices.ContainsFunc(sum.Sources[0].Warnings, func(g WarningGroup) bool { return g.Code == "team_guessed" }); told != (c.team == nil) {
			t.Errorf("team %v: told %v", c.team, told)
		}
	}
}

// A mailbox of a team without a domain of its own is understood too, and no
// address of it is told.
func TestMailTeamAtPublicHost(t *testing.T) {
	var box strings.Builder
	for n := range 6 {
		for i := range 2 {
			box.WriteString("From x@y Mon Sep  7 08:00:00 2026\n" + strings.ReplaceAll(letterText(n, i), "anna@team.example", "support@team.example") + "\n")
		}
	}
	text := strings.ReplaceAll(box.String(), "support@team.example", "kettleshop@gmail.com")
	text = strings.ReplaceAll(text, "customer1.example", "gmail.com")
	_, sum := readAll(t, Options{}, writeFile(t, "box", text))
	if sum.Roles[Agent] != 6 || sum.Roles[Customer] != 6 {
		t.Errorf("roles %v", sum.Roles)
	}
	if told := sum.Sources[0].Warnings[0].Examples[0]; strings.Contains(told, "kettleshop") {
		t.Errorf("an address is told: %s", told)
	}
}

// A letter larger than memory should hold is cut, and the next is read.
func TestMailTooLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 70 MB")
	}
	p := filepath.Join(t.TempDir(), "large.mbox")
	f, err := os.Create(p)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(f, "From x@y Mon Sep  7 08:00:00 2026\n"+strings.Replace(letterText(1, 0), "\n\n", "\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nText first\n--b\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n", 1))
	line := strings.Repeat("iVBORw0K", 9) + "\n"
	for range 70 << 20 / len(line) {
		fmt.Fprint(f, line)
	}
	fmt.Fprint(f, "--b--\n\nFrom x@y Mon Sep  7 09:00:00 2026\n"+letterText(2, 0))
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	convs, sum := readAll(t, Options{}, p)
	if len(convs) != 2 || convs[0].Messages[0].Body != "Text first" {
		t.Fatalf("read %d conversations, first %+v", len(convs), convs[0].Messages)
	}
	if sum.Sources[0].Warnings[0].Code != "message_too_large" {
		t.Errorf("warnings %+v", sum.Sources[0].Warnings)
	}
}

// A name that only a signature tells is masked wherever it stands, though the
// signature is cut before.
func TestCutSignatureTellsNames(t *testing.T) {
	p := put(t, "a.mbox", []byte("From a@x Mon Nov 02 09:00:00 2026\nFrom: z@brookline.example\nTo: help@desk.example\nSubject: Invoice\nMessage-ID: <1@x>\nDate: Mon, 02 Nov 2026 09:00:00 +0000\n\nThe invoice is wrong, please mend it.\n\n-- \nKind regards\nZephyrine Quillfeather\n\n"+
		"From b@x Mon Nov 02 10:00:00 2026\nFrom: help@desk.example\nTo: z@brookline.example\nSubject: Re: Invoice\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n\nWe told the bank that Zephyrine Quillfeather is right.\n"))
	for _, explain := range []bool{false, true} {
		convs, _ := readAll(t, Options{Explain: explain}, p)
		if len(convs) != 1 || len(convs[0].Messages) != 2 {
			t.Fatalf("%d conversations", len(convs))
		}
		m := convs[0].Messages
		if got, want := m[1].Body, "We told the bank that [person "; !strings.HasPrefix(got, want) || strings.Contains(got, "Quillfeather") {
			t.Errorf("the answer is %q", got)
		}
		if (m[0].Quoted != "") != explain || strings.Contains(m[0].Quoted, "Zephyrine") {
			t.Errorf("with explain %v, cut is %q", explain, m[0].Quoted)
		}
	}
}
