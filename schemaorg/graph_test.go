package schemaorg

import (
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
