package builder

import (
	"strings"
	"testing"
)

func TestReview(t *testing.T) {
	res := build(t, Config{Review: true, Name: "help"}, map[string]string{
		"signpost.yaml": "title: Help\navoid:\n  click here: the target's name\n  e-mail: email\n",
		"content/a.md":  "---\ntitle: Invoices\ndescription: Get an e-mail.\n---\n## One\n\n#### Three\n\n![](a.svg) ![Fine](a.svg)\n\nTo pay, [Click here](b.md), `e-mail` or\n\n```\ne-mail\n```\n\nhttps://a.example/x [web](https://b.example)\n",
		"content/b.md":  "---\ntitle: invoices\n---\nHow to pay an invoice.\n",
		"content/c.md":  "---\ntitle: Passwords\n---\nReset your password.\n",
		"content/d.md":  "---\ntitle: Vouchers\ndraft: true\n---\nTODO: where?\n",
		"content/e.md":  "---\ntitle: Lamps\n---\n[All](a.md), [b](b.md), [c](c.md).\n\n> TODO: which colour?\n\n- `TODO:` stays\n",
		"content/a.svg": "<svg/>",
		"queries.yaml":  "queries:\n  - ask: reset password\n    want: c.md\n  - {ask: pay invoice, want: /b/, top: 1, not: [c.md]}\n  - ask: reset password\n    want: a.md\n  - {ask: nothing, want: z.md}\n  - ask: pay\n  - {ask: password, not: [c.md]}\n  - {ask: use a voucher, want: d.md}\n",
	})
	want := strings.TrimLeft(`
help/content/a.md:3: warning: "e-mail" is a term to avoid; write "email"
help/content/a.md:7: warning: a heading with #### below one with ##; write ###
help/content/a.md:9: warning: a picture without a description; say between the brackets what it shows: ![The settings page](…)
help/content/a.md:11: warning: "click here" is a term to avoid; write "the target's name"
help/content/b.md:2: warning: the title is also that of help/content/a.md; say in the title what sets this article apart
help/content/e.md:6: warning: an open point stands in the article: “which colour?”; settle it and remove it, or write draft: true
help/queries.yaml:5: "reset password" does not find /a/; /c/ stands there for password, reset, reset password; add the question to asked: of the article, or its words to keywords:
help/queries.yaml:7: no published article at z.md; correct the path, or take the question out
help/queries.yaml:8: not a golden query; write ask: a question, and want: or not: with articles
help/queries.yaml:9: "password" finds /c/ at rank 1, where it must not be: /c/ stands there for password; take the words out of its title and keywords, or exclude it with search: {exclude: true}
`, "\n")
	if got := told(res); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	r := res.Review
	if r.Queries != 6 || r.QueriesFound != 2 || r.QueriesWaiting != 1 || len(r.External) != 2 || strings.Join(r.Orphans, " ") != "help/content/e.md" {
		t.Errorf("%+v", r)
	}
}
