package rdf

import "strings"

// A reference holds the five components of an IRI reference (RFC 3986,
// section 3 and appendix B).
type reference struct {
	scheme, authority, path, query, fragment string
	hasAuthority, hasQuery, hasFragment      bool
}

// Scheme is the scheme of an IRI reference without its colon, or empty when
// it has none and so is relative.
func Scheme(ref string) string {
	for i := 0; i < len(ref); i++ {
		c := ref[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return ref[:i]
		default:
			return ""
		}
	}
	return ""
}

func split(ref string) reference {
	var r reference
	ref, r.fragment, r.hasFragment = strings.Cut(ref, "#")
	ref, r.query, r.hasQuery = strings.Cut(ref, "?")
	if s := Scheme(ref); s != "" {
		r.scheme = s
		ref = ref[len(s)+1:]
	}
	if strings.HasPrefix(ref, "//") {
		r.hasAuthority = true
		ref = ref[2:]
		end := strings.IndexByte(ref, '/')
		if end < 0 {
			end = len(ref)
		}
		r.authority, ref = ref[:end], ref[end:]
	}
	r.path = ref
	return r
}

func (r *reference) String() string {
	var b strings.Builder
	if r.scheme != "" {
		b.WriteString(r.scheme)
		b.WriteByte(':')
	}
	if r.hasAuthority {
		b.WriteString("//")
		b.WriteString(r.authority)
	}
	b.WriteString(r.path)
	if r.hasQuery {
		b.WriteByte('?')
		b.WriteString(r.query)
	}
	if r.hasFragment {
		b.WriteByte('#')
		b.WriteString(r.fragment)
	}
	return b.String()
}

// Resolve makes an IRI reference absolute against base (RFC 3986, section
// 5.2, as RFC 3987 applies it to IRIs). Unlike net/url it neither encodes nor
// refuses any character, so that the same identifier written in two syntaxes
// stays the same string. Against an empty base a reference stays as it is.
func Resolve(base, ref string) string {
	if Scheme(ref) != "" {
		if !strings.Contains(ref, "/.") {
			return ref
		}
		r := split(ref)
		if r.hasAuthority {
			r.path = removeDotSegments(r.path)
		}
		return r.String()
	}
	if base == "" {
		return ref
	}
	b, r := split(base), split(ref)
	t := reference{scheme: b.scheme, fragment: r.fragment, hasFragment: r.hasFragment}
	switch {
	case r.hasAuthority:
		t.authority, t.hasAuthority = r.authority, true
		t.path = removeDotSegments(r.path)
		t.query, t.hasQuery = r.query, r.hasQuery
	case r.path == "":
		t.authority, t.hasAuthority = b.authority, b.hasAuthority
		t.path = b.path
		t.query, t.hasQuery = b.query, b.hasQuery
		if r.hasQuery {
			t.query, t.hasQuery = r.query, true
		}
	default:
		t.authority, t.hasAuthority = b.authority, b.hasAuthority
		t.query, t.hasQuery = r.query, r.hasQuery
		switch {
		case r.path[0] == '/':
			t.path = removeDotSegments(r.path)
		case b.hasAuthority && b.path == "":
			t.path = removeDotSegments("/" + r.path)
		default:
			t.path = removeDotSegments(b.path[:strings.LastIndexByte(b.path, '/')+1] + r.path)
		}
	}
	return t.String()
}

// removeDotSegments takes "." and ".." out of a path (RFC 3986, section
// 5.2.4). A path without a leading slash keeps none.
func removeDotSegments(path string) string {
	if !strings.Contains(path, ".") {
		return path
	}
	rooted := strings.HasPrefix(path, "/")
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	out := segments[:0]
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".":
			if last {
				out = append(out, "")
			}
		case "..":
			if len(out) > 0 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, s)
		}
	}
	path = strings.Join(out, "/")
	if rooted {
		path = "/" + path
	}
	return path
}
