package inbox

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// timeLayouts are the written forms of time that exports use. Those without a
// zone are taken as UTC.
var timeLayouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999 -0700",
	"2006-01-02 15:04:05.999999999 MST",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04",
	"2006-01-02T15:04",
	"2006-01-02",
	"01/02/2006 15:04:05",
	"01/02/2006 15:04",
	"02.01.2006 15:04:05",
	"02.01.2006 15:04",
	"02.01.2006",
}

// parseTime reads one value, number or text, judging each by itself: numbers
// below 1e11 are seconds, below 1e14 milliseconds, else microseconds. The
// zero time means that it is none.
func parseTime(s string) time.Time {
	s = strings.TrimSpace(s)
	if s == "" || s == "null" || s == "0" {
		return time.Time{}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return unixTime(n)
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return floatTime(f)
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

func unixTime(n int64) time.Time {
	switch {
	case n <= 0:
		return time.Time{}
	case n < 1e11:
		return time.Unix(n, 0).UTC()
	case n < 1e14:
		return time.UnixMilli(n).UTC()
	case n < 1e17:
		return time.UnixMicro(n).UTC()
	}
	return time.Time{}
}

// floatTime reads seconds with a fraction, or a larger unit in scientific
// notation. Floats hold microseconds of this century no better than to one.
func floatTime(f float64) time.Time {
	if math.IsNaN(f) || f <= 0 || f >= 1e17 {
		return time.Time{}
	}
	if f >= 1e11 {
		return unixTime(int64(f))
	}
	return time.UnixMicro(int64(math.Round(f * 1e6))).UTC()
}

// plainNumber writes a number that a pipeline put in scientific notation or
// with a fraction of zero as the integer it was: ids are strings.
func plainNumber(s string) string {
	if strings.Trim(s, "0123456789") == "" || !strings.ContainsAny(s, ".eE") {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) >= 1<<53 {
		return s
	}
	return strconv.FormatInt(int64(f), 10)
}
