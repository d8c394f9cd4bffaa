// Command vocabgen writes the tables of the schema.org vocabulary into package
// schemaorg. It takes the facts from vocab.json in the folder that the
// environment variable METACHECK_FACTS names, or, with -release, from the file
// schemaorg-all-https.jsonld of a schema.org release:
//
//	METACHECK_FACTS=… go generate ./schemaorg
//	go run ./schemaorg/internal/vocabgen -release schemaorg-all-https.jsonld -version 30.0 -date 2026-03-19 -o schemaorg/vocabulary_tables.go
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// factsVariable names the folder of the facts.
const factsVariable = "METACHECK_FACTS"

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("vocabgen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	release := flags.String("release", "", "read this schemaorg-all-https.jsonld instead of the facts")
	version := flags.String("version", "", "version of the release, such as 30.0")
	date := flags.String("date", "", "date of the release, YYYY-MM-DD")
	out := flags.String("o", "vocabulary_tables.go", "file to write")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	var v *vocabulary
	var err error
	if *release != "" {
		v, err = readRelease(*release, *version, *date)
	} else if folder := os.Getenv(factsVariable); folder != "" {
		v, err = readFacts(filepath.Join(folder, "vocab.json"))
	} else {
		err = errors.New("set " + factsVariable + " or give -release")
	}
	if err == nil {
		err = generate(v, *out, true)
	}
	if err != nil {
		fmt.Fprintln(stderr, "vocabgen:", err)
		return 2
	}
	return 0
}

// generate makes the tables and writes them to path, or, when write is false,
// compares them with what stands there.
func generate(v *vocabulary, path string, write bool) error {
	code, err := tables(v)
	if err != nil {
		return err
	}
	if write {
		return os.WriteFile(path, code, 0o644)
	}
	have, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, code) {
		return fmt.Errorf("%s is not what release %s gives; run go generate ./schemaorg", filepath.Base(path), v.Version)
	}
	return nil
}
