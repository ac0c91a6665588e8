package inbox

import (
	"strings"
	"testing"
)

// intros introduce a quote as mail programs do.
var intros = []string{
	"On Mon, Sep 7, 2026 at 10:00 AM Ada Quill <ada@example.com> wrote:",
	"On Sep 7, 2026, at 10:00 AM, Ada Quill <ada@example.com> wrote:",
	"On 07/09/2026 10:00, Ada Quill wrote:",
	"On Monday, 7 September 2026, 10:00:00 CEST, Ada Quill <ada@example.com> wrote:",
	"Am Mo., 7. Sept. 2026 um 10:00 Uhr schrieb Ada Quill <ada@example.com>:",
	"Am 07.09.26 um 10:00 schrieb Ada Quill:",
	"Le lun. 7 sept. 2026 à 10:00, Ada Quill <ada@example.com> a écrit :",
	"Le 07/09/2026 à 10:00, Ada Quill a écrit :",
	"El lun, 7 sept 2026 a las 10:00, Ada Quill (<ada@example.com>) escribió:",
	"Il giorno lun 7 set 2026 alle ore 10:00 Ada Quill <ada@example.com> ha scritto:",
	"Il 07/09/2026 10:00, Ada Quill ha scritto:",
	"Em seg., 7 de set. de 2026 às 10:00, Ada Quill <ada@example.com> escreveu:",
	"Op ma 7 sep 2026 om 10:00 schreef Ada Quill <ada@example.com>:",
	"Den mån 7 sep. 2026 kl 10:00 skrev Ada Quill <ada@example.com>:",
	"Den man. 7. sep. 2026 kl. 10.00 skrev Ada Quill <ada@example.com>:",
	"man. 7. sep. 2026 kl. 10:00 skrev Ada Quill <ada@example.com>:",
	"ma 7. syysk. 2026 klo 10.00 Ada Quill (ada@example.com) kirjoitti:",
	"pon., 7 wrz 2026 o 10:00 Ada Quill <ada@example.com> napisał(a):",
	"W dniu 7.09.2026 o 10:00, Ada Quill pisze:",
	"po 7. 9. 2026 v 10:00 odesílatel Ada Quill <ada@example.com> napsal:",
	"po 7. 9. 2026 o 10:00 Ada Quill <ada@example.com> napísal(a):",
	"Ada Quill <ada@example.com> ezt írta (időpont: 2026. szept. 7., H, 10:00):",
	"În lun., 7 sept. 2026 la 10:00, Ada Quill <ada@example.com> a scris:",
	"Ada Quill <ada@example.com>, 7 Eyl 2026 Pzt, 10:00 tarihinde şunu yazdı:",
	"пн, 7 сент. 2026 г. в 10:00, Ada Quill <ada@example.com>:",
	"7 сентября 2026 г., 10:00, Ада Квилл написал:",
	"пн, 7 вер. 2026 р. о 10:00 Ada Quill <ada@example.com> пише:",
	"Στις Δευ 7 Σεπ 2026 στις 10:00 π.μ., ο χρήστης Ada Quill <ada@example.com> έγραψε:",
	"2026年9月7日(月) 10:00 Ada Quill <ada@example.com>:",
	"2026년 9월 7일 (월) 오전 10:00, Ada Quill <ada@example.com>님이 작성:",
	"Ada Quill <ada@example.com> 于2026年9月7日周一 10:00写道：",
	"Ada Quill <ada@example.com> 於 2026年9月7日 週一 上午10:00寫道：",
	"Vào Th 2, 7 thg 9, 2026 vào lúc 10:00 Ada Quill <ada@example.com> đã viết:",
	"ในวันที่ จ. 7 ก.ย. 2026 เวลา 10:00 Ada Quill <ada@example.com> เขียนว่า:",
	"\u202bבתאריך יום ב׳, 7 בספט׳ 2026 ב-10:00 מאת \u202aAda Quill\u202c\u200f <\u202aada@example.com\u202c\u200f>:\u202c",
	"في الاثنين، 7 سبتمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة \u202aAda Quill\u202c\u200f <\u202aada@example.com\u202c\u200f>:",
	"Pada Sen, 7 Sep 2026 pukul 10.00 Ada Quill <ada@example.com> menulis:",
	"pon, 7. ruj 2026. u 10:00 Ada Quill <ada@example.com> napisao je:",
	"V V pon., 7. sep. 2026 ob 10:00 je oseba Ada Quill <ada@example.com> napisala:",
	"На пн, 7.09.2026 г. в 10:00 Ada Quill <ada@example.com> написа:",
	"2026-09-07, pr, 10:00 Ada Quill <ada@example.com> rašė:",
	"Missatge de Ada Quill <ada@example.com> del dia dl., 7 de set. 2026 a les 10:00:",
	"---- On Mon, 07 Sep 2026 10:00:00 +0200 Ada Quill <ada@example.com> wrote ----",
	"Ada Quill <ada@example.com> writes:",
	"-----Original Message-----", "-----Ursprüngliche Nachricht-----", "-----Message d'origine-----", "-----Oorspronkelijk bericht-----",
	"-------- Oryginalna wiadomość --------", "-------- Исходное сообщение --------", "-------- 元のメッセージ --------", "------------------ 原始邮件 ------------------",
	"---------- Forwarded message ---------", "---------- Weitergeleitete Nachricht ---------", "Begin forwarded message:", "Anfang der weitergeleiteten Nachricht:",
}

// An answer above what it answers is left alone, in whatever language the
// quote is introduced, in one line or in several, marked or not.
func TestReplyIntros(t *testing.T) {
	const answer = "Thank you, this helped. I have 2 more questions.\n\nWhere is the list of 2025?"
	const old = "Open Settings, then choose Export.\n\nRegards"
	for _, intro := range intros {
		for form, text := range map[string]string{
			"marked":          answer + "\n\n" + intro + "\n\n> " + strings.ReplaceAll(old, "\n", "\n> ") + "\n",
			"marked at once":  answer + "\n" + intro + "\n> " + strings.ReplaceAll(old, "\n", "\n> "),
			"not marked":      answer + "\r\n\r\n" + intro + "\r\n\r\n" + old,
			"broken":          answer + "\n\n" + broken(intro, 40) + "\n\n> " + strings.ReplaceAll(old, "\n", "\n> "),
			"broken early":    answer + "\n\n" + broken(intro, 34) + "\n> old",
			"marked with all": answer + "\n\n> " + intro + "\n>\n> " + strings.ReplaceAll(old, "\n", "\n> "),
			"nested":          answer + "\n\n" + intro + "\n> " + old[:20] + "\n>\n> " + intros[0] + "\n>> older\n> \n",
		} {
			if at, _, _ := strings.Cut(broken(intro, 34), "\n"); strings.HasPrefix(form, "broken") && !mayIntroduce(at) {
				continue // a line with a name alone may be the writer's
			}
			if got, _ := trimReply(text); got != answer {
				t.Errorf("%s, %q:\n%s", form, intro, got)
			}
		}
	}
}

// broken breaks a line at spaces, as programs do that write short lines.
func broken(line string, width int) string {
	var out strings.Builder
	n, breaks := 0, 0
	for i, w := range strings.Fields(line) {
		switch {
		case i > 0 && n+len(w) > width && breaks < 3:
			out.WriteByte('\n')
			n = 0
			breaks++
		case i > 0:
			out.WriteByte(' ')
		}
		out.WriteString(w)
		n += len(w) + 1
	}
	return out.String()
}

// The headers that Outlook writes above the old message are known in many
// languages, bold and quoted too.
func TestReplyHeaders(t *testing.T) {
	for _, names := range []string{
		"From|Sent|To|Subject", "From|Date|To|Cc|Subject", "Von|Gesendet|An|Betreff", "Von|Datum|An|Betreff", "De |Envoyé |À |Objet ", "De|Enviado el|Para|Asunto",
		"De|Enviado|Para|Asunto", "Da|Inviato|A|Oggetto", "De|Enviada em|Para|Assunto", "Van|Verzonden|Aan|Onderwerp", "Från|Skickat|Till|Ämne", "Fra|Sendt|Til|Emne",
		"Lähettäjä|Lähetetty|Vastaanottaja|Aihe", "Od|Wysłano|Do|Temat", "Od|Odesláno|Komu|Předmět", "Od|Odoslané|Komu|Predmet", "Feladó|Elküldve|Címzett|Tárgy", "De la|Trimis|Către|Subiect",
		"Kimden|Gönderildi|Kime|Konu", "От|Отправлено|Кому|Тема", "Від|Надіслано|Кому|Тема", "Από|Στάλθηκε|Προς|Θέμα", "发件人|发送时间|收件人|主题", "寄件者|傳送日期|收件者|主旨", "差出人|送信日時|宛先|件名",
		"보낸 사람|보낸 날짜|받는 사람|제목", "من|تاريخ الإرسال|إلى|الموضوع", "מאת|נשלח|אל|נושא", "Từ|Đã gửi|Đến|Chủ đề", "Dari|Tanggal|Kepada|Subjek",
	} {
		values := []string{"Ada Quill <ada@example.com>", "7 September 2026 10:00", "help@example.org", "Two pages", "Two pages"}
		var block, bold strings.Builder
		for i, name := range strings.Split(names, "|") {
			block.WriteString(name + ": " + values[i] + "\n")
			bold.WriteString("*" + name + ":* " + values[i] + "\n")
		}
		const answer = "It works now.\n\nBest regards\nBo"
		for _, head := range []string{block.String(), bold.String(), "________________________________\n" + block.String(), " ------------------------------\n\n" + bold.String(), "> " + strings.ReplaceAll(strings.TrimSpace(block.String()), "\n", "\n> ") + "\n> x\n"} {
			if got, _ := trimReply(answer + "\n\n" + head + "\nHow do I print?\n"); !strings.HasPrefix(head, ">") && got != answer {
				t.Errorf("%s:\n%s", head, got)
			}
		}
	}
}

// What is no quote and no signature stays.
func TestReplyKeeps(t *testing.T) {
	for _, text := range []string{
		"On the surface this is simple.\nOn 7 May I paid 20:00 EUR, but the invoice says 30.",
		"I wrote to you on 7 May at 10:00:\nno answer came.",
		"The log says:\n\n2026-09-07 10:00:01 GMT ERROR disk full\n2026-09-07 10:00:02 GMT ERROR disk full",
		"Name: Ada\nEmail: ada@example.com\nSubject: Printing\nMessage: How do I print?",
		"New message from your site\n\nFrom: Ada\nPhone: 555-0100\n\nHow do I print?",
		"What I did\n----\n\n1. I opened Settings.\n2. I chose Export.\n\n----\n\nIt did not work. Why?",
		"| a | b |\n|---|---|\n| 1 | 2 |\n\nIs this table right?",
		"Is x > 3 right?\n> 3 is what I typed\n\nand it failed.",
		"Sent from which address do your letters come?",
		"The file was sent from my iPhone to yours and then it was gone.",
		"```\n-- \nselect 1\nOn Mon, Sep 7, 2026 at 10:00 AM Ada <ada@example.com> wrote:\n> x\n```\n\nWhy does this fail?",
		"- one\n- two\n\nWhich is right?",
	} {
		if got, cut := trimReply(text); got != text || cut != "" {
			t.Errorf("%q became %q, without %q", text, got, cut)
		}
	}
}

// Answers between the lines stay with the lines that they answer; below a
// quote, they stand alone.
func TestReplyPlaces(t *testing.T) {
	const intro = "On Mon, Sep 7, 2026 at 10:00 AM Ada <ada@example.com> wrote:\n"
	for _, c := range []struct{ text, want string }{
		{intro + "> Which version?\n\n4.2\n\n> Which system?\n\nLinux", "> Which version?\n\n4.2\n\n> Which system?\n\nLinux"},
		{"Hi Ada,\n\n" + intro + "> Which version?\n\n4.2\n\n> Which system?\n\nLinux\n\n> Thanks\n> Ada", "Hi Ada,\n\n> Which version?\n\n4.2\n\n> Which system?\n\nLinux"},
		{intro + "> Which version?\n>\n> Thanks\n\nIt is 4.2.", "It is 4.2."},
		{"Hello Ada,\n\n" + intro + "> Which version?\n\nIt is 4.2.", "Hello Ada,\n\n> Which version?\n\nIt is 4.2."},
		{"> Which version?\n\nIt is 4.2.\n\n> Thanks", "> Which version?\n\nIt is 4.2."},
		{"---------- Forwarded message ---------\nFrom: Ada <ada@example.com>\nDate: 7 Sep 2026\nSubject: Printing\nTo: Bo <bo@example.org>\n\nHow do I print?", "How do I print?"},
		{"##- Please type your reply above this line -##\n\nYour printer is ready.", "Your printer is ready."},
		{"It works.\n\n##- Please type your reply above this line -##\n\nIs it mended?", "It works."},
		{"It works.\n\n-- \nAda\nBrookline Road 1\n555-0100", "It works."},
		{"It works.\n\nAda\n\nVon meinem iPhone gesendet", "It works.\n\nAda"},
		{"It works.\n\nBo\n\nThis e-mail and any attachments are confidential and intended solely for the addressee. If you are not the intended recipient, delete this e-mail.", "It works.\n\nBo"},
		{"Es geht.\n\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte den Absender und vernichten Sie diese E-Mail.\n\nBitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.", "Es geht."},
		{"Is this confidential? The addressee is wrong.", "Is this confidential? The addressee is wrong."},
	} {
		got, _ := trimReply(c.text)
		if got != c.want {
			t.Errorf("%q:\ngot  %q\nwant %q", c.text, got, c.want)
		}
	}
}

// Of a chat only a quoted e-mail is cut.
func TestReplyInChat(t *testing.T) {
	for text, want := range map[string]string{
		"Thanks!\n\nOn Mon, Sep 7, 2026 at 10:00 AM Ada <ada@example.com> wrote:\n> Try again": "Thanks!",
		"first\n----\nsecond\n-- \nthird": "first\n----\nsecond\n-- \nthird",
		"Sent from my phone":              "Sent from my phone",
	} {
		if got, _ := trimChat(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}
