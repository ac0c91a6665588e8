package question

import (
	"os"
	"strings"
	"testing"

	"signpost/gaps/words"
)

// share is the share of texts of a class, in per cent.
func share(texts []string, is func(Class) bool) float64 {
	n := 0
	for _, s := range texts {
		if is(Of(asking(s)).Class) {
			n++
		}
	}
	return 100 * float64(n) / float64(max(1, len(texts)))
}

func dropped(c Class) bool { return c == IsNoQuestion }

// TestSmallTalk measures the filter: on real requests, of which none of Banking77
// taught it, and on small talk of which the half that is measured here did not
// decide its settings.
func TestSmallTalk(t *testing.T) {
	for _, set := range []struct {
		file string
		most float64
	}{{"banking77-train.tsv", 1}, {"clinc150-val.tsv", 1.2}, {"natcs-insurance.tsv", 1}, {"hwu64.tsv", 2}} {
		var texts []string
		for i, row := range rows(t, set.file) {
			if isRequest(row[1]) && i%3 == 0 {
				texts = append(texts, row[0])
			}
		}
		if got := share(texts, dropped); got > set.most {
			t.Errorf("%s: %.1f %% of %d requests dropped, want at most %.1f", set.file, got, len(texts), set.most)
		} else {
			t.Logf("%s: %.1f %% of %d requests kept", set.file, 100-got, len(texts))
		}
	}
	var chat []string
	for i, row := range rows(t, "chitchat.tsv") {
		if i%2 == 1 {
			chat = append(chat, row[0])
		}
	}
	if got := share(chat, dropped); got < 80 {
		t.Errorf("%.1f %% of %d turns of small talk dropped, want 80", got, len(chat))
	} else {
		t.Logf("%.1f %% of %d turns of small talk dropped", got, len(chat))
	}
	var other []string
	for _, row := range rows(t, "multidogo.tsv") {
		if len(row) > 4 && talkLabels[row[4]] && words.Hash(row[1])%8 == 1 {
			other = append(other, row[3])
		}
	}
	if got := share(other, dropped); got < 85 {
		t.Errorf("MultiDoGO: %.1f %% of %d turns dropped, want 85", got, len(other))
	} else {
		t.Logf("MultiDoGO: %.1f %% of %d turns dropped", got, len(other))
	}
}

// TestSmallTalkAbroad holds what learned weights cannot know.
func TestSmallTalkAbroad(t *testing.T) {
	for _, text := range []string{
		"Hallo", "Guten Morgen!", "Vielen Dank!", "Danke, das war alles", "Alles klar, danke schön", "Tschüss", "ok danke", "Hallo zusammen",
		"Bonjour", "Merci beaucoup !", "Au revoir et merci", "D'accord, merci", "Bonsoir",
		"Hola", "¡Muchas gracias!", "Buenos días", "Vale, gracias", "Adiós", "Grazie mille", "Ciao", "Buongiorno",
		"Obrigado!", "Bom dia", "Dank je wel", "Goedemorgen", "Спасибо!", "Здравствуйте", "谢谢", "你好", "ありがとうございます", "こんにちは", "감사합니다", "شكرا", "teşekkürler", "dziękuję", "tack så mycket",
		"👍", "[email 1]", "🙏🙏🙏", "...", "Thank you, that solved it!", "Great, have a nice weekend", "Is anybody there?", "hiiiii", "yessure",
	} {
		if got := Of(asking(text)); got.Class != IsNoQuestion {
			t.Errorf("%q is taken for %s", text, got.Class)
		}
	}
	for _, text := range []string{
		"Thanks, my invoice page is empty", "export broken", "Danke, aber der Export geht immer noch nicht", "Gibt es einen dunklen Modus?",
		"Merci, mais l'export ne marche pas", "reset password", "Kann man PDFs anhängen?", "pdf export?", "谢谢，怎么导出文章？",
		"Thank you for the quick help on Monday. The import still stops at row 1000.",
	} {
		if got := Of(asking(text)); got.Class != IsQuestion {
			t.Errorf("%q is taken for %s, %s", text, got.Class, got.Reason)
		}
	}
}

// TestAccounts measures how well cases of one account are set apart, on turns of
// testdata/account.tsv, which we wrote.
func TestAccounts(t *testing.T) {
	data, err := os.ReadFile("testdata/account.tsv")
	if err != nil {
		t.Fatal(err)
	}
	set, right, all := 0, 0, 0
	for line := range strings.Lines(string(data)) {
		text, label, _ := strings.Cut(strings.TrimSpace(line), "\t")
		got := Of(asking(text)).Class
		if label == "account" {
			all++
		}
		if got == IsAccount {
			set++
			if label == "account" {
				right++
			}
		}
		if (got == IsAccount) != (label == "account") || got == IsNoQuestion {
			t.Logf("%q: %s", text, got)
		}
	}
	precision, recall := 100*float64(right)/float64(set), 100*float64(right)/float64(all)
	t.Logf("%d of %d set apart: precision %.1f %%, recall %.1f %%", right, all, precision, recall)
	if precision < 97 || recall < 93 {
		t.Errorf("precision %.1f %%, recall %.1f %%, want 97 and 93", precision, recall)
	}
}
