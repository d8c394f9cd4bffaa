package page

import (
	"bytes"
	"strings"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// A CharsetSource says what decided the charset of a page.
type CharsetSource uint8

// What can decide the charset, in the order in which browsers ask (HTML
// standard, section 13.2.3.2).
const (
	CharsetBOM      CharsetSource = iota + 1 // a byte order mark
	CharsetHeader                            // the Content-Type response header
	CharsetMeta                              // a declaration in the first 1024 bytes
	CharsetRecord                            // the page came decoded, out of a JSON string
	CharsetPattern                           // UTF-16 without a mark, seen by its zero bytes
	CharsetValid                             // nothing declared, and the bytes are valid UTF-8
	CharsetFallback                          // nothing declared: windows-1252
)

// A Charset says how the page's bytes became text.
type Charset struct {
	// Name is the encoding's name in the Encoding Standard, lower case.
	Name string
	// Source is what decided.
	Source CharsetSource
	// Header is the charset label of the Content-Type response header, or
	// empty.
	Header string
	// Prescan is the charset label that a declaration inside the first 1024
	// bytes gives, or empty.
	Prescan string
	// Replaced tells that bytes were invalid in the encoding and read as
	// U+FFFD.
	Replaced bool
	// Misdeclared tells that the page was read in the encoding that it declares,
	// or its header does, though its bytes are UTF-8: valid, with so many longer
	// sequences that it is no chance. Letters beyond ASCII are noise then.
	Misdeclared bool
}

// prescanBytes is how far browsers look for a declaration (HTML standard,
// section 13.2.3.2, "prescan a byte stream").
const prescanBytes = 1024

// decode turns the bytes of a source into UTF-8 text and says how. The length
// of a byte order mark is returned beside; it is no part of the text.
func decode(src *Source, arena *Arena) (decoded string, mark int, cs Charset) {
	data := src.Data
	cs.Header = headerCharset(src.Header.Get("Content-Type"))
	window := prescanBytes
	if src.Decoded {
		// The page's own bytes are gone; a character had at least one.
		window = 0
		for range prescanBytes {
			_, size := utf8.DecodeRune(data[window:])
			window += size
		}
	}
	cs.Prescan = prescan(string(data[:min(window, len(data))]), arena)

	var enc encoding.Encoding
	valid := false // known to be valid UTF-8
	switch {
	case src.Decoded:
		cs.Name, cs.Source = "utf-8", CharsetRecord
		if bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")) {
			mark = 3
		}
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		cs.Name, cs.Source, mark = "utf-8", CharsetBOM, 3
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		cs.Name, cs.Source, mark = "utf-16be", CharsetBOM, 2
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		cs.Name, cs.Source, mark = "utf-16le", CharsetBOM, 2
	default:
		if e, name := charset.Lookup(cs.Header); e != nil {
			enc, cs.Name, cs.Source = e, name, CharsetHeader
			break
		}
		if name := utf16Pattern(data); name != "" {
			cs.Name, cs.Source = name, CharsetPattern
			break
		}
		if e, name := charset.Lookup(cs.Prescan); e != nil {
			enc, cs.Name, cs.Source = e, name, CharsetMeta
			// A declaration that could be read is in ASCII (step "get an
			// encoding": UTF-16 means UTF-8, x-user-defined windows-1252).
			if strings.HasPrefix(name, "utf-16") {
				enc, cs.Name = encoding.Nop, "utf-8"
			} else if name == "x-user-defined" {
				enc, cs.Name = charset.Lookup("windows-1252")
			}
			break
		}
		if valid = utf8.Valid(data); valid {
			cs.Name, cs.Source = "utf-8", CharsetValid
			break
		}
		enc, cs.Name = charset.Lookup("windows-1252")
		cs.Source = CharsetFallback
	}
	data = data[mark:]
	switch cs.Name {
	case "utf-8":
		if valid || utf8.Valid(data) {
			return borrow(data), mark, cs
		}
		cs.Replaced = true
		return strings.ToValidUTF8(string(data), "\uFFFD"), mark, cs
	case "utf-16be":
		enc = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case "utf-16le":
		enc = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "replacement":
		// A label that browsers refuse for safety; the text would be a single
		// U+FFFD, so read what can be read.
		cs.Replaced = true
		return strings.ToValidUTF8(string(data), "\uFFFD"), mark, cs
	}
	if cs.Source == CharsetHeader || cs.Source == CharsetMeta {
		cs.Misdeclared = isUTF8(data)
	}
	out, _, err := transform.Bytes(enc.NewDecoder(), data)
	if err != nil {
		cs.Replaced = true
		out = append(out, "\uFFFD"...)
	} else if bytes.Contains(out, []byte("\uFFFD")) {
		cs.Replaced = true
	}
	return string(out), mark, cs
}

// borrow is data as a string that shares its memory: to copy a page costs a
// tenth of what its tree does, and the strings of a page live no longer than
// the page does. Who reads a page leaves its bytes alone until then (see
// [Source.Data]).
func borrow(data []byte) string { return unsafe.String(unsafe.SliceData(data), len(data)) }

// isUTF8 tells whether data is UTF-8 by its bytes: valid, with several characters
// beyond ASCII. Text in another encoding has such a sequence by chance, but
// hardly five, and no other bytes.
func isUTF8(data []byte) bool {
	const sequences = 5
	n := 0
	for _, b := range data {
		if b >= 0xC2 && b <= 0xF4 {
			if n++; n == sequences {
				return utf8.Valid(data)
			}
		}
	}
	return false
}

// headerCharset is the charset parameter of a Content-Type value. It is read
// leniently: quotes may be missing or single.
func headerCharset(contentType string) string {
	for rest := contentType; ; {
		_, after, ok := strings.Cut(rest, ";")
		if !ok {
			return ""
		}
		rest = after
		param, _, _ := strings.Cut(rest, ";")
		name, value, ok := strings.Cut(param, "=")
		if ok && strings.EqualFold(strings.TrimSpace(name), "charset") {
			return strings.ToLower(strings.Trim(strings.TrimSpace(value), `"'`))
		}
	}
}

// prescan looks for an encoding declaration in the first bytes of a page and
// returns its label, or empty.
func prescan(src string, arena *Arena) string {
	for tag := range arena.StartTags(src, 0, "") {
		if tag.Name != "meta" {
			continue
		}
		var label, content string
		pragma := false
		for i := range tag.Attr {
			switch a := &tag.Attr[i]; a.Key {
			case "charset":
				label = a.Val
			case "http-equiv":
				pragma = strings.EqualFold(a.Val, "content-type")
			case "content":
				content = a.Val
			}
		}
		if label == "" && pragma {
			label = ContentCharset(content)
		}
		if label = strings.ToLower(strings.TrimSpace(label)); label != "" {
			if e, _ := charset.Lookup(label); e != nil {
				return strings.Clone(label)
			}
		}
	}
	return ""
}

// ContentCharset is the charset that the content of a Content-Type pragma
// gives, in lower case, or empty (HTML standard, "algorithm for extracting a
// character encoding from a meta element").
func ContentCharset(content string) string {
	for rest := strings.ToLower(content); ; {
		_, after, ok := strings.Cut(rest, "charset")
		if !ok {
			return ""
		}
		rest = after
		value, ok := strings.CutPrefix(strings.TrimLeft(rest, " \t\r\n\f"), "=")
		if !ok {
			continue
		}
		value = strings.TrimLeft(value, " \t\r\n\f")
		if value == "" {
			return ""
		}
		if q := value[0]; q == '"' || q == '\'' {
			value, _, ok = strings.Cut(value[1:], string(q))
			if !ok {
				return ""
			}
			return strings.TrimSpace(value)
		}
		if end := strings.IndexAny(value, " \t\r\n\f;"); end >= 0 {
			value = value[:end]
		}
		return value
	}
}

// utf16Pattern recognises markup in UTF-16 that has no byte order mark by the
// zero bytes beside its first ASCII characters. Browsers do not; without it
// such a page would be read as noise.
func utf16Pattern(data []byte) string {
	if len(data) < 8 {
		return ""
	}
	var even, odd int
	for i := 0; i < 8; i += 2 {
		if data[i] == 0 && data[i+1] != 0 {
			even++
		}
		if data[i] != 0 && data[i+1] == 0 {
			odd++
		}
	}
	switch {
	case even == 4:
		return "utf-16be"
	case odd == 4:
		return "utf-16le"
	}
	return ""
}
