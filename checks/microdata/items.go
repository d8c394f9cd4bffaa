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
	Title:    "itemprop belongs to no item",
	Why: "A property is read as part of the item that it stands in. On an element outside every itemscope, and " +
		"named by no itemref, it belongs to nothing: search engines and other readers drop the value.",
	Fix: "Move the element into the element with itemscope, name its id in the itemref of that element, or drop the itemprop.",
	Exceptions: "Properties inside template elements are another document's and not looked at. A fragment of a page is " +
		"not judged: its item may begin outside.",
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
	f := pass.Report(first.Origin, "%s%s stands outside every item, so its value is dropped; "+
		"put it inside the element with itemscope that it describes, or remove it",
		written(first), check.Others(len(list)-1))
	f.RelateEach(len(list)-1, func(i int) (text.Origin, string) {
		return list[i+1].Origin, written(list[i+1]) + " stands outside every item, too"
	})
	f.About("itemprop outside items").Fact("count", fmt.Sprint(len(list)))
}

var itemrefInvalid = &check.Check{
	ID:       "microdata/itemref-invalid",
	Severity: check.Error,
	Title:    "itemref names a missing id, or the item itself",
	Why: "itemref adds the properties of other elements to an item by their ids. An id that is not in the document " +
		"adds nothing, and an item that contains itself is no valid item: in both cases the item lacks properties that " +
		"the author meant it to have.",
	Fix: "Give the element that holds the properties the id that itemref names (upper and lower case count), and name " +
		"no element that the item stands in.",
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
		f := pass.Report(group[0].origin, "%s, so the item does not get the properties meant for it; "+
			"give the element with these properties that id", check.Clean(key))
		relate(f, group, func(place) string { return "the same itemref" })
	}
	for key, group := range cycles.All() {
		f := pass.Report(group[0].origin, "%s, so that part of the item is dropped; "+
			"name only elements outside the item that hold its properties", check.Clean(key))
		relate(f, group, func(place) string { return "the same itemref" })
	}
}

var itemtypeWithoutItemscope = &check.Check{
	ID:       "microdata/itemtype-without-itemscope",
	Severity: check.Error,
	Title:    "itemtype, itemref or itemid has no effect",
	Why: "Only itemscope begins an item. On an element without it, itemtype, itemref and itemid are ignored: no item of " +
		"that type exists for any reader, and the properties inside belong to the item around it or to none. itemid also " +
		"needs an itemtype, whose vocabulary gives the identifier a meaning.",
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
			f = pass.Report(first.origin, "itemid=%s stands on an item without itemtype, so that the identifier has no meaning; "+
				"add the itemtype of the item, or drop itemid", value)
		} else {
			mend := "add itemscope to the element"
			if key == "itemid" {
				mend = "drop itemid, or begin an item with itemscope and itemtype"
			}
			f = pass.Report(first.origin, "%s=%s stands on an element without itemscope, so that no item begins here and the attribute is ignored; %s",
				key, value, mend)
		}
		relate(f, group, func(pl place) string { return what + " here, too: " + check.Quote(attr(pl.node, key)) })
	}
}

var itemtypeRelative = &check.Check{
	ID:       "microdata/itemtype-relative",
	Severity: check.Error,
	Title:    "itemtype is no absolute URL",
	Why: "A type is an absolute URL, compared as a string and never resolved. \"schema.org/Person\" or \"Person\" names " +
		"no type of schema.org: readers do not know what the item is, and its property names belong to no vocabulary.",
	Fix:        "Write the whole address of the type, such as https://schema.org/Person.",
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
		advice := "write the whole address of the type, such as \"https://schema.org/Thing\""
		if is := absolute(key); is != "" {
			advice = "write " + check.Quote(is)
		}
		f := pass.Report(group[0].origin, "the itemtype %s is no absolute URL, so that the type of the item is unknown to readers; %s",
			check.Quote(key), advice)
		relate(f, group, func(place) string { return "the same itemtype" })
	}
}

// absolute is the schema.org type that a relative itemtype means, or empty:
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
	Title:    "item has properties but no type",
	Why: "Without itemtype an item has no vocabulary. Readers that look for articles, products or persons pass it over, " +
		"whatever its properties are called.",
	Fix: "Add itemtype with the address of the type next to itemscope, or drop itemscope when the element is no thing of its own.",
	Exceptions: "An item that is the value of a property for which text would do is not reported, nor is one under a " +
		"property that schema.org does not know.",
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
		advice := "add the itemtype of what it describes"
		what := "the item"
		if key != "" {
			what = "the value of " + key
			advice = "add the itemtype, here " + orList(schemaorg.Ranges(key))
		}
		names := propertyNames(first)
		f := pass.Report(group[0].origin, "%s has %s (%s) but no itemtype, so that readers do not know what it is; %s",
			what, check.Plural(len(first.Properties), "a property", "properties"), check.Quote(names), advice)
		relate(f, group, func(place) string { return what + " has no itemtype here, either" })
	}
}

// orList is "Person", "Person or Organization", at most three.
func orList(types []string) string {
	var named []string
	for _, t := range types {
		if !schemaorg.IsDataType(t) && len(named) < 3 {
			named = append(named, schemaorg.Namespace+t)
		}
	}
	if len(named) == 0 {
		return schemaorg.Namespace + "Thing"
	}
	return strings.Join(named, " or ")
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
	Title:    "more microdata than is read",
	Why: "metacheck bounds the work that one page may ask for. Beyond the bound nothing is read, so that other checks may " +
		"have missed faults. Search engines have bounds, too, and do not tell theirs.",
	Fix: "Describe what the page is about, not every thing that it lists: leave the details to the pages of these things. " +
		"Keep itemref to a few ids.",
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
			first = pass.Report(pr.Origin, "%s, so that checks may have missed faults and readers with bounds may miss data; "+
				"describe less on one page", check.Clean(pr.Message))
			continue
		}
		first.Relate(pr.Origin, "%s", check.Clean(pr.Message))
	}
}
