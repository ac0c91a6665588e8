package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"signpost/builder"
)

// gitHistory tells what git knows of the files of a site folder.
func gitHistory(dir string) func(context.Context) (*builder.History, error) {
	return func(ctx context.Context) (*builder.History, error) {
		git := func(args ...string) ([]byte, error) {
			cmd := gitCommand(ctx, dir, args...)
			var said bytes.Buffer
			cmd.Stderr = &said
			out, err := cmd.Output()
			if err != nil {
				return nil, fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(said.String()))
			}
			return out, nil
		}
		// What is staged comes before the commits.
		now, err := git("diff-index", "--cached", "--relative", "-M", "--name-status", "HEAD", "--", ".")
		if err != nil {
			return nil, err
		}
		log, err := git("log", "--relative", "-M", "--name-status", "--no-ext-diff", "--no-textconv", "--format=@%ct", "--", ".")
		if err != nil {
			return nil, err
		}
		return readHistory(append(now, log...)), nil
	}
}

// readHistory reads lines of name-status, newest first; a line @SECONDS begins a
// commit.
func readHistory(log []byte) *builder.History {
	h := &builder.History{Updated: map[string]time.Time{}, Renamed: map[string]string{}}
	var when time.Time
	lines := bufio.NewScanner(bytes.NewReader(log))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if seconds, ok := strings.CutPrefix(lines.Text(), "@"); ok {
			if n, err := strconv.ParseInt(seconds, 10, 64); err == nil {
				when = time.Unix(n, 0).UTC()
			}
			continue
		}
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) < 2 {
			continue
		}
		name := fields[len(fields)-1]
		if fields[0][0] == 'R' && len(fields) == 3 {
			if _, ok := h.Renamed[fields[1]]; !ok {
				h.Renamed[fields[1]] = name
			}
			if fields[0] == "R100" {
				continue // a new name is no new text
			}
		}
		if _, ok := h.Updated[name]; !ok && !when.IsZero() {
			h.Updated[name] = when
		}
	}
	return h
}
