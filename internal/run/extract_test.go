package run

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/report"
)

// TestExtract holds that pages are written in the order of the input, whatever
// the workers, with what could not be read told of, and what is left out left
// out.
func TestExtract(t *testing.T) {
	t.Chdir(t.TempDir())
	inputs := []string{"none.html"}
	for i := range 60 {
		name := fmt.Sprintf("p%02d.html", i)
		// Pages of different lengths end in another order than they begin.
		writeFile(t, name, strings.Repeat("<p>text", (60-i)*50)+fmt.Sprintf("<p itemscope itemtype='https://schema.org/Place'><b itemprop=name>%d</b>", i))
		inputs = append(inputs, name)
	}
	format, err := report.ExtractFormatNamed("nquads")
	if err != nil {
		t.Fatal(err)
	}
	syntaxes, err := report.ParseSyntaxes(nil, format)
	if err != nil {
		t.Fatal(err)
	}
	extract := func(ctx context.Context, workers int) (string, *Outcome, error) {
		var text bytes.Buffer
		o := options(t, &text, inputs...)
		o.Workers, o.Extract = workers, Extraction{Format: format, Syntaxes: syntaxes}
		o.Settings = checks.Settings{Ignore: func(name, _ string) bool { return name == "p07.html" }}
		problems := 0
		out, err := Extract(ctx, o, Events{Problem: func(string) { problems++ }})
		if err == nil && problems != 1 {
			t.Errorf("told of %d problems with %d workers, want 1", problems, workers)
		}
		return text.String(), out, err
	}
	want, out, err := extract(context.Background(), 1)
	if err != nil || out.Verdict != Failed || !out.Complete || out.Summary.Pages != 59 || out.Summary.Failed != 1 {
		t.Fatalf("the outcome is %+v, %v", out, err)
	}
	if names := strings.Count(want, "<https://schema.org/name>"); names != 59 || strings.Contains(want, `"7"`) {
		t.Errorf("%d names are written: %s", names, want)
	}
	for _, workers := range []int{2, 7} {
		if got, _, err := extract(context.Background(), workers); err != nil || got != want {
			t.Errorf("with %d workers it is not the same, %v: %s", workers, err, got)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, out, err := extract(ctx, 2); err == nil || !strings.Contains(err.Error(), "interrupted") || out.Complete {
		t.Errorf("with a context that is done: %+v, %v", out, err)
	}
}
