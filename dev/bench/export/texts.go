package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A tongue is what customers and agents of one language write. A word in braces
// stands for one of a list below, or for a number of so many digits.
type tongue struct {
	greetings, closings []string
	asks, tells         []string // sentences of customers
	answers             []string // sentences of agents
	notes               []string
	introduction        string // of a quoted mail
	things              []string
}

// pick is one of a list.
func pick(rnd *rand.Rand, list []string) string { return list[rnd.IntN(len(list))] }

// lists are the words for which those in braces stand, in every language.
var lists = map[string][]string{
	"given": strings.Fields(`Ada Timo Mira Juno Odo Ilse Bram Noor Pim Sanne Lars Freya Enzo Lucía Amélie Jürgen Zoë Björn Inés Marek Oksana Tamsin Rafael Hedda
		Cosimo Leonie Anouk Yara Dmitri Saoirse`),
	"family": strings.Fields(`Farnhollow Thistledown Brookmere Quillfeather Harrowgate Lindquist Ostermann Vandermeer Castellanos Delacroix Przybylski Oakhurst
		Merriweather Steinbach Rosales Beaufort Kowalczyk Nightingale Underhill Zimmerling Holloway Arrowsmith Dunmore Fairweather`),
	"street": strings.Fields("Mill Lime Harbour Orchard Station Meadow Chapel Garden Quarry Foundry"),
	"place":  strings.Fields("Northbridge Eastwick Lowmoor Ashford Greyhaven Stonebeck Westerley Hollowdale"),
	"color":  strings.Fields("red blue grey green yellow white black orange"),
	"month":  strings.Fields("January February March April May June July August September October November December"),
	"hex":    strings.Fields("a3f 9c1 7be d04 52f e8a 1b7 c6d 0fa 4e9 b28 63c"),
	"path":   strings.Fields("settings billing members domains reports templates webhooks import languages security calendar inbox themes search"),
}

// write fills the braces of a sentence.
func (t *tongue) write(rnd *rand.Rand, s string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "{")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		var slot string
		slot, s, _ = strings.Cut(rest, "}")
		switch list := lists[slot]; {
		case slot == "thing":
			out.WriteString(pick(rnd, t.things))
		case list != nil:
			out.WriteString(pick(rnd, list))
		default: // as many digits as the slot has
			out.WriteString(digits(rnd, len(slot)))
		}
	}
}

func digits(rnd *rand.Rand, n int) string {
	least := 1
	for range n - 1 {
		least *= 10
	}
	return fmt.Sprint(least + rnd.IntN(9*least))
}

// sentences writes so many of a list, one after the other.
func (t *tongue) sentences(rnd *rand.Rand, list []string, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = t.write(rnd, pick(rnd, list))
	}
	return strings.Join(out, " ")
}

func paragraph(s string) string { return `<p class="no-margin">` + s + `</p>` }

// question is what a customer begins with.
func (t *tongue) question(rnd *rand.Rand) string {
	out := paragraph(t.write(rnd, pick(rnd, t.greetings)+" "+pick(rnd, t.asks)))
	for range rnd.IntN(3) {
		out += paragraph(t.sentences(rnd, t.tells, 1+rnd.IntN(4)))
	}
	return out + paragraph(t.sentences(rnd, t.asks, 1))
}

// more is what a customer writes later: a word, or some sentences.
func (t *tongue) more(rnd *rand.Rand) string {
	if rnd.IntN(4) == 0 {
		return paragraph(t.write(rnd, pick(rnd, t.closings)))
	}
	return paragraph(t.sentences(rnd, t.tells, 1+rnd.IntN(4)))
}

// answer is what an agent writes: some paragraphs, now and then steps, a link or a
// picture, and a name below.
func (t *tongue) answer(rnd *rand.Rand, customer, agent string) string {
	out := paragraph(t.write(rnd, pick(rnd, t.greetings)+" "+customer+","))
	for range 1 + rnd.IntN(3) {
		out += paragraph(t.sentences(rnd, t.answers, 1+rnd.IntN(3)))
	}
	switch rnd.IntN(6) {
	case 0:
		out += "<ol>"
		for range 2 + rnd.IntN(4) {
			out += "<li>" + paragraph(t.sentences(rnd, t.answers, 1)) + "</li>"
		}
		out += "</ol>"
	case 1:
		out += t.write(rnd, `<p class="no-margin"><a href="https://help.example.com/articles/{123456}-{path}" rel="nofollow noopener noreferrer" target="_blank" class="intercom-content-link">help.example.com/{path}</a></p>`)
	case 2:
		out += t.write(rnd, `<div class="intercom-container"><img src="https://downloads.example.com/i/o/{1234567}/{hex}{hex}{hex}/image.png?expires={1234567890}&amp;signature={hex}{hex}{hex}{hex}{hex}{hex}{hex}{hex}"></div>`)
	}
	return out + paragraph(t.write(rnd, pick(rnd, t.closings))+"<br>"+agent)
}

// mail is what a customer answers by e-mail, with a signature and, now and then, with
// what it answers.
func (t *tongue) mail(rnd *rand.Rand, name, address string) string {
	out := "<p>" + t.sentences(rnd, t.tells, 1+rnd.IntN(4)) + "</p><p>" + t.sentences(rnd, t.asks, 1) + "</p><p>" + t.write(rnd, pick(rnd, t.closings)) + "</p>"
	out += `<div class="gmail_signature">` + name + "<br>" + t.write(rnd, "{place} Example Ltd<br>{12} {street} Street, {place}<br>+1 202 555 01{12}") + "<br>" + address + "</div>"
	if rnd.IntN(2) == 0 {
		out += `<div class="gmail_quote"><div>` + t.write(rnd, t.introduction) + `</div><blockquote>` + t.sentences(rnd, t.answers, 2+rnd.IntN(4)) + "</blockquote></div>"
	}
	return out
}

func (t *tongue) note(rnd *rand.Rand) string {
	return paragraph(t.sentences(rnd, t.notes, 1+rnd.IntN(3)))
}
