package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// canaries are personal data of every kind, none of anybody: what is planted,
// and what of it may be in no output. Keys are put together so that no scanner
// takes them for real ones.
var canaries = []struct{ text, secret string }{
	{"write to quillon.vance@brookline.example please", "quillon"},
	{"or to quillon (at) brookline (dot) example", "quillon"},
	{"ring me on +49 30 5550123", "5550123"},
	{"my phone is (555) 010-0177", "010-0177"},
	{"my card is 4111 1111 1111 1111", "1111 1111"},
	{"IBAN DE89 3704 0044 0532 0130 00", "0532 0130"},
	{"my SSN is 123-45-6789", "45-6789"},
	{"my passport number is C01X00T47", "C01X00T47"},
	{"from 203.0.113.77", "203.0.113.77"},
	{"I live at 14 Quarrystone Street, Apt. 5, Springfield, IL 62704", "Quarrystone"},
	{"Ich wohne in der Quarzlindenstraße 12a, 10115 Berlin", "Quarzlinden"},
	{"the password is hunter2zebra", "hunter2zebra"},
	{"it says k9Qz7LmW2xTb5RvN8cYp4HsD", "k9Qz7LmW2x"},
	{"key sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc", "4eC39HqLyj"},
	{"see https://app.example.com/reset/a8F3kq02LmZ9?token=z9y8x7w6v5", "a8F3kq02LmZ9"},
	{"see https://app.example.com/x?token=z9y8x7w6v5", "z9y8x7w6v5"},
	{"order number 482133771", "482133771"},
	{"customer number 98765432", "98765432"},
	{"Zephyrine knows it", "Zephyrine"},
	{"it is ZEPHYRINE'S and Fennimoor's", "ENNIMOOR"},
	{"tell Mrs. Quibbleworth", "Quibbleworth"},
}

// canaryExport is an export of Intercom in which every canary stands in each
// field that a person fills in, and often enough to be quoted.
func canaryExport(t *testing.T) string {
	t.Helper()
	var convs []map[string]any
	for i := range 5 * len(canaries) {
		c := canaries[i%len(canaries)].text
		ask := "How do I change the colour of the header on the invoices? " + c
		author := map[string]any{"type": "user", "id": fmt.Sprint("u", i), "name": "Zephyrine Fennimoor", "email": "zephyrine.fennimoor@brookline.example"}
		agent := map[string]any{"type": "admin", "id": "a1", "name": "Oswin Tarrant", "email": "oswin.tarrant@signpost.example"}
		part := func(n int, kind string, by map[string]any, body string) map[string]any {
			return map[string]any{
				"type": "conversation_part", "id": fmt.Sprint(i, "-", n), "part_type": kind, "body": "<p>" + body + "</p>", "created_at": 1790000000 + n, "author": by,
				"attachments": []any{map[string]any{"type": "upload", "name": c + ".pdf", "url": "https://files.example.com/" + fmt.Sprint(i)}},
			}
		}
		convs = append(convs, map[string]any{
			"type": "conversation", "id": fmt.Sprint(1000 + i), "created_at": 1790000000, "state": "closed", "title": c,
			"source":   map[string]any{"type": "conversation", "id": "s", "delivered_as": "customer_initiated", "subject": c, "body": "<p>" + ask + "</p>", "author": author},
			"contacts": map[string]any{"type": "contact.list", "contacts": []any{map[string]any{"type": "contact", "id": fmt.Sprint("u", i)}}},
			"tags":     map[string]any{"type": "tag.list", "tags": []any{map[string]any{"type": "tag", "id": "1", "name": c}}},
			"conversation_rating": map[string]any{
				"rating": 2, "remark": c, "created_at": 1790000100, "contact": map[string]any{"type": "contact", "id": "u"},
				"teammate": map[string]any{"type": "admin", "id": "a1"},
			},
			"conversation_parts": map[string]any{"type": "conversation_part.list", "total_count": 2, "conversation_parts": []any{
				part(1, "comment", agent, "Hello Zephyrine, open the settings, choose colours, pick the colour of the header and save it there. "+c+"</p><p>Best regards,<br>Oswin"),
				part(2, "note", agent, "Zephyrine Fennimoor again. "+c),
			}},
		})
	}
	data, err := json.Marshal(map[string]any{"type": "conversation.list", "conversations": convs})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// canaryMacros are saved replies of Intercom with every canary in them.
func canaryMacros(t *testing.T) string {
	t.Helper()
	var macros []map[string]any
	for i, c := range canaries {
		macros = append(macros, map[string]any{
			"type": "macro", "id": fmt.Sprint(i), "name": c.text,
			"body": "<p>Hello Zephyrine Fennimoor, open the settings and choose colours. " + c.text + "</p><p>Best regards,<br>Oswin Tarrant</p>",
		})
	}
	data, err := json.Marshal(map[string]any{"type": "list", "data": macros})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Nothing that is masked is in any output, log, cache or draft.
func TestCanariesAreNowhere(t *testing.T) {
	export := canaryExport(t)
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"in/export.json":                export,
		"in/macros.json":                canaryMacros(t),
		"site/content/sign-in/reset.md": "---\ntitle: Sign in\n---\nHow to sign in with your address and password.\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer
	say := func(args ...string) []byte {
		t.Helper()
		var stdout, stderr bytes.Buffer
		status := run(context.Background(), args, nil, &stdout, &stderr)
		if status != 0 {
			t.Fatalf("signpost %s: status %d\n%s", strings.Join(args, " "), status, &stderr)
		}
		fmt.Fprintf(&said, "signpost %s\n%s%s", strings.Join(args, " "), &stdout, &stderr)
		return stdout.Bytes()
	}
	for _, args := range [][]string{
		{"conversations", "in"},
		{"conversations", "in", "--json"},
		{"conversations", "in", "--json-lines"},
		{"gaps", "in", "--site", "site", "--out", "report"},
		{"gaps", "confirm-masking", "report"},
		{"conversations", "in", "--explain", "1000"},
		{"practice", "in", "--site", "site", "--out", "practice", "--json"},
		{"practice", "in", "--site", "site", "--out", "people", "--people"},
	} {
		say(args...)
	}
	var found struct {
		Gaps []struct {
			ID string `json:"id"`
		} `json:"gaps"`
	}
	if err := json.Unmarshal(say("gaps", "in", "--site", "site", "--out", "report", "--json"), &found); err != nil || len(found.Gaps) == 0 {
		t.Fatalf("%d gaps: %v", len(found.Gaps), err)
	}
	say("gaps", "accept", found.Gaps[0].ID, "--site", "site", "--report", "report")
	say("build", "--site", "site", "--drafts")
	if !strings.Contains(said.String(), "[person 1]") || !strings.Contains(said.String(), `"conversations": 105`) {
		t.Errorf("the commands did not read the export: %.500s", &said)
	}
	noCanary(t, "what the commands print", said.Bytes())
	files := 0
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, "in"+string(filepath.Separator)) {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files++
		if filepath.Dir(name) == "people" {
			data = bytes.ReplaceAll(data, []byte("Oswin Tarrant"), []byte("somebody")) // by name is what was asked for
		}
		noCanary(t, name, data)
		return nil
	})
	if err != nil || files < 12 {
		t.Errorf("%d files: %v", files, err)
	}
}

func noCanary(t *testing.T, where string, data []byte) {
	t.Helper()
	lower := bytes.ToLower(data)
	secrets := []string{"fennimoor", "oswin", "tarrant", "zephyrine"}
	for _, c := range canaries {
		secrets = append(secrets, strings.ToLower(c.secret))
	}
	for _, s := range secrets {
		if i := bytes.Index(lower, []byte(s)); i >= 0 {
			t.Errorf("%s: %q in %q", where, s, data[max(0, i-60):min(len(data), i+60)])
		}
	}
}
