package inbox

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"signpost/internal/diag"
	"signpost/internal/yamldoc"
)

// A ColumnMap names the column of a table, or the key of an object, that
// holds each field.
type ColumnMap map[string]string

// fieldNames are the fields of a column map, and the column names that are
// guessed for each, the likeliest first.
var fieldNames = []struct {
	field string
	names []string
}{
	{"conversation_id", []string{"conversation_id", "conversationid", "ticket_id", "ticketid", "thread_id", "chat_id", "case_id", "case_number", "session_id", "conversation", "ticket", "ticket_number", "conversation_info.conversation_id", "vorgang", "vorgangsnummer", "ticketnummer", "ticket_nr", "fallnummer", "numéro_de_ticket", "numero_de_ticket", "no_ticket", "número_de_ticket", "caso", "ticketnr", "zaaknummer"}},
	{"message_id", []string{"message_id", "messageid", "comment_id", "part_id", "reply_id"}},
	{"created_at", []string{"message_created_at", "created_at", "createdat", "created", "sent_at", "timestamp", "time", "date", "datetime", "start_timestamp_usec", "created_time", "created_date", "date_created", "datum", "zeit", "zeitpunkt", "erstellt", "erstellt_am", "gesendet_am", "date_de_création", "envoyé_le", "fecha", "fecha_de_creación", "creado", "data", "data_di_creazione", "criado_em", "aangemaakt"}},
	{"author_type", []string{"message_author_type", "author_type", "author.type", "author.role", "sender.type", "author_role", "sender_type", "role", "from_type", "source_author_type", "speaker", "direction", "user_type", "rolle", "rôle", "rol", "ruolo", "papel", "absendertyp"}},
	{"author", []string{"message_author_name", "author_name", "author.name", "sender.name", "author", "sender", "from", "name", "sender_name", "user", "customer_name", "requester_name", "requester", "customer", "contact_name", "client_name", "contact", "von", "absender", "autor", "auteur", "expéditeur", "remitente", "mittente", "kunde", "client", "cliente", "klant"}},
	{"author_id", []string{"message_author_id", "author_id", "author.id", "sender.id", "sender_id", "user_id", "source_author_id", "customer_id"}},
	{"author_email", []string{"message_author_email", "author_email", "author.email", "sender.email", "sender_email", "email", "e-mail", "e_mail", "mail", "from_email", "customer_email", "requester_email", "e-mail-adresse", "e_mail_adresse", "absender_e_mail", "adresse_e_mail", "courriel", "correo", "correo_electrónico", "indirizzo_e_mail", "e_mailadres"}},
	{"body", []string{"message_body", "body", "text", "message", "content", "comment", "body_text", "source_body", "description", "question", "plain_body", "nachricht", "nachrichtentext", "frage", "inhalt", "beschreibung", "kommentar", "texte", "contenu", "mensaje", "pregunta", "texto", "contenido", "messaggio", "testo", "domanda", "mensagem", "pergunta", "bericht", "tekst", "vraag"}},
	{"subject", []string{"subject", "title", "source_subject", "summary", "betreff", "titel", "thema", "objet", "sujet", "asunto", "oggetto", "assunto", "onderwerp"}},
	{"kind", []string{"part_type", "message_type", "type", "kind"}},
	{"internal", []string{"internal", "is_internal", "private", "is_private", "is_note", "note"}},
	{"state", []string{"conversation_state", "state", "status", "ticket_status"}},
	{"tags", []string{"conversation_tags", "tags", "labels"}},
	{"rating", []string{"conversation_rating_value", "conversation_rating", "rating", "csat"}},
	{"assignee", []string{"assignee", "assignee_id", "assigned_to", "agent"}},
	{"language", []string{"language", "locale", "lang"}},
}

// columnNames is a column map as a YAML document.
type columnNames struct {
	ConversationID string `yaml:"conversation_id"`
	MessageID      string `yaml:"message_id"`
	CreatedAt      string `yaml:"created_at"`
	AuthorType     string `yaml:"author_type"`
	Author         string `yaml:"author"`
	AuthorID       string `yaml:"author_id"`
	AuthorEmail    string `yaml:"author_email"`
	Body           string `yaml:"body"`
	Subject        string `yaml:"subject"`
	Kind           string `yaml:"kind"`
	Internal       string `yaml:"internal"`
	State          string `yaml:"state"`
	Tags           string `yaml:"tags"`
	Rating         string `yaml:"rating"`
	Assignee       string `yaml:"assignee"`
	Language       string `yaml:"language"`
}

func (n *columnNames) columns() ColumnMap {
	out := ColumnMap{}
	for field, name := range map[string]string{
		"conversation_id": n.ConversationID, "message_id": n.MessageID, "created_at": n.CreatedAt, "author_type": n.AuthorType,
		"author": n.Author, "author_id": n.AuthorID, "author_email": n.AuthorEmail, "body": n.Body, "subject": n.Subject, "kind": n.Kind,
		"internal": n.Internal, "state": n.State, "tags": n.Tags, "rating": n.Rating, "assignee": n.Assignee, "language": n.Language,
	} {
		if name != "" {
			out[field] = name
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// Fields lists the fields that a column map can name.
func Fields() []string {
	var out []string
	for _, f := range fieldNames {
		out = append(out, f.field)
	}
	return out
}

// ParseColumns reads a map written as "conversation_id=ticket,body=text". The
// error names what is wrong in it.
func ParseColumns(s string) (ColumnMap, error) {
	out := ColumnMap{}
	for pair := range strings.SplitSeq(s, ",") {
		field, column, ok := strings.Cut(pair, "=")
		field, column = strings.TrimSpace(field), strings.TrimSpace(column)
		switch {
		case strings.TrimSpace(pair) == "":
			continue
		case !ok || column == "":
			return nil, fmt.Errorf("column map: %q is not of the form field=column", strings.TrimSpace(pair))
		case !slices.Contains(Fields(), field):
			return nil, fmt.Errorf("column map: no field %q; the fields are %s", field, strings.Join(Fields(), ", "))
		case out[field] != "":
			return nil, fmt.Errorf("column map: field %q is given twice", field)
		}
		out[field] = column
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

// ReadColumns reads a map that was saved: YAML with a field and its column on
// each line. File names it in what is told; the map is nil when there are
// errors.
func ReadColumns(data []byte, file string) (ColumnMap, []diag.Diagnostic) {
	var named columnNames
	ds := yamldoc.Decode(data, &named, file, 1)
	if diag.HasErrors(ds) {
		return nil, ds
	}
	return named.columns(), ds
}

// YAML writes the map as ReadColumns reads it, with the fields that it lacks
// as comments.
func (m ColumnMap) YAML() []byte {
	var out strings.Builder
	out.WriteString("# Which column of the table holds what. Read with --columns.\n")
	for _, f := range Fields() {
		if m[f] == "" {
			fmt.Fprintf(&out, "# %s:\n", f)
			continue
		}
		fmt.Fprintf(&out, "%s: %s\n", f, strconv.Quote(m[f]))
	}
	return []byte(out.String())
}

// String writes the map as ParseColumns reads it, in order of the fields.
func (m ColumnMap) String() string {
	var parts []string
	for _, f := range Fields() {
		if m[f] != "" {
			parts = append(parts, f+"="+m[f])
		}
	}
	return strings.Join(parts, ",")
}

// guessColumns maps the fields to the columns of a table. What the user gives
// comes first.
func guessColumns(header []string, given ColumnMap) ColumnMap {
	byName := map[string]string{}
	for _, h := range header {
		key := columnKey(h)
		if _, ok := byName[key]; !ok {
			byName[key] = h
		}
	}
	out := ColumnMap{}
	maps.Copy(out, given)
	for _, f := range fieldNames {
		for _, name := range f.names {
			if h, ok := byName[name]; ok && out[f.field] == "" {
				out[f.field] = h
			}
		}
	}
	if out["conversation_id"] == "" && out["body"] != "" {
		if h, ok := byName["id"]; ok {
			out["conversation_id"] = h
		}
	}
	return out
}

// columnKey makes names comparable: lower case, words joined by underscores, be they
// written apart or likeThis.
func columnKey(h string) string {
	var out strings.Builder
	small := false
	for _, r := range strings.TrimSpace(h) {
		if small && unicode.IsUpper(r) {
			out.WriteByte('_')
		}
		if small = unicode.IsLower(r); r == ' ' || r == '-' || r == '/' {
			r = '_'
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

// columns is a map that was fitted to a header.
type columns struct {
	m  ColumnMap
	at map[string]int // field to position
	// people are the columns that name people and are no field.
	people []int
	// book is the Excel file that the table is of, nil for others.
	book *workbook
}

// fit finds the columns of the header, or tells why the table cannot be read.
func fit(header []string, given ColumnMap) (*columns, error) {
	if reason := foreignHeader(header); reason != "" {
		return nil, refusal(reason)
	}
	m := guessColumns(header, given)
	c := &columns{m: m, at: map[string]int{}}
	for field, name := range m {
		i := slices.IndexFunc(header, func(h string) bool { return columnKey(h) == columnKey(name) })
		if i < 0 {
			return nil, refusal(fmt.Sprintf("has no column %q for %s; its columns are %s", name, field, shortList(header)))
		}
		c.at[field] = i
	}
	c.people = peopleColumns(header, m)
	switch {
	case m["body"] == "" && m["conversation_id"] != "":
		return nil, refusal("is a table of conversations without the text of messages" + export + ", or name the column of the text with --columns body=NAME")
	case m["body"] != "" && given["body"] != "" && m["conversation_id"] == "":
		return c, nil // each row is a conversation
	case m["body"] == "" || m["conversation_id"] == "":
		if !slices.ContainsFunc(header, isColumnName) {
			return nil, refusal(notATable)
		}
		return nil, refusal("is a table without a column of conversation ids and one of texts; its columns are " + shortList(header) + "; name them with --columns conversation_id=NAME,body=NAME, or, if no column has the texts of messages, export the conversations with their parts")
	}
	return c, nil
}

// foreignHeader tells tables that are known to hold something else.
func foreignHeader(header []string) string {
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool {
			return !slices.ContainsFunc(header, func(h string) bool { return columnKey(h) == n })
		})
	}
	switch {
	case has("collection_id", "body"), has("help_center_id"), has("section_id", "body"), has("owner_id", "author_id", "locale"),
		has("slug", "title"), has("slug", "name"), has("article_id", "title"), has("assets.knowledge_base_answer"):
		return "holds articles or collections, no conversations" + export
	case has("requester_id", "submitter_id") && !has("body"), has("ticket_form_id") && !has("body"):
		return "is a table of tickets of Zendesk without what was said" + exportZendesk
	case has("property_hs_pipeline_stage"), has("property_hs_email_text"), has("property_hs_note_body"):
		return "is a warehouse table of HubSpot; export the threads with their messages, or the tickets with their e-mails and notes, as JSON instead"
	case has("_fivetran_synced") && !has("body") && !has("source_body"):
		return "is a warehouse table of something else than conversations" + export
	case has("receipt_id"), has("content_id", "content_type"), !has("body") && outbound(header):
		return "is the statistics of outbound messages, no conversations" + export
	}
	return ""
}

// outboundColumns are what the statistics of campaigns count.
var outboundColumns = wordSet("sent delivered delivery_rate opened opens open_rate unique_opens clicked clicks click_rate click_through_rate unique_clicks bounced bounces bounce_rate " +
	"hard_bounces soft_bounces unsubscribed unsubscribes unsubscribe_rate unsubscribe_count goal goal_rate goal_success complaints spam_reports sends receivers recipients")

// outbound tells a table that counts what became of messages that were sent to
// many.
func outbound(header []string) bool {
	n := 0
	for _, h := range header {
		if outboundColumns[strings.Trim(columnKey(h), "_#%")] {
			n++
		}
	}
	return n >= 2
}

// isColumnName tells what may be the name of a column from the words of a text.
func isColumnName(s string) bool {
	return s != "" && len(s) <= 60 && len(strings.Fields(s)) <= 5 && !sentenceEnds(s) && !strings.ContainsAny(s, `{}[]<>"@`)
}

// shortList names the columns. A table without a header shows its first row
// there, which is masked, and of which cells that can be no names are left out.
func shortList(header []string) string {
	shown := slices.Clone(header[:min(len(header), 12)])
	for i, h := range shown {
		if !isColumnName(h) {
			shown[i] = "…"
		}
	}
	s := NewMasker().Text(strings.Join(shown, ", "))
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "…"
	}
	if len(shown) < len(header) {
		s += fmt.Sprintf(" and %d more", len(header)-len(shown))
	}
	return s
}
