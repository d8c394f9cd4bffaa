package microdata

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

var linkValueForText = &check.Check{
	ID:       "microdata/link-value-for-text",
	Severity: check.Warning,
	Lower: check.Lower{
		Severity: check.Info,
		When:     "when schema.org allows a URL for the property, too, as for keywords",
	},
	Title:  "URL of a link as the value of a text property",
	Impact: "search engines use the URL instead of the text",
	Why: "The value of itemprop on a, area, link and img is the URL, not the text that people read. Parsers that follow the standard " +
		"read a section, name or keyword on such an element as a URL.",
	Fix: "Put the itemprop on an element inside the link, such as a span around its text, or on a meta element.",
	Exceptions: "Properties for which schema.org expects an item (author, about, item) or only a URL can be on links. " +
		"Where both text and URL are allowed, links without text are not reported, nor are mailto: and tel: links with an " +
		"email or telephone property.",
	References: []string{standard + "#values", "https://schema.org/docs/gs.html"},
	Bad: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <a itemprop="articleSection" href="/travel">Travel</a>
</article>`,
	Good: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <a href="/travel"><span itemprop="articleSection">Travel</span></a>
</article>`,
	Since: "0.1.0",
	Run:   runLinkValueForText,
}

func runLinkValueForText(pass *check.Pass) {
	var found groups
	for it, prop := range pass.Page.Graph.Properties(schemaorg.Microdata) {
		v := &prop.Value
		if v.Kind != schemaorg.URLValue || v.Node == nil || v.Text == "" || prop.Reverse {
			continue
		}
		switch v.Node.DataAtom {
		case atom.A, atom.Area, atom.Link, atom.Img:
		default:
			continue
		}
		ranges := schemaorg.Ranges(prop.Term())
		if !textOnly(ranges) && !textOrURL(ranges) {
			continue
		}
		shown := shownText(v.Node)
		if contactLink(prop.Term(), v) {
			continue
		}
		if (textOrURL(ranges) || v.Node.DataAtom != atom.A) && shown == "" || isURL(shown) {
			continue
		}
		found.Add(prop.Term(), place{origin: prop.Origin, node: v.Node, item: it, prop: prop})
	}
	for key, group := range found.All() {
		first := group[0]
		v := &first.prop.Value
		written := v.Raw
		if written == "" {
			written = v.Text
		}
		f := pass.Report(first.origin, "%s on <%s> is a URL, not a text: %s%s", key, first.node.Data, check.Quote(written),
			check.More(len(group)-1, "value", "values"))
		shown := shownText(first.node)
		switch {
		case first.node.DataAtom == atom.A && shown != "":
			f.Advise("put the itemprop on a <span> around the text %s inside the link", check.Quote(shown))
		case first.node.DataAtom == atom.A:
			f.Advise("put the itemprop on a <span> inside the link")
		default:
			f.Advise("write the text in a <meta> element with the itemprop")
		}
		if textOrURL(schemaorg.Ranges(key)) {
			f.Milder()
		}
		f.About("itemprop " + key)
		relate(f, group, func(pl place) string {
			if shown := shownText(pl.node); shown != "" {
				return "another URL instead of the text " + check.Quote(shown)
			}
			return "another URL instead of a text"
		})
	}
}

// contactLink reports whether a link has an email address or a telephone number,
// which parsers take from the URL of the link, as in examples of schema.org.
func contactLink(term string, v *schemaorg.Value) bool {
	switch scheme := weburl.SchemeOf(v.Text); term {
	case "email":
		return scheme == "mailto"
	case "telephone", "faxNumber":
		return scheme == "tel" || scheme == "fax" || scheme == "sms"
	}
	return false
}

// shownText is what people read of a link or image.
func shownText(n *html.Node) string {
	switch n.DataAtom {
	case atom.Img, atom.Area:
		return strings.TrimSpace(attr(n, "alt"))
	case atom.Link:
		return strings.TrimSpace(attr(n, "title"))
	}
	return page.TextOf(n)
}

// isURL reports whether a text is itself a URL, so that the URL of the link says
// the same.
func isURL(s string) bool {
	low := strings.ToLower(s)
	return !strings.ContainsAny(s, " \t\n") &&
		(strings.Contains(low, "://") || strings.HasPrefix(low, "www.") || strings.HasPrefix(low, "/"))
}

// expectsText reports whether text is among the expected values of a property.
func expectsText(ranges []string) bool {
	return slices.ContainsFunc(ranges, func(r string) bool { return r == "Text" || schemaorg.IsSubtype(r, "Text") && r != "URL" })
}

// textOnly reports whether a property expects text and nothing that a URL could
// stand for.
func textOnly(ranges []string) bool {
	return expectsText(ranges) && !slices.ContainsFunc(ranges, func(r string) bool {
		return r == "URL" || !schemaorg.IsDataType(r)
	})
}

// textOrURL reports whether a property expects a text or the URL of a defined
// term, and no other item.
func textOrURL(ranges []string) bool {
	return expectsText(ranges) && slices.Contains(ranges, "URL") && !slices.ContainsFunc(ranges, func(r string) bool {
		return !schemaorg.IsDataType(r) && r != "DefinedTerm" && r != "CategoryCode"
	})
}

var urlInMeta = &check.Check{
	ID:       "microdata/url-in-meta",
	Severity: check.Info,
	Off:      true,
	Title:    "URL in a meta element",
	Impact:   "strict microdata parsers read the URL as plain text",
	Why: "HTML requires an element with a URL attribute (link, a, img) if the value of a property is a URL. In a " +
		"meta element the URL is plain text: it is not resolved, and strict parsers read it as a string. Google accepts it, and " +
		"its own examples have it, so this check is off by default.",
	Fix:        "Write <link itemprop=\"url\" href=\"…\"> instead of <meta itemprop=\"url\" content=\"…\">.",
	References: []string{standard + "#values"},
	Bad: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <meta itemprop="mainEntityOfPage" content="https://example.com/ferry">
</article>`,
	Good: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <link itemprop="mainEntityOfPage" href="https://example.com/ferry">
</article>`,
	Since: "0.1.0",
	Run:   runURLInMeta,
}

func runURLInMeta(pass *check.Pass) {
	var found groups
	for it, prop := range pass.Page.Graph.Properties(schemaorg.Microdata) {
		v := &prop.Value
		if v.Kind != schemaorg.TextValue || v.Node == nil || v.Node.DataAtom != atom.Meta {
			continue
		}
		ranges := schemaorg.Ranges(prop.Term())
		if !slices.Contains(ranges, "URL") || expectsText(ranges) {
			continue
		}
		if u, err := url.Parse(strings.TrimSpace(v.Text)); err != nil || u.Scheme == "" && u.Host == "" && !strings.HasPrefix(u.Path, "/") {
			continue
		}
		found.Add("", place{origin: v.Origin, node: v.Node, item: it, prop: prop})
	}
	for _, group := range found.All() {
		first := group[0]
		nm := first.prop.Label()
		f := pass.Report(first.origin, "%s is a URL in a <meta>: %s%s", nm, check.Quote(first.prop.Value.Text), check.More(len(group)-1, "URL", "URLs")).
			Advise("write <link itemprop=%s href=…>", check.Quote(first.prop.Name))
		relate(f, group, func(pl place) string { return pl.prop.Label() + " is also a URL in a <meta>" })
	}
}
