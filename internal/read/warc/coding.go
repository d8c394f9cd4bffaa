package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// A Body is the body of a response with its encodings taken off.
type Body struct {
	Data []byte
	// Own reports that Data is in the memory given to DecodeBody, and not a part
	// of the response.
	Own bool
	// Cut reports that it goes on beyond the bound.
	Cut bool
	// Fault says why it is not whole: "the gzip data ends early"; empty when it
	// is, as far as can be told.
	Fault string
}

// maxCodings bounds the encodings that are laid over each other.
const maxCodings = 4

// DecodeBody takes off the transfer and content encodings of a response (RFC
// 9110, section 8.4): chunked, gzip, deflate with and without the zlib wrapping,
// br and zstd, several over each other as well. The labels are hints: archives
// keep them when they store the body without the encoding, and servers send
// them wrongly. A body that does not have the encoding its label says is taken
// as it is, and one that begins as gzip or zstd does is unpacked without any
// label.
//
// What is unpacked goes into dst, which may be nil, up to limit bytes. Chunks
// are moved together in place, in resp.Body.
func DecodeBody(resp Response, dst []byte, limit int64) Body {
	raw := resp.Body
	out := Body{Data: raw}
	encoded := false // the length in the header is not that of raw
	if hasToken(resp.Header, "Transfer-Encoding", "chunked") {
		if data, fault, ok := dechunk(raw); ok {
			out.Data, out.Fault, encoded = data, fault, true
		}
	}
	if n := contentLength(resp.Header); n > int64(len(raw)) && !encoded {
		// Without its encoding the body cannot be held against the length.
		if len(tokens(resp.Header, "Content-Encoding")) == 0 || packedAs(raw) != "" {
			out.Fault = fmt.Sprintf("it has %d of the %d bytes that Content-Length announces", len(raw), n)
		}
	}
	codings := tokens(resp.Header, "Content-Encoding")
	codings = append(codings, tokens(resp.Header, "Transfer-Encoding")...)
	layers := 0
	unpack := func(coding string) bool {
		if layers == maxCodings {
			return false
		}
		data, cut, err := decode(coding, out.Data, dst, limit)
		if err != nil && len(data) == 0 {
			if packedAs(out.Data) == coding {
				out.Data, out.Own = nil, false
				out.Fault = fmt.Sprintf("its %s data is damaged from the beginning", coding)
			}
			return false
		}
		layers++
		// The next layer cannot be unpacked into what it is read from.
		dst = nil
		out.Data, out.Own, out.Cut = data, layers == 1, cut
		if err != nil && out.Fault == "" {
			out.Fault = fmt.Sprintf("its %s data ends early or is damaged", coding)
		}
		return true
	}
	for i := len(codings) - 1; i >= 0; i-- {
		if coding := codings[i]; hasCoding(coding, out.Data) {
			unpack(coding)
		}
	}
	for range maxCodings {
		coding := packedAs(out.Data)
		if coding == "" || !unpack(coding) {
			break
		}
	}
	if int64(len(out.Data)) > limit {
		out.Data, out.Cut = out.Data[:limit:limit], true
	}
	return out
}

// hasCoding reports whether data can have the encoding that a label says.
func hasCoding(coding string, data []byte) bool {
	switch coding {
	case "gzip", "zstd":
		return packedAs(data) == coding
	case "deflate", "br":
		return packedAs(data) == "" && !looksLikeMarkup(data)
	}
	return false
}

// packedAs tells gzip and zstd by their magic numbers.
func packedAs(data []byte) string {
	switch {
	case len(data) >= 3 && data[0] == 0x1F && data[1] == 0x8B && data[2] == 8:
		return "gzip"
	case bytes.HasPrefix(data, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		return "zstd"
	}
	return ""
}

// looksLikeMarkup reports whether data begins as markup or text does, which
// neither deflate nor brotli data does for long.
func looksLikeMarkup(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	data = bytes.TrimLeft(data, " \t\r\n")
	head := data[:min(len(data), 64)]
	if len(head) < 2 || head[0] != '<' {
		return false
	}
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}

// tokens are the codings of a header field, in order, in lower case, without
// those that change nothing.
func tokens(h http.Header, name string) []string {
	var list []string
	for _, v := range h[name] {
		for part := range strings.SplitSeq(v, ",") {
			t, _, _ := strings.Cut(part, ";")
			t = strings.TrimPrefix(strings.ToLower(strings.Trim(t, " \t\"'")), "x-")
			switch t {
			case "", "identity", "none", "chunked":
			default:
				if len(list) < maxCodings {
					list = append(list, t)
				}
			}
		}
	}
	return list
}

func hasToken(h http.Header, name, token string) bool {
	for _, v := range h[name] {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}

// Decompressors are kept: each has a window of tens of kilobytes.
var (
	gzips   sync.Pool
	flates  sync.Pool
	brotlis sync.Pool
	zstds   sync.Pool
)

// maxWindow bounds the window of a zstd body: what RFC 9659 asks of the content
// encoding is 8 MB, and some servers use more.
const maxWindow = 32 << 20

// decode unpacks data into dst, at most limit bytes. The error is that of
// damaged data; what was there before it is returned.
func decode(coding string, data, dst []byte, limit int64) (out []byte, cut bool, err error) {
	in := bytes.NewReader(data)
	switch coding {
	case "gzip":
		z, _ := gzips.Get().(*gzip.Reader)
		if z == nil {
			z = new(gzip.Reader)
		}
		defer gzips.Put(z)
		if err := z.Reset(in); err != nil {
			return nil, false, err
		}
		z.Multistream(false)
		return readUpTo(gzipBody{z, in}, dst, limit)
	case "deflate":
		// The label means the zlib wrapping (RFC 9110, section 8.4.1.2); some
		// servers send bare deflate data.
		if len(data) >= 2 && data[0]&0x0F == 8 && (int(data[0])<<8|int(data[1]))%31 == 0 {
			if z, err := zlib.NewReader(in); err == nil {
				defer z.Close()
				if out, cut, err = readUpTo(z, dst, limit); err == nil || len(out) > 0 {
					return out, cut, err
				}
			}
			in.Reset(data)
		}
		z, _ := flates.Get().(io.ReadCloser)
		if z == nil {
			z = flate.NewReader(in)
		} else if err := z.(flate.Resetter).Reset(in, nil); err != nil {
			return nil, false, err
		}
		defer flates.Put(z)
		return onlyText(readUpTo(z, dst, limit))
	case "br":
		z, _ := brotlis.Get().(*brotli.Reader)
		if z == nil {
			z = brotli.NewReader(in)
		} else if err := z.Reset(in); err != nil {
			return nil, false, err
		}
		defer brotlis.Put(z)
		return onlyText(readUpTo(z, dst, limit))
	case "zstd":
		z, _ := zstds.Get().(*zstd.Decoder)
		if z == nil {
			if z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow)); err != nil {
				return nil, false, err
			}
		}
		defer func() {
			z.Reset(nil)
			zstds.Put(z)
		}()
		if err := z.Reset(in); err != nil {
			return nil, false, err
		}
		return readUpTo(z, dst, limit)
	}
	return nil, false, errors.New("unknown encoding")
}

// gzipBody reads all members. Bytes behind the last one that are no gzip, such
// as padding, are passed over.
type gzipBody struct {
	z  *gzip.Reader
	in *bytes.Reader
}

func (g gzipBody) Read(p []byte) (int, error) {
	for {
		n, err := g.z.Read(p)
		if err != io.EOF {
			return n, err
		}
		if n > 0 {
			return n, nil // the end comes again
		}
		var magic [3]byte
		m, _ := g.in.ReadAt(magic[:], g.in.Size()-int64(g.in.Len()))
		if packedAs(magic[:m]) != "gzip" || g.z.Reset(g.in) != nil {
			return 0, io.EOF
		}
		g.z.Multistream(false)
	}
}

// onlyText keeps what damaged data without a magic number was unpacked to only
// when that can be text: such data may never have had the encoding.
func onlyText(out []byte, cut bool, err error) ([]byte, bool, error) {
	if err != nil && !looksLikeMarkup(out) {
		return nil, false, err
	}
	return out, cut, err
}

// readUpTo reads into dst, growing it, up to limit bytes.
func readUpTo(in io.Reader, dst []byte, limit int64) (out []byte, cut bool, err error) {
	out = dst[:0]
	if cap(out) == 0 {
		out = make([]byte, 0, 64<<10)
	}
	for {
		if len(out) == cap(out) {
			grown := make([]byte, len(out), 2*cap(out))
			copy(grown, out)
			out = grown
		}
		room := out[len(out):cap(out)]
		if left := limit + 1 - int64(len(out)); int64(len(room)) > left {
			room = room[:left]
		}
		n, err := in.Read(room)
		out = out[:len(out)+n]
		if int64(len(out)) > limit {
			return out[:limit:limit], true, nil
		}
		if err == io.EOF {
			return out, false, nil
		}
		if err != nil {
			return out, false, err
		}
	}
}
