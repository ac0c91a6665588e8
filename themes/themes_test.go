package themes

import (
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources returns the text of all files of the default theme with that ending,
// by path.
func sources(t *testing.T, ext string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(Default(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ext {
			return err
		}
		data, err := fs.ReadFile(Default(), name)
		found[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("the theme has no %s files", ext)
	}
	return found
}

// words returns the English words; the file is flat, so lines are enough to
// read it.
func words(t *testing.T) map[string]string { return wordsOf(t, "words/en.yaml") }

func wordsOf(t *testing.T, name string) map[string]string {
	t.Helper()
	data, err := fs.ReadFile(Default(), name)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		key, quoted, _ := strings.Cut(strings.TrimSpace(line), ": ")
		text, err := strconv.Unquote(quoted)
		if err != nil || key == "" || texts[key] != "" {
			t.Fatalf("%s: %q is not a new key with a text in double quotes", name, line)
		}
		texts[key] = text
	}
	return texts
}

func TestTemplatesMakeOneSetWithEveryKindOfPage(t *testing.T) {
	set := template.New("theme")
	defined := map[string]string{}
	for name, text := range sources(t, ".tmpl") {
		if _, err := set.Parse(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, m := range regexp.MustCompile(`{{-? *define "([^"]+)"`).FindAllStringSubmatch(text, -1) {
			if other := defined[m[1]]; other != "" {
				t.Errorf("%s and %s both define %q", name, other, m[1])
			}
			defined[m[1]] = name
		}
	}
	for _, kind := range []string{"home", "collection", "article", "notfound"} {
		if set.Lookup(kind) == nil {
			t.Errorf("no template is named %q", kind)
		}
	}
}

// usedWords returns the keys that a template asks for, and the prefixes of
// those that it puts together, as in {{.Word (print "month." …)}}.
func usedWords(text string) (keys, prefixes []string) {
	for _, m := range regexp.MustCompile(`\.Word "([^"]+)"`).FindAllStringSubmatch(text, -1) {
		keys = append(keys, m[1])
	}
	for _, m := range regexp.MustCompile(`\.(?:Count|Forms) "([^"]+)"`).FindAllStringSubmatch(text, -1) {
		prefixes = append(prefixes, m[1]+".")
	}
	for _, m := range regexp.MustCompile(`\.Word \(print "([^"]+)"`).FindAllStringSubmatch(text, -1) {
		prefixes = append(prefixes, m[1])
	}
	return keys, prefixes
}

func TestEveryWordExistsAndIsUsed(t *testing.T) {
	texts, used := words(t), map[string]bool{}
	for name, source := range sources(t, ".tmpl") {
		keys, prefixes := usedWords(source)
		for _, key := range keys {
			used[key] = true
			if texts[key] == "" {
				t.Errorf("%s: words/en.yaml has no %q", name, key)
			}
		}
		for key := range texts {
			used[key] = used[key] || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		}
	}
	for key := range texts {
		// The words of alerts and tasks stand in the articles' own HTML.
		if !used[key] && !strings.HasPrefix(key, "alert.") && !strings.HasPrefix(key, "task.") {
			t.Errorf("words/en.yaml: no template asks for %q", key)
		}
	}
}

func TestScriptsFindTheirWordsInTheTemplates(t *testing.T) {
	var templates strings.Builder
	for _, source := range sources(t, ".tmpl") {
		templates.WriteString(source)
	}
	for name, source := range sources(t, ".js") {
		for _, m := range regexp.MustCompile(`(?:dataset|words)\.([a-z]+)`).FindAllStringSubmatch(source, -1) {
			if !strings.Contains(templates.String(), "data-"+m[1]) {
				t.Errorf("%s: no template sets data-%s", name, m[1])
			}
		}
	}
}

func TestTemplatesWorkUnderAStrictPolicy(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<script(?:>|[^>]*[^>/]>[^<])|<style|\sstyle=|\son[a-z]+=|javascript:|https?://`)
	for name, source := range sources(t, ".tmpl") {
		// Data is no script, and no policy forbids it.
		source = strings.ReplaceAll(source, `<script type="application/ld+json">{{.}}</script>`, "")
		if found := inline.FindString(source); found != "" {
			t.Errorf("%s: %q is inline or foreign", name, found)
		}
	}
	for name, source := range sources(t, ".css") {
		if found := regexp.MustCompile(`(?i)@import|url\(|@font-face|https?://`).FindString(source); found != "" {
			t.Errorf("%s: %q makes a request", name, found)
		}
	}
}

func TestScriptsKeepTheirNamesToThemselves(t *testing.T) {
	for name, source := range sources(t, ".js") {
		code := regexp.MustCompile(`(?m)^//.*\n`).ReplaceAllString(source, "")
		if !strings.HasPrefix(code, "{\n") || !strings.HasSuffix(code, "\n}\n") {
			t.Errorf("%s: the file is not one block", name)
		}
		if found := regexp.MustCompile(`(?m)^\s*(?:import\s+[^(]|export\s)|innerHTML|document\.write|\beval\(|https?://`).FindString(source); found != "" {
			t.Errorf("%s: %q has no place in a part", name, found)
		}
		// Comments and indentation are taken out line by line.
		for line := range strings.Lines(code) {
			if strings.Count(line, "`")%2 != 0 || strings.Contains(line, "/*") && !strings.Contains(line, "*/") {
				t.Errorf("%s: a text or comment goes over several lines: %s", name, line)
			}
		}
	}
}

func TestStylesStandInLayers(t *testing.T) {
	for name, source := range sources(t, ".css") {
		for line := range strings.Lines(source) {
			if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "\t") && !strings.HasPrefix(line, "}") && !strings.HasPrefix(line, "@layer ") {
				t.Errorf("%s: %q stands outside of a layer", name, strings.TrimSpace(line))
			}
		}
		if open, shut := strings.Count(source, "{"), strings.Count(source, "}"); open != shut {
			t.Errorf("%s: %d braces open and %d close", name, open, shut)
		}
	}
}

func TestIconsAreOfOneHand(t *testing.T) {
	icons := sources(t, ".svg")
	delete(icons, "base/favicon.svg")
	if icons["icons/default.svg"] == "" {
		t.Error("there is no icon for names that the theme does not know")
	}
	for name, source := range icons {
		for _, want := range []string{`<svg class="icon" viewBox="0 0 24 24"`, `stroke="currentColor"`, `stroke-width="1.5"`, `aria-hidden="true"`} {
			if !strings.Contains(source, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
	for name, source := range sources(t, ".tmpl") {
		for _, m := range regexp.MustCompile(`\.Icon "([^"]+)"`).FindAllStringSubmatch(source, -1) {
			if icons["icons/"+m[1]+".svg"] == "" {
				t.Errorf("%s: there is no icon %q", name, m[1])
			}
		}
	}
}

// TestNoAttributeLooksLikeAScript: html/template takes what follows "data-on" for
// JavaScript, and puts quotes around it.
func TestNoAttributeLooksLikeAScript(t *testing.T) {
	script := regexp.MustCompile(`\s(data-)?on[a-z]*=`)
	for name, text := range sources(t, ".tmpl") {
		if at := script.FindString(text); at != "" {
			t.Errorf("%s has the attribute%s", name, at)
		}
	}
}

var placeholder = regexp.MustCompile(`\{\d\}`)

// TestEveryLanguageHasEveryWord: plural forms aside, a language has the words of
// English, with the same placeholders.
func TestEveryLanguageHasEveryWord(t *testing.T) {
	english, plural := words(t), regexp.MustCompile(`^(.*count)\.(zero|one|two|few|many)$`)
	languages := 0
	for name := range sources(t, ".yaml") {
		if path.Dir(name) != "words" {
			continue
		}
		languages++
		texts := wordsOf(t, name)
		for key, text := range english {
			if texts[key] == "" {
				t.Errorf("%s has no %q", name, key)
				continue
			}
			want, got := placeholder.FindAllString(text, -1), placeholder.FindAllString(texts[key], -1)
			slices.Sort(want)
			slices.Sort(got)
			if !plural.MatchString(key) && !slices.Equal(want, got) {
				t.Errorf("%s: %s has the placeholders %v, want %v", name, key, got, want)
			}
		}
		for key := range texts {
			if m := plural.FindStringSubmatch(key); english[key] == "" && (m == nil || english[m[1]+".other"] == "") {
				t.Errorf("%s: no word of English is called %q", name, key)
			}
		}
	}
	if languages < 13 {
		t.Errorf("%d languages", languages)
	}
}
