package rdf

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestDocumentBase(t *testing.T) {
	tests := []struct{ address, src, want string }{
		{"http://a/b/c", "", "http://a/b/c"},
		{"http://a/b/c", "<base href=d/>", "http://a/b/d/"},
		{"http://a/b/c", "<base target=_top><base href=//e/ ><base href=f>", "http://e/"},
		{"http://a/b/c", "<body><p><base href=' g '>", "http://a/b/g"},
		{"http://a/b/c", "<template><base href=d/></template><svg><base href=e/></svg>", "http://a/b/c"},
		{"http://a/b/c", "<base href='data:,x'>", "http://a/b/c"},
		{"http://a/b/c", "<base href='http://[x'>", "http://a/b/c"},
		{"", "<base href=http://h/>", "http://h/"},
		{"", "<base href=i/>", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		doc, err := html.Parse(strings.NewReader("<!doctype html>" + tt.src))
		if err != nil {
			t.Fatal(err)
		}
		var address *url.URL
		if tt.address != "" {
			if address, err = url.Parse(tt.address); err != nil {
				t.Fatal(err)
			}
		}
		if got := DocumentBase(doc, address).String(); got != tt.want {
			t.Errorf("the base of %s at %q is %q, want %q", tt.src, tt.address, got, tt.want)
		}
	}
}
