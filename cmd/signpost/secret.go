package main

import (
	"cmp"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
)

// committable reports that git would take a file into the next commit: it lies in a
// repository that does not ignore it.
func committable(ctx context.Context, file string) bool {
	dir, name := filepath.Split(file)
	err := gitCommand(ctx, cmp.Or(dir, "."), "check-ignore", "-q", "--", name).Run()
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.ExitCode() == 1
}

// warnCommittable warns of a file that holds secrets and is committable.
func (a *app) warnCommittable(ctx context.Context, file, holds string) {
	if committable(ctx, file) {
		a.say("warning: git would commit %s, which holds %s: move it out of the repository, or name it in .gitignore", file, holds)
	}
}
