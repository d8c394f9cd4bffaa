package jsonld

import (
	"net/url"
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/piprate/json-gold/ld"

	"github.com/metacheck/metacheck/internal/rdf"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// Options say which scripts of a page [Triples] reads, and how.
type Options struct {
	// Fragment is the id of the one script to read; empty for all.
	Fragment string
	// FirstOnly reads the first script only (the option extractAllScripts of
	// the API, set to false).
	FirstOnly bool
	// Load gives the document at an absolute address that a context names.
	// When it is nil nothing is loaded: the context of schema.org is known,
	// others are a problem.
	Load func(address string) ([]byte, error)
}

// Triples returns what the JSON-LD of a page says as RDF (JSON-LD 1.1 API,
// section 8), in document order. The address is that of the page, or nil; a
// base element in the tree is obeyed.
//
// Scripts are found and joined as JSON-LD 1.1 says (section 7, and section
// 7.3 of the API): those of type application/ld+json make one document, so
// that blank nodes with one label are one node in all of them. With more than
// one script the document is an array, in which an object with nothing but
// @graph is a graph with a name of its own, a blank node; as the only script
// it is the default graph.
//
// What the API refuses as a whole is read as far as it goes, like the items:
// the faulty part is left out and a problem tells of it. Its code is
// jsonld-error, and its message begins with the error code of the API:
// "invalid @id value: …". Others are those of [Extractor.Finish], with
// jsonld-too-many-values also for bounds on statements. The direction of texts
// (@direction) is not kept.
func Triples(doc *html.Node, address *url.URL, opts Options) ([]rdf.Triple, []schemaorg.Problem) {
	return newExpander(rdf.DocumentBase(doc, address), schemaorg.Limits{IRIBytes: schemaorg.IRIBytesFor(rdf.Size(doc))}, opts.Load).triples(doc, opts)
}

func (e *expander) triples(doc *html.Node, opts Options) ([]rdf.Triple, []schemaorg.Problem) {
	scripts, ok := e.scripts(doc, opts)
	if !ok {
		return nil, e.x.problems
	}
	var top []*expansion
	for i, n := range scripts {
		if i == maxBlocks {
			e.x.problem("jsonld-too-many-blocks", text.FromTag(n), nil,
				"the page has more than "+strconv.Itoa(maxBlocks)+" JSON-LD blocks, and the rest were not read", fewer)
			break
		}
		body := ""
		if c := n.FirstChild; c != nil && c.Type == html.TextNode {
			body = c.Data
		}
		if b, v := e.x.parse(n, body, i); v != nil {
			top = append(top, e.document(b, v, len(scripts) == 1)...)
		}
	}
	w := statements{x: e.x, labels: make(map[string]rdf.Term), seen: make(map[statementKey]bool)}
	for _, n := range top {
		w.node(n, rdf.Term{})
	}
	if e.x.maker.spent() {
		e.x.problem("jsonld-too-many-values", text.FromTag(scripts[0]), nil,
			"the IRIs in the JSON-LD of the page are too long together, and some were not resolved", fewer)
	}
	return w.triples, e.x.problems
}

// scripts are the elements to read, in document order. It is false when the
// one that was asked for is not there.
func (e *expander) scripts(doc *html.Node, opts Options) (scripts []*html.Node, ok bool) {
	for n := doc; n != nil; n = rdf.Following(n, doc) {
		if n.Type != html.ElementNode {
			continue
		}
		isScript := n.DataAtom == atom.Script && n.Namespace == ""
		if isScript {
			kind, _, _ := classify(n)
			isScript = kind == ldScript
		}
		if opts.Fragment != "" {
			if id, _ := text.Attr(n, "id"); id != opts.Fragment {
				continue
			}
			if !isScript {
				e.x.problem("jsonld-error", text.FromTag(n), nil, string(ld.LoadingDocumentFailed)+
					": element with the id "+quote(opts.Fragment)+" is not a script of type "+mediaType, "")
				return nil, false
			}
			return []*html.Node{n}, true
		}
		if isScript {
			scripts = append(scripts, n)
			if opts.FirstOnly {
				break
			}
		}
	}
	if opts.Fragment != "" {
		e.x.problem("jsonld-error", text.Origin{}, nil, string(ld.LoadingDocumentFailed)+
			": no element has the id "+quote(opts.Fragment), "")
		return nil, false
	}
	return scripts, true
}
