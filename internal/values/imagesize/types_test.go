package imagesize

import (
	"slices"
	"testing"
)

func TestUsualType(t *testing.T) {
	for declared, want := range map[string]string{
		"image/png": "image/png", " Image/PNG; charset=binary": "image/png", "image/jpg": "image/jpeg", "JPEG": "image/jpeg", "svg": "image/svg+xml",
		"image/x-png": "image/png", "image/ico": "image/x-icon", "text/ico": "image/x-icon", "image/vnd.microsoft.icon": "image/vnd.microsoft.icon",
		"image/apng": "image/apng", "image/heic": "image/heic", "text/html": "", "": "", "picture": "", ";": "",
	} {
		if got := UsualType(declared); got != want {
			t.Errorf("UsualType(%q) = %q, want %q", declared, got, want)
		}
	}
}

func TestTypesOf(t *testing.T) {
	for name, want := range map[string][]string{
		"a.jpg": {"image/jpeg"}, "A/B.JPEG": {"image/jpeg"}, ".png": {"image/png", "image/apng"}, "a.svg": {"image/svg+xml"},
		"favicon.ico": {"image/x-icon", "image/vnd.microsoft.icon"}, "a.php": nil, "png": nil, "": nil, "a.png/b": nil,
	} {
		if got := TypesOf(name); !slices.Equal(got, want) {
			t.Errorf("TypesOf(%q) = %q, want %q", name, got, want)
		}
	}
}

// What is advised is a type that is right, and what is advised against is not.
func TestFormats(t *testing.T) {
	for _, f := range formats {
		for _, typ := range f.types {
			if !IsType(typ) || UsualType(typ) != typ {
				t.Errorf("%s: is a type: %v; means %q", typ, IsType(typ), UsualType(typ))
			}
		}
		for _, s := range f.misspelt {
			if IsType(s) || !IsType(UsualType(s)) {
				t.Errorf("%s: is a type: %v; means %q", s, IsType(s), UsualType(s))
			}
		}
	}
}
