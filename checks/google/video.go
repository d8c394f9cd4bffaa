package google

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

var videoNoSource = &check.Check{
	ID:       "google/video-no-source",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Video without URL of its file or player",
	Impact:   "Google cannot fetch the video",
	Why: "Google fetches a video by contentUrl, or else by embedUrl. Without both it cannot create previews, find key moments or be sure " +
		"that the page has a video at all.",
	Fix:        "Add contentUrl with the URL of the video file, or embedUrl with the URL of the player.",
	Exceptions: "A live video may have neither before it begins. Videos in lists, comments and reviews are not checked.",
	References: []string{videoDoc},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VideoObject", "name": "How to splice a rope", "uploadDate": "2026-02-03T08:00:00+01:00",
 "thumbnailUrl": "https://example.com/splice.jpg"}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VideoObject", "name": "How to splice a rope", "uploadDate": "2026-02-03T08:00:00+01:00",
 "thumbnailUrl": "https://example.com/splice.jpg", "embedUrl": "https://example.com/player/splice"}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		if pass.Page.Partial() {
			return
		}
		s := scanOf(pass)
		list := s.of(&videoFeature)
		for i, c := range list {
			if i == maxRelated {
				break
			}
			if s.value(c.item, "contentUrl") != nil || s.value(c.item, "embedUrl") != nil || s.value(c.item, "publication") != nil {
				continue
			}
			twin := false
			for k, o := range list[:min(len(list), maxItems)] {
				twin = twin || k != i && s.sameThing(c.item, o.item) &&
					(k < i || s.value(o.item, "contentUrl") != nil || s.value(o.item, "embedUrl") != nil)
			}
			if !twin {
				onIndex(pass, pass.Report(c.item.TypePlace(), "the VideoObject has neither contentUrl nor embedUrl")).
					Advise("add contentUrl with the URL of the file, or embedUrl with the URL of the player").About("VideoObject contentUrl")
			}
		}
	},
}

var clipOverlap = &check.Check{
	ID:       "google/clip-overlap",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "Clips of a video with the same start, or with an end before the start",
	Impact:   "Google shows no key moments",
	Why: "Google shows the clips of a video as key moments on its timeline. Two clips that begin at the same second, or a clip that ends before " +
		"it begins, make all of them invalid.",
	Fix:        "Give each clip its own startOffset, and an endOffset after it, in seconds from the beginning of the video.",
	References: []string{videoDoc + "#clip"},
	Bad: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VideoObject", "name": "How to splice a rope", "uploadDate": "2026-02-03T08:00:00+01:00",
 "thumbnailUrl": "https://example.com/splice.jpg", "contentUrl": "https://example.com/splice.mp4", "hasPart": [
 {"@type": "Clip", "name": "The short splice", "startOffset": 30, "url": "https://example.com/splice?t=30"},
 {"@type": "Clip", "name": "The long splice", "startOffset": 30, "url": "https://example.com/splice?t=30"}]}
</script>`,
	Good: `<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "VideoObject", "name": "How to splice a rope", "uploadDate": "2026-02-03T08:00:00+01:00",
 "thumbnailUrl": "https://example.com/splice.jpg", "contentUrl": "https://example.com/splice.mp4", "hasPart": [
 {"@type": "Clip", "name": "The short splice", "startOffset": 30, "url": "https://example.com/splice?t=30"},
 {"@type": "Clip", "name": "The long splice", "startOffset": 90, "url": "https://example.com/splice?t=90"}]}
</script>`,
	Since: "0.1.0",
	Run: func(pass *check.Pass) {
		s := scanOf(pass)
		for _, c := range s.of(&videoFeature) {
			clips, _ := s.nested(c.item, "hasPart")
			starts := make(map[float64]text.Origin, len(clips))
			seen := make(map[entity]bool, len(clips))
			for _, clip := range clips {
				if !clip.Is("Clip") || seen[entityOf(clip)] {
					continue
				}
				seen[entityOf(clip)] = true
				start, at, _, ok := s.number(clip, "startOffset")
				if !ok {
					continue
				}
				if first, twice := starts[start]; twice {
					f := pass.Report(at, "two clips of the video begin at second %s", size(start)).
						Advise("give each clip its own startOffset")
					onIndex(pass, f).Relate(first, "the other clip").About("Clip startOffset")
					break
				}
				starts[start] = at
				if end, endAt, _, ok := s.number(clip, "endOffset"); ok && end <= start {
					f := pass.Report(endAt, "the clip begins at second %s but ends at second %s", size(start), size(end)).
						Advise("correct startOffset or endOffset")
					onIndex(pass, f).Relate(at, "the startOffset of the clip").About("Clip endOffset")
					break
				}
			}
		}
	},
}
