package dates

import "strings"

// A zone is what an abbreviation means: an offset in minutes, and when it is
// in force. Writers use winter names in summer ("EST" in July), so an
// abbreviation outside its season settles no offset.
type zone struct {
	offset int
	season season
}

type season uint8

const (
	always season = iota
	northWinter
	northSummer
	southWinter
	southSummer
)

// zones are abbreviations that mean one thing to nearly every writer. CST,
// IST, AMT and their like are left out: they name zones on two continents.
var zones = map[string]zone{
	"UTC": {0, always}, "UT": {0, always}, "Z": {0, always},
	"GMT": {0, northWinter}, "WET": {0, northWinter}, "BST": {60, northSummer}, "WEST": {60, northSummer},
	"CET": {60, northWinter}, "MEZ": {60, northWinter}, "CEST": {120, northSummer}, "MESZ": {120, northSummer},
	"EET": {120, northWinter}, "EEST": {180, northSummer}, "MSK": {180, always},
	"EST": {-300, northWinter}, "EDT": {-240, northSummer}, "CDT": {-300, northSummer},
	"MST": {-420, northWinter}, "MDT": {-360, northSummer},
	"PST": {-480, northWinter}, "PDT": {-420, northSummer},
	"AKST": {-540, northWinter}, "AKDT": {-480, northSummer}, "HST": {-600, always},
	"JST": {540, always}, "KST": {540, always}, "HKT": {480, always}, "SGT": {480, always},
	"SAST": {120, always}, "WAT": {60, always},
	"AEST": {600, southWinter}, "AEDT": {660, southSummer},
	"NZST": {720, southWinter}, "NZDT": {780, southSummer},
}

// vagueZones are words that stand where an abbreviation stands and settle no
// offset.
var vagueZones = map[string]bool{
	"ET": true, "CT": true, "MT": true, "PT": true, "CST": true, "IST": true,
}

// setZone notes the abbreviation of t's zone and its offset where the
// abbreviation settles it in that month. Months in which the clocks change
// count for both seasons.
func (t *Time) setZone(name string) bool {
	name = strings.ToUpper(name)
	z, known := zones[name]
	if !known {
		if vagueZones[name] {
			t.Zone = name
			return true
		}
		return false
	}
	t.Zone = name
	var inForce bool
	switch z.season {
	case always:
		inForce = true
	case northWinter:
		inForce = t.Month <= 3 || t.Month >= 10
	case northSummer:
		inForce = t.Month >= 3 && t.Month <= 11
	case southWinter:
		inForce = t.Month >= 4 && t.Month <= 10
	case southSummer:
		inForce = t.Month <= 4 || t.Month >= 9
	}
	if inForce {
		t.HasOffset, t.Offset = true, z.offset
	}
	return true
}
