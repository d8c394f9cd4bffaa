// Command metacheck lints the metadata of web pages.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/redact"
	"github.com/metacheck/metacheck/internal/report"
)

// Exit codes are a contract with scripts and CI systems.
const (
	exitClean    = 0 // the work was done, nothing at or above --fail-on
	exitFindings = 1 // findings at or above --fail-on
	exitFailed   = 2 // some or all of the work could not be done
)

func main() { os.Exit(program()) }

// program runs the command in the process that it is called in.
func program() int {
	tuneCollector()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal ends the run in order, the second at once.
	context.AfterFunc(ctx, stop)
	defer stop()
	return run(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr)
}

// An exitError ends the run with a code and, when it has one, a message.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

// run is the command: it gives the exit code and touches nothing of the
// process but the streams it is given.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	app := newApp(stdin, stdout, stderr)
	args, err := permute(app, args)
	if err == nil {
		err = app.RunContext(ctx, args)
	}
	if err == nil {
		return exitClean
	}
	code := exitFailed
	var exit *exitError
	if errors.As(err, &exit) {
		code = exit.code
	}
	if msg := err.Error(); msg != "" {
		fmt.Fprintf(stderr, "metacheck: %s\n", shownError(msg))
	}
	return code
}

// shownError is the message of an error for a terminal. Errors quote what the
// user gave: names of files, which can hold anything, and URLs, which can hold
// credentials.
func shownError(message string) string { return report.EscapeLines(redact.Text(message)) }

func newApp(stdin io.Reader, stdout, stderr io.Writer) *cli.App {
	return &cli.App{
		Name:      "metacheck",
		Usage:     "lint the metadata of web pages",
		UsageText: "metacheck COMMAND [flags] [arguments]",
		Description: "metacheck reads Open Graph, Twitter cards, canonical and other links, head metadata and\n" +
			"schema.org microdata, RDFa and JSON-LD out of pages, and says what is wrong with them,\n" +
			"at the exact place. It needs no network.",
		Version:                   checks.Version,
		HideVersion:               true,
		Reader:                    stdin,
		Writer:                    stdout,
		ErrWriter:                 stderr,
		DisableSliceFlagSeparator: true,
		// run prints errors and sets the code, also those of usage.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   func(_ *cli.Context, err error, _ bool) error { return err },
		Action: func(c *cli.Context) error {
			if name := c.Args().First(); name != "" {
				return unknownCommand(c.App, name)
			}
			return cli.ShowAppHelp(c)
		},
		Commands: []*cli.Command{
			lintCommand(),
			extractCommand(),
			snapshotCommand(),
			diffCommand(),
			queryCommand(),
			summaryCommand(),
			checksCommand(),
			explainCommand(),
			configCommand(),
			completionCommand(),
			manCommand(),
			versionCommand(),
		},
	}
}

func unknownCommand(app *cli.App, name string) error {
	var names []string
	for _, c := range app.Commands {
		names = append(names, c.Names()...)
	}
	return fmt.Errorf("unknown command %q%s (metacheck help lists them)", name, checks.Suggest(name, names))
}

func versionCommand() *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: "print the version and the release of the schema.org vocabulary",
		Action: func(c *cli.Context) error {
			_, err := fmt.Fprintln(c.App.Writer, versionLine())
			return err
		},
	}
}
