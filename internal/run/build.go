package run

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path"
	"path/filepath"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/site/snapshot"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

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

// pathKey makes keys of pages that are files: their paths below a folder. An
// entry of a container goes by its path there, any other page by its address.
func pathKey(w *World, folder string) func(*checks.Result) (key string, container bool) {
	return func(r *checks.Result) (string, bool) {
		if r.Index == 0 {
			if entry, ok := strings.CutPrefix(r.Name, r.Input+"!/"); ok && r.Input != "" {
				return strings.TrimPrefix(path.Clean("/"+entry), "/"), true
			}
			if isPath(r.Name) && (r.Input == r.Name || r.Input == "") {
				full := w.abs(r.Name)
				if rel, ok := below(folder, full); ok {
					return filepath.ToSlash(rel), false
				}
				if real, err := filepath.EvalSymlinks(folder); err == nil {
					if rel, ok := below(real, full); ok {
						return filepath.ToSlash(rel), false
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
	// key is what a page goes by; container reports that it is the path of an
	// entry in a container.
	key func(*checks.Result) (key string, container bool)
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

// read reads all pages of sources that are placed.
func (b *build) read(ctx context.Context, sources iter.Seq2[checks.Source, error]) error {
	b.ignores = map[string]*checks.PageIgnores{}
	containers := true
	err := b.linter.Run(ctx, sources, b.workers, func(r *checks.Result) error {
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
func (b *build) noteRepeated(events *Events, of string) {
	if b.repeated > 0 {
		events.note(fmt.Sprintf("%s%s the path or URL of another, such as %s; of each the latest capture counts, else the first",
			of, plural(b.repeated, "1 page has", "%d pages have"), b.example))
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
