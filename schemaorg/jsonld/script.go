package jsonld

import (
	"strings"

	"github.com/agnivade/levenshtein"
	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/schemaorg"
)

// mediaType is the type of scripts that hold JSON-LD.
const mediaType = "application/ld+json"

// What to do, and what became of a part, where several problems share it.
const (
	rightType    = `write type="` + mediaType + `"`
	fewer        = "describe less on one page"
	fewerTerms   = "define fewer or shorter terms in @context"
	addContext   = `add "@context": "https://schema.org"`
	reverseValue = "write an object or a reference, such as {\"@id\": \"…\"}"
	notLoaded    = "context %s was not loaded, so its terms are unknown: only the context of schema.org is built in"
)

// A scriptKind says how far a script element is JSON-LD.
type scriptKind uint8

const (
	otherScript scriptKind = iota
	ldScript               // application/ld+json
	nearScript             // a type that somebody may have meant as that
	codeScript             // JavaScript, by its type or by having none
)

// classify tells the kind of a script element, with its type as written and
// whether it loads its text from elsewhere.
func classify(n *html.Node) (k scriptKind, written string, src bool) {
	k = codeScript
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Namespace != "" {
			continue
		}
		switch a.Key {
		case "src":
			src = true
		case "type":
			written = a.Val
			k = kindOfType(a.Val)
		}
	}
	return k, written, src
}

func kindOfType(written string) scriptKind {
	if i := strings.IndexByte(written, ';'); i >= 0 {
		written = written[:i]
	}
	written = strings.Trim(written, " \t\n\r\f")
	if strings.EqualFold(written, mediaType) {
		return ldScript
	}
	if len(written) > 40 {
		return otherScript
	}
	typ := strings.ToLower(written)
	switch typ {
	case "", "text/javascript", "application/javascript", "application/x-javascript", "module":
		return codeScript
	case "application/json", "text/json", "importmap", "speculationrules", "text/html", "text/template", "text/plain":
		return otherScript
	}
	for _, sign := range [...]string{"ld+json", "ld-json", "ld_json", "ld json", "ld/json", "ldjson", "json+ld", "json-ld", "json_ld", "json/ld", "jsonld"} {
		if strings.Contains(typ, sign) {
			return nearScript
		}
	}
	if len(typ) > 12 && levenshtein.ComputeDistance(typ, mediaType) <= 2 {
		return nearScript
	}
	return otherScript
}

// maxSniff bounds how much of a script that is not JSON-LD by its type is
// looked at.
const maxSniff = 1 << 20

// holdsJSONLD reports whether the text of a script is JSON-LD in all but name:
// it begins as JSON and has both @context and @type. With strict, it must be
// faultless JSON, so that JavaScript is never taken for it.
func holdsJSONLD(s string, strict bool) bool {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
		i++
	}
	if i == len(s) || s[i] != '{' && s[i] != '[' {
		return false
	}
	head := s[:min(len(s), maxSniff)]
	if !strings.Contains(head, `"@context"`) || !strings.Contains(head, `"@type"`) {
		return false
	}
	if !strict {
		return true
	}
	if len(s) > maxSniff {
		return false
	}
	budget := newBudget(schemaorg.Limits{})
	v, p := parse(s, i, len(s), false, &budget)
	return v != nil && !p.full
}

// unwrap finds the JSON inside what old advice puts around scripts: a byte
// order mark, <!-- -->, <![CDATA[ ]]>, and JavaScript comment signs before
// those. It returns the span of the JSON and whether anything was around it.
func unwrap(s string) (start, end int, wrapped bool) {
	end = len(s)
	space := func() {
		for start < end && strings.IndexByte(" \t\n\r\f", s[start]) >= 0 {
			start++
		}
		for end > start && strings.IndexByte(" \t\n\r\f", s[end-1]) >= 0 {
			end--
		}
	}
	space()
	// The loops end: each round takes something off, or is the last.
	for {
		rest := s[start:end]
		n := 0
		if strings.HasPrefix(rest, "\ufeff") {
			n = len("\ufeff")
		} else {
			sign := commentSign(rest)
			for _, mark := range [...]string{"<![CDATA[", "<!--", "-->", "><!--"} {
				if strings.HasPrefix(rest[sign:], mark) {
					n = sign + len(mark)
					n += closingSign(rest[n:])
					break
				}
			}
		}
		if n == 0 {
			break
		}
		start += n
		wrapped = true
		space()
	}
	for {
		rest := s[start:end]
		n := 0
		for _, mark := range [...]string{"<!]]>", "]]>", "-->"} {
			head := rest
			// A closing sign belongs to the wrapping only with a mark before it.
			if trimmed := strings.TrimRight(strings.TrimSuffix(head, "*/"), " \t"); len(trimmed) < len(head) && strings.HasSuffix(trimmed, mark) {
				head = trimmed
			}
			if strings.HasSuffix(head, mark) {
				head = strings.TrimRight(head[:len(head)-len(mark)], " \t")
				if strings.HasSuffix(head, "//") || strings.HasSuffix(head, "/*") {
					head = head[:len(head)-2]
				}
				n = len(rest) - len(head)
				break
			}
		}
		if n == 0 {
			break
		}
		end -= n
		wrapped = true
		space()
	}
	return start, end, wrapped
}

// commentSign is the length of // or /* with the blanks behind it, at the
// front of s.
func commentSign(s string) int {
	if !strings.HasPrefix(s, "//") && !strings.HasPrefix(s, "/*") {
		return 0
	}
	n := 2
	for n < len(s) && (s[n] == ' ' || s[n] == '\t') {
		n++
	}
	return n
}

// closingSign is the length of */ with the blanks before it, at the front of s.
func closingSign(s string) int {
	n := 0
	for n < len(s) && (s[n] == ' ' || s[n] == '\t') {
		n++
	}
	if strings.HasPrefix(s[n:], "*/") {
		return n + 2
	}
	return 0
}
