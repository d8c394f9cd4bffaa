package google

// features is the table of all features, sorted by slug. Each is in one of the
// files beside this one: content in features_content.go, shops in
// features_shop.go, video in features_video.go, and what Google has retired in
// features_retired.go.
var features = [...]*Feature{
	&aggregateOfferFeature,
	&aggregateRatingFeature,
	&articleFeature,
	&bookFeed,
	&breadcrumbFeature,
	&carouselFeature,
	&carouselBeta,
	&certificationFeature,
	&courseInfo,
	&courseList,
	&dataVocabulary,
	&datasetFeature,
	&educationQA,
	&employerRating,
	&estimatedSalary,
	&eventFeature,
	&factCheck,
	&faqPage,
	&forumFeature,
	&howTo,
	&imageLicense,
	&jobFeature,
	&learningVideo,
	&localBusiness,
	&loyaltyProgram,
	&mathSolver,
	&merchantListing,
	&movieFeature,
	&organizationFeature,
	&paywallFeature,
	&practiceProblems,
	&productGroup,
	&productSnippet,
	&profilePage,
	&prosCons,
	&qaPage,
	&recipeFeature,
	&restaurantCarousel,
	&returnPolicy,
	&reviewFeature,
	&searchBox,
	&shippingDetails,
	&shippingService,
	&siteName,
	&softwareApp,
	&speakableFeature,
	&specialAnnouncement,
	&vacationRental,
	&vehicleListing,
	&videoFeature,
	&videoClip,
	&videoLive,
	&videoSeek,
}

// docs is where Google documents most of its features.
const docs = "https://developers.google.com/search/docs/appearance/structured-data/"

// Sets of values that several features have in common.
var (
	availabilities = []string{
		"BackOrder", "Discontinued", "InStock", "InStoreOnly", "LimitedAvailability", "OnlineOnly", "OutOfStock", "PreOrder",
		"PreSale", "SoldOut",
	}
	weekdays       = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	generatedMedia = []string{"TrainedAlgorithmicMediaDigitalSource", "AlgorithmicMediaDigitalSource"}
	reviewable     = []string{
		"Book", "Course", "CreativeWorkSeason", "CreativeWorkSeries", "Episode", "Event", "Game", "HowTo", "LocalBusiness",
		"MediaObject", "Movie", "MusicPlaylist", "MusicRecording", "Organization", "Product", "Recipe", "SoftwareApplication",
	}
)

// productKinds are the types of single products. A Vehicle is a Product in
// schema.org, but Google wants it typed as Product as well. A ProductGroup is a
// feature of its own.
var productKinds = []string{"Product"}

var noProduct = []string{"ProductGroup", "ProductModel", "ProductCollection", "Vehicle", "Drug", "DietarySupplement"}
