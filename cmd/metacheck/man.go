package main

import (
	"io"

	"github.com/urfave/cli/v2"
)

// manEnd is what the library's manual pages lack.
const manEnd = `
.SH EXIT STATUS
.TP
.B 0
The work was done, and nothing at or above --fail-on was found.
.TP
.B 1
Findings at or above --fail-on, or, with --baseline-strict, fixed findings that the baseline still lists.
.TP
.B 2
Some of the work could not be done.
`

func manCommand() *cli.Command {
	return &cli.Command{
		Name:  "man",
		Usage: "print the manual page, in roff: metacheck man | man -l -",
		Action: func(c *cli.Context) error {
			page, err := c.App.ToManWithSection(1)
			if err != nil {
				return err
			}
			_, err = io.WriteString(c.App.Writer, page+manEnd)
			return err
		},
	}
}
