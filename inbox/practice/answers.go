package practice

import (
	"regexp"
	"slices"
	"strings"

	"signpost/inbox"
)

// texts measures what the team's answers are made of.
func (k *talk) texts() {
	sent, answered := false, false
	for _, turn := range k.turns {
		if !turn.agent {
			continue
		}
		if strings.TrimSpace(turn.Body) == "" {
			k.t.gauges[articleAnswers].leave("without words, or removed")
			continue
		}
		answered = true
		linked := k.articles(turn.Message)
		k.t.gauges[articleAnswers].add(k.occasion(turn.At, turn.Author.ID), len(linked) > 0, unmeasured)
		sent = sent || len(linked) > 0
		k.answer(turn.Message, linked)
	}
	if answered {
		at := k.turns[len(k.turns)-1].At
		k.t.gauges[articleTalks].add(k.occasion(at, k.lastAgent()), sent, unmeasured)
	}
}

// answer looks for a saved reply in an answer, and for texts like it.
func (k *talk) answer(m *inbox.Message, linked []Article) {
	x, o := k.t.replies, k.occasion(m.At, m.Author.ID)
	k.t.words = appendWords(k.t.words[:0], m.Body)
	words := k.t.words
	k.t.triples = appendTriples(k.t.triples[:0], words)
	all := k.t.triples
	found := -1
	recorded := m.SavedReplyID != ""
	switch i, listed := x.byID[m.SavedReplyID]; {
	case recorded && listed:
		found = i
		x.uses[i].recorded++
	case recorded && (len(x.unknown) < maxListed || x.unknown[m.SavedReplyID] > 0):
		x.unknown[m.SavedReplyID]++
	case !recorded && len(words) >= leastWords:
		if found = x.find(all); found >= 0 {
			x.uses[found].recognized++
		}
	}
	g := k.t.gauges[savedReply]
	g.add(o, recorded || found >= 0, unmeasured)
	switch {
	case recorded:
		g.parts["recorded by the system"]++
	case found >= 0:
		g.parts["recognized by the text"]++
	}
	if recorded || found >= 0 || len(words) < leastWords || len(all) == 0 {
		return
	}
	group := k.t.texts.add(m.Body, all)
	k.t.gauges[repeatedText].add(o, group.count > 1, unmeasured)
	group.met(k.ID, m.Author.ID, linked)
}

// maxListed bounds lists whose length an export decides.
const maxListed = 2000

// met notes where a text was typed, by whom, and what was sent with it.
func (g *textGroup) met(id, agent string, linked []Article) {
	if len(g.conversations) < maxExamples && !slices.Contains(g.conversations, id) {
		g.conversations = append(g.conversations, id)
	}
	if len(g.agents) < maxAgents && !slices.Contains(g.agents, agent) {
		g.agents = append(g.agents, agent)
	}
	for _, a := range linked {
		if g.links == nil {
			g.links = map[string]int{}
		}
		if len(g.links) < maxAgents || g.links[a.URL] > 0 {
			g.links[a.URL]++
		}
	}
}

var (
	reAddress = regexp.MustCompile(`https?://[^\s<>"')\]]+`)
	// reArticle are the addresses of articles in the help centers of several
	// systems: /articles/123-title, /hc/en/articles/123.
	reArticle = regexp.MustCompile(`^https?://[^\s/]+/(?:[^\s?#]*/)?articles/\d+`)
)

// articles are those that a message sends, each once.
func (k *talk) articles(m *inbox.Message) []Article {
	links := m.Links
	if strings.Contains(m.Body, "://") {
		links = append(slices.Clone(links), reAddress.FindAllString(m.Body, -1)...)
	}
	var out []Article
	for _, link := range links {
		a, ok := k.t.article(link)
		if !ok || slices.Contains(out, a) {
			continue
		}
		out = append(out, a)
		if len(k.t.sent) < maxListed || k.t.sent[a.URL] != nil {
			if k.t.sent[a.URL] == nil {
				k.t.sent[a.URL] = &ArticleUse{Article: a}
			}
			k.t.sent[a.URL].Answers++
		}
	}
	return out
}

// article tells whether an address is that of an article.
func (t *tally) article(link string) (Article, bool) {
	if t.opt.Articles != nil {
		if a, ok := t.opt.Articles.Linked(link); ok {
			return a, true
		}
	}
	if found := reArticle.FindString(link); found != "" {
		return Article{Title: found, URL: found}, true
	}
	return Article{}, false
}
