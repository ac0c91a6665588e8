package inbox

import (
	"strings"
	"testing"
)

// Space stands where there is some: not behind a letter whose last byte is that
// of a space, such as à and Р.
func TestHTMLSpace(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`<p>voil<b>à</b>!</p>`, "voilà!"},
		{`<p><i>ПДР</i>?</p>`, "ПДР?"},
		{"<p>a\u00a0<b>b</b>\u00a0 c\n\n<i> d</i></p>", "a b c d"},
		{`<p>a<b> </b>b</p>`, "a b"},
	} {
		if got, _ := htmlText(c.in); got != c.want {
			t.Errorf("%q is %q, want %q", c.in, got, c.want)
		}
	}
}

// Code is told from the text around it, so that whoever reads it can tell, too.
func TestHTMLCode(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`<p>Run <code>a b</code>, then <code></code>c.</p>`, "Run `a b`, then c."},
		{"<p>In the file:</p><pre><code>\na  {\n\tb\n}\n</code></pre><p>Then build.</p>", "In the file:\n\n```\na  {\n\tb\n}\n```\n\nThen build."},
		{"<pre>As typed,\nin two lines</pre>", "As typed,\nin two lines"},
		{"<blockquote><pre><code>a\nb</code></pre></blockquote>", "> ```\n> a\n> b\n> ```"},
		{"<p>open <code>a", "open `a`"},
	} {
		if got, _ := htmlText(c.in); got != c.want {
			t.Errorf("%q is %q, want %q", c.in, got, c.want)
		}
	}
}

// Who is named in code is masked as elsewhere.
func TestMaskedInCode(t *testing.T) {
	body, _ := htmlText(`<p>Write to <code>kim.doe@example.com</code></p><pre><code>mail kim.doe@example.com</code></pre>`)
	c, _ := masked(Conversation{Messages: []Message{{Role: Customer, Kind: Comment, Body: body}}})
	if got := c.Messages[0].Body; strings.Contains(got, "kim.doe") || strings.Count(got, "[email 1]") != 2 {
		t.Errorf("%q", got)
	}
}
