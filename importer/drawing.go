package importer

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
)

// The namespaces of a drawing.
const (
	svgSpace   = "http://www.w3.org/2000/svg"
	xlinkSpace = "http://www.w3.org/1999/xlink"
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
)

// editorSpaces begin the namespaces in which drawing programs note things for themselves,
// and which no browser knows.
var editorSpaces = []string{
	"http://www.inkscape.org/namespaces/", "http://sodipodi.sourceforge.net/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
	"http://creativecommons.org/ns#", "http://web.resource.org/cc/", "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/",
	"http://www.bohemiancoding.com/sketch/ns", "http://www.serif.com/", "http://www.figma.com/figma/ns", "http://vectornator.io", "http://xml.openoffice.org/svg/",
	"http://schemas.microsoft.com/visio/",
}

func set(names string) map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		m[name] = true
	}
	return m
}

// drawn are the elements of SVG that draw, and drawnBy their attributes. Script, what holds
// HTML, and whatever listens is none of them.
var (
	drawn = set(`a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix
		feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
		feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset
		fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g image line linearGradient marker mask
		metadata mpath path pattern polygon polyline radialGradient rect stop style svg switch symbol text textPath
		title tspan use view`)
	drawnBy = set(`accumulate additive alignment-baseline amplitude attributeName attributeType azimuth baseFrequency
		baseProfile baseline-shift begin bias by calcMode class clip clip-path clip-rule clipPathUnits color
		color-interpolation color-interpolation-filters color-rendering contentScriptType contentStyleType cursor cx cy d
		diffuseConstant direction display divisor dominant-baseline dur dx dy edgeMode elevation enable-background end
		exponent externalResourcesRequired fill fill-opacity fill-rule filter filterRes filterUnits flood-color
		flood-opacity focusable font-family font-size font-size-adjust font-stretch font-style font-variant font-weight
		fr from fx fy gradientTransform gradientUnits height href id image-rendering in in2 intercept isolation k1 k2 k3 k4
		kernelMatrix kernelUnitLength kerning keyPoints keySplines keyTimes lang lengthAdjust letter-spacing lighting-color
		limitingConeAngle line-height marker-end marker-mid marker-start markerHeight markerUnits markerWidth mask
		mask-type maskContentUnits maskUnits max media method min mix-blend-mode mode name numOctaves offset opacity
		operator order orient origin overflow overflow-x overflow-y paint-order path pathLength patternContentUnits
		patternTransform patternUnits pointer-events points pointsAtX pointsAtY pointsAtZ preserveAlpha
		preserveAspectRatio primitiveUnits r radius refX refY rel repeatCount repeatDur requiredExtensions
		requiredFeatures restart result role rotate rx ry scale seed shape-rendering side solid-color solid-opacity space
		spacing specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles stop-color
		stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
		stroke-opacity stroke-width style surfaceScale systemLanguage tableValues target targetX targetY text-align
		text-anchor text-decoration text-orientation text-rendering textLength title to transform transform-origin type
		unicode-bidi values vector-effect version viewBox viewTarget visibility white-space width word-spacing
		writing-mode x x1 x2 xChannelSelector y y1 y2 yChannelSelector z zoomAndPan`)
	linked = set(`href title type role arcrole show actuate`)
)

// plainDrawing tells a drawing in SVG that does nothing but draw. Each element and each
// attribute has to be known: what a browser would make of others is not guessed.
func plainDrawing(data []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(data))
	var open []xml.Name
	var style strings.Builder
	seen := false
	for {
		t, err := d.Token()
		if err != nil {
			return errors.Is(err, io.EOF) && seen && inertStyle(style.String())
		}
		switch t := t.(type) {
		case xml.StartElement:
			if !seen && t.Name != (xml.Name{Space: svgSpace, Local: "svg"}) || !plainElement(t) {
				return false
			}
			seen = true
			open = append(open, t.Name)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 && open[len(open)-1] == (xml.Name{Space: svgSpace, Local: "style"}) {
				style.Write(t)
			}
		case xml.ProcInst:
			if t.Target != "xml" {
				return false // such as a style sheet, which may be one of XSLT
			}
		case xml.Directive:
			if bytes.ContainsAny(t, "[<") {
				return false // entities
			}
		}
	}
}

func plainElement(t xml.StartElement) bool {
	if byEditor(t.Name.Space) {
		return true
	}
	if t.Name.Space != svgSpace || !drawn[t.Name.Local] {
		return false
	}
	for _, a := range t.Attr {
		switch space, name := a.Name.Space, a.Name.Local; {
		case space == "xmlns" || space == "" && name == "xmlns" || byEditor(space):
		case space == xlinkSpace && !linked[name]:
			return false
		case space == xmlSpace:
			if name != "space" && name != "lang" && name != "id" {
				return false
			}
		case name == "href":
			if space != "" && space != xlinkSpace || !plainLink(t.Name.Local, a.Value) {
				return false
			}
		case space == xlinkSpace, space == "" && (strings.HasPrefix(name, "data-") || strings.HasPrefix(name, "aria-")):
		case space != "" || !drawnBy[name]:
			return false
		case name == "attributeName" && (!drawnBy[a.Value] || a.Value == "href"):
			return false
		case !inertStyle(a.Value):
			return false
		}
	}
	return true
}

func byEditor(space string) bool {
	for _, s := range editorSpaces {
		if strings.HasPrefix(space, s) {
			return true
		}
	}
	return false
}

var (
	innerPicture = regexp.MustCompile(`^data:image/(png|jpe?g|gif|webp);base64,`)
	webAddress   = regexp.MustCompile(`^(?i)https?://`)
	foreignURL   = regexp.MustCompile(`url\(\s*["']?\s*[^#"'\s]`)
)

// plainLink allows links to parts of the drawing, pictures within it, and addresses for
// people to go to.
func plainLink(element, target string) bool {
	target = strings.TrimSpace(target)
	switch {
	case target == "" || strings.HasPrefix(target, "#"):
		return true
	case element == "image" || element == "feImage":
		return innerPicture.MatchString(target)
	}
	return element == "a" && webAddress.MatchString(target)
}

// inertStyle tells styles, and values of attributes, that bring nothing in from elsewhere.
func inertStyle(text string) bool {
	text = strings.ToLower(text)
	for _, word := range []string{"@import", "javascript:", "expression(", "-moz-binding"} {
		if strings.Contains(text, word) {
			return false
		}
	}
	return !strings.Contains(text, `\`) && !foreignURL.MatchString(text)
}
