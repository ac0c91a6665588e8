// Package importer turns the articles of a help desk into the Markdown files of
// a site, as often as one likes.
//
// # What is read
//
// A file, a folder or a zip archive with what the APIs of four systems answer:
// one object or many, lists, one object a line, packed with gzip or not. What an
// object is, is told by its keys. How sure each mapping is:
//
//	Intercom     articles, collections: the vendor's own examples of API 2.16;
//	             translations, webhooks and tables of a warehouse by shape
//	Zendesk      articles, sections, categories, translations: by the vendor's documentation only
//	Freshdesk    articles, folders, categories: recorded answers of API v2; hierarchy and attachments by documentation
//	Help Scout   articles, categories, collections: by the vendor's documentation only
//
// # What is written
//
// Everything goes through an os.Root of the site's folder. Collections become
// folders with an index.md, translations lie beside their originals, pictures
// that were given lie in images/. Two things remember what was done, and are
// meant to be committed, in .signpost/import/SYSTEM/:
//
//	state.json      which file came from which article, and prints of what was written
//	addresses.tsv   old address TAB new address TAB file
//	report.md       what was lost, article by article
//	conflicts/      the source's new texts of files that writers have changed too
//
// # Again
//
// An article is known by its id. A file that is as the last import wrote it
// follows its source; one that a writer has changed stays, and when its source
// has changed too, both texts are kept and the conflict is told. What a writer
// moved is found by its id, what a writer deleted stays deleted, and what is gone
// from the source is told and left.
//
// # The proof
//
// Each text is rendered by builder/article, and the words of the page compared
// with the words of the source, spaces aside. Where they differ, emphasis is
// written more plainly; what differs still is told.
package importer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Options say what to import, and where to.
type Options struct {
	// System is one of Systems.
	System string
	// Path is a file, a folder or a zip archive.
	Path string
	// Into is the folder of the site; it is made if it is missing.
	Into string
	// Language is the tag of the site's own language, "" for that in which most
	// articles were written first.
	Language string
	// Languages are the tags of all languages of the site, nil if it names none.
	Languages []string
}

// Systems are the help desks whose articles are read.
var systems = []string{"intercom", "zendesk", "freshdesk", "helpscout"}

// Systems lists the help desks whose articles are read.
func Systems() []string { return slices.Clone(systems) }

// ErrNoArticles is wrapped by the error for a path that holds no articles.
var ErrNoArticles = errors.New("no articles")

// instead tells what to export, for each system.
var instead = map[string]string{
	"intercom":  "save the answers of GET /articles and GET /help_center/collections as JSON",
	"zendesk":   "save the answers of GET /api/v2/help_center/articles?include=translations, …/sections and …/categories as JSON",
	"freshdesk": "save the answers of GET /api/v2/solutions/folders/ID/articles, …/categories/ID/folders and …/categories as JSON",
	"helpscout": "save the answer of GET /v1/articles/ID for each article, and those of …/categories and /v1/collections, as JSON",
}

// A Dump is what an export holds, ready to be written.
type Dump struct {
	opt    Options
	center *center
	files  dump
	report *Report
}

// Close lets go of the files.
func (d *Dump) Close() error { return errors.Join(d.files.close(), d.center.bodies.Close()) }

// Articles is how many articles there are, in how many languages they are
// together, and how many collections.
func (d *Dump) Articles() (articles, texts, collections int) {
	for _, a := range d.center.articles {
		texts += len(a.texts)
	}
	return len(d.center.articles), texts, len(d.center.collections)
}

// Read reads an export. It must be closed. An error that wraps ErrNoArticles says
// what the path holds, and what to export instead.
func Read(ctx context.Context, opt Options) (*Dump, error) {
	if !slices.Contains(systems, opt.System) {
		return nil, fmt.Errorf("articles of %q are not read; name one of %s", opt.System, strings.Join(systems, ", "))
	}
	d, err := readAs(ctx, opt.System, opt)
	if err != nil {
		return nil, err
	}
	if len(d.center.articles) == 0 {
		return nil, errors.Join(d.nothing(ctx), d.Close())
	}
	d.report = newReport(opt, d)
	return d, nil
}

// readAs reads an export as that of a system.
func readAs(ctx context.Context, system string, opt Options) (*Dump, error) {
	d := &Dump{opt: opt, center: newCenter()}
	take := map[string]func(record, where) bool{
		"intercom": d.center.intercom, "zendesk": d.center.zendesk, "freshdesk": d.center.freshdesk, "helpscout": d.center.helpscout,
	}[system]
	d.files.take = func(value any, at where, depth int) {
		if !walkValue(value, at, take, depth) {
			d.files.damage(at.file, fmt.Sprintf("something lies more than %d levels deep and was not looked at; save what the API answers as it is", maxDeep))
		}
	}
	if err := errors.Join(d.files.read(ctx, opt.Path), d.center.bodies.fault()); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.center.settleFreshdesk()
	for id, a := range d.center.articles {
		if len(a.texts) == 0 {
			delete(d.center.articles, id) // named by another record, and not there
		}
	}
	return d, nil
}

// nothing is the error for a path without articles.
func (d *Dump) nothing(ctx context.Context) error {
	for _, other := range systems {
		if o, err := readAs(ctx, other, d.opt); err == nil && other != d.opt.System {
			n := len(o.center.articles)
			if err := o.Close(); err == nil && n > 0 {
				return fmt.Errorf("%s: %w of %s: it holds articles of %s; name that system", d.opt.Path, ErrNoArticles, d.opt.System, other)
			}
		}
	}
	var what string
	switch c := d.center; {
	case len(c.bodiless) > 0:
		what = fmt.Sprintf("it lists %d articles without their texts", len(c.bodiless))
	case len(c.skipped) > 0:
		what = "it holds " + strings.Join(slices.Sorted(maps.Keys(c.skipped)), ", ")
	case len(c.collections) > 0:
		what = "it holds collections only"
	case d.files.texts == 0 && len(d.files.refused) > 0:
		what = d.files.refused[0].Path + ": " + d.files.refused[0].Reason
	case d.files.texts == 0:
		what = "it holds no JSON"
	default:
		what = "nothing in it has the form of " + d.opt.System
	}
	return fmt.Errorf("%s: %w of %s: %s; %s", d.opt.Path, ErrNoArticles, d.opt.System, what, instead[d.opt.System])
}

// Write converts the articles and writes them, with the report and the map of
// addresses. Nothing outside Options.Into is touched.
func (d *Dump) Write(ctx context.Context) (_ *Report, err error) {
	s, err := openSite(d.opt)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	shelf, err := d.place(s)
	if err != nil {
		return nil, err
	}
	if err := d.convert(ctx, shelf, func(f *file) error { return s.add(f, d.report) }); err != nil {
		return nil, err
	}
	if err := s.finish(shelf, d.report); err != nil {
		return nil, err
	}
	return d.report, nil
}
