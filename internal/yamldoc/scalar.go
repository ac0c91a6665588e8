package yamldoc

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

var timeType = reflect.TypeFor[time.Time]()

// fieldsOf returns the keys of a struct in the order of its fields, and the
// index of the field of each.
func fieldsOf(t reflect.Type) ([]string, map[string]int) {
	var names []string
	fields := map[string]int{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name == "" || name == "-" || !t.Field(i).IsExported() {
			continue
		}
		names = append(names, name)
		fields[name] = i
	}
	return names, fields
}

// scalar stores a single value.
func (d *decoder) scalar(n *yaml.Node, v reflect.Value, key string) {
	if n.Kind != yaml.ScalarNode {
		d.wrong(n, key, wanted(v.Kind()), "write it on one line")
		return
	}
	shown := fmt.Sprintf("it says %q", oneLine(n.Value))
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Bool:
		if n.Value != "true" && n.Value != "false" {
			d.wrong(n, key, "true or false", shown)
			return
		}
		v.SetBool(n.Value == "true")
	case reflect.Int, reflect.Int64:
		x, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil || v.OverflowInt(x) {
			d.wrong(n, key, "a whole number", shown)
			return
		}
		v.SetInt(x)
	case reflect.Float64:
		x, err := strconv.ParseFloat(n.Value, 64)
		if err != nil || x != x || x > 1e300 || x < -1e300 {
			d.wrong(n, key, "a number", shown)
			return
		}
		v.SetFloat(x)
	default:
		panic(fmt.Sprintf("yamldoc: no reading for fields of kind %s", v.Kind()))
	}
}

func wanted(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "a number"
	}
	return "a text"
}

// time stores a day, or an instant with its offset.
func (d *decoder) time(n *yaml.Node, v reflect.Value, key string) {
	if n.Kind == yaml.ScalarNode {
		for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04Z07:00"} {
			if t, err := time.Parse(layout, n.Value); err == nil {
				v.Set(reflect.ValueOf(t))
				return
			}
		}
	}
	d.wrong(n, key, "a date", "write 2026-01-31, or 2026-01-31T09:30:00+01:00")
}
