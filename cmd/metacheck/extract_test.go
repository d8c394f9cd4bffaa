package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestExtractInterrupt cancels an extraction whose input does not end: what
// was read stands, the document is closed, and the exit code says that work
// was left.
func TestExtractInterrupt(t *testing.T) {
	stdin, feed := io.Pipe()
	out := &watched{want: `"record":2`, seen: make(chan struct{})}
	var errs bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int)
	go func() {
		code <- run(ctx, []string{"metacheck", "extract", "-", "--format", "json"}, stdin, out, &errs)
	}()
	record := `{"html": "<title>x</title>", "url": "https://example.org/"}` + "\n"
	if _, err := io.WriteString(feed, record+record); err != nil {
		t.Fatal(err)
	}
	<-out.seen
	cancel()
	if c := <-code; c != exitFailed {
		t.Errorf("exit code %d, want %d", c, exitFailed)
	}
	if !strings.Contains(errs.String(), "interrupted; what is printed is what the first 2 pages say") {
		t.Errorf("standard error is %q", errs.String())
	}
	var doc struct {
		Pages   []struct{ Record int }
		Summary struct{ Pages int }
	}
	if err := json.Unmarshal([]byte(out.String()), &doc); err != nil {
		t.Fatalf("the output is no JSON: %v\n%s", err, out)
	}
	if len(doc.Pages) != 2 || doc.Summary.Pages != 2 {
		t.Errorf("%d pages, summary of %d", len(doc.Pages), doc.Summary.Pages)
	}
	// Let the reader end.
	if err := feed.Close(); err != nil {
		t.Fatal(err)
	}
}

// full is a writer that takes no more.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestExtractWriteError(t *testing.T) {
	for _, format := range []string{"text", "json", "nquads", "jsonld"} {
		var errs bytes.Buffer
		page := `<p itemscope itemtype="urn:t"><b itemprop="urn:p">x</b></p>`
		code := run(context.Background(), []string{"metacheck", "extract", "-", "--format", format}, strings.NewReader(page), full{}, &errs)
		if want := "metacheck: could not write the output: disk full\n"; code != exitFailed || errs.String() != want {
			t.Errorf("%s: exit code %d, standard error %q", format, code, errs.String())
		}
	}
}
