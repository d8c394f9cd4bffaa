package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/report"
	pipeline "github.com/metacheck/metacheck/internal/run"
	"github.com/metacheck/metacheck/internal/setting"
)

// now is the clock of the command.
func now() time.Time { return time.Now() }

// inputWords describe what every command that reads pages takes.
const inputWords = "Inputs are files, folders, globs, - for standard input, and URLs (https, s3, gs). They contain pages,\n" +
	"or archives of pages: WARC, ARC and WACZ files, page records in JSON (the page in \"html\"), Parquet tables,\n" +
	"zip and tar files; plain, gzip or zstd. That is seen by the content."

// exitCodes describe those of commands with findings.
const exitCodes = "Exit codes: 0 nothing at or above --fail-on; 1 findings at or above it; 2 some work could not be done."

// listen prints what a run has to tell.
func listen(w io.Writer) *pipeline.Events {
	say := func(format string, args ...any) {
		// Nobody is to be told when standard error is closed.
		_, _ = fmt.Fprintf(w, "metacheck: "+format, args...)
	}
	return &pipeline.Events{
		Problem: func(text string) { say("%s\n", text) },
		Broken: func(r *checks.Result, f checks.Failure) {
			say("%s: check %s broke, the other checks ran: %s\n%s", report.Escape(r.Label()), f.Check, report.Escape(f.Err), report.EscapeLines(f.Stack))
		},
		Note: func(text string) { say("note: %s\n", report.Escape(text)) },
		Done: func(text string) { say("%s\n", report.Escape(text)) },
	}
}

// ended is the end of a run as the error of a command.
func ended(out *pipeline.Outcome, err error) error {
	var known *pipeline.Error
	switch {
	case errors.As(err, &known):
		return &exitError{codes[known.Verdict], err}
	case err != nil:
		return err
	case out.Verdict != pipeline.Clean:
		return &exitError{code: codes[out.Verdict]}
	}
	return nil
}

// codes are the exit codes of verdicts.
var codes = map[pipeline.Verdict]int{pipeline.Clean: exitClean, pipeline.Findings: exitFindings, pipeline.Failed: exitFailed}

func lintCommand() *cli.Command {
	return &cli.Command{
		Name:        "lint",
		Usage:       "check pages and print findings",
		ArgsUsage:   "INPUT...",
		Description: inputWords + "\n\n" + exitCodes,
		Flags:       settingFlags(setting.Lint),
		Action: func(c *cli.Context) error {
			if err := needInputs(c, "nothing to lint"); err != nil {
				return err
			}
			o, v, err := optionsOf(c, setting.Lint)
			if err != nil {
				return err
			}
			shown, err := newProgress(v.Text("progress"), c.App.Writer, c.App.ErrWriter, o.Store.Announce)
			if err != nil {
				return err
			}
			defer shown.done()
			events := listen(shown.stderr(c.App.ErrWriter))
			if shown != nil {
				o.Read.Progress = shown.read
				events.Begin, events.End, events.Page = shown.begin, shown.done, shown.page
			}
			return ended(pipeline.Lint(c.Context, o, *events))
		},
	}
}

// needInputs refuses a command that names nothing to read, before a
// configuration is looked for.
func needInputs(c *cli.Context, nothing string) error {
	if c.Args().Len() == 0 && !c.IsSet("from-list") {
		return errors.New(nothing + ": name files, folders, globs, or - for standard input")
	}
	return nil
}

func extractCommand() *cli.Command {
	return &cli.Command{
		Name:      "extract",
		Usage:     "print what pages say: head, links, Open Graph, Twitter cards, structured data",
		ArgsUsage: "INPUT...",
		Description: inputWords + "\n\n" +
			"nquads and jsonld hold microdata, RDFa and JSON-LD; in nquads, --base is the URL of the page.\n\n" +
			"What the reader of a page stumbles over, such as broken JSON, is told on standard error, or is\n" +
			"part of the output in json; it does not change the exit code.\n\n" +
			"Exit codes: 0 done; 2 something could not be read.",
		Flags: settingFlags(setting.Extract),
		Action: func(c *cli.Context) error {
			if err := needInputs(c, "nothing to extract from"); err != nil {
				return err
			}
			o, _, err := optionsOf(c, setting.Extract)
			if err != nil {
				return err
			}
			return ended(pipeline.Extract(c.Context, o, *listen(c.App.ErrWriter)))
		},
	}
}

func snapshotCommand() *cli.Command {
	return &cli.Command{
		Name:      "snapshot",
		Usage:     "keep what pages say in a file, for metacheck diff",
		ArgsUsage: "INPUT... -o FILE",
		Description: inputWords + "\n\n" +
			"The file has one page a line, sorted; the same pages give the same bytes. It is packed when its name\n" +
			"ends in .gz or .zst, and written as a whole or not at all.\n\n" +
			"Exit codes: 0 written; 2 something could not be read, and nothing was written.",
		Flags: settingFlags(setting.Snapshot),
		Action: func(c *cli.Context) error {
			if err := needInputs(c, "nothing to keep"); err != nil {
				return err
			}
			o, _, err := optionsOf(c, setting.Snapshot)
			if err != nil {
				return err
			}
			return ended(pipeline.Snapshot(c.Context, o, *listen(c.App.ErrWriter)))
		},
	}
}

func diffCommand() *cli.Command {
	return &cli.Command{
		Name:      "diff",
		Usage:     "compare two builds of a site and print what its metadata have lost",
		ArgsUsage: "OLD NEW",
		Description: "OLD and NEW are each a snapshot (metacheck snapshot), a folder, an archive or a page as for metacheck lint,\n" +
			"or a folder of a git revision: git:main:public. Pages are matched by their paths below the folder, else\n" +
			"by their URLs; renamed pages by their canonical links and their content.\n\n" + exitCodes,
		Flags: settingFlags(setting.Diff),
		Action: func(c *cli.Context) error {
			if n := c.Args().Len(); n != 2 {
				return fmt.Errorf("metacheck diff takes two inputs, OLD and NEW, not %d", n)
			}
			o, _, err := optionsOf(c, setting.Diff)
			if err != nil {
				return err
			}
			return ended(pipeline.Diff(c.Context, o, *listen(c.App.ErrWriter)))
		},
	}
}
