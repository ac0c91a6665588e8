package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"signpost/internal/diag"
	"signpost/themes"

	"github.com/spf13/cobra"
)

func (a *app) themeCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "theme [FILE]",
		GroupID: "write",
		Short:   "List the files of the default theme, or print one to begin from",
		Long: `Theme lists the files of the default theme, and with FILE prints that one. A file
of the same path in the theme/ folder of a site takes its place.`,
		Example: `  signpost theme
  mkdir -p theme/footer && signpost theme footer/footer.tmpl > theme/footer/footer.tmpl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return errors.New("theme prints one file at a time; see signpost theme --help")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			names, err := fs.Glob(themes.Default(), "*/*")
			if err != nil {
				return err
			}
			if len(args) == 0 {
				for _, name := range names {
					if err := a.answer("%s\n", name); err != nil {
						return err
					}
				}
				return nil
			}
			if !slices.Contains(names, args[0]) {
				hint := "signpost theme lists them"
				if near := diag.Nearest(args[0], names); near != "" {
					hint = fmt.Sprintf("did you mean %s?", near)
				}
				return fmt.Errorf("the default theme has no file %s; %s", args[0], hint)
			}
			data, err := fs.ReadFile(themes.Default(), args[0])
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(data)
			return err
		},
	}
}
