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
	f.Fuzz(func(t *testing.T, rows, shared string) {
		readBytes(t, book(t, rows, shared, ""))
	})
}
