package google

import (
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/text"
)

var videoNoSource = &check.Check{
	ID:       "google/video-no-source",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "video without address of its file or player",
	Why: "Google fetches a video by contentUrl, or else by embedUrl. Without both it cannot make previews, find key moments or be sure " +
		"that the page has a video at all.",
	Fix:        "Add contentUrl with the address of the video file, or embedUrl with that of the player.",
	Exceptions: "A live video may have neither before it begins. Videos in lists, comments and reviews are not judged.",
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
				onIndex(pass, pass.Report(c.item.TypePlace(), "the VideoObject has neither contentUrl nor embedUrl, so that Google cannot fetch the video; add contentUrl with the address of the file, or embedUrl with that of the player")).
					About("VideoObject contentUrl")
			}
		}
	},
}

var clipOverlap = &check.Check{
	ID:       "google/clip-overlap",
	Severity: check.Warning,
	Lower:    toInfo,
	Title:    "clips of a video that begin at one time or end before they begin",
	Why: "Google shows the clips of a video as key moments on its time line. Two clips that begin at the same second, or a clip that ends before " +
		"it begins, make all of them invalid.",
	Fix:        "Give each clip its own startOffset, and an endOffset behind it, in seconds from the beginning of the video.",
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
					f := pass.Report(at, "two clips of the video begin at second %s, so that Google shows no key moments; give each its own startOffset", size(start))
					onIndex(pass, f).Relate(first, "the other clip").About("Clip startOffset")
					break
				}
				starts[start] = at
				if end, endAt, _, ok := s.number(clip, "endOffset"); ok && end <= start {
					f := pass.Report(endAt, "the clip ends at second %s and begins at %s, so that Google shows no key moments; correct one of the two", size(end), size(start))
					onIndex(pass, f).Relate(at, "where the clip begins").About("Clip endOffset")
					break
				}
			}
		}
	},
}
