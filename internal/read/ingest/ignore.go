package ingest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Ignore files say what a walk leaves out, in the language of gitignore(5).
// Patterns become regular expressions, which Go matches in linear time; the
// library for patterns on the command line knows braces, which git does not.
// Upper and lower case differ on every system, and "?" and classes match a
// character, where git matches a byte. Files that git reads elsewhere
// (.git/info/exclude, core.excludesFile) are not read, so that a walk gives the
// same pages on every machine.

// ignoreNames are the ignore files of a folder; the later overrules the former.
var ignoreNames = []string{".gitignore", ".metacheckignore"}

const (
	maxIgnoreBytes  = 1 << 20 // of an ignore file
	maxPatternBytes = 4 << 10 // of a line in it
)

// An ignoreFile is the patterns of one ignore file.
type ignoreFile struct {
	// dir is its folder as a path from the topmost one, empty or with a slash
	// at the end.
	dir      string
	patterns []ignorePattern
}

// An ignorePattern is a line of an ignore file.
type ignorePattern struct {
	negated  bool // "!": what it matches is read after all
	dirOnly  bool // matches folders only
	nameOnly bool // is matched with the last name of a path, at any depth

	// One of three ways to match, the quickest that will do.
	literal string
	suffix  string
	expr    *regexp.Regexp
}

// ignored reports whether the rules leave out a path from the topmost folder.
// The last pattern that matches decides. Folders that are left out are not
// entered, so nothing in them can be brought back, as in git.
func ignored(rules []ignoreFile, name string, isDir bool) bool {
	for i := len(rules) - 1; i >= 0; i-- {
		below := name[len(rules[i].dir):]
		base := path.Base(below)
		for j := len(rules[i].patterns) - 1; j >= 0; j-- {
			p := &rules[i].patterns[j]
			if p.dirOnly && !isDir {
				continue
			}
			subject := below
			if p.nameOnly {
				subject = base
			}
			if p.match(subject) {
				return !p.negated
			}
		}
	}
	return false
}

func (p *ignorePattern) match(name string) bool {
	switch {
	case p.expr != nil:
		return p.expr.MatchString(name)
	case p.suffix != "":
		return strings.HasSuffix(name, p.suffix)
	}
	return name == p.literal
}

// rulesIn adds the ignore files of the folder called name to the rules. It
// returns false when the loop over the sequence is over.
func (w *walk) rulesIn(name, dir string, rules []ignoreFile) ([]ignoreFile, bool) {
	for _, base := range ignoreNames {
		file := path.Join(name, base)
		if info, err := os.Lstat(filepath.FromSlash(file)); err != nil || info.Mode()&fs.ModeSymlink != 0 && w.leadsOut(file) {
			continue
		}
		data, err := readIgnore(filepath.FromSlash(file))
		if err == nil {
			var patterns []ignorePattern
			patterns, err = parseIgnore(string(data))
			if len(patterns) > 0 {
				// The slice is shared with the folders beside this one.
				rules = append(rules[:len(rules):len(rules)], ignoreFile{dir, patterns})
			}
		}
		if err != nil && !w.fail(&Error{Name: file, Message: "the ignore file cannot be read: " + readFailure(err), Err: err}) {
			return nil, false
		}
	}
	return rules, true
}

// readIgnore is the content of an ignore file, empty when there is none.
func readIgnore(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxIgnoreBytes+1))
	if err == nil && len(data) > maxIgnoreBytes {
		err = fmt.Errorf("it is longer than %d bytes", maxIgnoreBytes)
	}
	return data, err
}

// rulesAbove are the ignore files of the folders above root, topmost first. The
// topmost folder is the root of the git repository, else the working
// directory, else root itself.
func (w *walk) rulesAbove() []ignoreFile {
	root, err := filepath.Abs(filepath.FromSlash(w.root))
	if err != nil {
		return nil
	}
	top := root
	for dir := root; ; {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			top = dir
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			if wd, err := os.Getwd(); err == nil && within(root, wd) {
				top = wd
			}
			break
		}
		dir = parent
	}
	rel, err := filepath.Rel(top, root)
	if err != nil || rel == "." {
		return nil
	}
	w.above = filepath.ToSlash(rel) + "/"
	var rules []ignoreFile
	for i, c := range w.above {
		if c != '/' {
			continue
		}
		dir := ""
		if cut := strings.LastIndexByte(w.above[:i], '/'); cut >= 0 {
			dir = w.above[:cut+1]
		}
		var ok bool
		if rules, ok = w.rulesIn(path.Join(filepath.ToSlash(top), dir), dir, rules); !ok {
			return nil
		}
	}
	return rules
}

// within reports whether a path is dir or lies below it.
func within(name, dir string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// parseIgnore reads the lines of an ignore file. Patterns that can match
// nothing are dropped without a word, as git does.
func parseIgnore(data string) ([]ignorePattern, error) {
	var patterns []ignorePattern
	var err error
	for line := range strings.SplitSeq(strings.TrimPrefix(data, mark), "\n") {
		if len(line) > maxPatternBytes {
			err = errors.New("a pattern is longer than the bound")
			continue
		}
		if p, ok := parsePattern(strings.TrimSuffix(line, "\r")); ok {
			patterns = append(patterns, p)
		}
	}
	return patterns, err
}

// parsePattern reads a line of an ignore file; ok is false for an empty line, a
// comment, or a pattern that can match nothing.
func parsePattern(line string) (p ignorePattern, ok bool) {
	if strings.HasPrefix(line, "#") {
		return p, false
	}
	line = trimSpaces(line)
	line, p.negated = strings.CutPrefix(line, "!")
	line, p.dirOnly = strings.CutSuffix(line, "/")
	p.nameOnly = !strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if line == "" {
		return p, false
	}
	const special = `*?[\`
	if !strings.ContainsAny(line, special) {
		p.literal = line
		return p, true
	}
	if rest, star := strings.CutPrefix(line, "*"); star && p.nameOnly && rest != "" && !strings.ContainsAny(rest, special) {
		p.suffix = rest
		return p, true
	}
	expr, ok := globExpr(line)
	if !ok {
		return p, false
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return p, false // too large for the regexp package
	}
	p.expr = re
	return p, true
}

// trimSpaces takes the spaces off the end of a line, but for one that a
// backslash stands before.
func trimSpaces(line string) string {
	end := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
			end = min(i+1, len(line))
		case ' ':
		default:
			end = i + 1
		}
	}
	return line[:end]
}

// globExpr is a gitignore pattern as a regular expression. No wildcard matches
// a slash but "**" as a whole path segment.
func globExpr(glob string) (expr string, ok bool) {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	for i := 0; i < len(glob); {
		switch c := glob[i]; c {
		case '*':
			run := i
			for i < len(glob) && glob[i] == '*' {
				i++
			}
			segment := i-run > 1 && (run == 0 || glob[run-1] == '/')
			switch {
			case segment && i == len(glob):
				b.WriteString(`.*`)
			case segment && glob[i] == '/':
				b.WriteString(`(?:.*/)?`)
				i++
			default:
				b.WriteString(`[^/]*`)
			}
		case '?':
			b.WriteString(`[^/]`)
			i++
		case '[':
			class, end, ok := classExpr(glob, i)
			if !ok {
				return "", false
			}
			b.WriteString(class)
			i = end
		case '\\':
			if i+1 == len(glob) {
				return "", false
			}
			b.WriteString(regexp.QuoteMeta(glob[i+1 : i+2]))
			i += 2
		default:
			end := i + 1
			for end < len(glob) && !strings.ContainsRune(`*?[\`, rune(glob[end])) {
				end++
			}
			b.WriteString(regexp.QuoteMeta(glob[i:end]))
			i = end
		}
	}
	b.WriteString(`\z`)
	return b.String(), true
}

// namedClasses are the classes of POSIX in ASCII, the slash left out.
var namedClasses = map[string]string{
	"alnum":  `0-9A-Za-z`,
	"alpha":  `A-Za-z`,
	"blank":  ` \t`,
	"cntrl":  `\x00-\x1F\x7F`,
	"digit":  `0-9`,
	"graph":  `!-.0-~`,
	"lower":  `a-z`,
	"print":  ` -.0-~`,
	"punct":  `!-.:-@\[-` + "`" + `{-~`,
	"space":  `\t-\r `,
	"upper":  `A-Z`,
	"xdigit": `0-9A-Fa-f`,
}

// classExpr is the bracket expression at glob[i] as a class that never matches
// a slash, and the index behind it. ok is false when it is not closed, names an
// unknown class, or matches nothing.
func classExpr(glob string, i int) (class string, end int, ok bool) {
	i++
	negated := i < len(glob) && (glob[i] == '!' || glob[i] == '^')
	if negated {
		i++
	}
	char := func() (c rune, ok bool) {
		if i < len(glob) && glob[i] == '\\' {
			i++
		}
		if i >= len(glob) {
			return 0, false
		}
		c, size := utf8.DecodeRuneInString(glob[i:])
		i += size
		return c, true
	}
	var set strings.Builder
	add := func(lo, hi rune) {
		if lo <= hi {
			fmt.Fprintf(&set, `\x{%X}-\x{%X}`, lo, hi)
		}
	}
	for first := true; first || i >= len(glob) || glob[i] != ']'; first = false {
		if strings.HasPrefix(glob[i:], "[:") {
			if name, _, closed := strings.Cut(glob[i+2:], ":]"); closed {
				named, known := namedClasses[name]
				if !known {
					return "", 0, false
				}
				set.WriteString(named)
				i += len("[:") + len(name) + len(":]")
				continue
			}
		}
		low, ok := char()
		if !ok {
			return "", 0, false
		}
		high := low
		if i+1 < len(glob) && glob[i] == '-' && glob[i+1] != ']' {
			i++
			if high, ok = char(); !ok {
				return "", 0, false
			}
		}
		if low <= '/' && '/' <= high {
			add(low, '/'-1)
			add('/'+1, high)
		} else {
			add(low, high)
		}
	}
	i++
	switch {
	case negated:
		return `[^/` + set.String() + `]`, i, true
	case set.Len() == 0:
		return "", 0, false
	}
	return `[` + set.String() + `]`, i, true
}
