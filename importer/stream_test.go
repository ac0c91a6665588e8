package importer

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A value that is read list by list gives what it gives when it is read whole.
func TestStreamIsTheSame(t *testing.T) {
	read := func(system string, data []byte, streamed bool) *center {
		c := newCenter()
		take := map[string]func(record, where) bool{
			"intercom": c.intercom, "zendesk": c.zendesk, "freshdesk": c.freshdesk, "helpscout": c.helpscout,
		}[system]
		d := &dump{take: func(value any, at where, depth int) { walkValue(value, at, take, depth) }}
		if streamed {
			d.json("x.json", bytes.NewReader(data))
			if d.damaged != nil {
				t.Fatal(d.damaged)
			}
			return c
		}
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.UseNumber()
		var value any
		if err := dec.Decode(&value); err != nil {
			t.Fatal(err)
		}
		d.take(value, where{file: "x.json"}, 0)
		return c
	}
	articles := 0
	for _, system := range Systems() {
		err := filepath.WalkDir(filepath.Join("testdata", system), func(p string, e fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(p) != ".json" {
				return err
			}
			data, err := os.ReadFile(p)
			if err != nil || !json.Valid(data) {
				return err
			}
			data = bytes.TrimSpace(data)
			want, got := read(system, data, false), read(system, data, true)
			articles += len(want.articles)
			if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(center{}, foreign{}, text{}, collection{}, label{}, lump{}), cmpopts.IgnoreFields(center{}, "bodies")); diff != "" {
				t.Errorf("%s is read otherwise (-whole +streamed):\n%s", p, diff)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if articles < 4 {
		t.Errorf("only %d articles were compared", articles)
	}
}
