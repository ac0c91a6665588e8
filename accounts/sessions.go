package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// How long a session lasts: without a request, and at most.
const (
	Idle     = time.Hour
	Absolute = 12 * time.Hour
)

// The most sessions that are kept: of all, and of one person. Beyond, the oldest ends.
const (
	maxSessions    = 2000
	maxOwnSessions = 10
)

// A Session is somebody who has signed in.
type Session struct {
	Name string
	Role Role
	// Stamp is what the session rests on, such as the hash of the password; when that
	// has changed, the session is to be ended.
	Stamp string
	// Token goes along with each form of the session.
	Token string

	began, seen time.Time
}

// Sessions are kept in memory, by hashes of their ids: a server that starts again has
// none, and whoever reads its memory cannot sign in. It is safe for concurrent use.
type Sessions struct {
	now func() time.Time

	mu  sync.Mutex
	all map[[sha256.Size]byte]*Session
}

// NewSessions keeps sessions by a clock.
func NewSessions(now func() time.Time) *Sessions {
	return &Sessions{now: now, all: map[[sha256.Size]byte]*Session{}}
}

// Begin begins a session and gives its id, a secret of 128 bits or more. Each sign-in
// has an id of its own, whatever was before.
func (s *Sessions) Begin(name string, role Role, stamp string) (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.room(name, now)
	id = rand.Text()
	s.all[sha256.Sum256([]byte(id))] = &Session{Name: name, Role: role, Stamp: stamp, Token: rand.Text(), began: now, seen: now}
	return id
}

// room ends sessions that are over, and the oldest where there are too many.
func (s *Sessions) room(name string, now time.Time) {
	own := 0
	var oldest, oldestOwn *Session
	for key, x := range s.all {
		if x.over(now) {
			delete(s.all, key)
			continue
		}
		if oldest == nil || x.began.Before(oldest.began) {
			oldest = x
		}
		if x.Name == name {
			own++
			if oldestOwn == nil || x.began.Before(oldestOwn.began) {
				oldestOwn = x
			}
		}
	}
	end := oldestOwn
	if own < maxOwnSessions {
		if end = oldest; len(s.all) < maxSessions {
			return
		}
	}
	for key, x := range s.all {
		if x == end {
			delete(s.all, key)
		}
	}
}

func (x *Session) over(now time.Time) bool {
	return now.Sub(x.seen) >= Idle || now.Sub(x.began) >= Absolute
}

// Find gives the session of an id, and notes that it was used.
func (s *Sessions) Find(id string) (Session, bool) {
	key := sha256.Sum256([]byte(id))
	s.mu.Lock()
	defer s.mu.Unlock()
	x, now := s.all[key], s.now()
	if x == nil {
		return Session{}, false
	}
	if x.over(now) {
		delete(s.all, key)
		return Session{}, false
	}
	x.seen = now
	return *x, true
}

// End ends the session of an id, if there is one.
func (s *Sessions) End(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, sha256.Sum256([]byte(id)))
}
