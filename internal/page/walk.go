package page

import (
	"bytes"
	"errors"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/htmltree"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
	"github.com/metacheck/metacheck/schemaorg/jsonld"
	"github.com/metacheck/metacheck/schemaorg/microdata"
	"github.com/metacheck/metacheck/schemaorg/rdfa"
)

// Options for Read.
type Options struct {
	// Arena is where the tree is made; the page lives until the arena is used
	// for the next. A nil Arena makes one for this page alone.
	Arena *Arena
	// Limits bound what the extractors of structured data may cost.
	Limits schemaorg.Limits
	// Ask is asked once, as soon as the page's URL is decided, what the user says
	// of the page with that URL ([Page.ShownURL]): whether it is left out, and
	// whether it is a part of a page. It may be nil.
	Ask func(url string) (leftOut, fragment bool)
}

// An Arena is the memory of pages that are read one after the other; see
// [htmltree.Arena].
type Arena = htmltree.Arena

// Bounds that keep a hostile page from being slow to anybody. Meeting one is a
// problem of the page.
const (
	maxFacts = 10_000 // meta, link and time elements, headings; each
	maxText  = 4096   // bytes of the text kept of a heading or time element
	// maxBase bounds the bytes of what relative URLs are resolved against: each
	// of them gets a copy of it. Servers need not take a URL that long (RFC 9112,
	// section 3, asks for 8,000 bytes of request line).
	maxBase = 8192
)

// ErrBinary is returned for input that is no page: it has the marks of another
// format.
var ErrBinary = errors.New("this is no HTML page")

// ErrLeftOut is returned for a page that [Options.Ask] leaves out.
var ErrLeftOut = errors.New("the page is left out")

// Read turns a source into a page. The error is ErrBinary for data that is
// nothing like a page, and ErrLeftOut for a page that is not wanted; everything
// else that is wrong with a page is a Problem of it.
func Read(src Source, opts Options) (*Page, error) {
	p := &Page{
		Source: src.aside(), ShownURL: src.URL, Fragment: src.Fragment,
		Incomplete: Incomplete{Truncated: src.Truncated, CutOff: src.Truncation},
	}
	// Of several URLs the page itself chooses, as far as it is one.
	chooses := len(src.Addresses) > 1
	if !chooses && p.leftOut(opts.Ask) {
		return nil, ErrLeftOut
	}
	if kind := binaryKind(&src); kind != "" {
		if chooses && p.leftOut(opts.Ask) {
			return nil, ErrLeftOut
		}
		return nil, &binaryError{kind}
	}
	var mark int
	arena := opts.Arena
	if arena == nil {
		arena = new(Arena)
	}
	p.Text, mark, p.Charset = decode(&src, arena)
	prefix := 0
	if p.Charset.Name == "utf-8" {
		prefix = mark
	}
	p.file = text.NewFile(p.Text, prefix)
	switch {
	case src.Truncation == "" && src.Truncated:
		p.problem("page-truncated", text.FromSource(len(p.Text), len(p.Text)),
			"the page is longer than the size limit, and the rest was not read")
	case src.Truncation != "" && endsWhole(p.Text):
		// Lengths lie; the page itself says that it is all there.
		p.Incomplete = Incomplete{}
	}
	p.tree = arena.Parse(p.Text, htmltree.Options{Scripting: true, MaxErrors: maxParseErrors})
	p.Doc = p.tree.Doc
	limits := &p.tree.Limits
	for _, met := range []struct {
		at            int
		code, message string
	}{
		{limits.Depth, "too-deep", "elements nest more than 512 deep, and the inner ones are read as siblings"},
		{limits.Work, "too-entangled", "too many elements are unclosed or overlap, and from here on their nesting is approximate"},
		{limits.Nodes, "page-truncated", "the page has more elements and texts than are read, and the rest was not read"},
		{limits.Attributes, "too-many-attributes", "a tag has more than 65,536 attributes, and the rest were dropped"},
		{limits.Length, "page-truncated", "the page is longer than 2 GiB, and the rest was not read"},
	} {
		if met.at >= 0 {
			p.problem(met.code, text.FromSource(met.at, met.at), met.message)
		}
	}
	p.setAddresses()
	if chooses && p.leftOut(opts.Ask) {
		return nil, ErrLeftOut
	}
	if opts.Limits.IRIBytes == 0 {
		opts.Limits.IRIBytes = schemaorg.IRIBytesFor(len(p.Text))
	}
	p.walk(opts.Limits)
	p.headerLinks()
	p.Incomplete.StandIn = p.Fetched() && p.Interstitial() != nil
	return p, nil
}

// leftOut asks what the user says of the page, whose URL is decided.
func (p *Page) leftOut(ask func(url string) (leftOut, fragment bool)) bool {
	if ask == nil {
		return false
	}
	out, fragment := ask(p.ShownURL)
	p.Fragment = p.Fragment || fragment
	return out
}

func (p *Page) problem(code string, at text.Origin, message string) {
	p.Problems = append(p.Problems, Problem{Code: code, Message: message, Origin: at})
}

type binaryError struct{ kind string }

func (e *binaryError) Error() string { return "this is no HTML page but " + e.kind }
func (e *binaryError) Unwrap() error { return ErrBinary }

// magics are the beginnings of files that a page is mistaken for, or that
// stand in a folder of pages under a page's name.
var magics = []struct{ magic, kind string }{
	{"\x89PNG\r\n", "a PNG image"}, {"\xFF\xD8\xFF", "a JPEG image"}, {"GIF8", "a GIF image"},
	{"%PDF-", "a PDF document"}, {"PK\x03\x04", "a zip archive or office document"},
	{"\x7fELF", "an executable"}, {"SQLite format 3\x00", "an SQLite database"},
	{"\x00asm", "a WebAssembly module"}, {"wOFF", "a font"}, {"wOF2", "a font"},
	{"OggS", "an Ogg file"}, {"ID3", "an MP3 file"}, {"\x1aE\xdf\xa3", "a Matroska file"},
	{"\xd0\xcf\x11\xe0", "an office document"}, {"7z\xBC\xAF", "a 7z archive"}, {"BZh", "bzip2 data"},
	{"\xFD7zXZ\x00", "xz data"}, {"MZ\x90\x00", "an executable"},
}

// binaryKind names what the data is instead of a page, or is empty. Noise is
// binary, too, and so is data without any markup of which a tenth or more are
// control characters.
func binaryKind(src *Source) string {
	data := src.Data
	if src.Decoded {
		return ""
	}
	for _, m := range magics {
		if len(data) >= len(m.magic) && string(data[:len(m.magic)]) == m.magic {
			return m.kind
		}
	}
	if len(data) > 12 && string(data[:4]) == "RIFF" {
		return "a RIFF file (WebP image, sound or video)"
	}
	if utf16Pattern(data) != "" || len(data) >= 2 && (string(data[:2]) == "\xFF\xFE" || string(data[:2]) == "\xFE\xFF") {
		return ""
	}
	head := data[:min(len(data), 4096)]
	others, harmless := controls(head)
	if manyControls(others, len(head)) || (others+harmless)*10 > len(head) && !hasMarkup(head) {
		return "binary data"
	}
	return ""
}

// IsNoise reports whether the beginning of some data, best some hundred bytes,
// has so many control characters that it is no text in any charset but UTF-16:
// more than one in twenty bytes; of random bytes, one in eleven is such a one.
// NUL does not count, as pages are padded with it, nor do those that switch
// between sets of characters (ISO 2022). Two are never noise.
func IsNoise(head []byte) bool {
	others, _ := controls(head)
	return manyControls(others, len(head))
}

func manyControls(n, of int) bool { return n > max(2, of/20) }

// controls counts the control characters that are no white space: those that
// no page has, and those that some pages are padded with or switch sets of
// characters by. Escape is in text of some charsets all over and does not count.
func controls(data []byte) (others, harmless int) {
	for _, c := range data {
		if c >= ' ' {
			continue
		}
		switch c {
		case '\t', '\n', '\f', '\r', 0x1B:
		case 0, 0x0E, 0x0F:
			harmless++
		default:
			others++
		}
	}
	return others, harmless
}

// hasMarkup reports whether something in the data looks like the beginning of a
// tag, comment or declaration.
func hasMarkup(data []byte) bool {
	for {
		i := bytes.IndexByte(data, '<')
		if i < 0 || i+1 == len(data) {
			return false
		}
		data = data[i+1:]
		if c := data[0]; c == '!' || c == '?' || c|0x20 >= 'a' && c|0x20 <= 'z' {
			return true
		}
	}
}

// setAddresses sets URL, and Base before any base element is known.
func (p *Page) setAddresses() {
	if u, err := url.Parse(strings.TrimSpace(p.ShownURL)); err == nil && u.IsAbs() {
		p.URL = u
	}
	p.chooseAddress()
	p.Base = &url.URL{}
	if p.URL != nil {
		if p.Base = p.URL; len(p.Source.URL) > maxBase {
			p.problem("base-too-long", text.Origin{}, "the URL of the page has more than 8,192 bytes, so relative URLs were not resolved")
			p.Base = &url.URL{}
		}
	} else if u, err := url.Parse(strings.TrimSpace(p.Source.BaseURL)); err == nil && u.IsAbs() {
		p.Base = u
	}
	// The first base element with an href counts for the whole document, what
	// stands before it included (HTML standard, section 4.2.3), so it is
	// looked for before the walk. It stands in head or, misplaced, early.
	budget := 500
	for n := p.Doc; n != nil && budget > 0; n = text.Following(n, p.Doc) {
		budget--
		if n.Type != html.ElementNode || n.DataAtom != atom.Base || n.Namespace != "" {
			continue
		}
		if href, ok := text.Attr(n, "href"); ok {
			if u := p.Resolve(href); u != nil && u.Scheme != "data" && u.Scheme != "javascript" {
				if len(href) > maxBase || len(u.String()) > maxBase {
					p.problem("base-too-long", text.FromAttr(n, "href"), "the base URL has more than 8,192 bytes, so relative URLs were not resolved")
					u = &url.URL{}
				}
				p.Base = u
			}
			return
		}
	}
}

// walk goes over the tree once: it fills the head facts and feeds the
// extractors of structured data.
func (p *Page) walk(limits schemaorg.Limits) {
	md := microdata.New(p.Base, limits)
	rd := rdfa.New(p.Base, limits)
	jl := jsonld.New(p.Base, limits)
	dropped := false
	n := p.Doc
	for n != nil {
		descend := true
		if n.Type == html.ElementNode {
			if n.Namespace == "" {
				switch n.DataAtom {
				case atom.Html:
					if p.HTML == nil {
						p.HTML = n
					}
				case atom.Head:
					if p.Head == nil {
						p.Head = n
					}
				case atom.Body:
					if p.Body == nil {
						p.Body = n
					}
				case atom.Title:
					p.Titles = append(p.Titles, Element{Node: n, Text: boundedText(n, 1<<16), InHead: p.inHead(n)})
				case atom.Meta:
					dropped = !p.addMeta(n) || dropped
				case atom.Link:
					dropped = !p.addLink(n) || dropped
				case atom.Base:
					p.Bases = append(p.Bases, Element{Node: n, InHead: p.inHead(n)})
				case atom.H1, atom.H2:
					if len(p.Headings) < maxFacts {
						level := 1
						if n.DataAtom == atom.H2 {
							level = 2
						}
						p.Headings = append(p.Headings, Heading{Node: n, Level: level, Text: fold(boundedText(n, maxText))})
					} else {
						dropped = true
					}
				case atom.Time:
					if len(p.Times) < maxFacts {
						t := &Time{Node: n, Text: fold(boundedText(n, maxText))}
						t.Datetime, t.HasDatetime = text.Attr(n, "datetime")
						p.Times = append(p.Times, t)
					} else {
						dropped = true
					}
				case atom.Script:
					jl.Script(n)
				case atom.Template:
					// Its contents are another document (HTML standard,
					// section 4.12.3); the tree keeps them as children.
					descend = false
				}
			}
			if n.DataAtom == atom.Script || n.DataAtom == atom.Style {
				p.Code = append(p.Code, n)
			}
			md.Enter(n)
			rd.Enter(n)
		} else if n.Type == html.CommentNode {
			p.addNote(n)
		} else if n.Type == html.DoctypeNode {
			p.Doctype = true
		}
		if descend && n.FirstChild != nil {
			n = n.FirstChild
			continue
		}
		for n != nil {
			if n.Type == html.ElementNode {
				md.Leave(n)
				rd.Leave(n)
			}
			if n.NextSibling != nil {
				n = n.NextSibling
				break
			}
			n = n.Parent
		}
	}
	p.sortNotes()
	if dropped {
		p.problem("too-many-elements", text.Origin{}, "the page has more meta, link or time elements than are read, and the rest were dropped")
	}
	var items []*schemaorg.Item
	var problems []schemaorg.Problem
	for _, finish := range []func() ([]*schemaorg.Item, []schemaorg.Problem){md.Finish, rd.Finish, jl.Finish} {
		i, pr := finish()
		items = append(items, i...)
		problems = append(problems, pr...)
	}
	p.Graph = schemaorg.NewGraph(items, problems)
	p.groupMedia()
}

// inHead reports whether the tree has n inside the head element.
func (p *Page) inHead(n *html.Node) bool {
	if p.Head == nil || p.Body != nil {
		// Body is met after head in document order, so that anything met
		// before it is in head or in html itself.
		return false
	}
	for a := n.Parent; a != nil; a = a.Parent {
		if a == p.Head {
			return true
		}
	}
	return false
}

func (p *Page) addMeta(n *html.Node) bool {
	if len(p.Metas) >= maxFacts {
		return false
	}
	m := &Meta{Node: n, InHead: p.inHead(n)}
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Namespace != "" {
			continue
		}
		switch a.Key {
		case "name":
			m.Name = a.Val
		case "property":
			m.Property = a.Val
		case "http-equiv":
			m.HTTPEquiv = a.Val
		case "charset":
			m.Charset = a.Val
		case "itemprop":
			m.Itemprop = a.Val
		case "content":
			m.Content, m.HasContent = a.Val, true
		}
	}
	p.Metas = append(p.Metas, m)
	first := len(p.Props)
	add := func(written, attr string) {
		key := strings.ToLower(written)
		for _, prop := range p.Props[first:] {
			if prop.Key == key {
				return
			}
		}
		if len(p.Props)-first < 16 {
			p.Props = append(p.Props, &Prop{Meta: m, Key: key, Written: written, Attr: attr})
		}
	}
	for token := range strings.FieldsSeq(m.Property) {
		add(token, "property")
	}
	if name := strings.TrimSpace(m.Name); name != "" {
		add(name, "name")
	}
	return true
}

func (p *Page) addLink(n *html.Node) bool {
	if len(p.Links) >= maxFacts {
		return false
	}
	l := &Link{Node: n, InHead: p.inHead(n), base: p.Base}
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Namespace != "" {
			continue
		}
		switch a.Key {
		case "rel":
			l.Rels = strings.Fields(strings.ToLower(a.Val))
		case "href":
			l.Href, l.HasHref = a.Val, true
		case "hreflang":
			l.Hreflang = a.Val
		case "type":
			l.Type = a.Val
		case "media":
			l.Media = a.Val
		case "sizes":
			l.Sizes = a.Val
		case "title":
			l.Title = a.Val
		}
	}
	p.Links = append(p.Links, l)
	return true
}

// groupMedia puts the structured properties of Open Graph with the root that
// they follow (ogp.me, "Structured Properties", "Arrays").
func (p *Page) groupMedia() {
	var open [3]*Media
	kinds := [3]string{"image", "video", "audio"}
	lists := [3]*[]*Media{&p.Images, &p.Videos, &p.Audios}
	for _, prop := range p.Props {
		rest, ok := strings.CutPrefix(prop.Key, "og:")
		if !ok {
			continue
		}
		for i, kind := range kinds {
			last, ok := strings.CutPrefix(rest, kind)
			if !ok || last != "" && last[0] != ':' {
				continue
			}
			m := open[i]
			switch {
			case last == "",
				last == ":url" && (m == nil || m.URL.Key == prop.Key || m.Prop("url") != nil),
				last == ":secure_url" && m == nil:
				open[i] = &Media{Kind: kind, URL: prop}
				*lists[i] = append(*lists[i], open[i])
			case m == nil:
				p.Orphans = append(p.Orphans, prop)
			default:
				m.Props = append(m.Props, prop)
			}
			break
		}
	}
}

// headerLinks adds the links of the Link response header (RFC 8288, section 3).
func (p *Page) headerLinks() {
	for _, field := range p.Source.Header.Values("Link") {
		for _, l := range parseLinkHeader(field) {
			if len(p.Links) >= maxFacts {
				return
			}
			// Header links resolve against the address, not the base element
			// (RFC 8288, section 3.2).
			if l.base = p.URL; l.base == nil {
				l.base = &url.URL{}
			}
			l.InHead = true
			p.Links = append(p.Links, l)
		}
	}
}

// parseLinkHeader reads the value of a Link header, leniently: what is no
// link-value is passed over.
func parseLinkHeader(field string) []*Link {
	var links []*Link
	for field != "" {
		open := strings.IndexByte(field, '<')
		if open < 0 {
			break
		}
		field = field[open+1:]
		end := strings.IndexByte(field, '>')
		if end < 0 {
			break
		}
		l := &Link{Href: strings.TrimSpace(field[:end]), HasHref: true}
		field = field[end+1:]
		for {
			field = strings.TrimLeft(field, " \t")
			if !strings.HasPrefix(field, ";") {
				break
			}
			field = strings.TrimLeft(field[1:], " \t")
			stop := strings.IndexAny(field, "=;,")
			if stop < 0 {
				field = ""
				break
			}
			name, value := strings.ToLower(strings.TrimSpace(field[:stop])), ""
			field = field[stop:]
			if strings.HasPrefix(field, "=") {
				field = strings.TrimLeft(field[1:], " \t")
				if strings.HasPrefix(field, `"`) {
					value, field = quotedString(field)
				} else {
					stop := strings.IndexAny(field, ";,")
					if stop < 0 {
						stop = len(field)
					}
					value, field = strings.TrimSpace(field[:stop]), field[stop:]
				}
			}
			switch {
			case name == "rel" && l.Rels == nil:
				l.Rels = strings.Fields(strings.ToLower(value))
			case name == "hreflang":
				l.Hreflang = value
			case name == "type":
				l.Type = value
			case name == "media":
				l.Media = value
			case name == "title":
				l.Title = value
			}
		}
		links = append(links, l)
		if comma := strings.IndexByte(field, ','); comma >= 0 {
			field = field[comma+1:]
		} else {
			break
		}
	}
	return links
}

// quotedString reads a quoted-string (RFC 9110, section 5.6.4) from the front
// of s.
func quotedString(s string) (value, rest string) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i+1 < len(s) {
				i++
				b.WriteByte(s[i])
			}
		case '"':
			return b.String(), s[i+1:]
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}

// fold trims white space and folds runs of it.
func fold(s string) string { return text.Fold(s) }

// boundedText is the text content of n, at most about limit bytes of it;
// scripts, styles and templates inside are left out, and the elements whose
// markup is a text of the tree, such as noscript.
func boundedText(n *html.Node, limit int) string {
	if c := n.FirstChild; c != nil && c.NextSibling == nil && c.Type == html.TextNode {
		return c.Data[:min(len(c.Data), limit)]
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil && b.Len() < limit; {
		descend := true
		switch c.Type {
		case html.TextNode:
			b.WriteString(c.Data)
		case html.ElementNode:
			switch c.DataAtom {
			case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Noembed, atom.Noframes:
				descend = false
			case atom.Br:
				b.WriteByte(' ')
			}
		}
		if descend && c.FirstChild != nil {
			c = c.FirstChild
			continue
		}
		for c != n && c.NextSibling == nil {
			c = c.Parent
		}
		if c == n {
			break
		}
		c = c.NextSibling
	}
	return b.String()
}
