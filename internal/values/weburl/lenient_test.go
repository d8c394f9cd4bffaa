package weburl

import "testing"

func TestReadHTTP(t *testing.T) {
	for s, want := range map[string]bool{
		"https://example.org/a": true, " \n https://example.org/a\t": true, "https://exam\nple.org/a": true,
		"https://example.org/100%.jpg": true, "HTTP://EXAMPLE.org/%zz": true, "https://exa%mple.org/": false,
		"//example.org/a": false, "/a%": false, "ftp://example.org/a%": false, "https:///a%": false, "": false, "https:": false,
	} {
		if _, ok := ReadHTTP(s); ok != want {
			t.Errorf("ReadHTTP(%q) = %v", s, ok)
		}
	}
}

func TestSchemeOf(t *testing.T) {
	for s, want := range map[string]string{
		"https://example.org": "https", "Data:x": "data", "javascript:void(0)": "javascript", "view-source:x": "view-source",
		"example.org:8080": "", ":x": "", "1a:x": "", "a b:x": "", "@a:b": "", "`a:b": "", "": "", "abc": "",
	} {
		if got := SchemeOf(s); got != want {
			t.Errorf("SchemeOf(%q) = %q, want %q", s, got, want)
		}
	}
}
