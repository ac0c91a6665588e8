package inbox

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// FormatSheet is the format of the sheets of an Excel file.
const FormatSheet = "xlsx"

// Limits of an Excel file.
const (
	maxShared  = 96 << 20 // bytes of shared texts
	maxColumns = 16_384
)

// xlWorkbook is xl/workbook.xml.
type xlWorkbook struct {
	Properties struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets []struct {
		Name string `xml:"name,attr"`
		Rel  string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
	} `xml:"sheets>sheet"`
}

// xlRelations is xl/_rels/workbook.xml.rels.
type xlRelations struct {
	List []struct {
		ID     string `xml:"Id,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// xlText is a text, plain or in runs; phonetic hints are left out.
type xlText struct {
	Plain string `xml:"t"`
	Runs  []struct {
		Text string `xml:"t"`
	} `xml:"r"`
}

func (t *xlText) String() string {
	if len(t.Runs) == 0 {
		return xlUnescape(t.Plain)
	}
	var out strings.Builder
	out.WriteString(t.Plain)
	for _, r := range t.Runs {
		out.WriteString(r.Text)
	}
	return xlUnescape(out.String())
}

// xlUnescape undoes how Excel writes carriage returns.
func xlUnescape(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "_x000D_", ""), "\r\n", "\n")
}

// xlRow is a row of a sheet; it has only the cells that are filled.
type xlRow struct {
	Number int `xml:"r,attr"`
	Cells  []struct {
		Ref    string `xml:"r,attr"`
		Type   string `xml:"t,attr"`
		Value  string `xml:"v"`
		Inline xlText `xml:"is"`
	} `xml:"c"`
}

// A workbook is an Excel file: tables with a header, one for each sheet.
type workbook struct {
	files  map[string]*zip.File
	shared []string
	// shift is what is added to the days of files that count from 1904.
	shift float64
}

// errSheet says what of an Excel file cannot be read.
const errSheet = "is an Excel file that is damaged or of an unknown kind; save the sheet as CSV"

// workbook reads the sheets of an Excel file, each as a source of its own.
func (rd *reading) workbook(name string, z *zip.Reader) error {
	if rd.team != nil {
		return nil
	}
	w := &workbook{files: map[string]*zip.File{}}
	for _, f := range z.File {
		w.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	var book xlWorkbook
	var rels xlRelations
	if w.decode("xl/workbook.xml", &book) != nil || w.decode("xl/_rels/workbook.xml.rels", &rels) != nil {
		return rd.refuse(name, errSheet)
	}
	if book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true" {
		w.shift = 1462
	}
	if err := w.texts(); err != nil {
		if errors.Is(err, errTooBig) {
			return rd.refuse(name, "is an Excel file with more text than is read at once; save the sheet as CSV")
		}
		return rd.refuse(name, errSheet)
	}
	for _, s := range book.Sheets {
		target := ""
		for _, r := range rels.List {
			if r.ID == s.Rel {
				target = strings.TrimPrefix(r.Target, "/")
			}
		}
		if !strings.HasPrefix(target, "xl/") {
			target = path.Join("xl", target)
		}
		f := w.files[target]
		if f == nil || strings.Contains(target, "chartsheets/") {
			continue
		}
		if err := rd.sheet(name+"/"+s.Name, w, f); err != nil {
			return err
		}
	}
	return nil
}

func (rd *reading) sheet(name string, w *workbook, f *zip.File) error {
	r, err := f.Open()
	if err != nil {
		return rd.refuse(name, errSheet)
	}
	defer r.Close()
	packed := int64(f.CompressedSize64)
	rows := &sheetRows{w: w, dec: xml.NewDecoder(&capped{r: r, packed: func() int64 { return packed }})}
	src := rd.sum.source(name)
	if err := rd.rows(src, rows, FormatSheet); err != nil {
		var broken *xml.SyntaxError
		if errors.As(err, &broken) {
			src.warn("damaged", "", "the sheet ends in the middle or is damaged; what came before was read")
			return nil
		}
		return rd.ended(src, err)
	}
	return nil
}

// decode reads one small file of the workbook.
func (w *workbook) decode(name string, v any) error {
	f := w.files[name]
	if f == nil {
		return zip.ErrFormat
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, maxRow)).Decode(v)
}

// texts reads the texts that cells share.
func (w *workbook) texts() error {
	f := w.files["xl/sharedStrings.xml"]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	packed := int64(f.CompressedSize64)
	dec := xml.NewDecoder(&capped{r: r, packed: func() int64 { return packed }})
	size := 0
	for {
		start, err := nextElement(dec, "si")
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var t xlText
		if err := dec.DecodeElement(&t, start); err != nil {
			return err
		}
		s := t.String()
		if size += len(s) + 16; size > maxShared {
			return errTooBig
		}
		w.shared = append(w.shared, s)
	}
}

// nextElement finds the next element of a name.
func nextElement(dec *xml.Decoder, name string) (*xml.StartElement, error) {
	for {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == name {
			return &start, nil
		}
	}
}

// sheetRows reads the rows of a sheet.
type sheetRows struct {
	w   *workbook
	dec *xml.Decoder
	row int
}

func (r *sheetRows) line() int { return max(r.row, 1) }

func (r *sheetRows) next() ([]string, error) {
	start, err := nextElement(r.dec, "row")
	if err != nil {
		return nil, err
	}
	var row xlRow
	if err := r.dec.DecodeElement(&row, start); err != nil {
		return nil, err
	}
	r.row++
	if row.Number > 0 {
		r.row = row.Number
	}
	var cells []string
	for _, c := range row.Cells {
		at := columnIndex(c.Ref)
		if at < 0 {
			at = len(cells)
		}
		if at >= maxColumns {
			continue
		}
		for len(cells) <= at {
			cells = append(cells, "")
		}
		switch c.Type {
		case "s":
			if i, err := strconv.Atoi(strings.TrimSpace(c.Value)); err == nil && i >= 0 && i < len(r.w.shared) {
				cells[at] = r.w.shared[i]
			}
		case "inlineStr":
			cells[at] = c.Inline.String()
		case "b":
			cells[at] = strconv.FormatBool(strings.TrimSpace(c.Value) == "1")
		case "e":
		default:
			cells[at] = xlUnescape(c.Value)
		}
	}
	return cells, nil
}

// columnIndex is the column of a cell such as "AB12", -1 if it says none.
func columnIndex(ref string) int {
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if n = n*26 + int(ref[i]-'A') + 1; n > maxColumns {
			return maxColumns
		}
	}
	return n - 1
}

// day moves the day number of a file that counts from 1904.
func (w *workbook) day(s string) string {
	if w.shift == 0 {
		return s
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil {
		return s
	}
	return fmt.Sprint(f + w.shift)
}

// isWorkbook tells an Excel file by what it holds.
func isWorkbook(z *zip.Reader) bool {
	return slices.ContainsFunc(z.File, func(f *zip.File) bool { return strings.TrimPrefix(f.Name, "/") == "xl/workbook.xml" })
}
