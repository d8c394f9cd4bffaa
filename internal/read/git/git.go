// Package git reads the build of a site out of a git repository: a folder of a
// revision, as the input git:REVISION:FOLDER names it.
package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/site"
)

// A Build is a folder of a git revision. It is read by the git command, which
// changes nothing for it: no work tree, no index, no checkout.
type Build struct {
	spec   string // as given: "main:public"
	commit string
	folder string // without slashes around; empty for the whole tree
	tree   string // what git calls the folder
}

// prefix begins inputs that name a folder of a git revision: git:REV:PATH.
const prefix = "git:"

// Names reports whether an input names a folder of a git revision.
func Names(input string) bool { return strings.HasPrefix(input, prefix) }

// Open finds the folder that an input git:REV:PATH names.
func Open(ctx context.Context, input string) (*Build, error) {
	b := &Build{spec: strings.TrimPrefix(input, prefix)}
	rev, folder, _ := strings.Cut(b.spec, ":")
	if rev == "" || strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("%s names no revision; write git:REVISION:FOLDER, such as git:main:public", report.Escape(input))
	}
	b.folder = strings.Trim(path.Clean("/"+folder), "/")
	commit, err := output(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, fmt.Errorf("%s cannot be read: there is no git command here; install git, or compare folders or snapshots", report.Escape(input))
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		if _, inside := output(ctx, "rev-parse", "--git-dir"); inside != nil {
			return nil, fmt.Errorf("%s cannot be read: the working folder is in no git repository (%s)", report.Escape(input), report.Escape(inside.Error()))
		}
		return nil, fmt.Errorf("%s: git knows no revision %q here; in a shallow clone, fetch it first (git fetch origin %s)", report.Escape(input), rev, report.Escape(rev))
	}
	b.commit = strings.TrimSpace(string(commit))
	b.tree = b.commit + ":" + b.folder
	// What is not there is told below, in better words than those of git.
	kind, _ := output(ctx, "cat-file", "-t", "--end-of-options", b.tree)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	const without = "builds that are not committed are compared as folders (check out and build both), or with a snapshot that was kept"
	switch strings.TrimSpace(string(kind)) {
	case "tree":
		return b, nil
	case "blob":
		return nil, fmt.Errorf("%s: %s is a file in revision %s, not a folder", report.Escape(input), report.Escape(b.folder), report.Escape(rev))
	}
	return nil, fmt.Errorf("%s: revision %s has no folder %s; %s", report.Escape(input), report.Escape(rev), report.Escape(b.folder), without)
}

// command is a git command that reads and never asks, locks or fetches.
func command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	return cmd
}

// output runs a git command and gives what it prints; the error says what it
// complained of.
func output(ctx context.Context, args ...string) ([]byte, error) {
	cmd := command(ctx, args...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if first, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n"); err != nil && first != "" && !errors.Is(err, exec.ErrNotFound) {
		err = errors.New(first)
	}
	return out, err
}

// Sources are the pages of the folder, in the order of their paths; one beyond
// the bound on its size is cut. Links and submodules are passed over.
func (b *Build) Sources(ctx context.Context, maxBytes int64) iter.Seq2[checks.Source, error] {
	return func(yield func(checks.Source, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		if err := b.each(ctx, maxBytes, yield); err != nil && !errors.Is(err, errStopped) {
			yield(checks.Source{Name: b.spec}, fmt.Errorf("git could not read %s: %w", b.spec, err))
		}
	}
}

var errStopped = errors.New("stopped")

func (b *Build) each(ctx context.Context, maxBytes int64, yield func(checks.Source, error) bool) error {
	list := command(ctx, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", b.tree)
	names, err := list.StdoutPipe()
	if err != nil {
		return err
	}
	var complaint bytes.Buffer
	list.Stderr = &complaint
	objects := command(ctx, "cat-file", "--batch")
	ask, err := objects.StdinPipe()
	if err != nil {
		return err
	}
	answers, err := objects.StdoutPipe()
	if err != nil {
		return err
	}
	if err := list.Start(); err != nil {
		return err
	}
	defer func() { _ = list.Wait() }()
	if err := objects.Start(); err != nil {
		return err
	}
	defer func() {
		_ = ask.Close()
		_, _ = io.Copy(io.Discard, answers)
		_ = objects.Wait()
	}()
	in, out := bufio.NewReaderSize(names, 1<<16), bufio.NewReaderSize(answers, 1<<16)
	found := 0
	for {
		entry, err := in.ReadString(0)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		// "100644 blob 0123…\tpath"
		about, file, ok := strings.Cut(strings.TrimSuffix(entry, "\x00"), "\t")
		fields := strings.Fields(about)
		if !ok || len(fields) != 3 || fields[1] != "blob" || fields[0] == "120000" || !ingest.IsPageName(file) {
			continue
		}
		found++
		data, cut, err := object(ask, out, fields[2], maxBytes)
		if err != nil {
			return err
		}
		name := b.spec + "/" + file
		if strings.HasSuffix(b.spec, "/") || strings.HasSuffix(b.spec, ":") {
			name = b.spec + file
		} else if !strings.Contains(b.spec, ":") {
			name = b.spec + ":" + file
		}
		if !yield(checks.Source{Name: name, Input: name, Data: data, Truncated: cut}, nil) {
			return errStopped
		}
	}
	if found == 0 && ctx.Err() == nil {
		if said := strings.TrimSpace(complaint.String()); said != "" {
			return errors.New(said)
		}
		return errors.New("there are no pages in the folder; pages are files named .html, .htm, .xhtml, .shtml or .xht")
	}
	return ctx.Err()
}

// Redirects are the rules of the host in the folder; nil when there are none, or
// git cannot tell.
func (b *Build) Redirects(ctx context.Context) *site.Redirects {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // also ends git where more is there than is read
	cmd := command(ctx, "cat-file", "blob", b.commit+":"+path.Join(b.folder, site.RedirectsFile))
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil {
		return nil
	}
	rules := site.ParseRedirects(out)
	cancel()
	_ = cmd.Wait()
	return rules
}

// object asks git for a blob.
func object(ask io.Writer, out *bufio.Reader, id string, maxBytes int64) (data []byte, cut bool, err error) {
	if _, err := io.WriteString(ask, id+"\n"); err != nil {
		return nil, false, err
	}
	line, err := out.ReadString('\n')
	if err != nil {
		return nil, false, err
	}
	// "ID blob SIZE", or "ID missing" in a clone that has not all objects.
	fields := strings.Fields(line)
	if len(fields) != 3 || fields[1] != "blob" {
		return nil, false, fmt.Errorf("the object %s is not here; fetch it first", id)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return nil, false, fmt.Errorf("git says %q", strings.TrimSpace(line))
	}
	keep := min(size, maxBytes)
	data = make([]byte, keep)
	if _, err := io.ReadFull(out, data); err != nil {
		return nil, false, err
	}
	// What is left, and the line end.
	if _, err := io.CopyN(io.Discard, out, size-keep+1); err != nil {
		return nil, false, err
	}
	return data, keep < size, nil
}

// Key is the path below the folder of the page with the name.
func (b *Build) Key(name string) string {
	return strings.TrimLeft(strings.TrimPrefix(name, b.spec), ":/")
}
