// Package warctest builds web archives for tests: records of WARC and ARC files,
// and what they are packed in.
package warctest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Date is the WARC-Date of the records.
const Date = "2024-05-06T07:08:09Z"

// Record is a WARC record of a type. Fields are lines such as "WARC-Target-URI:
// https://example.org/"; the date, an id and the length are added where they are
// not among them.
func Record(kind string, block string, fields ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "WARC/1.1\r\nWARC-Type: %s\r\n", kind)
	all := strings.Join(fields, "\r\n")
	for _, f := range fields {
		b.WriteString(f + "\r\n")
	}
	for _, f := range []string{
		"WARC-Date: " + Date,
		fmt.Sprintf("WARC-Record-ID: <urn:uuid:%08x-0000-4000-8000-000000000000>", sum(kind+block+all)),
		fmt.Sprintf("Content-Length: %d", len(block)),
	} {
		name, _, _ := strings.Cut(f, ":")
		if !strings.Contains(all, name+":") {
			b.WriteString(f + "\r\n")
		}
	}
	b.WriteString("\r\n" + block + "\r\n\r\n")
	return b.String()
}

// sum is a hash that keeps the ids of records apart.
func sum(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// HTTP is an HTTP response with a status line, header lines and a body.
func HTTP(status int, body string, header ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d Status\r\n", status)
	for _, h := range header {
		b.WriteString(h + "\r\n")
	}
	return b.String() + "\r\n" + body
}

// Response is a WARC response record of an HTML page.
func Response(url, body string, fields ...string) string {
	return Record("response", HTTP(200, body, "Content-Type: text/html; charset=utf-8"),
		append([]string{"WARC-Target-URI: " + url, "Content-Type: application/http; msgtype=response"}, fields...)...)
}

// Info is the warcinfo record that files begin with.
func Info() string {
	return Record("warcinfo", "software: metacheck tests\r\n", "Content-Type: application/warc-fields")
}

// ARC is an ARC record, of version 1 or 2.
func ARC(version int, url, mediaType, block string) string {
	line := fmt.Sprintf("%s 192.0.2.1 20240506070809 %s %d", url, mediaType, len(block))
	if version == 2 {
		line = fmt.Sprintf("%s 192.0.2.1 20240506070809 %s 200 - - 0 test.arc %d", url, mediaType, len(block))
	}
	return line + "\n" + block + "\n"
}

// ARCHead is the record that ARC files begin with.
func ARCHead(version int) string {
	block := fmt.Sprintf("%d 0 Tests\nURL IP-address Archive-date Content-type Archive-length\n", version)
	return ARC(1, "filedesc://test.arc", "text/plain", block)
}

// Gzip packs each part as a member of its own.
func Gzip(parts ...string) string {
	var b bytes.Buffer
	for _, p := range parts {
		z := gzip.NewWriter(&b)
		z.Write([]byte(p))
		z.Close()
	}
	return b.String()
}

// Zstd packs each part as a frame of its own.
func Zstd(parts ...string) string { return zstds(nil, parts) }

// Dictionary is a small dictionary of raw content, and the stretch of a file
// that holds it: a skippable frame, itself packed or not.
func Dictionary(content string, packed bool) (frame string) {
	if packed {
		content = Zstd(content)
	}
	head := make([]byte, 8)
	binary.LittleEndian.PutUint32(head, 0x184D2A5D)
	binary.LittleEndian.PutUint32(head[4:], uint32(len(content)))
	return string(head) + content
}

// ZstdWith packs each part as a frame that uses the content of a dictionary.
func ZstdWith(content string, parts ...string) string {
	return zstds([]zstd.EOption{zstd.WithEncoderDictRaw(0, []byte(content))}, parts)
}

func zstds(opts []zstd.EOption, parts []string) string {
	z, err := zstd.NewWriter(nil, append(opts, zstd.WithEncoderConcurrency(1))...)
	if err != nil {
		panic(err)
	}
	defer z.Close()
	var out []byte
	for _, p := range parts {
		out = z.EncodeAll([]byte(p), out)
	}
	return string(out)
}
