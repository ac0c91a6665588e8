package practice

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"signpost/inbox"
	"signpost/inbox/audit"
)

// A Report is practice.json: how a team kept to its habits. Times are in whole
// seconds, shares from 0 to 1 with three digits, days as 2026-08-03 in the zone
// of the business hours. Lists are never null.
type Report struct {
	// Sentence says the most important in one sentence.
	Sentence string `json:"sentence"`
	Span     Span   `json:"span"`
	// Stray counts times that are left out of it.
	Stray Stray `json:"stray"`
	// Conversations is how many were read; LeftOut says which of them no metric
	// counts.
	Conversations int      `json:"conversations"`
	LeftOut       []Reason `json:"left_out"`
	Formats       []Format `json:"formats"`
	Source        []Source `json:"source"`
	// Target is the business time, in seconds, within which customers are to
	// be answered, and BusinessDay the longest day of the week.
	Target      int   `json:"target_s"`
	BusinessDay int   `json:"business_day_s"`
	Hours       Hours `json:"hours"`
	// People tells whether the report has rows by person.
	People  bool     `json:"people"`
	Metrics []Metric `json:"metrics"`
	// SavedReplies are those of the export, most used first; Proposals are texts
	// that could become saved replies, most typed first; Articles are those
	// sent, most sent first.
	SavedReplies []SavedReplyUse `json:"saved_replies"`
	Proposals    []Proposal      `json:"proposals"`
	Articles     []ArticleUse    `json:"articles"`
	// Masked counts the masked places by kind of personal data.
	Masked map[string]int `json:"masked"`
	// Masking says what a person should look at before the report is shared.
	Masking audit.Masking `json:"masking"`
}

// A Span is the first and the last day of the data.
type Span struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// A Format is a system the conversations came from.
type Format struct {
	// Source is the name that machines use, Name that for people.
	Source        string `json:"source"`
	Name          string `json:"name"`
	Conversations int    `json:"conversations"`
}

// A Source is a file that was read.
type Source struct {
	Path          string `json:"path"`
	Format        string `json:"format"`
	Conversations int    `json:"conversations"`
}

// Hours are the business hours that were used.
type Hours struct {
	// From says where they come from, and is "" when none were given and every
	// hour counts. Zone is an IANA name.
	From string `json:"from"`
	Zone string `json:"zone"`
	// Week has a text for each day from Monday: "09:00–17:00", or "closed".
	Week    []string `json:"week"`
	Special int      `json:"special_days"`
	// Used tells for how many conversations which hours held, where the export has
	// several, the usual ones first; Notes what of them could not be used.
	Used  []HoursUse `json:"used"`
	Notes []string   `json:"notes"`
}

// HoursUse are hours that held for some conversations.
type HoursUse struct {
	// Name is that of the schedule, "" where it has none; Zone is an IANA name.
	Name string `json:"name"`
	Zone string `json:"zone"`
	// By says why: usual, conversation (which names it, or its inbox does) or team.
	By            string `json:"by"`
	Conversations int    `json:"conversations"`
}

// Why tells it for people.
func (u HoursUse) Why() string {
	switch u.By {
	case string(inbox.HoursByTeam):
		return "that of their team"
	case string(inbox.HoursByConversation):
		return "named by the ticket or its inbox"
	}
	return "the usual one, as nothing names another"
}

// A Reason is why something was left out.
type Reason struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// A Metric is one measured habit.
type Metric struct {
	// ID names it for machines and does not change.
	ID      string `json:"id"`
	Section string `json:"section"`
	Title   string `json:"title"`
	// State is measured; nothing, when there was no occasion; or unavailable,
	// when no format tells, and then Why says so.
	State string `json:"state"`
	Why   string `json:"why,omitempty"`
	// Counts says in words what N, Count and the times are.
	Counts string `json:"counts"`
	Row
	// Mean is of ratings, from 1 to 5; 0 elsewhere.
	Mean float64 `json:"mean,omitempty"`
	// Parts tell the count by kind.
	Parts   []Part   `json:"parts"`
	LeftOut []Reason `json:"left_out"`
	// Limits say what the formats do not tell exactly.
	Limits []string `json:"limits"`
	Weeks  []Row    `json:"weeks"`
	Teams  []Row    `json:"teams"`
	// Persons is empty unless it was asked for.
	Persons  []Row     `json:"persons"`
	Examples []Example `json:"examples"`
	// ExamplesAre says what they have in common.
	ExamplesAre string `json:"examples_are,omitempty"`
}

// A Row is the numbers of a metric, for all, a week, a team or a person.
type Row struct {
	// Key is the Monday of a week, or a name; "" for all.
	Key string `json:"key,omitempty"`
	// N is how many occasions there were, Count how many of them did, and
	// Share is Count of N.
	N     int     `json:"n"`
	Count int     `json:"count"`
	Share float64 `json:"share"`
	// Measured is how many times were measured, Median and P90 are theirs.
	Measured int `json:"measured,omitempty"`
	Median   int `json:"median_s,omitempty"`
	P90      int `json:"p90_s,omitempty"`
}

// A Part is a kind within a count.
type Part struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// An Example is a conversation to look at.
type Example struct {
	Conversation string `json:"conversation"`
	Day          string `json:"day"`
	Seconds      int    `json:"seconds,omitempty"`
	// Text is masked.
	Text string `json:"text,omitempty"`
}

// A SavedReplyUse is how often a saved reply was used.
type SavedReplyUse struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Recorded uses are those that the system tells, Recognized those told by
	// their text. A TooShort one can not be recognized.
	Recorded   int  `json:"recorded"`
	Recognized int  `json:"recognized"`
	TooShort   bool `json:"too_short"`
}

// Uses is how often it was used.
func (s SavedReplyUse) Uses() int { return s.Recorded + s.Recognized }

// A Proposal is a text that could become a saved reply.
type Proposal struct {
	// Text is the first of the texts, masked and shortened.
	Text string `json:"text"`
	// Count is how often it was typed, Agents by how many people; 9 means 9 or
	// more. Of a very large export the count can be AtMostMissed too low.
	Count        int `json:"count"`
	Agents       int `json:"agents"`
	AtMostMissed int `json:"at_most_missed,omitempty"`
	// Article is the one that was sent with the text most often, or that says
	// the same; it is empty if there is none. Sent is how often it was sent.
	Article       Article  `json:"article"`
	Sent          int      `json:"sent"`
	Conversations []string `json:"conversations"`
}

// An ArticleUse is how many answers sent an article.
type ArticleUse struct {
	Article
	Answers int `json:"answers"`
}

// How much is listed.
const (
	maxProposals = 12
	minRepeats   = 4
	maxArticles  = 15
	maxReplies   = 200
)

// report makes the report of all that was counted.
func (t *tally) report() (*Report, error) {
	r := &Report{
		Stray: t.stray, Conversations: t.conversations, LeftOut: reasons(t.leftOut), Formats: []Format{}, Source: []Source{}, Masked: map[string]int{},
		Target: int(t.opt.Target / time.Second), BusinessDay: int(t.usual / time.Second), Hours: t.hoursUsed(), People: t.opt.People,
		Metrics: []Metric{}, SavedReplies: []SavedReplyUse{}, Proposals: []Proposal{}, Articles: []ArticleUse{},
	}
	if !t.from.IsZero() {
		r.Span = Span{t.day(t.from), t.day(t.to)}
	}
	for _, s := range sortedKeys(t.formats) {
		r.Formats = append(r.Formats, Format{s, inbox.FormatName(s), t.formats[s]})
	}
	for id := range definitions {
		r.Metrics = append(r.Metrics, t.metric(id))
	}
	t.listReplies(r)
	t.propose(r)
	for _, url := range sortedKeys(t.sent) {
		r.Articles = append(r.Articles, *t.sent[url])
	}
	slices.SortStableFunc(r.Articles, func(a, b ArticleUse) int { return b.Answers - a.Answers })
	r.Articles = r.Articles[:min(len(r.Articles), maxArticles)]
	r.Sentence = r.sentence()
	var found inbox.Audit
	if t.opt.Summary != nil {
		var source []Source
		source, found = t.opt.Summary()
		r.Source = append(r.Source, source...)
		for kind, n := range found.Counts {
			r.Masked[kind] = n
		}
	}
	if err := r.auditMasking(found); err != nil {
		return nil, err
	}
	return r, nil
}

// metric writes one metric out.
func (t *tally) metric(id int) Metric {
	d, g := definitions[id], t.gauges[id]
	m := Metric{
		ID: d.id, Section: d.section, Title: d.title, Counts: d.counts(),
		Row: row("", g.cell, g.times.by(whole)[0]), Parts: parts(id, g.parts), LeftOut: reasons(g.leftOut), Limits: t.limits(d.group),
		Weeks: []Row{}, Teams: []Row{}, Persons: []Row{}, Examples: []Example{}, State: "measured",
	}
	for _, c := range g.examples {
		c.Day = t.day(c.at)
		m.Examples = append(m.Examples, c.Example)
		m.ExamplesAre = d.wrong
	}
	if id == goodRating && g.n > 0 {
		m.Mean = math.Round(100*g.sum/float64(g.n)) / 100
	}
	if why := t.unavailable(id); why != "" {
		return Metric{
			ID: d.id, Section: d.section, Title: d.title, Counts: d.counts(), State: "unavailable", Why: why, Parts: []Part{}, LeftOut: m.LeftOut,
			Limits: m.Limits, Weeks: []Row{}, Teams: []Row{}, Persons: []Row{}, Examples: []Example{},
		}
	}
	if g.n == 0 {
		m.State = "nothing"
		return m
	}
	m.Weeks = t.weekRows(g)
	m.Teams = t.nameRows(g, g.teams, ofTeam, t.teamName)
	if t.opt.People {
		m.Persons = t.nameRows(g, g.people, ofPerson, t.personName)
	}
	return m
}

// unavailable says why a metric cannot be told of any of the conversations.
func (t *tally) unavailable(id int) string {
	d, g := definitions[id], t.gauges[id]
	if id == savedReply && len(t.replies.replies) == 0 && g.parts["recorded by the system"] == 0 {
		return "The export holds no saved replies. Export them too (macros, canned responses or templates) and name their file beside the conversations."
	}
	if len(t.formats) == 0 {
		return ""
	}
	for s := range t.formats {
		switch text := tells(s)[d.group]; {
		case strings.HasPrefix(text, "-"), strings.HasPrefix(text, "?") && t.changed[s] == 0:
		default:
			return ""
		}
	}
	return strings.Join(t.limits(d.group), " ")
}

// limits says what the formats do not tell of a group.
func (t *tally) limits(g group) []string {
	out := []string{}
	for _, s := range sortedKeys(t.formats) {
		if text := strings.TrimLeft(tells(s)[g], "-?"); text != "" {
			out = append(out, inbox.FormatName(s)+": "+text+".")
		}
	}
	return out
}

func row(key string, c cell, q quantiles) Row {
	r := Row{Key: key, N: c.n, Count: c.count, Measured: q.n, Median: q.median, P90: q.p90}
	if c.n > 0 {
		r.Share = math.Round(1000*float64(c.count)/float64(c.n)) / 1000
	}
	return r
}

// weekRows has a row for each week from the first to the last, also for those
// without an occasion.
func (t *tally) weekRows(g *gauge) []Row {
	weeks := slices.DeleteFunc(sortedKeys(g.weeks), func(w int) bool {
		return w < int(weekOf(t.from, t.zone)) || w > int(weekOf(t.to, t.zone))
	})
	times := g.times.by(byWeek)
	out := []Row{}
	if len(weeks) == 0 {
		return out
	}
	first, last := weeks[0], weeks[len(weeks)-1]
	for w := max(first, last-maxWeeks+1); w <= last; w++ {
		c := cell{}
		if g.weeks[w] != nil {
			c = *g.weeks[w]
		}
		out = append(out, row(monday(w), c, times[w]))
	}
	return out
}

// maxWeeks bounds the trend: a broken time must not make it endless.
const maxWeeks = 520

// nameRows has a row for each team or person, the most occasions first.
func (t *tally) nameRows(g *gauge, cells map[int]*cell, by func(place) int, name func(int) string) []Row {
	times := g.times.by(by)
	out := []Row{}
	for _, k := range sortedKeys(cells) {
		out = append(out, row(name(k), *cells[k], times[k]))
	}
	slices.SortStableFunc(out, func(a, b Row) int { return cmp.Or(b.N-a.N, strings.Compare(a.Key, b.Key)) })
	return out
}

func (t *tally) teamName(n int) string {
	id := t.teams.names[n]
	switch {
	case id == "":
		return "no team"
	case t.opt.Team.Teams[id] != "":
		return t.opt.Team.Teams[id]
	}
	return "team " + id
}

func (t *tally) personName(n int) string {
	id := t.people.names[n]
	if id == "" {
		return "nobody"
	}
	return cmp.Or(t.opt.Team.Agents[id], t.names[id], "agent "+id)
}

func reasons(m map[string]int) []Reason {
	out := []Reason{}
	for _, k := range sortedKeys(m) {
		out = append(out, Reason{k, m[k]})
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return b.Count - a.Count })
	return out
}

// parts are in order of their size, and those of ratings the best first.
func parts(id int, m map[string]int) []Part {
	out := []Part{}
	for _, k := range sortedKeys(m) {
		out = append(out, Part{k, m[k]})
	}
	slices.Reverse(out)
	if id != goodRating {
		slices.SortStableFunc(out, func(a, b Part) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Kind, b.Kind)) })
	}
	return out
}

// listReplies lists the saved replies and their uses.
func (t *tally) listReplies(r *Report) {
	x := t.replies
	for i, s := range x.replies {
		r.SavedReplies = append(r.SavedReplies, SavedReplyUse{s.ID, s.Name, x.uses[i].recorded, x.uses[i].recognized, x.size[i] == 0})
	}
	for _, id := range sortedKeys(x.unknown) {
		r.SavedReplies = append(r.SavedReplies, SavedReplyUse{ID: id, Recorded: x.unknown[id]})
	}
	slices.SortStableFunc(r.SavedReplies, func(a, b SavedReplyUse) int { return b.Uses() - a.Uses() })
	r.SavedReplies = r.SavedReplies[:min(len(r.SavedReplies), maxReplies)]
}

// propose lists the texts that are typed most often, each with an article.
func (t *tally) propose(r *Report) {
	often := slices.DeleteFunc(slices.Clone(t.texts.groups), func(g *textGroup) bool { return g.count < minRepeats })
	slices.SortStableFunc(often, func(a, b *textGroup) int { return cmp.Or(b.count-a.count, strings.Compare(a.text, b.text)) })
	for _, g := range often[:min(len(often), maxProposals)] {
		p := Proposal{Text: g.text, Count: g.count, Agents: len(g.agents), AtMostMissed: g.missed, Conversations: g.conversations}
		for _, url := range sortedKeys(g.links) {
			if g.links[url] > p.Sent {
				p.Sent = g.links[url]
				p.Article = Article{Title: url, URL: url}
				if used := t.sent[url]; used != nil {
					p.Article = used.Article
				}
			}
		}
		if p.Article.URL == "" && t.opt.Articles != nil {
			if a, ok := t.opt.Articles.Answering(g.text); ok {
				p.Article = a
			}
		}
		r.Proposals = append(r.Proposals, p)
	}
}

// hoursUsed describes the business hours.
func (t *tally) hoursUsed() Hours {
	h := Hours{From: t.opt.HoursFrom, Zone: t.zone.String(), Week: []string{}, Special: len(t.hours.Special), Used: []HoursUse{}, Notes: []string{}}
	for day := 1; day <= 7; day++ {
		text := []string{}
		for _, i := range t.hours.Days[day%7] {
			text = append(text, clock(i.From)+"–"+clock(i.To))
		}
		h.Week = append(h.Week, cmp.Or(strings.Join(text, ", "), "closed"))
	}
	if !t.opt.OwnHours {
		return h
	}
	h.Notes = append(h.Notes, t.opt.Team.Notes...)
	if len(t.opt.Team.OfficeHours) < 2 {
		return h
	}
	usual := t.opt.Team.OfficeHours[t.opt.Team.DefaultHours()]
	order := func(a, b held) int { return cmp.Or(a.place-b.place, cmp.Compare(a.by, b.by)) }
	for _, u := range slices.SortedFunc(maps.Keys(t.held), order) {
		of, by := usual, "usual"
		if u.place >= 0 {
			of, by = t.opt.Team.OfficeHours[u.place], string(u.by)
		}
		h.Used = append(h.Used, HoursUse{of.Name, of.Location().String(), by, t.held[u]})
	}
	return h
}

// clock writes minutes from midnight as a time of day.
func clock(minutes int) string {
	if minutes > 24*60 {
		minutes -= 24 * 60
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// Metric returns the metric with an id; the zero value when there is none.
func (r *Report) Metric(id string) Metric {
	for _, m := range r.Metrics {
		if m.ID == id {
			return m
		}
	}
	return Metric{}
}

// JSON is the report as practice.json: indented, keys in a fixed order.
func (r *Report) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write practice.json: %w", err)
	}
	return append(data, '\n'), nil
}
