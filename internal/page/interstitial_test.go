package page

import (
	"strings"
	"testing"
)

func TestInterstitialKind(t *testing.T) {
	for title, want := range map[string]InterstitialKind{
		"404":                                    NotFound,
		"Harbour Gazette - Page Not Found (404)": NotFound,
		"Oops! That page can’t be found. – Gazette": NotFound,
		"Hafenblatt: Seite nicht gefunden":          NotFound,
		"ページが見つかりません | 灯台":                          NotFound,
		"Just a moment...":                          Challenge,
		"503 Service Unavailable":                   Failure,
		"Before you continue to YouTube":            Consent,
		"lamp.example | This domain is for sale!":   Parked,

		"":                           0,
		"Lighthouse 404":             0,
		"Not found: the lamp":        0,
		"Just a moment with the sea": 0,
		"Page not found " + strings.Repeat("x", 300): 0,
		"|||": 0,
	} {
		if got := interstitialKind(title); got != want {
			t.Errorf("interstitialKind(%q) = %d, want %d", title, got, want)
		}
	}
	for phrase := range interstitialPhrases {
		if phraseKind(phrase) == 0 {
			t.Errorf("the phrase %q can match no title", phrase)
		}
	}
}

func TestEndsWhole(t *testing.T) {
	for src, want := range map[string]bool{
		"<p>a</html>": true, "</BODY >\n</HTML\t>\n": true, "a</html><!-- x --> <!-- y -->\n": true, "a</body>": true,
		"": false, "<p>a": false, "</html": false, "</html><!-- x": false, "</html><p>more": false, "<p>a</html>" + strings.Repeat(" ", 5000): false,
	} {
		if got := endsWhole(src); got != want {
			t.Errorf("endsWhole(%q) = %v", src, got)
		}
	}
}

// What a capture lacks because it is cut off, or because another page came in
// its place, says nothing: the page counts as a part of one.
func TestFragmentOfCaptures(t *testing.T) {
	tests := []struct {
		name string
		src  Source
		want bool
	}{
		{"whole", Source{Data: []byte("<title>Lamp</title></html>"), Status: 200}, false},
		{"cut off", Source{Data: []byte("<title>Lamp</title><p>a"), Truncated: true, Truncation: "time"}, true},
		{"said to be cut off", Source{Data: []byte("<title>Lamp</title></html>"), Truncated: true, Truncation: "time"}, false},
		{"beyond the bound", Source{Data: []byte("<title>Lamp</title><p>a"), Truncated: true}, false},
		{"an error page", Source{Data: []byte("<title>Page not found</title>"), Status: 200}, true},
		{"an error page in a file", Source{Data: []byte("<title>Page not found</title>")}, false},
	}
	for _, tt := range tests {
		p, err := Read(tt.src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if p.Source.Fragment != tt.want {
			t.Errorf("%s: Fragment = %v", tt.name, p.Source.Fragment)
		}
		if bound := tt.name == "beyond the bound"; bound != (len(p.Problems) > 0) {
			t.Errorf("%s: problems %v", tt.name, p.Problems)
		}
	}
}
