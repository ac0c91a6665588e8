package inbox

import (
	"slices"
	"strings"
)

// A teamGuess finds out which side of a mailbox is the team: the addresses
// that are given, else those that letters are sent to first and that answer.
type teamGuess struct {
	given  map[string]bool
	score  map[string]*teamScore
	sent   map[string]bool
	chosen map[string]bool
}

type teamScore struct {
	asked    int // first letters that were sent to it
	answered int // answers that it wrote
	other    int // answers that were sent to it
	desk     bool
}

func newTeamGuess(given []string) *teamGuess {
	g := &teamGuess{given: map[string]bool{}, score: map[string]*teamScore{}, sent: map[string]bool{}, chosen: map[string]bool{}}
	for _, t := range given {
		if t = strings.ToLower(strings.Trim(strings.TrimSpace(t), "@<>")); t != "" {
			g.given[t] = true
		}
	}
	return g
}

// publicHosts give addresses to anybody, so that their domain says nothing.
var publicHosts = func() map[string]bool {
	out := map[string]bool{}
	for h := range strings.FieldsSeq(`gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de live.com msn.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de
		yahoo.co.jp ymail.com icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de mail.ru bk.ru list.ru inbox.ru yandex.ru
		yandex.com protonmail.com proton.me pm.me tutanota.com zoho.com fastmail.com hey.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it
		tiscali.it alice.it qq.com 163.com 126.com sina.com foxmail.com naver.com daum.net hanmail.net docomo.ne.jp ezweb.ne.jp softbank.ne.jp comcast.net verizon.net
		att.net sbcglobal.net bellsouth.net cox.net btinternet.com sky.com ziggo.nl kpnmail.nl telenet.be skynet.be bluewin.ch wp.pl o2.pl onet.pl interia.pl seznam.cz
		centrum.cz uol.com.br bol.com.br terra.com.br rediffmail.com`) {
		out[h] = true
	}
	return out
}()

// deskNames are the names of addresses that belong to a team.
var deskNames = []string{"support", "help", "info", "hello", "contact", "care", "service", "sales", "team", "hilfe", "kontakt", "kundenservice", "kundendienst", "soporte", "ayuda", "suporte", "assistenza", "reply", "replies", "inbox", "feedback", "office", "helpdesk"}

// side is what stands for the side of an address: its domain, or the address
// itself where anybody can have one of the domain.
func side(address string) string {
	local, host, ok := strings.Cut(address, "@")
	if !ok {
		return ""
	}
	if publicHosts[host] {
		local, _, _ = strings.Cut(local, "+")
		return local + "@" + host
	}
	return host
}

func isDesk(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	return slices.ContainsFunc(deskNames, func(n string) bool {
		rest, ok := strings.CutPrefix(local, n)
		return ok && (rest == "" || strings.ContainsAny(rest[:1], "+-._0123456789"))
	})
}

func (g *teamGuess) at(address string) *teamScore {
	key := side(address)
	if g.score[key] == nil {
		g.score[key] = &teamScore{}
	}
	s := g.score[key]
	s.desk = s.desk || isDesk(address)
	return s
}

// see counts what a letter tells.
func (g *teamGuess) see(l *letter) {
	if len(g.given) > 0 {
		return
	}
	from := l.msg.Author.Email
	_, answers := plainSubject(l.subject)
	answers = answers || len(l.refs) > 0
	if from != "" && l.sent {
		g.sent[side(from)] = true
	}
	if l.msg.Auto {
		return
	}
	if answers && from != "" {
		g.at(from).answered++
	}
	counted := map[string]bool{side(from): true}
	for _, to := range l.to {
		if key := side(to); key != "" && !counted[key] {
			counted[key] = true
			if s := g.at(to); answers {
				s.other++
			} else {
				s.asked++
			}
		}
	}
}

// decide chooses the side that most is sent to first and that answers most.
func (g *teamGuess) decide() {
	if len(g.given) > 0 {
		return
	}
	if len(g.sent) > 0 {
		g.chosen = g.sent
		return
	}
	best, points := "", 0
	for key, s := range g.score {
		p := 4*(s.asked+s.answered) + s.other
		switch {
		case s.desk:
			p += 3 + p/4
		case strings.Contains(key, "@"):
			p /= 2
		default:
			p += 2
		}
		if p > points || p == points && p > 0 && key < best {
			best, points = key, p
		}
	}
	if best != "" {
		g.chosen[best] = true
	}
}

// has tells whether an address is of the team, as far as is known by now.
func (g *teamGuess) has(address string) bool {
	address = strings.ToLower(address)
	if len(g.given) > 0 {
		_, host, _ := strings.Cut(address, "@")
		return g.given[address] || g.given[host]
	}
	return g.chosen[side(address)]
}

// role is who wrote a letter.
func (g *teamGuess) role(m *Message) Role {
	switch {
	case m.RawType == mailBounce, m.RawType == mailCampaign, m.Author.Email == "" && m.Auto:
		return System
	case g.has(m.Author.Email) && m.Auto:
		return Bot
	case g.has(m.Author.Email):
		return Agent
	}
	return Customer
}

// told says which side was taken. An address of a person is not named.
func (g *teamGuess) told() string {
	if len(g.given) > 0 {
		return ""
	}
	var sides []string
	for key := range g.chosen {
		if _, host, ok := strings.Cut(key, "@"); ok {
			key = "one address at " + host
		}
		sides = append(sides, key)
	}
	slices.Sort(sides)
	if len(sides) == 0 {
		return "no side of the mailbox was recognized as the team, so that everybody is a customer; name its domains or addresses with --team"
	}
	return "taken for the team: " + strings.Join(sides, ", ") + "; where that is wrong, name its domains or addresses with --team"
}
