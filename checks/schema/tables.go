package schema

// isCurrency reports whether s is an alphabetic code of ISO 4217, funds, metals
// and codes for tests included: the list of its maintenance agency with the
// amendments up to number 180, which took effect on 1 January 2026 (BGN went;
// before it XAD came on 12 May 2025, XCG on 31 March 2025 and ZWG on 25 June
// 2024). No later one was known in July 2026.
func isCurrency(s string) bool { return len(s) == 3 && inTable(currencies, s) }

// inTable reports whether a table of codes with a space after each has a code.
// Codes have no spaces.
func inTable(table, code string) bool {
	for len(table) > len(code) {
		if table[:len(code)] == code {
			return true
		}
		table = table[len(code)+1:]
	}
	return false
}

const currencies = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE " +
	"CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL " +
	"HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK " +
	"MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD " +
	"SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED " +
	"VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG "

// withdrawn are codes that ISO 4217 once had, with the last year in which their
// currency was valid beside or without its successor. Only those that pages of
// the web can hold are listed.
var withdrawn = map[string]int{
	"AFA": 2003, "ANG": 2025, "ATS": 2002, "AZM": 2006, "BEF": 2002, "BGL": 1999, "BGN": 2025, "BYB": 2000, "BYR": 2016,
	"CSD": 2006, "CUC": 2021, "CYP": 2007, "DEM": 2002, "ECS": 2000, "EEK": 2010, "ESP": 2002, "FIM": 2002, "FRF": 2002,
	"GHC": 2007, "GRD": 2002, "HRK": 2022, "IEP": 2002, "ITL": 2002, "LTL": 2014, "LUF": 2002, "LVL": 2013, "MGF": 2004,
	"MRO": 2018, "MTL": 2007, "MZM": 2006, "NLG": 2002, "PLZ": 1996, "PTE": 2002, "ROL": 2006, "RUR": 1998, "SDD": 2007,
	"SIT": 2006, "SKK": 2008, "SLL": 2023, "SRG": 2004, "STD": 2018, "TMM": 2009, "TRL": 2005, "USS": 2014, "VEB": 2008,
	"VEF": 2018, "XEU": 1998, "YUM": 2003, "ZMK": 2013, "ZWD": 2009, "ZWL": 2024, "ZWN": 2009, "ZWR": 2009,
}

// crypto are the usual symbols of cryptocurrencies.
var crypto = map[string]bool{
	"BTC": true, "XBT": true, "ETH": true, "LTC": true, "XRP": true, "BCH": true, "BNB": true, "DOGE": true, "USDT": true,
	"USDC": true, "DAI": true, "SOL": true, "ADA": true, "DOT": true, "XMR": true, "XLM": true, "TRX": true, "DASH": true, "EOS": true,
	"ETC": true, "ZEC": true, "MATIC": true, "AVAX": true, "TON": true, "SHIB": true,
}

// currencyNames are signs and names, in lowercase, that stand for one
// currency, with its code.
var currencyNames = map[string]string{
	"€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP", "ukp": "GBP", "stg": "GBP", "¥": "JPY or CNY",
	"us$": "USD", "$us": "USD", "u.s. dollar": "USD", "us dollar": "USD", "us dollars": "USD", "usd$": "USD", "$usd": "USD",
	"a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "can$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "nt$": "TWD", "ntd": "TWD",
	"r$": "BRL", "mex$": "MXN", "mxp": "MXN", "₹": "INR", "rs": "INR", "rs.": "INR", "inr.": "INR", "₽": "RUB", "руб": "RUB", "руб.": "RUB", "rub.": "RUB",
	"₺": "TRY", "tl": "TRY", "ytl": "TRY", "₴": "UAH", "грн": "UAH", "₩": "KRW", "₫": "VND", "฿": "THB", "₪": "ILS", "nis": "ILS", "₱": "PHP", "₦": "NGN",
	"rmb": "CNY", "cnh": "CNY", "元": "CNY", "円": "JPY", "yen": "JPY", "zł": "PLN", "zl": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "лв": "EUR, or BGN before 2026",
	"fr.": "CHF", "sfr": "CHF", "sfr.": "CHF", "chf.": "CHF", "dhs": "AED", "aed.": "AED", "rm": "MYR", "rp": "IDR",
}

// countryOf are codes in use that ISO 3166-1 does not have, with those that it
// has.
var countryOf = map[string]string{
	"UK": "GB", "EL": "GR", "EN": "GB", "SU": "RU", "TP": "TL", "YU": "RS", "CS": "CZ or RS", "DD": "DE", "ZR": "CD", "BU": "MM", "JA": "JP", "KO": "KR",
	"RC": "CN or TW", "SP": "ES", "DA": "DK",
}
