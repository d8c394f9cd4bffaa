package checks

// A Suppression is why a finding does not count.
type Suppression struct {
	// External tells that the configuration says so, and not the page itself.
	External bool
	// Reason is what the author gave as reason; empty when there is none,
	// which is a finding itself.
	Reason string
	// Until is the last day on which it holds, as YYYY-MM-DD, or empty.
	Until string
	// Source is the configuration file, empty for a comment of the page;
	// Line is the line of the comment or of the entry in that file, from 1.
	Source string
	Line   int
}

// State is how a finding stands against a baseline.
type State uint8

// The states of findings.
const (
	// StateNone: there is no baseline.
	StateNone State = iota
	// StateNew: the baseline does not have the finding.
	StateNew
	// StateUnchanged: the baseline has it, so it does not count.
	StateUnchanged
)

// String is "new", "unchanged" or empty.
func (s State) String() string {
	switch s {
	case StateNew:
		return "new"
	case StateUnchanged:
		return "unchanged"
	}
	return ""
}

// Counts tells whether the finding counts for the exit code: it is not
// suppressed, and not one that the baseline knows.
func (f *Finding) Counts() bool { return f.Suppressed == nil && f.State != StateUnchanged }

// A Fixed finding is one that the baseline has and the run did not find.
type Fixed struct {
	// Page is the name of the page, Check the id of the check.
	Page, Check string
	// Subject is what the finding was about, Message what it said.
	Subject, Message string
	Fingerprint      string
}
