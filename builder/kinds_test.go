package builder

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// What browsers run is not published because an article leads to it, nor is Markdown that
// is no article; what lies in static/ is.
func TestWritersPublishNoScripts(t *testing.T) {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">`
	kept := map[string]string{
		"evil.html": "<script>x()</script>", "EVIL.HTM": "x", "evil.xhtml": "x", "evil.js": "x()", "evil.mjs": "x()", "evil.svgz": "x",
		"note.markdown": "---\ntitle: N\ndraft: true\n---\n",
		"a.svg":         svg + "<script>x()</script></svg>", "b.svg": svg + `<g onload="x()"/></svg>`,
		"c.svg": svg + `<a href="java&#115;cript:x()"><text>t</text></a></svg>`,
		"d.svg": `<!DOCTYPE svg [<!ENTITY e "<script>x()</script>">]>` + svg + "&e;</svg>",
		"e.svg": "\xff\xfe<\x00s\x00c\x00r\x00i\x00p\x00t\x00>\x00", "f.svg": svg + `<h:script xmlns:h="http://www.w3.org/1999/xhtml">x()</h:script></svg>`,
		"g.svg": svg + `<set attributeName="href" to=" javascript:x()"/></svg>`,
		"h.xml": `<?xml-stylesheet type="text/xsl" href="x.xsl"?><a/>`,
	}
	given := map[string]string{
		"good.svg":     `<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns "http://ns.adobe.com/x/1.0/">]>` + svg + "<style>.a{fill:red}</style><path class=\"a\" d=\"M0 0h8v8z\"/></svg>",
		"feed.xml.txt": "x", "data.xml": "<a><b c='d'/></a>", "paper.pdf": "%PDF", "plain.svg": svg + "</svg>",
	}
	files, links := map[string]string{"static/own.html": "<script>x()</script>"}, "[own](/own.html)\n"
	for name, text := range kept {
		files["content/"+name], links = text, links+"["+name+"]("+name+")\n"
	}
	for name, text := range given {
		files["content/"+name], links = text, links+"["+name+"]("+name+") ![p]("+name+")\n"
	}
	files["content/a.md"] = "---\ntitle: A\n---\n" + links
	res := build(t, Config{AllowBroken: true}, files)
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		if res.text(name) != "" || !strings.Contains(told(res), name+" is n") {
			t.Errorf("%s is published, or not told of", name)
		}
	}
	for name := range given {
		if res.text(name) == "" {
			t.Errorf("%s is not published", name)
		}
	}
	if res.text("own.html") == "" || strings.Contains(told(res), "own.html") {
		t.Error("what lies in static/ is not published")
	}
	if strict := build(t, Config{Strict: true}, files); strict.Files != nil {
		t.Error("a strict build takes them")
	}
}
