package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/read/remote"
	"github.com/metacheck/metacheck/internal/redact"
	"github.com/metacheck/metacheck/internal/report"
)

// inputWords describe what every command that reads pages takes.
const inputWords = "Inputs are files, folders, globs, - for standard input, and addresses (https, s3, gs). They hold pages,\n" +
	"or archives of pages: WARC, ARC and WACZ files, page records in JSON (the page in \"html\"), Parquet tables,\n" +
	"zip and tar files; plain, gzip or zstd. That is seen by the content."

// inputFlags are the flags of the commands that read pages. The flag for the
// address that resolves others goes by the names given.
func inputFlags(base string, aliases ...string) []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "url", Usage: "the `ADDRESS` of the page, when there is just one"},
		&cli.StringFlag{Name: base, Aliases: aliases, Usage: "resolve relative addresses against `ADDRESS`; says nothing of the page's own"},
		&cli.StringSliceFlag{Name: "header", Usage: "a response `\"NAME: VALUE\"` that came with the pages (repeatable)"},
		&cli.BoolFlag{Name: "no-ignore", Usage: "read also what .gitignore and .metacheckignore exclude"},
		limitFlag(),
		&cli.StringSliceFlag{Name: "from-list", Usage: "read inputs also from the lines of `FILE`, - for standard input (repeatable)"},
		&cli.StringSliceFlag{Name: "record-field", Usage: "`NAME=FIELD` tells where records and tables have what: " + strings.Join(ingest.FieldNames(), ", ") + " (repeatable, or with commas)"},
		&cli.StringFlag{Name: "status", Usage: "read archived pages with these HTTP `STATUSES`: 200,404, 2xx or all (default: 2xx)"},
		&cli.StringSliceFlag{Name: "include-url", Usage: "read only pages whose address matches `PATTERN`: a glob, or a regular expression between slashes (repeatable)"},
		&cli.StringSliceFlag{Name: "exclude-url", Usage: "do not read pages whose address matches `PATTERN` (repeatable)"},
		&cli.StringFlag{Name: "sample", Usage: "read a `SHARE` of the pages, such as 1%; the same ones every time"},
		&cli.StringFlag{Name: "shard", Usage: "read the `I/N`-th part of the pages, such as 1/4"},
		&cli.Int64Flag{Name: "max-pages", Usage: "end after `N` pages", DefaultText: "all"},
		&cli.DurationFlag{Name: "fetch-timeout", Value: remote.DefaultTimeout, Usage: "give up a URL whose server keeps us waiting for this `DURATION`, with all tries; each 16 kB that come give a second back"},
		&cli.DurationFlag{Name: "fetch-deadline", Value: remote.DefaultDeadline, Usage: "give up a URL after waiting for its server for this `DURATION` in all, however much comes"},
	}
}

// pages are the pages of the inputs that a command names, as its flags say;
// base is the name of the flag for the address that resolves others. What
// exclude tells of is not looked for in folders; it may be nil. more can set
// further options.
func pages(c *cli.Context, base string, limits limits, exclude func(name string) bool, more ...func(*ingest.Options)) (iter.Seq2[checks.Source, error], error) {
	inputs, err := inputNames(c)
	if err != nil {
		return nil, err
	}
	opts, err := inputOptions(c, base, limits)
	if err != nil {
		return nil, err
	}
	opts.Exclude = exclude
	for _, set := range more {
		set(&opts)
	}
	if opts.Select.MaxPages < 0 {
		// An earlier run has read as many as are wanted.
		return func(func(checks.Source, error) bool) {}, nil
	}
	return ingest.Sources(c.Context, inputs, opts), nil
}

// inputNames are the inputs that a command names, the arguments before those of
// lists.
func inputNames(c *cli.Context) ([]string, error) {
	names := slices.Clone(c.Args().Slice())
	for _, list := range c.StringSlice("from-list") {
		in := c.App.Reader
		if list != "-" {
			f, err := os.Open(list)
			if err != nil {
				return nil, fmt.Errorf("could not read --from-list: %w", err)
			}
			defer f.Close()
			if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
				return nil, fmt.Errorf("--from-list %s is empty: it names no inputs; a list without any has a line that begins with #, or comes from standard input", list)
			}
			in = f
		} else if slices.Contains(names, "-") {
			return nil, errors.New("standard input cannot be both an input and --from-list")
		}
		more, err := ingest.ReadList(in)
		if err != nil {
			return nil, fmt.Errorf("could not read --from-list %s: %w", list, err)
		}
		names = append(names, more...)
	}
	return names, nil
}

// hasInputs tells whether a command names anything to read.
func hasInputs(c *cli.Context) bool { return c.Args().Len() > 0 || c.IsSet("from-list") }

// inputOptions are the options of reading that the flags of a command set.
func inputOptions(c *cli.Context, base string, limits limits) (ingest.Options, error) {
	opts := ingest.Options{
		URL: urlFlag(c, "url"), BaseURL: urlFlag(c, base),
		Stdin: c.App.Reader, NoIgnore: c.Bool("no-ignore"),
		MaxPageBytes: limits.input.MaxPageBytes, MaxRecordBytes: limits.input.MaxRecordBytes,
		MaxSpoolBytes: limits.input.MaxSpoolBytes,
		Note:          notesOf(c).add,
	}
	fetch := remote.Options{Getenv: os.Getenv, UserAgent: "metacheck/" + checks.Version, Timeout: c.Duration("fetch-timeout"), Deadline: c.Duration("fetch-deadline")}
	for _, name := range []string{"fetch-timeout", "fetch-deadline"} {
		if c.Duration(name) <= 0 {
			return opts, fmt.Errorf("--%s takes a duration above zero, such as 30s or 10m, not %s", name, c.Duration(name))
		}
	}
	opts.Client = remote.New(fetch)
	opts.Select.MaxPages = max(c.Int64("max-pages"), limits.pages)
	if c.IsSet("max-pages") && c.Int64("max-pages") <= 0 {
		return opts, fmt.Errorf("--max-pages takes a positive number, not %d", c.Int64("max-pages"))
	}
	var err error
	if opts.Header, err = parseHeader(c.StringSlice("header")); err != nil {
		return opts, err
	}
	if lists := c.StringSlice("record-field"); len(lists) > 0 {
		if opts.Fields, err = ingest.ParseFields(lists...); err != nil {
			return opts, fmt.Errorf("--record-field: %w", err)
		}
	}
	if v := c.String("status"); v != "" {
		if opts.Select.Status, err = ingest.ParseStatuses(v); err != nil {
			return opts, fmt.Errorf("--status: %w", err)
		}
	}
	for name, to := range map[string]*[]*ingest.URLPattern{"include-url": &opts.Select.Include, "exclude-url": &opts.Select.Exclude} {
		for _, v := range c.StringSlice(name) {
			p, err := ingest.ParseURLPattern(v)
			if err != nil {
				return opts, fmt.Errorf("--%s: %w", name, err)
			}
			*to = append(*to, p)
		}
	}
	if v := c.String("sample"); v != "" {
		if opts.Select.Sample, err = ingest.ParseSample(v); err != nil {
			return opts, fmt.Errorf("--sample: %w", err)
		}
	}
	if v := c.String("shard"); v != "" {
		if opts.Select.Shard, opts.Select.Shards, err = ingest.ParseShard(v); err != nil {
			return opts, fmt.Errorf("--shard: %w", err)
		}
	}
	return opts, nil
}

// urlFlag is the URL that a flag gives, without credentials: pages are called
// by it.
func urlFlag(c *cli.Context, name string) string { return redact.URL(c.String(name)) }

// notes are what readers of inputs have to tell. They are printed when the
// command has done its work: a reader runs beside it and may not write to
// standard error.
type notes struct {
	mu   sync.Mutex
	list []string
	more int
}

// maxNotes bounds the notes that are printed.
const maxNotes = 20

// notesOf are the notes of the command that runs.
func notesOf(c *cli.Context) *notes { return c.App.Metadata[notesKey].(*notes) }

// notesKey is where an app has its notes.
const notesKey = "notes"

// add adds a note on an input, once.
func (n *notes) add(input, message string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	note := input + ": " + message
	switch {
	case slices.Contains(n.list, note):
	case len(n.list) == maxNotes:
		n.more++
	default:
		n.list = append(n.list, note)
	}
}

// print prints the notes.
func (n *notes) print(w io.Writer) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, note := range n.list {
		fmt.Fprintf(w, "metacheck: note: %s\n", report.Escape(note))
	}
	if n.more > 0 {
		fmt.Fprintf(w, "metacheck: note: the same holds for %s more\n", countOf(n.more, "input"))
	}
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
	if !errors.As(err, &e) {
		return src
	}
	if src.Name == "" {
		src.Name, src.Index = e.Name, e.Record
	}
	src.Input, src.Offset = e.Input, e.Offset
	if e.Unpacked {
		src.Offset = -1 // that of a source counts what is stored
	}
	return src
}

// inputError is the error of an input with its label in front, once, for a
// terminal.
func inputError(name, label string, err error) string {
	msg := redact.Text(err.Error())
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
			return nil, fmt.Errorf("--header takes \"NAME: VALUE\", not %q", redact.Header(f))
		}
		h.Add(name, strings.TrimSpace(value))
	}
	return h, nil
}
