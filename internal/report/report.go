// Package report has what the reports for people share: the files of their
// folder, and how numbers and cells are written.
package report

import (
	"strconv"
	"strings"
	"unicode"
)

// A File is one file of a report's folder.
type File struct {
	// Path is relative to the folder, slash-separated.
	Path string
	Data []byte
}

// Cell is a cell of a table that no spreadsheet takes for a formula, without what moves the
// cursor of a terminal.
func Cell(s string) string {
	guard := ""
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		guard = "'"
	}
	return guard + strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

// Count writes a number and its noun, "1 gap" or "1,200 gaps".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// Thousands writes a number with its digits in groups.
func Thousands(n int) string {
	if n < 0 {
		return "-" + Thousands(-n)
	}
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
