package ingest

import (
	"fmt"
	"io"
	"net/http"

	"github.com/metacheck/metacheck/internal/page"
)

// address reads what an address names: a page, or an archive of pages. A page
// has the address that answered, after redirects, and the header of the answer.
func (r *run) address(in string) bool {
	if r.again(in) {
		return true
	}
	fail := func(err error) bool {
		return r.fail(&Error{Name: in, Input: in, Message: readFailure(err), Err: err})
	}
	if r.measuring {
		return true
	}
	if r.opts.Client == nil {
		return r.fail(&Error{Name: in, Input: in, Message: "addresses are not fetched; save the page, or give --url with a file"})
	}
	o, err := r.opts.Client.Open(r.ctx, in)
	if err != nil {
		return fail(err)
	}
	defer o.Close()
	if o.Web && !r.opts.Select.Status.has(o.Status) {
		return fail(fmt.Errorf("the server answered %d %s; --status %d reads the page all the same", o.Status, http.StatusText(o.Status), o.Status))
	}
	if o.Size > 0 {
		r.progress.TotalBytes.Add(o.Size)
	}
	stream := &input{name: in, in: io.Reader(o), size: o.Size}
	if o.Web {
		stream.capture = &page.Source{URL: o.URL, Header: o.Header, Status: o.Status}
	}
	if o.Ranges() {
		stream.at, stream.single = o, true
	}
	return r.stream(stream)
}
