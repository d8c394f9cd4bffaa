package google

import "github.com/metacheck/metacheck/checks/check"

const videoDoc = docs + "video"

var videoFeature = Feature{
	Slug: "video", Name: "Video", Doc: videoDoc, Shows: "video result",
	Note:     "The thumbnail is a BMP, GIF, JPEG, PNG, WebP, SVG or AVIF image of at least 60x30 pixels. interactionStatistic replaces interactionCount. Write ineligibleRegion or regionsAllowed, not both.",
	Where:    "videos of the page or of what it is about, but not those in lists, comments and reviews",
	Severity: check.Error,
	intent:   videoIntent,
	Shapes: []Shape{{
		Types:    []string{"VideoObject"},
		Required: []string{"name", "thumbnailUrl|thumbnail", "uploadDate"},
		Recommended: []string{
			"contentUrl|embedUrl", "description", "duration", "interactionStatistic|interactionCount", "creator|author",
		},
		Optional: []string{"expires", "hasPart", "publication", "ineligibleRegion", "regionsAllowed"},
		Formats: []Format{
			{"name", asText}, {"thumbnailUrl", asURL}, {"uploadDate", asTime}, {"expires", asTime}, {"duration", asDuration},
			{"contentUrl", asURL}, {"embedUrl", asURL}, {"description", asText}, {"creator", asPerson},
			{"ineligibleRegion", asCountry}, {"regionsAllowed", asCountry},
		},
		Changes: []Change{{On: 20260924, Added: []string{"creator|author"}}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VideoObject",
 "name": "How to splice a rope",
!"uploadDate": "2026-02-03T08:00:00+01:00",
?"description": "Three ways to join two ropes.", "duration": "PT4M10S",
?"interactionStatistic": {"@type": "InteractionCounter", "interactionType": "WatchAction", "userInteractionCount": 512},
?"creator": {"@type": "Person", "name": "Ada Example"},
 "contentUrl": "https://example.com/splice.mp4",
 "thumbnailUrl": "https://example.com/splice.jpg"}
</script>`,
}

var videoClip = Feature{
	Slug: "video-clip", Name: "Video clip (key moments)", Doc: videoDoc + "#clip", Shows: "key moments of the video",
	Note:     "url is that of the page with the video, with the time in a parameter. Two clips cannot begin at the same second.",
	Where:    "every Clip in hasPart of a video",
	Severity: check.Error,
	Shapes: []Shape{{
		Types:       []string{"Clip"},
		Of:          []string{"VideoObject.hasPart"},
		Required:    []string{"name", "startOffset", "url"},
		Recommended: []string{"endOffset"},
		Formats:     []Format{{"name", asText}, {"startOffset", asNumber}, {"endOffset", asNumber}, {"url", asURL}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VideoObject", "name": "How to splice a rope", "uploadDate": "2026-02-03T08:00:00+01:00",
 "thumbnailUrl": "https://example.com/splice.jpg", "hasPart": {"@type": "Clip",
!"url": "https://example.com/splice?t=30",
?"endOffset": 55,
 "name": "The short splice", "startOffset": 30}}
</script>`,
}

var videoLive = Feature{
	Slug: "video-live", Name: "Live video badge", Doc: videoDoc + "#broadcast-event", Shows: "live badge",
	Note:              "endDate is after startDate. It may be missing until the day of the broadcast is over.",
	Where:             "every BroadcastEvent in publication of a video",
	Severity:          check.Error,
	reportedElsewhere: broadcastGoesOn,
	Shapes: []Shape{{
		Types:    []string{"BroadcastEvent"},
		Of:       []string{"VideoObject.publication"},
		Required: []string{"isLiveBroadcast", "startDate", "endDate"},
		Formats:  []Format{{"isLiveBroadcast", asBoolean}, {"startDate", asTime}, {"endDate", asTime}},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VideoObject", "name": "The regatta, live", "uploadDate": "2026-02-03T08:00:00+01:00",
 "thumbnailUrl": "https://example.com/regatta.jpg", "publication": {"@type": "BroadcastEvent",
!"startDate": "2026-02-03T08:00:00+01:00",
 "isLiveBroadcast": true, "endDate": "2026-02-03T11:00:00+01:00"}}
</script>`,
}

var videoSeek = Feature{
	Slug: "video-seek", Name: "Video seek (key moments)", Doc: videoDoc + "#seek", Shows: "key moments of the video",
	Where:    "every video with a SeekToAction in potentialAction",
	Severity: check.Error,
	intent:   seekIntent,
	Shapes: []Shape{{
		Types:    []string{"VideoObject"},
		Required: []string{"potentialAction", "potentialAction.target", "potentialAction.startOffset-input"},
		Formats: []Format{
			{"potentialAction", "SeekToAction"}, {"potentialAction.target", "URL template with {seek_to_second_number}"},
			{"potentialAction.startOffset-input", "\"required name=seek_to_second_number\""},
		},
	}},
	example: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VideoObject", "name": "How to splice a rope", "uploadDate": "2026-02-03T08:00:00+01:00",
 "thumbnailUrl": "https://example.com/splice.jpg", "potentialAction": {"@type": "SeekToAction",
!"startOffset-input": "required name=seek_to_second_number",
 "target": "https://example.com/splice?t={seek_to_second_number}"}}
</script>`,
}
