package practice

import (
	"fmt"
	"strconv"
	"strings"
)

// The drawing of a chart, in units that are CSS pixels at its natural size.
const (
	chartWidth  = 380.0
	chartTop    = 18.0  // the upper end of the highest column
	chartBase   = 118.0 // the line on which columns stand
	chartHeight = 138.0
	chartWeeks  = 53 // the newest weeks, a year of them
)

// A chart is a trend by week.
type chart struct {
	// Title is what it shows; Told says it in words.
	Title, Told string
	Columns     []column
	// Whiskers are the 90th percentiles, as lines above the medians.
	Whiskers []whisker
	// Labels are texts in the drawing.
	Labels []label
	// Line is the height of the target, 0 for none.
	Line float64
}

type column struct {
	X, Y, Width, Height float64
	// Tip is what it shows, for a pointer that rests on it.
	Tip string
	// None marks a week without an occasion.
	None bool
}

type whisker struct{ X, X1, X2, Y, Base float64 }

type label struct {
	X, Y   float64
	Text   string
	Anchor string // start, middle or end
	Strong bool
}

// shareChart draws the share of each week.
func (m Metric) shareChart() chart {
	weeks := lastWeeks(m.Weeks)
	c := chart{Title: "Share by week"}
	highest := 0
	for i, w := range weeks {
		x, width := slot(i, len(weeks))
		col := column{X: x, Width: width, None: w.N == 0, Y: chartBase - w.Share*(chartBase-chartTop), Tip: "week of " + shortDay(w.Key) + ": " + percent(w.Share) + ", " + thousands(w.Count) + " of " + thousands(w.N)}
		col.Height = chartBase - col.Y
		c.Columns = append(c.Columns, col)
		if w.N > 0 && (weeks[highest].N == 0 || w.Share > weeks[highest].Share) {
			highest = i
		}
	}
	c.ends(weeks)
	c.Labels = append(c.Labels, label{chartWidth, 11, "of " + m.noun() + ", 100 % at the top", "end", false})
	c.Told = told(weeks, func(w Row) (string, int, bool) { return percent(w.Share), int(w.Share * 1000), w.N > 0 })
	if len(c.Columns) > 0 {
		c.mark(weeks, len(weeks)-1, c.Columns, func(w Row) string { return percent(w.Share) })
		if highest != len(weeks)-1 {
			c.mark(weeks, highest, c.Columns, func(w Row) string { return percent(w.Share) })
		}
	}
	return c
}

// noun is what the metric is a share of, without its conditions.
func (m Metric) noun() string {
	text := strings.TrimPrefix(m.Counts, "Of all ")
	noun, _, _ := strings.Cut(text, " ")
	return strings.TrimSuffix(noun, ",")
}

// timeChart draws the median of each week, and the 90th percentile above it.
func (m Metric) timeChart(target int) chart {
	weeks := lastWeeks(m.Weeks)
	c := chart{Title: "Median by week, and with the line above it the time within which 90 % were"}
	top, highest := 1, 0
	for i, w := range weeks {
		top = max(top, w.P90)
		if w.Median > weeks[highest].Median {
			highest = i
		}
	}
	height := func(seconds int) float64 {
		return chartBase - float64(seconds)/float64(top)*(chartBase-chartTop)
	}
	for i, w := range weeks {
		x, width := slot(i, len(weeks))
		tip := "week of " + shortDay(w.Key) + ": nothing measured"
		if w.Measured > 0 {
			tip = "week of " + shortDay(w.Key) + ": median " + duration(w.Median) + ", 90 % within " + duration(w.P90)
			mid := x + width/2
			c.Whiskers = append(c.Whiskers, whisker{X: mid, X1: x + width*.2, X2: x + width*.8, Y: height(w.P90), Base: height(w.Median)})
		}
		c.Columns = append(c.Columns, column{x, height(w.Median), width, chartBase - height(w.Median), tip, w.Measured == 0})
	}
	c.ends(weeks)
	c.Labels = append(c.Labels, label{chartWidth, 11, "top: " + duration(top), "end", false})
	if target > 0 && target < top {
		c.Line = height(target)
		c.Labels = append(c.Labels, label{0, 11, "dashed: " + duration(target), "start", false})
	}
	c.Told = told(weeks, func(w Row) (string, int, bool) { return duration(w.Median), w.Median, w.Measured > 0 })
	return c
}

// mark writes the value above a column.
func (c *chart) mark(weeks []Row, i int, columns []column, value func(Row) string) {
	if weeks[i].N == 0 {
		return
	}
	col := columns[i]
	l := label{X: col.X + col.Width/2, Y: max(col.Y-4, 10), Text: value(weeks[i]), Anchor: "middle", Strong: true}
	switch {
	case l.X < 20:
		l.X, l.Anchor = 0, "start"
	case l.X > chartWidth-20:
		l.X, l.Anchor = chartWidth, "end"
	}
	c.Labels = append(c.Labels, l)
}

// ends names the first and the last week under the line.
func (c *chart) ends(weeks []Row) {
	if len(weeks) == 0 {
		return
	}
	c.Labels = append(c.Labels, label{0, chartHeight - 4, shortDay(weeks[0].Key), "start", false})
	if len(weeks) > 1 {
		c.Labels = append(c.Labels, label{chartWidth, chartHeight - 4, shortDay(weeks[len(weeks)-1].Key), "end", false})
	}
}

func lastWeeks(weeks []Row) []Row { return weeks[max(0, len(weeks)-chartWeeks):] }

// slot is where the column of a week stands. Few weeks make no broad blocks.
func slot(i, n int) (x, width float64) {
	step := chartWidth / float64(n)
	width = min(step*.72, 26)
	return float64(i)*step + (step-width)/2, width
}

// told says a trend in words: the first and last value, the lowest and the
// highest.
func told(weeks []Row, value func(Row) (string, int, bool)) string {
	first, last, low, high := -1, -1, -1, -1
	at := func(i int) int { _, n, _ := value(weeks[i]); return n }
	for i, w := range weeks {
		if _, _, ok := value(w); !ok {
			continue
		}
		if first < 0 {
			first, low, high = i, i, i
		}
		last = i
		if at(i) < at(low) {
			low = i
		}
		if at(i) > at(high) {
			high = i
		}
	}
	if first < 0 {
		return "No week has a value."
	}
	say := func(i int) string {
		text, _, _ := value(weeks[i])
		return text + " in the week of " + longDay(weeks[i].Key)
	}
	if first == last {
		return say(first) + "."
	}
	return fmt.Sprintf("From %s to %s; lowest %s, highest %s.", say(first), say(last), say(low), say(high))
}

// spark draws the shares of a metric for the overview.
func (m Metric) spark() []column {
	weeks := lastWeeks(m.Weeks)
	var out []column
	for i, w := range weeks {
		step := 96.0 / float64(len(weeks))
		width := min(step*.75, 8)
		h := max(w.Share*24, 1)
		out = append(out, column{X: float64(i)*step + (step-width)/2, Y: 24 - h, Width: width, Height: h, None: w.N == 0})
	}
	return out
}

// f writes a length of a drawing with one digit.
func f(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
