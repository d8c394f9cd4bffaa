package main

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	// most is how many times the work may be done for four times the bytes, all
	// of it together and each block that has a twentieth of it: a little more
	// than four, for sorting and for slices that grow by doubling.
	most = 5
	// fewSteps and fewBytes are no matter, however they grow.
	fewSteps = 100_000
	fewBytes = 4 << 20
)

const module = "github.com/metacheck/metacheck/"

// brief are the shapes that are read without METACHECK_LONG: one for each way
// in which work has been found to be quadratic.
var brief = []string{
	"JSON-LD hasPart Article", "microdata hasPart Article", "RDFa hasPart Article", "JSON-LD blogPost BlogPosting",
	"JSON-LD itemListElement Product", "references to an article with many properties", "itemref many to a long text",
	"long lang, many values", "RDFa long prefix, many names", "RDFa long vocab, many names", "RDFa long resource, many properties",
	"long base, alternates", "long base, microdata URLs", "long base, JSON-LD IDs", "long base, RDFa resources", "long @vocab",
	"IDs of a long prefix", "itemref chain", "one ID for all", "images", "times", "blocks",
}

// smaller is the size of the smaller pages in bytes: large enough that the
// bounds that hold for a page (candidates that are looked at) are met, since
// what grows up to one is not linear until then.
func smaller() int {
	if os.Getenv("METACHECK_LONG") != "" {
		return 1 << 17
	}
	return 1 << 14
}

// A block is a block of statements, as the counters number them.
type block struct{ pkg, function, index uint32 }

// blockCounts are how often blocks have run.
type blockCounts map[block]uint64

// readCounters reads what was counted for one page. The format of the counters
// is that of Go's internal/coverage; go tool covdata reads it as well, in a
// hundred times the time.
func readCounters(dir string) (blockCounts, *counted, error) {
	data, err := os.ReadFile(filepath.Join(dir, "counted.json"))
	if err != nil {
		return nil, nil, err
	}
	c := new(counted)
	if err := json.Unmarshal(data, c); err != nil {
		return nil, nil, err
	}
	names, err := filepath.Glob(filepath.Join(dir, "covcounters.*"))
	if err != nil || len(names) != 1 {
		return nil, nil, fmt.Errorf("%d files of counters in %s (%v)", len(names), dir, err)
	}
	if data, err = os.ReadFile(names[0]); err != nil {
		return nil, nil, err
	}
	// The header of the file, then that of the one segment.
	const header, segment, footer = 32, 16, 16
	if len(data) < header+segment+footer || string(data[:4]) != "\x00cwm" || data[24] != 2 {
		return nil, nil, fmt.Errorf("%s is not in the format of counters that this test knows", names[0])
	}
	functions := binary.LittleEndian.Uint64(data[header:])
	skip := header + segment + int(binary.LittleEndian.Uint32(data[header+8:])) + int(binary.LittleEndian.Uint32(data[header+12:]))
	data = data[(skip+3)&^3 : len(data)-footer]
	next := func() uint32 {
		v, n := binary.Uvarint(data)
		data = data[max(n, 0):]
		return uint32(v)
	}
	counts := make(blockCounts)
	for range functions {
		blocks := next()
		pkg, function := next(), next()
		for i := range blocks {
			if n := next(); n > 0 {
				counts[block{pkg, function, i}] = uint64(n)
			}
		}
	}
	if len(counts) == 0 || len(data) != 0 {
		return nil, nil, fmt.Errorf("%s: %d blocks, and %d bytes left", names[0], len(counts), len(data))
	}
	return counts, c, nil
}

// namedCounts are how often blocks have run, by their names, as covdata reads
// them.
func namedCounts(meta, dir string) (map[string]uint64, error) {
	out := filepath.Join(dir, "profile")
	if text, err := exec.Command("go", "tool", "covdata", "textfmt", "-i", meta+","+dir, "-o", out).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go tool covdata: %w: %s", err, text)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]uint64)
	for line := range strings.Lines(string(data)) {
		// file.go:1.2,3.4 statements count
		name, count, _ := lastField(line)
		name, _, _ = lastField(name)
		if n, err := strconv.ParseUint(count, 10, 64); err == nil && n > 0 {
			counts[strings.TrimPrefix(name, module)] = n
		}
	}
	return counts, nil
}

func lastField(line string) (rest, field string, ok bool) {
	line = strings.TrimSpace(line)
	if i := strings.LastIndexByte(line, ' '); i >= 0 {
		return line[:i], line[i+1:], true
	}
	return line, "", false
}

// TestLinearWork holds that the work for each shape grows with the size of the
// page and no faster: how often each block of statements of metacheck and of
// the reader of JSON-LD contexts runs, how many bytes are allocated, and how
// many are written, for four times the bytes. No clock is read. METACHECK_LONG
// takes all shapes, and larger pages; METACHECK_SHAPE names the one that is read.
//
// What a block copies or compares in one step is seen by the bytes alone, so
// that long texts that are compared again and again are not.
func TestLinearWork(t *testing.T) {
	if testing.Short() {
		t.Skip("builds metacheck with counters")
	}
	dir := t.TempDir()
	binary := filepath.Join(dir, "counting")
	build := exec.Command("go", "build", "-o", binary, "-cover", "-covermode=atomic", "-coverpkg="+module+"...,github.com/piprate/json-gold/ld", ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("cannot build with counters: %s\n%s", err, out)
	}
	args := []string{dir, strconv.Itoa(smaller())}
	if name := os.Getenv("METACHECK_SHAPE"); name != "" {
		args = append(args, name)
	} else if os.Getenv("METACHECK_LONG") == "" {
		args = append(args, brief...)
	}
	shapes := Chosen(args[2:])
	if len(shapes) == 0 {
		t.Fatalf("no shape %q", args[2:])
	}
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "GOCOVERDIR="+t.TempDir())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("cannot count: %s\n%s", err, out)
	}
	n := 2 + 2*len(shapes)
	runs := make([]struct {
		blockCounts
		*counted
	}, n)
	var group sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				var err error
				if runs[i].blockCounts, runs[i].counted, err = readCounters(filepath.Join(dir, strconv.Itoa(i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	if t.Failed() {
		return
	}
	empty := runs[1]
	for i := 2; i < n; i += 2 {
		one, four := runs[i], runs[i+1]
		t.Run(one.Shape, func(t *testing.T) {
			for _, run := range []blockCounts{one.blockCounts, four.blockCounts} {
				run.take(empty.blockCounts)
			}
			growth := func(what string, a, b, few int) float64 {
				r := float64(b) / float64(max(1, a))
				if b > few && r > most {
					t.Errorf("%.1f times the %s for 4 times the bytes: %d, then %d", r, what, a, b)
				}
				return r
			}
			steps := growth("steps", one.sum(), four.sum(), fewSteps)
			bytes := growth("bytes allocated", one.Bytes-empty.Bytes, four.Bytes-empty.Bytes, fewBytes)
			written := growth("bytes written", one.Written-empty.Written, four.Written-empty.Written, fewBytes)
			t.Logf("%d bytes, %d steps, %d bytes allocated, %d written; %d bytes: %.2f, %.2f and %.2f times that",
				one.Size, one.sum(), one.Bytes-empty.Bytes, one.Written-empty.Written, four.Size, steps, bytes, written)
			total := four.sum()
			for b, n := range four.blockCounts {
				if n > uint64(max(total/20, fewSteps)) && n > most*one.blockCounts[b] {
					t.Errorf("a block runs %d times, then %d times", one.blockCounts[b], n)
				}
			}
			if !t.Failed() {
				return
			}
			a, err := namedCounts(dir, filepath.Join(dir, strconv.Itoa(i)))
			if err != nil {
				t.Fatal(err)
			}
			b, err := namedCounts(dir, filepath.Join(dir, strconv.Itoa(i+1)))
			if err != nil {
				t.Fatal(err)
			}
			names := slices.DeleteFunc(slices.Collect(maps.Keys(b)), func(name string) bool { return b[name] <= most*a[name] })
			slices.SortFunc(names, func(x, y string) int { return cmp.Or(cmp.Compare(b[y], b[x]), cmp.Compare(x, y)) })
			for _, name := range names[:min(8, len(names))] {
				t.Logf("%s runs %d times, then %d times", name, a[name], b[name])
			}
		})
	}
}

// take takes off the steps of another run.
func (c blockCounts) take(other blockCounts) {
	for block, n := range other {
		if c[block] <= n {
			delete(c, block)
		} else {
			c[block] -= n
		}
	}
}

func (c blockCounts) sum() int {
	sum := 0
	for _, n := range c {
		sum += int(n)
	}
	return sum
}
