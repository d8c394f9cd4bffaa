package siteurl

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func mapper(t testing.TB, base string, opts Options) *Mapper {
	t.Helper()
	m, err := New(base, opts)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAddresses(t *testing.T) {
	for _, tt := range []struct {
		name, base, file string
		opts             Options
		want             string // without the base
	}{
		{"home", "https://example.org", "index.html", Options{}, " index.html"},
		{"home never", "https://example.org", "index.html", Options{Slash: Never}, ""},
		{"folder", "https://example.org/", "blog/index.html", Options{}, "blog/ blog blog/index.html"},
		{"folder always", "https://example.org/", "blog/index.html", Options{Slash: Always}, "blog/"},
		{"folder never", "https://example.org/", "blog/index.html", Options{Slash: Never}, "blog"},
		{"file", "https://example.org/", "about.html", Options{}, "about.html about about/"},
		{"file always", "https://example.org/", "about.html", Options{Slash: Always}, "about.html"},
		{"clean", "https://example.org/", "about.html", Options{CleanURLs: true}, "about about/ about.html"},
		{"clean always", "https://example.org/", "about.html", Options{CleanURLs: true, Slash: Always}, "about/"},
		{"clean never", "https://example.org/", "a/about.htm", Options{CleanURLs: true, Slash: Never}, "a/about"},
		{"other index", "https://example.org/", "a/default.html", Options{Index: []string{"default.html"}, Slash: Always}, "a/"},
		{"no index", "https://example.org/", "a/index.html", Options{Index: []string{"default.html"}, CleanURLs: true, Slash: Never}, "a/index"},
		{"case", "https://example.org/", "Blog/About.html", Options{CleanURLs: true, Slash: Never}, "Blog/About"},
		{"other file", "https://example.org/", "a.php", Options{CleanURLs: true}, "a.php"},
		{"no ending", "https://example.org/", "about", Options{CleanURLs: true}, "about"},
		{"dots", "https://example.org/", ".html", Options{CleanURLs: true}, ".html"},
		{"escapes", "https://example.org/", "a b/100%/é#?.html", Options{Slash: Never}, "a%20b/100%25/%C3%A9%23%3F.html"},
		{"out of the root", "https://example.org/", "../../etc/x.html", Options{Slash: Never}, "etc/x.html"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := mapper(t, tt.base, tt.opts)
			var got []string
			for _, a := range m.Addresses(tt.file) {
				rest, ok := strings.CutPrefix(a, m.Base())
				if !ok {
					t.Fatalf("%s is not below %s", a, m.Base())
				}
				got = append(got, rest)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("addresses of %s are %q, want %q", tt.file, s, tt.want)
			}
		})
	}
	if got := mapper(t, "https://example.org/docs", Options{Slash: Always}).Addresses("a/index.html"); got[0] != "https://example.org/docs/a/" {
		t.Errorf("below a folder the address is %s", got[0])
	}
}

func TestBare(t *testing.T) {
	for path, want := range map[string]string{
		"": "", "/": "", "index.html": "", "/index.htm": "", "index.xhtml": "", "index": "",
		"a": "a", "a.html": "a", "a.htm": "a", "a.xhtml": "a", "/a/": "a", "a/index": "a", "a/index.html": "a", "/a/index.xhtml": "a",
		"a/b.html": "a/b", "a/myindex.html": "a/myindex", "indexes": "indexes", "a.php": "a.php", "A.html": "A", "a/.html": "a/.html", "..html": "..html",
	} {
		if got := Bare(path); got != want {
			t.Errorf("Bare(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestBack(t *testing.T) {
	m := mapper(t, "https://example.org/docs/", Options{})
	for _, tt := range []struct{ address, want string }{
		{"https://example.org/docs/", "index.html index.htm"},
		{"https://example.org/docs", "index.html index.htm"},
		{"https://example.org/docs/a", "a a/index.html a/index.htm a.html a.htm"},
		{"http://www.example.org:80/docs/a/?x#y", "a/index.html a/index.htm a.html a.htm"},
		{"https://example.org/docs/a%20b.html", "a b.html a b.html/index.html a b.html/index.htm a b.html.html a b.html.htm"},
		{"https://example.org/docs/../../etc", "etc etc/index.html etc/index.htm etc.html etc.htm"},
		{"https://example.org/docs/a%00b", ""},
		{`https://example.org/docs/..%5C..%5Cetc`, ""},
		{"https://example.org/docsx/a", "outside"},
		{"https://example.org/", "outside"},
		{"https://example.com/docs/a", "outside"},
		{"/docs/a", "outside"},
		{"mailto:a@example.org", "outside"},
	} {
		u, err := url.Parse(tt.address)
		if err != nil {
			t.Fatal(err)
		}
		got := "outside"
		if rel, ok := m.Within(u); ok {
			got = strings.Join(m.Files(rel), " ")
		}
		if got != tt.want {
			t.Errorf("files of %s are %q, want %q", tt.address, got, tt.want)
		}
	}
}

func TestNew(t *testing.T) {
	for _, bad := range []string{"", "example.org", "/a", "ftp://example.org", "https://", "https://example.org/?a", "https://example.org/#a"} {
		if _, err := New(bad, Options{}); err == nil {
			t.Errorf("the base %q is taken", bad)
		}
	}
	for _, bad := range []string{"", "a/b", `a\b`} {
		if _, err := New("https://example.org", Options{Index: []string{bad}}); err == nil {
			t.Errorf("the index file %q is taken", bad)
		}
	}
	for s, want := range map[string]Slash{"auto": Auto, "always": Always, "never": Never} {
		if got, err := ParseSlash(s); err != nil || got != want {
			t.Errorf("ParseSlash(%q) = %v, %v", s, got, err)
		}
	}
	if _, err := ParseSlash("sometimes"); err == nil {
		t.Error(`the policy "sometimes" is taken`)
	}
}

// FuzzMapper holds that each address of a file leads back to the file.
func FuzzMapper(f *testing.F) {
	f.Add("a b/index.html", true, byte(1))
	f.Add("é%20/#.htm", false, byte(0))
	f.Fuzz(func(t *testing.T, file string, clean bool, slash byte) {
		if strings.ContainsAny(file, "\\\x00") {
			return
		}
		m := mapper(t, "https://example.org/docs/", Options{CleanURLs: clean, Slash: Slash(slash % 3)})
		want := strings.TrimLeft(file, "/")
		for _, a := range m.Addresses(file) {
			u, err := url.Parse(a)
			if err != nil {
				t.Fatalf("%q: %v", a, err)
			}
			rel, ok := m.Within(u)
			if !ok {
				t.Fatalf("%q is not within the site", a)
			}
			if want == file && cleanPath(file) && !slices.Contains(m.Files(rel), file) && !strings.HasSuffix(file, ".xhtml") {
				t.Errorf("%q has the address %q, which leads to %q", file, a, m.Files(rel))
			}
		}
	})
}

// cleanPath reports whether the path of a file is in its shortest form.
func cleanPath(file string) bool {
	for _, part := range strings.Split(file, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return true
}
