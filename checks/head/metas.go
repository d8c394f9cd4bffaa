package head

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// phonesFrom is the year from which a missing viewport is reported: earlier
// pages were hardly ever made for phones.
const phonesFrom = 2012

var viewportMissing = &check.Check{
	ID:       "head/viewport-missing",
	Severity: check.Info,
	Title:    "Page without a viewport",
	Impact:   "phones lay out the page for desktops and shrink it",
	Why: "Phones lay out a page without a viewport as wide as on a desktop and shrink it, so that its text is too small to read. " +
		"Google indexes pages as its smartphone crawler sees them.",
	Fix: "Add <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"> to head.",
	Exceptions: "Silent on AMP pages (link/amp-required-markup reports that), on pages that link to another URL for small screens, " +
		"on pages that an archive captured before 2012, and on parts of pages.",
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
		pass.Report(headTag(p), "the page has no viewport").
			Advise(`add <meta name="viewport" content="width=device-width, initial-scale=1"> to head`).About("viewport")
	},
}

var metaEmpty = &check.Check{
	ID:       "head/meta-empty",
	Severity: check.Info,
	Title:    "Meta element without content",
	Impact:   "parsers ignore the tag",
	Why:      "Parsers ignore a meta element without content. The usual cause is a template field that is empty or was renamed.",
	Fix:      "Fill in the field, or have the template leave out the element if there is no value.",
	Exceptions: "Silent on names that work without content, such as those for verification, security tokens and style insertion. " +
		"head/description-missing reports empty descriptions, og/empty-content reports empty Open Graph and card tags.",
	References: []string{metaTag},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=author content=\"\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta name=author content=\"Ann Example\">\n</head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{check.AllowOption("names that may be empty, such as those that a script fills in,")},
	Run:        runMetaEmpty,
}

func runMetaEmpty(pass *check.Pass) {
	var empty check.Grouping[string, *page.Prop]
	for _, prop := range pass.Page.Props {
		if prop.Itemprop != "" || !blank(prop.Content) || worksEmpty(prop.Key) || othersBusiness(prop.Key) || pass.Allows(prop.Key) {
			continue
		}
		if !prop.InHead && prop.Attr == "property" {
			continue // RDFa in body has checks of its own
		}
		if !prop.HasContent && carriesOther(prop.Node) {
			continue
		}
		empty.Add(prop.Key, prop)
	}
	for key, list := range empty.All() {
		how, add := "has empty content", "write a value in content, or remove the tag"
		if !list[0].HasContent {
			how, add = "has no content attribute", "add content with a value, or remove the tag"
		}
		f := pass.Report(list[0].Origin(), "the meta element %s %s", check.Quote(list[0].Written), how).
			Advise("%s", add).About("meta " + key)
		for i, prop := range list[1:] {
			if i == 10 {
				break
			}
			f.Relate(prop.Origin(), "%s is empty here, too", check.Quote(prop.Written))
		}
	}
}

// worksEmpty reports whether a name has a use without content: verification and
// tokens that are filled in for some visitors, marks that scripts and style
// libraries leave or look for.
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

// othersBusiness reports whether another check reports the name when it is
// empty.
func othersBusiness(key string) bool { return key == "description" || check.SocialTag(key) }

// carriesOther reports whether a meta element without content has attributes
// other than its name, which scripts may read or fill.
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
	Lower:    check.Lower{Severity: check.Info, When: "when the page reloads itself at once, as tests for cookies or scripts do"},
	Title:    "Page that reloads or redirects by meta refresh",
	Impact:   "browsers take the page away while people read it",
	Why: "A refresh takes the page away while people read it, breaks the back button, and is slow. " +
		"Search engines treat a refresh to another URL as a redirect, but as a weaker signal than a server redirect.",
	Fix:        "Redirect with status 301 or 308. If content has to stay current, update it with a script, or let people reload the page.",
	Exceptions: "Silent on a refresh inside noscript, with a delay of 20 hours or more, or with content that browsers cannot parse.",
	References: []string{specialTag, "https://www.w3.org/WAI/WCAG22/Techniques/failures/F41"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<meta http-equiv=refresh content=\"5; url=https://example.com/hours\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>Opening hours</title>\n<link rel=canonical href=\"https://example.com/hours\">\n</head></html>",
	Since:      "0.1.0",
	Options:    []check.Option{{Name: "hours", Doc: "delay in hours from which a page may reload itself; WCAG 2.2.1 allows more than 20 hours", Default: 20}},
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
			pass.Report(m.Origin(), "the page reloads itself at once").
				Affects("crawlers stop following it, since it repeats until the response changes").
				Advise("set the cookie, or whatever the reload is for, in the first response").Milder()
		case self:
			pass.Report(m.Origin(), "the page reloads itself %s", every(delay)).
				Affects("browsers take the page away while people read it, and lose what they typed").
				Advise("update the content that changes with a script, and remove the tag")
		case delay == 0:
			pass.Report(m.Origin(), "the page redirects by meta refresh: %s", check.Quote(target)).
				Affects("browsers load both pages, and search engines see a weaker signal than a server redirect").
				Advise("redirect on the server, with status 301 or 308")
		default:
			pass.Report(m.Origin(), "the page redirects after %s by meta refresh: %s", seconds(delay), check.Quote(target)).
				Advise("redirect on the server, with status 301 or 308, or link to the page")
		}
		return // browsers act on the first
	}
}

// seconds is a delay in words: "1 second", "30 seconds".
func seconds(delay int) string {
	return fmt.Sprintf("%d %s", delay, check.Plural(delay, "second", "seconds"))
}

// every is an interval in words: "every second", "every 30 seconds".
func every(delay int) string {
	if delay == 1 {
		return "every second"
	}
	return "every " + seconds(delay)
}

var baseConflict = &check.Check{
	ID:       "head/base-conflict",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the base elements have the same URL"},
	Title:    "Repeated or late base element",
	Impact:   "browsers resolve some relative URLs against another base",
	Why: "Browsers resolve every relative URL of the page, metadata included, against the first base element with a URL; they ignore later ones. " +
		"They may resolve and fetch URLs that come before the base element without it.",
	Fix:        "Keep one base element, and move it before the first element with a relative URL.",
	Exceptions: "Silent on a base element after URLs that resolve to the same URL without it. The place of the base element is not checked if the URL of the page is unknown.",
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
		f := pass.Report(text.FromAttr(b, "href"), "the page has another base element: %s", check.Quote(href)).
			Affects("browsers ignore it and use only the first one").Advise("keep the correct one").
			Relate(text.FromAttr(bases[0], "href"), "browsers use this base element: %s", check.Quote(first))
		if href == first {
			f.Advise("keep one").Milder()
		}
		return
	}
	if p.URL == nil || p.Base.Scheme == "" {
		return
	}
	if n, name := affected(p, bases[0]); n != nil {
		pass.Report(text.FromAttr(bases[0], "href"), "base comes after an element with a relative URL: %s", check.Quote(attr(n, name))).
			Affects("browsers may fetch that URL before they know the base").
			Advise("move base before that element").
			Relate(text.FromAttr(n, name), "this relative URL comes before base")
	}
}

var baseTooLong = &check.Check{
	ID:       "head/base-too-long",
	Preview:  true,
	Severity: check.Warning,
	Title:    "Base URL that is too long",
	Impact:   "servers reject every relative URL of the page",
	Why: "Every relative URL of the page, metadata included, is resolved against the base URL. Servers and crawlers reject URLs longer than about 8,000 bytes, " +
		"so no relative URL works. The usual cause is a loop that adds to the base, or a page made to overload parsers.",
	Fix:        "Write the URL of a folder of the site as base, or remove the base element.",
	Exceptions: "Relative URLs of such a page are not resolved, so checks of where they lead are silent.",
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
				pass.Report(pr.Origin, "the base URL has more than 8,192 bytes").
					Advise("write a shorter base URL, or remove the base element")
				return
			}
		}
	},
}

// maxAffected bounds the elements before base whose URLs are resolved.
const maxAffected = 1000

// affected is the first element before base in head whose URL resolves to
// another one without the base, and the name of its attribute; or nil.
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
