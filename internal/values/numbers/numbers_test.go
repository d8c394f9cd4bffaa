package numbers

import "testing"

func TestNumbers(t *testing.T) {
	for s, want := range map[string]bool{
		"0": true, "12": true, "12.50": true, "-3.5": true, "+7": true, ".5": true, "5.": true, "1e3": true, "1.5E-3": true,
		"": false, "-": false, ".": false, "1e": false, "1,5": false, "1 000": false, "$5": false, "5%": false, "٣": false, "1.2.3": false, "0x10": false, "NaN": false,
	} {
		if got := Is(s); got != want {
			t.Errorf("Is(%q) = %v", s, got)
		}
	}
	for s, want := range map[string]string{
		"$1,299.00": "1299.00", "1.299,00 €": "1299.00", "12,99": "12.99", "1 299,50": "1299.50", "1,299": "1299", "EUR 5": "5",
		"1'299.00": "1299.00", "1,234,567": "1234567", "1.234.567": "1234567", "-$5": "5", "4 reviews": "4", "0,5": "0.5", "12.345,6": "12345.6",
		"10-20": "", "1.299 €": "", "from 10 to 20": "", "none": "", "1,23,456": "", "1.2.3": "", ",5": "5", "": "", "1 2": "",
	} {
		if got := Plain(s); got != want {
			t.Errorf("Plain(%q) = %q, want %q", s, got, want)
		}
		if got := Plain(s); got != "" && !Is(got) {
			t.Errorf("Plain(%q) = %q is no number", s, got)
		}
	}
}

func TestScaled(t *testing.T) {
	for s, want := range map[string]struct {
		value, best string
		ok          bool
	}{
		"4/5": {"4", "5", true}, " 4.5 / 5 ": {"4.5", "5", true}, "80%": {"80", "100", true}, "80 % ": {"80", "100", true},
		"4.5": {"4.5", "", false}, "": {"", "", false}, "4/": {"4", "", true}, "/5": {"", "5", true}, "%": {"", "100", true},
		"4/5%": {"4", "5%", true}, "1/2/3": {"1", "2/3", true}, " good ": {"good", "", false},
	} {
		if value, best, ok := Scaled(s); value != want.value || best != want.best || ok != want.ok {
			t.Errorf("Scaled(%q) = %q, %q, %v", s, value, best, ok)
		}
	}
}
