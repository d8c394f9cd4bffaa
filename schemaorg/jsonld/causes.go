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
func (p *parser) failAt(at int, message string) {
	at = min(at, p.end)
	p.err = &syntaxError{at, at + runeLen(p.s, at, p.end), message}
}

func (p *parser) at(at int, message string) *syntaxError {
	return &syntaxError{at, at + runeLen(p.s, at, p.end), message}
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
		"a trailing comma: JSON has none before " + p.s[p.pos:p.pos+1] + "; remove it"}
}

// unexpected says why the parser cannot go on where a value, key or colon
// should stand, in terms of what people did.
func (p *parser) unexpected(where expectation) *syntaxError {
	if p.pos >= p.end {
		return p.at(p.end, "the block ends too early: a closing bracket is missing, or its end was cut off")
	}
	if e := p.culprit(); e != nil {
		return e
	}
	switch c := p.s[p.pos]; {
	case where == expectColon && c == '=':
		return p.at(p.pos, "= between a key and its value; JSON writes a colon")
	case where == expectColon:
		return p.at(p.pos, "no colon behind a key; perhaps a quote is missing, or a quote inside the text is not escaped")
	case c == ',' && where == expectMember:
		return p.at(p.pos, "a comma where the value of a key should stand; write the value, or null")
	case c == ',':
		return p.at(p.pos, "a comma with nothing before it; remove it")
	case where == expectKey && (wordByte(p.s, p.pos, p.end)):
		return p.at(p.pos, "the key "+quote(p.word())+" has no double quotes around it")
	case where == expectKey:
		return p.at(p.pos, printable(p.s[p.pos:p.end])+" where a key in double quotes should stand")
	case c == '}' || c == ']':
		return p.at(p.pos, "a value is missing before "+string(c))
	case c == '+' || c == '.':
		return p.at(p.pos, "a number begins with "+string(c)+"; JSON numbers begin with a digit or a minus sign")
	case wordByte(p.s, p.pos, p.end):
		word := p.word()
		switch word {
		case "True", "False":
			return p.at(p.pos, word+" is no JSON value; write "+strings.ToLower(word))
		case "None", "nil", "NULL", "Null", "undefined", "NaN", "Infinity":
			return p.at(p.pos, word+" is no JSON value; write null, or leave the key out")
		}
		return p.at(p.pos, "the text "+quote(word)+" has no double quotes around it")
	}
	return p.at(p.pos, printable(p.s[p.pos:p.end])+" where a value should stand")
}

// culprit looks for what can stand nowhere in JSON and has a usual cause.
func (p *parser) culprit() *syntaxError {
	rest := p.s[p.pos:p.end]
	if strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*") {
		return p.at(p.pos, "a comment: JSON has none; remove it")
	}
	before := p.s[max(0, p.pos-1):p.end]
	for _, mark := range [...]string{"{{", "{%", "{#", "<%", "<?", "${", "[%"} {
		if strings.HasPrefix(rest, mark) || len(before) > len(rest) && strings.HasPrefix(before, mark) {
			return p.at(p.pos, "source of a template ("+mark+") that was not rendered")
		}
	}
	if strings.HasPrefix(rest, `\"`) {
		return p.at(p.pos, `escaped quotes (\") where plain ones should stand: the JSON was encoded twice`)
	}
	if rest[0] == '&' {
		if n := strings.IndexByte(rest[:min(len(rest), 12)], ';'); n > 0 {
			return p.at(p.pos, "the HTML entity "+rest[:n+1]+": text inside script is not decoded, so write the character itself")
		}
	}
	if rest[0] == '<' {
		return p.at(p.pos, "HTML markup inside the JSON")
	}
	if rest[0] == '\'' {
		return p.at(p.pos, "single quotes; JSON needs double quotes")
	}
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case strings.ContainsRune("“”„‟‘’‚‛«»″", r):
		return p.at(p.pos, "a curly quote "+string(r)+"; JSON needs straight double quotes")
	case r > 0x7f && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)), r == 0xFEFF:
		return p.at(p.pos, "an invisible character "+codePoint(r)+" between the parts; remove it")
	case r < 0x20 || r == 0x7f:
		return p.at(p.pos, "a control character "+codePoint(r)+" between the parts; remove it")
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
		return p.at(p.end, fmt.Sprintf("the block ends before the %s that begins in line %d, column %d is closed", what, line, column))
	}
	c := p.s[p.pos]
	if v.kind == str && v.end == p.pos && c != other && c != '"' {
		if r, _ := utf8.DecodeRuneInString(p.s[p.pos:p.end]); unicode.IsLetter(r) || unicode.IsDigit(r) {
			return p.at(p.pos, `a double quote inside a text is not escaped; write \"`)
		}
	}
	if e := p.culprit(); e != nil {
		return e
	}
	switch {
	case c == other:
		return p.at(p.pos, fmt.Sprintf("the %s is closed by %c; it needs %c", what, c, closing))
	case c == ':' && in.kind == array:
		return p.at(p.pos, "a colon inside an array; keys need an object in braces")
	case c == ':':
		return p.at(p.pos, "a second colon; perhaps a comma is missing before it")
	case c == ';':
		return p.at(p.pos, "a semicolon where a comma should stand")
	case c == '"' && v.kind == str && v.end == p.pos:
		return p.at(p.pos, `two double quotes in a row: a comma is missing, or a quote inside a text is not escaped (\")`)
	case c == '"' || c == '{' || c == '[' || c == '-' || wordByte(p.s, p.pos, p.end) && v.kind != str:
		return p.at(p.pos, "a comma is missing before this")
	case v.kind == str:
		return p.at(p.pos, `neither a comma nor `+string(closing)+` behind a text; perhaps a double quote inside it is not escaped (\")`)
	}
	return p.at(p.pos, printable(p.s[p.pos:p.end])+" where a comma or "+string(closing)+" should stand")
}

// afterDocument says what stands behind the end of the JSON text.
func (p *parser) afterDocument() *syntaxError {
	switch c := p.s[p.pos]; c {
	case ';':
		return p.at(p.pos, "a semicolon behind the JSON; remove it")
	case '}', ']':
		return p.at(p.pos, "one closing "+string(c)+" too many")
	case '{', '[':
		return p.at(p.pos, "a second JSON text in one script; put both into one array, or into two scripts")
	case ',':
		return p.at(p.pos, "a comma behind the JSON; remove it, or put the parts into an array")
	}
	if e := p.culprit(); e != nil {
		return e
	}
	return p.at(p.pos, "more text behind the end of the JSON")
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

// printable is the first character of s as it can stand in a message.
func printable(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case n == 0:
		return "nothing"
	case unicode.IsPrint(r) && r != utf8.RuneError:
		return string(r)
	}
	return codePoint(r)
}

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

// quote is page text as it stands in a message: short, on one line, in double
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
