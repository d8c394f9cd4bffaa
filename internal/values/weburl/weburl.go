// Package weburl compares addresses of web pages, and knows the marks of
// addresses that were never meant for the public.
//
// [Compare] says in what two addresses differ once what means nothing is out
// of the way (RFC 3986, section 6.2): case of scheme and host, default port,
// percent-encoding, an empty path, international host names. What does mean
// something, but seldom another page, is told apart in its answer.
package weburl

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// A Relation says in what two addresses differ: Equal, or a set of
// differences. With Different the addresses name two things, whatever else is
// set.
type Relation uint8

// The differences.
const (
	Scheme    Relation = 1 << iota // one is http, the other https
	WWW                            // one host has "www." in front
	Slash                          // one path ends in a slash
	Tracking                       // one query has parameters that count visits
	Fragment                       // the fragments differ
	Different                      // anything else

	Equal Relation = 0
)

// Within reports whether the addresses differ in nothing but the given things;
// equal addresses always do.
func (r Relation) Within(mask Relation) bool { return r&^mask == 0 }

// String names the differences for people: "scheme and trailing slash".
func (r Relation) String() string {
	if r == Equal {
		return "nothing"
	}
	if r&Different != 0 {
		return "address"
	}
	var names []string
	for _, d := range []struct {
		bit  Relation
		name string
	}{
		{Scheme, "scheme"}, {WWW, `"www."`}, {Slash, "trailing slash"},
		{Tracking, "tracking parameters"}, {Fragment, "fragment"},
	} {
		if r&d.bit != 0 {
			names = append(names, d.name)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return names[0]
}

// Compare says in what two absolute addresses differ.
func Compare(a, b *url.URL) Relation {
	if *a == *b {
		return Equal
	}
	var r Relation
	sa, sb := strings.ToLower(a.Scheme), strings.ToLower(b.Scheme)
	if sa != sb {
		if !isHTTP(sa) || !isHTTP(sb) {
			return Different
		}
		r |= Scheme
	}
	if a.Opaque != b.Opaque || user(a) != user(b) {
		return Different
	}
	ha, hb := Host(a), Host(b)
	if port(a) != port(b) {
		return Different
	}
	if ha != hb {
		if strings.TrimPrefix(ha, "www.") != strings.TrimPrefix(hb, "www.") {
			return Different
		}
		r |= WWW
	}
	pa, pb := normalPath(a), normalPath(b)
	if pa != pb {
		if strings.TrimSuffix(pa, "/") != strings.TrimSuffix(pb, "/") {
			return Different
		}
		r |= Slash
	}
	qa, qb := normalEscapes(a.RawQuery), normalEscapes(b.RawQuery)
	if qa != qb {
		if withoutTracking(qa) != withoutTracking(qb) {
			return Different
		}
		r |= Tracking
	}
	if normalEscapes(a.EscapedFragment()) != normalEscapes(b.EscapedFragment()) {
		r |= Fragment
	}
	return r
}

// Key is the address in normal form without its fragment: addresses have the
// same key exactly when Compare finds nothing but a Fragment between them.
func Key(u *url.URL) string {
	key := strings.ToLower(u.Scheme) + ":"
	if u.Opaque != "" {
		key += u.Opaque
	} else {
		key += "//" + user(u) + Host(u)
		if p := port(u); p != "" {
			key += ":" + p
		}
		key += normalPath(u)
	}
	if u.RawQuery != "" {
		key += "?" + normalEscapes(u.RawQuery)
	}
	return key
}

func isHTTP(scheme string) bool { return scheme == "http" || scheme == "https" }

// Host is the host of the address in lower case and in ASCII (RFC 5891),
// without port and final dot. A name that IDNA refuses stays as it is.
func Host(u *url.URL) string {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	for i := 0; i < len(host); i++ {
		if host[i] >= 0x80 {
			if ascii, err := idna.Lookup.ToASCII(host); err == nil {
				return ascii
			}
			break
		}
	}
	return host
}

// user is the user information with its "@", or empty: "//@host" names the same
// as "//host" (RFC 3986, section 6.2.3).
func user(u *url.URL) string {
	if s := u.User.String(); s != "" {
		return s + "@"
	}
	return ""
}

// port is the port, or empty for the default of the scheme.
func port(u *url.URL) string {
	p := u.Port()
	if scheme := strings.ToLower(u.Scheme); scheme == "http" && p == "80" || scheme == "https" && p == "443" {
		return ""
	}
	return p
}

func normalPath(u *url.URL) string {
	p := normalEscapes(u.EscapedPath())
	if p == "" && u.Opaque == "" {
		return "/"
	}
	return p
}

const upperHex = "0123456789ABCDEF"

// normalEscapes gives an escaped part of an address its normal form: escapes
// of unreserved characters decoded, the others with capital letters, and what
// is no ASCII escaped (RFC 3986, sections 6.2.2.1 and 6.2.2.2; RFC 3987,
// section 3.1).
func normalEscapes(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] != '%' && s[i] < 0x80
	}
	if plain {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
			v := byte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			if unreserved(v) {
				b.WriteByte(v)
			} else {
				b.Write([]byte{'%', upperHex[v>>4], upperHex[v&15]})
			}
			i += 2
		case c >= 0x80:
			b.Write([]byte{'%', upperHex[c>>4], upperHex[c&15]})
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

// tracking are parameters that tell where a visit came from and choose no
// content, beside those that begin with "utm_". Some sites use "ref" for more;
// it is dropped for comparison only.
var tracking = map[string]bool{
	"fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "gbraid": true, "wbraid": true, "msclkid": true,
	"yclid": true, "twclid": true, "igshid": true, "igsh": true, "mc_cid": true, "mc_eid": true, "icid": true,
	"ref": true, "ref_src": true, "ref_url": true, "cmpid": true, "ocid": true, "ito": true, "smid": true,
	"wt.mc_id": true, "_hsenc": true, "_hsmi": true, "mkt_tok": true, "ns_campaign": true, "ns_mchannel": true,
	"s_cid": true, "at_medium": true, "at_campaign": true, "xtor": true, "ncid": true, "sr_share": true,
}

func isTracking(parameter string) bool {
	name, _, _ := strings.Cut(parameter, "=")
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "utm_") || tracking[name]
}

func withoutTracking(query string) string {
	kept, _ := splitTracking(query)
	return strings.Join(kept, "&")
}

func splitTracking(query string) (kept, dropped []string) {
	for _, p := range strings.Split(query, "&") {
		switch {
		case p == "":
		case isTracking(p):
			dropped = append(dropped, p)
		default:
			kept = append(kept, p)
		}
	}
	return kept, dropped
}

// TrackingNames are the names of the parameters of an address that count
// visits, in order.
func TrackingNames(u *url.URL) []string {
	_, dropped := splitTracking(u.RawQuery)
	for i, p := range dropped {
		dropped[i], _, _ = strings.Cut(p, "=")
	}
	return dropped
}
