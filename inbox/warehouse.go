package inbox

import (
	"slices"
	"strings"
)

// warehouseTables are the tables of a copy of a help desk in a data warehouse, as the
// usual connector writes them, by columns that only they have together. Each row is
// read like the record of the API that it was made from.
var warehouseTables = []struct {
	columns []string
	read    func(rd *reading, src *Source, row tableRow) error
}{
	{[]string{"requester_id", "submitter_id", "status", "id"}, (*reading).zdTicketRow},
	{[]string{"ticket_id", "body", "public", "user_id"}, (*reading).zdCommentRow},
	{[]string{"field_name", "ticket_id", "updated", "value"}, (*reading).zdHistoryRow},
	{[]string{"role", "ticket_restriction", "email"}, (*reading).zdUserRow},
	{[]string{"tag", "ticket_id"}, (*reading).zdTagRow},
	{[]string{"ticket_id", "schedule_id"}, (*reading).zdScheduleRow},
	{[]string{"chat_id", "actor_id", "chat_index", "message"}, (*reading).zdChatRow},
	{[]string{"conversation_id", "part_type", "author_type", "author_id", "assigned_to_type"}, (*reading).icPartRow},
	{[]string{"source_author_type", "source_delivered_as", "source_body", "id"}, (*reading).icConversationRow},
	{[]string{"contact_id", "conversation_id"}, (*reading).icMemberRow},
	{[]string{"external_id", "role", "email", "name", "unsubscribed_from_emails"}, (*reading).icContactRow},
	{[]string{"id", "job_title", "email", "name", "_fivetran_deleted"}, (*reading).icAdminRow},
}

// isWarehouse looks for the column that connectors add to each table.
func isWarehouse(header []string) bool {
	return slices.ContainsFunc(header, func(h string) bool { return strings.HasSuffix(strings.ToLower(h), "_synced") })
}

// warehouseTable is the reader of a warehouse table, nil if it is none that is read.
func warehouseTable(header []string) func(rd *reading, src *Source, row tableRow) error {
	if !isWarehouse(header) {
		return nil
	}
	for _, t := range warehouseTables {
		if !slices.ContainsFunc(t.columns, func(c string) bool { return !slices.Contains(header, c) }) {
			return t.read
		}
	}
	return nil
}

// tableRow is a row of a warehouse table.
type tableRow struct {
	header, cells []string
	src           *Source
	line          int
}

func (r tableRow) get(column string) text {
	i := slices.Index(r.header, column)
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return text(plainNumber(fixText(r.src, r.cells[i], r.line)))
}

func (r tableRow) time(column string) moment { return moment{r.get(column)} }

// size is about what the row takes in memory.
func (r tableRow) size() int {
	n := 200
	for _, c := range r.cells {
		n += len(c)
	}
	return n
}

// warehouse reads the rows of a table, without those that were deleted and the older
// versions of others.
func (rd *reading) warehouse(src *Source, rows rowSource, header []string, read func(*reading, *Source, tableRow) error) error {
	return eachRow(src, rows, func(cells []string, line int) error {
		row := tableRow{header, cells, src, line}
		if isTrue(string(row.get("_fivetran_deleted"))) || strings.EqualFold(string(row.get("_fivetran_active")), "false") {
			return nil
		}
		return read(rd, src, row)
	})
}
