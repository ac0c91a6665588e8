package search

// A Document is one section of an article: the unit that is indexed. A hit on
// a section answers with its article, and leads to the section's heading.
type Document struct {
	// Article is the address of the article from the site's root, such as
	// "/write/links/". All sections of an article share it.
	Article string
	// Anchor is the id of the section's heading, "" for the text before the
	// first heading.
	Anchor string
	// Title is the article's title, Heading that of the section (plain text,
	// "" for the first section), Collection the title of its collection.
	Title, Heading, Collection string
	// Description is the article's description. It, Keywords and Asked are
	// set on the article's first section only.
	Description string
	// Keywords and Asked are searched and never shown.
	Keywords, Asked []string
	// Also are words that mean what others of the section do. They are searched
	// as its text is, and never shown.
	Also []string
	// Body is the section's plain text, code blocks included.
	Body string
	// Steps are the items of the section's first ordered list, Rows those of its
	// first table, both as plain text. They are parts of Body, which can answer a query by
	// themselves. The first row has the headings of the columns.
	Steps []string   `json:",omitempty"`
	Rows  [][]string `json:",omitempty"`
	// Boost multiplies the score; 0 means 1.
	Boost float64
}

// URL is the address of the section from the site's root.
func (d Document) URL() string { return addressOf(d.Article, d.Anchor) }

func addressOf(article, anchor string) string {
	if anchor == "" {
		return article
	}
	return article + "#" + anchor
}

// A Hit is one article that a query found, spoken for by its best section.
// Its JSON form is part of the command contract.
type Hit struct {
	// URL leads to the best section; Article is the address without anchor.
	URL     string `json:"url"`
	Article string `json:"article"`
	// Title is the article's, Section the heading of the best section ("" for
	// the text before the first heading), Collection the collection's title.
	Title      string `json:"title"`
	Section    string `json:"section"`
	Collection string `json:"collection,omitempty"`
	// Excerpt is plain text of at most about 200 characters from the best
	// section, around the words that were found.
	Excerpt string `json:"excerpt"`
	// Marks are the byte ranges [start, end) of Excerpt that matched.
	Marks [][2]int `json:"marks,omitempty"`
	// Score falls from hit to hit; it compares hits of one query only.
	Score float64 `json:"score"`
	// Terms tells each term's share of the score, when it was asked for.
	Terms []TermScore `json:"terms,omitempty"`
}

// A TermScore is what one term of the query added to a hit's score.
type TermScore struct {
	Term  string  `json:"term"`
	Field string  `json:"field"`
	Score float64 `json:"score"`
}

// A Query is what a person typed, and how much of the answer is wanted.
type Query struct {
	Text string
	// Limit is the largest number of hits; 0 means 10.
	Limit int
	// Collection is the title of the collection to search, "" for all.
	Collection string
	// Explain asks for Hit.Terms.
	Explain bool
}

// Results answers a query.
type Results struct {
	Hits []Hit
	// Corrected is the query as it was searched, when words that the index
	// does not know were corrected or completed; otherwise "".
	Corrected string
	// Best is the score that an imagined section of average length with every
	// term of the query in its body would get; Hit.Score/Best judges how well
	// a hit answers. 0 when unknown.
	Best float64
	// Answer is a passage that answers the query by itself; nil unless that is sure.
	Answer *Answer
}

// An Answer is a passage of the first hit's section, quoted as it stands there.
type Answer struct {
	// URL leads to the section; Title and Section are as in Hit.
	URL     string `json:"url"`
	Title   string `json:"title"`
	Section string `json:"section"`
	// Kind is "steps", "row" or "section", and tells which of the next is quoted. The
	// browser's index tells no more: a page quotes from the article's own.
	Kind string `json:"kind"`
	// Steps are the items of an ordered list.
	Steps []string `json:"steps,omitempty"`
	// Cells are those of a row of a table, each with the heading of its column.
	Cells [][2]string `json:"cells,omitempty"`
	// Text is that of a short section.
	Text string `json:"text,omitempty"`
}

// A File is one file of the browser's index.
type File struct {
	// Path is slash-separated and relative to the site's search folder.
	Path string
	Data []byte
}
