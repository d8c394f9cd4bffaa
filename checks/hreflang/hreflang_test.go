package hreflang

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

func TestJudge(t *testing.T) {
	for value, want := range map[string]struct {
		flaw   flaw
		better string
	}{
		// Right: languages that look like countries among them.
		"en": {fine, ""}, "EN-us": {fine, ""}, " de ": {fine, ""}, "zh-Hant-TW": {fine, ""}, "sr-Latn": {fine, ""}, "x-default": {fine, ""},
		"X-Default": {fine, ""}, "be": {fine, ""}, "se": {fine, ""}, "no": {fine, ""}, "sv": {fine, ""}, "nb-NO": {fine, ""}, "uk": {fine, ""},
		"uk-UA": {fine, ""}, "sq-XK": {fine, ""}, "iw": {fine, ""}, "in": {fine, ""}, "ar-AR": {fine, ""}, "tl": {fine, ""},
		// Wrong for everybody.
		"":           {empty, ""},
		"{{ lang }}": {placeholder, ""},
		"en, de":     {severalCodes, ""}, "en US": {severalCodes, ""},
		"xdefault": {defaultTypo, xDefault}, "x_default": {defaultTypo, xDefault}, "default": {defaultTypo, xDefault}, "x-defalut": {private, xDefault},
		"en_GB": {underscore, "en-GB"}, "zh_Hans_CN": {underscore, "zh-Hans-CN"}, "en_": {underscore, "en"}, "en_UK": {underscore, "en-GB"}, "jp_JP": {underscore, "ja"},
		"zh-CN-Hans": {grammar, "zh-Hans-CN"}, "en-": {grammar, "en"}, "-en": {grammar, "en"}, "en--GB": {grammar, "en-GB"}, "日本": {grammar, ""}, "e": {grammar, ""}, "*": {grammar, ""},
		"jp": {countryFirst, "ja"}, "gb": {countryFirst, "en"}, "us": {countryFirst, "en"}, "cz": {countryFirst, "cs"}, "cn": {countryFirst, "zh"},
		"us-en": {countryFirst, "en-US"}, "gb-en": {countryFirst, "en-GB"}, "jp-JP": {countryFirst, "ja"}, "eu-": {grammar, "eu"}, "cn-Hans": {countryFirst, "zh-Hans"},
		"eng": {longCode, "en"}, "ger-DE": {longCode, "de-DE"}, "eng-UK": {longCode, ""},
		"english": {noLanguage, ""}, "xq": {noLanguage, ""}, "xx-XX": {noLanguage, ""},
		"zh-Hanx": {noScript, "zh"}, "zh-Hanx-TW": {noScript, "zh-TW"},
		"en-EN": {noCountry, "en"}, "en-XX": {noCountry, "en"}, "da-ZZ": {noCountry, "da"}, "sr-Latn-SP": {noCountry, "sr-Latn"},
		"x-own": {private, ""},
		// Right for some.
		"en-UK": {reservedRegion, "en-GB"}, "en-EU": {reservedRegion, "en"}, "sr-YU": {reservedRegion, "sr"}, "en-UN": {reservedRegion, "en"},
		"es-419": {numericRegion, "es"}, "en-001": {numericRegion, "en"},
		"fil": {longLanguage, ""}, "fil-PH": {longLanguage, ""}, "ast": {longLanguage, ""}, "haw": {longLanguage, ""}, "mul": {longLanguage, ""},
		"ca-valencia": {moreSubtags, "ca"}, "de-DE-1996": {moreSubtags, "de-DE"}, "en-x-own": {moreSubtags, "en"}, "i-klingon": {moreSubtags, ""},
	} {
		f, better := judge(value)
		if f != want.flaw || better != want.better {
			t.Errorf("judge(%q) = %d, %q, want %d, %q", value, f, better, want.flaw, want.better)
		}
	}
	if f, _ := judge(strings.Repeat("en_", 1<<20)); f != grammar {
		t.Errorf("a code of three megabytes has the flaw %d", f)
	}
}

// FuzzJudge holds that what judge proposes is right.
func FuzzJudge(f *testing.F) {
	for _, value := range []string{"en_GB", "us-en", "zh-CN-Hans", "es-419", "eng-UK", "x_default", "ca-valencia", "en-x-own", "zz-Hanx-EU"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if _, better := judge(value); better != "" {
			if again, _ := judge(better); again != fine {
				t.Errorf("judge(%q) proposes %q, which has the flaw %d", value, better, again)
			}
		}
	})
}

// TestBounded holds that a page with as many alternates as are read is judged
// with few findings.
func TestBounded(t *testing.T) {
	for name, format := range map[string]string{
		"wrong":   `<link rel=alternate hreflang="e%d" href="/%[1]d">`,
		"locales": `<link rel=alternate hreflang="en_%d" href="//example.com/%[1]d" media=print>`,
		"same":    `<link rel=alternate hreflang=en-UK href="https://example.com/%d">`,
		"long":    `<link rel=alternate hreflang=fil href="https://example.com/%d">`,
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString(`<html lang=en><link rel=canonical href="https://example.com/own"><body>`)
			for i := range 12_000 {
				fmt.Fprintf(&b, format, i)
			}
			p, err := page.Read(page.Source{Data: []byte(b.String()), URL: "https://example.com/own?a=1"}, page.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range Checks {
				if c.Run == nil {
					continue
				}
				n := 0
				check.NewPass(p, time.Time{}, func(f *check.Finding) {
					if n++; len(f.Related) > maxRelated+1 {
						t.Errorf("%s has %d related places", c.ID, len(f.Related))
					}
				}).Run(c, nil)
				if n > int(private) {
					t.Errorf("%s reports %d times", c.ID, n)
				}
			}
		})
	}
}
