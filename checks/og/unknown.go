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
	Lower:    check.Lower{Severity: check.Info, When: "when the type was once one, or differs from one in capital letters only"},
	Title:    "og:type that nobody defines",
	Why: "Consumers that do not know the type treat the page as a website: the author, section and times of an article, or the player " +
		"of a video, are not looked at.",
	Fix:        "Use a type of the protocol, or a type of your own with a prefix of your own: shop:voucher.",
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
		pass.Report(prop.Origin(), "og:type %s is written %q in the protocol; consumers that compare letter by letter take the page for a website; write %q",
			check.Quote(value), lower, lower).Milder()
		return
	case retiredTypes[lower] != "":
		pass.Report(prop.Origin(), "og:type %s is no type of today's protocol; consumers take the page for a website; use %q",
			check.Quote(value), retiredTypes[lower]).Milder()
		return
	case prefixed.MatchString(value) && !strings.HasPrefix(lower, "og:") && !strings.Contains(value, "//"):
		return
	}
	expected := `"website", "article" or another type of the protocol, or one with a prefix of your own`
	if rest := strings.TrimPrefix(lower, "og:"); slices.Contains(types, rest) {
		expected = `"` + rest + `"`
	} else if near := nearest(lower, types); near != "" {
		expected = `"` + near + `"`
	} else if first, _, ok := strings.Cut(lower, "."); ok && slices.ContainsFunc(types, func(t string) bool { return strings.HasPrefix(t, first+".") }) {
		expected = "one of " + check.List(typesBelow(first+"."))
	}
	pass.Report(prop.Origin(), "og:type %s is defined by nobody; consumers take the page for a website; use %s", check.Quote(value), expected)
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
	Title:    "Name behind og:, article: or another Open Graph prefix that nobody defines",
	Why: "The prefixes og:, article:, book:, profile:, music: and video: belong to the protocol. Consumers drop names that it does not define: " +
		"either the name is misspelled, and the value is lost, or it is private and only stands in the way of later definitions.",
	Fix: "Use the defined name. Give private names a prefix of their own, or allow them with the option.",
	Exceptions: "One finding a page that lists the names. The additions of Facebook, Pinterest, video and music sites are known; " +
		"other prefixes (product:, al:, place:) are not judged.",
	References: []string{protocol},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:sitename" content="Example">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:site_name" content="Example">`,
	Since:   "0.1.0",
	Options: []check.Option{check.AllowOption("names")},
	Run:     runUnknownProperty,
}

// Bounds of the names in one finding.
const (
	maxListed    = 12 // in the message
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
			names = append(names, bare(prop.Written))
		}
		if i >= maxSuggested {
			continue
		}
		if s := instead(prop.Key); s != "" {
			suggestions[prop.Key] = s
			if len(better) < maxListed {
				better = append(better, fmt.Sprintf("%s for %s", s, bare(prop.Written)))
			}
		}
	}
	if more := len(props) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	what, them := names[0]+" is defined by nobody", "it"
	if len(props) > 1 {
		what, them = fmt.Sprintf("%d names are defined by nobody (%s)", len(props), strings.Join(names, ", ")), "them"
	}
	advice := "give " + them + " a prefix of your own"
	switch {
	case len(props) == 1 && len(suggestions) == 1:
		advice = "use " + suggestions[props[0].Key]
	case len(suggestions) == len(props):
		advice = "use " + check.List(better)
	case len(better) > 0:
		advice = "use " + check.List(better) + ", and give the rest a prefix of your own"
	}
	f := pass.Report(props[0].NameOrigin(), "%s; consumers of Open Graph drop %s; %s", what, them, advice)
	f.About("unknown names").Fact("names", strings.Join(facts[:min(len(facts), maxSuggested)], " "))
	for i, prop := range props[1:] {
		if i == check.MaxRelated {
			break
		}
		if s := suggestions[prop.Key]; s != "" {
			f.Relate(prop.NameOrigin(), "%s; use %s", bare(prop.Written), s)
		} else {
			f.Relate(prop.NameOrigin(), "%s", bare(prop.Written))
		}
	}
}

// bare is page text as a name in a message: as it is when it is made of the
// letters of names, else quoted.
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
	Title:    "Properties of one type on a page of another",
	Why: "article:, book:, profile:, music: and video: properties belong to pages of that og:type. On a page of another type consumers do " +
		"not look at them; more often the og:type is wrong than the properties are.",
	Fix: "Set the og:type that the properties belong to, or remove the properties.",
	Exceptions: "article:publisher and article:modified_time stand on every page that the common plugins write, and are read whatever the type. " +
		"Pages with a type of their own (with a prefix), a retired or an unknown one are left alone.",
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
			if value == ns || strings.HasPrefix(value, ns+".") || strings.HasPrefix(value, ns+"s.") {
				continue
			}
			var props []*page.Prop
			prefix := ns + ":"
			for _, other := range pass.Page.Props {
				if strings.HasPrefix(other.Key, prefix) && known[other.Key] != nil && other.Value() != "" &&
					other.Key != "article:publisher" && other.Key != "article:modified_time" {
					props = append(props, other)
				}
			}
			if len(props) == 0 {
				continue
			}
			want := "og:type " + `"` + ns + `"`
			if ns == "music" || ns == "video" {
				want = "an og:type that begins with " + `"` + ns + `."`
			}
			f := pass.Report(props[0].Origin(), "%s belongs to pages with %s, and og:type is %s; consumers of that type do not look for it; set the type or remove the property",
				props[0].Key, want, check.Quote(prop.Content))
			f.About(ns + ":*")
			f.Relate(prop.Origin(), "og:type")
			f.RelateProps(props[1:], func(other *page.Prop) string { return other.Key + ", too" })
		}
	},
}
