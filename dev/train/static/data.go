package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A set is a file of labelled texts that the model may learn from.
type set struct {
	name string
	// classes hold the texts of a label each, labels sorted, texts in the file's order.
	labels  []string
	classes [][]string
}

// sources are the sets whose licences let a trained model be passed on. Banking77,
// ATIS, HINT3 and StackOverflow are never among them.
var sources = []string{"clinc150", "hwu64", "snips", "natcs-insurance", "multidogo"}

// fileOf names the file of a source.
func fileOf(source string) string {
	if source == "clinc150" {
		return "clinc150-train.tsv"
	}
	return source + ".tsv"
}

// smallTalk are the labels of MultiDoGO that tell nothing of a question.
var smallTalk = map[string]bool{
	"contentonly": true, "confirmation": true, "openinggreeting": true, "rejection": true,
	"thankyou": true, "outofdomain": true, "closinggreeting": true,
}

// Texts of a class below which it is not learned from.
const leastTexts = 6

// readSet reads `text<TAB>label` lines, or MultiDoGO's five columns.
func readSet(dir, source string) (set, error) {
	f, err := os.Open(filepath.Join(dir, fileOf(source)))
	if err != nil {
		return set{}, err
	}
	defer f.Close()
	by := map[string][]string{}
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		columns := strings.Split(lines.Text(), "\t")
		if source == "multidogo" {
			if n == 1 || len(columns) < 5 {
				continue
			}
			columns = columns[3:5]
			if smallTalk[columns[1]] || strings.ContainsAny(columns[1], "<_ ") || len(strings.Fields(columns[0])) < 4 {
				continue
			}
		}
		if len(columns) < 2 {
			return set{}, fmt.Errorf("%s:%d: want text, tab, label", fileOf(source), n)
		}
		if text, label := columns[0], columns[1]; !seen[label+"\t"+text] {
			seen[label+"\t"+text] = true
			by[label] = append(by[label], text)
		}
	}
	if err := lines.Err(); err != nil {
		return set{}, fmt.Errorf("%s: %w", fileOf(source), err)
	}
	s := set{name: source}
	for label, texts := range by {
		if len(texts) >= leastTexts {
			s.labels = append(s.labels, label)
		}
	}
	slices.Sort(s.labels)
	for _, label := range s.labels {
		s.classes = append(s.classes, by[label])
	}
	return s, nil
}

// texts are the set's texts, by label.
func (s set) texts() []string {
	var out []string
	for _, class := range s.classes {
		out = append(out, class...)
	}
	return out
}
