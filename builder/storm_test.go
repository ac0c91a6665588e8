package builder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A storm saves files of a site in all the ways that editors, file managers and git do.
type storm struct {
	t      *testing.T
	random *rand.Rand
	dir    string // the site folder
	beside string // a folder on the same disk, which nobody watches
	branch int
	git    bool
	ways   map[string]int
}

const stormFolders = 3

func newStorm(t *testing.T, seed uint64) *storm {
	t.Helper()
	s := &storm{t: t, random: rand.New(rand.NewPCG(seed, 17)), dir: t.TempDir(), beside: t.TempDir(), ways: map[string]int{}}
	put(t, filepath.Join(s.dir, "signpost.yaml"), "title: Help\n")
	for i := range stormFolders {
		for n := range 8 {
			s.must(os.MkdirAll(s.folder(i), 0o755))
			s.must(os.WriteFile(s.file(i, n), s.text(0), 0o600))
		}
	}
	if _, err := exec.LookPath("git"); err == nil {
		s.git = true
		s.run("init", "-q", "-b", "one")
		s.run("add", "-A")
		s.run("commit", "-q", "-m", "one")
		s.run("checkout", "-q", "-b", "two")
		for n := range 5 {
			s.must(os.WriteFile(s.file(0, n), s.text(1), 0o600))
		}
		s.must(os.RemoveAll(s.folder(2)))
		s.run("add", "-A")
		s.run("commit", "-q", "-m", "two")
		s.run("checkout", "-q", "one")
	}
	return s
}

// must fails the test, unless the file is not there: another save took it away.
func (s *storm) must(err error) {
	s.t.Helper()
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrExist) {
		s.t.Fatal(err)
	}
}

func (s *storm) run(args ...string) {
	s.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", s.dir, "-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func (s *storm) folder(i int) string { return filepath.Join(s.dir, "content", fmt.Sprintf("c%d", i)) }

func (s *storm) file(i, n int) string { return filepath.Join(s.folder(i), fmt.Sprintf("a%d.md", n)) }

// text is an article, often of the same length.
func (s *storm) text(save int) []byte {
	return fmt.Appendf(nil, "---\ntitle: T %02d\n---\nSave %06d.\n", s.random.IntN(90)+10, save)
}

// save saves once, in the nth way.
func (s *storm) save(n int) {
	i := s.random.IntN(stormFolders)
	s.must(os.MkdirAll(s.folder(i), 0o755))
	name, text := s.file(i, s.random.IntN(8)), s.text(n)
	ways := []struct {
		name string
		do   func()
	}{
		{"write in place", func() { s.must(os.WriteFile(name, text, 0o600)) }},
		{"write beside, rename over", func() {
			s.must(os.WriteFile(name+".tmp", text, 0o600))
			s.must(os.Rename(name+".tmp", name))
		}},
		{"rename in from outside", func() {
			from := filepath.Join(s.beside, "file")
			s.must(os.WriteFile(from, text, 0o600))
			s.must(os.Rename(from, name))
		}},
		{"delete, create", func() {
			s.must(os.Remove(name))
			s.must(os.WriteFile(name, text, 0o600))
		}},
		{"truncate, write in pieces", func() {
			f, err := os.Create(name)
			s.must(err)
			defer f.Close()
			for _, piece := range [][]byte{text[:7], text[7:]} {
				_, err = f.Write(piece)
				s.must(err)
			}
		}},
		{"backup, create, drop the backup", func() {
			s.must(os.Rename(name, name+"~"))
			s.must(os.WriteFile(name, text, 0o600))
			s.must(os.Remove(name + "~"))
		}},
		{"touch", func() { s.must(os.Chtimes(name, time.Now(), time.Now())) }},
		{"keep the time", func() {
			info, err := os.Stat(name)
			s.must(err)
			s.must(os.WriteFile(name, text, 0o600))
			if info != nil {
				s.must(os.Chtimes(name, info.ModTime(), info.ModTime()))
			}
		}},
		{"change the mode", func() { s.must(os.Chmod(name, 0o640)) }},
		{"delete", func() { s.must(os.Remove(name)) }},
		{"a file that no build reads", func() { s.must(os.WriteFile(filepath.Join(s.folder(i), ".#lock"), text, 0o600)) }},
	}
	way := ways[s.random.IntN(len(ways))]
	s.ways[way.name]++
	way.do()
	if s.random.IntN(25) == 0 {
		s.saveFolder(i, n)
	}
	if s.git && s.random.IntN(400) == 0 {
		s.branch = 1 - s.branch
		s.ways["git checkout"]++
		s.run("checkout", "-q", "-f", []string{"one", "two"}[s.branch])
	}
}

// saveFolder does something to a whole folder.
func (s *storm) saveFolder(i, n int) {
	other := s.folder((i + 1) % stormFolders)
	s.must(os.MkdirAll(other, 0o755))
	switch s.random.IntN(4) {
	case 0:
		s.ways["swap two folders"]++
		s.must((systemDisk{}).Swap(s.folder(i), other))
	case 1:
		s.ways["put a folder in place of another"]++
		fresh := filepath.Join(s.beside, fmt.Sprint("fresh", n))
		s.must(os.MkdirAll(fresh, 0o755))
		for a := range 4 {
			s.must(os.WriteFile(filepath.Join(fresh, fmt.Sprintf("a%d.md", a)), s.text(n), 0o600))
		}
		s.must(os.Rename(s.folder(i), filepath.Join(s.beside, fmt.Sprint("old", n))))
		s.must(os.Rename(fresh, s.folder(i)))
	case 2:
		s.ways["move a folder away and back"]++
		s.must(os.Rename(s.folder(i), filepath.Join(s.beside, "away")))
		s.must(os.WriteFile(filepath.Join(s.beside, "away", "a1.md"), s.text(n), 0o600))
		s.must(os.Rename(filepath.Join(s.beside, "away"), s.folder(i)))
	default:
		s.ways["delete a folder, make it anew"]++
		s.must(os.RemoveAll(s.folder(i)))
		s.must(os.MkdirAll(s.folder(i), 0o755))
		s.must(os.WriteFile(s.file(i, 0), s.text(n), 0o600))
	}
}

// overflow makes more events than the system keeps for a watcher that does not take
// them; two files take turns, as the same event twice is one.
func (s *storm) overflow() {
	var files [2]*os.File
	for i := range files {
		s.must(os.MkdirAll(s.folder(0), 0o755))
		f, err := os.Create(s.file(0, i))
		s.must(err)
		defer f.Close()
		files[i] = f
	}
	for i := range 40_000 {
		_, err := files[i%2].WriteAt([]byte("---\ntitle: Flood\n---\n"), 0)
		s.must(err)
	}
}

// A stage watches a site, as preview does, and shows it.
type stage struct {
	mu    sync.Mutex
	shown *Result
	// hold keeps the watcher waiting while something is in it.
	hold    chan struct{}
	called  chan bool // whether names were told
	stopped chan error
}

func (s *storm) watched(ctx context.Context, cfg Config) *stage {
	st := &stage{hold: make(chan struct{}, 1), called: make(chan bool, 100_000), stopped: make(chan error, 1)}
	live, stale := NewLive(cfg), make(chan struct{}, 1)
	show := func(res *Result) {
		st.mu.Lock()
		st.shown = res
		st.mu.Unlock()
	}
	stale <- struct{}{}
	go func() {
		st.stopped <- Watch(ctx, s.dir, 50*time.Millisecond, func(names []string) {
			st.called <- names != nil
			st.hold <- struct{}{}
			<-st.hold
			live.Revise(ctx, names, show)
			select {
			case stale <- struct{}{}:
			default:
			}
		})
	}()
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-stale:
				_ = live.Rebuild(ctx, time.Time{}, show) // a file that is gone again is told by its event
			}
		}
	}()
	return st
}

// settles waits until what is shown equals a clean build, and returns how long it took.
func (s *storm) settles(st *stage, cfg Config) time.Duration {
	s.t.Helper()
	start := time.Now()
	clean, err := Build(s.t.Context(), cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	want := contents(s.t, clean)
	var last *Result
	differs := "nothing is shown"
	for time.Since(start) < 30*time.Second {
		st.mu.Lock()
		shown := st.shown
		st.mu.Unlock()
		if shown != last {
			last, differs = shown, ""
			got := map[string]string{}
			for _, f := range shown.Files {
				data, err := f.Content()
				if err != nil {
					differs = err.Error()
				}
				got[f.Path] = string(data)
			}
			for name := range want {
				if got[name] != want[name] {
					differs = name
				}
			}
			if len(got) != len(want) {
				differs = fmt.Sprintf("%d files, want %d", len(got), len(want))
			}
			if differs == "" {
				return time.Since(start)
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	select {
	case err := <-st.stopped:
		s.t.Errorf("the watcher has stopped: %v", err)
	default:
	}
	s.t.Fatalf("30 s after the storm what is shown is not what a clean build gives: %s", differs)
	return 0
}

// overflown waits until the watcher tells that it does not know what has changed.
func (st *stage) overflown(t *testing.T) {
	t.Helper()
	for after := time.After(20 * time.Second); ; {
		select {
		case named := <-st.called:
			if !named {
				return
			}
		case <-after:
			t.Fatal("the queue of events did not overflow")
		}
	}
}

// TestStormsLoseNothing saves many times, lets half of the storms overflow the queue of
// events, and compares what is shown then with a clean build. SIGNPOST_TIMES sets the
// number of storms, of 10,000 saves each, and holds them to two seconds.
func TestStormsLoseNothing(t *testing.T) {
	storms, saves := repeat(3), 10_000
	if os.Getenv("SIGNPOST_TIMES") == "" {
		saves = 400
	}
	s := newStorm(t, 1)
	cfg := Config{Site: os.DirFS(s.dir), Theme: tiny, AllowBroken: true}
	ctx, stop := context.WithCancel(t.Context())
	st := s.watched(ctx, cfg)
	s.settles(st, cfg)
	time.Sleep(300 * time.Millisecond) // the watcher needs a moment to start
	var longest time.Duration
	for i := range storms {
		flood := i%2 == 1
		for len(st.called) > 0 {
			<-st.called
		}
		if flood {
			st.hold <- struct{}{}
			s.must(os.MkdirAll(s.folder(0), 0o755))
			s.must(os.WriteFile(s.file(0, 0), s.text(i), 0o600))
			<-st.called // it waits now
			s.overflow()
		}
		for n := range saves {
			s.save(n)
		}
		if flood {
			<-st.hold
		}
		took := s.settles(st, cfg)
		longest = max(longest, took)
		if saves == 10_000 && took > 2*time.Second {
			t.Errorf("storm %d: %v until all was shown", i, took)
		}
		if flood {
			st.overflown(t)
		}
		if i%10 == 9 {
			t.Logf("%d storms, at most %v until all was shown", i+1, longest)
		}
	}
	stop()
	if err := <-st.stopped; err != nil {
		t.Error(err)
	}
	t.Logf("%d storms of %d saves, at most %v until all was shown: %v", storms, saves, longest, s.ways)
}
