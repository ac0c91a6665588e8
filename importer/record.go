package importer

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A record is one JSON object, read by what it has.
type record map[string]any

// where tells what stands around a record.
type where struct {
	file string
	key  string // the key that it or its list stands under, "" at the top
}

// maxDeep is how deep in a value objects are looked for.
const maxDeep = 12

// walkValue calls take for every object of a value, outer ones first; take returns
// whether it has used the object, and then those within are not looked at. Depth
// counts what lies around the value. It reports whether all were looked at: those
// deeper than maxDeep are not.
func walkValue(value any, at where, take func(record, where) bool, depth int) bool {
	all := true
	switch v := value.(type) {
	case []any:
		if depth > maxDeep {
			return len(v) == 0
		}
		for _, item := range v {
			all = walkValue(item, at, take, depth+1) && all
		}
	case map[string]any:
		if depth > maxDeep {
			return len(v) == 0
		}
		if take(v, at) {
			return true
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = walkValue(v[key], where{at.file, key}, take, depth+1) && all
		}
	}
	return all
}

// has reports whether all keys are there, with whatever value.
func (r record) has(keys ...string) bool {
	for _, k := range keys {
		if _, ok := r[k]; !ok {
			return false
		}
	}
	return true
}

// any reports whether one of the keys is there.
func (r record) any(keys ...string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return r.has(k) })
}

// only reports whether there are no other keys.
func (r record) only(keys ...string) bool {
	for k := range r {
		if !slices.Contains(keys, k) {
			return false
		}
	}
	return true
}

// str returns a text or a number as a text, "" for all else.
func (r record) str(keys ...string) string {
	for _, k := range keys {
		switch v := r[k].(type) {
		case string:
			if v != "" {
				return v
			}
		case json.Number:
			return number(v)
		}
	}
	return ""
}

// number writes ids as they are meant: 12.0 and 1.2e1 are 12.
func number(n json.Number) string {
	s := n.String()
	if strings.ContainsAny(s, ".eE") {
		if f, err := n.Float64(); err == nil && f == float64(int64(f)) {
			return strconv.FormatInt(int64(f), 10)
		}
	}
	return s
}

// int returns a whole number and whether there is one.
func (r record) int(key string) (int, bool) {
	n, err := strconv.Atoi(r.str(key))
	return n, err == nil
}

// flag reports true, "true" and 1.
func (r record) flag(key string) bool {
	switch v := r[key].(type) {
	case bool:
		return v
	case string:
		return strings.EqualFold(v, "true")
	case json.Number:
		return v == "1"
	}
	return false
}

// obj returns an object, nil if there is none.
func (r record) obj(key string) record {
	v, _ := r[key].(map[string]any)
	return v
}

// list returns the items of a list.
func (r record) list(key string) []any {
	v, _ := r[key].([]any)
	return v
}

// strs returns the texts and numbers of a list; objects give their name.
func (r record) strs(key string) []string {
	var out []string
	for _, item := range r.list(key) {
		s := record{"x": item}.str("x")
		if o, ok := item.(map[string]any); ok {
			s = record(o).str("name", "tag", "label")
		}
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// time reads seconds and milliseconds since 1970, ISO 8601, and what databases
// write; times without a zone are UTC. Zero if there is none.
func (r record) time(keys ...string) time.Time {
	for _, k := range keys {
		s := r.str(k)
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 {
			if n > 1e11 {
				n /= 1000
			}
			return time.Unix(n, 0).UTC()
		}
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05", "2006-01-02T15:04:05", time.DateOnly} {
			if t, err := time.Parse(layout, s); err == nil && t.Year() > 1990 && t.Year() < 2200 {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}
