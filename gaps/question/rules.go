package question

import (
	"regexp"
	"strings"
)

const (
	things  = `(account|subscription|plan|contract|order|invoice|invoices|refund|payment|card|parcel|package|delivery|booking|reservation|ticket|login|licen[cs]e|bill|billing address|company address|direct debit|username)`
	foreign = `(rechnung(en)?|bestellung|konto|vertrag|kundennummer|gutschrift|zahlung|lieferung|facture|commande|compte|abonnement|factura|pedido|cuenta|suscripción)`
	own     = `(my|our|this|the|his|her|meine?[rnms]?|unsere?[rnms]?|ma|mon|mes|notre|nos|mi|mis|nuestr[ao]s?)`
)

// account holds the ways in which people write about what is theirs alone. A
// question how one does such a thing is not among them: an article can answer
// that.
var account = []*regexp.Regexp{
	// One order, invoice or account, by its number.
	regexp.MustCompile(`(?i)\b(order|invoice|account|contract|booking|ticket|reservation|parcel|` + foreign + `)\s*(no\.?|number|nr\.?|id|#|:)*\s*(#?[a-z]{0,3}-?\d[\d-]{2,}|\[[a-z ]+ \d+\])`),
	// Bank details and cards are handed over for one's own account only.
	regexp.MustCompile(`\[(card|iban|account)[a-z ]* \d+\]`),
	// Please do it to mine.
	regexp.MustCompile(`(?i)\b(cancel|delete|close|refund|change|update|send|resend|unlock|reset|correct|check|remove|transfer|reactivate|renew|upgrade|downgrade)\b[^.?!]{0,60}\b(my|our)\b ([a-z]+ )?` + things),
	regexp.MustCompile(`(?i)\b(change|update|correct)\b[^.?!]{0,30}\b(e-?mail|e-?mail address|billing address|address|phone number|name)\b[^.?!]{0,20}\b(of|for|on|in) (my|our) ([a-z]+ )?` + things),
	// What became of mine.
	regexp.MustCompile(`(?i)\b(where|when|why)\b[^.?!]{0,20} (is|are|was|were|will|has|does) (my|our) ([a-z]+ )?` + things),
	regexp.MustCompile(`(?i)\b(not|n't|never|still)\b[^.?!]{0,20}\b(received|got|get|arrived)\b[^.?!]{0,12}\b(my|our) ([a-z]+ )?` + things),
	regexp.MustCompile(`(?i)\b(i|we|i've|we've)( have| was| were)?( been)? (charged|billed|debited)\b`),
	regexp.MustCompile(`(?i)\b(my|our) ([a-z]+ )?(card|payment|account|order|subscription|login)\b[^.?!]{0,16}\b(declined|rejected|failed|locked|blocked|suspended|disabled|cancel+ed|hacked|expired)\b`),
	regexp.MustCompile(`(?i)\brefund (for|of|on) (my|our|the|an?|this) `),
	regexp.MustCompile(`(?i)\b` + own + ` ` + foreign + `\b[^.?!]{0,60}\b(fehlt|falsch|gesperrt|stornieren|kündigen|löschen|erstatten|bloqué|annuler|rembourser|cancelar|reembolso)`),
}

var (
	// general is how one asks for a way, not for a deed.
	general  = regexp.MustCompile(`(?i)\b(how (do|can|to|does|would|should)|how'd|is (it|there) (possible|a way|any way|some way)|can (i|we|customers|users|readers|people|someone|anyone|visitors)|where (do|can) (i|we)|what happens|wie (kann|können|lösche|ändere)|kann (ich|man)|können wir|comment|peut-on|cómo|se puede)\b`)
	numbered = account[:2]
)

// accountSpecific tells whether a turn concerns one customer's account only.
func accountSpecific(turn string) bool {
	for _, r := range numbered {
		if r.MatchString(turn) {
			return true
		}
	}
	for _, s := range Sentences(turn) {
		if general.MatchString(s) {
			continue
		}
		for _, r := range account[len(numbered):] {
			if r.MatchString(s) {
				return true
			}
		}
	}
	return false
}

var automatic = regexp.MustCompile(`(?i)(out of (the )?office|automatic(ally)? (reply|generated)|auto-?reply|will not be forwarded|on (annual|parental|sick) leave|nicht im büro|abwesenheit|wird nicht weitergeleitet|automatische antwort|absent[e]? du bureau|réponse automatique|fuera de la oficina|respuesta automática|delivery (status notification|has failed|failure)|undeliverable|mail delivery (system|failed)|mailer-daemon|message could not be delivered)`)

// sales are words of unasked offers; three of them make one.
var sales = regexp.MustCompile(`(?i)\b(seo|backlinks?|guaranteed|discount|leading company|first page of google|limited offer|only this week|increase your (traffic|sales)|web design services|reply yes|lead generation|partnership opportunity|dear sir/madam)\b`)

func solicits(turn string) bool { return len(sales.FindAllString(turn, 4)) >= 3 }

var (
	withdraws = regexp.MustCompile(`(?i)\b(never ?mind|wrong (chat|window|person|tab)|forget it|ignore (this|that|my)|found it( myself)?|solved( it)?( myself)?|take (that|it) back|hat sich erledigt|laissez tomber)\b`)
	praises   = regexp.MustCompile(`(?i)(\bthank(s| you)\b|\bthx\b|\bcheers\b|\blove[sd]?\b|gorgeous|great (work|job)|well done|awesome|brilliant|amazing|fantastic|have to say|wanted to say|\bdanke\b|\bmerci\b|\bgracias\b)`)
	presence  = regexp.MustCompile(`(?i)^[^?]{0,20}\b(are you (there|here)|(is )?(anybody|anyone|somebody|someone) (there|here)|how are you|jemand da)\b[^?]{0,12}\?`)
)

// smallTalk tells whether a turn says thanks, hello or sorry and asks nothing.
// What asks or needs something is never small talk.
func smallTalk(turn string) bool {
	weight, size := 0, 0
	for _, s := range Sentences(turn) {
		if presence.MatchString(s) {
			continue
		}
		weight += Weight(s)
		size += ContentSize(s)
	}
	switch {
	case weight == 0 && (withdraws.MatchString(turn) || praises.MatchString(turn)):
		return true
	case withdraws.MatchString(turn) && !strings.Contains(turn, "?"):
		return true
	}
	return size == 0
}
