package checks

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks/check"
)

// probe finds fault with everything on a page.
var probe = &check.Check{ID: "test/probe", Severity: check.Info, Blank: true, Run: func(pass *check.Pass) {
	p := pass.Page
	for i := range p.Titles {
		pass.Report(p.Titles[i].Origin(), "title")
	}
	for _, m := range p.Metas {
		pass.Report(m.Origin(), "meta")
	}
	for _, l := range p.Links {
		pass.Report(l.Origin(), "link")
	}
	for i := range p.Headings {
		pass.Report(p.Headings[i].Origin(), "heading")
	}
	for _, it := range p.Graph.All {
		pass.Report(it.Origin, "item")
		for i := range it.Properties {
			pass.Report(it.Properties[i].Origin, "property")
			pass.Report(it.Properties[i].Value.Origin, "value")
		}
	}
	for i := range p.Graph.Problems {
		pass.Report(p.Graph.Problems[i].Origin, "problem")
	}
}}

func fingerprints(t *testing.T, src Source) []string {
	t.Helper()
	src.Name = "page.html"
	r := with(t, Settings{}, probe).Lint(src)
	if r.Err != nil || len(r.Failures) > 0 || len(r.Findings) == 0 {
		t.Fatalf("error %v, failures %v, %d findings on %s", r.Err, r.Failures, len(r.Findings), src.Data)
	}
	var list []string
	for _, f := range r.Findings {
		list = append(list, f.Fingerprint)
	}
	slices.Sort(list)
	return list
}

// TestFingerprintEdits holds which edits of a page keep the names of its
// findings.
func TestFingerprintEdits(t *testing.T) {
	type page struct{ html, url, base string }
	html := func(s string) page { return page{html: s} }
	ld := func(s string) page { return page{html: `<script type="application/ld+json">` + s + `</script>`} }
	css := func(href string) page { return page{html: `<link rel=stylesheet href="` + href + `">`} }
	img := func(src string) page { return page{html: `<meta property="og:image" content="` + src + `">`} }
	for _, tt := range []struct {
		name          string
		before, after page
	}{
		{"moved line", html("<title>A</title>"), html("<!-- a note -->\n\n\n  <title>A</title>")},
		{"order of attributes", html(`<meta name=author content=A>`), html(`<meta content=A name=author>`)},
		{"quotes", html(`<meta name="author" content="A B">`), html(`<meta name='author' content='A B'>`)},
		{"line ends in a value", html("<meta name=a content='x y'>"), html("<meta name=a content='\r\n\tx\r\n\ty '>")},
		{"much white space in a value", html("<meta name=a content='x y'>"), html("<meta name=a content='x" + strings.Repeat(" ", 3000) + "y'>")},
		{"character references", html("<meta name=a content='x &amp; é'>"), html("<meta name=a content='x &#38; &eacute;'>")},
		{"case of tags", html("<meta name=a content=x>"), html("<META NAME=a CONTENT=x>")},
		{"another attribute", html("<meta name=a content=x>"), html("<meta id=m name=a content=x data-x>")},
		{"white space between elements", html("<h1><span>A</span><span>B</span></h1>"), html("<h1>\n <span>A</span>\n <span>B</span>\n</h1>")},
		{"indented JSON", ld(`{"@context":"https://schema.org","@type":"Book","name":"A  b","author":{"@type":"Person","name":"C"}}`),
			ld("\n{\n  \"@context\": \"https://schema.org\",\n  \"@type\": \"Book\",\n  \"name\": \"A  b\",\n  \"author\": {\n\t\"@type\": \"Person\", \"name\": \"C\"\n  }\n}\n")},
		{"order of keys in JSON", ld(`{"@context":"https://schema.org","@type":"Book","name":"A"}`),
			ld(`{"name":"A","@type":"Book","@context":"https://schema.org"}`)},
		{"escapes in JSON", ld(`{"@context":"https://schema.org","@type":"Book","name":"é/x"}`),
			ld(`{"@context":"https:\/\/schema.org","@type":"Book","name":"\u00e9\/x"}`)},
		{"a list of one in front of the rest", ld(`{"@context":"https://schema.org","@type":"Book","name":["A"]}`),
			ld(`{"@context":"https://schema.org","@type":"Book","name":"A"}`)},
		{"broken JSON, indented", ld(`{"@type":"Book","name":"A",}`), ld("{\n\t\"@type\": \"Book\",\n\t\"name\": \"A\",\n}")},
		{"webpack", css("/app.3f9a2c1b.css"), css("/app.90ab12cd.css")},
		{"webpack, digits only", css("/app.3f9a2c1b.css"), css("/app.12345678.css")},
		{"webpack, long, with .min", css("/app.3f9a2c1b4d5e6f708192.min.css"), css("/app.0f9a2c1b4d5e6f708193.min.css")},
		{"vite", css("/assets/index-BxY3kQ9z.css"), css("/assets/index-Dz0aPq_7.css")},
		{"vite, with a dash", css("/assets/index-BxY3kQ9z.css"), css("/assets/index-B-Y3k_9z.css")},
		{"vite, letters only", css("/assets/index-BxYQkzPa.css"), css("/assets/index-ZpQaXyBk.css")},
		{"esbuild", css("/main-5INURTSO.css"), css("/main-ABCDEFGH.css")},
		{"rails", css("/assets/application-" + strings.Repeat("3f9a", 16) + ".css"), css("/assets/application-" + strings.Repeat("90ab", 16) + ".css")},
		{"hugo", img("/a/hero_hu3f9a2c1b4d5e6f70_123456_600x0_resize_q75_box.jpg"), img("/a/hero_hu90ab12cd4d5e6f70_98765_600x0_resize_q75_box.jpg")},
		{"astro", img("/_astro/hero.BxY3kQ9z_Z1abc2d.webp"), img("/_astro/hero.CaB4xW1q_12ab.webp")},
		{"sveltekit", css("/_app/immutable/entry/start.BxY3kQ9z.css"), css("/_app/immutable/entry/start.Q9zBxY3k.css")},
		{"gatsby", img("/static/3f9a2c1b4d5e6f708192a3b4c5d6e7f8/hero.png"), img("/static/0f9a2c1b4d5e6f708192a3b4c5d6e7f9/hero.png")},
		{"next.js, build id", css("/_next/static/aB3_xYz-1/_buildManifest.js"), css("/_next/static/Zk99-_qqW/_buildManifest.js")},
		{"next.js, data", css("/_next/data/aB3_xYz-1/about.json"), css("/_next/data/development-2/about.json")},
		{"next.js, image service", img("/_next/image?url=%2F_next%2Fstatic%2Fmedia%2Fhero.3f9a2c1b.png&amp;w=640&amp;q=75"),
			img("/_next/image?url=%2F_next%2Fstatic%2Fmedia%2Fhero.90ab12cd.png&amp;w=640&amp;q=75")},
		{"query against caches", css("/app.css?v=12"), css("/app.css?v=13")},
		{"query against caches, none before", css("/app.css"), css("/app.css?ver=6.4.2")},
		{"query against caches, a time", img("/a.png?1699999999"), img("/a.png?1700000001")},
		{"query against caches, among others", img("/a.png?w=640&amp;v=1"), img("/a.png?w=640&amp;v=2")},
		{"hash in JSON", ld(`{"@context":"https://schema.org","@type":"Book","image":"/a.3f9a2c1b.png"}`),
			ld(`{"@context":"https://schema.org","@type":"Book","image":"/a.90ab12cd.png"}`)},
		{"hashes in a set of images", img("/a.3f9a2c1b.png 1x, /a.4f9a2c1b.png 2x"), img("/a.90ab12cd.png 1x, /a.80ab12cd.png 2x")},
		{"changed address of the page",
			page{html: `<meta property="og:image" content="https://a.example/x.png">`, url: "https://a.example/p"},
			page{html: `<meta property="og:image" content="https://b.example:8080/x.png">`, url: "https://b.example:8080/p"}},
		{"changed scheme of the page",
			page{html: `<link rel=canonical href="https://a.example/p">`, url: "https://a.example/p"},
			page{html: `<link rel=canonical href="http://a.example/p">`, url: "http://a.example/p"}},
		{"changed base",
			page{html: `<meta property="og:image" content="https://a.example/x.png">`, base: "https://a.example/"},
			page{html: `<meta property="og:image" content="https://preview-12.b.example/x.png">`, base: "https://preview-12.b.example/"}},
		{"changed base in the page", html(`<base href="https://a.example/"><meta property="og:image" content="https://a.example/x.png">`),
			html(`<base href="https://b.example/"><meta property="og:image" content="https://b.example/x.png">`)},
		{"changed canonical address", html(`<link rel=canonical href="https://a.example/p"><meta property="og:image" content="https://a.example/x.png">`),
			html(`<link rel=canonical href="https://b.example/p"><meta property="og:image" content="https://b.example/x.png">`)},
		{"changed address in JSON",
			page{html: ld(`{"@context":"https://schema.org","@type":"Book","@id":"https://a.example/#b","image":"https:\/\/a.example\/a.png"}`).html, url: "https://a.example/p"},
			page{html: ld(`{"@context":"https://schema.org","@type":"Book","@id":"https://b.example/#b","image":"https:\/\/b.example\/a.png"}`).html, url: "https://b.example/p"}},
	} {
		t.Run("keeps/"+tt.name, func(t *testing.T) {
			a := fingerprints(t, Source{Data: []byte(tt.before.html), URL: tt.before.url, BaseURL: tt.before.base})
			b := fingerprints(t, Source{Data: []byte(tt.after.html), URL: tt.after.url, BaseURL: tt.after.base})
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("the edit changed fingerprints:\n%s\n%s\n%s", tt.before.html, tt.after.html, diff)
			}
		})
	}
	for _, tt := range []struct {
		name          string
		before, after page
	}{
		{"another text", html("<title>A</title>"), html("<title>B</title>")},
		{"another case", html("<title>A</title>"), html("<title>a</title>")},
		{"another value", html("<meta name=a content=x>"), html("<meta name=a content=y>")},
		{"another name", html("<meta name=a content=x>"), html("<meta name=b content=x>")},
		{"words joined", html("<meta name=a content='x y'>"), html("<meta name=a content='xy'>")},
		{"twice", html("<meta name=a content=x>"), html("<meta name=a content=x><meta name=a content=x>")},
		{"another asset", css("/app.css"), css("/print.css")},
		{"another asset with a hash", css("/app.3f9a2c1b.css"), css("/print.3f9a2c1b.css")},
		{"another folder", css("/a/app.css"), css("/b/app.css")},
		{"another picture", img("/photo-1.jpg"), img("/photo-2.jpg")},
		{"another number", img("/product-12345678.jpg"), img("/product-87654321.jpg")},
		{"another day", img("/photo.20240131.jpg"), img("/photo.20240201.jpg")},
		{"another model", img("/hero-iphone14.png"), img("/hero-iphone15.png")},
		{"words as long as hashes", img("/HomePage.png"), img("/CartPage.png")},
		{"another type of file", img("/a.png"), img("/a.webp")},
		{"another size", img("/a.png?w=640"), img("/a.png?w=320")},
		{"a video is no asset", img("https://video.example/watch?v=abc"), img("https://video.example/watch?v=xyz")},
		{"a page is no asset", html(`<link rel=next href="/list?t=12">`), html(`<link rel=next href="/list?t=13">`)},
		{"another host",
			page{html: `<meta property="og:image" content="https://cdn.example/x.png">`, url: "https://a.example/p"},
			page{html: `<meta property="og:image" content="https://img.example/x.png">`, url: "https://a.example/p"}},
		{"own host instead of another",
			page{html: `<link rel=canonical href="https://b.example/p">`, url: "https://a.example/p"},
			page{html: `<link rel=canonical href="https://a.example/p">`, url: "https://a.example/p"}},
		{"relative instead of absolute",
			page{html: `<link rel=canonical href="https://a.example/p">`, url: "https://a.example/p"},
			page{html: `<link rel=canonical href="/p">`, url: "https://a.example/p"}},
		{"another value in JSON", ld(`{"@context":"https://schema.org","@type":"Book","name":"A"}`), ld(`{"@context":"https://schema.org","@type":"Book","name":"B"}`)},
		{"number instead of text in JSON", ld(`{"@context":"https://schema.org","@type":"Book","name":"1"}`), ld(`{"@context":"https://schema.org","@type":"Book","name":"2"}`)},
		{"another key in JSON", ld(`{"@context":"https://schema.org","@type":"Book","name":"A"}`), ld(`{"@context":"https://schema.org","@type":"Book","headline":"A"}`)},
		{"another type in JSON", ld(`{"@context":"https://schema.org","@type":"Book","name":"A"}`), ld(`{"@context":"https://schema.org","@type":"Movie","name":"A"}`)},
		{"another place in JSON", ld(`{"@context":"https://schema.org","@type":"Book","author":{"@type":"Person","name":"A"}}`),
			ld(`{"@context":"https://schema.org","@type":"Book","editor":{"@type":"Person","name":"A"}}`)},
	} {
		t.Run("changes/"+tt.name, func(t *testing.T) {
			a := fingerprints(t, Source{Data: []byte(tt.before.html), URL: tt.before.url, BaseURL: tt.before.base})
			b := fingerprints(t, Source{Data: []byte(tt.after.html), URL: tt.after.url, BaseURL: tt.after.base})
			if slices.Equal(a, b) {
				t.Errorf("the edit changed no fingerprint:\n%s\n%s", tt.before.html, tt.after.html)
			}
		})
	}
}

// TestFingerprintsWithoutPlaces holds that an archive run, which stores no
// places, calls findings the same.
func TestFingerprintsWithoutPlaces(t *testing.T) {
	data := []byte(`<title>A</title><meta name=a content=x><meta name=a content=x>
		<script type="application/ld+json">{"@context":"https://schema.org","@type":"Book","name":"A"}</script>`)
	var lists [2][]string
	for i, positions := range []bool{true, false} {
		for _, f := range with(t, Settings{Positions: positions}, probe).Lint(Source{Data: data}).Findings {
			lists[i] = append(lists[i], f.Fingerprint)
		}
		slices.Sort(lists[i])
	}
	if diff := cmp.Diff(lists[0], lists[1]); diff != "" {
		t.Errorf("fingerprints differ without places (-with +without)\n%s", diff)
	}
}

// TestHashNames counts how many hashes of bundlers are taken for one, and that
// names are not.
func TestHashNames(t *testing.T) {
	const base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	state := uint32(1)
	next := func(n int) int {
		state = state*1664525 + 1013904223
		return int(state>>8) % n
	}
	for _, tt := range []struct {
		name, alphabet string
		length         int
		before, after  string
		missed         int // in a thousand
	}{
		{"vite", base62 + "-_", 8, "/assets/index-", ".js", 60},
		{"rollup", base62, 8, "/assets/index.", ".js", 60},
		{"esbuild", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 8, "/chunk-", ".js", 0},
		{"webpack", "0123456789abcdef", 20, "/main.", ".js", 0},
		{"parcel", "0123456789abcdef", 8, "/hero.", ".png", 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			missed := 0
			want := tt.before + "*" + tt.after
			for range 10_000 {
				var b strings.Builder
				for range tt.length {
					b.WriteByte(tt.alphabet[next(len(tt.alphabet))])
				}
				if got := assetPath(tt.before + b.String() + tt.after); got != want {
					missed++
				}
			}
			if missed > tt.missed*10 {
				t.Errorf("%d of 10,000 hashes are not recognised, want at most %d", missed, tt.missed*10)
			}
		})
	}
	for _, name := range []string{
		"/index.js", "/jquery-3.7.1.min.js", "/bootstrap.bundle.min.css", "/favicon-32x32.png", "/apple-touch-icon.png",
		"/img/DSC01234.jpg", "/img/IMG_20240131_123456.jpg", "/hero-HomePage.png", "/summer24.jpg", "/logo@2x.png",
		"/2024/01/31/photo.jpg", "/og-image-1200x630.png", "/screenshot-iphone15.png", "/feedback.png", "/decade.jpg",
		"/cafe-facade.jpg", "/team_members.webp", "/v2/api.json", "/manifest.webmanifest",
	} {
		if got := assetPath(name); got != name {
			t.Errorf("the name %s became %s", name, got)
		}
	}
}

// FuzzFingerprint holds that no address and no script breaks the making of
// fingerprints, and that the same gives the same.
func FuzzFingerprint(f *testing.F) {
	f.Add("https://a.example/_next/image?url=%2Fa.3f9a2c1b.png&w=1", `{"@type":"Book","name":["A",{"x":1}]}`, 9)
	f.Add("//a.example?x=/#", `{"a":"\`, 3)
	f.Add("http://", `[[[{{"@type"`, 4)
	f.Fuzz(func(t *testing.T, address, script string, offset int) {
		own := ownHosts{"a.example"}
		first := own.normal(address)
		if second := own.normal(address); first != second {
			t.Errorf("the same address has two forms, %q and %q", first, second)
		}
		offsets := []int{0, offset, offset, offset / 2, len(script)}
		a, b := readJSONPlaces(script, offsets), readJSONPlaces(script, offsets)
		if !maps.Equal(a, b) {
			t.Errorf("the same script has two readings, %v and %v", a, b)
		}
	})
}
