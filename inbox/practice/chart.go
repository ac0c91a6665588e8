package practice

import (
	"fmt"
	"strconv"

	"signpost/internal/report"
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
	// Line is the height of the target, Full that of 100 %; 0 for none.
	Line, Full float64
}

type column struct {
	X, Y, Width, Height float64
	// Tip is what it shows, for a pointer that rests on it.
	Tip string
	// None marks a week without an occasion.
	None bool
	// AllY and AllHeight are an outline around it; 0 for none.
	AllY, AllHeight float64
}

// A whisker is the line from a median to the 90th percentile; Cut says that it
// goes on beyond the drawing.
type whisker struct {
	X, X1, X2, Y, Base float64
	Cut                bool
}

type label struct {
	X, Y   float64
	Text   string
	Anchor string // start, middle or end
	Strong bool
}

// fewTimes is how many measured times make no trend.
const fewTimes = 8

// charts are those of a metric; too little makes none.
func (m Metric) charts(target int) []chart {
	var out []chart
	if len(m.Weeks) > 1 && m.Count > 0 {
		out = append(out, m.trend())
	}
	if len(m.Weeks) > 1 && m.Measured >= fewTimes {
		out = append(out, m.timeChart(target))
	}
	return out
}

// fewAWeek is the mean number of occasions a week below which shares jump about
// and counts say more.
const fewAWeek = 8

// trend draws the share of each week, or the counts where there are few.
func (m Metric) trend() chart {
	weeks := lastWeeks(m.Weeks)
	if total(weeks) < fewAWeek*len(weeks) {
		return countChart(weeks)
	}
	highest := 0
	for i, w := range weeks {
		if w.Share > weeks[highest].Share {
			highest = i
		}
	}
	top := shareTop(weeks[highest].Share)
	c := chart{Title: "Share by week; the line at the top is " + percent(top), Full: chartTop}
	for i, w := range weeks {
		x, width := slot(i, len(weeks))
		tip := "week of " + shortDay(w.Key) + ": " + percent(w.Share) + ", " + report.Thousands(w.Count) + " of " + report.Thousands(w.N)
		c.Columns = append(c.Columns, standing(x, width, w.Share/top, w.N == 0, tip))
	}
	c.ends(weeks)
	last := len(weeks) - 1
	c.mark(weeks[last].N, last, percent(weeks[last].Share))
	if last-highest > 1 {
		c.mark(weeks[highest].N, highest, percent(weeks[highest].Share))
	}
	c.Told = told(weeks, func(w Row) (string, int, bool) { return percent(w.Share), int(w.Share * 1000), w.N > 0 })
	return c
}

// shareTop is the share at the top of a chart whose highest is given.
func shareTop(highest float64) float64 {
	for _, top := range []float64{.05, .1, .2, .5} {
		if highest <= top {
			return top
		}
	}
	return 1
}

// countChart draws how many occasions a week had, and inside how many did.
func countChart(weeks []Row) chart {
	c := chart{Title: "Count by week: all outlined, these filled"}
	top := 1
	for _, w := range weeks {
		top = max(top, w.N)
	}
	marked := false
	for i, w := range weeks {
		x, width := slot(i, len(weeks))
		tip := "week of " + shortDay(w.Key) + ": " + report.Thousands(w.Count) + " of " + report.Thousands(w.N)
		col := standing(x, width, float64(w.Count)/float64(top), w.N == 0, tip)
		all := standing(x, width, float64(w.N)/float64(top), w.N == 0, tip)
		col.AllY, col.AllHeight = all.Y, all.Height
		c.Columns = append(c.Columns, col)
		if w.N == top && !marked {
			marked = true
			c.Labels = append(c.Labels, beside(x+width/2, all.Y, report.Thousands(top)))
		}
	}
	c.ends(weeks)
	c.Told = told(weeks, func(w Row) (string, int, bool) {
		return report.Thousands(w.Count) + " of " + report.Thousands(w.N), w.Count, w.N > 0
	})
	return c
}

func total(weeks []Row) int {
	sum := 0
	for _, w := range weeks {
		sum += w.N
	}
	return sum
}

// standing is a column as high as a part of the chart.
func standing(x, width, part float64, none bool, tip string) column {
	height := part * (chartBase - chartTop)
	return column{X: x, Y: chartBase - height, Width: width, Height: height, Tip: tip, None: none}
}

// timeChart draws the median of each week, and above it a line to the 90th
// percentile. What is far beyond the medians is cut, so that they can be read.
func (m Metric) timeChart(target int) chart {
	weeks := lastWeeks(m.Weeks)
	longest, median := 1, 0
	for _, w := range weeks {
		longest, median = max(longest, w.P90), max(median, w.Median)
	}
	top := max(1, min(longest, max(3*median, target*3/2)))
	c := chart{Title: "Median by week, at most " + duration(median) + "; the thin line reaches the longest of 90 %"}
	if top < longest {
		c.Title += ", arrows go on to " + duration(longest)
	} else {
		c.Title += ", at most " + duration(longest)
	}
	for i, w := range weeks {
		x, width := slot(i, len(weeks))
		if w.Measured == 0 {
			c.Columns = append(c.Columns, standing(x, width, 0, true, ""))
			continue
		}
		tip := "week of " + shortDay(w.Key) + ": median " + duration(w.Median) + ", 90 % within " + duration(w.P90)
		col := standing(x, width, float64(w.Median)/float64(top), false, tip)
		c.Columns = append(c.Columns, col)
		up := standing(x, width, float64(min(w.P90, top))/float64(top), false, "")
		c.Whiskers = append(c.Whiskers, whisker{X: x + width/2, X1: x + width*.2, X2: x + width*.8, Y: up.Y, Base: col.Y, Cut: w.P90 > top})
	}
	c.ends(weeks)
	if target > 0 && target < top {
		c.Line = standing(0, 0, float64(target)/float64(top), false, "").Y
		c.Labels = append(c.Labels, label{0, c.Line - 4, "target " + duration(target), "start", false})
	}
	c.Told = told(weeks, func(w Row) (string, int, bool) { return duration(w.Median), w.Median, w.Measured > 0 })
	return c
}

// mark writes a value above the column of a week that has one.
func (c *chart) mark(n, i int, value string) {
	if n > 0 {
		c.Labels = append(c.Labels, beside(c.Columns[i].X+c.Columns[i].Width/2, c.Columns[i].Y, value))
	}
}

// beside is a label above a point, within the drawing.
func beside(x, y float64, text string) label {
	l := label{X: x, Y: max(y-4, 11), Text: text, Anchor: "middle", Strong: true}
	switch {
	case x < 20:
		l.X, l.Anchor = 0, "start"
	case x > chartWidth-20:
		l.X, l.Anchor = chartWidth, "end"
	}
	return l
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

// spark draws the trend small, for the overview.
func (m Metric) spark() []column {
	c := m.trend()
	scale := 24 / (chartBase - chartTop)
	for i := range c.Columns {
		col := &c.Columns[i]
		col.X, col.Width = col.X*96/chartWidth, col.Width*96/chartWidth
		col.Height = max(col.Height*scale, 1)
		col.Y = 24 - col.Height
		if col.AllHeight > 0 {
			col.AllHeight = max(col.AllHeight*scale-1, 1)
			col.AllY = 23.5 - col.AllHeight
		}
	}
	return c.Columns
}

// f writes a length of a drawing with one digit.
func f(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
