package ingest

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/metacheck/metacheck/internal/page"
)

// A Selection says which pages are read. The zero value reads all that an
// archive has as successful responses.
//
// Sample and shard are decided by a hash of the page's address, or of its name
// and index where it has none: the same pages in every run and on every
// machine, whatever else is selected.
type Selection struct {
	// Status are the HTTP statuses to read; captures with an unknown status are
	// always read. The zero value reads 200 to 299.
	Status Statuses
	// Include and Exclude are patterns of addresses: globs such as
	// "https://example.org/news/**", or regular expressions between slashes,
	// which need to match a part of the address. A glob without "://" may begin
	// anywhere behind the scheme: "*.example.org/**". A page is read when one of
	// Include matches, or there are none, and none of Exclude does. A page
	// without an address matches nothing.
	Include, Exclude []*URLPattern
	// Sample is the share of pages to read, over 0 up to 1; 0 is 1.
	Sample float64
	// Shard and Shards read one part, from 1 on, of so many; Shards 0 reads all.
	Shard, Shards int
	// MaxPages ends reading after so many pages; 0 is no bound.
	MaxPages int64
}

// Statuses is a set of HTTP statuses.
type Statuses struct {
	all    bool
	ranges [][2]int
}

// ParseStatuses reads a list such as "200,404", "2xx,300-399" or "all".
func ParseStatuses(list string) (Statuses, error) {
	var s Statuses
	for part := range strings.SplitSeq(list, ",") {
		part = strings.ToLower(strings.TrimSpace(part))
		lo, hi, isRange := strings.Cut(part, "-")
		switch {
		case part == "all":
			s.all = true
			continue
		case len(part) == 3 && strings.HasSuffix(part, "xx"):
			lo, hi = part[:1]+"00", part[:1]+"99"
		case !isRange:
			hi = lo
		}
		from, err1 := strconv.Atoi(lo)
		to, err2 := strconv.Atoi(hi)
		if errors.Join(err1, err2) != nil || from < 100 || to > 999 || from > to {
			return Statuses{}, fmt.Errorf("%q is no HTTP status; give numbers, ranges such as 200-299 or 2xx, or all", part)
		}
		s.ranges = append(s.ranges, [2]int{from, to})
	}
	return s, nil
}

func (s *Statuses) has(status int) bool {
	if s.all || status == 0 {
		return true
	}
	if len(s.ranges) == 0 {
		return status >= 200 && status <= 299
	}
	for _, r := range s.ranges {
		if status >= r[0] && status <= r[1] {
			return true
		}
	}
	return false
}

// A URLPattern matches addresses; see [Selection].
type URLPattern struct {
	glob string
	re   *regexp.Regexp
}

// ParseURLPattern reads a glob, or a regular expression between slashes.
func ParseURLPattern(s string) (*URLPattern, error) {
	if len(s) > 2 && s[0] == '/' && s[len(s)-1] == '/' {
		re, err := regexp.Compile(s[1 : len(s)-1])
		if err != nil {
			return nil, fmt.Errorf("the regular expression %s: %w", s, err)
		}
		return &URLPattern{re: re}, nil
	}
	if s == "" || !doublestar.ValidatePattern(s) {
		return nil, fmt.Errorf("%q is no pattern: it is empty, or a bracket, brace or backslash is left open", s)
	}
	return &URLPattern{glob: s}, nil
}

func (p *URLPattern) match(url string) bool {
	if p.re != nil {
		return p.re.MatchString(url)
	}
	if !strings.Contains(p.glob, "://") {
		if _, rest, ok := strings.Cut(url, "://"); ok {
			url = rest
		}
	}
	return doublestar.MatchUnvalidated(p.glob, url)
}

// ParseSample reads a share: "1%" or "0.01".
func ParseSample(s string) (float64, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	share, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		share /= 100
	}
	if err != nil || !(share > 0 && share <= 1) {
		return 0, fmt.Errorf("%q is no share of pages; give a percentage such as 1%% or a number over 0 up to 1", s)
	}
	return share, nil
}

// ParseShard reads "i/n": the i-th of n parts, from 1 on.
func ParseShard(s string) (shard, shards int, err error) {
	a, b, ok := strings.Cut(s, "/")
	shard, err1 := strconv.Atoi(strings.TrimSpace(a))
	shards, err2 := strconv.Atoi(strings.TrimSpace(b))
	if !ok || errors.Join(err1, err2) != nil || shard < 1 || shard > shards {
		return 0, 0, fmt.Errorf("%q is no shard; give i/n, such as 1/4 for the first of four", s)
	}
	return shard, shards, nil
}

// byAddress decides on what is known before a page is read: its address, or
// its name and index without one. It returns a reason to pass over it, or ok.
func (s *Selection) byAddress(src *page.Source) (Reason, bool) {
	if s.Shards > 1 || s.Sample > 0 && s.Sample < 1 {
		h := hashOf(src)
		if s.Shards > 1 && h%uint64(s.Shards) != uint64(s.Shard-1) {
			return OtherShard, false
		}
		// Another mixing, or a sample of a shard would not be one.
		if s.Sample > 0 && s.Sample < 1 && float64(mix(h))/math.MaxUint64 >= s.Sample {
			return NotSampled, false
		}
	}
	if len(s.Include) > 0 && !anyMatch(s.Include, src.URL) || anyMatch(s.Exclude, src.URL) {
		return OtherURL, false
	}
	return 0, true
}

func anyMatch(patterns []*URLPattern, url string) bool {
	if url == "" {
		return false
	}
	for _, p := range patterns {
		if p.match(url) {
			return true
		}
	}
	return false
}

func hashOf(src *page.Source) uint64 {
	h := fnv.New64a()
	if src.URL != "" {
		h.Write([]byte(src.URL))
	} else {
		fmt.Fprintf(h, "%s#%d", src.Name, src.Index)
	}
	return mix(h.Sum64())
}

// mix spreads the bits of a hash (the finaliser of SplitMix64): FNV leaves the
// high ones of short texts nearly alike.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xBF58476D1CE4E5B9
	x ^= x >> 27
	x *= 0x94D049BB133111EB
	return x ^ x>>31
}
