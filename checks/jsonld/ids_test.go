package jsonld

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

// TestManyReferences runs the checks on a page with thousands of references
// to items that are not there, each nearly to one that is, and each is told which
// that is. That the work grows with the page and no faster is held by the shape
// "references nearly to others" of package hostile.
func TestManyReferences(t *testing.T) {
	var nodes []string
	for i := range 15_000 {
		nodes = append(nodes, fmt.Sprintf(`{"@type": "Person", "@id": "#ada%d", "knows": {"@id": "#Ada%d"}}`, i, i))
	}
	src := `<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [` + strings.Join(nodes, ",") + `]}</script>`
	p, err := page.Read(page.Source{Data: []byte(src), URL: "https://example.com/"}, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var findings []*check.Finding
	pass := check.NewPass(p, time.Time{}, func(f *check.Finding) { findings = append(findings, f) })
	for _, c := range Checks {
		pass.Run(c, nil)
	}
	hinted := 0
	for _, f := range findings {
		if strings.Contains(f.Help, `write "https://example.com/#ada`) {
			hinted++
		}
	}
	if hinted != len(nodes) {
		t.Errorf("%d of %d references come with the item that was meant", hinted, len(nodes))
	}
}
