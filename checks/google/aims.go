package google

import (
	"slices"
	"strings"
	"time"

	"github.com/metacheck/metacheck/internal/page"
	"github.com/metacheck/metacheck/internal/values/dates"
	"github.com/metacheck/metacheck/schemaorg"
)

// The functions below tell whether an item aims for a feature of the table.
// None of them looks at what the feature requires: an item that lacks it all
// may aim for it the same.

// aimMain is for features of what the page is about. Items inside others,
// teasers and items with the address of another page are none; beside a main
// item of another kind there is only a hint.
func aimMain(s *survey, it *schemaorg.Item) aim {
	if s.isMain(it) {
		return fullAim
	}
	if s.g.IsSecondary(it) || !s.standsForItself(it) || s.p.TieOf(it) == page.TiedAway {
		return noAim
	}
	for i, l := range s.owners(it) {
		// Told elsewhere as a node of its own and mentioned here.
		if i == maxItems {
			break
		}
		switch l.term {
		case "itemReviewed", "isPartOf", "hasPart", "subjectOf":
			// Told of the item, from the other side.
		default:
			if l.as != it && s.g.IsSecondary(l.as) {
				return noAim
			}
		}
	}
	if s.p.MainItem() != nil && !it.Is("WebPage") {
		return mildAim
	}
	return fullAim
}

// standsForItself tells whether an item is the value of no other, or only as
// the main entity of a page.
func (s *survey) standsForItself(it *schemaorg.Item) bool {
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

// aimPresent is for types that mean nothing but the feature.
func aimPresent(s *survey, it *schemaorg.Item) aim {
	if s.g.IsSecondary(it) && it.Parent != nil {
		return noAim
	}
	return fullAim
}

func aimArticle(s *survey, it *schemaorg.Item) aim {
	for _, a := range mainArticles(s.p) {
		if a == it {
			return fullAim
		}
	}
	return noAim
}

// articleTold leaves to the checks of articles what they tell of, and to the
// checks of markup what something unclosed swallows: a tag that says it for
// other readers, or a block that may be the article's.
func articleTold(s *survey, it *schemaorg.Item, prop string) bool {
	switch prop {
	case "image":
		return imageElsewhere(s.p) != nil || swallowsSaying(s.p, imageKeys)
	case "dateModified":
		return modifiedElsewhere(s.p, it).value != "" || swallowsSaying(s.p, modifiedKeys)
	case "author":
		said := authorElsewhere(s, it)
		return said.value != "" && !isSiteName(s.p, said.value) || swallowsSaying(s.p, authorKeys)
	}
	return true
}

// swallowsSaying tells whether something unclosed swallows a meta element of
// one of the names, or a block of JSON-LD.
func swallowsSaying(p *page.Page, keys []string) bool {
	return p.MayHave("JSON-LD") || slices.ContainsFunc(keys, func(key string) bool { return p.MayHave("meta " + key) })
}

// aimVideo is for videos that the page has, itself or as part of what it is
// about. A video with a name and an address alone is a mention.
func aimVideo(s *survey, it *schemaorg.Item) aim {
	if s.g.IsSecondary(it) {
		return noAim
	}
	described := false
	for _, term := range [...]string{"contentUrl", "embedUrl", "thumbnailUrl", "thumbnail", "uploadDate", "duration"} {
		described = described || s.value(it, term) != nil
	}
	if !described {
		return noAim
	}
	for i, l := range s.owners(it) {
		if i == maxItems {
			break
		}
		if s.inPassing(l.owner) || l.as != it && s.g.IsSecondary(l.as) {
			return noAim
		}
	}
	if it.Parent == nil && !s.isMain(it) && s.p.TieOf(it) == page.TiedAway && s.rivals(it) {
		return noAim // one of many, each with a page of its own
	}
	return fullAim
}

// rivals tells whether the page has other videos.
func (s *survey) rivals(it *schemaorg.Item) bool {
	for _, other := range s.g.All {
		if other != it && !other.Reference && other.Is("VideoObject") {
			return true
		}
	}
	return false
}

func aimSeek(s *survey, it *schemaorg.Item) aim {
	if s.g.IsSecondary(it) || !s.acts(it, "SeekToAction") {
		return noAim
	}
	return fullAim
}

// acts tells whether an item has an action of the type in potentialAction.
func (s *survey) acts(it *schemaorg.Item, typ string) bool {
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

// broadcastGoesOn tells that the end of a broadcast is not known to be due: on
// the day on which it begins, or when today is not known.
func broadcastGoesOn(s *survey, it *schemaorg.Item, prop string) bool {
	if prop != "endDate" {
		return false
	}
	start, _, err := dates.SchemaDate(s.e.text(it, "startDate"))
	if err != nil || s.day == today {
		return true
	}
	return s.day <= DayOf(start.Std().Add(24*time.Hour))
}

func aimMerchant(s *survey, it *schemaorg.Item) aim {
	if !s.sells(it) || s.isVariant(it) {
		return noAim
	}
	return aimMain(s, it)
}

func aimSnippet(s *survey, it *schemaorg.Item) aim {
	if s.sells(it) || s.isVariant(it) {
		return noAim
	}
	return aimMain(s, it)
}

// sells tells whether the offers of a product hold an Offer.
func (s *survey) sells(it *schemaorg.Item) bool {
	items, _ := s.nested(it, "offers")
	for _, o := range items {
		if o.Is("Offer") && !o.Is("AggregateOffer") {
			return true
		}
	}
	return false
}

// isVariant tells whether a product is a variant of a group, which says part of
// what is asked for.
func (s *survey) isVariant(it *schemaorg.Item) bool {
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

// aimRating is for ratings of things that the page is about, or that name
// themselves what they rate.
func aimRating(s *survey, it *schemaorg.Item) aim {
	return s.aimOpinion(it, "aggregateRating")
}

func (s *survey) aimOpinion(it *schemaorg.Item, terms ...string) aim {
	owners := s.owners(it)
	if len(owners) == 0 {
		if it.Parent != nil {
			return noAim // reached in a way that says nothing
		}
		return fullAim
	}
	for _, l := range owners {
		for _, term := range terms {
			if l.term == term && len(l.owner.TypeTerms()) > 0 && !s.inPassing(l.owner) {
				return fullAim
			}
		}
	}
	return noAim
}

func aimReview(s *survey, it *schemaorg.Item) aim {
	if s.value(it, "reviewRating") == nil {
		return noAim
	}
	return s.aimOpinion(it, "review", "reviews")
}

func aimProsCons(s *survey, it *schemaorg.Item) aim {
	if s.value(it, "positiveNotes") == nil && s.value(it, "negativeNotes") == nil {
		return noAim
	}
	for _, l := range s.owners(it) {
		if (l.term == "review" || l.term == "reviews") && l.owner.Is("Product") && !s.inPassing(l.owner) {
			return fullAim
		}
	}
	items, _ := s.nested(it, "itemReviewed")
	for _, in := range items {
		if in.Is("Product") {
			return fullAim
		}
	}
	return noAim
}

// aimShipping leaves out details that are told elsewhere, and places to which
// nothing is shipped.
func aimShipping(s *survey, it *schemaorg.Item) aim {
	if s.value(it, "hasShippingService") != nil || s.value(it, "shippingSettingsLink") != nil || s.is(it, "doesNotShip", "true") {
		return noAim
	}
	return fullAim
}

// aimCarousel is for lists of recipes, courses, restaurants or movies. Of a
// list that has nothing but addresses it is not known what it lists.
func aimCarousel(s *survey, it *schemaorg.Item) aim {
	if s.g.IsSecondary(it) || it.Parent != nil && !s.standsForItself(it) {
		return noAim
	}
	entries, asText := s.nested(it, "itemListElement")
	if asText || len(entries) < 2 {
		return noAim
	}
	addresses := 0
	for _, e := range entries {
		if !e.Is("ListItem") {
			return noAim
		}
		items, _ := s.nested(e, "item")
		if len(items) == 0 && s.value(e, "item") == nil && s.value(e, "url") != nil {
			addresses++
		}
		for _, in := range items {
			if !isCarouselType(in) {
				return noAim
			}
		}
	}
	switch addresses {
	case 0:
		return fullAim
	case len(entries):
		return mildAim
	}
	return noAim
}

func isCarouselType(it *schemaorg.Item) bool {
	return it.Is("Recipe") || it.Is("Course") || it.Is("Restaurant") || it.Is("Movie")
}

// carouselTold leaves lists of which some entries have a position to
// schema/list-positions.
func carouselTold(s *survey, it *schemaorg.Item, prop string) bool {
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

// aimListed is for items in an ItemList.
func aimListed(s *survey, it *schemaorg.Item) aim {
	for _, l := range s.owners(it) {
		if l.term == "item" && l.owner.Is("ListItem") {
			for _, up := range s.owners(l.owner) {
				if up.term == "itemListElement" && !up.owner.Is("BreadcrumbList") && !s.g.IsSecondary(up.owner) {
					return fullAim
				}
			}
		}
	}
	return noAim
}

// flashcards counts the questions of a quiz that are flashcards, and those of
// another kind.
func (s *survey) flashcards(it *schemaorg.Item) (cards, others int) {
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

func aimFlashcards(s *survey, it *schemaorg.Item) aim {
	switch cards, others := s.flashcards(it); {
	case s.g.IsSecondary(it):
	case cards > 0:
		return fullAim
	case others == 0 && (s.value(it, "educationalAlignment") != nil || s.value(it, "hasPart") == nil):
		return mildAim
	}
	return noAim
}

func aimPractice(s *survey, it *schemaorg.Item) aim {
	if cards, others := s.flashcards(it); cards == 0 && others > 0 {
		return fullAim
	}
	return noAim
}

// eventTold leaves the address of events that are online to
// google/event-virtual-only.
func eventTold(s *survey, it *schemaorg.Item, prop string) bool {
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

func aimForum(s *survey, it *schemaorg.Item) aim {
	a := aimMain(s, it)
	if a == fullAim && !it.Is("DiscussionForumPosting") {
		return mildAim
	}
	return a
}

// forumTold leaves out the text of a post that stands on another page, and the
// date where the page has none at all: date/missing-published tells of that.
func forumTold(s *survey, it *schemaorg.Item, prop string) bool {
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

func aimLicense(s *survey, it *schemaorg.Item) aim {
	for i := range it.Properties {
		switch it.Properties[i].Term() {
		case "license", "acquireLicensePage", "creator", "creditText", "copyrightNotice":
			if s.g.IsSecondary(it) {
				return noAim
			}
			return fullAim
		}
	}
	return noAim
}

// jobTold leaves jobs at home to google/job-remote-incomplete.
func jobTold(s *survey, it *schemaorg.Item, prop string) bool {
	return prop == "jobLocation|applicantLocationRequirements" && it.Is("JobPosting") && s.is(it, "jobLocationType", "TELECOMMUTE")
}

// aimBusiness gives a hint only where the business is the seller or organizer
// of what the page is about.
func aimBusiness(s *survey, it *schemaorg.Item) aim {
	a := aimMain(s, it)
	if a != fullAim {
		return a
	}
	for _, l := range s.owners(it) {
		if l.term != "mainEntity" && l.term != "about" && l.term != "mainEntityOfPage" {
			return mildAim
		}
	}
	return a
}

func aimSite(s *survey, it *schemaorg.Item) aim {
	if !s.p.IsHome() || !s.standsForItself(it) {
		return noAim
	}
	return fullAim
}

func aimOrganization(s *survey, it *schemaorg.Item) aim {
	if !s.p.IsHome() || !s.standsForItself(it) || s.g.IsSecondary(it) || it.Is("LocalBusiness") {
		return noAim
	}
	return fullAim
}

// aimPaywall is for works of which a part has a selector, or that are not free.
func aimPaywall(s *survey, it *schemaorg.Item) aim {
	locked := s.is(it, "isAccessibleForFree", "false")
	if !locked && it.Value("hasPart") == nil || s.g.IsSecondary(it) {
		return noAim
	}
	if locked {
		return fullAim
	}
	parts, _ := s.nested(it, "hasPart")
	for _, p := range parts {
		if s.value(p, "cssSelector") != nil && p.Is("WebPageElement") {
			return fullAim
		}
	}
	return noAim
}

// qaTold leaves out the answers of questions that say that they have none.
func qaTold(s *survey, it *schemaorg.Item, prop string) bool {
	return prop == "acceptedAnswer|suggestedAnswer" && s.e.text(it, "answerCount") == "0"
}

func aimCourseInfo(s *survey, it *schemaorg.Item) aim { return s.aimWith(it, "hasCourseInstance") }

func aimSalary(s *survey, it *schemaorg.Item) aim { return s.aimWith(it, "estimatedSalary") }

func (s *survey) aimWith(it *schemaorg.Item, term string) aim {
	if s.g.IsSecondary(it) || s.value(it, term) == nil {
		return noAim
	}
	return fullAim
}

func aimLearningVideo(s *survey, it *schemaorg.Item) aim {
	if s.g.IsSecondary(it) || !it.Is("LearningResource") {
		return noAim
	}
	return fullAim
}

func aimSearchBox(s *survey, it *schemaorg.Item) aim {
	if !s.acts(it, "SearchAction") {
		return noAim
	}
	return fullAim
}

func aimVehicle(s *survey, it *schemaorg.Item) aim {
	if it.Is("Product") && !onlyVehicle(it) || s.value(it, "vehicleIdentificationNumber") == nil {
		return noAim
	}
	return s.aimWith(it, "offers")
}

// onlyVehicle tells whether an item is a product only because vehicles are.
func onlyVehicle(it *schemaorg.Item) bool {
	for _, t := range it.TypeTerms() {
		if schemaorg.IsSubtype(t, "Product") && !schemaorg.IsSubtype(t, "Vehicle") {
			return false
		}
	}
	return true
}
