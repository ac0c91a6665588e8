package inbox

import (
	"cmp"
	"strings"
)

// FormatDiscourse is the format of topics and posts of a Discourse forum.
const FormatDiscourse = "discourse"

const exportDiscourse = "; export each topic as /t/ID.json, with its posts, instead"

// dcTopic is a topic. In lists of topics its posts are missing.
type dcTopic struct {
	ID         text   `json:"id"`
	Title      text   `json:"title"`
	Slug       text   `json:"slug"`
	CreatedAt  moment `json:"created_at"`
	LastPosted moment `json:"last_posted_at"`
	DeletedAt  moment `json:"deleted_at"`
	Closed     bool   `json:"closed"`
	Archived   bool   `json:"archived"`
	Archetype  text   `json:"archetype"`
	Tags       []any  `json:"tags"`
	Accepted   any    `json:"accepted_answer"`
	Solved     bool   `json:"has_accepted_answer"`
	Posts      int    `json:"posts_count"`
	Stream     *struct {
		Posts  []dcPost `json:"posts"`
		Stream []any    `json:"stream"`
	} `json:"post_stream"`
}

type dcPost struct {
	ID         text   `json:"id"`
	Number     int    `json:"post_number"`
	Type       int    `json:"post_type"`
	TopicID    text   `json:"topic_id"`
	TopicTitle text   `json:"topic_title"`
	UserID     text   `json:"user_id"`
	Username   text   `json:"username"`
	Name       text   `json:"name"`
	Cooked     text   `json:"cooked"`
	Raw        text   `json:"raw"`
	CreatedAt  moment `json:"created_at"`
	DeletedAt  moment `json:"deleted_at"`
	Hidden     bool   `json:"hidden"`
	Staff      bool   `json:"staff"`
	Moderator  bool   `json:"moderator"`
	Admin      bool   `json:"admin"`
	Action     text   `json:"action_code"`
}

// dcPosts is the number of posts that a topic says it has.
const dcPosts = "posts_count"

// Types of posts.
const (
	dcModeratorAction = 2
	dcSmallAction     = 3
	dcWhisper         = 4
)

// isDiscourse tells the records of Discourse by keys that only it has.
func isDiscourse(s *shape) bool {
	return s.has("post_stream") || s.has("cooked", "post_number") || s.list == "topic_list.topics" || s.has("user_actions") ||
		s.has("topic_list") || s.has("username", "avatar_template") || s.has("type", "name", "more", "results")
}

// discourseRecord reads a topic, a post, or tells what else a record is.
func (rd *reading) discourseRecord(src *Source, s *shape) error {
	switch {
	case s.has("cooked", "post_number"):
		return rd.discoursePost(src, s)
	case s.has("post_stream") || s.list == "topic_list.topics":
		return rd.discourseTopic(src, s)
	case s.has("username", "avatar_template"):
		src.helped(FormatDiscourse)
		return nil
	case s.has("user_actions"):
		src.skip("holds excerpts of posts of Discourse" + exportDiscourse)
		return nil
	}
	src.skip("holds a list of Discourse without posts" + exportDiscourse)
	return nil
}

func (rd *reading) discourseTopic(src *Source, s *shape) error {
	var t dcTopic
	fault, err := decode(s.data, &t)
	if err != nil {
		return rd.brokenRecord(src, s)
	}
	if t.ID == "" {
		src.skip("holds a topic of Discourse without its id" + exportDiscourse)
		return nil
	}
	src.found(FormatDiscourse)
	c := &Conversation{
		ID: string(t.ID), Source: FormatDiscourse, Subject: decodeEntities(string(t.Title)), CreatedAt: t.CreatedAt.time(),
		UpdatedAt: t.LastPosted.time(), State: Open, Channel: "web", RawChannel: cmp.Or(string(t.Archetype), "topic"), Messages: []Message{},
	}
	if t.Closed || t.Archived || t.Solved || t.Accepted != nil {
		c.State = Closed
	}
	if !t.DeletedAt.time().IsZero() {
		c.State = Deleted
	}
	for _, tag := range t.Tags {
		if name, ok := tag.(string); ok {
			c.Tags = append(c.Tags, name)
		}
	}
	if fault != "" {
		src.warn("odd_type", c.ID, s.where()+": field "+fault+" has an unexpected type; left out")
	}
	if c.BodiesMissing = t.Stream == nil; c.BodiesMissing {
		return rd.add(src, c, s.data)
	}
	for i := range t.Stream.Posts {
		c.Messages = append(c.Messages, t.Stream.Posts[i].message())
	}
	if posts := max(len(t.Stream.Stream), t.Posts); posts > 0 {
		c.Vendor = map[string]float64{dcPosts: float64(posts)}
	}
	c.joint.Loose = true
	return rd.add(src, c, s.data)
}

// discoursePost reads a post that stands apart from its topic.
func (rd *reading) discoursePost(src *Source, s *shape) error {
	var p dcPost
	if _, err := decode(s.data, &p); err != nil {
		return rd.brokenRecord(src, s)
	}
	if p.TopicID == "" {
		src.skip("holds posts of Discourse that do not say to which topic they belong" + exportDiscourse)
		return nil
	}
	src.found(FormatDiscourse)
	c := &Conversation{
		ID: string(p.TopicID), Source: FormatDiscourse, Subject: decodeEntities(string(p.TopicTitle)), Channel: "web", RawChannel: "topic",
		Messages: []Message{p.message()},
	}
	c.joint.Loose, c.joint.Piece = true, true
	return rd.add(src, c, s.data)
}

// message turns a post into a message. Small actions are changes without
// words, whispers are read by the staff alone.
func (p *dcPost) message() Message {
	m := Message{
		ID: string(p.ID), At: p.CreatedAt.time(), Role: Customer, Kind: Comment, RawType: "post",
		Author: Person{ID: string(p.UserID), Name: cmp.Or(strings.TrimSpace(string(p.Name)), string(p.Username))},
	}
	if p.Cooked != "" {
		m.Body, m.Links = htmlText(string(p.Cooked))
	} else {
		m.Body = strings.TrimSpace(string(p.Raw))
	}
	switch {
	case strings.HasPrefix(string(p.UserID), "-"), p.Username == "system", p.Username == "discobot":
		m.Role, m.Auto = Bot, true
	case p.Staff || p.Moderator || p.Admin:
		m.Role = Agent
	}
	switch p.Type {
	case dcModeratorAction, dcSmallAction:
		m.RawType = cmp.Or(string(p.Action), "small_action")
		if p.Type == dcSmallAction || m.Body == "" {
			m.Kind = Event
		}
	case dcWhisper:
		m.Kind, m.RawType = Note, "whisper"
	}
	if p.Hidden || !p.DeletedAt.time().IsZero() {
		m.Redacted, m.Body, m.Links = true, "", nil
	}
	if m.Body == "" && !m.Redacted {
		m.Kind = Event
	}
	return m
}

// discourseSettle tells what shows once all posts are there.
func (rd *reading) discourseSettle(src *Source, c *Conversation) {
	if len(c.Messages) > 0 && c.CreatedAt.IsZero() {
		c.CreatedAt = c.Messages[0].At
	}
	if n := len(c.Messages); n > 0 && c.UpdatedAt.IsZero() {
		c.UpdatedAt = c.Messages[n-1].At
	}
	posts, ok := c.Vendor[dcPosts]
	if c.Truncated = !c.BodiesMissing && (!ok || int(posts) > len(c.Messages)); c.Truncated {
		src.warn("posts_missing", c.ID, "the export holds a part of the posts of the topic; fetch the others as /t/ID/posts.json, or /t/ID.json?print=true")
	}
	c.settleWriters()
}

// settleWriters names the customers and who wrote first, from the messages.
func (c *Conversation) settleWriters() {
	c.Customers, c.InitiatedBy = nil, ""
	seen := map[string]bool{}
	for _, m := range c.Messages {
		if m.Kind == Comment && c.InitiatedBy == "" {
			c.InitiatedBy = m.Role
		}
		if key := personKey(m.Author); m.Role == Customer && m.Kind == Comment && key != "" && !seen[key] {
			seen[key] = true
			c.Customers = append(c.Customers, m.Author)
		}
	}
}
