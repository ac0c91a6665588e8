package importer

import (
	"strings"
	"testing"
)

func drawing(inner string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">` + inner + `</svg>`
}

// TestDrawingsThatDoMoreAreRefused: scripts in every dress, and whatever is not known.
func TestDrawingsThatDoMoreAreRefused(t *testing.T) {
	for _, text := range []string{
		drawing(`<script>alert(1)</script>`),
		drawing(`<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>`),
		drawing(`<a k:href="java&#115;cript:alert(1)" xmlns:k="http://www.w3.org/1999/xlink"><text>a</text></a>`),
		drawing(`<a href=" java&#9;script:alert(1)"><text>a</text></a>`),
		drawing(`<a href="data:text/html,x"><text>a</text></a>`),
		drawing(`<rect onclick="alert(1)"/>`), drawing("<rect\nonload\n=\n'alert(1)'/>"), drawing(`<rect onfocusin="alert(1)" tabindex="0"/>`),
		drawing(`<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>`),
		drawing(`<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>`),
		drawing(`<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="x" onerror="alert(1)"/>`),
		drawing(`<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"/>`),
		drawing(`<a><set attributeName="href" to="javascript:alert(1)"/></a>`),
		drawing(`<a><animate attributeName="href" values="javascript:alert(1)"/></a>`),
		drawing(`<a><animate attributeName="xlink:href" values="#"/></a>`),
		drawing(`<use href="https://example.com/a.svg#a"/>`), drawing(`<image href="https://example.com/a.png"/>`),
		drawing(`<use xlink:href="data:image/svg+xml;base64,PHN2Zz4="/>`), drawing(`<image href="data:image/svg+xml;base64,PHN2Zz4="/>`),
		drawing(`<style>@import "https://example.com/a.css";</style>`), drawing(`<style>a{fill:u<!-- -->rl(https://example.com/)}</style>`),
		drawing(`<rect style="fill:url('https://example.com/')"/>`), drawing(`<rect xml:base="https://example.com/"/>`),
		drawing(`<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">alert(1)</handler>`),
		`<?xml-stylesheet type="text/xsl" href="#a"?>` + drawing(``),
		`<!DOCTYPE svg [<!ENTITY a "<script>alert(1)</script>">]>` + drawing(`&a;`),
		`<!DOCTYPE svg SYSTEM "a.dtd">` + drawing(`&a;`),
		`<html xmlns="http://www.w3.org/1999/xhtml">` + drawing(``) + `</html>`,
		drawing(``) + `<script xmlns="http://www.w3.org/2000/svg"/>`,
		`<?xml version="1.0" encoding="UTF-7"?>` + drawing(``),
		drawing(`<rect`), `<svg onload=alert(1)>`, `<!-- nothing -->`,
	} {
		if ending, ok := kindOf([]byte(text)); ok {
			t.Errorf("taken for %s: %s", ending, text)
		}
	}
}

// TestPlainDrawingsPass: what drawing programs write.
func TestPlainDrawingsPass(t *testing.T) {
	for _, text := range []string{
		drawing(`<title>On load = fine</title><g fill="none" stroke-width="2"><path d="M0 0h9"/></g>`),
		"\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- made by hand " + strings.Repeat("x", 2000) + " -->\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">" + drawing(``),
		drawing(`<style><![CDATA[.a > b{fill:url(#g);font-family:"Open Sans"}]]></style><linearGradient id="g"/><use xlink:href="#g"/><use href="#g"/>`),
		drawing(`<image width="1" xlink:href="data:image/png;base64,iVBORw0KGgo="/><a href="https://example.com/"><text>a</text></a>`),
		drawing(`<rect width="1"><animate attributeName="opacity" values="0;1" dur="1s"/></rect>`),
		`<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:rect data-name="a" aria-label="b" xml:space="preserve"/></s:svg>`,
		drawing(`<metadata xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#"><rdf:RDF><cc:Work rdf:about=""/></rdf:RDF></metadata>`),
		drawing(`<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" inkscape:zoom="1" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" id="a" pagecolor="#fff"/><g xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:label="Layer" data-note="a\\b"/>`),
	} {
		if ending, ok := kindOf([]byte(text)); !ok || ending != ".svg" {
			t.Errorf("refused: %s", text)
		}
	}
}
