package main

import (
	"runtime/debug"

	"signpost/search"

	"github.com/spf13/cobra"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and those of the formats it writes",
		Long: `Version prints the version of Signpost, of the Go it was built with, of the
index in SITE/.signpost and of the index that pages load. An index of another
version is made anew.`,
		Example: `  signpost version
  signpost version | head -1`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			version, golang := "devel", "unknown"
			if info, ok := debug.ReadBuildInfo(); ok {
				golang = info.GoVersion
				if v := info.Main.Version; v != "" && v != "(devel)" {
					version = v
				}
			}
			return a.answer("signpost %s\ngo       %s\nindex    %d\nbrowser  %d\n",
				version, golang, search.IndexVersion, search.BrowserVersion)
		},
	}
}
