//go:build !metacheck_poison

package page

import (
	"runtime"
	"strings"
	"testing"
)

// TestManyTexts holds that looking into titles and styles for tags takes memory
// for none by itself. The shapes "styles with tags" and "titles with tags" of package
// hostile hold that none of them looks at what comes after it. Memory that is poisoned is
// not used again, so that the count says nothing there.
func TestManyTexts(t *testing.T) {
	for _, text := range []string{"<style>a<meta name=b></style>", "<title>a<meta name=b></title>"} {
		const n = 100_000
		p := readText(t, strings.Repeat(text, n))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		list := findSwallows(p)
		runtime.ReadMemStats(&after)
		if bytes := after.TotalAlloc - before.TotalAlloc; len(list) > 0 || bytes > n*1024 {
			t.Errorf("%d texts such as %s took %d bytes, and %d hold metadata", n, text, bytes, len(list))
		}
	}
}
