package google

const (
	searchUpdates = "https://developers.google.com/search/updates"
	june2025      = "Google announced its end on 2025-06-12, together with six other features."
)

// Features that Google has retired. Their markup does no harm, and others may
// read it: google/retired-feature reports it, and no check asks for properties.

var courseInfo = Feature{
	Slug: "course-info", Name: "Course info", Doc: searchUpdates, Shows: "course info result", Until: 20250909, part: "hasCourseInstance",
	Note:   june2025 + " Course lists remain.",
	Where:  "courses with instances in hasCourseInstance",
	intent: courseInfoIntent,
	Shapes: []Shape{{
		Types:    []string{"Course"},
		Required: []string{"name", "description", "provider", "offers.category", "hasCourseInstance.courseMode"},
		AnyOf:    [][]string{{"hasCourseInstance.courseSchedule", "hasCourseInstance.courseWorkload"}},
	}},
}

var dataVocabulary = Feature{
	Slug: "data-vocabulary", Name: "data-vocabulary.org", Doc: "https://developers.google.com/search/blog/2020/01/data-vocabulary",
	Shows: "rich results of that vocabulary", Until: 20200406,
	Note:  "The predecessor of schema.org. Breadcrumbs were its last use.",
	Where: "items with a type of data-vocabulary.org",
}

var estimatedSalary = Feature{
	Slug: "estimated-salary", Name: "Estimated salary", Doc: searchUpdates, Shows: "estimated salary result", Until: 20250909, part: "estimatedSalary",
	Note: june2025, Where: "occupations with estimatedSalary",
	intent: salaryIntent,
	Shapes: []Shape{{
		Types:    []string{"Occupation"},
		Required: []string{"name", "estimatedSalary"},
	}},
}

var factCheck = Feature{
	Slug: "fact-check", Name: "Fact check", Doc: docs + "factcheck", Shows: "fact check result", Until: 20250612,
	Note:   "Google has been phasing it out since that day. The Fact Check Explorer still reads the markup.",
	Where:  "every ClaimReview",
	intent: presentIntent,
	Shapes: []Shape{{
		Types:       []string{"ClaimReview"},
		Required:    []string{"claimReviewed", "reviewRating", "reviewRating.alternateName|reviewRating.name", "url"},
		Recommended: []string{"author", "itemReviewed", "reviewRating.ratingValue", "reviewRating.bestRating", "reviewRating.worstRating"},
	}},
}

var faqPage = Feature{
	Slug: "faq", Name: "FAQ page", Doc: searchUpdates, Shows: "FAQ result", Limited: 20230808, Until: 20260507,
	Note:   "From 2023-08-08 Google showed it only for well-known government and health sites.",
	Where:  "every FAQPage",
	intent: presentIntent,
	Shapes: []Shape{{
		Types:    []string{"FAQPage"},
		Required: []string{"mainEntity", "mainEntity.name", "mainEntity.acceptedAnswer", "mainEntity.acceptedAnswer.text"},
	}},
}

var howTo = Feature{
	Slug: "how-to", Name: "HowTo", Doc: "https://developers.google.com/search/blog/2023/08/howto-faq-changes", Shows: "how-to result",
	Limited: 20230808, Until: 20230913,
	Note:   "From 2023-08-08 Google showed it on desktops only. HowToStep and HowToSection remain inside a Recipe.",
	Where:  "every HowTo that is not a Recipe",
	intent: presentIntent,
	Shapes: []Shape{{
		Types: []string{"HowTo"}, Not: []string{"Recipe"},
		Required: []string{"name", "step"},
	}},
}

var learningVideo = Feature{
	Slug: "learning-video", Name: "Learning video", Doc: searchUpdates, Shows: "learning video result", Until: 20250909, part: "LearningResource type",
	Note:   june2025 + " This is about a LearningResource that is also a VideoObject. Videos remain.",
	Where:  "videos that are also a LearningResource",
	intent: learningVideoIntent,
	Shapes: []Shape{{Types: []string{"VideoObject"}}},
}

var practiceProblems = Feature{
	Slug: "practice-problems", Name: "Practice problems", Doc: searchUpdates, Shows: "practice problems", Until: 20260106,
	Note:   "Google announced its end on 2025-11-05. Flashcards (education-qa) remain.",
	Where:  "every Quiz whose questions are not flashcards",
	intent: practiceIntent,
	Shapes: []Shape{{
		Types:    []string{"Quiz"},
		Required: []string{"hasPart", "hasPart.eduQuestionType"},
	}},
}

var searchBox = Feature{
	Slug: "search-box", Name: "Sitelinks search box", Doc: "https://developers.google.com/search/blog/2024/10/sitelinks-search-box",
	Shows: "sitelinks search box", Until: 20241121, part: "SearchAction",
	Where:  "every WebSite with a SearchAction in potentialAction",
	intent: searchBoxIntent,
	Shapes: []Shape{{
		Types:    []string{"WebSite"},
		Required: []string{"potentialAction.target", "potentialAction.query-input"},
	}},
}

var specialAnnouncement = Feature{
	Slug: "special-announcement", Name: "Special announcement", Doc: searchUpdates, Shows: "special announcement", Until: 20250731,
	Note:   "Google announced its end on 2025-04-23.",
	Where:  "every SpecialAnnouncement",
	intent: presentIntent,
	Shapes: []Shape{{
		Types:    []string{"SpecialAnnouncement"},
		Required: []string{"name", "datePosted"},
	}},
}

var vehicleListing = Feature{
	Slug: "vehicle-listing", Name: "Vehicle listing", Doc: searchUpdates, Shows: "vehicle listing", Until: 20250909,
	Note:   june2025 + " A car that is also a Product can still show reviews and prices.",
	Where:  "vehicles with vehicleIdentificationNumber and offers",
	intent: vehicleIntent,
	Shapes: []Shape{{
		Types: []string{"Vehicle"},
		Required: []string{
			"name", "image", "offers.price", "offers.priceCurrency", "offers.availability", "vehicleIdentificationNumber",
			"brand.name", "model", "vehicleModelDate", "itemCondition", "mileageFromOdometer.value", "mileageFromOdometer.unitCode",
		},
	}},
}
