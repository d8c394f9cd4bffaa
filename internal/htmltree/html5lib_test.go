package htmltree

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// testdata is the folder of test data that golang.org/x/net carries.
func testdata(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/net").Output()
	if err != nil {
		t.Skipf("THE HTML5LIB CASES WERE NOT RUN: the module cache cannot be asked: %v", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "html", "testdata")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("THE HTML5LIB CASES WERE NOT RUN: golang.org/x/net is here without its test data: %v", err)
	}
	return dir
}

// A treeCase is a case of the tree construction data.
type treeCase struct {
	name, src, want string
	context         string // of a fragment: "td", "svg path"
	script          string // "on", "off" or both
}

func (c *treeCase) fragment() bool { return c.context != "" }

// contextNode is the context element of a fragment.
func (c *treeCase) contextNode() *html.Node { return contextNode(c.context) }

func contextNode(name string) *html.Node {
	n := &html.Node{Type: html.ElementNode}
	if ns, local, ok := strings.Cut(name, " "); ok {
		n.Namespace, name = ns, local
	}
	n.Data, n.DataAtom = name, atom.Lookup([]byte(name))
	return n
}

func treeCases(t testing.TB) []treeCase {
	t.Helper()
	dir := testdata(t)
	var files []string
	for _, pattern := range []string{
		"html5lib-tests/tree-construction/*.dat", "html5lib-tests/tree-construction/scripted/*.dat", "go/*.dat",
	} {
		more, _ := filepath.Glob(filepath.Join(dir, pattern))
		files = append(files, more...)
	}
	var cases []treeCase
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel(dir, file)
		cases = append(cases, readTreeCases(t, filepath.ToSlash(rel), data)...)
	}
	if len(cases) < 1500 {
		t.Fatalf("only %d tree construction cases found", len(cases))
	}
	return cases
}

func readTreeCases(t testing.TB, file string, data []byte) []treeCase {
	t.Helper()
	r := bufio.NewReader(bytes.NewReader(data))
	var cases []treeCase
	section := ""
	parts := map[string][]string{}
	flush := func() {
		if len(parts) == 0 {
			return
		}
		c := treeCase{name: fmt.Sprintf("%s/%d", file, len(cases))}
		c.src = strings.TrimSuffix(strings.Join(parts["data"], ""), "\n")
		c.want = strings.TrimRight(strings.Join(parts["document"], ""), "\n") + "\n"
		c.context = strings.TrimSpace(strings.Join(parts["document-fragment"], ""))
		if _, ok := parts["script-on"]; ok {
			c.script = "on"
		}
		if _, ok := parts["script-off"]; ok {
			c.script = "off"
		}
		cases = append(cases, c)
		clear(parts)
	}
	for {
		line, err := r.ReadString('\n')
		if strings.HasPrefix(line, "#") && (section != "document" || line == "#data\n") {
			name := strings.TrimSpace(line[1:])
			switch name {
			case "data", "errors", "new-errors", "document-fragment", "script-on", "script-off", "document":
				if name == "data" {
					flush()
				}
				section = name
				parts[section] = []string{}
				if err == io.EOF {
					break
				}
				continue
			}
		}
		if line != "" {
			parts[section] = append(parts[section], line)
		}
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	flush()
	return cases
}

// dump writes a tree in the format of the html5lib data.
func dump(doc *html.Node) string {
	var b strings.Builder
	var level func(n *html.Node, depth int)
	level = func(n *html.Node, depth int) {
		indent := "| " + strings.Repeat("  ", depth)
		b.WriteString(indent)
		switch n.Type {
		case html.ElementNode:
			name := n.Data
			if n.Namespace != "" {
				name = n.Namespace + " " + name
			}
			b.WriteString("<" + name + ">")
			attrs := slices.Clone(n.Attr)
			sort.Slice(attrs, func(i, j int) bool { return attrs[i].Key < attrs[j].Key })
			for _, a := range attrs {
				key := a.Key
				if a.Namespace != "" {
					key = a.Namespace + " " + key
				}
				b.WriteString("\n" + indent + "  " + key + `="` + a.Val + `"`)
			}
			if n.Namespace == "" && n.Data == "template" {
				b.WriteString("\n" + indent + "  content")
				depth++
			}
		case html.TextNode:
			b.WriteString(`"` + n.Data + `"`)
		case html.CommentNode:
			b.WriteString("<!-- " + n.Data + " -->")
		case html.DoctypeNode:
			b.WriteString("<!DOCTYPE " + n.Data)
			var public, system string
			for _, a := range n.Attr {
				if a.Key == "public" {
					public = a.Val
				} else {
					system = a.Val
				}
			}
			if public != "" || system != "" {
				b.WriteString(` "` + public + `" "` + system + `"`)
			}
			b.WriteString(">")
		default:
			fmt.Fprintf(&b, "node of type %v", n.Type)
		}
		b.WriteString("\n")
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			level(c, depth+1)
		}
	}
	for c := doc.FirstChild; c != nil; c = c.NextSibling {
		level(c, 0)
	}
	return b.String()
}

// selectedContent are the cases that need the content of the selected option
// copied into selectedcontent elements. That is no part of tree construction
// but something that these elements do once they are in a document, and a
// reader of sources has no use for the copies.
var selectedContent = []string{
	`<select><button><selectedcontent></button><option>X`,
	`<select><button><selectedcontent></button><option>x<i>i<b>ib</i>b`,
	`<select><button><selectedcontent></button><option>X<option>Y`,
	`<select><button><selectedcontent></button><option>X<option selected>Y`,
}

// scripted are the cases whose scripts change the document while it is parsed.
var scripted = []string{
	"html5lib-tests/tree-construction/scripted/adoption01.dat/0",
	"html5lib-tests/tree-construction/scripted/ark.dat/0",
	"html5lib-tests/tree-construction/scripted/webkit01.dat/0",
	"html5lib-tests/tree-construction/scripted/webkit01.dat/1",
}

// notStandard are x/net's own cases that say something else than the standard.
var notStandard = []string{
	// There are no character references in a doctype (sections 13.2.5.53 to .68).
	`<!DOCTYPE &gt; PUBLIC "&gt;" "&gt;">`,
}

func TestTreeConstruction(t *testing.T) {
	var a Arena
	ran, differ := 0, 0
	for _, c := range treeCases(t) {
		for _, scripting := range []bool{true, false} {
			if c.script == "on" && !scripting || c.script == "off" && scripting {
				continue
			}
			if c.script == "" && !scripting && strings.Contains(c.src, "noscript") {
				// Without a mark the expectation is that of scripting on.
				continue
			}
			ran++
			t.Run(fmt.Sprintf("%s/%v", c.name, scripting), func(t *testing.T) {
				opts := Options{Scripting: scripting, MaxErrors: 100}
				var tree *Tree
				if c.fragment() {
					tree = a.ParseFragment(c.contextNode(), c.src, opts)
				} else {
					tree = a.Parse(c.src, opts)
				}
				got := dump(tree.Doc)
				if slices.Contains(selectedContent, c.src) || slices.Contains(notStandard, c.src) || slices.Contains(scripted, c.name) {
					differ++
					if got == c.want {
						t.Error("is in the list of differences and does not differ")
					}
				} else if got != c.want {
					t.Errorf("%q in %q\nwant:\n%s\ngot:\n%s", c.src, c.context, c.want, got)
				}
				checkTree(t, tree, c.src)
			})
		}
	}
	t.Logf("%d runs of tree construction cases, %d known differences", ran, differ)
}

// A tokenCase is a case of the tokenizer data.
type tokenCase struct {
	Description   string
	Input         string
	Output        []json.RawMessage
	InitialStates []string
	LastStartTag  string
	DoubleEscaped bool
	Errors        []struct{ Code string }
}

var tokenStates = map[string]model{
	"Data state": modelData, "PLAINTEXT state": modelPlaintext, "RCDATA state": modelRCDATA,
	"RAWTEXT state": modelRawText, "Script data state": modelScript, "CDATA section state": stateCDATA,
}

// stateCDATA is no model: a CDATA section begins with a tag and ends the token.
const stateCDATA model = 255

// inputErrors are errors of the input stream, which are not noted.
var inputErrors = []string{"control-character-in-input-stream", "noncharacter-in-input-stream", "surrogate-in-input-stream"}

func TestTokenizer(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(testdata(t), "html5lib-tests", "tokenizer", "*.test"))
	ran := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var suite struct{ Tests []tokenCase }
		if err := json.Unmarshal(data, &suite); err != nil {
			t.Fatal(err)
		}
		for i, c := range suite.Tests {
			states := c.InitialStates
			if len(states) == 0 {
				states = []string{"Data state"}
			}
			if c.DoubleEscaped {
				c.Input = unescapeTwice(c.Input)
			}
			for _, state := range states {
				ran++
				t.Run(fmt.Sprintf("%s/%d/%s", filepath.Base(file), i, state), func(t *testing.T) {
					want := wantTokens(t, &c)
					got, errs := tokens(c.Input, tokenStates[state], c.LastStartTag)
					if got != want {
						t.Errorf("%s: %q\nwant: %s\ngot:  %s", c.Description, c.Input, want, got)
					}
					var codes []string
					for _, e := range c.Errors {
						if !slices.Contains(inputErrors, e.Code) {
							codes = append(codes, e.Code)
						}
					}
					slices.Sort(codes)
					slices.Sort(errs)
					if !slices.Equal(codes, errs) {
						t.Errorf("%s: %q\nwant errors: %v\ngot errors:  %v", c.Description, c.Input, codes, errs)
					}
				})
			}
		}
	}
	if ran < 6000 {
		t.Fatalf("only %d tokenizer cases found", ran)
	}
	t.Logf("%d runs of tokenizer cases", ran)
}

// unescapeTwice replaces each \uHHHH; surrogates stand for themselves as
// U+FFFD, as no text in UTF-8 has them.
func unescapeTwice(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, `\u`)
		if i < 0 || i+6 > len(s) {
			break
		}
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 32)
		if err != nil {
			break
		}
		b.WriteString(s[:i])
		b.WriteRune(rune(n))
		s = s[i+6:]
	}
	return b.String() + s
}

func wantTokens(t *testing.T, c *tokenCase) string {
	t.Helper()
	var all []any
	for _, raw := range c.Output {
		if c.DoubleEscaped {
			raw = json.RawMessage(bytes.ReplaceAll(raw, []byte(`\\u`), []byte(`\u`)))
		}
		var token []any
		if err := json.Unmarshal(raw, &token); err != nil {
			t.Fatal(err)
		}
		all = appendToken(all, token)
	}
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// appendToken appends a token and merges adjacent characters.
func appendToken(all []any, token []any) []any {
	if token[0] == "Character" && len(all) > 0 {
		if last := all[len(all)-1].([]any); last[0] == "Character" {
			last[1] = last[1].(string) + token[1].(string)
			return all
		}
	}
	return append(all, token)
}

// tokens are the tokens of a text in the format of the html5lib data.
func tokens(src string, m model, last string) (out string, errs []string) {
	var a Arena
	a.reset()
	var z tokenizer
	src, _ = normalise(src, nil)
	z.init(src, &a, 1000)
	if z.ender = last; m != stateCDATA {
		z.model = m
	}
	var all []any
	started := m == stateCDATA && z.cdataSection(0)
	for {
		if !started {
			z.next()
		}
		started = false
		tok := &z.tok
		var token []any
		switch tok.kind {
		case kindEOF:
			b, _ := json.Marshal(all)
			for _, e := range z.errs.list {
				if e.Code <= ErrUnknownReference {
					errs = append(errs, e.Code.String())
				}
			}
			return string(b), errs
		case kindText:
			token = []any{"Character", tok.data}
		case kindStart:
			attrs := map[string]string{}
			for _, at := range tok.attr {
				attrs[at.Key] = at.Val
			}
			token = []any{"StartTag", tok.data, attrs}
			if tok.selfClosing {
				token = append(token, true)
			}
		case kindEnd:
			token = []any{"EndTag", tok.data}
		case kindComment:
			token = []any{"Comment", tok.data}
		case kindDoctype:
			token = []any{"DOCTYPE", nil, nil, nil, !tok.doctype.quirks}
			if tok.data != "" {
				token[1] = tok.data
			}
			if tok.doctype.hasPublic {
				token[2] = tok.doctype.public
			}
			if tok.doctype.hasSystem {
				token[3] = tok.doctype.system
			}
		}
		all = appendToken(all, token)
	}
}

// TestEntities holds the table of character references against the data.
func TestEntities(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(testdata(t), "html5lib-tests", "tokenizer", "namedEntities.test"))
	if err != nil {
		t.Fatal(err)
	}
	var suite struct{ Tests []tokenCase }
	if err := json.Unmarshal(data, &suite); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range suite.Tests {
		name := strings.TrimPrefix(c.Input, "&")
		var token []string
		if len(c.Output) != 1 || json.Unmarshal(c.Output[0], &token) != nil || token[1] == c.Input || strings.Contains(c.Description, "Bad") {
			continue
		}
		if bare, ok := strings.CutSuffix(name, ";"); ok {
			known[bare] = true
			if text, ok := entityText(bare); !ok || text != token[1] {
				t.Errorf("&%s reads %q, want %q", name, text, token[1])
			}
		} else if legacyEntity(name).name != name {
			t.Errorf("&%s does not count without a semicolon", name)
		}
	}
	for _, e := range entities {
		if !known[e.name] {
			t.Errorf("&%s; is not in the data", e.name)
		}
		if !utf8.ValidString(e.text) || 4*len(e.text) > 5*(len(e.name)+2) {
			t.Errorf("&%s; reads %q", e.name, e.text)
		}
	}
	if len(known) != len(entities) || len(entities) < 2000 {
		t.Errorf("%d references in the data, %d in the table", len(known), len(entities))
	}
}
