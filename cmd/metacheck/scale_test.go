package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

var scale = flag.Int("scale", 0, "lint so many built pages, a third and a tenth of them, and tell what it costs; 10000 takes a minute")

// TestScale lints built pages with a baseline and three outputs: the time grows
// with their number and the memory does not.
func TestScale(t *testing.T) {
	if *scale == 0 {
		t.Skip("a measurement: go test ./cmd/metacheck -run TestScale -scale 10000 -v")
	}
	if testing.CoverMode() != "" {
		t.Skip("measures nothing of use under coverage")
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "metacheck")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	// Time is that of the processors: other work on the machine does not count.
	var first time.Duration
	for _, n := range []int{*scale / 10, *scale * 3 / 10, *scale} {
		site := filepath.Join(dir, fmt.Sprintf("site%d", n))
		size := buildSite(t, site, n)
		lint := func(args ...string) (took, spent time.Duration, peak int64, code int) {
			cmd := exec.Command(bin, append([]string{"lint", "public", "--quiet",
				"--output", "sarif=out.sarif", "--output", "junit=out.xml", "--output", "jsonl=out.jsonl"}, args...)...)
			cmd.Dir = site
			start := time.Now()
			err := cmd.Run()
			took = time.Since(start)
			state := cmd.ProcessState
			if err != nil && state.ExitCode() < 0 {
				t.Fatal(err)
			}
			return took, state.UserTime() + state.SystemTime(), peakMemory(state), state.ExitCode()
		}
		if _, _, _, code := lint("--baseline", "base", "--update-baseline"); code != exitClean {
			t.Fatalf("the update ended with %d", code)
		}
		took, spent, peak, code := lint("--baseline", "base")
		if code != exitClean {
			t.Errorf("with the baseline the run ended with %d", code)
		}
		parsed := parseSite(t, site)
		base, err := os.Stat(filepath.Join(site, "base"))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%6d pages, %4d MB, baseline %d kB: %.2f s, of processors %.2f s, %.2f ms a page; html.Parse of the same bytes %.2f s; peak %d MB",
			n, size>>20, base.Size()>>10, took.Seconds(), spent.Seconds(), spent.Seconds()*1e3/float64(n), parsed.Seconds(), peak>>20)
		if peak > 200<<20 {
			t.Errorf("%d pages took %d MB of memory, more than 200", n, peak>>20)
		}
		if first == 0 {
			first = spent
		} else if limit := 3 * first * time.Duration(n) / time.Duration(*scale/10) / 2; spent > limit {
			t.Errorf("%d pages took %v, more than %v: the time is not linear", n, spent, limit)
		}
	}
}

// parseSite reads and parses all pages with html.Parse.
func parseSite(t *testing.T, site string) time.Duration {
	t.Helper()
	start := time.Now()
	err := filepath.WalkDir(site, func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".html" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, err = html.Parse(bytes.NewReader(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

// buildSite writes n pages as a generator of sites builds them, of 8 to 30 kB,
// with faults on every third, and gives the number of their bytes.
func buildSite(t *testing.T, site string, n int) int64 {
	t.Helper()
	rnd := rand.New(rand.NewPCG(6, 6))
	words := strings.Fields("harbour tide bread oven winter train station valley garden paper window river stone market " +
		"lamp letter morning bridge salt road island copper forest kitchen music ferry cloud orchard signal wool")
	pick := func(k int) string {
		var b strings.Builder
		for i := range k {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(words[rnd.IntN(len(words))])
		}
		return b.String()
	}
	total := int64(0)
	for i := range n {
		var b strings.Builder
		url := fmt.Sprintf("https://example.org/section-%d/page-%d/", i%100, i)
		title := strings.ToUpper(words[i%len(words)][:1]) + words[i%len(words)][1:] + " " + pick(4) + fmt.Sprint(" ", i)
		image := "https://example.org/img/" + words[i%len(words)] + ".3f9a2c1b.jpg"
		day := fmt.Sprintf("2025-%02d-%02dT08:30:00Z", i%12+1, i%28+1)
		fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n", title)
		fmt.Fprintf(&b, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"canonical\" href=\"%s\">\n", url)
		if i%3 != 0 {
			fmt.Fprintf(&b, "<meta name=\"description\" content=\"%s.\">\n", pick(18))
			fmt.Fprintf(&b, "<meta property=\"og:image:alt\" content=\"%s\">\n", pick(4))
		}
		fmt.Fprintf(&b, "<meta property=\"og:title\" content=\"%s\">\n<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:url\" content=\"%s\">\n<meta property=\"og:image\" content=\"%s\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">\n", title, url, image)
		fmt.Fprintf(&b, "<meta property=\"article:published_time\" content=\"%s\">\n<link rel=\"stylesheet\" href=\"/app.3f9a2c1b.css\">\n", day)
		fmt.Fprintf(&b, `<script type="application/ld+json">{"@context":"https://schema.org","@type":"BlogPosting","headline":"%s","datePublished":"%s","image":"%s","author":{"@type":"Person","name":"%s"},"mainEntityOfPage":"%s"}</script>`+"\n</head>\n<body>\n<header><nav><ul>\n", title, day, image, pick(2), url)
		for range 12 {
			fmt.Fprintf(&b, "<li><a class=\"nav-link\" href=\"/section-%d/\">%s</a></li>\n", rnd.IntN(100), pick(2))
		}
		fmt.Fprintf(&b, "</ul></nav></header>\n<main><article><h1>%s</h1>\n<time datetime=\"%s\">%s</time>\n", title, day, day[:10])
		for want := 8<<10 + rnd.IntN(22<<10); b.Len() < want; {
			fmt.Fprintf(&b, "<p>%s, <a href=\"/section-%d/page-%d/\">%s</a> %s.</p>\n", pick(30), rnd.IntN(100), rnd.IntN(n), pick(3), pick(20))
			if rnd.IntN(6) == 0 {
				fmt.Fprintf(&b, "<figure><img src=\"/img/%s.90ab12cd.jpg\" alt=\"%s\" width=\"800\" height=\"600\"><figcaption>%s</figcaption></figure>\n<h2>%s</h2>\n", words[rnd.IntN(len(words))], pick(3), pick(6), pick(4))
			}
		}
		b.WriteString("</article></main>\n<footer><p>" + pick(8) + "</p></footer>\n</body>\n</html>\n")
		name := filepath.Join(site, "public", fmt.Sprintf("section-%d", i%100), fmt.Sprintf("page-%d", i), "index.html")
		writeFile(t, name, b.String())
		total += int64(b.Len())
	}
	return total
}
