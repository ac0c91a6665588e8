package main

import (
	"context"
	"os"
	"os/exec"
	"slices"
)

// quietly has git run no program but itself, whatever the repository's own configuration
// says: whoever unpacks a site that a stranger made has not agreed to run what is in it.
// Nothing is compared with files, since their filters would run.
var quietly = []string{
	"-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "log.showSignature=false", "--no-pager",
}

// offline keeps git from writing and from fetching what a partial clone lacks.
var offline = []string{"GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_TERMINAL_PROMPT=0", "GIT_EXTERNAL_DIFF="}

// gitCommand asks git about a folder, and is the only way in which this program does. Who
// has it show differences adds --no-ext-diff and --no-textconv.
func gitCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", slices.Concat([]string{"-C", dir}, quietly, args)...)
	cmd.Env = append(os.Environ(), offline...)
	return cmd
}
