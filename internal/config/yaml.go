package config

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/metacheck/metacheck/internal/text"
)

// The bounds of a file. The parser calls itself for each level of nesting, and
// aliases can name a large part of the file again and again; its time grows with
// the square of the entries of a map.
const (
	maxNesting  = 60
	maxTokens   = 45_000
	maxVisits   = 100_000
	maxMistakes = 100
)

// A document is a file of YAML with the places of its nodes.
type document struct {
	file    *text.File
	lines   []int // offsets of line starts
	root    ast.Node
	anchors map[string]ast.Node
	visits  int

	mistakes []Mistake
	told     map[text.Span]bool // places of mistakes
}

// open reads a file as YAML. When it cannot be read, a mistake says why and
// root is nil, as it is for an empty file.
func open(data []byte) *document {
	src := string(data)
	prefix := 0
	if rest, ok := strings.CutPrefix(src, "\uFEFF"); ok {
		src, prefix = rest, len("\uFEFF")
	}
	// The lexer counts a line too many for some CR LF, and takes a lone CR for a
	// line end, which an excerpt could not show.
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	d := &document{file: text.NewFile(src, prefix), lines: []int{0}, anchors: map[string]ast.Node{}, told: map[text.Span]bool{}}
	for i := 0; i < len(src); i++ {
		if src[i] == '\n' {
			d.lines = append(d.lines, i+1)
		}
	}
	if at, ok := invalid(src); !ok {
		d.mistake(text.Span{Start: at, End: at + 1}, "the file is not valid UTF-8; save it as UTF-8")
		return d
	}
	if at := strings.IndexFunc(src, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }); at >= 0 {
		d.mistake(text.Span{Start: at, End: at + 1}, "the file has a control character; it is not YAML")
		return d
	}
	d.parse(src)
	return d
}

func invalid(s string) (at int, ok bool) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return i, false
		}
		i += size
	}
	return 0, true
}

// parse has the YAML parsed. The library is kept from what would break it.
func (d *document) parse(src string) {
	defer func() {
		if v := recover(); v != nil {
			d.root = nil
			d.mistake(text.Span{}, "the file cannot be read as YAML: %v", v)
		}
	}()
	tokens := lexer.Tokenize(src)
	if len(tokens) > maxTokens {
		d.mistake(d.span(tokens[maxTokens]), "the file has more than %d words and signs; no configuration needs so many", maxTokens)
		return
	}
	if tok := tooDeep(tokens); tok != nil {
		d.mistake(d.span(tok), "the file nests deeper than %d levels; no configuration needs so many", maxNesting)
		return
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		at, message := text.Span{}, err.Error()
		var yerr yaml.Error
		if errors.As(err, &yerr) {
			message = yerr.GetMessage()
			if tok := yerr.GetToken(); tok != nil {
				at = d.span(tok)
			}
		}
		message, _, _ = strings.Cut(message, "\n")
		d.mistake(at, "the file is not valid YAML: %s", message)
		return
	}
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case d.root == nil:
			d.root = doc.Body
		default:
			d.mistake(d.at(doc.Body), "a second document begins here; a configuration is one document, without ---")
		}
	}
	if d.root != nil {
		ast.Walk(anchorFinder{d}, d.root)
	}
}

// tooDeep is the token with which nesting goes beyond the bound, or nil. It
// counts brackets, and signs in a row that each begin a level, as in "- - -".
// Nesting by indentation costs a column a level and is bounded by the size of
// the file.
func tooDeep(tokens token.Tokens) *token.Token {
	brackets, row, column := 0, 0, 0
	before := token.UnknownType
	for _, tok := range tokens {
		switch tok.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType, token.AnchorType, token.TagType:
			if row++; tok.Position.Column <= column {
				row = 1
			}
			column = tok.Position.Column
		default:
			// Behind the sign of an anchor stands its name.
			if before != token.AnchorType {
				row = 0
			}
		}
		before = tok.Type
		if brackets > maxNesting || row > maxNesting {
			return tok
		}
	}
	return nil
}

// An anchorFinder notes the nodes that aliases name.
type anchorFinder struct{ *document }

// Visit is called for each node.
func (f anchorFinder) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok && a.Name != nil {
		f.anchors[a.Name.GetToken().Value] = a.Value
	}
	return f
}

// span is the place of a token.
func (d *document) span(tok *token.Token) text.Span {
	line := min(max(tok.Position.Line, 1), len(d.lines))
	start := d.lines[line-1]
	end := len(d.file.Text)
	if line < len(d.lines) {
		end = d.lines[line] - 1
	}
	at := start
	for col := 1; col < tok.Position.Column && at < end; col++ {
		_, size := utf8.DecodeRuneInString(d.file.Text[at:end])
		at += size
	}
	written, _, _ := strings.Cut(strings.TrimSpace(tok.Origin), "\n")
	length := 1
	if written != "" && strings.HasPrefix(d.file.Text[at:end], written) {
		length = len(written)
	}
	span := text.Span{Start: at, End: min(at+length, end)}
	if span.Len() <= 0 {
		// Behind the end of a line: a value that is not there. What stands last
		// before it has a place.
		for at > 0 && strings.IndexByte(" \n", d.file.Text[at-1]) >= 0 {
			at--
		}
		span = text.Span{Start: max(0, at-1), End: at}
	}
	return span
}

// at is the place of a node.
func (d *document) at(n ast.Node) text.Span {
	switch n := n.(type) {
	case *ast.MappingNode:
		// Its token is the colon of the first entry, or the brace.
		if len(n.Values) > 0 && n.Start != nil && n.Start.Type != token.MappingStartType {
			return d.at(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return d.at(n.Key)
	case *ast.LiteralNode:
		return d.span(n.Start)
	}
	if tok := n.GetToken(); tok != nil {
		return d.span(tok)
	}
	return text.Span{}
}

// mistake notes a mistake, unless there are many, or one at the same place.
func (d *document) mistake(at text.Span, format string, args ...any) {
	if len(d.mistakes) > maxMistakes || d.told[at] && at.Len() > 0 {
		return
	}
	d.told[at] = true
	m := Mistake{Message: fmt.Sprintf(format, args...), span: at}
	if len(d.mistakes) == maxMistakes {
		m = Mistake{Message: fmt.Sprintf("there are more than %d mistakes; these are the first", maxMistakes), span: text.Span{Start: len(d.file.Text), End: len(d.file.Text)}}
	} else if at.Len() > 0 {
		m.Place = d.place(at)
	}
	d.mistakes = append(d.mistakes, m)
}

// sorted are the mistakes in the order of the file.
func (d *document) sorted() []Mistake {
	sort.SliceStable(d.mistakes, func(i, j int) bool { return d.mistakes[i].span.Start < d.mistakes[j].span.Start })
	return d.mistakes
}

// node is what a node stands for: what an alias names, without anchor. It is
// nil, after a mistake was noted, for a tag, an alias that names nothing, and
// when aliases make the file too large.
func (d *document) node(n ast.Node) ast.Node {
	for range maxNesting {
		if d.visits++; d.visits > maxVisits {
			if d.visits == maxVisits+1 {
				d.mistake(d.at(n), "aliases make the file larger than %d nodes; write what is meant", maxVisits)
			}
			return nil
		}
		switch v := n.(type) {
		case *ast.AnchorNode:
			n = v.Value
		case *ast.TagNode:
			d.mistake(d.at(n), "tags are not read; leave it out")
			return nil
		case *ast.AliasNode:
			named, ok := d.anchors[v.Value.GetToken().Value]
			if !ok {
				d.mistake(d.at(n), "the alias names an anchor that does not exist")
				return nil
			}
			n = named
		default:
			return n
		}
	}
	d.mistake(d.at(n), "the alias leads to itself")
	return nil
}

// A pair is an entry of a map.
type pair struct {
	name  string
	at    text.Span // of the key
	value ast.Node
}

// pairs are the entries of a map, nil for one without any. What is not a map is
// a mistake: want says what is.
func (d *document) pairs(n ast.Node, want string) (list []pair, ok bool) {
	n = d.node(n)
	var values []*ast.MappingValueNode
	switch v := n.(type) {
	case nil:
		return nil, false
	case *ast.NullNode:
		return nil, true
	case *ast.MappingNode:
		values = v.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{v}
	default:
		d.mistake(d.at(n), "%s stands where %s is expected", kindOf(n), want)
		return nil, false
	}
	first := map[string]text.Span{}
	for _, v := range values {
		at := d.at(v.Key)
		if _, merge := v.Key.(*ast.MergeKeyNode); merge {
			d.mistake(at, "merge keys (<<) are not read; write the entries")
			continue
		}
		name, ok := scalar(d.node(v.Key))
		if !ok {
			d.mistake(at, "a key is a text here")
			continue
		}
		if before, twice := first[name]; twice {
			d.mistake(at, "the key %q stands here a second time, first in line %d; write it once", short(name), d.file.Position(before.Start).Line)
			continue
		}
		first[name] = at
		list = append(list, pair{name, at, v.Value})
	}
	return list, true
}

// items are the entries of a list, or what stands there instead of one, as the
// only entry, when single is set.
func (d *document) items(n ast.Node, single bool, want string) (list []ast.Node, ok bool) {
	n = d.node(n)
	switch v := n.(type) {
	case nil:
		return nil, false
	case *ast.NullNode:
		return nil, true
	case *ast.SequenceNode:
		return v.Values, true
	}
	if single {
		if _, ok := scalar(n); ok {
			return []ast.Node{n}, true
		}
	}
	d.mistake(d.at(n), "%s stands where %s is expected", kindOf(n), want)
	return nil, false
}

// text is the text of a node. A number or a date is a text, too: quotes are
// easily forgotten.
func (d *document) text(n ast.Node, want string) (string, bool) {
	n = d.node(n)
	if n == nil {
		return "", false
	}
	s, ok := scalar(n)
	if !ok {
		d.mistake(d.at(n), "%s stands where %s is expected", kindOf(n), want)
		return "", false
	}
	return s, true
}

// scalar is the text of a node that is no map, list, or nothing.
func scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// kindOf says what a node is.
func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a map"
	case *ast.SequenceNode:
		return "a list"
	case *ast.StringNode, *ast.LiteralNode:
		return "a text"
	case *ast.BoolNode:
		return "true or false"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.NullNode:
		return "nothing"
	}
	return "something else"
}

// short is a name of the file in a message.
func short(s string) string {
	const longest = 60
	if r := []rune(s[:min(len(s), 4*longest)]); len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return s
}
