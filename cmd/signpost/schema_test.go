package main

import (
	"reflect"
	"strings"
	"testing"
)

// TestEveryKeyIsExplained holds the notes to the keys of the structs. Those that
// people write by hand all have one.
func TestEveryKeyIsExplained(t *testing.T) {
	known := map[string]bool{}
	var walk func(of reflect.Type, tag, at string)
	walk = func(of reflect.Type, tag, at string) {
		for f := range fieldsOf(of) {
			key := at + "." + strings.Split(f.Tag.Get(tag), ",")[0]
			known[key] = true
			if tag == "yaml" && keyNotes[key] == "" {
				t.Errorf("%s has no note", key)
			}
			of := f.Type
			if of.Kind() == reflect.Map || of.Kind() == reflect.Slice {
				of = of.Elem()
			}
			if of.Kind() == reflect.Struct && of.PkgPath() != "time" {
				walk(of, tag, key)
			}
		}
	}
	for _, s := range schemas {
		walk(s.of, s.tag, s.name)
	}
	for key := range keyNotes {
		if !known[key] {
			t.Errorf("the note on %s is about no key", key)
		}
	}
}
