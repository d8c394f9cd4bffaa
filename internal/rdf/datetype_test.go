package rdf

import (
	"strings"
	"testing"
)

func TestDateType(t *testing.T) {
	tests := []struct{ in, want string }{
		{"2020", "gYear"}, {"-0044", "gYear"}, {"12020", "gYear"}, {"02020", ""}, {"202", ""}, {"2020Z", "gYear"},
		{"2020-02", "gYearMonth"}, {"2020-13", ""}, {"2020-2", ""},
		{"2020-02-29", "date"}, {"2021-02-29", ""}, {"1900-02-29", ""}, {"2000-02-29", "date"}, {"2020-04-31", ""},
		{"2020-01-01Z", "date"}, {"2020-01-01+14:00", "date"}, {"2020-01-01+14:01", ""}, {" 2020-01-01", ""},
		{"12:30:00", "time"}, {"12:30", ""}, {"24:00:00", "time"}, {"24:00:01", ""}, {"24:00:00.400", ""}, {"23:59:60", ""}, {"12:30:00.5Z", "time"}, {"12:30:00.", ""},
		{"2020-01-01T12:30:00", "dateTime"}, {"2020-01-01T12:30:00-05:00", "dateTime"}, {"2020-01-01 12:30:00", ""}, {"2020-01-01T12:30", ""},
		{"P1Y2M3DT4H5M6.7S", "duration"}, {"-P1D", "duration"}, {"PT", ""}, {"P", ""}, {"P1DT", ""}, {"P1W", ""}, {"P1M1Y", ""}, {"PT1.5H", ""}, {"PT0S", "duration"},
		{"", ""}, {"soon", ""},
	}
	for _, tt := range tests {
		if got := strings.TrimPrefix(DateType(tt.in), XSD); got != tt.want {
			t.Errorf("DateType(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
