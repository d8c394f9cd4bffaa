package titles

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/metacheck/metacheck/internal/text"
)

// maxTitle bounds the code points of a title that are compared. Nobody reads
// a title as long as that; what is longer is text that got into its place.
const maxTitle = 1000

// fold is steps 1 to 5 of the normalisation: one more decoding of character
// references, markup and invisible characters dropped, compatibility forms,
// quotes and dashes folded, white space collapsed, case folded.
func fold(s string) string {
	s = cut(s, 4*maxTitle)
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if strings.IndexByte(s, '<') >= 0 {
		s = dropMarkup(s)
	}
	if isASCII(s) {
		return foldASCII(s[:min(len(s), maxTitle)])
	}
	s = strings.Map(beforeNormal, strings.ToValidUTF8(s, "\uFFFD"))
	s = norm.NFKC.String(s)
	s = strings.Map(afterNormal, s)
	s = text.Fold(cutRunes(s))
	if strings.IndexFunc(s, foldsOddly) < 0 {
		return strings.ToLower(s)
	}
	// Folding may leave the composed form (İ becomes i and a dot above).
	return norm.NFC.String(cases.Fold().String(s))
}

// foldASCII is fold for a text of ASCII alone, in one pass.
func foldASCII(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false // before the next character that is none
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == ' ' || c >= '\t' && c <= '\r':
			space = b.Len() > 0
			continue
		case c == '`':
			c = '\''
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteByte(c)
	}
	return b.String()
}

// foldsOddly reports whether case folding may make something else of the
// character than its small letter, or whether that is not known here: false
// for the Latin and Cyrillic letters of most languages, for punctuation, and
// for the scripts of East Asia.
func foldsOddly(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r < 0x180:
		return r < 0xA0 || r == 0xB5 || r == 'ß' || r == 'İ' || r == 'ŉ' || r == 'ſ'
	}
	return !(r >= 0x0400 && r <= 0x0481 || r >= 0x2010 && r <= 0x205E || r >= 0x3001 && r <= 0x3020 ||
		r >= 0x3041 && r <= 0x3096 || r >= 0x30A1 && r <= 0x30FE || r >= 0x4E00 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3)
}

// cut shortens s to at most n bytes, at a code point.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func cutRunes(s string) string {
	if len(s) <= maxTitle {
		return s
	}
	n := 0
	for i := range s {
		if n == maxTitle {
			return s[:i]
		}
		n++
	}
	return s
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// dropMarkup takes out what has the shape of a tag or comment. A lone "<" is
// text.
func dropMarkup(s string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 || open+1 >= len(s) {
			break
		}
		end := strings.IndexByte(s[open:], '>')
		if end < 0 {
			break
		}
		b.WriteString(s[:open])
		if c := s[open+1]; c == '/' || c == '!' || c|0x20 >= 'a' && c|0x20 <= 'z' {
			b.WriteByte(' ')
		} else {
			b.WriteString(s[open : open+end+1])
		}
		s = s[open+end+1:]
	}
	b.WriteString(s)
	return b.String()
}

// beforeNormal drops invisible characters, and saves the acute accent and the
// primes from NFKC, which turns the first into a space with a combining
// accent and multiplies the others.
func beforeNormal(r rune) rune {
	switch r {
	case 0x00AD, 0x200B, 0x200C, 0x200D, 0xFEFF, 0x200E, 0x200F, 0x2060,
		0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069:
		return -1
	case 0x00B4, 0x2032, 0x2018, 0x2019, 0x201A, 0x201B:
		return '\''
	case 0x2033:
		return '"'
	}
	return r
}

// afterNormal folds quotes and dashes.
func afterNormal(r rune) rune {
	switch r {
	case '`', 0x2018, 0x2019, 0x201A, 0x201B:
		return '\''
	case 0x201C, 0x201D, 0x201E, 0x201F, 0x00AB, 0x00BB:
		return '"'
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212:
		return '-'
	case 0x00A6:
		return '|'
	}
	return r
}

// A segment is a part [start, end) of a title between separators.
type segment struct{ start, end int }

// maxSegments bounds the segments that are looked at.
const maxSegments = 24

// segments splits a folded title at bars, at other separators with a space on
// both sides, and after a colon with a space. The angle quotes » and « have
// been folded to '"' by then.
func segments(s string) []segment {
	var segs []segment
	start := 0
	add := func(end int) {
		a, b := start, end
		for a < b && s[a] == ' ' {
			a++
		}
		for b > a && s[b-1] == ' ' {
			b--
		}
		if a < b {
			segs = append(segs, segment{a, b})
		}
	}
	for i := 0; i < len(s) && len(segs) < maxSegments; {
		r, size := utf8.DecodeRuneInString(s[i:])
		next := i + size
		split := false
		switch r {
		case '|':
			split = true
		case '-', '·', '•', '"', '›', '‹', '>', '<', '/', '\\', '~', '*', '⋆':
			// A run such as "--" or ">>" counts as one.
			for next < len(s) && strings.HasPrefix(s[next:], s[i:i+size]) {
				next += size
			}
			split = i > 0 && s[i-1] == ' ' && next < len(s) && s[next] == ' '
		case ':':
			split = next < len(s) && s[next] == ' '
		}
		if split {
			add(i)
			start = next
		}
		i = next
	}
	add(len(s))
	return segs
}

// stripSite is step 6: the last or first segments go when they are a known
// name of the site, at most twice. The title never becomes empty.
func (c *Comparer) stripSite(s string) string {
	if len(c.sites) == 0 {
		return s
	}
	for range 2 {
		segs := segments(s)
		stripped := false
		for k := 1; k <= 3 && k < len(segs) && !stripped; k++ {
			// A name of the site may hold a separator itself.
			switch n := len(segs); {
			case c.isSite(s[segs[n-k].start:segs[n-1].end]):
				s, stripped = s[segs[0].start:segs[n-k-1].end], true
			case c.isSite(s[segs[0].start:segs[k-1].end]):
				s, stripped = s[segs[k].start:segs[n-1].end], true
			}
		}
		if !stripped {
			break
		}
	}
	return s
}

func (c *Comparer) isSite(segment string) bool {
	// Most segments are longer than any name, whatever accents and a leading
	// article are counted for; those with a blank are no host names.
	if strings.IndexByte(segment, ' ') >= 0 && lettersASCII(segment) > c.longest+len("the") {
		return false
	}
	keys := siteKeys(segment)
	return c.sites[keys[0]] || c.sites[keys[1]]
}

// SameSite reports whether two names are the same name of a site: case, spaces,
// punctuation, a leading article and a top-level domain aside.
func SameSite(a, b string) bool {
	for _, x := range siteKeys(fold(a)) {
		for _, y := range siteKeys(fold(b)) {
			if x == y && x != "" {
				return true
			}
		}
	}
	return false
}

// siteKeys are what names of a site are compared by: letters and digits
// without accents, without a leading article, and, for what looks like a host
// name, once more without "www." and the public suffix; empty where there is
// none.
func siteKeys(folded string) (keys [2]string) {
	name := strings.TrimPrefix(strings.TrimSpace(folded), "the ")
	keys[0] = letters(name)
	if strings.IndexByte(name, '.') > 0 && !strings.ContainsAny(name, " /@") {
		name = strings.TrimPrefix(name, "www.")
		if suffix, icann := publicsuffix.PublicSuffix(name); icann && len(suffix) < len(name) {
			keys[1] = letters(strings.TrimSuffix(name, suffix))
		}
	}
	return keys
}

// letters is the text without accents and without what is no letter or digit.
func letters(s string) string {
	if lettersASCII(s) == len(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, dropAccents(s))
}

// lettersASCII is the number of letters and digits of ASCII in s.
func lettersASCII(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// leads are markers that editors put before a title and take off again.
var leads = []string{
	"live", "live updates", "live blog", "updated", "update", "breaking", "breaking news", "video", "watch",
	"photos", "in pictures", "gallery", "podcast", "opinion", "exclusive", "analysis", "editorial", "comment",
	"en direct", "direct", "vidéo", "en directo", "directo", "vídeo", "en vivo", "última hora", "opinión",
	"liveticker", "live-ticker", "eilmeldung", "kommentar", "diretta", "ultim'ora", "ao vivo", "opinião",
}

// leadLength is the length of a leading marker with what sets it off, or 0.
func leadLength(s string) int {
	if len(s) > 2 && (s[0] == '[' || s[0] == '(') {
		end := strings.IndexAny(s, "])")
		if end < 0 || end > 24 || end+2 >= len(s) {
			return 0
		}
		switch inner := s[1:end]; inner {
		case "pdf", "update", "updated", "video", "watch", "photos", "live", "exclusive", "infographic":
			return end + 1 + len(s[end+1:]) - len(strings.TrimLeft(s[end+1:], " :-|"))
		}
		return 0
	}
	for _, lead := range leads {
		rest, ok := strings.CutPrefix(s, lead)
		if !ok {
			continue
		}
		mark := strings.TrimLeft(rest, " ")
		if mark == "" || mark[0] != ':' && mark[0] != '|' && !(mark[0] == '-' && len(mark) < len(rest)) {
			continue
		}
		if body := strings.TrimLeft(mark[1:], " "); body != "" {
			return len(s) - len(body)
		}
	}
	return 0
}

// maxTail bounds the bytes of a page marker from its word on.
const maxTail = 32

// tailLength is the length of a trailing page marker, or 0: "(page 2)",
// "- page 2", "| page 2 of 9".
func tailLength(s string) int {
	for _, word := range []string{"page ", "seite ", "página ", "pagina "} {
		from := max(0, len(s)-maxTail)
		i := from + strings.LastIndex(s[from:], word)
		if i < max(2, from) {
			continue
		}
		rest := strings.TrimSuffix(s[i+len(word):], ")")
		for _, of := range []string{" of ", " von ", " sur ", " de ", " di ", "/"} {
			rest = strings.Replace(rest, of, "", 1)
		}
		if rest == "" || strings.Trim(rest, "0123456789") != "" {
			continue
		}
		head := strings.TrimRight(s[:i], " ")
		body := strings.TrimRight(head, "(-|,·:")
		if len(body) == len(head) || strings.TrimSpace(body) == "" {
			continue
		}
		return len(s) - len(strings.TrimRight(body, " "))
	}
	return 0
}
