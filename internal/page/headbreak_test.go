package page

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/internal/text"
)

func TestHeadBreak(t *testing.T) {
	for name, tt := range map[string]struct {
		html, what string
		lost       int
	}{
		"whole head":                 {"<head><title>A</title></head><body></body>", "", 0},
		"element, metadata after it": {"<head><div></div><title>A</title></head><body>", "the element div", 1},
		"element, nothing after it":  {"<head><title>A</title><div></div></head><body>", "", 0},
		"element behind the head":    {"<head></head><div></div><meta property=og:title content=A><body>", "", 0},
		"metadata in body":           {"<head></head><body><meta property=og:title content=A>", "", 0},
		"no tags of head and body":   {"<title>A</title><h1>A</h1><link rel=canonical href=/a>", "", 0},
		"text before everything":     {"Warning <html><head><title>A</title><link rel=canonical href=/a></head><body>", "the text", 2},
		"text of raw elements":       {"<head><style>a</style><script>b</script><noscript><img></noscript><title>A</title></head><body>", "", 0},
		"comments and white space":   {"<!--[if IE]><div><![endif]--> \n\f<head>\n<!-- a --><title>A</title></head><body>", "", 0},
		"second body tag":            {"<head><body><title>A</title></head><body>", "the element body", 1},
		"robots only":                {"<head><div></div><meta name=robots content=noindex></head><body>", "", 0},
		"microdata only":             {"<head><div></div><meta itemprop=name property=og:title content=A></head><body>", "", 0},
		"head that never ends":       {"<head><div></div><title>A</title>", "", 0},
		"head that body ends":        {"<head><div></div><title>A</title><body>", "the element div", 1},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Read(Source{Data: []byte(tt.html)}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			hb := p.HeadBreak()
			if hb == nil {
				hb = &HeadBreak{}
			}
			if hb.What != tt.what || hb.Count != tt.lost {
				t.Errorf("got %q and %d lost, want %q and %d", hb.What, hb.Count, tt.what, tt.lost)
			}
		})
	}
}

// On real pages, whatever the tokens tell to be lost must be outside of head
// in the tree.
func TestHeadBreakAgainstTree(t *testing.T) {
	dir := os.Getenv("METACHECK_CORPUS")
	if dir == "" {
		t.Skip("METACHECK_CORPUS is not set: the real pages are not read")
	}
	files, err := filepath.Glob(filepath.Join(dir, "pages", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages in %s (%v)", dir, err)
	}
	breaks := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Read(Source{Data: data}, Options{})
		if err != nil {
			continue
		}
		hb := p.HeadBreak()
		if hb == nil {
			continue
		}
		breaks++
		inHead := map[int]bool{}
		note := func(o text.Origin, in bool) {
			if span, ok := p.Span(o); ok {
				inHead[span.Start] = in
			}
		}
		for _, e := range p.Titles {
			note(text.FromTag(e.Node), e.InHead)
		}
		for _, m := range p.Metas {
			note(text.FromTag(m.Node), m.InHead)
		}
		for _, l := range p.Links {
			if l.Node != nil {
				note(text.FromTag(l.Node), l.InHead)
			}
		}
		for _, lost := range hb.Lost {
			in, known := inHead[lost.Origin.Start]
			if in || !known {
				t.Errorf("%s: %s at byte %d (%s) is in head or unknown to the tree", filepath.Base(file), lost.Name,
					lost.Origin.Start, strings.TrimSpace(p.Text[lost.Origin.Start:lost.Origin.End]))
			}
		}
	}
	if breaks == 0 {
		t.Error("no page of the corpus has a broken head; seven are known to")
	}
}
