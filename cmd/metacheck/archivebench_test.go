package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/testing/archivegen"
)

var archiveBytes = flag.Int64("archive-bytes", 64<<20, "size of the archives of BenchmarkArchive, in bytes of the pages; 1000000000 takes some minutes")

// measureEnv makes the test binary do the work that a benchmark measures, in a
// process of its own, whose time and memory the system then tells.
const measureEnv = "METACHECK_MEASURE"

// measured are the kinds of work.
var measured = map[string]func(){
	"lint":  main,
	"parse": parseOriginals,
	"read":  readPages,
}

// parseOriginals parses the pages of the folder os.Args[1], again and again, up
// to os.Args[2] bytes.
func parseOriginals() {
	tuneCollector()
	pages, err := archivegen.Read(os.Args[1])
	must(err)
	size, err := strconv.ParseInt(os.Args[2], 10, 64)
	must(err)
	for data := range pages.Originals(size) {
		// A page that nests too deep for the parser is an error here.
		_, _ = html.Parse(bytes.NewReader(data))
	}
	os.Exit(exitClean)
}

// readPages reads the pages of the input os.Args[1] and does nothing with them.
func readPages() {
	tuneCollector()
	for src, err := range ingest.Sources(context.Background(), os.Args[1:2], ingest.Options{}) {
		must(err)
		if src.Release != nil {
			src.Release()
		}
	}
	os.Exit(exitClean)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailed)
	}
}

// A cost is what a process took.
type cost struct {
	wall, processors time.Duration
	peak             int64 // bytes of memory, 0 where unknown
}

// measure runs work in a process of its own with so many cores. What feed
// writes, if it is not nil, is its standard input.
func measure(b *testing.B, cores int, feed func(*os.File) error, work string, args ...string) cost {
	b.Helper()
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), measureEnv+"="+work, "GOMAXPROCS="+strconv.Itoa(cores))
	var messages bytes.Buffer
	cmd.Stderr = &messages
	out, err := os.Create(filepath.Join(b.TempDir(), "out"))
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	cmd.Stdout = out
	fed := make(chan error, 1)
	if feed != nil {
		in, out, err := os.Pipe()
		if err != nil {
			b.Fatal(err)
		}
		defer in.Close()
		cmd.Stdin = in
		go func() {
			err := feed(out)
			if cerr := out.Close(); err == nil {
				err = cerr
			}
			fed <- err
		}()
	} else {
		fed <- nil
	}
	start := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("%s %q: %v\n%s", work, args, err, messages.String())
	}
	c := cost{wall: time.Since(start), processors: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak: peakMemory(cmd.ProcessState)}
	if err := <-fed; err != nil {
		b.Fatal(err)
	}
	return c
}

// archivePages are the pages of METACHECK_CORPUS, or our own without it.
func archivePages(b *testing.B) (dir string, pages *archivegen.Pages) {
	b.Helper()
	dir = filepath.Join("..", "..", "fixtures", "pages")
	if corpus := os.Getenv("METACHECK_CORPUS"); corpus != "" {
		dir = filepath.Join(corpus, "pages")
	}
	pages, err := archivegen.Read(dir)
	if err != nil {
		b.Fatal(err)
	}
	return dir, pages
}

// lintArgs are the arguments of a run over an archive that writes JSON lines.
func lintArgs(input string, cores int, more ...string) []string {
	return append([]string{
		"lint", input, "--no-config", "--fail-on", "never", "--as-of", "2026-06-01", "--workers", strconv.Itoa(cores), "--format", "jsonl",
	}, more...)
}

// BenchmarkArchive measures whole runs of the command over archives that are
// made for it, in each format: reading alone, lint with one core and with two,
// and with a store.
//
//	go test ./cmd/metacheck -run '^$' -bench BenchmarkArchive -archive-bytes 1000000000 -benchtime 1x -timeout 1h
//
// The figure to look at is x-parse, the time of processors as a multiple of that
// of html.Parse on the same pages with one core and the same settings of the
// garbage collector. It is taken half before and half after each run: the clock
// of a machine that is shared changes within minutes. x-one-core is how much
// faster two cores are than one just before. MB/s are those of the pages.
func BenchmarkArchive(b *testing.B) {
	from, pages := archivePages(b)
	for _, format := range archivegen.Formats {
		b.Run(string(format), func(b *testing.B) {
			archive := filepath.Join(b.TempDir(), "pages."+string(format))
			f, err := os.Create(archive)
			if err != nil {
				b.Fatal(err)
			}
			total, err := pages.Write(f, format, *archiveBytes)
			if cerr := f.Close(); err == nil {
				err = cerr
			}
			if err != nil {
				b.Fatal(err)
			}
			halfParse := func(b *testing.B) time.Duration {
				return measure(b, 1, nil, "parse", from, strconv.FormatInt(total.Bytes/2, 10)).processors
			}
			// What a run writes goes into a folder of its own.
			run := func(name string, cores int, work string, args func(dir string, cores int) []string) {
				b.Run(name, func(b *testing.B) {
					if cores > runtime.NumCPU() {
						b.Skipf("the machine has %d cores", runtime.NumCPU())
					}
					b.SetBytes(total.Bytes)
					var sum cost
					var parse, one time.Duration
					for b.Loop() {
						b.StopTimer()
						parse += halfParse(b)
						if cores > 1 {
							one += measure(b, 1, nil, work, args(b.TempDir(), 1)...).wall
						}
						dir := b.TempDir()
						b.StartTimer()
						c := measure(b, cores, nil, work, args(dir, cores)...)
						b.StopTimer()
						sum.wall += c.wall
						sum.processors += c.processors
						sum.peak = max(sum.peak, c.peak)
						parse += halfParse(b)
						b.StartTimer()
					}
					b.ReportMetric(sum.processors.Seconds()/float64(b.N), "cpu-s")
					b.ReportMetric(sum.processors.Seconds()/parse.Seconds(), "x-parse")
					b.ReportMetric(float64(sum.peak>>20), "peak-MB")
					b.ReportMetric(float64(total.Pages*b.N)/sum.wall.Seconds(), "pages/s")
					if one > 0 {
						b.ReportMetric(one.Seconds()/sum.wall.Seconds(), "x-one-core")
					}
				})
			}
			lint := func(_ string, cores int) []string { return lintArgs(archive, cores) }
			run("read", 1, "read", func(string, int) []string { return []string{archive} })
			run("lint/cores=1", 1, "lint", lint)
			run("lint/cores=2", 2, "lint", lint)
			run("store/cores=1", 1, "lint", func(dir string, cores int) []string {
				return lintArgs(archive, cores, "--store", filepath.Join(dir, "results.db"))
			})
		})
	}
}

// BenchmarkMemory lints an archive that comes through a pipe, and one ten
// times as long: peak-MB is to stay where it is.
func BenchmarkMemory(b *testing.B) {
	_, pages := archivePages(b)
	cores := min(2, runtime.NumCPU())
	for _, format := range archivegen.Formats {
		for _, times := range []int64{1, 10} {
			b.Run(fmt.Sprintf("%s/x%d", format, times), func(b *testing.B) {
				b.SetBytes(*archiveBytes * times)
				peak := int64(0)
				for b.Loop() {
					c := measure(b, cores, func(w *os.File) error {
						_, err := pages.Write(w, format, *archiveBytes*times)
						return err
					}, "lint", lintArgs("-", cores)...)
					peak = max(peak, c.peak)
				}
				b.ReportMetric(float64(peak>>20), "peak-MB")
			})
		}
	}
}
