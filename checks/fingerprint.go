package checks

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// A fingerprint names a finding within its page, so that two runs can tell
// whether they found the same. It rests on the check, on what the finding is
// about, and on the value that it points at, each in a form that the next
// build does not change: no places, no white space, no order of attributes; no
// hashes in the names of assets, no host in the page's own addresses; in
// JSON-LD the path of keys and not the bytes. It does not rest on the message,
// nor on facts, which hold counts and dates that move with things that have
// nothing to do with the finding.
//
// Findings that are the same in all of this are numbered in the order of the
// page: "-2" and so on behind the second.

// maxPrinted bounds, in bytes, how much of a value a fingerprint rests on.
const maxPrinted = 2048

// fingerprintOf is the fingerprint of what a check says about a subject with a
// value: 16 hexadecimal digits.
func fingerprintOf(check, subject, value string) string {
	sum := sha256.Sum256([]byte(check + "\x00" + subject + "\x00" + value))
	return hex.EncodeToString(sum[:8])
}

// numberFingerprints tells equal fingerprints apart: the second of the
// findings with one gets "-2" behind it, the third "-3".
func numberFingerprints(findings []Finding) {
	seen := make(map[string]int, len(findings))
	for i := range findings {
		f := &findings[i]
		seen[f.Fingerprint]++
		if n := seen[f.Fingerprint]; n > 1 {
			f.Fingerprint += "-" + strconv.Itoa(n)
		}
	}
}

// A printer makes the fingerprints of the findings of one page.
type printer struct {
	page *page.Page
	own  ownHosts
	// scripts are the places in scripts that findings point at, with what
	// stands there; filled for all findings at once, since each script is read
	// once.
	scripts map[*html.Node]map[int]jsonPlace
}

func newPrinter(p *page.Page, findings []*check.Finding) *printer {
	pr := &printer{page: p}
	if len(findings) == 0 {
		return pr
	}
	pr.own = hostsOf(p)
	var nodes []*html.Node
	offsets := map[*html.Node][]int{}
	for _, f := range findings {
		if n := f.Place.Origin.Node; f.Place.Origin.Part == text.Script && n != nil {
			if offsets[n] == nil {
				nodes = append(nodes, n)
			}
			offsets[n] = append(offsets[n], f.Place.Origin.Start)
		}
	}
	for _, n := range nodes {
		if pr.scripts == nil {
			pr.scripts = make(map[*html.Node]map[int]jsonPlace)
		}
		pr.scripts[n] = readJSONPlaces(scriptText(n), offsets[n])
	}
	return pr
}

// finding is the subject of a finding, its cause, and its fingerprint, which is
// not numbered yet.
func (pr *printer) finding(f *check.Finding) (subject, cause, print string) {
	subject = f.Subject
	cause = pr.cause(f, subject)
	if subject == "" {
		subject = subjectOf(f.Place.Origin)
	}
	return subject, cause, fingerprintOf(printID(f.Check), pr.own.normal(subject), pr.own.normal(pr.value(f.Place.Origin)))
}

// identifying are the attributes that say what an element is, in the order in
// which the first that is there names it.
var identifying = []string{"property", "name", "itemprop", "rel", "http-equiv", "typeof", "itemtype", "hreflang"}

// subjectOf names what an origin is about: "meta[og:image]@content".
func subjectOf(o text.Origin) string {
	if o.Part == text.Outside {
		return o.Name
	}
	n := o.Node
	if n == nil {
		return "page"
	}
	subject := n.Data
	for _, key := range identifying {
		if v, ok := text.Attr(n, key); ok {
			subject += "[" + fold(v) + "]"
			break
		}
	}
	if o.Part == text.Attribute || o.Part == text.AttrName {
		subject += "@" + o.Name
	}
	return subject
}

// value is what stands at an origin, in a form that survives formatting.
func (pr *printer) value(o text.Origin) string {
	n := o.Node
	switch {
	case o.Part == text.Source:
		return sourceValue(pr.page.Text, o.Start, o.End)
	case n == nil:
		return ""
	}
	switch o.Part {
	case text.Tag:
		// What the element is; what it says may change while the fault stays.
		var b strings.Builder
		for _, key := range identifying {
			if v, ok := text.Attr(n, key); ok {
				b.WriteString(key + "=" + fold(v) + "\n")
			}
		}
		return b.String()
	case text.Attribute, text.AttrName:
		v, _ := text.Attr(n, o.Name)
		return fold(v)
	case text.Content:
		v := page.TextOf(n)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode {
				// Formatting puts white space between elements.
				return withoutSpace(v)
			}
		}
		return fold(v)
	case text.Script:
		place := pr.scripts[n][o.Start].String()
		if strings.HasPrefix(place, "?") {
			data := scriptText(n)
			start := max(0, min(o.Start, len(data)))
			place += " " + withoutSpace(data[start:max(start, min(o.End, len(data), start+64))])
		}
		return place
	}
	return ""
}

func scriptText(n *html.Node) string {
	if n.FirstChild == nil || n.FirstChild.Type != html.TextNode {
		return ""
	}
	return n.FirstChild.Data
}

// sourceValue is a range of the page's text, such as a tag; nothing when it is
// so long that it stands for the rest of the page. Of a tag the order and the
// quotes of attributes do not count.
func sourceValue(src string, start, end int) string {
	const longest = 512
	start = max(0, min(start, len(src)))
	end = max(start, min(end, len(src)))
	if end-start > longest {
		return ""
	}
	s := src[start:end]
	if !strings.HasPrefix(s, "<") {
		return text.Fold(s)
	}
	words := strings.FieldsFunc(s, func(r rune) bool {
		switch r {
		case ' ', '\t', '\n', '\r', '\f', '"', '\'', '<', '>':
			return true
		}
		return false
	})
	slices.Sort(words)
	return "<" + strings.Join(words, " ") + ">"
}

// fold folds white space, and bounds the length.
func fold(s string) string {
	// Much more than is kept may be white space; no more is looked at.
	s = text.Fold(s[:min(len(s), 16*maxPrinted)])
	return s[:min(len(s), maxPrinted)]
}

func withoutSpace(s string) string {
	s = strings.Join(strings.Fields(s), "")
	return s[:min(len(s), maxPrinted)]
}

// ownHosts are the hosts at which a page lives, as far as is known, in lower
// case.
type ownHosts []string

// hostsOf are the hosts of the page's address and base. Where the address is
// unknown, it is what the page itself says: its canonical link and og:url.
func hostsOf(p *page.Page) ownHosts {
	var own ownHosts
	add := func(u *url.URL) {
		if u == nil || u.Host == "" {
			return
		}
		if h := strings.ToLower(u.Host); !slices.Contains(own, h) {
			own = append(own, h)
		}
	}
	add(p.URL)
	add(p.Base)
	if u, err := url.Parse(p.Source.BaseURL); err == nil {
		add(u)
	}
	if p.URL == nil {
		if c := p.Canonical(); c != nil {
			add(c.URL())
		}
		if s := p.Content("og:url"); s != "" {
			add(p.Resolve(s))
		}
	}
	return own
}
