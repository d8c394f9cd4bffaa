package regression

import (
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/schemaorg"
)

var structuredDataBroken = &check.Check{
	ID:         "regression/structured-data-broken",
	Severity:   check.Error,
	Title:      "Structured data that is no longer valid JSON",
	Impact:     "search engines drop the whole block",
	Why:        "Search engines drop a whole JSON-LD block if its syntax has one error.",
	Fix:        "Correct the syntax. Write values with a JSON encoder, not directly in a template.",
	Exceptions: "Silent when the page had as many broken blocks before. " + notCompared,
	References: []string{dataDoc},
	Bad:        example(jsonld(`"@type": "Article", "headline": "Hours"`), jsonld(`"@type": "Article", "headline": "The "new" hours"`)),
	Good:       example(jsonld(`"@type": "Article", "headline": "Hours"`), jsonld(`"@type": "Article", "headline": "New hours"`)),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if len(pass.New.Broken) <= len(pass.Old.Broken) {
			return
		}
		b := pass.New.Broken[len(pass.Old.Broken)]
		pass.Report(check.Change{
			// The reason is wording, on which no fingerprint may rest.
			Subject: "jsonld", At: b.At,
			ID:      "a block of JSON-LD cannot be read any more",
			Message: "a JSON-LD block is no longer valid JSON: " + reason(b.Value), Kind: "a JSON-LD block is no longer valid JSON",
			Help: "correct its syntax",
		})
	}),
}

// reason is what a problem says after its first colon, in a form that fits into
// another message, whose quotation marks pair.
func reason(problem string) string {
	_, why, ok := strings.Cut(problem, ": ")
	if !ok {
		why = problem
	}
	why, _, _ = strings.Cut(why, "; ")
	return strings.Trim(check.Quote(strings.ReplaceAll(why, `"`, "'")), `"`)
}

// A group is the entities of one page that have the same type.
type group struct {
	typ string
	old []*summary.Entity
	new []*summary.Entity
}

// typeOf is the type that an entity goes by: its first.
func typeOf(e *summary.Entity) string {
	if len(e.Types) == 0 {
		return ""
	}
	return e.Types[0]
}

// isType reports whether an entity has a type or one below it.
func isType(e *summary.Entity, typ string) bool {
	return slices.ContainsFunc(e.Types, func(t string) bool { return t == typ || schemaorg.IsSubtype(t, typ) })
}

// groups are the entities of the old page by type, in order, each with those of the new
// one that have the type or one below it. Things inside others are listed with
// them when they have an id.
func groups(pass *check.DiffPass) []*group {
	var list []*group
	byType := map[string]*group{}
	for i := range pass.Old.Entities {
		e := &pass.Old.Entities[i]
		typ := typeOf(e)
		if typ == "" {
			continue
		}
		g := byType[typ]
		if g == nil {
			g = &group{typ: typ}
			byType[typ] = g
			list = append(list, g)
			for j := range pass.New.Entities {
				if n := &pass.New.Entities[j]; isType(n, typ) {
					g.new = append(g.new, n)
				}
			}
		}
		g.old = append(g.old, e)
	}
	return list
}

// inside reports whether a type is still anywhere inside another entity.
func inside(s *summary.Summary, typ string) bool {
	for i := range s.Entities {
		for j := range s.Entities[i].Values {
			if v := &s.Entities[i].Values[j]; strings.HasSuffix(v.Path, ".@type") && (v.Value == typ || schemaorg.IsSubtype(v.Value, typ)) {
				return true
			}
		}
	}
	return false
}

// dataCut reports whether not all structured data of the new page is known.
func dataCut(pass *check.DiffPass) bool {
	return pass.New.WasCut("entities") || pass.New.WasCut("values")
}

// blame reports whether what is missing is missing because a block is broken,
// which regression/structured-data-broken reports.
func blame(pass *check.DiffPass) bool { return len(pass.New.Broken) > len(pass.Old.Broken) }

// successor is the entity that took the place of one whose type is not there
// any more: with the same id, or as what the page is about; nil without one.
func successor(pass *check.DiffPass, e *summary.Entity) *summary.Entity {
	id := pass.Addresses.Translate(e.ID)
	for i := range pass.New.Entities {
		if n := &pass.New.Entities[i]; id != "" && n.ID == id && len(n.Types) > 0 {
			return n
		}
	}
	if !e.Main {
		return nil
	}
	for i := range pass.New.Entities {
		n := &pass.New.Entities[i]
		// One that was there before did not take its place.
		if n.Main && len(n.Types) > 0 && !slices.ContainsFunc(pass.Old.Entities, func(o summary.Entity) bool { return isType(&o, typeOf(n)) }) {
			return n
		}
	}
	return nil
}

// shownTypes are types that search engines make something of.
var shownTypes = []string{
	"Article", "BreadcrumbList", "Book", "Course", "Dataset", "EmployerAggregateRating", "Event", "FAQPage", "ImageObject", "ItemList",
	"JobPosting", "LocalBusiness", "MathSolver", "Movie", "Organization", "Product", "ProductGroup", "ProfilePage", "QAPage",
	"Quiz", "Recipe", "Review", "SoftwareApplication", "Vehicle", "VideoObject", "WebSite", "DiscussionForumPosting", "ClaimReview", "HowTo",
}

func isShown(typ string) bool {
	return slices.ContainsFunc(shownTypes, func(t string) bool { return t == typ || schemaorg.IsSubtype(typ, t) })
}

var entityLost = &check.Check{
	ID:       "regression/entity-lost",
	Severity: check.Error,
	Lower:    check.Lower{Severity: check.Warning, When: "when search engines show no rich result for the type"},
	Title:    "Structured data of a type removed",
	Impact:   "search engines no longer show a rich result",
	Why:      "Search engines show rich results based on it: no price without a Product, no breadcrumbs without a BreadcrumbList, no dates without an Article.",
	Fix:      "Restore it. Look for a part of the template that is no longer included.",
	Exceptions: "Not a regression: fewer items of one type, another syntax, a narrower type, and an item that is inside another one now. " +
		"regression/type-changed reports items that have another type now. " + notCompared,
	References: []string{dataDoc},
	Bad:        example(jsonld(`"@type": "Product", "name": "Mug"`), ""),
	Good: example(jsonld(`"@type": "Article", "headline": "Hours"`),
		`<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", "headline": "Hours"}, {"@type": "WebSite", "name": "Corner Shop"}]}</script>`),
	Since: since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if dataCut(pass) || blame(pass) {
			return
		}
		for _, g := range groups(pass) {
			if len(g.new) > 0 || g.old[0].Nested || inside(pass.New, g.typ) || successor(pass, g.old[0]) != nil {
				continue
			}
			if widened(pass, g.typ) {
				continue
			}
			f := pass.Report(check.Change{
				Subject: g.typ, At: pass.New.Top, Was: g.old[0].At, Before: g.typ,
				ID:      "the structured data of " + article(g.typ) + " is gone",
				Message: "structured data of type " + g.typ + " was removed", Kind: "structured data of type " + g.typ + " was removed",
				Help: "restore the " + g.old[0].Syntax + " of the " + g.typ,
			})
			if !isShown(g.typ) {
				f.Milder().Affects("parsers that read this type no longer find it")
			}
		}
	}),
}

// widened reports whether the new page has a thing of a wider type, such as an
// Article where there was a NewsArticle: that is another type, and no loss.
func widened(pass *check.DiffPass, typ string) bool {
	for i := range pass.New.Entities {
		for _, t := range pass.New.Entities[i].Types {
			if schemaorg.IsSubtype(typ, t) && t != "Thing" {
				return true
			}
		}
	}
	return false
}

// article is a type with an article before it, as identifiers of changes have
// it.
func article(typ string) string {
	if typ != "" && strings.ContainsRune("AEIO", rune(typ[0])) {
		return "an " + typ
	}
	return "a " + typ
}

var typeChanged = &check.Check{
	ID:         "regression/type-changed",
	Severity:   check.Warning,
	Title:      "Item with another type",
	Impact:     "search engines choose the rich result by the type",
	Why:        "Search engines choose the rich result by the type.",
	Fix:        "Restore the old type, unless it was wrong.",
	Exceptions: "A narrower type (NewsArticle instead of Article) and an additional type are no regression. " + notCompared,
	References: []string{dataDoc},
	Bad:        example(jsonld(`"@type": "NewsArticle", "@id": "https://example.com/a#it", "headline": "Hours"`), jsonld(`"@type": "WebPage", "@id": "https://example.com/a#it", "name": "Hours"`)),
	Good:       example(jsonld(`"@type": "Article", "@id": "https://example.com/a#it", "headline": "Hours"`), jsonld(`"@type": ["NewsArticle", "WebPage"], "@id": "https://example.com/a#it", "headline": "Hours"`)),
	Since:      since,
	RunDiff: compared(func(pass *check.DiffPass) {
		if dataCut(pass) || blame(pass) {
			return
		}
		for _, g := range groups(pass) {
			if len(g.new) > 0 {
				continue
			}
			var n *summary.Entity
			if n = successor(pass, g.old[0]); n == nil {
				// A wider type in the same place.
				for i := range pass.New.Entities {
					e := &pass.New.Entities[i]
					if t := typeOf(e); t != "Thing" && schemaorg.IsSubtype(g.typ, t) && e.Nested == g.old[0].Nested &&
						!slices.ContainsFunc(pass.Old.Entities, func(o summary.Entity) bool { return typeOf(&o) == t }) {
						n = e
						break
					}
				}
			}
			if n == nil {
				continue
			}
			words := "an item has the type " + typeOf(n) + " now (was " + g.typ + ")"
			pass.Report(check.Change{
				Subject: g.typ, At: n.At, Was: g.old[0].At, Before: g.typ, After: typeOf(n),
				ID:      "what was " + article(g.typ) + " is " + article(typeOf(n)) + " now",
				Message: words, Kind: words, Help: "restore the old type, unless it was wrong",
			})
		}
	}),
}
