package checks

import (
	"net/url"
	"slices"
	"strings"
)

// What a build changes in addresses although nothing has changed: the host of
// a preview, the hashes that bundlers put into the names of assets, and
// queries that get around caches. All of it is replaced by "*" or "~" before a
// fingerprint is made.
//
// A name that is taken for a hash by mistake costs little: that asset can be
// exchanged for another without its finding becoming new. A hash that is taken
// for a name makes findings new with each build. So doubt is decided for the
// hash.

// normal is text with the addresses in it in normal form.
func (own ownHosts) normal(s string) string {
	if !strings.ContainsAny(s, "/.") {
		return s
	}
	var b strings.Builder
	from := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && !isAddressEnd(s[i]) {
			continue
		}
		if i > from {
			b.WriteString(own.address(s[from:i], 0))
		}
		if i < len(s) {
			b.WriteByte(s[i])
		}
		from = i + 1
	}
	return b.String()
}

// isAddressEnd tells whether a character stands between addresses and not in
// them, in attributes, style sheets and JSON.
func isAddressEnd(c byte) bool {
	return c <= ' ' || strings.IndexByte("\"'<>()[]{}|,;\\^`", c) >= 0
}

// address is a word in normal form when it is an address, else the word. Depth
// counts addresses within addresses.
func (own ownHosts) address(s string, depth int) string {
	rest, isOwn := own.cut(s)
	path, query, hasQuery := strings.Cut(rest, "?")
	fragment := ""
	if hasQuery {
		query, fragment, _ = strings.Cut(query, "#")
	} else {
		path, fragment, _ = strings.Cut(path, "#")
	}
	origin := ""
	if i := strings.Index(path, "//"); !isOwn && (i == 0 || i > 0 && path[i-1] == ':') {
		if end := strings.IndexByte(path[i+2:], '/'); end >= 0 {
			origin, path = path[:i+2+end], path[i+2+end:]
		} else {
			origin, path = path, ""
		}
	}
	asset := isAsset(path)
	var b strings.Builder
	if isOwn {
		b.WriteByte('~')
	}
	b.WriteString(origin)
	if asset || strings.Contains(path, "/_next/") {
		path = assetPath(path)
	}
	b.WriteString(path)
	if hasQuery {
		b.WriteString(own.query(query, asset, depth))
	}
	if fragment != "" {
		b.WriteString("#" + fragment)
	}
	return b.String()
}

// cut takes the page's own origin off an address.
func (own ownHosts) cut(s string) (rest string, isOwn bool) {
	after := s
	if !strings.HasPrefix(s, "//") {
		scheme, tail, ok := strings.Cut(s, "//")
		if !ok || !strings.EqualFold(scheme, "https:") && !strings.EqualFold(scheme, "http:") {
			return s, false
		}
		after = tail
	} else {
		after = s[2:]
	}
	end := strings.IndexAny(after, "/?#")
	if end < 0 {
		end = len(after)
	}
	if end > 300 || !slices.Contains(own, strings.ToLower(after[:end])) {
		return s, false
	}
	if rest = after[end:]; rest == "" || rest[0] != '/' {
		rest = "/" + rest
	}
	return rest, true
}

// query is the query of an address with its question mark, without what gets
// around caches when the address is that of an asset.
func (own ownHosts) query(query string, asset bool, depth int) string {
	var kept []string
	for _, part := range strings.Split(query, "&") {
		name, value, hasValue := strings.Cut(part, "=")
		if asset && (isCacheBuster(name, hasValue) || isStamp(name) && !hasValue || hasValue && isStamp(value)) {
			continue
		}
		// An image service that is given the address of the image.
		if hasValue && depth == 0 && (strings.Contains(value, "%2F") || strings.Contains(value, "%2f") || strings.Contains(value, "/")) {
			if plain, err := url.QueryUnescape(value); err == nil {
				if normal := own.address(plain, depth+1); normal != plain {
					part = name + "=" + normal
				}
			}
		}
		kept = append(kept, part)
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + strings.Join(kept, "&")
}

// isCacheBuster tells whether a parameter says which build an asset is of.
func isCacheBuster(name string, hasValue bool) bool {
	switch strings.ToLower(name) {
	case "v", "ver", "version", "rev", "revision", "hash", "h", "t", "ts", "timestamp", "time", "mtime", "cb", "cache",
		"cachebuster", "cachebust", "cache-bust", "bust", "build", "buildid", "nocache", "modified", "_", "dpl":
		return hasValue
	case "":
		return true
	}
	return false
}

// isStamp tells whether the value of a parameter is a hash, or a time in
// seconds or milliseconds.
func isStamp(s string) bool {
	hex, digits := countHex(s)
	return hex == len(s) && (hex >= 8 && digits > 0 && digits < hex || hex >= 10)
}

// isAsset tells whether a path is that of a file which a page is made of.
func isAsset(path string) bool {
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 || len(path)-dot > 13 || strings.IndexByte(path[dot:], '/') >= 0 {
		return false
	}
	switch strings.ToLower(path[dot+1:]) {
	case "css", "js", "mjs", "cjs", "map", "wasm", "json", "webmanifest", "manifest",
		"png", "apng", "jpg", "jpeg", "jfif", "gif", "webp", "avif", "svg", "ico", "bmp", "tif", "tiff", "heic", "jxl",
		"woff", "woff2", "ttf", "otf", "eot",
		"mp4", "m4v", "webm", "mov", "ogv", "mp3", "m4a", "ogg", "oga", "opus", "wav", "vtt", "pdf":
		return true
	}
	return false
}

// assetPath is the path of an asset without what its build put into it.
func assetPath(path string) string {
	segments := strings.Split(path, "/")
	last := len(segments) - 1
	for i, s := range segments[:last] {
		switch {
		case i >= 2 && segments[i-2] == "_next" && (segments[i-1] == "static" || segments[i-1] == "data"):
			// Next.js: the build's id, or one of its own folders.
			switch s {
			case "chunks", "css", "media", "images", "runtime", "webpack", "development":
			default:
				segments[i] = "*"
			}
		case isHexHash(s), len(s) > 6 && s[0] == 'v' && allDigits(s[1:]):
			segments[i] = "*"
		}
	}
	segments[last] = assetName(segments[last])
	return strings.Join(segments, "/")
}

// assetName is the name of an asset's file without hashes: app.3f9a2c1b.css,
// index-BxY3kQ9z.js, hero_hu3f9a2c1b_600x0.webp.
func assetName(name string) string {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return name
	}
	parts := strings.Split(name[:dot], ".")
	code := false
	switch strings.ToLower(name[dot+1:]) {
	case "js", "mjs", "cjs", "css", "map":
		code = true
	}
	for i, part := range parts {
		if i > 0 && (isHexHash(part) || isShortHash(part) || allDigits(part) && len(part) >= 8 && !isDay(part)) {
			parts[i] = "*"
			continue
		}
		parts[i] = hashesIn(part, i > 0, code)
	}
	return strings.Join(parts, ".") + name[dot:]
}

// hashesIn replaces hashes between dashes and underscores in one part of a
// name; behindDot tells that the part is not the first, code that the name is
// that of a script or style sheet.
func hashesIn(part string, behindDot, code bool) string {
	if isHexHash(part) || isRandom(part) {
		return "*"
	}
	words, ends := splitName(part)
	for i, w := range words {
		final := i == len(words)-1
		rest, isHugo := strings.CutPrefix(w, "hu")
		switch {
		case isHexHash(w), isHugo && isHexHash(rest):
			words[i] = "*"
		case i > 0 && words[i-1] == "*" && allDigits(w):
			words[i] = "*" // Hugo: the size of the file behind its hash
		case (final || behindDot) && isRandom(w), final && (i > 0 || behindDot) && code && isCodeHash(w):
			words[i] = "*"
			if behindDot { // Astro: two hashes
				return strings.Join(append(slices.Clone(words[:i]), "*"), "")
			}
		}
	}
	out := join(words, ends)
	if out != part {
		return out
	}
	// The hash of eight characters may hold a dash or underscore itself.
	if n := len(part) - 9; n > 0 && (part[n] == '-' || part[n] == '.') && strings.ContainsAny(part[n+1:], "-_") && isMixed(part[n+1:]) {
		return part[:n+1] + "*"
	}
	return part
}

// splitName splits at dashes, underscores and tildes; ends has what stood
// behind each word.
func splitName(s string) (words []string, ends []string) {
	from := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '-' || s[i] == '_' || s[i] == '~' {
			words, ends = append(words, s[from:i]), append(ends, s[i:i+1])
			from = i + 1
		}
	}
	return append(words, s[from:]), append(ends, "")
}

func join(words, ends []string) string {
	var b strings.Builder
	for i, w := range words {
		b.WriteString(w + ends[i])
	}
	return b.String()
}

// countHex counts the hexadecimal digits that s begins with, and the decimal
// ones among them.
func countHex(s string) (hex, digits int) {
	for ; hex < len(s); hex++ {
		c := s[hex]
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c|0x20 < 'a' || c|0x20 > 'f':
			return hex, digits
		}
	}
	return hex, digits
}

// isHexHash tells whether s is eight or more hexadecimal digits and no number.
// No word of that length is written with a to f alone.
func isHexHash(s string) bool {
	hex, digits := countHex(s)
	return hex == len(s) && hex >= 8 && digits < hex
}

// isShortHash tells whether s is six or seven hexadecimal digits, letters and
// numbers among them.
func isShortHash(s string) bool {
	hex, digits := countHex(s)
	return hex == len(s) && hex >= 6 && digits > 0 && digits < hex
}

func allDigits(s string) bool {
	_, digits := countHex(s)
	return s != "" && digits == len(s)
}

// isDay tells whether eight digits are a day, as in photo.20240131.jpg.
func isDay(s string) bool {
	return len(s) == 8 && (s[:2] == "19" || s[:2] == "20") && s[4:6] >= "01" && s[4:6] <= "12" && s[6:] >= "01" && s[6:] <= "31"
}

// isCodeHash tells whether s is a hash of eight characters as bundlers write it
// behind the names of scripts and style sheets: in base 32, or with a capital
// and a number. Such names are seldom made of other things.
func isCodeHash(s string) bool {
	if len(s) != 8 {
		return false
	}
	base32, capital, number := true, false, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !isAlnum(c) {
			return false
		}
		capital = capital || c >= 'A' && c <= 'Z'
		number = number || c >= '0' && c <= '9'
		base32 = base32 && (c >= 'A' && c <= 'Z' || c >= '2' && c <= '7')
	}
	return base32 || capital && number
}

// isRandom tells whether s looks like a hash in base 62: of a length that
// bundlers write, and not made of words and numbers.
func isRandom(s string) bool {
	if n := len(s); n != 8 && n != 10 && n != 12 && n != 16 && (n < 20 || n > 24) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isAlnum(s[i]) {
			return false
		}
	}
	return isMixed(s) && !isSize(s)
}

// isSize tells whether s is a width and a height, as 1200x630.
func isSize(s string) bool {
	w, h, ok := strings.Cut(s, "x")
	return ok && allDigits(w) && allDigits(h)
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// isMixed tells whether s is no sequence of words, numbers and acronyms, as
// names are: "HomePage2", "iPhone15", "DSC01234", "summer24".
func isMixed(s string) bool {
	i, numbers := 0, 0
	for i < len(s) {
		start := i
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			for i < len(s) && s[i] >= '0' && s[i] <= '9' {
				i++
			}
			// A number in front or behind is usual, more are not.
			if numbers++; numbers > 1 || start > 0 && i < len(s) {
				return true
			}
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			for i < len(s) && s[i] >= 'A' && s[i] <= 'Z' {
				i++
			}
			capitals := i - start
			for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
				i++
			}
			small := i - start - capitals
			switch {
			case small == 0 && capitals >= 2: // acronym
			case small >= 3, small == 2 && capitals <= 1: // word
			case start == 0 && small == 1 && capitals == 0: // the i of iPhone
			default:
				return true
			}
		default:
			i++
		}
	}
	return false
}
