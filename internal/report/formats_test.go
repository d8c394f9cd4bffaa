package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	// The module carries the official schema of SARIF, which the test reads.
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

// sarifRules is the official JSON Schema of SARIF 2.1.0 (errata 01), read from
// the source of the Go module that carries it, so that no copy stands here.
var sarifRules = sync.OnceValues(func() (*jsonschema.Schema, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	source := filepath.Join(strings.TrimSpace(string(dir)), "pkg", "report", "v210", "sarif", "schema.go")
	file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
	if err != nil {
		return nil, err
	}
	text := ""
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && len(lit.Value) > 1000 {
			text, err = strconv.Unquote(lit.Value)
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	if !strings.Contains(text, sarifSchema) {
		return nil, fmt.Errorf("%s does not hold the schema %s", source, sarifSchema)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(sarifSchema, doc); err != nil {
		return nil, err
	}
	return c.Compile(sarifSchema)
})

// wellFormed holds a report to the rules of its format.
func wellFormed(t testing.TB, format, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("%s: invalid UTF-8", format)
	}
	for i, r := range out {
		if r < 0x20 && r != '\n' || r >= 0x7f && r < 0xa0 || format == "text" && r == '\u202e' {
			t.Errorf("%s: control character %U in the output: %q", format, r, out[i:min(i+40, len(out))])
			break
		}
	}
	switch format {
	case "json", "sarif", "gitlab":
		if !json.Valid([]byte(out)) {
			t.Fatalf("%s: no JSON\n%s", format, out)
		}
	case "jsonl":
		for _, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
			if !json.Valid([]byte(line)) || line[0] != '{' {
				t.Errorf("jsonl: a line that is no object: %s", line)
			}
			fits(t, "lint-line-v2", line)
		}
	case "junit", "checkstyle":
		xmlWellFormed(t, format, out)
	case "github":
		for _, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
			if !githubLine.MatchString(line) {
				t.Errorf("github: a line that is neither one command nor the summary: %q", line)
			}
		}
	case "markdown":
		if len(out) > 65536 {
			t.Errorf("markdown: %d bytes", len(out))
		}
		for _, line := range strings.Split(out, "\n") {
			if !markdownOurs.MatchString(line) {
				if m := markdownMarkup.FindString(outsideCode(markdownLink.ReplaceAllString(line, "(check)"))); m != "" {
					t.Errorf("markdown: %q is markup in %q", m, line)
				}
			}
		}
	}
	if format == "json" {
		fits(t, "lint-v2", out)
	}
	if format == "sarif" {
		schema, err := sarifRules()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("sarif: %v", err)
		}
	}
}

// githubLine is a workflow command as the runner takes it apart, or a line of
// the summary. The file and the title may hold nothing that ends them.
var githubLine = regexp.MustCompile(`^(::(error|warning|notice) (file=[^,:]+,)?(line=\d+,endLine=\d+,)?(col=\d+,)?title=[^,:]+::[^\r\n]+|metacheck: [^\r\n]+)$`)

var (
	// markdownOurs are the lines that hold our own markup and nothing of a page
	// that is not escaped.
	markdownOurs = regexp.MustCompile(`^(|### metacheck|\| page \|.*|\|---.*|</details>|<details><summary><code>[^<>]*</code>( \(<code>[^<>]*</code>\))?: \d+ findings?</summary>)$`)
	// markdownLink is the link to the documentation of a check.
	markdownLink = regexp.MustCompile("\\(\\[`test/[a-z-]+`\\]\\(https://github\\.com/metacheck/metacheck/blob/main/docs/checks/test\\.md#test[a-z-]+\\)\\)$")
	// markdownMarkup is what page text could be outside of code: anything that
	// makes HTML, a link, a mention or code, without a backslash before it.
	markdownMarkup = regexp.MustCompile("(^|[^\\\\])(\\\\\\\\)*[<>\\[\\]@#`]|[^\\\\]://|[@#][0-9A-Za-z]")
)

// outsideCode is a line without its code spans, as CommonMark has them: from a
// run of backticks that no backslash escapes to the next run as long.
func outsideCode(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		switch {
		case line[i] == '\\' && i+1 < len(line):
			b.WriteString(line[i : i+2])
			i += 2
		case line[i] == '`':
			n := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
			rest, end := line[i+n:], -1
			for at := 0; at < len(rest); {
				run := len(rest[at:]) - len(strings.TrimLeft(rest[at:], "`"))
				if run == n {
					end = at
					break
				}
				at += max(1, run)
			}
			if end < 0 {
				b.WriteString(line[i : i+n])
				i += n
				continue
			}
			b.WriteByte(' ')
			i += n + end + n
		default:
			b.WriteByte(line[i])
			i++
		}
	}
	return b.String()
}

func xmlWellFormed(t testing.TB, format, out string) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(out))
	roots, depth := 0, 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v\n%s", format, err, out)
		}
		switch token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		}
	}
	if roots != 1 {
		t.Errorf("%s: %d root elements", format, roots)
	}
}

type junitSuite struct {
	Name     string `xml:"name,attr"`
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Skipped  int    `xml:"skipped,attr"`
	Cases    []struct {
		Name    string    `xml:"name,attr"`
		Failure *struct{} `xml:"failure"`
		Error   *struct{} `xml:"error"`
		Skipped *struct{} `xml:"skipped"`
	} `xml:"testcase"`
}

// TestJUnitCounts holds the counts of each suite to its tests, for every
// severity that can fail a run. A finding of a preview check fails none.
func TestJUnitCounts(t *testing.T) {
	results, ending := standingRun()
	for failOn, want := range map[check.Severity]int{0: 0, check.Error: 2, check.Warning: 4, check.Info: 6} {
		var doc struct {
			Suites []junitSuite `xml:"testsuite"`
		}
		if err := xml.Unmarshal([]byte(write(t, "junit", Options{FailOn: failOn}, results, ending)), &doc); err != nil {
			t.Fatal(err)
		}
		if len(doc.Suites) != len(results)+1 {
			t.Errorf("%d suites for %d results and what is fixed", len(doc.Suites), len(results))
		}
		failures := 0
		for _, s := range doc.Suites {
			got := junitSuite{Name: s.Name, Tests: len(s.Cases)}
			names := map[string]bool{}
			for _, c := range s.Cases {
				if names[c.Name] {
					t.Errorf("suite %s has two tests named %s", s.Name, c.Name)
				}
				names[c.Name] = true
				if c.Failure != nil {
					got.Failures++
				}
				if c.Error != nil {
					got.Errors++
				}
				if c.Skipped != nil {
					got.Skipped++
				}
			}
			if s.Tests != got.Tests || s.Failures != got.Failures || s.Errors != got.Errors || s.Skipped != got.Skipped {
				t.Errorf("fail-on %s: suite %s counts %+v, has %+v", failOn, s.Name, s, got)
			}
			failures += s.Failures
		}
		if failures != want {
			t.Errorf("fail-on %s: %d failures, want %d", failOn, failures, want)
		}
	}
}

// TestSARIFModel reads the report into the model of another library: what it
// writes again holds the same results.
func TestSARIFModel(t *testing.T) {
	results, ending := standingRun()
	out := write(t, "sarif", Options{Checks: ran(results), Dir: "/srv/web", Root: "/srv"}, results, ending)
	log, err := sarif.FromString(out)
	if err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	findings := 0
	for _, r := range results {
		findings += len(r.Findings)
	}
	if len(run.Results) != findings {
		t.Fatalf("%d results for %d findings", len(run.Results), findings)
	}
	first := run.Results[0]
	region := first.Locations[0].PhysicalLocation.Region
	// Two characters beyond the basic plane stand before it: in code points
	// that are 2 columns, in UTF-16 4.
	if *region.StartLine != 2 || *region.StartColumn != 10 || *region.EndColumn != 17 {
		t.Errorf("region %d:%d to %d", *region.StartLine, *region.StartColumn, *region.EndColumn)
	}
	if uri := *first.Locations[0].PhysicalLocation.ArtifactLocation.URI; uri != "web/site/a%20b,c%3A%250A.html" {
		t.Errorf("uri %s", uri)
	}
	if got := run.Tool.Driver.Rules[first.RuleIndex].ID; *got != *first.RuleID {
		t.Errorf("the rule at the index is %s, the result's %s", *got, *first.RuleID)
	}
	if *run.Invocations[0].ExecutionSuccessful {
		t.Error("a run with an input that failed counts as successful")
	}
}

func TestSARIFAllChecks(t *testing.T) {
	out := write(t, "sarif", Options{Checks: checks.All()}, nil, &Ending{Complete: true})
	wellFormed(t, "sarif", out)
	if n := strings.Count(out, `"fullDescription"`); n != len(checks.All()) {
		t.Errorf("%d rules for %d checks", n, len(checks.All()))
	}
}

func TestSARIFNotificationsAreBounded(t *testing.T) {
	var list []*checks.Result
	for i := range sarifNotifications + 5 {
		list = append(list, &checks.Result{Name: "a.jsonl", Index: i + 1, Err: errors.New("no page")})
	}
	out := write(t, "sarif", Options{}, list, &Ending{Complete: true})
	wellFormed(t, "sarif", out)
	if n := strings.Count(out, "could not be linted"); n != sarifNotifications {
		t.Errorf("%d notifications", n)
	}
	if !strings.Contains(out, "5 more notifications left out") {
		t.Error("nothing tells of those left out")
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"":                  "",
		"a [b] c \\":        "a [b] c \\",
		"a [b](c) \\":       `a \[b\](c) \\`,
		"{0} and {12}{":     "{{0}} and {{12}}{",
		"{{name}} {} {0x":   "{{name}} {} {0x",
		"{":                 "{",
		"{{0}}":             "{{{0}}}",
		"[link](1) {0} {a}": `\[link\](1) {{0}} {a}`,
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

// many are n results on pages of their own, of each severity in turn.
func many(n int) []*checks.Result {
	c := &check.Check{ID: "test/many", Severity: check.Error, Title: "Many", Why: "Why.", Fix: "Fix."}
	var list []*checks.Result
	for i := range n {
		list = append(list, &checks.Result{Name: fmt.Sprintf("page-%d.html", i), Findings: []checks.Finding{{
			Check: c, Severity: check.Info + check.Severity(i%3), Message: fmt.Sprintf("the title \"page %d\" is one of many", i),
			Subject: "title", Fingerprint: "0000000000000001", Place: checks.Place{Known: true},
		}}})
	}
	return list
}

func TestGitHubBound(t *testing.T) {
	out := write(t, "github", Options{}, many(100), &Ending{Complete: true})
	wellFormed(t, "github", out)
	for _, kind := range []string{"error", "warning", "notice"} {
		if n := strings.Count(out, "::"+kind+" "); n != githubShown {
			t.Errorf("%d commands %s", n, kind)
		}
	}
	if !strings.Contains(out, "metacheck: 70 more without annotation") {
		t.Errorf("the rest is not counted:\n%s", out)
	}
	if strings.Index(out, "::warning") < strings.LastIndex(out, "::error") || strings.Index(out, "::notice") < strings.LastIndex(out, "::warning") {
		t.Error("the worst do not stand first")
	}
}

func TestMarkdownBound(t *testing.T) {
	for _, n := range []int{10, 1000, 20000} {
		out := write(t, "markdown", Options{}, many(n), &Ending{Complete: true})
		wellFormed(t, "markdown", out)
		shown := strings.Count(out, "\n- **")
		left := 0
		if m := regexp.MustCompile(`\n(\d+) more findings not shown`).FindStringSubmatch(out); m != nil {
			left, _ = strconv.Atoi(m[1])
		}
		if shown+left != n || n == 10 && left > 0 || n == 20000 && strings.Contains(out, "\n- **info") {
			t.Errorf("%d findings: %d shown, %d left out", n, shown, left)
		}
		if strings.Count(out, "<details>") != strings.Count(out, "</details>") {
			t.Error("a fold is not closed")
		}
		if n == 20000 && len(out) < markdownLimit*9/10 {
			t.Errorf("only %d bytes are used", len(out))
		}
	}
}

// TestMarkdownEscape shows what page text becomes.
func TestMarkdownEscape(t *testing.T) {
	for in, want := range map[string]string{
		`the title "a"`:         "the title `\"a\"`",
		"say \"`x` @you\" now":  "say ``\"`x` @you\"`` now",
		"key @id, #1, <b>":      "key \\@\u2060id, \\#\u20601, \\<b\\>",
		`an odd " mark`:         `an odd " mark`,
		"see https://x.example": `see https\://x.example`,
		"a\nb":                  `a\\u\{000A\}b`,
	} {
		if got := markdownMessage(in); got != want {
			t.Errorf("markdownMessage(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"a": "`a`", "`": "`` ` ``", "": "` `", "a``b": "```a``b```", " a ": "`  a  `"} {
		if got := code(in); got != want {
			t.Errorf("code(%q) = %q, want %q", in, got, want)
		}
	}
	if got := tableCode("a|b"); got != "`a\\|b`" {
		t.Errorf("tableCode gives %q", got)
	}
}

func TestGitLabFingerprints(t *testing.T) {
	results, ending := standingRun()
	results = append(results, many(200)...)
	var issues []gitlabIssue
	if err := json.Unmarshal([]byte(write(t, "gitlab", Options{}, results, ending)), &issues); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, issue := range issues {
		if seen[issue.Fingerprint] {
			t.Errorf("two issues have the fingerprint %s", issue.Fingerprint)
		}
		seen[issue.Fingerprint] = true
		if issue.Location.Path == "" || issue.Location.Lines.Begin < 0 {
			t.Errorf("location %+v", issue.Location)
		}
	}
	if len(issues) < 200 {
		t.Errorf("%d issues", len(issues))
	}
}

// FuzzFormats takes hostile text through every format, in each place that page
// text can reach.
func FuzzFormats(f *testing.F) {
	for _, s := range []string{"", "a", "%0A::error::x", "]]>", "\"><script>", "\x00\x1b[31m\r\n\u0085\u2028", "\xff\xfe", "|`` ` @a #1",
		"\u202e\ufffe\uffff\U0001F600", "{0}[a](b)\\", "<stdin>", "C:/x", "//a/b", "a.zip!/b", "https://a/%zz%41#?x[", "../../x", "file:x", "-->", "</details>", "x#1", " "} {
		f.Add(s, 1, uint8(3))
	}
	f.Fuzz(func(t *testing.T, s string, n int, kind uint8) {
		n = n&0xffff + 1
		c := &check.Check{ID: "test/fuzz", Severity: check.Info + check.Severity(kind%3), Title: s, Why: s, Impact: s, Fix: s, Exceptions: s, Bad: s, Good: s}
		place := checks.Place{Known: kind&4 != 0, Excerpt: checks.Excerpt{Text: s, Caret: n & 7, Width: 1}}
		place.Start = text.Position{Line: n, Column: n, ByteColumn: n, UTF16Column: n, Offset: n}
		place.End = text.Position{Line: n + int(kind&1), Column: n + 1, ByteColumn: n + 1, UTF16Column: n + 1, Offset: n + 1}
		if kind&8 != 0 {
			place = checks.Place{Outside: s}
		}
		finding := checks.Finding{
			Check: c, Severity: c.Severity, Message: "the value " + check.Quote(s) + " or " + s, Help: s, Subject: s, Value: s, Fingerprint: "0123456789abcdef", Place: place,
			Fixes: []check.Fix{{Title: s, Edits: []check.Edit{{Start: n, End: n + 1, New: s}}}},
			Facts: []check.Fact{{Name: s, Value: s}}, Related: []checks.RelatedPlace{{Message: s, Place: place}, {Message: s, Page: s, Place: place}},
			State: checks.State(kind >> 4 % 3),
		}
		quiet := finding
		quiet.Suppressed = &checks.Suppression{External: kind&1 != 0, Reason: s, Until: s, Source: s, Line: n}
		list := []*checks.Result{
			{Name: s, URL: s, Findings: []checks.Finding{finding, quiet}, Failures: []checks.Failure{{Check: s, Err: s, Stack: s}}, Dropped: 1},
			{Name: s, Index: n, URL: s, Findings: []checks.Finding{quiet, finding}},
			{Name: s, Err: errors.New(s)},
		}
		opts := Options{FailOn: check.Warning, Checks: []*check.Check{c}, ShowSuppressed: true, ShowUnchanged: true}
		if kind&2 != 0 {
			opts.Dir, opts.Root = "/srv/web", "/srv"
		}
		ending := &Ending{Complete: kind&1 != 0, Fixed: []checks.Fixed{{Page: s, Check: s, Subject: s, Message: s, Fingerprint: s}}}
		for _, format := range Formats {
			wellFormed(t, format.Name, write(t, format.Name, opts, list, ending))
		}
	})
}

// BenchmarkOutputs writes 10,000 results through three formats.
func BenchmarkOutputs(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		results, ending := standingRun()
		for len(results) < n {
			results = append(results, results[0])
		}
		for _, format := range []string{"text", "sarif", "junit"} {
			b.Run(fmt.Sprintf("%s-%d", format, n), func(b *testing.B) {
				b.ReportAllocs()
				var buf bytes.Buffer
				for b.Loop() {
					buf.Reset()
					rep, err := New(format, &buf, Options{Checks: ran(results[:6]), FailOn: check.Error, Dir: "/srv/web", Root: "/srv"})
					if err != nil {
						b.Fatal(err)
					}
					for _, r := range results {
						if err := rep.Page(r); err != nil {
							b.Fatal(err)
						}
					}
					if err := rep.Close(ending); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/result")
			})
		}
	}
}
