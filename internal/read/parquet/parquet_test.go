package parquet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	lib "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"
)

// everything is a row with a column for each type and encoding.
type everything struct {
	Plain    string           `parquet:"plain,plain"`
	Dict     string           `parquet:"dict,dict"`
	Lengths  string           `parquet:"lengths,delta"`
	Bytes    []byte           `parquet:"bytes,plain"`
	Maybe    *string          `parquet:"maybe,optional,dict"`
	MaybeToo *string          `parquet:"maybetoo,optional,plain"`
	Bool     bool             `parquet:"bool"`
	Small    int32            `parquet:"small,plain"`
	SmallD   int32            `parquet:"smalld,delta"`
	SmallK   int32            `parquet:"smallk,dict"`
	Big      int64            `parquet:"big,plain"`
	BigD     int64            `parquet:"bigd,delta"`
	Half     float32          `parquet:"half,split"`
	Full     float64          `parquet:"full,split"`
	Whole    float64          `parquet:"whole,plain"`
	Old      deprecated.Int96 `parquet:"old"`
	Fixed    [5]byte          `parquet:"fixed"`
	FixedD   [5]byte          `parquet:"fixedd,dict"`
	When     time.Time        `parquet:"when,timestamp(microsecond)"`
	Deep     *deep            `parquet:"deep,optional"`
	List     []string         `parquet:"list,list"`
}

type deep struct {
	Deeper *string `parquet:"deeper,optional"`
	Must   string  `parquet:"must,delta"`
}

func rowsOf(n int) []everything {
	random := rand.New(rand.NewPCG(1, 2))
	var rows []everything
	for i := range n {
		text := strings.Repeat(fmt.Sprintf("<p>%d", i), random.IntN(20))
		row := everything{
			Plain: text, Dict: fmt.Sprint(i % 7), Lengths: text, Bytes: []byte(text),
			Bool: random.IntN(3) == 0, Small: random.Int32() - 1<<30, SmallD: random.Int32() - 1<<30, SmallK: int32(i % 300),
			Big: random.Int64() - 1<<62, BigD: random.Int64() - 1<<62, Half: random.Float32(), Full: random.Float64(), Whole: float64(i),
			Old: deprecated.Int96{uint32(i), 2, 2_440_588}, Fixed: [5]byte{1, byte(i)}, FixedD: [5]byte{byte(i % 3)},
			When: time.UnixMicro(random.Int64N(1 << 50)).UTC(),
		}
		if i%3 > 0 {
			row.Maybe, row.MaybeToo = &row.Dict, &row.Plain
		}
		if i%5 > 1 {
			row.Deep = &deep{Must: fmt.Sprintf("must %d", i*i)}
		}
		if i%5 > 2 {
			row.Deep.Deeper = &row.Dict
		}
		rows = append(rows, row)
	}
	return rows
}

func written(t testing.TB, rows []everything, opts ...lib.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := lib.NewGenericWriter[everything](&b, opts...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var wide = Options{MaxValueBytes: 1 << 20, MaxPageBytes: 8 << 20}

// allColumns are the columns that can be read.
func allColumns(f *File) []Column {
	var columns []Column
	for _, name := range f.ColumnNames(1000) {
		if c, ok, err := f.Column(strings.Split(name, ".")...); ok && err == nil {
			columns = append(columns, c)
		}
	}
	return columns
}

// What the library has written is read as it reads it, whatever the encoding,
// codec, version of pages, and sizes of pages and row groups.
func TestReadsAsTheLibrary(t *testing.T) {
	rows := rowsOf(2000)
	plain := written(t, rows, lib.Compression(&lib.Uncompressed))
	var want []string
	codecs := []compress.Codec{&lib.Uncompressed, &lib.Snappy, &lib.Gzip, &lib.Brotli, &lib.Zstd, &lib.Lz4Raw}
	for _, codec := range codecs {
		for _, version := range []int{1, 2} {
			for _, pageBytes := range []int{200, 1 << 20} {
				t.Run(fmt.Sprintf("%s v%d pages of %d", codec, version, pageBytes), func(t *testing.T) {
					data := written(t, rows, lib.Compression(codec), lib.DataPageVersion(version), lib.PageBufferSize(pageBytes), lib.MaxRowsPerRowGroup(700))
					f, err := Open(bytes.NewReader(data), int64(len(data)), wide)
					if err != nil {
						t.Fatal(err)
					}
					columns := allColumns(f)
					if len(columns) != reflect.TypeFor[everything]().NumField() { // deep has two, list none
						t.Fatalf("%d columns: %v", len(columns), f.ColumnNames(100))
					}
					if want == nil {
						// Not of each file: the library cannot read back some that it
						// packs with LZ4.
						want = byLibrary(t, plain, columns)
					}
					if diff := cmp.Diff(want, byThis(t, f, columns)); diff != "" {
						t.Errorf("-the library's +ours:\n%.2000s", diff)
					}
					if f.held.left != wide.MaxPageBytes {
						t.Errorf("%d bytes are held after reading", wide.MaxPageBytes-f.held.left)
					}
				})
			}
		}
	}
}

func byThis(t *testing.T, f *File, columns []Column) []string {
	var all []string
	for g, err := range f.Groups(columns) {
		if err != nil {
			t.Fatal(err)
		}
		rows := g.Read()
		for {
			row, err := rows.Next()
			if err != nil {
				t.Fatal(err)
			}
			if row == nil {
				break
			}
			var b strings.Builder
			for i, v := range row {
				b.WriteString(columns[i].Name + "=" + text(columns[i].Kind, v) + "\n")
			}
			all = append(all, b.String())
		}
		rows.Close()
	}
	return all
}

func text(kind Kind, v Value) string {
	switch {
	case v.Null:
		return "null"
	case kind <= Int64:
		return fmt.Sprint(v.Int)
	case kind == Float || kind == Double:
		return fmt.Sprint(v.Float)
	}
	return fmt.Sprintf("%q", v.Bytes)
}

func byLibrary(t *testing.T, data []byte, columns []Column) []string {
	f, err := lib.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, g := range f.RowGroups() {
		rows := g.Rows()
		buf := make([]lib.Row, 10)
		for {
			n, err := rows.ReadRows(buf)
			for _, row := range buf[:n] {
				texts := map[int]string{}
				for _, v := range row {
					texts[v.Column()] = libText(v)
				}
				var b strings.Builder
				for _, c := range columns {
					b.WriteString(c.Name + "=" + texts[int(c.leaf)] + "\n")
				}
				all = append(all, b.String())
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		rows.Close()
	}
	return all
}

func libText(v lib.Value) string {
	switch v.Kind() {
	case lib.Boolean:
		if v.Boolean() {
			return "1"
		}
		return "0"
	case lib.Int32:
		return fmt.Sprint(v.Int32())
	case lib.Int64:
		return fmt.Sprint(v.Int64())
	case lib.Int96:
		i := v.Int96()
		var b []byte
		for _, part := range i {
			b = binary.LittleEndian.AppendUint32(b, part)
		}
		return fmt.Sprintf("%q", b)
	case lib.Float:
		return fmt.Sprint(float64(v.Float()))
	case lib.Double:
		return fmt.Sprint(v.Double())
	case lib.ByteArray, lib.FixedLenByteArray:
		return fmt.Sprintf("%q", v.ByteArray())
	}
	return "null"
}

// Rows are passed over to any place, and the next ones are right.
func TestSkip(t *testing.T) {
	data := written(t, rowsOf(300), lib.PageBufferSize(300))
	f, err := Open(bytes.NewReader(data), int64(len(data)), wide)
	if err != nil {
		t.Fatal(err)
	}
	columns := allColumns(f)
	want := byThis(t, f, columns)
	for _, skip := range []int64{0, 1, 7, 150, 299, 300, 1000} {
		for g := range f.Groups(columns) {
			rows := g.Read()
			rows.Skip(skip)
			n := min(skip, 300)
			for ; ; n++ {
				row, err := rows.Next()
				if err != nil {
					t.Fatal(err)
				}
				if row == nil {
					break
				}
				if got := columns[1].Name + "=" + text(columns[1].Kind, row[1]); !strings.Contains(want[n], got) {
					t.Fatalf("after %d, row %d has %s", skip, n, got)
				}
			}
			if n != 300 {
				t.Errorf("after %d, the rows end at %d", skip, n)
			}
			rows.Close()
		}
	}
}

// A page that is damaged or too large costs its rows, and no others.
func TestBadPages(t *testing.T) {
	type html struct {
		HTML string `parquet:"html,plain"`
		URL  string `parquet:"url,plain"`
	}
	write := func(sizes ...int) []byte {
		var b bytes.Buffer
		w := lib.NewGenericWriter[html](&b, lib.PageBufferSize(1000), lib.Compression(&lib.Zstd), lib.SkipPageBounds("html"), lib.DataPageStatistics(false))
		for i, size := range sizes {
			if _, err := w.Write([]html{{strings.Repeat("x", size), fmt.Sprint(i)}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	read := func(data []byte, opts Options) []string {
		f, err := Open(bytes.NewReader(data), int64(len(data)), opts)
		if err != nil {
			return []string{err.Error()}
		}
		var got []string
		for g, err := range f.Groups(allColumns(f)) {
			if err != nil {
				return append(got, err.Error())
			}
			rows := g.Read()
			for {
				row, err := rows.Next()
				if err != nil {
					got = append(got, fmt.Sprintf("%d: %v", rows.Skipped, err))
				} else if row == nil {
					break
				} else {
					got = append(got, fmt.Sprintf("%d bytes of %s", len(row[0].Bytes), row[1].Bytes))
				}
			}
			rows.Close()
		}
		return got
	}
	large := write(10, 1100, 2, 50000, 1100, 3, 1)
	var pages []int
	for i := range large {
		if bytes.HasPrefix(large[i:], []byte{0x28, 0xB5, 0x2F, 0xFD}) {
			pages = append(pages, i)
		}
	}
	damaged := bytes.Clone(large)
	damaged[pages[0]+6] ^= 0xFF
	tests := []struct {
		name string
		data []byte
		opts Options
		want []string
	}{
		{"sound", large, wide, []string{"10 bytes of 0", "1100 bytes of 1", "2 bytes of 2", "50000 bytes of 3", "1100 bytes of 4", "3 bytes of 5", "1 bytes of 6"}},
		{"a value", large, Options{MaxValueBytes: 2000, MaxPageBytes: 1 << 20}, []string{"10 bytes of 0", "1100 bytes of 1", "2 bytes of 2",
			`1: the column "html": a value has 50000 bytes, more than 2000`, "1100 bytes of 4", "3 bytes of 5", "1 bytes of 6"}},
		{"a page", large, Options{MaxValueBytes: 20000, MaxPageBytes: 40000}, []string{"10 bytes of 0", "1100 bytes of 1",
			`2: the column "html": the page at byte *: it takes 50010 bytes of memory where 39892 may be taken: too large`, "1100 bytes of 4", "3 bytes of 5", "1 bytes of 6"}},
		{"damage", damaged, wide, []string{`2: the column "html": the page at byte *: it does not have its checksum; it is damaged`, "2 bytes of 2", "50000 bytes of 3", "1100 bytes of 4", "3 bytes of 5", "1 bytes of 6"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := read(tt.data, tt.opts)
			for i, s := range got {
				if before, after, ok := strings.Cut(s, "at byte "); ok {
					_, after, _ = strings.Cut(after, ":")
					got[i] = before + "at byte *:" + after
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// readAll reads a table, and returns how many rows and errors there were. Equal
// rows take no bytes, so that a short file can have any number; it ends after
// maxRead.
func readAll(data []byte, opts Options) (rows, faults int) {
	const maxRead = 20_000
	f, err := Open(bytes.NewReader(data), int64(len(data)), opts)
	if err != nil {
		return 0, 1
	}
	columns := allColumns(f)
	for g, err := range f.Groups(columns) {
		if err != nil {
			return rows, faults + 1
		}
		r := g.Read()
		for {
			row, err := r.Next()
			if err != nil {
				faults++
			} else if row == nil {
				break
			}
			if rows++; rows > maxRead {
				break
			}
		}
		r.Close()
	}
	if f.held.left != opts.MaxPageBytes {
		panic("memory is held after reading")
	}
	return rows, faults
}

// allocated is how many bytes a call allocates, of those that are freed in it
// too.
func allocated(call func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// hostile are short files that made the library allocate without a bound, or
// that would make a reader do so that believes them.
func hostile() map[string][]byte {
	file := func(body, footer []byte) []byte {
		b := append([]byte("PAR1"), body...)
		b = append(b, footer...)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(footer)))
		return append(b, "PAR1"...)
	}
	field := func(delta, typ byte) byte { return delta<<4 | typ }
	number := func(n int64) []byte { return binary.AppendVarint(nil, n) }
	cat := func(parts ...any) []byte {
		var b []byte
		for _, part := range parts {
			switch p := part.(type) {
			case byte:
				b = append(b, p)
			case int:
				b = append(b, byte(p))
			case string:
				b = append(append(b, byte(len(p))), p...)
			case []byte:
				b = append(b, p...)
			}
		}
		return b
	}
	schema := cat(field(1, typeI32), 2, field(1, typeList), 2<<4|typeStruct,
		field(4, typeBinary), "s", field(1, typeI32), 2, 0,
		field(1, typeI32), number(int64(ByteArray)), field(2, typeI32), 0, field(1, typeBinary), "html", 0)
	// table is a table of one page in one column.
	table := func(rows, codec, unpacked, values, encoding int64, page []byte, before ...byte) []byte {
		header := cat(field(1, typeI32), 0, field(1, typeI32), number(unpacked), field(1, typeI32), number(int64(len(page))),
			field(2, typeStruct), field(1, typeI32), number(values), field(1, typeI32), number(encoding), field(1, typeI32), number(3), field(1, typeI32), number(3), 0, 0)
		body := cat(before, header, page)
		size := number(int64(len(body)))
		offset, dict := cat(field(2, typeI64), number(int64(4+len(before)))), []byte(nil)
		if len(before) > 0 {
			dict = cat(field(2, typeI64), number(4))
		}
		meta := cat(field(1, typeI32), number(6), field(1, typeList), typeI32, field(1, typeList), typeBinary, field(1, typeI32), number(codec),
			field(1, typeI64), number(values), field(1, typeI64), size, field(1, typeI64), size, offset, dict, 0)
		footer := cat(schema, field(1, typeI64), number(rows), field(1, typeList), 1<<4|typeStruct,
			field(1, typeList), 1<<4|typeStruct, field(2, typeI64), 0, field(1, typeStruct), meta, 0,
			field(1, typeI64), size, field(1, typeI64), number(rows), 0, 0)
		return file(body, footer)
	}
	dictionary := cat(field(1, typeI32), number(2), field(1, typeI32), number(5), field(1, typeI32), number(5),
		field(4, typeStruct), field(1, typeI32), number(1), field(1, typeI32), 0, 0, 0, []byte{1, 0, 0, 0, 'x'})
	many := int64(1<<31 - 1)
	var long []byte
	long = binary.AppendUvarint(long, uint64(many)<<1)
	return map[string][]byte{
		"a long list of columns":  file(nil, cat(field(1, typeI32), 2, field(1, typeList), 15<<4|typeStruct, binary.AppendUvarint(nil, uint64(many)))),
		"a long name":             file(nil, cat(field(1, typeI32), 2, field(1, typeList), 1<<4|typeStruct, field(4, typeBinary), binary.AppendUvarint(nil, uint64(many)))),
		"many empty row groups":   file(nil, cat(schema, field(2, typeList), 15<<4|typeStruct, binary.AppendUvarint(nil, 100_000), make([]byte, 100_001))),
		"deep columns":            file(nil, cat(field(1, typeI32), 2, field(1, typeList), 15<<4|typeStruct, binary.AppendUvarint(nil, 10_000), bytes.Repeat(cat(field(5, typeI32), 2, 0), 10_000), 0)),
		"deep values":             file(nil, bytes.Repeat([]byte{field(1, typeStruct)}, 100_000)),
		"deep lists":              file(nil, cat(field(9, typeList), bytes.Repeat([]byte{1<<4 | typeList}, 100_000))),
		"a page that says more":   table(1, codecNone, many, 1, 0, []byte{1, 0, 0, 0, 'x'}),
		"zstd that says more":     table(1, codecZstd, many, 1, 0, []byte{0x28, 0xB5, 0x2F, 0xFD, 0, 0}),
		"many values":             table(many, codecNone, 5, many, 0, []byte{1, 0, 0, 0, 'x'}),
		"more values than rows":   table(1, codecNone, 5, many, 0, []byte{1, 0, 0, 0, 'x'}),
		"a long run of keys":      table(many, codecNone, int64(len(long)+2), many, encodingRLEDictionary, cat(1, long, 0), dictionary...),
		"a key too large":         table(1, codecNone, 3, 1, encodingRLEDictionary, cat(8, 2, 200), dictionary...),
		"many lengths of nothing": table(many, codecNone, 19, many, encodingDeltaLength, cat(binary.AppendUvarint(nil, 1<<20), 1, binary.AppendUvarint(nil, uint64(many)), 0, 0, make([]byte, 9))),
		"lengths too long":        table(2, codecNone, 7, 2, encodingDeltaLength, cat(binary.AppendUvarint(nil, 128), 4, 2, number(1<<30), 'x')),
	}
}

// No count, length or size in a file decides on memory: neither in files that
// are made to, nor in sound ones with a few bytes changed.
func FuzzParquet(f *testing.F) {
	for _, data := range hostile() {
		f.Add(data)
	}
	for i, codec := range []compress.Codec{&lib.Uncompressed, &lib.Snappy, &lib.Gzip, &lib.Brotli, &lib.Zstd, &lib.Lz4Raw} {
		f.Add(written(f, rowsOf(20), lib.Compression(codec), lib.DataPageVersion(1+i%2), lib.DataPageStatistics(false)))
	}
	opts := Options{MaxValueBytes: 64 << 10, MaxPageBytes: 256 << 10}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		rows, faults := 0, 0
		got := allocated(func() { rows, faults = readAll(data, opts) })
		// Each error is a text, and each page may take the bound again.
		chunks := int64(bytes.Count(data, []byte{0})) + 64
		if most := int64(8<<20) + 200*int64(len(data)) + 4096*int64(faults) + opts.MaxPageBytes*min(chunks, 500); got > most {
			t.Errorf("%d bytes allocated for a file of %d (%d rows, %d errors), more than %d", got, len(data), rows, faults, most)
		}
	})
}

func TestHostile(t *testing.T) {
	opts := Options{MaxValueBytes: 64 << 10, MaxPageBytes: 256 << 10}
	for name, data := range hostile() {
		t.Run(name, func(t *testing.T) {
			rows, faults := 0, 0
			got := allocated(func() { rows, faults = readAll(data, opts) })
			t.Logf("%d bytes allocated for a file of %d: %d rows, %d errors", got, len(data), rows, faults)
			if most := int64(4<<20) + 20*int64(len(data)); got > most {
				t.Errorf("%d bytes allocated for a file of %d, more than %d", got, len(data), most)
			}
			if faults == 0 && rows <= 20_000 {
				t.Errorf("%d rows and no error", rows)
			}
		})
	}
}

// The names of columns in a message are short, however long those of their groups
// are.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	root := node{parent: -1, leaf: -1}
	f := &File{nodes: []node{root, {name: long, leaf: -1}, {name: "b", parent: 1, leaf: 0}, {name: long, parent: 1, leaf: 1}, {name: "c", leaf: 2}}}
	names := f.ColumnNames(10)
	if len(names) != 3 || names[2] != "c" {
		t.Errorf("%d names, the last %.300q", len(names), names[len(names)-1])
	}
	for _, name := range names {
		if len(name) > maxShown+len("…") || !utf8.ValidString(name) {
			t.Errorf("a name of %d bytes: %.300q", len(name), name)
		}
	}
}

// Sound files with a few bytes changed do not make it panic, or keep memory.
func TestChangedBytes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, codec := range []compress.Codec{&lib.Uncompressed, &lib.Snappy, &lib.Gzip, &lib.Brotli, &lib.Zstd, &lib.Lz4Raw} {
		sound := written(t, rowsOf(30), lib.Compression(codec), lib.PageBufferSize(200))
		for range 300 {
			data := bytes.Clone(sound)
			for range 1 + random.IntN(4) {
				data[random.IntN(len(data))] = byte(random.Int())
			}
			got := allocated(func() { readAll(data, wide) })
			if most := int64(64 << 20); got > most {
				t.Fatalf("%d bytes allocated for a file of %d, more than %d", got, len(data), most)
			}
		}
	}
}
