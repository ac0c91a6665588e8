package search

import (
	"encoding/json"
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// A vector is a text and the words that both analyzers find in it.
type vector struct {
	Lang  string      `json:"lang"`
	Text  string      `json:"text"`
	Words [][3]string `json:"words"`
	// Stop are the words to leave out, as the index tells them to a page.
	Stop string `json:"stop,omitempty"`
}

var vectorTexts = [][2]string{
	{"en", "A ﹰ b ﷺ ⑴ ℀ 🄁 ﱞ ŒUVRE Ærø Łódź"},
	{"en", "How do I reset my customers’ passwords? It's not the customer's fault."},
	{"en", "E-1042 v0.3.5 SKIP_BRIDGE ~/.config/x e-mail sign-in and/or example.com."},
	{"en", "connections connected relational conditional rationalization hopefully agreed plastered sized falling"},
	{"en", "Café naïve coöperate ﬁle ½ x² Ⅻ ＦＵＬＬ"},
	{"en", "off not without 'quoted' don’t can't rock'n'roll"},
	{"de", "Straße Größe Übermäßig Passwörter"},
	{"tr", "İstanbul ıssız Türkiye'nin çocuklarımız"},
	{"de", "Wie ändere ich die Rechnungen der Kunden?"},
	{"es", "¿Cómo cambio las contraseñas de los clientes?"},
	{"ar", "الإعدادات والحسابات للمستخدمين أحمد إسلام مدرسة"},
	{"el", "Όνομα χρήστης ΣΊΣΥΦΟΣ"},
	{"ru", "Как сбросить пароль Ёлка"},
	{"ar", "كيف أُعيدُ تعيين كلمة المرور"},
	{"he", "איך מאפסים סיסמה"},
	{"hi", "पासवर्ड कैसे रीसेट करें"},
	{"th", "ลืมรหัสผ่าน"},
	{"zh", "如何重置密码 API密钥 v2"},
	{"ja", "パスワードをリセットする ユーザー"},
	{"ko", "비밀번호를 재설정"},
	{"en", "emoji 👍🏽 family 👨‍👩‍👧 zero\u200bwidth soft\u00adhyphen 𝔘𝔫𝔦 𠮷野家"},
	{"en", "a.b.c.d.e.f.g.h.i.j one_two-three/four.five " + strings.Repeat("x", 41)},
	{"en", "- -- _ ... / '' ’’ x' 'x"},
	{"en", ""},
}

// TestVectors holds the analyzer to its vectors, and the one in the browser to
// the same.
func TestVectors(t *testing.T) {
	name := filepath.Join("testdata", "tokens.json")
	var got []vector
	for _, in := range vectorTexts {
		v := vector{Lang: in[0], Text: in[1], Words: [][3]string{}}
		for _, w := range analyzeQuery(in[0], in[1]) {
			v.Words = append(v.Words, [3]string{w.Surface, w.Term, w.Exact})
		}
		got = append(got, v)
	}
	if *update {
		data, err := json.MarshalIndent(got, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var want []vector
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the analyzer changed; if that is meant, run with -update:\n%s", diff)
	}
	asked := slices.Clone(want)
	for i, v := range asked {
		if stemmed(v.Lang) {
			asked[i].Stop = strings.Join(slices.Sorted(maps.Keys(stops(v.Lang))), " ")
		}
	}
	if data, err = json.Marshal(asked); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, inNode[[]vector](t, "analyze", data)); diff != "" {
		t.Errorf("runtime.js finds other words:\n%s", diff)
	}
}

// inNode runs testdata/run.mjs, which imports the runtime, and decodes what it
// prints.
func inNode[T any](t *testing.T, what string, stdin []byte, args ...string) T {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: the browser's runtime is tested where node is installed")
	}
	cmd := exec.Command(node, append([]string{filepath.Join("testdata", "run.mjs"), what}, args...)...)
	cmd.Stdin = strings.NewReader(string(stdin))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, &stderr)
	}
	var value T
	if err := json.Unmarshal(out, &value); err != nil {
		t.Fatalf("node printed %.200s: %v", out, err)
	}
	return value
}

// TestStemsOfRealWords compares the stemmers on every word of real articles.
func TestStemsOfRealWords(t *testing.T) {
	set := map[string]bool{}
	for _, d := range readSections(t, filepath.Join(shared(t), "corpora", "S", "content")) {
		for _, w := range regexp.MustCompile(`[a-z]+`).FindAllString(strings.ToLower(d.Body), -1) {
			set[w] = true
		}
	}
	var want []vector
	for w := range set {
		v := vector{Lang: "en", Text: w, Words: [][3]string{}}
		for _, x := range analyze("en", w) {
			v.Words = append(v.Words, [3]string{x.Surface, x.Term, x.Exact})
		}
		want = append(want, v)
	}
	slices.SortFunc(want, func(a, b vector) int { return strings.Compare(a.Text, b.Text) })
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, inNode[[]vector](t, "analyze", data)); diff != "" {
		t.Errorf("%d words; runtime.js stems otherwise:\n%.3000s", len(want), diff)
	}
}

// TestWordsThatAreSought: to look for a few terms only finds the same words as to read
// the whole text.
func TestWordsThatAreSought(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"ties", "Skies", "don't", "it’s", "E-1042", "foo_bar.baz", "a/b", "Éclair", "résumé", "ßs", "the", "by", "running", "re-running", "x", "9", "日本語", "ﬁne", "S's", "'", "-", ".", "/", " ", " ", "\n"}
	whole, some := newAnalyzer("en"), newAnalyzer("en")
	whole.readings, some.readings = map[string]reading{}, map[string]reading{}
	found := 0
	for range 3000 {
		var text, query strings.Builder
		for range 1 + r.IntN(12) {
			text.WriteString(pieces[r.IntN(len(pieces))])
		}
		for range 3 {
			query.WriteString(pieces[r.IntN(len(pieces))] + []string{" ", "-", ""}[r.IntN(3)])
		}
		terms := Terms("en", query.String())
		sought := func(a *analyzer) []word {
			return slices.DeleteFunc(slices.Clone(a.words(text.String())), func(w word) bool { return !slices.Contains(terms, w.Term) })
		}
		some.sought = newBeginnings(terms)
		want := sought(&whole)
		if got := sought(&some); !slices.Equal(got, want) {
			t.Fatalf("%q in %q: %v, want %v", terms, text.String(), got, want)
		}
		found += len(want)
	}
	if found < 500 {
		t.Errorf("only %d words were found", found)
	}
}
