package question

// Phrases of machines that answer, and of those who write to sell.
var (
	automatic = newPhrases(`out of office|out of the office|automatic reply|automatically generated|automatically reply|auto reply|autoreply|will not be forwarded|
on annual leave|on parental leave|on sick leave|on maternity leave|nicht im büro|abwesenheit|abwesenheitsnotiz|wird nicht weitergeleitet|automatische antwort|absent du bureau|absente du bureau|
réponse automatique|fuera de la oficina|respuesta automática|risposta automatica|automatisch antwoord|resposta automática|
delivery status notification|delivery has failed|delivery failure|undeliverable|mail delivery system|mail delivery failed|mailer daemon|
message could not be delivered|do not reply to this|this is an automated`)
	// sales are words of unasked offers; three of them make one.
	sales = newPhrases(`seo|backlink|backlinks|guaranteed|discount|leading company|first page of google|limited offer|only this week|increase your traffic|
increase your sales|web design services|reply yes|lead generation|partnership opportunity|dear sir madam|unsubscribe|guest post|our agency|rank higher|grow your business`)
)

// isAutomatic tells whether a machine or a seller wrote a turn.
func isAutomatic(tokens []string) bool { return automatic.in(tokens) || sales.count(tokens, 3) == 3 }
