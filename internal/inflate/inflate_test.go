package inflate

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// samples are data of many shapes by name.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 300_000)
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	var skewed []byte // codes of all lengths
	for i := range 40 {
		skewed = append(skewed, bytes.Repeat([]byte{byte(i)}, 1<<(i/2))...)
	}
	rnd.Shuffle(len(skewed), func(i, j int) { skewed[i], skewed[j] = skewed[j], skewed[i] })
	var steps []byte // matches at all distances
	for d := 1; d < 400; d++ {
		steps = append(steps, noise[:d]...)
		steps = append(steps, noise[:d]...)
		steps = append(steps, noise[:min(d, 7)]...)
	}
	far := append(append([]byte(nil), noise[:32768]...), noise[:32768]...)
	all := map[string][]byte{
		"empty": nil, "byte": []byte("a"), "run": bytes.Repeat([]byte("a"), 1_000_000), "noise": noise,
		"skewed": skewed, "steps": steps, "far": far,
		"text": []byte(strings.Repeat("the quick brown fox; ", 20_000)),
	}
	files, err := filepath.Glob("../../fixtures/pages/*.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(f)] = data
		all["pages"] = append(all["pages"], bytes.Repeat(data, 3)...)
	}
	return all
}

func pack(t testing.TB, data []byte, level int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unpack unpacks with a Reader that was used before, and gives what is left of
// the input.
func unpack(in io.Reader, used *Reader, size int) (data, rest []byte, err error) {
	br := bufio.NewReaderSize(in, size)
	used.Reset(br)
	data, err = io.ReadAll(used)
	rest, _ = io.ReadAll(br)
	return data, rest, err
}

// TestRoundTrip unpacks what compress/flate has packed, from readers that give
// much or little at a time, and finds what stands behind it.
func TestRoundTrip(t *testing.T) {
	var d Reader
	tail := []byte("behind the end")
	for name, want := range samples(t) {
		for _, level := range []int{flate.HuffmanOnly, flate.NoCompression, flate.BestSpeed, flate.DefaultCompression, flate.BestCompression} {
			packed := append(pack(t, want, level), tail...)
			for how, in := range map[string]io.Reader{
				"whole": bytes.NewReader(packed), "by bytes": iotest.OneByteReader(bytes.NewReader(packed)),
				"by halves": iotest.HalfReader(bytes.NewReader(packed)), "end with data": iotest.DataErrReader(bytes.NewReader(packed)),
			} {
				for _, size := range []int{16, 64 << 10} {
					got, rest, err := unpack(in, &d, size)
					if err != nil || !bytes.Equal(got, want) || !bytes.Equal(rest, tail) {
						t.Fatalf("%s, level %d, %s, buffer %d: %d bytes, want %d, error %v; behind it %d bytes, want %d",
							name, level, how, size, len(got), len(want), err, len(rest), len(tail))
					}
					in = bytes.NewReader(packed)
				}
			}
		}
	}
}

// TestDamage holds that data that is damaged or cut off is unpacked as far as
// compress/flate does, and refused where that does.
func TestDamage(t *testing.T) {
	var d Reader
	rnd := rand.New(rand.NewPCG(3, 4))
	for name, data := range samples(t) {
		packed := pack(t, data[:min(len(data), 20_000)], flate.DefaultCompression)
		for i := range 300 {
			broken := bytes.Clone(packed)
			if i%3 == 0 {
				broken = broken[:rnd.IntN(len(broken))]
			} else {
				broken[rnd.IntN(min(len(broken), 1<<(2+i%12)))] ^= 1 << rnd.IntN(8)
			}
			compare(t, &d, name, broken)
		}
	}
}

// compare holds a Reader to compress/flate. Where the data is cut off, a Reader
// may give a symbol more: compress/flate asks for as many bits as the shortest
// end of a block has before it looks at them.
func compare(t *testing.T, d *Reader, name string, in []byte) {
	t.Helper()
	const most = 1 << 22
	judge := bufio.NewReader(bytes.NewReader(in))
	want, werr := io.ReadAll(io.LimitReader(flate.NewReader(judge), most))
	left, _ := io.ReadAll(judge)
	for _, size := range []int{16, 4096} {
		br := bufio.NewReaderSize(bytes.NewReader(in), size)
		d.Reset(br)
		got, err := io.ReadAll(io.LimitReader(d, most))
		rest, _ := io.ReadAll(br)
		var corrupt flate.CorruptInputError
		same := bytes.Equal(got, want)
		switch {
		case werr == nil && len(want) == most:
			same = same && err == nil
		case werr == nil:
			same = same && err == nil && bytes.Equal(rest, left)
		case werr == io.ErrUnexpectedEOF:
			same = bytes.HasPrefix(got, want) && (err == io.ErrUnexpectedEOF || err == ErrCorrupt)
		case errors.As(werr, &corrupt):
			same = same && err == ErrCorrupt
		default:
			t.Fatalf("compress/flate gives the error %v", werr)
		}
		if !same {
			t.Fatalf("%s: %d bytes and error %v, %d left; want %d, %v, %d: %x", name, len(got), err, len(rest), len(want), werr, len(left), in)
		}
	}
}

// TestGivesBeforeWaiting holds that what can be unpacked is given before more of
// the input is waited for.
func TestGivesBeforeWaiting(t *testing.T) {
	in, out := io.Pipe()
	defer in.Close()
	go func() {
		w, err := flate.NewWriter(out, flate.DefaultCompression)
		for i := 0; err == nil; i++ {
			if _, err = fmt.Fprintf(w, "message %d\n", i); err == nil {
				err = w.Flush()
			}
			if err == nil {
				// The next comes when this one has been read.
				_, err = out.Write(nil)
			}
		}
	}()
	var d Reader
	d.Reset(bufio.NewReader(in))
	lines := bufio.NewReader(&d)
	for i := range 100 {
		line, err := lines.ReadString('\n')
		if want := fmt.Sprintf("message %d\n", i); err != nil || line != want {
			t.Fatalf("got %q, want %q, error %v", line, want, err)
		}
	}
}

// TestGzip reads members with all parts that their headers can have.
func TestGzip(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name, w.Comment, w.Extra = "name", "comment", []byte("extra")
	_, _ = w.Write([]byte("one"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	read := func(in []byte) (string, error) {
		var g Gzip
		if err := g.Reset(bufio.NewReader(bytes.NewReader(in))); err != nil {
			return "", err
		}
		data, err := io.ReadAll(&g)
		return string(data), err
	}
	if got, err := read(whole); got != "one" || err != nil {
		t.Errorf("got %q and %v", got, err)
	}
	for n := range len(whole) {
		want := io.ErrUnexpectedEOF
		if n == 0 {
			want = io.EOF
		}
		if _, err := read(whole[:n]); err != want {
			t.Errorf("cut at %d the error is %v, want %v", n, err, want)
		}
	}
	for i := len(whole) - 8; i < len(whole); i++ {
		bad := bytes.Clone(whole)
		bad[i] ^= 1
		if got, err := read(bad); got != "one" || err != ErrChecksum {
			t.Errorf("byte %d wrong: got %q and %v", i, got, err)
		}
	}
	// A checksum of the header: of what stands before it.
	summed := bytes.Clone(whole[:10])
	summed[3] = hasHeaderSum
	body := whole[bytes.Index(whole, []byte("comment\x00"))+len("comment\x00"):]
	for sum, want := range map[uint16]error{headerSum(summed): nil, headerSum(summed) ^ 1: ErrHeader} {
		in := append(append(bytes.Clone(summed), byte(sum), byte(sum>>8)), body...)
		if _, err := read(in); err != want {
			t.Errorf("with the header sum %x: error %v, want %v", sum, err, want)
		}
	}
	if _, err := read([]byte("no gzip data")); err != ErrHeader {
		t.Errorf("the error of other data is %v", err)
	}
}

func FuzzInflate(f *testing.F) {
	for _, data := range samples(f) {
		for _, level := range []int{flate.HuffmanOnly, flate.NoCompression, flate.DefaultCompression} {
			f.Add(pack(f, data[:min(len(data), 2000)], level))
		}
	}
	var d Reader
	f.Fuzz(func(t *testing.T, in []byte) { compare(t, &d, "fuzz", in) })
}

// BenchmarkInflate measures a Reader beside compress/flate.
func BenchmarkInflate(b *testing.B) {
	data := samples(b)["pages"]
	if dir := os.Getenv("METACHECK_CORPUS"); dir != "" {
		files, _ := filepath.Glob(filepath.Join(dir, "pages", "*.html"))
		data = nil
		for _, f := range files {
			page, err := os.ReadFile(f)
			if err != nil {
				b.Fatal(err)
			}
			data = append(data, page...)
		}
	}
	packed := pack(b, data, flate.DefaultCompression)
	run := func(name string, open func(*bufio.Reader) io.Reader) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			in := bytes.NewReader(packed)
			br := bufio.NewReaderSize(in, 64<<10)
			buf := make([]byte, 64<<10)
			for b.Loop() {
				in.Reset(packed)
				br.Reset(in)
				n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, open(br), buf)
				if err != nil || n != int64(len(data)) {
					b.Fatal(n, err)
				}
			}
		})
	}
	var d Reader
	run("inflate", func(br *bufio.Reader) io.Reader { d.Reset(br); return &d })
	run("compress-flate", func(br *bufio.Reader) io.Reader { return flate.NewReader(br) })
}

func headerSum(head []byte) uint16 { return uint16(crc32.ChecksumIEEE(head)) }
