package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/report"
)

func extractCommand() *cli.Command {
	return &cli.Command{
		Name:      "extract",
		Usage:     "print what pages say: head, links, Open Graph, Twitter cards, structured data",
		ArgsUsage: "INPUT...",
		Description: inputWords + "\n\n" +
			"nquads and jsonld hold microdata, RDFa and JSON-LD; in nquads, --base is the address of the page.\n\n" +
			"What the reader of a page stumbles over, such as broken JSON, is told on standard error, or is\n" +
			"part of the output in json; it does not change the exit code.\n\n" +
			"Exit codes: 0 done; 2 something could not be read.",
		Flags: slices.Concat([]cli.Flag{
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "output `FORMAT`: " + extractFormatNames()},
			&cli.StringSliceFlag{Name: "syntax", Usage: "extract only these `SYNTAXES`, separated by commas: " + strings.Join(report.SyntaxNames(), ", ")},
		}, inputFlags("base", "base-url"), []cli.Flag{
			&cli.StringFlag{Name: "color", Value: "auto", Usage: "`WHEN` to use colours: auto, always or never"},
		}),
		Action: extract,
	}
}

func extractFormatNames() string {
	var names []string
	for _, f := range report.ExtractFormats {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

func extract(c *cli.Context) error {
	if !hasInputs(c) {
		return errors.New("nothing to extract from: name files, folders, globs, or - for standard input")
	}
	format, err := report.ExtractFormatNamed(c.String("format"))
	if err != nil {
		return err
	}
	syntaxes, err := report.ParseSyntaxes(splitList(c.StringSlice("syntax")), format)
	if err != nil {
		return err
	}
	limits, err := parseLimits(c)
	if err != nil {
		return err
	}
	sources, err := pages(c, "base", limits, nil)
	if err != nil {
		return err
	}
	color, err := wantColor(c.String("color"), c.App.Writer)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(c.App.Writer, 1<<16)
	rep := format.New(out, report.ExtractOptions{Syntaxes: syntaxes, Color: color})
	done, failed, interrupted := 0, 0, false
	for src, err := range interruptible(c.Context, sources) {
		if errors.Is(err, context.Canceled) {
			interrupted = true
			break
		}
		var p *page.Page
		if err == nil {
			p, err = page.Read(src, page.Options{Limits: limits.extract})
		}
		var notes []string
		if err != nil {
			failed++
			src = failedSource(src, err)
			notes = []string{inputError(src.Name, report.SourceLabel(&src), err)}
			err = rep.Failed(src, err)
		} else {
			done++
			notes, err = rep.Page(p)
		}
		if err == nil {
			err = out.Flush()
		}
		if err != nil {
			return fmt.Errorf("could not write the output: %w", err)
		}
		for _, note := range notes {
			fmt.Fprintf(c.App.ErrWriter, "metacheck: %s\n", note)
		}
	}
	err = rep.Close()
	if err == nil {
		err = out.Flush()
	}
	switch {
	case err != nil:
		return fmt.Errorf("could not write the output: %w", err)
	case interrupted:
		return fmt.Errorf("interrupted; what is printed is what the first %d pages say", done)
	case failed > 0:
		return &exitError{code: exitFailed}
	}
	return nil
}
