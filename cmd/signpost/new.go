package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"signpost/builder"
	"signpost/internal/diag"

	"github.com/spf13/cobra"
)

// templates are the articles that new begins with.
//
//go:embed templates
var templates embed.FS

// templateNames are the kinds of articles, in the order in which help lists them.
var templateNames = []string{"how-to", "troubleshooting", "reference", "policy"}

type newOptions struct {
	dir, template, title string
}

func (a *app) newCommand() *cobra.Command {
	var o newOptions
	cmd := &cobra.Command{
		Use:     "new PATH",
		GroupID: "write",
		Short:   "Begin an article from a template",
		Long: `New writes a draft to begin from. PATH lies below content/; its folder is the
collection, and ".md" may be left out. Nothing is written over.

Templates: how-to (numbered steps), troubleshooting (a message and what helps),
reference (a table), policy (a rule and its exceptions).`,
		Example: `  signpost new billing/change-plan
  signpost new account/locked-out --template troubleshooting --title "I am locked out"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("new needs the path of one article; see signpost new --help")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.newArticle(args[0], o) },
	}
	cmd.Flags().StringVar(&o.dir, "site", ".", "site folder")
	cmd.Flags().StringVar(&o.template, "template", "how-to", "kind of article: "+strings.Join(templateNames, ", "))
	cmd.Flags().StringVar(&o.title, "title", "", "title of the article (default from its name)")
	return cmd
}

func (a *app) newArticle(name string, o newOptions) error {
	text, err := fs.ReadFile(templates, "templates/"+o.template+".md")
	if err != nil {
		hint := "templates are " + strings.Join(templateNames, ", ")
		if near := diag.Nearest(o.template, templateNames); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return fmt.Errorf("--template %s: there is no such template; %s", o.template, hint)
	}
	if info, err := os.Stat(o.dir); err != nil || !info.IsDir() {
		return fmt.Errorf("--site %s: no such folder", o.dir)
	}
	root := filepath.Join(o.dir, "content")
	if info, err := os.Stat(root); err != nil || !info.IsDir() {
		root = o.dir
	}
	rel := strings.TrimSuffix(filepath.ToSlash(filepath.Clean(filepath.FromSlash(name))), ".md")
	if inSite := strings.TrimSuffix(filepath.ToSlash(o.dir), "/") + "/content/"; strings.HasPrefix(rel, inSite) {
		rel = strings.TrimPrefix(rel, inSite)
	}
	rel = strings.TrimPrefix(rel, "content/")
	if !fs.ValidPath(rel) || rel == "." {
		return fmt.Errorf("new %s: name a path below content/, such as billing/change-plan", name)
	}
	if err := builder.CheckPath(rel + ".md"); err != nil {
		return fmt.Errorf("new %s: %w", name, err)
	}
	title := o.title
	if title == "" {
		base := filepath.Base(rel)
		if stem, tag, ok := strings.Cut(base, "."); ok && len(tag) == 2 {
			base = stem // a translation
		}
		words := []rune(strings.NewReplacer("-", " ", "_", " ").Replace(base))
		title = string(unicode.ToTitle(words[0])) + string(words[1:])
	}
	file := filepath.Join(root, filepath.FromSlash(rel)+".md")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("new %s: %w", name, err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("new %s: %s is there already; choose another name", name, file)
	}
	if err != nil {
		return fmt.Errorf("new %s: %w", name, err)
	}
	_, err = f.WriteString(strings.Replace(string(text), "{{title}}", yamlText(title), 1))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("new %s: %w", name, err)
	}
	a.say("%s is a draft. See it: signpost preview --drafts --site %s", file, o.dir)
	return nil
}

// yamlText quotes a text where YAML would take it for something else.
func yamlText(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if strings.ContainsAny(s, `:#"'{}[],&*!|>%@\`) || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "?") {
		return strconv.Quote(s)
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil || strings.Contains(" true false yes no null ~ ", " "+strings.ToLower(s)+" ") {
		return strconv.Quote(s)
	}
	return s
}
