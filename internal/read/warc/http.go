package warc

import (
	"bytes"
	"fmt"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// A Response is an HTTP response as an archive keeps it.
type Response struct {
	// Status is the status code; 0 when the block does not begin with a status
	// line, and all of it is the body.
	Status int
	// Header holds the fields with their values as written, white space around
	// them taken off; nil without a status line.
	Header http.Header
	// Body is what follows, as it was transferred.
	Body []byte
}

// maxHTTPHead bounds the header of a response.
const maxHTTPHead = 1 << 20

// ParseResponse splits the block of a record into header and body (RFC 9112,
// section 2). It is lenient, as archives hold what servers sent: lines may end
// with a bare LF, fields may be folded, lines that are no fields are left out.
// A header without an end is all header. The body is a part of block.
func ParseResponse(block []byte) Response {
	if len(block) < 9 || !bytes.EqualFold(block[:5], []byte("HTTP/")) {
		return Response{Body: block}
	}
	line, rest := cutLine(block)
	_, after, _ := bytes.Cut(line, []byte(" "))
	after = bytes.TrimLeft(after, " ")
	code, _, _ := bytes.Cut(after, []byte(" "))
	status, err := strconv.Atoi(string(code))
	if err != nil || status < 100 || status > 999 || len(line) > maxHTTPHead {
		return Response{Body: block}
	}
	resp := Response{Status: status, Header: http.Header{}}
	read := len(line)
	var name string
	for len(rest) > 0 {
		line, rest = cutLine(rest)
		if len(line) == 0 {
			break
		}
		if read += len(line) + 1; read > maxHTTPHead {
			// Fields beyond the bound are passed over; the body is still found.
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			if v := resp.Header[name]; len(v) > 0 && len(v[len(v)-1]) < maxValue {
				v[len(v)-1] += " " + string(bytes.TrimSpace(line))
			}
			continue
		}
		key, value, ok := bytes.Cut(line, []byte(":"))
		key = bytes.TrimSpace(key)
		if !ok || len(key) == 0 {
			continue
		}
		name = textproto.CanonicalMIMEHeaderKey(string(key))
		resp.Header[name] = append(resp.Header[name], string(bytes.TrimSpace(value)))
	}
	resp.Body = rest
	return resp
}

func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

// contentLength is what the header says of the length of the body as
// transferred, or -1.
func contentLength(h http.Header) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(h.Get("Content-Length")), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// Complete reports whether the header says how long the body is, and all of it is
// there.
func Complete(resp Response) bool {
	n := contentLength(resp.Header)
	return n >= 0 && int64(len(resp.Body)) >= n && !hasToken(resp.Header, "Transfer-Encoding", "chunked")
}

// dechunk takes off the chunked transfer coding (RFC 9112, section 7.1), moving
// the chunks together in place. It reports ok false, and leaves the body alone,
// when the body was never chunked: archives keep the field and the body without
// the coding. The fault says why it ends early.
func dechunk(body []byte) (out []byte, fault string, ok bool) {
	size, data, valid := chunkSize(body)
	if !valid {
		return body, "", false
	}
	// The first chunk has to fit in, or be cut off by the end: behind a line
	// that ends as it should.
	if size > int64(len(data)) && !bytes.HasSuffix(body[:len(body)-len(data)], []byte("\r\n")) {
		return body, "", false
	}
	if size < int64(len(data)) {
		after := data[size:]
		if size > 0 && after[0] != '\r' && after[0] != '\n' {
			return body, "", false
		}
	}
	out = body[:0]
	for {
		if size == 0 {
			return out, "", true
		}
		if size > int64(len(data)) {
			out = append(out, data...)
			return out, fmt.Sprintf("its last chunk has %d of %d bytes", len(data), size), true
		}
		out = append(out, data[:size]...)
		data = data[size:]
		data = bytes.TrimPrefix(bytes.TrimPrefix(data, []byte("\r")), []byte("\n"))
		if len(data) == 0 {
			return out, "the chunk that ends it is missing", true
		}
		if size, data, valid = chunkSize(data); !valid {
			return out, "a chunk has no size", true
		}
	}
}

// chunkSize reads the line in front of a chunk.
func chunkSize(b []byte) (size int64, data []byte, ok bool) {
	i := bytes.IndexByte(b[:min(len(b), 4096)], '\n')
	if i < 0 {
		return 0, nil, false
	}
	line, _, _ := bytes.Cut(bytes.TrimSpace(b[:i]), []byte(";"))
	line = bytes.TrimSpace(line)
	if len(line) == 0 || len(line) > 15 {
		return 0, nil, false
	}
	size, err := strconv.ParseInt(string(line), 16, 64)
	return size, b[i+1:], err == nil && size >= 0 && line[0] != '+'
}
