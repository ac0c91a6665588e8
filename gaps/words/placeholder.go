package words

import (
	"regexp"
	"strings"
)

// placeholder is what masking leaves of personal data: "[email 1]".
var placeholder = regexp.MustCompile(`\[[a-z][a-z ]* \d+\]`)

// host is a placeholder with what is joined to it by full stops and slashes, as in
// "help.[person 1].example/start": the name of a place of somebody's.
var host = regexp.MustCompile(`(?:[\pL\pN-]+\.)*` + placeholder.String() + `(?:\.[\pL\pN-]+)*(?:/\S*)?`)

// Bare gives a text without placeholders and the addresses that hold one: what there is
// to search for.
func Bare(text string) string {
	if !strings.Contains(text, "[") {
		return text
	}
	return strings.TrimSpace(host.ReplaceAllString(text, " "))
}

// Placeholders gives the placeholders of a text, in its order.
func Placeholders(text string) []string { return placeholder.FindAllString(text, -1) }
