package schema

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/internal/values/weburl"
	"github.com/metacheck/metacheck/schemaorg"
)

var invalidURL = &check.Check{
	ID:       "schema/invalid-url",
	Severity: check.Error,
	Title:    "value that cannot be an address",
	Why: "Consumers fetch or compare the addresses of pictures, pages and profiles. A blank, \"N/A\" or a sentence leads nowhere: the " +
		"picture is not shown, the profile not joined.",
	Fix: "Write the address, best an absolute one with https://, or leave the property out where there is none.",
	Exceptions: "Relative addresses are legal. Properties that may be text are not judged, addresses with a blank in the path neither, " +
		"for browsers encode it; data: addresses are fine for pictures. In microdata and RDFa the name of a work, person or place may stand " +
		"for it (isPartOf); JSON-LD makes an address of such a text. Values that templates left unfilled are reported by " +
		"jsonld/placeholder-value, empty ones of microdata by microdata/empty-value.",
	References: []string{"https://schema.org/URL", "https://url.spec.whatwg.org/"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Harbour News", "url": "N/A"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Harbour News", "url": "https://example.com/"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		var fs faults
		for _, s := range surveyOf(pass.Page).values[addressForm] {
			what := addressFault(&s)
			if what == "" || unfilled(&s) || what == words && s.item.Syntax != schemaorg.JSONLD && mayBeNamed(s.prop.Term()) {
				continue
			}
			fs.add(key{s.prop.Term(), what}, s)
		}
		for _, f := range fs.list {
			advice := "write the address"
			switch f.what {
			case severalAddresses:
				advice = "give each as a value of its own, in an array"
			case noScheme:
				advice = "write " + check.Quote("https://"+f.first.text)
			case emptyAddress, notFilled:
				advice += ", or leave the property out"
			}
			finding := pass.Report(f.first.at, "%s %s%s %s, so that it leads nowhere; %s", f.term, check.Quote(f.first.text), f.and(), f.what, advice)
			f.relate(finding, sayValue).About(f.term)
		}
	},
}

// What is wrong with addresses.
const (
	emptyAddress     = "is empty"
	notFilled        = "is no address but a word for having none"
	severalAddresses = "holds several addresses"
	noScheme         = "has no scheme, which makes it a path on this very site"
	brokenScheme     = "has a broken scheme"
	noHost           = "has no host that can be"
	words            = "is a text and no address"
	markup           = "holds markup"
	codeAddress      = "is no address that can be fetched"
	dataAddress      = "is a data: address, which names no page"
	controls         = "holds control characters"
)

// addressFault says why a value cannot be an address, or is empty.
func addressFault(s *site) string {
	v := s.text
	if s.prop.Value.Kind == schemaorg.LiteralValue && s.item.Syntax == schemaorg.JSONLD && (v == "true" || v == "false" || numbers.Is(v)) {
		return notFilled
	}
	if v == "" {
		if s.prop.Value.Text != "" { // an empty href is the page itself
			return ""
		}
		return emptyAddress
	}
	head := strings.ToLower(v[:min(len(v), 64)])
	switch {
	case strings.HasPrefix(head, "http://http") || strings.HasPrefix(head, "https://http"):
		rest := head[strings.Index(head, "//")+2:]
		if strings.HasPrefix(rest, "http:") || strings.HasPrefix(rest, "https:") || strings.HasPrefix(rest, "http/") || strings.HasPrefix(rest, "https/") {
			return brokenScheme
		}
	case strings.HasPrefix(head, "http//"), strings.HasPrefix(head, "https//"), strings.HasPrefix(head, "http:///"),
		strings.HasPrefix(head, "https:///"), strings.HasPrefix(head, "http;"), strings.HasPrefix(head, "https;"):
		return brokenScheme
	case strings.HasPrefix(head, "javascript:"), strings.HasPrefix(head, "vbscript:"), strings.HasPrefix(head, "about:"),
		strings.HasPrefix(head, "blob:"), strings.HasPrefix(head, "file:"):
		return codeAddress
	case strings.HasPrefix(head, "data:"):
		if isPicture(s.prop.Term()) {
			return ""
		}
		return dataAddress
	case strings.HasPrefix(head, "<"):
		return markup
	case strings.HasPrefix(head, "www.") && !strings.ContainsAny(head, " \n\t"):
		return noScheme
	case isFiller(head):
		return notFilled
	}
	if strings.HasPrefix(head, "http:") || strings.HasPrefix(head, "https:") {
		host := v[strings.IndexByte(v, ':')+1:]
		host = strings.TrimLeft(host, `/\`)
		if end := strings.IndexAny(host, "/?#\\"); end >= 0 {
			host = host[:end]
		}
		if host == "" || strings.ContainsAny(host, " \t\n<>\"") {
			if isList(v) {
				return severalAddresses
			}
			return noHost
		}
	}
	space := false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			space = true
		case c < ' ' || c == 0x7f:
			return controls
		}
	}
	switch {
	case !space:
		return ""
	case isList(v):
		return severalAddresses
	case weburl.SchemeOf(v) != "" && strings.Contains(head, "://"), strings.HasPrefix(v, "/"), strings.HasPrefix(v, "."), looksLikeFile(v):
		return "" // browsers encode the blank
	case weburl.SchemeOf(v) == "mailto", weburl.SchemeOf(v) == "tel", weburl.SchemeOf(v) == "urn":
		return ""
	}
	return words
}

// isList tells whether a second address follows white space.
func isList(v string) bool {
	for _, mark := range [...]string{"http://", "https://"} {
		for from := 1; from < len(v); {
			i := strings.Index(v[from:], mark)
			if i < 0 {
				break
			}
			if i += from; strings.ContainsRune(" \t\n\r", rune(v[i-1])) {
				return true
			}
			from = i + 1
		}
	}
	return false
}

// looksLikeFile tells whether a relative address with blanks in it ends in
// what a file name or a path ends in.
func looksLikeFile(v string) bool {
	if len(v) > 500 {
		return false
	}
	path, _, _ := strings.Cut(v, "?")
	dot := strings.LastIndexByte(path, '.')
	if dot <= 0 || len(path)-dot < 3 || len(path)-dot > 6 {
		return false
	}
	for _, c := range []byte(path[dot+1:]) {
		if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// isFiller tells whether a value is a word that people and programs write when
// they have no address.
func isFiller(lower string) bool {
	switch lower {
	case "n/a", "n.a.", "na", "-", "--", "none", "null", "nil", "undefined", "nan", "tbd", "tba", "todo", "false", "true", "unknown",
		"not available", "not applicable", "no", "yes", "0", "1", "http", "https", "http:", "https:", "http://", "https://", "//", "[]", "{}", "''":
		return true
	}
	return false
}

// mayBeNamed tells whether a property leads to a thing that text outside
// JSON-LD may name, as schema.org's data model allows. In JSON-LD, the context
// of schema.org makes an address of the text.
func mayBeNamed(term string) bool {
	switch term {
	case "license", "sdLicense", "usageInfo", "acquireLicensePage", "mainEntityOfPage":
		return false
	}
	for _, r := range schemaorg.Ranges(term) {
		if !schemaorg.IsDataType(r) && !schemaorg.IsSubtype(r, "MediaObject") && r != "Map" {
			return true
		}
	}
	return false
}

// isPicture tells whether a property may hold a picture or a file itself.
func isPicture(term string) bool {
	switch term {
	case "contentUrl", "thumbnailUrl", "colorSwatch", "layoutImage", "embedUrl":
		return true
	}
	for _, r := range schemaorg.Ranges(term) {
		if r == "ImageObject" || r == "MediaObject" {
			return true
		}
	}
	return false
}
