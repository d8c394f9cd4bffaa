package rdf

import (
	"net/url"
	"strings"
	"testing"
)

// The examples of RFC 3986, section 5.4, and what IRIs add.
func TestResolve(t *testing.T) {
	const base = "http://a/b/c/d;p?q"
	tests := []struct{ base, ref, want string }{
		{base, "g:h", "g:h"},
		{base, "g", "http://a/b/c/g"},
		{base, "./g", "http://a/b/c/g"},
		{base, "g/", "http://a/b/c/g/"},
		{base, "/g", "http://a/g"},
		{base, "//g", "http://g"},
		{base, "?y", "http://a/b/c/d;p?y"},
		{base, "g?y", "http://a/b/c/g?y"},
		{base, "#s", "http://a/b/c/d;p?q#s"},
		{base, "g#s", "http://a/b/c/g#s"},
		{base, "g?y#s", "http://a/b/c/g?y#s"},
		{base, ";x", "http://a/b/c/;x"},
		{base, "g;x=1/../y", "http://a/b/c/y"},
		{base, "", "http://a/b/c/d;p?q"},
		{base, ".", "http://a/b/c/"},
		{base, "..", "http://a/b/"},
		{base, "../g", "http://a/b/g"},
		{base, "../..", "http://a/"},
		{base, "../../g", "http://a/g"},
		{base, "../../../g", "http://a/g"},
		{base, "/./g", "http://a/g"},
		{base, "/../g", "http://a/g"},
		{base, "g.", "http://a/b/c/g."},
		{base, "..g", "http://a/b/c/..g"},
		{base, "g?y/../x", "http://a/b/c/g?y/../x"},
		{base, "g#s/../x", "http://a/b/c/g#s/../x"},
		{base, "http:g", "http:g"},
		{base, "http://x/a/../b", "http://x/b"},
		{base, "urn:a/../b", "urn:a/../b"},
		{"http://a", "g", "http://a/g"},
		{"http://a/é", "ü b", "http://a/ü b"},
		{"http://a/x#f", "", "http://a/x"},
		{"http://a/x#f", "?", "http://a/x?"},
		{"", "../g", "../g"},
	}
	for _, tt := range tests {
		if got := Resolve(tt.base, tt.ref); got != tt.want {
			t.Errorf("Resolve(%q, %q) = %q, want %q", tt.base, tt.ref, got, tt.want)
		}
	}
}

// FuzzResolve takes net/url as judge, on references that it neither refuses
// nor encodes and on which it does not differ from the RFC: it takes the dots
// out of a base that it leaves as it is, and drops an empty fragment.
func FuzzResolve(f *testing.F) {
	for _, ref := range []string{"g", "../g", "/./x/..", "?y#s", "//h/a/b/../c", "a/./b/.", "", "?", "#"} {
		f.Add(ref)
	}
	base, err := url.Parse("http://example.com/a/b/c?q")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, ref string) {
		got := Resolve(base.String(), ref)
		if Scheme(got) == "" {
			t.Errorf("Resolve(%q) = %q is relative", ref, got)
		}
		if strings.Trim(ref, "abcdefghijklmnopqrstuvwxyz0123456789/.?#=") != "" || strings.Count(ref, "#") > 1 ||
			strings.Contains(ref, "//") {
			return
		}
		want, err := base.Parse(ref)
		if err == nil && strings.TrimSuffix(got, "#") != want.String() {
			t.Errorf("Resolve(%q) = %q, net/url says %q", ref, got, want)
		}
	})
}

func TestNQuads(t *testing.T) {
	iri := func(s string) Term { return Term{Kind: IRI, Value: s} }
	tests := []struct {
		name   string
		triple Triple
		want   string
	}{
		{"iris", Triple{Subject: iri("http://a/"), Predicate: iri("http://b/"), Object: iri("http://c/é x")}, `<http://a/> <http://b/> <http://c/é\u0020x> .`},
		{"blanks", Triple{Subject: Term{Kind: Blank, Value: "x1"}, Predicate: iri("b:"), Object: Term{Kind: Blank, Value: "a_b"}}, `_:x1 <b:> _:a_5Fb .`},
		{"text", Triple{Subject: iri("a:"), Predicate: iri("b:"), Object: Term{Kind: Literal, Value: "q\"\\\n\r\té"}}, `<a:> <b:> "q\"\\\n\r\té" .`},
		{"controls", Triple{Subject: iri("a:\x1b"), Predicate: iri("b:\u009b"), Object: Term{Kind: Literal, Value: "\x00\b\v\f\x1b\x7f\u0085\u009b2J"}},
			`<a:\u001B> <b:\u009B> "\u0000\b\u000B\f\u001B\u007F\u0085\u009B2J" .`},
		{"invalid UTF-8", Triple{Subject: iri("a:\xff"), Predicate: iri("b:"), Object: Term{Kind: Literal, Value: "a\xffb"}}, "<a:\uFFFD> <b:> \"a\uFFFDb\" ."},
		{"commands", Triple{Subject: iri("http://a/#" + "#[x]"), Predicate: iri("b:"), Object: Term{Kind: Literal, Value: "#" + "#vso[a]b #" + "#teamcity[ #" + "#[group] section_start:1:a"}},
			`<http://a/##\u005Bx]> <b:> "##vso\u005Ba]b ##teamcity\u005B ##\u005Bgroup] section_start\u003A1:a" .`},
		{"language", Triple{Subject: iri("a:"), Predicate: iri("b:"), Object: Term{Kind: Literal, Value: "x", Lang: "de-1996"}}, `<a:> <b:> "x"@de-1996 .`},
		{"no language", Triple{Subject: iri("a:"), Predicate: iri("b:"), Object: Term{Kind: Literal, Value: "x", Lang: "in German"}}, `<a:> <b:> "x" .`},
		{"datatype", Triple{Subject: iri("a:"), Predicate: iri("b:"), Object: Term{Kind: Literal, Value: "1", Datatype: XSD + "integer"}}, `<a:> <b:> "1"^^<` + XSD + `integer> .`},
		{"graph", Triple{Subject: iri("a:"), Predicate: iri("b:"), Object: iri("c:"), Graph: Term{Kind: Blank, Value: "g"}}, `<a:> <b:> <c:> _:g .`},
		{"string", Triple{Subject: iri("a:"), Predicate: iri("b:"), Object: Term{Kind: Literal, Value: "1", Datatype: XSDString}}, `<a:> <b:> "1" .`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := NQuads([]Triple{tt.triple}); got != tt.want+"\n" {
				t.Errorf("got  %swant %s", got, tt.want)
			}
		})
	}
}
