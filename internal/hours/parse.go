package hours

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// weekdays are the days as people write them, from Sunday.
var weekdays = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseDays reads "mon", or "mon-fri", and gives the days, Sunday as 0.
func ParseDays(text string) ([]time.Weekday, error) {
	first, last, span := strings.Cut(text, "-")
	from, err := parseDay(first)
	if err != nil {
		return nil, err
	}
	to := from
	if span {
		if to, err = parseDay(last); err != nil {
			return nil, err
		}
	}
	out := []time.Weekday{from}
	for d := from; d != to; {
		d = (d + 1) % 7
		out = append(out, d)
	}
	return out, nil
}

func parseDay(text string) (time.Weekday, error) {
	for i, name := range weekdays {
		if strings.TrimSpace(text) == name {
			return time.Weekday(i), nil
		}
	}
	return 0, fmt.Errorf("%q is no day; write mon, tue, wed, thu, fri, sat or sun", text)
}

// ParseIntervals reads the hours of a day: "09:00-17:00", several of them with
// commas between, or "closed". An end before its beginning is that of the next
// day.
func ParseIntervals(text string) ([]Interval, error) {
	if strings.TrimSpace(text) == "closed" {
		return nil, nil
	}
	var out []Interval
	for part := range strings.SplitSeq(text, ",") {
		first, last, ok := strings.Cut(part, "-")
		from, err := parseClock(first)
		if err != nil || !ok {
			return nil, fmt.Errorf("%q are no hours; write 09:00-17:00, or closed", text)
		}
		to, err := parseClock(last)
		switch {
		case err != nil, from == Day, from == to:
			return nil, fmt.Errorf("%q are no hours; write 09:00-17:00, or closed", text)
		case to < from:
			to += Day
		}
		out = append(out, Interval{from, to})
	}
	return out, nil
}

// parseClock reads 9:00 to 24:00 as minutes from midnight.
func parseClock(text string) (int, error) {
	hour, minute, ok := strings.Cut(strings.TrimSpace(text), ":")
	h, err := strconv.ParseUint(hour, 10, 8)
	m, err2 := strconv.ParseUint(minute, 10, 8)
	if !ok || err != nil || err2 != nil || len(minute) != 2 || h*60+m > Day || m > 59 {
		return 0, fmt.Errorf("%q is no time of day", text)
	}
	return int(h*60 + m), nil
}

// ParseDate reads 2026-12-25, or 12-25 for every year.
func ParseDate(text string) (Date, error) {
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return Date{t.Year(), t.Month(), t.Day()}, nil
	}
	// 2000 is a leap year: 02-29 is a day of some years.
	if t, err := time.Parse(time.DateOnly, "2000-"+text); err == nil {
		return Date{0, t.Month(), t.Day()}, nil
	}
	return Date{}, fmt.Errorf("%q is no day; write 2026-12-25, or 12-25 for every year", text)
}
