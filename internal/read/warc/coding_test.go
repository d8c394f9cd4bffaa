package warc

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/metacheck/metacheck/internal/read/warc/warctest"
)

// packWith packs text with a writer.
func packWith(text string, open func(io.Writer) io.WriteCloser) string {
	var b bytes.Buffer
	w := open(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func zlibbed(s string) string {
	return packWith(s, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func deflated(s string) string {
	return packWith(s, func(w io.Writer) io.WriteCloser {
		f, _ := flate.NewWriter(w, 6)
		return f
	})
}

func brotlied(s string) string {
	return packWith(s, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })
}

// chunked cuts a body into chunks of n bytes.
func chunked(s string, n int) string {
	var b strings.Builder
	for len(s) > 0 {
		part := s[:min(n, len(s))]
		fmt.Fprintf(&b, "%x;name=value\r\n%s\r\n", len(part), part)
		s = s[len(part):]
	}
	return b.String() + "0\r\nTrailer: x\r\n\r\n"
}

func TestDecodeBody(t *testing.T) {
	page := "<!doctype html><title>Lighthouse</title>" + strings.Repeat("<p>The lamp stays. ", 40)
	gz, z, raw, br, zs := warctest.Gzip(page), zlibbed(page), deflated(page), brotlied(page), warctest.Zstd(page)
	tests := []struct {
		name   string
		header []string
		body   string
		fault  string // its beginning; the body is the page, or begins it where there is one
	}{
		{"nothing", nil, page, ""},
		{"identity", []string{"Content-Encoding: identity", "Transfer-Encoding: identity"}, page, ""},
		{"gzip", []string{"Content-Encoding: gzip"}, gz, ""},
		{"x-gzip", []string{"Content-Encoding: X-GZIP"}, gz, ""},
		{"gzip in two members", []string{"Content-Encoding: gzip"}, warctest.Gzip(page[:100], page[100:]), ""},
		{"gzip with padding", []string{"Content-Encoding: gzip"}, gz + "\x00\x00\x00", ""},
		{"deflate", []string{"Content-Encoding: deflate"}, z, ""},
		{"deflate without zlib", []string{"Content-Encoding: deflate"}, raw, ""},
		{"brotli", []string{"Content-Encoding: br"}, br, ""},
		{"zstd", []string{"Content-Encoding: zstd"}, zs, ""},
		{"chunked", []string{"Transfer-Encoding: chunked"}, chunked(page, 100), ""},
		{"chunked gzip", []string{"Transfer-Encoding: chunked", "Content-Encoding: gzip"}, chunked(gz, 7), ""},
		{"two over each other", []string{"Content-Encoding: deflate, gzip"}, warctest.Gzip(z), ""},
		{"two fields", []string{"Content-Encoding: br", "Content-Encoding: gzip"}, warctest.Gzip(br), ""},
		{"transfer coding", []string{"Transfer-Encoding: gzip, chunked"}, chunked(gz, 1000), ""},

		{"gzip that is none", []string{"Content-Encoding: gzip", "Content-Length: 300"}, page, ""},
		{"deflate that is none", []string{"Content-Encoding: deflate"}, page, ""},
		{"brotli that is none", []string{"Content-Encoding: br"}, page, ""},
		{"zstd that is none", []string{"Content-Encoding: zstd"}, page, ""},
		{"chunked that is none", []string{"Transfer-Encoding: chunked"}, page, ""},
		{"chunked that is none and looks so", []string{"Transfer-Encoding: chunked"}, "abc\n" + page, ""},
		{"gzip without a label", nil, gz, ""},
		{"gzip twice with one label", []string{"Content-Encoding: gzip"}, warctest.Gzip(gz), ""},
		{"gzip labelled brotli", []string{"Content-Encoding: br"}, gz, ""},
		{"zstd labelled gzip", []string{"Content-Encoding: gzip"}, zs, ""},
		{"unknown", []string{"Content-Encoding: rot13"}, page, ""},

		{"cut off", []string{"Content-Length: 1000"}, page[:500], "it has 500 of the 1000 bytes"},
		{"gzip cut off", []string{"Content-Encoding: gzip"}, gz[:len(gz)-12], "its gzip data ends early"},
		{"gzip cut off and shorter than it says", []string{"Content-Encoding: gzip", fmt.Sprint("Content-Length: ", len(gz))}, gz[:len(gz)-12], "it has"},
		{"brotli cut off", []string{"Content-Encoding: br"}, br[:len(br)-10], "its br data ends early"},
		{"zstd with a wrong checksum", []string{"Content-Encoding: zstd"}, zs[:len(zs)-1] + "!", "its zstd data is damaged from the beginning"},
		{"chunked cut off", []string{"Transfer-Encoding: chunked"}, chunked(page, 100)[:450], "its last chunk has"},
		{"chunked without an end", []string{"Transfer-Encoding: chunked"}, strings.TrimSuffix(chunked(page, 100), "0\r\nTrailer: x\r\n\r\n"), "the chunk that ends it is missing"},
		{"a chunk without a size", []string{"Transfer-Encoding: chunked"}, "5\r\n" + page[:5] + "\r\nzz\r\n" + page, "a chunk has no size"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			resp := ParseResponse([]byte(warctest.HTTP(200, tt.body, tt.header...)))
			got := DecodeBody(resp, nil, 1<<20)
			want := page
			if tt.name == "chunked that is none and looks so" {
				want = tt.body
			}
			if tt.fault != "" {
				if !strings.HasPrefix(got.Fault, tt.fault) {
					t.Errorf("fault %q, want %q", got.Fault, tt.fault)
				}
				if len(got.Data) == 0 && !strings.Contains(got.Fault, "from the beginning") || !strings.HasPrefix(want, string(got.Data)) {
					t.Errorf("got %.60q", got.Data)
				}
				return
			}
			if string(got.Data) != want || got.Fault != "" || got.Cut {
				t.Errorf("got %.60q (%d bytes), fault %q; want %d bytes", got.Data, len(got.Data), got.Fault, len(want))
			}
		})
	}
}

func TestDecodeBodyBound(t *testing.T) {
	big := strings.Repeat("<p>", 1_000_000)
	for name, h := range map[string]string{"gzip": warctest.Gzip(big), "zstd": warctest.Zstd(big), "br": brotlied(big), "deflate": zlibbed(big), "": big} {
		resp := Response{Header: http.Header{"Content-Encoding": {name}}, Body: []byte(h)}
		got := DecodeBody(resp, nil, 1000)
		if !got.Cut || len(got.Data) != 1000 || cap(got.Data) > 256<<10 && name != "" {
			t.Errorf("%s: %d bytes of %d, cut %v", name, len(got.Data), cap(got.Data), got.Cut)
		}
	}
}

func TestParseResponse(t *testing.T) {
	tests := []struct {
		name, block string
		status      int
		header      http.Header
		body        string
	}{
		{"plain", "HTTP/1.1 200 OK\r\nA: b\r\na: c\r\n\r\nbody", 200, http.Header{"A": {"b", "c"}}, "body"},
		{"bare line ends", "HTTP/1.0 404 Not Found\nA:b\n\nbody", 404, http.Header{"A": {"b"}}, "body"},
		{"no reason", "HTTP/2 301\r\n\r\n", 301, http.Header{}, ""},
		{"folded", "HTTP/1.1 200 OK\r\nA: b\r\n\tc\r\n d\r\n\r\n", 200, http.Header{"A": {"b c d"}}, ""},
		{"lines that are no fields", "HTTP/1.1 200 OK\r\nnothing\r\n: x\r\nB : c\r\n\r\nx", 200, http.Header{"B": {"c"}}, "x"},
		{"no end", "HTTP/1.1 200 OK\r\nA: b", 200, http.Header{"A": {"b"}}, ""},
		{"lower case", "http/1.1 200 ok\r\n\r\nx", 200, http.Header{}, "x"},
		{"no status line", "<!doctype html>\n\nx", 0, nil, "<!doctype html>\n\nx"},
		{"no status", "HTTP/1.1 abc\r\n\r\nx", 0, nil, "HTTP/1.1 abc\r\n\r\nx"},
		{"empty", "", 0, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ParseResponse([]byte(tt.block))
			if got.Status != tt.status || string(got.Body) != tt.body || fmt.Sprint(got.Header) != fmt.Sprint(tt.header) {
				t.Errorf("got %d %v %q", got.Status, got.Header, got.Body)
			}
		})
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"2024-05-06T07:08:09Z": "2024-05-06T07:08:09Z", "2024-05-06T07:08:09.123456Z": "2024-05-06T07:08:09.123456Z",
		"2024-05-06T09:08:09+02:00": "2024-05-06T07:08:09Z", "2024-05-06T07:08Z": "2024-05-06T07:08:00Z", "2024-05-06": "2024-05-06T00:00:00Z",
		"2024-05": "2024-05-01T00:00:00Z", "2024": "2024-01-01T00:00:00Z", "20240506070809": "2024-05-06T07:08:09Z",
		"20240506070809123": "2024-05-06T07:08:09Z", "20240506": "2024-05-06T00:00:00Z", "20241306070809": "0001-01-01T00:00:00Z",
		"": "0001-01-01T00:00:00Z", "yesterday": "0001-01-01T00:00:00Z", "1": "0001-01-01T00:00:00Z",
	} {
		if got := ParseDate(in).Format("2006-01-02T15:04:05.999999Z07:00"); got != want {
			t.Errorf("ParseDate(%q) = %s, want %s", in, got, want)
		}
	}
}
