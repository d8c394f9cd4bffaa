package jsonld

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/metacheck/metacheck/internal/rdf"
)

// literal is the literal that a value object stands for (JSON-LD 1.1 API,
// section 8.2.2, "object to RDF conversion"); the zero Term when its type or
// language is none.
func literal(v *expansion) rdf.Term {
	t := rdf.Term{Kind: rdf.Literal, Value: v.value.text, Datatype: v.datatype, Lang: v.lang}
	switch {
	case v.json:
		var b strings.Builder
		canonicalJSON(&b, v.value)
		return rdf.Term{Kind: rdf.Literal, Value: b.String(), Datatype: rdfJSON}
	case v.value.kind == boolean:
		if t.Datatype == "" {
			t.Datatype = xsdBoolean
		}
	case v.value.kind == number:
		f, _ := strconv.ParseFloat(v.value.text, 64)
		double := f != math.Trunc(f) || math.Abs(f) >= 1e21 || t.Datatype == xsdDouble
		if t.Value = strconv.FormatFloat(f, 'f', -1, 64); double {
			t.Value = canonicalDouble(f)
		} else if f == 0 {
			t.Value = "0" // and not -0
		}
		switch {
		case t.Datatype != "":
		case double:
			t.Datatype = xsdDouble
		default:
			t.Datatype = xsdInteger
		}
	case t.Lang != "" && !isLanguage(t.Lang):
		return rdf.Term{}
	}
	if t.Datatype != "" && !wellFormed(t.Datatype) {
		return rdf.Term{}
	}
	return t
}

// isLanguage tells whether s has the form of a language tag: subtags of one to
// eight letters or digits, the first of letters (BCP 47, section 2.1).
func isLanguage(s string) bool {
	for i, part := range strings.Split(s, "-") {
		letters := "abcdefghijklmnopqrstuvwxyz"
		if i > 0 {
			letters += "0123456789"
		}
		if part == "" || len(part) > 8 || strings.Trim(strings.ToLower(part), letters) != "" {
			return false
		}
	}
	return true
}

// canonicalDouble is the canonical lexical form of an xsd:double with at most
// 16 digits (section 8.6).
func canonicalDouble(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'E', 15, 64), "E")
	mantissa = strings.TrimRight(mantissa, "0")
	if strings.HasSuffix(mantissa, ".") {
		mantissa += "0"
	}
	n, _ := strconv.Atoi(exponent)
	return mantissa + "E" + strconv.Itoa(n)
}

// canonicalJSON writes a value in the canonical form of the JSON
// Canonicalization Scheme (RFC 8785), which JSON literals have. Of keys that
// stand in an object twice the last counts.
func canonicalJSON(b *strings.Builder, v *value) {
	switch v.kind {
	case number:
		f, _ := strconv.ParseFloat(v.text, 64)
		b.WriteString(canonicalNumber(f))
	case str:
		canonicalString(b, v.text)
	case array:
		b.WriteByte('[')
		for i, e := range v.elems {
			if i > 0 {
				b.WriteByte(',')
			}
			canonicalJSON(b, e)
		}
		b.WriteByte(']')
	case object:
		type entry struct {
			units []uint16
			*member
		}
		var entries []entry
		for i := range v.members {
			if m := &v.members[i]; !m.hidden {
				entries = append(entries, entry{utf16.Encode([]rune(m.key)), m})
			}
		}
		slices.SortFunc(entries, func(a, b entry) int { return slices.Compare(a.units, b.units) })
		b.WriteByte('{')
		for i, m := range entries {
			if i > 0 {
				b.WriteByte(',')
			}
			canonicalString(b, m.key)
			b.WriteByte(':')
			canonicalJSON(b, m.value)
		}
		b.WriteByte('}')
	case boolean:
		b.WriteString(v.text)
	default:
		b.WriteString("null")
	}
}

// canonicalNumber is a number as ECMAScript writes it (RFC 8785, section
// 3.2.2.3). What is beyond a double, which the scheme cannot hold, is written
// as the largest one.
func canonicalNumber(f float64) string {
	if math.IsInf(f, 0) {
		f = math.Copysign(math.MaxFloat64, f)
	}
	abs := math.Abs(f)
	if abs == 0 {
		return "0"
	}
	if abs >= 1e-6 && abs < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	return mantissa + "e" + exponent[:1] + strings.TrimLeft(exponent[1:], "0")
}

// canonicalString writes a text with only the escapes that JSON demands (RFC
// 8785, section 3.2.2.2).
func canonicalString(b *strings.Builder, s string) {
	const hex = "0123456789abcdef"
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if short := strings.IndexByte("\b\f\n\r\t\"\\", c); short >= 0 {
			b.WriteByte('\\')
			b.WriteByte("bfnrt\"\\"[short])
		} else if c < 0x20 {
			b.WriteString(`\u00`)
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
}
