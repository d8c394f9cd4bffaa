package run

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/site/siteurl"
)

// A siteSetup is what the options say of the site that the inputs are.
type siteSetup struct {
	mapper *siteurl.Mapper // nil without a root
	// root is the folder, absolute; real is the same without symbolic links.
	root, real, cwd string
	shown           string
	// strict reports that a page outside the root ends the run.
	strict  bool
	options *checks.SiteOptions // nil when pages are not checked as one site
}

// openSite opens the build of a site.
func openSite(o *Options) (*siteSetup, error) {
	s := &siteSetup{strict: !o.Site.Lenient, cwd: o.Dir}
	root := o.Site.Root
	if o.Site.Lenient && o.Read.URL != "" {
		root = "" // the page says where it is
	}
	if root == "" {
		if len(o.Site.Sitemaps) > 0 && !o.Site.Check {
			return nil, errors.New("--sitemap needs --root, or --site for pages that have URLs")
		}
		if o.Site.Check {
			s.options = &checks.SiteOptions{}
			return s, s.addSitemaps(o.Site.Sitemaps)
		}
		return s, nil
	}
	if o.Read.BaseURL == "" {
		return nil, errors.New("--root needs --base-url, the URL at which the folder is served")
	}
	if o.Read.URL != "" {
		return nil, errors.New("--url and --root exclude each other: both set the URL of a page")
	}
	var err error
	if s.mapper, err = siteurl.New(o.Read.BaseURL, o.Site.URLs); err != nil {
		return nil, fmt.Errorf("--base-url and --root: %w", err)
	}
	switch info, err := os.Stat(root); {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("--root %s: there is no such folder", report.Escape(root))
	case err != nil:
		return nil, fmt.Errorf("--root: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("--root %s is not a folder", report.Escape(root))
	}
	s.root = o.abs(root)
	if s.real, err = filepath.EvalSymlinks(s.root); err != nil {
		return nil, fmt.Errorf("--root %s: %w", report.Escape(root), err)
	}
	s.shown = filepath.ToSlash(filepath.Clean(root)) + "/"
	if s.shown == "./" {
		s.shown = ""
	}
	if o.Site.NoCheck {
		return s, nil
	}
	bounds, err := rooted.Around(s.root)
	if err != nil {
		return nil, fmt.Errorf("--root %s: %w", report.Escape(root), err)
	}
	s.options = &checks.SiteOptions{
		Mapper: s.mapper, Files: bounds.FS(s.root), RootName: s.shown,
		Whole: !o.Partial && slices.ContainsFunc(o.Inputs, func(in string) bool { return s.holdsRoot(o.abs(in)) }),
	}
	return s, s.addSitemaps(o.Site.Sitemaps)
}

// addSitemaps takes in the sitemaps that are named.
func (s *siteSetup) addSitemaps(names []string) error {
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return fmt.Errorf("--sitemap: %w", err)
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("--sitemap %s is not a file", report.Escape(name))
		}
		s.options.Sitemaps = append(s.options.Sitemaps, site.File{
			Name: filepath.ToSlash(filepath.Clean(name)),
			Open: func() (io.ReadCloser, error) { return os.Open(name) },
		})
	}
	return nil
}

// holdsRoot reports whether an input, as an absolute path, is the root, or a folder
// around it.
func (s *siteSetup) holdsRoot(abs string) bool {
	for _, root := range []string{s.root, s.real} {
		if _, ok := below(abs, root); ok {
			return true
		}
	}
	return false
}

// below is the path of a file inside a folder, both absolute, and whether it is
// there.
func below(folder, file string) (rel string, ok bool) {
	rel, err := filepath.Rel(folder, file)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return rel, true
}

// address gives a page that is a file of the root the addresses that it may
// have.
func (s *siteSetup) address(src *checks.Source) error {
	if s.mapper == nil || src.URL != "" || src.Index != 0 || src.Input != src.Name || src.Record != nil || strings.HasPrefix(src.Name, "<") {
		return nil
	}
	file := src.Name
	if !filepath.IsAbs(file) {
		file = filepath.Join(s.cwd, file)
	}
	rel, ok := below(s.root, file)
	if !ok {
		rel, ok = below(s.real, file)
	}
	if !ok {
		// The input may be reached by another way.
		if real, err := filepath.EvalSymlinks(file); err == nil {
			rel, ok = below(s.real, real)
		}
	}
	if !ok {
		if !s.strict {
			return nil
		}
		return fmt.Errorf("%s is not inside the root %s, so its URL is not known; name the folder that contains the inputs, or lint it by itself",
			report.Escape(src.Name), report.Escape(s.root))
	}
	src.Addresses = s.mapper.Addresses(filepath.ToSlash(rel))
	src.URL = src.Addresses[0]
	return nil
}

// A siteStage collects the pages and adds what checks over many of them find.
type siteStage struct{ run *checks.SiteRun }

func (s *siteStage) page(r *checks.Result) error {
	if err := s.run.Add(r); err != nil {
		return &Error{Failed, err}
	}
	return nil
}

func (s *siteStage) end(complete bool, emit func(*checks.Result) error) error {
	var err error
	if complete {
		var emitting error
		err = s.run.Finish(func(r *checks.Result) error {
			emitting = emit(r)
			return emitting
		})
		if err != nil && emitting == nil {
			err = &Error{Failed, fmt.Errorf("could not check the pages as one site: %w", err)}
		}
	}
	if cerr := s.run.Close(); cerr != nil && err == nil {
		err = &Error{Failed, fmt.Errorf("could not remove what was kept of pages on disk: %w", cerr)}
	}
	return err
}
