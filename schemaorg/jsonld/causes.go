package jsonld

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/metacheck/metacheck/internal/text"
)

// An expectation is what would be right where the parser stands.
type expectation uint8

const (
	expectDocument expectation = iota
	expectKey
	expectColon
	expectMember
	expectElement
)

func (p *parser) fail(e *syntaxError) { p.err = e }

// failAt records an error at a byte; the character there is its place.
func (p *parser) failAt(at int, cause, help string) { p.err = p.at(min(at, p.end), cause, help) }

func (p *parser) at(at int, cause, help string) *syntaxError {
	return &syntaxError{at, at + runeLen(p.s, at, p.end), cause, help}
}

func runeLen(s string, at, end int) int {
	if at >= end {
		return 0
	}
	_, n := utf8.DecodeRuneInString(s[at:end])
	return n
}

func (p *parser) trailingComma() *syntaxError {
	return &syntaxError{p.comma, p.comma + 1,
		"trailing comma", "remove the comma"}
}

// escapeQuote is what to do about a double quote that ends a text too early.
const escapeQuote = `write \" for a double quote inside a string`

// unexpected says why the parser cannot go on where a value, key or colon
// should be, in terms of what people did, and what to do.
func (p *parser) unexpected(where expectation) *syntaxError {
	if p.pos >= p.end {
		return p.at(p.end, "unexpected end", "add what is missing at the end, such as a closing bracket")
	}
	if e := p.culprit(); e != nil {
		return e
	}
	switch c := p.s[p.pos]; {
	case where == expectColon && c == '=':
		return p.at(p.pos, `"=" instead of a colon after a key`, "write a colon")
	case where == expectColon:
		return p.at(p.pos, "missing colon after a key", "add the missing colon or double quote, or "+escapeQuote)
	case c == ',' && where == expectMember:
		return p.at(p.pos, "missing value before a comma", "write the value, or null")
	case c == ',':
		return p.at(p.pos, "comma with nothing before it", "remove the comma")
	case where == expectKey && (wordByte(p.s, p.pos, p.end)):
		return p.at(p.pos, "key without double quotes: "+quote(p.word()), "add double quotes around the key")
	case where == expectKey:
		return p.at(p.pos, "unexpected "+seen(p.s[p.pos:p.end])+" where a key should be", "write a key in double quotes")
	case c == '}' || c == ']':
		help := "write the value, or remove the bracket"
		if where == expectMember {
			help = "write the value, or null"
		}
		return p.at(p.pos, "missing value before "+seen(p.s[p.pos:p.end]), help)
	case c == '+':
		return p.at(p.pos, "number with a plus sign", "remove the plus sign")
	case c == '.':
		return p.at(p.pos, "number without a digit before its decimal point", "write 0 before the decimal point")
	case wordByte(p.s, p.pos, p.end):
		word := p.word()
		switch word {
		case "True", "False":
			return p.at(p.pos, "unknown value "+quote(word), "write "+strings.ToLower(word))
		case "None", "nil", "NULL", "Null", "undefined", "NaN", "Infinity":
			return p.at(p.pos, "unknown value "+quote(word), "write null, or remove the key")
		}
		return p.at(p.pos, "string without double quotes: "+quote(word), "add double quotes around the string")
	}
	return p.at(p.pos, "unexpected "+seen(p.s[p.pos:p.end])+" where a value should be", "write a JSON value")
}

// culprit looks for what JSON allows nowhere and has a usual cause.
func (p *parser) culprit() *syntaxError {
	rest := p.s[p.pos:p.end]
	if strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*") {
		return p.at(p.pos, "comment", "remove the comment")
	}
	before := p.s[max(0, p.pos-1):p.end]
	for _, mark := range [...]string{"{{", "{%", "{#", "<%", "<?", "${", "[%"} {
		if strings.HasPrefix(rest, mark) || len(before) > len(rest) && strings.HasPrefix(before, mark) {
			return p.at(p.pos, "unrendered template code: "+quote(mark), "have the template fill in the value")
		}
	}
	if strings.HasPrefix(rest, `\"`) {
		return p.at(p.pos, `escaped double quote (\") outside a string`, "encode the JSON only once")
	}
	if rest[0] == '&' {
		if n := strings.IndexByte(rest[:min(len(rest), 12)], ';'); n > 0 {
			return p.at(p.pos, "HTML entity outside a string: "+quote(rest[:n+1]), "write the character itself")
		}
	}
	if rest[0] == '<' {
		return p.at(p.pos, "HTML markup", "remove the markup")
	}
	if rest[0] == '\'' {
		return p.at(p.pos, "single quotes", "write double quotes")
	}
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case strings.ContainsRune("“”„‟‘’‚‛«»″", r):
		return p.at(p.pos, "curly quote "+string(r), "write straight double quotes")
	case r > 0x7f && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)), r == 0xFEFF:
		return p.at(p.pos, "invisible character "+codePoint(r), "remove the character")
	case r < 0x20 || r == 0x7f:
		return p.at(p.pos, "control character "+codePoint(r), "remove the character")
	}
	return nil
}

// afterValue says why a value is followed by neither a comma nor the end of
// its array or object.
func (p *parser) afterValue(in, v *value) *syntaxError {
	what, closing, other := "object", byte('}'), byte(']')
	if in.kind == array {
		what, closing, other = "array", ']', '}'
	}
	if p.pos >= p.end {
		line, column := place(p.s, in.start)
		return p.at(p.end, fmt.Sprintf("unclosed %s, which begins at line %d, column %d of the block", what, line, column),
			fmt.Sprintf(`add the missing "%c"`, closing))
	}
	c := p.s[p.pos]
	if v.kind == str && v.end == p.pos && c != other && c != '"' {
		if r, _ := utf8.DecodeRuneInString(p.s[p.pos:p.end]); unicode.IsLetter(r) || unicode.IsDigit(r) {
			return p.at(p.pos, "unescaped double quote inside a string", escapeQuote)
		}
	}
	if e := p.culprit(); e != nil {
		return e
	}
	switch {
	case c == other:
		return p.at(p.pos, fmt.Sprintf(`%s closed by "%c"`, what, c), fmt.Sprintf(`write "%c"`, closing))
	case c == ':' && in.kind == array:
		return p.at(p.pos, "colon inside an array", "put keys and values into an object, in braces")
	case c == ':':
		return p.at(p.pos, "second colon after a key", "remove the colon, or add the missing comma before the key")
	case c == ';':
		return p.at(p.pos, "semicolon instead of a comma", "write a comma")
	case c == '"' && v.kind == str && v.end == p.pos:
		return p.at(p.pos, "two double quotes in a row", "add the missing comma, or "+escapeQuote)
	case c == '"' || c == '{' || c == '[' || c == '-' || wordByte(p.s, p.pos, p.end) && v.kind != str:
		return p.at(p.pos, "missing comma", "add the comma")
	case v.kind == str:
		return p.at(p.pos, fmt.Sprintf(`missing comma or "%c" after a string`, closing), "add it, or "+escapeQuote)
	}
	return p.at(p.pos, fmt.Sprintf(`unexpected %s where a comma or "%c" should be`, seen(p.s[p.pos:p.end]), closing),
		fmt.Sprintf(`write a comma or "%c"`, closing))
}

// afterDocument says what follows the end of the JSON text.
func (p *parser) afterDocument() *syntaxError {
	switch c := p.s[p.pos]; c {
	case ';':
		return p.at(p.pos, "semicolon after the JSON", "remove the semicolon")
	case '}', ']':
		return p.at(p.pos, "extra closing "+seen(p.s[p.pos:]), "remove the bracket")
	case '{', '[':
		return p.at(p.pos, "second JSON value in one script", "put both into one array, or into two scripts")
	case ',':
		return p.at(p.pos, "comma after the JSON", "remove the comma, or put the parts into an array")
	}
	if e := p.culprit(); e != nil {
		return e
	}
	return p.at(p.pos, "text after the JSON", "remove the text")
}

// word is the name that begins at the position, shortened.
func (p *parser) word() string {
	end := p.pos
	for end < p.end && end < p.pos+40 && (wordByte(p.s, end, p.end) || p.s[end] == '-' || p.s[end] == '.') {
		end++
	}
	return p.s[p.pos:end]
}

// place is the line and column of a byte in the script's text, counted from 1,
// columns in code points.
func place(s string, at int) (line, column int) {
	head := s[:at]
	return strings.Count(head, "\n") + 1, utf8.RuneCountInString(head[strings.LastIndexByte(head, '\n')+1:]) + 1
}

// seen is the first character of s as it can be in a message: in quotes, or by
// its number.
func seen(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case n == 0:
		return "end"
	case unicode.IsPrint(r) && r != utf8.RuneError:
		return `"` + string(r) + `"`
	}
	return codePoint(r)
}

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

// quote is page text as it is in a message: short, on one line, in double
// quotes, with what cannot be printed escaped.
func quote(s string) string {
	const longest = 60
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		if i >= longest {
			b.WriteString("…")
			break
		}
		switch {
		case r == '"':
			b.WriteByte('\'')
		case unicode.IsPrint(r), text.IsSpellingJoiner(s, i):
			b.WriteRune(r)
		default:
			b.WriteString(text.Escaped(r))
		}
	}
	b.WriteByte('"')
	return b.String()
}
