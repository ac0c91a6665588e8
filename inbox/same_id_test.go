package inbox

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const tableHead = "conversation_id,created_at,author_type,author,body\n"

// What has one id in two files, and two customers, is told with both files. What
// is continued in another file is not.
func TestSameIDInTwoFiles(t *testing.T) {
	first := tableHead + "1,2026-09-01T10:00:00Z,customer,Ann Lee,How do I pay?\n1,2026-09-01T11:00:00Z,agent,May Ode,By card.\n"
	for _, c := range []struct {
		name, second string
		want         bool
	}{
		{"another customer, who comes in later", tableHead + "1,2026-09-02T10:00:00Z,agent,May Ode,Was that all?\n1,2026-09-03T10:05:00Z,customer,Bob Ray,Yes.\n", true},
		{"the same customer", tableHead + "1,2026-10-01T10:00:00Z,customer,ann lee,And by bank?\n", false},
		{"an agent answers", tableHead + "1,2026-10-01T10:00:00Z,agent,May Ode,By bank too.\n", false},
		{"nobody is named", tableHead + "1,2026-10-01T10:00:00Z,customer,,And by bank?\n", false},
		{"another id", tableHead + "2,2026-08-01T10:00:00Z,customer,Bob Ray,Where is the gate?\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			a, b := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv")
			write(t, a, first)
			write(t, b, c.second)
			for _, paths := range [][]string{{a, b}, {b, a}} {
				for _, window := range []int{0, 1} {
					_, sum := readAll(t, Options{window: window}, paths...)
					var out strings.Builder
					if err := sum.WriteText(&out); err != nil {
						t.Fatal(err)
					}
					told := strings.Contains(out.String(), "same_id") && strings.Contains(out.String(), "conversation 1: is also in") &&
						strings.Count(out.String(), "a.csv") > 1 && strings.Count(out.String(), "b.csv") > 1
					if told != c.want || sum.Damaged() {
						t.Errorf("%v, window %d: told %v, want %v\n%s", paths, window, told, c.want, out.String())
					}
				}
			}
		})
	}
}

// What has one id in two files is two conversations where the customers and the
// beginnings differ. Each is found by its own id and by that of the files.
func TestSameIDOfTwo(t *testing.T) {
	const (
		ann   = tableHead + "1,2026-09-01T10:00:00Z,customer,Ann Lee,How do I pay?\n1,2026-09-01T11:00:00Z,agent,May Ode,By card.\n"
		bob   = tableHead + "1,2026-08-01T10:00:00Z,customer,Bob Ray,Where is the gate?\n1,2026-08-01T10:05:00Z,agent,May Ode,There.\n"
		more  = tableHead + "1,2026-10-01T10:00:00Z,customer,Ann Lee,And by bank?\n"
		first = `{"type":"conversation","id":"1","created_at":1785700000,"updated_at":1785700000,"source":{"body":"<p>How do I pay?</p>","author":{"type":"user","id":"u1","name":"Ann Lee","email":"ann@example.com"}},"conversation_parts":{"conversation_parts":[]}}`
		other = `{"type":"conversation","id":"1","created_at":1785800000,"updated_at":1785900000,"source":{"body":"<p>Where is the gate?</p>","author":{"type":"user","id":"u1","name":"Bob Ray","email":"bob@example.org"}},"conversation_parts":{"conversation_parts":[]}}`
		later = `{"type":"conversation","id":"1","created_at":1785700000,"updated_at":1785900000,"source":{"body":"<p>How do I pay?</p>","author":{"type":"user","id":"u9","name":"Bob Ray","email":"bob@example.org"}},"conversation_parts":{"conversation_parts":[]}}`
	)
	for _, c := range []struct {
		name  string
		files []string
		want  []string // what each begins with, the first by its old id
	}{
		{"rows", []string{ann, bob}, []string{"Where is the gate?", "How do I pay?"}},
		{"rows of three files", []string{ann, bob, more}, []string{"Where is the gate?", "How do I pay?"}},
		{"records, of which the ids of people are counted, too", []string{first, other}, []string{"How do I pay?", "Where is the gate?"}},
		{"one that passed to somebody else", []string{first, later}, []string{"How do I pay?"}},
	} {
		for _, window := range []int{0, 1} {
			var before []string
			for range 2 {
				dir := t.TempDir()
				var paths []string
				for i, text := range c.files {
					paths = append(paths, filepath.Join(dir, string(rune('a'+i))))
					write(t, paths[i], text)
				}
				convs, sum := readAll(t, Options{window: window}, paths...)
				slices.Reverse(c.files)
				var ids, got []string
				for _, conv := range convs {
					ids, got = append(ids, conv.ID), append(got, conv.Messages[0].Body)
					if !conv.Is("1") || !conv.Is(conv.ID) {
						t.Errorf("%s: %q is not found", c.name, conv.ID)
					}
				}
				if conv := slices.Index(ids, "1"); conv > 0 { // the order of the files does not say which is handed on first
					slices.Reverse(ids)
					slices.Reverse(got)
				}
				if !slices.Equal(got, c.want) || ids[0] != "1" || before != nil && !slices.Equal(ids, before) {
					t.Errorf("%s, window %d: %q are %q, want %q; before %q", c.name, window, ids, got, c.want, before)
				}
				before = ids
				if told := toldOf(sum); strings.Contains(told, "they were read as two") != (len(c.want) > 1) || sum.Damaged() {
					t.Errorf("%s: told %s", c.name, told)
				}
			}
		}
	}
}

// Two exports of a help desk that count from 1 are told apart in the same way.
func TestSameIDInTwoExports(t *testing.T) {
	dir := t.TempDir()
	one := `{"type":"conversation","id":"7","created_at":1785700000,"updated_at":1785700000,"source":{"body":"<p>How do I pay?</p>","author":{"type":"user","id":"u1"}},"contacts":{"contacts":[{"type":"contact","id":"u1"}]},"conversation_parts":{"conversation_parts":[]}}`
	write(t, filepath.Join(dir, "a.json"), one)
	write(t, filepath.Join(dir, "b.json"), strings.ReplaceAll(one, "u1", "u2"))
	write(t, filepath.Join(dir, "c.json"), one)
	_, sum := readAll(t, Options{}, dir)
	var got []string
	for _, src := range sum.Sources {
		for _, g := range src.Warnings {
			if g.Code == "same_id" {
				got = append(got, g.Examples...)
			}
		}
	}
	if len(got) != 2 || !strings.Contains(got[0], "is also in "+filepath.ToSlash(dir)+"/a.json") {
		t.Errorf("got %q", got)
	}
}

// An id that is somebody's address, number or name is not shown. What stands for
// it is the same in every export, whatever else it holds, and finds the
// conversation, as the id itself does.
func TestHiddenIDs(t *testing.T) {
	rows := map[string]string{
		"<abc.123@mail.example.com>": "2026-09-01T10:00:00Z,customer,Ann Lee,How do I log in?",
		"+49 30 5550100":             "2026-09-01T10:00:00Z,customer,Bob Ray,How do I log out?",
		"4915112345678":              "2026-09-01T10:00:00Z,customer,Bob Ray,Where is my key?",
		"jane.roe":                   "2026-09-01T10:00:00Z,customer,Jane Roe,How do I pay by card?",
		"Jane Roe":                   "2026-09-02T10:00:00Z,customer,Jane Roe,How do I pay by bank?",
	}
	ids := map[string]string{}
	form := regexp.MustCompile(`^conversation-[0-9a-f]{12}$`)
	for id, row := range rows {
		convs, _ := readAll(t, Options{}, put(t, "x.csv", []byte(tableHead+id+","+row+"\n")))
		if len(convs) != 1 || !form.MatchString(convs[0].ID) {
			t.Fatalf("%q is shown as %+v", id, convs[0].ID)
		}
		ids[id] = convs[0].ID
	}
	all := tableHead + "8,2026-07-01T10:00:00Z,customer,Bob Ray,First\nsupport-web,2026-07-01T10:00:00Z,customer,Bob Ray,Second\n"
	for id, row := range rows {
		all += id + "," + row + "\n" + id + ",2026-10-01T10:00:00Z,agent,May Ode,In your account.\n"
	}
	convs, _ := readAll(t, Options{}, put(t, "all.csv", []byte(all)))
	for id := range rows {
		n := 0
		for _, c := range convs {
			if c.Is(id) {
				n++
				if c.ID != ids[id] || !c.Is(c.ID) {
					t.Errorf("%q is %s here and %s alone", id, c.ID, ids[id])
				}
			}
		}
		if n != 1 {
			t.Errorf("%q is %d conversations", id, n)
		}
	}
	if len(convs) != len(rows)+2 || !convs[0].Is("8") || convs[1].ID != "support-web" || convs[0].Is("") {
		t.Errorf("%d conversations, %q and %q first", len(convs), convs[0].ID, convs[1].ID)
	}
	// Two that begin alike are two.
	convs, _ = readAll(t, Options{}, put(t, "twins.csv", []byte(tableHead+"a@example.com,,customer,,Hello\nb@example.com,,customer,,Hallo\n")))
	if len(convs) != 2 || convs[1].ID != convs[0].ID+"-2" {
		t.Errorf("twins are %q and %q", convs[0].ID, convs[1].ID)
	}
}

// A thread of e-mails is found by the Message-ID of each.
func TestThreadByMessageID(t *testing.T) {
	letter := func(id, refs string) string {
		return "From a Thu Oct  1 10:00:00 2026\nFrom: Ann <ann@example.com>\nTo: help@example.org\nSubject: Keys\nDate: Thu, 01 Oct 2026 10:00:00 +0000\nMessage-ID: <" + id + "@example.com>\n" + refs + "\nWhere are they?\n\n"
	}
	convs, _ := readAll(t, Options{}, put(t, "x.mbox", []byte(letter("one", "")+letter("two", "In-Reply-To: <one@example.com>\n")+letter("three", ""))))
	found := map[string]string{}
	for _, c := range convs {
		for _, id := range []string{"<one@example.com>", "two@example.com", "three@example.com"} {
			if c.Is(id) {
				found[id] += c.ID
			}
		}
	}
	if len(convs) != 2 || len(found) != 3 || found["<one@example.com>"] != found["two@example.com"] || found["two@example.com"] == found["three@example.com"] {
		t.Errorf("%d threads, found %v", len(convs), found)
	}
}

// A row that two files hold is one message: files of overlapping months say what one
// file of all months says, in any order. Equal rows of one file may be meant, and stay.
func TestRowsOfOverlappingTables(t *testing.T) {
	row := func(hour, who, body string) string {
		return "1,2026-09-01T" + hour + ":00:00Z," + who + "," + body + "\n"
	}
	asked, answered := row("10", "customer,Ann Lee", "How do I pay?"), row("11", "agent,May Ode", "By card.")
	knock, more := row("12", "customer,Ann Lee", "Hello?"), row("13", "customer,Ann Lee", "And by bank?")
	dir := t.TempDir()
	early, late := filepath.Join(dir, "early.csv"), filepath.Join(dir, "late.csv")
	write(t, early, tableHead+asked+answered+knock+knock)
	write(t, late, tableHead+answered+knock+knock+more)
	want := []string{"How do I pay?", "By card.", "Hello?", "Hello?", "And by bank?"}
	for _, paths := range [][]string{{early, late}, {late, early}, {early, late, early}} {
		for _, window := range []int{0, 1} {
			convs, _ := readAll(t, Options{window: window}, paths...)
			var got []string
			for _, m := range convs[0].Messages {
				got = append(got, m.Body)
			}
			if len(convs) != 1 || !slices.Equal(got, want) {
				t.Errorf("%v, window %d: got %q of %d conversations, want %q", paths, window, got, len(convs), want)
			}
		}
	}
}

// An error that was saved in place of an export is told as one, and so is a time that
// is none.
func TestSavedErrors(t *testing.T) {
	for _, answer := range []string{`{"type":"error.list","errors":[{"code":"unauthorized","message":"Access Token Invalid"}]}`, `{"error":"RecordNotFound","description":"Not found"}`} {
		_, sum := readAll(t, Options{}, put(t, "x.json", []byte(answer)))
		if got := sum.Sources[0].Refused; !strings.HasPrefix(got, "holds an error that the help desk answered") {
			t.Errorf("%s is refused with %q", answer, got)
		}
	}
	convs, sum := readAll(t, Options{}, put(t, "x.json", []byte(strings.Replace(sampleConversation(1), `"created_at":`, `"created_at":"yesterday","was":`, 1))))
	if told := toldOf(sum); len(convs) != 1 || !strings.Contains(told, "odd_time: conversation") {
		t.Errorf("%d conversations, told %s", len(convs), told)
	}
}
