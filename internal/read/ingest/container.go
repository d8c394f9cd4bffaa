package ingest

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/zip"
	"github.com/klauspost/compress/zstd"

	"github.com/metacheck/metacheck/internal/page"
)

// IsPageName reports whether a file is a page by the ending of its name; of a
// folder such files are read.
func IsPageName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml", ".shtml", ".xht":
		return true
	}
	return false
}

// zip reads a zip file through its central directory, entry by entry: pages, and
// archives of pages. Of a WACZ file (WACZ 1.1.1, section 5) only the WARC files
// in archive/ are read: its other parts repeat what stands there.
func (r *run) zip(in *input, counted io.ReaderAt) bool {
	z, err := zip.NewReader(counted, in.size)
	if err != nil {
		return r.fail(&Error{Name: in.label(), Input: in.name, Message: "the zip file cannot be read: " + err.Error(), Err: err})
	}
	z.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20)))
	files := z.File
	if isWACZ(files) {
		files = files[:0:0]
		for _, f := range z.File {
			if strings.HasPrefix(f.Name, "archive/") && !strings.HasSuffix(f.Name, "/") {
				files = append(files, f)
			}
		}
	}
	e := &entries{run: r, in: in}
	var read spans
	for _, f := range files {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		offset, err := f.DataOffset()
		e.at = offset
		if err != nil {
			e.at = -1
			if !e.failed(f.Name, err) {
				return false
			}
			continue
		}
		// Each byte of the file counts once: of a file that names one stretch for
		// many entries, a few bytes would become any number of pages.
		end := offset + int64(f.CompressedSize64)
		if end < offset || end > in.size {
			err = fmt.Errorf("it has %d bytes from byte %d on, and the file ends before", f.CompressedSize64, offset)
		} else if !read.add(span{offset - zipHeader, end}) {
			err = errors.New("it has bytes of the file that belong to another entry as well")
		}
		if err != nil {
			if !e.failed(f.Name, err) {
				return false
			}
			continue
		}
		stored := f.Method == zip.Store && f.CompressedSize64 == f.UncompressedSize64
		if stored && in.mark.Offset >= end && end > 0 {
			continue // an earlier run has read all of it
		}
		open := func() (io.Reader, func(), error) {
			rc, err := f.Open()
			if err != nil {
				return nil, nil, err
			}
			return &sized{rc, f.UncompressedSize64}, func() { rc.Close() }, nil
		}
		inner := &input{size: int64(min(f.UncompressedSize64, math.MaxInt64)), base: -1}
		if stored {
			section := io.NewSectionReader(in.at, offset, int64(f.CompressedSize64))
			inner.at, inner.base, inner.single = section, offset, in.single
		}
		if !e.entry(f.Name, inner, open) {
			return false
		}
	}
	return e.end("zip file")
}

// zipHeader is the least size of the header before the data of an entry.
const zipHeader = 30

// A sized reader reads an entry that says how large it is, and no more.
type sized struct {
	in   io.Reader
	left uint64
}

func (s *sized) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	if uint64(n) > s.left {
		return int(s.left), errors.New("it holds more bytes than it declares")
	}
	s.left -= uint64(n)
	return n, err
}

// A span is a stretch of a file, from its first byte to behind its last.
type span struct{ from, to int64 }

// spans are stretches that do not overlap, in sorted lists each of which is at
// least twice as long as the next. So n of them are added in n log² n steps in
// whatever order they come.
type spans [][]span

// add adds a span, and reports whether none of the others overlaps it; else it is
// not added.
func (s *spans) add(n span) bool {
	for _, list := range *s {
		i, _ := slices.BinarySearchFunc(list, n.from+1, func(o span, from int64) int { return cmp.Compare(o.to, from) })
		if i < len(list) && list[i].from < n.to {
			return false
		}
	}
	list := []span{n}
	for last := len(*s) - 1; last >= 0 && len((*s)[last]) < 2*len(list); last-- {
		list = mergeSpans((*s)[last], list)
		*s = (*s)[:last]
	}
	*s = append(*s, list)
	return true
}

func mergeSpans(a, b []span) []span {
	if a[len(a)-1].to <= b[0].from {
		return append(a, b...) // as entries come as a rule
	}
	merged := make([]span, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].from > b[0].from {
			a, b = b, a
		}
		merged = append(merged, a[0])
		a = a[1:]
	}
	return append(append(merged, a...), b...)
}

// isWACZ tells a WACZ file by the parts that it must have.
func isWACZ(files []*zip.File) bool {
	manifest, archive := false, false
	for _, f := range files {
		manifest = manifest || f.Name == "datapackage.json"
		archive = archive || strings.HasPrefix(f.Name, "archive/") && !strings.HasSuffix(f.Name, "/")
	}
	return manifest && archive
}

// entries is the reading of a container. Its entries are numbered; archives in
// it go on with their records.
type entries struct {
	*run
	in    *input
	found bool
	cut   bool // an entry was told to be cut off
	// at is where the content of the entry at hand begins in the file, or in what
	// is packed in it; -1 when unknown.
	at int64
}

func (e *entries) failed(name string, err error) bool {
	e.found = true
	e.cut = e.cut || errors.Is(err, io.ErrUnexpectedEOF)
	e.in.number++
	if e.in.number <= e.in.mark.Index {
		return true
	}
	return e.fail(&Error{
		Name: e.label(name), Input: e.in.name, Offset: e.at, Unpacked: e.at >= 0 && e.in.packed,
		Message: "the entry cannot be read: " + readFailure(err), Err: err,
	})
}

// label is the name of a page in a container: "site.zip!/a/index.html".
func (e *entries) label(name string) string {
	return e.in.label() + "!/" + strings.TrimPrefix(path.Clean("/"+name), "/")
}

func (e *entries) end(what string) bool {
	if !e.found && e.in.mark.Index == 0 {
		return e.fail(&Error{Name: e.in.label(), Input: e.in.name, Message: fmt.Sprintf("no pages found in the %s", what)})
	}
	return e.alive()
}

// entry reads an entry if it is a page, or an archive of pages.
func (e *entries) entry(name string, inner *input, open func() (io.Reader, func(), error)) bool {
	if !e.alive() {
		return false
	}
	named := IsPageName(name)
	if named && e.in.number < e.in.mark.Index {
		e.in.number++
		e.found = true
		e.pass(Resumed)
		return true
	}
	content, closer, err := open()
	if err != nil {
		return e.failed(name, err)
	}
	defer closer()
	br := bufio.NewReaderSize(content, sniffBytes)
	head, err := br.Peek(tarBlock)
	if err != nil && err != io.EOF {
		return e.failed(name, err)
	}
	if !named {
		kind := http.DetectContentType(head)
		if e.in.nested || kind != "text/html; charset=utf-8" {
			unknown := kind == "application/octet-stream" || strings.HasPrefix(kind, "text/plain")
			return e.inside(name, inner, br, unknown)
		}
		if e.in.number < e.in.mark.Index {
			e.in.number++
			e.pass(Resumed)
			return true
		}
	}
	e.found = true
	e.in.number++
	e.progress.Records.Add(1)
	src := page.Source{Name: e.label(name), Index: e.in.number, Input: e.in.name, Offset: -1}
	if !e.wanted(&src) {
		return true
	}
	buf := newBuffer()
	src.Data, src.Truncated, err = readPage(br, buf.b, e.opts.MaxPageBytes, inner.size)
	if err != nil {
		buf.release()
		e.in.number--
		return e.failed(name, err)
	}
	buf.b, src.Release = src.Data, buf.release
	return e.page(src)
}

// inside reads an entry that is no page, if it is an archive of pages. Those in
// those are not looked into. Whether the first bytes of the entry are of no known
// kind says unknown.
func (e *entries) inside(name string, inner *input, br *bufio.Reader, unknown bool) bool {
	if e.in.nested {
		e.pass(OtherRecord)
		return true
	}
	before := e.in.number
	errorsBefore := e.progress.Errors.Load()
	inner.name, inner.prefix = e.in.name, e.label(name)
	inner.in, inner.nested = br, true
	inner.mark, inner.number = e.in.mark, e.in.number
	ok := e.stream(inner)
	e.in.number = inner.number
	if inner.number == before && e.progress.Errors.Load() == errorsBefore {
		e.pass(OtherRecord)
		if ok && unknown {
			// It may be a page that damage has made unlike one: at its end its
			// checksum tells. The entries of a known kind are no pages.
			if _, err := io.CopyN(io.Discard, br, e.opts.MaxPageBytes); err != nil && err != io.EOF {
				return e.failed(name, err)
			}
		}
	} else {
		e.found = true
	}
	return ok
}
