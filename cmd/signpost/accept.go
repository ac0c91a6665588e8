package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"signpost/builder"
	"signpost/builder/article"
	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/gaps/drafts"
	"signpost/internal/diag"

	"github.com/spf13/cobra"
)

func (a *app) acceptCommand() *cobra.Command {
	var f decideFlags
	var into string
	cmd := &cobra.Command{
		Use:   "accept ID...",
		Short: "Take gaps on: write drafts, or give an article the customers' words",
		Long: `Accept takes gaps on. For a gap that is missing it writes a draft into content/, in
the collection of the nearest articles: what agents answered, with the conversation of
each part in a comment, and TODO: where a writer has to decide. For one that is not
found it adds the customers' words to asked and keywords of the article, and changes
nothing else in it. Both get golden queries in queries.yaml, a line each; in a git
repository .gitattributes has git keep the lines of both where two people add some.

No file is written over, and nothing is published: a draft is, once draft: true is
gone.`,
		Example: `  signpost gaps accept g-7f3a
  signpost gaps accept g-7f3a --into billing/vouchers --site help`,
	}
	cmd.Args = func(cmd *cobra.Command, ids []string) error {
		if into != "" && len(ids) > 1 {
			return fmt.Errorf("--into %s names one draft, and there are %d gaps; accept them one by one", into, len(ids))
		}
		return needIDs(cmd, ids)
	}
	cmd.Flags().StringVar(&into, "into", "", "path of the draft below content/ (default the report's suggestion)")
	return a.decideCommand(cmd, &f, func(ctx context.Context, d *deciding, id string) (decided, error) {
		at, err := d.readSite(ctx)
		if err != nil {
			return decided{}, err
		}
		return d.accept(at, id, into)
	})
}

// accept prepares what a gap asks for, and takes it down. Into is the path of a draft,
// "" for the one that the report proposes.
func (d *deciding) accept(at *site, id, into string) (decided, error) {
	g, err := d.gap(id)
	if err != nil {
		return decided{}, err
	}
	e, err := d.book.Resolve(id)
	if err != nil {
		return decided{}, err
	}
	before, known := e.Standing(d.stamp.On, g.Conversations), len(d.files.files)
	var out decided
	switch g.Kind {
	case gaps.NotFound:
		out, err = at.extend(*g)
	case gaps.OutOfDate:
		out, err = at.correct(*g)
	default:
		out, err = at.draft(*g, into)
	}
	if err != nil {
		return decided{}, err
	}
	if g.Kind == gaps.OutOfDate {
		err = d.book.Correct(id, d.stamp, out.File, g.Outdated.ArticleValue, g.Outdated.ArticleSays)
	} else {
		err = d.book.Accept(id, d.stamp, out.File, out.given...)
	}
	if errors.Is(err, decisions.ErrNothingNew) && len(d.files.files) > known {
		err = nil // accepted before, and written again
	}
	if before.Status == decisions.Dismissed || before.Status == decisions.Snoozed {
		out.Did += fmt.Sprintf("; it was %s until now", before.Status)
	}
	if e.ID != id {
		out.Did += fmt.Sprintf("; %s is a part of it", id)
	}
	return out, err
}

// A site is what accepting knows of the site folder.
type site struct {
	dir, root string
	articles  []builder.Published
	files     *changeSet
}

// readSite reads the site, once for all ids.
func (d *deciding) readSite(ctx context.Context) (*site, error) {
	if d.at != nil {
		return d.at, nil
	}
	cfg, err := d.config(siteFlags{dir: d.site, audience: "public"})
	if err != nil {
		return nil, err
	}
	cfg.AllowBroken, cfg.AllowEmpty = true, true // the first draft of a new help center, too
	docs, ds, err := builder.Documents(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", d.site, err)
	}
	if diag.HasErrors(ds) {
		return nil, errors.Join(d.tell(ds), errMistakes)
	}
	d.at = &site{d.site, docs.Root, docs.Articles, &d.files}
	return d.at, nil
}

// file gives the file of a published article below the site folder, "" for none.
func (s *site) file(url string) string {
	for _, p := range s.articles {
		if p.URL == url {
			return p.File
		}
	}
	return ""
}

// draft writes the draft of a missing article. A draft that was written before is left
// as it is.
func (s *site) draft(g gaps.Gap, into string) (decided, error) {
	rel := strings.TrimSuffix(strings.TrimPrefix(s.fileFor(g), s.root+"/"), ".md")
	if into != "" {
		rel = strings.TrimSuffix(strings.TrimPrefix(path.Clean(filepath.ToSlash(into)), "content/"), ".md")
		if !fs.ValidPath(rel) || rel == "." {
			return decided{}, fmt.Errorf("--into %s: name a path below content/, such as billing/vouchers", into)
		}
	}
	if err := builder.CheckPath(rel + ".md"); err != nil {
		return decided{}, fmt.Errorf("accept %s: %w", g.ID, err)
	}
	text := drafts.Article(g)
	for n := 1; ; n++ {
		name := path.Join(s.root, rel) + ".md"
		if n > 1 {
			name = fmt.Sprintf("%s-%d.md", path.Join(s.root, rel), n)
		}
		err := s.files.create(name, text)
		if errors.Is(err, fs.ErrExist) {
			if !s.files.isDraftOf(name, g.ID) {
				continue // a writer's file
			}
			return s.withQueries(decided{Did: name + " is there already", File: name}, g)
		}
		if err != nil {
			return decided{}, fmt.Errorf("accept %s: %w", g.ID, err)
		}
		return s.withQueries(decided{Did: name + " is a draft", File: name}, g)
	}
}

// fileFor is the file below the site folder that a gap is about: that of its article, or of
// a draft beside the nearest one.
func (s *site) fileFor(g gaps.Gap) string {
	if g.Kind == gaps.NotFound || g.Kind == gaps.OutOfDate {
		return cmp.Or(s.file(g.Evidence.Article), g.Suggest.Path)
	}
	folder := s.root
	if len(g.Nearest) > 0 {
		if file := s.file(g.Nearest[0].URL); file != "" {
			folder = path.Dir(file)
		}
	}
	return path.Join(folder, path.Base(g.Suggest.Path))
}

// isDraftOf tells whether a file is the article of a gap, published or not.
func (c *changeSet) isDraftOf(name, id string) bool {
	data, err := c.read(name)
	if err != nil {
		return false
	}
	a, _ := article.Parse(name, data, article.Options{})
	return a != nil && a.Gap == id
}

// extend gives an article the customers' words.
func (s *site) extend(g gaps.Gap) (decided, error) {
	name := s.file(g.Evidence.Article)
	if name == "" {
		return decided{}, fmt.Errorf("accept %s: the article %s is not here; run signpost gaps again", g.ID, g.Evidence.Article)
	}
	before, err := s.files.read(name)
	if err != nil {
		return decided{}, fmt.Errorf("accept %s: %w", g.ID, err)
	}
	out := decided{File: name}
	after, added, err := drafts.Patch(before, drafts.Words(g))
	if err == nil && !sameButWords(before, after) {
		err = errors.New("its front matter is written in an unusual way")
	}
	switch {
	case err != nil:
		out.Did = name + " is unchanged"
		out.ByHand = []string{fmt.Sprintf("%s: %v; asked: %s", name, err, strings.Join(drafts.Asked(g), " | "))}
	case bytes.Equal(before, after):
		out.Did = name + " has the customers' words already"
	default:
		out.given = added.Given()
		out.Did = fmt.Sprintf("%s was given %s and %s", name, plural(len(added.Asked), "question"), plural(len(added.Keywords), "keyword"))
		if err := s.files.replace(name, after); err != nil {
			return decided{}, fmt.Errorf("accept %s: %w", g.ID, err)
		}
	}
	if len(g.Nearest) > 0 && len(g.Nearest[0].Lacks) > 0 {
		out.ByHand = append(out.ByHand, fmt.Sprintf("%s: its title “%s” lacks %s; customers ask “%s”, which may make a better one", name, g.Nearest[0].Title, strings.Join(g.Nearest[0].Lacks[:min(3, len(g.Nearest[0].Lacks))], ", "), g.Title))
	}
	return s.withQueries(out, g)
}

// correct says what to change by hand in an article that is outdated: no program knows
// which of its sentences hang on it.
func (s *site) correct(g gaps.Gap) (decided, error) {
	name := s.file(g.Evidence.Article)
	if name == "" || g.Outdated == nil {
		return decided{}, fmt.Errorf("accept %s: the article %s is not here; run signpost gaps again", g.ID, g.Evidence.Article)
	}
	text, err := s.files.read(name)
	if err != nil {
		return decided{}, fmt.Errorf("accept %s: %w", g.ID, err)
	}
	where := name
	if line := drafts.LineOf(text, g.Outdated.ArticleSays); line > 0 {
		where = fmt.Sprintf("%s:%d", name, line)
	}
	return decided{
		File: name, Did: name + " is to be brought up to date",
		ByHand: []string{fmt.Sprintf("%s: change %s to %s: it says “%s”; since %s the team says “%s”", where,
			g.Outdated.ArticleValue, g.Outdated.AgentsValue, g.Outdated.ArticleSays, gaps.LongDay(g.Outdated.Since), g.Outdated.AgentsSay)},
	}, nil
}

// sameButWords holds a patch to what it may do: the article is the same but for asked,
// keywords and gap.
func sameButWords(before, after []byte) bool {
	a, ds := article.Parse("a.md", before, article.Options{})
	b, more := article.Parse("a.md", after, article.Options{})
	if a == nil || b == nil || len(more) > len(ds) {
		return false
	}
	if !slices.Equal(a.Asked, b.Asked[:min(len(a.Asked), len(b.Asked))]) || !slices.Equal(a.Keywords, b.Keywords[:min(len(a.Keywords), len(b.Keywords))]) {
		return false
	}
	return a.Title == b.Title && a.Draft == b.Draft && a.Audience == b.Audience && a.Slug == b.Slug && (a.Gap == "" || a.Gap == b.Gap)
}

// queriesFile holds the golden queries of a site.
const queriesFile = "queries.yaml"

// unask takes the golden queries that accepting added for a draft back, when the draft
// was taken away or is one still: it will not be found. It gives their number.
func (c *changeSet) unask(draft, id string) (int, error) {
	if text, err := c.read(draft); err == nil && (!c.isDraftOf(draft, id) || !bytes.Contains(text, []byte("\ndraft: true"))) {
		return 0, nil
	}
	before, err := c.read(queriesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	_, below, _ := strings.Cut(draft, "/") // without the folder of articles
	after, n := drafts.Unqueries(before, below)
	if n == 0 {
		after, n = drafts.Unqueries(before, draft)
	}
	if n == 0 {
		return 0, nil
	}
	return n, c.replace(queriesFile, after)
}

// withQueries adds golden queries of a gap's questions.
func (s *site) withQueries(out decided, g gaps.Gap) (decided, error) {
	before, err := s.files.read(queriesFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return out, fmt.Errorf("accept %s: %w", g.ID, err)
	}
	want := out.File
	if s.root != "." {
		want = strings.TrimPrefix(want, s.root+"/")
	}
	after, n, err := drafts.Queries(before, drafts.Asked(g), want)
	if err != nil {
		out.ByHand = append(out.ByHand, err.Error())
		return out, nil
	}
	if n > 0 {
		if err := s.files.replace(queriesFile, after); err != nil {
			return out, fmt.Errorf("accept %s: %w", g.ID, err)
		}
		if err := s.files.keepBoth(); err != nil {
			return out, fmt.Errorf("accept %s: %w", g.ID, err)
		}
		out.Queries = n
		out.Did += fmt.Sprintf(", %s in queries.yaml", plural(n, "question"))
	}
	return out, nil
}

// attributesFile tells git how to treat files of a site.
const attributesFile = ".gitattributes"

// keepBoth has git keep the golden queries of both sides of a merge, as in a starter site,
// unless the site is in no git or somebody has said how queries.yaml is merged.
func (c *changeSet) keepBoth() error {
	before, err := c.read(attributesFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if bytes.Contains(before, []byte(queriesFile)) || gitCommand(context.Background(), c.dir, "rev-parse", "--git-dir").Run() != nil {
		return nil
	}
	lines, err := starter.ReadFile("starter/" + attributesFile)
	if err != nil {
		return err
	}
	if len(before) > 0 && !bytes.HasSuffix(before, []byte("\n")) {
		before = append(before, '\n')
	}
	return c.replace(attributesFile, append(before, lines...))
}
