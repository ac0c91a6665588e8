package accounts

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"signpost/internal/frugal"
)

const good = "correct horse battery"

type clock struct{ t time.Time }

func newClock() *clock                { return &clock{time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)} }
func (c *clock) now() time.Time       { return c.t }
func (c *clock) pass(d time.Duration) { c.t = c.t.Add(d) }

func hashed(t *testing.T, password string) string {
	t.Helper()
	h, err := Hash(password)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestPasswords(t *testing.T) {
	h := hashed(t, good)
	if !strings.HasPrefix(h, "$argon2id$v=19$m=65536,t=3,p=4$") || strings.Contains(h, good) || h == hashed(t, good) {
		t.Errorf("the hash is %s", h)
	}
	if !Matches(h, good) {
		t.Error("the password is not known again")
	}
	for kept, password := range map[string]string{h: good + "x", h[:len(h)-2] + "AA": good, "": good, "$argon2id$v=19$m=65536,t=3,p=4$$": ""} {
		if Matches(kept, password) {
			t.Errorf("%q matches %q", password, kept)
		}
	}
	// Costs of another time are read from the hash.
	old := hash{memory: 8 << 10, passes: 1, lanes: 1, salt: []byte("12345678"), sum: make([]byte, 16)}
	if text := fmt.Sprintf("$argon2id$v=19$m=8192,t=1,p=1$MTIzNDU2Nzg$%s", base64.RawStdEncoding.EncodeToString(old.of(good))); !Matches(text, good) {
		t.Errorf("%s is not read", text)
	}
	for _, bad := range []string{"", "short", strings.Repeat("x", MaxPassword+1)} {
		if _, err := Hash(bad); err == nil {
			t.Errorf("%d characters are a password", len(bad))
		}
	}
}

func TestUsersAreReadBackAsWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "users.yaml")
	if users, err := Read(file); err != nil || users != nil {
		t.Fatalf("a file that is not there: %v %v", users, err)
	}
	want := []User{{"ann", Lead, hashed(t, good)}, {"bo@example.com", Reader, hashed(t, good)}}
	if err := Write(file, []User{want[1], want[0]}); err != nil {
		t.Fatal(err)
	}
	got, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if about, _ := os.Stat(file); about.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v", about.Mode())
	}
	b, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if u, ok, err := b.Find("ann"); !ok || err != nil || u.Role != Lead {
		t.Errorf("%v %v %v", u, ok, err)
	}
	if err := Write(file, want[1:]); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := b.Find("ann"); ok || err != nil {
		t.Errorf("somebody who was removed is still a user: %v", err)
	}
	if err := Write(file, nil); err != nil {
		t.Fatal(err)
	}
	if users, err := Read(file); len(users) != 0 || err != nil {
		t.Errorf("an empty file: %v %v", users, err)
	}
}

func TestFilesWithMistakesNameThem(t *testing.T) {
	h := hashed(t, good)
	user := func(name, role, password string) string {
		return fmt.Sprintf("  - name: %s\n    role: %s\n    password: %q\n", name, role, password)
	}
	for text, want := range map[string]string{
		"users:\n" + user("ann", "boss", h):                          "lead or reader",
		"users:\n" + user("Ann Berg", "lead", h):                     "small letters",
		"users:\n" + user("ann", "lead", good):                       "no hash",
		"users:\n" + user("ann", "lead", h) + user("ann", "lead", h): "twice",
		"usres: []\n": "usres",
	} {
		file := filepath.Join(t.TempDir(), "users.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(file); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), good) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	c := newClock()
	s := NewSessions(c.now)
	id := s.Begin("ann", Lead, "v1")
	x, ok := s.Find(id)
	if !ok || x.Name != "ann" || x.Role != Lead || x.Stamp != "v1" || len(x.Token) < 20 || len(id) < 20 {
		t.Fatalf("%+v %v", x, ok)
	}
	for range 20 {
		c.pass(Idle - time.Minute)
		if _, ok := s.Find(id); !ok {
			break
		}
	}
	if got := c.t.Sub(x.began); got < Absolute || got > Absolute+Idle {
		t.Errorf("a session that is used lasts %v", got)
	}
	id = s.Begin("ann", Lead, "v1")
	c.pass(Idle)
	if _, ok := s.Find(id); ok {
		t.Error("a session that nobody uses goes on")
	}
	id = s.Begin("ann", Lead, "v1")
	s.End(id)
	if _, ok := s.Find(id); ok {
		t.Error("a session goes on after its end")
	}
	if _, ok := s.Find(""); ok {
		t.Error("no id is a session")
	}
}

func TestSessionsAreBounded(t *testing.T) {
	c := newClock()
	s := NewSessions(c.now)
	first := s.Begin("ann", Lead, "")
	for range maxOwnSessions {
		c.pass(time.Second)
		s.Begin("ann", Lead, "")
	}
	if _, ok := s.Find(first); ok || len(s.all) != maxOwnSessions {
		t.Errorf("%d sessions of one person", len(s.all))
	}
	for i := range maxSessions {
		s.Begin(fmt.Sprint("user", i), Reader, "")
	}
	if len(s.all) > maxSessions {
		t.Errorf("%d sessions", len(s.all))
	}
}

func TestFailuresMakeWait(t *testing.T) {
	c := newClock()
	a := NewAttempts(c.now)
	for i := range nameFailures {
		if wait := a.Take(Try{Name: "ann", Address: fmt.Sprint("10.0.0.", i)}); wait != 0 {
			t.Fatalf("attempt %d has to wait", i)
		}
	}
	if wait := a.Take(Try{Name: "ann", Address: "10.0.0.99"}); wait != firstWait {
		t.Errorf("after %d failures of a name: %v", nameFailures, wait)
	}
	if wait := a.Take(Try{Name: "bo", Address: "10.0.0.99"}); wait != 0 {
		t.Errorf("another name has to wait: %v", wait)
	}
	c.pass(firstWait)
	if wait := a.Take(Try{Name: "ann", Address: "10.0.0.99"}); wait != 0 {
		t.Errorf("after the wait: %v", wait)
	}
	if wait := a.Take(Try{Name: "ann", Address: "10.0.0.99"}); wait != 2*firstWait {
		t.Errorf("the second wait: %v", wait)
	}
	c.pass(2 * firstWait)
	if wait := a.Take(Try{Name: "ann", Address: "10.0.0.99"}); wait != 0 {
		t.Errorf("after the second wait: %v", wait)
	}
	a.Succeeded(Try{Name: "ann", Address: "10.0.0.99"})
	if wait := a.Take(Try{Name: "ann", Address: "10.0.0.99"}); wait != 0 {
		t.Errorf("after success: %v", wait)
	}
	// One address that tries many names has to wait, too.
	for i := range addressFailures {
		if wait := a.Take(Try{Name: fmt.Sprint("nobody", i), Address: "10.9.9.9"}); wait != 0 {
			t.Fatalf("attempt %d of an address has to wait", i)
		}
	}
	if wait := a.Take(Try{Name: "somebody", Address: "10.9.9.9"}); wait == 0 {
		t.Error("an address can try as many names as it likes")
	}
	if wait := a.Take(Try{Name: "somebody", Address: "10.9.9.10"}); wait != 0 {
		t.Error("the name has to wait for what its address did")
	}
}

// What was not tried is no failure, and opens no lock that failures have set.
func TestWhatWasNotTriedIsNoFailure(t *testing.T) {
	a := NewAttempts(newClock().now)
	for range 3 * nameFailures {
		if wait := a.Take(Try{Name: "ann", Address: "10.0.0.1"}); wait != 0 {
			t.Fatalf("has to wait %v", wait)
		}
		a.Untried(Try{Name: "ann", Address: "10.0.0.1"})
	}
	for range nameFailures + 1 {
		a.Take(Try{Name: "ann", Address: "10.0.0.1"})
	}
	a.Untried(Try{Name: "bo", Address: "10.0.0.1"})
	if wait := a.Take(Try{Name: "ann", Address: "10.0.0.1"}); wait != firstWait {
		t.Errorf("after failures: %v, want %v", wait, firstWait)
	}
}

func TestAttemptsAreBounded(t *testing.T) {
	c := newClock()
	a := NewAttempts(c.now)
	for i := range maxAttempts/2 + 50 {
		a.Take(Try{Name: fmt.Sprint("n", i), Address: fmt.Sprint("a", i)})
	}
	if len(a.all) > maxAttempts {
		t.Errorf("%d attempts are kept", len(a.all))
	}
}

func FuzzHashes(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=3,p=4$MTIzNDU2Nzg$MTIzNDU2NzgxMjM0NTY3OA")
	f.Fuzz(frugal.One(func(t *testing.T, text string) {
		h, err := parseHash(text)
		if err == nil && (h.memory > 1<<20 || h.passes > 20 || h.lanes == 0) {
			t.Errorf("%s costs %d KiB and %d passes", text, h.memory, h.passes)
		}
	}))
}
