package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"signpost/builder"
	"signpost/internal/diag"
	"signpost/search"

	"github.com/spf13/cobra"
)

type searchOptions struct {
	site    siteFlags
	engine  string
	lang    string
	limit   int
	in      string
	explain bool
	json    bool
}

func (a *app) searchCommand() *cobra.Command {
	var o searchOptions
	cmd := &cobra.Command{
		Use:     "search QUERY",
		GroupID: "find",
		Short:   "Ask the site's search from the terminal",
		Long: `Search answers as the site's own search does: whole questions, typos and
half-typed words are fine. It uses the index in SITE/.signpost and makes it anew
when articles have changed. --engine browser asks the files that a page would
load instead; both rank alike. --explain tells what each term added.`,
		Example: `  signpost search how do I reset my pasword
  signpost search --site help --limit 3 --explain "dead links"`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("search needs a query; see signpost search --help")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.search(cmd.Context(), strings.Join(args, " "), o)
		},
	}
	o.site.add(cmd)
	addEngine(cmd, &o.engine)
	cmd.Flags().StringVar(&o.lang, "lang", "", "language of the edition to search (default the site's own)")
	cmd.Flags().StringVar(&o.in, "collection", "", "title of the collection to search (default all)")
	cmd.Flags().IntVar(&o.limit, "limit", 10, "largest number of hits")
	cmd.Flags().BoolVar(&o.explain, "explain", false, "tell each term's share of the score")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the hits as JSON")
	return cmd
}

func addEngine(cmd *cobra.Command, engine *string) {
	cmd.Flags().StringVar(engine, "engine", "bleve", "bleve, or browser for the index that pages load")
}

func (a *app) search(ctx context.Context, query string, o searchOptions) error {
	if o.limit < 1 {
		return fmt.Errorf("--limit %d: it is at least 1", o.limit)
	}
	cfg, err := a.config(o.site)
	if err != nil {
		return err
	}
	cfg.AllowBroken, cfg.Language = true, o.lang
	docs, ds, err := builder.Documents(ctx, cfg)
	if err != nil {
		return fmt.Errorf("read %s: %w", o.site.dir, err)
	}
	if diag.HasErrors(ds) {
		return errors.Join(a.tell(ds), errMistakes)
	}
	kept := o.site.dir
	if o.lang != "" {
		if !strings.EqualFold(docs.Options.Lang, o.lang) {
			return fmt.Errorf("--lang %s: the site has no articles in that language", o.lang)
		}
		kept = "" // the index on disk is that of the site's own language
	}
	if o.in != "" && !slices.ContainsFunc(docs.Documents, func(d search.Document) bool { return d.Collection == o.in }) {
		return fmt.Errorf("--collection %q: no article is in a collection of that title", o.in)
	}
	s, closeIndex, err := a.searcher(o.engine, kept, docs)
	if err != nil {
		return err
	}
	res, err := s.Search(ctx, search.Query{Text: query, Limit: o.limit, Collection: o.in, Explain: o.explain})
	if err := errors.Join(err, closeIndex()); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	if o.json {
		return writeJSON(a.stdout, append([]search.Hit{}, res.Hits...))
	}
	return a.showHits(query, res)
}

// A searcher is one of the two carriers of the index.
type searcher interface {
	Search(context.Context, search.Query) (*search.Results, error)
}

// searcher opens the index of an engine. The Bleve index of dir is used when it
// is of just these documents, and made anew otherwise; dir "" keeps it in
// memory.
func (a *app) searcher(engine, dir string, docs *builder.Searchable) (searcher, func() error, error) {
	switch engine {
	case "bleve":
		return a.bleve(dir, docs)
	case "browser":
		return browserEngine(docs)
	}
	return nil, nil, fmt.Errorf("--engine %s: it is bleve or browser", engine)
}

func (a *app) bleve(dir string, docs *builder.Searchable) (searcher, func() error, error) {
	index, kept, err := indexOf(dir, docs)
	if err != nil {
		return nil, nil, err
	}
	if kept || dir == "" {
		return index, index.Close, nil
	}
	if _, err := builder.OwnFolder(dir); err == nil {
		if err := index.Save(keptIndex(dir)); err != nil {
			a.say("warning: the index could not be kept in %s: %v", keptIndex(dir), err)
		}
	}
	return index, index.Close, nil
}

// keptIndex is where the folder of a site keeps the index of its own language.
func keptIndex(dir string) string { return filepath.Join(dir, ".signpost", "index.bleve") }

// indexOf opens the index that a site's folder keeps, if it is of just these documents, or
// makes one in memory. dir "" keeps none.
func indexOf(dir string, docs *builder.Searchable) (index *search.Index, kept bool, err error) {
	if dir != "" {
		if index, err := search.Open(keptIndex(dir)); err == nil {
			if index.Fingerprint() == search.Fingerprint(docs.Documents, docs.Options) {
				return index, true, nil
			}
			if err := index.Close(); err != nil {
				return nil, false, err
			}
		}
	}
	if index, err = search.New(docs.Documents, docs.Options); err != nil {
		return nil, false, fmt.Errorf("index the articles: %w", err)
	}
	return index, false, nil
}

// showHits lists hits for a person.
func (a *app) showHits(query string, res *search.Results) error {
	if res.Corrected != "" {
		if err := a.answer("Showing results for %s\n\n", res.Corrected); err != nil {
			return err
		}
	}
	if len(res.Hits) == 0 {
		return a.answer("Nothing found for %s\n", query)
	}
	if res.Answer != nil {
		if err := a.showAnswer(res.Answer); err != nil {
			return err
		}
	}
	for i, h := range res.Hits {
		title := h.Title
		if h.Section != "" {
			title += " › " + h.Section
		}
		if err := a.answer("%2d. %s\n    %s  (%.2f)\n    %s\n", i+1, title, h.URL, h.Score, h.Excerpt); err != nil {
			return err
		}
		for _, t := range h.Terms {
			if err := a.answer("      %6.2f  %s in %s\n", t.Score, t.Term, t.Field); err != nil {
				return err
			}
		}
	}
	return nil
}

// showAnswer quotes a direct answer with where it stands.
func (a *app) showAnswer(from *search.Answer) error {
	title := from.Title
	if from.Section != "" {
		title += " › " + from.Section
	}
	lines := []string{"Answer from " + title, "    " + from.URL}
	for i, step := range from.Steps {
		lines = append(lines, fmt.Sprintf("    %d. %s", i+1, step))
	}
	for _, cell := range from.Cells {
		lines = append(lines, "    "+strings.TrimPrefix(cell[0]+": "+cell[1], ": "))
	}
	if from.Text != "" {
		lines = append(lines, "    "+strings.Join(strings.Fields(from.Text), " "))
	}
	return a.answer("%s\n\n", strings.Join(lines, "\n"))
}
