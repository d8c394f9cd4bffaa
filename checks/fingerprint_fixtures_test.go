package checks_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

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
	files, err := filepath.Glob(filepath.Join(fixturesDir, "*", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	pages, changed := 0, 0
	for _, file := range files {
		id := filepath.Base(filepath.Dir(file)) + "/" + strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(id, func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := checks.ByID(id); err == nil && c.RunDiff != nil {
				t.Skip("its fixture is two builds, whose findings stand against each other and not against a baseline")
			}
			fx := readFixture(t, id, ar)
			l, err := checks.New(fx.settings)
			if err != nil {
				t.Fatal(err)
			}
			for _, src := range fx.pages {
				before := printsOf(l.Lint(src))
				as := src
				as.Data = reformat(src.Data)
				pages++
				if !bytes.Equal(as.Data, src.Data) {
					changed++
				}
				if diff := cmp.Diff(before, printsOf(l.Lint(as))); diff != "" {
					t.Errorf("%s: fingerprints differ once the page is formatted anew (-before +after)\n%s\n%s", src.Name, diff, as.Data)
				}
			}
		})
	}
	if changed < pages*9/10 {
		t.Errorf("only %d of %d pages were formatted anew", changed, pages)
	}
}

func printsOf(r *checks.Result) []string {
	var list []string
	for _, f := range r.Findings {
		list = append(list, f.Check.ID+" "+f.Fingerprint+" "+f.Subject)
	}
	slices.Sort(list)
	return list
}
