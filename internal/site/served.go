package site

import (
	"io"
	"io/fs"
	"net/url"
	"strings"

	"github.com/metacheck/metacheck/internal/site/siteurl"
)

// A server knows which addresses the build serves.
type server struct {
	files  fs.FS
	mapper *siteurl.Mapper

	known     map[string]bool
	redirects *Redirects
	prefix    string // the path of the base, with a slash behind it
	opaque    bool   // there are rules that are not read
	looked    bool
}

// maxKnown bounds the paths whose outcome is remembered.
const maxKnown = 100_000

// lookup is NotRead or Missing for an address below the base, else Unknown.
func (s *server) lookup(u *url.URL) int32 {
	if s.files == nil || s.mapper == nil {
		return Unknown
	}
	rel, ok := s.mapper.Within(u)
	if !ok {
		return Unknown
	}
	if s.exists(rel) {
		return NotRead
	}
	// A path with a query may be served by a program.
	if u.RawQuery != "" || s.ruled(rel) {
		return Unknown
	}
	return Missing
}

// exists reports whether the build has a file for the path.
func (s *server) exists(rel string) bool {
	if have, ok := s.known[rel]; ok {
		return have
	}
	have := false
	for _, file := range s.mapper.Files(rel) {
		if regular(s.files, file) {
			have = true
			break
		}
	}
	if s.known == nil || len(s.known) >= maxKnown {
		s.known = map[string]bool{}
	}
	s.known[rel] = have
	return have
}

// regular reports whether there is a file of the name that can be read without
// waiting.
func regular(files fs.FS, name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(files, name)
	return err == nil && info.Mode().IsRegular()
}

// ruled reports whether the host may have a rule for the path, so that it is
// served although the build has no file.
func (s *server) ruled(rel string) bool {
	if !s.looked {
		s.looked = true
		s.readRules()
	}
	if s.opaque {
		return true
	}
	// Below a base that is no root, hosts count paths from the one or the other.
	return s.redirects.covers("/"+rel) || s.redirects.covers(s.prefix+rel)
}

// readRules reads the redirects of static hosts: _redirects is understood, of
// other files it is only known whether they have any.
func (s *server) readRules() {
	s.redirects = ReadRedirects(s.files)
	s.opaque = s.redirects != nil && s.redirects.cut
	if u, err := url.Parse(s.mapper.Base()); err == nil {
		s.prefix = u.Path
	}
	for _, name := range []string{".htaccess", "web.config", "vercel.json", "netlify.toml", "firebase.json", "staticwebapp.config.json"} {
		if !regular(s.files, name) {
			continue
		}
		data, err := readStart(s.files, name, maxRuleBytes)
		lower := strings.ToLower(string(data))
		if err != nil || strings.Contains(lower, "redirect") || strings.Contains(lower, "rewrite") || strings.Contains(lower, "fallback") || strings.Contains(lower, "routes") {
			s.opaque = true
		}
	}
}

func readStart(files fs.FS, name string, n int64) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, n))
}

// Files is the root of the build, or nil; RootName is what it is called in
// reports, with a slash behind it.
func (s *Set) Files() (root fs.FS, rootName string) { return s.opts.Files, s.opts.RootName }

// HasFile reports whether the build has a file at the path below the root.
func (s *Set) HasFile(name string) bool { return s.opts.Files != nil && regular(s.opts.Files, name) }

// MayServe reports whether the host may have a rule for the path below the base,
// so that it is served although the build has no file.
func (s *Set) MayServe(rel string) bool { return s.served.ruled(rel) }
