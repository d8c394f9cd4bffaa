package ingest

import "sync/atomic"

// A Progress counts while inputs are read. Its fields may be read at any time
// from any goroutine; the zero value is ready to use.
type Progress struct {
	// TotalBytes is the size of the inputs that are known so far, in bytes as
	// stored. Streams without a known size add what was read of them.
	TotalBytes atomic.Int64
	// TotalKnown reports that TotalBytes holds all inputs: none is a stream of
	// unknown size, and all folders and patterns have been listed.
	TotalKnown atomic.Bool
	// ReadBytes is how much was read of them, in bytes as stored. What a resumed
	// run passes over counts as read.
	ReadBytes atomic.Int64
	// PageBytes is the size of the pages that were yielded, unpacked.
	PageBytes atomic.Int64
	// Pages and Errors are the numbers of pages and errors yielded, Records that
	// of records read of archives, those passed over included.
	Pages, Errors, Records atomic.Int64

	passed [reasons]atomic.Int64
}

// A Reason says why a record or entry was passed over without being an error.
type Reason uint8

// The reasons, in the order in which they are tried.
const (
	Resumed     Reason = iota // an earlier run has read it
	OtherRecord               // a request, metadata or the like, or a container's entry that is no page
	OtherShard                // in another shard
	NotSampled                // not in the sample
	OtherURL                  // its address is excluded, or not included
	OtherStatus               // its HTTP status is not asked for
	OtherType                 // its media type is not that of HTML
	NotHTML                   // it says that it is HTML, and is not
	Unresolved                // a revisit whose target is out of reach
	reasons
)

// String is the reason in words that follow a number: "with another status".
func (r Reason) String() string {
	switch r {
	case Resumed:
		return "read by an earlier run"
	case OtherRecord:
		return "of another kind"
	case OtherShard:
		return "in other shards"
	case NotSampled:
		return "outside the sample"
	case OtherURL:
		return "with other URLs"
	case OtherStatus:
		return "with another status"
	case OtherType:
		return "of another media type"
	case NotHTML:
		return "that are not the HTML they say they are"
	case Unresolved:
		return "that repeat a capture out of reach"
	}
	return "for no known reason"
}

// A Passed is how many records were passed over for a reason.
type Passed struct {
	Reason Reason
	Count  int64
}

// Passed are the numbers of records passed over so far, by reason, in the order
// of the reasons; reasons without records are left out.
func (p *Progress) Passed() []Passed {
	var list []Passed
	for i := range p.passed {
		if n := p.passed[i].Load(); n > 0 {
			list = append(list, Passed{Reason(i), n})
		}
	}
	return list
}

// A Mark says how far an input has been read: to the end of one record.
type Mark struct {
	// Index and Offset are those of the last record that is done, as in
	// [page.Source]. For an input that is a page itself, which has the index 0,
	// Index is 1.
	Index  int
	Offset int64
}
