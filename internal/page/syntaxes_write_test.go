package page

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/schemaorg"
)

// page is the graph as a whole page, in one syntax or in several.
func (g *trialGraph) page(syntaxes ...schemaorg.Syntax) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html")
	if g.lang != "" {
		b.WriteString(` lang="` + g.lang + `"`)
	}
	b.WriteString("><head><meta charset=utf-8><title>A page</title>\n")
	if g.base != "" {
		b.WriteString(`<base href="` + g.base + `">` + "\n")
	}
	b.WriteString("</head><body>\n")
	for _, s := range syntaxes {
		switch s {
		case schemaorg.Microdata:
			w := &microdataWriter{htmlWriter: htmlWriter{g: g, b: &b}}
			for _, t := range g.things {
				w.thing(t, "div", "", "")
			}
			for len(w.tails) > 0 {
				tail := w.tails[0]
				w.tails = w.tails[1:]
				b.WriteString(`<div id="` + tail.name + `">` + "\n")
				w.props(tail.props, tail.vocab)
				b.WriteString("</div>\n")
			}
		case schemaorg.RDFa:
			w := &rdfaWriter{htmlWriter: htmlWriter{g: g, b: &b}}
			b.WriteString(`<div vocab="` + g.schema() + `" prefix="Ex: ` + trialNS + ` xsd: ` + rdf.XSD + `">` + "\n")
			for _, t := range g.things {
				w.thing(t, "")
			}
			for len(w.tails) > 0 {
				tail := w.tails[0]
				w.tails = w.tails[1:]
				b.WriteString(`<div resource="` + tail.name + `" typeof="rdfa:Pattern">` + "\n")
				if k := len(tail.props) - 1; k > 0 && tail.props[k].form%2 == 1 {
					// A pattern may copy another one.
					next := tail.name + "next"
					w.tails = append(w.tails, rest{next, "", tail.props[k:]})
					tail.props = tail.props[:k]
					w.printf(`<link property="rdfa:copy" href="%s">`+"\n", next)
				}
				w.props(tail.props)
				b.WriteString("</div>\n")
			}
			b.WriteString("</div>\n")
		case schemaorg.JSONLD:
			w := &jsonWriter{g: g}
			b.WriteString(w.scripts())
		}
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// schema is the namespace of schema.org that the graph's pages write.
func (g *trialGraph) schema() string {
	if g.https {
		return schemaorg.Namespace
	}
	return schemaorg.NamespaceHTTP
}

// full is an IRI as the graph's pages write it.
func (g *trialGraph) full(iri string) string {
	if name := schemaorg.Term(iri); name != "" {
		return g.schema() + name
	}
	return iri
}

// A rest is properties that are written away from their thing.
type rest struct {
	name, vocab string
	props       []trialProp
}

// An htmlWriter writes what microdata and RDFa have in common.
type htmlWriter struct {
	g     *trialGraph
	b     *strings.Builder
	tails []rest
	count int
}

func (w *htmlWriter) printf(format string, args ...any) { fmt.Fprintf(w.b, format, args...) }

// attr is an attribute with its value quoted in one of the three ways.
func (w *htmlWriter) attr(name, value string, form byte) string {
	v := strings.NewReplacer("&", []string{"&amp;", "&#38;", "&#x26;"}[form%3], "\r", "&#13;", `"`, "&quot;", "'", "&#39;",
		"<", "&lt;", "\u2603", "&#x2603;").Replace(value)
	switch form / 3 % 3 {
	case 1:
		return name + "='" + strings.ReplaceAll(v, "&quot;", `"`) + "'"
	case 2:
		if value != "" && !strings.ContainsAny(v, " \t\r\n\f>=`") {
			return name + "=" + v
		}
	}
	return name + ` = "` + strings.ReplaceAll(v, "&#39;", "'") + `"`
}

// text is a text as HTML.
func (w *htmlWriter) text(s string, form byte) string {
	return strings.NewReplacer("&", []string{"&amp;", "&#38;"}[form%2], "\r", "&#xD;", "<", "&lt;", ">", []string{">", "&gt;"}[form%2]).Replace(s)
}

// texts is a text as HTML that may have markup inside.
func (w *htmlWriter) texts(s string, form byte) string {
	if form%5 != 4 {
		return w.text(s, form)
	}
	k := trialSplit(s)
	return w.text(s[:k], form) + "<em>" + w.text(s[k:], form) + "</em><!-- a comment -->"
}

// withLang calls write inside an element that has the language, or with the
// attribute for the element itself.
func (w *htmlWriter) withLang(p *trialProp, write func(lang string)) {
	switch {
	case p.kind != schemaorg.TextValue || p.lang == w.g.lang && p.form%7 != 6:
		write("")
	case p.form%2 == 1:
		w.printf(`<section lang="%s">`, p.lang)
		write("")
		w.printf("</section>")
	default:
		write(` lang="` + p.lang + `"`)
	}
}

// split hands over the properties that stand with their thing, and keeps the
// others for later under a name, which is empty if there are none.
func (w *htmlWriter) split(t *trialThing, prefix, vocab string) (near []trialProp, name string) {
	if t.tail == 0 {
		return t.props, ""
	}
	k := len(t.props) - t.tail
	w.count++
	name = fmt.Sprintf("%s%d", prefix, w.count)
	w.tails = append(w.tails, rest{name, vocab, t.props[k:]})
	return t.props[:k], name
}

// A microdataWriter writes a graph as microdata.
type microdataWriter struct{ htmlWriter }

// thing writes a thing as an element with itemscope. The vocabulary is that of
// the thing that holds it.
func (w *microdataWriter) thing(t *trialThing, element, attrs, vocab string) {
	if len(t.types) > 0 {
		var types []string
		for _, typ := range t.types {
			types = append(types, w.g.full(typ))
		}
		vocab = types[0][:strings.LastIndexAny(types[0], "/#")+1]
		attrs += " " + w.attr("itemtype", strings.Join(types, " \n"), t.form)
	}
	if t.id != "" {
		attrs += " " + w.attr("itemid", t.id, t.form)
	}
	near, tail := w.split(t, "more", vocab)
	if tail != "" {
		attrs += ` itemref="` + tail + `"`
	}
	w.printf("<%s itemscope%s>\n", element, attrs)
	w.props(near, vocab)
	w.printf("</%s>\n", element)
}

// name is a property's name in a vocabulary.
func (w *microdataWriter) name(p *trialProp, vocab string) string {
	full := w.g.full(p.iri)
	if short, ok := strings.CutPrefix(full, vocab); ok && vocab != "" && p.form%6 != 5 {
		return short
	}
	return full
}

func (w *microdataWriter) props(props []trialProp, vocab string) {
	for i := range props {
		p := &props[i]
		w.withLang(p, func(lang string) { w.prop(p, w.name(p, vocab), lang, vocab) })
	}
}

func (w *microdataWriter) prop(p *trialProp, name, lang, vocab string) {
	attr := "itemprop"
	if p.reverse {
		attr = "itemprop-reverse"
	}
	said := " " + w.attr(attr, name, p.form/2) + lang
	switch p.kind {
	case schemaorg.ItemValue:
		w.thing(p.thing, []string{"div", "section", "span"}[p.form%3], said, vocab)
	case schemaorg.URLValue:
		host := [][2]string{{"a", "href"}, {"link", "href"}, {"img", "src"}, {"audio", "src"}, {"object", "data"}, {"area", "href"}}[p.form%6]
		w.printf("<%s%s %s>", host[0], said, w.attr(host[1], p.text, p.form/6))
		if host[0] == "a" || host[0] == "audio" || host[0] == "object" {
			w.printf("a link</%s>", host[0])
		}
	case schemaorg.LiteralValue:
		switch p.form % 4 {
		case 0:
			w.printf("<time%s %s>shown</time>", said, w.attr("datetime", p.text, p.form/4))
		case 1:
			w.printf("<time%s>%s</time>", said, p.text)
		case 2:
			w.printf("<data%s value=%q>shown</data>", said, p.text)
		case 3:
			w.printf("<span%s>%s</span>", said, w.texts(p.text, p.form/4))
		}
	default:
		switch p.form % 6 {
		case 0:
			w.printf("<meta%s %s>", said, w.attr("content", p.text, p.form/6))
		case 1:
			w.printf("<data%s %s>shown</data>", said, w.attr("value", p.text, p.form/6))
		default:
			host := []string{"span", "b", "p", "h2"}[p.form%6-2]
			w.printf("<%s%s>%s</%s>", host, said, w.texts(p.text, p.form/6), host)
		}
	}
	w.printf("\n")
}

// An rdfaWriter writes a graph as RDFa.
type rdfaWriter struct{ htmlWriter }

// named is the attribute that names a thing or address: about or resource take
// CURIEs and labels of blank nodes, too.
func (w *rdfaWriter) named(attr, id string, form byte) string {
	if strings.HasPrefix(id, "_:") && form%2 == 1 {
		id = "[" + id + "]"
	}
	return " " + w.attr(attr, id, form)
}

func (w *rdfaWriter) name(iri string, form byte) string {
	full := w.g.full(iri)
	short, isSchema := strings.CutPrefix(full, w.g.schema())
	switch {
	case isSchema && form%4 == 3 && !w.g.https:
		return "schema:" + short
	case isSchema && form%4 != 2:
		return short
	case !isSchema && form%2 == 1:
		return "EX:" + strings.TrimPrefix(full, trialNS)
	}
	return full
}

func (w *rdfaWriter) typeof(t *trialThing) string {
	var names []string
	for _, typ := range t.types {
		names = append(names, w.name(typ, t.form))
	}
	return ` typeof="` + strings.Join(names, "\t") + `"`
}

// thing writes a thing with its types on an element that may say more.
func (w *rdfaWriter) thing(t *trialThing, attrs string) {
	attr := "resource"
	if attrs == "" && t.form%3 == 2 {
		attr = "about"
	}
	attrs += w.typeof(t)
	if t.id != "" {
		attrs += w.named(attr, t.id, t.form)
	}
	w.printf("<div%s>\n", attrs)
	w.inside(t)
	w.printf("</div>\n")
}

// inside writes what stands in the element of a thing.
func (w *rdfaWriter) inside(t *trialThing) {
	if slices.ContainsFunc(t.props, func(p trialProp) bool { return p.reverse }) {
		// What is copied of a pattern is what it has as a subject.
		w.props(t.props)
		return
	}
	near, tail := w.split(t, "#pattern", "")
	if tail != "" {
		w.printf(`<link property="rdfa:copy" href="%s">`+"\n", tail)
	}
	w.props(near)
}

func (w *rdfaWriter) props(props []trialProp) {
	for i := range props {
		p := &props[i]
		list := ""
		// All values of a property are in a list, or none.
		if first := slices.IndexFunc(props, func(o trialProp) bool { return o.iri == p.iri && !o.reverse }); !p.reverse && props[first].form%5 == 1 {
			list = " inlist"
		}
		w.withLang(p, func(lang string) { w.prop(p, list+lang) })
	}
}

func (w *rdfaWriter) prop(p *trialProp, more string) {
	name := w.name(p.iri, p.form/3)
	said := " " + w.attr("property", name, p.form/2) + more
	linked := " " + w.attr("rel", name, p.form/2) + more
	if p.reverse {
		linked = " " + w.attr("rev", name, p.form/2) + more
	}
	switch p.kind {
	case schemaorg.ItemValue:
		form := p.form % 4
		if p.reverse {
			form |= 1
		}
		switch form {
		case 0, 2:
			w.thing(p.thing, said)
		case 1:
			w.thing(p.thing, linked)
		case 3:
			w.printf("<div%s>", linked)
			w.thing(p.thing, "")
			w.printf("</div>\n")
		}
		return
	case schemaorg.URLValue:
		w.link(p, said, linked)
	case schemaorg.LiteralValue:
		datatype := strings.TrimPrefix(p.datatype, rdf.XSD)
		if form := p.form % 4; form < 2 && slices.Contains([]string{"date", "dateTime", "gYearMonth", "duration"}, datatype) {
			if form == 0 {
				w.printf("<time%s %s>shown</time>", said, w.attr("datetime", p.text, p.form/4))
			} else {
				w.printf("<time%s>%s</time>", said, w.texts(p.text, p.form/4))
			}
		} else if form%2 == 0 {
			w.printf("<span%s datatype=xsd:%s content=%q>shown</span>", said, datatype, p.text)
		} else {
			w.printf("<span%s datatype=%q>%s</span>", said, p.datatype, w.texts(p.text, p.form/4))
		}
	default:
		switch p.form % 6 {
		case 0:
			w.printf("<meta%s %s>", said, w.attr("content", p.text, p.form/6))
		case 1:
			w.printf("<span%s %s>shown</span>", said, w.attr("content", p.text, p.form/6))
		case 2:
			w.printf(`<span%s datatype="">%s</span>`, said, w.texts(p.text, p.form/6))
		default:
			host := []string{"span", "b", "p"}[p.form%6-3]
			w.printf("<%s%s>%s</%s>", host, said, w.texts(p.text, p.form/6), host)
		}
	}
	w.printf("\n")
}

// link writes an address as a value.
func (w *rdfaWriter) link(p *trialProp, said, linked string) {
	if strings.HasPrefix(p.text, "_:") {
		if p.reverse {
			said = linked
		}
		w.printf("<span%s%s></span>", said, w.named("resource", p.text, p.form))
		return
	}
	form := p.form % 5
	if p.reverse {
		form = 4
	}
	switch form {
	case 0:
		w.printf("<a%s %s>a link</a>", said, w.attr("href", p.text, p.form/5))
	case 1:
		w.printf("<link%s %s>", said, w.attr("href", p.text, p.form/5))
	case 2:
		w.printf("<img%s %s>", said, w.attr("src", p.text, p.form/5))
	case 3:
		w.printf("<span%s%s>a name</span>", said, w.named("resource", p.text, p.form/5))
	case 4:
		w.printf("<a%s %s>a link</a>", linked, w.attr("href", p.text, p.form/5))
	}
}

// A jsonWriter writes a graph as JSON-LD.
type jsonWriter struct {
	g *trialGraph
	// top are objects that stand apart from what holds them or belongs to them.
	top []string
}

// scripts are the script elements: an object each, an array, or a graph.
func (w *jsonWriter) scripts() string {
	for _, t := range w.g.things {
		at := len(w.top)
		w.top = append(w.top, "")
		w.top[at] = w.thing(t)
	}
	const open, end = "<script type=\"application/ld+json\">\n", "\n</script>\n"
	context := `"@context": ` + w.context()
	switch w.g.form % 3 {
	case 0:
		var b strings.Builder
		for _, o := range w.top {
			b.WriteString(open + "{" + context + ", " + o[1:] + end)
		}
		return b.String()
	case 1:
		for i, o := range w.top {
			w.top[i] = "{" + context + ", " + o[1:]
		}
		return open + "[" + strings.Join(w.top, ",\r\n") + "]" + end
	}
	return open + "{" + context + ", \"@graph\": [" + strings.Join(w.top, ",\n") + "]}" + end
}

func (w *jsonWriter) context() string {
	schema := strings.TrimSuffix(w.g.schema(), []string{"/", ""}[w.g.form/3%2])
	return fmt.Sprintf(`[%q, {"@language": %s, "ex": %q}]`, schema, map[bool]string{true: "null", false: `"` + w.g.lang + `"`}[w.g.lang == ""], trialNS)
}

// thing is a thing as an object. Objects that belong to it are added to top,
// which has a place for it already if it stands there itself.
func (w *jsonWriter) thing(t *trialThing) string {
	var members []string
	if len(t.types) == 1 && t.form%2 == 0 {
		members = append(members, `"@type": `+w.string(w.name(t.types[0], t.form), t.form))
	} else if len(t.types) > 0 {
		var types []string
		for _, typ := range t.types {
			types = append(types, w.string(w.name(typ, t.form), t.form))
		}
		members = append(members, `"type": [`+strings.Join(types, ", ")+"]")
	}
	if t.id != "" {
		key := []string{`"@id": `, `"id": `}[t.form/2%2]
		members = slices.Insert(members, int(t.form)%(len(members)+1), key+w.string(t.id, t.form))
	}
	near := t.props
	if t.tail > 0 && t.id != "" && t.form%2 == 1 {
		k := len(t.props) - t.tail
		near = t.props[:k]
		apart := []string{`"@id": ` + w.string(t.id, 0)}
		w.top = append(w.top, "{"+strings.Join(w.props(apart, t.props[k:]), ", ")+"}")
	}
	return "{" + strings.Join(w.props(members, near), ",\n ") + "}"
}

// props adds the members for properties, each under the name of the first
// value that has it.
func (w *jsonWriter) props(members []string, props []trialProp) []string {
	var reverse []string
	var done []string
	for i := range props {
		p := &props[i]
		mark := fmt.Sprint(p.reverse, p.iri)
		if slices.Contains(done, mark) {
			continue
		}
		done = append(done, mark)
		name := w.name(p.iri, p.form/2)
		var values []string
		for k := i; k < len(props); k++ {
			if o := &props[k]; o.iri == p.iri && o.reverse == p.reverse {
				values = append(values, w.value(o, name))
			}
		}
		value := "[" + strings.Join(values, ", ") + "]"
		switch {
		case !p.reverse && p.form%5 == 4:
			value = `{"@list": ` + value + "}"
		case !p.reverse && p.form%5 == 3:
			value = `{"@set": ` + value + "}"
		case len(values) == 1 && p.form%5 != 2:
			value = values[0]
		}
		member := w.string(name, p.form) + " : " + value
		if p.reverse {
			reverse = append(reverse, member)
		} else {
			members = append(members, member)
		}
	}
	if len(reverse) > 0 {
		members = append(members, `"@reverse": {`+strings.Join(reverse, ", ")+"}")
	}
	return members
}

var (
	jsonInteger = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	jsonDouble  = regexp.MustCompile(`^-?(0|[1-9][0-9]*)\.[0-9]*[1-9][0-9]*$`)
)

func (w *jsonWriter) value(p *trialProp, name string) string {
	coercion := ""
	if !strings.Contains(name, ":") {
		coercion = schemaorg.Coercion(name)
	}
	plain := w.string(p.text, p.form)
	switch p.kind {
	case schemaorg.ItemValue:
		if t := p.thing; t.id != "" && p.form%4 == 3 {
			at := len(w.top)
			w.top = append(w.top, "")
			if w.top[at] = w.thing(t); len(t.types)+len(t.props) == 0 {
				w.top = slices.Delete(w.top, at, at+1)
			}
			return `{"@id": ` + w.string(t.id, t.form) + "}"
		}
		return w.thing(p.thing)
	case schemaorg.URLValue:
		if coercion == "@id" && p.form%3 > 0 && !p.reverse {
			return plain
		}
		return `{"@id": ` + plain + "}"
	case schemaorg.LiteralValue:
		datatype := strings.TrimPrefix(p.datatype, rdf.XSD)
		switch {
		case coercion == "" && (datatype == "boolean" || datatype == "integer" && jsonInteger.MatchString(p.text) ||
			datatype == "double" && jsonDouble.MatchString(p.text)):
			return p.text
		case coercion == "Date" && strings.Contains("date dateTime gYearMonth", datatype):
			return plain
		}
		return `{"@value": ` + plain + `, "@type": "` + []string{"xsd:" + datatype, p.datatype}[p.form%2] + `"}`
	}
	switch {
	case p.lang != w.g.lang && p.lang != "" || p.lang != "" && p.form%6 == 5:
		return `{"@value": ` + plain + `, "@language": "` + p.lang + `"}`
	case p.lang != w.g.lang || coercion != "" || p.form%6 == 4:
		if p.lang != "" {
			return `{"@language": "` + p.lang + `", "@value": ` + plain + `}`
		}
		return `{"@value": ` + plain + "}"
	}
	return plain
}

// name is an IRI as a term, a compact or a full one.
func (w *jsonWriter) name(iri string, form byte) string {
	short := schemaorg.Term(iri)
	switch {
	case short == "" && form%2 == 0:
		return "ex:" + strings.TrimPrefix(iri, trialNS)
	case short == "" || form%5 == 4:
		return iri
	case form%5 == 3:
		return "schema:" + short
	}
	return short
}

// string is a string as JSON, some characters escaped that need not be. Inside
// a script, what could end it has to be.
func (w *jsonWriter) string(s string, form byte) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		escape := false
		switch {
		case r == '"' || r == '\\' || r == '/' && form%4 == 3:
			b.WriteByte('\\')
		case r == '\n' && form%2 == 0:
			b.WriteString(`\n`)
			continue
		case r < ' ' || r == '<' || r == '-' && form%3 == 2:
			escape = true
		case r > '~':
			escape = form%2 == 1
		}
		if !escape {
			b.WriteRune(r)
			continue
		}
		for _, u := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, []string{`\u%04x`, `\u%04X`}[form/2%2], u)
		}
	}
	b.WriteByte('"')
	return b.String()
}
