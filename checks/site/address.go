package site

import (
	"github.com/metacheck/metacheck/checks/check"
)

var duplicateAddress = &check.Check{
	ID:         "site/duplicate-address",
	Severity:   check.Error,
	Title:      "Two files of the build claim one address",
	Why:        "A server shows one of them, and which one depends on the server. The other page cannot be reached, and what its metadata says is lost.",
	Fix:        "Remove one of the files, or give one another path. Where both are reachable, the settings for clean addresses and slashes (--clean-urls, --trailing-slash) are not those of the server.",
	Exceptions: "Needs the build (--base-url and --root). Addresses that differ by a closing slash count as one.",
	References: []string{"https://www.rfc-editor.org/rfc/rfc3986#section-6"},
	Bad: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n" +
		"-- index.htm --\n<!doctype html>\n<html lang=en><head><title>Welcome</title>\n</head></html>\n",
	Good: "-- index.html --\n<!doctype html>\n<html lang=en><head><title>Hours</title>\n</head></html>\n" +
		"-- welcome.html --\n<!doctype html>\n<html lang=en><head><title>Welcome</title>\n</head></html>\n",
	Example: check.Example{URL: exampleURL},
	Since:   "0.1.0",
	RunSite: func(pass *check.SitePass) {
		for _, claim := range pass.Site.Claims {
			later, first := pass.Summary(claim[0]), pass.Summary(claim[1])
			if later == nil || first == nil {
				return
			}
			pass.Report(check.On(claim[0], later.Top), "page address", later.URL,
				"this file and %s have the address %s; a server shows one of them only; remove one or give it another path",
				check.Quote(first.Name), check.Quote(later.URL)).
				RelateSome(check.On(claim[1], first.Top), "the other file")
		}
	},
}
