package gaps

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/gaps/vectors"
)

// A Labelled is a text whose right group is known. Article is the id of the
// article that answers it, "-" for none, "" when the file does not tell.
type Labelled struct{ Text, Label, Article string }

// ReadLabelled reads lines `text<TAB>label[<TAB>article]`; further columns and
// empty lines are skipped. A line without a label is an error with its number.
func ReadLabelled(r io.Reader) ([]Labelled, error) {
	var out []Labelled
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), "\r")
		if line == "" {
			continue
		}
		parts := strings.Split(line, "\t")
		if len(parts) < 2 || parts[1] == "" {
			return nil, fmt.Errorf("line %d: want two cells with a tab between", n)
		}
		out = append(out, Labelled{Text: parts[0], Label: parts[1]})
		if len(parts) > 2 {
			out[len(out)-1].Article = strings.TrimSpace(parts[2])
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read labelled texts: %w", err)
	}
	return out, nil
}

// A GroupScore tells how well texts were grouped; shares are in per cent. The
// figures with 20 are over the 20 largest groups: share of their members with
// the group's main label, share of that label's texts caught (both means over
// the groups), and distinct main labels per group.
type GroupScore struct {
	N        int `json:"n"`
	Labels   int `json:"labels"`
	Clusters int `json:"clusters"`
	// OfFive counts the groups of five texts and more.
	OfFive     int     `json:"clusters_of_5"`
	NMI        float64 `json:"nmi"`
	ARI        float64 `json:"ari"`
	ACC        float64 `json:"acc"`
	Purity20   float64 `json:"purity20"`
	Recall20   float64 `json:"recall20"`
	Distinct20 float64 `json:"distinct20"`
	// Grouped is the share of texts in groups of at least two.
	Grouped float64 `json:"grouped"`
	Seconds float64 `json:"seconds"`
	// PeakMiB is the most memory that the process held, in MiB.
	PeakMiB float64 `json:"peak_mib"`
}

var errNoTexts = errors.New("group texts: there are none")

// EvaluateGroups groups the texts in a space without their labels and compares. The
// errors are that there are no texts, and that of the space.
func EvaluateGroups(ctx context.Context, space vectors.Space, texts []Labelled) (GroupScore, error) {
	if len(texts) == 0 {
		return GroupScore{}, errNoTexts
	}
	start := time.Now()
	plain := make([]string, len(texts))
	labels := make([]string, len(texts))
	for i, t := range texts {
		plain[i], labels[i] = t.Text, t.Label
	}
	found, err := groupTexts(ctx, space, plain)
	if err != nil {
		return GroupScore{}, err
	}
	seconds := time.Since(start).Seconds()
	score := scoreGroups(ordinals(labels), found.group)
	score.Seconds, score.PeakMiB = round(seconds), heldMiB()
	return score, nil
}

func scoreGroups(labels, groups []int) GroupScore {
	t, rows, cols := table(labels, groups)
	s := GroupScore{
		N: len(labels), Labels: len(cols), Clusters: len(rows),
		NMI: 100 * NMI(labels, groups), ARI: 100 * ARI(labels, groups), ACC: 100 * ACC(labels, groups),
	}
	for _, r := range rows {
		if r >= 5 {
			s.OfFive++
		}
		if r > 1 {
			s.Grouped += 100 * float64(r) / float64(s.N)
		}
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rows[b], rows[a]) })
	order = order[:min(20, len(order))]
	main := map[int]bool{}
	for _, g := range order {
		most := slices.Max(t[g])
		label := slices.Index(t[g], most)
		main[label] = true
		s.Purity20 += 100 * float64(most) / float64(rows[g]) / float64(len(order))
		s.Recall20 += 100 * float64(most) / float64(cols[label]) / float64(len(order))
	}
	s.Distinct20 = 100 * float64(len(main)) / float64(len(order))
	for _, x := range []*float64{&s.NMI, &s.ARI, &s.ACC, &s.Purity20, &s.Recall20, &s.Distinct20, &s.Grouped} {
		*x = round(*x)
	}
	return s
}

// ordinals numbers names in their order.
func ordinals(names []string) []int {
	set := map[string]int{}
	for _, n := range names {
		set[n] = 0
	}
	for i, n := range slices.Sorted(maps.Keys(set)) {
		set[n] = i
	}
	out := make([]int, len(names))
	for i, n := range names {
		out[i] = set[n]
	}
	return out
}

// heldMiB is the largest memory that the process held so far as the system
// tells it, or, where no system does, what Go holds now.
func heldMiB() float64 {
	status, _ := os.ReadFile("/proc/self/status") // only Linux has it
	if _, rest, ok := strings.Cut(string(status), "VmHWM:"); ok {
		if kib, err := strconv.Atoi(strings.Fields(rest)[0]); err == nil {
			return round(float64(kib) / 1024)
		}
	}
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return round(float64(s[0].Value.Uint64()-s[1].Value.Uint64()) / (1 << 20))
}
