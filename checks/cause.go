package checks

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

// A cause is what findings on many pages have in common when one edit, such as
// that of a template, removes them all: the check, what the finding is about,
// and the way to it through the page by names. It holds no page, no value, no
// place and no position among siblings, so that it is the same on every page
// that the template makes:
//
//	og/url-relative og:url head>meta[og:url]@content
//	jsonld/placeholder placeholders script>Article/author/name
//
// Whether findings with one cause also have one value is told by their
// fingerprints, which rest on it.

// The bounds of a cause, in bytes. Of a way that is longer the part next to the
// finding is kept.
const (
	maxCause        = 512
	maxCauseSubject = 200
	maxCauseName    = 64
)

// cause is that of a finding on the page of the printer; subject is "" where it
// only names the place, which the way does better.
func (pr *printer) cause(f *check.Finding, subject string) string {
	o := f.Place.Origin
	var c causeText
	c.begin(f.Check.ID, pr.own.causeSubject(subject))
	switch n := o.Node; {
	case n == nil:
		c.word(subjectOf(o))
	case o.Part == text.Script:
		c.script(pr.scripts[n][o.Start].path)
	default:
		c.elements(o)
	}
	return c.String()
}

// causeWithout is the cause of a finding that is not of an element of a page at
// hand: a word stands in the place of the way.
func causeWithout(check, subject, word string) string {
	var c causeText
	c.begin(check, subject)
	c.word(word)
	return c.String()
}

// causeSubject is a subject without what names one page in it: of the page's own
// addresses the fragment is left, by which templates name things.
func (own ownHosts) causeSubject(subject string) string {
	if strings.IndexByte(subject, '/') < 0 && strings.IndexByte(subject, '#') < 0 {
		return subject
	}
	words := strings.Split(subject, " ")
	for i, w := range words {
		rest, isOwn := own.cut(w)
		if !isOwn && (rest == "" || rest[0] != '/' && rest[0] != '#') {
			continue
		}
		words[i] = "URL"
		if at := strings.IndexByte(rest, '#'); at >= 0 {
			words[i] = rest[at:]
		}
	}
	return strings.Join(words, " ")
}

// A causeText is a cause that is being written: its end from the end of the
// buffer on, since ways are found from the finding upward.
type causeText struct {
	check, subject string
	buf            [maxCause]byte
	at             int // where the end begins
	room           int // that is left
}

func (c *causeText) begin(check, subject string) {
	c.check, c.subject, c.at = check, cutText(subject, maxCauseSubject), maxCause
	c.room = max(0, maxCause-len(c.check)-len(c.subject)-len("  …"))
}

// before puts parts in front of what is there, the last one next to it; all or
// none of them.
func (c *causeText) before(parts ...string) bool {
	length := 0
	for _, p := range parts {
		length += len(p)
	}
	if length > c.room {
		return false
	}
	c.room -= length
	c.at -= length
	at := c.at
	for _, p := range parts {
		at += copy(c.buf[at:], p)
	}
	return true
}

// script is the way to a place in a script: the keys that lead there.
func (c *causeText) script(path string) {
	if !c.before("script>", path) {
		c.before("script>", cutText(path, c.room-len("script>")))
	}
}

// elements is the way to an origin.
func (c *causeText) elements(o text.Origin) {
	if o.Part == text.Attribute || o.Part == text.AttrName {
		c.before("@", cutText(o.Name, maxCauseName))
	}
	for n := o.Node; n != nil && n.Type == html.ElementNode && n.Data != "html"; n = n.Parent {
		// Below an element stands the ">" in front of its child.
		child := ">"
		if n == o.Node {
			child = ""
		}
		name, said := cutText(n.Data, maxCauseName), saidBy(n)
		fits := false
		if said == "" {
			fits = c.before(name, child)
		} else {
			fits = c.before(name, "[", said, "]", child)
		}
		if !fits {
			c.room += len("…")
			c.before("…")
			return
		}
	}
	if c.at == maxCause || c.buf[c.at] == '@' {
		c.before("html")
	}
}

// saidBy is what says what an element is; "" when nothing does. The name of what
// is no meta element is that of a field or an anchor, and differs by page.
func saidBy(n *html.Node) string {
	for _, key := range identifying {
		if key == "name" && n.Data != "meta" {
			continue
		}
		if v, ok := text.Attr(n, key); ok {
			return cutText(text.Fold(v[:min(len(v), 4*maxCauseName)]), maxCauseName)
		}
	}
	return ""
}

// word is a word in the place of the way; the subject is enough where it is the
// same.
func (c *causeText) word(word string) {
	if c.subject != word {
		c.before(cutText(word, c.room))
	}
}

// String is the cause.
func (c *causeText) String() string {
	var b strings.Builder
	b.Grow(len(c.check) + len(c.subject) + 2 + maxCause - c.at)
	b.WriteString(c.check)
	if c.subject != "" {
		b.WriteByte(' ')
		b.WriteString(c.subject)
	}
	if c.at < maxCause {
		b.WriteByte(' ')
		b.Write(c.buf[c.at:])
	}
	return b.String()
}

// cutText is a text of at most so many bytes, cut between characters.
func cutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	most = max(most, 0)
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
