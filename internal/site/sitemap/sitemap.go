// Package sitemap reads sitemaps (sitemaps.org, version 0.9) as a stream: the
// entries of a urlset or of a sitemap index, each with its place. Hostile files
// cost no more than their bounds: a sitemap is read to the size that search
// engines read, and no further.
package sitemap

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/metacheck/metacheck/internal/text"
)

// Bounds of the protocol (sitemaps.org, "Using Sitemap index files").
const (
	MaxBytes   = 50 << 20 // uncompressed
	MaxEntries = 50_000
)

// An Entry is a url of a sitemap, or a sitemap of an index.
type Entry struct {
	// Index reports that Loc names another sitemap.
	Index bool
	// Loc and LastMod are the texts of those elements, trimmed.
	Loc, LastMod string
	// At and LastModAt are the places of the texts, without offsets in UTF-16:
	// columns are counted in bytes.
	At, LastModAt text.Position
	// Alternates are the addresses of versions in other languages (xhtml:link).
	Alternates []string
}

// An Error reports that a file is no sitemap or breaks off. The entries before
// it hold.
type Error struct {
	At     text.Position
	Reason string
}

func (e *Error) Error() string { return e.Reason }

// errToken tells of an element, text or comment beyond its bound.
var errToken = errors.New("a token beyond the bound")

// A meter reads as long as the reader of tokens comes on: it fails when more
// than a bound is read since left was set. The decoder keeps what it reads of
// one token in memory, and each attribute several times over.
type meter struct {
	r    io.Reader
	left int
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errToken
	}
	n, err := m.r.Read(p[:min(len(p), m.left)])
	m.left -= n
	return n, err
}

// Read reads a sitemap, plain or compressed by gzip, and hands its entries to
// yield. The error is that of yield, one of reading, or an *Error.
func Read(r io.Reader, yield func(*Entry) error) error {
	b := bufio.NewReaderSize(r, 64<<10)
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return &Error{Reason: fmt.Sprintf("it is not a valid gzip file (%s)", err)}
		}
		b = bufio.NewReaderSize(z, 64<<10)
	}
	// One byte more than the bound reports that there is more.
	limited := &io.LimitedReader{R: b, N: MaxBytes + 1}
	p := &parser{meter: &meter{r: limited}, yield: yield}
	p.d = xml.NewDecoder(p.meter)
	p.d.CharsetReader = charset.NewReaderLabel
	err := p.run()
	if limited.N <= 0 {
		return &Error{At: p.position(), Reason: fmt.Sprintf("it has more than %d MB, the limit of search engines", MaxBytes>>20)}
	}
	return err
}

// A parser goes through the tokens of a sitemap.
type parser struct {
	d     *xml.Decoder
	meter *meter
	yield func(*Entry) error

	n     int
	entry *Entry
	// path are the local names of the open elements, as deep as matters.
	path  [4]string
	depth int
	// value collects the text of the element at depth 3.
	value   []byte
	valueAt text.Position
}

// position is that of the next token.
func (p *parser) position() text.Position {
	line, column := p.d.InputPos()
	return text.Position{Offset: int(p.d.InputOffset()), Line: line, Column: column, ByteColumn: column, UTF16Column: column}
}

// Bounds on what is no sitemap that anybody wrote: the text that is kept of an
// element and what is read of one token, in bytes, and how deep elements are
// nested. The decoder holds every element that is open.
const (
	maxValue = 8192
	maxToken = 1 << 20
	maxDepth = 64
)

func (p *parser) run() error {
	root := ""
	for {
		at := p.position()
		p.meter.left = maxToken
		tok, err := p.d.Token()
		if err == io.EOF {
			if root == "" {
				return &Error{At: at, Reason: "it has no urlset or sitemapindex element"}
			}
			return nil
		}
		if err != nil {
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) {
				return &Error{At: p.position(), Reason: "it is not well-formed XML (" + reason(err) + ")"}
			}
			if errors.Is(err, errToken) {
				return &Error{At: at, Reason: fmt.Sprintf("it has a tag, text or comment of more than %d MB", maxToken>>20)}
			}
			if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || strings.Contains(err.Error(), "flate") {
				return &Error{At: at, Reason: "it is damaged (" + err.Error() + ")"}
			}
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if p.depth < len(p.path) {
				p.path[p.depth] = t.Name.Local
			}
			p.depth++
			switch {
			case p.depth > maxDepth:
				return &Error{At: at, Reason: fmt.Sprintf("its elements are nested more than %d deep", maxDepth)}
			case p.depth == 1:
				root = t.Name.Local
				if root != "urlset" && root != "sitemapindex" {
					return &Error{At: at, Reason: fmt.Sprintf("its root element is %q, not urlset or sitemapindex", clip(root))}
				}
			case p.depth == 2 && (t.Name.Local == "url" && root == "urlset" || t.Name.Local == "sitemap" && root == "sitemapindex"):
				p.entry = &Entry{Index: root == "sitemapindex"}
			case p.depth == 3:
				p.value, p.valueAt = p.value[:0], text.Position{}
				if t.Name.Local == "link" {
					p.alternate(t.Attr)
				}
			}
		case xml.CharData:
			if p.depth == 3 && p.entry != nil && len(p.value) < maxValue {
				if p.valueAt.Line == 0 && len(bytes.TrimSpace(t)) > 0 {
					p.valueAt = skipSpace(at, t)
				}
				p.value = append(p.value, t[:min(len(t), maxValue-len(p.value))]...)
			}
		case xml.EndElement:
			if err := p.close(); err != nil {
				return err
			}
		}
	}
}

// close ends the innermost element.
func (p *parser) close() error {
	defer func() { p.depth-- }()
	if p.entry == nil {
		return nil
	}
	switch p.depth {
	case 3:
		value := string(bytes.TrimSpace(p.value))
		switch p.path[2] {
		case "loc":
			p.entry.Loc, p.entry.At = value, p.valueAt
		case "lastmod":
			p.entry.LastMod, p.entry.LastModAt = value, p.valueAt
		}
	case 2:
		e := p.entry
		p.entry = nil
		if p.n++; p.n > MaxEntries {
			return &Error{At: p.position(), Reason: fmt.Sprintf("it has more than %d entries, the limit of search engines", MaxEntries)}
		}
		return p.yield(e)
	}
	return nil
}

// maxAlternates bounds the alternates of an entry.
const maxAlternates = 1000

func (p *parser) alternate(attrs []xml.Attr) {
	if p.entry == nil || len(p.entry.Alternates) >= maxAlternates {
		return
	}
	href, isAlternate := "", false
	for _, a := range attrs {
		switch a.Name.Local {
		case "href":
			href = strings.TrimSpace(a.Value)
		case "rel":
			isAlternate = a.Value == "alternate"
		}
	}
	if href != "" && isAlternate {
		p.entry.Alternates = append(p.entry.Alternates, href)
	}
}

// skipSpace is the position of the first character of a text that is no white
// space.
func skipSpace(at text.Position, s []byte) text.Position {
	for i, c := range s {
		switch c {
		case '\n':
			at.Line++
			at.Column, at.ByteColumn, at.UTF16Column = 1, 1, 1
		case ' ', '\t', '\r':
			at.Column++
			at.ByteColumn++
			at.UTF16Column++
		default:
			at.Offset += i
			return at
		}
	}
	return at
}

// reason is the error of the XML decoder without its prefix and line.
func reason(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return clip(syntax.Msg)
	}
	return "it breaks off"
}

func clip(s string) string {
	const longest = 80
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return s
}

// Robots are the addresses of the sitemaps that a robots.txt names (RFC 9309,
// section 2.2.4), in order, at most a hundred.
func Robots(r io.Reader) []string {
	var list []string
	s := bufio.NewScanner(io.LimitReader(r, 500<<10))
	s.Buffer(make([]byte, 4096), 64<<10)
	for s.Scan() && len(list) < 100 {
		line := strings.TrimPrefix(strings.TrimSpace(s.Text()), "\ufeff")
		name, value, ok := strings.Cut(line, ":")
		if ok && strings.EqualFold(strings.TrimSpace(name), "sitemap") {
			value, _, _ = strings.Cut(value, " #")
			if value = strings.TrimSpace(value); value != "" {
				list = append(list, value)
			}
		}
	}
	return list
}
