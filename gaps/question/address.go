package question

import (
	"regexp"
	"strings"
)

// addressed is a greeting with the name it greets, at the beginning.
var addressed = regexp.MustCompile(`^[\s¡]*(?i:hi|hello|hey|hola|dear|good (?:morning|afternoon|evening)|morning|guten (?:tag|morgen|abend)|hallo|bonjour|buenos d[ií]as|liebe[rs]?|sehr geehrte[rs]?)(?:\s+(?i:there|again|frau|herr|mr\.?|mrs\.?|ms\.?|dr\.?))*(?:\s+(?:\p{Lu}[\p{L}'-]+|\[[a-z ]+ \d+\])){0,3}\s*[!,.:;)-]*\s*`)

// Unaddressed drops the greeting and the name it greets.
func Unaddressed(text string) string {
	if !mayGreet(text) {
		return strings.TrimSpace(text)
	}
	return strings.TrimSpace(addressed.ReplaceAllString(text, ""))
}
