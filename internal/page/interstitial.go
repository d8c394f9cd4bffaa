package page

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/langtag"
)

// An InterstitialKind says what came in the place of a page.
type InterstitialKind uint8

// The kinds.
const (
	NotFound  InterstitialKind = iota + 1 // says that there is no such page
	Failure                               // an error of the server, or maintenance
	Consent                               // asks for consent to cookies and the like
	Challenge                             // asks whether the visitor is a program, or refuses it
	Parked                                // the domain is for sale, or has no site yet
)

// String names the page of such a kind: "a consent page".
func (k InterstitialKind) String() string {
	switch k {
	case NotFound:
		return "a not-found page"
	case Failure:
		return "a server error page"
	case Consent:
		return "a consent page"
	case Challenge:
		return "a bot check or access-denied page"
	case Parked:
		return "a parked domain page"
	}
	return "no page"
}

// An Interstitial is what reports that a page is not the one that was asked for.
type Interstitial struct {
	Kind InterstitialKind
	// Label names the place of Text for people: "title".
	Label  string
	Text   string
	Origin text.Origin
}

const (
	// An interstitial has little text. Where title and heading both say what it
	// is, the site's navigation and footer may come on top.
	interstitialText     = 2_500
	interstitialTextBoth = 8_000
	// interstitialTitle bounds a title that is looked at, in bytes.
	interstitialTitle = 200
)

// Fetched reports whether the page is known to have come from a server: out of an
// archive, or with a status of success.
func (p *Page) Fetched() bool {
	return !p.Source.Captured.IsZero() || p.Source.Record != nil || p.Source.Status >= 200 && p.Source.Status <= 299
}

// Interstitial reports that the page is one that servers and gateways send in
// place of the page that was asked for, or is nil. It goes by what the title or
// the first heading says as a whole, in the languages that are most common, and
// holds for short pages only that say nothing of their own: an article about
// error pages is none, nor is a song called "Forbidden". See [Page.asked].
func (p *Page) Interstitial() *Interstitial {
	if !p.derived.haveInterstitial {
		p.derived.haveInterstitial = true
		p.derived.interstitial = p.findInterstitial()
	}
	return p.derived.interstitial
}

func (p *Page) findInterstitial() *Interstitial {
	var found *Interstitial
	var said string
	both := false
	if t := p.Title(); t != nil {
		if kind, phrase := interstitialKind(t.Text); kind != 0 {
			said = phrase
			found = &Interstitial{Kind: kind, Label: "the title", Text: fold(t.Text), Origin: t.Origin()}
		}
	}
	for i := range p.Headings {
		h := &p.Headings[i]
		if h.Level != 1 {
			continue
		}
		kind, phrase := interstitialKind(h.Text)
		switch {
		case kind != 0 && found == nil:
			said = phrase
			found = &Interstitial{Kind: kind, Label: "the heading", Text: h.Text, Origin: h.Origin()}
		case kind != 0:
			both = true
		}
		break
	}
	if found == nil || p.asked(found.Kind, said) {
		return nil
	}
	if p.Body == nil {
		return found
	}
	limit := interstitialText
	if both {
		limit = interstitialTextBoth
	}
	if len(fold(boundedText(p.Body, 4*interstitialTextBoth))) > limit {
		return nil
	}
	for _, t := range p.TitleSources() {
		if kind, _ := phraseKind(t.Text); t.Kind == TitleHeadline && kind == 0 {
			return nil
		}
	}
	return found
}

// asked reports whether a page whose title says a phrase of interstitials is the
// one that was asked for all the same: its address has the phrase for its name,
// or it tells of a thing of its own, or says when it was published. What
// gateways and servers send knows nothing of the page in whose place it comes,
// so that one with a title of its own for previews is not theirs.
func (p *Page) asked(kind InterstitialKind, phrase string) bool {
	for _, u := range p.addresses() {
		if namedFor(u, kind, phrase) {
			return true
		}
	}
	for _, it := range p.SubjectItems() {
		// Systems that write an article for everything do so for error pages.
		if !it.Is("Article") {
			return true
		}
	}
	for _, d := range p.Dates() {
		if d.Role == Published && (d.Source == DateInItem || d.Source == DateInOG) && d.OK() {
			return true
		}
	}
	return (kind == Challenge || kind == Failure) && p.Content("og:title") != ""
}

// smallWords are the words of phrases that addresses leave out.
var smallWords = wordSet(`a an and are at be by for has have in is it no of on or our re s t that the this to was we were with you your
	das der die diese ist le la les un une de del el il lo ce cette não se na`)

// errorWords are those of addresses of error pages, beside the phrase.
var errorWords = wordSet("error errors err fehler erreur page pages http html htm php asp aspx jsp cgi index default status static www")

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// namedFor reports whether the last part of an address, or its host, says the
// phrase: "/songs/forbidden", "justamoment.example". That of a site's own error
// page ("/404", "/de/error/404", "/files/404.html") says nothing more, or is a
// file's.
func namedFor(u *url.URL, kind InterstitialKind, phrase string) bool {
	host := strings.ReplaceAll(u.Hostname(), "-", "")
	if joined := strings.ReplaceAll(phrase, " ", ""); len(joined) >= 8 && strings.Contains(host, joined) {
		return true
	}
	const longest = 2048
	if len(u.Path) > longest {
		return false
	}
	path := strings.ToLower(strings.Trim(u.Path, "/"))
	name := path[strings.LastIndexByte(path, '/')+1:]
	last, said := words(name), words(phrase)
	number := slices.IndexFunc(said, func(w string) bool { return w[0] >= '0' && w[0] <= '9' })
	for i, w := range said {
		// A number is enough: "/status/404".
		if !smallWords[w] && (number < 0 || i == number) && !slices.Contains(last, w) {
			return false
		}
	}
	if kind == Consent || kind == Parked {
		return true // these have no address of their own
	}
	if !strings.ContainsRune(name, '.') {
		last = words(path)
	}
	return slices.ContainsFunc(last, func(w string) bool {
		place := len(w) == 2 && (langtag.Base(w) != "" || langtag.Country(w))
		return !place && !errorWords[w] && !slices.Contains(said, w)
	})
}

// interstitialKind is what a title says, with or without the name of a site, and
// the phrase of interstitialPhrases that says it.
func interstitialKind(title string) (kind InterstitialKind, phrase string) {
	if len(title) > interstitialTitle {
		return 0, ""
	}
	if kind, phrase := phraseKind(title); kind != 0 {
		return kind, phrase
	}
	for _, between := range []string{" | ", " - ", " – ", " — ", " · ", " :: ", " » "} {
		for rest, more := title, strings.Contains(title, between); more; {
			var part string
			part, rest, more = strings.Cut(rest, between)
			if kind, phrase := phraseKind(part); kind != 0 {
				return kind, phrase
			}
		}
	}
	// What stands before a colon is a kicker or the name of a site.
	if i := strings.LastIndex(title, ": "); i >= 0 {
		return phraseKind(title[i:])
	}
	return 0, ""
}

func phraseKind(s string) (kind InterstitialKind, phrase string) {
	list := words(s)
	if len(list) == 0 || len(list) > 12 {
		return 0, ""
	}
	phrase = strings.Join(list, " ")
	return interstitialPhrases[phrase], phrase
}

// words are the runs of letters and digits of a text, in lower case.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}
