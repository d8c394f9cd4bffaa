package htmltree

import (
	"strings"

	"golang.org/x/net/html"
)

// Foreign content: SVG and MathML (HTML standard, section 13.2.6.5).

// byForeignRules tells whether the token is processed by the rules for foreign
// content; e, the adjusted current node, is not an HTML element.
func (p *parser) byForeignRules(e *entry) bool {
	t := &p.tok
	switch t.kind {
	case kindEOF:
		return false
	case kindStart:
		if e.props&propMathText != 0 && t.tag != tagMglyph && t.tag != tagMalignmark {
			return false
		}
		if e.tag == tagAnnotationXML && e.ns == spaceMath && t.tag == tagSvg {
			return false
		}
		return e.props&propIntegration == 0
	case kindText:
		return e.props&(propMathText|propIntegration) == 0
	}
	return true
}

func (p *parser) inForeignContent() bool {
	t := &p.tok
	switch t.kind {
	case kindText:
		// A NUL is replaced and does not count for the frameset.
		if p.framesetOK && strings.Trim(t.data, "\t\n\f\r \x00") != "" {
			p.framesetOK = false
		}
		p.replaceNUL()
		p.insertToken()
	case kindComment:
		p.insertComment(nil)
	case kindStart:
		if tagProps[t.tag]&propBreakout != 0 || t.tag == tagFont && p.htmlFont() {
			return p.leaveForeign()
		}
		p.startForeign(p.adjusted().ns)
	case kindEnd:
		if t.tag == tagBr || t.tag == tagP {
			return p.leaveForeign()
		}
		return p.endForeign()
	}
	return false
}

// htmlFont tells whether the present font tag has attributes that make it one
// of HTML.
func (p *parser) htmlFont() bool {
	for _, attr := range p.tok.attr {
		switch attr.Key {
		case "color", "face", "size":
			return true
		}
	}
	return false
}

// leaveForeign closes the foreign elements around a tag of HTML, which is then
// processed by the present mode.
func (p *parser) leaveForeign() bool {
	p.errs.add(ErrForeignEnded, p.tok.start)
	for len(p.stack) > 1 {
		e := p.current()
		if e.ns == spaceHTML || e.props&(propMathText|propIntegration) != 0 {
			break
		}
		p.pop()
	}
	return p.byMode()
}

// startForeign inserts a foreign element for the present start tag.
func (p *parser) startForeign(ns space) {
	t := &p.tok
	if ns == spaceSVG {
		if name := svgTag(t.data); name != "" {
			t.data = name
			t.atom = lookupAtom(name)
		}
	}
	for i := range t.attr {
		adjustAttribute(&t.attr[i], ns)
	}
	c := p.element(ns)
	p.insertCell(c)
	if t.selfClosing {
		t.selfClosing = false
		return
	}
	p.push(c)
}

// adjustAttribute adjusts an attribute of a foreign element (sections
// 13.2.6.1, "adjust MathML attributes", "adjust SVG attributes", "adjust
// foreign attributes").
func adjustAttribute(attr *html.Attribute, ns space) {
	if i := strings.IndexByte(attr.Key, ':'); i >= 0 {
		switch attr.Key {
		case "xlink:actuate", "xlink:arcrole", "xlink:href", "xlink:role", "xlink:show", "xlink:title",
			"xlink:type", "xml:lang", "xml:space", "xmlns:xlink":
			attr.Namespace, attr.Key = attr.Key[:i], attr.Key[i+1:]
		}
		return
	}
	if ns == spaceMath {
		if attr.Key == "definitionurl" {
			attr.Key = "definitionURL"
		}
		return
	}
	if name := svgAttribute(attr.Key); name != "" {
		attr.Key = name
	}
}

// endForeign is an end tag in foreign content.
func (p *parser) endForeign() bool {
	t := &p.tok
	lo, top := p.lowest(), len(p.stack)-1
	i := top
	for i >= lo && p.stack[i].ns != spaceHTML && p.stack[i].tag != t.tag {
		i-- // most of what stands between
	}
	for ; i >= lo; i-- {
		e := &p.stack[i]
		if e.ns == spaceHTML {
			if i == top { // the root of a fragment whose context is foreign
				break
			}
			p.spend(top - i)
			return p.byMode()
		}
		if e.tag == t.tag && (t.tag != tagOther || equalFold(t.data, e.c.Data)) {
			p.spend(top - i)
			p.closeAt(e.c)
			for len(p.stack) > i {
				p.pop()
			}
			return false
		}
	}
	p.spend(top - lo)
	return p.ignoreEnd()
}

// svgTag is the name of an SVG element whose name has upper-case letters, for
// the name in lower case, or is empty.
func svgTag(lower string) string {
	if len(lower) < 6 {
		return ""
	}
	switch lower {
	case "altglyph":
		return "altGlyph"
	case "altglyphdef":
		return "altGlyphDef"
	case "altglyphitem":
		return "altGlyphItem"
	case "animatecolor":
		return "animateColor"
	case "animatemotion":
		return "animateMotion"
	case "animatetransform":
		return "animateTransform"
	case "clippath":
		return "clipPath"
	case "feblend":
		return "feBlend"
	case "fecolormatrix":
		return "feColorMatrix"
	case "fecomponenttransfer":
		return "feComponentTransfer"
	case "fecomposite":
		return "feComposite"
	case "feconvolvematrix":
		return "feConvolveMatrix"
	case "fediffuselighting":
		return "feDiffuseLighting"
	case "fedisplacementmap":
		return "feDisplacementMap"
	case "fedistantlight":
		return "feDistantLight"
	case "fedropshadow":
		return "feDropShadow"
	case "feflood":
		return "feFlood"
	case "fefunca":
		return "feFuncA"
	case "fefuncb":
		return "feFuncB"
	case "fefuncg":
		return "feFuncG"
	case "fefuncr":
		return "feFuncR"
	case "fegaussianblur":
		return "feGaussianBlur"
	case "feimage":
		return "feImage"
	case "femerge":
		return "feMerge"
	case "femergenode":
		return "feMergeNode"
	case "femorphology":
		return "feMorphology"
	case "feoffset":
		return "feOffset"
	case "fepointlight":
		return "fePointLight"
	case "fespecularlighting":
		return "feSpecularLighting"
	case "fespotlight":
		return "feSpotLight"
	case "fetile":
		return "feTile"
	case "feturbulence":
		return "feTurbulence"
	case "foreignobject":
		return "foreignObject"
	case "glyphref":
		return "glyphRef"
	case "lineargradient":
		return "linearGradient"
	case "radialgradient":
		return "radialGradient"
	case "textpath":
		return "textPath"
	}
	return ""
}

// svgAttributes are the SVG attributes whose names have upper-case letters.
var svgAttributes = [...]string{
	"attributeName", "attributeType", "baseFrequency", "baseProfile", "calcMode", "clipPathUnits",
	"diffuseConstant", "edgeMode", "filterUnits", "glyphRef", "gradientTransform", "gradientUnits",
	"kernelMatrix", "kernelUnitLength", "keyPoints", "keySplines", "keyTimes", "lengthAdjust",
	"limitingConeAngle", "markerHeight", "markerUnits", "markerWidth", "maskContentUnits", "maskUnits",
	"numOctaves", "pathLength", "patternContentUnits", "patternTransform", "patternUnits", "pointsAtX",
	"pointsAtY", "pointsAtZ", "preserveAlpha", "preserveAspectRatio", "primitiveUnits", "refX", "refY",
	"repeatCount", "repeatDur", "requiredExtensions", "requiredFeatures", "specularConstant",
	"specularExponent", "spreadMethod", "startOffset", "stdDeviation", "stitchTiles", "surfaceScale",
	"systemLanguage", "tableValues", "targetX", "targetY", "textLength", "viewBox", "viewTarget",
	"xChannelSelector", "yChannelSelector", "zoomAndPan",
}

// svgByLower maps the lower-case names to them; svgInitials has the bits of
// the letters that they begin with.
var svgByLower, svgInitials = func() (m map[string]string, initials uint32) {
	m = make(map[string]string, len(svgAttributes))
	for _, name := range svgAttributes {
		m[strings.ToLower(name)] = name
		initials |= 1 << (name[0] - 'a')
	}
	return m, initials
}()

// svgAttribute is the name of an SVG attribute whose name has upper-case
// letters, for the name in lower case, or is empty.
func svgAttribute(lower string) string {
	// Most attributes are shorter or begin with other letters (d, fill, id).
	if len(lower) < 4 {
		return ""
	}
	if c := lower[0] - 'a'; c >= 26 || svgInitials>>c&1 == 0 {
		return ""
	}
	return svgByLower[lower]
}
