package inbox

import (
	"strings"
	"testing"
)

// phrases are what customers write in a language, a line each.
var phrases = map[string]string{
	"en": "Where can I find my invoices?\nI was charged twice for the same order\nIs there a way to undo this",
	"de": "Wo finde ich meine Rechnungen?\nIch wurde für dieselbe Bestellung zweimal belastet\nKann man das rückgängig machen, und wenn ja wie",
	"fr": "Où puis-je trouver mes factures ?\nJ'ai été débité deux fois pour la même commande\nEst-ce que je peux annuler avec mon compte",
	"es": "¿Dónde encuentro mis facturas?\nMe cobraron dos veces por el mismo pedido\n¿Se puede deshacer con la aplicación?",
	"pt": "Onde encontro as minhas faturas?\nFui cobrado duas vezes pelo mesmo pedido e não sei o que fazer\nComo posso desfazer isso",
	"it": "Dove trovo le mie fatture? Non le vedo\nMi è stato addebitato due volte lo stesso ordine\nCome si può annullare con la mia app",
	"nl": "Waar kan ik mijn facturen vinden?\nIk ben twee keer belast voor dezelfde bestelling\nKan ik dit ook ongedaan maken",
	"sv": "Var hittar jag mina fakturor?\nJag har debiterats två gånger för samma order\nGår det att ångra och hur gör jag det",
	"da": "Hvor kan jeg finde mine fakturaer, og hvad gør jeg?\nJeg er blevet opkrævet to gange for den samme ordre",
	"nb": "Hvor finner jeg fakturaene mine, og hva gjør jeg? Takk\nKan dere hjelpe meg med å få passordet mitt",
	"fi": "Mistä löydän laskuni? Kiitos\nMinua on veloitettu kaksi kertaa ja en tiedä mitä tehdä",
	"pl": "Gdzie mogę znaleźć moje faktury?\nZostałem obciążony dwa razy za to samo zamówienie",
	"cs": "Kde najdu své faktury? Prosím\nByla mi dvakrát účtována stejná objednávka a nevím, jak to řešit",
	"hu": "Hol találom meg a számláimat?\nKétszer terheltek meg egy rendelésért és nem értem",
	"ro": "Unde pot găsi facturile mele?\nMi s-a perceput de două ori pentru aceeași comandă",
	"tr": "Faturalarımı nerede bulabilirim?\nAynı sipariş için iki kez ücret alındı",
	"id": "Di mana saya bisa menemukan faktur saya?\nSaya ditagih dua kali untuk pesanan yang sama",
	"vi": "Tôi có thể tìm hóa đơn ở đâu?\nTôi bị tính tiền hai lần cho cùng một đơn hàng",
	"hr": "Gdje mogu pronaći svoje račune?\nNaplaćeno mi je dva puta za istu narudžbu i ne znam što da radim",
	"ru": "Где я могу найти свои счета?\nС меня дважды списали деньги",
	"uk": "Де я можу знайти свої рахунки?\nЗ мене двічі стягнули гроші",
	"bg": "Къде мога да намеря фактурите си?\nВзеха ми пари два пъти за същата поръчка",
	"el": "Πού βρίσκω τα τιμολόγιά μου;", "he": "איפה אני מוצא את החשבוניות", "ar": "أين أجد الفواتير الخاصة بي", "fa": "فاکتورهای من کجاست؟ چگونه پیدا کنم",
	"ja": "請求書はどこで確認できますか", "ko": "청구서는 어디에서 볼 수 있나요", "zh": "我在哪里可以找到发票", "th": "ฉันจะหาใบแจ้งหนี้ได้ที่ไหน", "hi": "मुझे मेरा बिल कहाँ मिलेगा",
	"": "ok\n404\nhttps://example.com/a/b?c=d\nERR_TIMEOUT",
}

// Short phrases tell their language, or nothing: a wrong language sends a
// question to the wrong edition.
func TestLanguageOfShortPhrases(t *testing.T) {
	right, wrong, all := 0, 0, 0
	for tag, text := range phrases {
		for phrase := range strings.SplitSeq(text, "\n") {
			all++
			switch got := guessLanguage(phrase); got {
			case tag:
				right++
			case "":
				t.Logf("%s not told: %s", tag, phrase)
			default:
				wrong++
				t.Logf("%s taken for %s: %s", tag, got, phrase)
			}
		}
	}
	t.Logf("%d of %d right, %d wrong", right, all, wrong)
	if right < all*9/10 || wrong > all/30 {
		t.Errorf("%d of %d right, %d wrong; want nine in ten, and one in thirty wrong at most", right, all, wrong)
	}
}

func TestLanguagesHaveRoom(t *testing.T) {
	if len(stopWords) > maxLanguages {
		t.Errorf("%d languages", len(stopWords))
	}
}
