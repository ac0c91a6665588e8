// Package signals keeps what readers of a served site leave: searches without a
// result, hits that were opened, ratings with a reason, and dead addresses.
//
// # Whom a signal is of
//
// Nobody. A signal has a day and no time, no address of a network and no cookie.
// Reader is a hash under a salt that is made anew each day and never stored, so
// that it tells two readers of one day apart and cannot be followed further.
// Whatever a reader types is masked before it is stored: by who calls Add, and by
// Restore of what comes from elsewhere.
//
// # Two databases
//
// A store is a file of SQLite, or a PostgreSQL database that several servers
// share. Both speak the same SQL here; migrate.go is the history of the tables,
// dialect.go the little that differs.
package signals

import (
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Kind tells what a reader did.
type Kind string

// The kinds of signals.
const (
	// Missed is a search without a result: Query is set.
	Missed Kind = "missed"
	// Click is a hit that was opened: Query and Page are set.
	Click Kind = "click"
	// Rating is the answer to "was this helpful?": Page and Answer are set, and
	// Reason where the reader gave one.
	Rating Kind = "rating"
	// Dead is an address where nothing is: Page is set, and From where the link
	// stands on a page of the site itself.
	Dead Kind = "dead"
)

// Reasons are what a reader who says no may answer to "why?".
var Reasons = []string{"unanswered", "unclear", "wrong"}

// The limits of a signal, in bytes.
const (
	MaxQuery = 256
	MaxPage  = 512
)

// A Signal is one thing that a reader did. Its JSON form is that of exports and
// backups, one signal a line.
type Signal struct {
	// ID tells equal signals apart, so that none is stored twice: NewID, or what a
	// function on a static host gave it. It says nothing of the reader.
	ID string `json:"id,omitempty"`
	// Day is "2006-01-02" in UTC.
	Day  string `json:"day"`
	Kind Kind   `json:"kind"`
	// Lang is the language of the page, a BCP 47 tag, or "".
	Lang string `json:"lang,omitempty"`
	// Query is what was searched, masked.
	Query string `json:"query,omitempty"`
	// Page and From are addresses from the site's root, without query and
	// fragment, masked.
	Page string `json:"page,omitempty"`
	From string `json:"from,omitempty"`
	// Answer is "yes" or "no", Reason one of Reasons or "".
	Answer string `json:"answer,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Reader tells readers of one day apart, "" where that is not known.
	Reader string `json:"reader,omitempty"`
}

// NewID is an id that no other signal has.
func NewID() string { return rand.Text() }

// errSignal begins what Check says.
var errSignal = errors.New("not a signal")

// Check reports what is wrong with a signal that came from outside. What does
// not belong to the signal's kind is an error too, so that nothing is kept that
// nobody looks at.
func (s *Signal) Check() error {
	if _, err := time.Parse(time.DateOnly, s.Day); err != nil {
		return fmt.Errorf("%w: day %q", errSignal, s.Day)
	}
	if len(s.ID) > 64 || len(s.Lang) > 35 || len(s.Reader) > 32 || len(s.Query) > MaxQuery || len(s.Page) > MaxPage || len(s.From) > MaxPage {
		return fmt.Errorf("%w: too long", errSignal)
	}
	for _, text := range []string{s.ID, s.Lang, s.Query, s.Page, s.From, s.Reader} {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			return fmt.Errorf("%w: control characters, or not UTF-8", errSignal)
		}
	}
	for _, page := range []string{s.Page, s.From} {
		if page != "" && (!strings.HasPrefix(page, "/") || strings.HasPrefix(page, "//") || strings.ContainsAny(page, "?#")) {
			return fmt.Errorf("%w: a page begins with one slash and has no query", errSignal)
		}
	}
	return s.checkKind()
}

func (s *Signal) checkKind() error {
	type parts struct{ query, page, from, answer, reason bool }
	has := parts{s.Query != "", s.Page != "", s.From != "", s.Answer != "", s.Reason != ""}
	switch s.Kind {
	case Missed:
		if has == (parts{query: true}) {
			return nil
		}
	case Click:
		if has == (parts{query: true, page: true}) {
			return nil
		}
	case Dead:
		has.from = false
		if has == (parts{page: true}) {
			return nil
		}
	case Rating:
		reasoned := s.Reason == "" || s.Answer == "no" && slices.Contains(Reasons, s.Reason)
		has.reason = false
		if has == (parts{page: true, answer: true}) && (s.Answer == "yes" || s.Answer == "no") && reasoned {
			return nil
		}
	default:
		return fmt.Errorf("%w: kind %q", errSignal, s.Kind)
	}
	return fmt.Errorf("%w: the parts of a %s do not fit", errSignal, s.Kind)
}

// plainLang is the shape of a language's tag, plainPrint that of ids and of prints of
// readers.
var (
	plainLang  = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)
	plainPrint = regexp.MustCompile(`^[A-Za-z0-9/_-]+$`)
)

// Masked is a signal that has passed Check, without the personal data that mask takes out of
// texts, cut where that has made it longer, and without a language that is none.
func (s Signal) Masked(mask func(string) string) Signal {
	clean := func(text string, most int) string {
		if text == "" {
			return ""
		}
		text = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return ' '
			}
			return r
		}, mask(text))
		return strings.ToValidUTF8(text[:min(len(text), most)], "")
	}
	if !plainLang.MatchString(s.Lang) {
		s.Lang = ""
	}
	s.Query = clean(s.Query, MaxQuery)
	s.Page, s.From = clean(s.Page, MaxPage), clean(s.From, MaxPage)
	return s
}

// Normal is the form of a query by which searches are counted together: lower
// case, one space between words, no punctuation at the ends of words.
func Normal(query string) string {
	var words []string
	for word := range strings.FieldsSeq(strings.ToLower(query)) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
