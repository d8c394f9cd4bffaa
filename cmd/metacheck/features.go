package main

import (
	"fmt"
	"io"
	"path"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/google"
	"github.com/metacheck/metacheck/internal/report"
	pipeline "github.com/metacheck/metacheck/internal/run"
	"github.com/metacheck/metacheck/internal/setting"
)

// showFeatures prints the table of Google's search features: a list of all, or
// all that the table has of those that the arguments name.
func showFeatures(c *cli.Context, v *setting.Values) error {
	var asOf time.Time
	if text := v.Text("as-of"); text != "" {
		t, err := pipeline.ParseAsOf(text)
		if err != nil {
			return err
		}
		asOf = t
	}
	day := google.DayOf(asOf)
	all := google.Features()
	list := all
	names := setting.SplitList(c.Args().Slice())
	if len(names) > 0 {
		list = nil
		for _, name := range names {
			found, err := featuresNamed(all, name)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
	}
	switch format := v.Text("format"); {
	case format == "json":
		return report.FeaturesJSON(c.App.Writer, list, day)
	case format != "text":
		return fmt.Errorf("the features are not written as %q%s (formats: text, json)", format,
			checks.Suggest(format, []string{"text", "json"}))
	case len(names) == 0:
		return report.ListFeatures(c.App.Writer, list, day)
	}
	for i, f := range list {
		if i > 0 {
			if _, err := io.WriteString(c.App.Writer, "\n"); err != nil {
				return err
			}
		}
		if err := report.ExplainFeature(c.App.Writer, f, day); err != nil {
			return err
		}
	}
	return nil
}

// featuresNamed are the features whose slug is the name or matches it as a
// glob.
func featuresNamed(all []*google.Feature, name string) ([]*google.Feature, error) {
	var found []*google.Feature
	var slugs []string
	for _, f := range all {
		ok, err := path.Match(name, f.Slug)
		if err != nil {
			return nil, fmt.Errorf("bad pattern %q for features: %w", name, err)
		}
		if ok {
			found = append(found, f)
		}
		slugs = append(slugs, f.Slug)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("unknown feature %q%s; metacheck checks --feature lists them", name, checks.Suggest(name, slugs))
	}
	return found, nil
}
