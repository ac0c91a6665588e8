package gaps

import (
	"context"

	"signpost/gaps/coverage"
	"signpost/gaps/question"
	"signpost/search"
)

// A Shelf finds articles of a help center by their addresses and by their words,
// as the gap report does.
type Shelf struct{ shelf *coverage.Library }

// NewShelf takes the sections of the articles; when ctx ends it lacks some.
func NewShelf(ctx context.Context, docs []search.Document) *Shelf {
	return &Shelf{coverage.NewLibrary(ctx, docs)}
}

// Linked gives the article to which a link leads: the one whose address ends
// the link's path. Both are "" when there is none.
func (s *Shelf) Linked(link string) (url, title string) { return s.named(s.shelf.Match(link)) }

// Answering gives the article that says most of what a person's answer says, or that the
// answer names. Both are "" when there is none, or the answer is too short to tell.
func (s *Shelf) Answering(answer string) (url, title string) {
	article, _ := s.shelf.Given(question.Unaddressed(answer))
	return s.named(article)
}

func (s *Shelf) named(article string) (url, title string) {
	if a := s.shelf.Article(article); a != nil {
		return article, a.Title
	}
	return "", ""
}
