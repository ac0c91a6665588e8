package inbox

import "time"

// Role tells who speaks.
type Role string

// The roles. A system is software that is no bot: a rule, a team, a time-out.
const (
	Customer Role = "customer"
	Agent    Role = "agent"
	Bot      Role = "bot"
	System   Role = "system"
)

// Kind tells who can see a message.
type Kind string

// The kinds: a comment is seen by the customer, a note only by the team, and
// an event is a change without words of its own.
const (
	Comment Kind = "comment"
	Note    Kind = "note"
	Event   Kind = "event"
)

// State is the state of a conversation or of a change to it.
type State string

// The states. Snoozed conversations are open and asleep.
const (
	Open State = "open"
	// Pending waits for the customer or for somebody else; only some systems
	// tell it from open.
	Pending State = "pending"
	Snoozed State = "snoozed"
	Closed  State = "closed"
	Deleted State = "deleted"
	Spam    State = "spam"
)

// A Conversation is one exchange with a customer, the same whatever system it
// came from. Times are in UTC; the zero time means unknown. IDs are strings,
// as the source gives them.
type Conversation struct {
	ID string `json:"id"`
	// Source is the format it was read from, such as "intercom" or "csv".
	Source string `json:"source"`
	// File is where it was found, for messages to people.
	File      string    `json:"file,omitempty"`
	Subject   string    `json:"subject,omitempty"`
	URL       string    `json:"url,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	ClosedAt  time.Time `json:"closed_at,omitzero"`
	State     State     `json:"state,omitempty"`
	// SnoozedUntil is the planned end of the current snooze.
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
	// Channel is chat, email, web, phone, sms, whatsapp, social, api or other.
	Channel    string `json:"channel,omitempty"`
	RawChannel string `json:"raw_channel,omitempty"`
	// InitiatedBy is Customer unless a person or a program of the team wrote
	// first.
	InitiatedBy Role `json:"initiated_by,omitempty"`
	// Language is a BCP 47 tag, "" when unknown.
	Language  string   `json:"language,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Topics    []string `json:"topics,omitempty"`
	Customers []Person `json:"customers,omitempty"`
	Rating    *Rating  `json:"rating,omitempty"`
	// AssignedTo is who was responsible when the export was made. It is nil
	// when the source does not tell, and empty when it was nobody.
	AssignedTo *Assignee `json:"assigned_to,omitempty"`
	// Schedule is the id of the office hours that hold for the conversation, "" when
	// the source does not tell, or tells them of its team.
	Schedule     string        `json:"schedule,omitempty"`
	Assignments  []Assignment  `json:"assignments,omitempty"`
	StateChanges []StateChange `json:"state_changes,omitempty"`
	Snoozes      []Snooze      `json:"snoozes,omitempty"`
	// Messages are in order of time, then of the source.
	Messages []Message `json:"messages"`
	// Vendor has the numbers that the system computed itself, by its own names
	// and in its own units (Intercom: seconds, and times as Unix seconds). They
	// are for comparing, and never mixed with what we compute.
	Vendor map[string]float64 `json:"vendor,omitempty"`
	// BodiesMissing says that the source lists the conversation without its
	// messages, Truncated that it left out a part of them.
	BodiesMissing bool      `json:"bodies_missing,omitempty"`
	Truncated     bool      `json:"truncated,omitempty"`
	Warnings      []Warning `json:"warnings,omitempty"`
	// Masked counts the places that were masked, by kind, where the options
	// ask for it.
	Masked map[string]int `json:"masked,omitempty"`

	// hidden is the id of the source where ID stands for it.
	hidden string
	joint  joint
}

// A Message is one turn, note or event.
type Message struct {
	ID   string    `json:"id,omitempty"`
	At   time.Time `json:"at,omitzero"`
	Role Role      `json:"role"`
	Kind Kind      `json:"kind"`
	// Body is plain text: HTML was turned into text, lists keep their
	// bullets, links their label; Links has their targets.
	Body string `json:"body,omitempty"`
	// Quoted is what was cut from the body: the message that it answers, a
	// signature, a disclaimer. It is kept where the options ask for it.
	Quoted      string       `json:"quoted,omitempty"`
	Author      Person       `json:"author,omitzero"`
	Attachments []Attachment `json:"attachments,omitempty"`
	// Links are the targets of the links in the body, in order.
	Links []string `json:"links,omitempty"`
	// SavedReplyID is the id of the saved reply, macro or canned response that
	// the message was made from, "" when none was used or the source does not tell.
	SavedReplyID string `json:"saved_reply_id,omitempty"`
	// Redacted says that the source removed the text, or a part of it.
	Redacted bool `json:"redacted,omitempty"`
	// Auto marks what no person wrote for this conversation: automatic
	// replies, expectations of reply time, bounces.
	Auto bool `json:"auto,omitempty"`
	// AI marks what a language model wrote.
	AI bool `json:"ai,omitempty"`
	// RawType is the source's own name for the record, such as
	// "assign_and_reopen".
	RawType string `json:"raw_type,omitempty"`
}

// A Person is somebody who takes part.
type Person struct {
	ID    string `json:"id,omitempty"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}

// An Attachment is a file that was sent along; its content is never read.
type Attachment struct {
	Name string `json:"name,omitempty"`
	Type string `json:"type,omitempty"`
	Size int64  `json:"size,omitempty"`
}

// A Rating tells what the customer thought of the conversation.
type Rating struct {
	// AskedAt and AnsweredAt are zero when unknown.
	AskedAt    time.Time `json:"asked_at,omitzero"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	// Value is from 1 (worst) to Scale (best); 0 means asked, not answered.
	Value   int    `json:"value"`
	Scale   int    `json:"scale"`
	Comment string `json:"comment,omitempty"`
	AgentID string `json:"agent_id,omitempty"`
}

// An Assignee is who is responsible: an agent, a team, both, or nobody.
type Assignee struct {
	Agent string `json:"agent,omitempty"`
	Team  string `json:"team,omitempty"`
}

// An Assignment is a change of who is responsible.
type Assignment struct {
	At     time.Time `json:"at,omitzero"`
	ByID   string    `json:"by_id,omitempty"`
	ByRole Role      `json:"by_role,omitempty"`
	// ToAgent and ToTeam are both "" when the conversation was unassigned.
	ToAgent string `json:"to_agent,omitempty"`
	ToTeam  string `json:"to_team,omitempty"`
	// How is manual, auto_on_reply, rule, bot or unassign.
	How string `json:"how"`
}

// A StateChange is a change of state.
type StateChange struct {
	At     time.Time `json:"at,omitzero"`
	ByID   string    `json:"by_id,omitempty"`
	ByRole Role      `json:"by_role,omitempty"`
	To     State     `json:"to"`
}

// A Snooze is a time in which a conversation slept.
type Snooze struct {
	From time.Time `json:"from,omitzero"`
	// Until is the planned end, zero when unknown.
	Until time.Time `json:"until,omitzero"`
	// EndedAt is zero while the conversation sleeps. EndedBy is timer,
	// customer, agent or unknown.
	EndedAt time.Time `json:"ended_at,omitzero"`
	EndedBy string    `json:"ended_by,omitempty"`
}

// A Warning says what was not understood, and where.
type Warning struct {
	// Code names the kind of warning for machines, such as "unknown_part".
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
	Text    string `json:"text"`
}
