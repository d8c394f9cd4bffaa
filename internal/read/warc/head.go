package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

var errHead = fmt.Errorf("the header of the record is longer than %d bytes, the bound on one", maxHead)

// readLine appends a line with its end to the head buffer.
func (r *Reader) readLine() error {
	for {
		part, err := r.br.ReadSlice('\n')
		r.head = append(r.head, part...)
		if len(r.head) > maxHead {
			r.head = nil // lets go of it
			return errHead
		}
		switch {
		case err == nil:
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
		case r.goOn(err):
			// The header goes on in the next member.
		case r.err != nil:
			return r.err
		case r.rec.broken != nil:
			return r.rec.broken
		default:
			return errors.New("the input ends inside the header of the record")
		}
	}
}

// readWARC reads the header of a WARC record (ISO 28500, section 4): a version
// line, named fields, which may be folded, and an empty line.
func (r *Reader) readWARC(rec *Record) error {
	r.head = r.head[:0]
	for from := 0; ; {
		if err := r.readLine(); err != nil {
			return err
		}
		line := bytes.TrimRight(r.head[from:], "\r\n")
		if len(line) == 0 && from > 0 {
			break
		}
		from = len(r.head)
		if next, _ := r.br.Peek(versionBytes); r.in && beginsWARC(next) {
			return errors.New("the header of the record ends without an empty line, where another record begins")
		}
	}
	if cap(r.head) > 64<<10 {
		defer func() { r.head = nil }()
	}
	version, text, _ := strings.Cut(string(r.head), "\n")
	if number, ok := strings.CutPrefix(strings.TrimRight(version, " \r"), "WARC/"); !ok || strings.Trim(number, "0123456789.") != "" {
		rec.doubt("begins with no version of WARC")
	}
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimRight(line, "\r")
		if line != "" && (line[0] == ' ' || line[0] == '\t') && len(rec.Fields) > 0 {
			rec.doubt(textFault(line))
			last := &rec.Fields[len(rec.Fields)-1]
			if len(last.Value) < maxValue {
				last.Value += " " + strings.TrimSpace(line)
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		name = strings.TrimSpace(name)
		switch {
		case ok && isToken(name):
			rec.doubt(textFault(value))
			rec.Fields = append(rec.Fields, Field{name, strings.TrimSpace(value)})
		case line != "":
			rec.doubt("has a line that is no field")
		}
	}
	length := ""
	for i := range rec.Fields {
		f := &rec.Fields[i]
		switch {
		case strings.EqualFold(f.Name, "WARC-Type"):
			rec.Type = strings.ToLower(f.Value)
		case strings.EqualFold(f.Name, "WARC-Target-URI"):
			rec.URI = cleanURI(f.Value)
		case strings.EqualFold(f.Name, "WARC-Date"):
			rec.Date = ParseDate(f.Value)
		case strings.EqualFold(f.Name, "Content-Type"):
			rec.ContentType = f.Value
		case strings.EqualFold(f.Name, "Content-Length"):
			length = f.Value
		}
	}
	rec.doubt(rec.contradiction())
	rec.doubt(r.missing(rec))
	return rec.setLength("Content-Length", length)
}

// doubt notes what is wrong with a header that can be read all the same: what was
// noticed first, and "" is nothing. Where bytes were lost or overwritten, the head
// of one record can go over into that of another.
func (rec *Record) doubt(fault string) {
	if rec.doubted == "" {
		rec.doubted = fault
	}
}

// textFault says what is wrong with the value of a field: control characters are
// in none (ISO 28500, section 4).
func textFault(value string) string {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7F {
			return fmt.Sprintf("has the control character 0x%02X", c)
		}
	}
	return ""
}

// contradiction says which field of those that a record has once is there with
// two values.
func (rec *Record) contradiction() string {
	for _, name := range []string{"WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "Content-Length"} {
		first := ""
		for i := range rec.Fields {
			f := &rec.Fields[i]
			switch {
			case !strings.EqualFold(f.Name, name):
			case first == "":
				first = f.Value
			case f.Value != first:
				return fmt.Sprintf("has %s with two values", name)
			}
		}
	}
	return ""
}

// missing says which field is missing that a record must have. Of those that
// writers leave out at times, only one that other records of the stream have.
func (r *Reader) missing(rec *Record) string {
	switch rec.Type {
	case "":
		return "has no WARC-Type"
	case "response", "resource", "conversion", "revisit":
		if rec.URI == "" {
			return "has no WARC-Target-URI"
		}
	default:
		if !isToken(rec.Type) {
			return fmt.Sprintf("has a WARC-Type that is none: %.40q", rec.Type)
		}
	}
	fault := ""
	for i, name := range []string{"WARC-Date", "WARC-Record-ID"} {
		switch {
		case rec.Get(name) != "":
			r.usual[i] = true
		case r.usual[i] && fault == "":
			fault = "has no " + name
		}
	}
	return fault
}

// isToken reports whether a string can be the name of a field.
func isToken(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7F || strings.IndexByte("()<>@,;:\\\"/[]?={}", c) >= 0 {
			return false
		}
	}
	return s != ""
}

// maxValue bounds the value of a folded field: joining lines is quadratic.
const maxValue = 16 << 10

func (rec *Record) setLength(name, value string) error {
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case value == "":
		return fmt.Errorf("the record has no %s", name)
	case err != nil || n < 0:
		return fmt.Errorf("the %s %.40q of the record is no length", name, value)
	case n > maxLength:
		return fmt.Errorf("the %s %d of the record is more than the bound of 1 TiB", name, n)
	}
	rec.Length = n
	return nil
}

// cleanURI takes off angle brackets, which some writers put around addresses,
// as older versions of the standard show them, and escapes white space inside.
func cleanURI(s string) string {
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	if !strings.ContainsAny(s, " \t") {
		return s
	}
	return strings.NewReplacer(" ", "%20", "\t", "%09").Replace(s)
}

// ParseDate reads a WARC-Date: a date of ISO 8601 in UTC, in version 1.1 with
// any precision from the year to fractions of a second; or the 14 digits of
// ARC, of which as few as 4 may be there. Otherwise it is the zero time.
func ParseDate(s string) time.Time {
	if isDigits(s) {
		const layout = "20060102150405"
		if n := min(len(s), len(layout)); n >= 4 && n%2 == 0 {
			if t, err := time.Parse(layout[:n], s[:n]); err == nil {
				return t
			}
		}
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05", time.DateOnly, "2006-01"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

func isDigits[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) > 0
}
