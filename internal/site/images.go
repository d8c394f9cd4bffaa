package site

import (
	"strings"

	"github.com/metacheck/metacheck/internal/summary"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

// An Image is a picture of the build that pages refer to in one way.
type Image struct {
	// File is the path below the root.
	File string
	// From names what refers to it, URL is the address.
	From, URL string
	// Width, Height and Type are those declared, as written.
	Width, Height, Type string
	// Pages are the first pages that refer to it so; Count is the number of all.
	Pages []int32
	Count int
}

// An imageRef is a reference of a page to a picture of the build.
type imageRef struct {
	file  string
	image summary.Image // without its place
}

// pictures are the references to pictures below the base. An address with a
// query is mostly served by a program that makes the picture.
func (d *Digester) pictures(s *summary.Summary) []imageRef {
	var list []imageRef
	for i := range s.Images {
		im := s.Images[i]
		u := weburl.ParseHTTP(im.URL)
		if u == nil || u.RawQuery != "" || strings.Contains(im.URL, "…#") {
			continue
		}
		rel, ok := d.Mapper.Within(u)
		if !ok || rel == "" || strings.HasSuffix(rel, "/") || isProgram(rel) {
			continue
		}
		im.At = summary.Spot{}
		list = append(list, imageRef{rel, im})
	}
	return list
}

// isProgram tells paths under which hosts of static sites make pictures on
// demand.
func isProgram(rel string) bool {
	for _, prefix := range []string{"_next/image", "_vercel/", "_image", ".netlify/", "cdn-cgi/", "_ipx/"} {
		if strings.HasPrefix(rel, prefix) {
			return true
		}
	}
	return false
}

// maxImagePages bounds the pages that are kept of one reference.
const maxImagePages = 12

type imageTable struct {
	byHash map[uint64]int32
	list   []Image
}

func (t *imageTable) init() { t.byHash = map[uint64]int32{} }

func (t *imageTable) add(i int32, refs []imageRef) {
	for _, r := range refs {
		im := &r.image
		key := hash(strings.Join([]string{r.file, im.From, im.Width, im.Height, im.Type}, "\x00"))
		n, ok := t.byHash[key]
		if !ok {
			t.byHash[key] = int32(len(t.list))
			t.list = append(t.list, Image{
				File: r.file, From: im.From, URL: im.URL, Width: im.Width, Height: im.Height, Type: im.Type, Pages: []int32{i}, Count: 1,
			})
			continue
		}
		have := &t.list[n]
		if have.Pages[len(have.Pages)-1] == i {
			continue // twice on one page
		}
		have.Count++
		if len(have.Pages) < maxImagePages {
			have.Pages = append(have.Pages, i)
		}
	}
}

// Images are the pictures of the build that pages refer to, in the order of
// the input, one for each way of referring. It is empty without Files.
func (s *Set) Images() []Image { return s.images.list }
