package link

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/values/weburl"
)

var canonicalPagination = &check.Check{
	ID:         "link/canonical-pagination",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when the canonical link points to a view-all page"},
	Title:      "Later page of a list with the first page as canonical",
	Impact:     "search engines drop the page and do not find its entries",
	Why:        "Page 2 is not a copy of page 1. Search engines that follow the link drop the page, and do not find the entries that are only on it.",
	Fix:        "Use the page's own URL as canonical on each page of the list.",
	Exceptions: "Needs the page's own URL, with page=2, paged=2 or /page/2 in it.",
	References: []string{"https://developers.google.com/search/docs/specialty/ecommerce/pagination-and-incremental-page-loading"},
	Bad:        "<!doctype html>\n<html lang=en><head><title>News - page 3</title>\n<link rel=canonical href=\"https://example.com/news\">\n</head></html>",
	Good:       "<!doctype html>\n<html lang=en><head><title>News - page 3</title>\n<link rel=canonical href=\"https://example.com/news?page=3\">\n</head></html>",
	Example:    check.Example{URL: "https://example.com/news?page=3"},
	Since:      "0.1.0",
	Run: func(pass *check.Pass) {
		p := pass.Page
		l := p.Canonical()
		if p.URL == nil || l == nil || target(p, l) == nil || !weburl.SameSite(p.URL, l.URL()) {
			return
		}
		number, list := pageNumber(p.URL)
		if number < 2 {
			return
		}
		of, first := pageNumber(l.URL())
		if of > 1 {
			return
		}
		if all, rest := showsAll(first); all && sameList(rest, list) {
			pass.Report(l.Origin(), "page %d of a list has the view-all page as canonical: %s", number, check.Quote(l.Href)).
				Affects("search engines index only the view-all page").
				Advise("keep it only if the view-all page loads fast").Milder()
			return
		}
		if sameList(first, list) {
			pass.Report(l.Origin(), "page %d of a list has page 1 as canonical: %s", number, check.Quote(l.Href)).
				Advise("write the page's own URL, %s", check.Quote(p.URL.String()))
		}
	},
}

// sameList reports whether two URLs without page numbers name one list: host
// and path are equal, and the first has no parameter that the second does not
// have, for canonical URLs drop orders and filters on purpose.
func sameList(first, list *url.URL) bool {
	if strings.Trim(first.Path, "/") != strings.Trim(list.Path, "/") {
		return false
	}
	has := list.Query()
	for name := range first.Query() {
		if !has.Has(name) {
			return false
		}
	}
	return true
}

// pageWords come before the number of a page, as a parameter or as a part of
// the path.
var pageWords = map[string]bool{"page": true, "paged": true, "pagenum": true, "pageno": true, "seite": true, "pagina": true}

// pageNumber is the number of the page that a URL names, or 0, and the URL
// without it.
func pageNumber(u *url.URL) (number int, list *url.URL) {
	rest := *u
	rest.Fragment, rest.RawFragment = "", ""
	var kept []string
	for _, param := range strings.Split(u.RawQuery, "&") {
		name, value, _ := strings.Cut(param, "=")
		if n, err := strconv.Atoi(value); err == nil && n > 0 && n < 1e6 && pageWords[strings.ToLower(name)] {
			number = n
			continue
		}
		if param != "" {
			kept = append(kept, param)
		}
	}
	rest.RawQuery = strings.Join(kept, "&")
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i := 0; i+1 < len(segments) && number == 0; i++ {
		if n, err := strconv.Atoi(segments[i+1]); err == nil && n > 0 && n < 1e6 && pageWords[strings.ToLower(segments[i])] {
			number = n
			rest.Path = "/" + strings.Join(append(segments[:i:i], segments[i+2:]...), "/")
			rest.RawPath = ""
		}
	}
	return number, &rest
}

// showsAll reports whether a URL asks for all entries of a list, and returns it
// without that.
func showsAll(u *url.URL) (bool, *url.URL) {
	rest := *u
	found := false
	var kept []string
	for _, param := range strings.Split(u.RawQuery, "&") {
		name, value, _ := strings.Cut(strings.ToLower(param), "=")
		if name == "all" || name == "viewall" || name == "view-all" || value == "all" || value == "viewall" {
			found = true
		} else if param != "" {
			kept = append(kept, param)
		}
	}
	rest.RawQuery = strings.Join(kept, "&")
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch last := strings.ToLower(segments[len(segments)-1]); last {
	case "all", "view-all", "viewall":
		found = true
		rest.Path, rest.RawPath = "/"+strings.Join(segments[:len(segments)-1], "/"), ""
	}
	return found, &rest
}
