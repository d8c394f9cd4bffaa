package microdata

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

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
		fmt.Fprintf(&b, "[%s]", strings.Join(it.Types, " "))
		if it.ID != "" {
			fmt.Fprintf(&b, " <%s>", it.ID)
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
				fmt.Fprintf(&b, "<%s>\n", v.Text)
			default:
				fmt.Fprintf(&b, "%q", v.Text)
				if v.Lang != "" {
					b.WriteString("@" + v.Lang)
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
		fmt.Fprintf(&b, "%s %s", p.Code, where(p.Origin))
		if p.Item != nil {
			b.WriteString(" of " + where(p.Item.Origin))
		}
		b.WriteByte('\n')
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
	case text.AttrName:
		return name + "@" + o.Name + "="
	case text.Content:
		return name + "#text"
	}
	return name
}

// cases are pages, the items they hold and the problems. They seed the fuzzer.
var cases = []struct {
	name, src, items, problems string
}{
	{"no microdata", `<p id=a class=itemprop>x<span data-itemprop=y>z</span>`, "", ""},
	{"names in one attribute", `<div itemscope itemtype=http://schema.org/Article><h1 itemprop="name  headline name">A</h1></div>`,
		"[http://schema.org/Article]\n name: \"A\"\n headline: \"A\"\n", ""},
	{"several types", `<div itemscope itemtype=" https://schema.org/Book https://schema.org/Product https://schema.org/Book"></div>`,
		"[https://schema.org/Book https://schema.org/Product]\n", ""},
	{"nested item", `<div itemscope itemtype=https://schema.org/Book><p itemprop=author itemscope itemtype=https://schema.org/Person><b itemprop=name>N</b></p><i itemprop=name>T</i></div>`,
		"[https://schema.org/Book]\n author: [https://schema.org/Person]\n  name: \"N\"\n name: \"T\"\n", ""},
	{"item that is no property", `<div itemscope><b itemprop=a>1</b><p itemscope><b itemprop=b>2</b></p></div>`,
		"[]\n a: \"1\"\n[]\n b: \"2\"\n", ""},
	{"property on the item element belongs outside", `<div itemscope title=o><p itemscope itemprop="a b"><i itemprop=c>x</i></p></div>`,
		"[]\n a: []\n  c: \"x\"\n b: []\n  c: \"x\"\n", ""},
	{"itemid", `<div itemscope itemtype=https://schema.org/Book itemid=" ../b#x "></div><div itemscope itemtype=https://schema.org/Book itemid=urn:isbn:1></div>`,
		"[https://schema.org/Book] <https://example.com/b#x>\n[https://schema.org/Book] <urn:isbn:1>\n", ""},
	{"values of all elements", `<div itemscope>
<meta itemprop=meta content="c  d"><meta itemprop=meta0>
<audio itemprop=audio src=a></audio><embed itemprop=embed src=b><iframe itemprop=iframe src=c></iframe><img itemprop=img src=d><video itemprop=video src=g><source itemprop=source src=e><track itemprop=track src=f></video>
<a itemprop=a href=/h>x</a><map><area itemprop=area href=?i></map><link itemprop=link href=#j>
<object itemprop=object data=//example.org/k></object>
<data itemprop=data value=1>one</data><data itemprop=data0>one</data><meter itemprop=meter value=2>two</meter>
<time itemprop=time datetime=2020-01-02>day</time><time itemprop=time0>2020</time>
<a itemprop=none>no address</a><q itemprop=text content=ignored> a <b>b</b><!-- c -->d</q></div>`,
		`[]
 meta: "c  d"
 meta0: ""
 audio: <https://example.com/dir/a>
 embed: <https://example.com/dir/b>
 iframe: <https://example.com/dir/c>
 img: <https://example.com/dir/d>
 video: <https://example.com/dir/g>
 source: <https://example.com/dir/e>
 track: <https://example.com/dir/f>
 a: <https://example.com/h>
 area: <https://example.com/dir/page.html?i>
 link: <https://example.com/dir/page.html#j>
 object: <https://example.org/k>
 data: "1"
 data0: ""
 meter: "2"
 time: "2020-01-02"
 time0: "2020"
 none: <>
 text: " a bd"
`, ""},
	{"url with white space", "<div itemscope><img itemprop=image src=' a b.jpg\n'><a itemprop=url href='http://example.org/é'>x</a></div>",
		"[]\n image: <https://example.com/dir/a%20b.jpg>\n url: <http://example.org/é>\n", ""},
	{"language", `<html lang=en><body itemscope><b itemprop=a>1</b><p lang=de><b itemprop=b>2</b><b itemprop=c lang=fr>3</b><b itemprop=d lang="">4</b></p><b itemprop=e>5</b>`,
		"[]\n a: \"1\"@en\n b: \"2\"@de\n c: \"3\"@fr\n d: \"4\"\n e: \"5\"@en\n", ""},
	{"texts in texts", `<div itemscope><p itemprop=a>1<b itemprop=b>2<i itemprop=c>3</i></b>4<u itemprop=d></u><script>s</script><template>t</template></p><p itemprop=e>5<b>6</b></p></div>`,
		"[]\n a: \"1234s\"\n b: \"23\"\n c: \"3\"\n d: \"\"\n e: \"56\"\n", ""},
	{"text around an item", `<div itemscope><p itemprop=a>1<b itemscope itemprop=b>2<i itemprop=c>3</i></b>4</p></div>`,
		"[]\n a: \"1234\"\n b: []\n  c: \"3\"\n", ""},
	{"content of template is another document", `<div itemscope><template><b itemprop=a id=x>1</b></template><b itemprop=b>2</b></div><div itemscope itemref=x title=r></div>`,
		"[]\n b: \"2\"\n[]\n", "itemref-missing r@itemref of r\n"},
	{"itemref in tree order", `<b id=z itemprop=a>1</b><div itemscope itemref="y z"><b itemprop=b>2</b></div><p id=y><b itemprop=c>3</b><b itemscope><b itemprop=inner>no</b></b></p>`,
		"[]\n a: \"1\"\n b: \"2\"\n c: \"3\"\n[]\n inner: \"no\"\n", ""},
	{"first id wins", `<b id=x itemprop=a>1</b><b id=x itemprop=a title=second>2</b><div itemscope itemref=x></div>`,
		"[]\n a: \"1\"\n", "orphan-itemprop second@itemprop\n"},
	{"ids are case-sensitive", `<b id=X></b><div itemscope itemref=x></div>`, "[]\n", "itemref-missing div@itemref of div\n"},
	{"itemref shared by two items", `<div itemscope itemref=x title=1></div><div itemscope itemref=x title=2></div><p id=x itemprop=p itemscope><b itemprop=q>v</b></p>`,
		"[]\n p: []\n  q: \"v\"\n[]\n p: []\n  q: \"v\"\n", ""},
	{"itemref into another item", `<div itemscope><p id=x><b itemprop=a>1</b></p></div><div itemscope itemref=x></div>`,
		"[]\n a: \"1\"\n[]\n a: \"1\"\n", ""},
	{"itemref past a nested item", `<div itemscope itemref=x><p itemscope><b id=x itemprop=a>1</b></p></div>`,
		"[]\n a: \"1\"\n[]\n a: \"1\"\n", ""},
	{"itemref to what the item holds", `<div itemscope itemref=x><p id=x><b itemprop=a>1</b></p></div>`,
		"[]\n a: \"1\"\n", "itemref-repeated div@itemref of div\n"},
	{"itemref overlap", `<div itemscope itemref="x y"></div><p id=x><b itemprop=a>1</b><i id=y itemprop=b>2</i></p>`,
		"[]\n a: \"1\"\n b: \"2\"\n", ""},
	{"itemref to itself", `<div id=x itemscope itemref=x itemprop=p title=me><b itemprop=a>1</b></div>`,
		"[]\n a: \"1\"\n", "itemref-cycle me@itemref of me\norphan-itemprop me@itemprop\n"},
	{"itemref to an ancestor", `<div id=x><b itemprop=z>0</b><div itemscope itemref=x title=me><b itemprop=a>1</b></div></div>`,
		"[]\n z: \"0\"\n a: \"1\"\n", "itemref-cycle me@itemref of me\n"},
	{"two items hold each other", `<div id=x itemscope itemprop=p itemref=y title=1></div><div id=y itemscope itemprop=q itemref=x title=2></div>`,
		"[]\n q: []\n", "itemref-cycle 2@itemref of 2\n"},
	{"cycle below an item", `<div itemscope title=top><div id=r><b itemprop=n>1</b><div itemprop=f itemscope title=mid><b itemprop=n>2</b><div itemprop=f itemscope itemref=r title=low></div></div></div></div>`,
		"[]\n n: \"1\"\n f: []\n  n: \"2\"\n  f: []\n   n: \"1\"\n", "itemref-cycle low@itemref of low\n"},
	{"cycle closed by nesting", `<div id=x itemscope itemprop=p title=out><div itemprop=q itemscope itemref=x title=in></div></div>`,
		"[]\n q: []\n", "itemref-cycle in@itemref of in\n"},
	{"orphans", `<b itemprop=a>1</b><div itemscope></div><b itemprop="">2</b><p itemprop=c itemscope title=lost><b itemprop=d>3</b></p>`,
		"[]\n[]\n d: \"3\"\n", "orphan-itemprop b@itemprop\norphan-itemprop lost@itemprop\n"},
	{"attributes without itemscope", `<p itemtype=https://schema.org/Book itemid=x></p><p itemref=x title=r></p><p itemid=y title=i></p><p itemscope itemid=z title=t></p>`,
		"[] <https://example.com/dir/z>\n",
		"itemtype-without-itemscope p@itemtype=\nitemtype-without-itemscope r@itemref=\nitemtype-without-itemscope i@itemid=\nitemtype-without-itemscope t@itemid= of t\n"},
	{"type without scheme", `<p itemscope itemtype="Schema.org/Person"></p><p itemscope itemtype="https://schema.org/A http://"></p><p itemscope itemtype=""></p>`,
		"[Schema.org/Person]\n[https://schema.org/A http://]\n[]\n", "itemtype-relative p@itemtype of p\nitemtype-relative p@itemtype of p\n"},
	{"reverse property", `<div itemscope itemtype=https://schema.org/Person><p itemscope itemtype=https://schema.org/Book itemprop-reverse=author></p><b itemprop-reverse=award>no</b><a itemprop-reverse=author href=x>y</a></div>`,
		"[https://schema.org/Person]\n ^author: [https://schema.org/Book]\n ^author: <https://example.com/dir/x>\n", ""},
	{"foreign elements", `<div itemscope><svg><title itemprop=name>T</title><a itemprop=url href=u>U</a></svg></div>`,
		"[]\n name: \"T\"\n url: \"U\"\n", ""},
}

func TestExtract(t *testing.T) {
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			items, problems := Extract(parse(t, tt.src), base(t))
			if got := dump(items); got != tt.items {
				t.Errorf("items of %s\ngot\n%s\nwant\n%s", tt.src, got, tt.items)
			}
			if got := dumpProblems(problems); got != tt.problems {
				t.Errorf("problems of %s\ngot\n%s\nwant\n%s", tt.src, got, tt.problems)
			}
		})
	}
}

func TestPropertyIRI(t *testing.T) {
	tests := []struct{ name, typ, prop, want string }{
		{"schema.org", "http://schema.org/Book", "name", "http://schema.org/name"},
		{"schema.org in capitals", "HTTPS://Schema.org/Book", "name", "HTTPS://Schema.org/name"},
		{"schema.org with www", "https://www.schema.org/Book", "name", "https://www.schema.org/name"},
		{"extended type", "http://schema.org/Person/Engineer", "name", "http://schema.org/name"},
		{"first absolute type", "Book https://example.org/v#Book https://schema.org/Book", "name", "https://example.org/v#name"},
		{"other vocabulary", "http://data-vocabulary.org/Breadcrumb", "title", "http://data-vocabulary.org/title"},
		{"urn", "urn:x:y", "title", "urn:x:y#title"},
		{"absolute name", "http://schema.org/Book", "http://purl.org/dc/terms/title", "http://purl.org/dc/terms/title"},
		{"relative type", "Book", "name", ""},
		{"no type", "", "name", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := fmt.Sprintf(`<div itemscope itemtype="%s"><b itemprop="%s">x</b></div>`, tt.typ, tt.prop)
			items, _ := Extract(parse(t, src), base(t))
			if got := items[0].Properties[0].IRI; got != tt.want {
				t.Errorf("IRI in %s\ngot  %q\nwant %q", src, got, tt.want)
			}
		})
	}
	t.Run("untyped item inherits", func(t *testing.T) {
		items, _ := Extract(parse(t, `<p id=a itemprop=offers itemscope><b itemprop=price>1</b></p><div itemscope itemtype=https://schema.org/Book itemref=a></div>`), base(t))
		inner := items[0].Properties[0].Value.Item
		if got, want := inner.Properties[0].IRI, "https://schema.org/price"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if inner.Parent != items[0] {
			t.Errorf("Parent is %v", inner.Parent)
		}
	})
}

func TestOrigins(t *testing.T) {
	doc := parse(t, `<div title=d itemscope itemtype=https://schema.org/Book itemid=x><img title=i itemprop=image src=y><b title=b itemprop=name>N<i></i></b><p title=p itemprop=author itemscope></p><time title=t itemprop=datePublished>2020</time><a title=a itemprop=url></a></div>`)
	items, _ := Extract(doc, base(t))
	it := items[0]
	var got []string
	for _, o := range []text.Origin{it.Origin, it.TypeOrigin, it.IDOrigin} {
		got = append(got, where(o))
	}
	for _, p := range it.Properties {
		got = append(got, fmt.Sprintf("%s=%s content=%v raw=%q", where(p.Origin), where(p.Value.Origin), p.Value.FromContent, p.Value.Raw))
	}
	want := []string{
		"d", "d@itemtype", "d@itemid",
		`i@itemprop=i@src content=false raw="y"`,
		`b@itemprop=b#text content=true raw=""`,
		`p@itemprop=p content=false raw=""`,
		`t@itemprop=t#text content=true raw=""`,
		`a@itemprop=a content=false raw=""`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNoBase(t *testing.T) {
	for _, u := range []*url.URL{nil, {}} {
		items, _ := Extract(parse(t, `<div itemscope><a itemprop=url href="../a b">x</a></div>`), u)
		if got, want := items[0].Properties[0].Value.Text, "../a%20b"; got != want {
			t.Errorf("base %v: got %q, want %q", u, got, want)
		}
	}
}

// TestBounds holds that what is dropped is told, once, and nothing else is
// blamed for it.
func TestBounds(t *testing.T) {
	tests := []struct {
		name, src, problems string
		items               int
	}{
		{"items", strings.Repeat("<p itemscope></p>", schemaorg.Limits{}.WithDefaults().Items+5) + "<p id=x></p><b itemprop=x>", "too-many-items p\n", schemaorg.Limits{}.WithDefaults().Items},
		{"elements", "<div itemscope>" + strings.Repeat("<b itemprop=a></b>", schemaorg.Limits{}.WithDefaults().Properties+5) + "</div>", "too-many-items b\n", 1},
		{"properties", "<p itemscope itemref=x></p>" + strings.Repeat("<p itemscope itemref=x></p>", 999) + "<div id=x>" + strings.Repeat("<b itemprop=a></b>", 500) + "</div>", "microdata-work p\n", 1000},
		{"work", "<p itemscope itemref=x></p>" + strings.Repeat("<p itemscope itemref=x></p>", 1999) + "<div id=x>" + strings.Repeat("<b itemprop></b>", 1000) + "</div>", "microdata-work p@itemref\n", 2000},
		{"long vocabulary", "<p itemscope itemtype='http://example.org/" + strings.Repeat("x", 1<<20) + "/T'>" + strings.Repeat("<b itemprop=a></b>", 100), "microdata-work page\n", 1},
		{"problems", strings.Repeat("<b itemprop=x></b>", maxProblems+5), strings.Repeat("orphan-itemprop b@itemprop\n", maxProblems) + "microdata-work page\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, problems := Extract(parse(t, tt.src), base(t))
			if len(items) != tt.items {
				t.Errorf("got %d items, want %d", len(items), tt.items)
			}
			if got := dumpProblems(problems); got != tt.problems {
				t.Errorf("problems\ngot  %.300s\nwant %.300s", got, tt.problems)
			}
		})
	}
}

// TestSuite reads the pages of the W3C suite for microdata to RDF. They say
// what triples come out, which is not judged here; none may hang, and none is
// without items.
func TestSuite(t *testing.T) {
	dir := os.Getenv("METACHECK_SUITES")
	if dir == "" {
		t.Skip("METACHECK_SUITES is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "microdata-rdf", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in the suite: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc := parse(t, string(data))
			items, problems := Extract(doc, base(t))
			check(t, doc, items, problems)
			if len(items) == 0 && strings.Contains(string(data), "itemscope") {
				t.Errorf("no items in\n%s", data)
			}
		})
	}
}
