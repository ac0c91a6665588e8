package question

import (
	"slices"
	"strings"

	"signpost/gaps/words"
)

// mostUnknown is the number of unknown words from which more say no more.
const mostUnknown = 6

// talkCut is the weight above which a turn is small talk. It was chosen on half
// of the turns that TestSmallTalk measures, so that it keeps 99 of 100 requests.
const talkCut = -2

// framedTalk is the weight under which a single telling word has a request
// around it.
const framedTalk = -2

// The weights of a sentence under which praise or thanks beside it are by the way.
const (
	praiseAside = -6
	thanksAside = -4
)

// talkScore tells how much words speak for small talk, by learned weights of
// the few words that people greet, thank, agree and close with, and by how many
// others there are. It knows English only: elsewhere all words are others.
func talkScore(list []string) float32 {
	sum, unknown := float32(0), 0
	for i, w := range list {
		if slices.Contains(list[:min(i, 60)], w) {
			continue
		}
		if x, ok := talkWeights[w]; ok {
			sum += x
		} else {
			unknown++
		}
	}
	return sum + unknownWeights[min(unknown, mostUnknown)]
}

// manyStems are more telling words than small talk has, unless all else is.
const manyStems = 4

// talkOf scores a sentence; after thanks and a comma ("thanks, the page is
// empty") what follows counts alone.
func talkOf(sentence string, list []string) float32 {
	head, rest, ok := strings.Cut(sentence, ",")
	if ok && len(head) < 24 {
		if after := words.Split(rest); len(after) > 1 && talkScore(talkWords(words.Split(head))) > 0 {
			return talkScore(talkWords(after))
		}
	}
	return talkScore(talkWords(list))
}

// hails are words after which a name stands.
var hails = words.Set(`hi hello hey hai morning afternoon evening thanks thank you thankyou bye goodbye ok okay yes no sure sir is am im`)

// talkWords takes words of words.Split, without a name that is hailed ("hello
// casey") and without letters drawn out ("hiiii").
func talkWords(list []string) []string {
	out := make([]string, 0, len(list))
	named := false
	for i, w := range list {
		w = undrawn(w)
		if first, second, ok := glued(w); ok {
			out = append(out, first, second)
			continue
		}
		if !named && i > 0 && hails[list[i-1]] && !hails[w] && !words.IsGrammar(w) && !words.IsCommon(w) && !words.IsChitchat(words.Stem(w)) {
			named = true
			continue
		}
		out = append(out, w)
	}
	return out
}

// talkHeads are words that people write together with the next: "yessure".
var talkHeads = []string{"goodbye", "thankyou", "thanks", "thank", "hello", "okay", "sorry", "sure", "good", "fine", "bye", "yes", "no", "hi", "ok"}

// talkTails are what follows them in one word.
var talkTails = words.Set(`hello hi thanks thank thankyou you bye goodbye good morning afternoon evening day night sure please yes no ok okay sir
have great nice fine everything its it that thats this i im am and so for nothing problem`)

// glued parts a word that is two of small talk.
func glued(w string) (first, second string, ok bool) {
	if len(w) < 4 || len(w) > 16 {
		return "", "", false
	}
	for _, h := range talkHeads {
		if rest, found := strings.CutPrefix(w, h); found && talkTails[rest] {
			return h, rest, true
		}
	}
	return "", "", false
}

// undrawn cuts letters that stand three times and more.
func undrawn(w string) string {
	for i := 2; i < len(w); i++ {
		if w[i] == w[i-1] && w[i] == w[i-2] && w[i] < 0x80 && w[i] >= 'a' {
			short := strings.TrimLeft(w[i:], w[i:i+1])
			return undrawn(w[:i-1] + short)
		}
	}
	return w
}

var (
	withdraws = newPhrases(`never mind|nevermind|wrong chat|wrong window|wrong person|wrong tab|forget it|ignore this|ignore that|ignore my|found it|solved|solved it|
take that back|take it back|hat sich erledigt|laissez tomber|ya lo encontré|olvídalo|lascia stare`)
	thanks   = newPhrases("thanks|thank you|thank u|thx|cheers|danke|merci|gracias|grazie|obrigado|obrigada|bedankt|dank")
	praises  = newPhrases("love|loves|loved|gorgeous|great work|great job|well done|awesome|brilliant|amazing|fantastic|have to say|wanted to say")
	presence = newPhrases(`are you there|are you here|anybody there|anyone there|somebody there|someone there|anybody here|anyone here|somebody here|
someone here|how are you|is anyone available|jemand da|il y a quelqu'un|hay alguien|are you a bot|are you human|are you real`)
)

// isPresence tells whether a sentence asks for nothing but that somebody is there.
func isPresence(s sentence) bool { return len(s.tokens) < 8 && presence.in(s.tokens) }

// isTalk tells whether a sentence is small talk.
func (s sentence) isTalk() bool {
	return isPresence(s) || s.size == 0 && s.weight < 4 || s.talk > talkCut && !s.pressing()
}

// pressing tells whether a sentence asks, bids or needs something that it names, or
// names much, or is one of a script without spaces, of which the weights know
// nothing.
func (s sentence) pressing() bool {
	named := s.size >= 2 && s.talk < 1 || s.size == 1 && s.talk < 0
	return s.weight >= 3 || s.weight == 2 && named || s.size >= manyStems && s.talk < 3 || len(s.tokens) == 1 && s.size >= 2
}

// isTalk tells whether a turn says hello, thanks or good-bye and asks nothing.
func isTalk(whole []string, sentences []sentence) bool {
	weight, talk, rest := 0, 0, float32(0)
	for _, s := range sentences {
		switch {
		case s.isTalk():
			talk++
		default:
			weight += s.weight
			rest = min(rest, s.talk)
		}
	}
	switch {
	case talk == len(sentences):
		return true
	case withdraws.in(whole):
		return !slices.ContainsFunc(sentences, func(s sentence) bool { return isAsked(s.text) })
	}
	return weight == 0 && (rest > praiseAside && praises.in(whole) || rest > thanksAside && thanks.in(whole))
}
