// Package suppression has the checks of suppressions: comments in pages and
// entries of the configuration that keep findings from counting. They run on
// pages after all other checks; the driver itself reports those on entries of a
// configuration, in the same words.
package suppression

import (
	"github.com/metacheck/metacheck/checks/check"
)

// Checks of the family.
var Checks = []*check.Check{Expired, Malformed, NoReason, UnknownCheck, Unused}

const refSuppressions = "https://github.com/metacheck/metacheck#suppressions"

// Malformed reports comments that cannot be parsed.
var Malformed = &check.Check{
	ID:       "suppression/malformed",
	Severity: check.Warning,
	Title:    "Invalid metacheck comment",
	Impact:   "metacheck ignores the comment, so the findings count",
	Why: "metacheck ignores an invalid comment. The findings that it should suppress count, and may " +
		"fail a build.",
	Fix: "Write <!-- metacheck-ignore CHECK: REASON --> before an element, <!-- metacheck-ignore-start CHECK: REASON --> and " +
		"<!-- metacheck-ignore-end CHECK --> around a region, or <!-- metacheck-ignore-page CHECK: REASON --> for the page. Separate several checks " +
		"with commas. until=2026-12-31 before the colon is optional.",
	Exceptions: "Only comments that begin with \"metacheck-\" are checked.",
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
			pass.Report(ig.FaultAt, "invalid metacheck comment: %s", ig.Fault).Advise("%s", ig.Repair).About(about(ig, nil))
		}
	}
}

// UnknownCheck reports comments with checks that do not exist.
var UnknownCheck = &check.Check{
	ID:       "suppression/unknown-check",
	Severity: check.Warning,
	Title:    "Suppression of an unknown check",
	Impact:   "metacheck suppresses nothing for this name",
	Why: "The name is misspelled, or it is that of a check in another version or another tool. metacheck suppresses nothing " +
		"for it.",
	Fix:        "Write the ID of a check, a family, or a glob. The command \"metacheck checks\" lists them.",
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
			instead := `the ID of a check from the list of "metacheck checks"`
			if t.Hint != "" {
				instead = check.Quote(t.Hint)
			}
			pass.Report(t.At, "the comment suppresses an unknown check: %s", check.Quote(t.Pattern)).
				Advise("write %s", instead).About(about(ig, t))
		}
	}
}

// NoReason reports suppressions without a reason.
var NoReason = &check.Check{
	ID:       "suppression/no-reason",
	Severity: check.Warning,
	Title:    "Suppression without a reason",
	Impact:   "people who read it later cannot tell whether it is still needed",
	Why: "Without a reason, people who read the suppression later cannot tell a decision from a shortcut. They do not dare to remove it, and copy it. " +
		"The findings are suppressed anyway.",
	Fix:        "Write the reason after a colon: <!-- metacheck-ignore og/image-alt-missing: the image is decoration -->. In the configuration, write it as the value of the key reason.",
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
			pass.Report(ig.At, "the suppression of %s has no reason", names(ig)).
				Advise("write the reason after a colon").About(about(ig, nil))
		}
	}
}

// Expired reports suppressions that have ended.
var Expired = &check.Check{
	ID:       "suppression/expired",
	Severity: check.Warning,
	Title:    "Expired suppression",
	Impact:   "the findings that it suppressed count again",
	Why: "The suppression has a date that is over, so metacheck reports the findings again. Either the work that it " +
		"waited for was not done, or it was done and the suppression was forgotten.",
	Fix:        "Fix the findings and remove the suppression, or write a new date.",
	Exceptions: "A suppression is valid through the whole day of its date. Silent when the date that counts as today is unknown.",
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
			message, help := ExpiredWords(names(ig), ig.Until)
			pass.Report(ig.UntilAt, "%s", message).Advise("%s", help).About(about(ig, nil)).Fact("until", ig.Until)
		}
	}
}

// Unused reports suppressions that match no finding.
var Unused = &check.Check{
	ID:       "suppression/unused",
	Severity: check.Warning,
	Title:    "Unused suppression",
	Impact:   "metacheck would hide the next finding of this kind",
	Why: "The problem is fixed, or the comment is in the wrong place. If the suppression stays, it hides the next problem of the kind, which " +
		"nobody has decided to accept.",
	Fix: "Remove the suppression, or the name that is not used, or move it to the place of the finding.",
	Exceptions: "Silent when the check did not run or did not have what it needs, such as the URL of the page; on parts of pages; " +
		"for checks that look at many pages; and, for families and globs, in runs with --only or --skip.",
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
				pass.Report(t.At, "the suppression of %s matches no finding %s", check.Quote(t.String()), where[ig.Scope]).
					Advise("remove it, or move it to the place of the finding").About(about(ig, t))
			}
		}
	}
}

// where is the scope of a comment in words.
var where = map[check.IgnoreScope]string{
	check.IgnoreElement: "in the next element",
	check.IgnoreStart:   "in the region",
	check.IgnorePage:    "on the page",
}

// NoReasonWords are the message and the help of [NoReason] for an entry of a
// configuration.
func NoReasonWords(name string) (message, help string) {
	return "the suppression of " + check.Quote(name) + " has no reason", "write the reason as the value of the key reason"
}

// ExpiredWords are the message and the help of [Expired] for a suppression,
// whose names are in quotes.
func ExpiredWords(names, until string) (message, help string) {
	return "the suppression of " + names + " ended on " + until, "fix the findings and remove the suppression, or write a new date"
}

// UnusedWords are the message and the help of [Unused] for an entry of a
// configuration.
func UnusedWords(name string) (message, help string) {
	return "the suppression of " + check.Quote(name) + " matches no finding", "remove the entry"
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
