package page

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/metacheck/metacheck/internal/text"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/schemaorg"
)

// A DateRole is what a date says of the page.
type DateRole uint8

// The roles.
const (
	Published DateRole = iota + 1
	Modified
	Created
	Expires
)

// String is the name of the role: "published".
func (r DateRole) String() string {
	switch r {
	case Published:
		return "published"
	case Modified:
		return "modified"
	case Created:
		return "created"
	case Expires:
		return "expires"
	}
	return "none"
}

// A DateSource is the kind of place that a date stands in.
type DateSource uint8

// The sources.
const (
	DateInItem    DateSource = iota + 1 // a property of the main item
	DateInOG                            // an Open Graph property
	DateInMeta                          // another meta element
	DateInElement                       // a time element that readers see
	DateInURL                           // the path of the page's address
)

// A DateFact is a date that the page gives of itself. Dates of teasers,
// comments and other things in the page are none.
type DateFact struct {
	Role   DateRole
	Source DateSource
	// Label names the place for people: "article:published_time", "JSON-LD
	// datePublished".
	Label string
	// Written is the value as written, white space trimmed.
	Written string
	// Time is what it says. Err says why it says nothing; it is of type
	// *dates.Error.
	Time dates.Time
	Err  error
	// Origin is the place of the value.
	Origin text.Origin
	// Item is the item of a DateInItem, Node the element of a DateInElement.
	Item *schemaorg.Item
	Node *html.Node
	// Trust orders places by what consumers make of them: the lower the more
	// it counts.
	Trust int
	// Weak reports that the date shows that there is one but is none to compare
	// with: writers give such places dates of another kind, such as the day of
	// the printed edition or of the first draft.
	Weak bool
}

// OK reports whether the date could be read and is no program's default.
func (f *DateFact) OK() bool {
	return f.Err == nil && f.Time.Precision > dates.None && f.Time.Unset() == ""
}

// dateState keeps what Dates and MainItem have found.
type dateState struct {
	itemsDone, datesDone bool
	items                []*schemaorg.Item
	dates                []*DateFact
}

// A metaDate is what a meta element of some name says.
type metaDate struct {
	role   DateRole
	source DateSource
	weak   bool
}

var metaDates = makeMetaDates()

func makeMetaDates() map[string]metaDate {
	m := make(map[string]metaDate, 96)
	for _, list := range []struct {
		names string
		date  metaDate
	}{
		{"article:published_time og:published_time og:article:published_time",
			metaDate{Published, DateInOG, false}},
		{"parsely-pub-date sailthru.date dcterms.issued dc.date.issued dc.issued bt:pubdate " +
			"cxenseparse:recs:publishtime cxenseparse:publishtime rnews:datepublished",
			metaDate{Published, DateInMeta, false}},
		{"date pubdate pub_date publishdate publish_date publish-date published-date published_date publisheddate " +
			"publication_date publication-date published_time publish_time publishtime dc.date dcterms.date dc:date " +
			"dc.date.publication displaydate originalpublicationdate original-publish-date article_date_original " +
			"article.published article:published article:published_date article:publicationdate article:post_date " +
			"analyticsattributes.articledate dcsext.articlefirstpublished datepublished dateposted " +
			"citation_date citation_publication_date citation_online_date prism.publicationdate " +
			"shareaholic:article_published_time og:pubdate og:publish_date og:datepublished og:regdate " +
			"og:article:published og:question:published_time vr:published_time twt-published-at " +
			"published_time_telegram mediator_published_time rbpubdate release_date uploaddate publishedatdate",
			metaDate{Published, DateInMeta, true}},
		{"article:modified_time og:updated_time og:modified_time og:article:modified_time",
			metaDate{Modified, DateInOG, false}},
		{"lastmod dcterms.modified dc.date.modified bt:moddate revision_date",
			metaDate{Modified, DateInMeta, false}},
		{"last-modified lastmodified modified modified_time updated_time article:modified article:modified_date " +
			"article:post_modified dc.modified modificationdate datemodified",
			metaDate{Modified, DateInMeta, true}},
		{"dcterms.created dc.date.created dc.created created date_created datecreated article.created " +
			"content_create_date creationdatetime",
			metaDate{Created, DateInMeta, true}},
		{"article:expiration_time", metaDate{Expires, DateInOG, false}},
	} {
		for _, name := range strings.Fields(list.names) {
			m[name] = list.date
		}
	}
	return m
}

// itemDates are the properties of a main item that date the page.
var itemDates = []struct {
	term string
	role DateRole
}{
	{"datePublished", Published}, {"uploadDate", Published}, {"datePosted", Published},
	{"dateModified", Modified}, {"dateCreated", Created}, {"expires", Expires}, {"validThrough", Expires},
}

// Dates are the dates that the page gives of itself, in every place that
// consumers are known to read, the most trusted first.
func (p *Page) Dates() []*DateFact {
	s := &p.derived.dates
	if !s.datesDone {
		s.datesDone = true
		s.dates = p.findDates()
	}
	return s.dates
}

// maxDates bounds the dates of a page that are compared with each other.
const maxDates = 64

func (p *Page) findDates() []*DateFact {
	var facts []*DateFact
	for _, it := range p.soleItems() {
		facts = append(facts, itemFacts(it)...)
	}
	taken := make(map[*html.Node]bool)
	for _, f := range facts {
		if f.Node != nil {
			taken[f.Node] = true
		}
	}
	var once []string
	for _, prop := range p.Props {
		d, ok := metaDates[prop.Key]
		if !ok || prop.Value() == "" {
			continue
		}
		f := &DateFact{
			Role: d.role, Source: d.source, Label: prop.Written, Written: prop.Value(),
			Origin: prop.Origin(), Weak: d.weak, Trust: 40,
		}
		if d.source == DateInOG {
			f.Trust = 30
			if prop.Key == "og:updated_time" {
				f.Trust = 35
			}
			// The first of a property counts (ogp.me, "Arrays").
			f.Weak = f.Weak || slices.Contains(once, prop.Key)
			once = append(once, prop.Key)
			f.Time, _, f.Err = dates.OGP(f.Written)
		} else {
			f.Time, f.Err = dates.Any(f.Written)
		}
		facts = append(facts, f)
	}
	facts = append(facts, p.visibleDates(taken)...)
	if f := p.urlDate(); f != nil {
		facts = append(facts, f)
	}
	slices.SortStableFunc(facts, func(a, b *DateFact) int { return a.Trust - b.Trust })
	return facts[:min(len(facts), maxDates)]
}

// pageLike are the types whose publish date is that of the page. The date of
// a book, a film or a product is that of the work.
var pageLike = []string{"Article", "WebPage", "VideoObject", "JobPosting", "Recipe", "HowTo", "Question"}

func itemFacts(it *schemaorg.Item) []*DateFact {
	weak := true
	for _, typ := range pageLike {
		weak = weak && !it.Is(typ)
	}
	// Journals print years after they publish online.
	weak = weak || it.Is("ScholarlyArticle")
	var facts []*DateFact
	for _, d := range itemDates {
		for _, v := range it.Values(d.term) {
			written, at := ItemDate(v)
			if v.Item != nil || v.Kind == schemaorg.URLValue || written == "" {
				continue
			}
			f := &DateFact{
				Role: d.role, Source: DateInItem, Label: it.Syntax.String() + " " + d.term, Written: written,
				Origin: at, Item: it, Node: v.Node, Trust: 20, Weak: weak && d.role != Expires,
			}
			if it.Syntax == schemaorg.JSONLD {
				f.Trust = 10
			}
			f.Time, _, f.Err = dates.SchemaDate(written)
			facts = append(facts, f)
		}
	}
	return facts
}

// ItemDate is the text of a date value as consumers read it, white space
// folded, and its place; see [schemaorg.Value.Written].
func ItemDate(v *schemaorg.Value) (written string, at text.Origin) {
	written, at = v.Written()
	return fold(written), at
}
