package pages

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"signpost/gaps"
	"signpost/internal/report"
)

// table is gaps.csv: a row for each gap, header first.
func table(r *gaps.Report) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{
		"rank", "id", "kind", "title", "conversations", "customers", "first_seen", "last_seen", "score",
		"median_first_response_s", "replies", "low_ratings", "escalations", "nearest", "suggested_path", "members", "status",
	}}
	for i, g := range r.Gaps {
		nearest := ""
		if len(g.Nearest) > 0 {
			nearest = g.Nearest[0].URL
		}
		rows = append(rows, []string{
			strconv.Itoa(i + 1), g.ID, string(g.Kind), report.Cell(g.Title), strconv.Itoa(g.Conversations),
			strconv.Itoa(g.Customers), g.FirstSeen, g.LastSeen, strconv.FormatFloat(g.Impact.Score, 'f', 2, 64),
			strconv.Itoa(g.Impact.FirstResponse), strconv.Itoa(g.Impact.Replies), strconv.Itoa(g.Impact.LowRatings),
			strconv.Itoa(g.Impact.Escalations), report.Cell(nearest), report.Cell(g.Suggest.Path), report.Cell(strings.Join(g.Members, " ")), g.Status,
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write gaps.csv: %w", err)
	}
	return b.Bytes(), nil
}
