// Package ingest turns inputs into the named bytes of pages: files, folders,
// patterns, standard input and named addresses; pages as they are, web archives
// (WARC, ARC, WACZ), records in JSON, tables in Parquet, and zip and tar files of
// pages; plain, or packed with gzip or zstd.
//
// [Sources] takes the inputs one by one (files.go, web.go), passing over what
// ignore files leave out (ignore.go). A stream is unpacked and its content looked
// at, never its name (stream.go): it is one page, or holds many (capture.go,
// record.go, table.go, container.go). A [Selection] says which of them are wanted
// (selection.go). Pages come out in the order of the inputs, one at a time, so
// the memory in use does not grow with their number. What cannot be read becomes
// an [Error] in its place, and the rest is read.
//
// What is packed is unpacked by a goroutine of [pack.Reader] ahead of the loop
// over the sequence, and where progress is asked for, another one lists the
// inputs for their sizes. Everything else happens inside that loop.
package ingest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/remote"
)

// The bounds that hold where Options gives none.
const (
	// DefaultMaxPageBytes is the size beyond which a page is cut: 16 MiB.
	DefaultMaxPageBytes = 16 << 20
	// DefaultMaxRecordBytes is the size beyond which an archived record is
	// refused: 64 MiB, room for the largest page with escapes and the record's
	// other fields. Up to four times as much memory is in use while a record of
	// this size is read, six times when it has invalid UTF-8 or the like.
	DefaultMaxRecordBytes = 64 << 20
	// DefaultMaxSpoolBytes is the size beyond which a zip file or table that
	// comes as a stream is refused: 8 GiB.
	DefaultMaxSpoolBytes = 8 << 30
)

// Options says how inputs are read. The zero value reads files and folders.
type Options struct {
	// URL is the address of the page. It needs inputs that hold one page.
	URL string
	// BaseURL resolves the relative addresses of pages whose own address is
	// unknown.
	BaseURL string
	// Header counts as the response header of every page; in one that came with
	// a header it replaces the fields of the same names.
	Header http.Header
	// Stdin is what the input "-" reads; StdinName is its name in reports,
	// "<stdin>" when empty.
	Stdin     io.Reader
	StdinName string
	// MaxPageBytes bounds a page, in bytes after unpacking; a longer page is
	// cut and marked. DefaultMaxPageBytes when zero or less.
	MaxPageBytes int64
	// MaxRecordBytes bounds an archived record, in bytes of JSON; a longer one
	// is an error and the next is read. DefaultMaxRecordBytes when zero or less.
	MaxRecordBytes int64
	// MaxSpoolBytes bounds what of a stream is kept in a temporary file, for zip
	// files and tables, which need to be read from the end.
	// DefaultMaxSpoolBytes when zero or less.
	MaxSpoolBytes int64
	// NoIgnore reads what ignore files leave out, and node_modules folders.
	NoIgnore bool
	// Exclude tells of a file or folder met in a folder, by its name as in
	// [page.Source], that it is not to be read; it may be nil.
	Exclude func(name string) bool
	// Fields says under which names records and tables have the page and what
	// is known beside it.
	Fields Fields
	// Select says which pages are read.
	Select Selection
	// Skip tells how far an earlier run has read an input, by its name (Input
	// in [page.Source]); the zero Mark means not at all. Records up to the mark
	// are passed over, and not even read where Offset is known and the input can
	// be read from any place. Skip may be nil.
	Skip func(input string) Mark
	// Progress counts what is read; it may be nil.
	Progress *Progress
	// Client fetches what is named by an address (http, https, s3, gs). Such
	// inputs are errors when it is nil.
	Client *remote.Client
	// Note is told what is worth knowing of an input that is read all the same;
	// it may be nil. It is called by whoever goes through the sequence. Parts of
	// what it is told can come from servers: escape it for a terminal.
	Note func(input, message string)
}

// An Error says what could not be read and why.
type Error struct {
	// Name is the input: a path as in [page.Source], a pattern as given.
	Name string
	// Record numbers the record at fault, from 1; 0 when the fault is not one
	// record's.
	Record int
	// Input is the file, stream or object at fault; see [page.Source].
	Input string
	// Offset is where that record begins, or where the damage was met when
	// Record is 0: in bytes of the input as stored, or, when Unpacked is set,
	// in bytes of what is packed in it. It is -1 when unknown.
	Offset   int64
	Unpacked bool
	// Message is for people.
	Message string
	// Err is the cause, or nil.
	Err error
}

// Error is the message with the place in front:
// "pages.jsonl: record 3 (byte 1234): unexpected end of JSON". The byte is that
// of the file as stored; "(byte 1234 unpacked)" counts what is packed in it.
// Parts of it can come from the input: escape it for a terminal.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Name != "" {
		b.WriteString(e.Name + ": ")
	}
	unpacked := ""
	if e.Unpacked {
		unpacked = " unpacked"
	}
	switch {
	case e.Record > 0 && e.Offset >= 0:
		fmt.Fprintf(&b, "record %d (byte %d%s): ", e.Record, e.Offset, unpacked)
	case e.Record > 0:
		fmt.Fprintf(&b, "record %d: ", e.Record)
	case e.Offset > 0:
		fmt.Fprintf(&b, "byte %d%s: ", e.Offset, unpacked)
	}
	b.WriteString(e.Message)
	return b.String()
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// Sources yields each page of the inputs in order, or an *[Error] in the place
// of what could not be read. An input is one of these, tried in this order:
//
//   - "-": standard input
//   - the path of a file, read whatever its name is and whatever ignore files
//     say
//   - the path of a folder: the pages below it, which end in .html, .htm,
//     .xhtml, .shtml or .xht, and the web archives, in .warc or .arc, packed
//     with .gz or .zst behind that, or in .wacz; in upper or lower case
//   - a pattern such as "site/**/*.html" ("*", "**", "?", "[a-z]", "{a,b}"),
//     where no file has it as its name: the files that match
//   - an address that begins with https://, http://, s3:// or gs://, where
//     Options has a Client
//
// Each holds one page, or many: as a WARC, ARC or WACZ file, as records in JSON,
// as a Parquet table, as a zip or tar file. That is seen by the content.
//
// Folders are read in lexical order, folder by folder, hidden ones too. Left
// out are folders named .git and node_modules, and what .gitignore and
// .metacheckignore files say, in the folder itself, below it, and above it up
// to the root of its git repository, else up to the working directory. Links
// to files are followed there, links to folders are not, and links that lead
// nowhere are passed over.
//
// A page named twice is yielded once; paths are compared as written, with "./"
// and the like removed.
//
// The sequence ends early, with an error that wraps the context's, when ctx is
// done. A read that blocks, as of standard input, is not interrupted.
func Sources(ctx context.Context, inputs []string, opts Options) iter.Seq2[page.Source, error] {
	return func(yield func(page.Source, error) bool) {
		r := newRun(ctx, opts, yield)
		if len(inputs) > 1 {
			r.seen = make(map[string]bool)
		}
		defer r.measureAhead(inputs)()
		for _, in := range inputs {
			if !r.input(in) {
				return
			}
		}
		r.flush()
	}
}

// A run is one loop over the sequence. Its methods that read things return
// false when the loop is over.
type run struct {
	ctx     context.Context
	opts    Options
	yield   func(page.Source, error) bool
	readDir func(string) ([]os.DirEntry, error)

	progress  *Progress
	streamBuf *bufio.Reader // before unpacking; there is one stream at a time
	measuring bool          // only the sizes of files are wanted

	seen  map[string]bool // names of the files read; nil with a single input
	named map[string]int  // how many inputs had a name that is a URL
	over  bool            // nothing may be yielded any more
	pages int64
	held  *page.Source // the first page, until there is known to be no second
}

func newRun(ctx context.Context, opts Options, yield func(page.Source, error) bool) *run {
	if opts.MaxPageBytes <= 0 {
		opts.MaxPageBytes = DefaultMaxPageBytes
	}
	if opts.MaxRecordBytes <= 0 {
		opts.MaxRecordBytes = DefaultMaxRecordBytes
	}
	if opts.StdinName == "" {
		opts.StdinName = "<stdin>"
	}
	if opts.MaxSpoolBytes <= 0 {
		opts.MaxSpoolBytes = DefaultMaxSpoolBytes
	}
	r := &run{ctx: ctx, opts: opts, yield: yield, readDir: os.ReadDir, progress: opts.Progress}
	if r.progress == nil {
		r.progress = new(Progress)
	}
	return r
}

// measureAhead finds the sizes of the inputs, in a goroutine that is ahead of
// the reading, for who shows progress. The function that it returns ends it.
func (r *run) measureAhead(inputs []string) (end func()) {
	if r.opts.Progress == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(r.ctx)
	opts := r.opts
	opts.URL = ""
	m := newRun(ctx, opts, func(page.Source, error) bool { return true })
	m.measuring, m.readDir = true, r.readDir
	if len(inputs) > 1 {
		m.seen = make(map[string]bool)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		known := true
		for _, in := range inputs {
			known = known && in != "-" && !remote.Is(in)
			if !m.input(in) {
				return
			}
		}
		r.progress.TotalKnown.Store(known)
	}()
	return func() {
		cancel()
		<-done
	}
}

// page yields a page after filling in what the options say of it. With a URL
// the first page waits, so that none is linted under a wrong address.
func (r *run) page(src page.Source) bool {
	if !r.alive() {
		return false
	}
	src.BaseURL = r.opts.BaseURL
	if year := src.Captured.Year(); year < 1970 || year > 2261 {
		// None that can be true; what keeps nanoseconds since 1970 ends there.
		src.Captured = time.Time{}
	}
	if len(src.Header) == 0 {
		src.Header = r.opts.Header
	} else if len(r.opts.Header) > 0 {
		src.Header = src.Header.Clone()
		for name, values := range r.opts.Header {
			src.Header[name] = values
		}
	}
	r.pages++
	if r.opts.URL == "" {
		if limit := r.opts.Select.MaxPages; limit > 0 && r.pages >= limit {
			r.send(src, nil)
			r.over = true
			return false
		}
		return r.send(src, nil)
	}
	src.URL = r.opts.URL
	if r.pages == 1 {
		r.held = &src
		return true
	}
	r.held = nil
	r.send(page.Source{}, &Error{
		Name:    src.Name,
		Message: "a second page, but --url is the URL of one page; lint that page alone, or use --base-url",
	})
	r.over = true
	return false
}

// fail yields an error.
func (r *run) fail(err *Error) bool {
	if err.Record == 0 && err.Offset == 0 {
		err.Offset = -1 // the fault of a whole input stands nowhere in it
	}
	if r.measuring {
		return r.alive()
	}
	return r.alive() && r.flush() && r.send(page.Source{}, err)
}

// flush yields the page that is held back.
func (r *run) flush() bool {
	if r.held == nil {
		return !r.over
	}
	src := *r.held
	r.held = nil
	return r.send(src, nil)
}

// alive reports whether the loop goes on; it ends it when the context is done.
func (r *run) alive() bool {
	if r.over {
		return false
	}
	if r.ctx.Err() == nil {
		return true
	}
	if r.measuring {
		return false
	}
	cause := context.Cause(r.ctx)
	r.send(page.Source{}, &Error{Message: "stopped: " + cause.Error(), Err: r.ctx.Err()})
	r.over = true
	return false
}

func (r *run) send(src page.Source, err error) bool {
	if !r.over {
		if err != nil {
			r.progress.Errors.Add(1)
		} else {
			r.progress.Pages.Add(1)
			r.progress.PageBytes.Add(int64(len(src.Data)))
		}
	}
	if !r.over && !r.yield(src, err) {
		r.over = true
	}
	return !r.over
}
