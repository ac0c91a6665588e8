package inbox

import (
	"cmp"
	"regexp"
	"strings"
	"time"
)

// Chatwoot keeps no history of states and assignments but the sentences that
// it writes into the conversation, in the language of the account. The words
// by which they are known stand here for English, German, French, Spanish and
// Portuguese; a sentence in other words is kept as an event that says nothing.

// cwPhrase is what a sentence means. The names in it are groups of the
// pattern: who did it, and the agent, the team or any of the two that it went
// to.
type cwPhrase struct {
	name    string
	re      *regexp.Regexp
	to      State
	by      Role // "" is whom the sentence names
	assigns bool
}

func cwRule(name string, to State, by Role, assigns bool, patterns ...string) cwPhrase {
	return cwPhrase{name, regexp.MustCompile(`(?i)(?:` + strings.Join(patterns, `|`) + `)`), to, by, assigns}
}

// cwPhrases are asked in order: what is done by software stands before what
// is done by people in nearly the same words.
var cwPhrases = []cwPhrase{
	cwRule("resolved", Closed, System, false,
		`resolved by system`, `vom system .*gelöst`, `par le système en raison`, `por el sistema debido`, `resolvida pelo sistema`),
	cwRule("resolved", Closed, Bot, false,
		`marked resolved by .+(?:due to inactivity|: .|\(.+\))`, `resolvida por .+(?:por inatividade|: .|\(.+\))`),
	cwRule("opened", Open, System, false,
		`^system reopened`, `marked open automatically`, `open by system`, `system hat .* wieder geöffnet`, `sistema reabrió`,
		`sistema reabriu`, `aberta automaticamente`, `aberta pelo sistema`, `système a r[ée]-?ouvert`),
	cwRule("opened", Open, "", false,
		`reopened by (?P<who>.+)$`, `marked open by (?P<who>.+)$`, `wurde von (?P<who>.+) wieder (?:er)?öffnet`,
		`wurde von (?P<who>.+) wieder eröffnet`, `r[ée]-?ouverte par (?P<who>.+)$`, `reabierta por (?P<who>.+)$`,
		`(?:re)?aberta por (?P<who>.+)$`),
	cwRule("snoozed", Snoozed, "", false,
		`snoozed by (?P<who>.+)$`, `wurde von (?P<who>.+) zur erinnerung`, `reportée par (?P<who>.+)$`,
		`pospuesta por (?P<who>.+)$`, `adiada por (?P<who>.+)$`),
	cwRule("pending", Pending, "", false,
		`as pending by (?P<who>.+)$`, `wurde von (?P<who>.+) als ausstehend`, `en attente par (?P<who>.+)$`,
		`pendiente por (?P<who>.+)$`, `pendente por (?P<who>.+)$`),
	cwRule("resolved", Closed, Customer, false,
		`conversation was resolved by`, `^konversation wurde von .+ gelöst`, `a été résolue par`, `fue resuelta por`, `foi resolvida por`),
	cwRule("resolved", Closed, "", false,
		`marked resolved by (?P<who>.+)$`, `wurde von (?P<who>.+) gelöst`, `résolue par (?P<who>.+)$`,
		`fue marcada (?:como resuelta )?por (?P<who>.+)$`, `resolvida por (?P<who>.+)$`),
	cwRule("self_assigned", "", "", true,
		`^(?P<who>.+) self-assigned`, `^(?P<who>.+) hat sich .*selbst zugewiesen`, `^(?P<who>.+) s['’]est auto-assigné`,
		`^(?P<who>.+) (?:se )?auto-?asign`, `^(?P<who>.+) atribuiu a si`),
	cwRule("unassigned", "", "", true,
		`unassigned by (?P<who>.+)$`, `nicht zugewiesen von (?P<who>.+)$`, `responsable .*supprimé par (?P<who>.+)$`,
		`no asignada por (?P<who>.+)$`, `desatribuída por (?P<who>.+)$`, `^unassigned from .+ by (?P<who>.+)$`,
		`^entfernt aus .+ von (?P<who>.+)$`, `^non assigné de .+ par (?P<who>.+)$`, `^desasignado de .+ por (?P<who>.+)$`,
		`^desatribuído de .+ por (?P<who>.+)$`),
	cwRule("assigned", "", "", true,
		`^assigned to (?P<agent>.+) via (?P<team>.+) by (?P<who>.+)$`, `^zugewiesen an (?P<agent>.+) über (?P<team>.+) von (?P<who>.+)$`,
		`^assigné à (?P<agent>.+) via (?P<team>.+) par (?P<who>.+)$`, `^asignado a (?P<agent>.+) via (?P<team>.+) por (?P<who>.+)$`,
		`^atribuído a (?P<agent>.+) via (?P<team>.+) por (?P<who>.+)$`),
	cwRule("assigned", "", "", true,
		`^assigned to (?P<any>.+) by (?P<who>.+)$`, `^zugewiesen an (?P<any>.+) von (?P<who>.+)$`, `^(?P<who>.+) von (?P<agent>.+) zugewiesen$`,
		`^assigné à (?P<any>.+) par (?P<who>.+)$`, `^asignado a (?P<any>.+) por (?P<who>.+)$`, `^atribuído a (?P<any>.+) por (?P<who>.+)$`),
	cwRule("changed", "", System, false,
		`\bsla\b`, `\bcsat\b`, `priorit`, `prioridad`, `\blinear\b`, `muted`, `stumm|laut gestellt`, `sourdine|rétabli le son`,
		`silenci`, `reativou a conversa`, `auto-re?solve`, `call permission`,
		`^.+ (?:added|removed|a ajouté|a supprimé|agregó|eliminó|adicionou|removeu) .`, `^.+ hat .+ (?:hinzugefügt|entfernt)$`),
}

// cwActivity reads a sentence that tells a change. Its words are names of the
// team for the most part; they are not kept.
func cwActivity(c *Conversation, m *Message, sentence string) {
	m.Kind, m.Body, m.Links, m.RawType = Event, "", nil, "activity"
	sentence = decodeEntities(sentence)
	for _, p := range cwPhrases {
		found := p.re.FindStringSubmatch(sentence)
		if found == nil {
			continue
		}
		group := func(name string) (value string) {
			for i, n := range p.re.SubexpNames() {
				if n == name {
					value = cmp.Or(value, strings.TrimSpace(found[i]))
				}
			}
			return value
		}
		who := group("who")
		m.RawType = "activity_" + p.name
		m.Role = cmp.Or(p.by, Agent)
		if who != "" {
			m.Author = Person{Name: who}
		}
		if p.to != "" {
			c.StateChanges = append(c.StateChanges, StateChange{At: m.At, ByID: byName(who), ByRole: m.Role, To: p.to})
		}
		if p.assigns {
			a := cwAssignment(m.At, byName(cmp.Or(group("agent"), group("any"))), byName(group("team")))
			a.ByID, a.ByRole = byName(who), m.Role
			if p.name == "self_assigned" {
				a.ToAgent, a.How = a.ByID, "manual"
			}
			c.Assignments = append(c.Assignments, a)
		}
		return
	}
	c.warn("unknown_activity", m.ID, "a change is told in words that are not known; kept as an event without its words")
}

func cwAssignment(at time.Time, agent, team string) Assignment {
	a := Assignment{At: at, ByRole: Agent, How: "manual", ToAgent: agent, ToTeam: team}
	if agent == "" && team == "" {
		a.How = "unassign"
	}
	return a
}

// named marks a name that stands where an id belongs until all people are
// known. The space in it has it masked if it stays.
const named = "named "

func byName(name string) string {
	if name == "" {
		return ""
	}
	return named + name
}

// knows keeps the id of somebody, or of a team, by name.
func (rd *reading) knows(kind string, p Person) {
	if p.ID == "" || p.Name == "" {
		return
	}
	system := FormatChatwoot + " " + kind
	if _, ok := rd.lookup(system, strings.ToLower(p.Name)); !ok && rd.people.bytes < maxDirectory {
		key := system + "\x00" + strings.ToLower(p.Name)
		rd.people.bytes += len(key) + 64
		rd.people.people[key] = known{Person: Person{ID: p.ID}, system: system}
	}
}

// knowsMeta keeps the ids of those who are responsible.
func (rd *reading) knowsMeta(m *cwMeta) {
	if m != nil {
		rd.knows("agent", m.Assignee.person())
		rd.knows("team", m.Team.person())
	}
}

// knowsSender keeps the id of a member of the team who wrote.
func (rd *reading) knowsSender(m *cwMessage) {
	if role, _, _ := m.role(); role == Agent {
		rd.knows("agent", m.Sender.person())
	}
}

// settleChatwoot finds the ids of those whom sentences name.
func settleChatwoot(rd *reading, src *Source, c *Conversation) {
	find := func(kind, id string) (string, bool) {
		name, ok := strings.CutPrefix(id, named)
		if !ok {
			return id, true
		}
		if who, ok := rd.lookup(FormatChatwoot+" "+kind, strings.ToLower(name)); ok {
			return who.ID, true
		}
		return id, false
	}
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Kind == Event && m.Author.ID == "" && m.Author.Name != "" {
			if id, ok := find("agent", byName(m.Author.Name)); ok {
				m.Author.ID = id
			}
		}
	}
	for i := range c.StateChanges {
		c.StateChanges[i].ByID, _ = find("agent", c.StateChanges[i].ByID)
	}
	for i := range c.Assignments {
		a := &c.Assignments[i]
		a.ByID, _ = find("agent", a.ByID)
		a.ToTeam, _ = find("team", a.ToTeam)
		agent, isAgent := find("agent", a.ToAgent)
		if team, isTeam := find("team", a.ToAgent); !isAgent && isTeam {
			a.ToAgent, a.ToTeam = "", team
			continue
		}
		a.ToAgent = agent
	}
	settleCourse(rd, src, c)
}
