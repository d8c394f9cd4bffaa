// Package rdftest helps the tests of the readers of RDF: it reads the expected
// graphs of test suites and compares graphs up to the names of blank nodes.
// Only tests import it.
package rdftest

import (
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"

	"github.com/metacheck/metacheck/internal/rdf"
)

// Canonical is the dataset with its blank nodes named by URDNA2015, as sorted
// N-Quads: two datasets are isomorphic if and only if theirs are the same.
func Canonical(t testing.TB, triples []rdf.Triple) string {
	t.Helper()
	return CanonicalNQuads(t, rdf.NQuads(triples))
}

// CanonicalNQuads is [Canonical] for a dataset that is given as N-Quads. A
// statement that stands in it twice counts once.
func CanonicalNQuads(t testing.TB, nquads string) string {
	t.Helper()
	opts := ld.NewJsonLdOptions("")
	opts.Algorithm = ld.AlgorithmURDNA2015
	opts.InputFormat = "application/n-quads"
	opts.Format = "application/n-quads"
	out, err := ld.NewJsonLdProcessor().Normalize(unique(nquads), opts)
	if err != nil {
		t.Fatalf("could not normalise %s: %v", nquads, err)
	}
	return out.(string)
}

// unique drops lines that occur before: a graph is a set.
func unique(lines string) string {
	seen := map[string]bool{}
	var b strings.Builder
	for line := range strings.SplitAfterSeq(lines, "\n") {
		if !seen[line] {
			seen[line] = true
			b.WriteString(line)
		}
	}
	return b.String()
}

// Valid tells what is wrong with a text that should be N-Quads.
func Valid(nquads string) error {
	_, err := ld.ParseNQuads(nquads)
	return err
}
