package og

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// A format says what the value of a property is.
type format uint8

const (
	anyText  format = iota
	address         // absolute http or https URL
	integer         // positive whole number
	datetime        // ISO 8601
	locale          // language_TERRITORY
	number          // any other number, or an identifier: not judged
	constant        // one of a few words
)

// A property is one that Open Graph or a platform that extends it defines.
type property struct {
	name   string
	format format
	// single reports whether a page has at most one.
	single bool
}

// properties are the names that parsers of Open Graph know. To teach
// metacheck another, add it here; names that come in any number are accepted
// by families, below.
var properties = []property{
	// The protocol (ogp.me, "Basic Metadata", "Optional Metadata").
	{name: "og:title", single: true},
	{name: "og:type", single: true},
	{name: "og:url", format: address, single: true},
	{name: "og:description", single: true},
	{name: "og:site_name", single: true},
	{name: "og:determiner", format: constant, single: true},
	{name: "og:locale", format: locale, single: true},
	{name: "og:locale:alternate", format: locale},

	// Media and what describes them (ogp.me, "Structured Properties").
	{name: "og:image", format: address},
	{name: "og:image:url", format: address},
	{name: "og:image:secure_url", format: address},
	{name: "og:image:type"},
	{name: "og:image:width", format: integer},
	{name: "og:image:height", format: integer},
	{name: "og:image:alt"},
	{name: "og:image:user_generated", format: constant}, // Facebook
	{name: "og:video", format: address},
	{name: "og:video:url", format: address},
	{name: "og:video:secure_url", format: address},
	{name: "og:video:type"},
	{name: "og:video:width", format: integer},
	{name: "og:video:height", format: integer},
	{name: "og:video:alt"},
	{name: "og:video:tag"}, // written by the largest video sites
	{name: "og:audio", format: address},
	{name: "og:audio:url", format: address},
	{name: "og:audio:secure_url", format: address},
	{name: "og:audio:type"},

	// Facebook's additions.
	{name: "og:updated_time", format: datetime, single: true},
	{name: "og:see_also", format: address},
	{name: "og:rich_attachment", format: constant},
	{name: "og:ttl", format: number},
	{name: "og:restrictions:age", format: constant},
	{name: "og:restrictions:country:allowed"},
	{name: "og:restrictions:country:disallowed"},
	{name: "og:restrictions:content"},

	// article (ogp.me, "No Vertical"), with Facebook's additions.
	{name: "article:published_time", format: datetime, single: true},
	{name: "article:modified_time", format: datetime, single: true},
	{name: "article:expiration_time", format: datetime, single: true},
	{name: "article:author"},
	{name: "article:section", single: true},
	{name: "article:tag"},
	{name: "article:publisher"},
	{name: "article:content_tier", format: constant},
	{name: "article:opinion", format: constant},
	{name: "article:id"},

	// book.
	{name: "book:author"},
	{name: "book:isbn", single: true},
	{name: "book:release_date", format: datetime, single: true},
	{name: "book:tag"},

	// profile.
	{name: "profile:first_name", single: true},
	{name: "profile:last_name", single: true},
	{name: "profile:username", single: true},
	{name: "profile:gender", format: constant, single: true},

	// music (ogp.me, "Music"), with the previews of Facebook's music objects.
	{name: "music:duration", format: integer, single: true},
	{name: "music:album"},
	{name: "music:album:disc", format: integer},
	{name: "music:album:track", format: integer},
	{name: "music:musician"},
	{name: "music:song"},
	{name: "music:song:disc", format: integer},
	{name: "music:song:track", format: integer},
	{name: "music:song_count", format: number},
	{name: "music:release_date", format: datetime, single: true},
	{name: "music:creator"},
	{name: "music:isrc"},
	{name: "music:release_type"},

	// video (ogp.me, "Video").
	{name: "video:actor"},
	{name: "video:actor:role"},
	{name: "video:director"},
	{name: "video:writer"},
	{name: "video:duration", format: integer, single: true},
	{name: "video:release_date", format: datetime, single: true},
	{name: "video:tag"},
	{name: "video:series", single: true},

	// Names of the first years of the protocol, and of Pinterest and shops,
	// that some parser still reads.
	{name: "og:latitude", format: number},
	{name: "og:longitude", format: number},
	{name: "og:street-address"},
	{name: "og:locality"},
	{name: "og:region"},
	{name: "og:postal-code"},
	{name: "og:country-name"},
	{name: "og:email"},
	{name: "og:phone_number"},
	{name: "og:fax_number"},
	{name: "og:isbn"},
	{name: "og:upc"},
	{name: "og:price:amount", format: number},
	{name: "og:price:standard_amount", format: number},
	{name: "og:price:currency"},
	{name: "og:availability"},
	{name: "og:availability:destinations"},
	{name: "og:brand"},
	{name: "og:rating", format: number},
	{name: "og:rating_scale", format: number},
	{name: "og:rating_count", format: number},
	{name: "og:referenced"},
	{name: "og:audio:title"},
	{name: "og:audio:artist"},
	{name: "og:audio:album"},
	{name: "og:published_time"},
	{name: "og:modified_time"},
	{name: "og:logo"},
}

// families are beginnings of names below which anything is accepted: parts of
// a structured property, or the vocabulary of a consumer.
var families = []string{
	"og:article:", // article: after og:, for parsers of dates and authors
	"og:novel:",   // serial novels, for Chinese search engines
	"music:preview_url",
	"music:song:",
	"music:album:",
	"music:musician:",
	"video:actor:",
}

// namespaces are the prefixes whose names the protocol defines. Names with
// other prefixes (product:, al:, place:, …) are not judged.
var namespaces = []string{"og:", "article:", "book:", "profile:", "music:", "video:"}

// mistaken are names that pages use for a defined one without resembling it.
var mistaken = map[string]string{
	"og:app_id":                "fb:app_id",
	"og:admins":                "fb:admins",
	"og:author":                "article:author",
	"og:publisher":             "article:publisher",
	"og:keywords":              "article:tag",
	"og:tags":                  "article:tag",
	"og:category":              "article:section",
	"og:date":                  "article:published_time",
	"og:datepublished":         "article:published_time",
	"og:publish_date":          "article:published_time",
	"og:published_date":        "article:published_time",
	"og:pubdate":               "article:published_time",
	"og:release_date":          "article:published_time",
	"og:datemodified":          "og:updated_time",
	"og:modified":              "og:updated_time",
	"og:updated":               "og:updated_time",
	"og:summary":               "og:description",
	"og:name":                  "og:title",
	"og:headline":              "og:title",
	"og:lang":                  "og:locale",
	"og:language":              "og:locale",
	"og:link":                  "og:url",
	"og:canonical":             "og:url",
	"og:thumbnail":             "og:image",
	"og:picture":               "og:image",
	"og:width":                 "og:image:width",
	"og:height":                "og:image:height",
	"og:image:secure":          "og:image:secure_url",
	"og:image:mime":            "og:image:type",
	"og:image:description":     "og:image:alt",
	"og:image:title":           "og:image:alt",
	"article:author_name":      "article:author",
	"article:authors":          "article:author",
	"article:byline":           "article:author",
	"article:created":          "article:published_time",
	"article:date":             "article:published_time",
	"article:published":        "article:published_time",
	"article:published_at":     "article:published_time",
	"article:published_date":   "article:published_time",
	"article:publish_date":     "article:published_time",
	"article:publish_time":     "article:published_time",
	"article:publicationdate":  "article:published_time",
	"article:publication_date": "article:published_time",
	"article:pubdate":          "article:published_time",
	"article:modified":         "article:modified_time",
	"article:modified_at":      "article:modified_time",
	"article:modified_date":    "article:modified_time",
	"article:updated":          "article:modified_time",
	"article:updated_time":     "article:modified_time",
	"article:expires":          "article:expiration_time",
	"article:expiry_time":      "article:expiration_time",
	"article:category":         "article:section",
	"article:keywords":         "article:tag",
	"article:topic":            "article:tag",
	"profile:firstname":        "profile:first_name",
	"profile:lastname":         "profile:last_name",
	"video:published_time":     "video:release_date",
	"video:upload_date":        "video:release_date",
}

// known are the properties by name.
var known = func() map[string]*property {
	m := make(map[string]*property, len(properties))
	for i := range properties {
		m[properties[i].name] = &properties[i]
	}
	return m
}()

// formatOf is the format of a defined property; anyText for any other name.
func formatOf(key string) format {
	if p := known[key]; p != nil {
		return p.format
	}
	return anyText
}

// namespace is the prefix of a name of the protocol with its colon, or empty
// for other names.
func namespace(key string) string {
	for _, ns := range namespaces {
		if strings.HasPrefix(key, ns) {
			return ns
		}
	}
	return ""
}

// defined reports whether some parser reads a name with a prefix of the protocol.
func defined(key string) bool {
	if known[key] != nil {
		return true
	}
	for _, f := range families {
		if strings.HasPrefix(key, f) {
			return true
		}
	}
	return false
}

// instead is the defined name that an unknown one was probably meant to be, or
// empty.
func instead(key string) string {
	if name := mistaken[key]; name != "" {
		return name
	}
	ns := namespace(key)
	rest := key[len(ns):]
	if known[rest] != nil { // og:video:duration for video:duration
		return rest
	}
	for _, other := range namespaces { // article:title for og:title
		if known[other+rest] != nil {
			return other + rest
		}
	}
	var names []string
	for _, p := range properties {
		if strings.HasPrefix(p.name, ns) {
			names = append(names, p.name)
		}
	}
	return nearest(key, names)
}

// nearest is the name that s misspells: one letter off, two letters swapped,
// or other punctuation. More tolerance would take one word for another
// (content_type for content_tier).
func nearest(s string, names []string) string {
	if len(s) > 64 {
		return ""
	}
	for _, name := range names {
		if letters(name) == letters(s) {
			return name
		}
	}
	for _, name := range names {
		if len(name) < 5 {
			continue
		}
		switch levenshtein.ComputeDistance(s, name) {
		case 1:
			return name
		case 2:
			if exchanged(s, name) {
				return name
			}
		}
	}
	return ""
}

// letters is s without punctuation, in lowercase.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("_-.: /", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// exchanged reports whether a and b differ by two neighboring bytes that
// changed places.
func exchanged(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

// types are the object types of the protocol (ogp.me, "Object Types") and of
// the platforms that extend it.
var types = []string{
	"website", "article", "book", "profile", "payment.link",
	"music.song", "music.album", "music.playlist", "music.radio_station",
	"video.movie", "video.episode", "video.tv_show", "video.other",

	"product", "product.item", "product.group", "place", "object",
	"business.business", "books.book", "books.author", "books.genre", "fitness.course",
	"restaurant.restaurant", "restaurant.menu", "restaurant.menu_item", "restaurant.menu_section",
}

// retiredTypes are types of the protocol's first years, and words mistaken
// for types ever since, with the current type to use instead.
var retiredTypes = map[string]string{
	"activity": "website", "actor": "profile", "album": "music.album", "athlete": "profile",
	"author": "profile", "band": "profile", "bar": "place", "blog": "website", "cafe": "place",
	"cause": "website", "city": "place", "company": "website", "country": "place",
	"director": "profile", "drink": "product", "food": "product", "game": "website",
	"government": "website", "hotel": "place", "image": "website", "landmark": "place",
	"movie": "video.movie", "musician": "profile", "news": "article", "non_profit": "website",
	"page": "website", "photo": "website", "politician": "profile", "public_figure": "profile",
	"restaurant": "place", "school": "place", "song": "music.song", "sport": "website",
	"sports_league": "website", "sports_team": "website", "state_province": "place",
	"tv_show": "video.tv_show", "university": "place", "video": "video.other",
}
