package signals

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// stores are the databases that the contract is tested on, each opened anew and
// empty by its function, which returns the name too.
func stores(t *testing.T) map[string]func(t *testing.T) string {
	return map[string]func(t *testing.T) string{
		"sqlite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "deep", "signals.db") },
		"postgresql": postgres(t),
	}
}

func open(t *testing.T, dsn string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

var sample = []Signal{
	{Day: "2026-03-01", Kind: Missed, Lang: "en", Query: "Close my account?", Reader: "a"},
	{Day: "2026-03-01", Kind: Missed, Lang: "en", Query: "close  my account", Reader: "a"},
	{Day: "2026-03-01", Kind: Missed, Lang: "en", Query: "close my account", Reader: "b"},
	{Day: "2026-03-02", Kind: Missed, Lang: "de", Query: "close my account"},
	{Day: "2026-03-02", Kind: Missed, Lang: "de", Query: "konto löschen '; DROP TABLE signals; --"},
	{Day: "2026-03-02", Kind: Click, Query: "reset", Page: "/account/reset/", Reader: "c"},
	{Day: "2026-03-02", Kind: Rating, Page: "/account/reset/", Answer: "yes", Reader: "a"},
	{Day: "2026-03-02", Kind: Rating, Page: "/account/reset/", Answer: "no", Reader: "c"},
	{Day: "2026-03-02", Kind: Rating, Page: "/account/reset/", Answer: "no", Reason: "unclear", Reader: "c"},
	{Day: "2026-03-03", Kind: Dead, Page: "/old/", From: "/account/"},
	{Day: "2026-03-03", Kind: Dead, Page: "/old/"},
}

func asIs(text string) string { return text }

// TestStore is the contract of a store; every database has to keep it.
func TestStore(t *testing.T) {
	for name, fresh := range stores(t) {
		t.Run(name, func(t *testing.T) {
			dsn := fresh(t)
			s := open(t, dsn)
			ctx := t.Context()
			for _, g := range sample {
				if err := g.Check(); err != nil {
					t.Errorf("%+v: %v", g, err)
				}
			}
			if _, err := s.Add(ctx, sample); err != nil {
				t.Fatal(err)
			}
			testReport(t, s)
			testBackup(t, s, fresh(t))
			testSecondServer(t, s, dsn)
			testPrune(t, s)
			testCrowded(t, s)
			testNewer(t, s, dsn)
		})
	}
}

func testReport(t *testing.T, s *Store) {
	t.Helper()
	got, err := s.Report(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	want := &Report{
		From: "2026-03-01", To: "2026-03-03", Clicks: 1,
		Missed: []MissedSearch{
			{Query: "close my account", Examples: []string{"Close my account?", "close my account"}, Count: 3, Readers: 2, Days: 2, First: "2026-03-01", Last: "2026-03-02", Langs: []string{"de", "en"}},
			{Query: "konto löschen drop table signals", Examples: []string{"konto löschen '; DROP TABLE signals; --"}, Count: 1, Days: 1, First: "2026-03-02", Last: "2026-03-02", Langs: []string{"de"}},
		},
		Ratings: []PageRating{{Page: "/account/reset/", Yes: 1, No: 1, Reasons: map[string]int{"unclear": 1}}},
		Dead:    []DeadPage{{Page: "/old/", Count: 2, From: []string{"/account/"}, First: "2026-03-03", Last: "2026-03-03"}},
	}
	// Which of two ways to write a query comes first is the database's order.
	for i := range got.Missed {
		if len(got.Missed[i].Examples) > 1 {
			got.Missed[i].Examples = want.Missed[0].Examples
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	later, err := s.Report(t.Context(), time.Date(2026, 3, 3, 23, 0, 0, 0, time.UTC))
	if err != nil || later.From != "2026-03-03" || len(later.Missed) != 0 || len(later.Dead) != 1 {
		t.Errorf("since the last day: %+v, %v", later, err)
	}
}

// testBackup takes all into a store of the same kind, and into one of SQLite.
func testBackup(t *testing.T, s *Store, other string) {
	t.Helper()
	var backup bytes.Buffer
	if err := s.Export(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(backup.String(), "\n"); n != len(sample) {
		t.Errorf("the export has %d lines, want %d", n, len(sample))
	}
	for _, dsn := range []string{other, filepath.Join(t.TempDir(), "other.db")} {
		to := open(t, dsn)
		if got, err := to.Restore(t.Context(), bytes.NewReader(backup.Bytes()), false, asIs); got.New != len(sample) || got.BadLines != 0 || err != nil {
			t.Fatalf("restored %+v: %v", got, err)
		}
		if _, err := to.Restore(t.Context(), bytes.NewReader(backup.Bytes()), false, asIs); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("a second restore: %v", err)
		}
		// The same file again adds nothing, and a longer one what is new in it.
		for _, more := range []string{"", `{"day":"2026-01-01","kind":"dead","page":"/a/"}` + "\n", `{"id":"7","day":"2026-01-01","kind":"dead","page":"/a/"}` + "\n"} {
			want := strings.Count(more, "\n")
			for range 2 {
				if got, err := to.Restore(t.Context(), strings.NewReader(backup.String()+more), true, asIs); got.New != want || err != nil {
					t.Errorf("merged %d, want %d: %v", got.New, want, err)
				}
				want = 0
			}
		}
		if n, err := to.Count(t.Context()); n != int64(len(sample))+2 || err != nil {
			t.Errorf("there are %d signals: %v", n, err)
		}
	}
}

// testSecondServer opens the same store several times at once and writes from all.
func testSecondServer(t *testing.T, s *Store, dsn string) {
	t.Helper()
	before, err := s.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() {
			other, err := Open(context.Background(), dsn)
			if err != nil {
				errs[i] = err
				return
			}
			for n := range 25 {
				_, failed := other.Add(context.Background(), []Signal{{Day: "2026-03-04", Kind: Dead, Page: fmt.Sprintf("/%d/%d/", i, n)}})
				err = errors.Join(err, failed)
			}
			errs[i] = errors.Join(err, other.Close())
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	if n, err := s.Count(t.Context()); n != before+100 || err != nil {
		t.Errorf("there are %d signals, want %d: %v", n, before+100, err)
	}
}

func testPrune(t *testing.T, s *Store) {
	t.Helper()
	n, beyond, err := s.Prune(t.Context(), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), MaxStored)
	if n != 3 || beyond != 0 || err != nil {
		t.Errorf("%d and %d signals were forgotten: %v", n, beyond, err)
	}
	if err := s.Each(t.Context(), func(g Signal) error {
		if g.Day < "2026-03-02" {
			t.Errorf("%+v is still there", g)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// testCrowded has a store hold too many signals: the oldest go, a twentieth more than
// needed.
func testCrowded(t *testing.T, s *Store) {
	t.Helper()
	n, err := s.Count(t.Context())
	if err != nil || n < 100 {
		t.Fatalf("%d signals: %v", n, err)
	}
	old, beyond, err := s.Prune(t.Context(), time.Time{}, 100)
	if old != 0 || beyond != n-95 || err != nil {
		t.Errorf("of %d signals %d and %d were forgotten: %v", n, old, beyond, err)
	}
	if err := s.Each(t.Context(), func(g Signal) error {
		if g.Day != "2026-03-04" {
			t.Errorf("%+v is older, and still there", g)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// testNewer opens a store from the future, which has to stay as it is.
func testNewer(t *testing.T, s *Store, dsn string) {
	t.Helper()
	if err := s.inside(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE signals_version SET version = 99`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dsn); !errors.Is(err, ErrNewer) {
		t.Errorf("a store of version 99 gives %v", err)
	}
}

// TestOldStores opens a store of every version there was.
func TestOldStores(t *testing.T) {
	for version := range migrations {
		dsn := filepath.Join(t.TempDir(), "signals.db")
		db, _, err := connect(dsn)
		if err != nil {
			t.Fatal(err)
		}
		steps := append([]string{`CREATE TABLE signals_version (version INTEGER NOT NULL)`, fmt.Sprintf(`INSERT INTO signals_version VALUES (%d)`, version)}, migrations[:version]...)
		for _, step := range steps {
			if _, err := db.Exec(step); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := open(t, dsn).Add(t.Context(), sample); err != nil {
			t.Errorf("a store of version %d: %v", version, err)
		}
	}
}

func TestTheFileIsForItsOwnerOnly(t *testing.T) {
	dsn := filepath.Join(t.TempDir(), "signals.db")
	open(t, dsn)
	info, err := os.Stat(dsn)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %o", info.Mode().Perm())
	}
}

func TestOpenSaysWhatIsWrongWithoutThePassword(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("no database, and long enough to look at it as if it were one"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dsn := range []string{filepath.Join(file, "signals.db"), file, dir, "postgres://lead:hunter2zebra@127.0.0.1:1/signals?connect_timeout=2", "postgres://lead:hunter2zebra@[::1"} {
		s, err := Open(t.Context(), dsn)
		if err == nil {
			t.Errorf("%s can be opened", dsn)
			s.Close()
			continue
		}
		if strings.Contains(err.Error(), "hunter2zebra") {
			t.Errorf("the password is told: %v", err)
		}
	}
}

func TestCheck(t *testing.T) {
	good := Signal{Day: "2026-03-01", Kind: Missed, Query: "q"}
	change := func(f func(*Signal)) Signal { g := good; f(&g); return g }
	for name, g := range map[string]Signal{
		"no day":              change(func(g *Signal) { g.Day = "" }),
		"no kind":             change(func(g *Signal) { g.Kind = "" }),
		"no query":            change(func(g *Signal) { g.Query = "" }),
		"a long query":        change(func(g *Signal) { g.Query = strings.Repeat("a", MaxQuery+1) }),
		"a line break":        change(func(g *Signal) { g.Query = "a\nb" }),
		"not UTF-8":           change(func(g *Signal) { g.Query = "\xff" }),
		"a page too many":     change(func(g *Signal) { g.Page = "/a/" }),
		"a page elsewhere":    {Day: good.Day, Kind: Dead, Page: "https://example.com/"},
		"a page with a query": {Day: good.Day, Kind: Dead, Page: "/a/?token=1"},
		"a rating of maybe":   {Day: good.Day, Kind: Rating, Page: "/a/", Answer: "maybe"},
		"an unknown reason":   {Day: good.Day, Kind: Rating, Page: "/a/", Answer: "no", Reason: "mood"},
		"a reason for yes":    {Day: good.Day, Kind: Rating, Page: "/a/", Answer: "yes", Reason: "wrong"},
		"a click on nothing":  {Day: good.Day, Kind: Click, Query: "q"},
	} {
		if g.Check() == nil {
			t.Errorf("%s passes: %+v", name, g)
		}
	}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
}

func TestNormal(t *testing.T) {
	for query, want := range map[string]string{
		"  How do I  RESET “my” password?? ": "how do i reset my password",
		"E-1042":                             "e-1042",
		"?!":                                 "",
		"C++ api":                            "c api",
		"如何重置密码？":                            "如何重置密码",
	} {
		if got := Normal(query); got != want {
			t.Errorf("Normal(%q) = %q, want %q", query, got, want)
		}
	}
}

// A name of a store that is none makes no file, and shows no password.
func TestNamesOfStores(t *testing.T) {
	for dsn, want := range map[string]string{
		"a/b.db": "a/b.db", "sqlite:/var/lib/a.db": "/var/lib/a.db", "sqlite:///var/a.db": "/var/a.db", "sqlite://a.db": "a.db",
		`C:\help\a.db`: `C:\help\a.db`, "postgres://u:secret@db/x": "",
	} {
		if got, err := File(dsn); got != want || err != nil {
			t.Errorf("%s: %q, %v, want %q", dsn, got, err, want)
		}
	}
	t.Chdir(t.TempDir())
	for _, dsn := range []string{"", "sqlite:", "postgress://u:secret@db/x", "mysql://u:secret@db/x", "file:a.db"} {
		_, err := Open(t.Context(), dsn)
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", dsn, err)
		}
	}
	if made, err := os.ReadDir("."); err != nil || len(made) > 0 {
		t.Errorf("made %v, %v", made, err)
	}
}

func TestWeeksCountWhatReadersMissed(t *testing.T) {
	for name, dsn := range stores(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, dsn(t))
			if _, err := s.Add(t.Context(), []Signal{
				{Day: "2026-11-22", Kind: Missed, Query: "Gift card?", Reader: "a"}, // a Sunday
				{Day: "2026-11-23", Kind: Missed, Query: "gift card", Reader: "a"},
				{Day: "2026-11-23", Kind: Missed, Query: "Gift  card!", Reader: "a"},
				{Day: "2026-11-29", Kind: Missed, Query: "gift card"},
				{Day: "2026-11-24", Kind: Rating, Page: "/a/", Answer: "no", Reader: "b"},
				{Day: "2026-11-24", Kind: Rating, Page: "/a/", Answer: "no", Reason: "unclear", Reader: "b"},
				{Day: "2026-11-24", Kind: Rating, Page: "/a/", Answer: "yes", Reader: "c"},
				{Day: "2026-11-24", Kind: Dead, Page: "/gone/"},
			}); err != nil {
				t.Fatal(err)
			}
			got, err := s.Weeks(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := []WeekCount{
				{"2026-11-16", Missed, "gift card", "", 1}, {"2026-11-23", Missed, "gift card", "", 2}, {"2026-11-23", Rating, "", "/a/", 1},
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// What is forgotten is on the disk no more, in none of the files of the store, and what
// programs that did not overwrite had left there is gone, too.
func TestForgottenSignalsLeaveTheDisk(t *testing.T) {
	dsn := filepath.Join(t.TempDir(), "signals.db")
	s := open(t, dsn)
	if _, err := s.db.Exec(`PRAGMA secure_delete = 0`); err != nil {
		t.Fatal(err)
	}
	var list []Signal
	for i := range 500 {
		list = append(list, Signal{Day: "2026-01-01", Kind: Missed, Query: fmt.Sprintf("zanzibar merger %d", i), ID: NewID()})
	}
	list = append(list, Signal{Day: "2026-02-02", Kind: Missed, Query: "kept words", ID: NewID()})
	if _, err := s.Add(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	if old, _, err := s.Prune(t.Context(), time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), MaxStored); old != 500 || err != nil {
		t.Fatalf("%d were forgotten: %v", old, err)
	}
	files, err := filepath.Glob(dsn + "*")
	if err != nil {
		t.Fatal(err)
	}
	kept := false
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("zanzibar")) {
			t.Errorf("%s still holds what is forgotten", filepath.Base(name))
		}
		kept = kept || bytes.Contains(data, []byte("kept words"))
	}
	if !kept {
		t.Error("what is kept cannot be read in the files; the test looks at nothing")
	}
}

// Lines that are no signals are left out and named, and what is restored is masked.
func TestRestoreLeavesOutWhatIsNoSignal(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "signals.db"))
	mask := func(text string) string { return strings.ReplaceAll(text, "joe@example.com", "[email 1]") }
	file := `{"day":"2026-01-01","kind":"missed","query":"mail joe@example.com","id":"joe@example.com","reader":"joe@example.com","lang":"joe@example.com"}
{"day":"2026-01-01","kind":"dead","page":"//x"}

nonsense
{"day":"2026-01-01","kind":"missed","query":"` + strings.Repeat("a", 2*maxLine) + `"}
{"day":"2026-01-01","kind":"dead","page":"/joe@example.com/","from":"/joe@example.com"}`
	for _, want := range []int{2, 0} {
		got, err := s.Restore(t.Context(), strings.NewReader(file), true, mask)
		if err != nil || got.New != want || got.BadLines != 3 || len(got.Bad) != 3 {
			t.Fatalf("%+v, %v", got, err)
		}
		for i, line := range []string{"line 2: ", "line 4: ", "line 5: "} {
			if said := got.Bad[i].Error(); !strings.HasPrefix(said, line+"not a signal") {
				t.Errorf("%q, want %s", said, line)
			}
		}
	}
	if err := s.Each(t.Context(), func(g Signal) error {
		if line := fmt.Sprintf("%+v", g); strings.Contains(line, "joe@") {
			t.Error(line)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// A damaged file is left as it is, and a store whose file was moved away begins anew.
func TestADamagedFileIsLeftAlone(t *testing.T) {
	dsn := filepath.Join(t.TempDir(), "signals.db")
	damage := bytes.Repeat([]byte("\x81 random "), 1000)
	if err := os.WriteFile(dsn, damage, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Connect(dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Prepare(t.Context()); !errors.Is(err, ErrDamaged) {
		t.Errorf("a damaged file: %v", err)
	}
	if now, err := os.ReadFile(dsn); err != nil || !bytes.Equal(now, damage) {
		t.Errorf("it was written to: %v", err)
	}
	if err := os.Rename(dsn, dsn+".damaged"); err != nil {
		t.Fatal(err)
	}
	if err := s.Prepare(t.Context()); err != nil {
		t.Errorf("after it was moved away: %v", err)
	}
	if info, err := os.Stat(dsn); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the new file: %v, %v", info, err)
	}
}
