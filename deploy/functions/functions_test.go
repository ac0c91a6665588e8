// Package functions holds what takes signals on static hosts; its Go is a test only.
package functions

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"signpost/signals"
)

// TestFunction runs the function in node, and reads what it gathered as signpost
// signals restore does.
func TestFunction(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("the function is not tested: node is not installed")
	}
	cmd := exec.Command(node, "signals.test.mjs")
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	kinds := map[signals.Kind]int{}
	for line := range strings.Lines(string(out)) {
		var g signals.Signal
		if err := json.Unmarshal([]byte(line), &g); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if err := g.Check(); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		kinds[g.Kind]++
	}
	if kinds[signals.Missed] != 1 || kinds[signals.Click] != 1 || kinds[signals.Rating] != 2 || kinds[signals.Dead] != 1 {
		t.Errorf("it gathered %v", kinds)
	}
}
