package weburl

import "testing"

func TestFaultOf(t *testing.T) {
	for s, want := range map[string]Fault{
		"https://example.org/a":          Sound,
		"HTTP://example.org":             Sound,
		"//example.org/a":                SchemeRelative,
		"www.example.org/a":              HostRelative,
		"WWW.example.org":                HostRelative,
		"https:///a":                     NoHost,
		"http:":                          NoHost,
		"https://example.org/{{ path }}": Sound,
		"{{ site.url }}/a.png":           Unfilled,
		"data:image/png;base64,AAAA":     Data,
		"ftp://example.org/a":            OtherScheme,
		"/a.png":                         RelativePath,
		"a.png":                          RelativePath,
		"example.org:8080/a":             RelativePath,
		"":                               RelativePath,
	} {
		if got := FaultOf(s); got != want {
			t.Errorf("FaultOf(%q) = %d, want %d", s, got, want)
		}
	}
}
