package page

import (
	"net/http"
	"time"
)

// A Source is the named bytes of one page and what is known beside them. It is
// what inputs are turned into; from here on nothing touches the file system,
// the network or the clock.
type Source struct {
	// Name is what the input is called in reports: a path, "<stdin>".
	Name string
	// Index numbers the page's record in its input, from 1; 0 when the input
	// is the page itself.
	Index int
	// Data are the bytes of the page, in any charset. When Decoded is set they
	// are UTF-8 whatever the page declares: the page came out of a JSON string.
	Data    []byte
	Decoded bool
	// Truncated tells that the page goes on in the input, beyond the bound on
	// its size.
	Truncated bool
	// URL is the address of the page, absolute, or empty when unknown.
	URL string
	// BaseURL resolves relative addresses where URL is unknown; it says
	// nothing of the page's own address.
	BaseURL string
	// Header is the response header that came with the page; nil when unknown.
	Header http.Header
	// Fragment tells that the page is a part of one, such as a template: that
	// it lacks something says nothing.
	Fragment bool
	// Record is what an archive says of the page beside it; nil for a page
	// that is no record.
	Record *Record
	// Captured is when an archive fetched the page; the zero time when unknown.
	Captured time.Time
}

// A Record is what an archived page record says beside the page. Empty fields
// are unknown.
type Record struct {
	URL    string
	Title  string
	Date   string
	Text   string
	Source string
}
