package search

// The versions of what Signpost writes: the index on disk, which Open refuses
// when it is of another version, and the files for the browser.
const (
	IndexVersion   = formatVersion
	BrowserVersion = browserVersion
)
