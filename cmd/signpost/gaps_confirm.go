package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"signpost/gaps"

	"github.com/spf13/cobra"
)

// confirmation is the file in a report's folder that says that a person has
// looked at the masking audit. It holds for one report, by its fingerprint, and
// goes along when the folder is passed on.
const confirmation = "masking-confirmed.txt"

func (a *app) confirmMaskingCommand() *cobra.Command {
	var withdraw bool
	cmd := &cobra.Command{
		Use:   "confirm-masking [REPORT]",
		Short: "Say that you have looked at a report's masking audit, so that it may be shared",
		Long: `Confirm-masking marks a gap report as shareable. Open audit.html in the folder of
the report first: it shows what looks personal and was not masked, and what was
masked in doubt.

The confirmation is the file masking-confirmed.txt in that folder. It holds for
this report only: the next one is not shareable until it was looked at too,
unless it says the same.`,
		Example: `  signpost gaps confirm-masking
  signpost gaps confirm-masking /tmp/report`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			out := defaultReport
			if len(args) > 0 {
				out = args[0]
			}
			return a.confirmMasking(cmd.Context(), out, withdraw)
		},
	}
	cmd.Flags().BoolVar(&withdraw, "withdraw", false, "take the confirmation back")
	return cmd
}

func (a *app) confirmMasking(_ context.Context, out string, withdraw bool) error {
	report, err := readReport(out)
	if err != nil {
		return err
	}
	name := filepath.Join(out, confirmation)
	if withdraw {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("withdraw the confirmation: %w", err)
		}
	} else {
		text := "A person has looked at the masking audit of this gap report and confirmed it.\nreport: " + report.Masking.Fingerprint + "\n"
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return fmt.Errorf("confirm: %w", err)
		}
	}
	if err := writeGaps(report, out); err != nil {
		return err
	}
	a.say("%s", report.Masking.Sentence())
	return nil
}

// readReport reads the report of a folder, as it was made.
func readReport(out string) (*gaps.Report, error) {
	data, err := os.ReadFile(filepath.Join(out, gapReport.mark))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no gap report; make one with signpost gaps, or name its folder", out)
	}
	if err != nil {
		return nil, fmt.Errorf("read the report: %w", err)
	}
	var report gaps.Report
	if err := json.Unmarshal(data, &report); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(out, gapReport.mark), err)
	}
	if !report.Unchanged() {
		return nil, fmt.Errorf("%s was changed after it was made, or by another version; make the report again with signpost gaps", filepath.Join(out, gapReport.mark))
	}
	return &report, nil
}

// confirmed tells whether the folder holds the confirmation of this report.
// That of another is removed: it must not stand beside what nobody looked at.
func confirmed(report *gaps.Report, out string) (bool, error) {
	name := filepath.Join(out, confirmation)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the confirmation: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		if f, ok := strings.CutPrefix(line, "report: "); ok && strings.TrimSpace(f) == report.Masking.Fingerprint {
			return true, nil
		}
	}
	if err := os.Remove(name); err != nil {
		return false, fmt.Errorf("remove the confirmation of another report: %w", err)
	}
	return false, nil
}
