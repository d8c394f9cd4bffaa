package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/metacheck/metacheck/internal/read/compress"
	"github.com/metacheck/metacheck/internal/read/warc/warctest"
)

// samples are archives of every kind that is read.
func samples() []string {
	a, b := warctest.Response("https://example.org/a", "<p>a"), warctest.Response("<https://example.org/b c>", "<p>b")
	arc := warctest.ARCHead(1) + warctest.ARC(1, "http://example.org/a b", "text/html", warctest.HTTP(200, "<p>a"))
	return []string{
		warctest.Info() + a + b, warctest.Gzip(a, b), warctest.Gzip(a + b), warctest.Zstd(a, b), warctest.Gzip(a) + b + warctest.Zstd(a),
		warctest.Dictionary(a, true) + warctest.ZstdWith(a, a, b), a[:len(a)-20] + b, warctest.Gzip(a)[:100] + warctest.Gzip(b),
		arc, warctest.Gzip(arc), warctest.ARC(2, "http://example.org/", "text/html", "<p>"), a + "garbage\n" + b, strings.Replace(a, "Content-Length: 7", "Content-Length: 9", 1) + b,
	}
}

// FuzzReader reads anything as an archive: it ends, places do not go back, and
// blocks are no longer than they say. Read in small pieces it gives the same.
func FuzzReader(f *testing.F) {
	for _, s := range samples() {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		whole := dump(t, bytes.NewReader(data), len(data))
		pieces := dump(t, &piecewise{data: data, size: 7}, len(data))
		if whole != pieces {
			t.Errorf("whole:\n%s\nin pieces:\n%s", whole, pieces)
		}
	})
}

// TestDamageEverywhere cuts the samples at every byte, and changes every byte.
func TestDamageEverywhere(t *testing.T) {
	for i, s := range samples() {
		for at := range len(s) {
			for kind, data := range [][]byte{[]byte(s[:at]), []byte(s), []byte(s)} {
				switch kind {
				case 1:
					data[at] ^= 0xFF
				case 2:
					data[at]++
				}
				ended := make(chan string, 1)
				go func() { ended <- dump(t, bytes.NewReader(data), len(data)) }()
				select {
				case <-ended:
				case <-time.After(2 * time.Second):
					t.Fatalf("sample %d, damage %d at byte %d: no end", i, kind, at)
				}
			}
		}
	}
}

// piecewise gives a few bytes at a time.
type piecewise struct {
	data []byte
	size int
}

func (p *piecewise) Read(b []byte) (int, error) {
	if len(p.data) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.size)], p.data)
	p.data = p.data[n:]
	return n, nil
}

func dump(t *testing.T, in io.Reader, size int) string {
	p := compress.NewReader(in, compress.Options{})
	defer p.Wait()
	r := NewReader(p, 0)
	var b strings.Builder
	number, offset := 0, int64(-1)
	for steps := 0; ; steps++ {
		if steps > 4*size+100 {
			t.Fatalf("no end after %d steps:\n%.2000s", steps, b.String())
		}
		rec, err := r.Next()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			var damage *Damage
			if !errors.As(err, &damage) {
				t.Fatalf("%T: %v", err, err)
			}
			fmt.Fprintf(&b, "! %d %s\n", damage.Record, damage)
			continue
		}
		if rec.Number <= number {
			t.Fatalf("record %d after %d", rec.Number, number)
		}
		if rec.Offset >= 0 {
			if rec.Offset < offset || rec.Offset >= int64(size) {
				t.Fatalf("offset %d of %d after %d", rec.Offset, size, offset)
			}
			offset = rec.Offset
		}
		number = rec.Number
		block, err := io.ReadAll(io.LimitReader(r, 1<<20))
		if err != nil {
			t.Fatal(err)
		}
		if int64(len(block)) > rec.Length {
			t.Fatalf("%d bytes of %d", len(block), rec.Length)
		}
		fmt.Fprintf(&b, "%d %s %s %s %q\n", rec.Number, rec.Type, rec.URI, rec.Date, block)
	}
}

// FuzzBody decodes anything as the body of a response, under any labels. It
// stays within its bound, and what has no encoding comes out as it went in.
func FuzzBody(f *testing.F) {
	page := "<!doctype html><p>page"
	for _, body := range []string{page, warctest.Gzip(page), warctest.Zstd(page), zlibbed(page), deflated(page), brotlied(page), chunked(page, 5), chunked(warctest.Gzip(page), 9)} {
		for _, label := range []string{"", "gzip", "br", "deflate, gzip", "zstd"} {
			f.Add(label, "chunked", []byte(body))
			f.Add(label, "", []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, content, transfer string, body []byte) {
		h := http.Header{"Content-Encoding": {content}, "Transfer-Encoding": {transfer}}
		kept := bytes.Clone(body)
		got := DecodeBody(Response{Status: 200, Header: h, Body: body}, make([]byte, 0, 10), 1<<16)
		if len(got.Data) > 1<<16 {
			t.Errorf("%d bytes", len(got.Data))
		}
		if content == "" && transfer == "" && packedAs(kept) == "" && len(kept) <= 1<<16 && !bytes.Equal(got.Data, kept) {
			t.Errorf("%q came out as %q", kept, got.Data)
		}
		block := append([]byte("HTTP/1.1 200 OK\r\n"), kept...)
		resp := ParseResponse(block)
		if !bytes.HasSuffix(block, resp.Body) {
			t.Errorf("%q is not the end of %q", resp.Body, block)
		}
	})
}
