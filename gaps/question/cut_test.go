package question

import (
	"strings"
	"testing"
	"unicode/utf8"

	"signpost/internal/frugal"
)

// A text is cut where a person would: behind a sentence, an item or code, else behind a
// word, never within a letter, a masked place or code.
func TestCut(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"Short.", 10, "Short."},
		{"One two three. Four five six.", 20, "One two three. …"},
		{"One two. Three four five six seven eight.", 30, "One two. Three four five…"},
		{"Write to the address [email 12] today or later", 28, "Write to the address…"},
		{"Open it:\n1. Click on Settings.\n2. Click on the long name of a menu.\n3. Save.", 50, "Open it:\n1. Click on Settings.\n…"},
		{"Run this:\n```\na --long command\nb --another\n```\nDone.", 30, "Run this: …"},
		{"```\nfirst line\nsecond line\nthird line\n```", 34, "```\nfirst line\nsecond line\n```\n…"},
		{"Set the value `max_size_of_all` to two.", 24, "Set the value…"},
		{"如何更改语言设置。在菜单中选择。", 11, "如何更改语言设置。 …"},
		{"ฉันจะส่งออกบทความทั้งหมดได้อย่างไร", 7, "ฉันจะ…"},
	} {
		if got := Cut(c.text, c.n); got != c.want {
			t.Errorf("%q at %d is %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

func FuzzCut(f *testing.F) {
	for _, s := range []string{"", "One. Two [email 1] three.", "```\na\nb\n```", "1. a\n2. b", "ä́ö ü", "\xff\xfe[", "`a` b `c"} {
		f.Add(s)
	}
	f.Fuzz(frugal.One(func(t *testing.T, text string) {
		for _, n := range []int{0, 1, 7, 30, 200} {
			got := Cut(text, n)
			if utf8.ValidString(text) && !utf8.ValidString(got) {
				t.Errorf("%q at %d is %q", text, n, got)
			}
			if got != text && !strings.HasSuffix(got, more) {
				t.Errorf("%q at %d is %q, which does not say that it was cut", text, n, got)
			}
			if got != text && len(got) > len(text)+len("\n```\n"+more) {
				t.Errorf("%q at %d is longer: %q", text, n, got)
			}
		}
	}))
}

// A text begins with a capital where its script has one, unless a name or code is written
// small.
func TestBegin(t *testing.T) {
	for in, want := range map[string]string{
		"where is it?": "Where is it?", "écrire à qui ?": "Écrire à qui ?", "über uns": "Über uns", "где счёт?": "Где счёт?", "iPhone holder": "iPhone holder",
		"npm install fails": "npm install fails", "signpost.yaml is empty": "signpost.yaml is empty", "nein. das geht": "Nein. das geht", "`go` fails": "`go` fails",
		"https://x.example fails": "https://x.example fails", "¿dónde está?": "¿Dónde está?", "如何": "如何", "e-mail fehlt": "E-mail fehlt", "": "",
		"ipv6 fails": "ipv6 fails", "istediğim ürün için ne kadar zaman var": "İstediğim ürün için ne kadar zaman var", "my card": "My card",
	} {
		if got := Begin(in); got != want {
			t.Errorf("%q begins %q, want %q", in, got, want)
		}
	}
}

// What goes on from what was said before cannot stand alone, in the language of the text.
func TestContinues(t *testing.T) {
	for _, c := range []struct {
		lang, sentence string
		want           bool
	}{
		{"en", "Until two hours before the class this goes by itself.", true},
		{"en", "You need the role Owner for it.", true},
		{"en", "The second option is cheaper.", true},
		{"en", "You find them there.", true},
		{"en", "Otherwise the fee stays.", true},
		{"en", "Open the list and sort it by date.", false},
		{"en", "If the card is lost, block it in the app.", false},
		{"en", "Make sure that the box is ticked.", false},
		{"en", "There is a button at the top.", false},
		{"en", "Is there a student discount?", false},
		{"en", "Vouchers work in the web shop only.", false},
		{"de", "Das geht automatisch.", true},
		{"de", "Es erscheint unter Rechnungen.", true},
		{"de", "Dafür brauchen Sie die Rolle Inhaber.", true},
		{"de", "Öffnen Sie das Menü Datei.", false},
		{"de", "Das neue Menü steht oben.", false},
		{"de", "Es gibt sechs Sorten Brot.", false},
		{"de", "Öffnen Sie die Liste, dann erscheint es oben.", false},
		{"es", "El gorro es obligatorio.", false},
		{"es", "Es obligatorio llevar gorro.", false},
		{"es", "Eso se hace en recepción.", true},
		{"fr", "Cela prend deux jours.", true},
		{"fr", "Il y a un bouton en haut.", true}, // doubt counts
		{"fr", "Le bouton est en haut.", false},
		{"", "El gorro es obligatorio.", false},
		{"", "Cela prend deux jours.", true},
		{"ja", "それは設定にあります。", false},
	} {
		if got := Continues(c.sentence, c.lang); got != c.want {
			t.Errorf("%s %q: %v", c.lang, c.sentence, got)
		}
	}
}
