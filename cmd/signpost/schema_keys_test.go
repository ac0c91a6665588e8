package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
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
