package builder

import "strings"

// passedOver reports names, with slashes and from the site folder, that are no part of a
// site: no build reads them, no link leads to them, and nobody waits for them to change.
// It is the one rule for all who walk through a site folder.
func passedOver(name string) bool {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		known := i == 1 && part == ".well-known" && parts[0] == "static" // RFC 8615
		if strings.HasPrefix(part, ".") && part != "." && !known || part == "node_modules" || strings.HasSuffix(part, "~") {
			return true
		}
	}
	return parts[0] == "public"
}
