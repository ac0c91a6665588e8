package inbox

// A system is a help desk whose exports are read. Each has a file of its own,
// and one line in [systems].
//
// A reader is given one record at a time: an element of a list, a line, or a
// whole object. It calls add with a conversation, or with a part of one that
// says so in its joint; meet with a person; and skip, with what to export
// instead, for what is neither.
type system struct {
	// name is the format that [Source] tells, title what people call it.
	name, title string
	// claims tells by its keys whether a record is one of the system's.
	claims func(s *shape) bool
	read   func(rd *reading, src *Source, s *shape) error
	// settle completes a conversation once all of its parts and all people
	// are known. It may be nil.
	settle func(rd *reading, src *Source, c *Conversation)
}

// systems are the systems that are read as JSON, in the order in which they
// are asked whether a record is theirs: those with the surest signs first.
func systems() []system {
	return []system{
		{name: FormatIntercom, title: "Intercom", claims: isIntercom, read: (*reading).intercomRecord},
		{name: FormatZendesk, title: "Zendesk", claims: isZendesk, read: (*reading).zendeskRecord, settle: (*reading).zendeskSettle},
		{name: FormatFreshdesk, title: "Freshdesk", claims: isFreshdesk, read: (*reading).freshdeskRecord, settle: (*reading).freshdeskSettle},
		{name: FormatHelpScout, title: "Help Scout", claims: isHelpScout, read: (*reading).helpScoutRecord, settle: (*reading).helpScoutSettle},
		{name: FormatFront, title: "Front", claims: isFront, read: (*reading).frontRecord, settle: settleFront},
		{name: FormatChatwoot, title: "Chatwoot", claims: isChatwoot, read: (*reading).chatwootRecord, settle: settleChatwoot},
		{name: FormatZammad, title: "Zammad", claims: isZammad, read: (*reading).zammadRecord, settle: settleZammad},
		{name: FormatGorgias, title: "Gorgias", claims: isGorgias, read: (*reading).gorgiasRecord, settle: settleCourse},
		{name: FormatHubSpot, title: "HubSpot", claims: isHubSpot, read: (*reading).hubspotRecord, settle: settleHubSpot},
		{name: FormatCrisp, title: "Crisp", claims: isCrisp, read: (*reading).crispRecord, settle: settleCourse},
		{name: FormatGroove, title: "Groove", claims: isGroove, read: (*reading).grooveRecord, settle: settleCourse},
		{name: FormatDiscourse, title: "Discourse", claims: isDiscourse, read: (*reading).discourseRecord, settle: (*reading).discourseSettle},
		{name: FormatSlack, title: "Slack", claims: isSlack, read: (*reading).slackRecord, settle: (*reading).slackSettle},
		mailSystem(),
	}
}

// FormatName is what people call a format; one that is not known has its own
// name.
func FormatName(format string) string {
	switch format {
	case FormatCSV:
		return "CSV"
	case FormatJSONL:
		return "JSON lines"
	case FormatSheet:
		return "Excel"
	}
	for _, s := range systems() {
		if s.name == format {
			return s.title
		}
	}
	return format
}

// claimant is the system whose record it is, nil if none knows it.
func (rd *reading) claimant(s *shape) *system {
	for i := range rd.systems {
		if rd.systems[i].claims(s) {
			return &rd.systems[i]
		}
	}
	return nil
}

// system is the system of a format, nil for tables and the like.
func (rd *reading) system(name string) *system {
	for i := range rd.systems {
		if rd.systems[i].name == name {
			return &rd.systems[i]
		}
	}
	return nil
}

// brokenRecord tells of a record that is no valid JSON.
func (rd *reading) brokenRecord(src *Source, s *shape) error {
	rec := s.record
	rec.err = errSyntax
	src.fault(rec)
	return nil
}
