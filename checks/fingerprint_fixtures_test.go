package checks_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/checks"
)

var (
	plainTag  = regexp.MustCompile(`^<([a-zA-Z0-9]+)((?:\s+[a-zA-Z:-]+="[^"]*")+)\s*(/?)>$`)
	plainAttr = regexp.MustCompile(`([a-zA-Z:-]+)="([^"]*)"`)
)

// reformat formats a page anew without changing what it says: other quotes,
// the other order of attributes, one a line, more empty lines, indented JSON.
// What is not written by the book is left as it is.
func reformat(data []byte) []byte {
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(data))
	inJSON := false
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			out.Write(z.Raw())
			return out.Bytes()
		}
		raw := string(z.Raw())
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			out.WriteString(reformatTag(raw))
			inJSON = strings.HasPrefix(raw, "<script") && strings.Contains(raw, "application/ld+json")
			continue
		case html.TextToken:
			var indented bytes.Buffer
			switch {
			case inJSON && json.Indent(&indented, []byte(raw), "\t\t", "\t") == nil:
				raw = "\n\t\t" + indented.String() + "\n"
			case strings.TrimSpace(raw) == "" && strings.Contains(raw, "\n"):
				raw = "\n\n\t" + raw
			}
		}
		out.WriteString(raw)
		inJSON = false
	}
}

func reformatTag(raw string) string {
	m := plainTag.FindStringSubmatch(raw)
	if m == nil {
		return raw
	}
	attrs := plainAttr.FindAllStringSubmatch(m[2], -1)
	seen := map[string]bool{}
	for _, a := range attrs {
		if seen[strings.ToLower(a[1])] || strings.Contains(a[2], "'") {
			return raw
		}
		seen[strings.ToLower(a[1])] = true
	}
	slices.Reverse(attrs)
	out := "<" + m[1]
	for _, a := range attrs {
		out += "\n    " + a[1] + "='" + a[2] + "'"
	}
	if m[3] != "" {
		out += " /"
	}
	return out + ">"
}

// TestFingerprintsOfFixtures formats the pages of all fixtures anew: the
// findings keep their fingerprints.
func TestFingerprintsOfFixtures(t *testing.T) {
	pages, changed, findings := 0, 0, map[string]int{}
	eachFixture(t, func(t *testing.T, f fixtureFile) {
		var before, after [][]string
		f.parts(t, nil, func(results []*checks.Result) { before = append(before, printsOf(results)) })
		f.parts(t, func(data []byte) []byte {
			anew := reformat(data)
			pages++
			if !bytes.Equal(anew, data) {
				changed++
			}
			return anew
		}, func(results []*checks.Result) { after = append(after, printsOf(results)) })
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("fingerprints differ once the pages are formatted anew (-before +after)\n%s", diff)
		}
		family, _, _ := strings.Cut(f.id, "/")
		for _, prints := range before {
			findings[family] += len(prints)
		}
	})
	if changed < pages*9/10 {
		t.Errorf("only %d of %d pages were formatted anew", changed, pages)
	}
	for _, family := range []string{"og", "site", "regression"} {
		if findings[family] == 0 {
			t.Errorf("the fixtures of %s have no findings", family)
		}
	}
}

func printsOf(results []*checks.Result) []string {
	var list []string
	for _, r := range results {
		for _, f := range r.Findings {
			list = append(list, f.Check.ID+" "+f.Fingerprint+" "+f.Subject)
		}
	}
	slices.Sort(list)
	return list
}
