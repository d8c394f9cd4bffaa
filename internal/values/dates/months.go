package dates

import "strings"

// A monthName is a month, and whether the name is English: only English puts
// the month before the day.
type monthName struct {
	number  int
	english bool
}

// monthNames are full and short names in lower case. Names that two languages
// share mean the same month in both.
var monthNames = makeMonthNames()

func makeMonthNames() map[string]monthName {
	names := make(map[string]monthName, 160)
	// German, French, Spanish, Italian, Portuguese, Dutch.
	for i, list := range [12]string{
		"januar jänner janvier janv enero ene gennaio gen janeiro januari",
		"februar feber février fevrier févr fevr fév febrero febbraio fevereiro fev februari",
		"mär mrz märz maerz mars marzo março marco maart mrt",
		"avril avr abril abr aprile",
		"mai mayo maggio mag maio mei",
		"juni juin junio giugno giu junho",
		"juli juillet juil julio luglio lug julho",
		"août aout agosto ago augustus",
		"septembre septiembre setiembre settembre setembro",
		"oktober okt octobre octubre ottobre ott outubro",
		"novembre noviembre novembro",
		"dezember dez décembre decembre déc diciembre dic dicembre dezembro",
	} {
		for _, name := range strings.Fields(list) {
			names[name] = monthName{number: i + 1}
		}
	}
	for i, list := range [12]string{
		"jan january", "feb february", "mar march", "apr april", "may", "jun june",
		"jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
	} {
		for _, name := range strings.Fields(list) {
			names[name] = monthName{number: i + 1, english: true}
		}
	}
	return names
}
