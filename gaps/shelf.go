package gaps

import (
	"math"
	"net/url"
	"slices"
	"strings"

	"signpost/gaps/question"
	"signpost/gaps/words"
	"signpost/search"
)

// A shelf knows the articles by their addresses and their words.
type shelf struct {
	articles map[string]*shelved
	order    []string
	// holders counts the articles that hold a stem.
	holders map[string]int
}

type shelved struct {
	address, title, collection string
	stems                      map[string]bool
}

func newShelf(docs []search.Document) *shelf {
	s := &shelf{articles: map[string]*shelved{}, holders: map[string]int{}}
	for _, d := range docs {
		a := s.articles[d.Article]
		if a == nil {
			a = &shelved{address: d.Article, title: d.Title, collection: d.Collection, stems: map[string]bool{}}
			s.articles[d.Article] = a
			s.order = append(s.order, d.Article)
		}
		for _, text := range slices.Concat([]string{d.Title, d.Heading, d.Description, d.Body}, d.Keywords, d.Asked) {
			for _, w := range words.Content(text) {
				a.stems[w] = true
			}
		}
	}
	slices.Sort(s.order)
	for _, a := range s.articles {
		for w := range a.stems {
			s.holders[w]++
		}
	}
	return s
}

// linked gives the articles that agents linked in a conversation, each once,
// in order. A link belongs to the article whose address ends its path: the
// help center may live in a folder, and its host is nobody's business here.
func (s *shelf) linked(it question.Item) []string {
	var out []string
	for _, link := range it.Links {
		if a := s.match(link); a != "" && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

func (s *shelf) match(link string) string {
	u, err := url.Parse(strings.TrimRight(link, ".,;:!?)"))
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	path := strings.TrimSuffix(strings.TrimSuffix(u.Path, "index.html"), ".md")
	path = "/" + strings.Trim(path, "/") + "/"
	for path != "//" {
		if s.articles[path] != nil {
			return path
		}
		_, rest, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if !ok || rest == "" {
			return ""
		}
		path = "/" + rest
	}
	return ""
}

// overlapStems is the least number of different stems for an answer to be
// compared: "Done!" overlaps with everything.
const overlapStems = 6

// overlap finds the article that holds most of an answer: the share of the
// answer's stems, each weighed by how few articles hold it, that occur in the
// article. It is "" and 0 for short answers.
func (s *shelf) overlap(answer string) (string, float64) {
	stems := words.Content(answer)
	slices.Sort(stems)
	stems = slices.Compact(stems)
	if len(stems) < overlapStems {
		return "", 0
	}
	best, at := 0.0, ""
	for _, address := range s.order {
		a := s.articles[address]
		all, both := 0.0, 0.0
		for _, w := range stems {
			idf := math.Log(float64(len(s.order)+1) / (float64(s.holders[w]) + 0.5))
			all += idf
			if a.stems[w] {
				both += idf
			}
		}
		if share := both / math.Max(all, 1e-9); share > best {
			best, at = share, address
		}
	}
	return at, best
}

// lacks gives those of terms that the article does not hold.
func (s *shelf) lacks(address string, terms []string) []string {
	a := s.articles[address]
	if a == nil {
		return nil
	}
	var out []string
	for _, t := range terms {
		if !a.stems[words.Stem(t)] {
			out = append(out, t)
		}
	}
	return out
}
