package schemaorg

// Limits bound what one page may cost the extractors. Meeting one is a problem
// of the page that says what was cut; the rest of the page is still read. The
// zero value of a field stands for its default.
type Limits struct {
	// Items is the most items of one syntax; 20,000 by default.
	Items int
	// Properties is the most microdata values, and the most elements with
	// microdata attributes; 100,000 by default.
	Properties int
	// ItemrefWork is the most elements that are looked at on behalf of
	// itemref; 1,000,000 by default.
	ItemrefWork int
	// Statements is the most RDFa statements; 50,000 by default.
	Statements int
	// JSONValues is the most values in all JSON-LD blocks; 250,000 by default.
	JSONValues int
	// JSONDepth is how deep arrays and objects may stand inside one another;
	// 512 by default, and never more: the readers of JSON recurse.
	JSONDepth int
	// JSONBytes is the length of the longest block that is read; 8 MiB by
	// default.
	JSONBytes int
	// IRIBytes is the most bytes that are put before the names and references
	// of a page to make IRIs of them, in each syntax: a base, a vocabulary and a
	// prefix may be long, and the page may use them again and again. It is
	// 64 MiB by default; [IRIBytesFor] is what a page of a given length needs.
	IRIBytes int
}

// IRIBytesFor is IRIBytes for a page of n bytes: many times what any page
// needs that was not made to be slow, and no more than a multiple of its length.
func IRIBytesFor(n int) int { return min(64<<20, 4<<20+16*n) }

// maxJSONDepth is the depth to which the readers of JSON may recurse.
const maxJSONDepth = 512

// WithDefaults returns the limits with defaults for what is not set.
func (l Limits) WithDefaults() Limits {
	set := func(field *int, value int) {
		if *field <= 0 {
			*field = value
		}
	}
	set(&l.Items, 20_000)
	set(&l.Properties, 100_000)
	set(&l.ItemrefWork, 1_000_000)
	set(&l.Statements, 50_000)
	set(&l.JSONValues, 250_000)
	set(&l.JSONDepth, maxJSONDepth)
	set(&l.JSONBytes, 8<<20)
	set(&l.IRIBytes, 64<<20)
	l.JSONDepth = min(l.JSONDepth, maxJSONDepth)
	return l
}
