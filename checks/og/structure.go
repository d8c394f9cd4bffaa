package og

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/text"
)

var orphanStructuredProperty = &check.Check{
	ID:       "og/orphan-structured-property",
	Severity: check.Warning,
	Title:    "og:image:*, og:video:* or og:audio:* without the tag that it describes",
	Impact:   "parsers ignore it, or apply it to another tag",
	Why: "A structured property belongs to the og:image, og:video or og:audio before it. If there is none before it, parsers ignore the property " +
		"or apply it to another tag, such as the last one of the page.",
	Fix:        "Move the property after the og:image, og:video or og:audio that it describes, or add that tag.",
	Exceptions: "og:image:url and og:image:secure_url count as the tag itself where they come first. When the page has no og:image at all, og/image-missing reports that.",
	References: []string{"https://ogp.me/#structured"},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">
<meta property="og:image" content="https://example.org/dunes.jpg">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:image" content="https://example.org/dunes.jpg">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		for _, kind := range []struct {
			name  string
			roots []*page.Media
		}{{"image", p.Images}, {"video", p.Videos}, {"audio", p.Audios}} {
			orphans := orphansOf(p, kind.name)
			if len(orphans) == 0 {
				continue
			}
			root := "og:" + kind.name
			if len(kind.roots) > 0 {
				f := pass.Report(orphans[0].Origin(), "%s comes before the %s that it describes", orphans[0].Written, root).
					Advise("move it after %s", root)
				f.RelateProps(orphans[1:], func(o *page.Prop) string { return o.Written + " comes before it, too" })
				f.Relate(kind.roots[0].URL.Origin(), "the first %s", root)
				continue
			}
			if kind.name == "image" && !p.Partial() {
				continue
			}
			f := pass.Report(orphans[0].Origin(), "%s has no %s to describe", orphans[0].Written, root).
				Affects("parsers ignore it").
				Advise("add %s with an absolute https URL before it, or remove it", root)
			f.RelateProps(orphans[1:], func(o *page.Prop) string { return o.Written + " has no " + root + " either" })
		}
	},
}

// orphansOf are the structured properties of a kind ("image") that come
// before any root. Names of no structured property, such as og:video:duration,
// are not among them: they are unknown wherever they are.
func orphansOf(p *page.Page, kind string) []*page.Prop {
	var props []*page.Prop
	for _, o := range p.Orphans {
		last, ok := strings.CutPrefix(o.Key, "og:"+kind+":")
		if !ok {
			continue
		}
		switch last {
		case "url", "secure_url", "type", "width", "height", "alt", "user_generated":
			props = append(props, o)
		}
	}
	return props
}

var duplicateProperty = &check.Check{
	ID:       "og/duplicate-property",
	Severity: check.Warning,
	Lower:    check.Lower{Severity: check.Info, When: "when the repeated values are equal"},
	Title:    "Repeated property that a page should have once",
	Impact:   "Facebook uses the first value, some parsers use the last",
	Why: "The protocol says that the first tag wins where values conflict, but not every parser follows it, so headline and URL " +
		"of a shared link depend on who reads the page. Usually two themes or plugins both write the tags.",
	Fix:        "Keep one tag and remove the others, or turn off one of the two plugins.",
	Exceptions: "Properties that may be repeated (og:image, article:tag, article:author, og:locale:alternate) are not reported, nor is one value that is in a property attribute and again in a name attribute.",
	References: []string{"https://ogp.me/#array"},
	Bad: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:title" content="A walk in the dunes - Example">`,
	Good:  `<meta property="og:title" content="A walk in the dunes">`,
	Since: "0.1.0",
	Run:   runDuplicateProperty,
}

func runDuplicateProperty(pass *check.Pass) {
	var groups check.Grouping[string, *page.Prop]
	for _, prop := range pass.Page.Props {
		single := prop.Key == "fb:app_id"
		if p := known[prop.Key]; p != nil {
			single = p.single
		}
		if !single || prop.Value() == "" {
			continue
		}
		groups.Add(prop.Key, prop)
	}
	var names []string
	var equal []*page.Prop // repeats of one value, over all properties
	for key, props := range groups.All() {
		first, more := props[0], props[1:]
		value := fold(first.Content)
		differ := slices.IndexFunc(more, func(prop *page.Prop) bool { return fold(prop.Content) != value })
		if differ < 0 {
			n := len(equal)
			for _, prop := range more {
				if prop.Attr == first.Attr {
					equal = append(equal, prop)
				}
			}
			if len(equal) > n {
				names = append(names, key)
			}
			continue
		}
		again, before := check.QuoteBoth(more[differ].Content, first.Content)
		f := pass.Report(more[differ].Origin(), "%s is repeated with another value: %s after %s", key, again, before).
			Advise("keep one %s", key).About(key)
		f.Relate(first.Origin(), "the first %s, which counts according to the protocol", key)
		f.RelateProps(slices.Delete(slices.Clone(more), differ, differ+1), func(*page.Prop) string { return "another " + key })
	}
	if len(equal) == 0 {
		return
	}
	f := pass.Report(equal[0].Origin(), "%s %s repeated with the same value", check.List(names), check.Plural(len(names), "is", "are")).
		Affects("parsers disagree on the value as soon as only one of the tags is changed").
		Advise("remove the repeated %s", check.Plural(len(equal), "tag", "tags")).Milder()
	f.About("repeated " + names[0])
	f.RelateProps(equal[1:], func(prop *page.Prop) string { return prop.Key + " is repeated here" })
}

var emptyContent = &check.Check{
	ID:       "og/empty-content",
	Severity: check.Warning,
	Lower: check.Lower{Severity: check.Info, When: "when a preview does not need the property, such as twitter:creator or og:image:alt, " +
		"or when a twitter: tag has its value in the attribute value, which X is known to read"},
	Title:  "Open Graph or card tag without content",
	Impact: "some parsers use the empty value and do not fall back on anything else",
	Why: "A tag without content has no value, and some parsers use the empty value instead of falling back on another tag: the preview then " +
		"has an empty headline or no image. Usually a field of a template was not filled in.",
	Fix: "Fill in the content, or remove the tag if there is no value.",
	Exceptions: "og:determiner may be empty. Private article: names and names outside Open Graph and cards are left to " +
		"head/meta-empty. The tags of one image, video or audio file count as one.",
	References: []string{protocol},
	Bad:        `<meta property="og:title" content=""><meta property="og:type" content="article">`,
	Good:       `<meta property="og:title" content="A walk in the dunes"><meta property="og:type" content="article">`,
	Since:      "0.1.0",
	Run:        runEmptyContent,
}

func runEmptyContent(pass *check.Pass) {
	var order []string
	groups := map[string][]*page.Prop{}
	var last *page.Meta
	for _, prop := range pass.Page.Props {
		// One tag may go by several names: og:title twitter:title.
		if prop.Value() != "" || prop.Meta == last || !judgesEmpty(prop.Key) {
			continue
		}
		last = prop.Meta
		if name, _ := text.Attr(prop.Node, prop.Attr); strings.HasSuffix(name, "=") && !prop.HasContent {
			continue // the name took in the content: markup/unclosed-quote
		}
		group := mediaOf(prop.Key)
		if wrong := elsewhere(prop); wrong != "" {
			group = "@" + wrong
			if strings.HasPrefix(prop.Key, "twitter:") {
				group = "@twitter:" + wrong
			}
		}
		if groups[group] == nil {
			if len(order) == check.MaxRelated {
				continue
			}
			order = append(order, group)
		}
		groups[group] = append(groups[group], prop)
	}
	for _, group := range order {
		prop, more := groups[group][0], groups[group][1:]
		if wrong := elsewhere(prop); wrong != "" {
			v, _ := text.Attr(prop.Node, wrong)
			f := pass.Report(text.FromAttrName(prop.Node, wrong), "%s has its value in %s= instead of content=: %s", prop.Key, wrong, check.Quote(v)).
				Affects("parsers that follow the HTML standard find no value").
				Advise("rename the attribute to content").About(prop.Key)
			if group == "@twitter:value" {
				f.Milder()
			}
			f.RelateProps(more, func(other *page.Prop) string { return other.Key + " has its value in the wrong attribute, too" })
			continue
		}
		what := "is empty"
		if !prop.HasContent {
			what = "has no content attribute"
		}
		mild := !slices.ContainsFunc(groups[group], func(p *page.Prop) bool { return needed(p.Key) })
		f := pass.Report(prop.Origin(), "%s %s", prop.Key, what).
			Advise("fill in the content, or remove the tag").About(prop.Key)
		if mild {
			f.Affects("parsers get no value from it").Milder()
		}
		f.RelateProps(more, func(other *page.Prop) string { return other.Key + " is empty, too" })
	}
}

// mediaOf is the root of a structured property ("og:video" for
// "og:video:width"), or the property itself.
func mediaOf(key string) string {
	for _, root := range []string{"og:image", "og:video", "og:audio"} {
		if strings.HasPrefix(key, root+":") {
			return root
		}
	}
	return key
}

// needed reports whether a preview, or the date of a page, is worse for an empty
// value of the property.
func needed(key string) bool {
	switch key {
	case "og:title", "og:type", "og:url", "og:description", "og:image", "og:image:url", "og:image:secure_url",
		"og:video", "og:video:url", "og:video:secure_url", "og:audio", "og:audio:url", "og:audio:secure_url",
		"twitter:card", "twitter:title", "twitter:description", "twitter:image", "twitter:player":
		return true
	}
	return formatOf(key) == datetime
}

// judgesEmpty reports whether an empty property of that name is reported here.
// og:determiner may be empty; other names are head/meta-empty's.
func judgesEmpty(key string) bool {
	return key != "og:determiner" && check.SocialTag(key)
}

// elsewhere is the name of the attribute in which a tag without content has
// its value by mistake, or empty.
func elsewhere(prop *page.Prop) string {
	for _, name := range []string{"value", "href", "src", "contents", "data-content"} {
		if v, ok := text.Attr(prop.Node, name); ok && strings.TrimSpace(v) != "" {
			return name
		}
	}
	return ""
}

var nameInsteadOfProperty = &check.Check{
	ID:       "og/name-instead-of-property",
	Severity: check.Warning,
	Title:    "Open Graph property in a name attribute",
	Impact:   "LinkedIn and Signal do not read it",
	Why: "Open Graph is RDFa: the name of a property is in the attribute property. Facebook and others read the name attribute, too, but not all do: " +
		"for LinkedIn and Signal such a page has no Open Graph.",
	Fix: `Write <meta property="og:title" …> instead of <meta name="og:title" …>.`,
	Exceptions: "One finding per page. Tags with both attributes are fine, and so is a name= whose property= is elsewhere in the page. " +
		"X documents name= for twitter: tags.",
	References: []string{protocol},
	Bad: `<meta name="og:title" content="A walk in the dunes">
<meta name="og:type" content="article">`,
	Good: `<meta property="og:title" content="A walk in the dunes">
<meta property="og:type" content="article">
<meta name="twitter:card" content="summary">`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		proper := map[string]bool{}
		for _, prop := range pass.Page.Props {
			if prop.Attr == "property" && prop.Value() != "" {
				proper[prop.Key] = true
			}
		}
		var wrong []*page.Prop
		for _, prop := range pass.Page.Props {
			if prop.Attr == "name" && prop.Property == "" && known[prop.Key] != nil && !proper[prop.Key] {
				wrong = append(wrong, prop)
			}
		}
		if len(wrong) == 0 {
			return
		}
		f := pass.Report(text.FromAttrName(wrong[0].Node, "name"), "%s is in a name attribute instead of property", wrong[0].Written).
			Advise("write property=%s", check.Quote(wrong[0].Written))
		f.About("name=og:*")
		for i, prop := range wrong[1:] {
			if i == check.MaxRelated {
				break
			}
			f.Relate(text.FromAttrName(prop.Node, "name"), "%s is in a name attribute, too", prop.Written)
		}
	},
}
