package server

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"signpost/builder"
)

// Searches are the indexes of a site, and what they have answered. They are closed
// when the last site that has them leaves.
type searches struct {
	editions []builder.Edition
	answers  answers
	users    atomic.Int64
}

// of tells whether these are the indexes of a site.
func (s *searches) of(editions []builder.Edition) bool {
	return slices.EqualFunc(s.editions, editions, func(a, b builder.Edition) bool { return a.Lang == b.Lang && a.Index == b.Index })
}

func (s *searches) leave() error {
	if s.users.Add(-1) > 0 {
		return nil
	}
	var err error
	for _, e := range s.editions {
		err = errors.Join(err, e.Index.Close())
	}
	return err
}

// answers keep what was answered to searches for as long as the index is served, since
// readers ask much the same. It is safe for concurrent use.
type answers struct {
	mu   sync.Mutex
	made map[string]*entry
	size int
}

// maxAnswers is how many bytes of answers are kept. Beyond, all are forgotten: what
// many ask is soon there again.
const maxAnswers = 16 << 20

func (a *answers) get(key string) *entry {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.made[key]
}

func (a *answers) put(key string, e *entry) {
	a.mu.Lock()
	defer a.mu.Unlock()
	// Its compressed forms, and the entry itself, take about as much again.
	size := 2*len(e.plain.data) + len(key) + 512
	if a.made == nil || a.size+size > maxAnswers {
		a.made, a.size = map[string]*entry{}, 0
	}
	if a.made[key] == nil {
		a.size += size
	}
	a.made[key] = e
}
