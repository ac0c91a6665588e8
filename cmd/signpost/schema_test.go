package main

import (
	"reflect"
	"strings"
	"testing"
)

// TestEveryKeyIsExplained holds the notes to the keys of the structs.
func TestEveryKeyIsExplained(t *testing.T) {
	known := map[string]bool{}
	var walk func(of reflect.Type, at string)
	walk = func(of reflect.Type, at string) {
		for f := range fieldsOf(of) {
			key := at + "." + strings.Split(f.Tag.Get("yaml"), ",")[0]
			known[key] = true
			if keyNotes[key] == "" {
				t.Errorf("%s has no note", key)
			}
			of := f.Type
			if of.Kind() == reflect.Map {
				of = of.Elem()
			}
			if of.Kind() == reflect.Struct && of.PkgPath() != "time" {
				walk(of, key)
			}
		}
	}
	for _, s := range schemas {
		if s.tag == "yaml" {
			walk(s.of, s.name)
		}
	}
	for key := range keyNotes {
		if !known[key] {
			t.Errorf("the note on %s is about no key", key)
		}
	}
}
