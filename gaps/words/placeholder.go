package words

import "regexp"

// placeholder is what masking leaves of personal data: "[email 1]".
var placeholder = regexp.MustCompile(`\[[a-z][a-z ]* \d+\]`)

// Placeholders gives the placeholders of a text, in its order.
func Placeholders(text string) []string { return placeholder.FindAllString(text, -1) }
