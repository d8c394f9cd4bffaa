package site

import (
	"bufio"
	"io"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// RedirectsFile is the name of the file at the root of a build in which hosts of
// static sites find redirects.
const RedirectsFile = "_redirects"

// Bounds on files of rules.
const (
	maxRuleBytes = 1 << 20
	maxRules     = 2000
)

// Redirects are the rules of a file _redirects, by which hosts of static sites
// answer for paths that have no file. A line has a path, in which :name stands
// for a part between slashes and * for the rest; the address that it leads on
// to; and a status, 301 when there is none.
type Redirects struct {
	rules []redirect
	// cut tells that there are rules that were not read.
	cut bool
}

// A redirect is one rule.
type redirect struct {
	from string // a path, with a slash in front and none behind
	// prefix is from up to what stands for other text; open tells that there is
	// such.
	prefix string
	open   bool
	// to is where it leads; empty where that is not clear, or nowhere: for
	// visitors of some countries or with some query only, or with a status that
	// is an error.
	to string
}

// ReadRedirects reads the rules at the root of a build; nil when it has none.
func ReadRedirects(root fs.FS) *Redirects {
	if !regular(root, RedirectsFile) {
		return nil
	}
	f, err := root.Open(RedirectsFile)
	if err != nil {
		return &Redirects{cut: true}
	}
	defer f.Close()
	return ParseRedirects(f)
}

// ParseRedirects reads rules. What is beyond 1 MB or 2,000 rules is not read.
func ParseRedirects(in io.Reader) *Redirects {
	r := &Redirects{}
	limited := &io.LimitedReader{R: in, N: maxRuleBytes + 1}
	lines := bufio.NewScanner(limited)
	for lines.Scan() {
		rule, ok := parseRedirect(lines.Text())
		if !ok {
			continue
		}
		if len(r.rules) >= maxRules {
			r.cut = true
			break
		}
		r.rules = append(r.rules, rule)
	}
	r.cut = r.cut || lines.Err() != nil || limited.N <= 0
	return r
}

func parseRedirect(line string) (r redirect, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 2 || strings.HasPrefix(fields[0], "#") {
		return r, false
	}
	r.from = fields[0]
	if u, err := url.Parse(r.from); err == nil {
		r.from = path.Join("/", u.Path)
	}
	r.from = strings.TrimSuffix(r.from, "/")
	r.prefix = r.from
	if i := strings.IndexAny(r.from, ":*"); i >= 0 {
		r.prefix, r.open = r.from[:i], true
	}
	to, some, status := "", false, 301
	for _, f := range fields[1:] {
		n, err := strconv.Atoi(strings.TrimSuffix(f, "!"))
		switch {
		case to == "" && (strings.HasPrefix(f, "/") || strings.HasPrefix(f, "https://") || strings.HasPrefix(f, "http://")):
			to = f
		case to != "" && err == nil:
			status = n
		case strings.Contains(f, "="):
			some = true
		}
	}
	// What all paths lead to says nothing of any of them.
	all := r.from == "/*" && !strings.Contains(to, ":splat")
	if !some && !all && (status == 200 || status >= 300 && status < 400) {
		r.to = to
	}
	return r, true
}

// mayCover tells whether a rule may hold for a path, which has a slash in front
// and none behind.
func (r *redirect) mayCover(p string) bool {
	return r.open && strings.HasPrefix(p+"/", r.prefix) || p == strings.TrimSuffix(r.prefix, "/")
}

// match tells whether the rule holds for a path, and what stands in it for
// names, that for * under "splat".
func (r *redirect) match(p string) (names map[string]string, ok bool) {
	if !r.mayCover(p) {
		return nil, false
	}
	want, have := strings.Split(r.from, "/"), strings.Split(p, "/")
	names = map[string]string{}
	for i, w := range want {
		if w == "*" && i == len(want)-1 {
			names["splat"] = strings.Join(have[min(i, len(have)):], "/")
			return names, true
		}
		if i >= len(have) {
			return nil, false
		}
		if name, is := strings.CutPrefix(w, ":"); is && have[i] != "" {
			names[name] = have[i]
		} else if w != have[i] {
			return nil, false
		}
	}
	return names, len(want) == len(have)
}

// covers tells whether there may be a rule for a path.
func (r *Redirects) covers(p string) bool {
	if r == nil {
		return false
	}
	p = strings.TrimSuffix(p, "/")
	for i := range r.rules {
		if r.rules[i].mayCover(p) {
			return true
		}
	}
	return false
}

var placeholder = regexp.MustCompile(`:[A-Za-z][A-Za-z0-9_]*`)

// Target is where the first rule for a path leads, a path or an address; empty
// when no rule leads anywhere, as a rule for all paths does not, and on nil.
func (r *Redirects) Target(p string) string {
	if r == nil {
		return ""
	}
	p = strings.TrimSuffix(path.Join("/", p), "/")
	for i := range r.rules {
		rule := &r.rules[i]
		if rule.to == "" {
			continue
		}
		if names, ok := rule.match(p); ok {
			return placeholder.ReplaceAllStringFunc(rule.to, func(name string) string {
				if text, ok := names[name[1:]]; ok {
					return text
				}
				return name
			})
		}
	}
	return ""
}
