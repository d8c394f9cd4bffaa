package checks

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/internal/text"
)

// readJSONPlaces says what stands at offsets of a JSON text, in words that do
// not change when it is indented anew: the keys that lead there, the @type of
// the object around it, and the value when it is a text, number or word.
// Positions in lists do not count. Offsets at which nothing begins are not in
// the answer.
//
// The text is read once, however many offsets there are, and read on where it
// is no JSON.
func readJSONPlaces(data string, offsets []int) map[int]jsonPlace {
	r := jsonPlaces{data: data, wanted: slices.Clone(offsets), places: make(map[int]jsonPlace, len(offsets))}
	slices.Sort(r.wanted)
	r.wanted = slices.Compact(r.wanted)
	r.read()
	return r.places
}

// A jsonPlace is what stands at an offset of a JSON text: path is the type of
// the object around it and the keys that lead there, what the value. Where
// nothing begins, what is empty and the path begins with "?".
type jsonPlace struct{ path, what string }

// String is the place in one text, on which fingerprints rest.
func (p jsonPlace) String() string { return p.path + p.what }

// Bounds on what a fingerprint in a script rests on. Deeper objects count as
// part of the one at the bound.
const (
	maxJSONDepth = 256
	maxJSONKey   = 128
)

// A jsonFrame is an object or list that is open.
type jsonFrame struct {
	object bool
	key    string // the last key; isKey tells whether a key or a value is next
	isKey  bool
	typ    string
	// wanted are the offsets that wait for the type.
	wanted []int
}

type jsonPlaces struct {
	data   string
	wanted []int // sorted; those before the place that was read are gone
	places map[int]jsonPlace
	frames []jsonFrame
	beyond int // objects and lists that are open beyond the bound
	// waiting counts the offsets that wait for a type.
	waiting int
}

func (r *jsonPlaces) read() {
	r.frames = append(r.frames, jsonFrame{})
	for i := 0; i < len(r.data) && (len(r.wanted) > 0 || r.waiting > 0); {
		c := r.data[i]
		top := &r.frames[len(r.frames)-1]
		switch {
		case c == '{' || c == '[':
			if len(r.frames) > maxJSONDepth {
				r.beyond++
			} else {
				r.frames = append(r.frames, jsonFrame{object: c == '{', isKey: c == '{'})
			}
			r.at(i, "")
			i++
		case c == '}' || c == ']':
			if r.beyond > 0 {
				r.beyond--
			} else if len(r.frames) > 1 {
				r.pop()
			}
			i++
		case c == ',':
			top.isKey = top.object
			i++
		case c == ':':
			top.isKey = false
			i++
		case c == '"':
			end := stringEnd(r.data, i)
			r.token(i, end)
			i = end
		case c <= ' ':
			i++
		default:
			end := i + 1
			for end < len(r.data) && r.data[end] > ' ' && strings.IndexByte("{}[],:\"", r.data[end]) < 0 {
				end++
			}
			r.token(i, end)
			i = end
		}
		r.skip(i)
	}
	r.skip(math.MaxInt)
	for len(r.frames) > 0 {
		r.pop()
	}
}

// skip answers for the wanted offsets before i: nothing begins there.
func (r *jsonPlaces) skip(i int) {
	for len(r.wanted) > 0 && r.wanted[0] < i {
		r.places[r.wanted[0]] = jsonPlace{path: "?" + r.keys()}
		r.wanted = r.wanted[1:]
	}
}

// keys are the keys that lead to the place that was read.
func (r *jsonPlaces) keys() string {
	var b strings.Builder
	for i := range r.frames {
		f := &r.frames[i]
		// The innermost object has no key yet when it is what begins here.
		if f.object && f.key != "" && f.key != "@graph" {
			b.WriteString("/" + f.key)
		}
	}
	return b.String()
}

// token reads a string, number or word.
func (r *jsonPlaces) token(start, end int) {
	top := &r.frames[len(r.frames)-1]
	raw := r.data[start:end]
	if top.object && top.isKey && r.beyond == 0 {
		top.key = plainJSON(raw, maxJSONKey)
		r.at(start, "key")
		return
	}
	if len(r.wanted) > 0 && r.wanted[0] == start {
		r.at(start, "= "+plainJSON(raw, maxPrinted))
	}
	// The type of the object, also when it is a list of types.
	f := top
	if !f.object && len(r.frames) > 1 {
		f = &r.frames[len(r.frames)-2]
	}
	if f.object && f.typ == "" && (f.key == "@type" || f.key == "type") && raw[0] == '"' {
		f.typ = plainJSON(raw, maxJSONKey)
	}
}

// at says what stands at an offset, if it is wanted.
func (r *jsonPlaces) at(offset int, what string) {
	if len(r.wanted) == 0 || r.wanted[0] != offset {
		return
	}
	r.wanted = r.wanted[1:]
	r.places[offset] = jsonPlace{r.keys(), " " + what}
	if last := len(r.frames) - 1; last > 0 {
		r.frames[last].wanted = append(r.frames[last].wanted, offset)
		r.waiting++
	}
}

// pop closes an object or list, whose type is known now. The places of a list
// wait for the type of the object that has it.
func (r *jsonPlaces) pop() {
	last := len(r.frames) - 1
	f := r.frames[last]
	r.frames = r.frames[:last]
	if !f.object && last > 1 {
		r.frames[last-1].wanted = append(r.frames[last-1].wanted, f.wanted...)
		return
	}
	r.waiting -= len(f.wanted)
	for _, offset := range f.wanted {
		p := r.places[offset]
		p.path = f.typ + p.path
		r.places[offset] = p
	}
}

// stringEnd is the offset behind a string that begins at i.
func stringEnd(data string, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

// plainJSON is a string without its escapes, white space folded, or a number
// or word as it is; no longer than the bound.
func plainJSON(raw string, bound int) string {
	raw = raw[:min(len(raw), 16*bound)]
	s := strings.TrimPrefix(raw, `"`)
	if len(s) < len(raw) {
		s = strings.TrimSuffix(s, `"`)
	}
	if strings.IndexByte(s, '\\') >= 0 {
		var plain string
		if json.Unmarshal([]byte(`"`+s+`"`), &plain) == nil {
			s = plain
		}
	}
	s = text.Fold(s)
	return s[:min(len(s), bound)]
}
