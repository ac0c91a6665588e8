package question

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"signpost/gaps/words"
)

var update = flag.Bool("update", false, "learn the weights of small talk anew, and write golden files")

// A trained is a text of the training sets.
type trained struct {
	words   []string
	talk    bool
	domain  string
	feature []int
}

// What is learned, and how.
const (
	domains = 3  // a known word occurs in the small talk of as many domains
	times   = 6  // and as often
	epochs  = 30 // passes over all texts
	decay   = 1e-5
)

// TestTalkWeights learns the weights of small talk and compares them with
// weights.go: a logistic regression over few words, so that it knows how people
// greet, thank, agree and close, and nothing of what they buy. Words that it
// does not know are counted only. With -update it writes the file.
func TestTalkWeights(t *testing.T) {
	all := trainingTexts(t)
	vocabulary := chooseWords(all)
	got := weightsFile(t, vocabulary, learn(all, vocabulary), len(all))
	if *update {
		if err := os.WriteFile("weights.go", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("weights.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("weights.go is not what these texts teach; go test -update writes it")
	}
}

// rows reads a file of the shared data.
func rows(t testing.TB, file string) [][]string {
	t.Helper()
	folder := os.Getenv("SIGNPOST_SHARED")
	if folder == "" {
		folder = "../../../shared"
	}
	name := filepath.Join(folder, "gaps", file)
	data, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("skip: %s is not there", name)
	}
	var out [][]string
	for line := range strings.Lines(string(data)) {
		if cells := strings.Split(strings.TrimRight(line, "\r\n"), "\t"); len(cells) > 1 {
			out = append(out, cells)
		}
	}
	return out
}

// talkLabels are the labels of MultiDoGO for small talk.
var talkLabels = words.Set("openinggreeting closinggreeting thankyou confirmation rejection")

// idle are the labels of the other sets under which nobody asks an article.
var idle = words.Set(`yes no maybe greeting goodbye thank_you repeat are_you_a_bot what_is_your_name how_old_are_you who_made_you
tell_joke what_are_your_hobbies where_are_you_from do_you_have_pets fun_fact who_do_you_work_for meaning_of_life cancel change_user_name`)

// isRequest tells whether a label of CLINC150, HWU64 and the others is that of a
// request.
func isRequest(label string) bool { return !idle[label] && !strings.HasPrefix(label, "general_") }

// trainingTexts are the small talk and the requests of MultiDoGO, and the
// requests of CLINC150, HWU64, SNIPS and NatCS, each text once; none that
// TestSmallTalk measures with.
func trainingTexts(t *testing.T) []trained {
	var out []trained
	seen := map[string]bool{}
	for _, row := range rows(t, "chitchat.tsv") {
		seen[row[0]] = true
	}
	add := func(s, domain string, talk bool) {
		if !seen[s] {
			seen[s] = true
			out = append(out, trained{words: talkWords(words.Split(s)), talk: talk, domain: domain})
		}
	}
	for _, row := range rows(t, "multidogo.tsv")[1:] {
		if len(row) > 4 && row[4] != "contentonly" && row[4] != "outofdomain" && words.Hash(row[1])%2 == 0 {
			add(row[3], row[0], talkLabels[row[4]])
		}
	}
	for _, file := range []string{"clinc150-train.tsv", "hwu64.tsv", "snips.tsv", "natcs-insurance.tsv"} {
		for _, row := range rows(t, file) {
			if isRequest(row[1]) {
				add(row[0], file, false)
			}
		}
	}
	return out
}

// chooseWords takes the words of grammar, and those that the small talk of
// several domains shares. Names come after a greeting, and are none of them.
func chooseWords(all []trained) []string {
	in, count, hailed, total := map[string]map[string]bool{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, t := range all {
		for i, w := range t.words {
			total[w]++
			if i > 0 && hails[t.words[i-1]] {
				hailed[w]++
			}
			if !t.talk {
				continue
			}
			if in[w] == nil {
				in[w] = map[string]bool{}
			}
			in[w][t.domain] = true
			count[w]++
		}
	}
	var out []string
	for w, n := range total {
		plain := strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
		grammatical := words.IsGrammar(w) || words.IsCommon(w)
		shared := len(in[w]) >= domains && count[w] >= times && 2*count[w] >= n && 3*hailed[w] < n
		if plain && n >= times && (grammatical || shared || hails[w] || words.IsChitchat(words.Stem(w))) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

func learn(all []trained, vocabulary []string) []float64 {
	n := len(vocabulary)
	for i := range all {
		t := &all[i]
		unknown := map[string]bool{}
		for _, w := range t.words {
			if j, ok := slices.BinarySearch(vocabulary, w); !ok {
				unknown[w] = true
			} else if !slices.Contains(t.feature, j) {
				t.feature = append(t.feature, j)
			}
		}
		t.feature = append(t.feature, n+min(len(unknown), mostUnknown))
	}
	weights := make([]float64, n+mostUnknown+1)
	rng := rand.New(rand.NewPCG(1, 2))
	for epoch := range epochs {
		rate := 0.3 / (1 + float64(epoch))
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, t := range all {
			sum, want := 0.0, 0.0
			for _, f := range t.feature {
				sum += weights[f]
			}
			if t.talk {
				want = 1
			}
			step := rate * (want - 1/(1+math.Exp(-sum)))
			for _, f := range t.feature {
				weights[f] += step - rate*decay*weights[f]
			}
		}
	}
	return weights
}

func weightsFile(t *testing.T, vocabulary []string, weights []float64, texts int) []byte {
	t.Helper()
	var b bytes.Buffer
	fmt.Fprintf(&b, `// Code generated by TestTalkWeights from %d texts; DO NOT EDIT.
//
// Learned from MultiDoGO and NatCS (CDLA-Permissive), CLINC150 (CC BY 3.0),
// HWU64 (CC BY 4.0) and SNIPS (CC0).

package question

`, texts)
	b.WriteString("// unknownWeights are for the number of words that talkWeights does not know.\n")
	b.WriteString("var unknownWeights = [mostUnknown + 1]float32{")
	for _, w := range weights[len(vocabulary):] {
		fmt.Fprintf(&b, "%.2f,", w)
	}
	b.WriteString("}\n\n// talkWeights tell how much a word speaks for small talk.\nvar talkWeights = map[string]float32{\n")
	for i, w := range vocabulary {
		fmt.Fprintf(&b, "%q: %.2f,", w, weights[i])
		if i%6 == 5 {
			b.WriteString("\n")
		}
	}
	b.WriteString("}\n")
	out, err := format.Source(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return out
}
