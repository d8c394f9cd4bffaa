package ingest

import (
	"fmt"
	"io"
	"net/http"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/redact"
)

// address reads what an address names: a page, or an archive of pages. A page
// has the address that answered, after redirects, and the header of the answer.
// Credentials in either address are for the server alone.
func (r *run) address(in string) bool {
	if r.again(in) {
		return true
	}
	name := r.nameOf(in)
	fail := func(err error) bool {
		return r.fail(&Error{Name: name, Input: name, Message: redact.Text(readFailure(err)), Err: redact.Error(err)})
	}
	if r.measuring {
		return true
	}
	if r.opts.Client == nil {
		return r.fail(&Error{Name: name, Input: name, Message: "URLs are not fetched; save the page, or use --url with a file"})
	}
	o, err := r.opts.Client.Open(r.ctx, in)
	if err != nil {
		return fail(err)
	}
	defer o.Close()
	if o.Insecure != nil && r.opts.Note != nil {
		r.opts.Note(in, fmt.Sprintf("https redirects to %s, which is not encrypted: what came may have been changed on the way", redact.URL(o.Insecure.String())))
	}
	if o.Web && !r.opts.Select.Status.has(o.Status) {
		return fail(fmt.Errorf("the server answered %d %s; --status %d reads the page all the same", o.Status, http.StatusText(o.Status), o.Status))
	}
	if o.Size > 0 {
		r.progress.TotalBytes.Add(o.Size)
	}
	stream := &input{name: name, in: io.Reader(o), size: o.Size}
	if o.Web {
		stream.capture = &page.Source{URL: redact.URL(o.URL), Header: o.Header, Status: o.Status}
	}
	if o.Ranges() {
		stream.at, stream.single = o, true
	}
	return r.stream(stream)
}

// nameOf is what an input that is named by an address is called: the address
// without credentials, so that it is the same when it is signed anew. Of inputs
// that differ only in these, the later ones are numbered: "https://… (2)".
func (r *run) nameOf(in string) string {
	name := redact.URL(in)
	if r.seen == nil {
		return name
	}
	if r.named == nil {
		r.named = make(map[string]int)
	}
	r.named[name]++
	if n := r.named[name]; n > 1 {
		name += fmt.Sprintf(" (%d)", n)
	}
	return name
}
