package rdfa

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/rdf/rdftest"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

const baseIRI = "https://example.com/dir/page.html"

func parse(t testing.TB, src string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(src))
	if err != nil {
		t.Fatalf("could not parse %q: %v", src, err)
	}
	return doc
}

func base(t testing.TB) *url.URL {
	t.Helper()
	u, err := url.Parse(baseIRI)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// dump writes items as lines: types and id of an item, then its properties,
// deeper by one space a level.
func dump(items []*schemaorg.Item) string {
	var b strings.Builder
	var write func(it *schemaorg.Item, indent string)
	write = func(it *schemaorg.Item, indent string) {
		types := make([]string, len(it.Types))
		for i, t := range it.Types {
			types[i] = strings.Replace(t, "http://schema.org/", "s:", 1)
		}
		fmt.Fprintf(&b, "[%s]", strings.Join(types, " "))
		if it.ID != "" {
			fmt.Fprintf(&b, " <%s>", strings.Replace(it.ID, "https://example.com/dir/", "", 1))
		}
		if it.Reference {
			b.WriteString(" reference")
		}
		b.WriteByte('\n')
		for _, p := range it.Properties {
			b.WriteString(indent + " ")
			if p.Reverse {
				b.WriteByte('^')
			}
			b.WriteString(p.Name + ": ")
			switch v := p.Value; v.Kind {
			case schemaorg.ItemValue:
				write(v.Item, indent+" ")
			case schemaorg.URLValue:
				fmt.Fprintf(&b, "<%s>\n", strings.Replace(v.Text, "https://example.com/dir/", "", 1))
			default:
				fmt.Fprintf(&b, "%q", v.Text)
				if v.Lang != "" {
					b.WriteString("@" + v.Lang)
				}
				if v.Datatype != "" {
					b.WriteString("^" + strings.TrimPrefix(strings.TrimPrefix(v.Datatype, rdf.XSD), rdf.NS))
				}
				b.WriteByte('\n')
			}
		}
	}
	for _, it := range items {
		write(it, "")
	}
	return b.String()
}

func dumpProblems(problems []schemaorg.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%s %s\n", p.Code, where(p.Origin))
	}
	return b.String()
}

// where names a place by the title attribute of its element, or its name.
func where(o text.Origin) string {
	if o.Node == nil {
		return "page"
	}
	name := o.Node.Data
	if title, ok := text.Attr(o.Node, "title"); ok {
		name = title
	}
	switch o.Part {
	case text.Attribute:
		return name + "@" + o.Name
	case text.Content:
		return name + "#text"
	}
	return name
}

// cases are pages, the items they hold and the problems. They seed the fuzzer.
var cases = []struct {
	name, src, items, problems string
}{
	{"no rdfa", `<p id=a class=b><a href=c rel=nofollow>d</a></p>`, "", ""},
	{"lite", `<div vocab=http://schema.org/ typeof=Article><h1 property=headline>H</h1><img property=image src=i.png><div property=author typeof=Person><b property=name>N</b></div></div>`,
		"[s:Article]\n headline: \"H\"\n image: <i.png>\n author: [s:Person]\n  name: \"N\"\n", ""},
	{"vocab without slash is taken as it is", `<div vocab=http://schema.org typeof=Book></div>`, "[http://schema.orgBook]\n", ""},
	{"default prefix", `<div typeof=schema:Book><b property=schema:name>N</b></div>`, "[s:Book]\n schema:name: \"N\"\n", ""},
	{"declared prefix", `<div prefix="s: http://schema.org/" typeof=s:Book><b property="s:name S:alternateName">N</b></div>`,
		"[s:Book]\n s:name: \"N\"\n S:alternateName: \"N\"\n", ""},
	{"prefix ends with its element", `<div prefix="zz: http://schema.org/"><p typeof=zz:Book></p></div><p typeof=zz:Book></p>`,
		"[s:Book]\n[zz:Book]\n", "rdfa-unknown-prefix p@typeof\n"},
	{"prefix shadows", `<div prefix="dc: http://schema.org/"><p typeof=dc:A></p><p prefix="dc: http://example.org/" typeof=dc:B></p><p typeof=dc:C></p></div><p typeof=dc:D></p>`,
		"[s:A]\n[http://example.org/B]\n[s:C]\n[http://purl.org/dc/terms/D]\n", ""},
	{"full names", `<div typeof=http://schema.org/Book><b property=http://schema.org/name>N</b></div>`,
		"[s:Book]\n http://schema.org/name: \"N\"\n", ""},
	{"ids", `<div vocab=http://schema.org/><p typeof=A about=#a></p><p typeof=B resource="../b"></p><a typeof=C href=c></a><p typeof=D about=_:d></p><p typeof=E about="[schema:E]"></p></div>`,
		"[s:A] <page.html#a>\n[s:B] <https://example.com/b>\n[s:C] <c>\n[s:D] <_:d>\n[s:E] <http://schema.org/E>\n", ""},
	{"page is an item", `<html vocab=http://schema.org/ typeof=WebPage><head><title property=name>T</title><meta property=og:title content=O><link rel=stylesheet href=s><link rel=canonical href=c></head><body><div property=mainEntity typeof=Article></div>`,
		"[s:WebPage] <page.html>\n name: \"T\"\n mainEntity: [s:Article]\n", ""},
	{"open graph is no item", `<html prefix="og: http://ogp.me/ns# article: http://ogp.me/ns/article#"><meta property="og:title og:site_name" content=O><meta property=article:tag content=O><link rel=stylesheet href=s><a rel=license href=l>x</a>`, "", ""},
	{"open graph is no property", `<html vocab=http://schema.org/><body typeof=Article><span property=og:title>O</span><a rel=tag href=t>x</a><a rel=author href=a>y</a>`,
		"[s:Article] <page.html>\n author: <a>\n", ""},
	{"page with properties of a vocabulary", `<meta property=dc:title content=T><meta property=fb:app_id content=1>`, "[] <page.html>\n dc:title: \"T\"\n", "rdfa-unknown-prefix meta@property\n"},
	{"items of a page without type stay at the top", `<body vocab=http://schema.org/><h1 property=name>T</h1><div property=mainEntity typeof=Article></div>`,
		"[] <page.html>\n name: \"T\"\n mainEntity: [s:Article]\n[s:Article]\n", ""},
	{"values", `<div vocab=http://schema.org/ typeof=Thing lang=en>
<meta property=a content="c  d"><b property=b content=e>f</b><b property=c lang=de>g</b><b property=d xml:lang=fr lang=de>h</b>
<time property=e datetime=2020-01-02>i</time><time property=f>2020-01</time><time property=g datetime=soon>j</time><ins property=h datetime=P1D>k</ins>
<b property=i datatype=xsd:integer>1</b><b property=j datatype=xsd:integer content=2>two</b><b property=k datatype="">l<i>m</i></b>
<a property=l href=m>n</a><img property=n src=o><b property=p resource=q>r</b><data property=s value=1>one</data><b property=t>u<i property=v>w</i><!-- x -->y</b></div>`,
		`[s:Thing]
 a: "c  d"@en
 b: "e"@en
 c: "g"@de
 d: "h"@fr
 e: "2020-01-02"^date
 f: "2020-01"^gYearMonth
 g: "soon"@en
 h: "P1D"^duration
 i: "1"^integer
 j: "2"^integer
 k: "lm"@en
 l: <m>
 n: <o>
 p: <q>
 s: "one"@en
 t: "uwy"@en
 v: "w"@en
`, ""},
	{"markup", `<div vocab=http://schema.org/ typeof=Thing><p property=a datatype=rdf:HTML>1 &lt; <b title='"'>2</b><br><!--c--></p><p property=b datatype=rdf:XMLLiteral>1 &lt; <b title='"<'>2</b><br><!--c--d--></p></div>`,
		"[s:Thing]\n a: \"1 &lt; <b title=\\\"&quot;\\\">2</b><br><!--c-->\"^HTML\n b: \"1 &lt; <b title=\\\"&quot;&lt;\\\">2</b><br/><!--c- -d-->\"^XMLLiteral\n", ""},
	{"typed link", `<ol vocab=http://schema.org/ typeof=BreadcrumbList><li property=itemListElement typeof=ListItem><a property=item typeof=WebPage href=/x><span property=name>X</span></a><meta property=position content=1></li></ol>`,
		"[s:BreadcrumbList]\n itemListElement: [s:ListItem]\n  item: [s:WebPage] <https://example.com/x>\n   name: \"X\"\n  position: \"1\"\n", ""},
	{"one subject in two places", `<div vocab=http://schema.org/><p about=#a typeof=Book><b property=name>1</b></p><p about=#a typeof=Product><b property=name>2</b></p></div>`,
		"[s:Book s:Product] <page.html#a>\n name: \"1\"\n name: \"2\"\n", ""},
	{"reference to what is described", `<div vocab=http://schema.org/><p typeof=Book><a property=author href=#p>x</a><a property=url href=#p>y</a><a property=editor href=#q>z</a></p><p about=#p typeof=Person><b property=name>N</b></p></div>`,
		"[s:Book]\n author: [s:Person] <page.html#p>\n  name: \"N\"\n url: <page.html#p>\n editor: <page.html#q>\n", ""},
	{"blank node that is only named", `<p vocab=http://schema.org/ typeof=Book><b property=author resource=_:a>x</b></p>`,
		"[s:Book]\n author: [] <_:a> reference\n", ""},
	{"chained rel", `<div vocab=http://schema.org/ typeof=Book><p rel=author resource=#p><b property=name>N</b></p><p rel=editor><b typeof=Person property=name>M</b></p></div>`,
		"[s:Book]\n author: [] <page.html#p>\n  name: \"N\"\n editor: []\n  name: [s:Person]\n", ""},
	{"hanging rel", `<div vocab=http://schema.org/ typeof=Book><ul rel=author><li about=#a><b property=name>A</b></li><li typeof=Person about=#b></li><li><a href=#c>C</a></li></ul></div>`,
		"[s:Book]\n author: [] <page.html#a>\n  name: \"A\"\n author: [s:Person] <page.html#b>\n author: <page.html#c>\n", ""},
	{"rev", `<div vocab=http://schema.org/ typeof=Person><a rev=author href=b>x</a><p rev=editor><b typeof=Book about=c></b></p></div>`,
		"[s:Person]\n ^author: <b>\n ^editor: [s:Book] <c>\n", ""},
	{"rel words beside property are mute", `<div vocab=http://schema.org/ typeof=Person><a property=url rel="nofollow author" href=b>x</a></div>`,
		"[s:Person]\n url: <b>\n", ""},
	{"list", `<div vocab=http://schema.org/ typeof=Book><b property=author inlist>A</b><a property=author inlist href=b>B</a><i property=name>N</i><b property=author inlist typeof=Person></b></div>`,
		"[s:Book]\n author: \"A\"\n author: <b>\n name: \"N\"\n author: [s:Person]\n", ""},
	{"patterns", `<div vocab=http://schema.org/><p typeof=Event><i property=name>E</i><link property=rdfa:copy href=#x></p><p typeof=Event><link property=rdfa:copy href=#x></p><div resource=#x typeof=rdfa:Pattern><b property=location typeof=Place></b><b property=image inlist>1</b><b property=image inlist>2</b></div></div>`,
		"[s:Event]\n name: \"E\"\n location: [s:Place]\n image: \"1\"\n image: \"2\"\n[s:Event]\n location: [s:Place]\n image: \"1\"\n image: \"2\"\n", ""},
	{"pattern copies itself", `<div vocab=http://schema.org/><p typeof=Event><link property=rdfa:copy href=#x></p><div resource=#x typeof=rdfa:Pattern><i property=name>E</i><link property=rdfa:copy href=#x><link property=rdfa:copy href=#y></div><div resource=#y typeof=rdfa:Pattern><i property=name>F</i><link property=rdfa:copy href=#x></div></div>`,
		"[s:Event]\n name: \"E\"\n name: \"F\"\n", ""},
	{"cycle", `<div vocab=http://schema.org/><p about=#a typeof=A><a property=p href=#b>x</a></p><p about=#b typeof=B><a property=q href=#a>x</a><a property=q href=#b>x</a></p></div>`,
		"[s:A] <page.html#a>\n p: [s:B] <page.html#b>\n  q: <page.html#a>\n  q: <page.html#b>\n", ""},
	{"cycle of blank nodes", `<div vocab=http://schema.org/><p about=_:a typeof=A><a property=p resource=_:b>x</a></p><p about=_:b typeof=B><a property=q resource=_:a>x</a></p></div>`,
		"[s:A] <_:a>\n p: [s:B] <_:b>\n  q: [] <_:a> reference\n", ""},
	{"content of template is another document", `<div vocab=http://schema.org/><template><p typeof=A></p></template><p typeof=B></p></div>`, "[s:B]\n", ""},
	{"no vocab", `<div typeof=Person title=t><b property="name headline" title=p>N</b></div><meta property=description content=d><link property=stylesheet href=s>`,
		"[Person]\n name: \"N\"\n headline: \"N\"\n", "rdfa-no-vocab t@typeof\nrdfa-no-vocab p@property\nrdfa-no-vocab meta@property\n"},
	{"vocab taken back", `<div vocab=http://schema.org/><p vocab="" typeof=A></p></div>`, "[A]\n", "rdfa-no-vocab p@typeof\n"},
	{"other people's attributes", `<my-field prefix="a: $" property=name typeof=x></my-field><my-field prefix=$ about=x></my-field><svg typeof=glyph><path property=d /></svg><p prefix=unit></p>`,
		"", ""},
	{"prefix faults", `<p title=1 prefix="og:http://ogp.me/ns#"></p><p title=2 prefix="og: http://ogp.me/ns#, fb: http://ogp.me/ns/fb#"></p><p title=3 prefix="og:"></p><p title=4 prefix=": http://x/"></p><p title=5 prefix="_: http://x/"></p><p title=6 prefix="a: b: http://x/"></p><p title=ok prefix="  og:  http://ogp.me/ns#
fb: http://ogp.me/ns/fb#  "></p>`, "",
		"rdfa-prefix-syntax 1@prefix\nrdfa-prefix-syntax 2@prefix\nrdfa-prefix-syntax 3@prefix\nrdfa-prefix-syntax 4@prefix\nrdfa-prefix-syntax 5@prefix\nrdfa-prefix-syntax 6@prefix\n"},
	{"prefix faults beside items", `<p vocab=http://schema.org/ typeof=A prefix="og:http://ogp.me/ns#" title=1></p>`, "[s:A]\n", "rdfa-prefix-syntax 1@prefix\n"},
	{"undeclared prefixes", `<html prefix="fb: http://ogp.me/ns/fb#"><meta title=1 property=article:tag content=x><meta title=2 property=fb:app_id content=x><meta title=3 property=og:title content=x>`, "",
		"rdfa-unknown-prefix 1@property\n"},
	{"empty type", `<p typeof="" vocab=http://schema.org/><b property=name>N</b></p>`, "[]\n name: \"N\"\n", ""},
}

func TestExtract(t *testing.T) {
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			doc := parse(t, tt.src)
			items, problems := Extract(doc, base(t))
			if got := dump(items); got != tt.items {
				t.Errorf("items of %s\ngot\n%s\nwant\n%s", tt.src, got, tt.items)
			}
			if got := dumpProblems(problems); got != tt.problems {
				t.Errorf("problems of %s\ngot\n%s\nwant\n%s", tt.src, got, tt.problems)
			}
			check(t, doc, items, problems)
		})
	}
}

func TestOrigins(t *testing.T) {
	doc := parse(t, `<div title=d vocab=https://schema.org/ typeof=Book resource=x><img title=i property=image src=y><b title=b property=name>N<i></i></b><p title=p property=author typeof=Person></p><meta title=m property=isbn content=1><p title=r rel=about><a title=h href=z>s</a></p></div>`)
	items, _ := Extract(doc, base(t))
	it := items[0]
	var got []string
	for _, o := range []text.Origin{it.Origin, it.TypeOrigin, it.IDOrigin} {
		got = append(got, where(o))
	}
	for _, p := range it.Properties {
		got = append(got, fmt.Sprintf("%s %s=%s content=%v raw=%q", p.IRI, where(p.Origin), where(p.Value.Origin), p.Value.FromContent, p.Value.Raw))
	}
	want := []string{
		"d", "d@typeof", "d@resource",
		`https://schema.org/image i@property=i@src content=false raw="y"`,
		`https://schema.org/name b@property=b#text content=true raw=""`,
		`https://schema.org/author p@property=p content=false raw=""`,
		`https://schema.org/isbn m@property=m@content content=false raw=""`,
		`https://schema.org/about r@rel=h@href content=false raw="z"`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTriples(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"base element", `<base href=/other/><p property=dc:title>T</p><a rel=license href=l>x</a>`,
			"<https://example.com/other/> <http://purl.org/dc/terms/title> \"T\" .\n<https://example.com/other/> <http://www.w3.org/1999/xhtml/vocab#license> <https://example.com/other/l> .\n"},
		{"open graph is a triple", `<meta property=og:title content=O>`, "<" + baseIRI + "> <http://ogp.me/ns#title> \"O\" .\n"},
		{"unknown prefix is a scheme", `<meta property=fb:app_id content=1>`, "<" + baseIRI + "> <fb:app_id> \"1\" .\n"},
		{"names that resolve to nothing", `<p typeof=A property=b>c</p>`, ""},
		{"labels do not meet", `<p about=_:m1 property=dc:title>T</p><p typeof=dc:A></p>`,
			"_:xm1 <http://purl.org/dc/terms/title> \"T\" .\n_:m1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/dc/terms/A> .\n"},
		{"vector graphics in XML", `<p property=dc:x datatype=rdf:XMLLiteral><svg viewBox="0 0 1 1"><a xlink:href=u></a></svg></p>`,
			"<" + baseIRI + `> <http://purl.org/dc/terms/x> "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><a xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"u\"/></svg>"^^<` + rdf.XMLLiteral + "> .\n"},
		{"prefixes in XML", `<p xmlns:fb=http://example.org/fb property=dc:x datatype=rdf:XMLLiteral><fb:user uid=1 @x=2>U</fb:user></p>`,
			"<" + baseIRI + `> <http://purl.org/dc/terms/x> "<fb:user xmlns:fb=\"http://example.org/fb\" uid=\"1\" U000040x=\"2\">U</fb:user>"^^<` + rdf.XMLLiteral + "> .\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := rdf.NQuads(Triples(parse(t, tt.src), base(t))); got != tt.want {
				t.Errorf("triples of %s\ngot\n%s\nwant\n%s", tt.src, got, tt.want)
			}
		})
	}
}

// TestBounds holds that what is dropped is told, once.
func TestBounds(t *testing.T) {
	var prefixes strings.Builder
	for i := range maxPrefixes + 2 {
		fmt.Fprintf(&prefixes, "p%d: http://x/ ", i)
	}
	tests := []struct {
		name, src, problems string
		items               int
	}{
		{"items", "<div vocab=http://schema.org/>" + strings.Repeat("<p typeof=A></p>", schemaorg.Limits{}.WithDefaults().Items+5), "rdfa-work page\n", schemaorg.Limits{}.WithDefaults().Items},
		{"statements", "<div vocab=http://schema.org/ typeof=A>" + strings.Repeat("<b property=b>c</b>", schemaorg.Limits{}.WithDefaults().Statements+5), "rdfa-work page\n", 1},
		{"hanging", "<div vocab=http://schema.org/ typeof=A><div rel='" + strings.Repeat("a:b ", 1000) + "'>" + strings.Repeat("<b about=c></b>", 1000), "rdfa-unknown-prefix", 1},
		{"lists", "<div vocab=http://schema.org/ typeof=A>" + strings.Repeat("<b property=b inlist>c</b>", schemaorg.Limits{}.WithDefaults().Statements+5), "rdfa-work page\n", 1},
		{"prefixes", "<div vocab=http://schema.org/ typeof=A prefix='" + prefixes.String() + "'></div>", "rdfa-work page\n", 1},
		{"long vocabulary", "<div vocab='http://schema.org/" + strings.Repeat("x", 1<<20) + "' typeof=A>" + strings.Repeat("<b property=b>c</b>", 100), "rdfa-work page\n", 1},
		{"markup", "<div vocab=http://schema.org/ typeof=A>" + strings.Repeat("<div property=b datatype=rdf:HTML>", 400) + strings.Repeat("x", 1<<17), "rdfa-work page\n", 1},
		{"problems", "<div>" + strings.Repeat("<b property=b>c</b>", maxProblems+5), strings.Repeat("rdfa-no-vocab b@property\n", maxProblems) + "rdfa-work page\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := parse(t, tt.src)
			items, problems := Extract(doc, base(t))
			if len(items) != tt.items {
				t.Errorf("got %d items, want %d", len(items), tt.items)
			}
			if got := dumpProblems(problems); !strings.HasPrefix(got, tt.problems) || strings.Count(got, "rdfa-work") != 1 {
				t.Errorf("problems\ngot  %.300s\nwant %.300s", got, tt.problems)
			}
		})
	}
}

// TestCorpus reads real pages. Nothing is known of what they hold but what is
// true of all pages.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("METACHECK_CORPUS")
	if dir == "" {
		t.Skip("METACHECK_CORPUS is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "pages", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in the corpus: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			page, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer page.Close()
			doc, err := html.Parse(page)
			if err != nil {
				t.Skipf("no tree: %v", err)
			}
			items, problems := Extract(doc, base(t))
			check(t, doc, items, problems)
			nquads := rdf.NQuads(Triples(doc, base(t)))
			if err := rdftest.Valid(nquads); err != nil {
				t.Errorf("%v in\n%s", err, nquads)
			}
		})
	}
}
