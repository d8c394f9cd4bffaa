package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/metacheck/metacheck/"

// floors are the rooms from the top to the bottom. A package may import only
// packages of lower floors; rooms of one floor do not know each other, but for
// a package and the packages below its own folder where the comment says so.
var floors = [][]string{
	// At the top, so that nothing but tests can import it.
	{"cmd/", "internal/testing/archivegen", "internal/testing/hostile/counting", "internal/rdf/rdftest", "internal/read/warc/warctest"},
	// A run: the way of a page from its input to the reports.
	{"internal/run"},
	{"internal/config", "internal/read/git"},
	{"internal/setting"},
	{"internal/baseline", "internal/report", "internal/store", "internal/read/ingest"},
	{"checks"},
	// The families: one package each.
	{
		"checks/archive", "checks/cross", "checks/date", "checks/google", "checks/head", "checks/hreflang",
		"checks/jsonld", "checks/link", "checks/markup", "checks/microdata", "checks/og", "checks/rdfa", "checks/regression", "checks/robots",
		"checks/schema", "checks/site", "checks/suppression", "checks/twitter",
	},
	{"checks/check"},
	// Many pages.
	{"internal/site", "internal/site/snapshot"},
	// How archives and what addresses name are read, before they are pages.
	{"internal/read/parquet", "internal/read/warc"},
	{"internal/read/compress", "internal/read/remote"},
	{"internal/page"},
	// The extractors do not import each other.
	{"schemaorg/microdata", "schemaorg/rdfa", "schemaorg/jsonld"},
	// What extractors share.
	{"internal/rdf", "internal/htmltree"},
	{"schemaorg"},
	{"schemaorg/internal/vocabgen"},
	{"schemaorg/internal/terms"},
	// What outlives a page.
	{"internal/summary"},
	// Files of a site beside its pages.
	{"internal/site/siteurl", "internal/site/sitemap", "internal/values/imagesize"},
	// What is read or compared without knowing pages.
	{"internal/values/titles", "internal/values/dates", "internal/values/weburl", "internal/values/langtag", "internal/values/numbers", "internal/values/robots", "internal/htmltree"},
	{"internal/text", "internal/files/lockfile", "internal/files/tempfile", "internal/files/rooted", "internal/redact", "internal/read/parquet", "internal/testing/hostile"},
}

// outlives are the rooms of what outlives a page: they know summaries, and no
// page, its tree or its items, neither by themselves nor through what they
// import.
var outlives = []string{"internal/summary", "internal/site", "internal/site/snapshot"}

// summariesOnly are rooms that import no page themselves. It is still below
// them: the store keeps the results of package checks, which reads pages, and
// checks over many pages and builds are declared as checks on one page are, by
// a value of package check that may have any of the three.
var summariesOnly = []string{"internal/store", "checks/regression", "checks/site"}

// ofPages are the rooms of pages.
var ofPages = []string{"internal/page", "internal/htmltree", "schemaorg"}

// floor is the number of the floor that a package is on, or -1.
func floor(pkg string) int {
	for i, rooms := range floors {
		for _, room := range rooms {
			if pkg == room || strings.HasSuffix(room, "/") && strings.HasPrefix(pkg, room) {
				return i
			}
		}
	}
	return -1
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

// TestArrows holds the arrows between the rooms: imports run one way.
func TestArrows(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	n := 0
	imports := map[string][]string{} // within the module
	for {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		n++
		from := strings.TrimPrefix(p.ImportPath, module)
		level := floor(from)
		if level < 0 {
			t.Errorf("package %s is in no room: give it a floor here", from)
			continue
		}
		for _, imp := range p.Imports {
			if to, ok := strings.CutPrefix(imp, module); ok {
				imports[from] = append(imports[from], to)
				if f := floor(to); f <= level {
					t.Errorf("%s (floor %d) imports %s (floor %d): arrows run down only", from, level, to, f)
				}
			}
			if strings.HasPrefix(imp, "github.com/piprate/json-gold") && from != "schemaorg/jsonld" && from != "internal/rdf/rdftest" {
				t.Errorf("%s imports json-gold: only schemaorg/jsonld may", from)
			}
			if strings.HasPrefix(imp, "github.com/urfave/cli") && !strings.HasPrefix(from, "cmd/") {
				t.Errorf("%s imports urfave/cli: only cmd may", from)
			}
			// internal/read/remote and internal/read/git are sources.
			if (imp == "net" && from != "internal/read/remote" || imp == "os/exec" && from != "internal/read/git") && !strings.HasPrefix(from, "cmd/") {
				t.Errorf("%s imports %s: no stage after the source touches the network or starts programs", from, imp)
			}
		}
	}
	if n < 15 {
		t.Fatalf("only %d packages seen", n)
	}
	for _, from := range outlives {
		if len(imports[from]) == 0 {
			t.Errorf("%s imports nothing of the module: is it gone?", from)
		}
		for _, of := range ofPages {
			if way := wayTo(imports, from, of, map[string]bool{}); way != nil {
				t.Errorf("%s outlives pages and knows %s: %s", from, of, strings.Join(way, " imports "))
			}
		}
	}
	for _, from := range summariesOnly {
		if !slices.Contains(imports[from], "internal/summary") {
			t.Errorf("%s does not import internal/summary: is it gone?", from)
		}
		if slices.Contains(imports[from], "internal/page") {
			t.Errorf("%s imports internal/page: it knows summaries only", from)
		}
	}
}

// wayTo are the packages from one to another that it imports, directly or not;
// nil when it does not.
func wayTo(imports map[string][]string, from, to string, seen map[string]bool) []string {
	if from == to {
		return []string{to}
	}
	seen[from] = true
	for _, next := range imports[from] {
		if seen[next] {
			continue
		}
		if way := wayTo(imports, next, to, seen); way != nil {
			return append([]string{from}, way...)
		}
	}
	return nil
}
