package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/compress"
	"github.com/metacheck/metacheck/internal/read/warc"
)

// captures reads the pages of a web archive: captures of HTTP responses,
// resources, revisits of those, and conversions, where they are HTML. Records
// of other kinds are counted and passed over, before more than the beginning of
// them is read.
//
// Pages are numbered by their records; requests and the like count as well.
func (r *run) captures(in *input, p *compress.Reader) bool {
	c := &capturing{run: r, in: in, seen: newRevisits(in)}
	skip := in.mark.Offset - max(in.base, 0)
	if in.mark.Index > 0 && in.at != nil && in.base >= 0 {
		c.unread = true
		c.first = in.number
	}
	if c.unread && skip < in.size && (skip > 0 || skip == 0 && (in.base > 0 || in.mark.Index == 1)) {
		// On from the record that was read last.
		dict, err := compress.ReadDictionary(io.NewSectionReader(in.at, 0, in.size))
		if err != nil {
			return r.fail(&Error{Name: in.label(), Input: in.name, Message: readFailure(err), Err: err})
		}
		p.Close() // reads ahead where nothing is wanted
		p = c.openAt(in.mark.Offset, dict, true)
		defer p.Close()
		r.progress.ReadBytes.Add(skip)
		in.number = in.mark.Index - 1
	}
	c.dict = p.Dictionary
	wr := warc.NewReader(p, in.number)
	before := in.number
	for {
		rec, err := wr.Next()
		switch {
		case err == io.EOF:
			if in.number == before && !in.nested && c.faults == 0 {
				return r.fail(&Error{Name: in.label(), Input: in.name, Message: "no pages found: the archive has no records"})
			}
			return r.alive()
		case err != nil:
			var damage *warc.Damage
			if !errors.As(err, &damage) {
				return r.fail(&Error{Name: in.label(), Input: in.name, Offset: -1, Message: readFailure(err), Err: err})
			}
			in.number = max(in.number, damage.Record)
			if !c.damaged(damage) {
				return false
			}
			continue
		}
		in.number = rec.Number
		r.progress.Records.Add(1)
		if !c.record(wr, rec) {
			return false
		}
	}
}

// capturing is the reading of one archive.
type capturing struct {
	*run
	in     *input
	seen   *revisits
	dict   func() []byte
	unread bool // what an earlier run has read is not known to revisits yet
	first  int  // number of the record before the first
	faults int
}

// openAt reads the archive from an offset on. What is read counts as progress
// when it is told to.
func (c *capturing) openAt(offset int64, dict []byte, counts bool) *compress.Reader {
	at, base, size := c.in.at, c.in.base, c.in.size
	open := func(offset int64) io.Reader {
		section := io.NewSectionReader(at, offset-base, size-(offset-base))
		if counts {
			return &counter{c.ctx, section, &c.progress.ReadBytes}
		}
		return section
	}
	return compress.NewReader(open(offset), compress.Options{
		Offset: offset, Dictionary: dict, Near: !counts,
		Seek: func(offset int64) (io.Reader, error) { return open(offset), nil },
	})
}

func (c *capturing) damaged(d *warc.Damage) bool {
	c.faults++
	if d.Record > 0 && d.Record <= c.in.mark.Index {
		return true // told by the earlier run
	}
	e := &Error{Name: c.in.label(), Input: c.in.name, Record: d.Record, Offset: d.Offset, Message: d.Message, Err: d.Err}
	switch {
	case c.in.base < 0:
		e.Offset = -1
	case d.Inner > 0:
		e.Message = fmt.Sprintf("%s (byte %d of what is packed there)", e.Message, d.Inner)
	}
	return c.fail(e)
}

// headBytes is how much of a block is read to decide on it.
const headBytes = 8 << 10

// record reads a record if it holds a page that is wanted.
func (c *capturing) record(wr *warc.Reader, rec *warc.Record) bool {
	if rec.Number <= c.in.mark.Index {
		c.pass(Resumed)
		return true
	}
	switch rec.Type {
	case "response", "resource", "conversion", "revisit":
	default:
		c.pass(OtherRecord)
		return true
	}
	c.seen.note(rec)
	src := page.Source{
		Name: c.in.label(), Index: rec.Number, Input: c.in.name, Offset: rec.Offset,
		URL: rec.URI, Captured: rec.Date,
	}
	if c.in.base < 0 {
		src.Offset = -1
	}
	if !c.wanted(&src) {
		return true
	}
	buf := newBuffer()
	done := false
	defer func() {
		if !done {
			buf.release()
		}
	}()
	block, isHTTP, cut, page, more := c.block(wr, rec, &src, buf)
	if !page {
		return more
	}
	if rec.Type == "revisit" {
		return c.revisit(rec, src, block)
	}
	resp := warc.Response{Body: block}
	if isHTTP {
		resp = warc.ParseResponse(block)
		src.Status, src.Header = resp.Status, resp.Header
		if reason, ok := c.judge(rec, &resp); !ok {
			c.pass(reason)
			return true
		}
	} else if mt := rec.ContentType; mt != "" && rec.ARC == 0 {
		src.Header = http.Header{"Content-Type": {mt}}
	}
	if src.Truncation != "" && warc.Complete(resp) {
		src.Truncation = "" // only what follows the page is missing
	}
	if reason := truncation(rec); reason != "" {
		src.Truncation = reason
	}
	src.Truncated = src.Truncation != ""
	second := newBuffer()
	body := warc.DecodeBody(resp, second.b, c.opts.MaxPageBytes)
	if body.Own {
		second.b = body.Data
		buf, second = second, buf
	}
	second.release()
	if len(body.Data) == 0 && body.Fault != "" && len(resp.Body) > 0 {
		return c.damaged(&warc.Damage{Record: rec.Number, Offset: max(rec.Offset, 0), Inner: rec.Inner, Message: "the body of the capture cannot be unpacked: " + body.Fault})
	}
	if isNotHTML(body.Data) {
		c.pass(NotHTML)
		return true
	}
	c.finish(&src, body, cut)
	src.Release = buf.release
	done = true
	c.seen.keep(rec, &src)
	return c.page(src)
}

// block reads the block of a record: of a page that is wanted, as far as it can
// be read, into the buffer. Page is false for other records, and for what is of no
// use; more reports whether the archive can be read on.
func (c *capturing) block(wr *warc.Reader, rec *warc.Record, src *page.Source, buf *buffer) (block []byte, isHTTP, cut, page, more bool) {
	block, err := readMore(wr, buf.b[:0], headBytes)
	if err != nil {
		return nil, isHTTP, false, false, c.broken(err)
	}
	isHTTP = isHTTPBlock(rec, block)
	whole := int64(len(block)) == rec.Length
	if isHTTP || rec.Type == "revisit" {
		resp := warc.ParseResponse(block)
		src.Status = resp.Status
		if headEnds(block) || whole {
			if reason, ok := c.judge(rec, &resp); !ok {
				buf.b = block
				c.pass(reason)
				return nil, isHTTP, false, false, true
			}
		}
	} else if reason, ok := judgeType(rec.ContentType, rec.Get("WARC-Identified-Payload-Type"), block); !ok {
		buf.b = block
		c.pass(reason)
		return nil, isHTTP, false, false, true
	}
	// The bound is on the page; the header of the response comes on top.
	limit := c.opts.MaxPageBytes + 1<<20
	block, err = readMore(wr, block, limit)
	buf.b = block
	if err != nil {
		return nil, isHTTP, false, false, c.broken(err)
	}
	cut = rec.Length > int64(len(block))
	if err := wr.Finish(); err != nil {
		var damage *warc.Damage
		if !errors.As(err, &damage) {
			return nil, isHTTP, false, false, c.broken(err)
		}
		if !c.damaged(damage) {
			return nil, isHTTP, false, false, false
		}
		cutOff := errors.Is(damage, io.ErrUnexpectedEOF)
		if damage.Lost {
			// What was there before the end is as good as any; what cannot be
			// unpacked, or has a wrong checksum, is not.
			if !cutOff || rec.Type == "revisit" || isHTTP && !headEnds(block) {
				return nil, isHTTP, false, false, true
			}
			src.Truncation = "the archive ends inside its record"
		}
		switch {
		case damage.True >= 0 && damage.True < int64(len(block)):
			block = block[:damage.True]
		case damage.True < 0 && cutOff:
			block = bytes.TrimSuffix(block, []byte("\r\n\r\n"))
		}
		// What is left of it is what the record holds.
		cut = false
	}
	return block, isHTTP, cut, true, true
}

// finish fills in what the body says.
func (c *capturing) finish(src *page.Source, body warc.Body, cut bool) {
	src.Data = body.Data
	if body.Cut || cut {
		src.Data, src.Truncated = wholeRunes(body.Data), true
	}
	if body.Fault != "" && src.Truncation == "" && !cut {
		src.Truncated, src.Truncation = true, body.Fault
	}
}

// broken is a stream that cannot be read on.
func (c *capturing) broken(err error) bool {
	return c.fail(&Error{Name: c.in.label(), Input: c.in.name, Offset: -1, Message: readFailure(err), Err: err})
}

// truncation says why the writer of the archive cut a record (WARC-Truncated;
// ISO 28500, section 5.13).
func truncation(rec *warc.Record) string {
	switch reason := strings.ToLower(rec.Get("WARC-Truncated")); reason {
	case "":
		return ""
	case "length":
		return "the archiver cut it at its bound on length"
	case "time":
		return "the archiver cut it when its time was up"
	case "disconnect":
		return "the connection broke while it was captured"
	default:
		return "the archiver cut it, for a reason that it does not name"
	}
}

// isHTTPBlock reports whether a block holds an HTTP response.
func isHTTPBlock(rec *warc.Record, block []byte) bool {
	if rec.ARC == 0 {
		mt := mediaType(rec.ContentType)
		return mt == "application/http" || rec.Type == "response" && mt == "" && hasStatusLine(block)
	}
	return hasStatusLine(block)
}

func hasStatusLine(block []byte) bool {
	return len(block) > 5 && bytes.EqualFold(block[:5], []byte("HTTP/"))
}

// headEnds reports whether the header of a response ends within its first bytes.
func headEnds(block []byte) bool {
	return bytes.Contains(block, []byte("\r\n\r\n")) || bytes.Contains(block, []byte("\n\n"))
}

// judge decides on a response by its header and the beginning of its body.
func (c *capturing) judge(rec *warc.Record, resp *warc.Response) (Reason, bool) {
	if !c.opts.Select.Status.has(resp.Status) {
		// The status of a revisit that the server answered with 304 is that of
		// what it refers to.
		if rec.Type != "revisit" || resp.Status != http.StatusNotModified {
			return OtherStatus, false
		}
	}
	if rec.Type == "revisit" {
		return 0, true
	}
	declared := resp.Header.Get("Content-Type")
	if resp.Header == nil {
		declared = rec.ContentType
		if mediaType(declared) == "application/http" {
			declared = ""
		}
	}
	return judgeType(declared, rec.Get("WARC-Identified-Payload-Type"), resp.Body)
}

// judgeType decides by the media types: the declared one, and the one that the
// archiver found. Where neither says anything, the content does.
func judgeType(declared, identified string, body []byte) (Reason, bool) {
	if isHTMLType(declared) || isHTMLType(identified) {
		return 0, true
	}
	switch mediaType(declared) {
	case "", "application/octet-stream", "application/unknown", "unknown/unknown", "content/unknown", "no-type", "no_type", "unk", "unknown":
		// A body that is packed has to be unpacked before it can be told.
		if http.DetectContentType(body) == "text/html; charset=utf-8" || compress.FormatOf(body) != compress.Plain {
			return 0, true
		}
	}
	return OtherType, false
}

func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	s, _, _ = strings.Cut(s, ",")
	return strings.ToLower(strings.TrimSpace(s))
}

func isHTMLType(s string) bool {
	switch mediaType(s) {
	case "text/html", "application/xhtml+xml", "application/xhtml", "application/vnd.wap.xhtml+xml":
		return true
	}
	return false
}

// isNotHTML reports whether what was served as HTML surely is something else: an
// image, a document, an archive, JSON, or noise. It is asked of what is left
// when all encodings are off.
func isNotHTML(data []byte) bool {
	head := data[:min(len(data), 512)]
	if len(head) == 0 {
		return false
	}
	mt, _, _ := strings.Cut(http.DetectContentType(head), ";")
	switch mt {
	case "text/html", "text/xml":
		return false
	case "text/plain":
		return beginsRecords(head) == yes
	case "application/octet-stream":
		// A page with stray control characters, or in UTF-16, has tags.
		wide := bytes.Contains(head, []byte("<\x00")) || bytes.Contains(head, []byte("\x00<"))
		return !wide && (page.IsNoise(head) || !bytes.Contains(head, []byte("<")))
	}
	return true
}

// readMore appends to data from the block at hand until it has limit bytes.
func readMore(in io.Reader, data []byte, limit int64) ([]byte, error) {
	for int64(len(data)) < limit {
		if len(data) == cap(data) {
			grown := make([]byte, len(data), max(2*cap(data), newBufferBytes))
			copy(grown, data)
			data = grown
		}
		room := data[len(data):cap(data)]
		if left := limit - int64(len(data)); int64(len(room)) > left {
			room = room[:left]
		}
		n, err := in.Read(room)
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return data, err
		}
	}
	return data, nil
}
