package checks

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/checks/suppression"
	"github.com/metacheck/metacheck/internal/text"
)

// marks is a check that finds each element with an attribute called x: at its
// value, which names it.
var marks = &check.Check{ID: "test/mark", Severity: check.Warning, Run: func(p *check.Pass) {
	for n := p.Page.Doc; n != nil; {
		if v, ok := text.Attr(n, "x"); ok {
			p.Report(text.FromAttr(n, "x"), "%s", v).About("mark[" + v + "]")
		}
		switch {
		case n.FirstChild != nil:
			n = n.FirstChild
		default:
			for n != nil && n.NextSibling == nil {
				n = n.Parent
			}
			if n != nil {
				n = n.NextSibling
			}
		}
	}
}}

// several finds things that lack two properties.
var several = &check.Check{ID: "test/several", Severity: check.Warning, Run: func(p *check.Pass) {
	for n := p.Page.Body.FirstChild; n != nil; n = n.NextSibling {
		if _, ok := text.Attr(n, "y"); ok {
			p.Report(text.FromTag(n), "a, b").Fact("missing", "a").Fact("missing", "b")
		}
		if _, ok := text.Attr(n, "z"); ok {
			p.Report(text.FromTag(n), "bar, foo").Fact("missing", "bargain").Fact("missing", strings.Repeat("foo", 30))
		}
	}
}}

// suppressed lints a page with the check and those on suppressions, and writes
// the marks in the order of the page, those that are suppressed in brackets.
func suppressed(t *testing.T, src Source, settings Settings) (shown string, notes []string) {
	t.Helper()
	l := with(t, settings, append([]*check.Check{marks, several}, suppression.Checks...)...)
	l.all = append(l.all, marks, several)
	r := l.Lint(src)
	if len(r.Failures) > 0 {
		t.Fatalf("%+v", r.Failures)
	}
	var out []string
	for _, f := range r.Findings {
		switch {
		case f.Check.Last:
			notes = append(notes, f.Check.ID)
		case f.Suppressed != nil:
			out = append(out, fmt.Sprintf("(%s:%d)", f.Message, f.Suppressed.Line))
		default:
			out = append(out, f.Message)
		}
	}
	return strings.Join(out, " "), notes
}

func TestSuppress(t *testing.T) {
	const ignore = "<!-- metacheck-ignore test/mark: why -->"
	for _, test := range []struct{ name, html, want, notes string }{
		{"the next element and what is in it", `<p x=a></p>` + ignore + `<div x=b>text<i x=c></i></div><p x=d>`, "a (b:1) (c:1) d", ""},
		{"an element without end", ignore + "\n<meta x=a><meta x=b>", "(a:1) b", ""},
		{"a paragraph that the next one closes", ignore + `<p x=a>text<i x=b></i><p x=c>`, "(a:1) (b:1) c", ""},
		{"the next element is outside", `<div x=a>` + ignore + `</div><p x=b></p><p x=c></p>`, "a (b:1) c", ""},
		{"several comments for one element", ignore + "\n" + ignore + "<p x=a></p><p x=b></p>", "(a:1) b", ""},
		{"before head, which is written", "<html>" + ignore + "<head x=a><title x=b></title></head><body x=c>", "(a:1) (b:1) c", ""},
		{"elements that are not written are passed over", ignore + "<title x=a>T</title><meta x=b>", "(a:1) b", ""},
		{"the document", ignore + "<!DOCTYPE html><html x=a><body x=b>text", "(a:1) (b:1)", ""},
		{"content that the tree moves", "<table>" + ignore + "<div x=a></div><tr x=b></table>", "(a:1) b", ""},
		{"a region", "<p x=a><!-- metacheck-ignore-start test/*: why --><p x=b><p x=c>\n<!-- metacheck-ignore-end test/* --><p x=d>", "a (b:1) (c:1) d", ""},
		{"regions in regions", "<!-- metacheck-ignore-start test: outer --><p x=a>\n<!-- metacheck-ignore-start test: inner --><p x=b><!-- metacheck-ignore-end test --><p x=c><!-- metacheck-ignore-end test --><p x=d>", "(a:1) (b:2) (c:1) d", ""},
		{"regions that overlap", "<!-- metacheck-ignore-start test/mark[a], test/mark[b]: x --><p x=a><p x=b><!-- metacheck-ignore-end test/mark[a] --><p x=a><p x=b><!-- metacheck-ignore-end test/mark[b] --><p x=b>", "(a:1) (b:1) a (b:1) b", ""},
		{"a region across elements", "<div><!-- metacheck-ignore-start test: x --><p x=a></div><div><p x=b><!-- metacheck-ignore-end test --><p x=c></div>", "(a:1) (b:1) c", ""},
		{"a region without end", "<!-- metacheck-ignore-start test: x --><p x=a>", "a", "suppression/malformed"},
		{"an end without region", "<p x=a><!-- metacheck-ignore-end test -->", "a", "suppression/malformed"},
		{"the page", "<p x=a><p x=b>\n<!-- metacheck-ignore-page test/mark: why -->", "(a:2) (b:2)", ""},
		{"a property", "<!-- metacheck-ignore-page test/mark[B]: why --><p x=a><p x=b>", "a (b:1)", ""},
		{"a property by glob", "<!-- metacheck-ignore-page test/mark[b?r*]: why --><p x=a><p x=bar>", "a (bar:1)", ""},
		{"several properties of one finding, not all named", "<!-- metacheck-ignore-page test/several[a]: x --><p y=1>", "a, b", "suppression/unused"},
		{"several properties of one finding", "<!-- metacheck-ignore-page test/several[a], test/several[b]: x --><p y=1>", "(a, b:1)", ""},
		{"another check", "<!-- metacheck-ignore-page og/title-missing: why --><p x=a>", "a", ""},
		{"all checks", "<!-- metacheck-ignore-page *: why --><!-- metacheck-ignore test/mark --><p x=a>", "(a:1)", "suppression/no-reason"},
		{"nothing to suppress", ignore + "<p></p><p x=a>", "a", "suppression/unused"},
		{"no element", "<p x=a></p>" + ignore, "a", "suppression/malformed"},
		{"in a script", "<script>/* " + ignore + " */</script><p x=a>", "a", ""},
		{"in a template", "<template>" + ignore + "</template><p x=a>", "a", ""},
		{"CR LF", "<!-- metacheck-ignore\r\n test/mark:\r\n why -->\r\n<p x=a>\r\n<p x=b>", "(a:1) b", ""},
		{"a byte order mark", "\uFEFF" + ignore + "<p x=a><p x=b>", "(a:1) b", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, notes := suppressed(t, Source{Name: "x", Data: []byte(test.html)}, Settings{Positions: true})
			if got != test.want || strings.Join(notes, " ") != test.notes {
				t.Errorf("%s\n got %s, notes %q\nwant %s, notes %q", test.html, got, notes, test.want, test.notes)
			}
		})
	}
}

// TestSuppressSettings holds what beside the page decides on suppressions.
func TestSuppressSettings(t *testing.T) {
	html := "<!-- metacheck-ignore-start test until=2026-06-30: x --><p x=a>"
	closed := html + "<!-- metacheck-ignore-end test -->"
	day := time.Date(2026, 6, 30, 23, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name        string
		src         Source
		settings    Settings
		want, notes string
	}{
		{"without a date that counts as today", Source{Data: []byte(closed)}, Settings{}, "(a:1)", ""},
		{"on its last day", Source{Data: []byte(closed)}, Settings{AsOf: day}, "(a:1)", ""},
		{"on the day after", Source{Data: []byte(closed)}, Settings{AsOf: day.Add(time.Hour)}, "a", "suppression/expired"},
		{"as of the capture", Source{Data: []byte(closed), Captured: day}, Settings{AsOf: day.AddDate(1, 0, 0)}, "(a:1)", ""},
		{"a region whose end was cut off", Source{Data: []byte(html), Truncated: true}, Settings{}, "(a:1)", ""},
		{"not at all", Source{Data: []byte(closed)}, Settings{NoInlineSuppressions: true, AsOf: day.AddDate(1, 0, 0)}, "a", ""},
		{"a part of a page", Source{Data: []byte("<!-- metacheck-ignore test/mark: x --><p>"), Fragment: true}, Settings{}, "", ""},
		{"a page that was cut", Source{Data: []byte("<!-- metacheck-ignore test/mark: x --><p>text"), Truncated: true}, Settings{}, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, notes := suppressed(t, test.src, test.settings)
			if got != test.want || strings.Join(notes, " ") != test.notes {
				t.Errorf("got %s, notes %q, want %s, notes %q", got, notes, test.want, test.notes)
			}
		})
	}
}

// TestSuppressBounds holds that pages full of comments are read and reported. What
// they may cost is held by the shapes of package hostile.
func TestSuppressBounds(t *testing.T) {
	for name, html := range map[string]string{
		"comments": strings.Repeat("<!-- metacheck-ignore test/mark: x -->\n", 5000) + "<p x=a>",
		"names":    strings.Repeat("<!-- metacheck-ignore "+strings.Repeat("test/mark, ", 99)+"test/mark: x --><p x=a>\n", 900),
		"unknown":  strings.Repeat("<!-- metacheck-ignore "+strings.Repeat("og/titel-mising ", 99)+": x --><p x=a>\n", 900),
		"regions":  strings.Repeat("<!-- metacheck-ignore-start test/mark: x --><p x=a>\n", 990),
		// Each name suits each finding, whose other property none of them has.
		"properties": strings.Repeat("<!-- metacheck-ignore-page "+strings.Repeat("test/several[?*?a*], ", 99)+"test/several[?*?a*]: x -->", 10) + strings.Repeat("<p z=1>", 1000),
		"siblings":   "<p><!-- metacheck-ignore test/mark: x -->" + strings.Repeat("<b><!-- metacheck-ignore test/mark: x --><i x=a></b>", 900),
	} {
		t.Run(name, func(t *testing.T) {
			shown, notes := suppressed(t, Source{Data: []byte(html)}, Settings{})
			switch name {
			case "siblings":
				if n := strings.Count(shown, "(a:1)"); n == 0 || n != strings.Count(shown, "a") {
					t.Errorf("%d findings are suppressed: %.200s", n, shown)
				}
			case "properties":
				if n := strings.Count(shown, "bar, foo"); n != 1000 || strings.Contains(shown, "(") {
					t.Errorf("%d findings count: %.200s", n, shown)
				}
			default:
				if len(notes) == 0 {
					t.Error("nothing is said")
				}
			}
		})
	}
}

// TestLateSuppress holds that a page's comments also reach findings that come
// when the page is gone.
func TestLateSuppress(t *testing.T) {
	page := "\uFEFF<p>text</p><!-- metacheck-ignore test/mark: x -->\n<p>more</p><!-- metacheck-ignore-page og: y -->"
	l := with(t, Settings{Positions: true}, marks)
	l.all = append(l.all, marks)
	r := l.Lint(Source{Name: "x", Data: []byte(page)})
	title, err := ByID("og/title-missing")
	if err != nil {
		t.Fatal(err)
	}
	at := func(marker string) Place {
		return Place{Known: true, Start: text.Position{Offset: strings.Index(page, marker)}}
	}
	late := []Finding{
		{Check: marks, Place: at("<p>text")},
		{Check: marks, Place: at("<p>more")},
		{Check: title},
		{Check: marks},
	}
	r.Ignores.Apply(late)
	for i, want := range []string{"", "x", "y", ""} {
		got := ""
		if s := late[i].Suppressed; s != nil {
			got = s.Reason
		}
		if got != want {
			t.Errorf("finding %d is suppressed by %q, want %q", i, got, want)
		}
	}
	if r := l.Lint(Source{Name: "x", Data: []byte("<p>no comments")}); r.Ignores != nil {
		t.Error("a page without comments suppresses something")
	}
	var none *PageIgnores
	none.Apply(late)
}

// TestExceptions holds what entries of a configuration suppress and what is
// said of them.
func TestExceptions(t *testing.T) {
	news := func(name, _ string) bool { return strings.HasPrefix(name, "news/") }
	place := func(line int) Place { return Place{Known: true, Start: text.Position{Line: line}} }
	l, err := New(Settings{AsOf: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	list := []Exception{
		{Check: "head/meta-empty", Applies: news, Reason: "a", Place: place(1)},
		{Check: "og", Properties: []string{"og:image"}, Reason: "b", Place: place(2)},
		{Check: "head/*", Value: "https://example.com/*.png", Reason: "c", Place: place(3)},
		{Check: "*", Until: "2026-05-31", Reason: "d", Place: place(4), UntilPlace: place(5)},
		{Check: "head/title-missing", Place: place(6), Reach: ReachAll},
		{Check: "head/title-missing", Reason: "e", Applies: func(string, string) bool { return false }, Place: place(7), Reach: ReachSeen},
		{Check: "link/canonical-to-root", Reason: "f", Place: place(8), Reach: ReachAll},
		{Check: "head/title-missing", Reason: "g", Place: place(9), Reach: ReachUnknown},
	}
	for i := range list {
		list[i].Source = "c.yaml"
	}
	e, err := NewExceptions(l, list)
	if err != nil {
		t.Fatal(err)
	}
	c := func(id string) *check.Check {
		c, err := ByID(id)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	r := &Result{Name: "news/x", Findings: []Finding{
		{Check: c("head/meta-empty")},
		{Check: c("og/empty-content"), Subject: "meta[og:image]@content"},
		{Check: c("og/empty-content"), Subject: "og:image:alt"},
		{Check: c("head/title-vague"), Value: "https://example.com/a/b.png"},
		{Check: c("head/title-vague"), Facts: []check.Fact{{Name: "value", Value: "https://example.com/c.png"}}},
		{Check: c("head/title-vague"), Value: "https://example.com/c.jpg"},
	}}
	e.Apply(r)
	var got []string
	for _, f := range r.Findings {
		if f.Suppressed == nil {
			got = append(got, "-")
			continue
		}
		got = append(got, f.Suppressed.Reason)
	}
	if s := strings.Join(got, " "); s != "a b - c c -" {
		t.Errorf("suppressed by %s", s)
	}
	other := &Result{Name: "blog/x", Findings: []Finding{{Check: c("head/meta-empty")}}}
	e.Apply(other)
	if other.Findings[0].Suppressed != nil {
		t.Error("an entry reaches a page that it is not for")
	}
	for complete, want := range map[bool]string{
		true:  "suppression/expired:5 suppression/no-reason:6 suppression/unused:6",
		false: "suppression/expired:5 suppression/no-reason:6",
	} {
		var said []string
		for _, r := range e.End(complete) {
			if r.Name != "c.yaml" || !r.Late {
				t.Errorf("result %+v", r)
			}
			for _, f := range r.Findings {
				said = append(said, fmt.Sprintf("%s:%d", f.Check.ID, f.Place.Start.Line))
			}
		}
		if s := strings.Join(said, " "); s != want {
			t.Errorf("complete %v: said %s, want %s", complete, s, want)
		}
	}
	if _, err := NewExceptions(l, []Exception{{Check: "og/titel-missing"}}); err == nil {
		t.Error("an unknown check is taken")
	}
	// A check that needs to know the day is silent without, and its entry no news.
	for _, asOf := range []time.Time{{}, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)} {
		l, err := New(Settings{AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		e, err := NewExceptions(l, []Exception{{Check: "date/future-published", Reason: "x", Reach: ReachAll}})
		if err != nil {
			t.Fatal(err)
		}
		if said := len(e.End(true)); (said > 0) == asOf.IsZero() {
			t.Errorf("on %v %d results on the entry", asOf, said)
		}
	}
}

// TestChoose holds which settings for checks beat which.
func TestChoose(t *testing.T) {
	has := func(l *Linter, id, name string) string {
		t.Helper()
		c, err := ByID(id)
		if err != nil {
			t.Fatal(err)
		}
		severity, on := l.Runs(c, name, "")
		if !on {
			return "off"
		}
		return severity.String()
	}
	old := func(name, _ string) bool { return strings.HasPrefix(name, "old/") }
	older := func(name, _ string) bool { return strings.HasPrefix(name, "old/er/") }
	settings := Settings{
		Checks: []CheckSetting{
			{Pattern: "*", Severity: check.Info},
			{Pattern: "og/title-missing", Severity: check.Error},
			{Pattern: "head/lang-missing", Switch: Off},
		},
		Overrides: []Override{
			{Applies: old, Checks: []CheckSetting{{Pattern: "og", Switch: Off}, {Pattern: "head/lang-missing", Switch: On}}},
			{Applies: older, Checks: []CheckSetting{{Pattern: "og/title-missing", Switch: On}}},
		},
	}
	l, err := New(settings)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ id, name, want string }{
		{"og/title-missing", "new/a", "error"},
		{"og/image-missing", "new/a", "info"},
		{"head/lang-missing", "new/a", "off"},
		{"og/title-missing", "old/a", "off"},
		{"head/lang-missing", "old/a", "info"},
		{"og/title-missing", "old/er/a", "error"},
		{"og/image-missing", "old/er/a", "off"},
	} {
		for range 2 { // the second time from what was made the first time
			if got := has(l, test.id, test.name); got != test.want {
				t.Errorf("%s on %s is %s, want %s", test.id, test.name, got, test.want)
			}
		}
	}
	running := map[string]bool{}
	for _, c := range l.Running() {
		running[c.ID] = true
	}
	if !running["head/lang-missing"] || !running["og/title-missing"] {
		t.Error("a check that runs on some pages is not among those that run")
	}
	settings.Skip, settings.Severities = []string{"head/lang-missing"}, []SeverityOf{{Pattern: "og/title-missing", Severity: check.Warning}}
	if l, err = New(settings); err != nil {
		t.Fatal(err)
	}
	if got := has(l, "og/title-missing", "new/a"); got != "warning" {
		t.Errorf("a flag gives %s", got)
	}
	if got := has(l, "head/lang-missing", "old/a"); got != "off" {
		t.Errorf("a check that a flag skips is %s", got)
	}
	for name, bad := range map[string]Settings{
		"unknown check":          {Checks: []CheckSetting{{Pattern: "og/titel"}}},
		"unknown option":         {Checks: []CheckSetting{{Pattern: "twitter/title-too-long", Options: []CheckOption{{"maximum", 3}}}}},
		"option of another type": {Checks: []CheckSetting{{Pattern: "twitter/title-too-long", Options: []CheckOption{{"max", "3"}}}}},
		"unknown in an override": {Overrides: []Override{{Applies: old, Checks: []CheckSetting{{Pattern: "og/titel"}}}}},
		"override for nothing":   {Overrides: []Override{{}}},
	} {
		if _, err := New(bad); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// FuzzSuppress holds that comments in any page do no harm: what is suppressed
// is so by a comment of the page, and nothing breaks.
func FuzzSuppress(f *testing.F) {
	f.Add("<table><!-- metacheck-ignore test/mark: x --><div x=a><tr><!-- metacheck-ignore-start test/* --><p x=b></table>")
	f.Add("<!-- metacheck-ignore-start a, test --!><svg><title x=a></svg><!-- metacheck-ignore-end test --><!--metacheck-ignore-page *-->")
	f.Add("\uFEFF<!-- metacheck-ignore test until=2026-01-01 --\r\n<frameset x=1><!-- metacheck-")
	l, err := New(Settings{Positions: true, AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		f.Fatal(err)
	}
	l.running = nil
	for _, c := range append([]*check.Check{marks}, suppression.Checks...) {
		l.running = append(l.running, &running{Check: c})
	}
	l.all = append(l.all, marks)
	f.Fuzz(func(t *testing.T, html string) {
		r := l.Lint(Source{Name: "x", Data: []byte(html)})
		if len(r.Failures) > 0 {
			t.Fatalf("%+v", r.Failures)
		}
		lines := strings.Count(html, "\n") + 1
		for _, finding := range r.Findings {
			if s := finding.Suppressed; s != nil && (s.Line < 1 || s.Line > lines || finding.Check.Last) {
				t.Errorf("%q: %s is suppressed by %+v", html, finding.Check.ID, s)
			}
		}
	})
}
