package page

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
)

// A HeadBreak says that a tree builder ended the head of a page before its
// author did: something that may not stand in head came first, and the
// metadata behind it is in body.
type HeadBreak struct {
	// Culprit is what ended the head, and What names it: "the element img",
	// "the text", "the end tag </html>". Text is the text, where it is one.
	Culprit text.Origin
	What    string
	Text    string
	// Lost is the metadata that stands between the culprit and the end of the
	// head as written, in order, at most maxLost entries; Count is how many
	// there are.
	Lost  []LostMeta
	Count int
}

// A LostMeta is metadata that was written in head and ended up in body.
type LostMeta struct {
	Origin text.Origin
	// Name is "title", "canonical", "hreflang", "description" or the name of
	// an Open Graph property.
	Name string
}

// maxLost bounds the metadata that a HeadBreak lists.
const maxLost = 16

// HeadBreak tells whether and by what the head was ended early, or is nil. It
// reads the tokens and not the tree, which does not tell what the author
// wrote as head from what came with the body. Metadata that stands in body
// because it was put there, behind </head> or the body tag, is no break.
//
// Only metadata that consumers look for in head counts: title, description,
// canonical, hreflang alternates and Open Graph. Robots directives count
// anywhere in a page, and itemprop belongs in body as well.
//
// The rules are those of the insertion modes "before head", "in head" and
// "after head" (HTML standard, sections 13.2.6.4.3, .4 and .6).
func (p *Page) HeadBreak() *HeadBreak { return Derive(p, headBreakKey{}, findHeadBreak) }

type headBreakKey struct{}

func findHeadBreak(p *Page) *HeadBreak {
	if !p.headLost() {
		return nil
	}
	var found *HeadBreak
	bodyTag := false // the culprit is the body tag itself
	titleLost := len(p.Titles) > 0 && !p.Titles[0].InHead
	templates, foreign := 0, 0
	rawText := false // inside title, script, style and the like
	offset := 0
	z := html.NewTokenizer(strings.NewReader(p.Text))
	for {
		tt := z.Next()
		n := len(z.Raw())
		at := text.FromSource(offset, offset+n)
		raw := p.Text[offset : offset+n]
		offset += n
		switch tt {
		case html.ErrorToken:
			return nil
		case html.TextToken:
			if found != nil || templates > 0 || rawText {
				continue
			}
			if trimmed := strings.Trim(raw, " \t\r\n\f\x00"); trimmed != "" {
				lead := strings.Index(raw, trimmed)
				at.Start += lead
				at.End = at.Start + len(trimmed)
				found = &HeadBreak{Culprit: at, What: "the text", Text: html.UnescapeString(trimmed)}
			}
		case html.EndTagToken:
			rawText = false
			name, _ := z.TagName()
			switch tag := string(name); {
			case tag == "template":
				templates = max(0, templates-1)
			case templates > 0:
			case tag == "svg" || tag == "math":
				foreign = max(0, foreign-1)
			case tag == "head":
				if found == nil || found.Count == 0 {
					return nil
				}
				return found
			case found == nil && (tag == "body" || tag == "html" || tag == "br"):
				found = &HeadBreak{Culprit: at, What: "the end tag </" + tag + ">"}
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := string(name)
			rawText = rawElements[tag]
			switch {
			case tag == "template":
				templates++
				continue
			case templates > 0:
				continue
			case found == nil:
				if !headElements[tag] {
					found = &HeadBreak{Culprit: at, What: "the element " + tag}
					bodyTag = tag == "body"
				}
			case tag == "body" && !bodyTag:
				if found.Count == 0 {
					return nil
				}
				return found
			case foreign > 0:
			default:
				if name := lostName(z, tag, more); name != "" && (name != "title" || titleLost) {
					found.Count++
					if len(found.Lost) < maxLost {
						found.Lost = append(found.Lost, LostMeta{at, name})
					}
				}
			}
			if tt == html.StartTagToken && (tag == "svg" || tag == "math") {
				foreign++
			}
		}
	}
}

// headElements are the start tags that leave the head open.
var headElements = setOf("html", "head", "base", "basefont", "bgsound", "link", "meta", "title",
	"noscript", "noframes", "style", "script", "template")

// headLost tells whether any metadata of the kind that HeadBreak looks for is
// outside of head, which is rare, and spares the other pages the tokens.
func (p *Page) headLost() bool {
	if p.Source.Fragment {
		return false
	}
	if len(p.Titles) > 0 && !p.Titles[0].InHead {
		return true
	}
	for _, l := range p.Links {
		if !l.InHead && (l.Has("canonical") || l.Has("alternate") && l.Hreflang != "") {
			return true
		}
	}
	for _, prop := range p.Props {
		if !prop.InHead && headProp(prop.Key) && prop.Itemprop == "" {
			return true
		}
	}
	return false
}

func headProp(key string) bool { return key == "description" || strings.HasPrefix(key, "og:") }

// lostName names the metadata of a start tag of which the name has been read,
// or is empty for other tags.
func lostName(z *html.Tokenizer, tag string, more bool) string {
	switch tag {
	case "title":
		return "title"
	case "meta", "link":
	default:
		return ""
	}
	var rel, hreflang, name string
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		switch string(k) {
		case "itemprop":
			return ""
		case "rel":
			rel = string(v)
		case "hreflang":
			hreflang = string(v)
		case "name", "property":
			for _, key := range strings.Fields(strings.ToLower(string(v))) {
				if name == "" && headProp(key) {
					name = key
				}
			}
		}
	}
	if tag == "meta" {
		return name
	}
	for _, token := range strings.Fields(strings.ToLower(rel)) {
		switch {
		case token == "canonical":
			return "canonical"
		case token == "alternate" && hreflang != "":
			return "hreflang"
		}
	}
	return ""
}

// rawElements hold text and no elements.
var rawElements = setOf("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript")

func setOf(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[n] = true
	}
	return set
}
