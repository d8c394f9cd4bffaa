package checks_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
)

// seedFindings are the findings that a careful human reports on the seed page
// at the default profile, by line. date/published-conflict is folded into
// date/published-equals-modified: it has the same cause.
const seedFindings = `6 warning head/lang-missing
16 info og/unknown-property
23 info head/meta-empty
39 info cross/brand-case
39 warning cross/title-mismatch
43 info og/image-alt-missing
43 info og/image-dimensions-missing
46 info twitter/title-too-long
60 info link/icon-type
335 info google/article-date-modified-missing
347 error google/breadcrumb-required
361 warning date/invalid-time-element
361 warning date/visible-mismatch
397 info microdata/script-in-value
650 warning date/published-equals-modified
655 info microdata/link-value-for-text
`

func TestSeed(t *testing.T) {
	dir := os.Getenv("METACHECK_SEEDS")
	if dir == "" {
		t.Skip("METACHECK_SEEDS is not set: the seed page is not read")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("want one seed record in %s, have %d (%v)", dir, len(files), err)
	}
	l, err := checks.New(checks.Settings{Positions: true, AsOf: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	var got, full strings.Builder
	err = l.Run(context.Background(), ingest.Sources(context.Background(), files, ingest.Options{}), 1, func(r *checks.Result) error {
		if r.Err != nil {
			t.Errorf("%s: %v", r.Label(), r.Err)
		}
		for _, f := range r.Findings {
			fmt.Fprintf(&got, "%d %s %s\n", f.Place.Start.Line, f.Severity, f.Check.ID)
		}
		show(&full, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(seedFindings, got.String()); diff != "" {
		t.Errorf("findings on the seed page differ (-want +got)\n%s\n%s", diff, full.String())
	}
}
