package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/schemaorg"
)

// limits are the bounds that --limit sets; zero is the default of each.
type limits struct {
	input    ingest.Options // MaxPageBytes, MaxRecordBytes, MaxSpoolBytes
	extract  schemaorg.Limits
	findings int
	pages    int64 // a bare number; 0 is none
}

// limitNames are the names that --limit takes, with what they set.
var limitNames = []struct {
	name string
	set  func(*limits, int)
}{
	{"page-bytes", func(l *limits, n int) { l.input.MaxPageBytes = int64(n) }},
	{"record-bytes", func(l *limits, n int) { l.input.MaxRecordBytes = int64(n) }},
	{"spool-bytes", func(l *limits, n int) { l.input.MaxSpoolBytes = int64(n) }},
	{"items", func(l *limits, n int) { l.extract.Items = n }},
	{"properties", func(l *limits, n int) { l.extract.Properties = n }},
	{"itemref-work", func(l *limits, n int) { l.extract.ItemrefWork = n }},
	{"statements", func(l *limits, n int) { l.extract.Statements = n }},
	{"json-values", func(l *limits, n int) { l.extract.JSONValues = n }},
	{"json-depth", func(l *limits, n int) { l.extract.JSONDepth = n }},
	{"json-bytes", func(l *limits, n int) { l.extract.JSONBytes = n }},
	{"findings", func(l *limits, n int) { l.findings = n }},
}

// pageLimit is how many pages a value of --limit that is a number alone ends
// after; 0 for other values.
func pageLimit(value string) int64 {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

func limitFlag() cli.Flag {
	var names []string
	for _, l := range limitNames {
		names = append(names, l.name)
	}
	return &cli.StringSliceFlag{Name: "limit",
		Usage: "`NAME=N` sets a bound on what one page may cost (repeatable): " + strings.Join(names, ", ") + "; a number alone ends after so many pages"}
}

func parseLimits(c *cli.Context) (limits, error) {
	var l limits
	for _, pair := range c.StringSlice("limit") {
		if n := pageLimit(pair); n > 0 {
			l.pages = n
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		n, err := strconv.Atoi(value)
		if err != nil || n <= 0 {
			return l, fmt.Errorf("--limit takes NAME=N with a positive number, not %q", pair)
		}
		known := false
		var names []string
		for _, limit := range limitNames {
			names = append(names, limit.name)
			if limit.name == name {
				limit.set(&l, n)
				known = true
			}
		}
		if !known {
			return l, fmt.Errorf("unknown limit %q%s", name, checks.Suggest(name, names))
		}
	}
	return l, nil
}
