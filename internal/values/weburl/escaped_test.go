package weburl

import "testing"

func TestUnescape(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://example.com/?a=1&amp;b=2&c=3", "https://example.com/?a=1&b=2&c=3"},
		{"https://example.com/?a=1&amp;amp;b=2", "https://example.com/?a=1&b=2"},
		{"https://example.com/?a=1&#38;b=2&#038;c=3&#x26;d=4&#X0026;e", "https://example.com/?a=1&b=2&c=3&d=4&e"},
		{"https://example.com/?a=1&copy;=2&amplitude=3&amp=4", "https://example.com/?a=1&copy;=2&amplitude=3&amp=4"},
		{"https://example.com/?a=1%26amp;b", "https://example.com/?a=1%26amp;b"},
		{"https://example.com/?a#38;", "https://example.com/?a#38;"},
		{"", ""},
	} {
		if got := Unescape(c.in); got != c.want {
			t.Errorf("Unescape(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
