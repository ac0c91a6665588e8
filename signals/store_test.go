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
		if n, err := to.Restore(t.Context(), bytes.NewReader(backup.Bytes()), false); n != len(sample) || err != nil {
			t.Fatalf("restored %d: %v", n, err)
		}
		if _, err := to.Restore(t.Context(), bytes.NewReader(backup.Bytes()), false); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("a second restore: %v", err)
		}
		if _, err := to.Restore(t.Context(), strings.NewReader(`{"day":"2026-01-01","kind":"dead","page":"/a/"}`+"\n"+`{"day":"yesterday"}`), true); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("a broken line: %v", err)
		}
		// The same file again adds nothing, and a longer one what is new in it.
		for _, more := range []string{"", `{"day":"2026-01-01","kind":"dead","page":"/a/"}` + "\n", `{"id":"7","day":"2026-01-01","kind":"dead","page":"/a/"}` + "\n"} {
			want := strings.Count(more, "\n")
			for range 2 {
				if n, err := to.Restore(t.Context(), strings.NewReader(backup.String()+more), true); n != want || err != nil {
					t.Errorf("merged %d, want %d: %v", n, want, err)
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
	n, err := s.Prune(t.Context(), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
	if n != 3 || err != nil {
		t.Errorf("%d signals were forgotten: %v", n, err)
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
