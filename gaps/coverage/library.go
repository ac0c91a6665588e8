package coverage

import (
	"context"
	"math"
	"net/url"
	"slices"
	"strings"

	"signpost/gaps/words"
	"signpost/internal/parallel"
	"signpost/search"
)

// A Library knows the articles of a help center by their addresses and their
// words. Its methods may be called from several goroutines at once.
type Library struct {
	articles map[string]*Article
	order    []string
	// holders counts the articles that hold a stem.
	holders map[string]int
}

// An Article is all that mining knows of one.
type Article struct {
	// Address is from the site's root; Title and Collection are for people.
	Address, Title, Collection string
	// Texts are the texts of its sections, in order.
	Texts []string
	// passages are the texts with titles and keywords, cut to be compared; lines
	// are titles, sentences and keywords one by one.
	passages, lines []string
	stems           map[string]bool
}

// NewLibrary takes the sections of the articles that customers can read. Of a library whose
// ctx has ended nothing but that is to be relied on.
func NewLibrary(ctx context.Context, docs []search.Document) *Library {
	l := &Library{articles: map[string]*Article{}, holders: map[string]int{}}
	sections := map[string][]search.Document{}
	for _, d := range docs {
		if l.articles[d.Article] == nil {
			l.articles[d.Article] = &Article{Address: d.Article, Title: d.Title, Collection: d.Collection, stems: map[string]bool{}}
			l.order = append(l.order, d.Article)
		}
		sections[d.Article] = append(sections[d.Article], d)
	}
	slices.Sort(l.order)
	parallel.Each(ctx, len(l.order), func(i int) {
		a := l.articles[l.order[i]]
		for _, d := range sections[a.Address] {
			a.read(d)
		}
	})
	for _, a := range l.articles {
		for w := range a.stems {
			l.holders[w]++
		}
	}
	return l
}

// read takes in a section.
func (a *Article) read(d search.Document) {
	a.Texts = append(a.Texts, d.Body)
	a.lines = append(a.lines, linesOf(d)...)
	for _, p := range passagesOf(d) {
		a.passages = append(a.passages, p)
		for _, w := range words.Content(p) {
			a.stems[w] = true
		}
	}
}

// passageWords is about how long a passage is: long enough to hold an answer,
// short enough for what it is about not to drown.
const passageWords = 120

// passagesOf cuts a section into passages of passageWords words. Each bears the
// titles above it; keywords and customers' wordings are passages of their own.
func passagesOf(d search.Document) []string {
	head := strings.TrimSpace(d.Title + "\n" + d.Heading)
	var out []string
	for body := range slices.Chunk(strings.Fields(d.Body), passageWords) {
		out = append(out, head+"\n"+strings.Join(body, " "))
	}
	also := slices.Concat([]string{d.Description}, d.Keywords, d.Asked, d.Also)
	if text := strings.TrimSpace(strings.Join(also, "\n")); text != "" || len(out) == 0 {
		out = append(out, strings.TrimSpace(head+"\n"+text))
	}
	return out
}

// linesOf gives the title, the heading, the sentences, keywords and wordings of a
// section, those without telling words left out.
func linesOf(d search.Document) []string {
	all := slices.Concat([]string{d.Title, d.Heading, d.Description}, d.Keywords, d.Asked, d.Also)
	for line := range strings.Lines(d.Body) {
		all = append(all, strings.SplitAfter(line, ". ")...)
	}
	out := []string{d.Title}
	for _, line := range all[1:] {
		if line = strings.TrimSpace(line); len(words.Content(line)) > 0 {
			out = append(out, line)
		}
	}
	return out
}

// Size is the number of articles.
func (l *Library) Size() int { return len(l.order) }

// Article gives the article with an address, nil if there is none.
func (l *Library) Article(address string) *Article { return l.articles[address] }

// passages gives the passages of every article, in the order of l.order.
func (l *Library) passages() [][]string {
	out := make([][]string, len(l.order))
	for i, a := range l.order {
		out[i] = l.articles[a].passages
	}
	return out
}

// lines gives the lines of every article, in the order of l.order.
func (l *Library) lines() [][]string {
	out := make([][]string, len(l.order))
	for i, a := range l.order {
		out[i] = different(l.articles[a].lines)
	}
	return out
}

// Linked gives the articles to which links lead, each once, in order.
func (l *Library) Linked(links []string) []string {
	var out []string
	for _, link := range links {
		if a := l.Match(link); a != "" && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// Match gives the article to which a link leads, "" for none: the one whose
// address ends the link's path. The help center may live in a folder, and its
// host is nobody's business here.
func (l *Library) Match(link string) string {
	u, err := url.Parse(strings.TrimRight(link, ".,;:!?)"))
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	path := strings.TrimSuffix(strings.TrimSuffix(u.Path, "index.html"), ".md")
	path = "/" + strings.Trim(path, "/") + "/"
	for path != "//" {
		if l.articles[path] != nil {
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

// What it takes to say that an answer gives what an article holds.
const (
	// LongStems is the least number of different stems for an answer to be held against each
	// article: "Done!" overlaps with everything. overlapShare of them are in the article.
	LongStems, overlapShare = 6, 0.8
	// Fewer than these, at least shortStems, are in one article all of them, and in no other.
	shortStems = 3
	// namedStems of a title, one after the other, name an article, which holds titledShare of
	// what is said, or partlyShare where a word of the title is missing at its beginning or
	// end: menus have "Billing statements" where it says "Find your billing statements".
	namedStems, titledShare, partlyShare = 2, 0.3, 0.5
)

// Given finds the article that an answer repeats or names, "" if there is none. long says
// that the answer is long enough for "" to mean that no article holds it.
func (l *Library) Given(answer string) (address string, long bool) {
	said := words.Content(answer)
	stems := different(said)
	long = len(stems) >= LongStems
	named, best, most, all := "", 0.0, 0.0, 0
	for _, at := range l.order {
		a := l.articles[at]
		share := l.share(stems, a)
		if share > best {
			best, address = share, at
		}
		if share >= 1 {
			all++
		}
		if share > most && share >= titledShare && a.named(said, share < partlyShare) {
			most, named = share, at
		}
	}
	if long && best >= overlapShare || len(stems) >= shortStems && all == 1 {
		return address, long
	}
	return named, long
}

// named tells whether stems hold the article's title, whole or but for one word. The name of
// a file is said of the file.
func (a *Article) named(stems []string, whole bool) bool {
	if !strings.Contains(a.Title, " ") {
		return false
	}
	title := words.Content(a.Title)
	n := len(title)
	return holdsRun(stems, title) || !whole && n > 0 && (holdsRun(stems, title[1:]) || holdsRun(stems, title[:n-1]))
}

// holdsRun tells whether all of part, namedStems at least, stand one after the other.
func holdsRun(all, part []string) bool {
	if len(different(part)) < namedStems {
		return false
	}
	for i := range len(all) - len(part) + 1 {
		if slices.Equal(all[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// Says gives the share of an answer that one article holds; ok is
// false for short answers and unknown articles.
func (l *Library) Says(address, answer string) (share float64, ok bool) {
	a, stems := l.articles[address], different(words.Content(answer))
	if a == nil || len(stems) < LongStems {
		return 0, false
	}
	return l.share(stems, a), true
}

func (l *Library) share(stems []string, a *Article) float64 {
	all, both := 0.0, 0.0
	for _, w := range stems {
		idf := math.Log(float64(len(l.order)+1) / (float64(l.holders[w]) + 0.5))
		all += idf
		if a.stems[w] {
			both += idf
		}
	}
	return both / math.Max(all, 1e-9)
}

// Lacks gives those of terms that the article does not hold.
func (l *Library) Lacks(address string, terms []string) []string {
	a := l.articles[address]
	if a == nil {
		return nil
	}
	var out []string
	for _, t := range terms {
		if slices.ContainsFunc(words.Content(t), func(w string) bool { return !a.stems[w] }) {
			out = append(out, t)
		}
	}
	return out
}
