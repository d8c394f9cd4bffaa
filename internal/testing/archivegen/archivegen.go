// Package archivegen makes web archives to measure with: of any size, out of a
// folder of pages, the same bytes every time.
//
// [Read] takes the pages of a folder. [Pages.All] goes round and round them and
// gives each turn of a page an address, a title and a date of its own, so that no
// two pages are alike. [Pages.Write] writes them as an archive (write.go).
package archivegen

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Pages are the pages that archives are made of.
type Pages struct{ list []original }

// An original is a page of the folder.
type original struct {
	// before and after are the parts of the page around the place that the
	// number of a turn is put in: the end of its title.
	before, after []byte
	title         string
	text          string
}

// A Page is one page of an archive.
type Page struct {
	// URL is its address, on one of a hundred hosts.
	URL string
	// Title is the content of its title element, as written.
	Title string
	// Captured is when it was fetched, in UTC.
	Captured time.Time
	// HTML is the page in UTF-8. It holds until the next page is asked for.
	HTML []byte
	// Text is what is written outside of tags, scripts and styles.
	Text string
}

// Read reads the pages of a folder: its files that end in ".html", in the order
// of their names.
func Read(dir string) (*Pages, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.html"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no pages in %s: files that end in .html are looked for", dir)
	}
	p := &Pages{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if len(data) > 0 {
			p.list = append(p.list, newOriginal(data))
		}
	}
	if len(p.list) == 0 {
		return nil, errors.New("the pages in " + dir + " are empty")
	}
	return p, nil
}

func newOriginal(data []byte) original {
	// JSON has no other bytes, and the page is to be the same in all formats.
	data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	o := original{before: data, text: visible(data)}
	start := bytes.Index(data, []byte("<title"))
	if start < 0 {
		return o
	}
	open := bytes.IndexByte(data[start:], '>') + 1
	end := bytes.Index(data[start:], []byte("</title"))
	if open > 0 && end >= open {
		o.title = string(data[start+open : start+end])
		o.before, o.after = data[:start+end], data[start+end:]
	}
	return o
}

// visible is what is written outside of tags, scripts and styles, with white
// space folded. It is near enough to what the writers of page records take for
// the text of a page.
func visible(data []byte) string {
	var text []byte
	for len(data) > 0 {
		i := bytes.IndexByte(data, '<')
		if i < 0 {
			i = len(data)
		}
		for _, word := range bytes.Fields(data[:i]) {
			if len(text) > 0 {
				text = append(text, ' ')
			}
			text = append(text, word...)
		}
		data = data[i:]
		end := []byte(">")
		for _, name := range []string{"script", "style", "!--"} {
			if len(data) > len(name) && string(data[1:1+len(name)]) == name {
				end = []byte("</" + name)
				if name == "!--" {
					end = []byte("-->")
				}
			}
		}
		if i = bytes.Index(data, end); i < 0 {
			break
		}
		data = data[i+len(end):]
		if len(end) > len("-->") {
			_, data, _ = bytes.Cut(data, []byte(">"))
		}
	}
	return string(text)
}

// All are the pages of an archive, until they have the given number of bytes
// together: at least that, and less than a page more.
func (p *Pages) All(size int64) iter.Seq[Page] {
	return func(yield func(Page) bool) {
		first := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
		var html []byte
		for n, sum := 0, int64(0); sum < size; n++ {
			o := &p.list[n%len(p.list)]
			number := strconv.Itoa(n + 1)
			html = append(html[:0], o.before...)
			page := Page{
				URL:      fmt.Sprintf("https://host%02d.example.org/archive/%d/page-%s.html", n%100, n%len(p.list), number),
				Title:    o.title,
				Captured: first.Add(time.Duration(n) * time.Second),
				Text:     o.text,
			}
			if o.after != nil {
				html = append(html, ' ')
				html = append(html, number...)
				html = append(html, o.after...)
				page.Title += " " + number
			}
			page.HTML = html
			sum += int64(len(html))
			if !yield(page) {
				return
			}
		}
	}
}

// Originals are the pages of the folder as they are, over and over, until they
// have the given number of bytes together.
func (p *Pages) Originals(size int64) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		whole := make([][]byte, len(p.list))
		for i, o := range p.list {
			whole[i] = append(append([]byte(nil), o.before...), o.after...)
		}
		for n, sum := 0, int64(0); sum < size; n++ {
			html := whole[n%len(whole)]
			sum += int64(len(html))
			if !yield(html) {
				return
			}
		}
	}
}
