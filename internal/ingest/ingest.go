// Package ingest turns inputs into the named bytes of pages: files, folders,
// patterns, standard input; pages as they are and archived page records in
// JSON; plain, or packed with gzip or zstd.
//
// [Sources] takes the inputs one by one (files.go), passing over what ignore
// files leave out (ignore.go). A stream is unpacked and its content looked at,
// never its name (unpack.go): it is one page, or records (record.go). Pages
// come out in the order of the inputs, one at a time, so the memory in use
// does not grow with their number. What cannot be read becomes an [Error] in
// its place, and the rest is read.
//
// There are no goroutines here: everything happens inside the loop over the
// sequence.
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

	"github.com/metacheck/metacheck/internal/page"
)

// The bounds that hold where Options gives none.
const (
	// DefaultMaxPageBytes is the size beyond which a page is cut: 16 MiB.
	DefaultMaxPageBytes = 16 << 20
	// DefaultMaxRecordBytes is the size beyond which an archived record is
	// refused: 64 MiB, room for the largest page with escapes and the record's
	// other fields. About four times as much memory is in use while a record of
	// this size is read.
	DefaultMaxRecordBytes = 64 << 20
)

// Options says how inputs are read. The zero value reads files and folders.
type Options struct {
	// URL is the address of the page. It needs inputs that hold one page.
	URL string
	// BaseURL resolves the relative addresses of pages whose own address is
	// unknown.
	BaseURL string
	// Header counts as the response header of every page.
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
	// NoIgnore reads what ignore files leave out, and node_modules folders.
	NoIgnore bool
}

// An Error says what could not be read and why.
type Error struct {
	// Name is the input: a path as in [page.Source], a pattern as given.
	Name string
	// Record numbers the record at fault, from 1; 0 when the fault is not one
	// record's.
	Record int
	// Offset is where that record begins, in bytes of the unpacked input.
	Offset int64
	// Message is for people.
	Message string
	// Err is the cause, or nil.
	Err error
}

// Error is the message with the place in front:
// "pages.jsonl: record 3 (byte 1234): unexpected end of JSON".
// Parts of it can come from the input: escape it for a terminal.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Name != "" {
		b.WriteString(e.Name + ": ")
	}
	if e.Record > 0 {
		fmt.Fprintf(&b, "record %d (byte %d): ", e.Record, e.Offset)
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
//   - the path of a folder: the files below it that end in .html, .htm, .xhtml,
//     .shtml or .xht, in upper or lower case
//   - a pattern such as "site/**/*.html" ("*", "**", "?", "[a-z]", "{a,b}"),
//     where no file has it as its name: the files that match
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

	// The buffers before and after unpacking; there is one stream at a time.
	packedBuf, plainBuf *bufio.Reader

	seen  map[string]bool // names of the files read; nil with a single input
	over  bool            // nothing may be yielded any more
	pages int             // counted only when Options.URL is given
	held  *page.Source    // the first page, until there is known to be no second
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
	return &run{
		ctx:       ctx,
		opts:      opts,
		yield:     yield,
		readDir:   os.ReadDir,
		packedBuf: bufio.NewReaderSize(nil, bufferBytes),
		plainBuf:  bufio.NewReaderSize(nil, bufferBytes),
	}
}

// page yields a page after filling in what the options say of it. With a URL
// the first page waits, so that none is linted under a wrong address.
func (r *run) page(src page.Source) bool {
	if !r.alive() {
		return false
	}
	src.BaseURL, src.Header = r.opts.BaseURL, r.opts.Header
	if r.opts.URL == "" {
		return r.send(src, nil)
	}
	src.URL = r.opts.URL
	r.pages++
	if r.pages == 1 {
		r.held = &src
		return true
	}
	r.held = nil
	r.send(page.Source{}, &Error{
		Name:    src.Name,
		Message: "a second page, but --url is the address of one page; lint that page alone, or give --base-url",
	})
	r.over = true
	return false
}

// fail yields an error.
func (r *run) fail(err *Error) bool {
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

// alive tells whether the loop goes on; it ends it when the context is done.
func (r *run) alive() bool {
	if r.over {
		return false
	}
	if r.ctx.Err() == nil {
		return true
	}
	cause := context.Cause(r.ctx)
	r.send(page.Source{}, &Error{Message: "stopped: " + cause.Error(), Err: r.ctx.Err()})
	r.over = true
	return false
}

func (r *run) send(src page.Source, err error) bool {
	if !r.over && !r.yield(src, err) {
		r.over = true
	}
	return !r.over
}
