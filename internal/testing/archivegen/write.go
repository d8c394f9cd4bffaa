package archivegen

import (
	"bufio"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A Format is a kind of archive. Its value is how the names of such files end.
type Format string

// The formats.
const (
	// WARC is a WARC file (ISO 28500, version 1.1) with each record in a gzip
	// member of its own: for each page its request and its response.
	WARC Format = "warc.gz"
	// JSONLGzip are records in JSON, one a line, in one gzip member.
	JSONLGzip Format = "jsonl.gz"
	// JSONLZstd are the same in one zstd frame.
	JSONLZstd Format = "jsonl.zst"
)

// Formats are all formats.
var Formats = []Format{WARC, JSONLGzip, JSONLZstd}

// A Total is how much an archive holds.
type Total struct {
	Pages int
	// Bytes are those of the pages, and of nothing else.
	Bytes int64
}

// Write writes an archive of the pages of [Pages.All].
func (p *Pages) Write(w io.Writer, f Format, size int64) (Total, error) {
	out := bufio.NewWriterSize(w, 1<<20)
	var add func(*Page) error
	var end func() error
	switch f {
	case WARC:
		a := &warcWriter{gz: gzip.NewWriter(out), out: out}
		if err := a.record(warcInfo, nil); err != nil {
			return Total{}, err
		}
		add, end = a.page, func() error { return nil }
	case JSONLGzip:
		z := gzip.NewWriter(out)
		add, end = (&recordWriter{w: z}).page, z.Close
	case JSONLZstd:
		// One goroutine, or where blocks end would not be the same every time.
		z, err := zstd.NewWriter(out, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return Total{}, err
		}
		add, end = (&recordWriter{w: z}).page, z.Close
	default:
		return Total{}, fmt.Errorf("unknown format %q", f)
	}
	var total Total
	for page := range p.All(size) {
		if err := add(&page); err != nil {
			return total, err
		}
		total.Pages++
		total.Bytes += int64(len(page.HTML))
	}
	if err := end(); err != nil {
		return total, err
	}
	return total, out.Flush()
}

const (
	warcInfo = "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n" +
		"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n" +
		"Content-Type: application/warc-fields\r\nContent-Length: 33\r\n\r\nsoftware: metacheck measurements\n\r\n\r\n"
	warcDate = "2006-01-02T15:04:05Z"
)

// A warcWriter writes records of a WARC file.
type warcWriter struct {
	gz   *gzip.Writer
	out  io.Writer
	n    int
	head []byte
}

func (a *warcWriter) page(p *Page) error {
	a.n++
	host, path := p.URL[len("https://"):], "/"
	for i := range len(host) {
		if host[i] == '/' {
			host, path = host[:i], host[i:]
			break
		}
	}
	request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: archivegen\r\nAccept: text/html\r\n\r\n", path, host)
	a.begin("request", p, len(request))
	a.head = append(a.head, request...)
	if err := a.record(string(a.head), []byte("\r\n\r\n")); err != nil {
		return err
	}
	http := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nDate: %s\r\nServer: example\r\nContent-Length: %d\r\n\r\n",
		p.Captured.Format("Mon, 02 Jan 2006 15:04:05 GMT"), len(p.HTML))
	a.begin("response", p, len(http)+len(p.HTML))
	a.head = append(a.head, http...)
	return a.record(string(a.head), p.HTML, []byte("\r\n\r\n"))
}

// begin writes the header of a record.
func (a *warcWriter) begin(kind string, p *Page, length int) {
	variant := 'a'
	if kind == "request" {
		variant = 'b'
	}
	a.head = fmt.Appendf(a.head[:0], "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: %s\r\n"+
		"WARC-Record-ID: <urn:uuid:%08x-0000-4000-%c000-000000000000>\r\nWARC-IP-Address: 192.0.2.1\r\n"+
		"Content-Type: application/http; msgtype=%[1]s\r\nContent-Length: %[6]d\r\n\r\n",
		kind, p.URL, p.Captured.Format(warcDate), a.n, variant, length)
}

// record writes a member.
func (a *warcWriter) record(head string, parts ...[]byte) error {
	a.gz.Reset(a.out)
	if _, err := io.WriteString(a.gz, head); err != nil {
		return err
	}
	for _, part := range parts {
		if _, err := a.gz.Write(part); err != nil {
			return err
		}
	}
	return a.gz.Close()
}

// A recordWriter writes records in JSON.
type recordWriter struct {
	w    io.Writer
	line []byte
}

func (r *recordWriter) page(p *Page) error {
	b := append(r.line[:0], `{"html": `...)
	b = appendQuoted(b, p.HTML)
	b = append(b, `, "title": `...)
	b = appendQuoted(b, []byte(p.Title))
	b = append(b, `, "url": `...)
	b = appendQuoted(b, []byte(p.URL))
	b = append(b, `, "date": "`...)
	b = p.Captured.AppendFormat(b, "01-02-2006")
	b = append(b, `", "source": "example", "text": `...)
	b = appendQuoted(b, []byte(p.Text))
	b = append(b, "}\n"...)
	r.line = b
	_, err := r.w.Write(b)
	return err
}

// appendQuoted appends a string as the writers of most archives do: with all
// that is not ASCII escaped (RFC 8259, section 7).
func appendQuoted(b, s []byte) []byte {
	const hex = "0123456789abcdef"
	escape := func(u uint16) {
		b = append(b, '\\', 'u', hex[u>>12], hex[u>>8&15], hex[u>>4&15], hex[u&15])
	}
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			c, size := utf8.DecodeRune(s[i:])
			i += size
			if c > 0xFFFF {
				high, low := utf16.EncodeRune(c)
				escape(uint16(high))
				escape(uint16(low))
			} else {
				escape(uint16(c))
			}
			continue
		}
		i++
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			if c < ' ' || c == 0x7F {
				escape(uint16(c))
			} else {
				b = append(b, c)
			}
		}
	}
	return append(b, '"')
}
