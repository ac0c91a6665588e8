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
	"signpost/gaps/pages"
	"signpost/inbox/audit"
	"signpost/inbox/practice"
	"signpost/internal/report"

	"github.com/spf13/cobra"
)

// confirmation is the file in a report's folder that says that a person has
// looked at the masking audit. It holds for one report, by its fingerprint, and
// goes along when the folder is passed on.
const confirmation = "masking-confirmed.txt"

// An auditedReport is a report with a masking audit.
type auditedReport interface {
	Files(ctx context.Context) ([]report.File, error)
	Audit() *audit.Masking
	Unchanged() bool
}

// gapPages is a gap report that knows its files.
type gapPages struct{ *gaps.Report }

func (p gapPages) Files(ctx context.Context) ([]report.File, error) {
	return pages.Files(ctx, p.Report)
}

// confirmMaskingCommand stands under gaps and under practice. It takes the
// reports of both; its default is that of the command above it.
func (a *app) confirmMaskingCommand(kind reportKind) *cobra.Command {
	var withdraw bool
	cmd := &cobra.Command{
		Use:   "confirm-masking [REPORT]",
		Short: "Say that you have looked at a report's masking audit, so that it may be shared",
		Long: `Confirm-masking marks a gap report or a practice report as shareable. Open
audit.html in the folder of the report first: it shows what looks personal and
was not masked, and what was masked in doubt. Without REPORT, the folder is
` + kind.folder + `.

The confirmation is the file masking-confirmed.txt in that folder. It holds for
this report only: the next one is not shareable until it was looked at too,
unless it says the same.`,
		Example: "  signpost " + kind.command + " confirm-masking\n  signpost " + kind.command + " confirm-masking /tmp/report",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			out := kind.folder
			if len(args) > 0 {
				out = args[0]
			}
			return a.confirmMasking(cmd.Context(), out, withdraw)
		},
	}
	cmd.Flags().BoolVar(&withdraw, "withdraw", false, "take the confirmation back")
	return cmd
}

func (a *app) confirmMasking(ctx context.Context, out string, withdraw bool) error {
	report, kind, err := readReport(out)
	if err != nil {
		return err
	}
	name := filepath.Join(out, confirmation)
	if withdraw {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("withdraw the confirmation: %w", err)
		}
	} else {
		text := "A person has looked at the masking audit of this " + kind.name + " and confirmed it.\nreport: " + report.Audit().Fingerprint + "\n"
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return fmt.Errorf("confirm: %w", err)
		}
	}
	if err := writeAudited(ctx, report, out, kind); err != nil {
		return err
	}
	a.say("%s", report.Audit().Sentence())
	return nil
}

// readReport reads the report of a folder, as it was made.
func readReport(out string) (auditedReport, reportKind, error) {
	for _, kind := range []reportKind{gapReport, practiceReport} {
		name := filepath.Join(out, kind.mark)
		data, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, kind, fmt.Errorf("read the report: %w", err)
		}
		var report auditedReport = &gapPages{}
		if kind == practiceReport {
			report = &practice.Report{}
		}
		if err := json.Unmarshal(data, report); err != nil {
			return nil, kind, fmt.Errorf("read %s: %w", name, err)
		}
		if !report.Unchanged() {
			return nil, kind, fmt.Errorf("%s was changed after it was made, or by another version; make the report again with signpost %s", name, kind.command)
		}
		return report, kind, nil
	}
	return nil, reportKind{}, fmt.Errorf("%s holds no gap report and no practice report; make one with signpost gaps or signpost practice, or name its folder", out)
}

// writeAudited writes the files of a report into a folder, marked as shareable
// where that folder holds its confirmation. That of another is removed: it must not stand
// beside what nobody looked at. Once the first file is written, so are the others.
func writeAudited(ctx context.Context, report auditedReport, out string, kind reportKind) error {
	m := report.Audit()
	ofThis, ofAnother, err := confirmed(m.Fingerprint, out)
	if err != nil {
		return err
	}
	m.Shareable = ofThis
	files, err := report.Files(ctx)
	if err != nil {
		return err
	}
	if ofAnother {
		if err := os.Remove(filepath.Join(out, confirmation)); err != nil {
			return fmt.Errorf("remove the confirmation of another report: %w", err)
		}
	}
	return writeReport(files, out, kind)
}

// tellAudited says whether a report that was written may be shared, and where
// the audit is if not.
func (a *app) tellAudited(report auditedReport, out string) {
	m := report.Audit()
	a.say("%s", m.Sentence())
	if !m.Shareable {
		a.say("Masking audit: %s", filepath.Join(out, audit.PageName))
	}
}

// confirmed tells whether the folder holds the confirmation of a report, or that of
// another.
func confirmed(fingerprint, out string) (ofThis, ofAnother bool, err error) {
	data, err := os.ReadFile(filepath.Join(out, confirmation))
	if errors.Is(err, fs.ErrNotExist) {
		return false, false, nil
	}
	if err != nil {
		return false, false, fmt.Errorf("read the confirmation: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		if f, ok := strings.CutPrefix(line, "report: "); ok && strings.TrimSpace(f) == fingerprint {
			return true, false, nil
		}
	}
	return false, true, nil
}
