package inbox

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// What is no text of anybody tells no person either: types, ids, and names of
// files, in the conversations, in the account and in the explanation.
func TestNamesAreHidden(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "jane.roe@x.com.csv"), "conversation_id,kind,body,author_type,author_id\n"+
		"Jane Roe 415 555 0134,call Jane Roe 415 555 0134,Hello there,customer,4915112345678\n"+
		"4915112345678,comment,Where is it?,customer,u1\nCase 12,comment,Here,agent,Jane Roe\n")
	write(t, filepath.Join(dir, "+49 151 12345678.json"), copyOf("1", "open", 1790000005,
		`{"id":"p","part_type":"Jane Roe +1 415 555 0134","body":"<p>word</p>","created_at":1790000001,"author":{"type":"user","id":"u"}}`))
	convs, sum := readAll(t, Options{Explain: true}, dir)
	if len(convs) != 4 {
		t.Fatalf("%d conversations", len(convs))
	}
	var out strings.Builder
	for _, c := range convs {
		if err := c.Explain(&out); err != nil {
			t.Fatal(err)
		}
		if err := json.NewEncoder(&out).Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := sum.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	if err := json.NewEncoder(&out).Encode(sum); err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"Jane", "0134", "15112345678", "12345678", "jane.roe"} {
		if strings.Contains(out.String(), private) {
			t.Errorf("%q is in an output", private)
		}
	}
	for _, kept := range []string{"Case 12", "[file email 1].csv", "[file phone 1].json", "unknown_part"} {
		if !strings.Contains(out.String(), kept) {
			t.Errorf("%q is in no output", kept)
		}
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

// No terminal obeys what an archive calls its files.
func TestNamesAreSpelledOut(t *testing.T) {
	_, sum := readAll(t, Options{}, put(t, "export.zip", zipped("a\x1b[31m\nread: b\u202e.json", sampleConversation(1), "c.csv", "id\x1b[1m,body\n1,Hello\n")))
	var out strings.Builder
	if err := sum.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\x1b\u202e") || strings.Contains(out.String(), "\nread: b") || !strings.Contains(out.String(), `a\x1b[31m\nread: b\u202e.json`) {
		t.Errorf("%q", out.String())
	}
}

// Types of the exports that we know are kept as they are.
func TestPlainTypes(t *testing.T) {
	for _, kept := range []string{"assign_and_reopen", "Comment", "source 5", "updated state", "VoiceComment", "conversation.user.created", "crisp:call"} {
		if !isPlainType(kept) {
			t.Errorf("%q is no plain type", kept)
		}
	}
	for _, hidden := range []string{"Jane Roe", "jo@example.com", "415 555 0134", "née", strings.Repeat("x", 61)} {
		if isPlainType(hidden) {
			t.Errorf("%q is a plain type", hidden)
		}
	}
}
