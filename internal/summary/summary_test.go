package summary

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/internal/text"
)

// made is a summary with a place in every list.
func made() *Summary {
	at := Spot{
		Start:   text.Position{Offset: 7, Line: 2, Column: 3, ByteColumn: 4, UTF16Column: 5},
		End:     text.Position{Offset: 9, Line: 2, Column: 5, ByteColumn: 6, UTF16Column: 7},
		Excerpt: text.Excerpt{Text: "a line", Caret: 2, Width: 3},
	}
	said := []Said{{Value: "a", At: at}}
	return &Summary{
		Name: "a.html", URL: "https://example.org/a", Lang: said[0], Titles: said, Headings: said, Broken: said, Top: at,
		Metas:    []Meta{{Key: "description", At: at}, {Key: "description", Value: "b", At: at}},
		Robots:   []Directive{{Agent: "bingbot", Rule: "noindex", At: at}, {Agent: "googlebot", Rule: "max-snippet: 0", Header: true, At: Spot{Outside: "header X-Robots-Tag"}}},
		Links:    []Link{{Rels: []string{"canonical"}, URL: "https://example.org/c", Body: true, At: at}, {Rels: []string{"icon", "canonical"}, URL: "https://example.org/b", At: at}},
		Refresh:  Refresh{Seconds: 1, URL: "https://example.org/c", At: at},
		Dates:    []Date{{Role: "modified", Label: "x", Written: "2024", Time: "2024", At: at}},
		Entities: []Entity{{Syntax: "JSON-LD", Types: []string{"Thing"}, At: at, Values: []Value{{Path: "name", Value: "n", At: at}}}},
		Images:   []Image{{URL: "https://example.org/i.png", From: "og:image", At: at}},
		Cut:      []string{"links"},
	}
}

// TestEncode holds that a summary is the same after it was written and read.
func TestEncode(t *testing.T) {
	s := made()
	data, err := s.Encode(nil)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, back); diff != "" {
		t.Errorf("read back it differs (-want +got):\n%s", diff)
	}
}

// TestSpots holds that every place is visited: what was dropped of all of them
// is nowhere in what is written.
func TestSpots(t *testing.T) {
	s := made()
	s.DropExcerpts()
	data, err := s.Encode(nil)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "a line") {
		t.Errorf("an excerpt is left: %s", data)
	}
	s.Spots(func(at *Spot) { *at = Spot{} })
	if data, err = s.Encode(nil); err != nil || strings.Contains(string(data), `"at":`) || strings.Contains(string(data), `"top":`) {
		t.Errorf("a place is left (%v): %s", err, data)
	}
}

// TestAsked holds what a summary answers of the page.
func TestAsked(t *testing.T) {
	s := made()
	if m := s.Meta("description"); m == nil || m.Value != "b" {
		t.Errorf("the description is %+v", m)
	}
	if l := s.Canonical(); l == nil || l.URL != "https://example.org/b" {
		t.Errorf("the canonical link is %+v", l)
	}
	if s.Directive("noindex") != nil || s.Directive("max-snippet:0") == nil {
		t.Error("directives are those for every crawler and for Google")
	}
	if s.Title() == nil || new(Summary).Title() != nil || !s.WasCut("links") || s.WasCut("metas") || s.Entities[0].Value("name") == nil {
		t.Error("title, cut lists or values are wrong")
	}
}

func TestDecode(t *testing.T) {
	for _, bad := range []string{
		"", "null", "{}", "[]", `{"version":1,"titles":[{"at":[1,2]}]}`, `{"version":1,"top":[1,2,3,4,5,-6]}`,
		`{"version":1,"top":{}}`, `{"version":1,"top":[1,2,3,4,5,6,"x",9,9]}`, `{"version":1,"top":[1,2,3,4,5,6,7,8,9,10,11]}`,
		`{"version":1} x`, `{"version":1,"top":[1,2,3,4,5,6,"x"]}`, `{"version":1,"index":"x"}`,
		`{"version":1,"name":"` + strings.Repeat("x", MaxEncoded) + `"}`,
	} {
		if s, err := Decode([]byte(bad)); err == nil {
			t.Errorf("%.60q is taken: %+v", bad, s)
		}
	}
	if _, err := Decode([]byte(`{"version":2}`)); !errors.Is(err, ErrVersion) {
		t.Errorf("a newer version gives %v", err)
	}
	if s, err := Decode([]byte(`{"version":1,"later":[1],"url":"x"}`)); err != nil || s.URL != "x" {
		t.Errorf("a new name gives %v", err)
	}
}
