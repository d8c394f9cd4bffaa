package site

import (
	"fmt"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/schemaorg"
)

var idConflict = &check.Check{
	ID:       "site/id-conflict",
	Severity: check.Warning,
	Title:    "@id with different values on different pages",
	Impact:   "search engines merge the items and keep one of the values",
	Why: "Parsers that read several pages merge items with the same @id into one; search engines do so with the organization and the website. " +
		"If the pages disagree, one of the values is lost, or two different items become one.",
	Fix: "Write the same values on all pages, best from one place in the template. Give a different item its own @id, such as the URL of the page with a fragment.",
	Exceptions: "Compares type, name, url, logo and headline on pages in the same language. Values agree if one contains the other (a short and a long name), types if one is a subtype of the other, " +
		"and URLs if they differ only in http or https, \"www.\" or a trailing slash.",
	References: []string{"https://www.w3.org/TR/json-ld11/#node-identifiers", "https://schema.org/docs/datamodel.html"},
	Bad:        idExample("Corner Shop", "The Other Shop"),
	Good:       idExample("Corner Shop", "Corner Shop"),
	Example:    check.Example{URL: exampleURL},
	Since:      "0.1.0",
	RunSite:    runIDConflict,
}

func idExample(a, b string) string {
	p := func(name, title, org string) string {
		return "-- " + name + " --\n<!doctype html>\n<html lang=en><head><title>" + title + "</title>\n<script type=\"application/ld+json\">\n" +
			"{\"@context\":\"https://schema.org\",\"@type\":\"Organization\",\"@id\":\"https://example.com/#us\",\"name\":\"" + org + "\"}\n</script></head></html>\n"
	}
	return p("a.html", "Hours", a) + p("b.html", "Prices", b)
}

func runIDConflict(pass *check.SitePass) {
	for _, c := range pass.Site.Conflicts() {
		var f *check.Finding
		for _, v := range c.Variants {
			here, there := pass.Summary(c.Page[v.Fact]), pass.Summary(v.Page)
			if here == nil || there == nil {
				return
			}
			a, b := disagreeing(here, there, v.Fact)
			if a == nil {
				continue
			}
			name := site.FactNames[v.Fact]
			va, ata := factValue(a, v.Fact)
			vb, atb := factValue(b, v.Fact)
			if f == nil {
				f = pass.Report(check.On(c.Page[v.Fact], ata), "@id "+a.ID, name,
					"the item with @id %s has the %s %s here, but %s on %s",
					check.Quote(a.ID), name, check.Quote(va), check.Quote(vb), onPages(v.Count)).
					Advise("write the same %s on all pages, or give a different item its own @id", name).
					Fact("id", a.ID).Fact("property", name)
			}
			f.RelateSome(check.On(v.Page, atb), "the %s is %s here%s", name, check.Quote(vb), also(v.Count))
		}
	}
}

func onPages(n int) string {
	if n == 1 {
		return "another page"
	}
	return fmt.Sprintf("%d other pages", n)
}

func also(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(" and on %d more %s", n-1, check.Plural(n-1, "page", "pages"))
}

// disagreeing are the entities of two pages that have the same id and different
// values of a property; nil when there are none.
func disagreeing(here, there *summary.Summary, fact int) (a, b *summary.Entity) {
	for i := range here.Entities {
		a := &here.Entities[i]
		form, _ := site.EntityFact(a, fact)
		if a.ID == "" || form == "" {
			continue
		}
		for k := range there.Entities {
			b := &there.Entities[k]
			if b.ID != a.ID || site.IDKey(here, a) != site.IDKey(there, b) {
				continue
			}
			if other, _ := site.EntityFact(b, fact); other != "" && !agree(fact, form, other, a, b) {
				return a, b
			}
		}
	}
	return nil, nil
}

// agree reports whether one item can have both values of a property.
func agree(fact int, x, y string, a, b *summary.Entity) bool {
	switch fact {
	case site.TypeFact:
		for _, t := range a.Types {
			for _, u := range b.Types {
				if t == u || schemaorg.IsSubtype(t, u) || schemaorg.IsSubtype(u, t) {
					return true
				}
			}
		}
		return len(a.Types) == 0 || len(b.Types) == 0
	case site.NameFact, site.HeadlineFact:
		return strings.Contains(x, y) || strings.Contains(y, x)
	}
	return x == y
}

// factValue is a property of an entity as people read it, and its place.
func factValue(e *summary.Entity, fact int) (string, summary.Spot) {
	form, v := site.EntityFact(e, fact)
	if v == nil {
		return form, e.At
	}
	if v.At.Known() {
		return v.Value, v.At
	}
	return v.Value, e.At
}
