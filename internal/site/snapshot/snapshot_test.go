package snapshot

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/metacheck/metacheck/internal/summary"
)

func made(t testing.TB, key string) Row {
	t.Helper()
	r, err := NewRow(key, &summary.Summary{Name: "public/" + key, URL: "https://example.org/" + key, Titles: []summary.Said{{Value: "Title of " + key}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// found is a row with findings, n of them.
func found(t testing.TB, key string, n int) Row {
	t.Helper()
	r := made(t, key)
	var list []Finding
	for i := range n {
		list = append(list, Finding{"head/title-length", []string{"error", "warning", "info"}[i%3], fmt.Sprintf("c66e5ada8819d4ef-%d", i+2)})
	}
	r.Keep(list)
	return r
}

func sorted(t testing.TB, s *Sorter) []Row {
	t.Helper()
	var list []Row
	for r, err := range s.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

// write is a snapshot of rows.
func write(t testing.TB, rows []Row) string {
	t.Helper()
	var b bytes.Buffer
	h := Header{Pages: len(rows), Paths: len(rows)}
	for _, r := range rows {
		if len(r.Findings) > 0 {
			h.Checks = &Checks{Metacheck: "0.2.0", Settings: "90ab12cd90ab12cd"}
		}
	}
	err := Write(&b, h, func(yield func(Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func readAll(text string) ([]Row, error) {
	r, err := Open(bufio.NewReader(strings.NewReader(text)))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var list []Row
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		list = append(list, row)
	}
}

// TestSorter holds that rows come sorted, the same whether they are kept in memory
// or on disk, and that of several with one key the latest capture counts.
func TestSorter(t *testing.T) {
	var want []Row
	for _, memory := range []int64{0, 1, 3000, 100_000} {
		s := &Sorter{Memory: memory, Dir: t.TempDir()}
		for i := range 500 {
			r := found(t, fmt.Sprintf("%03d.html", i*37%400), i*37%400%5)
			r.Index = i
			switch {
			case i*37%400 == 5:
				r.Captured = time.Unix(int64(1000-i), 0).UTC()
			case i%7 == 0:
				r.Failed = true
			}
			if err := s.Add(r); err != nil {
				t.Fatal(err)
			}
		}
		got := sorted(t, s)
		if again := sorted(t, s); cmp.Diff(got, again) != "" {
			t.Errorf("memory %d: the second reading differs", memory)
		}
		if len(got) != 400 || s.Repeated != 100 || s.Example != "000.html" {
			t.Errorf("memory %d: %d rows, %d repeated, such as %s", memory, len(got), s.Repeated, s.Example)
		}
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("memory %d:\n%s", memory, diff)
		}
		for i, r := range got {
			if r.Key != fmt.Sprintf("%03d.html", i) || r.Index >= 400 || len(r.Findings) != i%5 {
				t.Fatalf("memory %d: row %d is %s of %d with %d findings", memory, i, r.Key, r.Index, len(r.Findings))
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestPile(t *testing.T) {
	for _, memory := range []int64{0, 1, 2000} {
		p := &Pile{Memory: memory, Dir: t.TempDir()}
		for i := range 50 {
			r := found(t, fmt.Sprint(i), 1001*(i%2))
			if err := p.Add(&r); err != nil {
				t.Fatal(err)
			}
		}
		for _, i := range []int{49, 0, 17, 48} {
			r, err := p.Row(i)
			if diff := cmp.Diff(found(t, fmt.Sprint(i), 1001*(i%2)), r); err != nil || diff != "" {
				t.Errorf("memory %d, row %d: %v\n%s", memory, i, err, diff)
			}
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestRoundTrip holds that what is written is read, packed or not.
func TestRoundTrip(t *testing.T) {
	rows := []Row{made(t, "a.html"), found(t, "b\xff\u2028\"<.html", 3), found(t, "https://example.org/c", MaxFindings+7)}
	text := write(t, rows)
	for _, name := range []string{"x.jsonl", "x.jsonl.gz", "X.ZST"} {
		var b, again bytes.Buffer
		for _, out := range []*bytes.Buffer{&b, &again} {
			w, err := Pack(out, name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(w, text); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Errorf("%s: the same pages give other bytes", name)
		}
		got, err := readAll(b.String())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range got {
			if got[i].Line != i+2 {
				t.Errorf("%s: row %d is on line %d", name, i, got[i].Line)
			}
			got[i].Line = 0
		}
		if len(got[0].Findings) != 0 || len(got[1].Findings) != 3 || got[1].Findings[1] != (Finding{"head/title-length", "warning", "c66e5ada8819d4ef-3"}) || got[2].More != 7 {
			t.Errorf("%s: findings %v, %d more", name, got[1].Findings, got[2].More)
		}
		if write(t, got) != text {
			t.Errorf("%s: it is another snapshot when it is written again", name)
		}
		s, err := got[0].Decode()
		if err != nil || s.Name != "public/a.html" || s.URL != "https://example.org/a.html" || s.Title().Value != "Title of a.html" {
			t.Errorf("%s: %v %+v", name, err, s)
		}
	}
}

func TestDamage(t *testing.T) {
	text := write(t, []Row{made(t, "a.html"), made(t, "b.html"), made(t, "c.html")})
	lines := strings.SplitAfter(text, "\n")
	for name, tt := range map[string]struct{ text, want string }{
		"cut in a line":    {text[:len(lines[0]+lines[1]+lines[2]+lines[3])-20], "line 4: the snapshot ends in the middle of the line"},
		"cut in the end":   {text[:len(text)-20], "line 5: the snapshot ends in the middle of the line"},
		"no end":           {text[:len(text)-len(lines[4])], "line 5: the snapshot ends without its checksum line"},
		"end too early":    {lines[0] + lines[1] + lines[4], "line 3: the snapshot ends after 1 pages"},
		"another title":    {strings.Replace(text, "Title of b", "Title of B", 1), "line 5: the checksum does not match the 4 lines before it"},
		"two put together": {text + text, "line 6: more lines follow the checksum"},
		"an empty line":    {text + "\n", "line 6: more lines follow the checksum"},
		"cut between":      {lines[0] + lines[1], "line 3: the snapshot ends after 1 pages, but its first line says 3"},
		"a line too many":  {strings.Join(lines[:4], "") + `{"key":"d","page":{}}` + "\n", "line 5: there are more pages than the 3"},
		"twice":            {lines[0] + lines[1] + lines[1] + lines[2], `line 3: two pages have the key "a.html"`},
		"out of order":     {lines[0] + lines[2] + lines[1] + lines[3], `line 3: the page "a.html" is out of order`},
		"no JSON":          {lines[0] + "<<<<<<< HEAD\n" + lines[1], "line 2: the line cannot be read"},
		"no page":          {lines[0] + `{"key":"a"}` + "\n", "line 2: the line has no key or no page"},
		"newer":            {strings.Replace(text, `"version":2`, `"version":3`, 1), "line 1: the snapshot was written by a newer metacheck"},
		"no version":       {strings.Replace(text, `"version":2`, `"version":0`, 1), "line 1: the first line names no version"},
		"header cut":       {text[:30], "line 1: the snapshot ends in"},
		"negative":         {strings.Replace(text, `"pages":3`, `"pages":-3`, 1), "line 1: the number of pages is negative"},
		"long line":        {lines[0] + strings.Repeat("x", maxLine+2), "line 2: the line has more than"},
	} {
		_, err := readAll(tt.text)
		var d *Damage
		if !errors.As(err, &d) || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readAll(""); !errors.Is(err, ErrEmpty) {
		t.Errorf("an empty file: %v", err)
	}
	for _, none := range []string{"<!doctype html>", `{"metacheck":"report"}`, "\x1f\x8bnothing", "\x28\xb5\x2f\xfdnothing", "{"} {
		if _, err := readAll(none); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v", none, err)
		}
	}
	var packed bytes.Buffer
	w, err := Pack(&packed, "x.gz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := readAll(packed.String()[:packed.Len()-9]); err == nil {
		t.Error("a packed snapshot that is cut short is read")
	}
}

// TestChecks holds that a snapshot says what found its findings, and that findings
// which are none are told.
func TestChecks(t *testing.T) {
	text := write(t, []Row{found(t, "a.html", 1), made(t, "b.html")})
	r, err := Open(bufio.NewReader(strings.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&Checks{Metacheck: "0.2.0", Settings: "90ab12cd90ab12cd"}, r.Header.Checks); diff != "" {
		t.Error(diff)
	}
	if plain := write(t, []Row{made(t, "a.html")}); strings.Contains(plain, "checks") || strings.Contains(plain, "findings") {
		t.Errorf("without checks it says: %s", plain)
	}
	const finding = `["head/title-length","error","c66e5ada8819d4ef-2"]`
	if !strings.Contains(text, `"findings":[`+finding+`]`) {
		t.Fatalf("the finding is written otherwise: %s", text)
	}
	for name, tt := range map[string]struct{ old, new, want string }{
		"no checks":       {`,"checks":{"metacheck":"0.2.0","settings":"90ab12cd90ab12cd"}`, "", "line 2: the page has findings, but the first line does not say what found them"},
		"no list":         {finding, `"x"`, "line 2: the line cannot be read"},
		"two texts":       {finding, `["head/title-length","error"]`, "line 2: the line cannot be read"},
		"four texts":      {finding, `["a","error","b","c"]`, "line 2: the line cannot be read"},
		"a number":        {finding, `["a","error",1]`, "line 2: the line cannot be read"},
		"no check":        {finding, `["","error","c66e5ada8819d4ef"]`, "line 2: a finding has no check"},
		"no severity":     {finding, `["a/b","fatal","c66e5ada8819d4ef"]`, "line 2: a finding has no severity"},
		"long":            {finding, `["` + strings.Repeat("a", 200) + `","error","c66e5ada8819d4ef"]`, "line 2: a finding has a check or a fingerprint that is too long"},
		"more of few":     {`"findings":[` + finding + `]`, `"findings":[` + finding + `],"more":1`, "line 2: the number of findings of the page cannot be right"},
		"negative":        {`"findings":[` + finding + `]`, `"more":-1`, "line 2: the number of findings of the page cannot be right"},
		"many":            {finding, finding + strings.Repeat(","+finding, MaxFindings), "line 2: the number of findings of the page cannot be right"},
		"another finding": {"c66e5ada8819d4ef-2", "c66e5ada8819d4ee-2", "line 4: the checksum does not match"},
	} {
		if _, err := readAll(strings.Replace(text, tt.old, tt.new, 1)); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	err = Write(io.Discard, Header{Pages: 1}, func(yield func(Row, error) bool) { yield(found(t, "a.html", 1), nil) })
	if err == nil || !strings.Contains(err.Error(), "the page a.html cannot be written: the page has findings, but") {
		t.Errorf("findings of unknown checks are written: %v", err)
	}
}

// TestEveryBit holds that no bit of a snapshot can change, and that it can be cut
// nowhere, unnoticed: what is packed has to give the same pages or an error.
func TestEveryBit(t *testing.T) {
	text := write(t, []Row{found(t, "a.html", 2), made(t, "b.html")})
	want, err := readAll(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"x.jsonl", "x.jsonl.gz", "x.jsonl.zst"} {
		var b bytes.Buffer
		w, err := Pack(&b, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		refused := func(data []byte, what string, at int) {
			t.Helper()
			got, err := readAll(string(data))
			// The header of a gzip member has a date and the like, which say
			// nothing of the pages.
			if err == nil && (name == "x.jsonl" || cmp.Diff(want, got) != "") {
				t.Errorf("%s: %s %d is accepted", name, what, at)
			}
		}
		data := b.Bytes()
		for i := range data {
			refused(data[:i], "a cut at byte", i)
			for bit := range 8 {
				data[i] ^= 1 << bit
				refused(data, "a flip of bit", 8*i+bit)
				data[i] ^= 1 << bit
			}
		}
	}
}

// TestOlder holds that snapshots from before checksum lines are read, and say
// that they have none; and that one which has lost its version is none of them.
func TestOlder(t *testing.T) {
	text := write(t, []Row{made(t, "a.html"), made(t, "b.html")})
	older := strings.Replace(text, `"version":2`, `"version":1`, 1)
	if _, err := readAll(older); err == nil {
		t.Error("a snapshot that says to have no checksum is read with one")
	}
	older = older[:strings.Index(older, endBytes)]
	r, err := Open(bufio.NewReader(strings.NewReader(older)))
	if err != nil || !r.Unchecked {
		t.Fatalf("%v, %+v", err, r)
	}
	if rows, err := readAll(older); err != nil || len(rows) != 2 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestLineEnds holds that line ends may be changed, as version control does.
func TestLineEnds(t *testing.T) {
	text := write(t, []Row{made(t, "a.html"), made(t, "b.html")})
	if rows, err := readAll(strings.ReplaceAll(text, "\n", "\r\n")); err != nil || len(rows) != 2 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestOtherInputs holds that of an input that is no snapshot nothing is lost, so
// that what comes from a pipe can be read as another kind of input.
func TestOtherInputs(t *testing.T) {
	var pages strings.Builder
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 40_000 { // more than is looked at, also when packed
		fmt.Fprintf(&pages, "{\"url\": \"https://example.org/%d/%d\"}\n", i, random.Uint64())
	}
	for _, name := range []string{"pages.jsonl", "pages.jsonl.gz", "pages.jsonl.zst"} {
		for _, text := range []string{pages.String(), "{}", markBytes[:9], ""} {
			var b bytes.Buffer
			w, err := Pack(&b, name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(w, text); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			in := bufio.NewReaderSize(bytes.NewReader(b.Bytes()), Sniffed)
			_, err = Open(in)
			if text == markBytes[:9] {
				var damage *Damage
				if !errors.As(err, &damage) {
					t.Errorf("%s: a snapshot that ends at once gives %v", name, err)
				}
				continue
			}
			if want := map[bool]error{true: ErrEmpty, false: ErrNone}[b.Len() == 0]; !errors.Is(err, want) {
				t.Errorf("%s, %.20q: %v", name, text, err)
			}
			if left, err := io.ReadAll(in); err != nil || !bytes.Equal(left, b.Bytes()) {
				t.Errorf("%s: %d of %d bytes are left (%v)", name, len(left), b.Len(), err)
			}
		}
	}
}

// TestCutPacked holds that what was cut before anything can be unpacked is left to
// those who can say so.
func TestCutPacked(t *testing.T) {
	for _, name := range []string{"x.gz", "x.zst"} {
		var b bytes.Buffer
		w, err := Pack(&b, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, write(t, []Row{made(t, "a.html")})); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReaderSize(bytes.NewReader(b.Bytes()[:12]), Sniffed)
		if _, err := Open(in); !errors.Is(err, ErrNone) || in.Buffered() != 12 {
			t.Errorf("%s: %v, %d bytes are left", name, err, in.Buffered())
		}
	}
}

// FuzzReader holds that any input is read to its end or to an error, and that what
// is read can be written and is read the same again.
func FuzzReader(f *testing.F) {
	f.Add([]byte(write(f, []Row{made(f, "a.html"), found(f, "b.html", 2)})))
	text := write(f, []Row{made(f, "a.html"), made(f, "b.html")})
	f.Add([]byte(text))
	f.Add([]byte(strings.Replace(text, "b.html", "a.html", 2)))
	f.Add([]byte(text[:len(text)-3]))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := readAll(string(data))
		if err != nil {
			return
		}
		for i := range rows {
			if _, err := rows[i].Decode(); err != nil {
				return
			}
		}
		text := write(t, rows)
		again, err := readAll(text)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%q", err, text)
		}
		if write(t, again) != text {
			t.Fatal("it is another snapshot when it is written again")
		}
	})
}
