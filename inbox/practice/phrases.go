package practice

import (
	"slices"
	"strings"
)

// phrases are how agents ask whether there is anything else, by language, in
// lower case and with plain apostrophes. They are parts of sentences, short
// enough to fit the many ways to go on and long enough to mean nothing else.
var phrases = map[string][]string{
	"ar": {"شيء آخر", "أسئلة أخرى", "استفسار آخر"},
	"cs": {"ještě něco", "něco dalšího", "další otázky", "ještě s něčím", "ještě nějak"},
	"da": {"noget andet jeg kan", "andet jeg kan", "flere spørgsmål", "ellers noget"},
	"de": {"sonst noch", "noch etwas für", "noch etwas tun", "noch etwas, ", "weitere fragen", "noch fragen", "noch weitere", "anderes für dich", "anderes für sie"},
	"el": {"κάτι άλλο", "άλλες ερωτήσεις", "άλλη ερώτηση"},
	"en": {"anything else", "any other question", "any further question", "any more question", "other questions", "further questions", "something else i can", "anything more i can", "anything more we can", "else i can help", "else we can help"},
	"es": {"algo más", "alguna otra", "otra cosa en", "otra consulta", "otra pregunta", "más preguntas", "otra duda"},
	"fi": {"jotain muuta", "muuta kysyttävää", "vielä muuta", "vielä jotain", "voinko auttaa vielä"},
	"fr": {"autre chose", "d'autres questions", "une autre question", "autres questions"},
	"he": {"משהו נוסף", "עוד משהו", "שאלות נוספות"},
	"hu": {"valami másban", "miben segíthetek még", "egyéb kérdés", "további kérdés", "bármi más"},
	"id": {"ada lagi yang", "hal lain yang", "pertanyaan lain"},
	"it": {"qualcos'altro", "altre domande", "altro in cui", "altro che posso", "serve altro", "altro di cui", "altri dubbi"},
	"ja": {"他に何か", "ほかに何か", "他にご", "ほかにご", "その他ご", "他にも"},
	"ko": {"다른 질문", "더 도와", "다른 도움", "더 필요", "추가 문의", "다른 문의", "더 궁금"},
	"nb": {"noe annet jeg kan", "annet jeg kan", "noe mer jeg kan", "flere spørsmål", "noe annet vi kan"},
	"nl": {"nog iets", "iets anders", "andere vragen", "verder nog", "nog vragen", "meer vragen"},
	"pl": {"coś jeszcze", "czymś jeszcze", "jeszcze czymś", "jeszcze w czymś", "inne pytania", "jeszcze jakieś pytania", "dodatkowe pytania"},
	"pt": {"algo mais", "mais alguma", "alguma outra", "outra dúvida", "outra pergunta", "mais em que", "outra coisa"},
	"ro": {"altceva", "alte întrebări", "altă întrebare"},
	"ru": {"что-нибудь еще", "что-то еще", "еще вопрос", "чем-то еще", "чем-нибудь еще", "еще чем", "другие вопросы"},
	"sv": {"något annat", "något mer jag kan", "fler frågor", "något mer vi kan", "något mer som"},
	"th": {"อะไรอีก", "อื่นอีก", "เพิ่มเติมไหม"},
	"tr": {"başka bir konu", "başka sorunuz", "başka bir soru", "başka nasıl", "başka bir şey"},
	"uk": {"щось ще", "ще щось", "чимось ще", "ще чимось", "інші питання", "ще запитання", "ще питання"},
	"vi": {"gì khác", "câu hỏi khác", "còn gì nữa"},
	"zh": {"还有什么", "其他问题", "还有其他", "還有什麼", "其他問題", "還有其他", "其他可以", "其他需要"},
}

// plainLetters undoes typography that people use by chance.
var plainLetters = strings.NewReplacer("’", "'", "ё", "е", "\u00a0", " ", "\n", " ")

// mayAskEnglish tells whether a text has "else", "question" or "anything", of which
// each English phrase has one: most texts are English, and have none. They are
// looked for by a letter that is rare.
func mayAskEnglish(text string) bool {
	for i := range len(text) {
		from := i
		var word string
		switch text[i] | 0x20 {
		case 'l':
			from, word = i-1, "else"
		case 'q':
			word = "question"
		case 'y':
			from, word = i-2, "anything"
		default:
			continue
		}
		if to := from + len(word); from >= 0 && to <= len(text) && strings.EqualFold(text[from:to], word) {
			return true
		}
	}
	return false
}

// asksElse reports whether a text asks for anything else, in the language of
// the conversation or in English; in any where the language is not known.
func asksElse(language, body string) bool {
	lang, english := primary(language), mayAskEnglish(body)
	if lang == "en" && !english {
		return false
	}
	text := plainLetters.Replace(strings.ToLower(body))
	within := func(p string) bool { return strings.Contains(text, p) }
	asks := func(lang string) bool {
		return (english || lang != "en") && slices.ContainsFunc(phrases[lang], within)
	}
	if phrases[lang] != nil {
		return asks(lang) || lang != "en" && asks("en")
	}
	for lang := range phrases {
		if asks(lang) {
			return true
		}
	}
	return false
}

// primary is the language of a tag without script and region; Norwegian in
// both its forms and under its common name is one.
func primary(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch lang {
	case "no", "nn":
		return "nb"
	case "in":
		return "id"
	case "iw":
		return "he"
	}
	return lang
}
