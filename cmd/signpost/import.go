package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"signpost/importer"
	"signpost/internal/diag"
	"signpost/internal/yamldoc"

	"github.com/spf13/cobra"
)

type importOptions struct {
	into, language string
	json           bool
}

func (a *app) importCommand() *cobra.Command {
	var o importOptions
	systems := strings.Join(importer.Systems(), "|")
	cmd := &cobra.Command{
		Use:     "import " + systems + " PATH --into DIR",
		GroupID: "write",
		Short:   "Move a help desk's articles in, as Markdown",
		Long: `Import reads what a help desk's API answers for articles and collections, and
writes Markdown files into the site DIR: collections as folders, translations
beside their originals, drafts and internal articles as such, links between
articles as paths, old addresses as redirects. PATH is a JSON file, a folder or a
zip archive; pictures that lie in it are copied.

It can be run again: what changed in the help desk is brought up to date, and a
file that a writer has changed since stays as it is. When both have changed, both
are kept and told. Nothing is deleted, and nothing outside DIR is written.

What Markdown does not say is listed article by article in
DIR/.signpost/import/, beside a map of old to new addresses.`,
		Example: `  signpost import zendesk export/ --into help
  signpost import intercom articles.json --into help --json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.into == "" {
				return errors.New("import needs --into DIR, the folder of the site")
			}
			if len(args) != 2 {
				return fmt.Errorf("import needs a system (%s) and a path; see %s --help", systems, cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importArticles(cmd.Context(), args[0], args[1], o)
		},
	}
	cmd.Flags().StringVar(&o.into, "into", "", "folder of the site (required)")
	cmd.Flags().StringVar(&o.language, "language", "", "language of the originals (default that of signpost.yaml, or of most articles)")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the report as JSON")
	return cmd
}

func (a *app) importArticles(ctx context.Context, system, path string, o importOptions) error {
	if known := importer.Systems(); !slices.Contains(known, system) {
		hint := "name one of " + strings.Join(known, ", ")
		if near := diag.Nearest(system, known); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return fmt.Errorf("articles of %q are not read; %s", system, hint)
	}
	opt := importer.Options{System: system, Path: path, Into: o.into, Language: o.language}
	if own, all := siteLanguages(o.into); opt.Language == "" {
		opt.Language, opt.Languages = own, all
	}
	start := a.now()
	dump, err := importer.Read(ctx, opt)
	if err != nil {
		return fmt.Errorf("import %w", err)
	}
	articles, texts, collections := dump.Articles()
	a.stage("read", start, "%s, %s, %s", plural(articles, "article"), plural(texts, "text"), plural(collections, "collection"))
	start = a.now()
	report, err := dump.Write(ctx)
	if err := errors.Join(err, dump.Close()); err != nil {
		return fmt.Errorf("import %s: %w", path, err)
	}
	a.stage("written", start, "%s", counts(report.Files))
	if o.json {
		if err := writeJSON(a.stdout, report); err != nil {
			return err
		}
	}
	a.tellImport(report, o.into)
	if report.Faulty() {
		return errMistakes
	}
	return nil
}

// tellImport tells what a person should know, the whole of it being in a file.
func (a *app) tellImport(r *importer.Report, into string) {
	losses := 0
	for _, n := range r.Lost {
		losses += n
	}
	a.say("%d of the %d texts that were written say word for word what the source says; %s", r.Equal, len(r.Items), fmt.Sprintf("%s copied, %s of format told", plural(r.Pictures, "picture"), strings.Replace(plural(losses, "loss"), "losss", "losses", 1)))
	for _, it := range r.Conflicts() {
		a.say("conflict: %s was changed by a writer and in the source; both are kept", it.File)
	}
	for _, f := range r.Damaged {
		a.say("damaged: %s: %s", f.Path, f.Reason)
	}
	for _, f := range r.Refused {
		a.say("not read: %s: %s", f.Path, f.Reason)
	}
	for _, w := range r.Warnings {
		a.say("warning: %s", w)
	}
	for i, l := range r.LeftOut {
		if i == maxLeftOut {
			a.say("left out: %s more; the report lists all", plural(len(r.LeftOut)-i, "text"))
			break
		}
		a.say("left out: %s", l)
	}
	if n := len(r.Bodiless); n > 0 {
		a.say("%s listed without a text, such as %s: fetch each by its id", plural(n, "article"), r.Bodiless[0])
	}
	if n := len(r.Gone); n > 0 {
		a.say("%s not in this export any more, such as %s: left as they are", plural(n, "file"), r.Gone[0])
	}
	a.say("What was lost: %s\nOld and new addresses: %s", filepath.Join(into, filepath.FromSlash(r.LossReport)), filepath.Join(into, filepath.FromSlash(r.AddressMap)))
}

// maxLeftOut is how many texts that were left out are told one by one.
const maxLeftOut = 20

// outcomes are what becomes of files, and the words for it.
var outcomes = [][2]string{
	{"created", "created"},
	{"updated", "updated"},
	{"unchanged", "unchanged"},
	{"kept", "kept"},
	{"conflict", "conflict"},
	{"deleted", "not written again because a writer had deleted them"},
	{"failed", "that could not be written"},
}

// counts tells what became of files, in a fixed order.
func counts(files map[string]int) string {
	var parts []string
	for _, w := range outcomes {
		if n := files[w[0]]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, w[1]))
		}
	}
	return strings.Join(parts, ", ")
}

// siteLanguages are what signpost.yaml of a site says, "" and nil if there is none.
func siteLanguages(dir string) (string, []string) {
	var settings struct {
		Language  string   `yaml:"language"`
		Languages []string `yaml:"languages"`
	}
	data, err := os.ReadFile(filepath.Join(dir, "signpost.yaml"))
	if err != nil {
		return "", nil
	}
	yamldoc.Decode(data, &settings, "signpost.yaml", 1) // mistakes are check's to tell
	return settings.Language, settings.Languages
}
