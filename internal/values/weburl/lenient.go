package weburl

import (
	"errors"
	"net/url"
	"strings"
)

var lineEnds = strings.NewReplacer("\t", "", "\r", "", "\n", "")

// Strip removes what the parser of the URL standard removes before it begins
// (URL standard, section 4.4): control characters and blanks around an
// address, tabs and line ends inside it.
func Strip(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(s, "\t\r\n") {
		s = lineEnds.Replace(s)
	}
	return s
}

// ReadHTTP reads an absolute http or https address as browsers do: percent
// signs that escape nothing are forgiven, and so are line ends. u is nil for
// an address that only browsers read.
func ReadHTTP(s string) (u *url.URL, ok bool) {
	s = Strip(s)
	if u := ParseHTTP(s); u != nil {
		return u, true
	}
	_, err := url.Parse(s)
	var escape url.EscapeError
	if err == nil || !errors.As(err, &escape) || !isHTTP(SchemeOf(s)) {
		return nil, false
	}
	_, rest, found := strings.Cut(s, "://")
	host, _, _ := strings.Cut(rest, "/")
	return nil, found && host != "" && !strings.Contains(host, "%")
}

// SchemeOf is what stands before the colon of an absolute address (RFC 3986,
// section 3.1), in lower case; empty for a relative one. A host and port
// ("example.org:8080") are taken for a relative address.
func SchemeOf(s string) string {
	for i := 0; i < len(s) && i < 32; i++ {
		c := s[i] | 0x20
		switch {
		case c >= 'a' && c <= 'z' && s[i] >= 'A':
		case i > 0 && (s[i] >= '0' && s[i] <= '9' || s[i] == '+' || s[i] == '-'):
		case i > 0 && s[i] == ':':
			return strings.ToLower(s[:i])
		default:
			return ""
		}
	}
	return ""
}
