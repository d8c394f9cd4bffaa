package cross

import "testing"

func TestScores(t *testing.T) {
	for _, tt := range []struct {
		a, b       string
		bestA      float64
		bestB      float64
		want       bool
		unreadable bool
	}{
		{a: "4.7", b: "4.6667", want: true},
		{a: "4.7", b: "4.6", want: false},
		{a: "5", b: "4.6", want: true},
		{a: "4.5", b: "4.7", want: true},
		{a: "4.5", b: "4.8", want: false},
		{a: "4", b: "4.7", want: false},
		{a: "93%", b: "4.65", bestB: 5, want: true},
		{a: "4/5", b: "8", bestB: 10, want: true},
		{a: "4/5", b: "9.5", bestB: 10, want: false},
		{a: "93", bestA: 100, b: "4.65", want: true},
		{a: "93", bestA: 100, b: "3.1", want: false},
		{a: "4,7", b: "4.7", want: true},
		{a: "good", b: "4.7", unreadable: true},
		{a: "4/0", b: "4.7", unreadable: true},
		{a: "", b: "4.7", unreadable: true},
	} {
		a, b := readScore(tt.a), readScore(tt.b)
		if (a == nil || b == nil) != tt.unreadable {
			t.Errorf("%q and %q: readable is %v and %v", tt.a, tt.b, a != nil, b != nil)
			continue
		}
		if tt.unreadable {
			continue
		}
		if tt.bestA != 0 {
			a.best = tt.bestA
		}
		if tt.bestB != 0 {
			b.best = tt.bestB
		}
		if got := a.agrees(b); got != tt.want {
			t.Errorf("%q of %v agrees with %q of %v: %v", tt.a, a.best, tt.b, b.best, got)
		}
		if a.agrees(b) != b.agrees(a) {
			t.Errorf("%q and %q agree one way only", tt.a, tt.b)
		}
	}
}

func TestSupply(t *testing.T) {
	for s, want := range map[string]supply{
		"in stock": inStock, "InStock": inStock, "https://schema.org/InStock": inStock, "http://schema.org/instock": inStock,
		"in_stock": inStock, "Sold-Out": gone, "oos": gone, "https://schema.org/PreOrder": comes, "available for order": anySupply,
		"": 0, "2-3 days": 0, "https://example.org/InStock": 0,
	} {
		if got := supplyOf(s); got != want {
			t.Errorf("supplyOf(%q) = %b, want %b", s, got, want)
		}
	}
}

func TestSameDigits(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"1290", "12.90", true}, {"12.9", "12.90", true}, {"12", "12.00", true}, {"0.50", ".5", true},
		{"1290", "12.95", false}, {"14.50", "12.00", false},
	} {
		if got := sameDigits(tt.a, tt.b); got != tt.want {
			t.Errorf("sameDigits(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}
