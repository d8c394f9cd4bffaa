package ingest

import (
	"archive/tar"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/klauspost/compress/zip"
	"github.com/klauspost/compress/zstd"

	"github.com/metacheck/metacheck/internal/page"
)

// IsPageName tells whether a file is a page by the ending of its name; of a
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
	for _, f := range files {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		offset, err := f.DataOffset()
		if err != nil {
			if !e.failed(f.Name, err) {
				return false
			}
			continue
		}
		stored := f.Method == zip.Store && f.CompressedSize64 == f.UncompressedSize64
		end := offset + int64(f.CompressedSize64)
		if stored && in.mark.Offset >= end && end > 0 {
			continue // an earlier run has read all of it
		}
		open := func() (io.Reader, func(), error) {
			rc, err := f.Open()
			if err != nil {
				return nil, nil, err
			}
			return rc, func() { rc.Close() }, nil
		}
		inner := &input{size: int64(f.UncompressedSize64), base: -1}
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

// isWACZ tells a WACZ file by the parts that it must have.
func isWACZ(files []*zip.File) bool {
	manifest, archive := false, false
	for _, f := range files {
		manifest = manifest || f.Name == "datapackage.json"
		archive = archive || strings.HasPrefix(f.Name, "archive/") && !strings.HasSuffix(f.Name, "/")
	}
	return manifest && archive
}

// tarBlock is the size of the blocks that a tar file is made of.
const tarBlock = 512

// isTar tells a tar file by the magic of its first header (POSIX ustar and GNU).
func isTar(head []byte) bool {
	return len(head) == tarBlock && bytes.HasPrefix(head[257:], []byte("ustar"))
}

// tar reads a tar file entry by entry, as zip does.
func (r *run) tar(in *input, br *bufio.Reader) bool {
	t := tar.NewReader(br)
	e := &entries{run: r, in: in}
	for {
		h, err := t.Next()
		if err == io.EOF {
			return e.end("tar file")
		}
		if err != nil {
			return r.fail(&Error{Name: in.label(), Input: in.name, Offset: -1, Message: "the tar file cannot be read on: " + readFailure(err), Err: err})
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		inner := &input{size: h.Size, base: -1}
		if !e.entry(h.Name, inner, func() (io.Reader, func(), error) { return t, func() {}, nil }) {
			return false
		}
	}
}

// entries is the reading of a container. Its entries are numbered; archives in
// it go on with their records.
type entries struct {
	*run
	in    *input
	found bool
}

func (e *entries) failed(name string, err error) bool {
	e.found = true
	e.in.number++
	if e.in.number <= e.in.mark.Index {
		return true
	}
	return e.fail(&Error{Name: e.label(name), Input: e.in.name, Offset: -1, Message: "the entry cannot be read: " + readFailure(err), Err: err})
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
		if e.in.nested || http.DetectContentType(head) != "text/html; charset=utf-8" {
			return e.inside(name, inner, br)
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
// those are not looked into.
func (e *entries) inside(name string, inner *input, br *bufio.Reader) bool {
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
	} else {
		e.found = true
	}
	return ok
}
