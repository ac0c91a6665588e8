package practice

import "signpost/inbox"

// A group is what metrics have in common that one format records and another
// does not.
type group int

const (
	byTurns     group = iota // who wrote when
	byHolder                 // who was responsible when
	byTeam                   // to which team something was handed
	bySnooze                 // when something slept
	byClosing                // who closed it
	byReopening              // what was opened again
	byInvite                 // who was asked for a rating
	byRating                 // what was answered
	byReply                  // which saved reply was used
	byLink                   // what was linked
	groups
)

// An ability is what a format tells of a group: "" is all of it, a text that
// begins with "-" nothing and why, any other text what is missing.
type ability [groups]string

// Reasons that several formats share.
const (
	alike    = "saved replies are recognized by their text"
	noHolder = "-it does not record assignments"
	noSnooze = "-it knows no snoozing"
	noStates = "-it does not record who closes"
	noReopen = "-it does not record what is opened again"
	noInvite = "-it does not record who was asked for a rating"
	noRating = "-it holds no ratings"
	byDomain = "who is an agent was told by addresses and lists of people"
)

// abilities are the formats, by [inbox.Conversation.Source].
var abilities = map[string]ability{
	inbox.FormatIntercom: {
		bySnooze: "it records the planned end of the last snooze only, of earlier ones in newer exports",
		byReply:  alike,
	},
	"zendesk": {
		byHolder: "assignments need the ticket audits", byTeam: "assignments need the ticket audits",
		bySnooze: "-it knows no snoozing: pending and on hold are states of their own", byReply: "the macro used needs the ticket audits, others are recognized by their text",
	},
	"helpscout": {
		byHolder: "assignments are told by what changes from thread to thread", byTeam: "assignments are told by what changes from thread to thread",
		bySnooze: "it records the current snooze only", byInvite: noInvite,
	},
	"freshdesk": {
		byHolder: noHolder, byTeam: noHolder, bySnooze: noSnooze, byClosing: noStates,
		byReopening: noReopen, byInvite: noInvite, byReply: alike,
	},
	"front": {
		byInvite: noInvite, byRating: "ratings are in the CSV of its analytics only", byReply: "which template was used is not recorded; " + alike,
	},
	"gorgias": {
		byHolder: noHolder, byTeam: noHolder, bySnooze: "it records the current snooze only", byClosing: noStates, byReopening: noReopen,
		byReply: "the macros are those of each message",
	},
	"hubspot": {bySnooze: noSnooze, byInvite: noInvite, byRating: "-ratings are objects of their own", byReply: alike},
	"chatwoot": {
		byHolder: "assignments are read from sentences", byTeam: "assignments are read from sentences", bySnooze: "snoozes are read from sentences",
		byClosing: "closings are read from sentences", byReopening: "openings are read from sentences", byReply: alike,
	},
	"zammad":    {byInvite: noInvite, byRating: noRating, byReply: alike},
	"groove":    {byHolder: noHolder, byTeam: noHolder, bySnooze: "it records the current snooze only", byClosing: noStates, byReopening: noReopen, byInvite: noInvite, byRating: noRating, byReply: alike},
	"discourse": {byHolder: noHolder, byTeam: noHolder, bySnooze: noSnooze, byClosing: noStates, byReopening: noReopen, byInvite: noInvite, byRating: noRating, byReply: alike},
	"crisp": {
		byHolder: noHolder, byTeam: noHolder, bySnooze: noSnooze, byInvite: noInvite, byRating: noRating, byReply: alike,
		byClosing: "closings are those among its events", byReopening: "openings are those among its events",
	},
	"slack":           messages(byDomain),
	"mail":            messages(byDomain),
	"xlsx":            table(),
	inbox.FormatCSV:   table(),
	inbox.FormatJSONL: table(),
}

// messages is what a format tells that has nothing but messages.
func messages(turns string) ability {
	return ability{
		byTurns: turns, byHolder: noHolder, byTeam: noHolder, bySnooze: noSnooze, byClosing: noStates, byReopening: noReopen,
		byInvite: noInvite, byRating: noRating, byReply: alike,
	}
}

// table is what a table with a row a message tells.
func table() ability {
	a := messages("who is an agent was told by a column")
	a[byRating] = "ratings are those of a column"
	return a
}

// tells returns what a format tells. Of one that is not in the table nothing is
// taken but its messages.
func tells(source string) ability {
	if a, ok := abilities[source]; ok {
		return a
	}
	return messages("it is not known how sure the format is")
}

// formatNames are the names of formats for people.
var formatNames = map[string]string{
	inbox.FormatIntercom: "Intercom", "zendesk": "Zendesk", "helpscout": "Help Scout", "freshdesk": "Freshdesk", "front": "Front",
	"gorgias": "Gorgias", "hubspot": "HubSpot", "chatwoot": "Chatwoot", "zammad": "Zammad", "groove": "Groove", "discourse": "Discourse",
	"crisp": "Crisp", "slack": "Slack", "mail": "Mail", "xlsx": "Excel", inbox.FormatCSV: "CSV", inbox.FormatJSONL: "JSON lines",
}

func formatName(source string) string {
	if name := formatNames[source]; name != "" {
		return name
	}
	return source
}
