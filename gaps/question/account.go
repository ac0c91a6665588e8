package question

import (
	"regexp"
	"slices"
	"strings"

	"signpost/gaps/words"
)

// Words with which people write about what is theirs alone.
var (
	mine   = words.Set("my our")
	things = words.Set(`account subscription plan contract order orders invoice invoices refund payment card parcel package delivery booking
reservation ticket login licence license bill username shipment membership payout payouts appointment`)
	number = words.Set(`order invoice account contract booking ticket reservation parcel shipment case payout appointment card bestellung bestellnummer auftrag rechnung rechnungen
konto vertrag kundennummer gutschrift zahlung lieferung sendung facture commande compte abonnement dossier factura pedido cuenta ordine fattura
bestelling factuur encomenda fatura`)
	fillers = words.Set("ending no nr number nummer num numero número numéro id n is ist mit the with")
	deeds   = words.Set(`cancel delete close refund change update send resend unlock reset correct check remove transfer reactivate renew upgrade
downgrade reinstate extend expedite reship track`)
	statuses = words.Set("where when has")
	articles = words.Set("a an the any this that my our your")
	beings   = words.Set("is are was were will has does did")
	negated  = words.Set("not never still hasn't haven't didn't isn't wasn't")
	arrivals = words.Set("received got get arrived arrive")
	charged  = words.Set("charged billed debited")
	states   = words.Set("declined rejected failed locked blocked suspended disabled canceled cancelled hacked expired gone vanished disappeared")
	holders  = words.Set("card payment account order subscription login appointment payout")
	titles   = words.Set("mr mrs ms miss dr")

	ownForeign = words.Set(`mein meine meiner meinen meinem meines unser unsere unserer unseren unserem ma mon mes notre nos mi mis nuestro nuestra
mio mia nostro nostra mijn onze minha meu`)
	foreign = words.Set(`rechnung rechnungen bestellung konto vertrag auftrag kundennummer gutschrift zahlung lieferung sendung paket abo abonnement auszahlung
facture commande compte colis livraison factura pedido cuenta suscripción paquete ordine fattura abbonamento pacco conto bestelling factuur rekening
pakket encomenda fatura conta assinatura`)
	foreignDeeds = words.Set(`fehlt falsch gesperrt stornieren storniert kündigen löschen erstatten ändern zurückerstatten stornierung angekommen
abgebucht geliefert bloqué annuler rembourser supprimer résilier arrivé arrivée reçu reçue débité cancelar reembolso reembolsar anular eliminar
llegado cargado bloqueada annullare rimborsare cancellare arrivato annuleren opzeggen terugbetalen cancele chegou wo wann où dónde cuándo dove
waar onde`)

	// general is how one asks for a way, not for a deed: an article can tell it.
	general = newPhrases(`how do|how can|how to|how does|how would|how should|how'd|how are|how long|is it possible|is there a way|is there any way|
is there some way|why is|why am|why are|why was|why were|why did|why do|why does|why has|why have|why can't|why won't|what is|what are|can i|can we|can customers|can users|can readers|can people|can someone|can anyone|can visitors|could i|am i able|
where do i|where do we|where can i|where can we|what happens|what do i do|what should i do|wie kann|wie können|wie lösche|wie ändere|wie kündige|wie storniere|
kann ich|kann man|können wir|comment|peut on|puis je|cómo|se puede|puedo|come posso|posso|como posso|hoe kan|kan ik|hoe`)
)

// isAccount tells whether a turn concerns one customer's account only: a number
// of theirs, or a deed or a state of what is theirs. A question how one does
// such a thing is none, for an article can answer that.
func isAccount(whole []string, sentences []sentence) bool {
	if numbered(whole) {
		return true
	}
	for _, s := range sentences {
		if general.in(s.tokens) && (s.size < 2 || anyOf(s.tokens, refers)) {
			return false // "I want to close my account. How do I do that?"
		}
	}
	for _, s := range sentences {
		if !general.in(s.tokens) && (possessed(s.tokens) || ofSomebody(s.tokens) || charge(s.tokens) || possessedAbroad(s.tokens)) {
			return true
		}
	}
	return false
}

// numbered finds one order, invoice or account by its number, and bank details
// and cards, which are handed over for one's own account only.
func numbered(tokens []string) bool {
	for i, w := range tokens {
		if w[0] == '[' && (strings.HasPrefix(w, "[card") || strings.HasPrefix(w, "[iban") || strings.HasPrefix(w, "[account")) {
			return true
		}
		if !number[w] {
			continue
		}
		rest := tokens[i+1:]
		for len(rest) > 0 && (fillers[rest[0]] || len(rest[0]) <= 3 && len(rest) > 1 && isNumber(rest[1])) && !isNumber(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) > 0 && (isNumber(rest[0]) || rest[0][0] == '[' && rest[0] != "[url]" && rest[0] != "[web address]" && rest[0] != "[ip]") {
			return true
		}
	}
	return false
}

// A case number is at least four digits, letters before them, which are no year.
var (
	caseNumber = regexp.MustCompile(`\b(?:[\p{L}]{1,4}[-_]?)?(?:\d{1,4}[-_])?\d{4,}\b`)
	year       = regexp.MustCompile(`^(?:19|20)\d\d$`)
)

// CaseNumber gives the number by which a text names one thing of its writer, "" if there is
// none or if the text asks for a way, not for a deed.
func CaseNumber(text string) string {
	if general.in(tokens(text)) {
		return ""
	}
	for _, n := range caseNumber.FindAllString(text, -1) {
		if !year.MatchString(n) {
			return n
		}
	}
	return ""
}

// isNumber tells whether a word is one that names a single thing: three digits
// and more, a few letters in front.
func isNumber(w string) bool {
	digits := strings.TrimLeft(w, "abcdefghijklmnopqrstuvwxyz")
	return len(w)-len(digits) <= 3 && len(digits) >= 3 && isDigits(digits)
}

// possessed finds a deed or a state of what is mine, in English.
func possessed(tokens []string) bool {
	for i, w := range tokens {
		if !mine[w] {
			continue
		}
		at := slices.IndexFunc(tokens[i+1:min(i+3, len(tokens))], func(t string) bool { return things[t] })
		if at < 0 {
			continue
		}
		thing := i + 1 + at
		before := tokens[max(0, i-10):i]
		after := tokens[thing+1 : min(thing+5, len(tokens))]
		switch {
		case bids(before):
			return true
		case i > 0 && beings[tokens[i-1]] && anyOf(tokens[max(0, i-5):i], statuses):
			return true
		case anyOf(before, negated) && anyOf(before, arrivals), anyOf(after, negated) && anyOf(tokens[thing+1:min(thing+7, len(tokens))], arrivals):
			return true
		case holders[tokens[thing]] && anyOf(after, states):
			return true
		case i > 1 && tokens[i-2] == "refund":
			return true
		}
	}
	return false
}

// ofSomebody finds a deed for what is one person's, by their name.
func ofSomebody(tokens []string) bool {
	for i := range max(0, len(tokens)-2) {
		if things[tokens[i]] && (tokens[i+1] == "of" || tokens[i+1] == "for") && (titles[tokens[i+2]] || strings.HasPrefix(tokens[i+2], "[person")) {
			return bids(tokens[max(0, i-10):i])
		}
	}
	return false
}

// bids tells whether words hold a deed: the verb, not the noun ("an update").
func bids(tokens []string) bool {
	for i, w := range tokens {
		if deeds[w] && (i == 0 || !articles[tokens[i-1]]) {
			return true
		}
	}
	return false
}

// charge finds money that was taken, or is wanted back for one purchase.
func charge(tokens []string) bool {
	for i, w := range tokens {
		switch {
		case charged[w] && i > 0 && tokens[i-1] == "you" && i+1 < len(tokens) && (tokens[i+1] == "me" || tokens[i+1] == "us") && slices.ContainsFunc(tokens, isDigits):
			return true
		case charged[w]:
			for j := i - 1; j >= 0 && j >= i-3; j-- {
				switch tokens[j] {
				case "i", "we", "i've", "we've":
					return true
				case "have", "was", "were", "been", "got", "just", "already":
					continue
				}
				break
			}
		case w == "refund" && i+2 < len(tokens) && (tokens[i+1] == "for" || tokens[i+1] == "of" || tokens[i+1] == "on"):
			switch tokens[i+2] {
			case "my", "our", "the", "a", "an", "this":
				return true
			}
		case w == "refund" && i+1 < len(tokens) && mine[tokens[i+1]]:
			return true
		}
	}
	return false
}

// possessedAbroad finds a deed or a state of what is mine, in other languages.
func possessedAbroad(tokens []string) bool {
	for i, w := range tokens[:max(0, len(tokens)-1)] {
		if ownForeign[w] && foreign[tokens[i+1]] {
			return anyOf(tokens, foreignDeeds)
		}
	}
	return false
}

func anyOf(tokens []string, set map[string]bool) bool {
	return slices.ContainsFunc(tokens, func(t string) bool { return set[t] })
}
