package hours

import (
	"fmt"
	"time"
	_ "time/tzdata" // the program knows every zone, whatever its machine does
)

// Zone gives the zone with an IANA name such as Europe/Berlin. A machine's own
// zone is none: the same input must give the same output everywhere.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("%q is no time zone; write one like Europe/Berlin or America/New_York", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%q is no time zone; write one like Europe/Berlin or America/New_York", name)
	}
	return zone, nil
}
