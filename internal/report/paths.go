package report

import (
	"path"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks"
)

// stdinName is the name of standard input in results.
const stdinName = "<stdin>"

// paths turns the names of pages, which are paths as the user wrote them with
// forward slashes, into what services count from the root of the repository.
type paths struct {
	// dir is what names are relative to, root what the results are relative
	// to; both absolute with forward slashes, or both empty.
	dir, root string
	// windows tells that "C:/x" and "//server/x" are absolute, and that case
	// does not tell folders apart.
	windows bool
}

func newPaths(opts Options) paths {
	return makePaths(opts.Dir, opts.Root, runtime.GOOS == "windows")
}

func makePaths(dir, root string, windows bool) paths {
	p := paths{windows: windows}
	dir, root = p.slashes(dir), p.slashes(root)
	if p.absolute(dir) && p.absolute(root) {
		p.dir, p.root = p.clean(dir), p.clean(root)
	}
	return p
}

func (p paths) slashes(s string) string {
	if p.windows {
		return strings.ReplaceAll(s, `\`, "/")
	}
	return s
}

// clean is path.Clean that keeps the two slashes in front of a server's name.
func (p paths) clean(s string) string {
	if p.windows && strings.HasPrefix(s, "//") {
		return "/" + path.Clean(s)
	}
	return path.Clean(s)
}

func (p paths) absolute(s string) bool {
	return strings.HasPrefix(s, "/") || p.windows && drive(s)
}

// drive tells whether a path begins with the letter of a drive.
func drive(s string) bool {
	return len(s) >= 3 && s[1] == ':' && s[2] == '/' && (s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z')
}

// relative is the name as a path from the root, with true; or with false an
// absolute path, for what is outside of it.
func (p paths) relative(name string) (string, bool) {
	name = p.slashes(name)
	switch {
	case p.absolute(name):
		name = p.clean(name)
	case p.dir == "":
		return path.Clean(name), true
	default:
		name = p.clean(p.dir + "/" + name)
	}
	if p.root == "" {
		return name, false
	}
	root := strings.TrimSuffix(p.root, "/") + "/"
	if len(name) > len(root) && (name[:len(root)] == root || p.windows && strings.EqualFold(name[:len(root)], root)) {
		return name[len(root):], true
	}
	return name, false
}

// uri is the address of the file that a page stands in, and whether it is
// relative to the root. It is a valid URI reference, whatever the name is.
func (p paths) uri(name string) (uri string, relative bool) {
	if name == stdinName {
		return percent(name, ""), false
	}
	if scheme, rest, ok := strings.Cut(name, "://"); ok && isScheme(scheme) {
		return scheme + "://" + percent(rest, ":%?"), false
	}
	file, ok := p.relative(name)
	if ok {
		return percent(file, ""), true
	}
	switch {
	case p.windows && strings.HasPrefix(file, "//"):
		return "file:" + percent(file, ""), false
	case p.windows && drive(file):
		return "file:///" + percent(file, ":"), false
	}
	return "file://" + percent(file, ""), false
}

// file is the path that services which know only paths are told: from the root
// where the page is below it. It is empty for pages that are in no file.
func (p paths) file(name string) string {
	if name == stdinName {
		return ""
	}
	if scheme, _, ok := strings.Cut(name, "://"); ok && isScheme(scheme) {
		return ""
	}
	file, _ := p.relative(container(name))
	return file
}

func isScheme(s string) bool {
	if len(s) < 2 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || (c < '0' || c > '9') && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return true
}

// container is the file that holds the page of that name: for a page in a
// packed folder, "site.zip!/a.html", that is the packed folder.
func container(name string) string {
	for from := 0; ; {
		i := strings.Index(name[from:], "!/")
		if i < 0 {
			return name
		}
		from += i
		file := strings.ToLower(name[:from])
		for _, end := range []string{".zip", ".tar", ".tgz", ".gz", ".zst", ".wacz"} {
			if strings.HasSuffix(file, end) {
				return name[:from]
			}
		}
		from += len("!/")
	}
}

// inFile tells whether lines of the page are lines of its file: not for
// records of an archive, standard input, and pages in packed folders.
func inFile(r *checks.Result) bool {
	return r.Index == 0 && r.Name != stdinName && container(r.Name) == r.Name
}

const upperHex = "0123456789ABCDEF"

// percent writes a path as part of a URI: RFC 3986's unreserved characters,
// the slash and what else is given stand for themselves. A colon would make a
// scheme of the first segment of a relative path.
func percent(s, keep string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', strings.IndexByte("-._~/!$&'()*+,;=@", c) >= 0,
			c < utf8.RuneSelf && c != '%' && strings.IndexByte(keep, c) >= 0:
			b.WriteByte(c)
		case c == '%' && strings.IndexByte(keep, '%') >= 0 && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(upperHex[c>>4])
			b.WriteByte(upperHex[c&15])
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}
