package page

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
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
}

// prescanBytes is how far browsers look for a declaration (HTML standard,
// section 13.2.3.2, "prescan a byte stream").
const prescanBytes = 1024

// decode turns the bytes of a source into UTF-8 text and says how. The length
// of a byte order mark is returned beside; it is no part of the text.
func decode(src *Source) (decoded string, mark int, cs Charset) {
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
	cs.Prescan = prescan(data[:min(window, len(data))])

	var enc encoding.Encoding
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
		if utf8.Valid(data) {
			cs.Name, cs.Source = "utf-8", CharsetValid
			break
		}
		enc, cs.Name = charset.Lookup("windows-1252")
		cs.Source = CharsetFallback
	}
	data = data[mark:]
	switch cs.Name {
	case "utf-8":
		if utf8.Valid(data) {
			return string(data), mark, cs
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
	out, _, err := transform.Bytes(enc.NewDecoder(), data)
	if err != nil {
		cs.Replaced = true
		out = append(out, "\uFFFD"...)
	} else if bytes.Contains(out, []byte("\uFFFD")) {
		cs.Replaced = true
	}
	return string(out), mark, cs
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
func prescan(data []byte) string {
	z := html.NewTokenizer(bytes.NewReader(data))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if string(name) != "meta" {
				continue
			}
			var label, content string
			pragma := false
			for more {
				var key, val []byte
				key, val, more = z.TagAttr()
				switch string(key) {
				case "charset":
					label = string(val)
				case "http-equiv":
					pragma = strings.EqualFold(string(val), "content-type")
				case "content":
					content = string(val)
				}
			}
			if label == "" && pragma {
				label = headerCharset(";" + content)
				if label == "" {
					_, after, _ := strings.Cut(strings.ToLower(content), "charset=")
					label = strings.Trim(after, `"' ;`)
				}
			}
			if label = strings.ToLower(strings.TrimSpace(label)); label != "" {
				if e, _ := charset.Lookup(label); e != nil {
					return label
				}
			}
		}
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
