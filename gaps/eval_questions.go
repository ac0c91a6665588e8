package gaps

import (
	"errors"

	"signpost/gaps/question"
	"signpost/inbox"
)

// SmallTalk is the label of texts that ask nothing; all others are requests.
const SmallTalk = "smalltalk"

// A QuestionScore tells how well requests are told from small talk. Shares are
// in per cent.
type QuestionScore struct {
	N int `json:"n"`
	// Requests is the number of texts with another label than SmallTalk, Kept
	// the share of them that is not left out as asking nothing, Account the
	// share that is set apart as concerning one account.
	Requests int     `json:"requests"`
	Kept     float64 `json:"kept"`
	Account  float64 `json:"account_specific"`
	// SmallTalk is the number of texts with that label, Dropped the share of them
	// that is left out.
	SmallTalk int     `json:"smalltalk"`
	Dropped   float64 `json:"dropped"`
	// Reasons counts why texts were left out.
	Reasons map[string]int `json:"reasons"`
}

// EvaluateQuestions takes each text for the only message of a conversation,
// and compares what is left out with the labels.
func EvaluateQuestions(texts []Labelled) (QuestionScore, error) {
	s := QuestionScore{N: len(texts), Reasons: map[string]int{}}
	if len(texts) == 0 {
		return s, errors.New("tell questions from small talk: there are no texts")
	}
	kept, account, dropped := 0, 0, 0
	for _, t := range texts {
		talk := question.Of(&inbox.Conversation{
			InitiatedBy: inbox.Customer,
			Messages:    []inbox.Message{{Role: inbox.Customer, Kind: inbox.Comment, Body: t.Text}},
		})
		out := talk.Class == question.IsNoQuestion
		if out {
			s.Reasons[talk.Reason]++
		}
		if t.Label == SmallTalk {
			s.SmallTalk++
			if out {
				dropped++
			}
			continue
		}
		s.Requests++
		if !out {
			kept++
		}
		if talk.Class == question.IsAccount {
			account++
		}
	}
	s.Kept, s.Account = round(100*ratio(kept, s.Requests)), round(100*ratio(account, s.Requests))
	s.Dropped = round(100 * ratio(dropped, s.SmallTalk))
	return s, nil
}
