package google

import (
	"slices"
	"strings"
	"time"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/schemaorg"
)

// The functions below decide whether an item is meant for a feature of the table.
// None of them looks at required properties: an item without any may be meant for
// it all the same.

// mainIntent is for features of what the page is about. Nested items, teasers and
// items with the URL of another page are not meant; beside a main item of another
// type an item is meant only perhaps.
func mainIntent(s *scan, it *schemaorg.Item) intent {
	if s.isMain(it) {
		return fullIntent
	}
	if s.g.IsSecondary(it) || !s.isTopLevel(it) || s.p.TieOf(it) == page.TiedAway {
		return noIntent
	}
	for i, l := range s.owners(it) {
		// A node of its own elsewhere, and mentioned here.
		if i == maxItems {
			break
		}
		switch l.term {
		case "itemReviewed", "isPartOf", "hasPart", "subjectOf":
			// About the item, from the other side.
		default:
			if l.as != it && s.g.IsSecondary(l.as) {
				return noIntent
			}
		}
	}
	if s.p.MainItem() != nil && !it.Is("WebPage") {
		return weakIntent
	}
	return fullIntent
}

// isTopLevel reports whether an item is the value of no other, or only the main
// entity of a page.
func (s *scan) isTopLevel(it *schemaorg.Item) bool {
	if it.Parent == nil {
		return true
	}
	for _, l := range s.owners(it) {
		if l.as == it && l.term != "mainEntity" && l.term != "mainEntityOfPage" && l.term != "about" {
			return false
		}
	}
	return true
}

// presentIntent is for types that have no other use than the feature.
func presentIntent(s *scan, it *schemaorg.Item) intent {
	if s.g.IsSecondary(it) && it.Parent != nil {
		return noIntent
	}
	return fullIntent
}

func articleIntent(s *scan, it *schemaorg.Item) intent {
	for _, a := range mainArticles(s.p) {
		if a == it {
			return fullIntent
		}
	}
	return noIntent
}

// articleReportedElsewhere leaves to the checks of articles what they report, and
// to the checks of markup what something unclosed swallows: a tag with the same
// value, or a block that may be the article's.
func articleReportedElsewhere(s *scan, it *schemaorg.Item, prop string) bool {
	switch prop {
	case "image":
		return imageElsewhere(s.p) != nil || swallowsOneOf(s.p, imageKeys)
	case "dateModified":
		return modifiedElsewhere(s.p, it).value != "" || swallowsOneOf(s.p, modifiedKeys)
	case "author":
		said := authorElsewhere(s, it)
		return said.value != "" && !isSiteName(s.p, said.value) || swallowsOneOf(s.p, authorKeys)
	}
	return true
}

// swallowsOneOf reports whether something unclosed swallows a meta element of
// one of the names, or a block of JSON-LD.
func swallowsOneOf(p *page.Page, keys []string) bool {
	return p.MayHave("JSON-LD") || slices.ContainsFunc(keys, func(key string) bool { return p.MayHave("meta " + key) })
}

// videoIntent is for videos that the page has, itself or as part of what it is
// about. A video with only a name and a URL is a mention.
func videoIntent(s *scan, it *schemaorg.Item) intent {
	if s.g.IsSecondary(it) {
		return noIntent
	}
	described := false
	for _, term := range [...]string{"contentUrl", "embedUrl", "thumbnailUrl", "thumbnail", "uploadDate", "duration"} {
		described = described || s.value(it, term) != nil
	}
	if !described {
		return noIntent
	}
	for i, l := range s.owners(it) {
		if i == maxItems {
			break
		}
		if s.inPassing(l.owner) || l.as != it && s.g.IsSecondary(l.as) {
			return noIntent
		}
	}
	if it.Parent == nil && !s.isMain(it) && s.p.TieOf(it) == page.TiedAway && s.rivals(it) {
		return noIntent // one of many, each with a page of its own
	}
	return fullIntent
}

// rivals reports whether the page has other videos.
func (s *scan) rivals(it *schemaorg.Item) bool {
	for _, other := range s.g.All {
		if other != it && !other.Reference && other.Is("VideoObject") {
			return true
		}
	}
	return false
}

func seekIntent(s *scan, it *schemaorg.Item) intent {
	if s.g.IsSecondary(it) || !s.acts(it, "SeekToAction") {
		return noIntent
	}
	return fullIntent
}

// acts reports whether an item has an action of the type in potentialAction.
func (s *scan) acts(it *schemaorg.Item, typ string) bool {
	if it.Value("potentialAction") == nil {
		return false
	}
	items, _ := s.nested(it, "potentialAction")
	for _, action := range items {
		if action.Is(typ) {
			return true
		}
	}
	return false
}

// broadcastGoesOn reports whether the end of a broadcast may not be known yet: on
// the day on which it begins, or if today is not known.
func broadcastGoesOn(s *scan, it *schemaorg.Item, prop string) bool {
	if prop != "endDate" {
		return false
	}
	start, _, err := dates.SchemaDate(s.e.text(it, "startDate"))
	if err != nil || s.day == today {
		return true
	}
	return s.day <= DayOf(start.Std().Add(24*time.Hour))
}

func merchantIntent(s *scan, it *schemaorg.Item) intent {
	if !s.sells(it) || s.isVariant(it) {
		return noIntent
	}
	return mainIntent(s, it)
}

func snippetIntent(s *scan, it *schemaorg.Item) intent {
	if s.sells(it) || s.isVariant(it) {
		return noIntent
	}
	return mainIntent(s, it)
}

// sells reports whether the offers of a product hold an Offer.
func (s *scan) sells(it *schemaorg.Item) bool {
	items, _ := s.nested(it, "offers")
	for _, o := range items {
		if o.Is("Offer") && !o.Is("AggregateOffer") {
			return true
		}
	}
	return false
}

// isVariant reports whether a product is a variant of a group, which has part
// of the required properties.
func (s *scan) isVariant(it *schemaorg.Item) bool {
	if s.value(it, "isVariantOf") != nil || s.value(it, "inProductGroupWithID") != nil {
		return true
	}
	for _, l := range s.owners(it) {
		if l.term == "hasVariant" {
			return true
		}
	}
	return false
}

// ratingIntent is for ratings of things that the page is about, or with an
// itemReviewed of their own.
func ratingIntent(s *scan, it *schemaorg.Item) intent {
	return s.opinionIntent(it, "aggregateRating")
}

func (s *scan) opinionIntent(it *schemaorg.Item, terms ...string) intent {
	owners := s.owners(it)
	if len(owners) == 0 {
		if it.Parent != nil {
			return noIntent // nested in a way that has no meaning
		}
		return fullIntent
	}
	for _, l := range owners {
		for _, term := range terms {
			if l.term == term && len(l.owner.TypeTerms()) > 0 && !s.inPassing(l.owner) {
				return fullIntent
			}
		}
	}
	return noIntent
}

func reviewIntent(s *scan, it *schemaorg.Item) intent {
	if s.value(it, "reviewRating") == nil {
		return noIntent
	}
	return s.opinionIntent(it, "review", "reviews")
}

func prosConsIntent(s *scan, it *schemaorg.Item) intent {
	if s.value(it, "positiveNotes") == nil && s.value(it, "negativeNotes") == nil {
		return noIntent
	}
	for _, l := range s.owners(it) {
		if (l.term == "review" || l.term == "reviews") && l.owner.Is("Product") && !s.inPassing(l.owner) {
			return fullIntent
		}
	}
	items, _ := s.nested(it, "itemReviewed")
	for _, in := range items {
		if in.Is("Product") {
			return fullIntent
		}
	}
	return noIntent
}

// shippingIntent leaves out details that are defined elsewhere, and places to
// which nothing is shipped.
func shippingIntent(s *scan, it *schemaorg.Item) intent {
	if s.value(it, "hasShippingService") != nil || s.value(it, "shippingSettingsLink") != nil || s.is(it, "doesNotShip", "true") {
		return noIntent
	}
	return fullIntent
}

// carouselIntent is for lists of recipes, courses, restaurants or movies. What a
// list with nothing but URLs contains is not known.
func carouselIntent(s *scan, it *schemaorg.Item) intent {
	if s.g.IsSecondary(it) || it.Parent != nil && !s.isTopLevel(it) {
		return noIntent
	}
	entries, asText := s.nested(it, "itemListElement")
	if asText || len(entries) < 2 {
		return noIntent
	}
	urls := 0
	for _, e := range entries {
		if !e.Is("ListItem") {
			return noIntent
		}
		items, _ := s.nested(e, "item")
		if len(items) == 0 && s.value(e, "item") == nil && s.value(e, "url") != nil {
			urls++
		}
		for _, in := range items {
			if !isCarouselType(in) {
				return noIntent
			}
		}
	}
	switch urls {
	case 0:
		return fullIntent
	case len(entries):
		return weakIntent
	}
	return noIntent
}

func isCarouselType(it *schemaorg.Item) bool {
	return it.Is("Recipe") || it.Is("Course") || it.Is("Restaurant") || it.Is("Movie")
}

// carouselReportedElsewhere leaves lists of which some entries have a position to
// schema/list-positions.
func carouselReportedElsewhere(s *scan, it *schemaorg.Item, prop string) bool {
	if prop != "itemListElement.position" {
		return false
	}
	entries, _ := s.nested(it, "itemListElement")
	for _, e := range entries {
		if s.value(e, "position") != nil {
			return true
		}
	}
	return false
}

// listedIntent is for items in an ItemList.
func listedIntent(s *scan, it *schemaorg.Item) intent {
	for _, l := range s.owners(it) {
		if l.term == "item" && l.owner.Is("ListItem") {
			for _, up := range s.owners(l.owner) {
				if up.term == "itemListElement" && !up.owner.Is("BreadcrumbList") && !s.g.IsSecondary(up.owner) {
					return fullIntent
				}
			}
		}
	}
	return noIntent
}

// flashcards counts the questions of a quiz that are flashcards, and those of
// another type.
func (s *scan) flashcards(it *schemaorg.Item) (cards, others int) {
	questions, _ := s.nested(it, "hasPart")
	for _, q := range questions {
		switch kind := s.e.text(q, "eduQuestionType"); {
		case strings.EqualFold(kind, "Flashcard"):
			cards++
		case kind != "":
			others++
		}
	}
	return cards, others
}

func flashcardsIntent(s *scan, it *schemaorg.Item) intent {
	switch cards, others := s.flashcards(it); {
	case s.g.IsSecondary(it):
	case cards > 0:
		return fullIntent
	case others == 0 && (s.value(it, "educationalAlignment") != nil || s.value(it, "hasPart") == nil):
		return weakIntent
	}
	return noIntent
}

func practiceIntent(s *scan, it *schemaorg.Item) intent {
	if cards, others := s.flashcards(it); cards == 0 && others > 0 {
		return fullIntent
	}
	return noIntent
}

// eventReportedElsewhere leaves the address of events that are online to
// google/event-virtual-only.
func eventReportedElsewhere(s *scan, it *schemaorg.Item, prop string) bool {
	if prop != "location.address" {
		return false
	}
	places, _ := s.nested(it, "location")
	for _, p := range places {
		if p.Is("VirtualLocation") {
			return true
		}
	}
	return false
}

func forumIntent(s *scan, it *schemaorg.Item) intent {
	a := mainIntent(s, it)
	if a == fullIntent && !it.Is("DiscussionForumPosting") {
		return weakIntent
	}
	return a
}

// forumReportedElsewhere leaves out the text of a post on another page, and the
// date if the page has none at all: date/missing-published reports that.
func forumReportedElsewhere(s *scan, it *schemaorg.Item, prop string) bool {
	if it.Is("Comment") || it.Is("InteractionCounter") {
		return false
	}
	switch prop {
	case "datePublished":
		return len(s.p.Dates()) == 0 && len(s.p.Times) == 0
	case "text|articleBody|image|video|sharedContent":
		return s.value(it, "url") != nil && s.p.TieOf(it) != page.TiedHere
	}
	return false
}

func licenseIntent(s *scan, it *schemaorg.Item) intent {
	for i := range it.Properties {
		switch it.Properties[i].Term() {
		case "license", "acquireLicensePage", "creator", "creditText", "copyrightNotice":
			if s.g.IsSecondary(it) {
				return noIntent
			}
			return fullIntent
		}
	}
	return noIntent
}

// jobReportedElsewhere leaves remote jobs to google/job-remote-incomplete.
func jobReportedElsewhere(s *scan, it *schemaorg.Item, prop string) bool {
	return prop == "jobLocation|applicantLocationRequirements" && it.Is("JobPosting") && s.is(it, "jobLocationType", "TELECOMMUTE")
}

// businessIntent is weak if the business is the seller or organizer of what the
// page is about.
func businessIntent(s *scan, it *schemaorg.Item) intent {
	a := mainIntent(s, it)
	if a != fullIntent {
		return a
	}
	for _, l := range s.owners(it) {
		if l.term != "mainEntity" && l.term != "about" && l.term != "mainEntityOfPage" {
			return weakIntent
		}
	}
	return a
}

func siteIntent(s *scan, it *schemaorg.Item) intent {
	if !s.p.IsHome() || !s.isTopLevel(it) {
		return noIntent
	}
	return fullIntent
}

func organizationIntent(s *scan, it *schemaorg.Item) intent {
	if !s.p.IsHome() || !s.isTopLevel(it) || s.g.IsSecondary(it) || it.Is("LocalBusiness") {
		return noIntent
	}
	return fullIntent
}

// paywallIntent is for works of which a part has a selector, or that are not free.
func paywallIntent(s *scan, it *schemaorg.Item) intent {
	locked := s.is(it, "isAccessibleForFree", "false")
	if !locked && it.Value("hasPart") == nil || s.g.IsSecondary(it) {
		return noIntent
	}
	if locked {
		return fullIntent
	}
	parts, _ := s.nested(it, "hasPart")
	for _, p := range parts {
		if s.value(p, "cssSelector") != nil && p.Is("WebPageElement") {
			return fullIntent
		}
	}
	return noIntent
}

// qaReportedElsewhere leaves out the answers of questions that have none, by
// their answerCount.
func qaReportedElsewhere(s *scan, it *schemaorg.Item, prop string) bool {
	return prop == "acceptedAnswer|suggestedAnswer" && s.e.text(it, "answerCount") == "0"
}

func courseInfoIntent(s *scan, it *schemaorg.Item) intent {
	return s.withIntent(it, "hasCourseInstance")
}

func salaryIntent(s *scan, it *schemaorg.Item) intent { return s.withIntent(it, "estimatedSalary") }

func (s *scan) withIntent(it *schemaorg.Item, term string) intent {
	if s.g.IsSecondary(it) || s.value(it, term) == nil {
		return noIntent
	}
	return fullIntent
}

func learningVideoIntent(s *scan, it *schemaorg.Item) intent {
	if s.g.IsSecondary(it) || !it.Is("LearningResource") {
		return noIntent
	}
	return fullIntent
}

func searchBoxIntent(s *scan, it *schemaorg.Item) intent {
	if !s.acts(it, "SearchAction") {
		return noIntent
	}
	return fullIntent
}

func vehicleIntent(s *scan, it *schemaorg.Item) intent {
	if it.Is("Product") && !onlyVehicle(it) || s.value(it, "vehicleIdentificationNumber") == nil {
		return noIntent
	}
	return s.withIntent(it, "offers")
}

// onlyVehicle reports whether an item is a product only because vehicles are.
func onlyVehicle(it *schemaorg.Item) bool {
	for _, t := range it.TypeTerms() {
		if schemaorg.IsSubtype(t, "Product") && !schemaorg.IsSubtype(t, "Vehicle") {
			return false
		}
	}
	return true
}
