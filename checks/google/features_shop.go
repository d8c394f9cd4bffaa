package google

import "github.com/metacheck/metacheck/checks/check"

const (
	snippetDoc  = docs + "product-snippet"
	merchantDoc = docs + "merchant-listing"
	reviewDoc   = docs + "review-snippet"
)

var aggregateOfferFeature = Feature{
	Slug: "aggregate-offer", Name: "Aggregate offer", Doc: snippetDoc + "#aggregate-offer", Shows: "price range",
	Note:     "lowPrice must not be above highPrice. Merchant listings need an Offer instead.",
	Where:    "every AggregateOffer in offers of a product",
	Severity: check.Error,
	Shapes: []Shape{{
		Types:       []string{"AggregateOffer"},
		Of:          []string{"Product.offers"},
		Required:    []string{"lowPrice", "priceCurrency|offers.priceCurrency"},
		Recommended: []string{"highPrice", "offerCount|offers"},
		Formats:     []Format{{"lowPrice", asNumber}, {"highPrice", asNumber}, {"offerCount", asInteger}, {"priceCurrency", asCurrency}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "offers": {"@type": "AggregateOffer",
!"priceCurrency": "EUR",
?"offerCount": 6,
 "lowPrice": 79, "highPrice": 120}}
</script>`,
}

var aggregateRatingFeature = Feature{
	Slug: "aggregate-rating", Name: "Aggregate rating", Doc: reviewDoc + "#aggregate-rating-type-definition", Shows: "stars",
	Note:     "Google shows no stars for ratings of a business on its own site.",
	Where:    "ratings of what the page is about, and ratings with an itemReviewed",
	Severity: check.Error,
	intent:   ratingIntent,
	Shapes: []Shape{{
		Types: []string{"AggregateRating"}, Not: []string{"EmployerAggregateRating"},
		Required:    []string{"ratingValue"},
		AnyOf:       [][]string{{"ratingCount", "reviewCount"}},
		Recommended: []string{"bestRating", "worstRating"},
		When:        []Condition{{If: standsAlone, Require: []string{"itemReviewed", "itemReviewed.name"}}},
		Formats: []Format{
			{"ratingValue", "number, fraction or percentage"}, {"ratingCount", asInteger}, {"reviewCount", asInteger},
			{"bestRating", asNumber}, {"worstRating", asNumber},
		},
		Enums: []Enum{{Prop: itemReviewedType, Values: reviewable}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe", "name": "Lentil soup", "aggregateRating": {"@type": "AggregateRating",
!"ratingCount": 88,
?"bestRating": 5, "worstRating": 1,
 "ratingValue": 4.4}}
</script>`,
}

var certificationFeature = Feature{
	Slug: "certification", Name: "Product certification", Doc: merchantDoc + "#certification", Shows: "energy label or other certificate",
	impact: "Google shows no certificate",
	Since:  20250424, Note: "Certification replaces EnergyConsumptionDetails. A product can have up to ten certificates.",
	Where:    "every Certification in hasCertification of a product",
	Severity: check.Warning,
	Shapes: []Shape{{
		Types:       []string{"Certification"},
		Of:          []string{"Product.hasCertification"},
		Required:    []string{"issuedBy", "issuedBy.name"},
		Recommended: []string{"certificationIdentification", "certificationRating"},
		Formats:     []Format{{"issuedBy", "Organization"}, {"issuedBy.name", asText}},
		Enums:       []Enum{{Prop: "issuedBy.name", Values: []string{"EC", "European_Commission", "ADEME", "BMWK"}, Text: true}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Fridge", "hasCertification": {"@type": "Certification",
!"issuedBy": {"@type": "Organization", "name": "European_Commission"},
?"certificationRating": {"@type": "Rating", "ratingValue": "C"},
 "name": "EPREL", "certificationIdentification": "123456"}}
</script>`,
}

var loyaltyProgram = Feature{
	Slug: "loyalty-program", Name: "Loyalty program", Doc: docs + "loyalty-program", Shows: "member prices and points",
	impact: "Google shows no member prices",
	Since:  20250610, Note: "Google shows member prices in Australia, Brazil, Canada, France, Germany, Mexico, the UK and the US.",
	Where:    "every MemberProgram, nested in an organization or not",
	Severity: check.Warning,
	intent:   presentIntent,
	Shapes: []Shape{{
		Types:       []string{"MemberProgram"},
		Required:    []string{"name", "description", "hasTiers"},
		Recommended: []string{"url"},
		Formats:     []Format{{"hasTiers", "MemberProgramTier"}, {"url", asURL}, {"name", asText}, {"description", asText}},
	}, {
		Types:    []string{"MemberProgramTier"},
		Via:      []string{"hasTiers"},
		Required: []string{"name", "hasTierBenefit"},
		Optional: []string{"hasTierRequirement", "membershipPointsEarned", "url"},
		When: []Condition{
			{If: "hasTierBenefit", Is: "TierBenefitLoyaltyPoints", Require: []string{"membershipPointsEarned"}},
		},
		Enums: []Enum{{Prop: "hasTierBenefit", Values: []string{"TierBenefitLoyaltyPoints", "TierBenefitLoyaltyPrice"}}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "OnlineStore", "name": "Harbour Goods", "hasMemberProgram": {"@type": "MemberProgram",
!"description": "Points for every order.",
?"url": "https://example.com/crew",
 "name": "Crew", "hasTiers": {"@type": "MemberProgramTier", "name": "Deckhand",
  "hasTierBenefit": "https://schema.org/TierBenefitLoyaltyPoints", "membershipPointsEarned": 5}}}
</script>`,
}

var merchantListing = Feature{
	Slug: "merchant-listing", Name: "Merchant listing", Doc: merchantDoc, Shows: "merchant listing",
	Note:     "Merchant listings are for pages that sell the product. Google prefers price to priceSpecification.",
	Where:    "the product that the page is about, if its offers contain an Offer",
	Severity: check.Warning,
	intent:   merchantIntent, sole: true,
	Shapes: []Shape{{
		Types: productKinds, Not: noProduct,
		Required: []string{"name", "image", "offers"},
		Recommended: []string{
			"description", "brand|manufacturer", "gtin|gtin8|gtin12|gtin13|gtin14|isbn|mpn|sku", "aggregateRating", "review|reviews",
		},
		Optional: []string{
			"audience", "category", "color", "hasAdultConsideration", "hasCertification", "inProductGroupWithID", "isVariantOf",
			"material", "pattern", "size", "subjectOf",
		},
		Formats: []Format{
			{"name", asText}, {"image", asImage}, {"offers", "Offer"}, {"sku", "text without spaces"}, {"gtin", "digits"},
			{"brand", "Brand with name"}, {"category", "text or CategoryCode"},
		},
		Changes: []Change{{On: 20260520, Added: []string{"hasAdultConsideration"}}, {On: 20260707, Added: []string{"category"}}},
	}, {
		Types: []string{"Offer"}, Not: []string{"AggregateOffer"},
		Via:         []string{"offers"},
		AnyOf:       [][]string{{"price", "priceSpecification.price"}, {"priceCurrency", "priceSpecification.priceCurrency"}},
		Recommended: []string{"availability", "itemCondition", "hasMerchantReturnPolicy", "shippingDetails", "url"},
		Optional:    []string{"priceValidUntil", "validFrom", "validThrough"},
		Formats: []Format{
			{"price", "number above 0"}, {"priceCurrency", asCurrency}, {"priceValidUntil", asDay}, {"validFrom", asDay},
			{"validThrough", asDay}, {"url", asURL},
		},
		Enums: []Enum{
			{Prop: "availability", Values: availabilities},
			{Prop: "itemCondition", Values: []string{"NewCondition", "RefurbishedCondition", "UsedCondition"}},
		},
	}, {
		Types:    []string{"UnitPriceSpecification"},
		Via:      []string{"offers.priceSpecification"},
		Required: []string{"price", "priceCurrency"},
		Optional: []string{"priceType", "referenceQuantity", "validForMemberTier", "membershipPointsEarned", "validFrom", "validThrough"},
		When: []Condition{
			{If: "membershipPointsEarned", Require: []string{"validForMemberTier"}},
		},
		Formats: []Format{{"price", asNumber}, {"priceCurrency", asCurrency}},
		Enums:   []Enum{{Prop: "priceType", Values: []string{"StrikethroughPrice"}}},
	}, {
		Types:    []string{"QuantitativeValue"},
		Via:      []string{"offers.priceSpecification.referenceQuantity"},
		Required: []string{"unitCode", "value"},
		Optional: []string{"valueReference"},
	}, {
		Types:    []string{"3DModel"},
		Via:      []string{"subjectOf"},
		Required: []string{"encoding", "encoding.contentUrl"},
		Formats:  []Format{{"encoding.contentUrl", "URL that ends in .gltf or .glb"}},
	}, {
		Types:    []string{"PeopleAudience"},
		Via:      []string{"audience"},
		Optional: []string{"suggestedGender", "suggestedMinAge", "suggestedMaxAge"},
		Enums:    []Enum{{Prop: "suggestedGender", Values: []string{"Male", "Female", "Unisex"}, Text: true}},
	}, {
		Types:    []string{"SizeSpecification"},
		Via:      []string{"size"},
		Optional: []string{"name", "sizeGroup", "sizeSystem"},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "offers": {"@type": "Offer",
!"price": 79, "priceCurrency": "EUR",
?"itemCondition": "https://schema.org/NewCondition", "url": "https://example.com/coat",
?"shippingDetails": {"@id": "https://example.com/#shipping"}, "hasMerchantReturnPolicy": {"@id": "https://example.com/#returns"},
 "availability": "https://schema.org/InStock"},
?"description": "Keeps out what falls.", "brand": {"@type": "Brand", "name": "Harbour"}, "sku": "RC-79",
?"review": {"@id": "https://example.com/coat#review"},
?"aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.4, "ratingCount": 88},
 "image": "https://example.com/coat.jpg"}
</script>`,
}

var productGroup = Feature{
	Slug: "product-group", Name: "Product variants", Doc: docs + "product-variants", Shows: "product variants",
	impact: "Google does not group the variants",
	Since:  20240220, Note: "Each variant needs its own sku or gtin and the ID of its group. Write url only if all variants are on one page.",
	Where:    "the ProductGroup that the page is about",
	Severity: check.Error,
	Shapes: []Shape{{
		Types:       []string{"ProductGroup"},
		Required:    []string{"name"},
		AnyOf:       [][]string{{"productGroupID", "hasVariant.inProductGroupWithID"}},
		Recommended: []string{"brand|manufacturer", "description", "hasVariant", "variesBy", "aggregateRating", "review|reviews"},
		Optional:    []string{"hasAdultConsideration", "url"},
		Formats:     []Format{{"name", asText}, {"productGroupID", asText}, {"variesBy", "URL of a schema.org property"}},
		Enums: []Enum{{Prop: "variesBy", Values: []string{"color", "size", "suggestedAge", "suggestedGender", "material", "pattern"},
			Text: true}},
		Changes: []Change{{On: 20260520, Added: []string{"hasAdultConsideration"}}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ProductGroup",
!"productGroupID": "RC",
?"brand": {"@type": "Brand", "name": "Harbour"}, "description": "Keeps out what falls.", "variesBy": "https://schema.org/size",
?"hasVariant": [{"@id": "https://example.com/coat-s"}, {"@id": "https://example.com/coat-m"}],
?"review": {"@id": "https://example.com/coat#review"},
?"aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.4, "ratingCount": 88},
 "name": "Rain coat"}
</script>`,
}

var productSnippet = Feature{
	Slug: "product-snippet", Name: "Product snippet", Doc: snippetDoc, Shows: "product snippet",
	Note:     "Product snippets are for pages about a single product that others sell. Google shows no stars for offers alone.",
	Where:    "the product that the page is about, but not a merchant listing, and not products in lists or related products",
	Severity: check.Error,
	intent:   snippetIntent, sole: true,
	Shapes: []Shape{{
		Types: productKinds, Not: noProduct,
		Required:    []string{"name"},
		AnyOf:       [][]string{{"review|reviews", "aggregateRating", "offers"}},
		Recommended: []string{"aggregateRating", "offers", "review|reviews"},
		Formats:     []Format{{"name", asText}, {"offers", "Offer or AggregateOffer"}},
	}, {
		Types: []string{"Offer"}, Not: []string{"AggregateOffer"},
		Via:      []string{"offers"},
		AnyOf:    [][]string{{"price", "priceSpecification.price"}},
		Optional: []string{"availability", "priceCurrency", "priceValidUntil"},
		Formats:  []Format{{"price", asNumber}, {"priceCurrency", asCurrency}, {"priceValidUntil", asDay}},
		Enums:    []Enum{{Prop: "availability", Values: availabilities}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "image": "https://example.com/coat.jpg",
?"review": {"@id": "https://example.com/coat#review"},
?"offers": {"@type": "AggregateOffer", "lowPrice": 79, "priceCurrency": "EUR"},
!"aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.4, "ratingCount": 88},
 "name": "Rain coat"}
</script>`,
}

var prosCons = Feature{
	Slug: "pros-cons", Name: "Pros and cons", Doc: snippetDoc + "#pros-cons", Shows: "pros and cons",
	Since: 20220805, Note: "Google shows pros and cons only for editorial reviews of a product, with at least two notes in total.",
	Where:    "reviews of a product with positiveNotes or negativeNotes",
	Severity: check.Error,
	intent:   prosConsIntent,
	Shapes: []Shape{{
		Types: []string{"Review"},
		AnyOf: [][]string{{"positiveNotes", "negativeNotes"}},
	}, {
		Types: []string{"ItemList"},
		Via:   []string{"positiveNotes", "negativeNotes"},
		Required: []string{
			"itemListElement", "itemListElement.name",
		},
		Optional: []string{"itemListElement.position"},
		Formats:  []Format{{"itemListElement", "ListItem"}, {"itemListElement.name", asText}, {"itemListElement.position", asPosition}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "review": {"@type": "Review",
 "author": {"@type": "Person", "name": "Ada Example"}, "reviewRating": {"@type": "Rating", "ratingValue": 4},
 "positiveNotes": {"@type": "ItemList",
!"itemListElement": [{"@type": "ListItem", "position": 1, "name": "Light"}, {"@type": "ListItem", "position": 2, "name": "Dry"}],
 "numberOfItems": 2}}}
</script>`,
}

var returnPolicy = Feature{
	Slug: "return-policy", Name: "Merchant return policy", Doc: docs + "return-policy", Shows: "return policy",
	impact:   "Google shows no return policy",
	Note:     "Write the full policy in an offer. The policy of an organization can be only a merchantReturnLink. Write returnShippingFeesAmount only together with ReturnShippingFees.",
	Where:    "every MerchantReturnPolicy in hasMerchantReturnPolicy of an offer or organization",
	Severity: check.Warning,
	Shapes: []Shape{{
		Types:    []string{"MerchantReturnPolicy"},
		Of:       []string{"Organization.hasMerchantReturnPolicy"},
		AnyOf:    [][]string{{"applicableCountry", "merchantReturnLink"}, {"returnPolicyCategory", "merchantReturnLink"}},
		Optional: returnPolicyOptions,
		When:     returnPolicyWhen,
		Formats:  returnPolicyFormats,
		Enums:    returnPolicyEnums,
	}, {
		Types:       []string{"MerchantReturnPolicy"},
		Of:          []string{"Offer.hasMerchantReturnPolicy"},
		Required:    []string{"applicableCountry", "returnPolicyCategory"},
		Recommended: []string{"returnFees|customerRemorseReturnFees", "returnMethod"},
		Optional:    []string{"merchantReturnDays", "returnShippingFeesAmount"},
		When:        returnPolicyWhen,
		Formats:     returnPolicyFormats,
		Enums:       returnPolicyEnums,
	}, {
		Types:    []string{"MerchantReturnPolicySeasonalOverride"},
		Via:      []string{"returnPolicySeasonalOverride"},
		Required: []string{"returnPolicyCategory"},
		Optional: []string{"startDate", "endDate", "merchantReturnDays"},
		When:     returnPolicyWhen[:1],
		Formats:  []Format{{"startDate", asDay}, {"endDate", asDay}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "image": "https://example.com/coat.jpg",
 "offers": {"@type": "Offer", "price": 79, "priceCurrency": "EUR", "hasMerchantReturnPolicy": {"@type": "MerchantReturnPolicy",
!"applicableCountry": "DE",
?"returnFees": "https://schema.org/FreeReturn",
 "returnMethod": "https://schema.org/ReturnByMail",
 "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow", "merchantReturnDays": 30}}}
</script>`,
}

var (
	returnPolicyOptions = []string{
		"merchantReturnDays", "returnFees", "returnMethod", "returnShippingFeesAmount", "customerRemorseReturnFees",
		"customerRemorseReturnLabelSource", "customerRemorseReturnShippingFeesAmount", "itemCondition", "itemDefectReturnFees",
		"itemDefectReturnLabelSource", "itemDefectReturnShippingFeesAmount", "refundType", "restockingFee", "returnLabelSource",
		"returnPolicyCountry",
	}
	returnPolicyWhen = []Condition{
		{If: "returnPolicyCategory", Is: "MerchantReturnFiniteReturnWindow", Require: []string{"merchantReturnDays"}},
		{If: "returnFees", Is: "ReturnShippingFees", Require: []string{"returnShippingFeesAmount"}},
	}
	returnPolicyFormats = []Format{
		{"applicableCountry", asCountry}, {"returnPolicyCountry", asCountry}, {"merchantReturnDays", asInteger},
		{"merchantReturnLink", asURL},
	}
	returnPolicyEnums = []Enum{
		{Prop: "returnPolicyCategory", Values: []string{
			"MerchantReturnFiniteReturnWindow", "MerchantReturnNotPermitted", "MerchantReturnUnlimitedWindow",
		}},
		{Prop: "returnFees", Values: []string{"FreeReturn", "ReturnFeesCustomerResponsibility", "ReturnShippingFees"}},
		{Prop: "returnMethod", Values: []string{"ReturnAtKiosk", "ReturnByMail", "ReturnInStore"}},
		{Prop: "refundType", Values: []string{"ExchangeRefund", "FullRefund", "StoreCreditRefund"}},
		{Prop: "returnLabelSource", Values: []string{
			"ReturnLabelCustomerResponsibility", "ReturnLabelDownloadAndPrint", "ReturnLabelInBox",
		}},
		{Prop: "itemCondition", Values: []string{"DamagedCondition", "NewCondition", "RefurbishedCondition", "UsedCondition"}},
	}
)

var reviewFeature = Feature{
	Slug: "review", Name: "Review snippet", Doc: reviewDoc, Shows: "review snippet",
	Note:     "The author has a real name of fewer than 100 characters. Nest the review in the reviewed item or write itemReviewed, not both.",
	Where:    "reviews with a rating, of what the page is about or with an itemReviewed",
	Severity: check.Warning,
	intent:   reviewIntent,
	Shapes: []Shape{{
		Types: []string{"Review"}, Not: []string{"ClaimReview", "MediaReview", "EmployerReview"},
		Required:    []string{"author", "author.name", "reviewRating", "reviewRating.ratingValue"},
		Recommended: []string{"datePublished"},
		Optional:    []string{"reviewRating.bestRating", "reviewRating.worstRating"},
		When:        []Condition{{If: standsAlone, Require: []string{"itemReviewed", "itemReviewed.name"}}},
		Formats: []Format{
			{"author", asPerson}, {"author.name", asText}, {"reviewRating", "Rating"},
			{"reviewRating.ratingValue", "number, fraction or percentage"}, {"datePublished", asDate},
		},
		Enums: []Enum{{Prop: itemReviewedType, Values: reviewable}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Review", "itemReviewed": {"@type": "Book", "name": "Tides for beginners"},
!"author": {"@type": "Person", "name": "Ada Example"},
?"datePublished": "2026-02-03",
 "reviewRating": {"@type": "Rating", "ratingValue": 4}}
</script>`,
}

var shippingDetails = Feature{
	Slug: "shipping-details", Name: "Offer shipping details", Doc: merchantDoc + "#shipping", Shows: "shipping costs",
	impact:   "Google shows no shipping costs",
	Note:     "Write addressRegion only in the US, AU and JP, postalCode only in AU, CA and the US, and never both. Each destination has one rate and one delivery time.",
	Where:    "every OfferShippingDetails in shippingDetails of an offer, unless it has hasShippingService, shippingSettingsLink or doesNotShip",
	Severity: check.Warning,
	intent:   shippingIntent,
	Shapes: []Shape{{
		Types:    []string{"OfferShippingDetails"},
		Of:       []string{"Offer.shippingDetails"},
		Required: []string{"deliveryTime", "shippingDestination", "shippingRate", "shippingRate.currency"},
		AnyOf:    [][]string{{"shippingRate.value", "shippingRate.maxValue"}},
		Formats: []Format{
			{"shippingRate", "MonetaryAmount"}, {"shippingRate.currency", asCurrency}, {"shippingRate.value", asNumber},
			{"deliveryTime", "ShippingDeliveryTime"}, {"shippingDestination", "DefinedRegion"},
		},
	}, {
		Types:    []string{"DefinedRegion"},
		Via:      []string{"shippingDestination", "shippingOrigin"},
		Required: []string{"addressCountry"},
		Optional: []string{"addressRegion", "postalCode"},
		Formats:  []Format{{"addressCountry", asCountry}},
	}, {
		Types:       []string{"ShippingDeliveryTime"},
		Via:         []string{"deliveryTime"},
		Recommended: []string{"handlingTime", "transitTime"},
	}, {
		Types:    []string{"QuantitativeValue"},
		Via:      []string{"deliveryTime.handlingTime", "deliveryTime.transitTime"},
		Required: []string{"minValue|value", "maxValue|value", "unitCode|unitText"},
		Formats:  []Format{{"minValue", asInteger}, {"maxValue", asInteger}, {"unitCode", "DAY"}},
		Enums:    []Enum{{Prop: "unitCode", Values: []string{"DAY", "d"}, Text: true}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Rain coat", "image": "https://example.com/coat.jpg",
 "offers": {"@type": "Offer", "price": 79, "priceCurrency": "EUR", "shippingDetails": {"@type": "OfferShippingDetails",
!"shippingRate": {"@type": "MonetaryAmount", "value": 4.5, "currency": "EUR"},
 "shippingDestination": {"@type": "DefinedRegion", "addressCountry": "DE"},
 "deliveryTime": {"@type": "ShippingDeliveryTime",
?"handlingTime": {"@type": "QuantitativeValue", "minValue": 0, "maxValue": 1, "unitCode": "DAY"},
  "transitTime": {"@type": "QuantitativeValue", "minValue": 1, "maxValue": 4, "unitCode": "DAY"}}}}}
</script>`,
}

var shippingService = Feature{
	Slug: "shipping-service", Name: "Shipping service", Doc: docs + "shipping-policy", Shows: "shipping costs",
	impact: "Google shows no shipping costs",
	Since:  20251112, Note: "In shippingRate, write value or maxValue, not both. In duration, write value, or minValue and maxValue.",
	Where:    "every ShippingService in hasShippingService of an organization",
	Severity: check.Warning,
	Shapes: []Shape{{
		Types:       []string{"ShippingService"},
		Of:          []string{"Organization.hasShippingService"},
		Required:    []string{"shippingConditions"},
		Recommended: []string{"name", "description", "handlingTime"},
		Optional:    []string{"fulfillmentType", "validForMemberTier"},
		Formats:     []Format{{"shippingConditions", "ShippingConditions"}},
		Enums: []Enum{{Prop: "fulfillmentType", Values: []string{
			"FulfillmentTypeDelivery", "FulfillmentTypeCollectionPoint",
		}}},
	}, {
		Types: []string{"ShippingConditions"},
		Via:   []string{"shippingConditions"},
		Optional: []string{
			"doesNotShip", "numItems", "orderValue", "shippingDestination", "shippingOrigin", "seasonalOverride", "shippingRate",
			"transitTime", "weight",
		},
		Formats: []Format{
			{"weight", "QuantitativeValue in LBR or KGM"}, {"shippingRate.currency", asCurrency}, {"orderValue.currency", asCurrency},
			{"doesNotShip", asBoolean},
		},
	}, {
		Types:    []string{"ServicePeriod"},
		Via:      []string{"handlingTime", "shippingConditions.transitTime"},
		Optional: []string{"businessDays", "cutoffTime", "duration"},
		Formats:  []Format{{"cutoffTime", asClock}, {"duration", "QuantitativeValue in DAY"}},
		Enums:    []Enum{{Prop: "businessDays", Values: weekdays}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "OnlineStore", "name": "Harbour Goods", "hasShippingService": {"@type": "ShippingService",
!"shippingConditions": {"@type": "ShippingConditions", "shippingRate": {"@type": "MonetaryAmount", "value": 4.5, "currency": "EUR"}},
?"handlingTime": {"@type": "ServicePeriod", "cutoffTime": "14:00"}, "description": "By boat.",
 "name": "Post"}}
</script>`,
}
