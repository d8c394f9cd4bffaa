package page

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/publicsuffix"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/titles"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

// A TitleKind says what a title is the title of, and for whom.
type TitleKind uint8

// The kinds of titles.
const (
	TitleHeadline  TitleKind = iota + 1 // headline of a structured article
	TitleHeading                        // the page's h1
	TitleName                           // name of another structured thing: product, recipe, job
	TitleElement                        // the title element
	TitleOG                             // og:title
	TitleTwitter                        // twitter:title
	TitleMeta                           // title of another vocabulary: Dublin Core, Parse.ly
	TitleAlternate                      // a second title that the page declares: alternativeHeadline
)

// A TitleFact is a title that a page gives itself.
type TitleFact struct {
	Kind TitleKind
	// Label names the source for people: "og:title", "JSON-LD headline".
	Label string
	Text  string // white space folded; never empty
	// Prepared is Text, ready to be compared with other titles of this page.
	Prepared *titles.Title
	Origin   text.Origin
	Item     *schemaorg.Item // the item of a structured title
	// Visible reports that readers see the title as text of the page.
	Visible bool
	// Trust ranks the sources: the higher, the nearer to what an editor wrote
	// for readers of the page.
	Trust int
}

// titleState is what titles.go derives from a page.
type titleState struct {
	mainItems []*schemaorg.Item
	sources   []TitleFact
	siteNames []string
	comparer  *titles.Comparer
	heading   *Heading

	haveMain, haveSources, haveNames, haveHeading bool
}

// titleMetas are the names of meta elements that hold the title for some
// consumer beside Open Graph and Twitter, the more trusted first.
var titleMetas = []string{
	"title", "dc.title", "dcterms.title", "dc:title", "parsely-title", "sailthru.title", "citation_title",
	"weibo:article:title", "weibo:webpage:title", "fb_title", "shareaholic:title",
}

// maxTitleFacts bounds the titles of a page: each is compared with each.
const maxTitleFacts = 24

// TitleSources are the titles that the page gives itself, the most trusted
// first: those of its main items, its main heading, the title element, and
// those of meta elements. Teasers, comments and other things told in passing
// have none here. A heading that is at once a structured headline is one
// source.
func (p *Page) TitleSources() []TitleFact {
	s := &p.derived.titles
	if s.haveSources {
		return s.sources
	}
	s.haveSources = true
	var facts []TitleFact
	add := func(f TitleFact) {
		// An address in the place of a title is no title.
		if f.Text = fold(f.Text); f.Text != "" && (strings.Contains(f.Text, " ") || !weburl.IsAbsoluteHTTP(f.Text)) {
			facts = append(facts, f)
		}
	}
	heading := p.MainHeading()
	headingUsed := false
	metas := map[*html.Node]bool{}
	for _, it := range p.SubjectItems() {
		term, kind := titleTerm(it)
		first := true
		for _, v := range it.Values(term) {
			if v.Item != nil || strings.TrimSpace(v.Text) == "" {
				continue
			}
			f := TitleFact{
				Kind: kind, Label: it.Syntax.String() + " " + term, Text: v.Text, Origin: v.Origin, Item: it,
				Visible: v.FromContent, Trust: 80,
			}
			switch {
			case !first:
				f.Kind, f.Label = TitleAlternate, "second "+f.Label
			case v.FromContent:
				f.Trust = 90
			}
			first = false
			if heading != nil && v.FromContent && nested(v.Node, heading.Node) {
				f.Label = "h1 (" + f.Label + ")"
				f.Trust, headingUsed = 95, true
			}
			if v.Node != nil && v.Node.DataAtom == atom.Meta {
				metas[v.Node] = true
			}
			add(f)
		}
		for _, alternate := range []string{"alternativeHeadline", "alternateName", "name", "headline"} {
			if alternate == term {
				continue
			}
			for _, v := range it.Values(alternate) {
				add(TitleFact{
					Kind: TitleAlternate, Label: it.Syntax.String() + " " + alternate, Text: v.Text,
					Origin: v.Origin, Item: it, Visible: v.FromContent,
				})
			}
		}
	}
	if heading != nil && !headingUsed {
		add(TitleFact{Kind: TitleHeading, Label: "h1", Text: heading.Text, Origin: heading.Origin(), Visible: true, Trust: 85})
	}
	if e := p.Title(); e != nil {
		add(TitleFact{Kind: TitleElement, Label: "title", Text: e.Text, Origin: e.Origin(), Trust: 60})
	}
	meta := func(key string, kind TitleKind, trust int) {
		prop := p.Prop(key)
		if prop == nil || metas[prop.Node] {
			return
		}
		// One element may go by several names.
		metas[prop.Node] = true
		label := key
		if key == "title" {
			label = "meta title"
		}
		add(TitleFact{Kind: kind, Label: label, Text: prop.Content, Origin: prop.Origin(), Trust: trust})
	}
	meta("og:title", TitleOG, 50)
	meta("twitter:title", TitleTwitter, 40)
	for i, key := range titleMetas {
		meta(key, TitleMeta, 30-i)
	}
	slices.SortStableFunc(facts, func(a, b TitleFact) int { return cmp.Compare(b.Trust, a.Trust) })
	s.sources = facts[:min(len(facts), maxTitleFacts)]
	for i := range s.sources {
		s.sources[i].Prepared = p.TitleComparer().Prepare(s.sources[i].Text)
	}
	return s.sources
}

// nested reports whether one of two elements holds the other, or they are one.
func nested(a, b *html.Node) bool {
	for n, depth := a, 0; n != nil && depth < 12; n, depth = n.Parent, depth+1 {
		if n == b {
			return true
		}
	}
	for n, depth := b, 0; n != nil && depth < 12; n, depth = n.Parent, depth+1 {
		if n == a {
			return true
		}
	}
	return false
}

// titleTerm is the property that holds the title of an item.
func titleTerm(it *schemaorg.Item) (string, TitleKind) {
	switch {
	case it.Is("JobPosting"):
		return "title", TitleName
	case it.Value("headline") != nil:
		return "headline", TitleHeadline
	case it.Is("Article"):
		// Some themes write the headline of an article as its name.
		return "name", TitleHeadline
	}
	return "name", TitleName
}

// mainTypes are the types of things that a page can be about, those that tell
// most of the page's own title first. What a page is about as a page (WebPage)
// is not among them: its name is the title element said again.
var mainTypes = []string{
	"Article", "Recipe", "Product", "JobPosting", "Event", "Course", "HowTo", "Book", "Movie", "TVEpisode",
	"PodcastEpisode", "SoftwareApplication", "VideoObject", "MusicRecording", "MusicAlbum",
}

// MainItems are the items, in any syntax, that describe what the page is
// about, all of one kind: those whose address is the page's, and in each
// syntax the only one of that kind unless its address is another. Teasers,
// list entries, comments and parts of other items are not among them.
func (p *Page) MainItems() []*schemaorg.Item {
	s := &p.derived.titles
	if s.haveMain {
		return s.mainItems
	}
	s.haveMain = true
	for _, typ := range mainTypes {
		if items := p.mainOf(typ); len(items) > 0 {
			s.mainItems = items
			break
		}
	}
	return s.mainItems
}

// SubjectItems are those of the MainItems that surely tell of one and the same
// thing, the page's subject: a list whose entries all claim the page's address
// leaves the entry with the page's title, or none.
func (p *Page) SubjectItems() []*schemaorg.Item { return p.soleItems() }

// maxCandidates bounds the items of one type that can be main items; a page
// with more is a list.
const maxCandidates = 200

func (p *Page) mainOf(typ string) []*schemaorg.Item {
	var candidates []*schemaorg.Item
	examined := 0
	for _, it := range p.Graph.All {
		if it.Reference || !it.Is(typ) {
			continue
		}
		// To look at an item costs as much as its parent has properties.
		if examined++; examined > 5*maxCandidates {
			return nil
		}
		if !topLevel(it) || p.Graph.IsSecondary(it) {
			continue
		}
		if len(candidates) == maxCandidates {
			return nil
		}
		candidates = append(candidates, it)
	}
	if len(candidates) == 0 {
		return nil
	}
	var main []*schemaorg.Item
	ties := make(map[*schemaorg.Item]Tie, len(candidates))
	tied := map[schemaorg.Syntax]bool{}
	for _, it := range candidates {
		ties[it] = p.TieOf(it)
		if ties[it] == TiedHere {
			tied[it.Syntax] = true
		}
	}
	for _, syntax := range []schemaorg.Syntax{schemaorg.Microdata, schemaorg.RDFa, schemaorg.JSONLD} {
		var here, loose, all []*schemaorg.Item
		for _, it := range candidates {
			if it.Syntax != syntax {
				continue
			}
			all = append(all, it)
			switch ties[it] {
			case TiedHere:
				here = append(here, it)
			case Untied:
				loose = append(loose, it)
			}
		}
		switch {
		case len(here) > 0:
			main = append(main, here...)
		case len(loose) > 0 && oneEntity(loose) && len(loose) == len(all):
			main = append(main, loose...)
		case len(all) == 1 && len(tied) == 0 && p.namesPage(all[0]):
			// Its address is another, but so plainly is the page meant that
			// the address must be the fault.
			main = append(main, all[0])
		}
	}
	return main
}

// topLevel reports whether an item stands for itself, or is what another one
// names as the page's main entity.
func topLevel(it *schemaorg.Item) bool {
	if it.Parent == nil {
		return true
	}
	for prop := range it.Roles() {
		if term := prop.Term(); term == "mainEntity" || term == "mainEntityOfPage" || prop.Reverse {
			return true
		}
	}
	return false
}

func oneEntity(items []*schemaorg.Item) bool {
	for _, it := range items[1:] {
		if it.ID == "" || it.EntityKey() != items[0].EntityKey() {
			return false
		}
	}
	return true
}

// namesPage reports whether the item has the title that the page shows.
func (p *Page) namesPage(it *schemaorg.Item) bool {
	term, _ := titleTerm(it)
	name := it.Text(term)
	if name == "" {
		return false
	}
	c := p.TitleComparer()
	t := c.Prepare(name)
	if t.ContentWords() < 2 {
		return false
	}
	if h := p.MainHeading(); h != nil && t.Compare(c.Prepare(h.Text)) <= titles.Truncated {
		return true
	}
	e := p.Title()
	return e != nil && t.Compare(c.Prepare(e.Text)) <= titles.Truncated
}

// A Tie says how an item's address relates to the page's.
type Tie uint8

// The ties.
const (
	Untied   Tie = iota // the item, or the page, has no address that could be compared
	TiedHere            // one of the item's addresses is the page's
	TiedAway            // the item's addresses are others
)

// TieOf compares the addresses of an item (mainEntityOfPage, url, @id) with
// those of the page. An identifier alone ties an item to a page but never
// away from it: many are made up.
func (p *Page) TieOf(it *schemaorg.Item) Tie {
	own := p.addresses()
	if len(own) == 0 {
		return Untied
	}
	tie := Untied
	for _, v := range p.AddressesOf(it) {
		u := weburl.ParseHTTP(v.Text)
		if u == nil {
			continue
		}
		if slices.ContainsFunc(own, func(o *url.URL) bool { return weburl.Variant(o, u) }) {
			return TiedHere
		}
		tie = TiedAway
	}
	if u := weburl.ParseHTTP(it.ID); u != nil {
		if slices.ContainsFunc(own, func(o *url.URL) bool { return weburl.Variant(o, u) }) {
			return TiedHere
		}
	}
	return tie
}

// An ItemAddress is an address by which an item names its page.
type ItemAddress struct {
	Term   string // "mainEntityOfPage" or "url"
	Text   string
	Origin text.Origin
}

// maxAddresses bounds the values of a property that are taken for addresses.
const maxAddresses = 8

// AddressesOf are the addresses by which the item names its page: the values
// of mainEntityOfPage, or the identifiers or addresses of its items, then
// those of url.
func (p *Page) AddressesOf(it *schemaorg.Item) []ItemAddress {
	var list []ItemAddress
	for _, term := range []string{"mainEntityOfPage", "url"} {
		values := it.Values(term)
		for _, v := range values[:min(len(values), maxAddresses)] {
			switch {
			case v.Item == nil:
				// Sites write "true" here, which the syntaxes may resolve to an
				// address: only what looks like one counts.
				s, written := strings.TrimSpace(v.Text), v.Text
				if v.Raw != "" {
					written = v.Raw
				}
				if !strings.ContainsAny(written, "/.#?") {
					continue
				}
				if u := p.Resolve(s); u != nil && u.Host != "" {
					list = append(list, ItemAddress{term, u.String(), v.Origin})
				}
			case v.Item.ID != "" && !strings.HasPrefix(v.Item.ID, "_:"):
				at := v.Item.IDOrigin
				if !at.InPage() {
					at = v.Item.Origin
				}
				list = append(list, ItemAddress{term, v.Item.ID, at})
			default:
				if u := v.Item.Value("url"); u != nil && u.Item == nil && u.Text != "" {
					list = append(list, ItemAddress{term, u.Text, u.Origin})
				}
			}
		}
	}
	return list
}

// addresses are the addresses that the page has or claims: its own, the
// canonical one, that of Open Graph.
func (p *Page) addresses() []*url.URL { return Derive(p, addressesKey{}, findAddresses) }

type addressesKey struct{}

func findAddresses(p *Page) []*url.URL {
	var list []*url.URL
	if p.URL != nil && p.URL.Host != "" {
		list = append(list, p.URL)
	}
	if c := p.Canonical(); c != nil && c.URL().Host != "" {
		list = append(list, c.URL())
	}
	if u := weburl.ParseHTTP(p.Content("og:url")); u != nil {
		list = append(list, u)
	}
	return list
}

// maxH1 bounds the main headings that are looked at.
const maxH1 = 50

// MainHeading is the h1 that readers take for the page's title, or nil when
// there is none or several stand to choose from. Headings of the page's frame
// (nav, aside, footer) and the site's name are none; one in the page's header
// is none unless the title element repeats it.
func (p *Page) MainHeading() *Heading {
	s := &p.derived.titles
	if !s.haveHeading {
		s.haveHeading = true
		s.heading = p.findHeading()
	}
	return s.heading
}

func (p *Page) findHeading() *Heading {
	c := p.TitleComparer()
	byPlace := map[place][]*Heading{}
	n := 0
	for i := range p.Headings {
		h := &p.Headings[i]
		if h.Level != 1 || h.Text == "" {
			continue
		}
		if n++; n > maxH1 {
			return nil
		}
		if c.Prepare(h.Text).IsSiteName() {
			continue
		}
		where := headingPlace(h.Node)
		byPlace[where] = append(byPlace[where], h)
	}
	shown := append(byPlace[content], byPlace[anywhere]...)
	switch {
	case len(shown) == 1:
		return shown[0]
	case len(byPlace[content]) == 1:
		return byPlace[content][0]
	case len(shown) == 0 && len(byPlace[banner]) == 0 && len(byPlace[unseen]) == 1:
		// Hidden from sight, but read to those who cannot see.
		return byPlace[unseen][0]
	}
	e := p.Title()
	if e == nil {
		return nil
	}
	t := c.Prepare(e.Text)
	for _, h := range append(shown, byPlace[banner]...) {
		if c.Prepare(h.Text).Compare(t) <= titles.Truncated {
			return h
		}
	}
	return nil
}

// A place is the part of a page that a heading stands in.
type place uint8

const (
	anywhere place = iota
	content        // article, main
	banner         // the page's header
	frame          // nav, aside, footer
	unseen         // not shown
)

// headingPlace looks at the elements around a heading, and at marks of a
// heading that is not shown.
func headingPlace(n *html.Node) place {
	result := anywhere
	header := false
	for a := n; a != nil; a = a.Parent {
		if a.Type != html.ElementNode {
			continue
		}
		for i := range a.Attr {
			attr := &a.Attr[i]
			switch attr.Key {
			case "hidden":
				return unseen
			case "aria-hidden":
				if attr.Val == "true" {
					return unseen
				}
			case "style":
				if s := strings.ReplaceAll(strings.ToLower(attr.Val), " ", ""); strings.Contains(s, "display:none") {
					return unseen
				}
			case "class":
				if a == n && isHiddenClass(attr.Val) {
					return unseen
				}
			}
		}
		switch a.DataAtom {
		case atom.Article, atom.Main:
			result = content
			header = false
		case atom.Header:
			// The header of an article is part of it.
			header = result == anywhere
		case atom.Nav, atom.Aside, atom.Footer, atom.Dialog:
			return frame
		}
	}
	if header {
		return banner
	}
	return result
}

func isHiddenClass(class string) bool {
	for _, c := range strings.Fields(strings.ToLower(class)) {
		switch c {
		case "visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "hidden", "hide", "is-hidden",
			"screenreader", "offscreen", "element-invisible", "u-hidden":
			return true
		}
	}
	return false
}

// SiteNames are the names that the site of the page goes by, as far as the
// page tells: og:site_name, the publisher, WebSite and application-name, the
// handle of twitter:site, host names. They serve to take the site's name off
// titles.
func (p *Page) SiteNames() []string {
	s := &p.derived.titles
	if s.haveNames {
		return s.siteNames
	}
	s.haveNames = true
	var names []string
	add := func(name string) {
		if name = fold(name); name != "" && !slices.Contains(names, name) && len(names) < maxSiteNames {
			names = append(names, name)
		}
	}
	add(p.Content("og:site_name"))
	add(p.Content("application-name"))
	add(p.Content("apple-mobile-web-app-title"))
	add(strings.TrimPrefix(p.Content("twitter:site"), "@"))
	add(p.Content("dc.publisher"))
	// Many items may have one publisher, which may have many properties.
	seen := map[*schemaorg.Item]bool{}
	for _, it := range p.Graph.All {
		if len(names) == maxSiteNames {
			break
		}
		if it.Is("WebSite") || it.Parent == nil && it.Is("Organization") {
			for _, term := range []string{"name", "alternateName"} {
				for _, v := range bounded(it.Values(term)) {
					add(v.Text)
				}
			}
		}
		for _, v := range bounded(it.Values("publisher")) {
			if v.Item != nil {
				if seen[v.Item] {
					continue
				}
				seen[v.Item] = true
			}
			add(v.Name())
		}
	}
	for _, u := range p.addresses() {
		host := strings.TrimPrefix(weburl.Host(u), "www.")
		add(host)
		if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
			add(domain)
		}
	}
	s.siteNames = names
	return names
}

// maxSiteNames bounds the names of a site, and the values of a property that
// are taken for them.
const maxSiteNames = 32

func bounded(values []*schemaorg.Value) []*schemaorg.Value {
	return values[:min(len(values), maxSiteNames)]
}

// TitleComparer compares titles of this page.
func (p *Page) TitleComparer() *titles.Comparer {
	s := &p.derived.titles
	if s.comparer == nil {
		lang, _ := p.Lang()
		if lang == "" {
			lang = p.Content("og:locale")
		}
		s.comparer = titles.NewComparer(titles.Options{Lang: lang, SiteNames: p.SiteNames()})
	}
	return s.comparer
}
