package rdfa

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// A role says what a statement is for the items.
type role uint8

const (
	asProperty  role = iota // of its subject
	asReverse               // of its object: rev
	asType                  // of its subject
	asStructure             // of no item: rdf:first, rdfa:usesVocabulary
)

// A value is the object of a statement, or an entry of a list, with its place.
type value struct {
	term   rdf.Term
	node   *html.Node
	origin text.Origin
	raw    string // as written, where that differs
	// fromContent reports that the term is the text of node. That is known only
	// when node is left, so until the end of the run the term is empty and
	// text is the number of the text, from 1.
	fromContent bool
	text        int
	// typed reports that the element of the value says its type as well.
	typed bool
	order int
}

// A statement is a triple, or something the page says with a name that
// resolves to nothing: then the predicate is empty, or the object of a type.
type statement struct {
	value
	subject   rdf.Term
	predicate string
	name      string      // of the predicate or type, as written
	place     text.Origin // of the name
	role      role
	list      *list // what the object is the head of
	copied    bool  // from a pattern
	removed   bool
}

// A list is the value of a property with inlist.
type list struct {
	predicate, name string
	place           text.Origin
	entries         []value
}

// A listMapping holds the lists of a subject that are being read, in the order
// in which they were begun (RDFa Core, section 7.2, "list mapping").
type listMapping struct {
	subject rdf.Term
	lists   []*list
	byIRI   map[string]*list
}

func (m *listMapping) list(predicate, name string, place text.Origin) *list {
	l := m.byIRI[predicate]
	if l == nil {
		l = &list{predicate: predicate, name: name, place: place}
		if m.byIRI == nil {
			m.byIRI = make(map[string]*list)
		}
		m.byIRI[predicate] = l
		m.lists = append(m.lists, l)
	}
	return l
}

// An incomplete triple waits for its object, or with reverse for its subject.
type incomplete struct {
	predicate, name string
	place           text.Origin
	reverse         bool
	list            *list
}

// A frame is the evaluation context for the children of an open element, and
// what is to be done when it is left (RDFa Core, section 7.2).
type frame struct {
	node                        *html.Node
	parentSubject, parentObject rdf.Term
	incomplete                  []incomplete
	lists                       *listMapping
	ended                       []*listMapping // those that end with this element
	lang, vocab                 string
	shadowed                    int // prefix mappings in force outside
	texts                       int // texts that end with this element
}

// attributes are those of one element that the processor reads, nil where it
// has none.
type attributes struct {
	about, resource, href, src, rel, rev, property, typeof *html.Attribute
	content, datatype, datetime, vocab, prefix, inlist     *html.Attribute
	lang, xmlLang                                          *html.Attribute
	xmlns                                                  bool
	any                                                    bool // any of them but href and src
}

func (a *attributes) read(n *html.Node) {
	*a = attributes{}
	for i := range n.Attr {
		at := &n.Attr[i]
		if at.Namespace != "" {
			if at.Namespace == "xml" && at.Key == "lang" {
				a.xmlLang, a.any = at, true
			} else if at.Namespace == "xmlns" {
				a.xmlns, a.any = true, true
			}
			continue
		}
		switch at.Key {
		case "href":
			a.href = at
			continue
		case "src":
			a.src = at
			continue
		case "about":
			a.about = at
		case "resource":
			a.resource = at
		case "rel":
			a.rel = at
		case "rev":
			a.rev = at
		case "property":
			a.property = at
		case "typeof":
			a.typeof = at
		case "content":
			a.content = at
		case "datatype":
			a.datatype = at
		case "datetime":
			a.datetime = at
		case "vocab":
			a.vocab = at
		case "prefix":
			a.prefix = at
		case "inlist":
			a.inlist = at
		case "lang":
			a.lang = at
		case "xml:lang":
			a.xmlLang = at
		default:
			if strings.HasPrefix(at.Key, "xmlns:") {
				a.xmlns, a.any = true, true
			}
			continue
		}
		a.any = true
	}
}

// maxInside is how many nodes inside a link are looked at to see that nothing
// there speaks of it. A link has a picture in it, or a few words.
const maxInside = 16

// silent reports whether no element inside of n is known to the processor, so that
// n cannot be the subject of anything. It is false where there is much inside.
func silent(n *html.Node) bool {
	var a attributes
	c := n
	for range maxInside {
		switch {
		case c.FirstChild != nil:
			c = c.FirstChild
		default:
			for c != n && c.NextSibling == nil {
				c = c.Parent
			}
			if c == n {
				return true
			}
			c = c.NextSibling
		}
		if c.Type == html.ElementNode {
			if a.read(c); a.any {
				return false
			}
		}
	}
	return false
}

// A processor turns a tree into statements.
type processor struct {
	limits  schemaorg.Limits
	base    string // against which IRIs resolve, without fragment
	address string // of the page, against which prefixes resolve

	attrs    attributes
	frames   []frame
	prefixes map[string]string
	shadowed []binding
	declared int
	blanks   int

	statements []statement
	full       bool
	order      int
	// named is where a subject that has a name was named first.
	named map[string]text.Origin

	made   int             // bytes of IRIs made
	markup int             // bytes of markup kept
	text   strings.Builder // of all open and closed elements whose text is a value
	texts  []textSpan
	open   []int // indices in texts of the elements being read

	problems []schemaorg.Problem
	bounds   map[string]bool
}

// A textSpan is the text of an element: bytes [start, end) of what was read.
type textSpan struct{ start, end int }

func newProcessor(base, address *url.URL, limits schemaorg.Limits) *processor {
	p := &processor{
		limits:   limits,
		prefixes: make(map[string]string),
		named:    make(map[string]text.Origin),
	}
	if base != nil && base.IsAbs() {
		p.base, _, _ = strings.Cut(base.String(), "#")
	}
	if address != nil && address.IsAbs() {
		p.address = address.String()
	}
	return p
}

// run processes the tree of root (RDFa Core, section 7.5).
func (p *processor) run(root *html.Node) {
	document := rdf.Term{Kind: rdf.IRI, Value: p.base}
	p.frames = append(p.frames, frame{parentSubject: document})
	text.Walk(root, false, func(n *html.Node) bool {
		switch n.Type {
		case html.ElementNode:
			p.enter(n)
		case html.TextNode:
			if len(p.open) > 0 {
				p.text.WriteString(n.Data)
			}
		}
		return true
	}, func(n *html.Node) {
		if p.frames[len(p.frames)-1].node == n {
			p.leave()
		}
	})
	p.finishTexts()
	p.copyPatterns()
}

func (p *processor) problem(code string, origin text.Origin, message string) {
	if len(p.problems) >= maxProblems {
		p.bound("the page has more RDFa problems than are listed")
		return
	}
	p.problems = append(p.problems, schemaorg.Problem{Code: code, Message: message, Origin: origin})
}

// tooLong says that some IRIs were not put together.
const tooLong = "the IRIs in the RDFa of the page are too long together"

// bound tells once that a bound was met.
func (p *processor) bound(message string) {
	if p.bounds[message] {
		return
	}
	if p.bounds == nil {
		p.bounds = make(map[string]bool)
	}
	p.bounds[message] = true
	p.problems = append(p.problems, schemaorg.Problem{Code: "rdfa-work", Message: message})
}

// state adds a statement.
func (p *processor) state(s statement) {
	if len(p.statements) >= p.limits.Statements {
		p.full = true
		p.bound("the page has more RDFa statements than are read")
		return
	}
	// A long subject is looked up and written with each of its statements.
	const short = 256
	if n := len(s.subject.Value); n > short {
		if p.made += n; p.made > p.limits.IRIBytes {
			p.bound(tooLong)
			return
		}
	}
	p.order++
	s.order = p.order
	p.statements = append(p.statements, s)
}

// A named predicate is a token of property, rel or rev that was resolved.
type predicate struct{ iri, name string }

// predicates resolves the tokens of an attribute. With linksOnly those without
// a colon are passed over. Tokens that resolve to nothing are left out.
func (p *processor) predicates(n *html.Node, a *html.Attribute, vocab string, linksOnly bool) []predicate {
	if a == nil {
		return nil
	}
	var list []predicate
	for rest := a.Val; ; {
		var token string
		if token, rest = nextToken(rest); token == "" {
			return list
		}
		if linksOnly && !strings.Contains(token, ":") {
			continue
		}
		if iri := p.name(token, vocab); iri != "" {
			p.checkPrefix(n, a.Key, token)
			list = append(list, predicate{iri, token})
		}
	}
}

// hasIRI reports whether an attribute has a token with a colon.
func hasIRI(a *html.Attribute) bool { return a != nil && strings.Contains(a.Val, ":") }

// enter processes an element and opens the context of its children. The
// numbers of the steps are those of RDFa Core 1.1, section 7.5.
func (p *processor) enter(n *html.Node) {
	root := n.Parent == nil || n.Parent.Type == html.DocumentNode
	inherits := n.Namespace == "" && (n.DataAtom == atom.Head || n.DataAtom == atom.Body)
	p.attrs.read(n)
	a := &p.attrs
	context := &p.frames[len(p.frames)-1]
	if !a.any && !root && !inherits {
		if a.href == nil && a.src == nil {
			// Step 5 would pass the context on as it is.
			return
		}
		if len(context.incomplete) == 0 && silent(n) {
			return
		}
	}
	f := frame{node: n, lang: context.lang, vocab: context.vocab, lists: context.lists, shadowed: len(p.shadowed)}

	// Step 2.
	if a.vocab != nil {
		f.vocab = ""
		if strings.TrimSpace(a.vocab.Val) != "" {
			t := p.resolve(a.vocab.Val)
			f.vocab = t.Value
			p.state(statement{
				subject:   rdf.Term{Kind: rdf.IRI, Value: p.base},
				predicate: rdf.RDFaUsesVocab,
				value:     value{term: t, node: n, origin: text.FromAttr(n, "vocab")},
				role:      asStructure,
			})
		}
	}
	// Step 3.
	if a.prefix != nil || a.xmlns {
		p.declarePrefixes(n)
	}
	// Step 4.
	if a.lang != nil {
		f.lang = a.lang.Val
	}
	if a.xmlLang != nil {
		f.lang = a.xmlLang.Val
	}
	// HTML+RDFa, section 3.1, item 7.
	if a.property != nil {
		if !hasIRI(a.rel) {
			a.rel = nil
		}
		if !hasIRI(a.rev) {
			a.rev = nil
		}
	}
	rels := p.predicates(n, a.rel, f.vocab, a.property != nil)
	revs := p.predicates(n, a.rev, f.vocab, a.property != nil)

	s := p.subjects(n, root, inherits, context)

	// Step 7.
	if s.typed.Kind != 0 {
		p.types(n, s.typed, f.vocab)
	}
	// Step 8.
	if s.subject.Kind != 0 && s.subject != context.parentObject {
		f.lists = &listMapping{subject: s.subject}
		f.ended = append(f.ended, f.lists)
	}
	place := func(a *html.Attribute) text.Origin { return text.FromAttr(n, a.Key) }
	if s.object.Kind != 0 {
		// Step 9.
		v := s.objectValue
		for _, r := range rels {
			if a.inlist != nil {
				p.append(f.lists.list(r.iri, r.name, place(a.rel)), v)
			} else {
				p.state(statement{value: v, subject: s.subject, predicate: r.iri, name: r.name, place: place(a.rel)})
			}
		}
		for _, r := range revs {
			v.term = s.subject
			p.state(statement{value: v, subject: s.object, predicate: r.iri, name: r.name, place: place(a.rev), role: asReverse})
		}
	} else if len(rels)+len(revs) > 0 {
		// Step 10.
		for _, r := range rels {
			i := incomplete{predicate: r.iri, name: r.name, place: place(a.rel)}
			if a.inlist != nil {
				i.list = f.lists.list(r.iri, r.name, i.place)
			}
			f.incomplete = append(f.incomplete, i)
		}
		for _, r := range revs {
			f.incomplete = append(f.incomplete, incomplete{predicate: r.iri, name: r.name, place: place(a.rev), reverse: true})
		}
		s.object = p.blank()
	}
	// Step 11.
	if a.property != nil {
		p.properties(n, &f, &s)
	}
	// Step 12.
	if !s.skip && s.subject.Kind != 0 {
		p.complete(n, context, &s)
	}
	// Step 13.
	if s.skip {
		f.parentSubject, f.parentObject, f.incomplete = context.parentSubject, context.parentObject, context.incomplete
	} else {
		f.parentSubject = context.parentSubject
		if s.subject.Kind != 0 {
			f.parentSubject = s.subject
		}
		f.parentObject = f.parentSubject
		if s.object.Kind != 0 && s.object != f.parentObject {
			// Lists inside are those of the object. The specification resets
			// them only where an element names another subject; the test
			// suite has it so (0226), and so do its processors.
			f.parentObject = s.object
			f.lists = &listMapping{subject: s.object}
			f.ended = append(f.ended, f.lists)
		}
	}
	p.frames = append(p.frames, f)
}

// leave closes the innermost context: it ends its lists (step 14), its text
// and its prefixes.
func (p *processor) leave() {
	f := &p.frames[len(p.frames)-1]
	for _, m := range f.ended {
		for _, l := range m.lists {
			p.stateList(m.subject, l)
		}
	}
	for range f.texts {
		last := len(p.open) - 1
		p.texts[p.open[last]].end = p.text.Len()
		p.open = p.open[:last]
	}
	p.restore(f.shadowed)
	p.frames = p.frames[:len(p.frames)-1]
}

// stateList makes the statements of a list: its head, and what it is made of.
func (p *processor) stateList(subject rdf.Term, l *list) {
	terms := make([]rdf.Term, len(l.entries)+1)
	for i := range l.entries {
		terms[i] = p.blank()
	}
	terms[len(l.entries)] = rdf.Term{Kind: rdf.IRI, Value: rdf.Nil}
	head := value{term: terms[0], node: l.place.Node, origin: l.place}
	p.state(statement{value: head, subject: subject, predicate: l.predicate, name: l.name, place: l.place, list: l})
	for i := range l.entries {
		p.state(statement{value: l.entries[i], subject: terms[i], predicate: rdf.First, role: asStructure})
		rest := value{term: terms[i+1], node: l.entries[i].node, origin: l.entries[i].origin}
		p.state(statement{value: rest, subject: terms[i], predicate: rdf.Rest, role: asStructure})
	}
}

func (p *processor) append(l *list, v value) {
	if p.order++; p.order > p.limits.Statements {
		p.full = true
		p.bound("the page has more RDFa statements than are read")
		return
	}
	v.order = p.order
	l.entries = append(l.entries, v)
}

// A selection is what an element is about.
type selection struct {
	// subject, object and typed are the new subject, the current object
	// resource and the typed resource, or no term.
	subject, object, typed rdf.Term
	// subjectValue is subject with its place, where the element names it.
	subjectValue value
	// objectValue is object with its place, where rel or rev point at it.
	objectValue value
	// skip reports that the element passes its context on.
	skip bool
}

// subjects establishes the new subject and object (steps 5 and 6).
func (p *processor) subjects(n *html.Node, root, inherits bool, context *frame) selection {
	a := &p.attrs
	var s selection
	document := rdf.Term{Kind: rdf.IRI, Value: p.base}
	about, aboutValue := p.subjectFrom(n, a.about)
	s.subjectValue = aboutValue
	// outside is the subject of an element that names none.
	outside := context.parentObject
	if root {
		outside = document
	}
	switch {
	case a.rel != nil || a.rev != nil:
		s.subject = about
		if about.Kind == 0 {
			s.subject = outside
		}
		s.object, s.objectValue = p.subjectFrom(n, a.resource, a.href, a.src)
		if a.typeof != nil {
			switch {
			case about.Kind != 0:
				s.typed = about
			case s.object.Kind == 0 && inherits:
				s.typed = s.subject
			case s.object.Kind == 0:
				s.object = p.blank()
				s.objectValue = value{term: s.object, node: n, origin: text.FromTag(n), typed: true}
				s.typed = s.object
			default:
				s.typed = s.object
			}
		}
	case a.property != nil && a.content == nil && a.datatype == nil:
		s.subject = about
		if about.Kind == 0 {
			s.subject = outside
		}
		if a.typeof == nil {
			break
		}
		if s.typed = about; s.typed.Kind == 0 && root {
			s.typed = document
		}
		if s.typed.Kind == 0 {
			s.typed, _ = p.subjectFrom(n, a.resource, a.href, a.src)
		}
		if s.typed.Kind == 0 && inherits {
			s.typed = s.subject
		}
		if s.typed.Kind == 0 {
			s.typed = p.blank()
		}
		s.object = s.typed
	default:
		if s.subject = about; about.Kind == 0 {
			s.subject, s.subjectValue = p.subjectFrom(n, a.resource, a.href, a.src)
		}
		if s.subject.Kind == 0 {
			switch {
			case root, inherits:
				s.subject = outside
			case a.typeof != nil:
				s.subject = p.blank()
			case outside.Kind != 0:
				s.subject = outside
				s.skip = a.property == nil
			}
		}
		if a.typeof != nil {
			s.typed = s.subject
		}
	}
	return s
}

// from is the resource that the first of the attributes names that names one,
// with its place.
func (p *processor) from(n *html.Node, attrs ...*html.Attribute) (rdf.Term, value) {
	for _, at := range attrs {
		if at == nil {
			continue
		}
		var t rdf.Term
		ok := true
		if at.Key == "href" || at.Key == "src" {
			t = p.resolve(at.Val)
		} else {
			t, ok = p.resource(at.Val)
		}
		if !ok {
			continue
		}
		v := value{term: t, node: n, origin: text.FromAttr(n, at.Key), typed: p.attrs.typeof != nil}
		if at.Val != t.Value && t.Kind == rdf.IRI {
			v.raw = at.Val
		}
		return t, v
	}
	return rdf.Term{}, value{}
}

// subjectFrom is what from is, and keeps the place as that of the resource if
// it is the first.
func (p *processor) subjectFrom(n *html.Node, attrs ...*html.Attribute) (rdf.Term, value) {
	t, v := p.from(n, attrs...)
	if t.Kind != 0 && len(p.named) < p.limits.Statements {
		if _, known := p.named[t.Key()]; !known {
			p.named[t.Key()] = v.origin
		}
	}
	return t, v
}

// types states the types of a resource (step 7).
func (p *processor) types(n *html.Node, subject rdf.Term, vocab string) {
	unresolved := ""
	for rest := p.attrs.typeof.Val; ; {
		var token string
		if token, rest = nextToken(rest); token == "" {
			break
		}
		s := statement{
			value:     value{node: n, origin: text.FromAttr(n, "typeof")},
			subject:   subject,
			predicate: rdf.Type,
			name:      token,
			place:     text.FromAttr(n, "typeof"),
			role:      asType,
		}
		if iri := p.name(token, vocab); iri != "" {
			p.checkPrefix(n, "typeof", token)
			s.term = rdf.Term{Kind: rdf.IRI, Value: iri}
		} else if isCustom(n) {
			continue
		} else if unresolved == "" && vocab == "" && isTerm(token) {
			unresolved = token
		}
		p.state(s)
	}
	if token, _ := nextToken(p.attrs.typeof.Val); token == "" {
		// typeof="" makes a thing without a type.
		p.state(statement{value: value{node: n}, subject: subject, predicate: rdf.Type, role: asType})
	}
	p.checkVocab(n, "typeof", unresolved)
}

// properties states the properties of an element (step 11).
func (p *processor) properties(n *html.Node, f *frame, s *selection) {
	a := &p.attrs
	var v value
	var unresolved string
	made := false
	for rest := a.property.Val; ; {
		var token string
		if token, rest = nextToken(rest); token == "" {
			break
		}
		iri := p.name(token, f.vocab)
		if iri == "" {
			if strings.Contains(token, ":") || f.vocab != "" || !isTerm(token) || isCustom(n) {
				continue
			}
			if unresolved == "" {
				unresolved = token
			}
		} else {
			p.checkPrefix(n, "property", token)
		}
		if !made {
			made = true
			var ok bool
			if v, ok = p.propertyValue(n, f, s); !ok {
				break
			}
		}
		if a.inlist != nil && iri != "" {
			p.append(f.lists.list(iri, token, text.FromAttr(n, "property")), v)
			continue
		}
		p.state(statement{value: v, subject: s.subject, predicate: iri, name: token, place: text.FromAttr(n, "property")})
	}
	p.checkVocab(n, "property", unresolved)
}

// propertyValue is the current property value; ok is false where it cannot be
// made and the statement is to be left out.
func (p *processor) propertyValue(n *html.Node, f *frame, s *selection) (v value, ok bool) {
	a := &p.attrs
	v = value{node: n, origin: text.FromTag(n)}
	datatype := ""
	if a.datatype != nil {
		if token, _ := nextToken(a.datatype.Val); token != "" {
			datatype = p.name(token, f.vocab)
		}
	}
	v.term = rdf.Term{Kind: rdf.Literal, Datatype: datatype}
	if datatype == "" {
		v.term.Lang = f.lang
	}
	date := func(at *html.Attribute) {
		v.term.Value, v.origin = at.Val, text.FromAttr(n, at.Key)
		if a.datatype == nil {
			p.dated(&v.term)
		}
	}
	isTime := n.DataAtom == atom.Time && n.Namespace == ""
	switch {
	case datatype == rdf.HTMLLiteral || datatype == rdf.XMLLiteral:
		markup, ok := p.serialize(n, datatype == rdf.XMLLiteral)
		if !ok {
			return v, false
		}
		v.term.Value, v.origin, v.fromContent = markup, text.FromContent(n), true
	case a.content != nil:
		v.term.Value, v.origin = a.content.Val, text.FromAttr(n, "content")
	case a.datetime != nil:
		date(a.datetime)
	case a.datatype != nil, isTime:
		p.takeText(n, f, &v)
	default:
		if a.rel == nil && a.rev == nil {
			if t, place := p.from(n, a.resource, a.href, a.src); t.Kind != 0 {
				return place, true
			}
		}
		if a.typeof != nil && a.about == nil && s.typed.Kind != 0 {
			v.term, v.typed = s.typed, true
			return v, true
		}
		p.takeText(n, f, &v)
	}
	return v, true
}

// dated gives a literal the datatype whose lexical form it has, if any.
func (p *processor) dated(t *rdf.Term) {
	if d := rdf.DateType(t.Value); d != "" {
		t.Datatype, t.Lang = d, ""
	}
}

// takeText makes v the text of n, which is read until n is left. Elements that
// nest share the bytes of their texts.
func (p *processor) takeText(n *html.Node, f *frame, v *value) {
	v.origin, v.fromContent = text.FromContent(n), true
	c := n.FirstChild
	switch {
	case c == nil || text.IsTemplate(n):
	case c.NextSibling == nil && c.Type == html.TextNode:
		v.term.Value = c.Data
		p.timeText(v)
	default:
		p.open = append(p.open, len(p.texts))
		p.texts = append(p.texts, textSpan{start: p.text.Len()})
		v.text = len(p.texts)
		f.texts++
	}
}

// timeText gives the text of a time element its datatype (HTML+RDFa, section
// 3.1, item 10).
func (p *processor) timeText(v *value) {
	if v.node.DataAtom != atom.Time || v.node.Namespace != "" {
		return
	}
	if _, explicit := text.Attr(v.node, "datatype"); !explicit {
		p.dated(&v.term)
	}
}

// finishTexts puts the texts that were read into the statements.
func (p *processor) finishTexts() {
	all := p.text.String()
	fill := func(v *value) {
		if v.text > 0 {
			t := p.texts[v.text-1]
			v.term.Value = all[t.start:t.end]
			v.text = 0
			p.timeText(v)
		}
	}
	for i := range p.statements {
		s := &p.statements[i]
		fill(&s.value)
		if s.list != nil {
			for k := range s.list.entries {
				fill(&s.list.entries[k])
			}
		}
	}
}

// complete completes the triples that wait for the new subject (step 12).
func (p *processor) complete(n *html.Node, context *frame, s *selection) {
	if len(context.incomplete) == 0 {
		return
	}
	v := s.subjectValue
	if v.node == nil {
		v = value{term: s.subject, node: n, origin: text.FromTag(n), typed: p.attrs.typeof != nil}
	}
	for _, i := range context.incomplete {
		if p.full {
			return
		}
		switch {
		case i.list != nil:
			p.append(i.list, v)
		case i.reverse:
			r := v
			r.term = context.parentSubject
			p.state(statement{value: r, subject: s.subject, predicate: i.predicate, name: i.name, place: i.place, role: asReverse})
		default:
			p.state(statement{value: v, subject: context.parentSubject, predicate: i.predicate, name: i.name, place: i.place})
		}
	}
}

// checkPrefix notes a name that stands for itself although it looks as if its
// prefix were meant to be known.
func (p *processor) checkPrefix(n *html.Node, attr, token string) {
	prefix, reference, ok := strings.Cut(token, ":")
	if !ok || prefix == "_" || rdf.Scheme(token) == "" || isCustom(n) || strings.HasPrefix(reference, "//") {
		return
	}
	if _, known := p.prefix(prefix); known || schemes[strings.ToLower(prefix)] {
		return
	}
	p.problem("rdfa-unknown-prefix", text.FromAttr(n, attr),
		"RDFa name with an undeclared prefix: "+quote(token))
}

// checkVocab notes a name that only a vocabulary could resolve. Elements that
// are not of HTML use the same attributes for other things, and programs write
// property="stylesheet" to have links to style sheets allowed in the body.
func (p *processor) checkVocab(n *html.Node, attr, name string) {
	if name != "" && !isCustom(n) && !linkTypes[name] {
		p.problem("rdfa-no-vocab", text.FromAttr(n, attr),
			"RDFa term without a vocabulary: "+quote(name))
	}
}

// triples are the statements that are triples.
func (p *processor) triples() []rdf.Triple {
	var triples []rdf.Triple
	for i := range p.statements {
		s := &p.statements[i]
		if s.removed || s.predicate == "" || s.term.Kind == 0 || s.subject.Kind == 0 {
			continue
		}
		triples = append(triples, rdf.Triple{
			Subject:   s.subject,
			Predicate: rdf.Term{Kind: rdf.IRI, Value: s.predicate},
			Object:    s.term,
			Origin:    s.origin,
		})
	}
	return triples
}
