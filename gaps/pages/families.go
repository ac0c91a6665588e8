package pages

// A family is gaps to read together, with the conversations of all of them.
type family struct {
	ID, Title     string
	Conversations int
	Gaps          []relative
}

// A relative is a gap as its family names it.
type relative struct {
	ID, Title     string
	Conversations int
	// Status is open, or why nobody has to look at it now.
	Status string
}

// relate fills in the families of a page that has all gaps, and what each card says of
// its own.
func (v *view) relate() {
	byID := map[string]*card{}
	for i := range v.Cards {
		byID[v.Cards[i].ID] = &v.Cards[i]
	}
	for _, f := range v.Report.Families {
		shown := family{ID: f.ID, Title: f.Title}
		for _, id := range f.Gaps {
			if c := byID[id]; c != nil {
				shown.Conversations += c.Conversations
				shown.Gaps = append(shown.Gaps, relative{id, c.Title, c.Conversations, c.Standing.Status})
			}
		}
		if len(shown.Gaps) < 2 {
			continue
		}
		v.Families = append(v.Families, shown)
		for i, g := range shown.Gaps {
			kin := shown
			kin.Gaps = append(append([]relative{}, shown.Gaps[:i]...), shown.Gaps[i+1:]...)
			byID[g.ID].Kin = &kin
		}
	}
}
