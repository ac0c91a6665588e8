package gaps

import "regexp"

// placeholder is what masking leaves of personal data: "[email 1]".
var placeholder = regexp.MustCompile(`\[[a-z][a-z ]* \d+\]`)
