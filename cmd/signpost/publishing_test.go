package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// The files of deploy/ by which others publish are the ones that the help center shows,
// but for their comments.
func TestPagesShowTheFilesOfDeploy(t *testing.T) {
	for name, page := range map[string]string{
		"netlify/netlify.toml":             "netlify.md",
		"github/help-center.yml":           "github-pages.md",
		"gitlab/help-center.gitlab-ci.yml": "gitlab-pages.md",
		"nginx/help.conf":                  "own-web-server.md",
		"caddy/Caddyfile":                  "own-web-server.md",
		"apache/help.conf":                 "own-web-server.md",
		"s3/publish.sh":                    "s3.md",
	} {
		file := said(fileOf(t, "deploy", name))
		blocks := strings.Split(fileOf(t, "content/online", page), "\n```")
		if !slices.ContainsFunc(blocks, func(block string) bool {
			_, text, _ := strings.Cut(block, "\n")
			return said(text) == file
		}) {
			t.Errorf("content/online/%s does not show deploy/%s as it is:\n%s", page, name, file)
		}
	}
	command := buildAtNetlify.FindStringSubmatch(fileOf(t, "deploy", "netlify/netlify.toml"))
	if command == nil || !strings.Contains(fileOf(t, "content/online", "cloudflare-pages.md"), "| Build command | `"+command[1]+"` |") {
		t.Errorf("content/online/cloudflare-pages.md has not the command of Netlify, %v", command)
	}
}

var buildAtNetlify = regexp.MustCompile(`(?m)^command = "(.*)"$`)

func fileOf(t *testing.T, folder, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// said is a text without comments and empty lines.
func said(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, " \n"); strings.TrimSpace(line) != "" && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// A workflow is what we know of those of GitHub.
type workflow struct {
	Permissions map[string]string
	Jobs        map[string]struct {
		Timeout int `yaml:"timeout-minutes"`
		Steps   []struct{ Uses, Run string }
	}
}

func workflowOf(t *testing.T, name string) workflow {
	t.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(fileOf(t, ".", name)), &w); err != nil || len(w.Jobs) == 0 {
		t.Fatalf("%s: %d jobs, %v", name, len(w.Jobs), err)
	}
	return w
}

// Workflows name actions by commit, may do little unless they say so, end, put nothing of
// a stranger's into a script, and their scripts are such.
func TestWorkflows(t *testing.T) {
	ours, err := filepath.Glob("../../.github/workflows/*.yml")
	if err != nil || len(ours) < 3 {
		t.Fatal(ours, err)
	}
	pinned := regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40}$`)
	for _, name := range append(ours, "../../deploy/github/help-center.yml") {
		w := workflowOf(t, strings.TrimPrefix(name, "../../"))
		if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" {
			t.Errorf("%s: it may do %v", name, w.Permissions)
		}
		for job, j := range w.Jobs {
			if slices.Contains(ours, name) && j.Timeout == 0 {
				t.Errorf("%s: %s may go on for ever", name, job)
			}
			for _, s := range j.Steps {
				if s.Uses != "" && !pinned.MatchString(s.Uses) {
					t.Errorf("%s: %s is not named by its commit", name, s.Uses)
				}
				if strings.Contains(s.Run, "${{") {
					t.Errorf("%s: %q takes in what others write", name, s.Run)
				}
				if out, err := exec.Command("bash", "-n", "-c", s.Run).CombinedOutput(); err != nil {
					t.Errorf("%s: %q: %v\n%s", name, s.Run, err, out)
				}
			}
		}
	}
}

// pipeline is what GitLab runs, job by job.
func pipeline(t *testing.T) (scripts []string) {
	t.Helper()
	var jobs map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(fileOf(t, "deploy/gitlab", "help-center.gitlab-ci.yml")), &jobs); err != nil {
		t.Fatal(err)
	}
	var stages []string
	node := jobs["stages"]
	if err := node.Decode(&stages); err != nil {
		t.Fatal(err)
	}
	for _, stage := range stages {
		n := len(scripts)
		for name, node := range jobs {
			var job struct {
				Stage     string
				Script    []string
				Artifacts struct{ Paths []string }
			}
			if name == "stages" || name == "default" || node.Decode(&job) != nil || job.Stage != stage {
				continue
			}
			scripts = append(scripts, job.Script...)
			if name == "pages" && fmt.Sprint(job.Artifacts.Paths) != "[public]" {
				t.Errorf("GitLab publishes %v", job.Artifacts.Paths)
			}
		}
		if len(scripts) == n {
			t.Errorf("nothing happens at the stage %s", stage)
		}
	}
	return scripts
}

// What hosts run publishes a site, and stops at a mistake before anything is published.
func TestWhatHostsRun(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("the scripts are not run: there is no bash")
	}
	var github []string
	for _, step := range workflowOf(t, "deploy/github/help-center.yml").Jobs["build"].Steps {
		if step.Run != "" {
			github = append(github, step.Run)
		}
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for host, scripts := range map[string][]string{
		"GitHub": github, "GitLab": pipeline(t), "Netlify": buildAtNetlify.FindStringSubmatch(fileOf(t, "deploy", "netlify/netlify.toml"))[1:],
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "content", "a.md"), "---\ntitle: A\ndescription: About a.\n---\nText.\n")
		if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
			t.Fatal(err)
		}
		// Under this name the binary of the tests is the program.
		if err := os.Symlink(program, filepath.Join(dir, "bin", "signpost")); err != nil {
			t.Skip("no links here: ", err)
		}
		runs := func() ([]byte, error) {
			cmd := exec.Command("bash", "-e", "-c", strings.Join(scripts, "\n"))
			cmd.Dir = dir
			return cmd.CombinedOutput()
		}
		if out, err := runs(); err != nil || len(scripts) == 0 {
			t.Errorf("%s: %v\n%s", host, err, out)
		}
		page := filepath.Join(dir, "public", "a", "index.html")
		before, err := os.ReadFile(page)
		if err != nil {
			t.Errorf("%s: %v", host, err)
		}
		write(t, filepath.Join(dir, "content", "a.md"), "---\ntitle: A\n---\n[nowhere](b.md)\n")
		if out, err := runs(); err == nil {
			t.Errorf("%s: a mistake is published:\n%s", host, out)
		}
		if after, err := os.ReadFile(page); err != nil || string(after) != string(before) {
			t.Errorf("%s: the page changed at a mistake, %v", host, err)
		}
	}
}

// What pages load goes to a bucket before them, what is gone goes last, and files that
// are for other hosts do not go there.
func TestS3IsGivenWholePages(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("publish.sh is not run: there is no bash")
	}
	dir := t.TempDir()
	script, err := filepath.Abs("../../deploy/s3/publish.sh")
	if err != nil {
		t.Fatal(err)
	}
	tried := func(args ...string) (calls []string, err error) {
		log := filepath.Join(dir, "log")
		_ = os.Remove(log)
		write(t, filepath.Join(dir, "bin", "aws"), "#!/bin/sh\necho \"$*\" >>"+log+"\n")
		if err := os.Chmod(filepath.Join(dir, "bin", "aws"), 0o755); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("bash", append([]string{script}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"))
		err = cmd.Run()
		data, _ := os.ReadFile(log)
		return strings.Split(strings.TrimSpace(string(data)), "\n"), err
	}
	if calls, err := tried("public", "s3://b"); err == nil {
		t.Errorf("a folder that is no site is published: %v", calls)
	}
	for _, name := range []string{"index.html", "_headers", "assets/a.css", "search/how/index.html"} {
		write(t, filepath.Join(dir, "public", name), "x")
	}
	calls, err := tried("public", "s3://b", "E1")
	if err != nil || len(calls) != 4 {
		t.Fatalf("%v, %v", calls, err)
	}
	for i, want := range []string{"s3 sync public s3://b --cache-control public, max-age=31536000, immutable --exclude * --include=", "s3 sync public s3://b --cache-control public, max-age=60 ", "s3 sync public s3://b --delete ", "cloudfront create-invalidation --distribution-id E1 "} {
		if !strings.HasPrefix(calls[i], want) {
			t.Errorf("step %d is %q, want %q…", i+1, calls[i], want)
		}
	}
	for _, call := range calls[1:3] {
		for _, other := range []string{"_server/*", "_headers", "_redirects"} {
			if !strings.Contains(call, "--exclude "+other) {
				t.Errorf("%q takes %s along", call, other)
			}
		}
	}
	// What is kept for a year has a print in its name; what is kept for a minute is the rest.
	patterns := regexp.MustCompile(`--(?:include|exclude)=(\S+)`)
	var kept, left []string
	for _, m := range patterns.FindAllStringSubmatch(calls[0], -1) {
		kept = append(kept, m[1])
	}
	for _, m := range patterns.FindAllStringSubmatch(calls[1], -1) {
		left = append(left, m[1])
	}
	if len(kept) == 0 || !slices.Equal(kept, left) {
		t.Errorf("kept for a year: %q, left out then: %q", kept, left)
	}
	for name, want := range map[string]bool{
		"assets/style.0123456789.css": true, "assets/script.0123456789.js": true, "search/0123456789/index.js": true, "de/search/0123456789/terms": true,
		"assets/logo.png": false, "assets/tracking/index.html": false, "search/how/index.html": false, "account/search/index.html": false, "search/how.md": false,
	} {
		if got := slices.ContainsFunc(kept, func(p string) bool { ok, err := filepath.Match(p, name); return ok && err == nil }); got != want {
			t.Errorf("%s is kept for a year: %v", name, got)
		}
	}
}
