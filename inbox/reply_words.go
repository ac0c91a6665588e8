package inbox

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words makes an alternative of the words of a table, longest first as they
// are written; a space in it stands for any space.
func words(table string) string {
	var alternatives []string
	for line := range strings.SplitSeq(strings.TrimSpace(table), "\n") {
		for w := range strings.SplitSeq(line, "|") {
			if w = strings.TrimSpace(w); w != "" {
				alternatives = append(alternatives, strings.ReplaceAll(regexp.QuoteMeta(w), " ", `\s+`))
			}
		}
	}
	return "(?:" + strings.Join(alternatives, "|") + ")"
}

// wroteWords say that somebody wrote, in the words of mail programs.
const wroteWords = `
wrote|writes|has written|schrieb|schreibt|hat geschrieben|geschrieben|a écrit|écrivit|ecrit|escribió|escribio|ha escrito
escreveu|ha scritto|scrisse|schreef|geschreven|skrev|kirjoitti|napisał|napisała|napisał(a)|napisał/a|napsal|napsala|napísal
napísala|napsal(a)|napísal(a)|írta|ezt írta|a scris|yazdı|şunu yazdı|tarihinde şunları yazdı|написал|написала|написал(а)|пише|пишет|написав|написала|έγραψε
napisao|napisala|je napisao|pisze|je napisal|rašė|parašė|kirjutas|rakstīja|skrifaði|menulis|viết|đã viết|เขียน|เขียนว่า|כתב|כתבה|כתב|كتب|كتبت
写道|寫道|写到|のメール|さんは書きました|が書きました|作成|님이 작성|작성`

// replyIntros begin an introduction.
const replyIntros = `on|at|am|den|le|el|il|em|op|dne|dnia|w dniu|в|il giorno|in data|a las|no dia|pe|på|vào|tarihinde|del|die|de|dňa|u|kuupäeval
|στις|ในวันที่|בתאריך|في|на|pada|în|ma|ti|ke|po|út|ut|čt|pá|št|ve|v`

var (
	reIntroHead = regexp.MustCompile(`(?i)^[-\s]*` + words(replyIntros) + `[\s,]`)
	reInYear    = regexp.MustCompile(`(?:19|20)\d\d`)
	reTime      = regexp.MustCompile(`\d{1,2}[:.h]\d\d`)
	// reISODate is how one program begins its introductions.
	reISODate = regexp.MustCompile(`^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:,? \d{1,2}:\d{2})?(?: (?:GMT|UTC)[+-]\d{2}:?\d{2})?:? `)
	reZoned   = regexp.MustCompile(`^\d{4}-\d{2}-\d{2} \d{1,2}:\d{2} GMT[+-]\d{2}:\d{2}(?: \p{Lu}[\p{Ll}.'’-]+){1,4}:?$`)
)

// mayIntroduce spares most lines the expressions.
func mayIntroduce(line string) bool {
	if len(line) > 400 {
		return false
	}
	for i := range len(line) {
		if c := line[i]; c >= '0' && c <= '9' || c == '<' || c == '@' {
			return true
		}
	}
	return false
}

// earlyDigit tells whether a digit stands among the first words, as it does
// where a date begins.
func earlyDigit(line string) bool {
	n := 0
	for w := range strings.FieldsSeq(line) {
		if strings.ContainsAny(w, "0123456789") {
			return true
		}
		if n++; n == 4 {
			break
		}
	}
	return strings.Contains(line, "<") && utf8.RuneCountInString(line) < 120
}

// introduces tells whether a joined line introduces a quote: it names when or
// by whom it was written, and says so or ends in a colon.
func introduces(s string) bool {
	s = strings.TrimRight(s, " ")
	at := strings.Contains(s, "@")
	if !introEnds(s) && !at {
		return false
	}
	colon := strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：") || strings.HasSuffix(s, "---")
	wrote := hasWritten(s)
	if !wrote && (!colon || !at) && (s == "" || s[0] < '0' || s[0] > '9') {
		return false // none of what is asked below
	}
	address := at && hasReplyFrom(s)
	date := hasReplyDate(s)
	if !address && !date {
		return false
	}
	if reZoned.MatchString(s) || reISODate.MatchString(s) && address && (colon || strings.HasSuffix(s, ">")) {
		return true
	}
	switch {
	case wrote && address:
		return colon || endsWithWrote(s)
	case wrote && colon:
		return reIntroHead.MatchString(s) || endsWithWrote(s) && startsWithDate(s)
	}
	return colon && address && date && reTime.MatchString(s)
}

// datedHead tells whether a line begins as an introduction with a date does.
func datedHead(line string) bool { return startsWithDate(line) && hasReplyDate(line) }

// strongHead tells whether a line begins as an introduction does and is no
// whole sentence.
func strongHead(line string) bool {
	word, _, _ := strings.Cut(line, " ")
	begins := reIntroHead.MatchString(line) || strings.ContainsAny(word, "0123456789.,") || hasReplyFrom(line)
	last := line[strings.LastIndexByte(line, ' ')+1:]
	ends := strings.ContainsAny(last, "?!") || strings.HasSuffix(last, ".") && utf8.RuneCountInString(last) > 6
	return begins && !ends && (hasReplyDate(line) || reIntroHead.MatchString(line) || hasReplyFrom(line))
}

// startsWithDate asks for a number among the first three words, or for the
// word that comes before a date.
func startsWithDate(s string) bool {
	n := 0
	for w := range strings.FieldsSeq(s) {
		if strings.ContainsAny(w, "0123456789") {
			return true
		}
		if n++; n == 3 {
			break
		}
	}
	return reIntroHead.MatchString(s)
}

// originalWords name the message below, between dashes.
const originalWords = `
original message|original appointment|ursprüngliche nachricht|originalnachricht|urspr. nachricht|message d'origine|message d’origine|message original|message initial
mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|oprindelig besked|oprindelig meddelelse|original besked
opprinnelig melding|ursprungligt meddelande|originalmeddelande|alkuperäinen viesti|oryginalna wiadomość|wiadomość oryginalna|původní zpráva
původní e-mail|pôvodná správa|eredeti üzenet|mesaj original|mesajul original|исходное сообщение|оригинальное сообщение|вихідне повідомлення
αρχικό μήνυμα|orijinal mesaj|özgün ileti|özgün mesaj|izvorna poruka|izvirno sporočilo|originele bericht|thư gốc|tin nhắn gốc|pesan asli
元のメッセージ|オリジナルメッセージ|原始邮件|原始郵件|原邮件|邮件原件|원본 메시지|원본 메일|الرسالة الأصلية|رسالة أصلية|הודעה מקורית
forwarded message|forwarded by|weitergeleitete nachricht|message transféré|message réexpédié|mensaje reenviado|messaggio inoltrato
mensagem encaminhada|mensagem reencaminhada|doorgestuurd bericht|videresendt besked|videresendt meddelelse|videresendt melding
vidarebefordrat meddelande|välitetty viesti|edelleenlähetetty viesti|przekazana wiadomość|přeposlaná zpráva|preposlaná správa
továbbított üzenet|mesaj redirecționat|пересылаемое сообщение|пересланное сообщение|переслане повідомлення|προωθημένο μήνυμα
iletilen mesaj|iletilen ileti|转发的邮件|转发邮件|轉寄郵件|轉寄的郵件|転送されたメッセージ|転送メッセージ|전달된 메시지|رسالة معاد توجيهها|הודעה שהועברה`

// forwardedWords stand alone on the line above a forwarded message.
const forwardedWords = `
begin forwarded message|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|début du message réexpédié|début du message transféré
inicio del mensaje reenviado|inicia el mensaje reenviado|inizio messaggio inoltrato|início da mensagem encaminhada|início da mensagem reencaminhada
begin doorgestuurd bericht|start på videresendt besked|videresendt besked|start på videresendt melding|vidarebefordrat brev|vidarebefordrat mejl
välitetty viesti alkaa|początek przekazywanej wiadomości|начало переадресованного сообщения|転送されたメッセージ|开始转发的邮件|開始轉寄郵件`

var (
	reOriginal  = regexp.MustCompile(`(?i)^[-–—_=*#\s]{2,}` + words(originalWords) + `[^.?!]{0,60}$|^` + words(originalWords) + `\s*[-–—_=*]{2,}$`)
	reForwarded = regexp.MustCompile(`(?i)^` + words(forwardedWords) + `\s*[:：]?$`)
	reDashed    = regexp.MustCompile(`^\s*[-–—_=*]{2,}\s*\p{L}[\p{L}\s'’.]{2,40}\s*[-–—_=*]{2,}\s*$`)
	reAbove     = regexp.MustCompile(`(?i)` + words(`
reply above this line|type your reply above|write your reply above|reply above the line|please reply above|reply to this email above
antworten sie oberhalb dieser linie|antwort oberhalb dieser zeile|über dieser linie antworten|bitte antworten sie über dieser linie
répondez au-dessus de cette ligne|répondre au-dessus de cette ligne|saisissez votre réponse au-dessus|responda por encima de esta línea|escriba su respuesta por encima
responda acima desta linha|rispondi sopra questa riga|scrivere sopra questa riga|beantwoord boven deze lijn|typ uw antwoord boven deze regel|svar over denne linje|svara ovanför denna rad`))
)

// drawn tells a line that begins or ends with something drawn, which is more
// than the mark of a list.
func drawn(line string) bool {
	if len(line) < 4 || len(line) > 200 {
		return false
	}
	first, n := utf8.DecodeRuneInString(line)
	second, _ := utf8.DecodeRuneInString(line[n:])
	const marks = "-–—_=*#"
	return first == '—' || strings.ContainsRune(marks, first) && strings.ContainsRune(marks, second) ||
		strings.IndexByte("-_=*#", line[len(line)-1]) >= 0 && strings.IndexByte("-_=*#", line[len(line)-2]) >= 0
}

// isOriginal tells the line above an old message.
func isOriginal(line string) bool {
	if len(line) > 200 {
		return false
	}
	return drawn(line) && reOriginal.MatchString(line) || endsInColon(line) && reForwarded.MatchString(line)
}

func endsInColon(line string) bool {
	return strings.HasSuffix(line, ":") || strings.HasSuffix(line, "：")
}

func dashed(line string) bool {
	line = strings.TrimSpace(line)
	return drawn(line) && reDashed.MatchString(line)
}

// asksWords begin lines that ask to answer above them.
var asksWords = newLineWords(`please reply type write bitte antworten antwort über répondez répondre saisissez responda escriba rispondi
	scrivere beantwoord typ svar svara`)

func asksAbove(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) < 200 && (drawn(line) || beginsWith(line, asksWords, 1)) && reAbove.MatchString(line)
}

// lineWords are words that lines begin with, and a filter for them.
type lineWords struct {
	words  map[string]bool
	filter wordFilter
}

func newLineWords(s string) lineWords {
	set := wordSet(s)
	return lineWords{set, filterOf(set)}
}

// beginsWith tells whether one of the first n words of a line is in a set.
func beginsWith(line string, set lineWords, n int) bool {
	for w := range strings.FieldsSeq(line) {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		if len(w) < 30 && set.filter.mayHoldAny(w) && set.words[strings.ToLower(w)] {
			return true
		}
		if n--; n == 0 {
			return false
		}
	}
	return false
}

// introEnds tells whether a line ends as an introduction may.
func introEnds(line string) bool {
	return endsInColon(line) || strings.HasSuffix(line, "--") || strings.HasSuffix(line, ">") || strings.Contains(line, "GMT")
}

// The roles of headers that are written above a message.
const (
	headerFrom = iota + 1
	headerSent
	headerTo
	headerSubject
)

// headerNames are the names of headers in the words of mail programs.
var headerNames = func() map[string]int {
	out := map[string]int{}
	for role, names := range map[int]string{
		headerFrom: `from|von|de|da|van|från|fra|lähettäjä|od|от|от кого|від|feladó|de la|expéditeur|remitente|mittente|remetente|afzender|avsändare
			|afsender|nadawca|odesílatel|odosielateľ|отправитель|відправник|από|kimden|gönderen|发件人|寄件者|寄件人|差出人|送信元|보낸 사람|보낸사람|من|מאת|từ|dari|จาก|reply-to|antwort an|répondre à|rispondi a|risposta`,
		headerSent: `sent|date|sent at|gesendet|datum|date d'envoi|envoyé|envoyé le|enviado|enviado el|enviado em|enviada em|fecha|data|inviato|inviata|verzonden|datum en tijd
			|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|wysłano|odesláno|odoslané|отправлено|дата|надіслано|elküldve|küldve|dátum|dată|trimis|ημερομηνία|στάλθηκε|gönderildi|gönderme tarihi|tarih
			|发送时间|发件时间|日期|傳送日期|寄件日期|送信日時|日時|日付|보낸 날짜|날짜|التاريخ|تاريخ الإرسال|נשלח|תאריך|đã gửi|ngày|tanggal|วันที่|send`,
		headerTo: `to|cc|bcc|an|kopie|à|a|pour|copie|copie à|para|con copia|aan|till|kopia|til|kopi|vastaanottaja|kopio|do|dw|komu|kopie|кому|копия|копія|címzett|másolatot kap|către|προς|κοιν
			|kime|alıcı|bilgi|收件人|抄送|收件者|副本|宛先|받는 사람|참조|إلى|نسخة|אל|עותק|đến|kepada|ถึง|importance|priority|wichtigkeit|priorität|attachments|anlagen|pièces jointes|bijlagen`,
		headerSubject: `subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|тема|tárgy|subiect|θέμα|konu|主题|主旨|件名|제목|الموضوع|נושא|chủ đề|subjek|perihal|เรื่อง|sujet|title`,
	} {
		for name := range strings.SplitSeq(names, "|") {
			out[strings.Join(strings.Fields(name), " ")] = role
		}
	}
	return out
}()

// headerKey splits a line at the colon of a header.
func headerKey(line string) (key, value string) {
	const longest = 24 * utf8.UTFMax
	head := line[:min(len(line), longest+len("："))]
	i := strings.IndexByte(head, ':')
	if wide := strings.Index(head, "："); wide >= 0 && (i < 0 || wide < i) {
		i = wide
	}
	if i <= 0 || utf8.RuneCountInString(line[:i]) > 24 {
		return "", ""
	}
	_, size := utf8.DecodeRuneInString(line[i:])
	return strings.Trim(line[:i], "* \u00a0"), strings.Trim(line[i+size:], "* \u00a0")
}

// headerRole is what header a line is, 0 if none that is known.
func headerRole(line string) int {
	key, _ := headerKey(line)
	if key == "" {
		return 0
	}
	return headerNames[strings.ToLower(key)]
}

// looksLikeHeader tells a header by its form: a word or two, a colon, a value.
func looksLikeHeader(line string) bool {
	key, value := headerKey(line)
	return key != "" && value != "" && len(strings.Fields(key)) <= 3 &&
		strings.IndexFunc(key, func(r rune) bool { return !unicode.IsLetter(r) && r != ' ' && r != '-' && r != '\'' }) < 0
}

var (
	reWebAddress = regexp.MustCompile(`[<(\[]*https?://\S*`)
	reDevice     = regexp.MustCompile(`(?i)^[\W_]*(?:` +
		`sent (?:from|via|with|by|using) |sent on the go|posted (?:from|via) |(?:\S+ ){0,2}from (?:my )?(?:mobile|i-?phone|i-?pad|android|phone|cell)\b` +
		`|envoy[ée]e? (?:à partir )?(?:depuis|de|d['’]|avec|via|par) |(?:gesendet|versendet|verschickt) (?:von|mit|über|aus|via|vom) ` +
		`|von (?:mein\p{L}*|unterwegs) .{0,40}(?:gesendet|geschickt)|(?:diese|dies[er]?) .{0,80}(?:gesendet|verschickt)\.?$|(?:enviado|enviada) (?:desde|de|do|da|a partir|con|com|por|via|vía|pelo) ` +
		`|inviato (?:da|dal|dall['’]|con|tramite) ?|(?:verzonden|verstuurd) (?:vanaf|vanuit|via|met|van|door) |(?:sendt|sent) (?:fra|med|via) |(?:skickat|skickades|sänt) (?:från|med|via) ` +
		`|lähetetty |wysłan[aoe]? (?:z|za|przy|ze) |odesl[aá]no (?:z|ze|pomocí) |odoslan[ée] (?:z|zo|pomocou) |отправлено (?:с|со|из|через) |надіслано (?:з|із|через) |trimis (?:de pe|din|cu|folosind) ` +
		`|στάλθηκε από |küldve |poslano (?:z|s|sa|iz) |dikirim dari |được gửi từ |gửi từ |.{1,40} ?(?:から送信|より送信|gönderildi|küldve|elküldve)\.?$|(?:发自|寄自|發自|傳送自|发送自)|(?:从|從|由).{1,30}(?:发送|傳送|寄出|发出)|나의 .{1,30}에서 보냄|נשלח מ|أ?رسلت? من ` +
		`|(?:\p{L}+ ){0,3}\[?outlook (?:for|für|pour|para|per|voor|för|til|do|для|mobile)\b)`)
)

// deviceWords are among the first words of lines that name a device.
var deviceWords = newLineWords(`sent posted from envoyé envoyée envoye envoyee gesendet versendet verschickt von diese dieses dieser enviado enviada inviato verzonden
	verstuurd sendt skickat skickades sänt lähetetty wysłano wysłane wysłana wysłanoe odesláno odesl odoslané odoslane отправлено надіслано trimis στάλθηκε küldve
	poslano dikirim được gửi outlook נשלח أرسلت ارسلت`)

// mayBeDevice spares most lines the expression.
func mayBeDevice(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	if strings.ContainsRune("发寄發傳从從由나", first) || strings.HasSuffix(line, "送信") || strings.HasSuffix(line, "küldve") || strings.HasSuffix(line, "gönderildi") || strings.HasSuffix(line, "gönderildi.") {
		return true
	}
	return beginsWith(line, deviceWords, 4)
}

// maxDevice is the longest line, in letters, that names a device.
const maxDevice = 76

// isDevice tells the line that a phone or a mail program adds.
func isDevice(line string) bool {
	if len(line) > 300 || len(line) > maxDevice && !strings.Contains(line, "http") && utf8.RuneCountInString(line) > maxDevice || !mayBeDevice(line) {
		return false
	}
	line = strings.TrimSpace(reWebAddress.ReplaceAllString(line, ""))
	if line == "" || strings.ContainsAny(line, "?？") || utf8.RuneCountInString(line) > maxDevice {
		return false
	}
	return reDevice.MatchString(line)
}

// legalWords are those of disclaimers; three different of them make one.
var legalWords = regexp.MustCompile(`(?i)` + words(`
confidential|privileged|intended recipient|intended solely|intended only|addressee|unauthorized|unauthorised|disclosure|dissemination|received this|in error|strictly prohibited|notify the sender|delete this|delete it|attachments|legally
vertraulich|rechtlich geschützt|adressat|empfänger|unbefugt|irrtümlich|versehentlich|vernichten|löschen|nicht gestattet|informieren sie|absender|weitergabe
confidentiel|destinataire|expéditeur|par erreur|interdite|diffusion|détruire|supprimer|pièces jointes|exclusif
confidencial|destinatario|remitente|por error|prohibida|divulgación|eliminar|borrar|adjuntos|exclusivamente
destinatário|remetente|por engano|proibida|divulgação|apagar|riservat|mittente|per errore|vietata|cancellar|allegati
vertrouwelijk|geadresseerde|afzender|abusievelijk|verboden|verwijderen|bijlagen|fortrolig|konfidentiell|avsändare|modtager|mottaker|ved en fejl|luottamuksellinen|vastaanottaja
poufn|adresat|nadawc|omyłkow|usunąć|důvěrn|příjemce|конфиденциальн|получател|отправител|по ошибке|удалит`))

// isDisclaimer tells a paragraph about secrecy, or about trees and viruses.
func isDisclaimer(p string) bool {
	if len(p) < 60 || !mayBeLegal(p) {
		return false
	}
	seen := map[string]bool{}
	for _, w := range legalWords.FindAllString(p[:min(len(p), 2000)], 12) {
		seen[strings.ToLower(w)] = true
	}
	return len(seen) >= 3 || len(p) < 300 && reFooter.MatchString(p)
}

// legalStems are in every disclaimer that is known.
var legalStems = strings.Fields(`confiden privileg intended unauthor vertraulich adressat poufn důvěrn конфиденц fortrolig konfident riservat vertrouwelijk geadresseerd
	luottamuks destinat umwelt environ imprimir stampare milieu virus viren avg print`)

func mayBeLegal(p string) bool {
	lower := strings.ToLower(p[:min(len(p), 2000)])
	for _, stem := range legalStems {
		if strings.Contains(lower, stem) {
			return true
		}
	}
	return false
}

var reFooter = regexp.MustCompile(`(?i)` + words(`
consider the environment before printing|think before you print|denken sie an die umwelt|bevor sie diese e-mail ausdrucken|pensez à l'environnement|pensez à l’environnement|antes de imprimir este|prima di stampare
denk aan het milieu|virus-free. www|scanned for viruses|auf viren geprüft|checked by avg|this email has been scanned|this message has been scanned|sin virus. www|virenfrei. www|garanti sans virus`))
