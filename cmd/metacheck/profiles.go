package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/setting"
)

// showProfiles prints the profiles, or what one of them, the first argument,
// makes of the checks that the other arguments name.
func showProfiles(c *cli.Context, v *setting.Values) error {
	list := checks.All()
	profiles := checks.Profiles
	args := c.Args().Slice()
	if len(args) > 0 {
		p, err := checks.ProfileByName(args[0])
		if err != nil {
			return err
		}
		profiles = []*checks.Profile{p}
	}
	patterns := setting.SplitList(args[min(1, len(args)):])
	if len(patterns) > 0 {
		l, err := checks.New(checks.Settings{Only: patterns})
		if err != nil {
			return err
		}
		list = l.Running()
	}
	switch format := v.Text("format"); {
	case format == "json":
		return report.ProfilesJSON(c.App.Writer, profiles, list)
	case format != "text":
		return fmt.Errorf("profiles come as text or json, not as %q", format)
	case len(args) == 0:
		return report.ListProfiles(c.App.Writer, profiles)
	default:
		return report.ProfileText(c.App.Writer, profiles[0], list, len(patterns) > 0)
	}
}
