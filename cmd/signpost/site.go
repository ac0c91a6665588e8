package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"signpost/builder"
	"signpost/internal/diag"
	"signpost/themes"

	"github.com/spf13/cobra"
)

// siteFlags are the flags by which commands say which site they are about.
type siteFlags struct {
	dir      string
	baseURL  string
	drafts   bool
	audience string
	strict   bool
}

func (f *siteFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.dir, "site", ".", "site folder: content/ and signpost.yaml, or just Markdown files")
}

// addPublishing adds the flags that say what is published.
func (f *siteFlags) addPublishing(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", "absolute address of the site, instead of base_url in signpost.yaml")
	cmd.Flags().BoolVar(&f.drafts, "drafts", false, "include drafts and articles whose time has not come")
	cmd.Flags().StringVar(&f.audience, "audience", "public", "public, or internal for the team's own site")
}

// config turns flags into what the builder takes.
func (a *app) config(f siteFlags) (builder.Config, error) {
	if f.audience != "" && f.audience != "public" && f.audience != "internal" {
		return builder.Config{}, fmt.Errorf("--audience %s: it is public or internal", f.audience)
	}
	info, err := os.Stat(f.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return builder.Config{}, fmt.Errorf("site %s: there is no such folder; signpost init %s makes one", f.dir, f.dir)
	case err != nil:
		return builder.Config{}, fmt.Errorf("site %s: %w", f.dir, err)
	case !info.IsDir():
		return builder.Config{}, fmt.Errorf("site %s: it is a file; name the folder that holds it", f.dir)
	}
	return builder.Config{
		Site: builder.Folder(f.dir), Name: filepath.ToSlash(f.dir), Theme: themes.Default(), Now: a.now(),
		Drafts: f.drafts, Audience: f.audience, BaseURL: f.baseURL, Strict: f.strict, History: gitHistory(f.dir),
	}, nil
}

// tell prints diagnostics and, when there are any, their number.
func (a *app) tell(ds []diag.Diagnostic) error {
	if err := diag.Print(a.stderr, ds); err != nil {
		return err
	}
	a.count(ds)
	return nil
}

// fewWarnings is how many warnings are told where they are not the matter.
const fewWarnings = 30

// tellBriefly is tell for builds: of many warnings it prints the first.
func (a *app) tellBriefly(ds []diag.Diagnostic) error {
	_, warnings := diag.Count(ds)
	left := fewWarnings
	brief := slices.DeleteFunc(slices.Clone(ds), func(d diag.Diagnostic) bool {
		if d.Severity == diag.Error {
			return false
		}
		left--
		return left < 0
	})
	if err := diag.Print(a.stderr, brief); err != nil {
		return err
	}
	if warnings > fewWarnings {
		a.say("… and %s not shown; signpost check tells all", plural(warnings-fewWarnings, "warning"))
	}
	a.count(ds)
	return nil
}

// count tells how many diagnostics there are.
func (a *app) count(ds []diag.Diagnostic) {
	errs, warnings := diag.Count(ds)
	switch {
	case errs > 0 && warnings > 0:
		a.say("%s and %s", plural(errs, "error"), plural(warnings, "warning"))
	case errs > 0:
		a.say("%s", plural(errs, "error"))
	case warnings > 0:
		a.say("%s", plural(warnings, "warning"))
	}
}

// A summary is the JSON answer of build and check.
type summary struct {
	Articles    int               `json:"articles"`
	Collections int               `json:"collections"`
	Files       int               `json:"files"`
	Out         string            `json:"out,omitempty"`
	Errors      int               `json:"errors"`
	Warnings    int               `json:"warnings"`
	Diagnostics []diag.Diagnostic `json:"diagnostics"`
}

func summaryOf(res *builder.Result, out string) summary {
	s := summary{
		Articles: res.Articles, Collections: res.Collections, Files: max(len(res.Files), res.Written), Out: out,
		Diagnostics: append([]diag.Diagnostic{}, res.Diagnostics...),
	}
	s.Errors, s.Warnings = diag.Count(res.Diagnostics)
	return s
}
