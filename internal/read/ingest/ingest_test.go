package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/read/warc/warctest"
)

// show is a sequence in a form to compare: "name", "name#2" with the data, or
// "error: " with its words.
func show(t *testing.T, inputs []string, opts Options) []string {
	t.Helper()
	var got []string
	for src, err := range Sources(t.Context(), inputs, opts) {
		got = append(got, line(t, src, err))
	}
	return got
}

func line(t *testing.T, src page.Source, err error) string {
	t.Helper()
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("error %v is no *Error", err)
		}
		return "error: " + err.Error()
	}
	name := src.Name
	if src.Index > 0 {
		name += fmt.Sprintf("#%d", src.Index)
	}
	if src.Truncated {
		name += " (cut)"
	}
	return name + " " + string(src.Data)
}

// tree writes files below a new folder and makes it the working directory, so
// that names are short and the same everywhere. A name that ends in a slash is
// an empty folder.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(file, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

func gzipped(members ...string) string {
	var b bytes.Buffer
	for _, m := range members {
		z := gzip.NewWriter(&b)
		io.WriteString(z, m)
		z.Close()
	}
	return b.String()
}

func zstandard(t *testing.T, frames ...string) string {
	t.Helper()
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	var b []byte
	for _, f := range frames {
		b = z.EncodeAll([]byte(f), b)
	}
	return string(b)
}

func TestSources(t *testing.T) {
	const rec = `{"html":"<p>1"}` + "\n" + `{"html":"<p>2"}` + "\n"
	skippable := "\x50\x2A\x4D\x18\x03\x00\x00\x00abc"
	tests := []struct {
		name   string
		files  map[string]string
		inputs []string
		opts   Options
		want   []string
	}{
		{
			name:   "a page",
			files:  map[string]string{"a.html": "<p>a"},
			inputs: []string{"a.html"},
			want:   []string{"a.html <p>a"},
		}, {
			name:   "an explicit file has any name",
			files:  map[string]string{"a.txt": "<p>a", ".gitignore": "a.txt"},
			inputs: []string{"./a.txt"},
			want:   []string{"a.txt <p>a"},
		}, {
			name:   "an empty file is a page",
			files:  map[string]string{"a.html": ""},
			inputs: []string{"a.html"},
			want:   []string{"a.html "},
		}, {
			name: "a folder in lexical order",
			files: map[string]string{
				"s/b.html": "b", "s/a.HTM": "a", "s/a/z.xhtml": "z", "s/c.shtml": "c", "s/d.xht": "d",
				"s/e.css": "e", "s/.hidden/h.html": "h", "s/.git/g.html": "g", "s/node_modules/n.html": "n",
			},
			inputs: []string{"s/"},
			want: []string{
				"s/.hidden/h.html h", "s/a/z.xhtml z", "s/a.HTM a", "s/b.html b", "s/c.shtml c", "s/d.xht d",
			},
		}, {
			name:   "the working folder",
			files:  map[string]string{"b.html": "b", "a/c.html": "c"},
			inputs: []string{"."},
			want:   []string{"a/c.html c", "b.html b"},
		}, {
			name:   "an empty folder",
			files:  map[string]string{"s/a.css": "a"},
			inputs: []string{"s"},
			want:   []string{"error: s: no pages found in the folder; pages are files named .html, .htm, .xhtml, .shtml or .xht, and web archives, .warc, .arc or .wacz"},
		}, {
			name: "a folder with web archives",
			files: map[string]string{
				"s/b.warc.gz": warctest.Gzip(warctest.Response("https://example.org/b", "<p>b")), "s/a/C.WARC": warctest.Response("https://example.org/c", "<p>c"),
				"s/d.arc": warctest.ARCHead(1) + warctest.ARC(1, "https://example.org/d", "text/html", "<p>d"), "s/e.html": "<p>e",
				"s/f.warc.zst": warctest.Zstd(warctest.Response("https://example.org/f", "<p>f")), "s/ignored.warc": "<p>i", "s/.gitignore": "ignored.*",
				"s/g.warc.cdx": "<p>g", "s/h.jsonl": `{"html":"<p>h"}`, "s/i.html.gz": "<p>i", "s/j.wacz.gz": "<p>j", "s/warc": "<p>k", "s/l.gz": "<p>l",
			},
			inputs: []string{"s"},
			want:   []string{"s/a/C.WARC#1 <p>c", "s/b.warc.gz#1 <p>b", "s/d.arc#2 <p>d", "s/e.html <p>e", "s/f.warc.zst#1 <p>f"},
		}, {
			name:   "a folder with other archives",
			files:  map[string]string{"s/a/pages.2024.JSONL.gz": "{}", "s/b.zip": "", "s/package.json": "{}"},
			inputs: []string{"./s/"},
			want:   []string{"error: s: no pages found in the folder; pages are files named .html, .htm, .xhtml, .shtml or .xht, and web archives, .warc, .arc or .wacz; other archives are read when they are named: give s/a/pages.2024.JSONL.gz, or \"s/**/*.JSONL.gz\""},
		}, {
			name:   "a folder that ignore files empty",
			files:  map[string]string{"s/a.html": "a", "s/b/c.html": "c", "s/.gitignore": "*"},
			inputs: []string{"s"},
			want:   []string{"error: s: no pages found in the folder; pages are files named .html, .htm, .xhtml, .shtml or .xht, and web archives, .warc, .arc or .wacz; ignore files leave out 2 files or folders there, and --no-ignore reads them"},
		}, {
			name:   "ignore files can be turned off",
			files:  map[string]string{"s/a.html": "a", "s/.gitignore": "*", "s/node_modules/n.html": "n", "s/.git/g.html": "g"},
			inputs: []string{"s"},
			opts:   Options{NoIgnore: true},
			want:   []string{"s/a.html a", "s/node_modules/n.html n"},
		}, {
			name:   "a nested ignore file overrules, metacheck's the other",
			files:  map[string]string{"s/.gitignore": "a.html\nb.html", "s/.metacheckignore": "!b.html", "s/d/.gitignore": "!a.html", "s/a.html": "1", "s/b.html": "2", "s/d/a.html": "3"},
			inputs: []string{"s"},
			want:   []string{"s/b.html 2", "s/d/a.html 3"},
		}, {
			name:   "ignore files above the folder, up to the repository",
			files:  map[string]string{".gitignore": "a.html", "r/.git/": "", "r/.gitignore": "/s/t/b.html", "r/s/.metacheckignore": "c.html", "r/s/t/a.html": "a", "r/s/t/b.html": "b", "r/s/t/c.html": "c", "r/s/t/d.html": "d"},
			inputs: []string{"r/s/t"},
			want:   []string{"r/s/t/a.html a", "r/s/t/d.html d"},
		}, {
			name:   "ignore files above the folder, up to the working directory",
			files:  map[string]string{".gitignore": "a.html", "s/a.html": "a", "s/b.html": "b"},
			inputs: []string{"s"},
			want:   []string{"s/b.html b"},
		}, {
			name:   "a folder named by the user is read though ignored itself",
			files:  map[string]string{".gitignore": "public/", "public/a.html": "a", "public/d/b.html": "b"},
			inputs: []string{"public"},
			want:   []string{"public/a.html a", "public/d/b.html b"},
		}, {
			name:   "an ignore file that is too long",
			files:  map[string]string{"s/.gitignore": "a.html\n" + strings.Repeat("#\n", maxIgnoreBytes), "s/a.html": "a"},
			inputs: []string{"s"},
			want: []string{
				"error: s/.gitignore: the ignore file cannot be read: it is longer than 1048576 bytes",
				"s/a.html a",
			},
		}, {
			name:   "a pattern",
			files:  map[string]string{"s/a.html": "a", "s/d/b.html": "b", "s/d/c.css": "c", "s/node_modules/n.html": "n", "s/.gitignore": "i.*", "s/i.html": "i"},
			inputs: []string{"s/**/*.{html,css}"},
			want:   []string{"s/a.html a", "s/d/b.html b", "s/d/c.css c"},
		}, {
			name:   "a pattern of one level goes no deeper",
			files:  map[string]string{"a.html": "a", "d/b.html": "b", "d/e/c.html": "c"},
			inputs: []string{"*.html", "d/*"},
			want:   []string{"a.html a", "d/b.html b"},
		}, {
			name:   "a pattern without match",
			files:  map[string]string{"a.css": "a"},
			inputs: []string{"*.html", "none/*.html", "[a"},
			want: []string{
				"error: *.html: no pages found: no file matches the pattern",
				"error: none/*.html: no pages found: there is no folder none",
				"error: [a: no such file, and not a pattern either: a bracket, brace or backslash is left open",
			},
		}, {
			name:   "a file with the name of a pattern",
			files:  map[string]string{"a[1].html": "x", "a1.html": "y"},
			inputs: []string{"a[1].html"},
			want:   []string{"a[1].html x"},
		}, {
			name:   "a path that does not exist",
			files:  map[string]string{"s/index.html": "a"},
			inputs: []string{"s/idnex.html", "t/index.html", "s/zzzzzzzzzz", ""},
			want: []string{
				"error: s/idnex.html: no such file or folder; did you mean s/index.html?",
				"error: t/index.html: no such file or folder; the folder t does not exist either, or cannot be read",
				"error: s/zzzzzzzzzz: no such file or folder",
				`error: an input is empty; give a file, a folder, a pattern or "-"`,
			},
		}, {
			name:   "an address",
			inputs: []string{"https://example.com/a?b", "HTTP://example.com/"},
			want: []string{
				"error: https://example.com/a?b: URLs are not fetched; save the page, or use --url with a file",
				"error: HTTP://example.com/: URLs are not fetched; save the page, or use --url with a file",
			},
		}, {
			name:   "a page named twice",
			files:  map[string]string{"s/a.html": "a", "s/b.html": "b"},
			inputs: []string{"s/b.html", "./s", "s/../s/*.html", "s//a.html", "-", "-"},
			opts:   Options{Stdin: strings.NewReader("in")},
			want:   []string{"s/b.html b", "s/a.html a", "<stdin> in"},
		}, {
			name:   "standard input under a name",
			inputs: []string{"-"},
			opts:   Options{Stdin: strings.NewReader("in"), StdinName: "x.html"},
			want:   []string{"x.html in"},
		}, {
			name:   "a device",
			inputs: []string{os.DevNull},
			want:   []string{"error: " + filepath.ToSlash(os.DevNull) + ": neither a file nor a folder; to read from a pipe, use \"-\" and standard input"},
		}, {
			name:   "no standard input",
			inputs: []string{"-"},
			want:   []string{"error: <stdin>: there is no standard input"},
		}, {
			name:   "gzip",
			files:  map[string]string{"a.html": gzipped("<p>a", "<p>b")},
			inputs: []string{"a.html"},
			want:   []string{"a.html <p>a<p>b"},
		}, {
			name:   "gzip that is cut off",
			files:  map[string]string{"a.html": gzipped("<p>a")[:20], "b": "\x1f\x8b\x08\x00", "c": gzipped("<p>a")[:24] + "junkjunk", "d": "\x1f\x8b"},
			inputs: []string{"a.html", "b", "c", "d"},
			want: []string{
				"error: a.html: the gzip data is cut off at byte 20: unexpected EOF",
				"error: b: the gzip data is cut off at byte 4: unexpected EOF",
				"error: c: the gzip data is damaged before byte 29: gzip: invalid checksum",
				"error: d: the gzip data is cut off at byte 2: unexpected EOF",
			},
		}, {
			name:   "gzip of records, cut off",
			files:  map[string]string{"a": gzipped(rec, rec)[:len(gzipped(rec))+20]},
			inputs: []string{"a"},
			want:   []string{"a#1 <p>1", "a#2 <p>2", "error: a: record 3 (byte 32 unpacked): the gzip data is cut off at byte 77: unexpected EOF"},
		}, {
			name:   "zstd",
			files:  map[string]string{"a.html": zstandard(t, "<p>a", "<p>b"), "b": skippable + zstandard(t, "<p>c")},
			inputs: []string{"a.html", "b"},
			want:   []string{"a.html <p>a<p>b", "b <p>c"},
		}, {
			name:   "zstd that is cut off",
			files:  map[string]string{"a": zstandard(t, "<p>a")[:9]},
			inputs: []string{"a"},
			want:   []string{"error: a: the zstd data is cut off at byte 9: unexpected EOF"},
		}, {
			name:   "records in zstd",
			files:  map[string]string{"a": zstandard(t, rec)},
			inputs: []string{"a"},
			want:   []string{"a#1 <p>1", "a#2 <p>2"},
		}, {
			name:   "a page that is too long",
			files:  map[string]string{"a": "1234567", "b": "123456", "c": "12345é", "d": "1234\xF0\x9F\x98\x80", "e": "12345\xE9\xE9"},
			inputs: []string{"a", "b", "c", "d", "e"},
			opts:   Options{MaxPageBytes: 6},
			want:   []string{"a (cut) 123456", "b 123456", "c (cut) 12345", "d (cut) 1234", "e (cut) 12345"},
		}, {
			name:   "an address of one page",
			files:  map[string]string{"s/a.html": "a"},
			inputs: []string{"s", "none"},
			opts:   Options{URL: "https://example.com/"},
			want:   []string{"s/a.html a", "error: none: no such file or folder"},
		}, {
			name:   "an address of two pages",
			files:  map[string]string{"a": rec},
			inputs: []string{"a"},
			opts:   Options{URL: "https://example.com/"},
			want:   []string{"error: a: a second page, but --url is the URL of one page; lint that page alone, or use --base-url"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree(t, tt.files)
			if diff := cmp.Diff(tt.want, show(t, tt.inputs, tt.opts)); diff != "" {
				t.Errorf("inputs %q (-want +got):\n%s", tt.inputs, diff)
			}
		})
	}
}

// What options and records say of a page reaches its source.
func TestSourceFields(t *testing.T) {
	tree(t, map[string]string{
		"a.html":  "<p>a",
		"b.jsonl": `{"html":"<p>b","url":"https://example.com/b","title":"T","date":20240102,"text":null,"source":{"x":1},"images":["i"]}`,
	})
	header := http.Header{"Link": {"<https://example.com/>; rel=canonical"}}
	rec := &page.Record{URL: "https://example.com/b", Title: "T", Date: "20240102"}
	tests := []struct {
		name, input string
		opts        Options
		want        page.Source
	}{
		{"a page", "a.html", Options{BaseURL: "https://example.com/base"}, page.Source{
			Name: "a.html", Data: []byte("<p>a"), BaseURL: "https://example.com/base",
		}},
		{"a page with an address", "a.html", Options{URL: "https://example.com/a", Header: header}, page.Source{
			Name: "a.html", Data: []byte("<p>a"), URL: "https://example.com/a", Header: header,
		}},
		{"a record", "b.jsonl", Options{Header: header}, page.Source{
			Name: "b.jsonl", Index: 1, Data: []byte("<p>b"), Decoded: true,
			URL: "https://example.com/b", Header: header, Record: rec,
		}},
		{"a record with an address", "b.jsonl", Options{URL: "https://example.com/"}, page.Source{
			Name: "b.jsonl", Index: 1, Data: []byte("<p>b"), Decoded: true,
			URL: "https://example.com/", Record: rec,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []page.Source
			for src, err := range Sources(t.Context(), []string{tt.input}, tt.opts) {
				if err != nil {
					t.Fatal(err)
				}
				if src.Release == nil {
					t.Error("the memory of the page cannot be given back")
				}
				src.Release = nil
				got = append(got, src)
			}
			tt.want.Input = tt.want.Name
			if diff := cmp.Diff([]page.Source{tt.want}, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestSymlinks(t *testing.T) {
	tree(t, map[string]string{"s/d/a.html": "a", "other/b.html": "b", "other/c.txt": "c"})
	for link, target := range map[string]string{
		"s/d/loop":    "..",
		"s/self.html": "self.html",
		"s/out":       "../other",
		"s/b.html":    "../other/b.html",
		"s/dead.html": "nowhere.html",
		"named":       "s",
	} {
		if err := os.Symlink(target, link); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	got := show(t, []string{"s", "named", "s/**/*.txt"}, Options{})
	want := []string{
		"s/d/a.html a",
		"named/d/a.html a",
		"error: s/**/*.txt: no pages found: no file matches the pattern",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	got = show(t, []string{"s/b.html", "s/*.html"}, Options{})
	want = []string{
		"s/b.html b",
		"error: s/*.html: no pages found: no file matches the pattern; 1 link leads out of the repository or folder, and is read only when it is named",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, name := range []string{"s/self.html", "s/dead.html"} {
		got := show(t, []string{name}, Options{})
		if len(got) != 1 || !strings.HasPrefix(got[0], "error: "+name+": ") {
			t.Errorf("%s: got %q, want one error", name, got)
		}
	}
}

// TestLinksOfCheckout walks a repository with links in it: they are followed
// inside of it, but not out of it, and not into the folders of version control.
func TestLinksOfCheckout(t *testing.T) {
	tree(t, map[string]string{
		"repo/.git/HEAD": "x", "repo/.git/config": "token", "repo/.hg/a.html": "hg", "repo/.GIT/b.html": "folded",
		"repo/pages/a.html": "a", "repo/other/b.html": "b", "repo/cvs/c.html": "c",
		"secret.html": "secret", "ignore": "b.html\n",
	})
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{
		"repo/pages/up.html":      "../../secret.html",
		"repo/pages/abs.html":     filepath.Join(wd, "secret.html"),
		"repo/pages/twice.html":   "up.html",
		"repo/pages/config.html":  "../.git/config",
		"repo/pages/inside.html":  "../other/b.html",
		"repo/pages/absin.html":   filepath.Join(wd, "repo/other/b.html"),
		"repo/pages/folder":       "../..",
		"repo/other/.gitignore":   "../../ignore",
		"repo/cvs/.gitignore":     "../pages/rules",
		"repo/pages/rules":        "../rules",
		"repo/linked.html":        "pages/../../secret.html",
		"repo/pages/nowhere.html": "../../gone.html",
	} {
		if err := os.Symlink(target, link); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	if err := os.WriteFile("repo/rules", []byte("c.html\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		inputs, want []string
	}{
		{[]string{"repo"}, []string{"repo/other/b.html b", "repo/pages/a.html a", "repo/pages/absin.html b", "repo/pages/inside.html b"}},
		{[]string{"repo/pages"}, []string{"repo/pages/a.html a", "repo/pages/absin.html b", "repo/pages/inside.html b"}},
		{[]string{"repo/pages/up.html"}, []string{"repo/pages/up.html secret"}},
		{[]string{"repo/cvs/c.html"}, []string{"repo/cvs/c.html c"}},
	} {
		if diff := cmp.Diff(test.want, show(t, test.inputs, Options{})); diff != "" {
			t.Errorf("%v: -want +got:\n%s", test.inputs, diff)
		}
	}
	if diff := cmp.Diff([]string{"repo/cvs/c.html c"}, show(t, []string{"repo/cvs"}, Options{NoIgnore: true})); diff != "" {
		t.Errorf("a folder with a word for a name: -want +got:\n%s", diff)
	}
}

// A path that goes on below a file is an error in the system's words.
func TestPathThroughFile(t *testing.T) {
	tree(t, map[string]string{"a.html": "a"})
	got := show(t, []string{"a.html/b", "a.html"}, Options{})
	if len(got) != 2 || !strings.HasPrefix(got[0], "error: a.html/b: ") || got[1] != "a.html a" {
		t.Errorf("got %q", got)
	}
}

// A folder that cannot be read is an error in its place; what stands beside it
// is read. Permissions do not stop root, so the fault is simulated.
func TestUnreadableFolder(t *testing.T) {
	tree(t, map[string]string{"s/a.html": "a", "s/b/x.html": "x", "s/c.html": "c"})
	var got []string
	r := newRun(t.Context(), Options{}, func(src page.Source, err error) bool {
		got = append(got, line(t, src, err))
		return true
	})
	r.readDir = func(name string) ([]os.DirEntry, error) {
		if filepath.Base(name) == "b" {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
		}
		return os.ReadDir(name)
	}
	r.input("s")
	r.input("s/b")
	want := []string{
		"s/a.html a",
		"error: s/b: the folder cannot be read: permission denied",
		"s/c.html c",
		"error: s/b: the folder cannot be read: permission denied",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// repeated gives a text without end, counting what is taken of it.
type repeated struct {
	text  string
	taken int64
	limit int64
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.limit > 0 && r.taken >= r.limit {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) {
		n += copy(p[n:], r.text[(r.taken+int64(n))%int64(len(r.text)):])
	}
	r.taken += int64(n)
	return n, nil
}

func TestLongPageIsBounded(t *testing.T) {
	in := &repeated{text: "<div>", limit: 200 << 20}
	n := 0
	for src, err := range Sources(t.Context(), []string{"-"}, Options{Stdin: in}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if len(src.Data) != DefaultMaxPageBytes || !src.Truncated {
			t.Errorf("page of %d bytes, truncated %v; want %d and true", len(src.Data), src.Truncated, DefaultMaxPageBytes)
		}
	}
	if n != 1 {
		t.Errorf("%d pages, want 1", n)
	}
	if most := int64(DefaultMaxPageBytes + 2*bufferBytes); in.taken > most {
		t.Errorf("%d bytes were read, want at most %d", in.taken, most)
	}
}

// A small packed input that becomes a long one costs no memory either.
func TestBombIsBounded(t *testing.T) {
	var bomb bytes.Buffer
	z, _ := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	io.Copy(z, io.LimitReader(&repeated{text: " "}, 64<<20))
	io.WriteString(z, `{"html":"<p>"}`)
	z.Close()
	got := show(t, []string{"-"}, Options{Stdin: &bomb, MaxPageBytes: 10})
	if want := []string{"<stdin> (cut) " + strings.Repeat(" ", 10)}; cmp.Diff(want, got) != "" {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCancel(t *testing.T) {
	tree(t, map[string]string{"s/a.html": "a", "s/b.html": "b", "c.jsonl": strings.Repeat(`{"html":"c"}`+"\n", 5)})
	tests := []struct {
		name   string
		inputs []string
		want   []string
	}{
		{"in a folder", []string{"s", "c.jsonl"}, []string{"s/a.html a", "error: stopped: context canceled"}},
		{"in records", []string{"c.jsonl", "s"}, []string{"c.jsonl#1 c", "error: stopped: context canceled"}},
		{"in a read without end", []string{"c.jsonl", "-"}, []string{"c.jsonl#1 c", "error: stopped: context canceled"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var got []string
			for src, err := range Sources(ctx, tt.inputs, Options{Stdin: &repeated{text: " "}}) {
				got = append(got, line(t, src, err))
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Errorf("error %v does not wrap context.Canceled", err)
				}
				cancel()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A read that goes on without yielding anything is stopped as well.
func TestCancelWhileReading(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in := io.MultiReader(strings.NewReader(`{"html":"a"}`), &cancelling{cancel: cancel})
	var got []string
	for src, err := range Sources(ctx, []string{"-"}, Options{Stdin: in}) {
		got = append(got, line(t, src, err))
	}
	if want := []string{"<stdin>#1 a", "error: stopped: context canceled"}; cmp.Diff(want, got) != "" {
		t.Errorf("got %q, want %q", got, want)
	}
}

// cancelling gives white space without end and cancels after some of it.
type cancelling struct {
	cancel context.CancelFunc
	reads  int
}

func (c *cancelling) Read(p []byte) (int, error) {
	if c.reads++; c.reads > 20 {
		c.cancel()
	}
	return copy(p, "          "), nil
}

func TestBreak(t *testing.T) {
	tree(t, map[string]string{"s/a.html": "a", "s/b.html": "b", "c.jsonl": "{}\n{}\n"})
	for _, inputs := range [][]string{{"s", "none"}, {"c.jsonl", "s"}, {"none", "s"}, {"*.none", "s"}} {
		n := 0
		for range Sources(t.Context(), inputs, Options{}) {
			n++
			break // the sequence panics if it goes on after this
		}
		if n != 1 {
			t.Errorf("inputs %q: %d rounds, want 1", inputs, n)
		}
	}
}

func TestBeginsRecords(t *testing.T) {
	tests := []struct {
		head string
		want answer
	}{
		{`{"html"`, yes}, {" \r\n\t{ \n\"", yes}, {"\uFEFF{\"", yes}, {`{}`, yes}, {`[ {"a"`, yes}, {`[]`, yes}, {`[{}`, yes},
		{`<html`, no}, {`{% include %}`, no}, {`{{ x }}`, no}, {`[if IE]`, no}, {`["a"]`, no}, {`[[{"`, no}, {`"a"`, no}, {"\uFEFF<", no},
		{"\x00<", no}, {`[1`, no}, {`{! x "a":`, no}, {`;"a`, undecided}, {`;"a b":`, no}, {`;"html": `, yes}, {`{#html":`, yes}, {"\x00", undecided},
		{``, undecided}, {"\xEF", undecided}, {"\uFEFF", undecided}, {` `, undecided}, {`{`, undecided}, {"[\n", undecided}, {`[{ `, undecided},
	}
	for _, tt := range tests {
		if got := beginsRecords([]byte(tt.head)); got != tt.want {
			t.Errorf("beginsRecords(%q) = %d, want %d", tt.head, got, tt.want)
		}
	}
}
