// Package snapshot keeps what the pages of a site say, one page a line, so that
// a later build can be compared with it.
//
// A snapshot is a text: a first line that says what it is, one line of JSON for
// each page, sorted by the pages' keys, and a last line with the checksum of all
// lines before it. The same pages give the same bytes. Where checks ran on the
// pages, each line has their findings, so that a later build can tell which of
// its own are new. [Write] writes a snapshot, [Open] and [Reader.Next] read one
// line by line; neither holds more than a page. A [Sorter] puts the pages of an
// input in order, on disk where they are many.
package snapshot

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/metacheck/metacheck/internal/summary"
)

// Version is the version of the format. It rises when a reader of the version
// before would misread what is written.
const Version = 2

// checkedVersion is the first version with a checksum line. Snapshots before it
// are read all the same; see [Reader.Unchecked].
const checkedVersion = 2

// A Header is what a snapshot says of itself in its first line.
type Header struct {
	// Pages is the number of pages; that of the lines behind the header.
	Pages int `json:"pages"`
	// Addressed are the pages whose own address is known, Paths those that go by
	// their path below the root.
	Addressed int `json:"addressed"`
	Paths     int `json:"paths"`
	// Origin is the scheme and host that all known addresses have; empty when
	// there are several, or none.
	Origin string `json:"origin,omitzero"`
	// Partial reports that not all pages of the inputs were wanted, so that one
	// that is not here may still exist.
	Partial bool `json:"partial,omitzero"`
	// Checks says what found the findings that rows have; nil when no checks ran,
	// so that a row without findings says nothing.
	Checks *Checks `json:"checks,omitzero"`
}

// Checks are what findings depend on beside the page: those of two builds are
// compared as they are where both agree in it.
type Checks struct {
	// Metacheck is the version of metacheck, Settings a digest of all settings
	// that decide what is found.
	Metacheck string `json:"metacheck"`
	Settings  string `json:"settings"`
}

// mark is what the first line begins with.
type mark struct {
	Metacheck string `json:"metacheck"`
	Version   int    `json:"version"`
	Header
}

const markName = "snapshot"

// markBytes are the first bytes of every snapshot.
const markBytes = `{"metacheck":"snapshot",`

// endBytes are the first bytes of a checksum line.
const endBytes = `{"metacheck":"end",`

// endLine is the checksum line behind so many pages. Readers compare it as it
// is, so that no byte of it can change unnoticed.
func endLine(pages int, sum hash.Hash) []byte {
	return fmt.Appendf(nil, `%s"pages":%d,"sha256":"%x"}`, endBytes, pages, sum.Sum(nil))
}

// A Row is one page.
type Row struct {
	// Key tells the page from all others: its path below the root, with slashes,
	// or its address where it has no path.
	Key string `json:"key"`
	// Name is what reports call the input, Index the number of the page's record
	// in it.
	Name  string `json:"name"`
	Index int    `json:"index,omitzero"`
	// URL is the page's own address, or empty when unknown.
	URL string `json:"url,omitzero"`
	// Captured is when an archive fetched the page.
	Captured time.Time `json:"captured,omitzero"`
	// Page is the encoded [summary.Summary] without what the row says; see
	// [Row.Decode].
	Page jsontext.Value `json:"page"`
	// Findings are those of the page, in the order of its report; More is how
	// many there are beyond [MaxFindings]: of one that is not here it is then
	// unknown whether the page had it.
	Findings []Finding `json:"findings,omitzero"`
	More     int       `json:"more,omitzero"`

	// Failed reports that the page exists and could not be read; such rows are
	// compared with nothing, and are not written.
	Failed bool `json:"-"`
	// Line is the line of the snapshot that the row was read from, else 0.
	Line int `json:"-"`
}

// NewRow is the row of a page under a key.
func NewRow(key string, s *summary.Summary) (Row, error) {
	r := Row{Key: key, Name: s.Name, Index: s.Index, URL: s.URL, Captured: s.Captured}
	bare := *s
	bare.Name, bare.Index, bare.URL, bare.Captured = "", 0, "", time.Time{}
	data, err := bare.Encode(nil)
	// What is kept shall not have room to grow.
	r.Page = bytes.Clone(data)
	return r, err
}

// Decode reads the page of the row.
func (r *Row) Decode() (*summary.Summary, error) {
	s, err := summary.Decode(r.Page)
	if err != nil {
		return nil, err
	}
	s.Name, s.Index, s.URL, s.Captured = r.Name, r.Index, r.URL, r.Captured
	return s, nil
}

// MaxFindings bounds the findings of a row.
const MaxFindings = 1000

// A Finding is what is kept of a finding: enough to find it again on the page of
// another build.
type Finding struct {
	// Check is the id of the check, Severity "error", "warning" or "info".
	Check, Severity string
	// Fingerprint names the finding within its page, whatever its line.
	Fingerprint string
}

// Keep keeps findings with the row, as many as it may have.
func (r *Row) Keep(findings []Finding) {
	n := min(len(findings), MaxFindings)
	r.Findings, r.More = slices.Clone(findings[:n]), len(findings)-n
}

// maxFindingText bounds the texts of a finding, in bytes.
const maxFindingText = 100

// fault says what is wrong with a finding; empty when nothing is.
func (f *Finding) fault() string {
	switch {
	case f.Check == "" || f.Fingerprint == "":
		return "a finding has no check or no fingerprint"
	case len(f.Check) > maxFindingText || len(f.Fingerprint) > maxFindingText:
		return "a finding has a check or a fingerprint that is too long"
	case f.Severity != "error" && f.Severity != "warning" && f.Severity != "info":
		return "a finding has no severity"
	}
	return ""
}

// fault says what is wrong with the findings of a row in a snapshot where checks
// ran or did not; empty when nothing is.
func (r *Row) fault(checked bool) string {
	switch {
	case !checked && (len(r.Findings) > 0 || r.More != 0):
		return "the page has findings, but the first line does not say what found them"
	case len(r.Findings) > MaxFindings, r.More != 0 && (r.More < 0 || len(r.Findings) < MaxFindings):
		return "the number of findings of the page cannot be right"
	}
	for i := range r.Findings {
		if fault := r.Findings[i].fault(); fault != "" {
			return fault
		}
	}
	return ""
}

// MarshalJSONTo writes a finding as a list of its three texts.
func (f *Finding) MarshalJSONTo(enc *jsontext.Encoder) error {
	for _, t := range []jsontext.Token{jsontext.BeginArray, jsontext.String(f.Check), jsontext.String(f.Severity), jsontext.String(f.Fingerprint), jsontext.EndArray} {
		if err := enc.WriteToken(t); err != nil {
			return err
		}
	}
	return nil
}

// UnmarshalJSONFrom reads what MarshalJSONTo writes.
func (f *Finding) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	wrong := errors.New("a finding is a list of three texts")
	if t, err := dec.ReadToken(); err != nil {
		return err
	} else if t.Kind() != '[' {
		return wrong
	}
	for _, to := range []*string{&f.Check, &f.Severity, &f.Fingerprint} {
		t, err := dec.ReadToken()
		if err != nil {
			return err
		}
		if t.Kind() != '"' {
			return wrong
		}
		*to = t.String()
	}
	if t, err := dec.ReadToken(); err != nil {
		return err
	} else if t.Kind() != ']' {
		return wrong
	}
	return nil
}

// maxLine bounds a line, in bytes: a page, its key, its name and its findings.
const maxLine = summary.MaxEncoded + 1<<16 + MaxFindings*(2*maxFindingText+32)

var rowOptions = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.EscapeForHTML(false), jsontext.PreserveRawStrings(true))

// Write writes a snapshot of rows that come sorted by key, without two of one
// key. It fails when the number of rows is not that of the header.
func Write(w io.Writer, h Header, rows func(yield func(Row, error) bool)) error {
	out := bufio.NewWriterSize(w, 1<<16)
	line, err := json.Marshal(mark{markName, Version, h}, rowOptions)
	if err != nil {
		return err
	}
	sum := sha256.New()
	summed := io.MultiWriter(sum, out)
	summed.Write(append(line, '\n')) // out keeps its error for Flush
	var b bytes.Buffer
	n := 0
	for r, err := range rows {
		if err != nil {
			return err
		}
		n++
		if fault := r.fault(h.Checks != nil); fault != "" {
			return fmt.Errorf("the page %s cannot be written: %s", short(r.Key), fault)
		}
		b.Reset()
		if err := json.MarshalWrite(&b, &r, rowOptions); err != nil {
			return err
		}
		b.WriteByte('\n')
		if _, err := summed.Write(b.Bytes()); err != nil {
			return err
		}
	}
	if n != h.Pages {
		return fmt.Errorf("%d pages were to be written, but there are %d", h.Pages, n)
	}
	out.Write(append(endLine(n, sum), '\n'))
	return out.Flush()
}

// Pack returns a writer that packs what it is given as the ending of the path
// says, .gz or .zst, and writes it to w; else it writes it as it is. The same
// bytes give the same packed ones. Close ends the packing and leaves w open.
func Pack(w io.Writer, path string) (io.WriteCloser, error) {
	switch path = strings.ToLower(path); {
	case strings.HasSuffix(path, ".gz"):
		return gzip.NewWriter(w), nil
	case strings.HasSuffix(path, ".zst"), strings.HasSuffix(path, ".zstd"):
		// With one encoder the result does not depend on the number of cores.
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	}
	return plain{w}, nil
}

type plain struct{ io.Writer }

func (plain) Close() error { return nil }

// ErrNone reports that an input is no snapshot.
var ErrNone = errors.New("it is no snapshot")

// ErrEmpty reports that an input has no bytes, which no snapshot, archive or
// build has.
var ErrEmpty = errors.New("it is empty: no snapshot")

// A Damage says what is wrong with a snapshot.
type Damage struct {
	// Line is that of the fault, from 1; 0 when the snapshot cannot be unpacked.
	Line    int
	Message string
	Err     error
}

// Error is the message with the line in front.
func (d *Damage) Error() string {
	if d.Line == 0 {
		return d.Message
	}
	return fmt.Sprintf("line %d: %s", d.Line, d.Message)
}

// Unwrap is the cause, or nil.
func (d *Damage) Unwrap() error { return d.Err }

// A Reader reads a snapshot row by row. Close it.
type Reader struct {
	Header Header
	// Unchecked reports that the snapshot is of a version before checksum lines:
	// a value that was changed in it cannot be noticed.
	Unchecked bool

	in   *bufio.Reader
	zstd *zstd.Decoder
	sum  hash.Hash
	line int
	last string
	n    int
	err  error
}

// Sniffed is the number of bytes that [Open] looks at to tell a snapshot from
// other inputs: a reader with room for them has lost nothing when it is none. A
// block of zstd, which is unpacked as a whole or not at all, has half of that.
const Sniffed = 1 << 18

// maxWindow bounds the memory for unpacking zstd, in bytes.
const maxWindow = 64 << 20

// unpack is what a reader holds, unpacked when its first bytes say that it is
// packed by gzip or zstd. The decoder, nil without one, is to be closed.
func unpack(head []byte, in io.Reader) (io.Reader, *zstd.Decoder, error) {
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(in)
		return z, nil, err
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<62), zstd.WithDecoderMaxWindow(maxWindow))
		return z, z, err
	}
	return in, nil, nil
}

// begins reports whether an input with the first bytes may be a snapshot; more
// reports that there are others, without which a packed one may not be told.
func begins(head []byte, more bool) bool {
	in, decoder, err := unpack(head, bytes.NewReader(head))
	if decoder != nil {
		defer decoder.Close()
	}
	if err != nil {
		return false
	}
	var start [len(markBytes)]byte
	n, err := io.ReadFull(in, start[:])
	if n == 0 && !(more && errors.Is(err, io.ErrUnexpectedEOF)) {
		return false // empty, damaged, or not packed so
	}
	return strings.HasPrefix(markBytes, string(start[:n]))
}

// Open begins to read a snapshot, unpacking gzip or zstd. The error is ErrEmpty
// for an input without bytes, ErrNone for what is no snapshot, else a *Damage. Of an input that is none nothing is
// taken when the reader has room for [Sniffed] bytes.
func Open(in *bufio.Reader) (*Reader, error) {
	head, err := in.Peek(min(Sniffed, in.Size()))
	switch {
	case len(head) == 0 && err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case len(head) == 0:
		return nil, ErrEmpty
	case !begins(head, err == nil):
		return nil, ErrNone
	}
	r := &Reader{in: in, sum: sha256.New()}
	unpacked, decoder, err := unpack(head, in)
	if err != nil {
		return nil, ErrNone
	}
	if r.zstd = decoder; unpacked != io.Reader(in) {
		r.in = bufio.NewReaderSize(unpacked, 1<<16)
	}
	if start, err := r.in.Peek(len(markBytes)); string(start) != markBytes {
		r.Close()
		if err != nil && len(start) > 0 && strings.HasPrefix(markBytes, string(start)) && len(start) > 4 {
			return nil, &Damage{Line: 1, Message: "the snapshot ends in its first line"}
		}
		return nil, ErrNone
	}
	if err := r.header(); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Reader) header() error {
	line, err := r.read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return &Damage{Line: 1, Message: "the snapshot ends in its first line"}
		}
		return err
	}
	// A newer version may say other things in other ways.
	var v struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(line, &v, jsontext.AllowInvalidUTF8(true)); err != nil {
		return r.damage("the first line is no JSON: %s", said(err))
	}
	switch {
	case v.Version > Version:
		return &Damage{Line: 1, Message: fmt.Sprintf("the snapshot was written by a newer metacheck (version %d of the format; this one reads up to %d); bring metacheck up to date, or take the snapshot anew", v.Version, Version)}
	case v.Version < 1:
		return r.damage("the first line names no version")
	}
	var m mark
	if err := json.Unmarshal(line, &m, jsontext.AllowInvalidUTF8(true)); err != nil {
		return r.damage("the first line cannot be read: %s", said(err))
	}
	if r.Header = m.Header; r.Header.Pages < 0 {
		return r.damage("the number of pages is negative")
	}
	r.Unchecked = v.Version < checkedVersion
	r.count(line)
	return nil
}

// count takes a line into the checksum: without its end, which programs that
// move files between systems change.
func (r *Reader) count(line []byte) {
	r.sum.Write(line)
	r.sum.Write([]byte{'\n'})
}

// Next is the next row; io.EOF behind the last, else a *Damage.
func (r *Reader) Next() (Row, error) {
	if r.err == nil {
		var row Row
		if row, r.err = r.next(); r.err == nil {
			return row, nil
		}
	}
	return Row{}, r.err
}

func (r *Reader) next() (Row, error) {
	var row Row
	line, err := r.read()
	if errors.Is(err, io.EOF) {
		switch {
		case r.n != r.Header.Pages:
			return row, &Damage{Line: r.line + 1, Message: fmt.Sprintf("the snapshot ends after %d pages, but its first line says %d: it was cut short or edited; take it anew", r.n, r.Header.Pages)}
		case !r.Unchecked:
			return row, &Damage{Line: r.line + 1, Message: "the snapshot ends without its checksum line: it was cut short or edited; take it anew"}
		}
		return row, io.EOF
	}
	if err != nil {
		return row, err
	}
	if !r.Unchecked && bytes.HasPrefix(line, []byte(endBytes)) {
		return row, r.end(line)
	}
	if r.n++; r.n > r.Header.Pages {
		return row, r.damage("there are more pages than the %d in the first line: it was edited, or two were put together; take it anew", r.Header.Pages)
	}
	if err := json.Unmarshal(line, &row, jsontext.AllowInvalidUTF8(true)); err != nil {
		return row, r.damage("the line cannot be read: %s", said(err))
	}
	switch {
	case row.Key == "" || len(row.Page) == 0 || row.Page.Kind() != '{':
		return row, r.damage("the line has no key or no page")
	case row.Key == r.last:
		return row, r.damage("two pages have the key %q", short(row.Key))
	case row.Key < r.last:
		return row, r.damage("the page %q is out of order: the lines of a snapshot are sorted", short(row.Key))
	}
	if fault := row.fault(r.Header.Checks != nil); fault != "" {
		return row, r.damage("%s: it was edited; take the snapshot anew", fault)
	}
	r.last, row.Line = row.Key, r.line
	r.count(line)
	return row, nil
}

// end compares the checksum line, behind which nothing may stand. It returns
// io.EOF when all is as it was written.
func (r *Reader) end(line []byte) error {
	if r.n != r.Header.Pages {
		return r.damage("the snapshot ends after %d pages, but its first line says %d: it was cut short or edited; take it anew", r.n, r.Header.Pages)
	}
	if string(line) != string(endLine(r.n, r.sum)) {
		return r.damage("the checksum does not match the %d lines before it: the snapshot is damaged or was edited; take it anew", r.line-1)
	}
	switch _, err := r.read(); {
	case errors.Is(err, io.EOF):
		return io.EOF
	case err != nil:
		return err
	}
	return r.damage("more lines follow the checksum: it was edited, or two snapshots were put together; take it anew")
}

// Close lets go of what unpacking needs; it does not close the input.
func (r *Reader) Close() {
	if r.zstd != nil {
		r.zstd.Close()
	}
}

func (r *Reader) damage(format string, args ...any) error {
	return &Damage{Line: r.line, Message: fmt.Sprintf(format, args...)}
}

// read is the next line without its end, or io.EOF. It holds until the next
// call.
func (r *Reader) read() ([]byte, error) {
	r.line++
	var line []byte
	for {
		part, err := r.in.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			return nil, r.damage("the line has more than %d bytes", maxLine)
		}
		switch {
		case err == nil && line == nil:
			return bytes.TrimSuffix(part[:len(part)-1], []byte{'\r'}), nil
		case err == nil:
			return bytes.TrimSuffix(append(line, part[:len(part)-1]...), []byte{'\r'}), nil
		case errors.Is(err, bufio.ErrBufferFull):
			line = append(line, part...)
		case errors.Is(err, io.EOF):
			if len(line)+len(part) > 0 {
				return nil, r.damage("the snapshot ends in the middle of the line: it was cut short; take it anew")
			}
			r.line--
			return nil, io.EOF
		default:
			return nil, &Damage{Line: r.line, Message: "the snapshot cannot be read: " + err.Error(), Err: err}
		}
	}
}

// said is an error of reading JSON, bounded and on one line.
func said(err error) string { return short(strings.Join(strings.Fields(err.Error()), " ")) }

func short(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
