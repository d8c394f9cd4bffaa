package checks

import (
	"cmp"
	"fmt"

	"github.com/metacheck/metacheck/checks/check"
)

// A Profile is a named choice of checks for one kind of pages: which run, and
// how much their findings weigh.
type Profile struct {
	Name string
	// Doc says in a sentence or two whom the profile is for and what it does.
	Doc string
	// Checks are applied one after the other to the checks as they are
	// declared, before all other settings. A severity is for findings at the
	// check's own; milder ones stay as mild, or become as mild as it.
	Checks []CheckSetting
}

// DefaultProfile is the name of the profile that leaves every check as it is
// declared.
const DefaultProfile = "default"

// Profiles are the profiles that Settings.Profile can name.
var Profiles = []*Profile{
	{
		Name: DefaultProfile,
		Doc:  "Every check as it is declared.",
	},
	{
		Name: "strict",
		Doc: "The checks that are off by default run as well: what no consumer documents, what is a matter of taste, and what few sites " +
			"have. What search engines read from chosen partners only stays off.",
		Checks: append(on("*"), off("google/vacation-rental-*")...),
	},
	{
		Name: "news",
		Doc: "For news and magazines: what search engines and archives make a result of, the headline, the dates and the authors, weighs " +
			"more, and so does the picture that is shown with it. What Google recommends for articles is asked for.",
		Checks: append(on("google/article-recommended"), weigh(
			weight{check.Error, []string{
				"cross/author-mismatch", "cross/title-mismatch", "date/default-epoch", "date/fake-utc", "date/future-published",
				"date/missing-published", "date/published-conflict", "date/published-equals-modified", "google/article-author-missing",
				"google/article-author-name-missing", "google/article-date-published-missing", "google/article-headline-missing",
				"google/article-image-missing", "google/paywall-required",
			}},
			weight{check.Warning, []string{
				"cross/brand-case", "cross/publisher-mismatch", "date/implausibly-old", "date/missing-offset", "date/modified-conflict",
				"google/article-author-type", "google/article-author-url-missing", "google/article-date-modified-missing",
				"head/description-missing", "og/description-missing", "og/image-dimensions-missing", "robots/noindex",
			}},
		)...),
	},
	{
		Name: "shop",
		Doc: "For shops: products, offers, prices, availability and ratings weigh more, also whether the page shows them; dates and " +
			"authors of articles weigh less. What Google recommends for products and offers is asked for.",
		Checks: append(on("google/aggregate-offer-recommended", "google/aggregate-rating-recommended", "google/merchant-listing-recommended",
			"google/product-group-recommended", "google/product-snippet-recommended", "google/return-policy-recommended",
			"google/shipping-details-recommended"), weigh(
			weight{check.Error, []string{
				"cross/price-mismatch", "cross/rating-mismatch", "cross/type-conflict", "google/merchant-listing-required",
				"google/offer-currency-missing", "google/price-expired", "google/return-policy-required", "google/shipping-details-required",
				"google/variant-group-mismatch", "schema/invalid-enum", "schema/text-for-item", "schema/wrong-item-type",
			}},
			weight{check.Warning, []string{
				"cross/availability-mismatch", "cross/jsonld-not-visible", "link/canonical-missing", "og/description-missing",
				"robots/noindex",
			}},
			weight{check.Info, []string{
				"cross/author-mismatch", "date/missing-published", "date/published-conflict", "date/published-equals-modified",
				"date/visible-mismatch", "google/article-*",
			}},
		)...),
	},
	{
		Name: "archive",
		Doc: "For captures of the past: what was no fault when the page was made, what the capture changed, and what only advises those " +
			"who could still mend the page is left out; what tells whether its dates, titles and addresses can be relied on weighs more.",
		Checks: append(
			off("cross/image-mismatch", "google/article-author-type", "google/breadcrumb-too-short", "google/enum-unsupported",
				"google/image-too-small", "google/job-expired", "google/price-expired", "google/retired-feature",
				"head/charset-late", "head/charset-missing", "head/description-is-title",
				"head/description-missing", "head/lang-missing", "head/meta-empty", "head/viewport-missing", "link/amp-required-markup",
				"link/canonical-insecure", "link/icon-type", "og/description-missing", "og/fb-app-id-invalid", "og/image-alt-missing",
				"og/image-dimensions-missing", "og/image-too-small", "og/secure-url-not-https", "og/unknown-property", "robots/noindex",
				"schema/superseded", "twitter/card-missing", "twitter/card-retired", "twitter/description-too-long", "twitter/title-too-long"),
			weigh(
				weight{check.Error, []string{
					"archive/date-mismatch", "archive/title-mismatch", "archive/url-mismatch", "date/default-epoch", "date/fake-utc",
					"date/future-published", "date/published-conflict", "date/published-equals-modified", "date/url-mismatch",
					"head/page-truncated",
				}},
				weight{check.Info, []string{"google/*-required"}},
				weight{check.Warning, []string{"archive/date-unreadable", "date/implausibly-old", "date/missing-offset", "date/modified-conflict"}},
			)...,
		),
	},
}

// A weight is a severity for some checks.
type weight struct {
	severity check.Severity
	patterns []string
}

// weigh gives checks their severities, and turns on those that are to weigh
// more than advice.
func weigh(weights ...weight) []CheckSetting {
	var list []CheckSetting
	for _, w := range weights {
		for _, pattern := range w.patterns {
			s := CheckSetting{Pattern: pattern, Severity: w.severity}
			if w.severity > check.Info {
				s.Switch = On
			}
			list = append(list, s)
		}
	}
	return list
}

func on(patterns ...string) []CheckSetting {
	var list []CheckSetting
	for _, pattern := range patterns {
		list = append(list, CheckSetting{Pattern: pattern, Switch: On})
	}
	return list
}

func off(patterns ...string) []CheckSetting {
	var list []CheckSetting
	for _, pattern := range patterns {
		list = append(list, CheckSetting{Pattern: pattern, Switch: Off})
	}
	return list
}

// ProfileByName is the profile with the name, or an error that suggests the
// nearest. The empty name is that of the default.
func ProfileByName(name string) (*Profile, error) {
	var names []string
	for _, p := range Profiles {
		if p.Name == cmp.Or(name, DefaultProfile) {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return nil, fmt.Errorf("unknown profile %q%s (profiles: %s)", name, Suggest(name, names), check.List(names))
}

// Effect tells what the profile makes of a check that nothing else is said of:
// whether it runs, and the severity of its findings.
func (p *Profile) Effect(c *check.Check) (severity check.Severity, on bool) {
	r := &running{Check: c}
	on = r.take(p, !c.Off)
	return cmp.Or(r.weight, c.Severity), on
}

// take applies a profile to a check that is on or off, and returns which of
// these it is then.
func (r *running) take(p *Profile, on bool) bool {
	for i := range p.Checks {
		s := &p.Checks[i]
		if !match(s.Pattern, r.ID) {
			continue
		}
		if s.Switch != AsIs {
			on = s.Switch == On
		}
		r.weight = cmp.Or(s.Severity, r.weight)
		for _, o := range s.Options {
			r.set(o.Name, o.Value)
		}
	}
	return on
}

// weighed is the severity that the check gives to a finding of the severity. A
// severity that is set moves the check's main level; its declared milder variant
// never rises above its own, unless that is set as well.
func (r *running) weighed(s check.Severity) check.Severity {
	set := cmp.Or(r.severity, r.weight)
	switch {
	case r.preview:
		return check.Info
	case s != r.Check.Severity && r.lower != 0:
		return r.lower
	case set == 0:
		return s
	case s == r.Check.Severity:
		return set
	}
	return min(s, set)
}
