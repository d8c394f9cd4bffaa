package sitemap

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// list reads a sitemap to lines, the error last.
func list(r io.Reader) []string {
	var lines []string
	err := Read(r, func(e *Entry) error {
		line := fmt.Sprintf("%d:%d %s", e.At.Line, e.At.ByteColumn, e.Loc)
		if e.Index {
			line = "index " + line
		}
		if e.LastMod != "" {
			line += fmt.Sprintf(" %d:%d %s", e.LastModAt.Line, e.LastModAt.ByteColumn, e.LastMod)
		}
		if len(e.Alternates) > 0 {
			line += " " + strings.Join(e.Alternates, " ")
		}
		lines = append(lines, line)
		return nil
	})
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			lines = append(lines, fmt.Sprintf("error %d:%d %s", e.At.Line, e.At.ByteColumn, e.Reason))
		} else {
			lines = append(lines, "other error "+err.Error())
		}
	}
	return lines
}

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name, xml string
		want      []string
	}{
		{"urlset", `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
  <url><loc>https://example.org/</loc><lastmod>2024-02-03</lastmod></url>
  <url>
    <loc>
       https://example.org/a?b=1&amp;c=2
    </loc>
    <xhtml:link rel="alternate" hreflang="de" href="https://example.org/de"/>
    <image:image xmlns:image="x"><image:loc>https://example.org/i.png</image:loc></image:image>
  </url>
  <url><lastmod>2024</lastmod></url>
</urlset>`, []string{
			"3:13 https://example.org/ 3:48 2024-02-03", "6:8 https://example.org/a?b=1&c=2 https://example.org/de", "0:0  11:17 2024"}},
		{"cdata", `<urlset><url><loc><![CDATA[https://example.org/a]]></loc></url></urlset>`, []string{"1:19 https://example.org/a"}},
		{"index", `<sitemapindex><sitemap><loc>https://example.org/s.xml</loc></sitemap><url><loc>x</loc></url></sitemapindex>`, []string{"index 1:29 https://example.org/s.xml"}},
		{"charset", "<?xml version='1.0' encoding='iso-8859-1'?><urlset><url><loc>https://example.org/\xe9</loc></url></urlset>", []string{"1:62 https://example.org/é"}},
		{"cut", "<urlset><url><loc>a</loc></url><url><loc>b", []string{"1:19 a", "error 1:43 it is not well-formed XML (unexpected EOF)"}},
		{"page", "<!doctype html><html><p>x", []string{`error 1:16 its root element is "html", not urlset or sitemapindex`}},
		{"empty", "", []string{"error 1:1 it has no urlset or sitemapindex element"}},
		{"text", "https://example.org/\n", []string{"error 2:1 it has no urlset or sitemapindex element"}},
		{"entity", `<!DOCTYPE a [<!ENTITY x "yyyy">]><urlset><url><loc>&x;</loc></url></urlset>`, []string{"error 1:55 it is not well-formed XML (invalid character entity &x;)"}},
		{"deep", strings.Repeat("<urlset>", 64), []string{"error 1:513 it is not well-formed XML (unexpected EOF)"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, list(strings.NewReader(tt.xml))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func packed(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGzip(t *testing.T) {
	data := packed(t, `<urlset><url><loc>a</loc></url></urlset>`)
	if got := list(bytes.NewReader(data)); len(got) != 1 || got[0] != "1:19 a" {
		t.Errorf("got %q", got)
	}
	for name, bad := range map[string][]byte{"cut": data[:len(data)-12], "header": data[:5]} {
		if got := list(bytes.NewReader(bad)); len(got) == 0 || !strings.HasPrefix(got[len(got)-1], "error") {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// repeated is a reader of one text again and again.
type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := copy(p, r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	return n, nil
}

func TestBounds(t *testing.T) {
	endless := func(front, text string) []string {
		return list(io.MultiReader(strings.NewReader(front), &repeated{text: text}))
	}
	got := endless("<urlset>", "<url><loc>a</loc></url>")
	if len(got) != MaxEntries+1 || !strings.Contains(got[MaxEntries], "more than 50000 entries") {
		t.Errorf("%d lines, the last %q", len(got), got[len(got)-1])
	}
	for name, tt := range map[string]struct{ front, text, want string }{
		"space":      {"<urlset>", strings.Repeat("<!-- nothing -->\n", 100), "it has more than 50 MB"},
		"text":       {"<urlset><url><loc>", strings.Repeat("abc", 1000), " it has a tag, text or comment of more than 1 MB"},
		"comment":    {"<urlset>\n<!--", strings.Repeat("abc", 1000), "error 2:1 it has a tag, text or comment of more than 1 MB"},
		"attributes": {"<urlset><url", " a=''", "error 1:9 it has a tag, text or comment of more than 1 MB"},
		"depth":      {"<urlset>", "<url>", "error 1:324 its elements are nested more than 64 deep"},
	} {
		if lines := endless(tt.front, tt.text); len(lines) != 1 || !strings.Contains(lines[0], tt.want) {
			t.Errorf("%s: %.200q, want %q", name, lines, tt.want)
		}
	}
	stopped, enough := 0, errors.New("enough")
	if err := Read(&repeated{text: "<urlset><url></url>"}, func(*Entry) error { stopped++; return enough }); err != enough || stopped != 1 {
		t.Errorf("stopped after %d with %v", stopped, err)
	}
}

func TestRobots(t *testing.T) {
	got := Robots(strings.NewReader("\ufeffUser-agent: *\r\nDisallow: /x\r\nSITEMAP : https://example.org/a.xml # all\nSitemap:\nsitemap: /b.xml\n" + strings.Repeat("x", 100_000)))
	if want := []string{"https://example.org/a.xml", "/b.xml"}; !cmp.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`<urlset><url><loc> a </loc><lastmod>2024</lastmod></url></urlset>`))
	f.Add(packed(f, `<sitemapindex><sitemap><loc>a</loc></sitemap></sitemapindex>`))
	f.Fuzz(func(t *testing.T, data []byte) { list(bytes.NewReader(data)) })
}
