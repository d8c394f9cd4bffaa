// Package jsonld reads the JSON-LD of a page: script elements of type
// application/ld+json (JSON-LD 1.1, section 7) to items.
//
// A script goes through three hands. A parser of our own reads the JSON and
// keeps the place of every key and value (json.go, causes.go). json-gold
// processes the contexts: it defines terms and expands names (context.go). A
// walk over the placed tree, by the expansion algorithm (JSON-LD 1.1 API,
// section 5.1), makes the items (expand.go): json-gold's own walk loses the
// places, the order and the spelling of numbers, drops what does not expand,
// and gives up a whole block for one fault. Tests hold the items to its result
// on the W3C suite, on real pages and on what the fuzzer finds.
//
// [Triples] gives what the scripts say as RDF (rdf.go), by a walk of its own
// (rdfexpand.go): the items leave out what no check asks for, such as lists,
// graphs and indexes.
//
// Nothing is loaded: the context of schema.org is part of the program, and
// others are a problem that is told, unless the user of Triples gives them.
package jsonld

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

// maxProblems bounds the problems of a page's JSON-LD.
const maxProblems = 500

// maxBlocks bounds the JSON-LD scripts of a page.
const maxBlocks = 2000

// An Extractor reads the JSON-LD of one page.
type Extractor struct {
	root     *scope
	contexts contextReader
	budget   budget
	maker    maker
	blocks   int
	items    []*schemaorg.Item
	problems []schemaorg.Problem
	// untyped are nodes that have properties and no type where they stand,
	// typed the IDs that have one somewhere.
	untyped []untypedNode
	typed   map[string]bool
}

// New returns an extractor for a page with the given base URL, against which
// relative IRIs are resolved; it may be nil or empty when the page's address
// is unknown. The limits are JSONValues, JSONDepth, JSONBytes
// and IRIBytes.
func New(base *url.URL, limits schemaorg.Limits) *Extractor {
	x := &Extractor{budget: newBudget(limits)}
	x.contexts.work = maxContextWork
	x.maker.left = x.budget.limits.IRIBytes
	x.root = &scope{maker: &x.maker}
	if base != nil {
		u := *base
		u.Fragment, u.RawFragment = "", ""
		if x.root.base = u.String(); len(x.root.base) > maxBase {
			x.root.base = ""
		}
		x.contexts.base = x.root.base
	}
	return x
}

// Script reads a script element, of whatever type, in document order.
func (x *Extractor) Script(n *html.Node) {
	kind, written, src := classify(n)
	if kind == otherScript {
		return
	}
	body := ""
	if c := n.FirstChild; c != nil && c.Type == html.TextNode {
		body = c.Data
	}
	switch kind {
	case nearScript:
		if holdsJSONLD(body, false) {
			x.problem("script-type-typo", text.FromAttr(n, "type"), nil,
				"script with JSON-LD has the wrong type: "+quote(written), rightType)
		}
		return
	case codeScript:
		if !src && holdsJSONLD(body, true) {
			at, how := text.FromTag(n), "script with JSON-LD has no type, so it is JavaScript"
			if written != "" {
				at, how = text.FromAttr(n, "type"), "script with JSON-LD has the type of JavaScript: "+quote(written)
			}
			x.problem("script-type-typo", at, nil, how, rightType)
		}
		return
	}
	if src && strings.TrimSpace(body) == "" {
		return
	}
	if x.blocks == maxBlocks {
		x.problem("jsonld-too-many-blocks", text.FromTag(n), nil,
			"the page has more than "+strconv.Itoa(maxBlocks)+" JSON-LD blocks, and the rest were not read", fewer)
	}
	number := x.blocks
	x.blocks++
	if number < maxBlocks {
		x.block(n, body, number)
	}
}

// Finish returns the top-level items of all scripts in the order of the page,
// and what was noticed.
func (x *Extractor) Finish() ([]*schemaorg.Item, []schemaorg.Problem) {
	for _, u := range x.untyped {
		if u.item.ID != "" && x.typed[u.item.ID] {
			continue
		}
		x.problem("type-missing", u.at, u.item, "object with properties has no @type", "add @type")
	}
	x.untyped = nil
	return x.items, x.problems
}

// problem notes a problem. Beyond maxProblems only the first of each code that
// says that something was cut is listed.
func (x *Extractor) problem(code string, at text.Origin, item *schemaorg.Item, message, help string) {
	if len(x.problems) == maxProblems {
		x.problems = append(x.problems, schemaorg.Problem{Code: "jsonld-too-many-problems", Origin: at,
			Message: "the JSON-LD of the page has more than " + strconv.Itoa(maxProblems) + " problems, and the rest were not listed", Help: "fix the first ones, then check again"})
	}
	if len(x.problems) > maxProblems && (!isCut(code) ||
		slices.ContainsFunc(x.problems[maxProblems:], func(p schemaorg.Problem) bool { return p.Code == code })) {
		return
	}
	x.problems = append(x.problems, schemaorg.Problem{Code: code, Message: message, Help: help, Origin: at, Item: item})
}

// isCut reports whether a problem says that a part of the page was not read.
func isCut(code string) bool {
	switch code {
	case "json-too-large", "json-too-deep", "json-too-many-values", "jsonld-too-many-blocks", "jsonld-too-many-contexts":
		return true
	}
	return false
}

// block reads one script.
func (x *Extractor) block(n *html.Node, body string, number int) {
	if b, doc := x.parse(n, body, number); doc != nil {
		before := x.maker.spent()
		b.document(doc)
		if !before && x.maker.spent() {
			x.problem("json-too-many-values", text.FromTag(n), nil,
				"the IRIs in the JSON-LD of the page are too long together, and some were not resolved", fewer)
		}
	}
}

// parse reads the JSON of a script. It is nil when there is none.
func (x *Extractor) parse(n *html.Node, body string, number int) (*block, *value) {
	b := &block{x: x, n: n, text: body, number: number}
	if limit := x.budget.limits.JSONBytes; len(body) > limit {
		x.problem("json-too-large", b.origin(0, 0), nil,
			"JSON-LD block has more than "+strconv.Itoa(limit)+" bytes, and was not read", fewer)
		return b, nil
	}
	start, end, wrapped := unwrap(body)
	if start == end {
		x.problem("json-empty", text.FromTag(n), nil, "JSON-LD block is empty", "write the data, or remove the script")
		return b, nil
	}
	if wrapped {
		first := strings.TrimLeft(body[:start], " \t\n\r\f")
		at := b.origin(start-len(first), start)
		if first == "" {
			at = b.origin(end, len(body))
		}
		x.problem("json-wrapped", at, nil, "JSON-LD block has a comment, a CDATA section or a byte order mark around the JSON, which some parsers reject", "remove it")
	}
	before := x.budget
	doc, p := parse(body, start, end, false, &x.budget)
	if doc == nil {
		x.problem("json-syntax", b.origin(p.err.start, p.err.end), nil,
			"JSON-LD block is not valid JSON: "+p.err.cause, p.err.help)
		x.budget = before
		if doc, p = parse(body, start, end, true, &x.budget); doc == nil {
			return b, nil
		}
		x.problem("json-repaired", b.origin(p.repairs[0].at, p.repairs[0].at), nil,
			"lenient parsers still read the block: they ignore "+repairs(p.repairs), "")
	}
	for _, note := range p.notes {
		x.problem(note.code, b.origin(note.start, note.end), nil, note.message, note.help)
	}
	return b, doc
}

// repairs lists what was read over, each kind once.
func repairs(list []repair) string {
	var kinds []string
	for _, r := range list {
		known := false
		for _, k := range kinds {
			known = known || k == r.what
		}
		if !known {
			kinds = append(kinds, r.what)
		}
	}
	return strings.Join(kinds, " and ")
}
