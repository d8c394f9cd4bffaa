package checks

import "github.com/metacheck/metacheck/checks/check"

// A Suppression is why a finding does not count.
type Suppression = check.Suppression

// State is how a finding stands against a baseline.
type State = check.State

// The states of findings.
const (
	StateNone      = check.StateNone
	StateNew       = check.StateNew
	StateUnchanged = check.StateUnchanged
)

// A Fixed finding is one that the baseline has and the run did not find.
type Fixed struct {
	// Page is the name of the page, Check the id of the check.
	Page, Check string
	// Subject is what the finding was about, Message what it said.
	Subject, Message string
	Fingerprint      string
}
