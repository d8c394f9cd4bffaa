package report

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// The types below are what a page says. They are the JSON format, which
// README.md documents, and the other formats but N-Quads are made of them.

type pageExtract struct {
	Name      string        `json:"name"`
	Record    int           `json:"record,omitempty"`
	URL       string        `json:"url,omitempty"`
	Base      string        `json:"base,omitempty"`
	Error     string        `json:"error,omitempty"`
	Head      *headExtract  `json:"head,omitempty"`
	Links     []linkExtract `json:"links,omitzero"`
	OpenGraph []metaExtract `json:"openGraph,omitzero"`
	Twitter   []metaExtract `json:"twitter,omitzero"`
	Items     []itemExtract `json:"items,omitzero"`
	Notes     []noteExtract `json:"notes,omitzero"`
}

type headExtract struct {
	Language *placedText    `json:"language,omitempty"`
	Charset  charsetExtract `json:"charset"`
	Titles   []placedText   `json:"titles"`
	Bases    []baseExtract  `json:"bases"`
	Metas    []metaExtract  `json:"metas"`
}

type placedText struct {
	Text   string     `json:"text"`
	InHead *bool      `json:"inHead,omitempty"`
	Place  *jsonPlace `json:"place,omitempty"`
}

type charsetExtract struct {
	Name   string     `json:"name"`
	Source string     `json:"source"`
	Place  *jsonPlace `json:"place,omitempty"`
}

type baseExtract struct {
	Href  string     `json:"href"`
	Place *jsonPlace `json:"place,omitempty"`
}

type metaExtract struct {
	Name      string     `json:"name"`
	Written   string     `json:"written,omitempty"`
	Attribute string     `json:"attribute"`
	Content   *string    `json:"content,omitempty"`
	InHead    bool       `json:"inHead"`
	Place     *jsonPlace `json:"place,omitempty"`

	// part reports that it describes the medium before it.
	part bool
}

type linkExtract struct {
	Rels     []string   `json:"rels"`
	Href     *string    `json:"href,omitempty"`
	URL      string     `json:"url,omitempty"`
	Hreflang string     `json:"hreflang,omitempty"`
	Type     string     `json:"type,omitempty"`
	Media    string     `json:"media,omitempty"`
	Sizes    string     `json:"sizes,omitempty"`
	Title    string     `json:"title,omitempty"`
	Source   string     `json:"source"`
	InHead   bool       `json:"inHead"`
	Place    *jsonPlace `json:"place,omitempty"`
}

type itemExtract struct {
	Number     int               `json:"number"`
	Syntax     string            `json:"syntax"`
	Block      *int              `json:"block,omitempty"`
	Top        bool              `json:"top,omitempty"`
	Types      []string          `json:"types"`
	ID         string            `json:"id,omitempty"`
	Reference  bool              `json:"reference,omitempty"`
	Place      *jsonPlace        `json:"place,omitempty"`
	TypePlace  *jsonPlace        `json:"typePlace,omitempty"`
	IDPlace    *jsonPlace        `json:"idPlace,omitempty"`
	Properties []propertyExtract `json:"properties"`
}

type propertyExtract struct {
	Name    string       `json:"name"`
	IRI     string       `json:"iri,omitempty"`
	Reverse bool         `json:"reverse,omitempty"`
	Place   *jsonPlace   `json:"place,omitempty"`
	Value   valueExtract `json:"value"`
}

type valueExtract struct {
	Kind     string     `json:"kind"`
	Text     *string    `json:"text,omitempty"`
	Written  string     `json:"written,omitempty"`
	Language string     `json:"language,omitempty"`
	Datatype string     `json:"datatype,omitempty"`
	Item     *int       `json:"item,omitempty"`
	Entity   *int       `json:"entity,omitempty"`
	Place    *jsonPlace `json:"place,omitempty"`
}

// The kinds of values.
const (
	kindText    = "text"
	kindLiteral = "literal"
	kindURL     = "url"
	kindItem    = "item"
)

type noteExtract struct {
	Code    string     `json:"code"`
	Message string     `json:"message"`
	Item    *int       `json:"item,omitempty"`
	Place   *jsonPlace `json:"place,omitempty"`
	Outside string     `json:"outside,omitempty"`

	// social reports that an undeclared prefix is that of a social network.
	social bool
}

// An extraction is the reading of one page.
type extraction struct {
	page   *page.Page
	want   Syntaxes
	budget budget
	// number are the numbers of the items.
	number map[*schemaorg.Item]int
	// bare leaves out the places.
	bare bool
	// places are the last two that were asked for: one attribute may have
	// thousands of names.
	places [2]placeOf
}

type placeOf struct {
	origin text.Origin
	place  *jsonPlace
}

func newExtraction(p *page.Page, want Syntaxes) *extraction {
	return &extraction{page: p, want: want, budget: newBudget(len(p.Text))}
}

// extractOf is what the page says of what is wanted.
func extractOf(p *page.Page, want Syntaxes) *pageExtract {
	x := newExtraction(p, want)
	e := &pageExtract{Name: p.Source.Name, Record: p.Source.Index}
	if p.URL != nil {
		e.URL = p.URL.String()
	}
	e.Base = p.Base.String()
	if want.has(syntaxHead) {
		e.Head = x.head()
	}
	if want.has(syntaxLinks) {
		e.Links = x.links()
	}
	if want.has(syntaxOpenGraph) {
		e.OpenGraph = x.metas(syntaxOpenGraph)
	}
	if want.has(syntaxTwitter) {
		e.Twitter = x.metas(syntaxTwitter)
	}
	if want.items() {
		e.Items = x.items()
	}
	e.Notes = x.notes()
	return e
}

// place is the place of an origin, or nil when it is none in the page.
func (x *extraction) place(o text.Origin) *jsonPlace {
	if x.bare {
		return nil
	}
	for i := range x.places {
		if x.places[i].place != nil && x.places[i].origin == o {
			return x.places[i].place
		}
	}
	span, ok := x.page.Span(o)
	if !ok {
		return nil
	}
	file := x.page.File()
	place := &jsonPlace{position(file.Position(span.Start)), position(file.Position(span.End))}
	x.places[0], x.places[1] = placeOf{o, place}, x.places[0]
	return place
}

func (x *extraction) head() *headExtract {
	p := x.page
	h := &headExtract{
		Charset: charsetExtract{Name: p.Charset.Name, Source: charsetSource(p.Charset.Source)},
		Titles:  []placedText{}, Bases: []baseExtract{}, Metas: x.metas(syntaxHead),
	}
	if lang, ok := p.Lang(); ok {
		h.Language = &placedText{Text: lang}
		name := "xml:lang"
		if _, plain := text.Attr(p.HTML, "lang"); plain {
			name = "lang"
		}
		h.Language.Place = x.place(text.FromAttr(p.HTML, name))
	}
	for i := range p.Titles {
		t := &p.Titles[i]
		h.Titles = append(h.Titles, placedText{Text: strings.TrimSpace(t.Text), InHead: &t.InHead, Place: x.place(t.Origin())})
	}
	for i := range p.Bases {
		if href, ok := text.Attr(p.Bases[i].Node, "href"); ok {
			h.Bases = append(h.Bases, baseExtract{href, x.place(text.FromAttr(p.Bases[i].Node, "href"))})
		}
	}
	if p.Charset.Source == page.CharsetMeta {
		for _, m := range p.Metas {
			if m.Charset != "" || strings.EqualFold(strings.TrimSpace(m.HTTPEquiv), "content-type") {
				attr := "content"
				if m.Charset != "" {
					attr = "charset"
				}
				h.Charset.Place = x.place(text.FromAttr(m.Node, attr))
				break
			}
		}
	}
	return h
}

// charsetSource is the name of what decided the charset.
func charsetSource(s page.CharsetSource) string {
	switch s {
	case page.CharsetBOM:
		return "bom"
	case page.CharsetHeader:
		return "header"
	case page.CharsetMeta:
		return "meta"
	case page.CharsetRecord:
		return "record"
	case page.CharsetPattern:
		return "pattern"
	case page.CharsetValid:
		return "valid"
	}
	return "fallback"
}

// openGraphPrefixes begin the names that ogp.me defines, and those that the
// platforms which read Open Graph have added in its manner.
var openGraphPrefixes = []string{
	"og", "article", "book", "books", "profile", "music", "video", "fb", "al", "product", "place", "business",
	"restaurant", "event", "game", "games", "fitness", "website", "pin", "vk", "instapp",
}

// metaSyntax is the part that a named value belongs to; empty for one that
// only says something of an RDFa item around it.
func metaSyntax(p *page.Prop) string {
	prefix, _, colon := strings.Cut(p.Key, ":")
	switch {
	case colon && prefix == "twitter":
		return syntaxTwitter
	case colon && slices.Contains(openGraphPrefixes, prefix):
		return syntaxOpenGraph
	case !p.InHead && p.Attr == "property":
		return ""
	}
	return syntaxHead
}

// metas are the named values of meta elements that belong to a part, in the
// order of the page; for head also those with http-equiv.
func (x *extraction) metas(syntax string) []metaExtract {
	list := []metaExtract{}
	parts := map[*page.Prop]bool{}
	if syntax == syntaxOpenGraph {
		for _, media := range [][]*page.Media{x.page.Images, x.page.Videos, x.page.Audios} {
			for _, m := range media {
				for _, p := range m.Props {
					parts[p] = true
				}
			}
		}
	}
	add := func(m *page.Meta, name, written, attr string, part bool) {
		e := metaExtract{Name: name, Attribute: attr, InHead: m.InHead, Place: x.place(m.Origin()), part: part}
		if written != name {
			e.Written = written
		}
		if m.HasContent {
			e.Content = &m.Content
		}
		list = append(list, e)
	}
	props := x.page.Props
	for _, m := range x.page.Metas {
		for len(props) > 0 && props[0].Meta == m {
			if p := props[0]; metaSyntax(p) == syntax {
				add(m, p.Key, p.Written, p.Attr, parts[p])
			}
			props = props[1:]
		}
		if name := strings.TrimSpace(m.HTTPEquiv); syntax == syntaxHead && name != "" {
			add(m, strings.ToLower(name), m.HTTPEquiv, "http-equiv", false)
		}
	}
	return list
}

// links are the links of the page. A link element without rel that has
// microdata or RDFa is a value of that and no link.
func (x *extraction) links() []linkExtract {
	list := []linkExtract{}
	for _, l := range x.page.Links {
		if len(l.Rels) == 0 && l.Node != nil && isValue(l.Node) {
			continue
		}
		e := linkExtract{
			Rels: l.Rels, Hreflang: l.Hreflang, Type: l.Type, Media: l.Media, Sizes: l.Sizes, Title: l.Title,
			Source: "element", InHead: l.InHead, Place: x.place(l.Origin()),
		}
		if e.Rels == nil {
			e.Rels = []string{}
		}
		if l.FromHeader() {
			e.Source = "header"
		}
		if l.HasHref {
			e.Href = &l.Href
		}
		if l.URL() != nil {
			if u := l.URL().String(); x.budget.fits(len(u)) {
				e.URL = u
			}
		}
		list = append(list, e)
	}
	return list
}

func isValue(n *html.Node) bool {
	for _, name := range []string{"itemprop", "property"} {
		if _, ok := text.Attr(n, name); ok {
			return true
		}
	}
	return false
}

// An entityKey is what items of one entity have in common. Blank node labels
// name different things in different syntaxes.
type entityKey struct {
	syntax schemaorg.Syntax
	id     string
}

func keyOf(syntax schemaorg.Syntax, id string) entityKey {
	if strings.HasPrefix(id, "_:") {
		return entityKey{syntax, id}
	}
	return entityKey{id: id}
}

// numberItems gives the items that are wanted their numbers, in the order of the
// graph.
func (x *extraction) numberItems() []*schemaorg.Item {
	var wanted []*schemaorg.Item
	x.number = make(map[*schemaorg.Item]int)
	for _, it := range x.page.Graph.All {
		if x.want.has(itemSyntax(it.Syntax)) {
			x.number[it] = len(wanted)
			wanted = append(wanted, it)
		}
	}
	return wanted
}

// items are the items of all levels, each once, an item before those that it
// holds. A list and not a tree: itemref and RDFa let an item be the value of
// several, and chain more of them than readers of JSON would follow.
func (x *extraction) items() []itemExtract {
	wanted := x.numberItems()
	list := make([]itemExtract, 0, len(wanted))
	// The item that says most of an entity stands for it.
	best := make(map[entityKey]*schemaorg.Item)
	for _, it := range wanted {
		if it.ID == "" || it.Reference {
			continue
		}
		key := keyOf(it.Syntax, it.ID)
		if b := best[key]; b == nil || len(it.Properties) > len(b.Properties) {
			best[key] = it
		}
	}
	top := make(map[*schemaorg.Item]bool)
	for _, it := range x.page.Graph.Items {
		top[it] = true
	}
	for n, it := range wanted {
		e := itemExtract{
			Number: n, Syntax: itemSyntax(it.Syntax), Top: top[it], Types: []string{}, ID: it.ID, Reference: it.Reference,
			Place: x.place(it.Origin), TypePlace: x.place(it.TypeOrigin), IDPlace: x.place(it.IDOrigin),
			Properties: make([]propertyExtract, 0, len(it.Properties)),
		}
		for _, t := range it.Types {
			if x.budget.fits(len(t)) {
				e.Types = append(e.Types, t)
			}
		}
		if it.Syntax == schemaorg.JSONLD {
			e.Block = &it.Block
		}
		for i := range it.Properties {
			p := &it.Properties[i]
			if v := &p.Value; !x.budget.fits(len(p.Name) + len(p.IRI) + len(v.Text) + len(v.Raw) + len(v.Lang) + len(v.Datatype)) {
				continue
			}
			e.Properties = append(e.Properties, propertyExtract{
				Name: p.Name, IRI: p.IRI, Reverse: p.Reverse, Place: x.place(p.Origin), Value: x.value(&p.Value, it.Syntax, best),
			})
		}
		list = append(list, e)
	}
	return list
}

func (x *extraction) value(v *schemaorg.Value, syntax schemaorg.Syntax, best map[entityKey]*schemaorg.Item) valueExtract {
	e := valueExtract{Written: v.Raw, Language: v.Lang, Datatype: v.Datatype, Place: x.place(v.Origin)}
	if v.Node != nil && !v.FromContent {
		switch v.Node.DataAtom {
		case atom.Time, atom.Data, atom.Meter:
			// It is written for programs, whatever language is around it.
			e.Language = ""
		}
	}
	id := ""
	switch v.Kind {
	case schemaorg.ItemValue:
		e.Kind = kindItem
		if n, ok := x.number[v.Item]; ok {
			e.Item = &n
		}
		if v.Item.Reference {
			id = v.Item.ID
		}
	case schemaorg.URLValue:
		e.Kind, e.Text, id = kindURL, &v.Text, v.Text
	case schemaorg.LiteralValue:
		e.Kind, e.Text = kindLiteral, &v.Text
	default:
		e.Kind, e.Text = kindText, &v.Text
	}
	if id != "" {
		if it := best[keyOf(syntax, id)]; it != nil {
			n := x.number[it]
			e.Entity = &n
		}
	}
	return e
}

// notes are the problems that concern what is wanted, those of the page
// first.
func (x *extraction) notes() []noteExtract { return x.notesOf(x.page.Graph.Problems) }

// notesOf are the problems of the page, and those of the readers of structured
// data, that concern what is wanted.
func (x *extraction) notesOf(readers ...[]schemaorg.Problem) []noteExtract {
	list := []noteExtract{}
	for _, problems := range append([][]schemaorg.Problem{x.page.Problems}, readers...) {
		for i := range problems {
			p := &problems[i]
			if !x.want.concerns(p.Code) {
				continue
			}
			n := noteExtract{Code: p.Code, Message: p.Message, Place: x.place(p.Origin)}
			if p.Origin.Part == text.Outside {
				n.Outside = p.Origin.Name
			}
			if number, ok := x.number[p.Item]; ok {
				n.Item = &number
			}
			if p.Code == "rdfa-unknown-prefix" && p.Origin.Node != nil {
				value, _ := text.Attr(p.Origin.Node, p.Origin.Name)
				n.social = socialNames(value)
			}
			list = append(list, n)
		}
	}
	return append(list, x.budget.note()...)
}

// socialNames reports whether all names in a property attribute are those of
// social networks.
func socialNames(names string) bool {
	for _, name := range strings.Fields(names) {
		prefix, _, colon := strings.Cut(strings.ToLower(name), ":")
		if !colon || prefix != "twitter" && !slices.Contains(openGraphPrefixes, prefix) {
			return false
		}
	}
	return true
}
