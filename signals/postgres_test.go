//go:build unix

package signals

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// postgresBinary finds a program of PostgreSQL: on the path, or where Debian puts
// those that only administrators run, the newest first.
func postgresBinary(name string) string {
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	slices.Sort(debian)
	slices.Reverse(debian)
	for _, file := range debian {
		if _, err := exec.LookPath(file); err == nil {
			return file
		}
	}
	file, _ := exec.LookPath(name)
	return file
}

// postgres starts a PostgreSQL of its own, on a socket in a folder of its own,
// which ends with the test. Each call of what it returns makes an empty database.
// A machine without PostgreSQL skips, and says what to install.
func postgres(t *testing.T) func(t *testing.T) string {
	t.Helper()
	initdb, server := postgresBinary("initdb"), postgresBinary("postgres")
	if initdb == "" || server == "" {
		return func(t *testing.T) string {
			t.Skip("PostgreSQL is not installed: ./test installs it, or apt-get install postgresql")
			return ""
		}
	}
	// A socket's path has to be short.
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	as := unprivileged(t, dir)
	data := filepath.Join(dir, "data")
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Credential: as}
		cmd.Env = append(os.Environ(), "LC_ALL=C")
		return cmd
	}
	if out, err := run(initdb, "-D", data, "-U", "signpost", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := run(server, "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=50")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGINT) // a fast shutdown
		_ = cmd.Wait()
		log.Close()
	})
	name := func(database string) string {
		return fmt.Sprintf("postgres:///%s?host=%s&user=signpost", database, dir)
	}
	db, err := sql.Open("pgx", name("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	waitForPostgres(t, db, log.Name())
	made := 0
	return func(t *testing.T) string {
		made++
		database := "signals" + strconv.Itoa(made)
		if _, err := db.Exec("CREATE DATABASE " + database); err != nil {
			t.Fatal(err)
		}
		return name(database)
	}
}

// unprivileged is whom PostgreSQL runs as: not root, whom it refuses. The folder
// is given to that user.
func unprivileged(t *testing.T, dir string) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	t.Skip("PostgreSQL does not run as root, and there is no user postgres or nobody")
	return nil
}

func waitForPostgres(t *testing.T, db *sql.DB, log string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	for err := errors.New("not asked"); err != nil; time.Sleep(50 * time.Millisecond) {
		if err = db.PingContext(ctx); ctx.Err() != nil {
			said, _ := os.ReadFile(log)
			t.Fatalf("PostgreSQL does not start: %v\n%s", err, strings.TrimSpace(string(said)))
		}
	}
}
