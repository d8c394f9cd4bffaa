package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/ingest"
	"github.com/metacheck/metacheck/internal/report"
)

// inputWords describe what every command that reads pages takes.
const inputWords = "Inputs are files, folders, globs, - for standard input, and archived page records (JSON or\n" +
	"JSON lines with the page in \"html\"), plain, gzip or zstd."

// inputFlags are the flags of the commands that read pages. The flag for the
// address that resolves others goes by the names given.
func inputFlags(base string, aliases ...string) []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "url", Usage: "the `ADDRESS` of the page, when there is just one"},
		&cli.StringFlag{Name: base, Aliases: aliases, Usage: "resolve relative addresses against `ADDRESS`; says nothing of the page's own"},
		&cli.StringSliceFlag{Name: "header", Usage: "a response `\"NAME: VALUE\"` that came with the pages (repeatable)"},
		&cli.BoolFlag{Name: "no-ignore", Usage: "read also what .gitignore and .metacheckignore exclude"},
		limitFlag(),
	}
}

// pages are the pages of the inputs that a command names, as its flags say;
// base is the name of the flag for the address that resolves others.
func pages(c *cli.Context, base string, limits limits) (iter.Seq2[checks.Source, error], error) {
	header, err := parseHeader(c.StringSlice("header"))
	if err != nil {
		return nil, err
	}
	return ingest.Sources(c.Context, c.Args().Slice(), ingest.Options{
		URL: c.String("url"), BaseURL: c.String(base), Header: header,
		Stdin: c.App.Reader, NoIgnore: c.Bool("no-ignore"),
		MaxPageBytes: limits.input.MaxPageBytes, MaxRecordBytes: limits.input.MaxRecordBytes,
	}), nil
}

// interruptible is a sequence that ends at once, with the error of the context,
// when the context is done: also while an input blocks. It is read one page
// ahead.
func interruptible(ctx context.Context, sources iter.Seq2[checks.Source, error]) iter.Seq2[checks.Source, error] {
	type next struct {
		src checks.Source
		err error
	}
	return func(yield func(checks.Source, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		ahead := make(chan next)
		go func() {
			defer close(ahead)
			for src, err := range sources {
				select {
				case ahead <- next{src, err}:
				case <-ctx.Done():
					return
				}
			}
		}()
		for {
			select {
			case <-ctx.Done():
				yield(checks.Source{}, ctx.Err())
				return
			case n, ok := <-ahead:
				if !ok || !yield(n.src, n.err) {
					return
				}
			}
		}
	}
}

// failedSource is what is known of a source that could not be read.
func failedSource(src checks.Source, err error) checks.Source {
	var e *ingest.Error
	if src.Name == "" && errors.As(err, &e) {
		src.Name, src.Index = e.Name, e.Record
	}
	return src
}

// inputError is the error of an input with its label in front, once, for a
// terminal.
func inputError(name, label string, err error) string {
	msg := err.Error()
	if name != "" && !strings.HasPrefix(msg, name) {
		msg = label + ": " + msg
	}
	return report.Escape(msg)
}

func parseHeader(fields []string) (http.Header, error) {
	if len(fields) == 0 {
		return nil, nil
	}
	h := http.Header{}
	for _, f := range fields {
		name, value, ok := strings.Cut(f, ":")
		name = strings.TrimSpace(name)
		if !ok || name == "" || strings.ContainsAny(name, " \t") {
			return nil, fmt.Errorf("--header takes \"NAME: VALUE\", not %q", f)
		}
		h.Add(name, strings.TrimSpace(value))
	}
	return h, nil
}
