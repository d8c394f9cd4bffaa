package langtag

import "strings"

// Country reports whether a region is an assigned ISO 3166-1 alpha-2 code,
// whatever its capitalization.
func Country(region string) bool { return listed(countries, region) }

// Reserved reports whether a two-letter region has a meaning but is not an
// assigned ISO 3166-1 code: a union of countries ("EU"), a part of a country, a
// former country ("YU"), a country with another code ("UK"), or one that has
// only a private-use code that is in general use ("XK").
func Reserved(region string) bool { return listed(reserved, region) }

func listed(list, code string) bool {
	return len(code) == 2 && letters(code) && strings.Contains(list, strings.ToUpper(code))
}

// countries are the assigned ISO 3166-1 alpha-2 codes, as of 2026; the last
// change was SS in 2011.
const countries = "" +
	"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ " +
	"BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ " +
	"DE DJ DK DM DO DZ " +
	"EC EE EG EH ER ES ET " +
	"FI FJ FK FM FO FR " +
	"GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY " +
	"HK HM HN HR HT HU " +
	"ID IE IL IM IN IO IQ IR IS IT " +
	"JE JM JO JP " +
	"KE KG KH KI KM KN KP KR KW KY KZ " +
	"LA LB LC LI LK LR LS LT LU LV LY " +
	"MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ " +
	"NA NC NE NF NG NI NL NO NP NR NU NZ " +
	"OM " +
	"PA PE PF PG PH PK PL PM PN PR PS PT PW PY " +
	"QA " +
	"RE RO RS RU RW " +
	"SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ " +
	"TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ " +
	"UA UG UM US UY UZ " +
	"VA VC VE VG VI VN VU " +
	"WF WS " +
	"YE YT " +
	"ZA ZM ZW"

// reserved are regions of the registry of BCP 47 that ISO 3166-1 has only
// reserved, or has withdrawn; and UK and XK, which are not in the registry.
const reserved = "AC AN BU CP CQ CS DD DG EA EU EZ FX IC NT SU TA TP UK UN XK YD YU ZR"
