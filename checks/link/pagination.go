package link

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/weburl"
)

var canonicalPagination = &check.Check{
	ID:         "link/canonical-pagination",
	Severity:   check.Warning,
	Lower:      check.Lower{Severity: check.Info, When: "when the canonical address is that of a page with all entries"},
	Title:      "A later page of a list names the first one as canonical",
	Why:        "Page 2 is no copy of page 1. Search engines that follow the link drop the page, and no longer find the entries that stand on it only.",
	Fix:        "Give each page of the list its own address as canonical.",
	Exceptions: "Needs the page's own address, with page=2, paged=2 or /page/2 in it.",
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
			pass.Report(l.Origin(), "this is page %d of a list, and its canonical address %s the page with all entries; that is allowed, but search engines index the long page only; keep it only if that one loads fast",
				number, check.Quote(l.Href)).Milder()
			return
		}
		if sameList(first, list) {
			pass.Report(l.Origin(), "this is page %d of a list, and its canonical address %s is page 1; search engines drop the page and no longer find its entries; write the page's own address %s",
				number, check.Quote(l.Href), check.Quote(p.URL.String()))
		}
	},
}

// sameList tells whether two addresses without page numbers name one list:
// host and path are equal, and the first has no parameter that the second has
// not, for canonical addresses drop orders and filters on purpose.
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

// pageNumber is the number of the page that an address names, or 0, and the
// address without it.
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

// showsAll tells whether an address asks for all entries of a list, and gives
// it without that.
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
