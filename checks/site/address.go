package site

import (
	"github.com/metacheck/metacheck/checks/check"
)

var duplicateAddress = &check.Check{
	ID:         "site/duplicate-address",
	Severity:   check.Error,
	Title:      "Two files of the build with the same URL",
	Impact:     "servers show only one of the two pages",
	Why:        "A server shows one of the two files; which one depends on the server. Nobody can reach the other page, and its metadata is lost.",
	Fix:        "Remove one of the files, or move it to another path. If both pages can be reached, the settings for clean URLs and slashes (--clean-urls, --trailing-slash) do not match the server.",
	Exceptions: "Needs the build (--base-url and --root). URLs that differ only in a trailing slash count as the same.",
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
				"this file and %s have the same URL: %s", check.Quote(first.Name), check.Quote(later.URL)).
				Advise("remove one of the files, or move it to another path").
				RelateSome(check.On(claim[1], first.Top), "the other file")
		}
	},
}
