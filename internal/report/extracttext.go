package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fatih/color"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg"
)

// Bounds of the text format; JSON has everything.
const (
	longestValue = 160 // code points shown of a value
	longestName  = 60  // code points shown of a name
	widestName   = 28  // columns that names are filled up to
	mostLinks    = 5   // links shown of one kind
	deepestTree  = 12  // items inside one another; those below follow on their own
	gutterWidth  = 8   // columns for line:column
)

// extractText writes what pages say for people: a tree behind a gutter that
// has the line and column of each value.
type extractText struct {
	w       io.Writer
	opts    ExtractOptions
	started bool

	bold, faint, name, typ *color.Color
}

func newExtractText(w io.Writer, opts ExtractOptions) Extract {
	t := &extractText{
		w: w, opts: opts,
		bold: color.New(color.Bold), faint: color.New(color.Faint), name: color.New(color.FgCyan),
		typ: color.New(color.FgGreen, color.Bold),
	}
	for _, c := range []*color.Color{t.bold, t.faint, t.name, t.typ} {
		if opts.Color {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
	}
	return t
}

func (t *extractText) Failed(page.Source, error) error { return nil }

func (t *extractText) Close() error { return nil }

func (t *extractText) Page(p *page.Page) ([]string, error) {
	e := extractOf(p, t.opts.Syntaxes)
	o := &textPage{extractText: t, e: e}
	if t.started {
		o.b.WriteByte('\n')
	}
	t.started = true
	o.b.WriteString(t.bold.Sprint(Escape(SourceLabel(&p.Source))))
	if e.URL != "" {
		o.b.WriteString(" " + t.faint.Sprint("("+Escape(shorten(e.URL, longestValue))+")"))
	}
	o.b.WriteByte('\n')
	empty := o.b.Len()
	o.head()
	o.links()
	o.metas("Open Graph", e.OpenGraph)
	o.metas("Twitter", e.Twitter)
	o.items("Microdata", syntaxMicrodata)
	o.items("RDFa", syntaxRDFa)
	o.items("JSON-LD", syntaxJSONLD)
	if o.b.Len() == empty {
		o.b.WriteString("  nothing of what was asked for\n")
	}
	_, err := io.WriteString(t.w, o.b.String())
	return noteLines(p, e.Notes, t.opts.Syntaxes), err
}

// A textPage is the text of one page on its way.
type textPage struct {
	*extractText
	e *pageExtract
	b strings.Builder

	shown []bool // by item number
	later []int  // items that stand too deep and follow on their own
}

func (o *textPage) section(name string) {
	o.b.WriteString("\n" + o.bold.Sprint(name) + "\n")
}

// A row is a line of the output.
type row struct {
	place   *jsonPlace
	outside string
	indent  int
	name    string
	value   string // escaped, perhaps coloured
}

// rows writes lines whose values stand below each other.
func (o *textPage) rows(rows []row) {
	width := 0
	for _, r := range rows {
		if n := 2*r.indent + Width(r.name); n <= widestName {
			width = max(width, n)
		}
	}
	for _, r := range rows {
		o.row(r, width)
	}
}

func (o *textPage) row(r row, width int) {
	at := r.outside
	if r.place != nil {
		at = fmt.Sprintf("%d:%d", r.place.Start.Line, r.place.Start.Column)
	}
	fill := strings.Repeat(" ", max(0, width-2*r.indent-Width(r.name)))
	fmt.Fprintf(&o.b, "%s  %s%s%s  %s\n", o.faint.Sprintf("%*s", gutterWidth, at),
		strings.Repeat("  ", r.indent), o.name.Sprint(r.name), fill, r.value)
}

// label is a name of the page as a row shows it.
func label(s string) string { return Escape(shorten(s, longestName)) }

// shorten is a text on one line, white space folded, and cut after n code
// points.
func shorten(s string, n int) string {
	var b strings.Builder
	space, count := false, 0
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = count > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
			count++
		}
		if count >= n {
			return strings.TrimSuffix(b.String(), " ") + "…"
		}
		b.WriteRune(r)
		count++
	}
	return b.String()
}

// bounded is a text in marks, bounded, with the number of its characters where
// it was cut.
func (o *textPage) bounded(open, s, end string) string {
	short := shorten(s, longestValue)
	out := open + Escape(short) + end
	if strings.HasSuffix(short, "…") && !strings.HasSuffix(s, "…") {
		out += " " + o.faint.Sprintf("(%s)", count(utf8.RuneCountInString(s), "character"))
	}
	return out
}

// address is an IRI or the label of a blank node.
func (o *textPage) address(s string) string {
	if strings.HasPrefix(s, "_:") {
		return o.bounded("", s, "")
	}
	return o.bounded("<", s, ">")
}

func (o *textPage) quoted(s string) string { return o.bounded(`"`, s, `"`) }

// head writes what the head says beside links and the names of networks.
func (o *textPage) head() {
	h := o.e.Head
	if h == nil {
		return
	}
	var rows []row
	if h.Language != nil {
		rows = append(rows, row{place: h.Language.Place, name: "language", value: o.quoted(h.Language.Text)})
	}
	rows = append(rows, row{place: h.Charset.Place, name: "charset",
		value: h.Charset.Name + " " + o.faint.Sprint("("+charsetWords(h.Charset.Source)+")")})
	for _, t := range h.Titles {
		value := o.quoted(t.Text)
		if !*t.InHead {
			value += " " + o.faint.Sprint("(not in head)")
		}
		rows = append(rows, row{place: t.Place, name: "title", value: value})
	}
	for _, b := range h.Bases {
		rows = append(rows, row{place: b.Place, name: "base", value: o.address(b.Href)})
	}
	o.section("Head")
	o.rows(append(rows, o.metaRows(h.Metas)...))
}

func charsetWords(source string) string {
	switch source {
	case "bom":
		return "from the byte order mark"
	case "header":
		return "from the Content-Type header"
	case "meta":
		return "declared in the page"
	case "record":
		return "decoded in the record"
	case "pattern":
		return "not declared; seen by its zero bytes"
	case "valid":
		return "not declared; valid as such"
	}
	return "not declared; assumed"
}

func (o *textPage) metaRows(metas []metaExtract) []row {
	var rows []row
	for _, m := range metas {
		r := row{place: m.Place, name: label(m.Name), value: o.faint.Sprint("(no content)")}
		if m.Content != nil {
			r.value = o.quoted(*m.Content)
		}
		if m.part {
			r.indent = 1
		}
		switch m.Name {
		case "title", "language", "charset", "base":
			// Not what stands above under that name.
			r.value += " " + o.faint.Sprint("(meta)")
		}
		if m.Attribute == "http-equiv" {
			r.value += " " + o.faint.Sprint("(http-equiv)")
		}
		if !m.InHead {
			r.value += " " + o.faint.Sprint("(not in head)")
		}
		rows = append(rows, r)
	}
	return rows
}

func (o *textPage) metas(title string, metas []metaExtract) {
	if len(metas) == 0 {
		return
	}
	o.section(title)
	o.rows(o.metaRows(metas))
}

// loading are the link types that only fetch or prepare something: a page has
// dozens, and they say nothing of it.
var loading = []string{
	"stylesheet", "preload", "modulepreload", "prefetch", "dns-prefetch", "preconnect", "prerender", "subresource",
	"expect", "compression-dictionary",
}

// links writes the links. Those that only load something are counted, and of
// the same kind no more than mostLinks are shown, unless links were asked for
// by name.
func (o *textPage) links() {
	var rows []row
	var counts []string
	kinds, hidden := map[string]int{}, map[string]int{}
	for i := range o.e.Links {
		l := &o.e.Links[i]
		if !o.opts.Syntaxes.named(syntaxLinks) {
			kind := strings.Join(l.Rels, " ")
			k := slices.IndexFunc(l.Rels, func(rel string) bool { return slices.Contains(loading, rel) })
			if k >= 0 {
				kind = l.Rels[k]
			}
			if kinds[kind]++; k >= 0 || kinds[kind] > mostLinks {
				if hidden[kind]++; hidden[kind] == 1 {
					counts = append(counts, kind)
				}
				continue
			}
		}
		rows = append(rows, o.link(l))
	}
	if len(rows)+len(counts) == 0 {
		return
	}
	o.section("Links")
	o.rows(rows)
	if len(counts) > 0 {
		for i, kind := range counts {
			more := ""
			if hidden[kind] < kinds[kind] {
				more = "more "
			}
			counts[i] = fmt.Sprintf("%d %s%s", hidden[kind], more, label(kind))
		}
		const most = 12
		if len(counts) > most {
			counts = append(counts[:most], "…")
		}
		fmt.Fprintf(&o.b, "%s  %s\n", strings.Repeat(" ", gutterWidth),
			o.faint.Sprint("not shown: "+strings.Join(counts, ", ")+" (--syntax links shows them)"))
	}
}

func (o *textPage) link(l *linkExtract) row {
	r := row{place: l.Place, name: label(strings.Join(l.Rels, " ")), value: o.faint.Sprint("(no href)")}
	if len(l.Rels) == 0 {
		r.name = "(no rel)"
	}
	if l.Source == "header" {
		r.outside = "header"
	}
	switch {
	case l.URL != "":
		r.value = o.address(l.URL)
	case l.Href != nil:
		r.value = o.quoted(*l.Href)
	}
	for _, a := range []struct{ name, value string }{
		{"hreflang", l.Hreflang}, {"type", l.Type}, {"sizes", l.Sizes}, {"media", l.Media}, {"title", l.Title},
	} {
		if a.value != "" {
			r.value += " " + o.faint.Sprint(a.name+"="+Escape(shorten(a.value, longestName)))
		}
	}
	if !l.InHead {
		r.value += " " + o.faint.Sprint("(not in head)")
	}
	return r
}

// items writes the items of a syntax as trees.
func (o *textPage) items(title, syntax string) {
	if o.shown == nil {
		o.shown = make([]bool, len(o.e.Items))
	}
	begun := false
	tree := func(n int) {
		if begun {
			o.b.WriteByte('\n')
		} else {
			o.section(title)
		}
		begun = true
		o.tree(n, 0, "", 0)
	}
	for n := range o.e.Items {
		it := &o.e.Items[n]
		if it.Syntax != syntax || !it.Top || o.shown[n] {
			continue
		}
		tree(n)
		for len(o.later) > 0 {
			next := o.later[0]
			o.later = o.later[1:]
			if !o.shown[next] {
				tree(next)
			}
		}
	}
}

// tree writes an item, as the value of the named property when there is one.
// The recursion ends at deepestTree.
func (o *textPage) tree(n, depth int, name string, width int) {
	it := &o.e.Items[n]
	o.shown[n] = true
	if name == "" {
		fmt.Fprintf(&o.b, "%s  %s%s\n", o.faint.Sprintf("%*s", gutterWidth, at(it.Place)), strings.Repeat("  ", depth), o.itemHead(it))
	} else {
		o.row(row{place: it.Place, indent: depth, name: name, value: o.itemHead(it)}, width)
	}
	depth++
	width = 0
	for i := range it.Properties {
		if k := Width(propertyLabel(&it.Properties[i])); k <= widestName {
			width = max(width, k)
		}
	}
	for i := range it.Properties {
		p := &it.Properties[i]
		label := propertyLabel(p)
		v := &p.Value
		r := row{place: v.Place, indent: depth, name: label}
		switch {
		case v.Item == nil:
			r.value = o.scalar(v, n)
		case o.e.Items[*v.Item].Reference:
			r.value = "→ " + o.address(o.e.Items[*v.Item].ID) + o.entity(v, n)
		case o.shown[*v.Item]:
			r.value = "→ " + o.itemHead(&o.e.Items[*v.Item]) + " " + o.faint.Sprint("(above, at "+at(o.e.Items[*v.Item].Place)+")")
		case depth >= deepestTree:
			r.value = "→ " + o.itemHead(&o.e.Items[*v.Item]) + " " + o.faint.Sprint("(below, at "+at(o.e.Items[*v.Item].Place)+")")
			o.later = append(o.later, *v.Item)
		default:
			o.tree(*v.Item, depth, label, width+2*depth)
			continue
		}
		o.row(r, width+2*depth)
	}
}

func at(p *jsonPlace) string {
	if p == nil {
		return "an unknown place"
	}
	return fmt.Sprintf("%d:%d", p.Start.Line, p.Start.Column)
}

// propertyLabel is what a property is called: its schema.org name where it has
// one, else its name as written.
func propertyLabel(p *propertyExtract) string {
	name := label(p.Name)
	if term := schemaorg.Term(p.IRI); term != "" {
		name = label(term)
	}
	if name == "" {
		name = label(p.IRI)
	}
	if p.Reverse {
		name += " of"
	}
	return name
}

// itemHead is the line of an item: its types and its id.
func (o *textPage) itemHead(it *itemExtract) string {
	var types []string
	for _, t := range it.Types {
		if len(types) == 8 {
			types = append(types, "…")
			break
		}
		if term := schemaorg.Term(t); term != "" {
			t = term
		}
		types = append(types, label(t))
	}
	head := o.typ.Sprint(strings.Join(types, ", "))
	if len(types) == 0 {
		head = o.faint.Sprint("(no type)")
	}
	if it.ID != "" {
		head += " " + o.address(it.ID)
	}
	return head
}

// scalar is a value of item of that is no item.
func (o *textPage) scalar(v *valueExtract, of int) string {
	if v.Text == nil {
		return o.faint.Sprint("(an item)")
	}
	switch v.Kind {
	case kindURL:
		return o.address(*v.Text) + o.entity(v, of)
	case kindLiteral:
		if v.Datatype == "" {
			return o.quoted(*v.Text)
		}
		return o.quoted(*v.Text) + " " + o.faint.Sprint("("+datatypeName(v.Datatype)+")")
	}
	out := o.quoted(*v.Text)
	if v.Language != "" {
		out += " " + o.faint.Sprint("@"+Escape(shorten(v.Language, longestName)))
	}
	return out
}

// entity says which item of the page, other than the one that has it, the
// value names, if one.
func (o *textPage) entity(v *valueExtract, of int) string {
	if v.Entity == nil || *v.Entity == of {
		return ""
	}
	it := &o.e.Items[*v.Entity]
	what := "item"
	if len(it.Types) > 0 {
		what = label(it.Types[0])
		if term := schemaorg.Term(it.Types[0]); term != "" {
			what = label(term)
		}
	}
	return " " + o.faint.Sprint("("+what+" at "+at(it.Place)+")")
}

// datatypeName is the name of a datatype without the namespaces that everybody
// knows.
func datatypeName(iri string) string {
	for _, ns := range []string{rdf.XSD, rdf.NS} {
		if rest, ok := strings.CutPrefix(iri, ns); ok {
			iri = rest
		}
	}
	if term := schemaorg.Term(iri); term != "" {
		iri = term
	}
	return label(iri)
}
