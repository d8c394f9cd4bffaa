package weburl

import "regexp"

// ampersand is a character reference of HTML for "&", escaped any number of
// times (HTML standard, section 13.5).
var ampersand = regexp.MustCompile(`&(?:amp;|#0{0,5}38;|#[xX]0{0,4}26;)(?:amp;|#0{0,5}38;|#[xX]0{0,4}26;)*`)

// Unescape is an address without the character references of HTML for "&" that
// were left in it when it was escaped twice: "?a=1&amp;b=2" as read from a page
// is "?a=1&b=2". Other references stay, for a query may well have a parameter
// called "copy;".
func Unescape(s string) string {
	return ampersand.ReplaceAllLiteralString(s, "&")
}
