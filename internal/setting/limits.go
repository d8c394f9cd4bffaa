package setting

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/schemaorg"
)

// A Limit is a bound that the setting "limit" can have.
type Limit struct {
	Name string
	// Default holds without the setting. A configuration that was merely found
	// may only lower it.
	Default int64
}

// Bounds are the bounds on what one page may cost; zero is the default of each.
type Bounds struct {
	PageBytes, RecordBytes, SpoolBytes int64
	Extract                            schemaorg.Limits
	Findings                           int
	// Pages ends the run after so many; 0 never. It is given by a number alone.
	Pages int64
}

// bounds are the names of bounds, with what they set.
var bounds = []struct {
	name  string
	field func(*Bounds) (count *int, bytes *int64)
}{
	{"page-bytes", func(b *Bounds) (*int, *int64) { return nil, &b.PageBytes }},
	{"record-bytes", func(b *Bounds) (*int, *int64) { return nil, &b.RecordBytes }},
	{"spool-bytes", func(b *Bounds) (*int, *int64) { return nil, &b.SpoolBytes }},
	{"items", func(b *Bounds) (*int, *int64) { return &b.Extract.Items, nil }},
	{"properties", func(b *Bounds) (*int, *int64) { return &b.Extract.Properties, nil }},
	{"itemref-work", func(b *Bounds) (*int, *int64) { return &b.Extract.ItemrefWork, nil }},
	{"statements", func(b *Bounds) (*int, *int64) { return &b.Extract.Statements, nil }},
	{"json-values", func(b *Bounds) (*int, *int64) { return &b.Extract.JSONValues, nil }},
	{"json-depth", func(b *Bounds) (*int, *int64) { return &b.Extract.JSONDepth, nil }},
	{"json-bytes", func(b *Bounds) (*int, *int64) { return &b.Extract.JSONBytes, nil }},
	{"findings", func(b *Bounds) (*int, *int64) { return &b.Findings, nil }},
}

// defaultBounds are the bounds that hold without the setting.
func defaultBounds() Bounds {
	return Bounds{
		PageBytes: ingest.DefaultMaxPageBytes, RecordBytes: ingest.DefaultMaxRecordBytes, SpoolBytes: ingest.DefaultMaxSpoolBytes,
		Extract: schemaorg.Limits{}.WithDefaults(), Findings: checks.DefaultMaxFindings,
	}
}

// AllLimits are all bounds, with their defaults.
func AllLimits() []Limit {
	usual := defaultBounds()
	var list []Limit
	for _, b := range bounds {
		count, bytes := b.field(&usual)
		l := Limit{Name: b.name}
		if bytes != nil {
			l.Default = *bytes
		} else {
			l.Default = int64(*count)
		}
		list = append(list, l)
	}
	return list
}

func limitNames() []string {
	var names []string
	for _, b := range bounds {
		names = append(names, b.name)
	}
	return names
}

// PageLimit is how many pages a value of "limit" that is a number alone ends
// after; 0 for other values.
func PageLimit(value string) int64 {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

// ParseLimits reads the values of "limit".
func ParseLimits(values []string) (Bounds, error) {
	var all Bounds
	for _, pair := range values {
		if n := PageLimit(pair); n > 0 {
			all.Pages = n
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		n, err := strconv.Atoi(value)
		if err != nil || n <= 0 {
			return all, fmt.Errorf("--limit takes NAME=N with a positive number, not %q", pair)
		}
		known := false
		for _, b := range bounds {
			if b.name != name {
				continue
			}
			known = true
			if count, bytes := b.field(&all); bytes != nil {
				*bytes = int64(n)
			} else {
				*count = n
			}
		}
		if !known {
			return all, fmt.Errorf("unknown limit %q%s", name, checks.Suggest(name, limitNames()))
		}
	}
	return all, nil
}
