package redact

import (
	"errors"
	"strings"
	"testing"
)

func TestURL(t *testing.T) {
	for in, want := range map[string]string{
		"page.html":                            "page.html",
		"https://example.org/a?b=c&key=news#d": "https://example.org/a?b=c&key=news#d",
		"https://example.org/@user/a?x=a@b":    "https://example.org/@user/a?x=a@b",
		"https://example.org:8080/@user":       "https://example.org:8080/@user",
		"https://[::1]:8080/@user":             "https://[::1]:8080/@user",
		"https://user:pass@example.org/":       "https://example.org/",
		"https://ghp_abc@example.org":          "https://example.org",
		"https://user:p@ss@example.org/a":      "https://example.org/a",
		"https://user:p/s?s#x@example.org/a":   "https://example.org/a",
		"s3://KEY:SECRET@bucket/a b":           "s3://bucket/a b",
		"https://b.s3.amazonaws.com/a.warc.gz?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20260101&X-Amz-Date=1&X-Amz-Expires=9&X-Amz-SignedHeaders=host&X-Amz-Signature=abc": "https://b.s3.amazonaws.com/a.warc.gz",
		"https://h/a?versionId=3&x%2Damz-signature=abc&X-AMZ-Date=1":                             "https://h/a?versionId=3",
		"https://storage.googleapis.com/b/a?X-Goog-Signature=x&X-Goog-Credential=y&generation=1": "https://storage.googleapis.com/b/a?generation=1",
		"https://h/a?AWSAccessKeyId=A&Expires=1&Signature=x&b=1":                                 "https://h/a?b=1",
		"https://d.cloudfront.net/a?Expires=1&Signature=x&Key-Pair-Id=K&Policy=p":                "https://d.cloudfront.net/a",
		"https://acc.blob.core.windows.net/c/a.html?sv=1&st=2&se=3&sr=b&sp=r&sig=x%3D":           "https://acc.blob.core.windows.net/c/a.html",
		"https://h/a?sp=1&se=2":                       "https://h/a?sp=1&se=2",
		"https://h/a?sig=x&b=1":                       "https://h/a?sig=***&b=1",
		"https://h/a?b=1&access_token=x;api-key=y":    "https://h/a?b=1&access_token=***&api-key=***",
		"https://h/a?Password=x&token":                "https://h/a?Password=***&token",
		"https://h/a?key=AIzaSyA1234567890abcdefgh":   "https://h/a?key=***",
		"https://h/a?code=a-long-article-about-codes": "https://h/a?code=a-long-article-about-codes",
		"https://h/a#access_token=x&state=1":          "https://h/a#access_token=***&state=1",
		"ftp://u:p@h/":                                "ftp://h/",
		"://u:p@h":                                    "://u:p@h",
	} {
		got := URL(in)
		if got != want {
			t.Errorf("URL(%q) = %q, want %q", in, got, want)
		}
		if again := URL(got); again != got {
			t.Errorf("URL(%q) = %q is not what it stays", got, again)
		}
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"no URL": "no URL",
		`cannot read "https://u:p@h/?token=x": 403`:                      `cannot read "https://h/?token=***": 403`,
		"https://u:p@h/?token=x: 403; then http://v:q@g, and (s3://w@b)": "https://h/?token=***: 403; then http://g, and (s3://b)",
		`parse "://u:p@h"`: `parse "://u:p@h"`,
	} {
		if got := Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
	cause := errors.New("lost https://u:p@h/")
	if err := Error(cause); err.Error() != "lost https://h/" || !errors.Is(err, cause) {
		t.Errorf("Error is %q", err)
	}
	if plain := errors.New("lost"); Error(plain) != plain || Error(nil) != nil {
		t.Error("an error without credentials changed")
	}
}

func TestHeader(t *testing.T) {
	for in, want := range map[string]string{
		"X-Robots-Tag: noindex": "X-Robots-Tag: noindex", "Authorization: Bearer x": "Authorization: ***", "authorization Bearer x": "authorization  ***",
		"Set-Cookie:a=b": "Set-Cookie: ***", "X-API-Key: x": "X-API-Key: ***", "Link": "Link",
	} {
		if got := Header(in); got != want {
			t.Errorf("Header(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("user", "pass", "a/b?c=d", "lost: ")
	f.Fuzz(func(t *testing.T, user, pass, rest, around string) {
		const secret = "s3cr3tW0rd"
		if strings.Contains(rest+around, "://") || strings.ContainsFunc(user+pass, func(r rune) bool { return endsURL(byte(r)) || r > 0x7e || strings.ContainsRune("/?#:@", r) }) {
			return
		}
		in := around + " https://" + user + secret + ":" + pass + secret + "@example.org/" + rest
		if out := Text(in); strings.Contains(out, secret) {
			t.Errorf("Text(%q) = %q", in, out)
		}
	})
}
