package yamldoc

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"signpost/internal/diag"
	"signpost/internal/frugal"
)

type sample struct {
	Title  string            `yaml:"title"`
	Draft  bool              `yaml:"draft"`
	Order  int               `yaml:"order"`
	Tags   []string          `yaml:"tags"`
	When   time.Time         `yaml:"when"`
	Search nested            `yaml:"search"`
	Words  map[string]string `yaml:"words"`
}

type nested struct {
	Boost   float64 `yaml:"boost"`
	Exclude bool    `yaml:"exclude"`
}

func TestDecodeFillsEveryType(t *testing.T) {
	var got sample
	lines, ds := DecodeLines([]byte("title: 2024\ndraft: true\norder: 3\ntags: [a, b]\nwhen: 2026-01-31\nsearch:\n  boost: 1.5\nwords: {x: y}\n"), &got, "a.md", 2)
	want := sample{"2024", true, 3, []string{"a", "b"}, time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), nested{Boost: 1.5}, map[string]string{"x": "y"}}
	if d := cmp.Diff(want, got); d != "" || len(ds) > 0 {
		t.Errorf("%v\n%s", ds, d)
	}
	if lines["title"] != 2 || lines["search.boost"] != 8 || lines["tags[1]"] != 5 {
		t.Errorf("lines: %v", lines)
	}
}

func TestDecodeTellsEachMistake(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"misspelt key", "title: x\ntilte: y\n", `a.md:3: unknown key "tilte"; did you mean "title"?`},
		{"nested key", "search:\n  bosst: 1\n", `a.md:3: unknown key "search.bosst"; did you mean "boost"?`},
		{"far key", "colour: x\n", `a.md:2: unknown key "colour"; known keys are title, draft, order, tags, when, search, words`},
		{"twice", "title: x\ntitle: y\n", `a.md:3: "title" stands here a second time, first in line 2; keep one of them`},
		{"tab", "search:\n\tboost: 1\n", "a.md:3: a tab in the indentation; use spaces"},
		{"bool", "draft: yes\n", `a.md:2: draft wants true or false; it says "yes"`},
		{"int", "order: first\n", `a.md:2: order wants a whole number; it says "first"`},
		{"float", "search: {boost: NaN}\n", `a.md:2: search.boost wants a number; it says "NaN"`},
		{"list", "tags: a\n", "a.md:2: tags wants a list; write tags: [a]"},
		{"text", "title: [a]\n", "a.md:2: title wants a text; write it on one line"},
		{"date", "when: soon\n", "a.md:2: when wants a date; write 2026-01-31, or 2026-01-31T09:30:00+01:00"},
		{"mapping", "search: 3\n", "a.md:2: search wants keys with values; write its keys below it, indented by two spaces"},
		{"no mapping", "- a\n", "a.md:2: the document is not a list of keys with values; write lines such as title: A title"},
		{"alias", "title: &a x\ndraft: *a\n", "a.md:2: anchors and aliases are not taken here; write the value out"},
		{"second document", "title: a\n---\ntitle: b\n", "a.md:3: a second YAML document starts here; remove the line ---"},
		{"encoding", "title: \xff\n", "a.md:2: not valid UTF-8; save the file as UTF-8"},
		{"NUL", "title: a\x00\n", "a.md:2: a NUL byte; remove it; the file may be damaged"},
		{"size", strings.Repeat("# long\n", 10_000), "a.md:2: 68 KiB of YAML; keep it under 64 KiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out sample
			ds := Decode([]byte(tt.in), &out, "a.md", 2)
			if len(ds) == 0 || ds[0].String() != tt.want {
				t.Errorf("got %v, want %s", ds, tt.want)
			}
		})
	}
}

func TestBrokenYAMLNamesItsLine(t *testing.T) {
	for in, line := range map[string]int{"title: a: b\n": 2, "title: a\nx\ny: [1\n": 0, "title: \"a\n": 0} {
		var out sample
		ds := Decode([]byte(in), &out, "a.md", 2)
		if len(ds) == 0 || ds[0].Code != "bad-yaml" || line > 0 && ds[0].Line != line || ds[0].Line < 2 {
			t.Errorf("%q: %v", in, ds)
		}
	}
}

// The library names the beginning of a block, or no line: what is told is the line that
// somebody has to mend, whatever stands before it and goes over several lines.
func TestFaultsAreToldWhereTheyAre(t *testing.T) {
	before := "gaps:\n  g-1:\n    title: \"one\n      more\"\n    terms: [a,\n      b]\n"
	for wrong, why := range map[string]string{
		"  - x\n":              "an item of a list among keys",
		"    words: [a, b\n":   "a list that is not closed",
		"    title: \"a\n":     "a text that is not closed",
		"     kind: missing\n": "a key that is indented too far",
		"   kind: missing\n":   "a key that is indented too little",
		"    kind\n":           "a key without a value",
		"    kind: a: b\n":     "a colon in a text",
		"    do: 'it's'\n":     "a text that ends too early",
	} {
		var out struct{}
		ds := Decode([]byte(before+wrong+"  g-2:\n    title: two\n"), &out, "gaps.yaml", 1)
		if len(ds) != 1 || ds[0].Code != "bad-yaml" || ds[0].Line != 7 {
			t.Errorf("%s: %v", why, ds)
		}
	}
}

func TestEmptyDocumentIsNoMistake(t *testing.T) {
	var out sample
	if ds := Decode([]byte("# nothing\n"), &out, "a.md", 1); len(ds) > 0 {
		t.Error(ds)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"title: x\n", "a: &a [*a]\n", "tags: [", "? {a: b}\n: c\n", "<<: {a: b}\n", "- - - -\n", "when: 2026-13-01\n", "!!binary x: y", "\tx: y"} {
		f.Add([]byte(s))
	}
	f.Fuzz(frugal.One(func(t *testing.T, data []byte) {
		var out sample
		ds := Decode(data, &out, "a.md", 5)
		for _, d := range ds {
			if d.Line < 5 || d.What == "" || d.Severity != diag.Error {
				t.Errorf("%+v", d)
			}
		}
	}))
}
