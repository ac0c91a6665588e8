package builder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"signpost/internal/diag"
	"signpost/internal/parallel"
)

// A build that would give what is there already is not made again. What the last
// one read and wrote is told by .signpost/last-build.json.

const lastFile = "last-build.json"

// A lastBuild is what a build leaves for the next one.
type lastBuild struct {
	// Inputs is the print of all that was read, Output that of what was written.
	Inputs string `json:"inputs"`
	Output string `json:"output"`
	// Due is when an article appears or expires next, zero if none does.
	Due         time.Time         `json:"due,omitzero"`
	Articles    int               `json:"articles"`
	Collections int               `json:"collections"`
	Files       int               `json:"files"`
	Diagnostics []diag.Diagnostic `json:"diagnostics"`
	Notes       []string          `json:"notes"`
}

// Unchanged returns the result of the last Write of this site to out, without
// its files, if a build would give just that: nothing that it read has changed,
// nor anything that it wrote, no article is due, and program, which names the
// running program, is the same. Otherwise it returns nil. Inputs is the print
// of what is there to read, for Remember.
func Unchanged(ctx context.Context, cfg Config, program, siteDir, out string) (res *Result, inputs string, err error) {
	if inputs, err = printInputs(ctx, cfg, program, out); err != nil {
		return nil, "", err
	}
	data, err := os.ReadFile(filepath.Join(siteDir, ownFolder, lastFile))
	if err != nil {
		return nil, inputs, nil // never built, or not here
	}
	var last lastBuild
	if err := json.Unmarshal(data, &last); err != nil || inputs == "" || last.Inputs != withAddresses(inputs, siteDir) {
		return nil, inputs, nil
	}
	if !last.Due.IsZero() && !cfg.Now.Before(last.Due) {
		return nil, inputs, nil
	}
	if _, err := os.Stat(filepath.Join(siteDir, ownFolder, "index.bleve")); err != nil {
		return nil, inputs, nil
	}
	if printed, err := printOutput(out); err != nil || printed != last.Output {
		return nil, inputs, nil
	}
	return &Result{
		Diagnostics: last.Diagnostics, Articles: last.Articles, Collections: last.Collections,
		Notes: last.Notes, Written: last.Files,
	}, inputs, nil
}

// Remember tells the next build what this one, which Write has written to out,
// was made of.
func Remember(res *Result, inputs, siteDir, out string) error {
	return writer{systemDisk{}}.remember(res, inputs, siteDir, out)
}

func (w writer) remember(res *Result, inputs, siteDir, out string) error {
	printed, err := printOutput(out)
	if err != nil {
		return fmt.Errorf("look at %s: %w", out, err)
	}
	data, err := json.Marshal(lastBuild{
		Inputs: withAddresses(inputs, siteDir), Output: printed, Due: res.Due, Articles: res.Articles, Collections: res.Collections,
		Files: len(res.Files), Diagnostics: append([]diag.Diagnostic{}, res.Diagnostics...), Notes: append([]string{}, res.Notes...),
	})
	if err != nil {
		return err
	}
	if err := w.replace(filepath.Join(siteDir, ownFolder, lastFile), append(data, '\n')); err != nil {
		return fmt.Errorf("remember the build: %w", err)
	}
	return nil
}

// withAddresses adds what a build itself writes among the inputs.
func withAddresses(inputs, siteDir string) string {
	h := sha256.New()
	h.Write([]byte(inputs))
	for _, name := range []string{addressesFile, filepath.Join(ownFolder, "known-faults.json")} {
		if data, err := os.ReadFile(filepath.Join(siteDir, name)); err == nil {
			h.Write(data)
		}
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// printInputs reads every file that a build may read.
func printInputs(ctx context.Context, cfg Config, program, out string) (string, error) {
	var names []string
	err := fs.WalkDir(cfg.Site, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == "." || name == addressesFile:
			return nil
		case passedOver(name):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			if _, err := fs.Stat(cfg.Site, path.Join(name, siteMark)); err == nil {
				return fs.SkipDir
			}
			return nil
		}
		if entry.Type()&^fs.ModeSymlink == 0 {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("read the site: %w", err)
	}
	sums, errs := make([][sha256.Size]byte, len(names)), make([]error, len(names))
	parallel.Each(ctx, len(names), func(i int) {
		var data []byte
		if data, errs[i] = fs.ReadFile(cfg.Site, names[i]); errs[i] == nil {
			sums[i] = sha256.Sum256(data)
		}
	})
	known, err := knownHistory(ctx, cfg)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%v %q %q %q %v %v\n", program, out, known, cfg.Drafts, cfg.Audience, cfg.BaseURL, cfg.Name, cfg.Strict, cfg.AllowBroken)
	for i, name := range names {
		if errs[i] != nil {
			return "", nil // such as a link to nothing: the build tells
		}
		fmt.Fprintf(h, "%q %x\n", name, sums[i])
	}
	return hex.EncodeToString(h.Sum(nil)), ctx.Err()
}

// knownHistory is what version control knows, where dates of articles come from there: a
// commit changes no file, and the dates all the same.
func knownHistory(ctx context.Context, cfg Config) ([]byte, error) {
	data, err := fs.ReadFile(cfg.Site, settingsFile)
	if err != nil {
		return nil, nil // none, or the build tells
	}
	settings, _, _ := readSettings(data, cfg)
	if settings.UpdatedFrom != "git" || cfg.History == nil {
		return nil, nil
	}
	h, err := cfg.History(ctx)
	if err != nil {
		return []byte(err.Error()), nil // the build warns of it
	}
	return json.Marshal(h)
}

// printOutput is a print of names, sizes and times of the files of a site.
func printOutput(out string) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(out, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			fmt.Fprintf(h, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	return hex.EncodeToString(h.Sum(nil)), err
}
