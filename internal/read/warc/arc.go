package warc

import (
	"bytes"
	"errors"
	"strings"
)

// The fields of an ARC record's line, from the end ("Arc File Format", version
// 1: URL, IP address, date, media type, length; version 2: a result code, a
// checksum, a location, an offset and a file name stand before the length).
// The URL is what is left of them: it may hold spaces.
const (
	arc1Fields = 5
	arc2Fields = 10
)

// isARCLine reports whether a line surely begins an ARC record: the date and the
// length are where they belong, and an address stands before them.
func isARCLine(line []byte) bool {
	fields := bytes.Split(bytes.TrimRight(line, "\r"), []byte(" "))
	n := len(fields)
	if n < arc1Fields || !isDigits(fields[n-1]) || !bytes.Contains(fields[0], []byte(":")) {
		return false
	}
	return isARCDate(fields[n-3]) && isIP(fields[n-4]) ||
		n >= arc2Fields && isARCDate(fields[n-8]) && isIP(fields[n-9])
}

// looksLikeARC reports whether a line, where a record should begin, is meant to be
// one: its length may be broken.
func looksLikeARC(line []byte) bool {
	fields := bytes.Split(bytes.TrimRight(line, "\r"), []byte(" "))
	n := len(fields)
	return n >= arc1Fields && (isARCDate(fields[n-3]) && isIP(fields[n-4]) ||
		n >= arc2Fields && isARCDate(fields[n-8]) && isIP(fields[n-9]))
}

func isARCDate(b []byte) bool { return len(b) >= 8 && len(b) <= 18 && isDigits(b) }

func isIP(b []byte) bool {
	if len(b) == 0 || len(b) > 45 {
		return false
	}
	for _, c := range b {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') && c != '.' && c != ':' && c != '-' {
			return false
		}
	}
	return true
}

// readARC reads the line of an ARC record. The file's head, whose address is
// filedesc://, says the version in its block.
func (r *Reader) readARC(rec *Record) error {
	r.head = r.head[:0]
	if err := r.readLine(); err != nil {
		return err
	}
	line := strings.TrimRight(string(r.head), "\r\n")
	isHead := strings.HasPrefix(line, "filedesc:")
	if r.arc == 0 || isHead {
		r.arc = 1
		if isHead {
			next, _ := r.br.Peek(1)
			if len(next) == 1 && next[0] == '2' {
				r.arc = 2
			}
			if len(next) == 1 && (next[0] < '1' || next[0] > '2') {
				rec.doubt("is that of an ARC file, and no version follows it")
			}
		}
	}
	fields := strings.Split(line, " ")
	n := len(fields)
	at := n - 3
	if n < arc1Fields {
		return errors.New("the line of the record has too few fields")
	}
	if !isARCDate([]byte(fields[at])) || !isIP([]byte(fields[n-4])) {
		if at = n - 8; n < arc2Fields || !isARCDate([]byte(fields[at])) {
			return errors.New("the line of the record has no date where it belongs")
		}
		r.arc = 2
	}
	rec.ARC = r.arc
	rec.Type = "response"
	if isHead {
		rec.Type = "warcinfo"
	}
	for i := 1; i < at-1; i++ {
		if isARCDate([]byte(fields[i])) && isIP([]byte(fields[i-1])) {
			rec.doubt("has two dates")
		}
	}
	rec.URI = cleanURI(strings.Join(fields[:at-1], " "))
	rec.Date = ParseDate(fields[at])
	rec.ContentType = fields[at+1]
	return rec.setLength("length", fields[n-1])
}
