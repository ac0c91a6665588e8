package pages

import (
	"signpost/gaps"
)

// A listed conversation stands with what it asked.
type listed struct {
	Question string
	Talk     talk
}

// listedOf gives the conversations that the report tells the questions of; of a report that
// tells none, all of them without.
func listedOf(r *gaps.Report, asked []gaps.Asked, members []string) []listed {
	var out []listed
	for _, a := range asked {
		out = append(out, listed{a.Question, talkOf(r, a.Conversation)})
	}
	if len(out) == 0 {
		for _, id := range members {
			out = append(out, listed{"", talkOf(r, id)})
		}
	}
	return out
}

// A proof is every conversation of a gap or topic: some with what they asked, the rest by
// their ids.
type proof struct {
	Shown []listed
	Rest  []talk
}

// proofAtMost is how many conversations of a proof stand with what they asked.
const proofAtMost = 50

// proofOf shows conversations from all over what is listed, the most central first.
func proofOf(r *gaps.Report, asked []gaps.Asked, members []string) proof {
	all := listedOf(r, asked, members)
	var p proof
	shown := map[string]bool{}
	for i := range min(proofAtMost, len(all)) {
		x := all[i*len(all)/min(proofAtMost, len(all))]
		p.Shown = append(p.Shown, x)
		shown[x.Talk.ID] = true
	}
	for _, id := range members {
		if !shown[id] {
			p.Rest = append(p.Rest, talkOf(r, id))
		}
	}
	return p
}

// A topic is what an article answers, with the proof.
type topic struct {
	gaps.Topic
	Proof proof
}

func topics(r *gaps.Report) []topic {
	var out []topic
	for _, t := range r.Answered {
		out = append(out, topic{t, proofOf(r, t.Asked, t.Members)})
	}
	return out
}
