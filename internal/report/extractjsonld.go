package report

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg"
)

// deepestNode bounds how deep nodes stand inside one another; what is deeper
// stands at the top and is referred to.
const deepestNode = 16

// extractJSONLD writes the items of pages as expanded JSON-LD (JSON-LD 1.1,
// section 9.1): an array with a node object for each entity, items that share
// an id joined. A node that is the value of just one property stands there;
// one that is the value of several, or of none, stands at the top. With
// several pages each is a named graph (section 4.9), called by the page's
// address.
//
// Types and properties of schema.org are written in its http namespace, as its
// own context expands them: pages use both, in one syntax this and in another
// that, and joined they are one vocabulary. Types and properties without an
// IRI cannot be said in expanded JSON-LD and are left out.
type extractJSONLD struct {
	w     io.Writer
	opts  ExtractOptions
	pages int
	// held is the first page, until there is known to be no second.
	held    []byte
	address string
}

func newExtractJSONLD(w io.Writer, opts ExtractOptions) Extract {
	return &extractJSONLD{w: w, opts: opts}
}

func (j *extractJSONLD) Failed(page.Source, error) error { return nil }

func (j *extractJSONLD) Page(p *page.Page) ([]string, error) {
	j.pages++
	x := newExtraction(p, j.opts.Syntaxes)
	x.bare = true
	b := newNodes(x.items(), j.pages)
	x.bare = false
	notes := noteLines(p, x.notes(), j.opts.Syntaxes)
	if err := b.write(); err != nil {
		return notes, err
	}
	address := ""
	if p.URL != nil {
		address = p.URL.String()
	}
	if j.pages == 1 {
		j.held, j.address = b.out.Bytes(), address
		return notes, nil
	}
	if j.pages == 2 {
		if err := j.graph("[\n", j.address, j.held); err != nil {
			return notes, err
		}
		j.held = nil
	}
	return notes, j.graph(",\n", address, b.out.Bytes())
}

// graph writes a page as one of several.
func (j *extractJSONLD) graph(sep, address string, nodes []byte) error {
	var b bytes.Buffer
	b.WriteString(sep + "  {\n")
	if address != "" {
		id, err := marshal(address)
		if err != nil {
			return err
		}
		b.WriteString(`    "@id": ` + string(id) + ",\n")
	}
	b.WriteString(`    "@graph": `)
	// No line end stands inside a text.
	b.Write(bytes.ReplaceAll(nodes, []byte("\n"), []byte("\n    ")))
	b.WriteString("\n  }")
	_, err := j.w.Write(b.Bytes())
	return err
}

func (j *extractJSONLD) Close() error {
	end := "\n]\n"
	switch j.pages {
	case 0:
		end = "[]\n"
	case 1:
		end = string(j.held) + "\n"
	}
	_, err := io.WriteString(j.w, end)
	return err
}

// A node is an entity of the page: the items that share an id.
type node struct {
	id     string // an IRI, or empty
	label  string // the name of a blank node, once it was written
	types  []string
	typed  map[string]bool // by type
	props  []nodeProperty
	byName map[nodeName]int // index in props

	refs  int // values of other nodes that are this one
	from  int // the node that refers to it, when just one does
	depth int // how deep it stands; 0 at the top, -1 while unknown
}

// named reports whether others refer to the node by its name, so that it needs
// one.
func (n *node) named() bool { return n.id != "" || n.depth == 0 && n.refs > 0 || !n.says() }

// says reports whether the page says anything of the node but its id.
func (n *node) says() bool { return len(n.types)+len(n.props) > 0 }

type nodeName struct {
	iri     string
	reverse bool
}

type nodeProperty struct {
	nodeName
	values []nodeValue
}

// A nodeValue is another node, or a value that is written as it is.
type nodeValue struct {
	node int // -1 for a value
	json string
}

// nodes are the entities of one page on their way.
type nodes struct {
	items  []itemExtract
	list   []*node
	byKey  map[string]int // index of the node with an id
	ofItem []int          // index of an item's node
	names  blankNames
	out    bytes.Buffer
	err    error
}

func newNodes(items []itemExtract, page int) *nodes {
	b := &nodes{items: items, byKey: make(map[string]int), names: blankNames{page: page}}
	for i := range items {
		b.ofItem = append(b.ofItem, b.entity(items[i].Syntax, items[i].ID))
	}
	for i := range items {
		b.fill(i)
	}
	b.place()
	return b
}

// entity is the index of the node with an id of the page, a new one when there
// is none, or the id is empty. Labels of blank nodes name nodes of their syntax
// only.
func (b *nodes) entity(syntax, id string) int {
	n := &node{id: id, typed: map[string]bool{}, byName: map[nodeName]int{}, depth: -1}
	key := id
	if strings.HasPrefix(id, "_:") {
		n.id, key = "", syntax+" "+id
	}
	if k, ok := b.byKey[key]; ok {
		return k
	}
	if key != "" {
		b.byKey[key] = len(b.list)
	}
	b.list = append(b.list, n)
	return len(b.list) - 1
}

// id is what others call a node. Blank nodes are named as they are met in the
// output.
func (b *nodes) id(k int) string {
	n := b.list[k]
	switch {
	case n.id != "":
		return n.id
	case n.label == "":
		n.label = "_:" + b.names.next()
	}
	return n.label
}

// fill gives a node what an item says of it.
func (b *nodes) fill(i int) {
	it := &b.items[i]
	n := b.list[b.ofItem[i]]
	for _, t := range it.Types {
		t = oneVocabulary(t)
		if rdf.Scheme(t) != "" && !n.typed[t] {
			n.typed[t] = true
			n.types = append(n.types, t)
		}
	}
	for k := range it.Properties {
		p := &it.Properties[k]
		if rdf.Scheme(p.IRI) == "" {
			continue
		}
		v, ok := b.value(it.Syntax, &p.Value)
		if !ok || p.Reverse && v.node < 0 && p.Value.Kind != kindURL {
			continue
		}
		name := nodeName{oneVocabulary(p.IRI), p.Reverse}
		at, ok := n.byName[name]
		if !ok {
			at = len(n.props)
			n.byName[name] = at
			n.props = append(n.props, nodeProperty{nodeName: name})
		}
		n.props[at].values = append(n.props[at].values, v)
	}
}

// oneVocabulary is an IRI, those of schema.org in one namespace.
func oneVocabulary(iri string) string {
	if term := schemaorg.Term(iri); term != "" {
		return schemaorg.NamespaceHTTP + term
	}
	return iri
}

func (b *nodes) value(syntax string, v *valueExtract) (nodeValue, bool) {
	switch v.Kind {
	case kindItem:
		if v.Item == nil {
			return nodeValue{}, false
		}
		return nodeValue{node: b.ofItem[*v.Item]}, true
	case kindURL:
		if *v.Text == "" {
			return nodeValue{}, false
		}
		id := *v.Text
		if k, ok := b.byKey[id]; ok {
			return nodeValue{node: k}, true
		}
		if strings.HasPrefix(id, "_:") {
			return nodeValue{node: b.entity(syntax, id)}, true
		}
		return nodeValue{-1, `{"@id": ` + b.json(id) + `}`}, true
	case kindLiteral:
		switch {
		case v.Datatype == rdf.NS+"JSON" && json.Valid([]byte(*v.Text)):
			var compact bytes.Buffer
			if err := json.Compact(&compact, []byte(*v.Text)); err != nil {
				return nodeValue{}, false
			}
			return nodeValue{-1, `{"@value": ` + string(SafeJSON(compact.Bytes())) + `, "@type": "@json"}`}, true
		case rdf.Scheme(v.Datatype) != "":
			return nodeValue{-1, `{"@value": ` + b.json(*v.Text) + `, "@type": ` + b.json(v.Datatype) + `}`}, true
		}
	}
	if languageTag.MatchString(v.Language) {
		return nodeValue{-1, `{"@value": ` + b.json(*v.Text) + `, "@language": ` + b.json(v.Language) + `}`}, true
	}
	return nodeValue{-1, `{"@value": ` + b.json(*v.Text) + `}`}, true
}

// languageTag are the tags that RDF takes (W3C N-Quads, LANGTAG).
var languageTag = regexp.MustCompile(`^[A-Za-z]+(-[A-Za-z0-9]+)*$`)

func (b *nodes) json(s string) string {
	data, err := marshal(s)
	if err != nil && b.err == nil {
		b.err = err
	}
	return string(data)
}

// place says where each node stands: at the top, or inside the only node that
// refers to it.
func (b *nodes) place() {
	for k, n := range b.list {
		for i := range n.props {
			p := &n.props[i]
			seen := make(map[nodeValue]bool, len(p.values))
			p.values = slices.DeleteFunc(p.values, func(v nodeValue) bool {
				twice := seen[v]
				seen[v] = true
				return twice
			})
			for _, v := range p.values {
				if v.node >= 0 {
					to := b.list[v.node]
					to.refs++
					to.from = k
				}
			}
		}
	}
	var path []int
	for k := range b.list {
		// Up to a node whose depth is known, and down again.
		path = path[:0]
		at := k
		for b.list[at].depth < 0 {
			n := b.list[at]
			if n.refs != 1 {
				n.depth = 0
				break
			}
			n.depth = 0 // for a cycle, which ends here: its node stands at the top
			path = append(path, at)
			at = n.from
		}
		// A cycle leads back to a node of the path, and that stays at the top.
		top := slices.Index(path, at)
		for i := len(path) - 1; i >= 0; i-- {
			if i == top {
				continue
			}
			n := b.list[path[i]]
			if n.depth = b.list[n.from].depth + 1; n.depth > deepestNode {
				n.depth = 0
			}
		}
	}
}

// write writes the nodes that stand at the top, as an array.
func (b *nodes) write() error {
	b.out.WriteByte('[')
	sep := ""
	for k, n := range b.list {
		if n.depth > 0 || !n.says() {
			continue
		}
		b.out.WriteString(sep)
		sep = ","
		b.line(1)
		b.node(k, 1)
	}
	if sep != "" {
		b.line(0)
	}
	b.out.WriteByte(']')
	return b.err
}

// line begins a line.
func (b *nodes) line(indent int) {
	b.out.WriteByte('\n')
	for range indent {
		b.out.WriteString("  ")
	}
}

// node writes a node with those that stand in it, a member a line. The
// recursion ends at deepestNode.
func (b *nodes) node(k, indent int) {
	n := b.list[k]
	if !n.says() {
		b.out.WriteString(`{"@id": ` + b.json(b.id(k)) + "}")
		return
	}
	sep := "{"
	key := func(name string, indent int) {
		b.out.WriteString(sep)
		sep = ","
		b.line(indent)
		b.out.WriteString(b.json(name) + ": ")
	}
	if n.named() {
		key("@id", indent+1)
		b.out.WriteString(b.json(b.id(k)))
	}
	if len(n.types) > 0 {
		key("@type", indent+1)
		b.out.WriteByte('[')
		for i, t := range n.types {
			if i > 0 {
				b.out.WriteString(", ")
			}
			b.out.WriteString(b.json(t))
		}
		b.out.WriteByte(']')
	}
	reverse := false
	for i := range n.props {
		if reverse = reverse || n.props[i].reverse; !n.props[i].reverse {
			key(n.props[i].iri, indent+1)
			b.values(n.props[i].values, indent+1)
		}
	}
	if reverse {
		key("@reverse", indent+1)
		sep = "{"
		for i := range n.props {
			if n.props[i].reverse {
				key(n.props[i].iri, indent+2)
				b.values(n.props[i].values, indent+2)
			}
		}
		b.line(indent + 1)
		b.out.WriteByte('}')
	}
	b.line(indent)
	b.out.WriteByte('}')
}

// values writes the values of a property: one beside it, several a line each.
func (b *nodes) values(values []nodeValue, indent int) {
	b.out.WriteByte('[')
	several := len(values) > 1
	if several {
		indent++
	}
	for i, v := range values {
		if i > 0 {
			b.out.WriteByte(',')
		}
		if several {
			b.line(indent)
		}
		switch {
		case v.node < 0:
			b.out.WriteString(v.json)
		case b.list[v.node].depth > 0:
			b.node(v.node, indent)
		default:
			b.out.WriteString(`{"@id": ` + b.json(b.id(v.node)) + "}")
		}
	}
	if several {
		b.line(indent - 1)
	}
	b.out.WriteByte(']')
}
