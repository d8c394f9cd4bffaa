// Package siteurl maps the files of a built site to the addresses at which
// they are served, and addresses back to files.
//
// A build is a folder, the root, that a server shows under a base address:
// root/blog/index.html is base/blog/. Servers differ in what they make of index
// files, of the ending .html and of slashes at the end; a [Mapper] knows the
// settings for that. Where they leave several addresses for one file, it names
// all of them, the likeliest first: the page's own canonical link tells which
// one the site has chosen.
package siteurl

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/internal/values/weburl"
)

// A Slash says whether the addresses of pages end in a slash.
type Slash uint8

// The policies for slashes.
const (
	// Auto: folders do, files do not, unless the page says otherwise.
	Auto Slash = iota
	Always
	Never
)

// ParseSlash reads the name of a policy: "auto", "always" or "never".
func ParseSlash(s string) (Slash, error) {
	switch s {
	case "auto":
		return Auto, nil
	case "always":
		return Always, nil
	case "never":
		return Never, nil
	}
	return Auto, fmt.Errorf("unknown policy %q for slashes: use auto, always or never", s)
}

// Options of a Mapper.
type Options struct {
	// Index are the names of files that stand for their folder; none means
	// index.html and index.htm.
	Index []string
	// CleanURLs reports that pages are served without .html or .htm.
	CleanURLs bool
	// Slash is the policy for slashes at the end.
	Slash Slash
}

// A Mapper maps files to addresses and back. It is safe for concurrent use.
type Mapper struct {
	base   *url.URL
	prefix string // the path of base, unescaped, with a slash at both ends
	opts   Options
}

// New returns a Mapper for the site at a base address, which is absolute and
// has no query and no fragment.
func New(base string, opts Options) (*Mapper, error) {
	u := weburl.ParseHTTP(base)
	switch {
	case u == nil:
		return nil, fmt.Errorf("the base URL %q is not an absolute http or https URL", base)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the base URL %q has a query or a fragment; write the URL of the site's folder", base)
	}
	if len(opts.Index) == 0 {
		opts.Index = []string{"index.html", "index.htm"}
	}
	for _, name := range opts.Index {
		if name == "" || strings.ContainsAny(name, `/\`) {
			return nil, fmt.Errorf("the index file %q is no name of a file", name)
		}
	}
	return &Mapper{base: u, prefix: "/" + strings.TrimLeft(strings.TrimRight(u.Path, "/")+"/", "/"), opts: opts}, nil
}

// Base is the base address, which ends in a slash.
func (m *Mapper) Base() string { return m.address("") }

// address is the address of an unescaped path below the base.
func (m *Mapper) address(rel string) string {
	u := url.URL{Scheme: m.base.Scheme, Host: m.base.Host, Path: m.prefix + rel}
	return u.String()
}

// Addresses are the addresses that a file may have, the likeliest first, and at
// least one. The file is named by its path below the root, with slashes; other
// systems' separators are the caller's matter.
func (m *Mapper) Addresses(file string) []string {
	file = path.Clean("/" + file)[1:]
	dir, name := path.Split(file)
	var list []string
	add := func(rel string) {
		if a := m.address(rel); !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	// slashed adds both forms of an address, in the order of the policy.
	slashed := func(bare string, first Slash) {
		if bare == "" {
			add("")
			return
		}
		if m.opts.Slash != Auto {
			first = m.opts.Slash
		}
		if first == Always {
			add(bare + "/")
		} else {
			add(bare)
		}
		if m.opts.Slash == Auto {
			add(bare + "/")
			add(bare)
		}
	}
	if slices.Contains(m.opts.Index, name) {
		slashed(strings.TrimSuffix(dir, "/"), Always)
		if m.opts.Slash == Auto {
			add(file)
		}
		return list
	}
	bare, isPage := cutEnding(file)
	switch {
	case !isPage:
		add(file)
	case m.opts.CleanURLs:
		slashed(bare, Never)
		if m.opts.Slash == Auto {
			add(file)
		}
	default:
		add(file)
		if m.opts.Slash == Auto {
			add(bare)
			add(bare + "/")
		}
	}
	return list
}

// cutEnding cuts the ending of a page's file.
func cutEnding(file string) (bare string, ok bool) {
	for _, ending := range []string{".html", ".htm", ".xhtml"} {
		// Without the ending, "..html" would be a step of a path.
		if bare, ok := strings.CutSuffix(file, ending); ok && !slices.Contains([]string{"", ".", ".."}, bare[strings.LastIndexByte(bare, '/')+1:]) {
			return bare, true
		}
	}
	return file, false
}

// Bare is what the spellings of a page's unescaped path below the root have in
// common, without slashes around: "a" for a.html, /a/ and a/index.xhtml, and
// nothing for that of the home page. Unlike a [Mapper] it knows no settings of a
// server.
func Bare(path string) string {
	path, _ = cutEnding(strings.Trim(path, "/"))
	if path == "index" {
		return ""
	}
	return strings.TrimSuffix(path, "/index")
}

// Within reports whether an address is one of the site, whatever its scheme and
// "www.", and gives its unescaped path below the base.
func (m *Mapper) Within(u *url.URL) (rel string, ok bool) {
	if u.Opaque != "" || !u.IsAbs() {
		return "", false
	}
	// A path that holds anything at all is compared by its prefix.
	here, there := *m.base, *u
	here.Path, here.RawPath = "/", ""
	there.Path, there.RawPath, there.RawQuery, there.Fragment, there.RawFragment = "/", "", "", "", ""
	if !weburl.Compare(&here, &there).Within(weburl.Scheme | weburl.WWW) {
		return "", false
	}
	p := u.Path
	if p == "" {
		p = "/"
	}
	if p+"/" == m.prefix {
		return "", true
	}
	return strings.CutPrefix(p, m.prefix)
}

// Files are the files that a server may show under an unescaped path below the
// base, the likeliest first: the path itself, the index files of the folder,
// the path with .html. It is empty for paths that lead out of the root.
func (m *Mapper) Files(rel string) []string {
	if strings.ContainsRune(rel, 0) || strings.Contains(rel, `\`) {
		return nil
	}
	clean := strings.TrimPrefix(path.Clean("/"+rel), "/")
	var list []string
	if clean != "" && !strings.HasSuffix(rel, "/") {
		list = append(list, clean)
	}
	for _, name := range m.opts.Index {
		list = append(list, path.Join(clean, name))
	}
	if clean != "" {
		list = append(list, clean+".html", clean+".htm")
	}
	return list
}
