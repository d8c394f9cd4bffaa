package langtag

import (
	"strings"
	"testing"

	"golang.org/x/text/language"
)

func TestWellFormed(t *testing.T) {
	for tag, want := range map[string]bool{
		"en": true, "EN-gb": true, "zh-Hant-TW": true, "zh-cmn-Hans-CN": true, "es-419": true, "sl-rozaj-biske-1994": true,
		"de-CH-x-phonebk": true, "en-US-u-islamcal": true, "x-whatever": true, "i-klingon": true, "sgn-BE-FR": true,
		"de-1901": true, "a": false, "": false, "en_GB": false, "en-": false, "-en": false, "en--GB": false, "en US": false,
		"de-419-DE": false, "a-DE": false, "en-u": false, "x": false, "en-x": false, "123": false, "en-GB,fr": false,
		"abcdefghi": false, "en-toolongsubtag": false, "日本": false, "\u212Ao": false, "zh-min-nan": true, "aa-bbb-ccc-ddd-eee": false,
	} {
		if got := WellFormed(tag); got != want {
			t.Errorf("WellFormed(%q) = %v, want %v", tag, got, want)
		}
	}
	if WellFormed(strings.Repeat("en-", 1<<20)) {
		t.Error("a tag of three megabytes is well-formed")
	}
}

func TestParse(t *testing.T) {
	for tag, want := range map[string]Tag{
		"en":               {Language: "en"},
		"EN-gb":            {Language: "en", Region: "GB"},
		"zh-hANT-tw":       {Language: "zh", Script: "Hant", Region: "TW"},
		"sr-Latn":          {Language: "sr", Script: "Latn"},
		"es-419":           {Language: "es", Region: "419"},
		"zh-cmn-Hans-CN":   {Language: "zh", Script: "Hans", Region: "CN", More: true},
		"ca-ES-valencia":   {Language: "ca", Region: "ES", More: true},
		"de-u-co-phonebk":  {Language: "de", More: true},
		"en-x-own":         {Language: "en", More: true},
		"x-default":        {Language: "x", More: true},
		"i-klingon":        {Language: "i", More: true},
		"english":          {Language: "english"},
		"ENGLISH-Latn-419": {Language: "english", Script: "Latn", Region: "419"},
	} {
		if got, ok := Parse(tag); got != want || !ok {
			t.Errorf("Parse(%q) = %+v, %v, want %+v", tag, got, ok, want)
		}
	}
	if got, ok := Parse("en_GB"); ok || got != (Tag{}) {
		t.Errorf("Parse(\"en_GB\") = %+v, %v", got, ok)
	}
}

func TestKnownLanguage(t *testing.T) {
	for tag, want := range map[string]struct {
		known  bool
		better string
	}{
		"en-GB": {true, ""}, "haw": {true, ""}, "und": {true, ""}, "mul": {true, ""}, "zxx": {true, ""}, "qaa": {true, ""},
		"iw": {true, ""}, "no": {true, ""}, "cmn": {true, ""}, "uk": {true, ""}, "tlh": {true, ""}, "x-own": {true, ""},
		"jp": {false, "ja"}, "cz": {false, "cs"}, "cn": {false, "zh"}, "dk": {false, "da"}, "us": {false, "en"},
		"eng": {false, "en"}, "ger": {false, "de"}, "english": {false, ""}, "xq": {false, ""}, "qqqq": {false, ""},
	} {
		known, better := KnownLanguage(tag)
		if known != want.known || better != want.better {
			t.Errorf("KnownLanguage(%q) = %v, %q, want %v, %q", tag, known, better, want.known, want.better)
		}
	}
}

func TestKnownScript(t *testing.T) {
	for script, want := range map[string]bool{"Hant": true, "latn": true, "Hanx": false, "": false, "Latin": false} {
		if got := KnownScript(script); got != want {
			t.Errorf("KnownScript(%q) = %v", script, got)
		}
	}
}

func TestRegions(t *testing.T) {
	for region, want := range map[string][2]bool{
		"GB": {true, false}, "de": {true, false}, "SS": {true, false}, "UK": {false, true}, "EU": {false, true},
		"XK": {false, true}, "XX": {false, false}, "ZZ": {false, false}, "EN": {false, false}, "419": {false, false},
		"": {false, false}, "D ": {false, false}, " E": {false, false}, "DEU": {false, false},
	} {
		if got := [2]bool{Country(region), Reserved(region)}; got != want {
			t.Errorf("region %q: country and reserved are %v, want %v", region, got, want)
		}
	}
	// Package language knows every region that the lists have.
	n := 0
	for _, list := range []string{countries, reserved} {
		for _, code := range strings.Fields(list) {
			if _, err := language.ParseRegion(code); err != nil || len(code) != 2 {
				t.Errorf("%q is no region: %v", code, err)
			}
			if Country(code) && Reserved(code) {
				t.Errorf("%q is in both lists", code)
			}
			n++
		}
	}
	if n != 249+23 {
		t.Errorf("the lists have %d codes", n)
	}
}

func TestBase(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "en", "EN-us": "en", "de_AT.UTF-8": "de", " fr ": "fr", "nb-NO": "no", "nn": "no", "no": "no", "iw-IL": "he", "he": "he",
		"eng": "en", "ger": "de", "deu": "de", "yue-HK": "zh", "zh-Hant": "zh", "tl": "fil", "fil": "fil", "hr": "hr", "sr-Latn": "sr",
		"": "", "und": "", "mul": "", "zxx": "", "x-default": "", "english": "", "qaa": "", "jp": "", "1": "",
	} {
		if got := Base(tag); got != want {
			t.Errorf("Base(%q) = %q, want %q", tag, got, want)
		}
	}
}

// FuzzParse holds that the grammar minds no case, and that what Parse takes
// apart fits together again.
func FuzzParse(f *testing.F) {
	for _, tag := range []string{"en-GB", "zh-Hant-TW", "en_GB", "de-CH-x-phonebk", "i-klingon", "a-b-c", "sl-rozaj-biske-1994", "en-u-ca", "\u212Ao"} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		got, ok := Parse(tag)
		if upper, upperOK := Parse(strings.ToUpper(tag)); every(tag, func(c byte) bool { return c < 0x80 }) && (ok != upperOK || got != upper) {
			t.Errorf("Parse(%q) = %+v, %v; in capitals %+v, %v", tag, got, ok, upper, upperOK)
		}
		KnownLanguage(tag)
		Base(tag)
		if !ok || got.Language == "x" || got.Language == "i" {
			return
		}
		parts := []string{got.Language}
		for _, part := range []string{got.Script, got.Region} {
			if part != "" {
				parts = append(parts, part)
			}
		}
		again, ok := Parse(strings.Join(parts, "-"))
		if again.More = got.More; !ok || again != got {
			t.Errorf("Parse(%q) = %+v, and of its parts %+v, %v", tag, got, again, ok)
		}
		if !got.More && !strings.EqualFold(strings.Join(parts, "-"), tag) {
			t.Errorf("Parse(%q) = %+v lacks a part", tag, got)
		}
	})
}
