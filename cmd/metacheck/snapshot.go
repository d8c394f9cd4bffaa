package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/site/snapshot"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

func snapshotCommand() *cli.Command {
	return &cli.Command{
		Name:      "snapshot",
		Usage:     "keep what pages say in a file, for metacheck diff",
		ArgsUsage: "INPUT... -o FILE",
		Description: inputWords + "\n\n" +
			"The file has one page a line, sorted; the same pages give the same bytes. It is packed when its name\n" +
			"ends in .gz or .zst, and written as a whole or not at all.\n\n" +
			"Exit codes: 0 written; 2 something could not be read, and nothing was written.",
		Flags: slices.Concat([]cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write the snapshot to `FILE`, - for standard output"},
		}, inputFlags("base-url"), []cli.Flag{
			&cli.StringFlag{Name: "root", Usage: "the `FOLDER` that --base-url serves: its files get their addresses"},
		}, addressFlags(), readConfigFlags(), []cli.Flag{
			&cli.BoolFlag{Name: "fragment", Usage: "inputs are parts of pages"},
			workersFlag(),
		}),
		Action: takeSnapshot,
	}
}

// addressFlags are the flags on how a server shows the files of a build.
func addressFlags() []cli.Flag {
	return slices.DeleteFunc(siteFlags(), func(f cli.Flag) bool {
		return !slices.Contains([]string{"index-file", "clean-urls", "trailing-slash"}, f.Names()[0])
	})
}

// readConfigFlags are the flags of the configuration for commands that only read pages.
func readConfigFlags() []cli.Flag {
	return slices.DeleteFunc(configFlags(), func(f cli.Flag) bool { return f.Names()[0] == "no-inline-suppressions" })
}

func workersFlag() cli.Flag {
	return &cli.IntFlag{Name: "workers", Usage: "`N` pages at once", DefaultText: "the number of cores"}
}

func workersOf(c *cli.Context) (int, error) {
	n := c.Int("workers")
	switch {
	case n < 0:
		return 0, fmt.Errorf("--workers takes a positive number, not %d", n)
	case n == 0:
		return runtime.GOMAXPROCS(0), nil
	}
	return n, nil
}

func takeSnapshot(c *cli.Context) error {
	if !hasInputs(c) {
		return errors.New("nothing to keep: name files, folders, globs, or - for standard input")
	}
	file := c.String("output")
	if file == "" {
		return errors.New("metacheck snapshot needs -o FILE, where the snapshot is to be written")
	}
	project, err := openProject(c)
	if err != nil {
		return err
	}
	limits, err := parseLimits(c)
	if err != nil {
		return err
	}
	setup, err := openSite(c, c.Args().Slice(), isPartial(c), project.flags["root"] || project.Name == "")
	if err != nil {
		return err
	}
	inputs, err := inputNames(c)
	if err != nil {
		return err
	}
	workers, err := workersOf(c)
	if err != nil {
		return err
	}
	opts, err := inputOptions(c, "base-url", limits)
	if err != nil {
		return err
	}
	opts.Exclude = project.exclude()
	if file != report.StandardOutput {
		if err := notAnInput(report.Output{Format: "snapshot", Path: file}, inputs); err != nil {
			return err
		}
		if err := report.Replaceable(file); err != nil {
			return err
		}
	}
	settings := checks.Settings{Diff: true, Summaries: true, Positions: true, Skip: []string{"*"}, Limits: limits.extract}
	project.reading(&settings)
	linter, err := checks.New(settings)
	if err != nil {
		return err
	}
	folder := setup.root
	if folder == "" {
		if folder, err = folderOf(inputs); err != nil {
			return err
		}
	}
	fragment := c.Bool("fragment")
	b := &build{linter: linter, workers: workers, key: pathKey(folder), partial: isPartial(c)}
	defer b.close()
	b.prepare = func(src *checks.Source) (bool, error) {
		if err := setup.address(src); err != nil {
			if project.ignores(src.Name, src.URL) {
				return false, nil
			}
			return false, err
		}
		src.Fragment = fragment
		return true, nil
	}
	// A place is enough to say where something was.
	b.bare = true
	b.failed = func(r *checks.Result) error {
		fmt.Fprintf(c.App.ErrWriter, "metacheck: %s\n", inputError(r.Name, r.Label(), r.Err))
		return nil
	}
	err = b.read(c.Context, ingest.Sources(c.Context, inputs, opts))
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted; nothing was written")
	case err != nil:
		return &exitError{exitFailed, err}
	case b.failures > 0:
		return fmt.Errorf("nothing was written: %s could not be read, and a later comparison would miss what is not in the snapshot", countOf(b.failures, "input"))
	case b.header.Pages == 0:
		return errors.New("nothing was written: the inputs have no pages")
	}
	b.noteRepeated(c.App.ErrWriter, "")
	write := func(w io.Writer) error {
		packed, err := snapshot.Pack(w, file)
		if err != nil {
			return err
		}
		if err := snapshot.Write(packed, b.header, interrupted(c.Context, b.rows())); err != nil {
			return err
		}
		return packed.Close()
	}
	if file == report.StandardOutput {
		if err := write(c.App.Writer); err != nil {
			return fmt.Errorf("could not write the snapshot: %w", err)
		}
		return nil
	}
	if err := report.ReplaceFile(file, write); err != nil {
		if errors.Is(err, context.Canceled) {
			return errors.New("interrupted; nothing was written")
		}
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "metacheck: %s holds %s\n", report.Escape(file), countOf(b.header.Pages, "page"))
	return nil
}

// interrupted ends rows with the error of the context when that is done.
func interrupted(ctx context.Context, rows iter.Seq2[snapshot.Row, error]) iter.Seq2[snapshot.Row, error] {
	return func(yield func(snapshot.Row, error) bool) {
		for r, err := range rows {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// folderOf is the folder that keys of pages are relative to: that which all
// inputs are in, absolute.
func folderOf(inputs []string) (string, error) {
	cwd, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("could not find the working folder: %w", err)
	}
	return commonFolder(inputs, cwd), nil
}

// pathKey makes keys of pages that are files: their paths below a folder. An
// entry of a container goes by its path there, any other page by its address.
func pathKey(folder string) func(*checks.Result) (key string, container bool) {
	return func(r *checks.Result) (string, bool) {
		if r.Index == 0 {
			if entry, ok := strings.CutPrefix(r.Name, r.Input+"!/"); ok && r.Input != "" {
				return strings.TrimPrefix(path.Clean("/"+entry), "/"), true
			}
			if isPath(r.Name) && (r.Input == r.Name || r.Input == "") {
				full, err := filepath.Abs(filepath.FromSlash(r.Name))
				if err == nil {
					if rel, ok := below(folder, full); ok {
						return filepath.ToSlash(rel), false
					}
					if real, err := filepath.EvalSymlinks(folder); err == nil {
						if rel, ok := below(real, full); ok {
							return filepath.ToSlash(rel), false
						}
					}
				}
				return r.Name, false
			}
		}
		if r.URL != "" {
			return r.URL, false
		}
		return fmt.Sprintf("%s#%d", path.Base(r.Name), r.Index), false
	}
}

// A build reads the pages of one input into rows that are sorted by key.
type build struct {
	linter  *checks.Linter
	workers int
	// key is what a page goes by; container tells that it is the path of an
	// entry in a container.
	key func(*checks.Result) (key string, container bool)
	// prepare completes a source, and reports whether it is wanted; its error ends
	// the run. It is called by the goroutine that reads the inputs, also after
	// read has returned early. May be nil.
	prepare func(*checks.Source) (bool, error)
	// failed is told of what could not be read.
	failed  func(*checks.Result) error
	partial bool
	// bare leaves out the lines of the page that places come with.
	bare bool

	sorter   snapshot.Sorter
	header   snapshot.Header
	ignores  map[string]*checks.PageIgnores
	failures int
	// top is a folder that all pages of a container are in, with a slash; it is
	// no part of their keys.
	top string
	// repeated is the number of pages that had the key of another.
	repeated int
	example  string
}

// read reads all pages.
func (b *build) read(ctx context.Context, sources iter.Seq2[checks.Source, error]) error {
	b.ignores = map[string]*checks.PageIgnores{}
	containers := true
	err := b.linter.Run(ctx, func(yield func(checks.Source, error) bool) {
		for src, err := range sources {
			wanted := true
			if err != nil {
				src = failedSource(src, err)
			} else if b.prepare != nil {
				if wanted, err = b.prepare(&src); err != nil {
					yield(src, checks.End(err))
					return
				}
			}
			if wanted && !yield(src, err) {
				return
			}
		}
	}, b.workers, func(r *checks.Result) error {
		key, container := b.key(r)
		containers = containers && container
		if r.Err != nil {
			b.failures++
			// What is behind the damage is not known.
			var unread *ingest.Error
			b.partial = b.partial || errors.As(r.Err, &unread) || r.Index > 0 || r.Name != r.Input
			if err := b.failed(r); err != nil {
				return err
			}
			return b.sorter.Add(snapshot.Row{Key: key, Name: r.Name, Failed: true})
		}
		if b.bare {
			r.Summary.DropExcerpts()
		}
		if r.Ignores != nil {
			b.ignores[key] = r.Ignores
		}
		row, err := snapshot.NewRow(key, r.Summary)
		if err != nil {
			return err
		}
		return b.sorter.Add(row)
	})
	if err != nil {
		return err
	}
	return b.count(containers)
}

// count fills the header.
func (b *build) count(containers bool) error {
	b.header.Partial = b.partial
	origins := originOf{}
	first := true
	for r, err := range b.sorter.Rows() {
		if err != nil {
			return err
		}
		if r.Failed {
			continue
		}
		dir, _, ok := strings.Cut(r.Key, "/")
		switch {
		case !containers || !ok:
			b.top = ""
		case first:
			b.top = dir + "/"
		case b.top != dir+"/":
			b.top = ""
		}
		first = false
		b.header.Pages++
		if r.URL != "" {
			b.header.Addressed++
		}
		if !strings.Contains(r.Key, "://") {
			b.header.Paths++
		}
		origins.add(r.URL)
	}
	b.header.Origin = origins.one()
	b.repeated, b.example = b.sorter.Repeated, b.sorter.Example
	if b.top != "" {
		ignores := map[string]*checks.PageIgnores{}
		for key, ig := range b.ignores {
			ignores[strings.TrimPrefix(key, b.top)] = ig
		}
		b.ignores = ignores
	}
	return nil
}

// rows are the pages by key, also those that could not be read.
func (b *build) rows() iter.Seq2[snapshot.Row, error] {
	rows := b.sorter.Rows()
	if b.top == "" {
		return rows
	}
	return func(yield func(snapshot.Row, error) bool) {
		for r, err := range rows {
			r.Key = strings.TrimPrefix(r.Key, b.top)
			if !yield(r, err) {
				return
			}
		}
	}
}

// noteRepeated tells of pages that had the key of another.
func (b *build) noteRepeated(w io.Writer, of string) {
	if b.repeated > 0 {
		fmt.Fprintf(w, "metacheck: note: %s%s the path or address of another, such as %s; of each the latest capture counts, else the first\n",
			of, plural(b.repeated, "1 page has", "%d pages have"), report.Escape(b.example))
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}

func (b *build) close() {
	// Nothing is lost with a temporary file that cannot be removed.
	_ = b.sorter.Close()
}

// An originOf finds the one scheme and host that addresses have.
type originOf struct {
	origin  string
	several bool
}

func (o *originOf) add(address string) {
	u := weburl.ParseHTTP(address)
	if u == nil {
		return
	}
	origin := u.Scheme + "://" + u.Host
	if o.origin != "" && o.origin != origin {
		o.several = true
	}
	o.origin = origin
}

func (o *originOf) one() string {
	if o.several {
		return ""
	}
	return o.origin
}
