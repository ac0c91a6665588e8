package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"strconv"
)

// loginStyle is all there is of style on the pages of the login.
const loginStyle = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0;display:grid;min-block-size:100vh;place-items:center}
main{inline-size:min(22rem,100vw - 3rem)}h1{font-size:1.5rem}form{display:grid;gap:1rem;margin-block:1rem}label{display:grid;gap:.25rem}
input,button{font:inherit;padding:.6rem .75rem;border:1px solid #8888;border-radius:8px}button{cursor:pointer;font-weight:600}
[role=alert]:empty{display:none}[role=alert]{border-inline-start:4px solid #b3261e;padding-inline-start:.75rem}`

const loginText = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">{{with .Next}}<meta http-equiv="refresh" content="0; url={{.}}">{{end}}
<title>Sign in to the review</title><style>` + loginStyle + `</style></head>
<body><main><h1>Sign in to the review</h1>
<p role="alert">{{.Said}}</p>
{{if .Next}}<p><a href="{{.Next}}">Go on to the review</a></p>{{end}}
{{if .Password}}<form method="post" action="{{.Base}}login"><input type="hidden" name="csrf" value="{{.Token}}">
<label>Name <input name="name" autocomplete="username" autocapitalize="none" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button></form>{{end}}
{{if .Provider}}<form method="post" action="{{.Base}}oidc/begin"><input type="hidden" name="csrf" value="{{.Token}}">
<button>Sign in with your organization</button></form>{{end}}
</main></body></html>
`

var loginTemplate = template.Must(template.New("login").Parse(loginText))

// loginPolicy allows the style, and forms: to this server and, since their answer may
// lead there, to an identity provider.
var loginPolicy = func() string {
	sum := sha256.Sum256([]byte(loginStyle))
	return "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

// A loginPage is what people see who have not signed in.
type loginPage struct {
	// Token goes along with its forms, which post to addresses below Base.
	Token, Base string
	// Said tells what became of the last try, "" for nothing.
	Said string
	// Next is where a person who has signed in elsewhere goes on.
	Next string
	// Password and Provider are the ways to sign in.
	Password, Provider bool
}

func (p loginPage) send(w http.ResponseWriter, r *http.Request, status int) {
	var b bytes.Buffer
	if err := loginTemplate.Execute(&b, p); err != nil {
		http.Error(w, "the login cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // the person has gone; there is nobody to tell
	}
}
