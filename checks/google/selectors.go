package google

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var selectorNoMatch = &check.Check{
	ID:       "google/selector-no-match",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the page has hardly any text, so that scripts may write it, or is noindex"},
	Title:    "Selector that matches nothing in the page",
	Impact:   "Google may take the hidden text for cloaking",
	Why: "speakable defines what Google Assistant reads aloud, and hasPart of paywalled content defines which part is hidden from visitors. A selector " +
		"that matches nothing does neither, and Google may take text behind a paywall for cloaking.",
	Fix: "Correct the selector, or give the element the class in the selector. For paywalled content use a class selector (\".paywall\").",
	Exceptions: "One of several selectors that matches is enough. Selectors of tags, classes, ids and attributes, combined by spaces or >, " +
		"are checked, and XPath with names and attributes. Others are not checked.",
	References: []string{docs + "speakable", docs + "paywalled-content"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes", "isAccessibleForFree": false,
 "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".paywall"}}
</script><main class="story"><p>The first boat leaves at six.</p></main>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes", "isAccessibleForFree": false,
 "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".story"}}
</script><main class="story"><p>The first boat leaves at six.</p></main>`,
	Since: "0.1.0",
	Options: []check.Option{
		{Name: "text", Doc: "minimum number of characters of text for a page that scripts did not write", Default: 200},
	},
	Run: runSelectorNoMatch,
}

// maxSelectors bounds the selectors of one item that are looked at, and the
// items that have some.
const maxSelectors = 20

func runSelectorNoMatch(pass *check.Pass) {
	if pass.Page.Partial() || pass.Page.Doc == nil {
		return
	}
	s := scanOf(pass)
	for i, c := range s.of(&speakableFeature) {
		if i < maxSelectors {
			s.checkSelectors(pass, []*schemaorg.Item{c.item}, "Google Assistant does not know what to read aloud", false)
		}
	}
	for i, c := range s.of(&paywallFeature) {
		if i < maxSelectors {
			parts, _ := s.nested(c.item, "hasPart")
			s.checkSelectors(pass, parts, "", true)
		}
	}
}

// checkSelectors reports the selectors of items when none of them matches the
// page, with the impact if it is not that of the check; those of paywalls must
// be class selectors.
func (s *scan) checkSelectors(pass *check.Pass, items []*schemaorg.Item, impact string, paywall bool) {
	type missed struct {
		term, text string
		at         text.Origin
	}
	var faulty []missed
	checked := 0
	for _, it := range items {
		for _, term := range [...]string{"cssSelector", "xPath", "xpath"} {
			for _, v := range s.e.valuesOf(it, term) {
				t, at := written(v)
				if v.Item != nil || t == "" {
					continue
				}
				if checked++; checked > maxSelectors {
					return
				}
				if paywall && term == "cssSelector" && !strings.HasPrefix(t, ".") {
					f := pass.Report(at, "cssSelector is not a class selector: %s", check.Quote(t)).
						Affects("Google does not find the paywalled text").Advise("give the paywalled element a class and write a selector such as \".paywall\"")
					onIndex(pass, f).About("cssSelector")
					return
				}
				groups, ok := parseSelector(t)
				if term != "cssSelector" {
					groups, ok = parseXPath(t)
				}
				if !ok || matchesAny(s.p.Doc, groups) {
					return
				}
				if term != "cssSelector" && s.p.HeadBreak() != nil {
					return // head/broken-head: the element is elsewhere
				}
				faulty = append(faulty, missed{term, t, at})
			}
		}
	}
	if len(faulty) == 0 {
		return
	}
	first := faulty[0]
	f := pass.Report(first.at, "%s matches nothing in the page: %s", first.term, check.Quote(first.text)).
		Advise("correct the selector, or change the element to match it")
	if impact != "" {
		f.Affects("%s", impact)
	}
	if s.p.Body == nil || len(page.TextOf(s.p.Body)) < pass.Int("text") {
		f.Milder()
	}
	onIndex(pass, f).About(first.term)
	for _, m := range faulty[1:] {
		f.Relate(m.at, "%s matches nothing either: %s", m.term, check.Quote(m.text))
	}
}

// A step is one part of a selector: what an element must be, and how it relates
// to the element of the step before.
type step struct {
	child bool // a child, not just inside; the root element for the first step
	tag   string
	tests []attrTest
}

// An attrTest is what an attribute must be; op is 0 if it must only be there.
type attrTest struct {
	name, value string
	op          byte // '=', '~', '^', '$', '*' as in CSS
}

const maxSteps = 30 // steps of one selector; they are counted in the bits of a uint32

// parseSelector reads a group of CSS selectors; ok is false for what it does
// not understand.
func parseSelector(t string) (groups [][]step, ok bool) {
	if len(t) > 1000 {
		return nil, false
	}
	for _, one := range strings.Split(t, ",") {
		var steps []step
		child := false
		for rest := strings.TrimSpace(one); rest != ""; rest = strings.TrimLeft(rest, " \t\n\f\r") {
			if rest[0] == '>' {
				if child || len(steps) == 0 {
					return nil, false
				}
				child, rest = true, rest[1:]
				continue
			}
			st := step{child: child}
			child = false
			begin := len(rest)
			for rest != "" && !strings.ContainsRune(" \t\n\f\r>", rune(rest[0])) {
				switch c := rest[0]; {
				case c == '*':
					rest = rest[1:]
				case c == '.' || c == '#':
					n := nameLen(rest[1:])
					if n == 0 {
						return nil, false
					}
					test := attrTest{"class", rest[1 : 1+n], '~'}
					if c == '#' {
						test.name, test.op = "id", '='
					}
					st.tests, rest = append(st.tests, test), rest[1+n:]
				case c == '[':
					end := strings.IndexByte(rest, ']')
					if end < 0 {
						return nil, false
					}
					test, ok := parseAttr(rest[1:end])
					if !ok {
						return nil, false
					}
					st.tests, rest = append(st.tests, test), rest[end+1:]
				default:
					n := nameLen(rest)
					if n == 0 || len(rest) != begin {
						return nil, false
					}
					st.tag, rest = strings.ToLower(rest[:n]), rest[n:]
				}
			}
			if steps = append(steps, st); len(steps) > maxSteps {
				return nil, false
			}
		}
		if len(steps) == 0 || child {
			return nil, false
		}
		groups = append(groups, steps)
	}
	return groups, true
}

// nameLen is the length of the name at the beginning of s.
func nameLen(s string) int {
	i := 0
	for i < len(s) && (s[i] == '-' || s[i] == '_' || s[i] >= 0x80 || s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' || s[i] >= '0' && s[i] <= '9') {
		i++
	}
	return i
}

func parseAttr(s string) (attrTest, bool) {
	s = strings.TrimSpace(s)
	n := nameLen(s)
	if n == 0 {
		return attrTest{}, false
	}
	test := attrTest{name: strings.ToLower(s[:n])}
	s = strings.TrimSpace(s[n:])
	if s == "" {
		return test, true
	}
	test.op = '='
	if strings.IndexByte("~^$*", s[0]) >= 0 {
		test.op, s = s[0], s[1:]
	}
	s, ok := strings.CutPrefix(s, "=")
	s = strings.TrimSpace(s)
	if !ok || s == "" {
		return test, false
	}
	if q := s[0]; q == '"' || q == '\'' {
		if len(s) < 2 || s[len(s)-1] != q {
			return test, false
		}
		s = s[1 : len(s)-1]
	} else if nameLen(s) != len(s) {
		return test, false
	}
	test.value = s
	return test, true
}

// parseXPath reads a path of steps with names and tests of attributes:
// "/html/head/title", "//div[@class='story']/p/text()".
func parseXPath(t string) (groups [][]step, ok bool) {
	if len(t) > 1000 || !strings.HasPrefix(t, "/") {
		return nil, false
	}
	var steps []step
	for t != "" {
		st := step{child: true}
		if t, ok = strings.CutPrefix(t, "/"); !ok {
			return nil, false
		}
		if rest, deep := strings.CutPrefix(t, "/"); deep {
			st.child, t = false, rest
		}
		switch {
		case t == "text()":
			return [][]step{steps}, len(steps) > 0
		case strings.HasPrefix(t, "@"):
			n := nameLen(t[1:])
			if n == 0 || 1+n != len(t) || len(steps) == 0 || !st.child {
				return nil, false
			}
			last := &steps[len(steps)-1]
			last.tests = append(last.tests, attrTest{name: strings.ToLower(t[1:])})
			return [][]step{steps}, true
		case strings.HasPrefix(t, "*"):
			t = t[1:]
		default:
			n := nameLen(t)
			if n == 0 {
				return nil, false
			}
			st.tag, t = strings.ToLower(t[:n]), t[n:]
		}
		for strings.HasPrefix(t, "[") {
			end := strings.IndexByte(t, ']')
			if end < 0 {
				return nil, false
			}
			inner, isAttr := strings.CutPrefix(strings.TrimSpace(t[1:end]), "@")
			test, ok := parseAttr(inner)
			if !isAttr || !ok || test.op != 0 && test.op != '=' {
				return nil, false
			}
			st.tests, t = append(st.tests, test), t[end+1:]
		}
		if steps = append(steps, st); len(steps) > maxSteps {
			return nil, false
		}
	}
	return [][]step{steps}, len(steps) > 0
}

// matchesAny reports whether one of the selectors matches an element of the tree.
// Each element is looked at once for each selector: which steps end at it follows
// from those that end at its parent and at all above it.
func matchesAny(doc *html.Node, groups [][]step) bool {
	for _, steps := range groups {
		if matches(doc, steps) {
			return true
		}
	}
	return false
}

func matches(doc *html.Node, steps []step) bool {
	// The steps that end at the parent of n, and those that end at it or above;
	// for each element that is open.
	stack := []ends{{}}
	last := uint32(1) << (len(steps) - 1)
	for n := doc.FirstChild; n != nil; {
		if n.Type == html.ElementNode {
			own := endsAt(n, steps, stack[len(stack)-1], len(stack) == 1)
			if own.here&last != 0 {
				return true
			}
			if n.FirstChild != nil {
				stack = append(stack, own)
				n = n.FirstChild
				continue
			}
		}
		for n.NextSibling == nil {
			if n = n.Parent; n == doc {
				return false
			}
			stack = stack[:len(stack)-1]
		}
		n = n.NextSibling
	}
	return false
}

// The ends of an element are the steps that end at it, and those that end at it
// or above.
type ends struct{ here, above uint32 }

// endsAt are the steps that end at an element, by those of its parent.
func endsAt(n *html.Node, steps []step, parent ends, root bool) (e ends) {
	for i := range steps {
		st := &steps[i]
		switch {
		case i == 0 && st.child && !root, i > 0 && st.child && parent.here>>(i-1)&1 == 0, i > 0 && !st.child && parent.above>>(i-1)&1 == 0:
			continue
		}
		if st.fits(n) {
			e.here |= 1 << i
		}
	}
	e.above = parent.above | e.here
	return e
}

// hasToken reports whether a list of words, such as a class attribute, has the
// word.
func hasToken(list, word string) bool {
	for rest := list; word != ""; {
		i := strings.Index(rest, word)
		if i < 0 {
			return false
		}
		end := i + len(word)
		if (i == 0 || isBlank(rest[i-1])) && (end == len(rest) || isBlank(rest[end])) {
			return true
		}
		rest = rest[i+1:]
	}
	return false
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

func (st *step) fits(n *html.Node) bool {
	if st.tag != "" && n.Data != st.tag {
		return false
	}
	for i := range st.tests {
		test := &st.tests[i]
		v, ok := text.Attr(n, test.name)
		if !ok {
			return false
		}
		switch test.op {
		case '=':
			ok = v == test.value
		case '~':
			ok = hasToken(v, test.value)
		case '^':
			ok = strings.HasPrefix(v, test.value)
		case '$':
			ok = strings.HasSuffix(v, test.value)
		case '*':
			ok = strings.Contains(v, test.value)
		}
		if !ok {
			return false
		}
	}
	return true
}
