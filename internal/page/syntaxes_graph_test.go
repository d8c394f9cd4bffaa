package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg"
)

// The differential test of the three syntaxes: a small graph is made of bytes,
// written as microdata, as RDFa and as JSON-LD (syntaxes_write_test.go), read
// by Read, and compared (syntaxes_test.go). This file makes the graphs and
// brings graphs and pages into one form.

// trialNS is a vocabulary beside schema.org.
const trialNS = "http://vocab.example.org/ns#"

// A trialThing is a thing of a graph.
type trialThing struct {
	types []string // full IRIs, those of schema.org under http
	id    string   // as written, or empty
	props []trialProp
	// tail is how many of the last properties are written away from the
	// others: by itemref, by rdfa:copy, in a second object with the same @id.
	tail int
	form byte // picks one of the ways to write it
}

// A trialProp is one value of a property.
type trialProp struct {
	iri            string
	reverse        bool
	kind           schemaorg.Kind
	text           string // or an address as written
	lang, datatype string
	thing          *trialThing
	form           byte
}

// A trialGraph is what a page says.
type trialGraph struct {
	lang   string // of the page
	base   string // of its base element, or empty
	https  bool   // schema.org is written with https
	things []*trialThing
	form   byte
	// labels tells that things are named by labels of blank nodes.
	labels bool
	// merged tells that two things have one ID.
	merged bool
}

// trialURL is the address of the pages.
const trialURL = "https://example.org/dir/page.html?x=1"

// Names are of one kind of value each. Among those for addresses some are
// addresses by the JSON-LD context and some are not.
var (
	trialTypes     = []string{"NewsArticle", "Person", "Product", "WebPage", "Organization", "ImageObject", trialNS + "Widget"}
	trialTexts     = []string{"name", "headline", "description", "image", "alternateName", trialNS + "color"}
	trialAddresses = []string{"url", "sameAs", "thumbnailUrl", "license", "about", trialNS + "link"}
	trialLiterals  = []string{"datePublished", "dateCreated", "wordCount", "duration", "isAccessibleForFree", trialNS + "weight"}
	trialHolders   = []string{"author", "publisher", "hasPart", "mainEntity", "about", trialNS + "part"}
	trialIDs       = []string{
		"#a", "#b", "item/1", "/absolute?q=1&r=2", "https://example.net/x", "//cdn.example.net/y", "urn:example:7",
		"../up/./z", "#\u00fcn\u00efcode", "https://example.org/with space", "?only=query", trialURL, "https://example.net/a&amp;b",
	}
	trialLabels = []string{"_:n1", "_:n2", "_:n3", "_:n4"}
	trialURLs   = []string{
		"https://example.com/img.jpg?w=1&amp=2&copy=3", "img/photo 1.png", `https://example.com/"quoted"/<b>`, "data:text/plain,hi",
		"tel:+1-555-0100", "mailto:ann@example.org", "./a/../b/./c", "https://example.com/\U0001F600", "HTTP://EXAMPLE.com/%7Eann", "a'b",
	}
	trialFragments = []string{
		"plain", "a < b & c > d", `"quoted" 'single'`, "line\nbreak", "\ttab", "caf\u00e9 \u2603 \U0001F600", "&amp; literal",
		"</script>", "<!-- no comment -->", "\r\n", "  edge  ", "\u00a0", "e\u0301", "{{x}}", "]]>", `back\slash`, "\u2028", "&copy=1 &notit;",
		"<script>", "\u202eabc\u202c", "\f\v", "schema:name", "https://example.org/", "2024-05-06", "\ufeff", "\x7f\u0085", "null", "&#65", "-->",
	}
	trialLangs  = []string{"en", "de-CH", "", "zh-Hans-CN"}
	trialValues = []struct{ text, datatype string }{
		{"2024-02-29", rdf.XSD + "date"}, {"2024-05-06T07:08:09+02:00", rdf.XSD + "dateTime"}, {"2024-05", rdf.XSD + "gYearMonth"},
		{"PT1H30M", rdf.XSD + "duration"}, {"42", rdf.XSD + "integer"}, {"-7", rdf.XSD + "integer"}, {"3.140", rdf.XSD + "double"},
		{"true", rdf.XSD + "boolean"}, {"1e3", rdf.XSD + "double"}, {"07", rdf.XSD + "integer"},
	}
)

// A trialMaker makes a graph of bytes. When they are used up all choices are
// the first, which ends lists.
type trialMaker struct {
	data  []byte
	g     *trialGraph
	used  map[string]bool
	left  int // properties that may still be made
	depth int
}

func (m *trialMaker) byte() byte {
	if len(m.data) == 0 {
		return 0
	}
	b := m.data[0]
	m.data = m.data[1:]
	return b
}

func (m *trialMaker) n(n int) int { return int(m.byte()) % n }

// trialGraphOf is the graph that data stands for.
func trialGraphOf(data []byte) *trialGraph {
	m := &trialMaker{data: data, g: &trialGraph{}, used: map[string]bool{}, left: 30}
	g := m.g
	g.form = m.byte()
	g.lang = []string{"", "de", "en-GB"}[m.n(3)]
	g.base = []string{"", "/other/dir/", "https://cdn.example.net/b/c", "sub/"}[m.n(4)]
	g.https = m.n(2) == 1
	g.labels = m.n(8) == 7
	for range 1 + m.n(3) {
		g.things = append(g.things, m.thing(true))
	}
	return g
}

func fullName(name string) string {
	if strings.Contains(name, ":") {
		return name
	}
	return schemaorg.NamespaceHTTP + name
}

func (m *trialMaker) thing(top bool) *trialThing {
	t := &trialThing{form: m.byte()}
	types := m.n(4)
	if top {
		types = 1 + types%3
	}
	for range types {
		if typ := fullName(trialTypes[m.n(len(trialTypes))]); !slices.Contains(t.types, typ) {
			t.types = append(t.types, typ)
		}
	}
	t.id = m.id()
	count := m.n(8)
	for range count {
		if m.left--; m.left < 0 {
			break
		}
		t.props = append(t.props, m.prop())
	}
	if len(t.props) > 1 && m.n(4) == 3 {
		t.tail = 1 + m.n(len(t.props)-1)
	}
	return t
}

// id is a name for a thing, or empty. That two things have the same is rare.
func (m *trialMaker) id() string {
	pool := trialIDs
	if m.g.labels {
		pool = slices.Concat(trialIDs[:4], trialLabels)
	}
	k := m.n(2 * len(pool))
	if k >= len(pool) || k == 0 {
		return ""
	}
	id := pool[k]
	if m.used[id] {
		if m.n(4) != 3 {
			return ""
		}
		m.g.merged = true
	}
	m.used[id] = true
	return id
}

func (m *trialMaker) prop() trialProp {
	p := trialProp{form: m.byte()}
	switch k := m.n(10); {
	case k < 4:
		p.iri = fullName(trialTexts[m.n(len(trialTexts))])
		p.lang = m.g.lang
		if m.n(3) == 2 {
			p.lang = trialLangs[m.n(len(trialLangs))]
		}
		p.text = m.text()
	case k < 6:
		p.kind = schemaorg.URLValue
		p.iri = fullName(trialAddresses[m.n(len(trialAddresses))])
		p.text = m.address()
		p.reverse = m.n(12) == 11
	case k < 8 || m.depth == 3:
		p.kind = schemaorg.LiteralValue
		p.iri = fullName(trialLiterals[m.n(len(trialLiterals))])
		v := trialValues[m.n(len(trialValues))]
		p.text, p.datatype = v.text, v.datatype
	default:
		p.kind = schemaorg.ItemValue
		p.iri = fullName(trialHolders[m.n(len(trialHolders))])
		p.reverse = m.n(12) == 11
		m.depth++
		p.thing = m.thing(false)
		m.depth--
	}
	return p
}

func (m *trialMaker) address() string {
	k := m.n(3)
	switch {
	case m.g.labels && k == 2:
		return trialLabels[m.n(len(trialLabels))]
	case k == 1:
		return trialURLs[m.n(len(trialURLs))]
	}
	return trialIDs[m.n(len(trialIDs))]
}

// text is made of fragments and, for the fuzzer, of the bytes themselves. NUL
// cannot be written in HTML.
func (m *trialMaker) text() string {
	var b strings.Builder
	for range m.n(4) {
		if k := m.n(len(trialFragments) + 4); k < len(trialFragments) {
			b.WriteString(trialFragments[k])
		} else {
			n := min(m.n(12), len(m.data))
			b.Write(m.data[:n])
			m.data = m.data[n:]
		}
	}
	return strings.ReplaceAll(strings.ToValidUTF8(b.String(), "\ufffd"), "\x00", "")
}

// resolved is an address of the graph as an absolute one.
func (g *trialGraph) resolved(ref string) string {
	if strings.HasPrefix(ref, "_:") {
		return ref
	}
	return rdf.Resolve(rdf.Resolve(trialURL, g.base), ref)
}

// A trialEntity is a thing in the form in which pages and graphs are compared:
// everything that is said of one ID, properties in the order of their names
// and the values of each in the order of the page.
//
// What the syntaxes truly differ in is made equal:
//   - An address and the thing that it names are one value. RDFa is a graph,
//     where the address of something that the page describes is that thing;
//     JSON-LD writes an address under most properties as a reference, an
//     object with an @id; microdata has addresses only. So things with an ID
//     are listed on their own, and values name them.
//   - The order among different properties is not compared: an object of JSON
//     has all values of a property in one place.
//   - Of things that share an ID the values are sorted: RDFa has one thing in
//     document order, the others one for each place, joined by the Graph.
//   - Microdata encodes the characters that no URL may hold, as browsers do;
//     the other two keep IRIs as written. Both encoded are equal.
//   - The schema.org namespaces are one, and JSON-LD knows only that with http.
//   - Dates have an XML Schema type by their form in RDFa, and schema:Date by
//     the context of schema.org in JSON-LD: all of them are "date".
//   - Microdata has no datatypes, and its literals have the language of their
//     element: both are left out where microdata is compared.
type trialEntity struct {
	id    string
	types []string
	props []trialValue
}

type trialValue struct{ key, value string }

func (e *trialEntity) add(iri string, reverse bool, value string) {
	key := trialName(iri)
	if reverse {
		key = "^" + key
	}
	e.props = append(e.props, trialValue{key, value})
}

// value is the thing as a value: its ID, or all that is said of it.
func (e *trialEntity) value() string {
	if e.id != "" {
		return e.id
	}
	e.finish(false)
	return e.String()
}

func (e *trialEntity) String() string {
	var b strings.Builder
	b.WriteString("{" + strings.Join(e.types, " "))
	for _, v := range e.props {
		fmt.Fprintf(&b, "; %s=%s", v.key, v.value)
	}
	b.WriteString("}")
	return b.String()
}

// finish orders the properties.
func (e *trialEntity) finish(merged bool) {
	slices.SortStableFunc(e.props, func(a, b trialValue) int {
		if c := strings.Compare(a.key, b.key); c != 0 || !merged {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	if merged {
		slices.Sort(e.types)
		e.types = slices.Compact(e.types)
	}
}

// trialName is an IRI of a type or property without the difference between the
// namespaces of schema.org.
func trialName(iri string) string {
	if t := schemaorg.Term(iri); t != "" {
		return t
	}
	return iri
}

func trialAddress(iri string) string {
	return "<" + strings.NewReplacer(" ", "%20", `"`, "%22", "<", "%3C", ">", "%3E").Replace(iri) + ">"
}

func trialLiteral(text, datatype string, typed bool) string {
	s := strconv.Quote(text)
	if !typed {
		return s
	}
	switch strings.TrimPrefix(datatype, rdf.XSD) {
	case "date", "dateTime", "gYearMonth", schemaorg.NamespaceHTTP + "Date":
		datatype = "date"
	}
	return s + "^^" + datatype
}

// trialDescription is all that a page or a graph says.
type trialDescription struct {
	named  map[string]*trialEntity
	order  []string // IDs
	top    []*trialEntity
	typed  bool // datatypes are compared
	merged bool
}

// entity is a new thing without ID, or the one with the ID.
func (d *trialDescription) entity(id string) *trialEntity {
	if id == "" {
		return &trialEntity{}
	}
	id = trialAddress(id)
	if d.named == nil {
		d.named = map[string]*trialEntity{}
	}
	e := d.named[id]
	if e == nil {
		e = &trialEntity{id: id}
		d.named[id] = e
		d.order = append(d.order, id)
	}
	return e
}

// lines are the description as text: things with an ID by their ID, then the
// others that stand at the top, in the order of the page.
func (d *trialDescription) lines() []string {
	var lines []string
	slices.Sort(d.order)
	for _, id := range d.order {
		// Of a thing that is only referred to nothing is said.
		if e := d.named[id]; len(e.types)+len(e.props) > 0 {
			e.finish(d.merged)
			lines = append(lines, id+" "+e.String())
		}
	}
	for _, e := range d.top {
		lines = append(lines, e.value())
	}
	return lines
}

// describe is what the graph says. With typed it has the datatypes.
func (g *trialGraph) describe(typed bool) []string {
	d := &trialDescription{typed: typed, merged: g.merged}
	var thing func(t *trialThing) *trialEntity
	thing = func(t *trialThing) *trialEntity {
		id := ""
		if t.id != "" {
			id = g.resolved(t.id)
		}
		e := d.entity(id)
		for _, typ := range t.types {
			e.types = append(e.types, trialName(typ))
		}
		for i := range t.props {
			p := &t.props[i]
			var v string
			switch p.kind {
			case schemaorg.URLValue:
				v = trialAddress(g.resolved(p.text))
			case schemaorg.LiteralValue:
				v = trialLiteral(p.text, p.datatype, typed)
			case schemaorg.ItemValue:
				v = thing(p.thing).value()
			default:
				v = strconv.Quote(p.text) + "@" + p.lang
			}
			e.add(p.iri, p.reverse, v)
		}
		return e
	}
	for _, t := range g.things {
		if e := thing(t); e.id == "" {
			d.top = append(d.top, e)
		}
	}
	return d.lines()
}

// trialDescribe is what a page says in a syntax.
func trialDescribe(p *Page, syntax schemaorg.Syntax, typed, merged bool) []string {
	d := &trialDescription{typed: typed, merged: merged}
	var fill func(e *trialEntity, it *schemaorg.Item)
	fill = func(e *trialEntity, it *schemaorg.Item) {
		for _, typ := range it.Types {
			e.types = append(e.types, trialName(typ))
		}
		for i := range it.Properties {
			p := &it.Properties[i]
			e.add(p.IRI, p.Reverse, trialRead(p, typed, fill))
		}
	}
	for _, it := range p.Graph.All {
		if it.Syntax == syntax && it.ID != "" {
			fill(d.entity(it.ID), it)
		}
	}
	for _, it := range p.Graph.Items {
		if it.Syntax == syntax && it.ID == "" {
			e := &trialEntity{}
			fill(e, it)
			d.top = append(d.top, e)
		}
	}
	return d.lines()
}

// trialRead is a value that was read.
func trialRead(p *schemaorg.Property, typed bool, fill func(*trialEntity, *schemaorg.Item)) string {
	v := &p.Value
	switch {
	case v.Kind == schemaorg.ItemValue && v.Item.ID != "":
		return trialAddress(v.Item.ID)
	case v.Kind == schemaorg.ItemValue:
		e := &trialEntity{}
		fill(e, v.Item)
		return e.value()
	case v.Kind == schemaorg.URLValue:
		return trialAddress(v.Text)
	case slices.ContainsFunc(trialLiterals, func(name string) bool { return trialName(fullName(name)) == trialName(p.IRI) }):
		return trialLiteral(v.Text, v.Datatype, typed)
	}
	return strconv.Quote(v.Text) + "@" + v.Lang
}

// trialSplit is a place near the middle of s, between two characters.
func trialSplit(s string) int {
	i := len(s) / 2
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}
