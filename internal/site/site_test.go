package site

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/metacheck/metacheck/internal/site/siteurl"
	"github.com/metacheck/metacheck/internal/summary"
)

// TestSpool holds that pieces come back as they were, from memory and from
// disk, in any order.
func TestSpool(t *testing.T) {
	for _, bound := range []int64{1 << 30, 10_000, 0} {
		t.Run(fmt.Sprint(bound), func(t *testing.T) {
			dir := t.TempDir()
			s := newSpool(bound, dir)
			random := rand.New(rand.NewPCG(1, 2))
			var want []string
			for i := range 3000 {
				piece := strings.Repeat(fmt.Sprintf("piece %d %d ", i, random.Uint64()), random.IntN(60))
				if i == 1000 {
					piece = strings.Repeat("large ", 200_000)
				}
				want = append(want, piece)
				if err := s.add([]byte(piece)); err != nil {
					t.Fatal(err)
				}
				if at := random.IntN(i + 1); i%10 == 0 {
					if got, err := s.get(at); err != nil || string(got) != want[at] {
						t.Fatalf("piece %d differs (%v)", at, err)
					}
				}
			}
			for range 3000 {
				at := random.IntN(len(want))
				if got, err := s.get(at); err != nil || string(got) != want[at] {
					t.Fatalf("piece %d differs (%v)", at, err)
				}
			}
			if onDisk := s.file != nil; onDisk != (bound < 1<<30) {
				t.Errorf("on disk: %v", onDisk)
			}
			for _, bad := range []int{-1, 3000} {
				if _, err := s.get(bad); err == nil {
					t.Errorf("piece %d is there", bad)
				}
			}
			if err := s.close(); err != nil {
				t.Error(err)
			}
			if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestSpoolWithoutFolder(t *testing.T) {
	s := newSpool(0, filepath.Join(t.TempDir(), "none"))
	var err error
	for range 100 {
		if err = s.add(make([]byte, blockBytes)); err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "on disk") {
		t.Errorf("error is %v", err)
	}
}

// TestSpoolDamaged holds that a file that others cut is an error.
func TestSpoolDamaged(t *testing.T) {
	s := newSpool(0, t.TempDir())
	defer s.close()
	for range 4 {
		if err := s.add(make([]byte, blockBytes)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.file.Truncate(1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.get(0); err == nil {
		t.Error("a damaged piece is read")
	}
}

func newSet(t *testing.T, opts siteurl.Options, root fstest.MapFS, pages ...*summary.Summary) *Set {
	t.Helper()
	m, err := siteurl.New("https://example.com/", opts)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Mapper: m, RootName: "public/", Whole: true, TempDir: t.TempDir()}
	if root != nil {
		o.Files = root
	}
	s := New(o)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d := Digester{Mapper: m}
	for _, p := range pages {
		g, err := d.Digest(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Add(g); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Resolve(); err != nil {
		t.Fatal(err)
	}
	return s
}

func at(address string) *summary.Summary {
	return &summary.Summary{Name: address, URL: "https://example.com/" + address, Derived: true}
}

func canonical(p *summary.Summary, address string) *summary.Summary {
	p.Links = append(p.Links, summary.Link{Rels: []string{"canonical"}, URL: address})
	return p
}

func TestLookup(t *testing.T) {
	root := fstest.MapFS{}
	for _, f := range []string{"index.html", "about.html", "blog/index.html", "report.pdf", "folder/x.txt"} {
		root[f] = &fstest.MapFile{Data: []byte("x"), Mode: 0o644}
	}
	root["_redirects"] = &fstest.MapFile{Data: []byte("/old /new 301\n/app/* /index.html 200\n/u/:name /users\nbroken\n# /no /no\n"), Mode: 0o644}
	s := newSet(t, siteurl.Options{}, root, at(""), at("about"), at("blog/"))
	for address, want := range map[string]int32{
		"https://example.com/": 0, "http://www.example.com": 0, "https://example.com/index.html": 0, "https://example.com/?utm_source=x": 0,
		"https://example.com/about": 1, "https://example.com/about/": 1, "https://example.com/about.html": 1,
		"https://example.com/blog": 2, "https://example.com/blog/index.html": 2, "https://example.com/blog/#x": 2,
		"https://example.com/report.pdf": NotRead, "https://example.com/folder/x.txt": NotRead,
		"https://example.com/folder/": Missing, "https://example.com/gone": Missing, "https://example.com/About": Missing,
		"https://example.com/gone?x=1": Unknown, "https://example.com/old": Unknown, "https://example.com/old/": Unknown,
		"https://example.com/app/deep/er": Unknown, "https://example.com/app": Unknown, "https://example.com/application": Missing,
		"https://example.com/u/ada": Unknown,
		"https://other.example/":    Unknown, "mailto:a@example.com": Unknown, "": Unknown, "/about": Unknown,
		"https://example.com/..%2f..%2fetc/passwd": Missing, "https://example.com/a%00b": Missing,
	} {
		if got := s.Lookup(address); got != want {
			t.Errorf("%s leads to %d, want %d", address, got, want)
		}
	}
	if u, err := url.Parse("https://example.com/none"); err != nil {
		t.Fatal(err)
	} else if i, ok := s.Find(u); ok {
		t.Errorf("%s is page %d", u, i)
	}
}

// TestRedirects holds where rules lead, which of them say something of a page,
// and that what was not read may hold for any path.
func TestRedirects(t *testing.T) {
	r := ParseRedirects(strings.NewReader(`# from  to  status
/old /new
/old /later
/blog/:year/:slug /news/:slug-:year 302!
/docs/* https://docs.example.com:8443/:splat 301
/app/* /app/index.html 200
/list id=:id /item/:id 301
/en/* /de/:splat 302 Language=de
/gone /404.html 404
/nowhere nowhere
https://example.com/full/path/ /short # why
/x/:a/y /z/:a/:b
/* /index.html 200
`))
	for from, want := range map[string]string{
		"/old": "/new", "/old/": "/new", "old": "/new", "/older": "",
		"/blog/2024/lamp": "/news/lamp-2024", "/blog/2024": "", "/blog/2024/lamp/x": "", "/blog//lamp": "",
		"/docs/a/b.html": "https://docs.example.com:8443/a/b.html", "/docs": "https://docs.example.com:8443/", "/docsx": "",
		"/app/deep/er": "/app/index.html", "/list": "", "/en/a": "", "/gone": "", "/nowhere": "", "/full/path": "/short",
		"/x/1/y": "/z/1/:b", "/x/1/z": "", "/": "", "": "", "/other": "", "/../old": "/new",
	} {
		if got := r.Target(from); got != want {
			t.Errorf("%s leads to %q, want %q", from, got, want)
		}
	}
	if r.cut {
		t.Error("rules were not read")
	}
	for name, text := range map[string]string{
		"a long line": "/a /b\n/" + strings.Repeat("x", 100_000) + " /b\n/c /d\n",
		"many rules":  strings.Repeat("/a /b\n", maxRules+1),
		"many bytes":  strings.Repeat("# no rule, but long\n", maxRuleBytes/20+1),
	} {
		if r := ParseRedirects(strings.NewReader(text)); !r.cut {
			t.Errorf("%s: all rules are said to be read", name)
		}
		s := newSet(t, siteurl.Options{}, fstest.MapFS{RedirectsFile: {Data: []byte(text), Mode: 0o644}}, at(""))
		if got := s.Lookup("https://example.com/gone"); got != Unknown {
			t.Errorf("%s: %d, want unknown", name, got)
		}
	}
	var none *Redirects
	if none.Target("/old") != "" || none.covers("/old") {
		t.Error("without rules something leads on")
	}
}

// TestRedirectsBelowBase holds that rules are found whether their paths count
// from the base or from the root of its host.
func TestRedirectsBelowBase(t *testing.T) {
	m, err := siteurl.New("https://example.com/docs", siteurl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := New(Options{Mapper: m, Files: fstest.MapFS{RedirectsFile: {Data: []byte("/docs/old /docs/new\n/former /new\n"), Mode: 0o644}}})
	defer s.Close()
	for address, want := range map[string]int32{
		"https://example.com/docs/old": Unknown, "https://example.com/docs/former": Unknown,
		"https://example.com/docs/other": Missing,
	} {
		if got := s.Lookup(address); got != want {
			t.Errorf("%s leads to %d, want %d", address, got, want)
		}
	}
}

func TestRules(t *testing.T) {
	for name, tt := range map[string]struct {
		data string
		want int32
	}{
		".htaccess":                {"RewriteEngine On", Unknown},
		"vercel.json":              {`{"rewrites":[]}`, Unknown},
		"netlify.toml":             {"[build]\npublish = 'public'", Missing},
		"staticwebapp.config.json": {`{"navigationFallback":{}}`, Unknown},
	} {
		s := newSet(t, siteurl.Options{}, fstest.MapFS{name: {Data: []byte(tt.data), Mode: 0o644}}, at(""))
		if got := s.Lookup("https://example.com/gone"); got != tt.want {
			t.Errorf("with %s: %d, want %d", name, got, tt.want)
		}
	}
	if got := newSet(t, siteurl.Options{}, nil, at("")).Lookup("https://example.com/gone"); got != Unknown {
		t.Errorf("without a root: %d", got)
	}
}

// TestPipes holds that nothing but files is opened.
func TestPipes(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "a.png"), 0o755); err != nil {
		t.Fatal(err)
	}
	m, err := siteurl.New("https://example.com/", siteurl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := New(Options{Mapper: m, Files: os.DirFS(dir)})
	defer s.Close()
	if s.HasFile("a.png") || s.HasFile("../x") || s.HasFile("") {
		t.Error("a folder is taken for a file")
	}
	pipes := fstest.MapFS{
		RedirectsFile: {Data: []byte("/gone /new"), Mode: fs.ModeNamedPipe | 0o644},
		"robots.txt":  {Data: []byte("Sitemap: https://example.com/s.xml"), Mode: fs.ModeNamedPipe | 0o644},
		"s.xml":       {Data: []byte("<urlset></urlset>"), Mode: 0o644},
	}
	set := newSet(t, siteurl.Options{}, pipes, at(""))
	if got := set.Lookup("https://example.com/gone"); got != Missing {
		t.Errorf("with a pipe of rules a path leads to %d", got)
	}
	if maps, err := set.Sitemaps(); err != nil || len(maps.Names) != 0 {
		t.Errorf("a pipe names sitemaps: %v, %v", maps, err)
	}
}

func TestResolve(t *testing.T) {
	s := newSet(t, siteurl.Options{}, fstest.MapFS{"f.txt": {Data: []byte("x"), Mode: 0o644}},
		canonical(at("a"), "https://example.com/a/"),     // its own, with a slash
		canonical(at("b"), "https://example.com/b.html"), // its own file
		canonical(at("c"), "https://example.com/a"),      // another page
		canonical(at("d"), "https://example.com/f.txt"),  // a file
		canonical(at("e"), "https://example.com/gone"),   // nothing
		canonical(at("f"), "https://other.example/f"),    // elsewhere
		canonical(at("g"), "not an address"),             // nowhere
	)
	for i, want := range []struct {
		canonical int32
		flags     Flags
	}{
		{0, 0}, {1, 0}, {0, Canonicalised}, {NotRead, Canonicalised}, {Missing, Canonicalised}, {Unknown, CanonicalAway}, {Unknown, CanonicalAway},
	} {
		p := s.Page(int32(i))
		if p.Canonical != want.canonical || p.Flags&(Canonicalised|CanonicalAway) != want.flags {
			t.Errorf("page %d: canonical %d, flags %b, want %d, %b", i, p.Canonical, p.Flags, want.canonical, want.flags)
		}
		if own := want.flags == 0; s.Page(int32(i)).Judged() != own {
			t.Errorf("page %d is judged: %v", i, !own)
		}
	}
}

func TestLanguages(t *testing.T) {
	versions := func(p *summary.Summary, to ...string) *summary.Summary {
		for _, a := range to {
			p.Links = append(p.Links, summary.Link{Rels: []string{"alternate"}, Hreflang: "x", URL: a})
		}
		return p
	}
	const base = "https://example.com/"
	s := newSet(t, siteurl.Options{}, nil,
		versions(at("a"), base+"a", base+"b", "https://other.example/c"),
		versions(at("b"), "https://other.example/c", "http://example.com/b/", base+"a"),
		versions(at("c"), base+"b"), at("d"))
	if s.Languages(0) != s.Languages(1) || s.Languages(0) == 0 || s.Languages(2) == s.Languages(0) || s.Languages(3) != 0 {
		t.Error("sets of versions are mixed up")
	}
	for _, tt := range []struct {
		i, j int32
		want bool
	}{{0, 1, true}, {1, 0, true}, {0, 0, true}, {2, 1, true}, {1, 2, false}, {3, 0, false}} {
		if got := s.Lists(tt.i, tt.j); got != tt.want {
			t.Errorf("page %d lists page %d: %v", tt.i, tt.j, got)
		}
	}
	if n := len(s.Versions(0)); n != 2 {
		t.Errorf("%d versions can be judged, want 2", n)
	}
}

// TestConflictsBounded holds that an id of which each page says something else
// costs no more than a few variants.
func TestConflictsBounded(t *testing.T) {
	var pages []*summary.Summary
	for i := range 500 {
		p := at(fmt.Sprint(i))
		p.Entities = []summary.Entity{{Syntax: "JSON-LD", Types: []string{"Thing"}, ID: "https://example.com/#x", Values: []summary.Value{{Path: "name", Value: fmt.Sprint("name ", i)}}}}
		pages = append(pages, p)
	}
	s := newSet(t, siteurl.Options{}, nil, pages...)
	list := s.Conflicts()
	if len(list) != 1 || len(list[0].Variants) != maxVariants || list[0].Pages != 500 {
		t.Fatalf("%d conflicts: %+v", len(list), list)
	}
}

// TestSitemapLoops holds that indexes that lead to each other end.
func TestSitemapLoops(t *testing.T) {
	root := fstest.MapFS{}
	const n = 40
	for i := range n {
		var b strings.Builder
		b.WriteString("<sitemapindex>")
		for k := range n {
			fmt.Fprintf(&b, "<sitemap><loc>https://example.com/s%d.xml</loc></sitemap>", k)
		}
		b.WriteString("</sitemapindex>")
		root[fmt.Sprintf("s%d.xml", i)] = &fstest.MapFile{Data: []byte(b.String()), Mode: 0o644}
	}
	root["sitemap.xml"] = root["s0.xml"]
	s := newSet(t, siteurl.Options{}, root, at(""))
	maps, err := s.Sitemaps()
	if err != nil {
		t.Fatal(err)
	}
	if len(maps.Names) != n+1 || len(maps.Problems) == 0 || len(maps.Problems) > maxProblems {
		t.Errorf("%d sitemaps, %d problems", len(maps.Names), len(maps.Problems))
	}
	again, err := s.Sitemaps()
	if err != nil || again != maps {
		t.Error("sitemaps are read twice")
	}
}
