package weburl

import (
	"net/url"
	"strings"
)

// LooseKey is an absolute address in a form that leaves out what seldom tells two
// pages apart: addresses have the same loose key exactly when Compare finds
// nothing between them but Scheme, WWW, Slash, Tracking and Fragment.
func LooseKey(u *url.URL) string {
	scheme := strings.ToLower(u.Scheme)
	host := Host(u)
	if isHTTP(scheme) {
		scheme = ""
	}
	key := scheme + ":" + u.Opaque + "//" + user(u)
	key += strings.TrimPrefix(host, "www.") + ":" + port(u) + strings.TrimSuffix(normalPath(u), "/")
	if u.RawQuery != "" {
		if q := withoutTracking(normalEscapes(u.RawQuery)); q != "" {
			key += "?" + q
		}
	}
	return key
}
