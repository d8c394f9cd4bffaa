package archivegen_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/read/warc/warctest"
)

// How many archives are damaged: some by default, all where METACHECK_LONG is 1.
const (
	fewAttacks  = 600
	allAttacks  = 20_000
	attackPages = 7
	// mostMemory bounds what reading one of them may allocate: the window of a
	// damaged zstd frame can be 128 MiB large.
	mostMemory = 400 << 20
	// watchdog ends a reading that hangs. It judges no speed.
	watchdog = 2 * time.Minute
)

// A format is a kind of archive that is attacked.
type format struct {
	name string
	// record writes a page, file makes a file of records, and tells where each of
	// them ends in it.
	record func(i int, html string) string
	file   func(records []string) (data string, ends []int)
	// length finds the length that a record declares; nil without one.
	length *regexp.Regexp
	// summed reports that the bytes of a page have a checksum, so that none can
	// change unnoticed.
	summed bool
	// loose reports that the format has nothing to notice by that a stretch is
	// missing or swallowed between the middles of two records: one page of other
	// content stands for those that are lost.
	loose bool
	// closed reports that a file which ends after a record is seen to be cut.
	closed bool
}

// html is a page. All have another size, so that none fits in the place of
// another.
func html(i int) string {
	return fmt.Sprintf("<!DOCTYPE html><title>page %d</title><p>%s</p>", i, strings.Repeat(fmt.Sprintf("text of %d ", i*i), 20+7*i))
}

func address(i int) string { return fmt.Sprintf("https://example.org/%d", i) }

func warcRecord(i int, html string) string { return warctest.Response(address(i), html) }

func arcRecord(i int, html string) string {
	return warctest.ARC(1, address(i), "text/html", warctest.HTTP(200, html, "Content-Type: text/html"))
}

func jsonRecord(i int, html string) string {
	return fmt.Sprintf(`{"url": %q, "html": %q}`+"\n", address(i), html)
}

// joined puts records behind each other after a beginning, each packed by itself.
func joined(head string, pack func(string) string) func([]string) (string, []int) {
	return func(records []string) (string, []int) {
		data := head
		var ends []int
		for _, r := range records {
			data += pack(r)
			ends = append(ends, len(data))
		}
		return data, ends
	}
}

// together packs a whole file.
func together(file func([]string) (string, []int), pack func(string) string) func([]string) (string, []int) {
	return func(records []string) (string, []int) {
		data, _ := file(records)
		data = pack(data)
		return data, nil
	}
}

func plain(s string) string { return s }
func gz(s string) string    { return warctest.Gzip(s) }
func zst(s string) string   { return warctest.Zstd(s) }

func tarRecord(i int, html string) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	err := w.WriteHeader(&tar.Header{Name: fmt.Sprintf("site/%d.html", i), Mode: 0o644, Size: int64(len(html)), Typeflag: tar.TypeReg, Format: tar.FormatUSTAR})
	if err == nil {
		_, err = w.Write([]byte(html))
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		panic(err)
	}
	return b.String()
}

func tarFile(records []string) (string, []int) {
	data, ends := joined("", plain)(records)
	return data + strings.Repeat("\x00", 1024), ends
}

// zipFile is a zip file of files, which are packed when told to.
func zipFile(method uint16, names, contents []string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err == nil {
			_, err = w.Write([]byte(contents[i]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func zipOf(records []string) (string, []int) {
	var names []string
	for i := range records {
		names = append(names, fmt.Sprintf("site/%d.html", i))
	}
	return zipFile(zip.Deflate, names, records), nil
}

func waczOf(records []string) (string, []int) {
	data, _ := joined(gz(warctest.Info()), gz)(records)
	return zipFile(zip.Store, []string{"datapackage.json", "archive/data.warc.gz", "pages/pages.jsonl"}, []string{"{}", data, "{}"}), nil
}

var (
	warcLength = regexp.MustCompile(`Content-Length: (\d+)`)
	arcLength  = regexp.MustCompile(`text/html (\d+)`)
	warcPlain  = joined(warctest.Info(), plain)
	jsonPlain  = joined("", plain)
)

var formats = []format{
	{name: "warc", record: warcRecord, file: warcPlain, length: warcLength},
	{name: "warc.gz", record: warcRecord, file: joined(gz(warctest.Info()), gz), length: warcLength, summed: true},
	{name: "arc", record: arcRecord, file: joined(warctest.ARCHead(1), plain), length: arcLength},
	{name: "wacz", record: warcRecord, file: waczOf, length: warcLength, summed: true, closed: true},
	{name: "tar", record: tarRecord, file: tarFile, loose: true, closed: true},
	{name: "tar.gz", record: tarRecord, file: together(tarFile, gz), loose: true, summed: true, closed: true},
	{name: "zip", record: func(_ int, html string) string { return html }, file: zipOf, summed: true, closed: true},
	{name: "jsonl", record: jsonRecord, file: jsonPlain, loose: true},
	{name: "jsonl.gz", record: jsonRecord, file: together(jsonPlain, gz), summed: true, closed: true},
	{name: "jsonl.zst", record: jsonRecord, file: together(jsonPlain, zst), summed: true, closed: true},
}

// An attack is a damaged archive.
type attack struct {
	format
	what string
	data string
	// shorter reports that it ends where a shorter archive would.
	shorter bool
	// moved reports that stretches were moved, or a record lies of its length.
	moved bool
}

// samePlace reports whether two offsets are at the same place of two records, with
// nothing but digits different before them: without what is between them the
// rest is a sound archive.
func samePlace(data string, records []string, a, b int) bool {
	before := func(at int) (string, bool) {
		start := strings.Index(data, records[0])
		if at < start {
			return digits.ReplaceAllString(data[:at], "0"), true // in the head of the file
		}
		for _, r := range records {
			if at >= start && at < start+len(r) {
				return digits.ReplaceAllString(data[start:at], "0"), true
			}
			start += len(r)
		}
		return "", false
	}
	first, ok := before(a)
	second, also := before(b)
	if !ok || !also {
		return false
	}
	// Inside a header, such as in an id, the numbers may be of another length.
	numbers := func(s string) string { return number.ReplaceAllString(s, "0") }
	return first == second || !strings.Contains(first+second, "\r\n\r\n") && numbers(first) == numbers(second)
}

// sameLength reports whether the rest of the record that a stretch ends in is as
// long as the rest of the one that it begins in: nothing but the content tells
// that it is another.
func sameLength(data string, records []string, from, to int) bool {
	rest := func(at int) int {
		end := strings.Index(data, records[0])
		for _, r := range records {
			if end += len(r); at < end {
				return end - at
			}
		}
		return -1
	}
	return rest(from) == rest(to)
}

// Digits, and numbers and ids, are what tells records of the same shape apart.
var (
	digits = regexp.MustCompile("[0-9a-f]")
	number = regexp.MustCompile("[0-9a-f-]+")
)

// damage makes the attack with a number: the same every time.
func damage(n int) attack {
	f := formats[n%len(formats)]
	random := rand.New(rand.NewPCG(7, uint64(n)))
	var records []string
	for i := range attackPages {
		records = append(records, f.record(i, html(i)))
	}
	data, ends := f.file(records)
	a := attack{format: f}
	ended := func(at int) bool {
		first := strings.Index(data, records[0])
		for _, end := range append([]int{max(first, 0)}, ends...) {
			// An archive of nothing but a head is sound.
			// Line ends that close a record are none of its page.
			if at <= end && strings.Trim(data[at:end], "\r\n") == "" {
				return true
			}
		}
		return at == 0 || len(ends) > 0 && at >= ends[len(ends)-1]
	}
	b := []byte(data)
	piece := func() (from, to int) {
		from = random.IntN(len(b))
		return from, min(len(b), from+1+random.IntN(1+random.IntN(len(b))))
	}
	switch kind := (n / len(formats)) % 6; kind {
	case 0:
		at := random.IntN(len(b))
		a.what, b = fmt.Sprintf("cut at %d of %d", at, len(b)), b[:at]
		// Less than four bytes are nothing that could be known.
		a.shorter = !f.closed && ended(at) || at < 4
	case 1:
		a.what = "bits flipped:"
		for range 1 + random.IntN(3) {
			at, bit := random.IntN(len(b)), random.IntN(8)
			b[at] ^= 1 << bit
			a.what += fmt.Sprintf(" %d of byte %d", bit, at)
		}
	case 2:
		from, to := piece()
		a.what, a.moved = fmt.Sprintf("bytes %d to %d of %d removed", from, to, len(b)), true
		a.shorter = !f.closed && ended(from) && (ended(to) || to == len(b)) || !f.summed && samePlace(data, records, from, to)
		a.loose = a.loose || !f.summed && f.length != nil && sameLength(data, records, from, to)
		b = append(b[:from:from], b[to:]...)
	case 3:
		from, to := piece()
		at := random.IntN(len(b))
		a.what, a.moved = fmt.Sprintf("bytes %d to %d repeated at %d", from, to, at), true
		b = append(append(append([]byte(nil), b[:at]...), b[from:to]...), b[at:]...)
	case 4:
		from, to := piece()
		a.what = fmt.Sprintf("bytes %d to %d overwritten", from, to)
		for i := from; i < min(to, from+200); i++ {
			b[i] = byte(random.Uint32())
		}
		// A stretch of random bytes can swallow what tells records apart.
		a.moved = true
	case 5:
		i, lie := random.IntN(attackPages), random.IntN(5000)
		if random.IntN(4) == 0 {
			lie = random.IntN(1 << 40)
		}
		a.what, a.moved = fmt.Sprintf("record %d declares %d bytes", i, lie), true
		switch {
		case f.length != nil:
			at := f.length.FindStringSubmatchIndex(records[i])
			if !f.summed {
				real, _ := strconv.Atoi(records[i][at[2]:at[3]]) // digits
				end := ends[i] - len(records[i]) + len(strings.TrimRight(records[i], "\r\n")) + lie - real
				// It can swallow whole records, as one that holds an archive does.
				a.loose = end <= len(data) && ended(end)
			}
			records[i] = records[i][:at[2]] + strconv.Itoa(lie) + records[i][at[3]:]
			data, _ = f.file(records)
			b = []byte(data)
		case strings.HasPrefix(f.name, "tar"):
			header := []byte(records[i][:512])
			copy(header[124:], fmt.Sprintf("%011o", lie%(1<<33)))
			copy(header[148:], "        ")
			sum := 0
			for _, c := range header {
				sum += int(c)
			}
			copy(header[148:], fmt.Sprintf("%06o\x00 ", sum))
			records[i] = string(header) + records[i][512:]
			data, _ = f.file(records)
			b = []byte(data)
		case f.name == "zip":
			// The directory lies: of one of the sizes, or of the place.
			at := 0
			for range i + 1 {
				at += 4 + bytes.Index(b[at+4:], []byte("PK\x01\x02"))
			}
			binary.LittleEndian.PutUint32(b[at+[]int{20, 24, 42}[random.IntN(3)]:], uint32(lie))
		default:
			a.what = "a brace removed"
			if at := bytes.LastIndexByte(b, '{'); at >= 0 {
				b = append(b[:at:at], b[at+1:]...)
			}
		}
	}
	a.data = string(b)
	return a
}

// TestAttacks reads damaged archives. No one may end the reading of the file
// behind it, or take memory without bound, and what is lost is said: by an error,
// by a page that is marked as cut, by a count of what was passed over, or, where
// the format has no checksum, by a page of another content in its place. What an
// archive holds is known from its making alone.
func TestAttacks(t *testing.T) {
	n := fewAttacks
	if os.Getenv("METACHECK_LONG") == "1" {
		n = allAttacks
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("next.html", []byte("<title>next</title>"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The head of a web archive and the like are passed over in sound ones.
	passed := map[string]int{}
	for _, f := range formats {
		var records []string
		for i := range attackPages {
			records = append(records, f.record(i, html(i)))
		}
		data, _ := f.file(records)
		if got := readDamaged(t, data); len(got.pages) != attackPages || len(got.others) > 0 || got.said > 0 || got.next != 1 {
			t.Fatalf("%s: the sound archive gives %+v", f.name, got)
		} else {
			passed[f.name] = got.passed
		}
	}
	count := map[string]int{}
	failures := 0
	for i := range n {
		a := damage(i)
		got := readDamaged(t, a.data)
		lost := attackPages - len(got.pages)
		got.passed -= passed[a.name]
		count["attacks"]++
		if got.said > 0 {
			count["said"]++
		}
		if lost > 0 {
			count["with loss"]++
		}
		fail := func(format string, args ...any) {
			t.Helper()
			if failures++; failures < 30 {
				t.Errorf("attack %d, %s, %s: %s (%d pages lost, %d others, %d passed over; errors %q)",
					i, a.name, a.what, fmt.Sprintf(format, args...), lost, len(got.others), got.passed, got.errors)
			}
		}
		switch {
		case got.next != 1:
			fail("the file behind it was read %d times", got.next)
		case got.memory > mostMemory:
			fail("%d bytes were allocated", got.memory)
		case lost == 0 || got.said > 0 || a.shorter:
		case a.summed && !(a.loose && a.moved):
			fail("nothing is said of what is lost")
		case lost <= len(got.others)+got.passed:
			count["in silence, changed"]++
		case a.loose && a.moved && len(got.others) > 0:
			count["in silence, swallowed"]++
		default:
			fail("nothing is said of what is lost")
		}
	}
	t.Logf("%v, %d failures", count, failures)
}

// A reading is what came out of an archive.
type reading struct {
	pages  map[string]bool // those that are as they were made
	others []string
	said   int // errors, and pages marked as cut
	errors []string
	passed int
	next   int // the file behind it
	memory uint64
}

// readDamaged reads an archive, and a file behind it.
func readDamaged(t *testing.T, data string) reading {
	t.Helper()
	if err := os.WriteFile("archive", []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	defer cancel()
	got := reading{pages: map[string]bool{}}
	progress := new(ingest.Progress)
	before := allocated()
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	want := map[string]bool{}
	for i := range attackPages {
		want[html(i)] = true
	}
	for src, err := range ingest.Sources(ctx, []string{"archive", "next.html"}, ingest.Options{Progress: progress}) {
		if ctx.Err() != nil {
			t.Fatal("the reading hangs")
		}
		var fault *ingest.Error
		switch {
		case err != nil && (!errors.As(err, &fault) || fault.Message == ""):
			t.Fatalf("an error without words: %v", err)
		case err != nil:
			got.said++
			if len(got.errors) < 5 {
				got.errors = append(got.errors, err.Error())
			}
		case filepath.Base(src.Name) == "next.html":
			got.next++
		case want[string(src.Data)]:
			got.pages[string(src.Data)] = true
		default:
			got.others = append(got.others, string(src.Data))
		}
		if err == nil && src.Truncated {
			got.said++
		}
		if err == nil && src.Release != nil {
			src.Release()
		}
	}
	got.memory = allocated() - before
	for _, p := range progress.Passed() {
		got.passed += int(p.Count)
	}
	return got
}

// allocated is how much memory was allocated so far, in bytes.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
