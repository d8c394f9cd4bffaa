package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestSwallows(t *testing.T) {
	describe := func(p *Page) []string {
		var got []string
		for _, s := range p.Swallows() {
			span, ok := p.Span(s.Opener)
			if !ok {
				t.Errorf("the opener %+v has no place", s.Opener)
			}
			var names []string
			for _, l := range s.Lost {
				names = append(names, l.Name)
				if at, _ := p.Span(l.Origin); !strings.HasPrefix(p.Text[at.Start:], "<") || !strings.HasSuffix(p.Text[:at.End], ">") {
					t.Errorf("%s is %q", l.Name, p.Text[at.Start:at.End])
				}
			}
			got = append(got, fmt.Sprintf("%d %s@%s %s %d %s %v", s.Kind, s.Element, s.Attr, s.Own, s.Count, strings.Join(names, ","), s.ToEnd)+
				" at "+p.Text[span.Start:span.End])
		}
		return got
	}
	for src, want := range map[string][]string{
		"<title>A</title><meta name=a content=b>": nil,
		"<base href=\"/x>\r\n<meta charset=utf-8><meta name=a content=\"b\">": {
			`1 base@href  2 meta charset,meta a false at "/x>`},
		"<p title='<i>'>\r\n<meta\r\nname=\"a>b</a><link rel=\"prev\" href=x>": {
			`1 meta@name meta a>b</a><link rel= 1 link prev false at "a>b</a><link rel="`},
		"<a title='x><script type=application/ld+json>{}</script>": {"1 a@title  1 JSON-LD true at 'x><script type=application/ld+json>{}</script>"},
		"<title>A</title><b\r\n<meta name=a></i <p itemprop=b>":    {"2 b@  1 meta a false at <meta", "2 /i@  1 itemprop b false at <p"},
		"<link rel=next <p x>": {"2 link@ link next 0  false at <p"},
		"<i <b>":               nil,
		"<!-- \r\n<title>A":    {"3 @  1 title true at <!--"},
		"<textarea\r\nid=x><title>A</title><svg><title>B</title>":        {"4 textarea@  1 title true at <textarea\r\nid=x>"},
		"<title>A<title><meta name=a>\r\n<meta name=b></title>":          {"4 title@  2 meta a,meta b false at <title>"},
		"<title>A\r\n <meta name=a></title>":                             {"4 title@  1 meta a false at <title>"},
		"<title>A <meta name=a></title><title>\n<p></title>":             nil,
		"<script><!--<script></script><meta name=a></SCRIPT ><p>":        {"5 script@  1 meta a false at </script>"},
		"<script><!--<script></script><meta name=a>":                     {"5 script@  1 meta a true at </script>"},
		"<script><!--<script></script>--></script><meta name=a>":         nil,
		"<style><meta name=a><meta name=b></style><script><meta name=a>": {"4 script@  1 meta a true at <script>", "4 style@  2 meta a,meta b false at <style>"},
	} {
		p, err := Read(Source{Data: []byte(src)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(p); !slices.Equal(got, want) {
			t.Errorf("%q\ngot  %q\nwant %q", src, got, want)
		}
	}
	// A part of a page may end anywhere.
	for _, source := range []Source{{Fragment: true}, {Truncated: true}} {
		source.Data = []byte("<p <meta name=b><title>A\n<meta name=a>")
		p, err := Read(source, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(p); len(got) != 1 || !strings.HasPrefix(got[0], "2 p@") {
			t.Errorf("part of a page: %q", got)
		}
	}
	// Many causes cost no more than a few.
	p, err := Read(Source{Data: []byte(strings.Repeat("<p <meta name=a> <a b='>x</a><i c='d>", 50_000))}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.Swallows()); n == 0 || n > maxSwallowed {
		t.Errorf("%d parts are swallowed", n)
	}
}

// TestLostIsBounded holds that all lost metadata is counted and some named.
func TestLostIsBounded(t *testing.T) {
	p, err := Read(Source{Data: []byte("<!--" + strings.Repeat("<meta name=a>", 1000))}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s := p.Swallows(); len(s) != 1 || s[0].Count != 1000 || len(s[0].Lost) != maxLost {
		t.Errorf("%+v", s)
	}
}

// TestMayHave holds which metadata may stand in a page whose tree lacks it.
func TestMayHave(t *testing.T) {
	for _, test := range []struct {
		src, name string
		want      bool
	}{
		{"<p>a", "title", false},
		{"<!--<title>A", "title", true},
		{"<!--<title>A", "meta description", false},
		{"<!--<title>A-->", "title", false},
		{"<!--<meta name=Description content=a>", "meta description", true},
		{"<!--<p itemprop='name headline'>", "itemprop headline", true},
		{"<!--<p itemprop='name headline'>", "property headline", false},
		{"<!--<script type=application/ld+json>", "JSON-LD", true},
		{"<title>A<title>\n<link rel='canonical icon' href=x></title>", "link canonical", true},
		{"<meta name=a content='b>\n<meta charset=utf-8>\n<meta name='c'>", "meta charset", true},
		{"<meta name='description content='b'>", "meta description", true},
		{"<meta name=”description” content='b'>", "meta description", true},
		{"<meta name='”description”' content='b'>", "meta title", false},
		{"<link rel=“canonical” href=x>", "link canonical", true},
		{"<html class='a lang='en'>", "html lang", true},
		{"<html class='a' id='lang='>", "html lang", true},
		{"<html class='a' id='slang='>", "html lang", false},
		{"<!--" + strings.Repeat("<meta name=a>", maxLost), "title", false},
		{"<!--" + strings.Repeat("<meta name=a>", maxLost+1), "title", true},
	} {
		p, err := Read(Source{Data: []byte(test.src)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.MayHave("x", test.name); got != test.want {
			t.Errorf("%.80q may have %s: %v", test.src, test.name, got)
		}
		p.Incomplete.CutOff = "time"
		if !p.MayHave("x") {
			t.Error("a part of a page may have anything")
		}
	}
}
