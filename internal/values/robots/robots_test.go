package robots

import (
	"fmt"
	"strings"
	"testing"
)

// shown reads a list of directives and shows what it makes of it.
func shown(list string, header bool) string {
	var b strings.Builder
	for d := range Read(Everyone, list, header) {
		fmt.Fprintf(&b, "[%s %s", d.Agent, d.Name)
		if d.HasArg {
			fmt.Fprintf(&b, "=%s", d.Arg)
		}
		if d.Rule == nil {
			b.WriteString(" ?")
		}
		b.WriteString("]")
	}
	return b.String()
}

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name, list string
		header     bool
		want       string
	}{
		{"plain", "NoIndex, follow", false, "[robots noindex][robots follow]"},
		{"empty entries", " ,noindex,, ", false, "[robots noindex]"},
		{"arguments", "max-snippet : -1,max-image-preview:Large", false, "[robots max-snippet=-1][robots max-image-preview=Large]"},
		{"crawler", "googlebot: noindex, nofollow", true, "[googlebot noindex][googlebot nofollow]"},
		{"crawler in an element", "googlebot: noindex, nofollow", false, "[googlebot noindex][robots nofollow]"},
		{"two crawlers", "googlebot: nofollow, otherbot: noindex, none", true, "[googlebot nofollow][otherbot noindex][otherbot none]"},
		{"crawler and limit", "googlebot: max-snippet: 5", true, "[googlebot max-snippet=5]"},
		{"crawler alone", "googlebot:, noindex", true, "[googlebot noindex]"},
		{"crawlers in a row", "bingbot: googlebot: noindex", true, "[googlebot noindex]"},
		{"no crawler", "max-snipet: 5", true, "[robots max-snipet=5 ?]"},
		{"none is an argument", "max-image-preview: none", true, "[robots max-image-preview=none]"},
		{"date", "unavailable_after: 25 Jun 2026 15:00:00 PST, noindex", true, "[robots unavailable_after=25 Jun 2026 15:00:00 PST][robots noindex]"},
		{"date with comma", "Unavailable_After: Thu, 25 Jun 2026 15:00:00 PST, noindex", false, "[robots unavailable_after=Thu, 25 Jun 2026 15:00:00 PST][robots noindex]"},
		{"date with two commas", "unavailable_after: Thursday, June 25, 2026", false, "[robots unavailable_after=Thursday, June 25, 2026]"},
		{"date of a crawler", "googlebot: unavailable_after: Thu, 25 Jun 2026 15:00:00 PST", true, "[googlebot unavailable_after=Thu, 25 Jun 2026 15:00:00 PST]"},
		{"a colon in an unknown one", "revisit-after: 7 days, noindex", false, "[robots revisit-after=7 days ?][robots noindex]"},
		{"unknown", "noidex", false, "[robots noidex ?]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := shown(tt.list, tt.header); got != tt.want {
				t.Errorf("%q gives %s, want %s", tt.list, got, tt.want)
			}
		})
	}
}

func TestRules(t *testing.T) {
	for _, r := range Rules {
		if r.Name != strings.ToLower(r.Name) || RuleOf(r.Name).Name != r.Name || Crawler(r.Name) != "" {
			t.Errorf("%q is not in lower case, stands twice, or is a crawler", r.Name)
		}
	}
	if len(byName) != len(Rules) {
		t.Error("a rule stands twice")
	}
}
