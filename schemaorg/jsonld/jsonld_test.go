package jsonld

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/piprate/json-gold/ld"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// at is the text that an origin points at.
func at(o text.Origin) string {
	switch o.Part {
	case text.Script:
		return o.Node.FirstChild.Data[o.Start:o.End]
	case text.Attribute:
		return "[" + o.Name + "]"
	case text.Tag:
		return "<script>"
	}
	return "?"
}

// dump is what was read, one line a fact, each with the source that it points
// at.
func dump(items []*schemaorg.Item, problems []schemaorg.Problem) string {
	var b strings.Builder
	var item func(it *schemaorg.Item, indent string)
	item = func(it *schemaorg.Item, indent string) {
		fmt.Fprintf(&b, "%sitem", indent)
		if len(it.Types) > 0 {
			fmt.Fprintf(&b, " %s at %s", strings.Join(it.Types, " "), at(it.TypeOrigin))
		}
		if it.ID != "" {
			fmt.Fprintf(&b, " id %s at %s", it.ID, at(it.IDOrigin))
		}
		if it.Reference {
			b.WriteString(" reference")
		}
		b.WriteString("\n")
		for i := range it.Properties {
			p := &it.Properties[i]
			v := &p.Value
			fmt.Fprintf(&b, "%s  %s <%s>", indent, p.Name, p.IRI)
			if p.Reverse {
				b.WriteString(" reverse")
			}
			if got := strings.Trim(at(p.Origin), `"`); got != p.Name {
				fmt.Fprintf(&b, " at %s", got)
			}
			switch v.Kind {
			case schemaorg.TextValue:
				fmt.Fprintf(&b, " text %q", v.Text)
			case schemaorg.LiteralValue:
				fmt.Fprintf(&b, " literal %q %s", v.Text, v.Datatype)
			case schemaorg.URLValue:
				fmt.Fprintf(&b, " url %s", v.Text)
				if v.Raw != "" {
					fmt.Fprintf(&b, " raw %q", v.Raw)
				}
			}
			if v.Lang != "" {
				fmt.Fprintf(&b, " lang %s", v.Lang)
			}
			if v.Kind == schemaorg.ItemValue {
				b.WriteString("\n")
				if v.Item.Parent != it {
					b.WriteString(indent + "    another parent\n")
				}
				item(v.Item, indent+"    ")
				continue
			}
			fmt.Fprintf(&b, " at %s\n", at(v.Origin))
		}
	}
	for _, it := range items {
		item(it, "")
	}
	for _, p := range problems {
		fmt.Fprintf(&b, "! %s at %s\n", p.Code, at(p.Origin))
	}
	return b.String()
}

// TestExtract holds one reading of each shape: JSON-LD in, facts out.
func TestExtract(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"plain values", `{"@context":"https://schema.org","@type":"Article","@id":"#a",
			"headline":"H\u00e4 \"x\"","wordCount":12e3,"price":1.0,"isAccessibleForFree":true,"datePublished":"2024-05-01","x":null}`,
			`item http://schema.org/Article at "Article" id https://example.com/dir/page.html#a at "#a"
  headline <http://schema.org/headline> text "Hä \"x\"" at "H\u00e4 \"x\""
  wordCount <http://schema.org/wordCount> literal "12e3" http://www.w3.org/2001/XMLSchema#integer at 12e3
  price <http://schema.org/price> literal "1.0" http://www.w3.org/2001/XMLSchema#integer at 1.0
  isAccessibleForFree <http://schema.org/isAccessibleForFree> literal "true" http://www.w3.org/2001/XMLSchema#boolean at true
  datePublished <http://schema.org/datePublished> literal "2024-05-01" http://schema.org/Date at "2024-05-01"
`},
		{"addresses", `{"@context":"http://www.schema.org/","@type":"Article","image":["/a.png"," b.png ","https://example.org/c.png",""],"sameAs":"schema:Thing","identifier":"/not-an-address"}`,
			`item http://schema.org/Article at "Article"
  image <http://schema.org/image> url https://example.com/a.png raw "/a.png" at "/a.png"
  image <http://schema.org/image> url https://example.com/dir/b.png raw " b.png " at " b.png "
  image <http://schema.org/image> url https://example.org/c.png at "https://example.org/c.png"
  image <http://schema.org/image> url  at ""
  sameAs <http://schema.org/sameAs> url http://schema.org/Thing raw "schema:Thing" at "schema:Thing"
  identifier <http://schema.org/identifier> text "/not-an-address" at "/not-an-address"
`},
		{"order of the source", `{"@context":"https://schema.org","name":"b","@type":["Person","Thing"],"alternateName":["z","a"],"additionalName":"c"}`,
			`item http://schema.org/Person http://schema.org/Thing at ["Person","Thing"]
  name <http://schema.org/name> text "b" at "b"
  alternateName <http://schema.org/alternateName> text "z" at "z"
  alternateName <http://schema.org/alternateName> text "a" at "a"
  additionalName <http://schema.org/additionalName> text "c" at "c"
`},
		{"nodes and references", `{"@context":"https://schema.org","@type":"Article","author":{"@type":"Person","name":"A"},"publisher":{"@id":"https://example.org/#o"},"editor":{}}`,
			`item http://schema.org/Article at "Article"
  author <http://schema.org/author>
    item http://schema.org/Person at "Person"
      name <http://schema.org/name> text "A" at "A"
  publisher <http://schema.org/publisher>
    item id https://example.org/#o at "https://example.org/#o" reference
  editor <http://schema.org/editor>
    item
`},
		{"graph", `{"@context":"https://schema.org","@graph":[{"@type":"Person","@id":"#p"},{"@id":"#q"},{"@type":"WebSite"}]}`,
			`item http://schema.org/Person at "Person" id https://example.com/dir/page.html#p at "#p"
item http://schema.org/WebSite at "WebSite"
`},
		{"graph beside properties", `{"@context":"https://schema.org","@type":"WebPage","@graph":{"@type":"Person"},"@included":[{"@type":"Event"}]}`,
			`item http://schema.org/WebPage at "WebPage"
item http://schema.org/Person at "Person"
item http://schema.org/Event at "Event"
`},
		{"array of nodes", `[{"@context":"https://schema.org","@type":"Person"},[{"@context":"https://schema.org","type":"Event","id":"_:b"}],"loose",1]`,
			`item http://schema.org/Person at "Person"
item http://schema.org/Event at "Event" id _:b at "_:b"
`},
		{"reverse", `{"@context":"https://schema.org","@type":"Person","@reverse":{"author":{"@type":"Book"},"editor":"no"}}`,
			`item http://schema.org/Person at "Person"
  author <http://schema.org/author> reverse
    item http://schema.org/Book at "Book"
! jsonld-error at "no"
`},
		{"reverse term", `{"@context":["https://schema.org",{"wrote":{"@reverse":"author"}}],"@type":"Person","wrote":[{"@type":"Book"},{"@id":"#b"}]}`,
			`item http://schema.org/Person at "Person"
  wrote <http://schema.org/author> reverse
    item http://schema.org/Book at "Book"
  wrote <http://schema.org/author> reverse
    item id https://example.com/dir/page.html#b at "#b" reference
`},
		{"lists, sets and value objects", `{"@context":"https://schema.org","@type":"Thing",
			"name":{"@list":["a",["b"]]},"alternateName":{"@set":[{"@value":"c","@language":"de-DE"}]},"description":{"@value":"5","@type":"http://www.w3.org/2001/XMLSchema#byte"},"url":{"@value":"u"},"disambiguatingDescription":{"@value":null}}`,
			`item http://schema.org/Thing at "Thing"
  name <http://schema.org/name> text "a" at "a"
  name <http://schema.org/name> text "b" at "b"
  alternateName <http://schema.org/alternateName> text "c" lang de-DE at "c"
  description <http://schema.org/description> literal "5" http://www.w3.org/2001/XMLSchema#byte at "5"
  url <http://schema.org/url> text "u" at "u"
`},
		{"language", `{"@context":["https://schema.org",{"@language":"en-GB","title":{"@id":"name","@language":"fr"},"names":{"@id":"schema:name","@container":"@language"}}],"@type":"Thing","description":"d","title":"t","names":{"de":"n","en":["m","o"]},"datePublished":"2024"}`,
			`item http://schema.org/Thing at "Thing"
  description <http://schema.org/description> text "d" lang en-GB at "d"
  title <http://schema.org/name> text "t" lang fr at "t"
  names <http://schema.org/name> text "n" lang de at "n"
  names <http://schema.org/name> text "m" lang en at "m"
  names <http://schema.org/name> text "o" lang en at "o"
  datePublished <http://schema.org/datePublished> literal "2024" http://schema.org/Date at "2024"
`},
		{"own names for keywords and terms", `{"@context":{"@vocab":"https://schema.org/","@base":"https://example.org/x/","art":"@type","key":"@id","data":"@graph","headline":{"@id":"name"},"gone":null},"data":[{"art":"Article","key":"y","headline":"H","gone":1}]}`,
			`item https://schema.org/Article at "Article" id https://example.org/x/y at "y"
  headline <https://schema.org/name> text "H" at "H"
`},
		{"nest and index", `{"@context":["https://schema.org",{"labels":"@nest","byDay":{"@id":"event","@container":"@index"}}],"@type":"Thing","labels":{"name":"N"},"byDay":{"mon":{"@type":"Event"},"tue":"x"},"@index":"i"}`,
			`item http://schema.org/Thing at "Thing"
  name <http://schema.org/name> text "N" at "N"
  byDay <http://schema.org/event>
    item http://schema.org/Event at "Event"
  byDay <http://schema.org/event> text "x" at "x"
`},
		{"maps by id and type", `{"@context":["https://schema.org",{"people":{"@id":"author","@container":"@id"},"things":{"@id":"about","@container":"@type"}}],"@type":"Book","people":{"#a":{"@type":"Person"}},"things":{"Place":{"name":"P"}}}`,
			`item http://schema.org/Book at "Book"
  people <http://schema.org/author>
    item http://schema.org/Person at "Person" id https://example.com/dir/page.html#a at "#a"
  things <http://schema.org/about>
    item http://schema.org/Place at "Place"
      name <http://schema.org/name> text "P" at "P"
`},
		{"scoped contexts", `{"@context":[{"@version":1.1},"https://schema.org",{"Box":{"@id":"schema:Thing","@context":{"label":"schema:name"}},"inner":{"@id":"schema:about","@context":{"text":"schema:description"}}}],"@type":"Box","label":"L","inner":{"@type":"Thing","text":"T","label":"not in scope"}}`,
			`item http://schema.org/Thing at "Box"
  label <http://schema.org/name> text "L" at "L"
  inner <http://schema.org/about>
    item http://schema.org/Thing at "Thing"
      text <http://schema.org/description> text "T" at "T"
      label <http://schema.org/label> text "not in scope" at "not in scope"
`},
		{"contexts in nested nodes", `{"@context":"https://schema.org","@type":"Thing","about":{"@context":"https://schema.org/","@type":"Place"},"subjectOf":{"@context":null,"@type":"X","name":"N"}}`,
			`item http://schema.org/Thing at "Thing"
  about <http://schema.org/about>
    item http://schema.org/Place at "Place"
  subjectOf <http://schema.org/subjectOf>
    item X at "X"
      name <> text "N" at "N"
`},
		{"json literal", `{"@context":{"@vocab":"http://example.org/","data":{"@type":"@json"}},"@type":"T","data":{"b":[1, null]},"other":{"@type":"@json","@value":[1]}}`,
			`item http://example.org/T at "T"
  data <http://example.org/data> literal "{\"b\":[1, null]}" http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON at {"b":[1, null]}
  other <http://example.org/other> literal "[1]" http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON at [1]
`},
		{"faults that cost one value only", `{"@context":"https://schema.org","@id":5,"@type":["Thing",7],"name":{"@value":["x"]},"description":"kept","@legalName":"L"}`,
			`item http://schema.org/Thing at ["Thing",7]
  description <http://schema.org/description> text "kept" at "kept"
  @legalName <> text "L" at "L"
! jsonld-error at 5
! jsonld-error at 7
! jsonld-error at ["x"]
`},
		{"faulty context, sound rest", `{"@context":["https://schema.org",{"bad":{"@id":7},"good":"schema:name"}],"@type":"Thing","good":"G","bad":"B"}`,
			`item http://schema.org/Thing at "Thing"
  good <http://schema.org/name> text "G" at "G"
  bad <http://schema.org/bad> text "B" at "B"
! jsonld-error at {"bad":{"@id":7},"good":"schema:name"}
`},
		{"context of the wrong kind", `{"@context":7,"@type":"Thing"}`,
			`item http://schema.org/Thing at "Thing"
! jsonld-error at 7
`},
		{"types of json-gold's assertions", `{"@context":{"@vocab":"http://example.org/","@protected":"yes","a":{"@id":"b","@protected":1},"c":{"@id":"d","@container":5},"e":{"@id":"f","@nest":""}},"@type":"T","a":1}`,
			`item http://example.org/T at "T"
  a <http://example.org/a> literal "1" http://www.w3.org/2001/XMLSchema#integer at 1
! jsonld-error at {"@vocab":"http://example.org/","@protected":"yes","a":{"@id":"b","@protected":1},"c":{"@id":"d","@container":5},"e":{"@id":"f","@nest":""}}
! jsonld-error at {"@vocab":"http://example.org/","@protected":"yes","a":{"@id":"b","@protected":1},"c":{"@id":"d","@container":5},"e":{"@id":"f","@nest":""}}
! jsonld-error at {"@vocab":"http://example.org/","@protected":"yes","a":{"@id":"b","@protected":1},"c":{"@id":"d","@container":5},"e":{"@id":"f","@nest":""}}
! jsonld-error at {"@vocab":"http://example.org/","@protected":"yes","a":{"@id":"b","@protected":1},"c":{"@id":"d","@container":5},"e":{"@id":"f","@nest":""}}
`},
		{"duplicate keys", `{"@context":"https://schema.org","@type":"Thing","name":"a","name":"b","url":"/u","url":"/u"}`,
			`item http://schema.org/Thing at "Thing"
  name <http://schema.org/name> text "b" at "b"
  url <http://schema.org/url> url https://example.com/u raw "/u" at "/u"
! json-duplicate-key at "name"
! json-duplicate-key at "url"
`},
		{"half a character", `{"@context":"https://schema.org","@type":"Thing","name":"\ud83d\ude00\ud800x"}`,
			"item http://schema.org/Thing at \"Thing\"\n  name <http://schema.org/name> text \"😀\uFFFDx\" at \"\\ud83d\\ude00\\ud800x\"\n! json-surrogate at \\ud800\n"},
		{"wrapped", "\n<!--//--><![CDATA[//><!--\n{\"@context\":\"https://schema.org\",\"@type\":\"Thing\"}\n//--><!]]>\n",
			"item http://schema.org/Thing at \"Thing\"\n! json-wrapped at <!--//--><![CDATA[//><!--\n\n"},
		{"byte order mark", "\ufeff{\"@context\":\"https://schema.org\",\"@type\":\"Thing\"}",
			"item http://schema.org/Thing at \"Thing\"\n! json-wrapped at \ufeff\n"},
		{"repaired", "/* generated */{\"@context\":\"https://schema.org\",\"@type\":\"Thing\",\"name\":\"a\nb\",};",
			"item http://schema.org/Thing at \"Thing\"\n  name <http://schema.org/name> text \"a\\nb\" at \"a\nb\"\n! json-syntax at /\n! json-repaired at \n"},
		{"beyond repair", `{"@context":"https://schema.org","@type":}`, "! json-syntax at }\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := dump(extract(c.body)); got != c.want {
				t.Errorf("of %s\n got\n%s\nwant\n%s", c.body, got, c.want)
			}
		})
	}
}

// TestProblems holds which problems a block has, and on silence.
func TestProblems(t *testing.T) {
	const ctx = `"@context":"https://schema.org",`
	for _, c := range []struct{ name, body, want string }{
		{"sound", `{` + ctx + `"@type":"Thing"}`, ""},
		{"empty script", " \n ", "json-empty"},
		{"empty object", `{}`, "json-empty"},
		{"empty array", ` [] `, "json-empty"},
		{"null", `null`, "json-empty"},
		{"empty in a comment", `<!-- -->`, "json-empty"},
		{"a text", `"x"`, "jsonld-error"},
		{"context missing", `{"@type":"Thing","name":"x","about":{"@type":"Thing","name":"y"}}`, "context-missing"},
		{"context missing twice", `[{"@type":"Thing"},{"@type":"Thing"}]`, "context-missing context-missing"},
		{"context missing in the second", `[{` + ctx + `"@type":"Thing"},{"@type":"Thing"}]`, "context-missing"},
		{"context missing above a graph", `{"@graph":[{"@type":"Thing"},{"@type":"Thing"}]}`, "context-missing"},
		{"contexts in the graph", `{"@graph":[{` + ctx + `"@type":"Thing"}]}`, ""},
		{"empty context", `{"@context":{},"@type":"http://schema.org/Thing"}`, ""},
		{"no scheme", `{"@context":"schema.org","@type":"Thing"}`, "context-invalid"},
		{"www, no scheme", `{"@context":"www.schema.org/","@type":"Thing"}`, "context-invalid"},
		{"two slashes", `{"@context":"//schema.org","@type":"Thing"}`, "context-invalid"},
		{"one slash", `{"@context":"http:/schema.org","@type":"Thing"}`, "context-invalid"},
		{"wrong scheme", `{"@context":"htps://schema.org","@type":"Thing"}`, "context-invalid"},
		{"misspelt", `{"@context":"http://shema.org","@type":"Thing"}`, "context-invalid"},
		{"other domain", `{"@context":"https://schema.com","@type":"Thing"}`, "context-invalid"},
		{"a type of schema.org", `{"@context":"https://schema.org/Article","@type":"Thing"}`, "context-invalid"},
		{"no address", `{"@context":"schema","@type":"Thing"}`, "context-invalid"},
		{"vocab without slash", `{"@context":{"@vocab":"https://schema.org"},"@type":"Thing"}`, "context-invalid"},
		{"other vocab", `{"@context":{"@vocab":"https://schema.example.org/"},"@type":"Thing"}`, ""},
		{"forms of schema.org", `[{"@context":"http://schema.org","@type":"Thing"},{"@context":"https://schema.org/","@type":"Thing"},{"@context":"HTTPS://WWW.Schema.org/#","@type":"Thing"},{"@context":"https://schema.org/docs/jsonldcontext.jsonld","@type":"Thing"}]`, ""},
		{"remote", `{"@context":"https://www.w3.org/ns/activitystreams","type":"Note","content":"x"}`, "context-remote"},
		{"remote beside schema.org", `{"@context":["https://schema.org","https://vocab.example.org/v1"],"@type":"Thing","name":"x"}`, "context-remote"},
		{"remote, twice", `[{"@context":"https://vocab.example.org/v1","@type":"Thing"},{"@context":"https://vocab.example.org/v1","@type":"Thing"}]`, "context-remote context-remote"},
		{"imported", `{"@context":{"@import":"https://vocab.example.org/v1"},"@type":"Thing"}`, "context-remote"},
		{"type missing", `{` + ctx + `"headline":"x"}`, "type-missing"},
		{"type missing inside", `{` + ctx + `"@type":"Article","author":{"name":"x"}}`, "type-missing"},
		{"typed elsewhere", `{` + ctx + `"@graph":[{"@id":"#a","headline":"x"},{"@id":"#a","@type":"Article"}]}`, ""},
		{"typed nowhere", `{` + ctx + `"@graph":[{"@id":"#a","headline":"x"},{"@id":"#b","@type":"Article"}]}`, "type-missing"},
		{"labelled reference", `{` + ctx + `"@type":"ListItem","item":{"@id":"/a","name":"A","image":"/i.png"}}`, ""},
		{"reference", `{` + ctx + `"@type":"Article","author":{"@id":"#a"}}`, ""},
		{"set and list", `{` + ctx + `"@type":"Article","name":{"@list":["a"]},"keywords":{"@set":["a"]},"headline":{"@value":"a"}}`, ""},
		{"map of languages", `{` + ctx + `"@type":"Article","name":{"en":"a","pt-BR":"b"}}`, ""},
		{"wrapping", `{` + ctx + `"main":{"@type":"Article"},"more":[{"@type":"Person"}]}`, ""},
		{"no context, no type", `{"headline":"x"}`, "type-missing"},
		{"second id", `{` + ctx + `"@type":"Thing","@id":"#a","id":"#b"}`, "jsonld-error"},
		{"list with more", `{` + ctx + `"@type":"Thing","name":{"@list":[],"name":"x"}}`, "jsonld-error"},
		{"language on a number", `{` + ctx + `"@type":"Thing","name":{"@value":1,"@language":"en"}}`, "jsonld-error"},
		{"type and language", `{` + ctx + `"@type":"Thing","name":{"@value":"x","@type":"Text","@language":"en"}}`, "jsonld-error"},
		{"keyword in a node", `{` + ctx + `"@type":"Thing","@vocab":"x"}`, "jsonld-error"},
		{"keyword redefined", `{"@context":["https://schema.org",{"@id":"@type"}],"@type":"Thing"}`, "jsonld-error"},
		{"cycle of terms", `{"@context":["https://schema.org",{"a":"b:x","b":"a:y"}],"@type":"Thing"}`, "jsonld-error"},
		{"protected", `{"@context":[{"@version":1.1,"@vocab":"http://example.org/","@protected":true,"a":"http://example.org/a"},{"a":"http://example.org/b"}],"@type":"T"}`, "jsonld-error"},
		{"protected, nullified", `{"@context":[{"@version":1.1,"@vocab":"http://example.org/","@protected":true,"a":"http://example.org/a"},null],"@type":"T"}`, "jsonld-error"},
		{"faulty context twice", `{"@context":"https://schema.org","@graph":[{"@context":{"a":5},"@type":"T"},{"@context":{"a":5},"@type":"T"}]}`, "jsonld-error jsonld-error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := extract(c.body)
			if got := strings.Join(codes(problems), " "); got != c.want {
				t.Errorf("of %s\n got %q\nwant %q", c.body, got, c.want)
			}
			for _, p := range problems {
				if p.Message == "" || strings.HasSuffix(p.Message, ".") || p.Origin.Part == text.Nowhere {
					t.Errorf("problem without message or place, or with a full stop: %+v", p)
				}
			}
		})
	}
}

func TestProblemsNameTheirItem(t *testing.T) {
	items, problems := extract(`{"@type":"Thing","about":{"@context":"https://schema.org","name":"x"}}`)
	want := map[string]*schemaorg.Item{"context-missing": items[0], "type-missing": nil}
	for _, p := range problems {
		if it, ok := want[p.Code]; ok && p.Item != it {
			t.Errorf("%s is of item %v, want %v", p.Code, p.Item, it)
		}
	}
	items, problems = extract(`{"@context":"https://schema.org","@type":"Thing","about":{"name":"x"}}`)
	if len(problems) != 1 || problems[0].Item != items[0].Properties[0].Value.Item {
		t.Errorf("type-missing is not of the nested item: %+v", problems)
	}
}

func TestBlocksAreNumbered(t *testing.T) {
	items, _ := extract(`{"@context":"https://schema.org","@type":"A"}`, `oops`, ``, `[{"@context":"https://schema.org","@type":"B"}]`)
	if len(items) != 2 || items[0].Block != 0 || items[1].Block != 3 {
		t.Errorf("items of blocks %+v", items)
	}
	if items[0].Syntax != schemaorg.JSONLD {
		t.Errorf("syntax %v", items[0].Syntax)
	}
}

// element is a script element with the given attributes.
func element(body string, attrs ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: "script", DataAtom: atom.Script}
	for i := 0; i+1 < len(attrs); i += 2 {
		n.Attr = append(n.Attr, html.Attribute{Key: attrs[i], Val: attrs[i+1]})
	}
	if body != "" {
		n.AppendChild(&html.Node{Type: html.TextNode, Data: body})
	}
	return n
}

func TestScriptTypes(t *testing.T) {
	const body = `{"@context":"https://schema.org","@type":"Thing"}`
	for _, c := range []struct {
		name  string
		n     *html.Node
		items int
		code  string
	}{
		{"exact", element(body, "type", "application/ld+json"), 1, ""},
		{"case and parameters", element(body, "type", " Application/LD+JSON ; charset=utf-8"), 1, ""},
		{"src and body", element(body, "type", "application/ld+json", "src", "/x.json"), 1, ""},
		{"src, no body", element("", "type", "application/ld+json", "src", "/x.json"), 0, ""},
		{"no body", element("", "type", "application/ld+json"), 0, "json-empty"},
		{"swapped", element(body, "type", "application/json+ld"), 0, "script-type-typo"},
		{"text", element(body, "type", "text/ld+json"), 0, "script-type-typo"},
		{"hyphen", element(body, "type", "application/ld-json"), 0, "script-type-typo"},
		{"bare", element(body, "type", "ld+json"), 0, "script-type-typo"},
		{"misspelt", element(body, "type", "aplication/ld+json"), 0, "script-type-typo"},
		{"near type, other body", element(`{"a":1}`, "type", "ld+json"), 0, ""},
		{"none", element(body), 0, "script-type-typo"},
		{"JavaScript", element(body, "type", "text/javascript"), 0, "script-type-typo"},
		{"state of a framework", element(body, "type", "application/json"), 0, ""},
		{"template", element(body, "type", "text/x-template"), 0, ""},
		{"JavaScript that begins with a brace", element(`{ let a = {"@context":1,"@type":2} }`), 0, ""},
		{"JavaScript array", element(`["@context","@type"].forEach(f)`), 0, ""},
		{"JavaScript", element(`var x = {"@context":"https://schema.org","@type":"Thing"}`), 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := New(nil, schemaorg.Limits{})
			x.Script(c.n)
			items, problems := x.Finish()
			if len(items) != c.items || strings.Join(codes(problems), " ") != c.code {
				t.Errorf("got %d items and %v, want %d and %q", len(items), codes(problems), c.items, c.code)
			}
			if c.code == "script-type-typo" {
				want := "[type]"
				if len(c.n.Attr) == 0 {
					want = "<script>"
				}
				if got := at(problems[0].Origin); got != want {
					t.Errorf("points at %s, want %s", got, want)
				}
			}
		})
	}
}

// TestSyntaxErrors holds the place and the cause that people are told.
func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct{ body, at, cause, help string }{
		{"{\"a\":1,\n}", ",", "trailing comma", "remove the comma"},
		{"[1,2,]", ",", "trailing comma", "remove the comma"},
		{"{\n  // note\n \"a\":1}", "/", "comment", "remove the comment"},
		{`{"a":/* x */1}`, "/", "comment", "remove the comment"},
		{"{“a”:1}", "“", "curly quote “", "write straight double quotes"},
		{"{'a':1}", "'", "single quotes", "write double quotes"},
		{"{\"a\":\"b\nc\"}", "\n", "raw line break inside a string", `write \n`},
		{"{\"a\":\"b\tc\"}", "\t", "raw tab inside a string", `write \t`},
		{"{\"a\":\"b\u0001c\"}", "\u0001", "raw control character U+0001 inside a string", "remove the character"},
		{`{\"a\":1}`, `\`, `escaped double quote (\") outside a string`, "encode the JSON only once"},
		{`{"a":"x "y" z"}`, "y", "unescaped double quote inside a string", `write \" for a double quote inside a string`},
		{`{"a":1 "b":2}`, `"`, "missing comma", "add the comma"},
		{`{"a":"x" "b":2}`, `"`, "missing comma", "add the comma"},
		{`[{"a":1}{"a":2}]`, "{", "missing comma", "add the comma"},
		{`{"a":1`, "", "unclosed object, which begins at line 1, column 1 of the block", `add the missing "}"`},
		{"[1", "", "unclosed array, which begins at line 1, column 1 of the block", `add the missing "]"`},
		{`{"a":`, "", "unexpected end", "add what is missing at the end, such as a closing bracket"},
		{`{"a":"b`, `"`, "string without a closing double quote", "add the missing double quote, here or in a string before"},
		{"{&quot;a&quot;:1}", "&", `HTML entity outside a string: "&quot;"`, "write the character itself"},
		{`{"a":{{ page.title }}}`, "{", `unrendered template code: "{{"`, "have the template fill in the value"},
		{`{"a":{% if x %}1}`, "%", `unrendered template code: "{%"`, "have the template fill in the value"},
		{`{"a":<?php echo 1 ?>}`, "<", `unrendered template code: "<?"`, "have the template fill in the value"},
		{`{"a":<b>x</b>}`, "<", "HTML markup", "remove the markup"},
		{"{a:1}", "a", `key without double quotes: "a"`, "add double quotes around the key"},
		{`{"a":x}`, "x", `string without double quotes: "x"`, "add double quotes around the string"},
		{`{"a":True}`, "T", `unknown value "True"`, "write true"},
		{`{"a":NaN}`, "N", `unknown value "NaN"`, "write null, or remove the key"},
		{`{"a":undefined}`, "u", `unknown value "undefined"`, "write null, or remove the key"},
		{`{"a":nullable}`, "n", `string without double quotes: "nullable"`, "add double quotes around the string"},
		{`{"a":,"b":1}`, ",", "missing value before a comma", "write the value, or null"},
		{`{,"a":1}`, ",", "comma with nothing before it", "remove the comma"},
		{`{"a":}`, "}", `missing value before "}"`, "write the value, or null"},
		{`{"a"=1}`, "=", `"=" instead of a colon after a key`, "write a colon"},
		{`{"a" 1}`, "1", "missing colon after a key", `add the missing colon or double quote, or write \" for a double quote inside a string`},
		{`{"a":1;"b":2}`, ";", "semicolon instead of a comma", "write a comma"},
		{`{"a":1};`, ";", "semicolon after the JSON", "remove the semicolon"},
		{`{"a":1}}`, "}", `extra closing "}"`, "remove the bracket"},
		{`{"a":1}{"b":1}`, "{", "second JSON value in one script", "put both into one array, or into two scripts"},
		{`{"a":1},`, ",", "comma after the JSON", "remove the comma, or put the parts into an array"},
		{`{"a":1} x`, "x", "text after the JSON", "remove the text"},
		{`{"a":[1}`, "}", `array closed by "}"`, `write "]"`},
		{`["a":1]`, ":", "colon inside an array", "put keys and values into an object, in braces"},
		{`{"a":01}`, "0", "number with a leading zero", "remove the zero, or write a code in double quotes"},
		{`{"a":+1}`, "+", "number with a plus sign", "remove the plus sign"},
		{`{"a":.5}`, ".", "number without a digit before its decimal point", "write 0 before the decimal point"},
		{`{"a":1.}`, "}", "number without a digit after its decimal point", "write a digit, or remove the decimal point"},
		{`{"a":1e}`, "}", "number without a digit in its exponent", "write a digit, or remove the exponent"},
		{`{"a":-}`, "}", "minus sign without a number", "write the number"},
		{`{"a":"\x"}`, `\`, `invalid escape sequence "\x"`, `write \\ for a backslash`},
		{`{"a":"\u12"}`, `\`, `\u without four hexadecimal digits`, `write four hexadecimal digits, or \\ for a backslash`},
		{"{\u00a0\"a\":1}", "\u00a0", "invisible character U+00A0", "remove the character"},
		{"{\u200b\"a\":1}", "\u200b", "invisible character U+200B", "remove the character"},
		{"oops", "o", `string without double quotes: "oops"`, "add double quotes around the string"},
		{"{\n\"ä\":[1", "", "unclosed array, which begins at line 2, column 5 of the block", `add the missing "]"`},
	} {
		t.Run(c.body, func(t *testing.T) {
			_, problems := extract(c.body)
			if len(problems) == 0 || problems[0].Code != "json-syntax" {
				t.Fatalf("no json-syntax among %v", codes(problems))
			}
			if p := problems[0]; p.Message != "JSON-LD block is not valid JSON: "+c.cause || p.Help != c.help || at(p.Origin) != c.at {
				t.Errorf("got %q (%q) at %q\nwant %q (%q) at %q", p.Message, p.Help, at(p.Origin), c.cause, c.help, c.at)
			}
		})
	}
}

func TestLenientReading(t *testing.T) {
	for _, c := range []struct {
		body string
		kept bool
	}{
		{`{"@context":"https://schema.org","@type":"Thing",}`, true},
		{`{"@context":"https://schema.org","@type":["Thing",],}`, true},
		{"// x\n{\"@context\":\"https://schema.org\",/* y */\"@type\":\"Thing\"}", true},
		{`{"@context":"https://schema.org","@type":"Thing"};;`, true},
		{"{\"@context\":\"https://schema.org\",\"@type\":\"Thing\",\"name\":\"a\r\nb\tc\"}", true},
		{`{"@context":"https://schema.org","@type":"Thing"`, false},
		{`{"@context":"https://schema.org",,"@type":"Thing"}`, false},
		{`{"@context":"https://schema.org" "@type":"Thing"}`, false},
		{`{'@context':'https://schema.org','@type':'Thing'}`, false},
	} {
		items, problems := extract(c.body)
		want := "json-syntax"
		if c.kept {
			want += " json-repaired"
		}
		if got := strings.Join(codes(problems), " "); got != want || len(items) == 1 != c.kept {
			t.Errorf("of %s: %d items, %s, want %s", c.body, len(items), got, want)
		}
	}
}

// TestNothingIsLoaded gives contexts that json-gold's own loader would open: a
// file and an address. Neither may be touched.
func TestNothingIsLoaded(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", mediaType)
		fmt.Fprint(w, `{"@context":{"name":"http://example.org/loaded"}}`)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "context.jsonld")
	if err := os.WriteFile(file, []byte(`{"@context":{"name":"http://example.org/loaded"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{server.URL + "/context.jsonld", file, "file://" + filepath.ToSlash(file)} {
		for _, shape := range []string{
			`{"@context":%q,"@type":"T","name":"x"}`,
			`{"@context":["https://schema.org",%q],"@type":"T","name":"x"}`,
			`{"@context":{"@version":1.1,"@import":%q},"@type":"T","name":"x"}`,
			`{"@context":{"@vocab":"http://example.org/","T":{"@id":"http://example.org/T","@context":%q}},"@type":"T","name":"x"}`,
			`{"@context":{"@vocab":"http://example.org/","p":{"@id":"http://example.org/p","@context":[%q]}},"p":{"name":"x"}}`,
			`{"@context":{"@context":{"@import":%q}},"@type":"T","name":"x"}`,
		} {
			body := fmt.Sprintf(shape, address)
			items, problems := extract(body)
			graph := schemaorg.NewGraph(items, problems)
			for _, it := range graph.All {
				for i := range it.Properties {
					if strings.Contains(it.Properties[i].IRI, "loaded") {
						t.Errorf("%s was loaded by %s", address, body)
					}
				}
			}
			if !hasProblem(problems, "context-remote") && !hasProblem(problems, "context-invalid") {
				t.Errorf("%s: nothing tells that %s was not loaded: %v", body, address, codes(problems))
			}
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests were made", n)
	}
	if _, ours := goldOptions().DocumentLoader.(noLoader); !ours {
		t.Error("json-gold has a loader that is not ours")
	}
	if _, err := (noLoader{}).LoadDocument(server.URL); err == nil || asked.Load() != 0 {
		t.Error("our loader loads")
	}
}

// TestSchemaContext holds the cut-down context to the whole one: with every
// term defined as schema.org does it, names expand to the same.
func TestSchemaContext(t *testing.T) {
	whole := schemaContext()
	types, properties := schemaorg.Names()
	for _, name := range append(append([]string{}, types...), properties...) {
		if _, ok := whole[name]; !ok {
			whole[name] = map[string]any{"@id": "schema:" + name}
		}
	}
	ctx, err := ld.NewContext(nil, goldOptions()).Parse(whole)
	if err != nil {
		t.Fatal(err)
	}
	sc := &scope{ctx: known().schema, maker: &maker{left: 1 << 20}}
	full := &scope{ctx: ctx, maker: &maker{left: 1 << 20}}
	for _, name := range append(append([]string{"type", "id", "@type", "@none", "@foo", "unknownTerm", "og:title", "schema:name", "http://example.org/", "HTML", "a b", "name:x"}, types...), properties...) {
		if got, want := sc.expand(name), full.expand(name); got != want {
			t.Errorf("%s expands to %q, in the whole context to %q", name, got, want)
		}
		a, b := sc.term(name), full.term(name)
		typ := func(td *ld.TermDefinition) string {
			if td == nil {
				return ""
			}
			return td.Type
		}
		if typ(a) != typ(b) {
			t.Errorf("%s has type %q, in the whole context %q", name, typ(a), typ(b))
		}
	}
	if got := len(known().schema.TermDefinitions); got > 300 {
		t.Errorf("the shared context has %d terms: copies of it will be dear", got)
	}
}

// TestSharedContextIsNotChanged reads blocks that build on the shared context,
// from several goroutines, and then looks for traces.
func TestSharedContextIsNotChanged(t *testing.T) {
	before := len(known().schema.TermDefinitions)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				extract(newsBlock, `{"@context":["https://schema.org",{"@vocab":"http://example.org/","name":"http://example.org/n","@language":"de"}],"@type":"T"}`,
					`{"@context":[{"x":"http://example.org/x","@vocab":"http://example.org/"},"https://schema.org"],"x":1}`)
			}
		})
	}
	wait.Wait()
	k := known()
	if len(k.schema.TermDefinitions) != before || len(k.empty.TermDefinitions) != 0 || *k.schema.Values.Vocab != schemaorg.NamespaceHTTP || k.schema.Values.HasLanguage || k.empty.Values.Vocab != nil {
		t.Error("a shared context was changed")
	}
}

func TestSameInputSameOutput(t *testing.T) {
	body := `{"@context":{"b":5,"a":7,"@language":1,"@vocab":2,"@type":{"@id":"x"},"c":"c:d","@base":3,"@propagate":0},"a":1}`
	first := func() string {
		items, problems := extract(body)
		s := dump(items, problems)
		for _, p := range problems {
			s += p.Message + "\n"
		}
		return s
	}
	want := first()
	for range 50 {
		if got := first(); got != want {
			t.Fatalf("got\n%s\nbefore\n%s", got, want)
		}
	}
}

func TestUnknownBase(t *testing.T) {
	for _, base := range []*url.URL{nil, {}} {
		x := New(base, schemaorg.Limits{})
		x.Script(script(`{"@context":"https://schema.org","@type":"Thing","@id":"#a","url":"/u","image":"https://example.org/i"}`))
		items, _ := x.Finish()
		if items[0].ID != "#a" || items[0].Value("url").Text != "/u" || items[0].Value("image").Text != "https://example.org/i" {
			t.Errorf("ID %q, url %q", items[0].ID, items[0].Value("url").Text)
		}
	}
}

func TestBlocksAreBounded(t *testing.T) {
	x := New(nil, schemaorg.Limits{})
	n := script(`{"@context":"https://schema.org","@type":"Thing"}`)
	for range maxBlocks + 5 {
		x.Script(n)
	}
	items, problems := x.Finish()
	if len(items) != maxBlocks || len(problems) != 1 || problems[0].Code != "jsonld-too-many-blocks" {
		t.Errorf("%d items, %v", len(items), codes(problems))
	}
}
