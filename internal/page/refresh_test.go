package page

import (
	"math"
	"testing"
)

func TestParseRefresh(t *testing.T) {
	for _, tt := range []struct {
		content string
		seconds int
		target  string
		ok      bool
	}{
		{"5", 5, "", true},
		{" 0 ; url = /a ", 0, "/a", true},
		{"1.5;URL='/a b' rest", 1, "/a b", true},
		{"0,/a", 0, "/a", true},
		{"3 /a", 3, "/a", true},
		{".5; url=\"/a", 0, "/a", true},
		{"2;", 2, "", true},
		{"2; url", 2, "url", true},
		{"99999999999999999999", math.MaxInt32, "", true},
		{"", 0, "", false},
		{"url=/a", 0, "", false},
		{"5x", 0, "", false},
		{"-1", 0, "", false},
	} {
		seconds, target, ok := ParseRefresh(tt.content)
		if seconds != tt.seconds || target != tt.target || ok != tt.ok {
			t.Errorf("ParseRefresh(%q) = %d, %q, %v, want %d, %q, %v", tt.content, seconds, target, ok, tt.seconds, tt.target, tt.ok)
		}
	}
}
