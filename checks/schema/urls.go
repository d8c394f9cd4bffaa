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
	Title:    "Value that is not a URL",
	Impact:   "search engines cannot fetch the image or page, or match the profile",
	Why: "Search engines fetch or compare the URLs of images, pages and profiles. With an empty value, \"N/A\" or a sentence they " +
		"show no image and match no profile.",
	Fix: "Write the URL, preferably absolute with https://, or leave the property out if there is none.",
	Exceptions: "Relative URLs are valid. Properties that may be text are not checked, nor are URLs with a space in the path, " +
		"which browsers encode. data: URLs are accepted for images. In microdata and RDFa the name of a work, person or place may be " +
		"written instead (isPartOf); JSON-LD reads such a text as a URL. jsonld/placeholder-value reports values that templates left unfilled, " +
		"microdata/empty-value empty values of microdata.",
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
		for _, s := range scanOf(pass.Page).values[addressForm] {
			what := addressFault(&s)
			if what == "" || unfilled(&s) || what == words && s.item.Syntax != schemaorg.JSONLD && mayBeNamed(s.prop.Term()) {
				continue
			}
			fs.add(key{s.prop.Term(), what}, s)
		}
		for _, f := range fs.list {
			advice := "write the URL"
			switch f.what {
			case severalAddresses:
				advice = "write each as a value of its own, in an array"
			case dataAddress:
				advice = "write the https URL"
			case noScheme:
				advice = "write " + check.Quote("https://"+f.first.text)
			case emptyAddress, notFilled:
				advice += ", or remove the property"
			}
			finding := pass.Report(f.first.at, "%s", f.says(f.what)).Advise("%s", advice)
			f.relate(finding, sayValue).About(f.term)
		}
	},
}

// What is wrong with URLs.
const (
	emptyAddress     = "is empty"
	notFilled        = "is a placeholder, not a URL"
	severalAddresses = "contains several URLs"
	noScheme         = "has no scheme, so it is a relative path"
	brokenScheme     = "has an invalid scheme"
	noHost           = "has an invalid host"
	words            = "is a text, not a URL"
	markup           = "contains markup"
	codeAddress      = "is not a URL that can be fetched"
	dataAddress      = "is a data: URL"
	controls         = "contains control characters"
)

// addressFault says why a value is not a URL, or is empty.
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
		return "" // browsers encode the space
	case weburl.SchemeOf(v) == "mailto", weburl.SchemeOf(v) == "tel", weburl.SchemeOf(v) == "urn":
		return ""
	}
	return words
}

// isList reports whether a second URL follows white space.
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

// looksLikeFile reports whether a relative URL with spaces in it ends as a file
// name or a path does.
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

// isFiller reports whether a value is a word that people and programs write when
// they have no URL.
func isFiller(lower string) bool {
	switch lower {
	case "n/a", "n.a.", "na", "-", "--", "none", "null", "nil", "undefined", "nan", "tbd", "tba", "todo", "false", "true", "unknown",
		"not available", "not applicable", "no", "yes", "0", "1", "http", "https", "http:", "https:", "http://", "https://", "//", "[]", "{}", "''":
		return true
	}
	return false
}

// mayBeNamed reports whether the value of a property is an item that text outside
// JSON-LD may name, as schema.org's data model allows. In JSON-LD, the context
// of schema.org makes a URL of the text.
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

// isPicture reports whether a property may contain an image or a file itself.
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
