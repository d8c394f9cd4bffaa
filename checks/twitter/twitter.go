// Package twitter checks the card tags (twitter:*) that X reads for previews,
// and that Slack, Discord and messengers read together with Open Graph.
//
// X uses a twitter: tag, or else the og: tag of the same meaning, so nothing
// counts as missing while the other is there. Tags without content are
// og/empty-content's: here they are neither missing nor judged.
package twitter

import (
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/page"
)

// Checks of the family.
var Checks = []*check.Check{
	appIncomplete,
	cardMissing,
	cardRetired,
	cardUnknown,
	descriptionTooLong,
	duplicateCard,
	handleInvalid,
	imageInvalid,
	imageMissing,
	playerIncomplete,
	retiredProperty,
	titleMissing,
	titleTooLong,
}

// markup is X's description of the tags.
const markup = "https://developer.x.com/en/docs/x-for-websites/cards/overview/markup"

// cards are the types of card that X shows.
var cards = []string{"summary", "summary_large_image", "player", "app"}

// retiredCards are types of card of the first years, with the type that X
// shows instead.
var retiredCards = map[string]string{
	"photo":   "summary_large_image",
	"gallery": "summary_large_image",
	"product": "summary",
}

// card is the twitter:card that counts, the last one with content (X uses the
// last, unlike Open Graph), and its type in lowercase; nil without.
func card(p *page.Page) (prop *page.Prop, kind string) {
	for _, c := range p.PropAll("twitter:card") {
		if c.Value() != "" {
			prop = c
		}
	}
	if prop == nil {
		return nil, ""
	}
	return prop, strings.ToLower(prop.Value())
}

// hasAny reports whether the page has one of the properties, be it without
// content.
func hasAny(p *page.Page, keys ...string) bool {
	for _, key := range keys {
		if p.Prop(key) != nil {
			return true
		}
	}
	return false
}

// first is the first of the properties, in that order, that has content; or
// nil.
func first(p *page.Page, keys ...string) *page.Prop {
	for _, key := range keys {
		if prop := p.Prop(key); prop != nil && prop.Value() != "" {
			return prop
		}
	}
	return nil
}
