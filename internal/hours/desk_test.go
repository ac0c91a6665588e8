package hours

import "testing"

func TestDeskZone(t *testing.T) {
	for name, want := range map[string]string{
		"Berlin": "Europe/Berlin", "New Caledonia": "", "Pacific Time (US & Canada)": "America/Los_Angeles", "Buenos Aires": "America/Buenos_Aires",
		"Europe/Paris": "Europe/Paris", "Nowhere/Town": "", "Local": "", "": "", "Hawaii": "Pacific/Honolulu",
	} {
		zone, err := DeskZone(name)
		if (err != nil) != (want == "") || err == nil && zone.String() != want {
			t.Errorf("%q is %v, %v, want %q", name, zone, err, want)
		}
	}
	for name := range deskZones {
		if _, err := DeskZone(name); err != nil {
			t.Error(name, err)
		}
	}
}
