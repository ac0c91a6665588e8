package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTags holds how locales of help desks become languages of a site.
func TestTags(t *testing.T) {
	for _, c := range []struct {
		name    string
		locales []string
		known   []string
		want    map[string]string
	}{
		{"one kind each", []string{"en-us", "de", "pt-br"}, nil, map[string]string{"en-us": "en", "de": "de", "pt-br": "pt"}},
		{"two kinds", []string{"en-us", "en_GB"}, nil, map[string]string{"en-us": "en-US", "en_GB": "en-GB"}},
		{"scripts matter", []string{"zh-cn"}, nil, map[string]string{"zh-cn": "zh-CN"}},
		{"as the site writes it", []string{"pt-br", "zh-tw"}, []string{"pt-BR", "zh"}, map[string]string{"pt-br": "pt-BR", "zh-tw": "zh"}},
		{"none", []string{"", "type", "en"}, nil, map[string]string{"en": "en"}},
	} {
		if diff := cmp.Diff(c.want, shortTags(c.locales, c.known)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

// TestNames holds that names of files are safe, short and readable.
func TestNames(t *testing.T) {
	for title, want := range map[string]string{
		"Change your plan": "change-your-plan", "  What's new? (2.0) ": "whats-new-2-0", "Über uns": "über-uns", "U\u0308ber": "über",
		"CON": "con-topic", "Public": "public-topic", "index": "index-topic", "a/../b": "a-b", "😀": "", "日本語": "日本語",
		strings.Repeat("very long ", 20): "very-long-very-long-very-long-very-long-very-long-very-long",
	} {
		if got := safeName(slug(title)); got != want {
			t.Errorf("%q is called %q, want %q", title, got, want)
		}
	}
}

// TestPlaces holds where articles go: folders three deep, languages beside their
// original, an original where the main language has none, nothing over what is
// there.
func TestPlaces(t *testing.T) {
	dir := t.TempDir()
	dump := filepath.Join(dir, "dump.json")
	put(t, dump, `{"categories":[{"id":1,"name":"A","locale":"en-us"}],
"sections":[{"id":2,"name":"B","locale":"en-us","category_id":1},{"id":3,"name":"C","locale":"en-us","category_id":1,"parent_section_id":2},{"id":4,"name":"D","locale":"en-us","category_id":1,"parent_section_id":3},
 {"id":5,"name":"Loop","locale":"en-us","category_id":1,"parent_section_id":6},{"id":6,"name":"Pool","locale":"en-us","category_id":1,"parent_section_id":5}],
"articles":[{"id":10,"title":"Deep","locale":"en-us","section_id":4,"body":"x"},{"id":11,"title":"Same","locale":"en-us","section_id":2,"body":"x"},{"id":12,"title":"SAME","locale":"en-us","section_id":2,"body":"x"},
 {"id":13,"title":"Nur hier","locale":"de","source_locale":"de","section_id":2,"body":"x"},{"id":14,"title":"Loop","locale":"en-us","section_id":5,"body":"x"},{"id":15,"title":"C","locale":"en-us","section_id":2,"body":"x"},
 {"id":16,"title":"There","locale":"en-us","section_id":null,"body":"x","html_url":"https://h.example.com/x/mine"},{"id":11,"title":"Gleich","locale":"de","source_locale":"en-us","section_id":2,"body":"y"}]}`)
	into := filepath.Join(dir, "site")
	mine := filepath.Join(into, "content", "there.md")
	put(t, mine, "---\ntitle: Mine\n---\nA writer's.\n")
	put(t, filepath.Join(into, "content", "x", "mine.md"), "---\ntitle: Mine too\n---\n")
	_, r := importInto(t, "zendesk", dump, into)
	got := map[string]string{}
	for _, it := range r.Items {
		got[it.ID+"@"+it.Language] = strings.TrimPrefix(it.File, "content/")
	}
	want := map[string]string{
		"zendesk-10@": "a/b/c/deep.md", "zendesk-11@": "a/b/same.md", "zendesk-11@de": "a/b/same.de.md", "zendesk-12@": "a/b/same-12.md", "zendesk-13@": "a/b/nur-hier.md",
		"zendesk-14@": "loop/loop.md", "zendesk-15@": "a/b/c-15.md", "zendesk-16@": "there-16.md",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if get(t, mine) != "---\ntitle: Mine\n---\nA writer's.\n" {
		t.Error("a writer's file was touched")
	}
	if text := get(t, filepath.Join(into, "content", "there-16.md")); strings.Contains(text, "redirect_from") {
		t.Errorf("an address that is taken is redirected:\n%s", text)
	}
	if _, err := os.Stat(filepath.Join(into, "content", "a", "b", "c", "d")); err == nil {
		t.Error("a fourth level was made")
	}
}

// A text of a locale that is no language is written where the article has no
// other in the site's language; else it is told, and takes nobody's place.
func TestUnknownLocale(t *testing.T) {
	dir := t.TempDir()
	dump, into := filepath.Join(dir, "dump.json"), filepath.Join(dir, "site")
	put(t, dump, `{"articles":[
{"id":1,"title":"Hello","locale":"en-us","source_locale":"en-us","body":"<p>us</p>"},{"id":1,"title":"Hullo","locale":"en-gb","source_locale":"en-us","body":"<p>gb</p>"},
{"id":1,"title":"Howdy","locale":"a-x-custom1","source_locale":"en-us","body":"<p>custom</p>"},
{"id":2,"title":"Alone","locale":"a-x-custom1","source_locale":"a-x-custom1","body":"<p>alone</p>"}]}`)
	_, r := importInto(t, "zendesk", dump, into)
	for name, want := range map[string]string{"hello.md": "us\n", "hello.en-GB.md": "gb\n", "alone.md": "alone\n"} {
		if text := get(t, filepath.Join(into, "content", name)); !strings.HasSuffix(text, "\n"+want) {
			t.Errorf("%s:\n%s", name, text)
		}
	}
	if diff := cmp.Diff([]LeftOut{{ID: "zendesk-1", Locale: "a-x-custom1", Title: "Howdy", Language: "en-US"}}, r.LeftOut); diff != "" {
		t.Error(diff)
	}
	if !r.Faulty() {
		t.Error("a text that is written nowhere is no fault")
	}
	if text := get(t, filepath.Join(into, filepath.FromSlash(r.LossReport))); !strings.Contains(text, "Howdy") {
		t.Errorf("the report does not tell the text that was left out:\n%s", text)
	}
}

// What lies in a folder and is not read is told; what would block is refused.
func TestSkipped(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	put(t, filepath.Join(in, "a.json"), twoArticles)
	put(t, filepath.Join(in, ".b.json"), twoArticles)
	put(t, filepath.Join(in, ".old", "c.json"), twoArticles)
	put(t, filepath.Join(in, ".DS_Store"), "x")
	put(t, filepath.Join(in, "deep.json"), strings.Repeat("[", 20)+`{"id":"9","type":"article","title":"Deep","body":"x"}`+strings.Repeat("]", 20))
	if err := os.Symlink("nowhere", filepath.Join(in, "link.json")); err != nil {
		t.Skip("no links here: ", err)
	}
	_, r := importInto(t, "intercom", in, filepath.Join(dir, "site"))
	want := []Refusal{{".b.json", "it is hidden: its name begins with a dot"}, {".old", "it is hidden: its name begins with a dot"}, {"link.json", "it is a link, which is not followed"}}
	if diff := cmp.Diff(want, r.Refused); diff != "" {
		t.Error(diff)
	}
	if len(r.Damaged) != 1 || !strings.Contains(r.Damaged[0].Reason, "more than 12 levels deep") {
		t.Errorf("what lies too deep is not told: %v", r.Damaged)
	}
	if _, err := Read(t.Context(), Options{System: "intercom", Path: os.DevNull, Into: dir}); err == nil || !strings.Contains(err.Error(), "save what it gives as a file first") {
		t.Errorf("a device gives %v", err)
	}
}
