package inbox

import "testing"

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
