package ingest

import (
	"bytes"
	"container/list"
	"errors"
	"hash/maphash"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/s2"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/warc"
)

const (
	// notedCaptures is about how many captures of a file are known to revisits:
	// at least so many before the revisit, at most twice as many.
	notedCaptures = 250_000
	// keptCaptures bounds the pages kept for revisits of a stream that cannot be
	// read again, in bytes as they are kept: packed, with their headers and
	// names. That is some 40 MB of pages. The collector lets memory grow to
	// several times what is alive, so that each byte here costs five.
	keptCaptures = 8 << 20
	// packedPage bounds the pages that are tried to be kept, in bytes.
	packedPage = 8 << 20
)

// revisits finds what revisit records refer to, earlier in the same archive: by
// the address and date that they name, or by the digest of the payload. Of a
// file the places of captures are noted, and the capture is read again; of a
// stream, the last pages themselves are kept.
type revisits struct {
	in   *input
	seed maphash.Seed
	// places holds the offsets of captures by a hash of what names them, in two
	// generations: when the newer is full, the older goes.
	newer, older map[uint64]int64

	kept    map[string]*list.Element
	order   *list.List // of *keptPage, the last used first
	bytes   int        // of all of them
	scratch []byte
}

// A keptPage is a page without its data, which is packed.
type keptPage struct {
	names  []string
	src    page.Source
	packed []byte
	bytes  int
}

// size is about how much memory the page takes, in bytes.
func (k *keptPage) size() int {
	const entry, field = 512, 64 // of lists and maps
	n := entry + len(k.packed) + len(k.src.URL)
	for _, name := range k.names {
		n += field + len(name)
	}
	for name, values := range k.src.Header {
		n += field + len(name)
		for _, value := range values {
			n += field + len(value)
		}
	}
	return n
}

func newRevisits(in *input) *revisits {
	return &revisits{in: in, seed: maphash.MakeSeed()}
}

// rereads reports whether captures can be read again from their places.
func (v *revisits) rereads() bool { return v.in.at != nil && !v.in.single && v.in.base >= 0 }

// namesOf are what revisits call a capture.
func namesOf(rec *warc.Record) []string {
	var names []string
	if d := rec.Get("WARC-Payload-Digest"); d != "" {
		names = append(names, "digest "+d)
	}
	if rec.URI != "" && !rec.Date.IsZero() {
		names = append(names, uriName(rec.URI, rec.Date))
	}
	if id := rec.Get("WARC-Record-ID"); id != "" {
		names = append(names, "id "+id)
	}
	return names
}

func uriName(uri string, date time.Time) string {
	return "uri " + uri + " " + strconv.FormatInt(date.Unix(), 10)
}

// targetsOf are the names that a revisit refers by, the surest first.
func targetsOf(rec *warc.Record) []string {
	var names []string
	if id := rec.Get("WARC-Refers-To"); id != "" {
		names = append(names, "id "+id)
	}
	uri := strings.Trim(rec.Get("WARC-Refers-To-Target-URI"), "<>")
	if date := warc.ParseDate(rec.Get("WARC-Refers-To-Date")); uri != "" && !date.IsZero() {
		names = append(names, uriName(uri, date))
	}
	if d := rec.Get("WARC-Payload-Digest"); d != "" {
		names = append(names, "digest "+d)
	}
	return names
}

// note remembers where a capture is.
func (v *revisits) note(rec *warc.Record) {
	if !v.rereads() || rec.Offset < 0 || rec.Type != "response" && rec.Type != "resource" {
		return
	}
	if len(v.newer) >= notedCaptures*2 {
		v.older, v.newer = v.newer, nil
	}
	if v.newer == nil {
		v.newer = make(map[uint64]int64)
	}
	for _, name := range namesOf(rec) {
		v.newer[maphash.String(v.seed, name)] = rec.Offset
	}
}

// keep remembers a page of a stream, or one that has no place of its own in the
// file.
func (v *revisits) keep(rec *warc.Record, src *page.Source) {
	if v.rereads() && rec.Offset >= 0 || len(src.Data) > packedPage {
		return
	}
	k := &keptPage{names: namesOf(rec), src: *src}
	k.src.Data, k.src.Release = nil, nil
	k.src.URL = strings.Clone(src.URL) // a part of the record's header
	v.scratch = s2.Encode(v.scratch[:cap(v.scratch)], src.Data)
	k.packed = bytes.Clone(v.scratch)
	if cap(v.scratch) > keptBytes {
		v.scratch = nil
	}
	if k.bytes = k.size(); k.bytes > keptCaptures/2 {
		return
	}
	if v.kept == nil {
		v.kept, v.order = map[string]*list.Element{}, list.New()
	}
	e := v.order.PushFront(k)
	for _, name := range k.names {
		v.kept[name] = e
	}
	for v.bytes += k.bytes; v.bytes > keptCaptures; {
		last := v.order.Back()
		old := v.order.Remove(last).(*keptPage)
		v.bytes -= old.bytes
		for _, name := range old.names {
			if v.kept[name] == last {
				delete(v.kept, name)
			}
		}
	}
}

// revisit yields the page that a revisit record stands for: the payload of the
// capture that it refers to, under the address, date and header of its own.
func (c *capturing) revisit(rec *warc.Record, src page.Source, block []byte) bool {
	resp := warc.ParseResponse(block)
	target, reason := c.target(rec)
	if target == nil {
		c.pass(reason)
		return true
	}
	src.Data, src.Truncated, src.Truncation = target.Data, target.Truncated, target.Truncation
	src.Release = target.Release
	src.Status, src.Header = resp.Status, resp.Header
	// A server that says "not modified" sends only what has changed of the
	// header, and the page has the status it had.
	if resp.Status == 0 || resp.Status == 304 {
		src.Status, src.Header = target.Status, target.Header
	}
	if src.URL == "" {
		src.URL = target.URL
	}
	return c.page(src)
}

// target is the capture that a revisit refers to, or nil with the reason.
func (c *capturing) target(rec *warc.Record) (*page.Source, Reason) {
	c.readUnread()
	v := c.seen
	for _, name := range targetsOf(rec) {
		if e := v.kept[name]; e != nil {
			v.order.MoveToFront(e)
			k := e.Value.(*keptPage)
			src := k.src
			src.Data, _ = s2.Decode(nil, k.packed) // never damaged
			return &src, 0
		}
		hash := maphash.String(v.seed, name)
		offset, ok := v.newer[hash]
		if !ok {
			offset, ok = v.older[hash]
		}
		if ok {
			if src, reason := c.reread(name, offset); src != nil || reason != Unresolved {
				return src, reason
			}
		}
	}
	return nil, Unresolved
}

// readUnread finds the captures that a resumed run has gone past: only when a
// revisit asks, for it costs reading them. What cannot be read again, a stream
// or an entry that is packed, stays unknown.
func (c *capturing) readUnread() {
	if !c.unread {
		return
	}
	c.unread = false
	p := c.openAt(c.in.base, nil, false)
	defer p.Close()
	wr := warc.NewReader(p, c.first)
	for {
		rec, err := wr.Next()
		var damage *warc.Damage
		switch {
		case errors.As(err, &damage):
			continue
		case err != nil, c.in.mark.Offset >= 0 && rec.Offset > c.in.mark.Offset, c.in.mark.Offset < 0 && rec.Number > c.in.mark.Index:
			return
		}
		if rec.Offset >= 0 && c.seen.rereads() {
			c.seen.note(rec)
		} else if rec.Type == "response" || rec.Type == "resource" {
			if src, _ := c.payload(wr, rec); src != nil {
				c.seen.keep(rec, src)
			}
		}
	}
}

// reread reads the capture at an offset of the file, if it goes by the name.
func (c *capturing) reread(name string, offset int64) (*page.Source, Reason) {
	p := c.openAt(offset, c.dict(), false)
	defer p.Close()
	wr := warc.NewReader(p, 0)
	rec, err := wr.Next()
	if damage := new(warc.Damage); errors.As(err, &damage) {
		rec, err = wr.Next() // that of a header comes before its record
	}
	if err != nil || !slices.Contains(namesOf(rec), name) {
		return nil, Unresolved
	}
	return c.payload(wr, rec)
}

// payload is the page that a record holds, in memory of its own; nil with a
// reason when there is none that is wanted.
func (c *capturing) payload(wr *warc.Reader, rec *warc.Record) (*page.Source, Reason) {
	block, err := readMore(wr, nil, c.opts.MaxPageBytes+1<<20)
	if err != nil || wr.Finish() != nil {
		return nil, Unresolved
	}
	src := &page.Source{URL: rec.URI}
	resp := warc.Response{Body: block}
	if isHTTPBlock(rec, block) {
		resp = warc.ParseResponse(block)
		src.Status, src.Header = resp.Status, resp.Header
	} else if mt := rec.ContentType; mt != "" && rec.ARC == 0 {
		src.Header = http.Header{"Content-Type": {mt}}
	}
	if reason, ok := c.judge(rec, &resp); !ok {
		return nil, reason
	}
	if src.Truncation = truncation(rec); src.Truncation != "" {
		src.Truncated = true
	}
	body := warc.DecodeBody(resp, nil, c.opts.MaxPageBytes)
	if isNotHTML(body.Data) {
		return nil, NotHTML
	}
	c.finish(src, body, false)
	return src, 0
}
