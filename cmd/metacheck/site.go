package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/files/rooted"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/site"
	"github.com/metacheck/metacheck/internal/site/siteurl"
)

// siteFlags are the flags of commands that read the build of a site.
func siteFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "root", Usage: "the `FOLDER` that --base-url serves: its files get their addresses, and the site is checked as a whole"},
		&cli.StringSliceFlag{Name: "index-file", Usage: "`NAME` of the files that stand for their folder (repeatable; default: index.html, index.htm)"},
		&cli.BoolFlag{Name: "clean-urls", Usage: "the server shows about.html as /about"},
		&cli.StringFlag{Name: "trailing-slash", Value: "auto", Usage: "`WHEN` addresses of pages end in a slash: always, never or auto, which goes by the pages' canonical links"},
		&cli.BoolFlag{Name: "site", Usage: "check the pages as one site; the default with --root (--site=false turns it off)"},
		&cli.StringSliceFlag{Name: "sitemap", Usage: "hold the sitemap in `FILE` to the pages, beside those of the root (repeatable)"},
	}
}

// A siteSetup is what the flags say of the site that the inputs are.
type siteSetup struct {
	mapper *siteurl.Mapper // nil without --root
	// root is the folder, absolute; real is the same without symbolic links.
	root, real, cwd string
	shown           string
	// strict tells that a page outside the root ends the run.
	strict  bool
	options *checks.SiteOptions // nil when pages are not checked as one site
}

// openSite reads the flags for the build of a site. Inputs are the arguments;
// partial tells that not all of their pages are read; strict that the user, and
// not a configuration, gave the root.
func openSite(c *cli.Context, inputs []string, partial, strict bool) (*siteSetup, error) {
	s := &siteSetup{strict: strict}
	slash, err := siteurl.ParseSlash(c.String("trailing-slash"))
	if err != nil {
		return nil, fmt.Errorf("--trailing-slash: %w", err)
	}
	root := c.String("root")
	if !strict && c.String("url") != "" {
		root = "" // the page says where it is
	}
	if root == "" {
		for _, name := range []string{"index-file", "clean-urls", "trailing-slash"} {
			if c.IsSet(name) && strict {
				return nil, fmt.Errorf("--%s needs --root, the folder whose files get addresses", name)
			}
		}
		if len(c.StringSlice("sitemap")) > 0 && !c.Bool("site") {
			return nil, errors.New("--sitemap needs --root, or --site for pages that have addresses")
		}
		if c.Bool("site") {
			s.options = &checks.SiteOptions{}
			return s, s.addSitemaps(c)
		}
		return s, nil
	}
	if c.String("base-url") == "" {
		return nil, errors.New("--root needs --base-url, the address at which the folder is served")
	}
	if c.String("url") != "" {
		return nil, errors.New("--url and --root exclude each other: both say what the address of a page is")
	}
	s.mapper, err = siteurl.New(urlFlag(c, "base-url"), siteurl.Options{
		Index: splitList(c.StringSlice("index-file")), CleanURLs: c.Bool("clean-urls"), Slash: slash,
	})
	if err != nil {
		return nil, fmt.Errorf("--base-url and --root: %w", err)
	}
	switch info, err := os.Stat(root); {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("--root %s: there is no such folder", report.Escape(root))
	case err != nil:
		return nil, fmt.Errorf("--root: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("--root %s is no folder", report.Escape(root))
	}
	if s.cwd, err = os.Getwd(); err == nil {
		if s.root, err = filepath.Abs(root); err == nil {
			s.real, err = filepath.EvalSymlinks(s.root)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("--root %s: %w", report.Escape(root), err)
	}
	s.shown = filepath.ToSlash(filepath.Clean(root)) + "/"
	if s.shown == "./" {
		s.shown = ""
	}
	if c.IsSet("site") && !c.Bool("site") {
		return s, nil
	}
	bounds, err := rooted.Around(s.root)
	if err != nil {
		return nil, fmt.Errorf("--root %s: %w", report.Escape(root), err)
	}
	s.options = &checks.SiteOptions{
		Mapper: s.mapper, Files: bounds.FS(s.root), RootName: s.shown,
		Whole: !partial && slices.ContainsFunc(inputs, s.holdsRoot),
	}
	return s, s.addSitemaps(c)
}

// addSitemaps takes in the sitemaps that are named.
func (s *siteSetup) addSitemaps(c *cli.Context) error {
	for _, name := range c.StringSlice("sitemap") {
		info, err := os.Stat(name)
		if err != nil {
			return fmt.Errorf("--sitemap: %w", err)
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("--sitemap %s is no file", report.Escape(name))
		}
		s.options.Sitemaps = append(s.options.Sitemaps, site.File{
			Name: filepath.ToSlash(filepath.Clean(name)),
			Open: func() (io.ReadCloser, error) { return os.Open(name) },
		})
	}
	return nil
}

// holdsRoot tells whether an input is the root, or a folder around it.
func (s *siteSetup) holdsRoot(input string) bool {
	abs, err := filepath.Abs(input)
	if err != nil {
		return false
	}
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
		return fmt.Errorf("%s is not inside the root %s, so that its address is not known; name the folder that holds the inputs, or lint it by itself",
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
		return &exitError{code: exitFailed, err: err}
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
			err = &exitError{code: exitFailed, err: fmt.Errorf("could not check the pages as one site: %w", err)}
		}
	}
	if cerr := s.run.Close(); cerr != nil && err == nil {
		err = &exitError{code: exitFailed, err: fmt.Errorf("could not remove what was kept of pages on disk: %w", cerr)}
	}
	return err
}
