package report

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// The build servers' own ways to find commands in a log, told of in their
// words, not in those of the code under test.
var (
	// Lines end at all that any of them, or a terminal, takes for an end.
	lineEnds = regexp.MustCompile("[\n\r\v\f\u0085\u2028\u2029]")
	colors   = regexp.MustCompile(`\x1b\[[0-9;]*m`)
	// Links of terminals lead to the documentation, and nowhere else.
	links = regexp.MustCompile(`\x1b\]8;;(https://github\.com/metacheck/metacheck/blob/main/docs/checks/[a-z]+\.md#[a-z-]+)?\x1b\\`)

	// GitHub: a line that begins with "::" after white space; or "##[" anywhere.
	githubCommand = regexp.MustCompile(`^[\s\p{Z}]*::`)
	githubLegacy  = regexp.MustCompile(`##\[`)
	azureCommand  = regexp.MustCompile(`(?i)##vso\[`)
	teamCity      = regexp.MustCompile(`(?i)##teamcity\[`)
	gitLab        = regexp.MustCompile(`section_(start|end):[0-9]+:`)
	travis        = regexp.MustCompile(`(?i)travis_fold:(start|end):`)
)

// commands are the lines of a log that an agent takes for a command.
func commands(log string) (found []string) {
	for _, line := range lineEnds.Split(colors.ReplaceAllString(log, ""), -1) {
		for _, agent := range []*regexp.Regexp{githubCommand, githubLegacy, azureCommand, teamCity, gitLab, travis} {
			if agent.MatchString(line) {
				found = append(found, line)
				break
			}
		}
	}
	return found
}

// injected are texts that try to be commands, alone and in pieces that what
// stands around them could make whole.
var injected = []string{
	"::error file=a,line=1::pwned", "  ::add-mask::x", "\t::debug::x", "\u00a0\u2003::x", ":", "::", "x\n::error::y", "x\r::error::y", "x\u0085::error::y",
	"x\u2028::error::y", "x\v::error::y", "x\f::error::y", "\x1b[0m::error::y", "x ##[add-mask]y", "##[group]", "##", "#", "##vso", "##teamcity",
	"##vso[task.setvariable variable=a]b", "x ##VSO[task.complete result=Failed;]", "##teamcity[buildStatus text='x']", "###[x]", "##vso[##vso[x",
	"section_start:1:a\r\x1b[0Kb", "section_end:1:a\r\x1b[0K", "section_start", "travis_fold:start:a\rb", "x Travis_Fold:end:a", "x\x9b2J\u009b2J\x7f\x00", "\u202e::\u2066",
}

func TestScanner(t *testing.T) {
	for _, s := range injected {
		whole := strings.Contains(s, "::") && s != "\u202e::\u2066" || strings.Contains(s, "[a") || strings.Contains(s, "##[") || strings.Contains(s, ":1:")
		if whole && len(commands(s)) == 0 {
			t.Errorf("the scanner finds no command in %q", s)
		}
	}
}

// quiet fails the test where an output holds a command or a control character.
func quiet(t *testing.T, what, out string) {
	t.Helper()
	for _, line := range commands(out) {
		t.Errorf("%s: a build server takes this for a command: %q", what, line)
	}
	for _, r := range colors.ReplaceAllString(out, "") {
		if unicode.IsControl(r) && r != '\n' {
			t.Errorf("%s: control character %U", what, r)
			return
		}
	}
	if !utf8.ValidString(out) {
		t.Errorf("%s: not valid UTF-8", what)
	}
}

// injectedRun is a run in which s stands wherever something of others can.
func injectedRun(s string) ([]*checks.Result, *Ending) {
	c := &check.Check{ID: "test/title", Severity: check.Error, Title: "Title", Why: "Why.", Fix: "Fix.", References: []string{"https://example.org/"},
		Bad: "<title>", Good: "<title>x", Since: "0.1.0", Impact: s}
	file := text.NewFile("<p>\n"+s, 0)
	start := file.Position(4)
	known := checks.Place{Known: true, Start: start, End: file.Position(4 + len(s)), Excerpt: file.Excerpt(start, len(s))}
	outside := checks.Place{Outside: s}
	finding := func(p checks.Place) checks.Finding {
		return checks.Finding{Check: c, Severity: check.Error, Message: s, Help: s, Subject: s, Value: s, Fingerprint: "0123456789abcdef", Place: p,
			Fixes: []check.Fix{{Title: s, Edits: []check.Edit{{End: 1, New: s}}}},
			Facts: []check.Fact{{Name: "fact", Value: s}}, Related: []checks.RelatedPlace{{Place: known, Message: s}, {Place: outside, Page: s, Message: s}}}
	}
	suppressed := finding(known)
	suppressed.Suppressed = &checks.Suppression{Reason: s, Source: s, Line: 1}
	own := finding(outside)
	own.Suppressed = &checks.Suppression{Reason: s, Line: 1}
	return []*checks.Result{
		{Name: s, URL: s, Findings: []checks.Finding{finding(known), finding(outside), suppressed, own}, Dropped: 1,
			Failures: []checks.Failure{{Check: "test/title", Err: s}}},
		{Name: s, Index: 2, URL: s, Findings: []checks.Finding{finding(known)}},
		{Name: s, Err: errors.New(s)},
	}, &Ending{Complete: true, Fixed: []checks.Fixed{{Page: s, Check: s, Subject: s, Message: s, Fingerprint: "0"}, {Page: s, Check: s, Subject: s}}}
}

func TestNoCommandsInReports(t *testing.T) {
	for _, format := range Names() {
		if format == Parquet {
			continue // it is no text
		}
		t.Run(format, func(t *testing.T) {
			for _, s := range injected {
				for _, opts := range []Options{{}, {Color: true}, {Color: true, Links: true}, {Quiet: true, ShowSuppressed: true}, {ShowSuppressed: true, ShowUnchanged: true}} {
					run, ending := injectedRun(s)
					opts.Checks = ran(run)
					out := write(t, format, opts, run, ending)
					if format == "github" {
						// Its own commands are those that are wanted, one a line, with
						// nothing of others in their names and properties.
						var rest []string
						for _, line := range strings.Split(out, "\n") {
							if m := githubOwn.FindStringSubmatch(line); m != nil {
								line = m[1]
							}
							rest = append(rest, line)
						}
						out = strings.Join(rest, "\n")
					}
					if shown := links.ReplaceAllString(out, ""); opts.Links && format == "text" {
						if plain := write(t, format, Options{Color: true}, run, ending); shown != plain || shown == out {
							t.Errorf("links change more than they add: %q", out)
						}
						out = shown
					}
					quiet(t, format+" of "+strconvQuote(s), out)
				}
			}
		})
	}
}

// githubOwn are the commands of the format github; what is left is their data.
var githubOwn = regexp.MustCompile(`^::(?:error|warning|notice) (?:(?:file|line|endLine|col|title)=[^:,]*,?)+::(.*)$`)

func strconvQuote(s string) string {
	data, _ := json.Marshal(s) // texts can always be written
	return string(data)
}

// TestJSONKeepsValues holds the formats for programs to their word: what is
// escaped in them means what it was.
func TestJSONKeepsValues(t *testing.T) {
	for _, s := range injected {
		run, ending := injectedRun(s)
		var doc struct {
			Pages []struct {
				Name     string
				Findings []struct{ Message, Impact, Help, Value string }
			}
		}
		if err := json.Unmarshal([]byte(write(t, "json", Options{}, run, ending)), &doc); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		want := strings.ToValidUTF8(s, "\uFFFD")
		if got := doc.Pages[0]; got.Name != want || got.Findings[0].Message != want || got.Findings[0].Impact != want || got.Findings[0].Help != want || got.Findings[0].Value != want {
			t.Errorf("%q became %q and %+v", s, got.Name, got.Findings[0])
		}
	}
}

func TestNoCommandsInExtracts(t *testing.T) {
	for _, f := range ExtractFormats {
		t.Run(f.Name, func(t *testing.T) {
			for _, s := range injected {
				html := strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(s)
				ld := func(s string) string {
					return strings.ReplaceAll(string(must(json.Marshal(s))), "<", `\u003c`)
				}
				doc := `<html lang="` + html + `"><title>` + html + `</title><meta property="og:title" content="` + html + `"><meta property="og:` + html + `" content=x>` +
					`<meta name="` + html + `" content="` + html + `"><link rel="` + html + `" href="` + html + `" hreflang="` + html + `">` +
					`<div itemscope itemtype="https://schema.org/Person ` + html + `" itemid="` + html + `"><p itemprop="` + html + `">` + html + `</p><p itemprop=name lang="` + html + `">` + html + `</p></div>` +
					`<div vocab="https://schema.org/" typeof="Person ` + html + `" resource="` + html + `"><p property=name>` + html + `</p><p property="` + html + `" datatype="` + html + `">x</p></div>` +
					`<script type="application/ld+json">{"@context":["https://schema.org",{"j":{"@id":"https://example.org/j","@type":"@json"}}],"@type":"Person","@id":` + ld("https://example.org/"+s) +
					`,"name":` + ld(s) + `,` + ld(s) + `:1,"url":` + ld(s) + `,"j":{` + ld(s) + `:` + ld(s) + `}}</script><script type="application/ld+json">{` + html + `</script>`
				p := readPage(t, page.Source{Name: s, Index: 1, URL: "https://example.org/" + s, Data: []byte(doc), Header: http.Header{"Link": {`<` + s + `>; rel="canonical"`}}})
				for _, color := range []bool{false, true} {
					out, notes := extractAs(t, f.Name, nil, color, p)
					quiet(t, f.Name+" of "+strconvQuote(s), out)
					quiet(t, "notes of "+strconvQuote(s), strings.Join(notes, "\n"))
				}
			}
		})
	}
}

func must(data []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return data
}

func TestEscapeCommands(t *testing.T) {
	for in, want := range map[string]string{
		"::error::x":                 `\::error::x`,
		"  ::x":                      `  \::x`,
		"a::b":                       "a::b",
		":":                          `\:`,
		":a":                         ":a",
		"x ##[group]":                `x ##\[group]`,
		"##vso[a]":                   `##vso\[a]`,
		"##TeamCity[a]":              `##TeamCity\[a]`,
		"section_start:1:a":          `section_start\:1:a`,
		"travis_fold:start:a":        `travis_fold\:start:a`,
		"a ## [b] #[c] ##d[e]":       "a ## [b] #[c] ##d[e]",
		"وب\u200cسایت":               "وب\u200cسایت",
		"क्\u200dष र\u200d\u09cd":    "क्\u200dष र\u200d\u09cd",
		"\u200cوب وب\u200c a\u200cb": `\u{200C}وب وب\u{200C} a\u{200C}b`,
		"وب\u200c\u200cسا":           `وب\u{200C}\u{200C}سا`,
		"👩🏽\u200d💻 🏴\u200d☠\ufe0f \u200d👩": "👩🏽\u200d💻 🏴\u200d☠\ufe0f \\u{200D}👩",
		"\u202eabc\u2066\u200e":            `\u{202E}abc\u{2066}\u{200E}`,
		"a\u00adb\ufeff":                   `a\u{00AD}b\u{FEFF}`,
		"\xff\u0080\U000e0041":             "\uFFFD" + `\u{0080}\u{E0041}`,
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Width("وب\u200cسا日e\u0301"); got != 7 {
		t.Errorf("the width is %d, want 7", got)
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range injected {
		f.Add(s, s)
	}
	f.Add("وب\u200cسایت", "👩\u200d💻")
	f.Fuzz(func(t *testing.T, a, b string) {
		out := Escape(a)
		if again := Escape(out); again != out {
			t.Errorf("Escape(%q) = %q, and escaped again %q", a, out, again)
		}
		if !utf8.ValidString(out) || strings.ContainsFunc(out, unicode.IsControl) {
			t.Errorf("Escape(%q) = %q holds what a terminal obeys", a, out)
		}
		// What comes from pages stands between words of the formats.
		for _, line := range []string{out, out + ": " + Escape(b), Escape(a + ":1:1"), out + " [id]", "  " + out, out + `"` + Escape(b)} {
			if found := commands(line); found != nil {
				t.Errorf("%q and %q: a build server takes this for a command: %q", a, b, found)
			}
		}
	})
}

// FuzzSafeJSON holds that escaping changes no value.
func FuzzSafeJSON(f *testing.F) {
	for _, s := range injected {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		data := must(json.Marshal([]string{s, s + "##[" + s}))
		safe := slices.Clone(SafeJSON(data))
		quiet(t, "JSON", string(safe))
		var was, is []string
		if json.Unmarshal(data, &was) != nil || json.Unmarshal(safe, &is) != nil || !reflect.DeepEqual(was, is) {
			t.Errorf("%q became %q", was, is)
		}
	})
}
