package htmltree

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// soupWords are what random pages are made of.
var soupWords = strings.Fields(`a abbr address applet area article aside b base basefont bgsound big blockquote body br
	button caption center code col colgroup dd desc details dialog dir div dl dt em embed fieldset figure font
	foreignObject form frame frameset h1 h2 h6 head hr html i iframe image img input keygen li link listing main
	malignmark marquee math menu meta mglyph mi mn mo ms mtext annotation-xml nav nobr noembed noframes noscript
	object ol optgroup option p param plaintext pre rb rp rt rtc ruby s script search section select small source
	span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead title tr track
	tt u ul var wbr xmp x-y path linearGradient selectedcontent`)

// soup is a random page of n words.
func soup(r *rand.Rand, words []string, n int) []string {
	texts := []string{"x", " ", "\n", "y z", "&amp;", "&lt", "&#13;", "\r\n", "a\x00b", "<!--c-->", "<!doctype html>", "<![CDATA[d]]>", "<?pi>", "é"}
	attrs := []string{" a=1", " class='b'", ` type="hidden"`, " color=red", " encoding=text/html", "/", " A=&quot;", " xlink:href=u", " a"}
	var parts []string
	for range n {
		word := words[r.IntN(len(words))]
		switch k := r.IntN(10); {
		case k < 5:
			tag := "<" + word
			for r.IntN(4) == 0 {
				tag += attrs[r.IntN(len(attrs))]
			}
			parts = append(parts, tag+">")
		case k < 8:
			parts = append(parts, "</"+word+">")
		default:
			parts = append(parts, texts[r.IntN(len(texts))])
		}
	}
	return parts
}

// TestSoup holds random pages against html.Parse.
func TestSoup(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	pages := 40_000
	if testing.Short() {
		pages = 4_000
	}
	var a Arena
	contexts := []string{"", "", "", "", "body", "div", "table", "td", "select", "template", "svg svg", "math ms", "svg desc", "tr", "colgroup"}
	compared, failures := 0, 0
	for range pages {
		// Few different words meet in more ways.
		words := soupWords
		if r.IntN(3) > 0 {
			words = nil
			for range 3 + r.IntN(6) {
				words = append(words, soupWords[r.IntN(len(soupWords))])
			}
		}
		parts := soup(r, words, 2+r.IntN(24))
		context, scripting := contexts[r.IntN(len(contexts))], r.IntN(2) == 0
		differ := func(parts []string) bool {
			src := strings.Join(parts, "")
			return treeDiffers(&a, src, context, scripting)
		}
		src := strings.Join(parts, "")
		if !judgeErrs(soupParse(&a, src, context, scripting), src, context) {
			compared++
		}
		if !differ(parts) {
			if context == "" {
				checkTree(t, a.Parse(src, Options{Scripting: scripting}), src)
			}
			continue
		}
		for i := 0; i < len(parts); {
			less := append(append([]string{}, parts[:i]...), parts[i+1:]...)
			if differ(less) {
				parts, i = less, 0
			} else {
				i++
			}
		}
		src = strings.Join(parts, "")
		if failures++; failures > 20 {
			break
		}
		doc, _ := judgeParse(src, context, scripting)
		t.Errorf("%q in %q, scripting %v\n%s", src, context, scripting,
			firstDifference(render(doc, false), render(soupParse(&a, src, context, scripting).Doc, true)))
	}
	t.Logf("%d of %d pages were compared", compared, pages)
	if compared < pages/2 && failures == 0 {
		t.Errorf("only %d of %d pages were compared", compared, pages)
	}
}

func soupParse(a *Arena, src, context string, scripting bool) *Tree {
	opts := Options{Scripting: scripting, MaxErrors: 1 << 14}
	if context == "" {
		return a.Parse(src, opts)
	}
	return a.ParseFragment(contextNode(context), src, opts)
}

func treeDiffers(a *Arena, src, context string, scripting bool) bool {
	tree := soupParse(a, src, context, scripting)
	if judgeErrs(tree, src, context) {
		return false
	}
	doc, err := judgeParse(src, context, scripting)
	return err == nil && render(doc, false) != render(tree.Doc, true)
}
