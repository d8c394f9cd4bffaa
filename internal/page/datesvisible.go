package page

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/dates"
)

// visibleDates are the dates of time elements that readers take for the
// page's own: in the header of its article, or marked as publish date. Time
// elements of lists, comments, sidebars are none; nor are those that are
// already a value of the main item (taken).
func (p *Page) visibleDates(taken map[*html.Node]bool) []*DateFact {
	type found struct {
		fact    *DateFact
		article *html.Node
	}
	var all []found
	several := false
	parts := otherPartsOf{}
	for _, t := range p.Times[:min(len(p.Times), maxBylines)] {
		if len(all) >= maxDates {
			break
		}
		if taken[t.Node] {
			continue
		}
		article, ok := bylineOf(t, parts)
		if !ok {
			continue
		}
		f := &DateFact{
			Role: Published, Source: DateInElement, Label: "time element", Written: t.Text,
			Origin: t.Origin(), Node: t.Node, Trust: 50,
		}
		if saysModified(t.Node) {
			f.Role = Modified
		}
		f.Time, f.Written, f.Err = timeElement(t)
		if f.Written == "" {
			continue
		}
		all = append(all, found{f, article})
		several = several || all[0].article != article
	}
	var facts []*DateFact
	for _, x := range all {
		// Several articles with dates are a list, but for the one that holds
		// the page's heading.
		if several && !p.holdsHeading(x.article) {
			continue
		}
		facts = append(facts, x.fact)
	}
	return facts
}

// timeElement is the date that a time element shows: its text, made precise by
// its datetime where both agree, or the datetime where the text is none ("two
// hours ago").
func timeElement(t *Time) (dates.Time, string, error) {
	shown, shownErr := dates.Visible(t.Text)
	if shownErr == nil && shown.Precision < dates.Day {
		shownErr = errCoarse
	}
	if !t.HasDatetime {
		return shown, t.Text, shownErr
	}
	kind, machine, err := dates.HTML(t.Datetime)
	if err != nil {
		// Forms that the grammar refuses but every program reads.
		machine, _, err = dates.ISO(t.Datetime)
	} else if kind == dates.KindYear || kind == dates.KindMonth || machine.Precision == dates.None {
		err = errCoarse
	}
	written := strings.TrimSpace(t.Datetime)
	switch {
	case err != nil && shownErr == nil:
		return shown, t.Text, nil
	case err != nil:
		return dates.Time{}, written, err
	case shownErr != nil:
		return machine, written, nil
	case dates.Between(shown, machine).Gap() == 0:
		return machine, t.Text, nil
	}
	return shown, t.Text, nil
}

var errCoarse = &dates.Error{Fault: dates.Malformed, Reason: "it is no full date"}

// otherParts mark, in class and id, parts of a page that tell of other things.
// The first few do so also on elements around an article; the others name page
// layouts there ("content-sidebar-wrap").
var otherParts = []string{
	"comment", "related", "recommend", "teaser", "carousel", "discussion",
	"sidebar", "widget", "reply", "promo", "recent", "latest", "trending", "popular", "card", "listing",
}

const otherPartsAround = 6

// maxBylines bounds the time elements that are looked at: a page's own date
// does not stand behind so many others.
const maxBylines = 500

// maxClimb bounds the ancestors that are looked at for the part of the page
// that an element stands in.
const maxClimb = 128

// bylineOf reports whether a time element stands where an article's own date
// stands, and gives the article (or main) element.
func bylineOf(t *Time, parts otherPartsOf) (article *html.Node, ok bool) {
	var header *html.Node
	top := t.Node.Parent
	for climbed := 0; top != nil && top.Type == html.ElementNode; top, climbed = top.Parent, climbed+1 {
		if climbed > maxClimb || top.DataAtom == atom.Body {
			break
		}
		switch top.DataAtom {
		case atom.Nav, atom.Aside:
			return nil, false
		case atom.Li:
			if article != nil {
				return nil, false // a list of articles
			}
		case atom.Footer, atom.Form, atom.Blockquote, atom.Figure, atom.Table:
			if article == nil {
				return nil, false
			}
		case atom.Header:
			if article == nil && header == nil {
				header = top
			}
		case atom.Article, atom.Main:
			if article == nil {
				article = top
			}
		}
	}
	if header == nil && (article == nil || !isMarkedPublished(t.Node)) {
		return nil, false
	}
	// The names of elements rule most out; to read their classes takes longer.
	around := false // the article, as comments are
	for n := t.Node.Parent; n != top; n = n.Parent {
		if part := parts.of(n); part == partAround || !around && part != noPart {
			return nil, false
		}
		around = around || n == article
	}
	return article, article != nil || holdsH1(header)
}

// otherPartsOf remembers which elements are otherParts: the time elements of a
// page have most of what is around them in common.
type otherPartsOf map[*html.Node]partMark

// A partMark tells what the class and id of an element make of it.
type partMark uint8

const (
	noPart     partMark = iota
	partInside          // one of otherParts
	partAround          // one of those that count around an article, too
)

func (known otherPartsOf) of(n *html.Node) partMark {
	mark, ok := known[n]
	if !ok {
		mark = otherPart(n)
		known[n] = mark
	}
	return mark
}

func otherPart(n *html.Node) partMark {
	mark := noPart
	for i := range n.Attr {
		if a := &n.Attr[i]; a.Key == "class" || a.Key == "id" {
			v := strings.ToLower(a.Val[:min(len(a.Val), 512)])
			for k, part := range otherParts {
				if !strings.Contains(v, part) {
					continue
				}
				if k < otherPartsAround {
					return partAround
				}
				mark = partInside
				break
			}
		}
	}
	return mark
}

// isMarkedPublished reports whether a time element says that it is the publish
// date: pubdate, itemprop, or a class that themes and microformats use.
func isMarkedPublished(n *html.Node) bool {
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "pubdate":
			return true
		case "itemprop", "property", "class":
			for _, token := range strings.Fields(a.Val) {
				switch strings.ToLower(token) {
				case "datepublished", "schema:datepublished", "entry-date", "published", "date-published", "dt-published":
					return true
				}
			}
		}
	}
	return false
}

// modifiedWords begin a label for the time of the last change.
var modifiedWords = []string{
	"update", "modif", "last edit", "last change", "revised", "aktualisiert", "geändert", "mis à jour", "mise à jour",
	"actualiz", "aggiornat", "atualiz", "bijgewerkt", "uppdater", "oppdater", "opdater",
}

// saysModified reports whether a time element is labelled as the time of the
// last change: by its class, or by the words before it.
func saysModified(n *html.Node) bool {
	if isMarkedPublished(n) {
		return false
	}
	for a, depth := n, 0; a != nil && depth < 3; a, depth = a.Parent, depth+1 {
		for i := range a.Attr {
			switch at := &a.Attr[i]; at.Key {
			case "class", "itemprop", "property", "id":
				v := strings.ToLower(at.Val)
				if strings.Contains(v, "updated") || strings.Contains(v, "modified") {
					return true
				}
			}
		}
		if a.DataAtom == atom.Header || a.DataAtom == atom.Article {
			break
		}
	}
	label := strings.ToLower(labelBefore(n) + " " + fold(boundedText(n, 64)))
	for _, w := range modifiedWords {
		if strings.Contains(label, w) {
			return true
		}
	}
	return false
}

// labelBefore is the end of the text that stands before n in its parent or
// grandparent.
func labelBefore(n *html.Node) string {
	for depth := 0; n != nil && depth < 2; n, depth = n.Parent, depth+1 {
		budget := 16
		for s := n.PrevSibling; s != nil && budget > 0; s, budget = s.PrevSibling, budget-1 {
			var label string
			switch s.Type {
			case html.TextNode:
				label = fold(s.Data[max(0, len(s.Data)-256):])
			case html.ElementNode:
				if s.DataAtom == atom.Time {
					return ""
				}
				label = fold(boundedText(s, 256))
			}
			if label != "" {
				return label[max(0, len(label)-48):]
			}
		}
	}
	return ""
}

func holdsH1(n *html.Node) bool {
	for d, budget := n.FirstChild, 2000; d != nil && budget > 0; d, budget = text.Following(d, n), budget-1 {
		if d.DataAtom == atom.H1 {
			return true
		}
	}
	return false
}

// holdsHeading reports whether the page's first h1 stands in n.
func (p *Page) holdsHeading(n *html.Node) bool {
	for i := range p.Headings {
		if p.Headings[i].Level != 1 {
			continue
		}
		for a := p.Headings[i].Node; a != nil; a = a.Parent {
			if a == n {
				return true
			}
		}
		return false
	}
	return false
}

// listPaths begin or fill paths whose date is no publish date.
var listPaths = []string{"archive", "archives", "event", "events", "calendar", "tag", "tags", "category", "author", "uploads", "search"}

// urlDate is the date in the path of the page's canonical or own address.
func (p *Page) urlDate() *DateFact {
	origin := text.FromOutside("page URL")
	u := p.URL
	if c := p.Canonical(); c != nil {
		u, origin = c.URL(), c.Origin()
	}
	if u == nil {
		return nil
	}
	t, written := pathDate(u)
	if written == "" {
		return nil
	}
	return &DateFact{
		Role: Published, Source: DateInURL, Label: "page address", Written: written,
		Time: t, Origin: origin, Trust: 70,
	}
}

// pathDate reads YYYY/MM/DD, YYYY-MM-DD, YYYYMMDD (each between characters
// that are no digits), or the folders YYYY/MM. Days that do not exist are
// numbers of another kind.
func pathDate(u *url.URL) (t dates.Time, written string) {
	path := u.Path
	if len(path) > 2048 {
		return t, ""
	}
	for _, part := range strings.Split(strings.ToLower(path), "/") {
		for _, list := range listPaths {
			if part == list {
				return t, ""
			}
		}
	}
	digit := func(i int) bool { return i >= 0 && i < len(path) && path[i] >= '0' && path[i] <= '9' }
	for i := 0; i+8 <= len(path); i++ {
		if digit(i-1) || !digit(i) || i == 0 {
			continue
		}
		run := 1
		for digit(i + run) {
			run++
		}
		var iso string
		end := i + 8
		switch {
		case run == 8:
			iso = path[i:i+4] + "-" + path[i+4:i+6] + "-" + path[i+6:i+8]
		case run == 4 && i+10 <= len(path) && strings.IndexByte("/-_", path[i+4]) >= 0 && path[i+7] == path[i+4] &&
			digit(i+5) && digit(i+6) && digit(i+8) && digit(i+9) && !digit(i+10):
			iso, end = path[i:i+4]+"-"+path[i+5:i+7]+"-"+path[i+8:i+10], i+10
		case run == 4 && path[i-1] == '/' && path[i+4] == '/' && digit(i+5) && digit(i+6) && path[i+7] == '/' &&
			(i+8 == len(path) || !digit(i+8) || !digit(i+9)):
			iso, end = path[i:i+4]+"-"+path[i+5:i+7], i+7
		}
		if iso != "" {
			d, _, err := dates.ISO(iso)
			if err == nil && d.Year >= 1990 && d.Year <= 2100 {
				return d, path[i:end]
			}
		}
		i += run - 1
	}
	return dates.Time{}, ""
}
