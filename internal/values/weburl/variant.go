package weburl

import (
	"net/url"
	"strings"
)

// Variant reports whether two addresses name the same page in two makings: an
// address for phones ("m."), an AMP page, a printing page, tracking and the
// other small differences included. Different addresses that are no variants
// of each other name two pages.
func Variant(a, b *url.URL) bool {
	const small = Scheme | WWW | Slash | Tracking | Fragment
	if Compare(a, b).Within(small) {
		return true
	}
	return Compare(plain(a), plain(b)).Within(small)
}

// plain is the address without the marks of another making.
func plain(u *url.URL) *url.URL {
	v := *u
	host := strings.TrimPrefix(Host(u), "www.")
	for _, mark := range []string{"m.", "mobile.", "amp.", "mobil.", "touch.", "wap."} {
		if rest, ok := strings.CutPrefix(host, mark); ok && strings.Contains(rest, ".") {
			host = rest
			break
		}
	}
	// en.m.example.org
	if i := strings.Index(host, ".m."); i > 0 {
		host = host[:i] + host[i+2:]
	}
	v.Host = host
	if p := port(u); p != "" {
		v.Host += ":" + p
	}
	v.RawPath = ""
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	if n := len(segments); n > 1 && isMaking(segments[n-1]) {
		segments = segments[:n-1]
	} else if n > 1 && isMaking(segments[0]) {
		segments = segments[1:]
	}
	last := &segments[len(segments)-1]
	for _, suffix := range []string{".amp", ".print"} {
		// page.amp, page.amp.html
		if before, after, ok := strings.Cut(*last, suffix); ok && (after == "" || after[0] == '.') && before != "" {
			*last = before + after
		}
	}
	v.Path = "/" + strings.Join(segments, "/")
	var kept []string
	for _, p := range strings.Split(u.RawQuery, "&") {
		name, value, _ := strings.Cut(strings.ToLower(p), "=")
		switch {
		case p == "" || isMaking(name):
		case (name == "output" || name == "outputtype" || name == "view" || name == "format") && isMaking(value):
		default:
			kept = append(kept, p)
		}
	}
	v.RawQuery = strings.Join(kept, "&")
	return &v
}

// isMaking reports whether a part of an address says how the page is made.
func isMaking(s string) bool {
	switch strings.ToLower(s) {
	case "amp", "print", "printable", "m", "mobile":
		return true
	}
	return false
}

// SameSite reports whether two addresses have one host, "www." and the marks of
// pages for phones aside.
func SameSite(a, b *url.URL) bool { return plain(a).Hostname() == plain(b).Hostname() }

// IsRoot reports whether the address is that of a site's home page: no path, no
// query.
func IsRoot(u *url.URL) bool {
	switch strings.Trim(u.Path, "/") {
	case "", "index.html", "index.htm", "index.php":
		return u.RawQuery == "" && u.Opaque == ""
	}
	return false
}
