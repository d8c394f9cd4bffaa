package schemaorg

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTerm(t *testing.T) {
	for iri, want := range map[string]string{
		"http://schema.org/name": "name", "https://schema.org/name": "name", "HTTPS://WWW.Schema.org/name": "name",
		"http://schema.org/name/": "name", "http://schema.org#name": "name", "http://schema.org/": "", "http://schema.org": "",
		"name": "", "http://schema.org.example.com/name": "", "http://example.com/name": "", "https://schema.org/a/b": "",
		"http://schema.orgname": "", "https://schema.org/name?x": "",
	} {
		if got := Term(iri); got != want {
			t.Errorf("Term(%q) = %q, want %q", iri, got, want)
		}
	}
}

func item(syntax Syntax, id, typ string, props ...any) *Item {
	it := &Item{Syntax: syntax, ID: id}
	if typ != "" {
		it.Types = []string{Namespace + typ}
	}
	for i := 0; i < len(props); i += 2 {
		name := props[i].(string)
		p := Property{Name: name, IRI: Namespace + name}
		switch v := props[i+1].(type) {
		case string:
			p.Value = Value{Text: v}
		case *Item:
			p.Value = Value{Kind: ItemValue, Item: v}
			if v.Parent == nil {
				v.Parent = it
			}
		}
		it.Properties = append(it.Properties, p)
	}
	return it
}

func TestGraph(t *testing.T) {
	author := item(JSONLD, "https://example.org/#ann", "Person", "name", "Ann Ember")
	reference := &Item{Syntax: JSONLD, ID: author.ID, Reference: true}
	article := item(JSONLD, "#a", "NewsArticle", "headline", "  One\n two ", "author", reference)
	comment := item(Microdata, "", "Comment", "author", item(Microdata, "", "Person", "name", "Bo"))
	page := item(Microdata, "_:x", "WebPage", "comment", comment)
	other := item(RDFa, "_:x", "WebPage", "name", "another blank node")
	page.Properties = append(page.Properties, Property{Name: "mainEntity", IRI: NamespaceHTTP + "mainEntity", Reverse: true,
		Value: Value{Kind: ItemValue, Item: page}}) // a cycle
	g := NewGraph([]*Item{page, other, article, author}, nil)

	var all []string
	for _, it := range g.All {
		all = append(all, it.Syntax.String()+" "+strings.Join(it.TypeTerms(), " "))
	}
	want := []string{"microdata WebPage", "microdata Comment", "microdata Person", "RDFa WebPage", "JSON-LD NewsArticle", "JSON-LD ", "JSON-LD Person"}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("items differ (-want +got)\n%s", diff)
	}
	if got := g.Resolve(article.Value("author")); got != author {
		t.Errorf("the reference resolves to %v", got)
	}
	if got := g.Resolve(&Value{Kind: URLValue, Text: author.ID}); got != author {
		t.Errorf("the address resolves to %v", got)
	}
	if got := g.Resolve(&Value{Text: author.ID}); got != nil {
		t.Errorf("text resolves to %v", got)
	}
	if got := g.Text(article, "author"); got != "Ann Ember" {
		t.Errorf("author is %q", got)
	}
	if got := article.Text("headline"); got != "One two" {
		t.Errorf("headline is %q", got)
	}
	if n := len(g.Entity(page)); n != 1 {
		t.Errorf("blank nodes of two syntaxes are one entity of %d", n)
	}
	if n := len(g.Entity(reference)); n != 2 {
		t.Errorf("reference and item are an entity of %d, want 2", n)
	}
	if !article.Is("CreativeWork") || article.Is("Product") {
		t.Error("a NewsArticle is a CreativeWork and no Product")
	}
	if !g.IsSecondary(comment) || !g.IsSecondary(comment.Value("author").Item) || g.IsSecondary(article) {
		t.Error("a comment and its author are secondary, the article is not")
	}
	if n := len(g.OfType("Person")); n != 2 {
		t.Errorf("%d persons, want 2: references do not count", n)
	}
	if page.Value("mainEntity") != nil {
		t.Error("a reverse property is no value of the item")
	}
}

func TestIdentity(t *testing.T) {
	encoded := item(Microdata, "https://example.org/a%20b%22", "Person")
	plain := item(RDFa, `https://example.org/a b"`, "Person", "name", "Ann Ember")
	other := item(JSONLD, "https://example.org/ab", "Person")
	g := NewGraph([]*Item{encoded, plain, other}, nil)
	for _, it := range []*Item{encoded, plain} {
		if same := g.Entity(it); len(same) != 2 {
			t.Errorf("%s is an entity of %d items, want 2", it.ID, len(same))
		}
		if got := g.Resolve(&Value{Kind: URLValue, Text: it.ID}); got != plain {
			t.Errorf("%s resolves to %+v", it.ID, got)
		}
		if same := g.ByID(it.ID); len(same) != 2 {
			t.Errorf("%d items have the ID %s, want 2", len(same), it.ID)
		}
	}
	if same := g.Entity(other); len(same) != 1 {
		t.Errorf("%s is an entity of %d items, want 1", other.ID, len(same))
	}
	if encoded.EntityKey() != plain.EntityKey() || encoded.EntityKey() == other.EntityKey() {
		t.Errorf("keys %q, %q and %q", encoded.EntityKey(), plain.EntityKey(), other.EntityKey())
	}
	if a, b := item(RDFa, "_:a", "Thing"), item(JSONLD, "_:a", "Thing"); a.EntityKey() == b.EntityKey() {
		t.Errorf("blank nodes of two syntaxes have one key, %q", a.EntityKey())
	}
	if key := item(JSONLD, "", "Thing").EntityKey(); key != "" {
		t.Errorf("an item without ID has the key %q", key)
	}
}

func TestLabels(t *testing.T) {
	it := item(Microdata, "", "Thing")
	it.Types = []string{"https://example.org/Piece", NamespaceHTTP + "Artikle", Namespace + "NewsArticle", Namespace + "Thing"}
	if got := it.Label(); got != "NewsArticle" {
		t.Errorf("the item is called %q", got)
	}
	it.Types = it.Types[:2]
	if got := it.Label(); got != "item" {
		t.Errorf("an item without known type is called %q", got)
	}
	for _, p := range []Property{{Name: "schema:name", IRI: NamespaceHTTP + "name"}, {Name: "name"}} {
		if got := p.Label(); got != "name" {
			t.Errorf("property %+v is called %q", p, got)
		}
	}
}

func TestStatements(t *testing.T) {
	one := item(Microdata, "", "Article", "headline", "One", "name", "not asked for")
	two := item(RDFa, "https://example.org/#a", "Article", "headline", "Two", "headline", "Two again")
	three := item(JSONLD, "https://example.org/#a", "Article", "headline", "Three")
	three.Properties[0].Value.Lang = "en"
	other := item(JSONLD, "https://example.org/#b", "Article", "headline", "another thing")
	turned := item(JSONLD, "https://example.org/#a", "Person", "headline", "of another")
	turned.Properties[0].Reverse = true
	g := NewGraph([]*Item{one, two, three, other, turned}, nil)
	for _, test := range []struct {
		name  string
		items []*Item
		want  []string
	}{
		{"by ID", []*Item{three}, []string{"JSON-LD Three@en", "RDFa Two@", "RDFa Two again@"}},
		{"given, and by ID", []*Item{one, three}, []string{"microdata One@", "JSON-LD Three@en", "RDFa Two@", "RDFa Two again@"}},
		{"each once", []*Item{two, three, two}, []string{"RDFa Two@", "RDFa Two again@", "JSON-LD Three@en"}},
		{"none", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range g.Statements("headline", test.items...) {
				got = append(got, s.Item.Syntax.String()+" "+s.Property.Value.Text+"@"+s.Property.Value.Lang)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("statements differ (-want +got)\n%s", diff)
			}
		})
	}
}

func TestIsSecondary(t *testing.T) {
	name := func(n string, props ...any) *Item { return item(JSONLD, "", n, props...) }
	product := name("Product", "name", "Example kettle",
		"review", name("Review", "author", name("Person"), "reviewRating", name("Rating")),
		"offers", name("Offer", "seller", name("Store")),
		"isRelatedTo", name("Vehicle"),
		"image", name("ImageObject", "creditText", "x"))
	list := name("ItemList", "itemListElement", name("ListItem", "item", name("Recipe", "video", name("VideoObject"))))
	crumbs := name("BreadcrumbList", "itemListElement", name("Thing"))
	answer := name("QAPage", "mainEntity", name("Dataset", "acceptedAnswer", name("Answer"), "comment", name("CreativeWork")))
	header := name("WPHeader", "about", name("WebPage"))
	blog := name("Blog", "blogPost", name("BlogPosting"))
	article := name("NewsArticle", "author", name("Patient"), "hasPart", name("Chapter"), "mainEntity", name("Event"))
	g := NewGraph([]*Item{product, list, crumbs, answer, header, blog, article}, nil)
	want := map[string]bool{
		"Product": false, "Review": true, "Person": true, "Rating": true, "Offer": false, "Store": false, "Vehicle": true,
		"ImageObject": false, "ItemList": false, "ListItem": true, "Recipe": true, "VideoObject": true, "BreadcrumbList": true,
		"Thing": true, "QAPage": false, "Dataset": false, "Answer": true, "CreativeWork": true, "WPHeader": true, "WebPage": false,
		"Blog": false, "BlogPosting": true, "NewsArticle": false, "Patient": true, "Chapter": true, "Event": false,
	}
	if len(g.All) != len(want) {
		t.Fatalf("%d items, want %d", len(g.All), len(want))
	}
	for _, it := range g.All {
		typ := it.TypeTerms()[0]
		if got := g.IsSecondary(it); got != want[typ] {
			t.Errorf("%s is secondary: %v, want %v", typ, got, want[typ])
		}
	}
	// Items that hold each other in a circle are looked at, too.
	a, b := name("Product"), name("Offer")
	a.Parent, b.Parent = b, a
	a.Properties = []Property{{IRI: Namespace + "offers", Value: Value{Kind: ItemValue, Item: b}}}
	b.Properties = []Property{{IRI: Namespace + "author", Value: Value{Kind: ItemValue, Item: a}}}
	if g := NewGraph([]*Item{a, b}, nil); !g.IsSecondary(a) {
		t.Error("what an author property leads to is secondary in a circle, too")
	}
}

// BenchmarkIsSecondary asks of every item of a page: of one that holds all
// others, and of a chain. The time an item takes stays the same.
func BenchmarkIsSecondary(b *testing.B) {
	for _, n := range []int{200, 2000, 20_000} {
		wide, chain := item(JSONLD, "", "Product"), item(JSONLD, "", "Product")
		last := chain
		for range n {
			for _, in := range []**Item{&wide, &last} {
				it := item(JSONLD, "", "Offer")
				it.Parent = *in
				(*in).Properties = append((*in).Properties, Property{IRI: Namespace + "offers", Value: Value{Kind: ItemValue, Item: it}})
				if in == &last {
					last = it
				}
			}
		}
		for _, shape := range []struct {
			name string
			top  *Item
		}{{"wide", wide}, {"chain", chain}} {
			b.Run(shape.name+"/"+strconv.Itoa(n), func(b *testing.B) {
				for b.Loop() {
					g := NewGraph([]*Item{shape.top}, nil)
					for _, it := range g.All {
						g.IsSecondary(it)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
			})
		}
	}
}
