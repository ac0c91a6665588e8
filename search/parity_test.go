package search

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

var parityQueries = []string{
	"how do I reset my password", "pasword", "conversatoins", "mask", "what is maske", "drafts", "hide a page from customers",
	"front matter keys", "e-mail", "E-1042", "netlify", "signpost.yaml", "gap report", "the of and", "", "?!", "<b>bold</b>", "a.*(b|c)",
	"如何重置密码", "ลืมรหัสผ่าน", "zzzzqqqq", "q", "se", "search works for typos", "internal artcles", "colour", "export from intercom csv",
	strings.Repeat("word ", 200), "don’t hide", "İstanbul",
}

// pageAnswer is what the runtime answers in node.
type pageAnswer struct {
	Error     string `json:"error"`
	Corrected string `json:"corrected"`
	Answer    *Answer
	Hits      []struct {
		URL, Title, Section string
		Score               float64
	} `json:"hits"`
}

// writeBrowser writes the browser's files of documents into a folder.
func writeBrowser(t *testing.T, docs []Document, lang string) (dir, entry string) {
	t.Helper()
	ix, err := New(docs, Options{Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	b, err := ix.Browser()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for _, f := range b.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir, b.Entry
}

// TestRuntimeAnswersAsTheReader holds runtime.js to the reader in Go: the same
// hits with the same scores.
func TestRuntimeAnswersAsTheReader(t *testing.T) {
	sets := map[string][]Document{"our help center": readSections(t, filepath.Join("..", "content"))}
	if dir := os.Getenv("SIGNPOST_SHARED"); dir != "" {
		sets["S"] = readSections(t, filepath.Join(dir, "corpora", "S", "content"))
	} else if docs := filepath.Join("..", "..", "shared", "corpora", "S", "content"); exists(docs) {
		sets["S"] = readSections(t, docs)
	}
	for name, docs := range sets {
		sameAnswers(t, name, docs, "", parityQueries)
	}
	for _, lang := range []string{"de", "ru", "tr", "ar", "th", "zh"} {
		dir := filepath.Join("..", "..", "shared", "search", "xquad-"+lang)
		if !exists(dir) {
			t.Logf("%s is not compared: it needs ../shared", lang)
			continue
		}
		var queries []string
		asked, _ := evalSet(t, dir, "queries.tsv")
		for i := 0; i < len(asked); i += 20 {
			queries = append(queries, asked[i].Text, CutLast(asked[i].Text))
		}
		sameAnswers(t, lang, readSections(t, filepath.Join(dir, "docs")), lang, queries)
	}
}

// sameAnswers compares runtime.js and the reader over the same files.
func sameAnswers(t *testing.T, name string, docs []Document, lang string, asked []string) {
	t.Helper()
	queries, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	dir, entry := writeBrowser(t, docs, lang)
	page := inNode[[]pageAnswer](t, "search", queries, dir, entry)
	r, err := OpenBrowser(os.DirFS(dir), entry)
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range asked {
		want, err := r.Search(t.Context(), Query{Text: q})
		if err != nil {
			t.Fatal(err)
		}
		got := page[i]
		if got.Error != "" || got.Corrected != want.Corrected || len(got.Hits) != len(want.Hits) {
			t.Errorf("%s, %.40q: %s %q, %d hits; want %q, %d hits", name, q, got.Error, got.Corrected, len(got.Hits), want.Corrected, len(want.Hits))
			continue
		}
		if (got.Answer == nil) != (want.Answer == nil) || got.Answer != nil && (got.Answer.URL != want.Answer.URL || got.Answer.Kind != want.Answer.Kind) {
			t.Errorf("%s, %.40q: answer %+v, want %+v", name, q, got.Answer, want.Answer)
		}
		for n, h := range want.Hits {
			if g := got.Hits[n]; g.URL != h.URL || g.Section != h.Section || math.Abs(g.Score-h.Score) > 1e-9 {
				t.Errorf("%s, %.40q, hit %d: %+v, want %s %.6f", name, q, n, g, h.URL, h.Score)
			}
		}
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// TestRuntimeNarrowsSuggestsAndFinds asks the runtime what only a page asks.
func TestRuntimeNarrowsSuggestsAndFinds(t *testing.T) {
	docs := append(smallHelpCenter(), Document{Article: "/old/", Title: "Passwords of old", Body: "A password lived long."})
	dir, entry := writeBrowser(t, docs, "")
	type found struct {
		Total       int
		Hits        []struct{ Article, Collection string }
		Unknown     []string
		Collections []struct {
			Title string
			Count int
		}
	}
	got := inNode[[]found](t, "call", []byte(`[["search", "password billing E-9999 zzyx"], ["search", "password billing", {"collection": 0}], ["search", "passwrd 1042"]]`), dir, entry)
	if s := fmt.Sprint(got[0].Collections); got[0].Total != 4 || len(got[0].Hits) != 4 || !strings.Contains(s, "{Billing 2}") || !strings.Contains(s, "{Account 1}") || !strings.Contains(s, "{ 1}") {
		t.Errorf("in all: %+v", got[0])
	}
	if want := []string{"E-9999", "zzyx"}; !slices.Equal(got[0].Unknown, want) {
		t.Errorf("unknown are %q, want %q", got[0].Unknown, want)
	}
	if got[1].Total != 1 || len(got[1].Hits) != 1 || got[1].Hits[0].Collection != "Billing" || len(got[1].Collections) != 3 {
		t.Errorf("in one: %+v", got[1])
	}
	if len(got[2].Unknown) > 0 {
		t.Errorf("a corrected word is unknown: %+v", got[2])
	}
	words := inNode[[][]string](t, "call", []byte(`[["suggest", "apssword"], ["suggest", "casd"], ["suggest", "qqqqqqqq"]]`), dir, entry)
	if len(words[0]) == 0 || words[0][0] != "password" || !slices.Contains(words[1], "card") || len(words[2]) > 0 {
		t.Errorf("suggested: %q", words)
	}
}

// TestRuntimeFindsWords: the marks on a page are those of the analyzer.
func TestRuntimeFindsWords(t *testing.T) {
	for _, tt := range []struct {
		lang, body, query, text string
		want                    []string
	}{
		{"", "Reset the password.", "resetting pasword", "A PASSWORD (passwords’) is reset; résets, too. <b>", []string{"PASSWORD", "passwords", "reset", "résets"}},
		{"", "Error E-1042 and v0.3.5.", "E-1042", "See E-1042, or e1042.", []string{"E-1042", "e1042"}},
		{"de", "Passwörter ändern.", "Passwort aendern ändere", "Alle Passwörter, ein Passwort, ein Wort.", []string{"Passwörter", "Passwort"}},
		{"zh", "如何重置密码", "重置密码", "如何重置密码，密码重置。🔑", []string{"重置密码", "密码", "重置"}},
		{"zh", "如何重置密码", "码", "密码", []string{"码"}},
	} {
		dir, entry := writeBrowser(t, []Document{{Article: "/a/", Title: "A", Body: tt.body}}, tt.lang)
		call, err := json.Marshal([][]any{{"find", tt.query, []string{"", tt.text}}})
		if err != nil {
			t.Fatal(err)
		}
		ranges := inNode[[][][][]any](t, "call", call, dir, entry)[0]
		units := utf16.Encode([]rune(tt.text))
		var got []string
		for _, r := range ranges[1] {
			got = append(got, string(utf16.Decode(units[int(r[0].(float64)):int(r[1].(float64))])))
		}
		if len(ranges[0]) > 0 || !slices.Equal(got, tt.want) {
			t.Errorf("%s, %q: %q, want %q", tt.lang, tt.query, got, tt.want)
		}
	}
}

// TestTheRuntimeIsMadeOfItsSource: what readers load is made of runtime.js as it is.
func TestTheRuntimeIsMadeOfItsSource(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("browser", "runtime.js"))
	if err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(filepath.Join("browser", "runtime.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	if print := fmt.Sprintf("// %x\n", sha256.Sum256(source))[:19]; !strings.HasSuffix(string(made), print+"\n") {
		t.Error("runtime.min.js is not made of runtime.js: run dev/tools/minify.sh")
	}
}

// TestTheRuntimeSurvivesDamage changes files of the index at random: the runtime answers
// or throws, soon. SIGNPOST_TIMES sets the number of damages.
func TestTheRuntimeSurvivesDamage(t *testing.T) {
	n := 150
	if times, err := strconv.Atoi(os.Getenv("SIGNPOST_TIMES")); err == nil {
		n = times
	}
	dir, entry := writeBrowser(t, smallHelpCenter(), "")
	var names []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".json") {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) < 3 {
		t.Fatal(names, err)
	}
	type damage struct {
		File string `json:"file"`
		Text string `json:"text"`
	}
	random := rand.New(rand.NewPCG(1, 13))
	damages := make([]damage, n)
	for i := range damages {
		d := damage{File: names[random.IntN(len(names))]}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(d.File)))
		if err != nil {
			t.Fatal(err)
		}
		for range 1 + random.IntN(4) {
			if len(data) < 4 {
				break
			}
			at := 1 + random.IntN(len(data)-2)
			switch random.IntN(5) {
			case 0:
				data = append(data[:at:at], data[min(len(data)-1, at+random.IntN(40)):]...)
			case 1:
				data = slices.Concat(data[:at], data[at/2:at], data[at:])
			case 2:
				data[at] = "~,![0"[random.IntN(5)]
			default:
				data[at] = byte(' ' + random.IntN(95))
			}
		}
		if random.IntN(20) == 0 {
			data = [][]byte{nil, []byte("null"), []byte("[]"), []byte(`""`), []byte("{}"), []byte(`[[[]]]`), []byte("7")}[random.IntN(7)]
		}
		d.Text = strings.ToValidUTF8(string(data), "?")
		damages[i] = d
	}
	stdin, err := json.Marshal(damages)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for i, got := range inNode[[]struct {
		Outcomes []any
		MS       float64
	}](t, "damaged", stdin, dir, entry) {
		if len(got.Outcomes) != 4 || got.MS > 4000 {
			t.Errorf("%s as %.200q: %v in %v ms", damages[i].File, damages[i].Text, got.Outcomes, got.MS)
		}
		if slices.ContainsFunc(got.Outcomes, func(o any) bool { _, is := o.(string); return is }) {
			refused++
		}
	}
	t.Logf("%d damages, of which %d are errors of some query", n, refused)
}

// TestALostShardIsAnError: the runtime and the reader answer wholly or not at
// all.
func TestALostShardIsAnError(t *testing.T) {
	docs := []Document{{Article: "/a/", Title: "Reset a password", Body: "Choose reset."}, {Article: "/b/", Title: "Invoices", Body: "Each month."}}
	for _, lost := range []string{"terms", "records"} {
		dir, entry := writeBrowser(t, docs, "")
		if err := os.RemoveAll(filepath.Join(dir, filepath.Dir(entry), lost)); err != nil {
			t.Fatal(err)
		}
		r, err := OpenBrowser(os.DirFS(dir), entry)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := r.Search(t.Context(), Query{Text: "password"}); err == nil {
			t.Errorf("without %s the reader answers %v", lost, res)
		}
		if got := inNode[[]pageAnswer](t, "search", []byte(`["password"]`), dir, entry); got[0].Error == "" {
			t.Errorf("without %s the runtime answers %v", lost, got)
		}
	}
}
