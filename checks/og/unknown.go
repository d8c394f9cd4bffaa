package og

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

var unknownType = &check.Check{
	ID:       "og/unknown-type",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the type is a retired one, or differs from a known one only in capitalization"},
	Title:    "Unknown og:type",
	Impact:   "Facebook treats the page as a website",
	Why: "Facebook and other parsers treat a page of an unknown type as a website: they do not read the author, section and dates of an article, " +
		"or the player of a video.",
	Fix:        "Use a type of the protocol, or a type of your own with a prefix of your own, such as shop:voucher.",
	Exceptions: "Types with a prefix, and the types of the large platforms (product, place, books.book, …), are accepted.",
	References: []string{"https://ogp.me/#types"},
	Bad:        `<meta property="og:type" content="articles">`,
	Good:       `<meta property="og:type" content="article">`,
	Since:      "0.1.0",
	Options:    []check.Option{check.AllowOption("types")},
	Run:        runUnknownType,
}

// prefixed is a type with a prefix (a CURIE, RDFa Core 1.1, section 6), as far
// as types are written.
var prefixed = regexp.MustCompile(`^[\pL_][\pL\pN._-]*:[\pL\pN._/-]+$`)

func runUnknownType(pass *check.Pass) {
	prop := pass.Page.Prop("og:type")
	if prop == nil || prop.Value() == "" || pass.Allows(prop.Value()) {
		return
	}
	value := fold(prop.Content)
	lower := strings.ToLower(value)
	switch {
	case slices.Contains(types, value):
		return
	case slices.Contains(types, lower):
		pass.Report(prop.Origin(), "og:type is not written in lowercase: %s", check.Quote(value)).
			Affects("parsers that compare types exactly treat the page as a website").
			Advise("write %q", lower).Milder()
		return
	case retiredTypes[lower] != "":
		now := retiredTypes[lower]
		if now == "website" && len(strays(pass.Page, "article", now)) > 0 {
			now = "article" // a blog post, say, with its date and section
		}
		pass.Report(prop.Origin(), "og:type is not a current type: %s", check.Quote(value)).
			Advise("write %q", now).Milder()
		return
	case prefixed.MatchString(value) && !strings.HasPrefix(lower, "og:") && !strings.Contains(value, "//"):
		return
	}
	expected := `"website", "article" or another type of the protocol, or a type with a prefix of your own`
	if rest := strings.TrimPrefix(lower, "og:"); slices.Contains(types, rest) {
		expected = `"` + rest + `"`
	} else if near := nearest(lower, types); near != "" {
		expected = `"` + near + `"`
	} else if first, _, ok := strings.Cut(lower, "."); ok && slices.ContainsFunc(types, func(t string) bool { return strings.HasPrefix(t, first+".") }) {
		expected = check.ListOr(typesBelow(first + "."))
	}
	pass.Report(prop.Origin(), "unknown og:type: %s", check.Quote(value)).Advise("write %s", expected)
}

// typesBelow are the types that begin with prefix, quoted.
func typesBelow(prefix string) []string {
	var list []string
	for _, t := range types {
		if strings.HasPrefix(t, prefix) {
			list = append(list, `"`+t+`"`)
		}
	}
	return list
}

var unknownProperty = &check.Check{
	ID:       "og/unknown-property",
	Severity: check.Info,
	Title:    "Unknown og:, article: or other Open Graph property",
	Impact:   "Facebook ignores it",
	Why: "The prefixes og:, article:, book:, profile:, music: and video: belong to the protocol. Facebook and most parsers ignore properties that it " +
		"does not define: either the property is misspelled, and its value is lost, or it is private and may conflict with a later definition.",
	Fix: "Use the defined property. Move private properties to a prefix of your own, or allow them with the option.",
	Exceptions: "One finding per page that lists the properties. The additions of Facebook, Pinterest, video and music sites are known; " +
		"other prefixes (product:, al:, place:) are not checked.",
	References: []string{protocol},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:sitename" content="Example">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:site_name" content="Example">`,
	Since:   "0.1.0",
	Options: []check.Option{check.AllowOption("properties")},
	Run:     runUnknownProperty,
}

// Bounds of the names in one finding.
const (
	maxListed    = 3  // in the message
	maxReplaced  = 12 // in the help
	maxSuggested = 50 // names for which a defined one is looked for
)

func runUnknownProperty(pass *check.Pass) {
	var props []*page.Prop
	seen := map[string]bool{}
	for _, prop := range pass.Page.Props {
		if namespace(prop.Key) == "" || seen[prop.Key] || defined(prop.Key) || pass.Allows(prop.Key) {
			continue
		}
		seen[prop.Key] = true
		props = append(props, prop)
	}
	if len(props) == 0 {
		return
	}
	var names, better, facts []string
	suggestions := map[string]string{}
	for i, prop := range props {
		facts = append(facts, bare(prop.Written))
		if i < maxListed {
			names = append(names, check.Quote(prop.Written))
		}
		if i >= maxSuggested {
			continue
		}
		if s := instead(prop.Key); s != "" {
			suggestions[prop.Key] = s
			if len(better) < maxReplaced {
				better = append(better, fmt.Sprintf("%s with %q", check.Quote(prop.Written), s))
			}
		}
	}
	if more := len(props) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	them := check.Plural(len(props), "it", "them")
	advice := "move " + them + " to a prefix of your own, or remove " + them
	switch {
	case len(props) == 1 && len(suggestions) == 1:
		advice = fmt.Sprintf("write %q", suggestions[props[0].Key])
	case len(suggestions) == len(props):
		advice = "replace " + check.List(better)
	case len(better) > 0:
		rest := check.Plural(len(props)-len(suggestions), "other", "others")
		advice = "replace " + check.List(better) + ", and move the " + rest + " to a prefix of your own"
	}
	var f *check.Finding
	if len(props) == 1 {
		f = pass.Report(props[0].NameOrigin(), "unknown Open Graph property: %s", names[0])
	} else {
		f = pass.Report(props[0].NameOrigin(), "%d unknown Open Graph properties: %s", len(props), check.List(names)).
			Affects("Facebook ignores them")
	}
	f.Advise("%s", advice).About("unknown names").Fact("names", strings.Join(facts[:min(len(facts), maxSuggested)], " "))
	for i, prop := range props[1:] {
		if i == check.MaxRelated {
			break
		}
		if s := suggestions[prop.Key]; s != "" {
			f.Relate(prop.NameOrigin(), "%s is unknown, too: write %q", check.Quote(prop.Written), s)
		} else {
			f.Relate(prop.NameOrigin(), "%s is unknown, too", check.Quote(prop.Written))
		}
	}
}

// bare is page text as a name: as it is when it is made of the characters of
// names, else quoted.
func bare(name string) string {
	if q := check.Quote(name); q == `"`+name+`"` && !strings.ContainsAny(name, ` ,;()`) {
		return name
	} else {
		return q
	}
}

var typePropertyMismatch = &check.Check{
	ID:       "og/type-property-mismatch",
	Severity: check.Info,
	Title:    "Properties of one og:type on a page of another type",
	Impact:   "parsers that go by og:type ignore it",
	Why: "article:, book:, profile:, music: and video: properties belong to pages of that og:type. On a page of another type, parsers that go by " +
		"og:type ignore them. Usually it is the og:type that is wrong, and not the properties.",
	Fix: "Set the og:type that the properties belong to, or remove the properties.",
	Exceptions: "article:publisher and article:modified_time are allowed on every page: the common plugins write them everywhere, and they are read whatever the type. " +
		"Pages with a type of their own (with a prefix), a retired type or an unknown type are not reported.",
	References: []string{"https://ogp.me/#types"},
	Bad: `<meta property="og:type" content="website">
<meta property="article:published_time" content="2026-02-03T08:00:00Z">
<meta property="article:section" content="Outdoors">`,
	Good: `<meta property="og:type" content="article">
<meta property="article:published_time" content="2026-02-03T08:00:00Z">
<meta property="article:section" content="Outdoors">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		prop := pass.Page.Prop("og:type")
		if prop == nil {
			return
		}
		value := strings.ToLower(prop.Value())
		if !slices.Contains(types, value) {
			return
		}
		for _, ns := range []string{"article", "book", "profile", "music", "video"} {
			props := strays(pass.Page, ns, value)
			if len(props) == 0 {
				continue
			}
			want := `"` + ns + `"`
			if ns == "music" || ns == "video" {
				want = check.ListOr(typesBelow(ns + "."))
			}
			f := pass.Report(props[0].Origin(), "%s is on a page with og:type %s", props[0].Key, check.Quote(prop.Content)).
				Advise("set og:type to %s, or remove the %s properties", want, ns+":").About(ns + ":*")
			f.Relate(prop.Origin(), "the og:type")
			f.RelateProps(props[1:], func(other *page.Prop) string { return other.Key + " is on the page, too" })
		}
	},
}

// strays are the properties of a prefix ("article") that a page of a type does
// not have: all of them, or none where the type has them.
func strays(p *page.Page, ns, typ string) []*page.Prop {
	if typ == ns || strings.HasPrefix(typ, ns+".") || strings.HasPrefix(typ, ns+"s.") {
		return nil
	}
	var props []*page.Prop
	for _, prop := range p.Props {
		if strings.HasPrefix(prop.Key, ns+":") && known[prop.Key] != nil && prop.Value() != "" &&
			prop.Key != "article:publisher" && prop.Key != "article:modified_time" {
			props = append(props, prop)
		}
	}
	return props
}
