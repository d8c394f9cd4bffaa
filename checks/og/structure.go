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
	Why: "A structured property belongs to the og:image, og:video or og:audio before it. Where there is none before, consumers drop it, " +
		"or take it for part of the tag that the page put last.",
	Fix:        "Move the property behind the og:image, og:video or og:audio that it describes, or add that tag.",
	Exceptions: "og:image:url and og:image:secure_url count as the tag itself where they come first. When the page has no og:image at all, og/image-missing says so.",
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
				f := pass.Report(orphans[0].Origin(), "%s stands before the %s that it describes; consumers give it to the tag before it, and there is none; move it behind %s",
					orphans[0].Written, root, root)
				f.RelateProps(orphans[1:], func(o *page.Prop) string { return o.Written + " stands before it, too" })
				f.Relate(kind.roots[0].URL.Origin(), "the first %s", root)
				continue
			}
			if kind.name == "image" && !p.Partial() {
				continue
			}
			f := pass.Report(orphans[0].Origin(), "%s describes an %s, and the page has none; consumers drop it; add %s before it with the address, or remove it",
				orphans[0].Written, root, root)
			f.RelateProps(orphans[1:], func(o *page.Prop) string { return o.Written + " describes nothing either" })
		}
	},
}

// orphansOf are the structured properties of a kind ("image") that stand
// before any root. Names that are no structured property, such as
// og:video:duration, are not among them: they are unknown wherever they stand.
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
	Title:    "Property that a page has once given several times",
	Why: "The protocol says that the first tag wins where values conflict, but not every consumer keeps to it. Which headline or address " +
		"a share gets is then a matter of chance. Two themes or plugins that both write the tags are the usual cause.",
	Fix:        "Keep one tag and remove the others, or turn one of the two plugins off.",
	Exceptions: "Properties that may come several times (og:image, article:tag, article:author, og:locale:alternate) are left alone, and so is one value given in a property= and again in a name=.",
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
		f := pass.Report(more[differ].Origin(), "%s is given again as %s after %s; a page has one, and consumers disagree on which of them counts; keep one",
			key, again, before).About(key)
		f.Relate(first.Origin(), "the first %s, which counts by the protocol", key)
		f.RelateProps(slices.Delete(slices.Clone(more), differ, differ+1), func(*page.Prop) string { return "another " + key })
	}
	if len(equal) == 0 {
		return
	}
	verb, what := "is", "tag"
	if len(names) > 1 {
		verb, what = "are", "tags"
	}
	f := pass.Report(equal[0].Origin(), "%s %s given again with the same value; it does no harm until only one of them is changed; remove the second %s",
		check.List(names), verb, what).Milder()
	f.About("repeated " + names[0])
	f.RelateProps(equal[1:], func(prop *page.Prop) string { return prop.Key + " again" })
}

var emptyContent = &check.Check{
	ID:       "og/empty-content",
	Severity: check.Warning,
	Lower: check.Lower{Severity: check.Info, When: "when a preview does without the property, such as twitter:creator or og:image:alt, " +
		"or when a twitter: tag has its value in the attribute value, which X is known to read"},
	Title: "Open Graph or card tag without content",
	Why: "A tag without content says nothing, and some consumers take it for an empty value instead of falling back: the preview then " +
		"has an empty headline or no picture. The usual cause is a template whose field was not filled.",
	Fix: "Fill the content, or leave the tag out when there is nothing to say.",
	Exceptions: "og:determiner may be empty. Private names behind article: and names outside Open Graph and cards are left to " +
		"head/meta-empty. The tags of one picture, video or sound count as one.",
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
			f := pass.Report(text.FromAttrName(prop.Node, wrong), "%s has its value %s in the attribute %q; by the standard consumers read content and find none; rename the attribute to content",
				prop.Key, check.Quote(v), wrong).About(prop.Key)
			if group == "@twitter:value" {
				f.Milder()
			}
			f.RelateProps(more, func(other *page.Prop) string { return other.Key + ", too" })
			continue
		}
		what := "has blank content"
		if !prop.HasContent {
			what = "has no content"
		}
		mild := !slices.ContainsFunc(groups[group], func(p *page.Prop) bool { return needed(p.Key) })
		consequence := "some consumers take it for an empty value and do not fall back on anything else"
		if mild {
			consequence = "it says nothing to anybody"
		}
		f := pass.Report(prop.Origin(), "%s %s; %s; fill it or remove the tag", prop.Key, what, consequence).About(prop.Key)
		if mild {
			f.Milder()
		}
		f.RelateProps(more, func(other *page.Prop) string { return other.Key + " is blank, too" })
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

// needed tells whether a preview, or the date of a page, is worse for a blank
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

// judgesEmpty tells whether an empty property of that name is reported here.
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
	Why: "Open Graph is RDFa: the name of a property stands in the attribute property. Many consumers also read name, but not all do, " +
		"and those that do not see a page without Open Graph.",
	Fix: `Write <meta property="og:title" …> instead of <meta name="og:title" …>.`,
	Exceptions: "One finding a page. Tags with both attributes are fine, and so is a name= whose property= stands elsewhere in the page. " +
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
		f := pass.Report(text.FromAttrName(wrong[0].Node, "name"), "%s stands in a name attribute; consumers that read Open Graph as the protocol has it do not see it; write property=%s",
			wrong[0].Written, check.Quote(wrong[0].Written))
		f.About("name=og:*")
		for i, prop := range wrong[1:] {
			if i == check.MaxRelated {
				break
			}
			f.Relate(text.FromAttrName(prop.Node, "name"), "%s, too", prop.Written)
		}
	},
}
