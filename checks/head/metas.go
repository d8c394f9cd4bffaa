package head

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// phonesFrom is the year from which a page without viewport is taken to have
// missed phones: before it, hardly any page knew them.
const phonesFrom = 2012

var viewportMissing = &check.Check{
	ID:       "head/viewport-missing",
	Severity: check.Info,
	Title:    "The page has no viewport",
	Why: "Phones lay out a page without viewport as wide as a desktop's and shrink it, so that its text is too small to read. " +
		"Google judges pages by what its crawler for phones sees.",
	Fix: "Add <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"> to head.",
	Exceptions: "Silent for AMP pages (link/amp-required-markup tells that), for pages that link to another address for small screens, " +
		"for pages that an archive captured before 2012, and for parts of pages.",
	References: []string{specialTag, "https://developer.chrome.com/docs/lighthouse/pwa/viewport/"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><meta name=viewport content=\"width=device-width, initial-scale=1\"><title>Opening hours</title></head></html>",
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		if p.MayHave("meta viewport") || p.IsAMP() || p.Prop("viewport") != nil {
			return
		}
		if t := p.Captured(); !t.IsZero() && t.Year() < phonesFrom {
			return
		}
		for _, l := range p.LinksWith("alternate") {
			media := strings.ToLower(l.Media)
			if strings.Contains(media, "max-width") || strings.Contains(media, "max-device-width") || strings.Contains(media, "handheld") {
				return
			}
		}
		pass.Report(headTag(p), "the page has no viewport; phones shrink it as if it were made for desktops; add <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"> to head").
			About("viewport")
	},
}

var metaEmpty = &check.Check{
	ID:       "head/meta-empty",
	Severity: check.Info,
	Title:    "A meta element has no content",
	Why:      "A name without content says nothing to anybody; it mostly shows that a field of the template was left empty, or that its name changed.",
	Fix:      "Fill the field, or have the template leave the element out when there is nothing to say.",
	Exceptions: "Names that work without content, such as those of verification, security tokens and style insertion, are passed over. " +
		"The description belongs to head/description-missing, tags of Open Graph and of cards to og/empty-content.",
	References: []string{metaTag},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=author content=\"\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=author content=\"Ann Example\">\n</head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{check.AllowOption("names that may be empty, such as those a script fills,")},
	Run:        runMetaEmpty,
}

func runMetaEmpty(pass *check.Pass) {
	var empty check.Grouping[string, *page.Prop]
	for _, prop := range pass.Page.Props {
		if prop.Itemprop != "" || !blank(prop.Content) || worksEmpty(prop.Key) || othersBusiness(prop.Key) || pass.Allows(prop.Key) {
			continue
		}
		if !prop.InHead && prop.Attr == "property" {
			continue // RDFa in body has families of its own
		}
		if !prop.HasContent && carriesOther(prop.Node) {
			continue
		}
		empty.Add(prop.Key, prop)
	}
	for key, list := range empty.All() {
		how := "has empty content"
		if !list[0].HasContent {
			how = "has no content attribute"
		}
		f := pass.Report(list[0].Origin(), "the meta element %s %s; it says nothing to anybody; fill it or leave it out", check.Quote(list[0].Written), how).
			About("meta " + key)
		for i, prop := range list[1:] {
			if i == 10 {
				break
			}
			f.Relate(prop.Origin(), "%s is empty here, too", check.Quote(prop.Written))
		}
	}
}

// worksEmpty tells whether a name means something, or does its work, without
// content: verification and tokens that are filled for some visitors, marks
// that scripts and style libraries leave or look for.
func worksEmpty(key string) bool {
	for _, part := range []string{
		"verif", "validate", "csrf", "xsrf", "csp", "nonce", "token", "insertion-point", "insert-point", "placeholder",
		"dynamicstyles", "foundation-mq", "head-start", "head-end", "pjax", "referrer", "size-adjust", "darkreader", "head-count", "sentry", "baggage", "trace",
	} {
		if strings.Contains(key, part) {
			return true
		}
	}
	return false
}

// othersBusiness tells whether another check reports the name when it is
// empty.
func othersBusiness(key string) bool { return key == "description" || check.SocialTag(key) }

// carriesOther tells whether a meta element without content has attributes
// beside its name, which scripts may read or fill.
func carriesOther(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "name", "property", "class":
		default:
			return true
		}
	}
	return false
}

var metaRefresh = &check.Check{
	ID:       "head/meta-refresh",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the page reloads its own address at once, as checks for cookies or scripts do"},
	Title:    "The page reloads or redirects itself",
	Why: "A refresh takes the page away while people read it, breaks the way back, and is slow. " +
		"Search engines take a refresh to another address for a redirect, though a weaker sign than one of the server.",
	Fix:        "Redirect with status 301 or 308. Where content must stay fresh, load it by script, or let readers reload.",
	Exceptions: "Silent for a refresh inside noscript, for a delay of 20 hours and more, and for content that browsers cannot read.",
	References: []string{specialTag, "https://www.w3.org/WAI/WCAG22/Techniques/failures/F41"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta http-equiv=refresh content=\"5; url=https://example.com/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "hours", Doc: "delay from which a page may reload itself; accessibility guidelines (WCAG 2.2.1) let twenty hours pass", Default: 20}},
	Run:        runMetaRefresh,
}

func runMetaRefresh(pass *check.Pass) {
	p := pass.Page
	for _, m := range p.Metas {
		if !strings.EqualFold(strings.TrimSpace(m.HTTPEquiv), "refresh") {
			continue
		}
		delay, target, ok := page.ParseRefresh(m.Content)
		if !ok || delay >= pass.Int("hours")*60*60 {
			return
		}
		self := target == ""
		if !self && p.URL != nil {
			if u := p.Resolve(target); u != nil {
				self = weburl.Compare(u, p.URL).Within(weburl.Fragment)
			}
		}
		switch {
		case self && delay == 0:
			pass.Report(m.Origin(), "the page reloads itself at once, without end unless the answer changes; crawlers stop following that; set what is missing on the server").Milder()
		case self:
			pass.Report(m.Origin(), "the page reloads itself every %d %s; that takes it away while people read and loses what they typed; load what changes by script",
				delay, check.Plural(delay, "second", "seconds"))
		case delay == 0:
			pass.Report(m.Origin(), "the page redirects to %s by a meta element; that is slow and a weaker sign than a redirect by the server; answer with status 301 or 308",
				check.Quote(target))
		default:
			pass.Report(m.Origin(), "the page goes to %s after %d %s; that takes it away while people read; answer with status 301 or 308, or give a link",
				check.Quote(target), delay, check.Plural(delay, "second", "seconds"))
		}
		return // browsers act on the first
	}
}

var baseConflict = &check.Check{
	ID:       "head/base-conflict",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the base elements say the same"},
	Title:    "base stands more than once or too late",
	Why: "The first base element with an address resolves every relative address of the page, metadata included; later ones count for nothing. " +
		"What a browser fetches before it meets the base is resolved without it.",
	Fix:        "Keep one base element, and put it before the first element with a relative address.",
	Exceptions: "A base behind addresses that mean the same with and without it is not reported, nor its place when the page's address is unknown.",
	References: []string{"https://html.spec.whatwg.org/multipage/semantics.html#the-base-element"},
	Bad:        "<!doctype html>\n<html lang=en><head>\n<base href=\"https://example.com/shop/\">\n<base href=\"https://example.com/blog/\">\n<title>Opening hours</title></head></html>",
	Good:       "<!doctype html>\n<html lang=en><head>\n<base href=\"https://example.com/shop/\">\n<title>Opening hours</title>\n<link rel=stylesheet href=style.css></head></html>",
	Since:      "0.1.0",
	Run:        runBaseConflict,
}

func runBaseConflict(pass *check.Pass) {
	p := pass.Page
	var bases []*html.Node
	for _, b := range p.Bases {
		if _, ok := text.Attr(b.Node, "href"); ok {
			bases = append(bases, b.Node)
		}
	}
	if len(bases) == 0 {
		return
	}
	first := attr(bases[0], "href")
	for i, b := range bases[1:] {
		href := attr(b, "href")
		if href == first && i+2 < len(bases) {
			continue // perhaps a later one differs
		}
		f := pass.Report(text.FromAttr(b, "href"), "the page has another base %s; browsers resolve relative addresses against the first one only; keep one", check.Quote(href)).
			Relate(text.FromAttr(bases[0], "href"), "this base counts: %s", check.Quote(first))
		if href == first {
			f.Milder()
		}
		return
	}
	if p.URL == nil || p.Base.Scheme == "" {
		return
	}
	if n, name := affected(p, bases[0]); n != nil {
		pass.Report(text.FromAttr(bases[0], "href"), "base stands behind an element with the relative address %s; browsers fetch that before they know the base; move base before it",
			check.Quote(attr(n, name))).
			Relate(text.FromAttr(n, name), "this address is fetched relative to the page")
	}
}

var baseTooLong = &check.Check{
	ID:       "head/base-too-long",
	Severity: check.Warning,
	Title:    "base URL is too long to resolve anything",
	Why: "Every relative URL of the page is put behind the base URL, metadata included. Servers and crawlers drop URLs of more than about 8,000 bytes, " +
		"so none of them leads anywhere. Such a base comes from a loop that adds to it, or from a page that wants to keep readers busy.",
	Fix:        "Write a base that is the URL of a folder of the site, or leave base out.",
	Exceptions: "The relative URLs of such a page are not resolved, so that checks on what they lead to are silent.",
	References: []string{
		"https://html.spec.whatwg.org/multipage/semantics.html#the-base-element",
		"https://www.rfc-editor.org/rfc/rfc9112#section-3-5",
	},
	Bad:   "<!doctype html>\n<html lang=en><head>\n<base href=\"https://example.com/<!-- repeat 1100 -->archive/<!-- end repeat -->\">\n<title>Opening hours</title></head></html>",
	Good:  "<!doctype html>\n<html lang=en><head>\n<base href=\"https://example.com/archive/\">\n<title>Opening hours</title></head></html>",
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		for _, pr := range pass.Page.Problems {
			if pr.Code == "base-too-long" && pr.Origin.Node != nil {
				pass.Report(pr.Origin, "the base URL has more than 8,192 bytes, and servers refuse such URLs; relative URLs of the page lead nowhere; write a shorter base")
				return
			}
		}
	},
}

// maxAffected bounds the elements before base whose URLs are resolved.
const maxAffected = 1000

// affected is the first element before base in head whose address means
// another thing without the base, and the name of its attribute; or nil.
func affected(p *page.Page, base *html.Node) (*html.Node, string) {
	if base.Parent == nil || base.Parent.DataAtom != atom.Head {
		return nil, ""
	}
	seen := 0
	for n := base.Parent.FirstChild; n != nil && n != base && seen < maxAffected; n = n.NextSibling {
		name := ""
		switch n.DataAtom {
		case atom.Link:
			name = "href"
		case atom.Script:
			name = "src"
		}
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		seen++
		ref, err := url.Parse(strings.TrimSpace(attr(n, name)))
		if err != nil || ref.String() == "" {
			continue
		}
		if weburl.Key(p.URL.ResolveReference(ref)) != weburl.Key(p.Base.ResolveReference(ref)) {
			return n, name
		}
	}
	return nil, ""
}
