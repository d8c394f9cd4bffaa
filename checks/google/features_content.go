package google

import "github.com/metacheck/metacheck/checks/check"

var articleFeature = Feature{
	Slug: "article", Name: "Article", Doc: articleDoc, Shows: "article result",
	Note: "Google requires none of them. Write one author item for each person, with nothing but the name in name. Use images of at least 50,000 pixels " +
		"(width times height) in 16:9, 4:3 and 1:1, and not a logo.",
	Where:             "the article that the page is about, but not posts of forums and social networks",
	Severity:          check.Info,
	intent:            articleIntent,
	reportedElsewhere: articleReportedElsewhere,
	Shapes: []Shape{{
		Types: []string{"Article"},
		Recommended: []string{
			"headline", "image", "datePublished", "dateModified", "author", "author.name", "author.url|author.sameAs",
		},
		Formats: []Format{
			{"headline", asText}, {"image", asImage}, {"datePublished", asTime}, {"dateModified", asTime}, {"author", asPerson},
			{"author.name", asText}, {"author.url", asURL},
		},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes", "dateModified": "2026-03-02T10:00:00Z",
?"image": "https://example.com/ferry.jpg",
 "datePublished": "2026-03-01T08:00:00Z",
 "author": {"@type": "Person", "name": "Ada Example", "url": "https://example.com/ada"}}
</script>`,
}

var bookFeed = Feature{
	Slug: "book-feed", Name: "Book actions", Doc: docs + "book", Shows: "book action",
	Note:   "A feed that partners send to Google, not markup of pages: nothing is checked. Google announced its end on 2025-06-12 and withdrew that on 2025-11-05.",
	Where:  "feeds of partners",
	Shapes: []Shape{{Types: []string{"Book"}, Required: []string{"@id", "author", "name", "url", "workExample"}}},
}

var breadcrumbFeature = Feature{
	Slug: "breadcrumb", Name: "Breadcrumb", Doc: breadcrumbDoc, Shows: "breadcrumb trail",
	Note: "A trail needs at least two entries, but neither the home page nor the page itself. Since 2025-01-22 Google shows it on desktops only.",
	// runBreadcrumbRequired checks lists with their entries.
	Where:    "every BreadcrumbList",
	Severity: check.Error,
	Shapes: []Shape{{
		Types:    []string{"BreadcrumbList"},
		Required: []string{"itemListElement"},
		Formats:  []Format{{"itemListElement", "ListItem"}},
	}, {
		Types:    []string{"ListItem"},
		Via:      []string{"itemListElement"},
		Required: []string{"position", "name|item.name"},
		When:     []Condition{{If: "another entry follows", Require: []string{"item"}, By: "google/breadcrumb-required"}},
		Formats:  []Format{{"position", asPosition}, {"name", asText}, {"item", "URL, or an item with @id, itemid, href, resource or about"}},
	}},
}

var carouselFeature = Feature{
	Slug: "carousel", Name: "Carousel", Doc: docs + "carousel", Shows: "carousel",
	Note: "A list has at least two recipes, courses, restaurants or movies, all of one type. On a summary page, each entry has the url of another " +
		"page of the site. On a page with all items, each entry has an item whose url is that of the page with an anchor.",
	Where:             "lists of recipes, courses, restaurants or movies, and as info, lists whose entries have nothing but a url",
	Severity:          check.Warning,
	intent:            carouselIntent,
	reportedElsewhere: carouselReportedElsewhere,
	Shapes: []Shape{{
		Types: []string{"ItemList"}, Not: []string{"BreadcrumbList", "HowToSection", "HowToStep", "OfferCatalog"},
		Required: []string{"itemListElement", "itemListElement.position"},
		When: []Condition{
			{If: "itemListElement.item", Require: []string{"itemListElement.item.name", "itemListElement.item.url|itemListElement.url"}},
		},
		Formats: []Format{{"itemListElement", "ListItem"}, {"itemListElement.position", asPosition}, {"itemListElement.url", asURL}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ItemList", "itemListElement": [
 {"@type": "ListItem", "position": 1, "item": {"@type": "Recipe", "image": "https://example.com/a.jpg", "name": "Lentil soup",
  "url": "https://example.com/soups#lentil"}},
 {"@type": "ListItem", "position": 2, "item": {"@type": "Recipe", "image": "https://example.com/b.jpg", "name": "Pea soup",
!"url": "https://example.com/soups#pea",
  "recipeYield": "4"}}]}
</script>`,
}

var carouselBeta = Feature{
	Slug: "carousel-beta", Name: "Carousel (beta)", Doc: docs + "carousels-beta", Shows: "carousel",
	Note:  "Google shows it in the European Economic Area, Turkey and South Africa to sites that signed up: nothing is checked. A list needs at least three entries.",
	Where: "lists of local businesses, products or events, on sites that signed up with Google",
	Shapes: []Shape{{
		Types: []string{"ItemList"},
		Required: []string{
			"itemListElement", "itemListElement.position", "itemListElement.item", "itemListElement.item.name",
			"itemListElement.item.url", "itemListElement.item.image",
		},
		Optional: []string{
			"itemListElement.item.aggregateRating.ratingValue", "itemListElement.item.aggregateRating.ratingCount",
			"itemListElement.item.aggregateRating.bestRating",
		},
		Formats: []Format{{"itemListElement.position", asPosition}},
	}},
}

var courseList = Feature{
	Slug: "course-list", Name: "Course list", Doc: docs + "course", Shows: "course list",
	Note:     "Google shows lists of at least three courses, with the first 60 characters of each description.",
	Where:    "the course that the page is about",
	Severity: check.Warning,
	Shapes: []Shape{{
		Types:       []string{"Course"},
		Required:    []string{"name", "description"},
		Recommended: []string{"provider"},
		Formats:     []Format{{"name", asText}, {"description", asText}, {"provider", "Organization"}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Course",
!"description": "Charts, tides and lights in ten evenings.",
?"provider": {"@type": "Organization", "name": "Harbour School"},
 "name": "Coastal navigation"}
</script>`,
}

var datasetFeature = Feature{
	Slug: "dataset", Name: "Dataset", Doc: docs + "dataset", Shows: "entry in Dataset Search",
	impact:   "Dataset Search does not list the dataset",
	without:  "Dataset Search may show fewer details",
	Note:     "Since 2025-11-05 Google uses Dataset only for Dataset Search. The description needs 50 to 5,000 characters.",
	Where:    "the dataset that the page is about, but not the datasets of a catalog",
	Severity: check.Error,
	Shapes: []Shape{{
		Types:       []string{"Dataset"},
		Required:    []string{"name", "description"},
		Recommended: []string{"creator", "license", "identifier|sameAs", "keywords", "temporalCoverage|spatialCoverage", "variableMeasured", "url"},
		Optional: []string{
			"alternateName", "citation", "funder", "hasPart", "isPartOf", "isAccessibleForFree", "measurementTechnique", "version",
		},
		Formats: []Format{
			{"name", asText}, {"description", asText}, {"temporalCoverage", "ISO 8601 interval, \"..\" for an open end"},
			{"license", "URL or CreativeWork"}, {"isAccessibleForFree", asBoolean},
		},
	}, {
		Types:       []string{"DataDownload"},
		Via:         []string{"distribution"},
		Required:    []string{"contentUrl"},
		Recommended: []string{"encodingFormat"},
		Formats:     []Format{{"contentUrl", asURL}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Dataset",
!"description": "Water levels at the harbour gauge, every ten minutes since 1998, in centimetres.",
?"creator": {"@type": "Organization", "name": "Harbour Office"}, "license": "https://example.com/licence",
?"identifier": "https://example.com/id/gauge", "keywords": "tide", "temporalCoverage": "1998-01-01/..",
?"variableMeasured": "water level", "url": "https://example.com/gauge",
 "name": "Tide gauge"}
</script>`,
}

var educationQA = Feature{
	Slug: "education-qa", Name: "Education Q&A", Doc: docs + "education-qa", Shows: "flashcards",
	Note:     "Google shows flashcards in English, Portuguese, Spanish (Mexico) and Vietnamese. Each card has exactly one acceptedAnswer.",
	Where:    "every Quiz whose questions are flashcards",
	Severity: check.Error,
	intent:   flashcardsIntent,
	Shapes: []Shape{{
		Types:       []string{"Quiz"},
		Required:    []string{"hasPart"},
		Recommended: []string{"about", "about.name", "educationalAlignment"},
		Optional:    []string{"educationalAlignment.alignmentType", "educationalAlignment.targetName"},
		Formats:     []Format{{"hasPart", "Question"}},
		Enums:       []Enum{{Prop: "educationalAlignment.alignmentType", Values: []string{"educationalSubject", "educationalLevel"}, Text: true}},
	}, {
		Types:    []string{"Question"},
		Via:      []string{"hasPart"},
		Required: []string{"acceptedAnswer", "acceptedAnswer.text", "eduQuestionType", "text"},
		Formats:  []Format{{"acceptedAnswer", "Answer"}, {"text", asText}},
		Enums:    []Enum{{Prop: "eduQuestionType", Values: []string{"Flashcard"}, Text: true}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Quiz",
?"about": {"@type": "Thing", "name": "Tides"}, "educationalAlignment": {"@type": "AlignmentObject", "targetName": "Geography"},
 "hasPart": {"@type": "Question", "eduQuestionType": "Flashcard",
!"text": "What is a spring tide?",
  "acceptedAnswer": {"@type": "Answer", "text": "The high tide at new and full moon."}}}
</script>`,
}

var employerRating = Feature{
	Slug: "employer-rating", Name: "Employer aggregate rating", Doc: docs + "employer-rating", Shows: "employer rating",
	Note:     "The scale is 1 to 5 unless worstRating and bestRating define another.",
	Where:    "every EmployerAggregateRating",
	Severity: check.Error,
	intent:   presentIntent,
	Shapes: []Shape{{
		Types:       []string{"EmployerAggregateRating"},
		Required:    []string{"itemReviewed", "itemReviewed.name", "ratingValue"},
		AnyOf:       [][]string{{"ratingCount", "reviewCount"}},
		Recommended: []string{"bestRating", "worstRating"},
		Formats: []Format{
			{"itemReviewed", "Organization"}, {"ratingValue", "number, fraction or percentage"}, {"ratingCount", asInteger},
			{"reviewCount", asInteger},
		},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "EmployerAggregateRating", "ratingValue": 4.1,
!"ratingCount": 88,
?"bestRating": 5, "worstRating": 1,
 "itemReviewed": {"@type": "Organization", "name": "Harbour Goods"}}
</script>`,
}

var eventFeature = Feature{
	Slug: "event", Name: "Event", Doc: docs + "event", Shows: "event result",
	Note: "Since 2025-06-05 Google shows only events at a physical location. A canceled or postponed event keeps its startDate. Do not write the " +
		"venue into name. Use images at least 720 pixels wide.",
	Where:             "the event that the page is about, but not broadcasts and series",
	Severity:          check.Error,
	reportedElsewhere: eventReportedElsewhere,
	Shapes: []Shape{{
		Types: []string{"Event"}, Not: []string{"BroadcastEvent", "PublicationEvent", "CourseInstance", "EventSeries", "UserInteraction"},
		Required:    []string{"name", "startDate", "location", "location.address"},
		Recommended: []string{"endDate", "description", "image", "offers", "organizer", "performer", "eventStatus", "eventAttendanceMode"},
		Optional: []string{
			"location.name", "offers.availability", "offers.price", "offers.priceCurrency", "offers.validFrom", "offers.url",
			"organizer.name", "organizer.url", "performer.name", "previousStartDate",
		},
		When: []Condition{
			{If: "previousStartDate", Require: []string{"eventStatus"}, By: "google/event-status-inconsistent"},
			{If: "eventStatus", Is: "EventRescheduled", Require: []string{"previousStartDate"}, Advised: true},
		},
		Formats: []Format{
			{"name", asText}, {"startDate", asDay}, {"endDate", asDay}, {"previousStartDate", asDay}, {"location", "Place"},
			{"location.address", "PostalAddress"}, {"offers.price", asNumber}, {"offers.priceCurrency", asCurrency},
			{"offers.validFrom", asTime}, {"offers.url", asURL},
		},
		Enums: []Enum{
			{Prop: "eventStatus", Values: []string{"EventScheduled", "EventCancelled", "EventPostponed", "EventRescheduled"}},
			{Prop: "offers.availability", Values: []string{"InStock", "SoldOut", "PreOrder"}},
		},
		Changes: []Change{{On: 20250605, Dropped: []string{"eventAttendanceMode"}}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "startDate": "2026-06-05T19:30:00+02:00", "name": "Sea songs",
!"location": {"@type": "Place", "name": "The shed", "address": "Harbour Street 3, Exampleton"},
?"endDate": "2026-06-05T22:00:00+02:00", "description": "An evening of shanties.", "image": "https://example.com/songs.jpg",
?"offers": {"@type": "Offer", "price": 12, "priceCurrency": "EUR"}, "organizer": {"@type": "Organization", "name": "The shed"},
?"performer": {"@type": "MusicGroup", "name": "The Example Crew"},
 "eventStatus": "https://schema.org/EventScheduled"}
</script>`,
}

var forumFeature = Feature{
	Slug: "forum", Name: "Discussion forum", Doc: docs + "discussion-forum", Shows: "forum result",
	Since: 20231127, Note: "A post that is listed with the url of its own page needs no text. Posts of social networks need no headline.",
	Where:             "the post that the page is about, and as info, posts of social networks",
	Severity:          check.Error,
	intent:            forumIntent,
	reportedElsewhere: forumReportedElsewhere,
	Shapes: []Shape{{
		Types: []string{"DiscussionForumPosting", "SocialMediaPosting"}, Not: []string{"BlogPosting"},
		Required:    []string{"author", "author.name", "datePublished"},
		AnyOf:       [][]string{{"text|articleBody", "image", "video", "sharedContent"}},
		Recommended: []string{"author.url|author.sameAs", "url", "commentCount|comment", "interactionStatistic"},
		Optional: []string{
			"comment", "creativeWorkStatus", "dateModified", "digitalSourceType", "headline", "image", "isPartOf", "sharedContent", "text",
			"video",
		},
		Formats: []Format{
			{"author", asPerson}, {"author.name", asText}, {"datePublished", asTime}, {"dateModified", asTime},
			{"commentCount", asInteger}, {"url", asURL},
		},
		Enums: []Enum{
			{Prop: "digitalSourceType", Values: generatedMedia},
			{Prop: "interactionStatistic.interactionType", Values: []string{
				"LikeAction", "DislikeAction", "ViewAction", "CommentAction", "ReplyAction", "ShareAction",
			}},
			{Prop: "creativeWorkStatus", Values: []string{"Deleted"}, Text: true},
		},
		Changes: []Change{{On: 20260324, Added: []string{"commentCount|comment", "digitalSourceType"}}},
	}, {
		Types: []string{"Comment"}, Not: []string{"Question", "Answer"},
		Via:      []string{"comment"},
		Required: []string{"author", "datePublished"},
		AnyOf:    [][]string{{"text", "image", "video"}},
		Optional: []string{
			"author.url", "comment", "commentCount", "creativeWorkStatus", "dateModified", "interactionStatistic", "sharedContent", "url",
		},
		Formats: []Format{{"datePublished", asTime}},
	}, {
		Types:    []string{"InteractionCounter"},
		Via:      []string{"interactionStatistic"},
		Required: []string{"interactionType", "userInteractionCount"},
		Formats:  []Format{{"interactionType", "type of an Action"}, {"userInteractionCount", asInteger}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "DiscussionForumPosting", "text": "Which knot for a wet rope?",
!"author": {"@type": "Person", "name": "ropes4ever", "url": "https://example.com/users/ropes4ever"},
?"url": "https://example.com/posts/17", "commentCount": 4,
?"interactionStatistic": {"@type": "InteractionCounter", "interactionType": "LikeAction", "userInteractionCount": 27},
 "datePublished": "2026-02-03T08:00:00+01:00"}
</script>`,
}

var imageLicense = Feature{
	Slug: "image-license", Name: "Image metadata", Doc: docs + "image-license-metadata", Shows: "\"Licensable\" badge or credit",
	Note:     "Only license brings the badge.",
	Where:    "every ImageObject with license, acquireLicensePage, creator, creditText or copyrightNotice",
	Severity: check.Warning,
	intent:   licenseIntent,
	Shapes: []Shape{{
		Types:       []string{"ImageObject"},
		Required:    []string{"contentUrl|url"},
		AnyOf:       [][]string{{"creator", "creditText", "copyrightNotice", "license"}},
		Recommended: []string{"license", "acquireLicensePage", "creator", "creditText", "copyrightNotice"},
		Optional:    []string{"creator.name"},
		Formats:     []Format{{"contentUrl", asURL}, {"license", asURL}, {"acquireLicensePage", asURL}, {"creator", asPerson}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ImageObject", "license": "https://example.com/licence",
!"contentUrl": "https://example.com/ferry.jpg",
?"acquireLicensePage": "https://example.com/buy", "copyrightNotice": "Ada Example", "creditText": "Harbour News",
 "creator": {"@type": "Person", "name": "Ada Example"}}
</script>`,
}

var jobFeature = Feature{
	Slug: "job", Name: "Job posting", Doc: docs + "job-posting", Shows: "job posting",
	Note: "Use JobPosting only on pages about a single job. Write nothing but the job title in title; Google does not read name instead. Add validThrough if the " +
		"posting expires. Enumeration values are uppercase.",
	Where:             "the job posting that the page is about",
	Severity:          check.Error,
	reportedElsewhere: jobReportedElsewhere,
	Shapes: []Shape{{
		Types:    []string{"JobPosting"},
		Required: []string{"title", "description", "datePosted", "hiringOrganization", "hiringOrganization.name"},
		AnyOf:    [][]string{{"jobLocation", "applicantLocationRequirements"}},
		Recommended: []string{
			"baseSalary", "employmentType", "identifier", "validThrough",
		},
		Optional: []string{
			"applicantLocationRequirements", "directApply", "jobLocationType", "hiringOrganization.logo", "hiringOrganization.sameAs",
			"educationRequirements", "educationRequirements.credentialCategory", "experienceRequirements",
			"experienceRequirements.monthsOfExperience", "experienceInPlaceOfEducation",
		},
		When: []Condition{
			{If: "jobLocation", Require: []string{"jobLocation.address", "jobLocation.address.addressCountry"}},
			{If: "jobLocationType", Is: "TELECOMMUTE", Require: []string{"applicantLocationRequirements|jobLocation"}, By: "google/job-remote-incomplete"},
			{If: "experienceInPlaceOfEducation", Is: "true", Require: []string{"experienceRequirements", "educationRequirements"}},
		},
		Formats: []Format{
			{"title", asText}, {"description", "HTML text"}, {"datePosted", asDay}, {"validThrough", asDay},
			{"hiringOrganization", "Organization"}, {"jobLocation", "Place"}, {"jobLocation.address.addressCountry", asCountry},
			{"baseSalary", "MonetaryAmount"}, {"baseSalary.currency", asCurrency}, {"directApply", asBoolean},
			{"experienceRequirements.monthsOfExperience", asNumber},
		},
		Enums: []Enum{
			{Prop: "employmentType", Text: true, Values: []string{
				"FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER",
			}},
			{Prop: "jobLocationType", Values: []string{"TELECOMMUTE"}, Text: true},
			{Prop: "baseSalary.value.unitText", Values: []string{"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}, Text: true},
			{Prop: "educationRequirements.credentialCategory", Text: true, Values: []string{
				"high school", "associate degree", "bachelor degree", "professional certificate", "postgraduate degree",
			}},
		},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "JobPosting", "title": "Deckhand", "description": "<p>Ropes, paint and passengers.</p>",
!"datePosted": "2026-02-03",
?"baseSalary": {"@type": "MonetaryAmount", "currency": "EUR", "value": {"@type": "QuantitativeValue", "value": 18, "unitText": "HOUR"}},
?"employmentType": "PART_TIME", "identifier": {"@type": "PropertyValue", "name": "Harbour Ferries", "value": "17"},
 "hiringOrganization": {"@type": "Organization", "name": "Harbour Ferries"},
?"validThrough": "2026-12-31",
 "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "Exampleton", "addressCountry": "DE"}}}
</script>`,
}

var localBusiness = Feature{
	Slug: "local-business", Name: "Local business", Doc: docs + "local-business", Shows: "business profile",
	Note: "Write several types as an array in @type, since Google does not read additionalType. Use aggregateRating and review only on sites that " +
		"review other businesses. priceRange has fewer than 100 characters.",
	Where:    "the business that the page is about, but not the publisher of the site, and as info, businesses that sell or organize what the page is about",
	Severity: check.Warning,
	intent:   businessIntent,
	Shapes: []Shape{{
		Types: []string{"LocalBusiness"}, Not: []string{"VacationRental"},
		Required:    []string{"name", "address"},
		Recommended: []string{"geo|hasMap", "openingHoursSpecification|openingHours", "telephone", "url"},
		Optional: []string{
			"aggregateRating", "department", "geo.latitude", "geo.longitude", "menu", "openingHoursSpecification.opens",
			"openingHoursSpecification.closes", "openingHoursSpecification.dayOfWeek", "openingHoursSpecification.validFrom",
			"openingHoursSpecification.validThrough", "priceRange", "review", "servesCuisine",
		},
		Formats: []Format{
			{"name", asText}, {"address", "PostalAddress"}, {"geo.latitude", "number with 5 decimals"},
			{"geo.longitude", "number with 5 decimals"}, {"openingHoursSpecification.opens", asClock},
			{"openingHoursSpecification.closes", asClock}, {"openingHoursSpecification.validFrom", asDate},
			{"openingHoursSpecification.validThrough", asDate}, {"url", asURL}, {"menu", asURL},
			{"telephone", "phone number with country and area code"},
		},
		Enums: []Enum{{Prop: "openingHoursSpecification.dayOfWeek", Values: weekdays}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Restaurant",
!"address": {"@type": "PostalAddress", "streetAddress": "Harbour Street 3", "addressLocality": "Exampleton", "addressCountry": "DE"},
?"geo": {"@type": "GeoCoordinates", "latitude": 54.32512, "longitude": 10.14029}, "openingHours": "Mo-Sa 12:00-22:00",
?"telephone": "+49 431 5550", "url": "https://example.com/",
 "name": "The Galley"}
</script>`,
}

var mathSolver = Feature{
	Slug: "math-solver", Name: "Math solver", Doc: docs + "math-solvers", Shows: "math solver",
	Note:     "A MathSolver that is also a LearningResource needs the learningResourceType \"Math Solver\".",
	Where:    "every MathSolver",
	Severity: check.Error,
	intent:   presentIntent,
	Shapes: []Shape{{
		Types: []string{"MathSolver"},
		Required: []string{
			"url", "usageInfo", "potentialAction", "potentialAction.target", "potentialAction.mathExpression-input",
		},
		Recommended: []string{"inLanguage", "assesses|potentialAction.eduQuestionType"},
		Formats: []Format{
			{"url", asURL}, {"usageInfo", asURL}, {"potentialAction", "SolveMathAction"}, {"inLanguage", asLanguage},
			{"potentialAction.target", "URL template with {math_expression_string}"},
		},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "MathSolver", "url": "https://example.com/",
!"usageInfo": "https://example.com/privacy",
?"inLanguage": "en", "assesses": "Polynomial Equation",
 "potentialAction": {"@type": "SolveMathAction", "target": "https://example.com/solve?q={math_expression_string}",
  "mathExpression-input": "required name=math_expression_string"}}
</script>`,
}

var movieFeature = Feature{
	Slug: "movie", Name: "Movie carousel", Doc: docs + "movie", Shows: "movie carousel",
	Note:     "Google shows movies only in a list, with portrait images.",
	Where:    "movies in an ItemList",
	Severity: check.Warning,
	intent:   listedIntent,
	Shapes: []Shape{{
		Types:       []string{"Movie"},
		Required:    []string{"name", "image"},
		Recommended: []string{"dateCreated|datePublished", "director", "aggregateRating|review"},
		Formats:     []Format{{"name", asText}, {"image", asImage}, {"dateCreated", asDay}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item":
 {"@type": "Movie", "url": "https://example.com/films#tide",
!"image": "https://example.com/tide.jpg",
?"dateCreated": "2024", "director": {"@type": "Person", "name": "Ada Example"}, "review": {"@id": "https://example.com/films#review"},
  "name": "The Tide"}}]}
</script>`,
}

var organizationFeature = Feature{
	Slug: "organization", Name: "Organization", Doc: docs + "organization", Shows: "logo or knowledge panel",
	Note:     "Google requires none of them. Put Organization on the home page or on one page about the organization.",
	Where:    "the organization of a home page, but not publishers and authors of other items",
	Severity: check.Info,
	intent:   organizationIntent,
	Shapes: []Shape{{
		Types:       []string{"Organization"},
		Recommended: []string{"name", "url", "logo", "description", "sameAs", "address|contactPoint|email|telephone"},
		Optional: []string{
			"alternateName", "address.addressCountry", "address.addressLocality", "address.addressRegion", "address.postalCode",
			"address.streetAddress", "contactPoint.email", "contactPoint.telephone", "legalName", "foundingDate", "numberOfEmployees",
			"iso6523Code", "duns", "leiCode", "naics", "globalLocationNumber", "taxID", "vatID", "hasMerchantReturnPolicy",
			"hasMemberProgram", "hasShippingService",
		},
		Formats: []Format{
			{"name", asText}, {"url", asURL}, {"logo", asImage}, {"foundingDate", asDate}, {"address.addressCountry", asCountry},
			{"sameAs", asURL}, {"numberOfEmployees", "QuantitativeValue"}, {"iso6523Code", "ICD code, colon and identifier"},
		},
	}},
	url: "https://example.com/",
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Organization", "name": "Harbour Office", "url": "https://example.com/",
?"logo": "https://example.com/logo.png",
 "description": "Berths, tides and permits.", "sameAs": "https://social.example.org/@harbour", "telephone": "+49 431 5550"}
</script>`,
}

var paywallFeature = Feature{
	Slug: "paywall", Name: "Paywalled content", Doc: docs + "paywalled-content", Shows: "paywalled page",
	impact:   "Google may take the hidden text for cloaking",
	without:  "Google may take the hidden text for cloaking",
	Note:     "cssSelector is a class selector, and sections are not nested. Google does not read this markup in RDFa.",
	Where:    "items with isAccessibleForFree false, or with a hasPart that has a cssSelector",
	Severity: check.Warning,
	intent:   paywallIntent,
	Shapes: []Shape{{
		Types:       []string{"CreativeWork"},
		Required:    []string{"isAccessibleForFree"},
		Recommended: []string{"hasPart", "hasPart.cssSelector", "hasPart.isAccessibleForFree"},
		Formats:     []Format{{"isAccessibleForFree", asBoolean}, {"hasPart", "WebPageElement"}, {"hasPart.cssSelector", "\".class\""}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry service resumes",
!"isAccessibleForFree": false,
 "hasPart": {"@type": "WebPageElement",
?"isAccessibleForFree": false,
 "cssSelector": ".paywall"}}
</script><div class="paywall">The first boat leaves at six.</div>`,
}

var profilePage = Feature{
	Slug: "profile-page", Name: "Profile page", Doc: docs + "profile-page", Shows: "profile",
	Since:    20231127,
	Where:    "a ProfilePage that describes the page",
	Severity: check.Error,
	Shapes: []Shape{{
		Types:       []string{"ProfilePage"},
		Required:    []string{"mainEntity"},
		Recommended: []string{"dateCreated", "dateModified"},
		Formats:     []Format{{"mainEntity", asPerson}, {"dateCreated", asTime}, {"dateModified", asTime}},
	}, {
		Types:    []string{"Person", "Organization"},
		Via:      []string{"mainEntity"},
		Required: []string{"name|alternateName"},
		Optional: []string{
			"agentInteractionStatistic", "alternateName", "description", "identifier", "image", "interactionStatistic", "sameAs",
		},
		Formats: []Format{{"name", asText}},
		Enums: []Enum{
			{Prop: "interactionStatistic.interactionType", Values: []string{"FollowAction", "LikeAction", "BefriendAction"}},
			{Prop: "agentInteractionStatistic.interactionType", Values: []string{"FollowAction", "LikeAction", "WriteAction", "ShareAction"}},
		},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ProfilePage", "dateModified": "2026-02-03T08:00:00+01:00",
?"dateCreated": "2024-05-01T08:00:00+02:00",
!"mainEntity": {"@type": "Person", "name": "Ada Example"},
 "name": "Ada Example"}
</script>`,
}

var qaPage = Feature{
	Slug: "qapage", Name: "Q&A page", Doc: docs + "qapage", Shows: "Q&A result",
	Since: 20181204, Note: "Use QAPage only for pages with a single question that users can answer. A question without answers is valid, but Google does not show it.",
	Where:             "a QAPage that describes the page",
	Severity:          check.Error,
	reportedElsewhere: qaReportedElsewhere,
	Shapes: []Shape{{
		Types:    []string{"QAPage"},
		Required: []string{"mainEntity"},
		Formats:  []Format{{"mainEntity", "Question"}},
	}, {
		Types:       []string{"Question"},
		Via:         []string{"mainEntity"},
		Required:    []string{"name", "answerCount"},
		AnyOf:       [][]string{{"acceptedAnswer", "suggestedAnswer"}},
		Recommended: []string{"author", "datePublished", "text", "upvoteCount"},
		Optional: []string{
			"author.url", "comment", "commentCount", "dateModified", "digitalSourceType", "image", "video",
		},
		Formats: []Format{
			{"name", asText}, {"answerCount", asInteger}, {"upvoteCount", asInteger}, {"datePublished", asTime}, {"commentCount", asInteger},
			{"acceptedAnswer", "Answer"},
		},
		Enums: []Enum{{Prop: "digitalSourceType", Values: generatedMedia}},
	}, {
		Types:       []string{"Answer"},
		Via:         []string{"mainEntity.acceptedAnswer", "mainEntity.suggestedAnswer"},
		Required:    []string{"text"},
		Recommended: []string{"author", "datePublished", "upvoteCount", "url"},
		Optional:    []string{"author.url", "comment", "commentCount", "dateModified", "image", "video"},
		Formats:     []Format{{"text", asText}, {"url", asURL}, {"datePublished", asTime}},
	}, {
		Types: []string{"Comment"}, Not: []string{"Answer", "Question"},
		Via:      []string{"mainEntity.comment", "mainEntity.acceptedAnswer.comment", "mainEntity.suggestedAnswer.comment"},
		Required: []string{"text"},
		Optional: []string{"author", "author.url", "dateModified", "datePublished"},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "QAPage", "mainEntity": {"@type": "Question", "name": "Which knot for a wet rope?",
!"answerCount": 1,
?"author": {"@type": "Person", "name": "ropes4ever"}, "datePublished": "2026-02-03T08:00:00+01:00", "upvoteCount": 3,
 "text": "It slips when I pull.", "acceptedAnswer": {"@type": "Answer", "text": "The double sheet bend.", "upvoteCount": 12,
  "url": "https://example.com/q/17#a1", "author": {"@type": "Person", "name": "deckhand"},
  "datePublished": "2026-02-03T09:00:00+01:00"}}}
</script>`,
}

var recipeFeature = Feature{
	Slug: "recipe", Name: "Recipe", Doc: docs + "recipe", Shows: "recipe result",
	Note:     "Write totalTime alone, or prepTime and cookTime together. Leave \"Step 1\" out of the text of steps.",
	Where:    "the recipe that the page is about",
	Severity: check.Error,
	Shapes: []Shape{{
		Types:    []string{"Recipe"},
		Required: []string{"name", "image"},
		Recommended: []string{
			"author", "datePublished", "description", "recipeIngredient|ingredients", "recipeInstructions", "recipeYield|yield",
			"totalTime|prepTime", "recipeCategory", "recipeCuisine", "keywords", "nutrition", "aggregateRating", "video",
		},
		Optional: []string{"cookTime", "prepTime", "nutrition.calories"},
		When: []Condition{
			{If: "cookTime", Unless: "totalTime", Require: []string{"prepTime"}, By: "google/recipe-time-pair"},
			{If: "prepTime", Unless: "totalTime", Require: []string{"cookTime"}, By: "google/recipe-time-pair"},
			{If: "nutrition.calories", Require: []string{"recipeYield|yield"}, By: "google/recipe-yield-for-nutrition"},
		},
		Formats: []Format{
			{"name", asText}, {"image", asImage}, {"cookTime", asDuration}, {"prepTime", asDuration}, {"totalTime", asDuration},
			{"datePublished", asDay}, {"nutrition.calories", "number with unit"}, {"recipeYield", "text or whole number"},
			{"recipeInstructions", "HowToStep, HowToSection or text"}, {"keywords", "text, separated by commas"},
		},
	}, {
		Types:    []string{"HowToSection"},
		Via:      []string{"recipeInstructions"},
		Required: []string{"name", "itemListElement"},
	}, {
		Types: []string{"HowToStep"},
		Via:   []string{"recipeInstructions", "recipeInstructions.itemListElement"},
		AnyOf: [][]string{{"text|name", "itemListElement"}},
		Optional: []string{
			"image", "name", "url", "video",
		},
	}, {
		Types:    []string{"HowToDirection", "HowToTip"},
		Via:      []string{"recipeInstructions.itemListElement", "recipeInstructions.itemListElement.itemListElement"},
		Required: []string{"text"},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Recipe",
!"image": "https://example.com/soup.jpg",
?"author": {"@type": "Person", "name": "Ada Example"}, "datePublished": "2026-02-03", "description": "Thick and warm.",
?"recipeIngredient": ["200 g lentils", "1 onion"], "recipeInstructions": [{"@type": "HowToStep", "text": "Boil the lentils."}],
?"recipeYield": 4, "totalTime": "PT40M", "recipeCategory": "Soup", "recipeCuisine": "Northern", "keywords": "winter",
?"nutrition": {"@type": "NutritionInformation", "calories": "310 calories"}, "video": {"@id": "https://example.com/soup#video"},
?"aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.4, "ratingCount": 88},
 "name": "Lentil soup"}
</script>`,
}

var restaurantCarousel = Feature{
	Slug: "restaurant-carousel", Name: "Restaurant carousel", Doc: docs + "local-business", Shows: "restaurant carousel",
	Note:  "Only for sites that have an agreement with Google: nothing is checked.",
	Where: "restaurants in an ItemList, on sites that have an agreement with Google",
	Shapes: []Shape{{
		Types:    []string{"Restaurant"},
		Required: []string{"image", "name"}, Recommended: []string{"address", "servesCuisine"},
	}},
}

var siteName = Feature{
	Slug: "site-name", Name: "Site name", Doc: "https://developers.google.com/search/docs/appearance/site-names", Shows: "site name",
	impact:   "Google chooses a site name itself",
	without:  "Google has no other name to show if it rejects the first one",
	Note:     "url is the canonical URL of the home page.",
	Where:    "the WebSite of a home page",
	Severity: check.Info,
	intent:   siteIntent,
	Shapes: []Shape{{
		Types:       []string{"WebSite"},
		Required:    []string{"name", "url"},
		Recommended: []string{"alternateName"},
		Formats:     []Format{{"name", asText}, {"url", asURL}},
	}},
	url: "https://example.com/",
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "WebSite",
!"url": "https://example.com/",
?"alternateName": "HN",
 "name": "Harbour News"}
</script>`,
}

var softwareApp = Feature{
	Slug: "software-app", Name: "Software app", Doc: docs + "software-app", Shows: "app result",
	Note:     "A VideoGame needs an app type as well. Write price 0 for a free app.",
	Where:    "the app that the page is about, but not an item that is only a VideoGame",
	Severity: check.Warning,
	Shapes: []Shape{{
		Types: []string{"SoftwareApplication"}, Not: []string{"VideoGame", "RuntimePlatform"},
		Required:    []string{"name", "offers.price|offers.lowPrice|offers.priceSpecification.price"},
		AnyOf:       [][]string{{"aggregateRating", "review|reviews"}},
		Recommended: []string{"applicationCategory", "operatingSystem"},
		Formats:     []Format{{"name", asText}, {"offers.price", asNumber}, {"offers.priceCurrency", asCurrency}},
		Enums: []Enum{{Prop: "applicationCategory", Text: true, Values: []string{
			"GameApplication", "SocialNetworkingApplication", "TravelApplication", "ShoppingApplication", "SportsApplication",
			"LifestyleApplication", "BusinessApplication", "DesignApplication", "DeveloperApplication", "DriverApplication",
			"EducationalApplication", "HealthApplication", "FinanceApplication", "SecurityApplication", "BrowserApplication",
			"CommunicationApplication", "DesktopEnhancementApplication", "EntertainmentApplication", "MultimediaApplication",
			"HomeApplication", "UtilitiesApplication", "ReferenceApplication",
		}}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "MobileApplication", "name": "Tide table", "operatingSystem": "Android",
!"offers": {"@type": "Offer", "price": 0},
?"applicationCategory": "TravelApplication",
 "aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.4, "ratingCount": 88}}
</script>`,
}

var speakableFeature = Feature{
	Slug: "speakable", Name: "Speakable (beta)", Doc: docs + "speakable", Shows: "text to read aloud",
	impact:   "Google Assistant does not know what to read aloud",
	Note:     "Write cssSelector or xPath, not both.",
	Where:    "a SpeakableSpecification in speakable of an article or page",
	Severity: check.Warning,
	Shapes: []Shape{{
		Types:   []string{"SpeakableSpecification"},
		Of:      []string{"CreativeWork.speakable"},
		AnyOf:   [][]string{{"cssSelector", "xPath|xpath"}},
		Formats: []Format{{"cssSelector", "CSS selector"}, {"xPath", "XPath"}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "WebPage", "name": "Ferry", "speakable": {"@type": "SpeakableSpecification",
!"cssSelector": ["h1"],
 "description": "what to read"}}
</script><h1>Ferry service resumes</h1>`,
}

var vacationRental = Feature{
	Slug: "vacation-rental", Name: "Vacation rental", Doc: docs + "vacation-rental", Shows: "vacation rental",
	Since: 20231204, Note: "Google shows only vacation rentals of its partners, so the checks are off by default. Add at least eight images.",
	Where:    "every VacationRental",
	Severity: check.Error, Off: true,
	intent: presentIntent,
	Shapes: []Shape{{
		Types: []string{"VacationRental"},
		Required: []string{
			"name", "identifier", "image", "containsPlace", "containsPlace.occupancy", "containsPlace.occupancy.value",
		},
		AnyOf:       [][]string{{"latitude", "geo.latitude"}, {"longitude", "geo.longitude"}},
		Recommended: []string{"address", "additionalType", "aggregateRating", "checkinTime", "checkoutTime", "description", "review"},
		Optional: []string{
			"address.addressCountry", "address.addressLocality", "address.addressRegion", "address.postalCode", "address.streetAddress",
			"brand", "containsPlace.additionalType", "containsPlace.amenityFeature", "containsPlace.bed", "containsPlace.bed.numberOfBeds",
			"containsPlace.bed.typeOfBed", "containsPlace.floorSize", "containsPlace.numberOfBathroomsTotal",
			"containsPlace.numberOfBedrooms", "containsPlace.numberOfRooms", "knowsLanguage",
		},
		When: []Condition{{If: "review", Require: []string{"review.datePublished"}}},
		Formats: []Format{
			{"latitude", "number with 5 decimals"}, {"longitude", "number with 5 decimals"}, {"image", asImage}, {"checkinTime", asClock},
			{"checkoutTime", asClock}, {"containsPlace.occupancy.value", asPosition}, {"knowsLanguage", asLanguage},
			{"address.addressCountry", asCountry},
		},
		Enums: []Enum{
			{Prop: "containsPlace.additionalType", Values: []string{"EntirePlace", "PrivateRoom", "SharedRoom"}, Text: true},
			{Prop: "containsPlace.floorSize.unitCode", Values: []string{"FTK", "SQFT", "MTK", "SQM"}, Text: true},
		},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VacationRental", "name": "The net loft", "identifier": "loft-3", "latitude": 54.32512,
 "longitude": 10.14029, "image": "https://example.com/loft.jpg",
!"containsPlace": {"@type": "Accommodation", "occupancy": {"@type": "QuantitativeValue", "value": 4}},
?"additionalType": "Apartment", "checkinTime": "15:00", "checkoutTime": "10:00", "description": "Two rooms above the quay.",
?"aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.4, "ratingCount": 88}, "review": {"@id": "https://example.com/loft#review"},
 "address": {"@type": "PostalAddress", "addressLocality": "Exampleton", "addressCountry": "DE"}}
</script>`,
}
