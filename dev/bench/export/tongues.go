package main

import "strings"

func lines(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") }

var english = tongue{
	greetings: []string{"Hi", "Hello", "Hey", "Dear", "Good morning"},
	closings: []string{
		"Best regards,", "Thanks!", "Kind regards,", "Cheers,", "Thank you very much,", "All the best,", "ok", "perfect, thx", "works now", "Sincerely,",
		"Is there anything else I can help with?",
	},
	introduction: "On {12} {month} 2025 at 1{1}:4{1}, {given} {family} &lt;{given}{123}@example.org&gt; wrote:",
	things: strings.Fields(`header colour logo report invoice calendar reminder language domain address picture search article folder member password payment
		plan discount widget snippet template webhook status filter label column backup import preview draft review button menu footer chart export
		notification schedule workspace invitation contact segment inbox rule macro survey form field attachment signature redirect sitemap`),
	asks: lines(`
where do I change the {thing} of the {thing}?
is there a way to export every {thing} as a table, and can I repeat that each {month}?
how can I give a colleague access to the {thing} without showing the {thing}?
why does the {thing} disappear when I open the {thing} on a phone?
can somebody tell me what happens to my {thing} when the {thing} ends?
what is the difference between a {thing} and a {thing}?
would it be possible to move {12} {thing}s from one {thing} to another?
could you check whether order {1234567} went through?
who do I have to ask about the {thing} for {place}?
does the {thing} work together with the {thing}, or do I need another plan?
I would like to cancel the {thing}, please, and keep the {thing} until {month}.
when will the {thing} be available for everyone?
how long do you keep a {thing} after it was deleted?
can I turn off the {color} {thing} for guests only?`),
	tells: lines(`
It worked until last week, and since {month} {12} the {thing} has been empty.
I tried it with another {thing} and see exactly the same.
We have {12} people in the team, and two of them cannot open the {thing}.
The page says "error {123}" below the {color} {thing}, and nothing more.
My colleague {given} {family} set it up in {month}, but she has left the company since.
You can reach me at {given}.{family}{12}@example.com, or by phone at +1 202 555 01{12}.
The invoice number is INV-20{1234}, and the customer number is {1234567}.
I have already cleared the cache, restarted the browser and waited for {12} minutes.
On the second screen I only see the {thing}, not the {thing} that your article speaks of.
It is not urgent, but we would like to have it solved before {month}.
Our address changed to {12} {street} Street, {place}, as I wrote to you in {month}.
I attached a picture of what I see.
The old one was much easier to understand, to be honest.
We pay for {123} seats and use perhaps {12} of them.
Nothing happens when I press the {color} button next to the {thing}.
This is the third time that the {thing} got lost after an update to version {1}.{12}.{1}.
Sorry for the many questions, I am new here.
The file has {1234} rows, and the import stops at row {123} without a word.
It looks fine in one browser, and broken in the other.
I followed https://help.example.com/articles/{123456}-{path} step by step.
Yes, that is right.
That did the trick, thank you!
I do not understand the second step, there is no {thing} in my menu.
Somebody named {given} told me on the phone that this would be free of charge.
The card ending in {1234} was charged twice, on {month} {12} and again two days later.`),
	answers: lines(`
Open the {thing} at the top left, choose {thing} and press Save.
Thank you for the details, they help a lot.
I could reproduce it with a {thing} of my own, and passed it on to our developers.
Please reload the page; it takes about {12} minutes until the {thing} shows everywhere.
That is not possible yet, but I have noted your wish for a {thing} beside the {thing}.
Could you send us a picture of what you see below the {thing}?
The {thing} is a part of the larger plan; the smaller one has {12} of them.
You find it under https://app.example.com/{path}/{path}, in the column on the right.
If the {thing} still shows the old {thing}, sign out and in again.
We keep every {thing} for {12} days after it was deleted, so nothing is lost.
I have refunded the second charge; it will be on your account in three to five days.
There was a short outage on {month} {12}, which has been mended since.
As a first step, please check whether the {color} switch next to the {thing} is on.
Only an owner can change the {thing}, which is {given} in your workspace.
I set the limit to {1234} for you until the end of {month}.
Let me know whether that works for you.
Before I can change it, I need the e-mail address of the account.
The {thing} counts from midnight in the time zone of your workspace.
Each {thing} needs a {thing}, otherwise the {thing} cannot tell them apart.
Sorry for the trouble that this has caused.
We are working on a new {thing}, and it should be there in {month}.
In the meantime you can use a {thing} in its place, as described in our help center.
I will be back as soon as I hear from my colleagues in {place}.
Happy to hear that it works now.`),
	notes: lines(`
Customer since {month}, plan with {123} seats, called {given} last week about the {thing}.
Same as ticket {12345}: the {thing} is cached for too long.
Asked {given} in the second line, waiting for an answer.
Please do not close before the {thing} was checked.
Refund of {12} dollars approved by {given}.
Snoozed until the release of version {1}.{12}.`),
}

var german = tongue{
	greetings:    []string{"Hallo", "Guten Tag", "Guten Morgen", "Liebe", "Moin"},
	closings:     []string{"Viele Grüße", "Mit freundlichen Grüßen", "Danke!", "Besten Dank und Gruß", "alles klar, danke", "Kann ich sonst noch etwas für Sie tun?"},
	introduction: "Am {12}. Mai 2025 um 1{1}:3{1} schrieb {given} {family} &lt;{given}{123}@example.org&gt;:",
	things: strings.Fields(`Rechnung Vorlage Adresse Sprache Überschrift Kennung Ansicht Anleitung Erinnerung Freigabe Übersicht Tabelle Suche Spalte Einladung Meldung
		Zahlung Gebühr Schaltfläche Signatur Weiterleitung Oberfläche Auswertung Abteilung`),
	asks: lines(`
wo finde ich die Einstellungen für die {thing}, und wie kann ich sie ändern?
ist es möglich, eine {thing} für mehrere Abteilungen zu verwenden?
warum wird die {thing} auf dem Telefon nicht angezeigt?
können Sie mir bitte sagen, was mit meiner {thing} passiert, wenn ich kündige?
wie viele Personen dürfen die {thing} gleichzeitig bearbeiten?`),
	tells: lines(`
Seit dem {12}. März ist die {thing} leer, vorher hat alles funktioniert.
Ich habe es auch mit einer anderen {thing} versucht, leider ohne Erfolg.
Unsere Rechnungsnummer ist RE-20{1234}, die Kundennummer {1234567}.
Sie erreichen mich unter {given}.{family}{12}@example.com oder unter 030 5550 {1234}.
Meine Kollegin {given} {family} ist nicht mehr im Unternehmen.
Die Fehlermeldung lautet "Zugriff verweigert ({123})", mehr steht da nicht.
Es ist nicht eilig, wir hätten es aber gern vor dem {12}. Juni erledigt.
Im Anhang finden Sie ein Bild davon.
Das hat geklappt, vielen Dank!`),
	answers: lines(`
Öffnen Sie oben links die {thing} und wählen Sie dann Speichern.
Vielen Dank für die ausführliche Beschreibung.
Das ist derzeit leider noch nicht möglich, ich habe Ihren Wunsch aber notiert.
Bitte laden Sie die Seite neu; es dauert etwa {12} Minuten, bis die {thing} überall erscheint.
Könnten Sie uns ein Bild schicken, auf dem die {thing} zu sehen ist?
Wir bewahren jede {thing} noch {12} Tage lang auf, es geht also nichts verloren.
Die {thing} ist Teil des größeren Tarifs, im kleineren sind {12} enthalten.
Melden Sie sich gern, falls die {thing} danach noch fehlt.
Den zweiten Betrag habe ich soeben erstattet.`),
	notes: lines(`
Kunde hat schon im Mai wegen der {thing} angerufen, siehe {12345}.
Warte auf Antwort von {given} aus der Technik.`),
}

var french = tongue{
	greetings:    []string{"Bonjour", "Bonsoir", "Chère", "Salut"},
	closings:     []string{"Cordialement,", "Merci !", "Bien à vous,", "Merci beaucoup et bonne journée,", "Puis-je faire autre chose pour vous ?"},
	introduction: "Le {12} mai 2025 à 1{1}:2{1}, {given} {family} &lt;{given}{123}@example.org&gt; a écrit :",
	things: strings.Fields(`facture page langue adresse recherche colonne invitation remise licence commande fenêtre image réponse clé règle vue sauvegarde étiquette
		extension équipe`),
	asks: lines(`
comment est-ce que je peux changer la {thing} de notre compte ?
pourquoi la {thing} ne s'affiche-t-elle pas sur mon téléphone ?
est-il possible d'utiliser une {thing} pour plusieurs équipes ?
pouvez-vous vérifier où en est la commande {1234567} ?`),
	tells: lines(`
Depuis le {12} mars la {thing} est vide, alors que tout fonctionnait avant.
J'ai déjà essayé avec une autre {thing}, sans succès.
Vous pouvez me joindre à {given}.{family}{12}@example.com ou au 01 99 00 {12} {12}.
Le message dit "erreur {123}", et rien d'autre.
Notre ancienne responsable, {given} {family}, a quitté l'entreprise.
Ce n'est pas urgent, mais nous aimerions avoir la {thing} avant l'été.
Ça marche maintenant, merci beaucoup !`),
	answers: lines(`
Ouvrez la {thing} en haut à gauche, puis choisissez Enregistrer.
Merci pour toutes ces précisions, elles nous aident beaucoup.
Ce n'est pas encore possible, mais j'ai noté votre demande.
Pourriez-vous nous envoyer une image de la {thing} ?
Nous gardons chaque {thing} pendant {12} jours, rien n'est donc perdu.
La {thing} fait partie de la formule supérieure.
N'hésitez pas à me dire si la {thing} manque encore après cela.`),
	notes: lines(`
Le client a déjà appelé pour la {thing}, voir {12345}.
J'attends la réponse de {given}.`),
}

var spanish = tongue{
	greetings:    []string{"Hola", "Buenos días", "Buenas tardes", "Estimada"},
	closings:     []string{"Un saludo,", "¡Gracias!", "Muchas gracias de antemano,", "Saludos cordiales,", "¿Puedo ayudarle en algo más?"},
	introduction: "El {12} de mayo de 2025 a las 1{1}:1{1}, {given} {family} &lt;{given}{123}@example.org&gt; escribió:",
	things: strings.Fields(`factura página lengua dirección búsqueda columna invitación rebaja licencia pantalla imagen respuesta clave regla vista copia etiqueta
		extensión tabla plantilla`),
	asks: lines(`
¿cómo puedo cambiar la {thing} de nuestra cuenta?
¿por qué no aparece la {thing} en mi teléfono?
¿es posible usar una {thing} para varios equipos?
¿pueden comprobar qué pasó con el pedido {1234567}?`),
	tells: lines(`
Desde el {12} de marzo la {thing} está vacía, y antes todo funcionaba bien.
Ya lo he intentado con otra {thing}, pero sigue igual.
Me pueden escribir a {given}.{family}{12}@example.com o llamar al +34 600 00 {12} {12}.
El mensaje dice "error {123}", y nada más.
Mi compañera {given} {family} ya no trabaja con nosotros.
No es urgente, pero nos gustaría tener la {thing} antes del verano.
Ahora funciona, ¡muchas gracias!`),
	answers: lines(`
Abra la {thing} arriba a la izquierda y elija Guardar.
Gracias por los detalles, nos ayudan mucho.
Todavía no es posible, pero he apuntado su petición.
¿Podría enviarnos una imagen de la {thing}?
Guardamos cada {thing} durante {12} días, así que no se pierde nada.
La {thing} forma parte del plan superior.
Avíseme si después de eso la {thing} sigue faltando.`),
	notes: lines(`
El cliente ya llamó por la {thing}, ver {12345}.
Espero la respuesta de {given}.`),
}
