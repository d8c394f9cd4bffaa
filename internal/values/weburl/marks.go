package weburl

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
)

// IsAbsoluteHTTP reports whether s, white space around it aside, is an address
// with the scheme http or https and a host.
func IsAbsoluteHTTP(s string) bool { return ParseHTTP(s) != nil }

// ParseHTTP is the absolute http or https address that s holds, or nil.
func ParseHTTP(s string) *url.URL {
	s = strings.TrimSpace(s)
	if s == "" || s[0]|0x20 != 'h' {
		return nil // texts are asked about as well
	}
	u, err := url.Parse(s)
	if err != nil || !isHTTP(strings.ToLower(u.Scheme)) || u.Hostname() == "" {
		return nil
	}
	return u
}

// IsPrivateHost reports whether a host, without port, cannot be reached by the
// public: localhost, a private, loopback or link-local address, a name under
// a domain that is reserved for local use (RFC 6761, RFC 6762, RFC 8375), or
// a name without a dot.
func IsPrivateHost(host string) bool {
	host = strings.ToLower(strings.Trim(strings.TrimSuffix(host, "."), "[]"))
	if host == "" {
		return false
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap()
		return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
	}
	dot := strings.LastIndexByte(host, '.')
	if dot < 0 {
		return true
	}
	switch host[dot+1:] {
	case "localhost", "local", "internal", "test", "invalid", "localdomain", "lan", "intranet", "corp":
		return true
	}
	return strings.HasSuffix(host, ".home.arpa")
}

// IsStagingHost reports whether a host is plainly one where a site is tried out
// before it is published. Names that well-known public sites use, such as
// "dev." and "test.", are not counted.
func IsStagingHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	labels := strings.Split(host, ".")
	if len(labels) < 3 {
		return false
	}
	for _, label := range labels[:len(labels)-2] {
		switch label {
		case "staging", "stage", "stg", "preprod", "pre-prod", "uat", "preproduction":
			return true
		}
		if strings.HasPrefix(label, "staging-") || strings.HasSuffix(label, "-staging") ||
			strings.HasPrefix(label, "deploy-preview-") {
			return true
		}
	}
	for _, tunnel := range []string{".ngrok.io", ".ngrok-free.app", ".ngrok.app", ".trycloudflare.com", ".loca.lt"} {
		if strings.HasSuffix(host, tunnel) {
			return true
		}
	}
	return false
}

// Placeholder is the part of s that a template engine should have replaced,
// such as "{{ page.url }}", "${title}", "<%= url %>" or "%%URL%%", or empty.
// Percent-encoded braces count, too.
func Placeholder(s string) string {
	if !strings.ContainsAny(s, "{<%[") {
		return ""
	}
	for _, p := range []struct{ open, close string }{
		{"{{", "}}"}, {"{%", "%}"}, {"${", "}"}, {"#{", "}"}, {"<%", "%>"}, {"<?", "?>"}, {"[[", "]]"},
		{"%7B%7B", "%7D%7D"}, {"%7b%7b", "%7d%7d"}, {"$%7B", "%7D"},
	} {
		i := strings.Index(s, p.open)
		if i < 0 {
			continue
		}
		end := strings.Index(s[i+len(p.open):], p.close)
		if end > 0 && end <= 200 {
			return s[i : i+len(p.open)+end+len(p.close)]
		}
	}
	return percentName(s)
}

// percentName finds a name in capital or small letters between pairs of
// percent signs: "%%TITLE%%", "%%sitename%%".
func percentName(s string) string {
	for start := 0; ; {
		i := strings.Index(s[start:], "%%")
		if i < 0 {
			return ""
		}
		i += start
		end := i + 2
		for end < len(s) && (s[end] == '_' || s[end] >= 'a' && s[end] <= 'z' || s[end] >= 'A' && s[end] <= 'Z') {
			end++
		}
		if end > i+3 && strings.HasPrefix(s[end:], "%%") {
			return s[i : end+2]
		}
		start = i + 2
	}
}

// HasControl reports whether s has control characters inside: tabs and line
// ends count, white space around s does not.
func HasControl(s string) bool {
	return strings.IndexFunc(strings.TrimSpace(s), unicode.IsControl) >= 0
}
