package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hundred is an archive of n captures with several statuses.
func hundred(n int) string {
	var records []string
	for i := range n {
		status := 200
		if i%10 == 9 {
			status = 404
		}
		records = append(records, httpRecord(fmt.Sprintf("https://h%d.example.org/news/%d", i%3, i), status, "<p>", htmlType))
	}
	return strings.Join(records, "")
}

func urls(t *testing.T, sel Selection) []string {
	t.Helper()
	var got []string
	for src, err := range Sources(t.Context(), []string{"a"}, Options{Select: sel}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, src.URL)
	}
	return got
}

func TestSelection(t *testing.T) {
	tree(t, map[string]string{"a": hundred(100)})
	status := func(list string) Statuses {
		s, err := ParseStatuses(list)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	patterns := func(list ...string) (out []*URLPattern) {
		for _, s := range list {
			p, err := ParseURLPattern(s)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, p)
		}
		return out
	}
	tests := []struct {
		name string
		sel  Selection
		want int
	}{
		{"by default", Selection{}, 90},
		{"all", Selection{Status: status("all")}, 100},
		{"404", Selection{Status: status("404")}, 10},
		{"4xx and a range", Selection{Status: status("4xx, 200-201")}, 100},
		{"a glob", Selection{Include: patterns("https://h1.example.org/**")}, 30},
		{"a glob without a scheme", Selection{Include: patterns("h1.example.org/**", "h2.example.org/news/?")}, 33},
		{"a regular expression", Selection{Include: patterns(`/\/news\/1\d$/`)}, 9},
		{"excluded", Selection{Include: patterns("*.example.org/news/*"), Exclude: patterns("h0.*/**")}, 60},
		{"a bound", Selection{MaxPages: 7}, 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := urls(t, tt.sel); len(got) != tt.want {
				t.Errorf("%d pages, want %d", len(got), tt.want)
			}
		})
	}
}

// Shards are disjoint and together all; a sample is the same every time, about
// as large as asked for, part of larger ones, and spread over the shards.
func TestSampleAndShard(t *testing.T) {
	tree(t, map[string]string{"a": hundred(3000)})
	all := Statuses{all: true}
	seen := map[string]int{}
	for shard := 1; shard <= 4; shard++ {
		got := urls(t, Selection{Status: all, Shard: shard, Shards: 4})
		if len(got) < 650 || len(got) > 850 {
			t.Errorf("shard %d of 4 has %d of 3000 pages", shard, len(got))
		}
		for _, u := range got {
			seen[u]++
		}
		sampled := urls(t, Selection{Status: all, Shard: shard, Shards: 4, Sample: 0.2})
		if len(sampled) < 100 || len(sampled) > 200 {
			t.Errorf("20%% of shard %d are %d pages", shard, len(sampled))
		}
	}
	if len(seen) != 3000 {
		t.Errorf("%d pages in all shards, want 3000", len(seen))
	}
	for u, n := range seen {
		if n != 1 {
			t.Errorf("%s is in %d shards", u, n)
		}
	}
	small, large := urls(t, Selection{Status: all, Sample: 0.1}), urls(t, Selection{Status: all, Sample: 0.3})
	if len(small) < 240 || len(small) > 360 {
		t.Errorf("10%% of 3000 pages are %d", len(small))
	}
	if diff := cmp.Diff(small, urls(t, Selection{Status: all, Sample: 0.1})); diff != "" {
		t.Errorf("another sample the second time:\n%s", diff)
	}
	in := map[string]bool{}
	for _, u := range large {
		in[u] = true
	}
	for _, u := range small {
		if !in[u] {
			t.Errorf("%s is in the sample of 10%%, not in that of 30%%", u)
		}
	}
}

func TestSelectionFlags(t *testing.T) {
	for _, bad := range []string{"", "20", "abc", "300-200", "2xx,", "1000"} {
		if _, err := ParseStatuses(bad); err == nil {
			t.Errorf("ParseStatuses(%q): no error", bad)
		}
	}
	for _, bad := range []string{"", "[a", "/(/"} {
		if _, err := ParseURLPattern(bad); err == nil {
			t.Errorf("ParseURLPattern(%q): no error", bad)
		}
	}
	for in, want := range map[string]float64{"1%": 0.01, "0.5": 0.5, "100%": 1, " 12.5 % ": 0.125} {
		if got, err := ParseSample(in); err != nil || got != want {
			t.Errorf("ParseSample(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
	for _, bad := range []string{"", "0", "101%", "-1%", "NaN", "x"} {
		if _, err := ParseSample(bad); err == nil {
			t.Errorf("ParseSample(%q): no error", bad)
		}
	}
	if i, n, err := ParseShard("2/8"); i != 2 || n != 8 || err != nil {
		t.Errorf("ParseShard(2/8) = %d, %d, %v", i, n, err)
	}
	for _, bad := range []string{"", "1", "0/4", "5/4", "a/b"} {
		if _, _, err := ParseShard(bad); err == nil {
			t.Errorf("ParseShard(%q): no error", bad)
		}
	}
}

func TestReadList(t *testing.T) {
	got, err := ReadList(strings.NewReader("\uFEFFa.warc\n\n# note\n  b c.html \r\ns3://bucket/key"))
	if diff := cmp.Diff([]string{"a.warc", "b c.html", "s3://bucket/key"}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := ReadList(strings.NewReader("a\n" + strings.Repeat("b", 2<<20))); err == nil {
		t.Error("no error for a line of 2 MB")
	}
}
