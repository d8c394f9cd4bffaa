package check

import "testing"

func TestAllows(t *testing.T) {
	c := &Check{ID: "test/names", Options: []Option{AllowOption("names")}}
	for _, tt := range []struct {
		allow []string
		name  string
		want  bool
	}{
		{nil, "a", false},
		{[]string{"shop:*"}, "shop:voucher", true},
		{[]string{"shop:*"}, "Shop:Voucher", true},
		{[]string{"shop:*"}, "sho", false},
		{[]string{"shop", "BTC"}, "btc", true},
		{[]string{"shop"}, "shop:voucher", false},
		{[]string{"*"}, "anything", true},
		{[]string{"é*"}, "e", false},
	} {
		c.Run = func(p *Pass) {
			if got := p.Allows(tt.name); got != tt.want {
				t.Errorf("%q allows %q: %v, want %v", tt.allow, tt.name, got, tt.want)
			}
		}
		options := map[string]any{}
		if tt.allow != nil {
			options["allow"] = tt.allow
		}
		new(Pass).Run(c, options)
	}
}
