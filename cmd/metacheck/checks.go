package main

import (
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/report"
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
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "profile", Usage: "list the profiles, or show what the one named by the first argument makes of the checks"},
			&cli.BoolFlag{Name: "feature", Usage: "list Google's search features, or show what those named by the arguments ask for"},
			&cli.StringFlag{Name: "as-of", Usage: "with --feature, the `DATE` that counts as today, 2006-01-02 or RFC 3339"},
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "output `FORMAT`: text, json or markdown"},
		},
		Action: func(c *cli.Context) error {
			if c.Bool("feature") {
				return showFeatures(c)
			}
			if c.IsSet("as-of") {
				return errors.New("--as-of says nothing of checks; use it with --feature")
			}
			if c.Bool("profile") {
				return showProfiles(c)
			}
			list := checks.All()
			if patterns := splitList(c.Args().Slice()); len(patterns) > 0 {
				l, err := checks.New(checks.Settings{Only: patterns})
				if err != nil {
					return err
				}
				list = l.Running()
			}
			switch format := c.String("format"); format {
			case "text":
				return report.ListText(c.App.Writer, list)
			case "json":
				return report.ListJSON(c.App.Writer, list)
			case "markdown":
				return report.ListMarkdown(c.App.Writer, list)
			default:
				return fmt.Errorf("unknown format %q%s (formats: text, json, markdown)", format,
					checks.Suggest(format, []string{"text", "json", "markdown"}))
			}
		},
	}
}

func explainCommand() *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "print what a check looks for, why, and how to mend it",
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
