package archive

import "github.com/metacheck/metacheck/checks/check"

// Checks of the family.
var Checks = []*check.Check{}
