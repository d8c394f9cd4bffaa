package compress

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"go.uber.org/goleak"
)

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

func zstandard(s string) string {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err)
	}
	defer z.Close()
	return string(z.EncodeAll([]byte(s), nil))
}

// members reads a stream to its end: "gzip @0 content", and "! error".
func members(t *testing.T, in io.Reader, opts Options) []string {
	t.Helper()
	r := NewReader(in, opts)
	defer r.Wait()
	var got []string
	var told error
	for {
		m, err := r.Next()
		if err == io.EOF {
			return got
		}
		if err != nil {
			if err != told {
				got = append(got, "! "+err.Error())
			}
			var damage *Damage
			if !errors.As(err, &damage) {
				return got
			}
			continue
		}
		data, err := io.ReadAll(r.Buffer())
		got = append(got, fmt.Sprintf("%s @%d %.20s", m.Format, m.Offset, data))
		if err != nil {
			got = append(got, "! "+err.Error())
			told = err
		}
		if m.Format != Plain && r.Offset() != int64(len(data)) {
			t.Errorf("offset %d behind %d bytes", r.Offset(), len(data))
		}
	}
}

func TestMembers(t *testing.T) {
	defer goleak.VerifyNone(t)
	a, b, z := gzipped("aaa"), gzipped("bbb"), zstandard("zzz")
	long := gzipped(strings.Repeat("0123456789", 100_000))
	skip := "\x52\x2A\x4D\x18\x03\x00\x00\x00abc"
	sum := []byte(b)
	sum[len(sum)-8] ^= 1
	tests := []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"plain", "text", []string{"plain @0 text"}},
		{"members", a + z + b, []string{"gzip @0 aaa", fmt.Sprintf("zstd @%d zzz", len(a)), fmt.Sprintf("gzip @%d bbb", len(a+z))}},
		{"a skippable frame", skip + z, []string{fmt.Sprintf("zstd @%d zzz", len(skip))}},
		{"a long one", long + a, []string{"gzip @0 01234567890123456789", fmt.Sprintf("gzip @%d aaa", len(long))}},
		{"plain bytes behind", a + "text", []string{"gzip @0 aaa", fmt.Sprintf("plain @%d text", len(a))}},
		{"a checksum", a + string(sum) + z, []string{"gzip @0 aaa", fmt.Sprintf("gzip @%d bbb", len(a)), fmt.Sprintf("! the gzip data is damaged before byte %d: gzip: invalid checksum", len(a+b)), fmt.Sprintf("zstd @%d zzz", len(a+b))}},
		{"cut off", a[:len(a)-3], []string{"gzip @0 aaa", fmt.Sprintf("! the gzip data is cut off at byte %d: unexpected EOF", len(a)-3)}},
		{"cut off in the header", a[:5], []string{"! the gzip data is cut off at byte 5: unexpected EOF"}},
		{"a zstd frame cut off", z[:len(z)-2], []string{"zstd @0 ", fmt.Sprintf("! the zstd data is cut off at byte %d: unexpected EOF", len(z)-2)}},
		{"a window too large", "\x28\xB5\x2F\xFD\x00\xF8" + strings.Repeat("x", 600) + a, []string{
			"! the zstd data is damaged before byte 0: window size exceeded", fmt.Sprintf("gzip @%d aaa", 606)}},
		{"only magic", strings.Repeat("\x1F\x8B\x08", 5000), []string{"! the gzip data is damaged before byte 2711: gzip: invalid header"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, in := range map[string]io.Reader{"whole": strings.NewReader(tt.in), "byte by byte": iotest.OneByteReader(strings.NewReader(tt.in)), "with the error": iotest.DataErrReader(strings.NewReader(tt.in))} {
				got := members(t, in, Options{})
				for i := range got {
					if strings.HasPrefix(got[i], "! the zstd data is damaged before byte 0: ") {
						got[i] = "! the zstd data is damaged before byte 0: window size exceeded" // in the library's words
					}
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// A stream that fails is not the same as one that ends.
func TestFailure(t *testing.T) {
	broken := errors.New("the line is dead")
	for _, s := range []string{"text", gzipped("aaa"), gzipped("aaa")[:12]} {
		got := members(t, io.MultiReader(strings.NewReader(s), iotest.ErrReader(broken)), Options{})
		if len(got) == 0 || !strings.Contains(got[len(got)-1], broken.Error()) {
			t.Errorf("%q: %q", s, got)
		}
	}
}

// Behind damage anywhere in one member the next is found.
func TestResync(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	noise := make([]byte, 200_000)
	rnd.Read(noise)
	middle := gzipped(string(noise))
	for range 40 {
		at := 20 + rnd.Intn(len(middle)-40)
		data := gzipped("aaa") + middle[:at] + gzipped("bbb") + gzipped("ccc")
		got := members(t, strings.NewReader(data), Options{})
		last := got[len(got)-1]
		if want := fmt.Sprintf("gzip @%d ccc", len(data)-len(gzipped("ccc"))); last != want {
			t.Errorf("cut at %d: got %q, want %q last", at, got, want)
		}
		if !strings.Contains(strings.Join(got, "\n"), " bbb") {
			t.Errorf("cut at %d: the member right behind is lost: %.300q", at, got)
		}
	}
}

func TestRewind(t *testing.T) {
	data := []byte(strings.Repeat("0123456789", 500_000))
	seek := func(offset int64) (io.Reader, error) { return bytes.NewReader(data[offset:]), nil }
	for _, tt := range []struct {
		name string
		opts Options
		to   int64
		ok   bool
	}{
		{"what is kept", Options{}, 4_500_000, true},
		{"what is not kept", Options{}, 10, false},
		{"what is not kept of a file", Options{Seek: seek}, 10, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := NewReader(bytes.NewReader(data), tt.opts)
			defer r.Wait()
			if _, err := r.Next(); err != nil {
				t.Fatal(err)
			}
			if _, err := io.CopyN(io.Discard, r.Buffer(), 4_999_990); err != nil {
				t.Fatal(err)
			}
			if ok := r.Rewind(tt.to); ok != tt.ok {
				t.Fatalf("Rewind = %v, want %v", ok, tt.ok)
			}
			want := 10
			if tt.ok {
				want = len(data) - int(tt.to)
			}
			if rest, err := io.ReadAll(r.Buffer()); err != nil || len(rest) != want {
				t.Errorf("%d bytes and %v, want %d", len(rest), err, want)
			}
		})
	}
}

// A packed member is kept from where Keep was called, to a bound, and what is read
// again of it is bounded as well.
func TestRewindPacked(t *testing.T) {
	text := strings.Repeat("0123456789", 500_000)
	for _, tt := range []struct {
		name           string
		keep, read, to int64
		ok             bool
	}{
		{"to where it was kept from", 100, 400_000, 100, true},
		{"behind that", 100, 400_000, 399_999, true},
		{"across a buffer", 65_530, 70_000, 65_535, true},
		{"to where it is", 100, 400_000, 400_000, true},
		{"before that", 100_000, 400_000, 20_000, false},
		{"too far", 100, 4_000_000, 1_000, false},
		{"from the end", 100, 5_000_000, 4_500_000, true},
		{"ahead", 100, 200, 300, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			defer goleak.VerifyNone(t)
			r := NewReader(strings.NewReader(gzipped(text)+zstandard("zzz")), Options{})
			defer r.Wait()
			if _, err := r.Next(); err != nil {
				t.Fatal(err)
			}
			skip := func(n int64) {
				if _, err := io.CopyN(io.Discard, r.Buffer(), n); err != nil {
					t.Fatal(err)
				}
			}
			skip(tt.keep)
			r.Keep()
			skip(tt.read - tt.keep)
			at := tt.read
			for range 3 {
				if ok := r.Rewind(tt.to); ok != tt.ok {
					t.Fatalf("Rewind = %v, want %v", ok, tt.ok)
				}
				if tt.ok {
					at = tt.to
				}
				if r.Offset() != at {
					t.Errorf("at %d, want %d", r.Offset(), at)
				}
				n := min(int64(len(text))-at, 100_000)
				got := make([]byte, n)
				if _, err := io.ReadFull(r.Buffer(), got); err != nil || string(got) != text[at:at+n] {
					t.Fatalf("other bytes at %d, %v", at, err)
				}
				if at += n; !tt.ok {
					break
				}
			}
			if rest, err := io.ReadAll(r.Buffer()); err != nil || string(rest) != text[at:] {
				t.Errorf("%d bytes and %v, want %d", len(rest), err, len(text)-int(at))
			}
			if m, err := r.Next(); err != nil || m.Format != Zstd || r.Rewind(tt.to) {
				t.Errorf("the next member is %v, %v", m, err)
			}
		})
	}
	r := NewReader(strings.NewReader(gzipped(text[:100_000])), Options{})
	defer r.Wait()
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	r.Keep()
	n := 0
	for ; n < 10_000; n++ {
		io.Copy(io.Discard, r.Buffer())
		if !r.Rewind(0) {
			break
		}
	}
	if most := rewindCredit/100_000 + 2; n > most || n < 10 {
		t.Errorf("%d times, want at most %d", n, most)
	}
}

// What is read again is bounded by what was read.
func TestRewindBound(t *testing.T) {
	data := []byte(strings.Repeat("0123456789", 10_000))
	r := NewReader(bytes.NewReader(data), Options{})
	defer r.Wait()
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; n < 10_000; n++ {
		io.Copy(io.Discard, r.Buffer())
		if !r.Rewind(0) {
			break
		}
	}
	if most := rewindCredit/len(data) + 2; n > most {
		t.Errorf("%d times, want at most %d", n, most)
	}
}
