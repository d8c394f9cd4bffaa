package report

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

// xmlHead begins an XML document. Its bytes are UTF-8.
const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// An xmlWriter writes elements into memory that it uses again. Its text is
// what a terminal may see: XML has no way to write most control characters.
type xmlWriter struct{ buf bytes.Buffer }

// open writes a start tag without its end; attr and num add attributes.
func (x *xmlWriter) open(indent int, name string) {
	for range indent {
		x.buf.WriteString("  ")
	}
	x.buf.WriteString("<" + name)
}

func (x *xmlWriter) attr(name, value string) {
	x.buf.WriteString(" " + name + `="`)
	x.escape(Escape(value))
	x.buf.WriteByte('"')
}

func (x *xmlWriter) num(name string, n int) {
	x.buf.WriteString(" " + name + `="` + strconv.Itoa(n) + `"`)
}

func (x *xmlWriter) raw(s string) { x.buf.WriteString(s) }

// text writes lines of text; each is escaped by itself.
func (x *xmlWriter) text(lines []string) {
	for i, line := range lines {
		if i > 0 {
			x.buf.WriteByte('\n')
		}
		x.escape(Escape(line))
	}
}

// xmlEscaper writes what is markup. [Escape] has taken out before what XML
// cannot hold.
var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

func (x *xmlWriter) escape(s string) {
	if !strings.ContainsAny(s, `<>&"'`) {
		x.buf.WriteString(s)
		return
	}
	// Writing to memory never fails.
	_, _ = xmlEscaper.WriteString(&x.buf, s)
}

// flush hands on what was written.
func (x *xmlWriter) flush(w io.Writer) error {
	_, err := x.buf.WriteTo(w)
	x.buf.Reset()
	return err
}
