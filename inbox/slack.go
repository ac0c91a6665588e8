package inbox

import (
	"cmp"
	"encoding/hex"
	"path"
	"regexp"
	"slices"
	"strings"
)

// FormatSlack is the format of the exports of a Slack workspace: a folder for
// each channel with a file for each day, and lists of users and channels.
const FormatSlack = "slack"

const exportSlack = "; give the whole export of the workspace, with the folders of its channels"

// slMessage is a message of a channel. Its time is also its id.
type slMessage struct {
	TS       text `json:"ts"`
	ThreadTS text `json:"thread_ts"`
	Subtype  text `json:"subtype"`
	User     text `json:"user"`
	BotID    text `json:"bot_id"`
	Username text `json:"username"`
	Text     text `json:"text"`
	Team     text `json:"team"`
	UserTeam text `json:"user_team"`
	Channel  text `json:"channel"`
	Hidden   bool `json:"hidden"`
	Profile  struct {
		RealName text `json:"real_name"`
		Name     text `json:"name"`
		Team     text `json:"team"`
		Guest    bool `json:"is_restricted"`
	} `json:"user_profile"`
	Files []struct {
		Name text    `json:"name"`
		Type text    `json:"mimetype"`
		Size float64 `json:"size"`
	} `json:"files"`
}

type slUser struct {
	ID         text `json:"id"`
	TeamID     text `json:"team_id"`
	Name       text `json:"name"`
	RealName   text `json:"real_name"`
	Bot        bool `json:"is_bot"`
	Guest      bool `json:"is_restricted"`
	OtherGuest bool `json:"is_ultra_restricted"`
	Stranger   bool `json:"is_stranger"`
	Profile    struct {
		RealName text `json:"real_name"`
		Email    text `json:"email"`
	} `json:"profile"`
}

// slackTeam is what an export shows of who belongs to the team.
type slackTeam struct {
	home   string // the workspace of the users
	guests bool
	told   bool
}

// isSlack tells the records of a Slack export by keys that only it has.
func isSlack(s *shape) bool {
	return s.has("ts", "type") && (s.has("text") || s.has("subtype")) || isSlackUser(s) || isSlackChannel(s)
}

func isSlackUser(s *shape) bool {
	return s.has("id", "team_id", "profile", "name")
}

func isSlackChannel(s *shape) bool {
	return s.has("id", "created", "members") && (s.has("name", "creator") || len(s.members) <= 4)
}

// slackRecord reads a message or a user.
func (rd *reading) slackRecord(src *Source, s *shape) error {
	switch {
	case isSlackUser(s):
		return rd.slackUser(src, s)
	case isSlackChannel(s):
		src.helped(FormatSlack)
		return nil
	}
	var m slMessage
	if _, err := decode(s.data, &m); err != nil {
		return rd.brokenRecord(src, s)
	}
	if m.TS == "" {
		src.skip("holds messages of Slack without their time" + exportSlack)
		return nil
	}
	channel := cmp.Or(string(m.Channel), path.Base(path.Dir(src.Path)))
	if channel == "." || channel == "/" {
		channel = strings.TrimSuffix(path.Base(src.Path), path.Ext(src.Path))
	}
	if strings.HasPrefix(channel, "mpdm-") {
		// The name of a talk of several is made of their names.
		key := hashKey(channel)
		channel = "mpdm-" + hex.EncodeToString(key[:4])
	}
	if slackNoise[string(m.Subtype)] && m.ThreadTS == "" {
		src.helped(FormatSlack)
		src.warn("channel_event", "", "somebody joined, left or renamed a channel; such events belong to no conversation and are left out")
		return nil
	}
	src.found(FormatSlack)
	c := &Conversation{
		ID: channel + "/" + string(cmp.Or(m.ThreadTS, m.TS)), Source: FormatSlack, Channel: "chat", RawChannel: channel,
		Messages: []Message{m.message()},
	}
	c.joint.Loose, c.joint.Piece = true, true
	return rd.add(src, c, s.data)
}

func (rd *reading) slackUser(src *Source, s *shape) error {
	var u slUser
	if _, err := decode(s.data, &u); err != nil {
		return rd.brokenRecord(src, s)
	}
	src.helped(FormatSlack)
	who := known{Person: Person{ID: string(u.ID), Name: string(cmp.Or(u.Profile.RealName, u.RealName, u.Name)), Email: strings.ToLower(string(u.Profile.Email))}}
	switch {
	case u.Bot || u.ID == "USLACKBOT":
		who.role = Bot
	case u.Guest || u.OtherGuest || u.Stranger:
		who.role, rd.slack.guests = Customer, true
	default:
		rd.slack.home = cmp.Or(rd.slack.home, string(u.TeamID))
		if string(u.TeamID) != rd.slack.home {
			who.role, rd.slack.guests = Customer, true
		}
	}
	rd.meet(src, FormatSlack, who.ID, who)
	return nil
}

// slackNoise are the events of a channel that answer nobody.
var slackNoise = map[string]bool{
	"channel_join": true, "channel_leave": true, "group_join": true, "group_leave": true, "channel_topic": true, "channel_purpose": true,
	"channel_name": true, "channel_archive": true, "channel_unarchive": true, "bot_add": true, "bot_remove": true, "pinned_item": true,
	"unpinned_item": true, "channel_convert_to_private": true, "channel_posting_permissions": true, "reminder_add": true, "huddle_thread": true,
}

// message turns a message of Slack into the neutral form; whose it is is
// settled once the users are known.
func (s *slMessage) message() Message {
	m := Message{
		ID: string(s.TS), At: parseTime(string(s.TS)), Kind: Comment, RawType: cmp.Or(string(s.Subtype), "message"),
		Author: Person{ID: string(cmp.Or(s.User, s.BotID)), Name: string(cmp.Or(s.Profile.RealName, s.Profile.Name, s.Username))},
	}
	m.Body, m.Links = slackText(string(s.Text))
	for _, f := range s.Files {
		m.Attachments = append(m.Attachments, Attachment{Name: string(f.Name), Type: string(f.Type), Size: int64(f.Size)})
	}
	team := cmp.Or(s.UserTeam, s.Profile.Team)
	switch {
	case s.BotID != "" || s.Subtype == "bot_message" || s.User == "USLACKBOT":
		m.Role = Bot
	case s.Profile.Guest, team != "" && s.Team != "" && s.UserTeam != "" && team != s.Team:
		m.Role = Customer
	}
	switch {
	case s.Subtype == "tombstone" || s.Hidden:
		m.Redacted, m.Body, m.Links = true, "", nil
	case slackNoise[string(s.Subtype)], m.Body == "" && len(m.Attachments) == 0:
		m.Kind = Event
	}
	return m
}

var reSlackLink = regexp.MustCompile(`<([^<>|\n]+)(?:\|([^<>\n]*))?>`)

// slackText writes the marks of Slack as plain text. People stay ids until it
// is known who takes part.
func slackText(s string) (body string, links []string) {
	body = reSlackLink.ReplaceAllStringFunc(s, func(mark string) string {
		m := reSlackLink.FindStringSubmatch(mark)
		target, label := m[1], m[2]
		switch {
		case strings.HasPrefix(target, "@"):
			return "<" + target + ">"
		case strings.HasPrefix(target, "#"):
			return "#" + cmp.Or(label, target[1:])
		case strings.HasPrefix(target, "!"):
			return "@" + strings.TrimPrefix(cmp.Or(label, strings.TrimPrefix(target, "!")), "@")
		case strings.HasPrefix(target, "http"):
			links = append(links, decodeEntities(target))
		}
		return cmp.Or(label, strings.TrimPrefix(target, "mailto:"))
	})
	// Only these three are encoded.
	for _, e := range [][2]string{{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}} {
		body = strings.ReplaceAll(body, e[0], e[1])
	}
	return strings.TrimSpace(body), links
}

var reSlackPerson = regexp.MustCompile(`<@([A-Z0-9]+)>`)

// slackSettle tells who is who. Guests and people of other workspaces are
// customers of the members; where there are none, who asks is the customer and
// who answers the team.
func (rd *reading) slackSettle(src *Source, c *Conversation) {
	asker := ""
	guessed := false
	for i := range c.Messages {
		m := &c.Messages[i]
		if m.Kind == Comment && m.Role == "" && asker == "" {
			asker = m.Author.ID
		}
		who, ok := rd.lookup(FormatSlack, m.Author.ID)
		if ok {
			m.Author.Name, m.Author.Email = cmp.Or(who.Name, m.Author.Name), cmp.Or(who.Email, m.Author.Email)
		}
		switch {
		case m.Role != "":
		case who.role != "":
			m.Role = who.role
		case len(rd.opt.Team) > 0:
			if m.Role = Customer; rd.mail.team.has(who.Email) {
				m.Role = Agent
			}
		case rd.slack.guests:
			m.Role = Agent
		default:
			guessed = true
			if m.Role = Agent; m.Author.ID == asker {
				m.Role = Customer
			}
		}
	}
	if guessed && !rd.slack.told {
		rd.slack.told = true
		src.warn("team_guessed", "", "nothing says who belongs to the team: who begins a thread was taken for a customer, and who answers for the team; name the domains or addresses of the team with --team")
	}
	c.nameMentions()
	if n := len(c.Messages); n > 0 {
		c.CreatedAt, c.UpdatedAt = c.Messages[0].At, c.Messages[n-1].At
	}
	c.settleWriters()
}

// nameMentions writes the names of those who take part where they are
// mentioned. Of others the id stays, which no mask would know as a name.
func (c *Conversation) nameMentions() {
	for i := range c.Messages {
		m := &c.Messages[i]
		if !strings.Contains(m.Body, "<@") {
			continue
		}
		m.Body = reSlackPerson.ReplaceAllStringFunc(m.Body, func(mark string) string {
			id := mark[2 : len(mark)-1]
			if at := slices.IndexFunc(c.Messages, func(m Message) bool { return m.Author.ID == id && m.Author.Name != "" }); at >= 0 {
				return "@" + c.Messages[at].Author.Name
			}
			return "@" + id
		})
	}
}
