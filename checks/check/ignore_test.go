package check

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

// told is an Ignore in one line.
func told(s string, ig Ignore) string {
	at := func(o text.Origin) string { return s[o.Start:o.End] }
	if ig.Fault != "" {
		return fmt.Sprintf("fault at %q: %s; %s", at(ig.FaultAt), ig.Fault, ig.Repair)
	}
	var names []string
	for i := range ig.Targets {
		t := &ig.Targets[i]
		names = append(names, t.String()+"="+at(t.At))
	}
	return fmt.Sprintf("%s %s until %q reason %q", ig.Scope.Word(), strings.Join(names, " "), ig.Until, ig.Reason)
}

func TestParseIgnore(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"one check", " metacheck-ignore og/title-missing: the shop adds it ",
			`metacheck-ignore og/title-missing=og/title-missing until "" reason "the shop adds it"`},
		{"several", "metacheck-ignore-page og/a,head/*  ,\n schema: why",
			`metacheck-ignore-page og/a=og/a head/*=head/* schema=schema until "" reason "why"`},
		{"without commas", "metacheck-ignore og/a head/b: why",
			`metacheck-ignore og/a=og/a head/b=head/b until "" reason "why"`},
		{"a date", "metacheck-ignore-start og/a until=2026-12-31: moves\r\n to the new\tshop",
			`metacheck-ignore-start og/a=og/a until "2026-12-31" reason "moves to the new shop"`},
		{"no reason", "metacheck-ignore og/a", `metacheck-ignore og/a=og/a until "" reason ""`},
		{"an empty reason", "metacheck-ignore og/a: ", `metacheck-ignore og/a=og/a until "" reason ""`},
		{"the end of a region", "metacheck-ignore-end og/a", `metacheck-ignore-end og/a=og/a until "" reason ""`},
		{"a property", "metacheck-ignore og/empty-content[og:title], og/b: see [1]: it",
			`metacheck-ignore og/empty-content[og:title]=og/empty-content[og:title] og/b=og/b until "" reason "see [1]: it"`},
		{"all checks", "metacheck-ignore *: a test page", `metacheck-ignore *=* until "" reason "a test page"`},
		{"another word", "metacheck-disable og/a: x", `fault at "metacheck-disable": unknown word "metacheck-disable"; write metacheck-ignore, metacheck-ignore-start, metacheck-ignore-end or metacheck-ignore-page`},
		{"upper case", "Metacheck-Ignore og/a: x", `fault at "Metacheck-Ignore": unknown word "Metacheck-Ignore"; write metacheck-ignore, metacheck-ignore-start, metacheck-ignore-end or metacheck-ignore-page`},
		{"no check", " metacheck-ignore: why", `fault at "metacheck-ignore": no check is given; write metacheck-ignore CHECK: REASON, with * as CHECK for all checks`},
		{"nothing", "metacheck-ignore-page", `fault at "metacheck-ignore-page": no check is given; write metacheck-ignore-page CHECK: REASON, with * as CHECK for all checks`},
		{"the reason without a colon", "metacheck-ignore og/a because so", `fault at "because": "because" comes after the names without a comma; separate the names with commas, and write the reason after a colon`},
		{"a dash for a colon", "metacheck-ignore og/a – so", `fault at "–": "–" is neither the name of a check nor a date; write the names of the checks, then a colon, then the reason`},
		{"a bad date", "metacheck-ignore og/a until=2026-02-30: x", `fault at "until=2026-02-30": "until=2026-02-30" is not a valid date; write until=YYYY-MM-DD`},
		{"two dates", "metacheck-ignore og/a until=2026-02-03 until=2026-02-03", `fault at "until=2026-02-03": it has two dates; write one until=YYYY-MM-DD`},
		{"a name behind the date", "metacheck-ignore og/a until=2026-02-03 og/b", `fault at "og/b": "og/b" comes after the date; write the names of the checks before until=, and the reason after a colon`},
		{"a comma too many", "metacheck-ignore og/a,, og/b", `fault at ",": unexpected comma; write one comma between the names of two checks`},
		{"a comma at the end", "metacheck-ignore og/a,: x", `fault at "": it has a comma after the last name; remove the comma`},
		{"a property without end", "metacheck-ignore og/a[og:title", `fault at "og/a[og:title": "og/a[og:title" is neither the name of a check nor a date; write the names of the checks, then a colon, then the reason`},
		{"a property with a tail", "metacheck-ignore og/a[x]y: z", `fault at "og/a[x]y": "og/a[x]y" is neither the name of a check nor a date; write the names of the checks, then a colon, then the reason`},
		{"too many", "metacheck-ignore " + strings.Repeat("og/a,", 100) + "og/b", `fault at "og/b": it has more than 100 names; use a family or a glob`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !page.IsNote(test.in) {
				t.Fatalf("%q does not speak to metacheck", test.in)
			}
			if got := told(test.in, ParseIgnore(test.in, 0)); got != test.want {
				t.Errorf("%q\n got %s\nwant %s", test.in, got, test.want)
			}
		})
	}
	for _, other := range []string{"", "x", "metacheck", " see metacheck-ignore", "[if IE]>metacheck-ignore"} {
		if page.IsNote(other) {
			t.Errorf("%q speaks to metacheck", other)
		}
	}
}

// FuzzParseIgnore holds that places lie in the comment and say what stands
// there, and that a comment has a fault or names a check.
func FuzzParseIgnore(f *testing.F) {
	f.Add("metacheck-ignore og/a, og/b[x] until=2026-01-01: why", 7)
	f.Add("metacheck-ignore-end\x00[", 0)
	f.Add(" metacheck-\xff:", 1)
	f.Fuzz(func(t *testing.T, s string, base int) {
		if !page.IsNote(s) || base < 0 || base > 1<<30 {
			return
		}
		ig := ParseIgnore(s, base)
		at := func(o text.Origin) string {
			if o.Start < base || o.End < o.Start || o.End > base+len(s) {
				t.Fatalf("%q: place %d-%d", s, o.Start-base, o.End-base)
			}
			return s[o.Start-base : o.End-base]
		}
		at(ig.At)
		if ig.Fault != "" {
			at(ig.FaultAt)
			if len(ig.Targets) > 0 || len(ig.Fault) > 1000 || !utf8.ValidString(ig.Fault) {
				t.Errorf("%q: fault %q with %d targets", s, ig.Fault, len(ig.Targets))
			}
			return
		}
		if len(ig.Targets) == 0 || len(ig.Targets) > maxIgnoreTargets || ig.Scope == 0 {
			t.Errorf("%q: scope %d with %d targets", s, ig.Scope, len(ig.Targets))
		}
		for i := range ig.Targets {
			if got := at(ig.Targets[i].At); !strings.HasPrefix(got, ig.Targets[i].Pattern) {
				t.Errorf("%q: target %v stands at %q", s, ig.Targets[i], got)
			}
		}
		if ig.Until != "" && at(ig.UntilAt) != "until="+ig.Until {
			t.Errorf("%q: date stands at %q", s, at(ig.UntilAt))
		}
		if !utf8.ValidString(ig.Reason) || strings.ContainsAny(ig.Reason, "\n\r") {
			t.Errorf("%q: reason %q", s, ig.Reason)
		}
	})
}
