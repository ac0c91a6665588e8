package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"signpost": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

// TestScripts runs the commands as a user does; testdata/script has a file for
// each command and for bad input.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": status, "bytes": writeBytes, "bomb": bomb,
			"pick": pickGap, "draft-of": draftOf, "publish": publishDraft, "append": appendLine, "strip": stripWords,
			"nothing-of": nothingOf, "long-title": longTitle, "days": linesOfDays, "mistype": mistypeGap,
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

// status N COMMAND ARGS... runs a command and wants just that exit status.
func status(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (&exec.ExitError{}); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// bytes FILE QUOTED [TIMES] writes a Go-quoted string, repeated, to a file.
func writeBytes(ts *testscript.TestScript, _ bool, args []string) {
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	times := 1
	if len(args) > 2 {
		times, err = strconv.Atoi(args[2])
		ts.Check(err)
	}
	name := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(name), 0o755))
	ts.Check(os.WriteFile(name, bytes.Repeat([]byte(text), times), 0o644))
}

// bomb FILE writes a small zip archive that unpacks to 300 MB.
func bomb(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	z := zip.NewWriter(f)
	w, err := z.Create("export.json")
	ts.Check(err)
	fmt.Fprint(w, `{"type":"conversation.list","conversations":[`)
	blank := bytes.Repeat([]byte(" "), 1<<20)
	for range 300 {
		_, err := w.Write(blank)
		ts.Check(err)
	}
	ts.Check(z.Close())
	ts.Check(f.Close())
}

// TestBrowser runs the browser tests, which are a module of their own.
func TestBrowser(t *testing.T) {
	if os.Getenv("SIGNPOST_BROWSER") == "" {
		t.Skip("browser tests skipped: run ./test, which sets up Chromium")
	}
	cmd := exec.Command("go", "test", "-count=1", "./...")
	cmd.Dir = filepath.Join("..", "..", "dev", "e2e")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
