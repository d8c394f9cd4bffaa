package microdata

import (
	"fmt"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/schemaorg"
)

var orphanItemprop = &check.Check{
	ID:       "microdata/orphan-itemprop",
	Severity: check.Warning,
	Title:    "itemprop outside every item",
	Impact:   "search engines ignore the value",
	Why: "A property belongs to the item around it. On an element outside every itemscope, to which no itemref " +
		"refers, it belongs to no item, and search engines and other parsers ignore the value.",
	Fix: "Move the element into the element with itemscope, add its id to the itemref of that element, or remove the itemprop.",
	Exceptions: "Properties inside template elements belong to another document and are not checked, nor are fragments of pages, " +
		"whose item may begin outside.",
	References: []string{standard + "#names:-the-itemprop-attribute"},
	Bad: `<article>
  <h1 itemprop="headline">Ferry service resumes</h1>
</article>`,
	Good: `<article itemscope itemtype="https://schema.org/NewsArticle">
  <h1 itemprop="headline">Ferry service resumes</h1>
</article>`,
	Since: "0.1.0",
	Run:   runOrphanItemprop,
}

func runOrphanItemprop(pass *check.Pass) {
	if pass.Page.MayHave("itemscope") {
		return
	}
	list := pass.Problems("orphan-itemprop")
	if len(list) == 0 {
		return
	}
	written := func(pr *schemaorg.Problem) string {
		return pr.Origin.Name + "=" + check.Quote(attr(pr.Origin.Node, pr.Origin.Name))
	}
	first := list[0]
	what, help := written(first)+" is outside every item", "move it into the element with itemscope that it describes, or remove it"
	if n := len(list) - 1; n > 0 {
		what = fmt.Sprintf("%s and %d more %s are outside every item", written(first), n, check.Plural(n, "property", "properties"))
		help = "move each into the element with itemscope that it describes, or remove it"
	}
	f := pass.Report(first.Origin, "%s", what).Advise("%s", help)
	f.RelateEach(len(list)-1, func(i int) (text.Origin, string) {
		return list[i+1].Origin, written(list[i+1]) + " is also outside every item"
	})
	f.About("itemprop outside items").Fact("count", fmt.Sprint(len(list)))
}

var itemrefInvalid = &check.Check{
	ID:       "microdata/itemref-invalid",
	Severity: check.Error,
	Title:    "itemref with a missing id or the id of the item itself",
	Impact:   "search engines do not find the properties that itemref should add",
	Why: "itemref adds the properties of other elements to an item by their ids. An id that is not in the document " +
		"adds nothing, and an item must not contain itself: in both cases the item does not get the properties that " +
		"itemref should add.",
	Fix: "Give the element with the properties the id that is in itemref (ids are case-sensitive), and do not use the id of " +
		"the item itself or of an element around it.",
	Exceptions: "In a fragment of a page, missing ids are not reported.",
	References: []string{standard + "#attr-itemref"},
	Bad: `<div itemscope itemtype="https://schema.org/Person" itemref="job">
  <span itemprop="name">Ada Example</span>
</div>
<p id="Job"><span itemprop="jobTitle">Pilot</span></p>`,
	Good: `<div itemscope itemtype="https://schema.org/Person" itemref="job">
  <span itemprop="name">Ada Example</span>
</div>
<p id="job"><span itemprop="jobTitle">Pilot</span></p>`,
	Since: "0.1.0",
	Run:   runItemrefInvalid,
}

func runItemrefInvalid(pass *check.Pass) {
	// A template repeats the same itemref on every teaser: one attribute value
	// is one cause.
	var missing, cycles groups
	for _, code := range []string{"itemref-missing", "itemref-cycle"} {
		if code == "itemref-missing" && pass.Page.Partial() {
			continue
		}
		to := &missing
		if code == "itemref-cycle" {
			to = &cycles
		}
		for _, pr := range pass.Problems(code) {
			to.Add(pr.Message, place{origin: pr.Origin, node: pr.Origin.Node})
		}
	}
	for key, group := range missing.All() {
		f := pass.Report(group[0].origin, "%s", check.Clean(key)).Advise("give the element with the properties this id, or correct itemref")
		relate(f, group, func(place) string { return "another item with the same itemref" })
	}
	for key, group := range cycles.All() {
		f := pass.Report(group[0].origin, "%s", check.Clean(key)).
			Affects("parsers drop a part of the item").
			Advise("use only ids of elements that are outside the item and do not contain it")
		relate(f, group, func(place) string { return "another item with the same itemref" })
	}
}

var itemtypeWithoutItemscope = &check.Check{
	ID:       "microdata/itemtype-without-itemscope",
	Severity: check.Error,
	Title:    "itemtype, itemref or itemid without effect",
	Impact:   "parsers ignore the attribute, and find no item here",
	Why: "Only itemscope begins an item. On an element without it, parsers ignore itemtype, itemref and itemid: there is no item of " +
		"that type, and the properties inside belong to the item around it or to none. itemid also " +
		"needs an itemtype, whose vocabulary defines the meaning of the ID.",
	Fix:        "Add itemscope to the element that has itemtype, itemref or itemid, and itemtype to the one that has itemid.",
	References: []string{standard + "#items"},
	Bad: `<div itemtype="https://schema.org/Person">
  Ada Example, pilot
</div>`,
	Good: `<div itemscope itemtype="https://schema.org/Person">
  <span itemprop="name">Ada Example</span>, <span itemprop="jobTitle">pilot</span>
</div>`,
	Since: "0.1.0",
	Run:   runItemtypeWithoutItemscope,
}

func runItemtypeWithoutItemscope(pass *check.Pass) {
	var found groups
	for _, pr := range pass.Problems("itemtype-without-itemscope") {
		n := pr.Origin.Node
		key := pr.Origin.Name
		if _, ok := text.Attr(n, "itemscope"); ok {
			key += " without itemtype"
		}
		found.Add(key, place{origin: pr.Origin, node: n})
	}
	for what, group := range found.All() {
		first := group[0]
		key := first.origin.Name
		value := check.Quote(attr(first.node, key))
		var f *check.Finding
		if what != key {
			f = pass.Report(first.origin, "itemid is on an item without itemtype: %s", value).
				Affects("parsers ignore the ID").
				Advise("add the itemtype of the item, or remove itemid")
		} else {
			f = pass.Report(first.origin, "%s is on an element without itemscope: %s", key, value).
				Advise("add itemscope to the element")
			if key == "itemid" {
				f.Advise("remove itemid, or add itemscope and itemtype")
			}
		}
		without := strings.TrimPrefix(what, key)
		if without == "" {
			without = " without itemscope"
		}
		relate(f, group, func(pl place) string { return "another " + key + without + ": " + check.Quote(attr(pl.node, key)) })
	}
}

var itemtypeRelative = &check.Check{
	ID:       "microdata/itemtype-relative",
	Severity: check.Error,
	Title:    "itemtype that is not an absolute URL",
	Impact:   "search engines do not know the type of the item",
	Why: "A type is an absolute URL, compared as a string and never resolved. \"schema.org/Person\" or \"Person\" is " +
		"not a type of schema.org: search engines do not know what the item is, and its properties belong to no vocabulary.",
	Fix:        "Write the absolute URL of the type, such as https://schema.org/Person.",
	References: []string{standard + "#attr-itemtype"},
	Bad: `<div itemscope itemtype="schema.org/Person">
  <span itemprop="name">Ada Example</span>
</div>`,
	Good: `<div itemscope itemtype="https://schema.org/Person">
  <span itemprop="name">Ada Example</span>
</div>`,
	Since: "0.1.0",
	Run:   runItemtypeRelative,
}

func runItemtypeRelative(pass *check.Pass) {
	var found groups
	for _, pr := range pass.Problems("itemtype-relative") {
		found.Add(attr(pr.Origin.Node, "itemtype"), place{origin: pr.Origin, node: pr.Origin.Node})
	}
	for key, group := range found.All() {
		f := pass.Report(group[0].origin, "itemtype is not an absolute URL: %s", check.Quote(key)).
			Advise("write the absolute URL of the type, such as \"https://schema.org/Thing\"")
		if is := absolute(key); is != "" {
			f.Advise("write %s", check.Quote(is))
		}
		relate(f, group, func(place) string { return "another item with the same itemtype" })
	}
}

// absolute is the URL of the schema.org type that a relative itemtype means, or empty:
// "Person", "/Person", "schema.org/Person", "//schema.org/Person".
func absolute(itemtype string) string {
	fields := strings.Fields(itemtype)
	if len(fields) != 1 {
		return ""
	}
	s := strings.TrimLeft(fields[0], "/:")
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		host := strings.ToLower(s[:i])
		if host != "schema.org" && host != "www.schema.org" {
			return ""
		}
		s = s[i+1:]
	}
	if typ := schemaorg.NearestType(s); typ != "" && strings.EqualFold(typ, s) {
		return schemaorg.Namespace + typ
	}
	return ""
}

var untypedItem = &check.Check{
	ID:       "microdata/untyped-item",
	Severity: check.Info,
	Title:    "Item with properties but no type",
	Impact:   "search engines ignore the item",
	Why: "Without itemtype an item has no vocabulary. Search engines, which look for articles, products or persons, ignore it, " +
		"whatever its properties are called.",
	Fix: "Add itemtype with the URL of the type next to itemscope, or remove itemscope if the element is not an item of its own.",
	Exceptions: "Not reported: an item that is the value of a property that can be text, and one that is the value of a " +
		"property that schema.org does not have.",
	References: []string{standard + "#items"},
	Bad: `<div itemscope>
  <span itemprop="name">Ada Example</span>
</div>`,
	Good: `<div itemscope itemtype="https://schema.org/Person">
  <span itemprop="name">Ada Example</span>
</div>`,
	Since: "0.1.0",
	Run:   runUntypedItem,
}

func runUntypedItem(pass *check.Pass) {
	untyped := func(it *schemaorg.Item) bool {
		return it != nil && it.Syntax == schemaorg.Microdata && len(it.Types) == 0 && len(it.Properties) > 0
	}
	var found groups
	seen := make(map[*schemaorg.Item]bool)
	for _, it := range pass.Page.Graph.All {
		if it.Parent == nil && untyped(it) {
			found.Add("", place{origin: it.Origin, item: it})
		}
		for i := range it.Properties {
			prop := &it.Properties[i]
			value := prop.Value.Item
			if prop.Reverse || !untyped(value) || seen[value] || value.Parent == nil {
				continue
			}
			if ranges := schemaorg.Ranges(prop.Term()); len(ranges) > 0 && !expectsText(ranges) {
				seen[value] = true
				found.Add(prop.Term(), place{origin: value.Origin, item: value})
			}
		}
	}
	for key, group := range found.All() {
		first := group[0].item
		what, help := "item", "add the itemtype of what it describes"
		if key != "" {
			what = "value of " + key
			help = "add itemtype with " + orList(schemaorg.Ranges(key))
		}
		f := pass.Report(group[0].origin, "%s has %s but no itemtype: %s", what,
			check.Plural(len(first.Properties), "a property", "properties"), check.Quote(propertyNames(first))).Advise("%s", help)
		relate(f, group, func(place) string { return "another " + what + " without itemtype" })
	}
}

// orList lists the URLs of types, at most three.
func orList(types []string) string {
	var named []string
	for _, t := range types {
		if !schemaorg.IsDataType(t) && len(named) < 3 {
			named = append(named, check.Quote(schemaorg.Namespace+t))
		}
	}
	if len(named) == 0 {
		return check.Quote(schemaorg.Namespace + "Thing")
	}
	return check.ListOr(named)
}

// propertyNames are the first few names of the properties of an item.
func propertyNames(it *schemaorg.Item) string {
	var names []string
	seen := map[string]bool{}
	for i := range it.Properties {
		n := it.Properties[i].Name
		if seen[n] {
			continue
		}
		seen[n] = true
		if len(names) == 3 {
			names = append(names, "…")
			break
		}
		names = append(names, n)
	}
	return strings.Join(names, ", ")
}

var tooMuch = &check.Check{
	ID:       "microdata/too-much",
	Severity: check.Warning,
	Title:    "More microdata than the limit",
	Impact:   "metacheck may miss problems, and parsers with similar limits may miss data",
	Why: "metacheck limits the work that one page can cause. It does not read what is beyond the limit, so other checks may " +
		"miss problems there. Search engines have limits, too, and do not publish them.",
	Fix: "Describe what the page is about, not all items that it lists: leave the details to the pages of these items. " +
		"Use only a few ids in itemref.",
	References: []string{standard + "#associating-names-with-items"},
	Bad: `<ul>
<!-- repeat 20001 -->
<li itemscope itemtype="https://schema.org/Thing"><b itemprop="name">Entry</b>
<!-- end repeat -->
</ul>`,
	Good: `<div itemscope itemtype="https://schema.org/Person">
  <span itemprop="name">Ada Example</span>
</div>`,
	Since: "0.1.0",
	Run:   runTooMuch,
}

func runTooMuch(pass *check.Pass) {
	var first *check.Finding
	for _, pr := range pass.Page.Graph.Problems {
		if pr.Code != "microdata-work" && pr.Code != "too-many-items" {
			continue
		}
		if first == nil {
			first = pass.Report(pr.Origin, "%s", check.Clean(pr.Message)).Advise("describe less on one page")
			continue
		}
		first.Relate(pr.Origin, "%s", check.Clean(pr.Message))
	}
}
