package rdfa

// initialPrefixes are the prefix mappings of the RDFa Core Initial Context
// (https://www.w3.org/2011/rdfa-context/rdfa-1.1), in force on every page.
// The initial context of HTML (html-rdfa-1.1) adds none.
var initialPrefixes = map[string]string{
	"as":      "https://www.w3.org/ns/activitystreams#",
	"cc":      "http://creativecommons.org/ns#",
	"csvw":    "http://www.w3.org/ns/csvw#",
	"ctag":    "http://commontag.org/ns#",
	"dc":      "http://purl.org/dc/terms/",
	"dc11":    "http://purl.org/dc/elements/1.1/",
	"dcat":    "http://www.w3.org/ns/dcat#",
	"dcterms": "http://purl.org/dc/terms/",
	"dqv":     "http://www.w3.org/ns/dqv#",
	"duv":     "https://www.w3.org/ns/duv#",
	"foaf":    "http://xmlns.com/foaf/0.1/",
	"gr":      "http://purl.org/goodrelations/v1#",
	"grddl":   "http://www.w3.org/2003/g/data-view#",
	"ical":    "http://www.w3.org/2002/12/cal/icaltzd#",
	"jsonld":  "http://www.w3.org/ns/json-ld#",
	"ldp":     "http://www.w3.org/ns/ldp#",
	"ma":      "http://www.w3.org/ns/ma-ont#",
	"oa":      "http://www.w3.org/ns/oa#",
	"odrl":    "http://www.w3.org/ns/odrl/2/",
	"og":      "http://ogp.me/ns#",
	"org":     "http://www.w3.org/ns/org#",
	"owl":     "http://www.w3.org/2002/07/owl#",
	"prov":    "http://www.w3.org/ns/prov#",
	"qb":      "http://purl.org/linked-data/cube#",
	"rdf":     "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
	"rdfa":    "http://www.w3.org/ns/rdfa#",
	"rdfs":    "http://www.w3.org/2000/01/rdf-schema#",
	"rev":     "http://purl.org/stuff/rev#",
	"rif":     "http://www.w3.org/2007/rif#",
	"rr":      "http://www.w3.org/ns/r2rml#",
	"schema":  "http://schema.org/",
	"sd":      "http://www.w3.org/ns/sparql-service-description#",
	"sioc":    "http://rdfs.org/sioc/ns#",
	"skos":    "http://www.w3.org/2004/02/skos/core#",
	"skosxl":  "http://www.w3.org/2008/05/skos-xl#",
	"sosa":    "http://www.w3.org/ns/sosa/",
	"ssn":     "http://www.w3.org/ns/ssn/",
	"time":    "http://www.w3.org/2006/time#",
	"v":       "http://rdf.data-vocabulary.org/#",
	"vcard":   "http://www.w3.org/2006/vcard/ns#",
	"void":    "http://rdfs.org/ns/void#",
	"wdr":     "http://www.w3.org/2007/05/powder#",
	"wdrs":    "http://www.w3.org/2007/05/powder-s#",
	"xhv":     xhv,
	"xml":     "http://www.w3.org/XML/1998/namespace",
	"xsd":     "http://www.w3.org/2001/XMLSchema#",
}

// xhv is the vocabulary of an empty prefix (RDFa Core, section 7.4.3).
const xhv = "http://www.w3.org/1999/xhtml/vocab#"

// initialTerms are the terms of the RDFa Core Initial Context.
var initialTerms = map[string]string{
	"describedby": "http://www.w3.org/2007/05/powder-s#describedby",
	"license":     xhv + "license",
	"role":        xhv + "role",
}

// socialPrefixes begin the names of meta elements that social networks read.
// Pages write them as if they were declared; og alone is. They say nothing of
// an item, and their being undeclared harms nobody.
var socialPrefixes = map[string]bool{
	"ae": true, "al": true, "article": true, "bing": true, "book": true, "books": true,
	"business": true, "event": true, "fb": true, "fitness": true, "game": true, "games": true,
	"instapp": true, "music": true, "og": true, "pin": true,
	"place": true, "product": true, "profile": true, "restaurant": true, "social": true,
	"twitter": true, "video": true, "vk": true, "website": true, "ya": true,
}

// socialNamespaces are where declared social prefixes lead.
var socialNamespaces = []string{
	"http://ogp.me/ns", "https://ogp.me/ns", "http://opengraphprotocol.org/schema/",
	"http://opengraph.org/schema/", "http://www.facebook.com/2008/fbml",
	"https://www.facebook.com/2008/fbml", "http://graphql.facebook.com",
	"http://developers.facebook.com/schema/", "https://dev.twitter.com/", "http://dev.twitter.com/",
	"http://twitter.com/", "https://twitter.com/", "https://x.com/",
}

// schemes begin absolute IRIs that people write without "//": a name in front
// of a colon that is one of them is no prefix that somebody forgot.
var schemes = map[string]bool{
	"about": true, "acct": true, "blob": true, "cid": true, "data": true, "did": true, "doi": true,
	"file": true, "ftp": true, "geo": true, "hdl": true, "http": true, "https": true, "info": true,
	"irc": true, "isbn": true, "javascript": true, "magnet": true, "mailto": true, "mid": true,
	"news": true, "ni": true, "oid": true, "sip": true, "sms": true, "tag": true, "tel": true,
	"urn": true, "uuid": true, "ws": true, "wss": true, "xmpp": true,
}

// linkTypes are what rel says about the link and not about an item, on pages
// whose vocabulary turns every word of rel into a property (HTML standard,
// section 4.6.7, and the registry of microformats it refers to). License and
// author are left out: they are properties as well.
var linkTypes = map[string]bool{
	"alternate": true, "amphtml": true, "apple-touch-icon": true, "archives": true, "bookmark": true,
	"canonical": true, "dns-prefetch": true, "edituri": true, "expect": true, "external": true,
	"first": true, "help": true, "home": true, "icon": true, "index": true, "last": true,
	"lightbox": true, "manifest": true, "mask-icon": true, "modulepreload": true, "next": true,
	"nofollow": true, "noindex": true, "noopener": true, "noreferrer": true, "opener": true,
	"pingback": true, "preconnect": true, "prefetch": true, "preload": true, "prerender": true,
	"prettyphoto": true, "prev": true, "previous": true, "privacy-policy": true, "profile": true,
	"search": true, "shortcut": true, "shortlink": true, "sidebar": true, "sponsored": true,
	"start": true, "stylesheet": true, "tag": true, "terms-of-service": true, "ugc": true, "up": true,
	"wlwmanifest": true,
}
