package head

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

// findings runs one check on a source.
func findings(t *testing.T, c *check.Check, src page.Source) []*check.Finding {
	t.Helper()
	p, err := page.Read(src, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var list []*check.Finding
	check.NewPass(p, time.Time{}, func(f *check.Finding) { list = append(list, f) }).Run(c, nil)
	for _, f := range list {
		if _, ok := p.Span(f.Place.Origin); !ok && f.Place.Origin.InPage() {
			t.Errorf("the finding has no place: %s", f.Message)
		}
	}
	return list
}

// What counts as a declaration is the same for what reads a page and for what
// judges it.
func TestCharsetNotLate(t *testing.T) {
	for _, content := range []string{"text/html charset=iso-8859-5 x", "text/html; charset = utf-8", "charset='utf-8' x"} {
		src := page.Source{Data: []byte(`<meta http-equiv=content-type content="` + content + `"><title>A</title>`)}
		if got := findings(t, charsetLate, src); len(got) != 0 {
			t.Errorf("%s: %s", content, got[0].Message)
		}
	}
}

// manyAttributes are attributes of different names.
func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d ", i)
	}
	return b.String()
}

// What costs the algorithms more than linear time is reported once per page,
// deep or not.
func TestTooDeep(t *testing.T) {
	open := "<p>" + strings.Repeat("<b><i><u>", 100)
	for name, tt := range map[string]struct{ src, want string }{
		"depth":          {strings.Repeat("<ul>", 600), "deeper than 512"},
		"work":           {open + strings.Repeat("<p>x</p>", 100_000), "guessed from here on"},
		"depth and work": {strings.Repeat("<ul>", 600) + strings.Repeat("</ul>", 600) + open + strings.Repeat("<p>x</p>", 100_000), "deeper than 512"},
		"neither":        {strings.Repeat("<p><b>x</b></p>", 10_000), ""},
	} {
		got := findings(t, tooDeep, page.Source{Data: []byte("<title>A</title>" + tt.src)})
		switch {
		case tt.want == "" && len(got) != 0:
			t.Errorf("%s: %s", name, got[0].Message)
		case tt.want != "" && (len(got) != 1 || !strings.Contains(got[0].Message, tt.want)):
			t.Errorf("%s: %d findings, want one with %q", name, len(got), tt.want)
		}
	}
}

func TestPageTruncated(t *testing.T) {
	const whole = "<!doctype html><html lang=en><head><title>A</title></head><body><p>Text</p>"
	for name, tt := range map[string]struct {
		src  page.Source
		want int
	}{
		"whole":               {page.Source{Data: []byte(whole)}, 0},
		"cut by the bound":    {page.Source{Data: []byte(whole), Truncated: true}, 1},
		"cut inside a tag":    {page.Source{Data: []byte(whole + "<a hr"), Truncated: true}, 1},
		"part of a page":      {page.Source{Data: []byte("<div><a href="), Fragment: true}, 0},
		"too many attributes": {page.Source{Data: []byte(whole + "<p " + manyAttributes(65_537) + ">")}, 1},
		"all attributes":      {page.Source{Data: []byte(whole + "<p " + manyAttributes(65_536) + ">")}, 0},
		"too many elements":   {page.Source{Data: []byte(whole + strings.Repeat("<meta>", 10_001))}, 1},
		"as many as are read": {page.Source{Data: []byte(whole + strings.Repeat("<meta>", 10_000))}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := findings(t, pageTruncated, tt.src); len(got) != tt.want {
				t.Errorf("got %d findings, want %d", len(got), tt.want)
			}
		})
	}
}

func TestUTF16(t *testing.T) {
	const html = "<!doctype html><html lang=en><head><meta charset=utf-16><title>Opening hours</title></head></html>"
	encode := func(s string) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	}
	unmarked := page.Source{Data: encode(html)}
	if got := findings(t, charsetMissing, unmarked); len(got) != 1 || !strings.Contains(got[0].Message, "UTF-16LE without a byte order mark") {
		t.Errorf("without mark: %d findings of charset-missing, want one on the mark", len(got))
	}
	for _, c := range []*check.Check{charsetLate, charsetConflict, invalidBytes} {
		if got := findings(t, c, unmarked); len(got) != 0 {
			t.Errorf("without mark: %s reports %q", c.ID, got[0].Message)
		}
	}
	marked := page.Source{Data: encode("\uFEFF" + html)}
	for _, c := range []*check.Check{charsetMissing, charsetLate, charsetConflict, invalidBytes} {
		if got := findings(t, c, marked); len(got) != 0 {
			t.Errorf("with mark: %s reports %q", c.ID, got[0].Message)
		}
	}
}

// A record's bytes are unknown: only a declaration that is late in any charset
// is reported.
func TestCharsetLateOfRecord(t *testing.T) {
	before := "<!doctype html><html lang=ja><head><title>"
	after := "</title><meta charset=shift_jis></head></html>"
	for name, tt := range map[string]struct {
		title string
		want  int
	}{
		"within":                     {"A", 0},
		"late in UTF-8 only":         {strings.Repeat("時", 400), 0},
		"late in any charset":        {strings.Repeat("時", 1024), 1},
		"late in ASCII all the same": {strings.Repeat("A", 1024), 1},
	} {
		t.Run(name, func(t *testing.T) {
			src := page.Source{Data: []byte(before + tt.title + after), Decoded: true}
			if got := findings(t, charsetLate, src); len(got) != tt.want {
				t.Errorf("got %d findings, want %d", len(got), tt.want)
			}
		})
	}
}

func TestInvalidBytesAtTheCut(t *testing.T) {
	src := page.Source{Data: []byte("<meta charset=utf-8><title>A</title><p>caf\xc3"), Truncated: true}
	if got := findings(t, invalidBytes, src); len(got) != 0 {
		t.Errorf("the character that the bound cut is reported: %s", got[0].Message)
	}
	src.Truncated = false
	if got := findings(t, invalidBytes, src); len(got) != 1 {
		t.Errorf("got %d findings, want 1", len(got))
	}
}

// What a part of a page lacks says nothing.
func TestFragmentLacksNothing(t *testing.T) {
	for _, data := range []string{"", "<p>Text</p>", "<meta name=author content=A>"} {
		src := page.Source{Data: []byte(data), Fragment: true, Header: http.Header{}}
		for _, c := range Checks {
			if c.Off {
				continue
			}
			for _, f := range findings(t, c, src) {
				t.Errorf("%q: %s: %s", data, c.ID, f.Message)
			}
		}
	}
}

func TestViewportOfArchive(t *testing.T) {
	for year, want := range map[int]int{2005: 0, 2011: 0, 2012: 1, 2024: 1} {
		src := page.Source{Data: []byte("<head><title>A</title></head>"), Captured: time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)}
		if got := findings(t, viewportMissing, src); len(got) != want {
			t.Errorf("captured in %d: got %d findings, want %d", year, len(got), want)
		}
	}
}
