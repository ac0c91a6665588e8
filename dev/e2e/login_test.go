package e2e

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// provided starts an OpenID provider on localhost, which is another site than 127.0.0.1,
// so that cookies have to bear what they bear between two organizations. It knows
// test-user@localhost and test-user2, and one client.
func provided(t *testing.T, callback string) (issuer string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	issuer = fmt.Sprintf("http://localhost:%d", l.Addr().(*net.TCPAddr).Port)
	storage.RegisterClients(storage.WebClient("signpost", "client secret", callback))
	provider := exampleop.SetupServer(issuer, storage.NewStorage(storage.NewUserStore(issuer)), slog.New(slog.DiscardHandler), false, op.WithAllowInsecure())
	s := httptest.NewUnstartedServer(provider)
	_ = s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return issuer
}

// freeAddress is one that nobody listens on now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestSignInByAProvider signs in and out at a real provider, as a lead, as a reader, and
// as somebody who may do neither, and tries to come back without having gone.
func TestSignInByAProvider(t *testing.T) {
	dir, addr := t.TempDir(), freeAddress(t)
	site := filepath.Join(dir, "site")
	issuer := provided(t, "http://"+addr+"/review/oidc/callback")
	for name, text := range map[string]string{
		"site/content/invoices.md": "---\ntitle: Invoices\n---\nThey are in the settings.\n",
		"site/.signpost/gaps.json": `{"gaps":[{"id":"g-1111","kind":"missing","title":"Pay with a voucher?","status":"open","conversations":3}]}`,
		"secret":                   "client secret\n",
		"sign-in.yaml":             "oidc:\n  issuer: " + issuer + "\n  client_id: signpost\n  client_secret_file: secret\n  scopes: [profile]\n  role_claim: preferred_username\n  leads: [test-user@localhost]\n  readers: [test-user2]\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	server := exec.Command(program(t), "serve", "--site", site, "--addr", addr, "--base-url", "http://"+addr, "--signals", "off", "--sign-in", filepath.Join(dir, "sign-in.yaml"))
	said, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	log := make(chan string, 1000)
	up := make(chan struct{})
	go func() {
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if strings.Contains(lines.Text(), `"serving"`) {
				close(up)
			}
			log <- lines.Text()
		}
		close(log)
	}()
	<-up

	for _, x := range []struct {
		user string
		lead bool
	}{{"test-user@localhost", true}, {"test-user2", false}} {
		tb := newTab(t)
		tb.do(chromedp.Navigate("http://" + addr + "/review/"))
		tb.wait(`location.pathname === "/review/login" && document.readyState === "complete"`)
		tb.click(`form[action$="oidc/begin"] button`)
		tb.wait(`location.hostname === "localhost" && document.querySelector("[name=username]") !== null`)
		tb.run(fmt.Sprintf(`document.querySelector("[name=username]").value = %q; document.querySelector("[name=password]").value = "verysecure"`, x.user))
		tb.click(`[type=submit], form button`)
		tb.wait(`location.pathname === "/review/" && document.readyState === "complete" && document.body.textContent.includes("Pay with a voucher?")`)
		tb.wait(fmt.Sprintf(`document.readyState === "complete" && document.querySelector(".account").textContent.includes(%q)`, x.user))
		tb.wait(fmt.Sprintf(`(document.querySelector(".desk") !== null) === %v`, x.lead))
		tb.click(`.account button`)
		tb.wait(`location.pathname === "/review/login"`)
		tb.do(chromedp.Navigate("http://" + addr + "/review/index.html"))
		tb.wait(`location.pathname === "/review/login"`)
	}

	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, query := range []string{"", "?code=x", "?code=x&state=", "?code=x&state=y", "?error=access_denied&state=y"} {
		for _, cookie := range []string{"", "signpost-flow=", "signpost-flow=y.n.v.9999999999.00"} {
			r, err := http.NewRequest(http.MethodGet, "http://"+addr+"/review/oidc/callback"+query, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Cookie", cookie)
			res, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if res.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %q: %s", query, cookie, res.Status)
			}
		}
	}
	_ = server.Process.Kill()
	text := ""
	for line := range log {
		text += line + "\n"
	}
	if !strings.Contains(text, `"msg":"signed in","user":"test-user@localhost","role":"lead","by":"provider"`) || strings.Contains(text, "client secret") {
		t.Errorf("the log:\n%s", text)
	}
}
