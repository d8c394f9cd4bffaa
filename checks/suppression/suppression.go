// Package suppression has the checks on what people write to keep findings from
// counting: comments in pages and entries of the configuration. They run on
// pages after all other checks; on the entries of a configuration the driver
// reports them itself, in the same words.
package suppression

import (
	"github.com/metacheck/metacheck/checks/check"
)

// Checks of the family.
var Checks = []*check.Check{Expired, Malformed, NoReason, UnknownCheck, Unused}

const refSuppressions = "https://github.com/metacheck/metacheck#suppressions"

// Malformed is about comments that cannot be read.
var Malformed = &check.Check{
	ID:       "suppression/malformed",
	Severity: check.Warning,
	Title:    "A comment for metacheck cannot be read",
	Why: "Whoever wrote the comment takes the findings that it was meant for as settled, while it suppresses nothing: they count, and may " +
		"fail a build.",
	Fix: "Write <!-- metacheck-ignore CHECK: REASON --> before an element, <!-- metacheck-ignore-start CHECK: REASON --> and " +
		"<!-- metacheck-ignore-end CHECK --> around a region, or <!-- metacheck-ignore-page CHECK: REASON --> for the page; several checks " +
		"are separated by commas, and until=2026-12-31 may stand before the colon.",
	Exceptions: "Only comments that begin with \"metacheck-\" are looked at.",
	References: []string{refSuppressions},
	Bad:        `<!-- metacheck-ignore og/image-alt-missing because the picture is decoration --><p>Text</p>`,
	Good:       `<!-- metacheck-ignore og/image-alt-missing: the picture is decoration --><p>Text</p>`,
	Since:      "0.1.0",
	Last:       true,
	Run:        runMalformed,
}

func runMalformed(pass *check.Pass) {
	for _, ig := range pass.Ignores {
		if ig.Fault != "" {
			pass.Report(ig.FaultAt, "the comment suppresses nothing: %s", ig.Fault).About(about(ig, nil))
		}
	}
}

// UnknownCheck is about comments that name checks which do not exist.
var UnknownCheck = &check.Check{
	ID:       "suppression/unknown-check",
	Severity: check.Warning,
	Title:    "A comment suppresses a check that does not exist",
	Why: "The name is mistyped, or is that of a check in another version or another tool. Nothing is suppressed by it, and nobody would " +
		"notice without this finding.",
	Fix:        "Write the id of a check, a family, or a glob; metacheck checks lists them.",
	References: []string{refSuppressions},
	Bad:        `<!-- metacheck-ignore og/image-alt-mising: the picture is decoration --><p>Text</p>`,
	Good:       `<!-- metacheck-ignore og/image-alt-missing: the picture is decoration --><p>Text</p>`,
	Since:      "0.1.0",
	Last:       true,
	Run:        runUnknownCheck,
}

func runUnknownCheck(pass *check.Pass) {
	for _, ig := range pass.Ignores {
		// The end of a region repeats the names of its start.
		if ig.Fault != "" || ig.Scope == check.IgnoreEnd {
			continue
		}
		for i := range ig.Targets {
			t := &ig.Targets[i]
			if !t.Unknown {
				continue
			}
			instead := "an id that metacheck checks lists"
			if t.Hint != "" {
				instead = check.Quote(t.Hint)
			}
			pass.Report(t.At, "the comment names %s, which is no check; it suppresses nothing; write %s", check.Quote(t.Pattern), instead).
				About(about(ig, t))
		}
	}
}

// NoReason is about suppressions that do not say why.
var NoReason = &check.Check{
	ID:       "suppression/no-reason",
	Severity: check.Warning,
	Title:    "A suppression gives no reason",
	Why: "Without a reason, those who come later cannot tell a decision from a shortcut, dare not take the suppression away, and copy it. " +
		"The findings stay suppressed all the same.",
	Fix:        "Write the reason behind a colon: <!-- metacheck-ignore og/image-alt-missing: the picture is decoration -->. In the configuration it is the key reason.",
	References: []string{refSuppressions},
	Bad:        `<!-- metacheck-ignore og/image-alt-missing --><p>Text</p>`,
	Good:       `<!-- metacheck-ignore og/image-alt-missing: the picture is decoration --><p>Text</p>`,
	Since:      "0.1.0",
	Last:       true,
	Run:        runNoReason,
}

func runNoReason(pass *check.Pass) {
	for _, ig := range pass.Ignores {
		if ig.Fault == "" && ig.Reason == "" && ig.Scope != check.IgnoreEnd {
			pass.Report(ig.At, "the comment gives no reason for suppressing %s; later nobody can tell whether that is still wanted; write the reason behind a colon",
				names(ig)).About(about(ig, nil))
		}
	}
}

// Expired is about suppressions that have ended.
var Expired = &check.Check{
	ID:       "suppression/expired",
	Severity: check.Warning,
	Title:    "A suppression is past its date",
	Why: "It was to hold until a day that is over. What it suppressed is reported again; the suppression only says that the work it " +
		"waited for was not done, or that it was and the comment was forgotten.",
	Fix:        "Mend what was suppressed and take the suppression away, or give it a new date.",
	Exceptions: "It holds through the whole day that it names. Silent when it is unknown which date counts as today.",
	References: []string{refSuppressions},
	Example:    check.Example{AsOf: "2026-07-01"},
	Bad:        `<!-- metacheck-ignore og/image-alt-missing until=2026-06-30: the new editor asks for it --><p>Text</p>`,
	Good:       `<!-- metacheck-ignore og/image-alt-missing until=2026-07-01: the new editor asks for it --><p>Text</p>`,
	Since:      "0.1.0",
	Last:       true,
	Run:        runExpired,
}

func runExpired(pass *check.Pass) {
	for _, ig := range pass.Ignores {
		if ig.Fault == "" && ig.Expired && ig.Scope != check.IgnoreEnd {
			pass.Report(ig.UntilAt, "%s", ExpiredMessage(names(ig), ig.Until)).About(about(ig, nil)).Fact("until", ig.Until)
		}
	}
}

// Unused is about suppressions of findings that do not exist.
var Unused = &check.Check{
	ID:       "suppression/unused",
	Severity: check.Warning,
	Title:    "A suppression suppresses nothing",
	Why: "The fault is mended, or the comment stands at the wrong place. Left where it is, it would hide the next fault of the kind, which " +
		"nobody decided to keep.",
	Fix: "Take the suppression away, or the name that is not used; or move it to where the finding is.",
	Exceptions: "Silent when a check that is named did not run, or lacked what it needs, such as the page's address; on parts of pages; " +
		"about checks that look at many pages; and, for families and globs, in runs with --only or --skip.",
	References: []string{refSuppressions},
	Example:    check.Example{Checks: []string{"og/image-alt-missing"}},
	Bad: `<!-- metacheck-ignore og/image-alt-missing: the picture is decoration -->
<meta property="og:image" content="https://example.com/a.jpg">
<meta property="og:image:alt" content="A lighthouse at dusk">`,
	Good: `<!-- metacheck-ignore og/image-alt-missing: the picture is decoration -->
<meta property="og:image" content="https://example.com/a.jpg">`,
	Since: "0.1.0",
	Last:  true,
	Run:   runUnused,
}

func runUnused(pass *check.Pass) {
	for _, ig := range pass.Ignores {
		for i := range ig.Targets {
			if t := &ig.Targets[i]; t.Judged && t.Used == 0 {
				pass.Report(t.At, "%s is suppressed, but there is no finding of it %s; the comment would hide the next one; take it away",
					check.Quote(t.String()), where[ig.Scope]).About(about(ig, t))
			}
		}
	}
}

// where says in words what a comment reaches over.
var where = map[check.IgnoreScope]string{
	check.IgnoreElement: "in the next element",
	check.IgnoreStart:   "in the region",
	check.IgnorePage:    "on the page",
}

// NoReasonMessage is what [NoReason] says of an entry of a configuration.
func NoReasonMessage(name string) string {
	return "the entry gives no reason for suppressing " + check.Quote(name) + "; later nobody can tell whether that is still wanted; write one under the key reason"
}

// ExpiredMessage is what [Expired] says of a suppression, the names of which
// are given in quotes.
func ExpiredMessage(names, until string) string {
	return "the suppression of " + names + " ended on " + until + "; what it suppressed counts again; mend that and take the suppression away, or give it a new date"
}

// UnusedMessage is what [Unused] says of an entry of a configuration.
func UnusedMessage(name string) string {
	return check.Quote(name) + " is suppressed, but there is no finding that the entry is for; it would hide the next one; take it away"
}

// names are the names in a comment, as a list.
func names(ig *check.Ignore) string {
	var list []string
	for i := range ig.Targets {
		list = append(list, check.Quote(ig.Targets[i].String()))
	}
	return check.List(list)
}

// about is the subject of a finding on a comment, or on one name in it.
func about(ig *check.Ignore, t *check.IgnoreTarget) string {
	word := ig.Scope.Word()
	switch {
	case t != nil:
		return word + " " + t.String()
	case len(ig.Targets) > 0:
		return word + " " + ig.Targets[0].String()
	case word == "":
		return "comment"
	}
	return word
}
