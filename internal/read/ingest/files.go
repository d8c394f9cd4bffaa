package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"github.com/bmatcuk/doublestar/v4"

	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/read/remote"
	"github.com/metacheck/metacheck/internal/redact"
)

// maxDepth bounds how deep folders are followed into each other. File systems
// end earlier, as a rule: by the length of a path.
const maxDepth = 1000

// input reads one input as the user named it.
func (r *run) input(in string) bool {
	if !r.alive() {
		return false
	}
	switch in {
	case "":
		return r.fail(&Error{Message: "an input is empty; give a file, a folder, a pattern or \"-\""})
	case "-":
		return r.stdin()
	}
	name := filepath.ToSlash(filepath.Clean(in))
	info, err := os.Stat(filepath.FromSlash(name))
	switch {
	case err == nil && info.IsDir():
		return r.folder(name)
	case err == nil:
		return r.file(name, info)
	case remote.Is(in):
		// Also where the file system refuses it as a path, such as a long one.
		return r.address(in)
	case redact.IsURL(in):
		scheme, _, _ := strings.Cut(in, "://")
		return r.fail(&Error{Name: redact.URL(in), Message: fmt.Sprintf("URLs with %s:// are not read; use https, s3 or gs", scheme), Err: err})
	case !errors.Is(err, fs.ErrNotExist) && !isPattern(in):
		return r.fail(&Error{Name: name, Message: readFailure(err), Err: err})
	case isPattern(in):
		return r.glob(filepath.ToSlash(in))
	}
	return r.fail(&Error{Name: name, Message: "no such file or folder" + r.hint(name), Err: err})
}

func (r *run) stdin() bool {
	if r.again("-") {
		return true
	}
	if r.opts.Stdin == nil {
		return r.fail(&Error{Name: r.opts.StdinName, Message: "there is no standard input"})
	}
	if r.measuring {
		return true
	}
	return r.stream(&input{name: r.opts.StdinName, in: r.opts.Stdin, size: -1, nameless: true})
}

// file reads a file. Anything else that a path can name, such as a pipe, is
// refused before it is opened: opening it could wait for ever.
func (r *run) file(name string, info fs.FileInfo) bool {
	if !info.Mode().IsRegular() {
		return r.fail(&Error{Name: name, Message: "neither a file nor a folder; to read from a pipe, use \"-\" and standard input"})
	}
	if r.again(name) {
		return true
	}
	if r.measuring {
		r.opts.Progress.TotalBytes.Add(info.Size())
		return r.alive()
	}
	f, err := os.Open(filepath.FromSlash(name))
	if err != nil {
		return r.fail(&Error{Name: name, Message: readFailure(err), Err: err})
	}
	defer f.Close()
	return r.stream(&input{name: name, in: f, size: info.Size(), at: f})
}

// again reports whether a file was read before, and remembers it.
func (r *run) again(name string) bool {
	if r.seen == nil {
		return false
	}
	if r.seen[name] {
		return true
	}
	r.seen[name] = true
	return false
}

// folder reads the pages and web archives below a folder. Records, tables and
// the like are not looked for: in a project, files with such names hold other
// things.
func (r *run) folder(name string) bool {
	w := &walk{run: r, root: name, depth: maxDepth}
	w.wanted = func(rel string) bool {
		if IsPageName(rel) || isArchiveName(rel) {
			return true
		}
		if w.other == "" && mayHoldPages(rel) {
			w.other = rel
		}
		return false
	}
	return w.all(name, "no pages found in the folder; pages are files named .html, .htm, .xhtml, .shtml or .xht, and web archives, .warc, .arc or .wacz")
}

// ending is how the name of a file ends, in lower case, and apart from that what
// it is packed with: ".warc" and ".gz".
func ending(name string) (kind, packed string) {
	name = strings.ToLower(path.Base(name))
	if packed = path.Ext(name); packed != ".gz" && packed != ".zst" {
		return packed, ""
	}
	return path.Ext(strings.TrimSuffix(name, packed)), packed
}

// isArchiveName reports whether a file is a web archive by its name.
func isArchiveName(name string) bool {
	switch kind, packed := ending(name); kind {
	case ".warc", ".arc":
		return true
	case ".wacz":
		return packed == ""
	}
	return false
}

// mayHoldPages reports whether a file can hold many pages by its name, and many
// other things.
func mayHoldPages(name string) bool {
	switch kind, _ := ending(name); kind {
	case ".jsonl", ".ndjson", ".parquet", ".tar", ".tgz", ".zip":
		return true
	}
	return false
}

// glob reads the files that match a pattern. It walks the folder that the
// pattern begins with, as deep as the pattern goes.
func (r *run) glob(pattern string) bool {
	if !doublestar.ValidatePattern(pattern) {
		return r.fail(&Error{Name: pattern, Message: "no such file, and not a pattern either: a bracket, brace or backslash is left open"})
	}
	base, rest := doublestar.SplitPattern(path.Clean(pattern))
	depth := strings.Count(rest, "/") + 1
	if strings.Contains(rest, "**") {
		depth = maxDepth
	}
	root := path.Clean(base)
	if info, err := os.Stat(filepath.FromSlash(root)); err != nil || !info.IsDir() {
		return r.fail(&Error{Name: pattern, Message: fmt.Sprintf("no pages found: there is no folder %s", root), Err: err})
	}
	w := &walk{
		run:   r,
		root:  root,
		depth: depth,
		wanted: func(rel string) bool {
			return doublestar.MatchUnvalidated(rest, rel)
		},
	}
	return w.all(pattern, "no pages found: no file matches the pattern")
}

// A walk reads the wanted files below one folder.
type walk struct {
	*run
	root   string                // as in page names
	depth  int                   // how many folders deep files may be
	wanted func(rel string) bool // tells by the path below root

	above    string // path from the topmost folder with ignore files to root, with a slash behind, or empty
	found    int    // files
	ignored  int    // files and folders that ignore files leave out
	excluded int    // files and folders that Options.Exclude leaves out
	outside  int    // links that lead out of bounds
	other    string // a file below root that is read only when it is named, or empty
	failed   bool   // a folder could not be read

	// bounds are opened for the first link, boundsErr is why that failed.
	bounds    *rooted.Root
	boundsErr error
}

// all walks, and fails with the message if there is nothing to read.
func (w *walk) all(name string, nothing string) bool {
	var rules []ignoreFile
	if !w.opts.NoIgnore {
		rules = w.rulesAbove()
	}
	going := w.dir("", rules, 1)
	if w.bounds != nil {
		_ = w.bounds.Close()
	}
	if !going {
		return false
	}
	if w.found > 0 || w.failed || w.excluded > 0 {
		return true
	}
	if w.other != "" {
		kind, packed := ending(w.other)
		asWritten := w.other[len(w.other)-len(kind+packed):]
		nothing += fmt.Sprintf("; other archives are read when they are named: give %s, or \"%s\"",
			path.Join(w.root, w.other), path.Join(w.root, "**", "*"+asWritten))
	}
	if w.ignored > 0 {
		nothing += fmt.Sprintf("; ignore files leave out %d files or folders there, and --no-ignore reads them", w.ignored)
	}
	if w.outside > 0 {
		links := "1 link leads out of the repository or folder, and is read only when it is named"
		if w.outside > 1 {
			links = fmt.Sprintf("%d links lead out of the repository or folder, and are read only when they are named", w.outside)
		}
		nothing += "; " + links
	}
	return w.fail(&Error{Name: name, Message: nothing})
}

// leadsOut reports whether a link leads out of the repository that the walk is
// in, or out of the walked folder where there is none, or into the folder of a
// version control system. What others have linked in a checkout must not show
// what is elsewhere.
func (w *walk) leadsOut(name string) bool {
	if w.bounds == nil && w.boundsErr == nil {
		w.bounds, w.boundsErr = rooted.Around(filepath.FromSlash(w.root))
	}
	if w.boundsErr != nil {
		return true
	}
	_, err := w.bounds.Within(filepath.FromSlash(name))
	return err != nil
}

// dir reads the folder at rel, a path below root that is empty or ends in a
// slash. The rules are those of the folders above it.
func (w *walk) dir(rel string, rules []ignoreFile, depth int) bool {
	if !w.alive() {
		return false
	}
	name := path.Join(w.root, rel)
	entries, err := w.readDir(filepath.FromSlash(name))
	if err != nil {
		w.failed = true
		if !w.fail(&Error{Name: name, Message: "the folder cannot be read: " + readFailure(err), Err: err}) {
			return false
		}
		// What was read of it, if anything, is still good.
	}
	if !w.opts.NoIgnore {
		var ok bool
		if rules, ok = w.rulesIn(name, w.above+rel, rules); !ok {
			return false
		}
	}
	for _, entry := range entries {
		below := rel + entry.Name()
		isDir := entry.IsDir()
		if isDir && (rooted.IsHidden(entry.Name()) || entry.Name() == "node_modules" && !w.opts.NoIgnore) {
			continue
		}
		if !isDir && !w.wanted(below) {
			continue
		}
		if isDir && depth >= w.depth {
			if w.depth < maxDepth {
				continue
			}
			w.failed = true
			message := fmt.Sprintf("not read: more than %d folders deep", maxDepth)
			if !w.fail(&Error{Name: path.Join(w.root, below), Message: message}) {
				return false
			}
			continue
		}
		if ignored(rules, w.above+below, isDir) {
			w.ignored++
			continue
		}
		if w.opts.Exclude != nil && w.opts.Exclude(path.Join(w.root, below)) {
			w.excluded++
			continue
		}
		if isDir {
			if !w.dir(below+"/", rules, depth+1) {
				return false
			}
			continue
		}
		if !w.entry(path.Join(w.root, below), entry) {
			return false
		}
	}
	return true
}

// entry reads a file that was met in a folder.
func (w *walk) entry(name string, entry fs.DirEntry) bool {
	var info fs.FileInfo
	var err error
	if entry.Type()&fs.ModeSymlink != 0 {
		// Links into nowhere are ordinary: editors use them as locks.
		info, err = os.Stat(filepath.FromSlash(name))
		if err != nil {
			return true
		}
		if info.Mode().IsRegular() && w.leadsOut(name) {
			w.outside++
			return true
		}
	} else if info, err = entry.Info(); err != nil {
		w.failed = true
		return w.fail(&Error{Name: name, Message: readFailure(err), Err: err})
	}
	if !info.Mode().IsRegular() {
		return true
	}
	w.found++
	return w.file(name, info)
}

// isPattern reports whether an input has characters that mean something in a
// pattern.
func isPattern(in string) bool { return strings.ContainsAny(in, "*?[{") }

// hint says what may have been meant by a path that does not exist: the name
// in the same folder that is nearest to it, if one is near.
func (r *run) hint(name string) string {
	dir, base := path.Split(name)
	if utf8.RuneCountInString(base) > 200 {
		return ""
	}
	entries, err := r.readDir(filepath.FromSlash(path.Clean(dir)))
	if err != nil {
		if dir != "" {
			return fmt.Sprintf("; the folder %s does not exist either, or cannot be read", path.Clean(dir))
		}
		return ""
	}
	const compared = 10_000 // names; a hint is not worth more
	best, distance := "", 3
	for _, entry := range entries[:min(len(entries), compared)] {
		if gap := len(entry.Name()) - len(base); gap > 8 || gap < -8 {
			continue // also in code points too far for a distance below 3
		}
		d := levenshtein.ComputeDistance(strings.ToLower(base), strings.ToLower(entry.Name()))
		if d < distance && d < utf8.RuneCountInString(base) {
			best, distance = entry.Name(), d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", dir+best)
}

// readFailure is an error without the path, which stands in front anyway.
func readFailure(err error) string {
	var perr *fs.PathError
	if errors.As(err, &perr) {
		err = perr.Err
	}
	return err.Error()
}
