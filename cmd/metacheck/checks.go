package main

import (
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/setting"
	"github.com/metacheck/metacheck/schemaorg"
)

func versionLine() string {
	return fmt.Sprintf("metacheck %s (schema.org %s)", checks.Version, schemaorg.Release)
}

func checksCommand() *cli.Command {
	return &cli.Command{
		Name:      "checks",
		Usage:     "list the checks",
		ArgsUsage: "[IDS or globs]",
		Flags:     settingFlags(setting.Checks),
		Action: func(c *cli.Context) error {
			v, err := settingsOf(c, setting.Checks)
			if err != nil {
				return err
			}
			if v.Bool("feature") {
				return showFeatures(c, v)
			}
			if v.Set("as-of") {
				return errors.New("--as-of says nothing of checks; use it with --feature")
			}
			if v.Bool("profile") {
				return showProfiles(c, v)
			}
			list := checks.All()
			if patterns := setting.SplitList(c.Args().Slice()); len(patterns) > 0 {
				l, err := checks.New(checks.Settings{Only: patterns})
				if err != nil {
					return err
				}
				list = l.Running()
			}
			switch format := v.Text("format"); format {
			case "text":
				return report.ListText(c.App.Writer, list)
			case "json":
				return report.ListJSON(c.App.Writer, list)
			case "markdown":
				return report.ListMarkdown(c.App.Writer, list)
			default:
				return fmt.Errorf("unknown format %q%s (formats: text, json, markdown)", format,
					checks.Suggest(format, setting.CheckFormats))
			}
		},
	}
}

func explainCommand() *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "print what a check looks for, why, and how to fix it",
		ArgsUsage: "ID...",
		Action: func(c *cli.Context) error {
			if c.Args().Len() == 0 {
				return errors.New("explain what? name a check, such as og/title-missing (metacheck checks lists them)")
			}
			var list []*check.Check
			for _, id := range c.Args().Slice() {
				one, err := checks.ByID(id)
				if err != nil {
					return err
				}
				list = append(list, one)
			}
			for i, one := range list {
				if i > 0 {
					if _, err := fmt.Fprintln(c.App.Writer); err != nil {
						return err
					}
				}
				if err := report.Explain(c.App.Writer, one); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
