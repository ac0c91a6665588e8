package diag

import "testing"

func TestString(t *testing.T) {
	tests := []struct {
		d    Diagnostic
		want string
	}{
		{Diagnostic{File: "a.md", Line: 3, What: "no title", Fix: "add one"}, "a.md:3: no title; add one"},
		{Diagnostic{File: "a.md", What: "not UTF-8"}, "a.md: not UTF-8"},
		{Diagnostic{File: "a.md", Line: 1, Severity: Warning, What: "dead link"}, "a.md:1: warning: dead link"},
	}
	for _, tt := range tests {
		if got := tt.d.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"title", "description", "order", "draft"}
	for word, want := range map[string]string{
		"tilte": "title", "desciption": "description", "ordre": "order", "colour": "", "x": "",
	} {
		if got := Nearest(word, keys); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestSortIsByFileThenLine(t *testing.T) {
	ds := []Diagnostic{{File: "b", Line: 1}, {File: "a", Line: 10}, {File: "a", Line: 2}}
	Sort(ds)
	if ds[0].Line != 2 || ds[1].Line != 10 || ds[2].File != "b" {
		t.Errorf("order: %v", ds)
	}
}
