package practice

import "signpost/inbox"

// A group is what metrics have in common that one format records and another
// does not.
type group int

const (
	byTurns     group = iota // who wrote when
	byHolder                 // who was responsible when
	byEnd                    // who was responsible at the end
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
// begins with "-" nothing and why, one that begins with "?" what it tells only
// of conversations whose changes are in the export, and any other text what is
// missing.
type ability [groups]string

// Reasons that several formats share.
const (
	alike     = "saved replies are recognized by their text"
	noHolder  = "-it does not record assignments"
	noEnd     = "-it does not record who is responsible"
	noSnooze  = "-it knows no snoozing"
	noStates  = "-it does not record who closes"
	noReopen  = "-it does not record what is opened again"
	noInvite  = "-it does not record who was asked for a rating"
	noRating  = "-it holds no ratings"
	byAudits  = "?changes are those of the ticket audits"
	byEvents  = "?changes are those of the events"
	byPast    = "?changes are those of the histories"
	byThreads = "?changes are those of threads, not of tickets"
	byWords   = "changes are read from sentences"
)

// abilities are the formats, by [inbox.Conversation.Source].
var abilities = map[string]ability{
	inbox.FormatIntercom: {
		bySnooze: "it records the planned end of the last snooze only, of earlier ones in newer exports",
		byReply:  alike,
	},
	inbox.FormatZendesk: {
		byHolder: byAudits, byTeam: byAudits, bySnooze: noSnooze + ": pending and on hold are states of their own",
		byClosing: byAudits, byReopening: byAudits, byReply: "the macro used is in the ticket audits, others are recognized by their text",
	},
	inbox.FormatFreshdesk: {
		byHolder: noHolder, byTeam: noHolder, bySnooze: noSnooze, byClosing: noStates,
		byReopening: noReopen, byInvite: noInvite, byReply: alike,
	},
	inbox.FormatHelpScout: {
		byHolder: "assignments are told by what changes from thread to thread", byTeam: "assignments are told by what changes from thread to thread",
		bySnooze: "earlier snoozes are read from sentences, the planned end is that of the current one", byInvite: noInvite,
	},
	inbox.FormatFront: {
		byHolder: byEvents, byTeam: byEvents + "; it assigns to people, not to teams", bySnooze: byEvents, byClosing: byEvents, byReopening: byEvents,
		byInvite: noInvite, byRating: "-ratings are in the CSV of its analytics only", byReply: "which template was used is not recorded; " + alike,
	},
	inbox.FormatChatwoot: {
		byHolder: byWords, byTeam: byWords, bySnooze: byWords + ", the planned end is that of the current snooze",
		byClosing: byWords, byReopening: byWords, byReply: alike,
	},
	inbox.FormatZammad: {
		byHolder: byPast, byTeam: byPast, bySnooze: byPast, byClosing: byPast, byReopening: byPast,
		byInvite: noInvite, byRating: noRating, byReply: alike,
	},
	inbox.FormatGorgias: {
		byHolder: byEvents, byTeam: byEvents, bySnooze: byEvents, byClosing: byEvents, byReopening: byEvents,
		byReply: "the macros are those of each message",
	},
	inbox.FormatHubSpot: {
		byHolder: byThreads, byTeam: byThreads + "; it assigns to people, not to teams", bySnooze: noSnooze, byClosing: byThreads, byReopening: byThreads,
		byInvite: noInvite, byRating: "-ratings are objects of their own", byReply: "it gives out no snippets; " + alike,
	},
	inbox.FormatCrisp: {
		byHolder: noHolder, byTeam: noHolder, bySnooze: "snoozes are its reminders, without their planned end",
		byClosing: byEvents, byReopening: byEvents, byInvite: noInvite, byRating: noRating, byReply: alike,
	},
	inbox.FormatGroove: {
		byHolder: "-it records the last assignment only", byTeam: "-it records the last assignment only", bySnooze: "-it records the current snooze only",
		byClosing: noStates, byReopening: noReopen, byInvite: noInvite, byRating: noRating, byReply: alike,
	},
	inbox.FormatDiscourse: messages("who is an agent was told by the marks of staff"),
	inbox.FormatSlack:     messages("who is an agent was told by the list of users"),
	inbox.FormatMail:      messages("who is an agent was told by the address"),
	inbox.FormatSheet:     table(),
	inbox.FormatCSV:       table(),
	inbox.FormatJSONL:     table(),
}

// messages is what a format tells that has nothing but messages.
func messages(turns string) ability {
	return ability{
		byTurns: turns, byHolder: noHolder, byEnd: noEnd, byTeam: noHolder, bySnooze: noSnooze, byClosing: noStates, byReopening: noReopen,
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
