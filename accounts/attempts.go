package accounts

import (
	"crypto/sha256"
	"sync"
	"time"
)

// How often somebody may fail before they have to wait, and how long they wait: as long
// again for each failure more, up to the longest. An hour without failure forgets.
const (
	nameFailures    = 5
	addressFailures = 20
	firstWait       = time.Minute
	longestWait     = 15 * time.Minute
	forgetFailures  = time.Hour
	maxAttempts     = 20_000 // that are counted one by one
)

// Attempts count failed sign-ins, by name and by address, whether there is such a user
// or not, so that it tells nobody who is one. They are in memory, as hashes. It is
// safe for concurrent use.
type Attempts struct {
	now func() time.Time

	mu  sync.Mutex
	all map[key]*attempt
}

// A Try is what a sign-in is counted by.
type Try struct {
	// Name is what somebody typed, whether there is such a user or not.
	Name string
	// Known says that the user of that name has signed in at this browser before. Such
	// failures count apart, so that nobody is locked out by those who know their name.
	Known bool
	// Address is that of a network.
	Address string
}

// A key is what failures are counted under. Name and address are hashed; what they are is
// beside the hash, so that nobody can type the name of another key.
type key struct {
	kind  kind
	print [sha256.Size]byte
}

type kind byte

const (
	byName kind = iota
	byKnownName
	byAddress
)

type attempt struct {
	failures int
	last     time.Time
	until    time.Time // before which nothing is tried
}

// NewAttempts counts by a clock.
func NewAttempts(now func() time.Time) *Attempts {
	return &Attempts{now: now, all: map[key]*attempt{}}
}

type limited struct {
	key  key
	most int
}

func (t Try) limits() [2]limited {
	name := byName
	if t.Known {
		name = byKnownName
	}
	return [2]limited{{key{name, sha256.Sum256([]byte(t.Name))}, nameFailures}, {key{byAddress, sha256.Sum256([]byte(t.Address))}, addressFailures}}
}

// Take begins an attempt, which counts as failed until Succeeded says otherwise, so that
// many at once gain nothing. wait is how long to wait instead, 0 for not at all.
func (a *Attempts) Take(t Try) (wait time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	for _, l := range t.limits() {
		if x := a.all[l.key]; x != nil && now.Before(x.until) {
			wait = max(wait, x.until.Sub(now))
		}
	}
	if wait > 0 {
		return wait
	}
	for _, l := range t.limits() {
		x := a.all[l.key]
		if x == nil {
			a.room(now)
			x = &attempt{}
			a.all[l.key] = x
		}
		if now.Sub(x.last) >= forgetFailures {
			x.failures = 0
		}
		x.failures++
		x.last = now
		if over := x.failures - l.most; over >= 0 {
			x.until = now.Add(min(longestWait, firstWait<<min(over, 10)))
		}
	}
	return 0
}

// room forgets the attempts that are over, and the longest ago when that is not enough.
func (a *Attempts) room(now time.Time) {
	if len(a.all) < maxAttempts {
		return
	}
	var oldest key
	at := now
	for k, x := range a.all {
		if now.Sub(x.last) >= forgetFailures {
			delete(a.all, k)
		} else if !x.last.After(at) {
			oldest, at = k, x.last
		}
	}
	if len(a.all) >= maxAttempts {
		delete(a.all, oldest)
	}
}

// Untried takes an attempt back that came to nothing, because there was no time for it.
func (a *Attempts) Untried(t Try) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, l := range t.limits() {
		if x := a.all[l.key]; x != nil && x.failures > 0 {
			if x.failures--; x.failures < l.most {
				x.until = time.Time{}
			}
		}
	}
}

// Succeeded forgets the failures of a name, and takes the attempt back from its address.
func (a *Attempts) Succeeded(t Try) {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := t.limits()
	delete(a.all, l[0].key)
	if x := a.all[l[1].key]; x != nil {
		x.failures = max(0, x.failures-1)
		x.until = time.Time{}
	}
}
