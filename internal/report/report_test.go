package report

import "testing"

func TestWords(t *testing.T) {
	for _, c := range [][2]string{
		{Thousands(0), "0"},
		{Thousands(999), "999"},
		{Thousands(-100), "-100"},
		{Thousands(-1000), "-1,000"},
		{Thousands(1234567), "1,234,567"},
		{Count(1, "gap"), "1 gap"},
		{Count(0, "gap"), "0 gaps"},
		{Count(1200, "gap"), "1,200 gaps"},
		{Cell("=1+1"), "'=1+1"},
		{Cell("plain"), "plain"},
		{Cell("id\x1b[31m\n2"), "id [31m 2"},
		{Cell("\t=1"), "' =1"},
		{Cell(""), ""},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}
