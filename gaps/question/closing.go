package question

import (
	"regexp"
	"slices"
	"strings"

	"signpost/gaps/words"
)

// parting are the beginnings of sentences that close a letter, offer more help, or excuse.
var parting = regexp.MustCompile(`(?i)^(?:(?:please )?let (?:me|us) know\b|feel free\b|(?:i |we )?hope (?:this|that|it|you)\b|(?:many )?thank(?:s| you)\b|(?:(?:vielen|herzlichen|besten|lieben|schon mal|alvast|muchas|mil|tante|mille|muito) )*(?:dank|danke|merci|gracias|grazie|obrigad[oa]|bedankt)\b|have a (?:nice|great|good|lovely)\b|` +
	`(?:is|was) there anything\b|any(?:thing else|(?: other| further| more) questions)\b|(?:if|should) you (?:have|need) (?:any|more|further)\b|(?:happy|glad) to help|you(?:'|’)?re welcome|` +
	`sorry(?:[.!]*$|,? (?:for|about) (?:that|this|the (?:trouble|wait|delay|inconvenience|late))\b)|cheers\b|no (?:problem|worries)[!., ]*$|(?:sure|done)[!,. ]*$|` +
	`bei (?:weiteren |rück)?fragen\b|für (?:weitere )?rückfragen\b|melden sie sich\b|meld(?:e|et)? (?:dich|euch)\b|gern(?:e)? geschehen|tut (?:mir|uns) (?:sehr )?leid[!.]*$|(?:ich|wir) hoffe[n]?\b|` +
	`n['’]hésitez\b|je vous en prie[!.]*$|no dud(?:e|es|éis) en\b|quedo a\b|quedamos a\b|de nada[!.]*$|espero que\b|non esit(?:are|i)\b|não hesite\b|graag gedaan|よろしくお願い|宜しく|ありがとう)`)

// aside are sentences in which a customer tells who he is, what he attached, and what he waits
// for.
var aside = regexp.MustCompile(`(?i)^(?:my name is|this is \p{L}+ from|mein name ist|ich hei(?:ß|ss)e|je m['’]appelle|me llamo|mi nombre es|mi chiamo|(?:o )?meu nome|mijn naam is|` +
	`please (?:find|see) (?:the )?attach|(?:see|find) attached|anbei\b|im anhang|adjunto\b|veuillez trouver|ci[- ]joint|in allegato|em anexo|in de bijlage|` +
	`(?:i(?: am|['’]m)? )?look(?:ing)? forward|(?:ich )?freue? mich (?:auf|über)|(?:quedo|quedamos|estoy) a la espera|je reste à|dans l['’]attente|in attesa|(?:fico )?(?:a )?aguard|ik hoor graag)`)

// Closes tells whether a sentence closes a letter, and says nothing of its matter: thanks,
// wishes, offers of more help, a sign-off.
func Closes(sentence string) bool {
	if parting.MatchString(sentence) || signOff.MatchString(sentence) {
		return true
	}
	list := words.Split(sentence)
	return len(list) > 1 && !slices.ContainsFunc(list, func(w string) bool { return !words.IsChitchat(words.Stem(w)) }) &&
		!strings.HasSuffix(sentence, "?")
}
