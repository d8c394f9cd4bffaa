package schema

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/numbers"
	"github.com/metacheck/metacheck/schemaorg"
)

var invalidGeo = &check.Check{
	ID:       "schema/invalid-geo",
	Severity: check.Error,
	Title:    "Coordinate that is not a number or out of range",
	Impact:   "maps and local search do not find the place",
	Why: "Maps and local search read latitude and longitude as decimal degrees, north and east positive. A value that is not a number, or " +
		"is beyond 90 or 180, is not a place, and the pin is missing or in the wrong place.",
	Fix:        "Write decimal degrees with a decimal point and without symbols: 51.50735, -0.12776. Leave the property out if the value is unknown.",
	Exceptions: "Numbers in quotes are accepted. jsonld/placeholder-value reports values that templates left unfilled.",
	References: []string{"https://schema.org/GeoCoordinates"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Place", "name": "Harbour", "geo":
 {"@type": "GeoCoordinates", "latitude": "53° 32′ 30″ N", "longitude": 9.96}}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Place", "name": "Harbour", "geo":
 {"@type": "GeoCoordinates", "latitude": 53.54167, "longitude": 9.96}}
</script>`,
	Since: "0.1.0",
	Run:   runInvalidGeo,
}

func runInvalidGeo(pass *check.Pass) {
	var fs faults
	for _, s := range scanOf(pass.Page).values[geoForm] {
		what := geoFault(&s)
		if what == "" || unfilled(&s) {
			continue
		}
		fs.add(key{what: what}, s)
	}
	for _, f := range fs.list {
		s := &f.first
		term := s.prop.Term()
		advice := "write decimal degrees such as 51.50735"
		switch {
		case s.text == "":
			advice = "write decimal degrees, or remove the property"
		case f.what == outOfRange && exchanged(s.item):
			advice = "swap latitude and longitude"
		case f.what == outOfRange && term == "latitude":
			advice = "write a latitude from -90 to 90"
		case f.what == outOfRange:
			advice = "write a longitude from -180 to 180"
		case strings.Contains(f.what, "degrees and minutes"):
			advice = "write decimal degrees: degrees + minutes/60 + seconds/3600, negative for south and west"
		case numbers.Plain(s.text) != "":
			advice = "write " + numbers.Plain(s.text)
		}
		finding := pass.Report(s.at, "%s", f.says(f.what)).Advise("%s", advice)
		f.relate(finding, sayValue).About("coordinates")
	}
}

const outOfRange = "is out of range"

// geoFault says what is wrong with a coordinate, or is empty.
func geoFault(s *site) string {
	limit := 180.0
	if s.prop.Term() == "latitude" {
		limit = 90
	}
	if n, ok := numbers.Parse(s.text); ok {
		if n < -limit || n > limit {
			return outOfRange
		}
		return ""
	}
	switch {
	case s.text == "":
		return "is empty"
	case len(s.text) < 200 && strings.ContainsAny(s.text, "°′″'\"º"):
		return "is in degrees and minutes"
	}
	return "is not a number"
}

// exchanged reports whether the coordinates of an item would be in range if they
// were swapped.
func exchanged(it *schemaorg.Item) bool {
	v := it.Value("longitude")
	w := it.Value("latitude")
	if v == nil || w == nil || v.Item != nil || w.Item != nil {
		return false
	}
	longitude, _ := v.Written()
	latitude, _ := w.Written()
	x, okX := numbers.Parse(longitude)
	y, okY := numbers.Parse(latitude)
	return okX && okY && x >= -90 && x <= 90 && y >= -180 && y <= 180
}
