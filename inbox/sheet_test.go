package inbox

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"signpost/internal/frugal"
)

// book builds an Excel file of one sheet from the XML of its rows.
func book(tb testing.TB, rows, shared, properties string) []byte {
	tb.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
			`<workbookPr ` + properties + `/><sheets><sheet name="Tickets" sheetId="1" r:id="rId3"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId3" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + shared + `</sst>`,
		"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`,
	} {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// A sheet is read as a table: shared, inline and rich text, days as numbers,
// cells that are left out, a title above the header.
func TestSheet(t *testing.T) {
	const rows = `<row r="1"><c r="A1" t="inlineStr"><is><t>Tickets of June</t></is></c></row>` +
		`<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="s"><v>3</v></c></row>` +
		`<row r="4"><c r="A4"><v>1.0E7</v></c><c r="B4"><v>46272.5</v></c><c r="D4" t="s"><v>4</v></c></row>` +
		`<row r="5"><c r="A5"><v>10000000</v></c><c r="B5"><v>46272.75</v></c><c r="C5" t="str"><v>agent</v></c><c r="D5" t="inlineStr"><is><r><t>Under </t></r><r><t>Settings_x000D_</t></r></is></c></row>` +
		`<row r="6"/><row r="7"><c r="A7"><v>8</v></c><c r="D7" t="e"><v>#REF!</v></c></row>`
	const shared = `<si><t>Ticket ID</t></si><si><t>Created at</t></si><si><t>Author type</t></si><si><t>Text</t></si><si><t xml:space="preserve">How do I
export &amp; print?</t><rPh><t>x</t></rPh></si>`
	for _, c := range []struct {
		properties string
		at         time.Time
	}{
		{"", time.Date(2026, 9, 7, 12, 0, 0, 0, time.UTC)},
		{`date1904="1"`, time.Date(2030, 9, 8, 12, 0, 0, 0, time.UTC)},
	} {
		p := filepath.Join(t.TempDir(), "any.bin")
		if err := os.WriteFile(p, book(t, rows, shared, c.properties), 0o600); err != nil {
			t.Fatal(err)
		}
		convs, sum := readAll(t, Options{}, p)
		if len(convs) != 2 {
			t.Fatalf("read %d conversations: %+v", len(convs), sum.Sources)
		}
		src := sum.Sources[0]
		if !strings.HasSuffix(src.Path, "any.bin/Tickets") || src.Format != FormatSheet || src.Columns["body"] != "Text" {
			t.Errorf("source %+v", src)
		}
		i := slices.IndexFunc(convs, func(c *Conversation) bool { return c.ID == "10000000" })
		if i < 0 {
			t.Fatalf("ids %v", convs)
		}
		m := convs[i].Messages
		if len(m) != 2 || m[0].Body != "How do I\nexport & print?" || m[0].Role != Customer || m[1].Body != "Under Settings" || m[1].Role != Agent {
			t.Errorf("messages %+v", m)
		}
		if !m[0].At.Equal(c.at) {
			t.Errorf("at %v, want %v", m[0].At, c.at)
		}
	}
}

// A sheet that is cut off gives what came before, and other files of Office
// are refused.
func TestSheetDamaged(t *testing.T) {
	rows := `<row><c t="inlineStr"><is><t>ticket</t></is></c><c t="inlineStr"><is><t>text</t></is></c></row>`
	for i := range 3 {
		rows += fmt.Sprintf(`<row><c><v>%d</v></c><c t="inlineStr"><is><t>Question %d?</t></is></c></row>`, i, i)
	}
	p := writeFile(t, "a", string(book(t, rows+"<row><c t=", "", "")))
	convs, sum := readAll(t, Options{}, p)
	if len(convs) != 3 || !sum.Damaged() {
		t.Errorf("read %d conversations, warnings %+v", len(convs), sum.Sources[0].Warnings)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, sum = readAll(t, Options{}, writeFile(t, "b", out.String()))
	if got := sum.Sources[0].Refused; !strings.Contains(got, "Office") {
		t.Errorf("refused %q", got)
	}
}

func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>ticket</t></is></c><c r="B1" t="s"><v>0</v></c></row><row><c r="ZZZZ9"><v>1</v></c></row>`, `<si><t>text</t></si>`)
	f.Add(`<row><c t="s"><v>-1</v></c></row><row r="-5"><c r="A"/></row></sheetData><row>`, `<si><r/></si><si>`)
	f.Fuzz(frugal.Two(func(t *testing.T, rows, shared string) {
		readBytes(t, book(t, rows, shared, ""))
	}))
}

// Cells that say nothing known are told, and not shown.
func TestOddCells(t *testing.T) {
	convs, sum := readAll(t, Options{}, put(t, "t.csv", []byte("id,author_type,created_at,rating,state,body\n"+
		"1,Jane Roe,yesterday,excellent,in orbit,Hello\n2,customer,2026-09-01 10:00,5,open,Hello\n3,agent,13/14/2025,5,closed,Hello\n4,user,2026-09-01T10:00:00Z,,,Hello\n")))
	want := map[string]int{"odd_role": 1, "odd_time": 2, "odd_rating": 1, "odd_state": 1, "no_zone": 1}
	got := map[string]int{}
	for _, g := range sum.Warnings() {
		got[g.Code] = g.Count
		if strings.Contains(fmt.Sprint(g), "Jane") {
			t.Errorf("a cell is shown: %v", g)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(convs) != 4 {
		t.Errorf("%d conversations, (-want +got):\n%s", len(convs), diff)
	}
}

// A quote that never closes is a loss, told with its line; one that closes
// over several lines is none.
func TestOpenQuote(t *testing.T) {
	for _, c := range []struct {
		rows string
		lost bool
	}{
		{"1,\"broken\n2,fine\n3,fine\n", true},
		{"1,\"broken\n2,\"fine\"\n3,fine\n", true},
		{"1,\"two\nlines\"\n2,\"a \"\"word\"\" in quotes\"\n3,a \" inside\r\n4,\"end\"", false},
		{"1,\"a\" b\n", false},
	} {
		_, sum := readAll(t, Options{}, put(t, "t.csv", []byte("conversation_id,body\n"+c.rows)))
		if sum.Damaged() != c.lost {
			t.Errorf("%q: lost %v, told %v", c.rows, sum.Damaged(), sum.Warnings())
		}
		if c.lost && !strings.Contains(fmt.Sprint(sum.Warnings()), "line 2: a quote opens") {
			t.Errorf("%q: told %v", c.rows, sum.Warnings())
		}
	}
}

// An author with the address in the same cell is one person with the one who
// signs.
func TestAuthorWithAddress(t *testing.T) {
	convs, _ := readAll(t, Options{}, put(t, "t.csv", []byte("conversation_id,author_type,author,body\n"+
		"1,customer,Hans Mueller <hans@example.org>,\"Where is my bill?\n\nBest regards,\nHans Mueller\"\n")))
	m := convs[0].Messages[0]
	if m.Author.Name != "[person 1]" || m.Author.Email != "[email 1]" || strings.Contains(m.Body, "Mueller") || strings.Contains(m.Body, "[person 2]") {
		t.Errorf("%+v", m)
	}
}

// A column that is called after the author may hold roles: they are no names.
func TestRolesInTheAuthorsColumn(t *testing.T) {
	cs := readString(t, "conversation_id,created_at,from,body\n"+
		"1,2026-09-01T09:00:00Z,customer,Can I pay with a gift voucher?\n"+
		"1,2026-09-01T09:05:00Z,agent,Open the basket and enter its code.\n"+
		"2,2026-09-01T10:00:00Z,Ada Example,Where do I enter the code?\n")
	if len(cs) != 2 || len(cs[0].Messages) != 2 {
		t.Fatalf("read %+v", cs)
	}
	for i, want := range []Role{Customer, Agent} {
		if m := cs[0].Messages[i]; m.Role != want || m.Author.Name != "" {
			t.Errorf("message %d: %s called %q, want %s without a name", i, m.Role, m.Author.Name, want)
		}
	}
	if m := cs[1].Messages[0]; m.Role != Customer || m.Author.Name == "" {
		t.Errorf("a named customer: %s called %q", m.Role, m.Author.Name)
	}
}

// The lines of a cell that is too large are no rows, and the row after it is read.
func TestHugeCellWithLines(t *testing.T) {
	text := strings.Repeat("2,agent,a line of the \"\"cell\"\"\n", 1<<20)
	for name, tail := range map[string]string{
		"last cell":   `"` + "\n",
		"first cell":  `",note` + "\n",
		"quoted tail": `","note` + "\nof lines\"\n",
	} {
		table := "conversation_id,author_type,body\n1,customer,fine\n2,customer,\"" + text + tail + "3,customer,\"fine\ntoo\"\n4,customer,good\n"
		convs, sum := readAll(t, Options{}, put(t, "big.csv", []byte(table)))
		var ids []string
		for _, c := range convs {
			ids = append(ids, c.ID)
		}
		last := 2 + strings.Count("2,customer,\""+text+tail, "\n")
		want := fmt.Sprintf("row_too_large: line 3: row is larger than 16 MiB, perhaps a quote that never closes; skipped, up to line %d\n", last)
		if told := toldOf(sum); !slices.Equal(ids, []string{"1", "3", "4"}) || !strings.Contains(told, want) || sum.Messages != 3 || strings.Contains(told, "ragged_row") {
			t.Errorf("%s: read %q, told %.400q, want %q", name, ids, told, want)
		}
	}
}
