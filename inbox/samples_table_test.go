package inbox

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// tally of the samples of one system.
type sampleTally struct{ files, read, helped, refused, conversations, messages int }

// Every sample of every system is read, helps to read others, or is refused
// with a reason; all e-mails are read. The table says how many of each.
func TestSamplesOfEverySystem(t *testing.T) {
	root := shared(t, "exports", "samples")
	table := map[string]*sampleTally{}
	var order []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(rel))
		if dir == "." {
			return nil
		}
		if table[dir] == nil {
			table[dir] = &sampleTally{}
			order = append(order, dir)
		}
		countSample(t, table[dir], p, rel)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, dir := range order {
		s := table[dir]
		fmt.Fprintf(&out, "%-22s %3d files: %3d read, %3d with what belongs to others, %3d refused; %d conversations, %d messages\n",
			dir, s.files, s.read, s.helped, s.refused, s.conversations, s.messages)
	}
	t.Log("samples by system\n" + out.String())
}

func countSample(t *testing.T, s *sampleTally, p, rel string) {
	convs, sum := readAll(t, Options{}, p)
	s.files++
	s.conversations += len(convs)
	s.messages += sum.Messages
	if len(sum.Sources) == 0 {
		t.Errorf("%s: neither read nor refused", rel)
		return
	}
	src := sum.Sources[0]
	switch {
	case len(convs) > 0:
		s.read++
	case src.Refused != "" && src.Format != "":
		s.helped++
	case src.Refused != "":
		s.refused++
	default:
		t.Errorf("%s: nothing read, and no reason told", rel)
	}
	if strings.HasSuffix(p, ".eml") && (len(convs) != 1 || sum.Messages != 1) {
		t.Errorf("%s: read %d conversations with %d messages: %q", rel, len(convs), sum.Messages, src.Refused)
	}
	if src.Refused != "" && len(strings.Fields(src.Refused)) < 4 {
		t.Errorf("%s: refused as %q; say what to do instead", rel, src.Refused)
	}
	t.Logf("%-60s %d conversations %s %s", rel, len(convs), src.Format, src.Refused)
}
