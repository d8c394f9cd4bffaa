package page

import (
	"net/http"
	"strings"
	"time"
)

// A Source is the named bytes of one page and what is known beside them. It is
// what inputs are turned into; from here on nothing touches the file system,
// the network or the clock.
type Source struct {
	// Name is what the input is called in reports: a path, "<stdin>".
	Name string
	// Index numbers the page's record in its input, from 1; 0 when the input
	// is the page itself. Records that are no pages count as well.
	Index int
	// Input is the name of the file, stream or object that holds the page. It
	// differs from Name where that also says which entry of a container the
	// page is: "site.zip" and "site.zip!/a/index.html".
	Input string
	// Offset is where the page's record begins in Input, in bytes as stored:
	// of the gzip member or zstd frame that holds the record alone, or of the
	// record itself in a file that is not packed. Reading can begin there. It
	// is -1 where that is unknown, since the record begins inside a packed
	// stretch; 0 when the input is the page itself.
	Offset int64
	// Data are the bytes of the page, in any charset. When Decoded is set they
	// are UTF-8 whatever the page declares: the page came out of a JSON string.
	// They must not change as long as the [Page] that is read of them is in use.
	Data    []byte
	Decoded bool
	// Truncated reports that the page goes on beyond Data: beyond the bound on its
	// size, or cut off when it was captured.
	Truncated bool
	// Truncation says why a capture is cut off; it is empty for a whole page and
	// for one that only the bound on its size has cut.
	Truncation string
	// URL is the address of the page, absolute, or empty when unknown.
	URL string
	// Addresses are those that a file of a build may have, the likeliest first,
	// where its address follows from its path; nil for other pages. URL is the
	// first of them; the page's canonical link may name another, which is then
	// the page's URL ([Page.ShownURL]).
	Addresses []string
	// BaseURL resolves relative addresses where URL is unknown; it says
	// nothing of the page's own address.
	BaseURL string
	// Header is the response header that came with the page; nil when unknown.
	Header http.Header
	// Fragment reports that the user calls the page a part of one, such as a
	// template: that it lacks something says nothing. Checks ask [Page.Partial].
	Fragment bool
	// Record is what an archive says of the page beside it; nil for a page
	// that is no record.
	Record *Record
	// Captured is when an archive fetched the page; the zero time when unknown.
	Captured time.Time
	// Status is the status code of the HTTP response that the page came with; 0
	// when unknown.
	Status int
	// Release gives the memory of Data back to the reader of the input, which
	// writes another page into it; nil where there is nothing to give back. Who
	// has read the page may call it, once, and must not touch Data after that.
	// Not to call it costs garbage and nothing else.
	Release func()
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

// aside is what is known beside the bytes of the page.
func (s Source) aside() Source {
	s.Data = nil
	return s
}

// endsWhole reports whether the text ends as whole pages do: with the end tag of
// html or body, and nothing but white space and comments behind it.
func endsWhole(src string) bool {
	const window = 2_000
	tail := strings.ToLower(src[max(0, len(src)-window):])
	i := max(strings.LastIndex(tail, "</html"), strings.LastIndex(tail, "</body"))
	if i < 0 {
		return false
	}
	rest := tail[i+len("</html"):]
	rest = strings.TrimLeft(rest, " \t\r\n\f")
	rest, closed := strings.CutPrefix(rest, ">")
	for closed {
		rest = strings.TrimLeft(rest, " \t\r\n\f")
		if rest == "" {
			return true
		}
		comment, ok := strings.CutPrefix(rest, "<!--")
		if !ok {
			return false
		}
		_, rest, closed = strings.Cut(comment, "-->")
	}
	return false
}
