package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"signpost/builder/article"
)

// schemaKeys runs schema and returns the keys of the format's top level.
func schemaKeys(t *testing.T, name string) map[string]map[string]any {
	t.Helper()
	var out bytes.Buffer
	if status := run(t.Context(), []string{"schema", name}, nil, &out, io.Discard); status != statusDone {
		t.Fatalf("schema %s ends with status %d", name, status)
	}
	var s struct {
		Properties map[string]map[string]any `json:"properties"`
	}
	if err := json.Unmarshal(out.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	return s.Properties
}

// TestSchemaNamesWhatIsRead takes an article with every key of the schema, in
// its type: no key of it may be unknown to the reader.
func TestSchemaNamesWhatIsRead(t *testing.T) {
	properties := schemaKeys(t, "front-matter")
	for _, key := range strings.Fields("title description slug order tags keywords asked draft audience publish_at expire_at authors updated reviewed redirect_from related search gap") {
		if properties[key] == nil {
			t.Errorf("the schema lacks the key %s of the contract", key)
		}
	}
	values := map[string]string{"string": "public", "boolean": "false", "integer": "1", "array": "[]", "object": "{boost: 2, exclude: false}"}
	var b strings.Builder
	b.WriteString("---\n")
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		value := values[properties[key]["type"].(string)]
		if properties[key]["format"] == "date" {
			value = map[bool]string{true: "2026-08-04", false: "2026-08-03"}[key == "expire_at"]
		}
		b.WriteString(key + ": " + value + "\n")
		if properties[key]["description"] == nil {
			t.Errorf("the key %s is not explained", key)
		}
	}
	b.WriteString("---\n")
	_, ds := article.Parse("a.md", []byte(b.String()), article.Options{})
	for _, d := range ds {
		t.Errorf("what the schema allows is refused: %v", d)
	}
}

// TestConfigSchemaNamesWhatIsRead does the same for signpost.yaml.
func TestConfigSchemaNamesWhatIsRead(t *testing.T) {
	properties := schemaKeys(t, "config")
	samples := map[string]string{
		"title": "Help", "description": "All of it", "greeting": "Hello", "base_url": "https://help.example.com",
		"language": "en", "brand": "{color: \"#5b3fd6\", logo: \"logo.svg\", favicon: \"logo.svg\"}",
		"contact": "{url: \"https://example.com\", text: Write}", "popular": "[a.md]",
		"languages": "[en, de]", "edit_url": "https://example.com/edit", "show_outdated": "true", "avoid": "{click here: the target}", "variables": "{product: Signpost}",
		"authors": "{Ana: {role: Writer, picture: logo.svg}}", "updated_from": "git", "raw_html": "true", "signals": "/api/signals", "search": "{synonyms: [[sign in, log in]], never_correct: [kubectl]}",
		"practice": "{first_response: 2h, time_zone: Europe/Berlin, hours: {mon-fri: \"09:00-17:00\"}, holidays: {12-25: closed}, escalate_to: [Engineering]}",
	}
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		if samples[key] == "" {
			t.Errorf("the test has no value for the key %s", key)
		}
		if properties[key]["description"] == nil {
			t.Errorf("the key %s is not explained", key)
		}
		b.WriteString(key + ": " + samples[key] + "\n")
	}
	site := t.TempDir()
	write(t, filepath.Join(site, "signpost.yaml"), b.String())
	write(t, filepath.Join(site, "content", "a.md"), "---\ntitle: A\n---\n")
	write(t, filepath.Join(site, "content", "logo.svg"), `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	var stderr bytes.Buffer
	if status := run(t.Context(), []string{"check", "--site", site}, nil, io.Discard, &stderr); status != statusDone {
		t.Errorf("what the schema allows is refused:\n%s", stderr.String())
	}
}

// TestGapsSchemaNamesWhatIsWritten compares the schema with a report, key by
// key.
func TestGapsSchemaNamesWhatIsWritten(t *testing.T) {
	out := filepath.Join(t.TempDir(), "demo")
	runDemo(t, out)
	data, err := os.ReadFile(filepath.Join(out, "gap-report", "gaps.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report map[string]any
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	compareKeys(t, "", map[string]any{"properties": anyMap(schemaKeys(t, "gaps"))}, report)
}

// TestPracticeSchemaNamesWhatIsWritten does the same for the practice report.
func TestPracticeSchemaNamesWhatIsWritten(t *testing.T) {
	out := filepath.Join(t.TempDir(), "practice")
	args := []string{"practice", filepath.Join("..", "..", "samples"), "--site", filepath.Join("..", ".."), "--people", "--out", out}
	if status := run(t.Context(), args, nil, io.Discard, io.Discard); status != statusDone {
		t.Fatalf("practice ends with status %d", status)
	}
	data, err := os.ReadFile(filepath.Join(out, "practice.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report map[string]any
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	compareKeys(t, "", map[string]any{"properties": anyMap(schemaKeys(t, "practice"))}, report)
}

func anyMap(m map[string]map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// compareKeys reports keys of a value that its schema does not describe.
func compareKeys(t *testing.T, at string, schema map[string]any, value any) {
	t.Helper()
	switch v := value.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		rest, _ := schema["additionalProperties"].(map[string]any)
		for key, member := range v {
			described, _ := properties[key].(map[string]any)
			if described == nil {
				described = rest
			}
			if described == nil {
				t.Errorf("the report has %s.%s, the schema does not", at, key)
				continue
			}
			compareKeys(t, at+"."+key, described, member)
		}
	case []any:
		items, _ := schema["items"].(map[string]any)
		for _, member := range v {
			compareKeys(t, at+"[]", items, member)
		}
	}
}

// TestSchemaHoldsForReports: reports with nothing in them, and with something under every
// key, are what the schema says.
func TestSchemaHoldsForReports(t *testing.T) {
	for _, name := range []string{"gaps", "practice"} {
		var out bytes.Buffer
		if status := run(t.Context(), []string{"schema", name}, nil, &out, io.Discard); status != statusDone {
			t.Fatalf("schema %s ends with status %d", name, status)
		}
		var schema map[string]any
		if err := json.Unmarshal(out.Bytes(), &schema); err != nil {
			t.Fatal(err)
		}
		for _, s := range schemas {
			if s.name != name {
				continue
			}
			full := reflect.New(s.of).Elem()
			fill(full, 6)
			data, err := json.Marshal(full.Interface())
			if err != nil {
				t.Fatal(err)
			}
			data = bytes.ReplaceAll(bytes.ReplaceAll(data, []byte(`"kind":"x"`), []byte(`"kind":"missing"`)), []byte(`"status":"x"`), []byte(`"status":"open"`))
			var value any
			if err := json.Unmarshal(data, &value); err != nil {
				t.Fatal(err)
			}
			for _, fault := range departures(schema, value, name) {
				t.Error(fault)
			}
		}
	}
	properties := schemaKeys(t, "gaps")
	gap, _ := properties["gaps"]["items"].(map[string]any)
	if faults := departures(gap, map[string]any{"kind": "mising", "status": "open", "outdated": "x"}, "gap"); len(faults) != 2 {
		t.Errorf("what the schema does not allow: %q", faults)
	}
}

// fill gives everything in a value something, to a depth.
func fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		for f := range fieldsOf(v.Type()) {
			if depth > 0 && f.Tag.Get("json") != "-" {
				fill(v.FieldByIndex(f.Index), depth-1)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth)
	case reflect.Map:
		one := reflect.New(v.Type().Elem()).Elem()
		fill(one, depth)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("x").Convert(v.Type().Key()), one)
	case reflect.String:
		v.SetString("x")
	}
}

// departures tells where a value is not what a schema of ours says.
func departures(schema map[string]any, value any, at string) []string {
	kinds := map[string]func(any) bool{
		"null":    func(v any) bool { return v == nil },
		"boolean": func(v any) bool { _, ok := v.(bool); return ok },
		"string":  func(v any) bool { _, ok := v.(string); return ok },
		"number":  func(v any) bool { _, ok := v.(float64); return ok },
		"integer": func(v any) bool { n, ok := v.(float64); return ok && n == float64(int(n)) },
		"array":   func(v any) bool { _, ok := v.([]any); return ok },
		"object":  func(v any) bool { _, ok := v.(map[string]any); return ok },
	}
	types, several := schema["type"].([]any)
	if !several {
		types = []any{schema["type"]}
	}
	if !slices.ContainsFunc(types, func(k any) bool { return kinds[k.(string)](value) }) {
		return []string{fmt.Sprintf("%s: %v is no %v", at, value, schema["type"])}
	}
	if one, ok := schema["enum"].([]any); ok && !slices.Contains(one, value) {
		return []string{fmt.Sprintf("%s: %v is none of %v", at, value, one)}
	}
	var out []string
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			out = append(out, departures(schema["items"].(map[string]any), e, at+"[]")...)
		}
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		for key, e := range v {
			if of, ok := properties[key].(map[string]any); ok {
				out = append(out, departures(of, e, at+"."+key)...)
			} else if of, ok := schema["additionalProperties"].(map[string]any); ok {
				out = append(out, departures(of, e, at+"."+key)...)
			}
		}
	}
	return out
}
