package checks_test

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/site/siteurl"
)

// The fixture of a check over many pages holds several sites: the first part of
// a file's path names the site that it belongs to, the rest is its path below
// the root. Files in .html and .htm are pages, in the order of the fixture; the
// others are the files beside them. One whose text is a line such as
//
//	!png 1200x630
//	!jpeg 40x30 cut 200
//
// is a picture of that format and size, of which the first bytes are kept.
//
// The comment may have these settings, for one site with its name in
// parentheses behind them:
//
//	base-url(site): https://example.org/docs   (else https://example.com/)
//	root(site): no                             (the build is not known)
//	clean-urls(site): yes
//	trailing-slash(site): never
//	checks: site/*, hreflang/*                 (else the one that the file is named after)
//	options: site/sitemap-lastmod.days=3
var siteDirective = regexp.MustCompile(`^(base-url|root|clean-urls|trailing-slash|checks|options)(?:\(([^)]+)\))?:[ \t]*(.*)$`)

// A siteFixture is one site of a fixture, or of an example.
type siteFixture struct {
	base     string
	noRoot   bool
	options  siteurl.Options
	settings checks.Settings
	files    []txtar.File
	edit     func([]byte) []byte // of pages, before they are linted; may be nil
}

// lint runs the checks over the site and returns the late results. Names are
// those of files, below the name.
func (s *siteFixture) lint(t *testing.T, name string) []*checks.Result {
	t.Helper()
	root := fstest.MapFS{}
	mapper, err := siteurl.New(s.base, s.options)
	if err != nil {
		t.Fatal(err)
	}
	var sources []checks.Source
	for _, f := range s.files {
		data := pictureOr(t, f.Data)
		root[f.Name] = &fstest.MapFile{Data: data, Mode: 0o644}
		if strings.HasSuffix(f.Name, ".html") || strings.HasSuffix(f.Name, ".htm") {
			if s.edit != nil {
				data = s.edit(data)
			}
			addresses := mapper.Addresses(f.Name)
			sources = append(sources, checks.Source{Name: name + f.Name, Data: expandRepeats(t, data), URL: addresses[0], Addresses: addresses})
		}
	}
	s.settings.Site = &checks.SiteOptions{Mapper: mapper, RootName: name, Whole: true, TempDir: t.TempDir()}
	if !s.noRoot {
		s.settings.Site.Files = root
	}
	l, err := checks.New(s.settings)
	if err != nil {
		t.Fatal(err)
	}
	run := l.NewSiteRun()
	defer func() {
		if err := run.Close(); err != nil {
			t.Error(err)
		}
	}()
	var results []*checks.Result
	for _, src := range sources {
		r := l.Lint(src)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		if len(r.Findings)+len(r.Failures) > 0 {
			results = append(results, r)
		}
		if err := run.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := run.Finish(func(r *checks.Result) error { results = append(results, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return results
}

var pictureLine = regexp.MustCompile(`^!(png|jpeg|gif) (\d+)x(\d+)(?: cut (\d+))?\s*$`)

// pictureOr is the picture that a file asks for, else its data.
func pictureOr(t *testing.T, data []byte) []byte {
	m := pictureLine.FindStringSubmatch(string(data))
	if m == nil {
		return data
	}
	var w, h, cut int
	if _, err := fmt.Sscan(m[2]+" "+m[3], &w, &h); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	var err error
	switch picture := image.NewGray(image.Rect(0, 0, w, h)); m[1] {
	case "png":
		err = png.Encode(&b, picture)
	case "jpeg":
		err = jpeg.Encode(&b, picture, nil)
	case "gif":
		err = gif.Encode(&b, picture, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	if m[4] != "" {
		if _, err := fmt.Sscan(m[4], &cut); err != nil {
			t.Fatal(err)
		}
		b.Truncate(min(cut, b.Len()))
	}
	return b.Bytes()
}

// lintSiteExample runs an example of a check over many pages; the findings of
// all pages are returned as one result.
func lintSiteExample(t *testing.T, settings checks.Settings, base, text string) *checks.Result {
	t.Helper()
	s := siteFixture{base: base, settings: settings, files: txtar.Parse([]byte(text)).Files}
	if len(s.files) == 0 {
		t.Fatalf("the example has no files:\n%s", text)
	}
	return merged(s.lint(t, ""))
}

func readSites(t *testing.T, id string, ar *txtar.Archive) (names []string, sites map[string]*siteFixture) {
	t.Helper()
	sites = map[string]*siteFixture{}
	for _, f := range ar.Files {
		if f.Name == "want" {
			continue
		}
		name, rest, ok := strings.Cut(f.Name, "/")
		if !ok {
			t.Fatalf("the file %q is in no site: name it SITE/%s", f.Name, f.Name)
		}
		if sites[name] == nil {
			names = append(names, name)
			sites[name] = &siteFixture{base: "https://example.com/", settings: checks.Settings{Only: []string{id}, Positions: true}}
		}
		sites[name].files = append(sites[name].files, txtar.File{Name: rest, Data: f.Data})
	}
	settingsOf(t, ar.Comment, siteDirective, names, func(name, key, value string) {
		s := sites[name]
		switch key {
		case "base-url":
			s.base = value
		case "root":
			s.noRoot = value == "no"
		case "clean-urls":
			s.options.CleanURLs = value == "yes"
		case "trailing-slash":
			slash, err := siteurl.ParseSlash(value)
			if err != nil {
				t.Fatal(err)
			}
			s.options.Slash = slash
		case "checks":
			s.settings.Only = splitChecks(value)
		case "options":
			s.settings.Options = append(s.settings.Options, option(t, value))
		}
	})
	return names, sites
}
