package inbox

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A wordFlag says what a word may announce, or be a part of.
type wordFlag uint32

const (
	// wordSecret announces a password, key or code; wordPassword may announce
	// one without digits, wordShort one that is short and of digits, wordCode
	// one even without "is".
	wordSecret wordFlag = 1 << iota
	wordPassword
	wordShort
	wordCode
	// wordOrder and wordAccount announce a number of a deal or a customer;
	// wordNumbered says that the word speaks of a number by itself.
	wordOrder
	wordAccount
	wordNumbered
	wordID
	// wordStreet ends the name of a street, wordPlain only when it is written
	// large; wordRoute begins one.
	wordStreet
	wordPlain
	wordRoute
	// wordFlat parts a house, wordBox is a box of the post, wordHome announces
	// an address.
	wordFlat
	wordBox
	wordHome
	wordCountry
	// wordTitle comes before a name; wordGiven is a given name and hardly
	// anything else.
	wordTitle
	wordGiven
	// wordFamily is the name of a family and hardly anything else.
	wordFamily
	// wordOpener is "code", which opens something behind certain words.
	wordOpener
	// wordNamed in a text is set when a person of the conversation has the
	// word as the first of a name.
	wordNamed
)

// lexicon holds the words that are looked at, folded.
var lexicon = func() map[string]wordFlag {
	out := map[string]wordFlag{}
	for _, l := range []struct {
		flags wordFlag
		words string
	}{
		{wordSecret | wordPassword, `password passwd pwd passwort passphrase kennwort passe contrasena senha wachtwoord losenord haslo adgangskode salasana parola пароль passord jelszo heslo sifre`},
		{wordSecret, `token apikey secret bearer key schlussel clientsecret accesskey licensekey`},
		{wordSecret | wordShort, `pin passcode cvv cvc csc tan zugangscode`},
		{wordSecret | wordShort | wordCode, `otp cvv2 cvc2`},
		{wordOrder, `order orders invoice invoices booking reservation ticket case tracking parcel shipment transaction purchase confirmation reference ref receipt claim rma po quote
			bestellung auftrag rechnung buchung sendung facture commande reservation pedido factura reserva ordine fattura bestelling factuur beställning faktura zamowienie`},
		{wordOrder | wordNumbered, `bestellnummer auftragsnummer rechnungsnummer buchungsnummer sendungsnummer vorgangsnummer ticketnummer referenznummer bestellnr rechnungsnr factuurnummer bestelnummer ordernummer fakturanummer ordernumber invoicenumber`},
		{wordAccount, `account customer client member membership contract policy subscriber subscription iban konto kunde vertrag compte cuenta cliente contrato conto klant abonnement sort routing bic meter patient student employee loyalty userid user`},
		{wordAccount | wordNumbered, `kundennummer kontonummer vertragsnummer mitgliedsnummer kundennr klantnummer kundnummer kundenummer accountnumber customernumber zahlernummer versicherungsnummer policennummer`},
		{wordID, `ssn nino passport reisepass passeport pasaporte passnummer licence license fuhrerschein permis dni nie nif identity ausweis personalausweis steuer steuerid steuernummer tax tin cpf curp rfc pan aadhaar bsn
			burgerservicenummer personnummer cpr fødselsnummer fodselsnummer henkilotunnus hetu pesel codice securite nir rijksregister ahv sin medicare nhs sozialversicherung sozialversicherungsnummer versichertennummer insurance social national id`},
		{wordStreet, `street road avenue ave lane boulevard blvd rd crescent parkway pkwy terrace highway hwy gardens mews turnpike str terrasse kapu
			utca u ut ter rakpart rkp korut caddesi cad sokak sk bulvari straße strasse gatan vagen katu tie`},
		{wordStreet | wordPlain, `st dr drive ln ct court close way place pl square sq row grove park loop pass hill circle cir trail alley walk wharf ridge crossing
			plaza manor meadows mill orchard gardens glen green heights`},
		{wordRoute, `rue avenue av boulevard bd place chemin allee quai impasse via viale piazza corso vicolo largo calle cl c avenida avda av plaza paseo carrer camino carretera rua travessa praca alameda estrada rodovia ul ulica aleja pl plac osiedle
			ulice trida namesti trg bul bulevar str strada calea soseaua odos leoforos route cours square ronda passeig jalan`},
		{wordFlat, `apt apts apartment suite ste unit flat floor fl room rm appartement wohnung etage piso app bldg building depto`},
		{wordBox, `box postfach postbus boks bp casella apartado psc apo fpo dpo`},
		{wordHome, `address addresses adresse anschrift direccion endereco indirizzo adres adress osoite lives live living located wohne wohnt habite reside ship shipped deliver delivered delivery send sent mail mailed moved moving corner zip zipcode postcode plz postal`},
		{wordCountry, `germany deutschland austria osterreich switzerland schweiz france belgium belgique netherlands nederland holland spain espana portugal italy italia denmark danmark sweden sverige norway norge finland suomi iceland poland polska
			czechia slovakia hungary slovenia croatia serbia romania bulgaria greece cyprus turkey ireland england scotland wales uk usa us canada mexico brazil brasil argentina chile colombia peru uruguay australia india china japan singapore israel egypt
			morocco tunisia kenya nigeria ghana russia ukraine lithuania latvia estonia luxembourg malta greenland greenlander zealand africa kingdom states republic arabia rica lanka america nan thailand vietnam indonesia malaysia philippines korea taiwan emirates uae qatar tirol tyrol bavaria`},
		{wordOpener, `code codes`},
		{wordTitle, `mr mrs ms miss mister dr prof herr herrn frau mme mlle monsieur madame senor senora sr sra dott signor signora pan pani dhr mevrouw meneer fru hr`},
	} {
		for w := range strings.FieldsSeq(l.words) {
			out[fold(w)] |= l.flags
		}
	}
	for w := range strings.FieldsSeq(givenNames) {
		out[fold(w)] |= wordGiven
	}
	for w := range strings.FieldsSeq(commonFamilies) {
		out[fold(w)] |= wordFamily
	}
	return out
}()

// lexiconFilter spares most words the lexicon.
var lexiconFilter = func() wordFilter {
	t := newWordFilter(len(lexicon))
	for w := range lexicon {
		t.put(w)
	}
	return t
}()

// wordSet is a set of the words of a string.
func wordSet(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		out[w] = true
	}
	return out
}

// A wordPlace is where a word of a text is, and what it may announce. Number
// says that it begins with a digit, capital that it begins with a capital, and
// foreign that it holds what is no ASCII.
type wordPlace struct {
	from, to                 int
	flags                    wordFlag
	number, capital, foreign bool
}

// folds are the Latin letters that people write in more than one way.
var folds = func() map[rune]rune {
	out := map[rune]rune{}
	for _, l := range []string{"aàáâãäåāăą", "cçćč", "dďđð", "eèéêëēėęě", "gğ", "iìíîïīį", "lł", "nñńň", "oòóôõöøō", "rřŕ", "sśšş", "tťţ", "uùúûüūůűų", "yýÿ", "zźżž"} {
		base, _ := utf8.DecodeRuneInString(l)
		for _, r := range l[1:] {
			out[r] = base
		}
	}
	return out
}()

// fold is the form in which words are compared: small, without accents.
func fold(s string) string {
	if isFolded(s) {
		return s
	}
	var buf [64]byte
	return string(foldInto(buf[:0], s))
}

// isFolded tells a word of small letters of ASCII, as most are.
func isFolded(s string) bool {
	for i := range len(s) {
		if byteClasses[s[i]]&(classCapital|classHigh) != 0 {
			return false
		}
	}
	return true
}

// folded looks a word up in a table of folded words.
func folded[V any](table map[string]V, word string) V {
	var buf [64]byte
	return table[string(foldInto(buf[:0], word))]
}

func foldInto(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		r = unicode.ToLower(r)
		if base, ok := folds[r]; ok {
			r = base
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}

// word is the folded form of a word.
func (f *finder) word(i int) string {
	word := f.s[f.words[i].from:f.words[i].to]
	if isFolded(word) {
		return word
	}
	var buf [64]byte
	return f.pool.text(foldInto(buf[:0], word))
}

// beside tells whether nothing but a space or two stand between a word and the next.
func (f *finder) beside(i int) bool {
	gap := f.gap(i)
	return gap == " " || gap == "  " || gap == "\u00a0"
}

// gap is what stands between a word and the next.
func (f *finder) gap(i int) string { return f.s[f.words[i].to:f.words[i+1].from] }
