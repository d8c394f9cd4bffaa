package schemaorg

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSubtypes(t *testing.T) {
	for _, c := range []struct {
		sub, typ string
		want     bool
	}{
		{"NewsArticle", "Article", true},
		{"NewsArticle", "Thing", true},
		{"Article", "NewsArticle", false},
		{"LocalBusiness", "Organization", true},
		{"LocalBusiness", "Place", true},
		{"Thing", "Thing", true},
		{"NoSuchType", "NoSuchType", true},
		{"NoSuchType", "Thing", false},
		{"Article", "NoSuchType", false},
		{"headline", "Thing", false},
		{"newsarticle", "Article", false},
	} {
		if got := IsSubtype(c.sub, c.typ); got != c.want {
			t.Errorf("IsSubtype(%q, %q) = %v", c.sub, c.typ, got)
		}
	}
}

func TestExpects(t *testing.T) {
	for _, c := range []struct {
		prop  string
		types []string
		want  bool
	}{
		{"headline", []string{"NewsArticle"}, true},
		{"headline", []string{"Person"}, false},
		{"headline", []string{"Person", "BlogPosting"}, true},
		{"name", []string{"Recipe"}, true},
		{"headline", nil, false},
		{"headline", []string{"NoSuchType"}, false},
		{"nosuchproperty", []string{"Thing"}, false},
		{"interactionCount", []string{"Article"}, true}, // it has no domain
	} {
		if got := Expects(c.prop, c.types); got != c.want {
			t.Errorf("Expects(%q, %q) = %v", c.prop, c.types, got)
		}
	}
}

func TestNames(t *testing.T) {
	if IsType("headline") || IsProperty("Article") || !IsType("Article") || !IsProperty("headline") || IsType("") || IsProperty("") {
		t.Error("types and properties are mixed up")
	}
	if IsType("Article\x00") || IsType(strings.Repeat("A", 1<<16)) || IsProperty("headlinE") {
		t.Error("a name near a term passes as the term")
	}
	types, properties := Names()
	if !slices.IsSorted(types) || !slices.IsSorted(properties) || len(types) != typeCount || len(properties) != propertyCount {
		t.Error("Names are not sorted or not all")
	}
	if p := append(Parents("NewsArticle"), "x"); len(p) != 2 || Parents("Newspaper")[0] == "x" {
		t.Error("appending to a list writes into the tables")
	}
	// A name that is a type and a member.
	if !IsType("Nursing") || EnumMember("Nursing") != "MedicalSpecialty" {
		t.Errorf("Nursing: type %v, member of %q", IsType("Nursing"), EnumMember("Nursing"))
	}
	if !IsMember("InStock", "ItemAvailability") || !IsMember("InStock", "Enumeration") || IsMember("InStock", "DayOfWeek") || IsMember("Article", "Thing") {
		t.Error("InStock is a value of ItemAvailability and no day of the week")
	}
	if !IsMember("Radiography", "MedicalImagingTechnique") || !IsMember("Radiography", "MedicalSpecialty") {
		t.Error("Radiography is a value of two enumerations")
	}
	if !IsDataType("Duration") || !IsDataType("URL") || IsDataType("Thing") || !IsEnumeration("ItemAvailability") || IsEnumeration("Offer") {
		t.Error("data types or enumerations are mixed up")
	}
	if SupersededBy("reviews") != "review" || SupersededBy("review") != "" || !IsDeprecated("reviews") || IsDeprecated("review") {
		t.Error("reviews is superseded by review")
	}
	if Inverse("hasPart") != "isPartOf" || Inverse("headline") != "" || Section("headline") != "core" || Section("nosuch") != "" {
		t.Error("inverse or section is wrong")
	}
}

func TestCoercion(t *testing.T) {
	for prop, want := range map[string]string{
		"url": "@id", "image": "@id", "sameAs": "@id", "isPartOf": "@id", // URL without Text
		"keywords": "", "acceptsReservations": "", "identifier": "", // URL and Text
		"datePublished": "Date", "birthDate": "Date",
		"arrivalTime": "", "applicationDeadline": "", // DateTime only; Date or Text
		"headline": "", "author": "", "nosuchproperty": "",
	} {
		if got := Coercion(prop); got != want {
			t.Errorf("Coercion(%q) = %q, want %q", prop, got, want)
		}
	}
}

func TestMemberName(t *testing.T) {
	for value, want := range map[string]string{
		"InStock": "InStock", "https://schema.org/InStock": "InStock", "http://www.schema.org/InStock/": "InStock",
		"//schema.org/InStock": "InStock", "schema:InStock": "InStock", "in stock": "in stock", "ships in: 2 days": "ships in: 2 days",
		"http://purl.org/goodrelations/v1#Sell": "", "gr:Sell": "", "": "",
	} {
		if got := MemberName(value); got != want {
			t.Errorf("MemberName(%q) is %q, want %q", value, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	for written, want := range map[string]string{
		"headline": "headline", "Headline": "headline", "headlin": "headline", "haedline": "headline",
		"newsarticle": "NewsArticle", "NewsArtcile": "NewsArticle", "Aricle": "Article", "datepublished": "datePublished",
		"dateModifed": "dateModified", "Instock": "InStock", "colour": "color", "autor": "author", "imge": "image",
		"": "", "xyzzy": "", "no": "", "completelyUnknownName": "", "über": "",
		strings.Repeat("headline", 9): "",
	} {
		if got := Nearest(written); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", written, got, want)
		}
	}
	if got := NearestType("review"); got != "Review" {
		t.Errorf("NearestType(review) = %q", got)
	}
	if got := NearestProperty("Review"); got != "review" {
		t.Errorf("NearestProperty(Review) = %q", got)
	}
}

// TestNearestPassesNothingOver compares the filter by letters with a search
// that looks at every term.
func TestNearestPassesNothingOver(t *testing.T) {
	types, properties := Names()
	for i, name := range slices.Concat(types, properties) {
		if len(name) < 9 {
			continue
		}
		at := i % (len(name) - 1)
		for _, written := range []string{
			name[:at] + name[at+1:],                                       // a letter left out
			name[:at] + "q" + name[at:],                                   // one too many
			name[:at] + "9" + name[at+1:],                                 // a wrong one
			name[:at] + name[at+1:at+2] + name[at:at+1] + name[at+2:],     // two swapped
			strings.ToUpper(name[:at]) + strings.ToLower(name[at:]) + "s", // case and one edit
		} {
			if got := Nearest(written); got == "" {
				t.Errorf("Nearest(%q) finds nothing, though %q is near", written, name)
			}
		}
	}
}

// TestVocabularyFacts asks the tables for every fact of the release.
func TestVocabularyFacts(t *testing.T) {
	folder := os.Getenv("METACHECK_FACTS")
	if folder == "" {
		t.Skip("METACHECK_FACTS is not set: the facts of the vocabulary are not at hand")
	}
	data, err := os.ReadFile(filepath.Join(folder, "vocab.json"))
	if err != nil {
		t.Fatal(err)
	}
	type entry struct {
		Parents, Domains, Ranges []string
		Section                  string
		SupersededBy             []string `json:"superseded_by"`
		InverseOf                string
		Deprecated               bool
		Enumeration, DataType    bool
	}
	var facts struct {
		Version, Released   string
		Classes, Properties map[string]entry
		Members             map[string]any
		MemberNotes         map[string]entry `json:"member_notes"`
	}
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	if facts.Version != Release || facts.Released != Released {
		t.Errorf("tables are of %s (%s), facts of %s (%s)", Release, Released, facts.Version, facts.Released)
	}
	same := func(what, name string, got, want any) {
		t.Helper()
		g, _ := json.Marshal(got)
		w, _ := json.Marshal(want)
		if string(g) != string(w) {
			t.Errorf("%s of %s: got %s, want %s", what, name, g, w)
		}
	}
	nonEmpty := func(list []string) []string {
		if len(list) == 0 {
			return nil
		}
		return list
	}
	successor := func(e entry) string { return strings.Join(e.SupersededBy, " ") }
	if types, properties := Names(); len(types) != len(facts.Classes) || len(properties) != len(facts.Properties) {
		t.Errorf("%d types and %d properties, facts have %d and %d", len(types), len(properties), len(facts.Classes), len(facts.Properties))
	}
	above := func(name string) map[string]bool {
		set := map[string]bool{}
		var add func(string)
		add = func(n string) {
			for _, p := range facts.Classes[n].Parents {
				set[p] = true
				add(p)
			}
		}
		add(name)
		return set
	}
	for name, c := range facts.Classes {
		same("type", name, IsType(name), true)
		same("parents", name, Parents(name), nonEmpty(c.Parents))
		same("section", name, Section(name), c.Section)
		same("successor", name, SupersededBy(name), successor(c))
		same("deprecated", name, IsDeprecated(name), c.Deprecated)
		same("enumeration", name, IsEnumeration(name), c.Enumeration)
		same("data type", name, IsDataType(name), c.DataType)
		ancestors := above(name)
		for other := range facts.Classes {
			if got, want := IsSubtype(name, other), name == other || ancestors[other]; got != want {
				t.Errorf("IsSubtype(%q, %q) = %v", name, other, got)
			}
		}
	}
	for name, p := range facts.Properties {
		same("property", name, IsProperty(name), true)
		same("domains", name, Domains(name), nonEmpty(p.Domains))
		same("ranges", name, Ranges(name), nonEmpty(p.Ranges))
		same("superproperties", name, Superproperties(name), nonEmpty(p.Parents))
		same("section", name, Section(name), p.Section)
		same("successor", name, SupersededBy(name), successor(p))
		same("deprecated", name, IsDeprecated(name), p.Deprecated)
		same("inverse", name, Inverse(name), p.InverseOf)
		for class := range facts.Classes {
			ancestors := above(class)
			want := len(p.Domains) == 0
			for _, d := range p.Domains {
				want = want || d == class || ancestors[d]
			}
			if got := Expects(name, []string{class}); got != want {
				t.Errorf("Expects(%q, %q) = %v", name, class, got)
			}
			if testing.Short() {
				break
			}
		}
	}
	for name, enums := range facts.Members {
		list, ok := enums.([]any)
		if !ok {
			list = []any{enums}
		}
		same("enumeration", name, EnumMember(name), list[0])
		for _, e := range list {
			same("membership", name, IsMember(name, e.(string)), true)
		}
		if !IsType(name) {
			same("successor", name, SupersededBy(name), successor(facts.MemberNotes[name]))
			same("deprecated", name, IsDeprecated(name), facts.MemberNotes[name].Deprecated)
		}
	}
}

func TestLookupsDoNotAllocate(t *testing.T) {
	types := []string{"NewsArticle"}
	if n := testing.AllocsPerRun(100, func() {
		IsType("NewsArticle")
		IsSubtype("NewsArticle", "Thing")
		Expects("headline", types)
		Parents("NewsArticle")
		Domains("headline")
		Ranges("headline")
		SupersededBy("reviews")
		EnumMember("InStock")
		Coercion("url")
	}); n != 0 {
		t.Errorf("look-ups allocate %v times", n)
	}
}

func BenchmarkIsSubtype(b *testing.B) {
	for b.Loop() {
		IsSubtype("NewsArticle", "Thing")
	}
}

func BenchmarkExpects(b *testing.B) {
	types := []string{"NewsArticle"}
	for b.Loop() {
		Expects("headline", types)
	}
}

func BenchmarkNearest(b *testing.B) {
	for b.Loop() {
		Nearest("datePublsihed")
	}
}
