package weburl

import "strings"

// A Fault says why an address is none that programs can fetch without the page
// around it.
type Fault uint8

// The faults.
const (
	Sound          Fault = iota // an absolute http or https address
	Unfilled                    // a part of a template is left; see Placeholder
	Data                        // a data: address
	SchemeRelative              // "//example.org/a"
	HostRelative                // "www.example.org/a", which is a relative path
	NoHost                      // http or https without a usable host
	OtherScheme                 // another scheme; see SchemeOf
	RelativePath                // any other relative address
)

// FaultOf tells what keeps an address, white space around it left out, from
// being an absolute http or https one.
func FaultOf(s string) Fault {
	if _, ok := ReadHTTP(s); ok {
		return Sound
	}
	scheme := SchemeOf(s)
	switch {
	case scheme == "data":
		return Data
	case Placeholder(s) != "":
		return Unfilled
	case strings.HasPrefix(s, "//"):
		return SchemeRelative
	case strings.HasPrefix(strings.ToLower(s[:min(len(s), 64)]), "www."):
		return HostRelative
	case scheme == "http" || scheme == "https":
		return NoHost
	case scheme != "":
		return OtherScheme
	}
	return RelativePath
}
