package store

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

func FuzzStoredName(f *testing.F) {
	for _, s := range []string{
		"a.html", "", "a\nb", "\x1b[31m", "\xff\xfe", "\u0085\u009b", `\u{000A}`, `\x{FF}`, `\\u{`, `C:\u\x.html`, "\uFFFD", "\\u{\n", `\`, `a\u`, `\u{`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		stored := storedName(name)
		if !utf8.ValidString(stored) {
			t.Errorf("storedName(%q) = %q is not valid UTF-8", name, stored)
		}
		for _, r := range stored {
			if unicode.IsControl(r) {
				t.Errorf("storedName(%q) = %q has a control character", name, stored)
			}
		}
		if back := rawName(stored); back != name {
			t.Errorf("rawName(storedName(%q)) = %q, by way of %q", name, back, stored)
		}
	})
}
