package checks

import (
	"github.com/metacheck/metacheck/checks/archive"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/checks/cross"
	"github.com/metacheck/metacheck/checks/date"
	"github.com/metacheck/metacheck/checks/google"
	"github.com/metacheck/metacheck/checks/head"
	"github.com/metacheck/metacheck/checks/hreflang"
	"github.com/metacheck/metacheck/checks/jsonld"
	"github.com/metacheck/metacheck/checks/link"
	"github.com/metacheck/metacheck/checks/markup"
	"github.com/metacheck/metacheck/checks/microdata"
	"github.com/metacheck/metacheck/checks/og"
	"github.com/metacheck/metacheck/checks/rdfa"
	"github.com/metacheck/metacheck/checks/regression"
	"github.com/metacheck/metacheck/checks/robots"
	"github.com/metacheck/metacheck/checks/schema"
	"github.com/metacheck/metacheck/checks/site"
	"github.com/metacheck/metacheck/checks/suppression"
	"github.com/metacheck/metacheck/checks/twitter"
)

// families are the checks of each family; a family that is not listed here
// does not exist.
var families = [][]*check.Check{
	archive.Checks,
	cross.Checks,
	date.Checks,
	google.Checks,
	head.Checks,
	hreflang.Checks,
	jsonld.Checks,
	link.Checks,
	markup.Checks,
	microdata.Checks,
	og.Checks,
	rdfa.Checks,
	regression.Checks,
	robots.Checks,
	schema.Checks,
	site.Checks,
	suppression.Checks,
	twitter.Checks,
}
