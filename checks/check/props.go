package check

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// MaxRelated bounds the related places of a finding: a hostile page may repeat
// a tag ten thousand times.
const MaxRelated = 30

// A Grouping puts things together that belong into one finding, in the order
// in which the first of each group came. The zero value is ready.
type Grouping[K comparable, V any] struct {
	keys   []K
	groups map[K][]V
}

// Add puts v into the group of a key.
func (g *Grouping[K, V]) Add(key K, v V) {
	if g.groups == nil {
		g.groups = map[K][]V{}
	}
	if g.groups[key] == nil {
		g.keys = append(g.keys, key)
	}
	g.groups[key] = append(g.groups[key], v)
}

// All are the groups; none is empty.
func (g *Grouping[K, V]) All() iter.Seq2[K, []V] {
	return func(yield func(K, []V) bool) {
		for _, key := range g.keys {
			if !yield(key, g.groups[key]) {
				return
			}
		}
	}
}

// SocialTag reports whether a name of a meta element is one of Open Graph, its
// object types, Facebook or cards, whose empty tags the family og reports; the
// other empty ones are the family head's.
func SocialTag(key string) bool {
	switch key {
	case "article:published_time", "article:modified_time", "article:expiration_time", "article:author",
		"article:section", "article:tag", "article:publisher":
		return true
	}
	return slices.ContainsFunc(socialPrefixes, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}

var socialPrefixes = []string{"og:", "fb:", "twitter:", "product:", "book:", "profile:", "music:", "video:"}

// RelateProps relates the places of props, up to 30, each with the words for
// it; of more it adds the number as a fact.
func (f *Finding) RelateProps(props []*page.Prop, words func(*page.Prop) string) *Finding {
	for i, prop := range props {
		if i == MaxRelated {
			return f.Fact("related places left out", strconv.Itoa(len(props)-i))
		}
		f.Relate(prop.Origin(), "%s", words(prop))
	}
	return f
}

// AbsoluteURL is the value of a property that has the fault as an absolute http
// or https URL, where the page leaves no doubt which it is; else empty.
func (p *Pass) AbsoluteURL(value string, fault weburl.Fault) string {
	switch fault {
	case weburl.SchemeRelative:
		value = "https:" + value
	case weburl.HostRelative:
		value = "https://" + value
	case weburl.RelativePath:
		u := p.Page.Resolve(value)
		if u == nil {
			return ""
		}
		value = u.String()
	}
	if weburl.FaultOf(value) != weburl.Sound {
		return ""
	}
	return value
}

// ReportAddress reports the URL of a property that is read without the page
// around it and has the fault, which must not be weburl.Sound. The others are
// properties with the same fault.
func (p *Pass) ReportAddress(prop *page.Prop, fault weburl.Fault, others []*page.Prop) *Finding {
	key, v := prop.Key, prop.Value()
	shown := Quote(v)
	help := "write an absolute https URL"
	if u := p.AbsoluteURL(v, fault); u != "" {
		help = "write " + Quote(u)
	}
	var f *Finding
	switch fault {
	case weburl.Unfilled:
		f = p.Report(prop.Origin(), "%s contains an unfilled template placeholder: %s", key, shown)
		help = "have the template fill in " + Quote(weburl.Placeholder(v)) + ", so that the value is an absolute https URL"
	case weburl.Data:
		f = p.Report(prop.Origin(), "%s is a data: URL", key)
		help = "write the absolute https URL of the file"
	case weburl.SchemeRelative:
		f = p.Report(prop.Origin(), "%s has a URL without a scheme: %s", key, shown)
	case weburl.HostRelative:
		f = p.Report(prop.Origin(), "%s has no scheme, so it is a relative path: %s", key, shown)
	case weburl.NoHost:
		f = p.Report(prop.Origin(), "%s has a URL without a valid host: %s", key, shown)
	case weburl.OtherScheme:
		f = p.Report(prop.Origin(), "%s is neither an http nor an https URL: %s", key, shown)
	default:
		f = p.Report(prop.Origin(), "%s has a relative URL: %s", key, shown)
	}
	return f.Advise("%s", help).About(key).RelateSame(prop, others)
}

// RelateSame relates properties that have the fault of prop, by their values.
func (f *Finding) RelateSame(prop *page.Prop, others []*page.Prop) *Finding {
	return f.RelateProps(others, func(other *page.Prop) string {
		if other.Value() == prop.Value() {
			return other.Key + " has the same value"
		}
		return other.Key + " has the same problem: " + Quote(other.Value())
	})
}
