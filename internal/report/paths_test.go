package report

import (
	"net/url"
	"testing"

	"github.com/metacheck/metacheck/checks"
)

// TestPaths turns names into addresses and paths, in both styles of paths.
func TestPaths(t *testing.T) {
	for _, test := range []struct {
		name      string
		windows   bool
		dir, root string
		page      string
		uri       string
		relative  bool
		file      string
	}{
		{name: "plain", dir: "/srv", root: "/srv", page: "a/b.html", uri: "a/b.html", relative: true, file: "a/b.html"},
		{name: "below the root", dir: "/srv/web", root: "/srv", page: "a.html", uri: "web/a.html", relative: true, file: "web/a.html"},
		{name: "up within the root", dir: "/srv/web", root: "/srv", page: "../a.html", uri: "a.html", relative: true, file: "a.html"},
		{name: "up out of the root", dir: "/srv/web", root: "/srv", page: "../../a b.html", uri: "file:///a%20b.html", file: "/a b.html"},
		{name: "absolute within", dir: "/srv/web", root: "/srv", page: "/srv/x.html", uri: "x.html", relative: true, file: "x.html"},
		{name: "absolute outside", dir: "/srv/web", root: "/srv", page: "/srvother/x.html", uri: "file:///srvother/x.html", file: "/srvother/x.html"},
		{name: "root of all", dir: "/", root: "/", page: "x.html", uri: "x.html", relative: true, file: "x.html"},
		{name: "root unknown", page: "./a/../b.html", uri: "b.html", relative: true, file: "b.html"},
		{name: "root unknown, absolute", page: "/a.html", uri: "file:///a.html", file: "/a.html"},
		{name: "root is relative", dir: "x", root: "/", page: "a.html", uri: "a.html", relative: true, file: "a.html"},
		{name: "hostile", dir: "/w", root: "/w", page: "a%2F:b?c#d[é]\x1b\xff\\.html", uri: "a%252F%3Ab%3Fc%23d%5B%C3%A9%5D%1B%FF%5C.html", relative: true, file: "a%2F:b?c#d[é]\x1b\xff\\.html"},
		{name: "kept as it is", dir: "/w", root: "/w", page: "a-._~!$&'()*+,;=@z.html", uri: "a-._~!$&'()*+,;=@z.html", relative: true, file: "a-._~!$&'()*+,;=@z.html"},
		{name: "drive on Unix", dir: "/w", root: "/w", page: "C:/x.html", uri: "C%3A/x.html", relative: true, file: "C:/x.html"},
		{name: "standard input", dir: "/w", root: "/w", page: "<stdin>", uri: "%3Cstdin%3E"},
		{name: "remote", dir: "/w", root: "/w", page: "https://example.org:8080/a b?c=%41%zz", uri: "https://example.org:8080/a%20b?c=%41%25zz"},
		{name: "store", dir: "/w", root: "/w", page: "s3://bucket/key.warc.gz", uri: "s3://bucket/key.warc.gz"},
		{name: "no scheme", dir: "/w", root: "/w", page: "1x://y", uri: "1x%3A/y", relative: true, file: "1x:/y"},
		{name: "in a packed folder", dir: "/w", root: "/w", page: "p/site.ZIP!/a/b.html", uri: "p/site.ZIP", relative: true, file: "p/site.ZIP"},
		{name: "no packed folder", dir: "/w", root: "/w", page: "oh!/a.html", uri: "oh!/a.html", relative: true, file: "oh!/a.html"},
		{name: "packed in what is none", dir: "/w", root: "/w", page: "oh!/a.tar.gz!/x.html", uri: "oh!/a.tar.gz", relative: true, file: "oh!/a.tar.gz"},

		{name: "Windows, plain", windows: true, dir: `C:\srv\web`, root: `C:\srv`, page: `a\b.html`, uri: "web/a/b.html", relative: true, file: "web/a/b.html"},
		{name: "Windows, absolute within", windows: true, dir: `C:\srv`, root: `C:\srv`, page: `c:/SRV/x y.html`, uri: "x%20y.html", relative: true, file: "x y.html"},
		{name: "Windows, another drive", windows: true, dir: `C:\srv`, root: `C:\srv`, page: `D:\x y.html`, uri: "file:///D:/x%20y.html", file: "D:/x y.html"},
		{name: "Windows, up", windows: true, dir: `C:\srv`, root: `C:\srv`, page: `..\x.html`, uri: "file:///C:/x.html", file: "C:/x.html"},
		{name: "Windows, server", windows: true, dir: `C:\srv`, root: `C:\srv`, page: `\\server\share\x.html`, uri: "file://server/share/x.html", file: "//server/share/x.html"},
		{name: "Windows, root on a server", windows: true, dir: `\\server\share\web`, root: `\\server\share`, page: `x.html`, uri: "web/x.html", relative: true, file: "web/x.html"},
		{name: "Windows, root of a drive", windows: true, dir: `C:\`, root: `C:\`, page: `x.html`, uri: "x.html", relative: true, file: "x.html"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := makePaths(test.dir, test.root, test.windows)
			uri, relative := p.uri(container(test.page))
			if uri != test.uri || relative != test.relative {
				t.Errorf("uri(%q) = %q, %v, want %q, %v", test.page, uri, relative, test.uri, test.relative)
			}
			if file := p.file(test.page); file != test.file {
				t.Errorf("file(%q) = %q, want %q", test.page, file, test.file)
			}
			u, err := url.Parse(uri)
			if err != nil {
				t.Fatal(err)
			}
			if u.IsAbs() == relative {
				// Standard input is neither.
				if test.page != stdinName {
					t.Errorf("the address %s is absolute: %v", uri, u.IsAbs())
				}
			}
		})
	}
}

func TestInFile(t *testing.T) {
	for _, test := range []struct {
		r    checks.Result
		want bool
	}{
		{checks.Result{Name: "a.html"}, true},
		{checks.Result{Name: "a.jsonl", Index: 1}, false},
		{checks.Result{Name: "<stdin>"}, false},
		{checks.Result{Name: "a.zip!/b.html"}, false},
		{checks.Result{Name: "a!/b.html"}, true},
	} {
		if got := inFile(&test.r); got != test.want {
			t.Errorf("inFile(%s) = %v", test.r.Label(), got)
		}
	}
}
