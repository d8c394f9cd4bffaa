package snapshot

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"time"

	"github.com/klauspost/compress/s2"

	"github.com/metacheck/metacheck/internal/files/tempfile"
)

// DefaultMemory is what a [Sorter] keeps of rows in memory, in bytes, when
// nothing else is said: 8 MiB, some thousand pages. Garbage comes on top, up to
// several times as much.
const DefaultMemory = 8 << 20

// A Sorter puts rows in the order of their keys. What is beyond a bound on
// memory goes to a temporary file in sorted runs, which are merged in the end: a
// million pages take some gigabytes there, packed, and no more memory than ten
// thousand. It is not safe for concurrent use. Close it.
type Sorter struct {
	// Memory is the bound in bytes; DefaultMemory when zero. Dir is the folder
	// for the temporary file, the system's when empty.
	Memory int64
	Dir    string

	rows []Row
	held int64
	runs []run
	file *os.File
	size int64

	// Repeated is the number of rows that were left out because another had
	// the same key; Example is the key of the first. They hold when all rows were read.
	Repeated int
	Example  string
}

// A run is a sorted stretch of the file.
type run struct{ offset, length int64 }

// runBlock is what is packed at once, in bytes: each run that is merged takes a
// few of them.
const runBlock = 64 << 10

// maxRuns bounds how many runs are merged at once: each takes a buffer.
const maxRuns = 128

// Add takes in a row.
func (s *Sorter) Add(r Row) error {
	if s.Memory <= 0 {
		s.Memory = DefaultMemory
	}
	s.rows = append(s.rows, r)
	s.held += int64(len(r.Key)+len(r.Name)+len(r.URL)+len(r.Page)) + 192
	for i := range r.Findings {
		f := &r.Findings[i]
		s.held += int64(len(f.Check)+len(f.Severity)+len(f.Fingerprint)) + 48
	}
	if s.held > s.Memory {
		return s.spill()
	}
	return nil
}

func sortRows(rows []Row) {
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Key, b.Key) })
}

// spill writes what is in memory as a run.
func (s *Sorter) spill() error {
	if s.file == nil {
		f, err := tempFile(s.Dir)
		if err != nil {
			return err
		}
		s.file = f
	}
	sortRows(s.rows)
	err := s.writeRun(func(yield func(Row, error) bool) {
		for _, r := range s.rows {
			if !yield(r, nil) {
				return
			}
		}
	})
	clear(s.rows)
	s.rows, s.held = s.rows[:0], 0
	if err == nil && len(s.runs) >= maxRuns {
		err = s.join()
	}
	return err
}

// join merges all runs into one, so that there are never too many.
func (s *Sorter) join() error {
	runs := s.runs
	s.runs = nil
	return s.writeRun(s.merge(runs, nil))
}

func tempFile(dir string) (*os.File, error) {
	f, err := tempfile.Create(dir, "pages")
	if err != nil {
		return nil, fmt.Errorf("could not keep pages on disk: %w", err)
	}
	// Where the system lets it, the name goes at once, so that nothing is left
	// behind however the program ends.
	_ = os.Remove(f.Name())
	return f, nil
}

func removeTemp(f *os.File) error {
	if f == nil {
		return nil
	}
	err := f.Close()
	if rerr := os.Remove(f.Name()); rerr != nil && !errors.Is(rerr, os.ErrNotExist) && err == nil {
		err = rerr
	}
	return err
}

func (s *Sorter) writeRun(rows iter.Seq2[Row, error]) error {
	at := io.NewOffsetWriter(s.file, s.size)
	counted := &countingWriter{w: at}
	packed := s2.NewWriter(counted, s2.WriterConcurrency(1), s2.WriterBlockSize(runBlock))
	out := bufio.NewWriterSize(packed, 1<<16)
	var buf []byte
	for r, err := range rows {
		if err != nil {
			return err
		}
		buf = appendRow(buf[:0], &r)
		if _, err := out.Write(buf); err != nil {
			return fmt.Errorf("could not keep pages on disk: %w", err)
		}
	}
	err := out.Flush()
	if err == nil {
		err = packed.Close()
	}
	if err != nil {
		return fmt.Errorf("could not keep pages on disk: %w", err)
	}
	s.runs = append(s.runs, run{s.size, counted.n})
	s.size += counted.n
	return nil
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

func appendRow(b []byte, r *Row) []byte {
	for _, s := range [][]byte{[]byte(r.Key), []byte(r.Name), []byte(r.URL), r.Page} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	flags := uint64(r.Index) << 1
	if r.Failed {
		flags |= 1
	}
	b = binary.AppendUvarint(b, flags)
	stamp := int64(0)
	if !r.Captured.IsZero() {
		stamp = r.Captured.UnixNano()
	}
	b = binary.AppendVarint(b, stamp)
	b = binary.AppendUvarint(b, uint64(r.More))
	b = binary.AppendUvarint(b, uint64(len(r.Findings)))
	for i := range r.Findings {
		f := &r.Findings[i]
		for _, s := range []string{f.Check, f.Severity, f.Fingerprint} {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
	}
	return b
}

// readText reads a text with its length in front.
func readText(in *bufio.Reader) ([]byte, error) {
	n, err := binary.ReadUvarint(in)
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err = io.ReadFull(in, b)
	return b, err
}

func readRow(in *bufio.Reader) (Row, error) {
	var r Row
	var parts [4][]byte
	for i := range parts {
		var err error
		if parts[i], err = readText(in); err != nil {
			return r, err
		}
	}
	r.Key, r.Name, r.URL, r.Page = string(parts[0]), string(parts[1]), string(parts[2]), parts[3]
	flags, err := binary.ReadUvarint(in)
	if err != nil {
		return r, err
	}
	stamp, err := binary.ReadVarint(in)
	if err != nil {
		return r, err
	}
	if stamp != 0 {
		r.Captured = time.Unix(0, stamp).UTC()
	}
	r.Index, r.Failed = int(flags>>1), flags&1 == 1
	more, err := binary.ReadUvarint(in)
	if err != nil {
		return r, err
	}
	r.More = int(more)
	n, err := binary.ReadUvarint(in)
	if err != nil || n == 0 {
		return r, err
	}
	r.Findings = make([]Finding, n)
	for i := range r.Findings {
		f := &r.Findings[i]
		for _, to := range []*string{&f.Check, &f.Severity, &f.Fingerprint} {
			b, err := readText(in)
			if err != nil {
				return r, err
			}
			*to = string(b)
		}
	}
	return r, nil
}

// Rows are the rows that were added, by key. Of several with one key the one
// that was captured last counts, else the one that was added first. It may be
// read several times; nothing may be added after.
func (s *Sorter) Rows() iter.Seq2[Row, error] {
	sortRows(s.rows)
	sorted := s.merge(s.runs, s.rows)
	return func(yield func(Row, error) bool) {
		s.Repeated, s.Example = 0, ""
		var best Row
		have := false
		for r, err := range sorted {
			switch {
			case err != nil:
				yield(Row{}, err)
				return
			case have && r.Key == best.Key:
				if s.Repeated++; s.Repeated == 1 {
					s.Example = r.Key
				}
				if r.Captured.After(best.Captured) {
					best = r
				}
				continue
			case have && !yield(best, nil):
				return
			}
			best, have = r, true
		}
		if have {
			yield(best, nil)
		}
	}
}

// A stream is one of the sorted sequences that are merged.
type stream struct {
	row   Row
	order int
	next  func() (Row, error) // io.EOF at the end
}

type streams []*stream

func (h streams) Len() int { return len(h) }
func (h streams) Less(i, j int) bool {
	if h[i].row.Key != h[j].row.Key {
		return h[i].row.Key < h[j].row.Key
	}
	return h[i].order < h[j].order
}
func (h streams) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *streams) Push(x any)   { *h = append(*h, x.(*stream)) }
func (h *streams) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// merge gives the rows of runs and of a sorted list, by key; rows with one key
// in the order in which they were added.
func (s *Sorter) merge(runs []run, rest []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		var h streams
		begin := func(next func() (Row, error)) error {
			st := &stream{order: len(h), next: next}
			var err error
			if st.row, err = next(); errors.Is(err, io.EOF) {
				return nil
			}
			h = append(h, st)
			return err
		}
		for _, r := range runs {
			in := bufio.NewReaderSize(s2.NewReader(io.NewSectionReader(s.file, r.offset, r.length), s2.ReaderMaxBlockSize(runBlock)), 1<<14)
			if err := begin(func() (Row, error) { return readRow(in) }); err != nil {
				yield(Row{}, fmt.Errorf("could not read what was kept of pages on disk: %w", err))
				return
			}
		}
		i := 0
		_ = begin(func() (Row, error) {
			if i == len(rest) {
				return Row{}, io.EOF
			}
			i++
			return rest[i-1], nil
		})
		heap.Init(&h)
		for len(h) > 0 {
			top := h[0]
			if !yield(top.row, nil) {
				return
			}
			var err error
			top.row, err = top.next()
			switch {
			case errors.Is(err, io.EOF):
				heap.Pop(&h)
			case err != nil:
				yield(Row{}, fmt.Errorf("could not read what was kept of pages on disk: %w", err))
				return
			default:
				heap.Fix(&h, 0)
			}
		}
	}
}

// Close removes what is kept on disk.
func (s *Sorter) Close() error {
	f := s.file
	s.file, s.rows = nil, nil
	return removeTemp(f)
}
