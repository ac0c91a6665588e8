package hours

import (
	"strings"
	"time"
)

// deskZones are names of zones that help desks have and that name no city.
var deskZones = map[string]string{
	"Eastern Time (US & Canada)": "America/New_York", "Central Time (US & Canada)": "America/Chicago",
	"Mountain Time (US & Canada)": "America/Denver", "Pacific Time (US & Canada)": "America/Los_Angeles",
	"Atlantic Time (Canada)": "America/Halifax", "Indiana (East)": "America/Indiana/Indianapolis", "Arizona": "America/Phoenix",
	"Alaska": "America/Juneau", "Hawaii": "Pacific/Honolulu", "Newfoundland": "America/St_Johns", "Saskatchewan": "America/Regina",
	"Central America": "America/Guatemala", "Brasilia": "America/Sao_Paulo", "Edinburgh": "Europe/London", "Bern": "Europe/Zurich",
	"Kyiv": "Europe/Kiev", "St. Petersburg": "Europe/Moscow", "Abu Dhabi": "Asia/Dubai", "Mumbai": "Asia/Kolkata",
	"Chennai": "Asia/Kolkata", "New Delhi": "Asia/Kolkata", "Beijing": "Asia/Shanghai", "Hanoi": "Asia/Bangkok", "Osaka": "Asia/Tokyo",
	"Sapporo": "Asia/Tokyo", "Pretoria": "Africa/Johannesburg", "Canberra": "Australia/Melbourne", "Wellington": "Pacific/Auckland",
}

// DeskZone is the zone that a help desk names: as [Zone], or by a city or a
// region, such as "Berlin" or "Eastern Time (US & Canada)".
func DeskZone(name string) (*time.Location, error) {
	if iana, ok := deskZones[name]; ok {
		return Zone(iana)
	}
	zone, err := Zone(name)
	if err == nil || strings.Contains(name, "/") {
		return zone, err
	}
	city := strings.ReplaceAll(name, " ", "_")
	for _, region := range []string{"Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic"} {
		if zone, err := Zone(region + "/" + city); err == nil {
			return zone, nil
		}
	}
	return nil, err
}
