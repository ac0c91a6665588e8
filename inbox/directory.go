package inbox

import (
	"cmp"
	"strings"
)

// maxDirectory is how many bytes of names and addresses are kept of people
// that come in records of their own.
const maxDirectory = 48 << 20

// A directory holds the people that an export lists apart from the
// conversations, by system and id.
type directory struct {
	people map[string]known
	bytes  int
}

// known is what is known of somebody.
type known struct {
	Person

	role     Role
	language string
	system   string
}

func newDirectory() *directory { return &directory{people: map[string]known{}} }

// meet keeps a person. Of customers too many to keep, the later are left out:
// their conversations are read all the same, with an id in place of a name.
func (rd *reading) meet(src *Source, system, id string, who known) {
	src.People++
	if id == "" {
		return
	}
	key := system + "\x00" + id
	size := len(key) + len(who.Name) + len(who.Email) + 64
	if rd.people.bytes+size > maxDirectory && who.role == Customer {
		src.warn("people_left_out", "", "more people than are kept in memory; the names of the later ones are not known, so that they are masked less surely")
		return
	}
	who.ID, who.system = id, system
	if old, ok := rd.people.people[key]; ok && cmp.Or(strings.Compare(old.Name, who.Name), strings.Compare(old.Email, who.Email)) > 0 {
		return // of two that differ the same one holds in whatever order they come
	}
	rd.people.bytes += size
	rd.people.people[key] = who
}

// lookup finds a person of a system.
func (rd *reading) lookup(system, id string) (known, bool) {
	who, ok := rd.people.people[system+"\x00"+id]
	return who, ok
}
