package inbox

import "strings"

// nobodyNames stand in the fields for people where an export does not know who it was.
var nobodyNames = wordSet(`0 -1 null nil none undefined na n/a unknown anonymous anonym anonymer guest gast visitor besucher invité anónimo anonimo
invitado visitante nobody noname`)

// isNobody tells whether a person is none that could be told from others. Who has an id is
// somebody, however named.
func isNobody(p Person) bool {
	named := p.Name != "" && !isNobodyName(p.Name)
	switch {
	case p.ID != "":
		return isNobodyName(p.ID) && !named && (p.Email == "" || isNobodyAddress(p.Email))
	case p.Email != "":
		return isNobodyAddress(p.Email)
	}
	return !named
}

func isNobodyName(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, tail := range [...]string{" user", " customer", " visitor", " guest"} {
		s = strings.TrimSuffix(s, tail)
	}
	return nobodyNames[s]
}

// isNobodyAddress tells whether mail from an address is from a machine that writes for
// others, such as a contact form.
func isNobodyAddress(address string) bool {
	local, host, _ := strings.Cut(strings.ToLower(address), "@")
	local = strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)
	return local == "noreply" || local == "donotreply" || nobodyNames[local] || host == "localhost" || strings.HasSuffix(host, ".invalid")
}
