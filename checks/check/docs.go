package check

import "strings"

// docs is where the documentation of the checks is published, which
// docs/checks of the repository holds.
const docs = "https://github.com/metacheck/metacheck/blob/main/docs/checks/"

// URL is the URL of the check's documentation: its heading on the page of its
// family.
func (c *Check) URL() string { return docs + c.Family() + ".md#" + c.Anchor() }

// Anchor is the fragment of the check's heading, as code hosts make it of the
// id.
func (c *Check) Anchor() string { return strings.ReplaceAll(c.ID, "/", "") }
