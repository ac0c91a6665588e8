package practice

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"signpost/internal/report"
)

// counts says what a metric counts.
func (d definition) counts() string {
	text := "Of all " + d.occasions + ", how many " + d.hits + "."
	if d.measured != "" {
		text += " Times are the " + d.measured + "."
	}
	return text
}

// sentence says the most important of the report.
func (r *Report) sentence() string {
	if r.Conversations == 0 {
		return "No conversations were read."
	}
	head := report.Count(r.Conversations, "conversation")
	if r.Span.From != "" {
		head += " from " + longDay(r.Span.From) + " to " + longDay(r.Span.To)
		if r.Span.From == r.Span.To {
			head = report.Count(r.Conversations, "conversation") + " of " + longDay(r.Span.From)
		}
	}
	var said []string
	if m := r.Metric("first_response"); m.State == "measured" {
		text := percent(m.Share) + " got a first answer within " + r.target()
		if m.Measured > 0 {
			text += " (median " + duration(m.Median) + ")"
		}
		said = append(said, text)
	}
	if m := r.Metric("reassigned"); m.State == "measured" {
		said = append(said, percent(m.Share)+" changed hands")
	}
	if m := r.Metric("snooze_note"); m.State == "measured" {
		said = append(said, report.Count(m.N-m.Count, "snooze")+" of "+report.Thousands(m.N)+" had no note")
	}
	if m := r.Metric("asked_anything_else"); m.State == "measured" {
		said = append(said, percent(m.Share)+" were asked for anything else before closing")
	}
	if m := r.Metric("rating_good"); m.State == "measured" {
		said = append(said, report.Count(m.N, "rating")+" average "+number(m.Mean)+" of 5")
	}
	if n := len(r.Proposals); n > 0 {
		said = append(said, report.Count(n, "text")+" "+verb(n, "is", "are")+" typed again and again")
	}
	if len(said) == 0 {
		return head + ": nothing in them can be measured."
	}
	return head + ": " + strings.Join(said, ", ") + "."
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// target writes the target as the time that it is.
func (r *Report) target() string {
	switch {
	case r.Hours.From == "":
		return duration(r.Target) + ", day or night"
	case r.Target%3600 == 0:
		return report.Count(r.Target/3600, "business hour")
	}
	return duration(r.Target) + " of business time"
}

// percent rounds, but says neither all nor nothing where that is not so.
func percent(share float64) string {
	p := math.Round(100 * share)
	switch {
	case p == 100 && share < 1:
		return "over 99 %"
	case p == 0 && share > 0:
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", p)
}

func number(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', 1, 64) }

// duration writes seconds as people say them, with at most two units.
func duration(seconds int) string {
	units := []struct {
		name string
		size int
	}{{"d", 86400}, {"h", 3600}, {"min", 60}}
	if seconds < 60 {
		return strconv.Itoa(seconds) + " s"
	}
	if seconds >= 3600 {
		seconds = (seconds + 30) / 60 * 60
	}
	for i, u := range units {
		if seconds < u.size {
			continue
		}
		out := strconv.Itoa(seconds/u.size) + " " + u.name
		if i+1 < len(units) {
			next := units[i+1]
			if rest := seconds % u.size / next.size; rest > 0 {
				out += " " + strconv.Itoa(rest) + " " + next.name
			}
		}
		return out
	}
	return ""
}

func longDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("2 January 2006")
}

func shortDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("2 Jan")
}
