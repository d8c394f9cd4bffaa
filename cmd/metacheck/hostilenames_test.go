package main

import (
	"encoding/json"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/metacheck/metacheck/internal/report"
)

// agentCommand is what build servers take for a command in a line of a log; see
// the tests of internal/report, which play each of them.
var agentCommand = regexp.MustCompile(`(?im)^[\s\p{Z}]*::|##(vso|teamcity)?\[|section_(start|end):[0-9]`)

// safeLog fails the test where a text is not safe in a log.
func safeLog(t *testing.T, what, s string) {
	t.Helper()
	if m := agentCommand.FindStringIndex(s); m != nil {
		t.Errorf("%s has a command: %q", what, s[max(0, m[0]-40):min(len(s), m[1]+60)])
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
		t.Errorf("%s has a control character: %q", what, s[max(0, i-40):min(len(s), i+40)])
	}
	if !utf8.ValidString(s) {
		t.Errorf("%s is not valid UTF-8", what)
	}
}

// TestHostileNames holds that names of files, records and flags do not become
// commands of build servers or of terminals.
func TestHostileNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("such files cannot be made here")
	}
	t.Chdir(t.TempDir())
	names := []string{
		"##vso[task.setvariable variable=a]b.html", "::error file=a,line=1::pwned.html", "a\n::error::b.html", "a\r::warning::b.html",
		"##[group]a.html", "##teamcity[buildStop comment='x'].html", "section_start:1:a.html", "\x1b]0;pwn\a\x1b[31m.html", "\xff\xfe.html", " ::a.html", ":.html",
	}
	const page = "<title>x ##[add-mask]secret</title><meta name=robots content='##[set-output name=x]y'><meta name=description content='::error::x\n::stop-commands::y'>"
	for _, name := range names {
		if err := os.WriteFile(name, []byte(page), 0o600); err != nil {
			t.Skipf("this file system has no such names: %v", err)
		}
	}
	var records strings.Builder
	for _, url := range []string{"https://example.org/##[group]a", "::error::x", "\x1b[31m"} {
		data, err := json.Marshal(map[string]string{"html": page, "url": url, "id": url})
		if err != nil {
			t.Fatal(err)
		}
		records.Write(append(data, '\n'))
	}
	for name, text := range map[string]string{"##[x]records.jsonl": records.String(), "::broken.warc": "WARC/1.0\r\n::error::x", ".metacheck.yaml": "checks:\n  \"##[x]\": off\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inputs := []string{".", "##[x]records.jsonl", "::broken.warc", "::gone::.html", "##[gone].html", "a\n::gone.html"}
	for _, format := range report.Names() {
		if format == "github" || format == report.Parquet {
			continue // has commands of its own; is no text
		}
		_, stdout, stderr := command(append([]string{"lint", "--no-config", "-f", format}, inputs...)...)
		safeLog(t, format, stdout)
		safeLog(t, format+", standard error", stderr)
	}
	for _, format := range report.ExtractFormats {
		_, stdout, stderr := command(append([]string{"extract", "-f", format.Name}, inputs...)...)
		safeLog(t, "extract "+format.Name, stdout)
		safeLog(t, "extract "+format.Name+", standard error", stderr)
	}
	store := append([]string{"lint", "--no-config", "--store", "##[s].db"}, inputs...)
	for _, args := range [][]string{
		{"lint", "-q", "."}, {"lint", "."}, store, append(store, "--resume"), {"summary", "##[s].db"}, {"summary", "-f", "json", "##[s].db"}, {"summary", "-f", "markdown", "##[s].db"},
		{"query", "##[s].db", "SELECT '##[x]', '::' || name, name, message FROM v_findings"}, {"##[group]"}, {"lint", "--##[x]"}, {"lint", "-f", "##[x]", "."},
		{"lint", "--no-config", "--option", "##[x]=::y", "."}, {"lint", "--no-config", "--only", "##[x]\n::error::y", "."}, {"explain", "##[x]\n::error::y"},
		{"config", "show", "--no-config", "--baseline", "##[x]\n::error::y"}, {"lint", "--no-config", "--baseline", "##vso[x]\n::y", "."},
		{"lint", "--no-config", "--root", "##[x]\n::y", "--base-url", "https://example.org/", "."}, {"snapshot", "--no-config", "-o", "##[x]\n::y/z", "."},
		{"diff", "--no-config", "##[x]\n::y", "::error::z"}, {"lint", "--no-config", "--from-list", "##[x]\n::y"}, {"summary", "##[x]\n::y"},
	} {
		_, stdout, stderr := command(args...)
		safeLog(t, strings.Join(args, " "), stdout)
		safeLog(t, strings.Join(args, " ")+", standard error", stderr)
	}
	// The values in a store, as a reader gets them.
	for _, value := range strings.Split(dump(t, "##[s].db"), "\n") {
		if !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			t.Errorf("the store has %q", value)
		}
	}
	if code, _, stderr := command(append(store, "--resume")...); strings.Contains(stderr, "inputs have changed") {
		t.Errorf("resumed: exit code %d: %s", code, stderr)
	}
}

// TestJoiners holds that the letters of languages that need joiners are shown
// as they are.
func TestJoiners(t *testing.T) {
	t.Chdir(t.TempDir())
	const title = "وب\u200cسایت"
	page := "<!DOCTYPE html><html lang=fa><meta charset=utf-8><title>" + title + "</title><meta property='og:title' content='چیز دیگری ک\u200ca'><link rel=canonical href='" + title + "'>"
	if err := os.WriteFile("a.html", []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"lint", "--no-config", "a.html"}, {"extract", "a.html"}} {
		_, stdout, _ := command(args...)
		if !strings.Contains(stdout, `"`+title+`"`) || strings.Contains(stdout, `وب\u{200C}`) {
			t.Errorf("%v: the title is not shown as it is:\n%s", args, stdout)
		}
		if strings.Contains(stdout, "\u200ca") {
			t.Errorf("%v: a joiner before a Latin letter is not shown:\n%s", args, stdout)
		}
	}
}
