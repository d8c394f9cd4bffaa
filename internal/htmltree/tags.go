package htmltree

import "golang.org/x/net/html/atom"

// A tagID numbers the element names that the standard treats in some way of
// their own; every other name is tagOther.
type tagID uint8

// The names with rules of their own (HTML standard, section 13.2.6).
const (
	tagOther tagID = iota
	tagA
	tagAddress
	tagAnnotationXML
	tagApplet
	tagArea
	tagArticle
	tagAside
	tagB
	tagBase
	tagBasefont
	tagBgsound
	tagBig
	tagBlockquote
	tagBody
	tagBr
	tagButton
	tagCaption
	tagCenter
	tagCode
	tagCol
	tagColgroup
	tagDd
	tagDesc
	tagDetails
	tagDialog
	tagDir
	tagDiv
	tagDl
	tagDt
	tagEm
	tagEmbed
	tagFieldset
	tagFigcaption
	tagFigure
	tagFont
	tagFooter
	tagForeignObject
	tagForm
	tagFrame
	tagFrameset
	tagH1
	tagH2
	tagH3
	tagH4
	tagH5
	tagH6
	tagHead
	tagHeader
	tagHgroup
	tagHr
	tagHTML
	tagI
	tagIframe
	tagImage
	tagImg
	tagInput
	tagKeygen
	tagLi
	tagLink
	tagListing
	tagMain
	tagMalignmark
	tagMarquee
	tagMath
	tagMenu
	tagMeta
	tagMglyph
	tagMi
	tagMn
	tagMo
	tagMs
	tagMtext
	tagNav
	tagNobr
	tagNoembed
	tagNoframes
	tagNoscript
	tagObject
	tagOl
	tagOptgroup
	tagOption
	tagP
	tagParam
	tagPlaintext
	tagPre
	tagRb
	tagRp
	tagRt
	tagRtc
	tagRuby
	tagS
	tagScript
	tagSearch
	tagSection
	tagSelect
	tagSmall
	tagSource
	tagSpan
	tagStrike
	tagStrong
	tagStyle
	tagSub
	tagSummary
	tagSup
	tagSvg
	tagTable
	tagTbody
	tagTd
	tagTemplate
	tagTextarea
	tagTfoot
	tagTh
	tagThead
	tagTitle
	tagTr
	tagTrack
	tagTt
	tagU
	tagUl
	tagVar
	tagWbr
	tagXmp
	tagCount
)

// tagNames are the names of the tagIDs, in their order.
var tagNames = [tagCount]string{
	"", "a", "address", "annotation-xml", "applet", "area", "article", "aside", "b", "base", "basefont",
	"bgsound", "big", "blockquote", "body", "br", "button", "caption", "center", "code", "col", "colgroup",
	"dd", "desc", "details", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption",
	"figure", "font", "footer", "foreignobject", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5",
	"h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "image", "img", "input", "keygen", "li",
	"link", "listing", "main", "malignmark", "marquee", "math", "menu", "meta", "mglyph", "mi", "mn", "mo",
	"ms", "mtext", "nav", "nobr", "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option",
	"p", "param", "plaintext", "pre", "rb", "rp", "rt", "rtc", "ruby", "s", "script", "search", "section",
	"select", "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg",
	"table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "title", "tr", "track", "tt",
	"u", "ul", "var", "wbr", "xmp",
}

// otherNames are frequent names without rules of their own; the table knows
// their atoms.
var otherNames = []string{
	"abbr", "acronym", "audio", "bdi", "bdo", "canvas", "circle", "cite", "data", "datalist", "defs", "del",
	"dfn", "ellipse", "filter", "g", "ins", "kbd", "label", "legend", "line", "map", "mark", "mask", "meter",
	"output", "path", "picture", "polygon", "polyline", "progress", "q", "rect", "samp", "slot", "stop",
	"symbol", "text", "time", "tspan", "use", "video",
}

// props are what the algorithms of tree construction ask of an element.
type props uint32

const (
	propSpecial      props = 1 << iota // section 13.2.4.2, "special"
	propScope                          // ends the default scope
	propListScope                      // ends the list item scope, beside the above
	propButtonScope                    // ends the button scope, beside the above
	propTableScope                     // ends the table scope
	propImplied                        // section 13.2.6.3, generate implied end tags
	propThorough                       // the same, thoroughly
	propHeading                        // h1 to h6
	propFoster                         // a target that moves its content before the table
	propTableText                      // collects character tokens "in table"
	propTableContext                   // ends clearing the stack to a table context
	propBodyContext                    // to a table body context
	propRowContext                     // to a table row context
	propMathText                       // MathML text integration point
	propIntegration                    // HTML integration point
	propAddressDivP                    // address, div, p
	propBreakout                       // start tags that end foreign content
)

// tagProps are the props of HTML elements by name.
var tagProps = func() (t [tagCount]props) {
	add := func(p props, tags ...tagID) {
		for _, tag := range tags {
			t[tag] |= p
		}
	}
	add(propSpecial, tagAddress, tagApplet, tagArea, tagArticle, tagAside, tagBase, tagBasefont, tagBgsound,
		tagBlockquote, tagBody, tagBr, tagButton, tagCaption, tagCenter, tagCol, tagColgroup, tagDd,
		tagDetails, tagDir, tagDiv, tagDl, tagDt, tagEmbed, tagFieldset, tagFigcaption, tagFigure,
		tagFooter, tagForm, tagFrame, tagFrameset, tagH1, tagH2, tagH3, tagH4, tagH5, tagH6, tagHead,
		tagHeader, tagHgroup, tagHr, tagHTML, tagIframe, tagImg, tagInput, tagKeygen, tagLi, tagLink,
		tagListing, tagMain, tagMarquee, tagMenu, tagMeta, tagNav, tagNoembed, tagNoframes, tagNoscript,
		tagObject, tagOl, tagP, tagParam, tagPlaintext, tagPre, tagScript, tagSearch, tagSection,
		tagSelect, tagSource, tagStyle, tagSummary, tagTable, tagTbody, tagTd, tagTemplate, tagTextarea,
		tagTfoot, tagTh, tagThead, tagTitle, tagTr, tagTrack, tagUl, tagWbr, tagXmp)
	add(propScope, tagApplet, tagCaption, tagHTML, tagTable, tagTd, tagTh, tagMarquee, tagObject, tagSelect,
		tagTemplate)
	add(propListScope, tagOl, tagUl)
	add(propButtonScope, tagButton)
	add(propTableScope, tagHTML, tagTable, tagTemplate)
	add(propImplied, tagDd, tagDt, tagLi, tagOptgroup, tagOption, tagP, tagRb, tagRp, tagRt, tagRtc)
	add(propThorough, tagCaption, tagColgroup, tagDd, tagDt, tagLi, tagOptgroup, tagOption, tagP, tagRb,
		tagRp, tagRt, tagRtc, tagTbody, tagTd, tagTfoot, tagTh, tagThead, tagTr)
	add(propHeading, tagH1, tagH2, tagH3, tagH4, tagH5, tagH6)
	add(propFoster, tagTable, tagTbody, tagTfoot, tagThead, tagTr)
	add(propTableText, tagTable, tagTbody, tagTemplate, tagTfoot, tagThead, tagTr)
	add(propTableContext, tagTable, tagTemplate, tagHTML)
	add(propBodyContext, tagTbody, tagTfoot, tagThead, tagTemplate, tagHTML)
	add(propRowContext, tagTr, tagTemplate, tagHTML)
	add(propAddressDivP, tagAddress, tagDiv, tagP)
	add(propBreakout, tagB, tagBig, tagBlockquote, tagBody, tagBr, tagCenter, tagCode, tagDd, tagDiv, tagDl,
		tagDt, tagEm, tagEmbed, tagH1, tagH2, tagH3, tagH4, tagH5, tagH6, tagHead, tagHr, tagI, tagImg,
		tagLi, tagListing, tagMenu, tagMeta, tagNobr, tagOl, tagP, tagPre, tagRuby, tagS, tagSmall,
		tagSpan, tagStrong, tagStrike, tagSub, tagSup, tagTable, tagTt, tagU, tagUl, tagVar)
	return t
}()

// foreignProps are the props of an SVG or MathML element by name, but for
// annotation-xml, which is an integration point by its attribute.
func foreignProps(ns space, tag tagID) props {
	if ns == spaceMath {
		switch tag {
		case tagMi, tagMo, tagMn, tagMs, tagMtext:
			return propSpecial | propScope | propMathText
		case tagAnnotationXML:
			return propSpecial | propScope
		}
		return 0
	}
	switch tag {
	case tagForeignObject, tagDesc, tagTitle:
		return propSpecial | propScope | propIntegration
	}
	return 0
}

// A nameInfo is what the table knows about an element name.
type nameInfo struct {
	name string // lower case
	key  uint64 // the last eight bytes of name
	atom atom.Atom
	tag  tagID
}

const nameSlotBits = 10

// names and nameSlots are a hash table of the known element names, open
// addressing over the packed last eight bytes.
var names, nameSlots = func() (infos []nameInfo, slots [1 << nameSlotBits]uint8) {
	infos = make([]nameInfo, 1, int(tagCount)+len(otherNames))
	add := func(name string, tag tagID) {
		var key uint64
		for i := range len(name) {
			key = key<<8 | uint64(name[i])
		}
		i := nameHash(key)
		for slots[i] != 0 {
			i = (i + 1) % uint64(len(slots))
		}
		slots[i] = uint8(len(infos))
		infos = append(infos, nameInfo{name: name, key: key, atom: atom.Lookup([]byte(name)), tag: tag})
	}
	for tag := tagOther + 1; tag < tagCount; tag++ {
		add(tagNames[tag], tag)
	}
	for _, name := range otherNames {
		add(name, tagOther)
	}
	return infos, slots
}()

func nameHash(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 >> (64 - nameSlotBits) }

// lookupName finds an element name by its packed lower-case bytes; raw is the
// name as written. The result is nil for a name that is not in the table.
func lookupName(key uint64, raw string) *nameInfo {
	for i := nameHash(key); ; i = (i + 1) % uint64(len(nameSlots)) {
		at := nameSlots[i]
		if at == 0 {
			return nil
		}
		in := &names[at]
		if in.key == key && len(in.name) == len(raw) && (len(raw) <= 8 || equalFold(in.name, raw)) {
			return in
		}
	}
}

// equalFold tells whether s is lower, but for the case of ASCII letters; lower
// has none in upper case.
func equalFold(lower, s string) bool {
	if len(lower) != len(s) {
		return false
	}
	for i := range len(s) {
		if lowers[s[i]] != lower[i] {
			return false
		}
	}
	return true
}

// lowers maps the ASCII upper-case letters to lower case.
var lowers = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] += 'a' - 'A'
		}
	}
	return t
}()

// Byte classes of the tokenizer.
const (
	classSpace   = 1 << iota // tab, LF, FF, CR (which only a reference makes), space
	classNameEnd             // ends a tag name: space / >
	classAttrEnd             // ends an attribute name: space / > =
	classOdd                 // needs work inside a name: upper case, NUL
	classAlpha
	classAlnum
	classBadName  // an error inside an attribute name: " ' <
	classBadValue // and beside these inside an unquoted value: = `
)

var classes = func() (t [256]uint8) {
	for i := range t {
		switch c := byte(i); {
		case c == '\t', c == '\n', c == '\f', c == '\r', c == ' ':
			t[i] |= classSpace | classNameEnd | classAttrEnd
		case c == '/', c == '>':
			t[i] |= classNameEnd | classAttrEnd
		case c == '=':
			t[i] |= classAttrEnd | classBadValue
		case c == '"', c == '\'', c == '<':
			t[i] |= classBadName
		case c == '`':
			t[i] |= classBadValue
		case 'A' <= c && c <= 'Z':
			t[i] |= classOdd | classAlpha | classAlnum
		case 'a' <= c && c <= 'z':
			t[i] |= classAlpha | classAlnum
		case '0' <= c && c <= '9':
			t[i] |= classAlnum
		case c == 0:
			t[i] |= classOdd
		}
	}
	return t
}()

func isSpace(c byte) bool { return classes[c]&classSpace != 0 }
func isAlpha(c byte) bool { return classes[c]&classAlpha != 0 }

// A space is the namespace of an element.
type space uint8

const (
	spaceHTML space = iota
	spaceSVG
	spaceMath
)

// spaceNames are the namespaces as html.Node has them.
var spaceNames = [...]string{"", "svg", "math"}
