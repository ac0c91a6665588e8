package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version and what it was built with",
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
			_, err := fmt.Fprintf(a.stdout, "signpost %s\ngo       %s\n", version, golang)
			return err
		},
	}
}
