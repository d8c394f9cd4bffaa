package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// vocabulary is a release of schema.org as bare facts: names and how they hang
// together, no prose.
type vocabulary struct {
	Version     string              `json:"version"`
	Released    string              `json:"released"`
	Classes     map[string]class    `json:"classes"`
	Properties  map[string]property `json:"properties"`
	Members     map[string]names    `json:"members"`
	MemberNotes map[string]note     `json:"member_notes"`
}

// note is what every kind of term can carry.
type note struct {
	Section      string `json:"section"`
	SupersededBy names  `json:"superseded_by"`
	Deprecated   bool   `json:"deprecated"`
}

type class struct {
	note
	Parents     names `json:"parents"`
	Enumeration bool  `json:"enumeration"`
	DataType    bool  `json:"datatype"`
}

type property struct {
	note
	Parents names `json:"parents"`
	Domains names `json:"domains"`
	Ranges  names `json:"ranges"`
	Inverse names `json:"inverseOf"`
}

// names is a list that the facts write as a bare string when it has one entry.
type names []string

func (n *names) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*n = names{s}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(n))
}

// readFacts reads the facts file: the names of a release, already sorted out.
func readFacts(path string) (*vocabulary, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	v := new(vocabulary)
	if err := json.Unmarshal(data, v); err != nil {
		return nil, fmt.Errorf("could not read %s: %w", path, err)
	}
	return v, v.check()
}

// releaseNode is one term in the file schemaorg-all-https.jsonld of a release.
type releaseNode struct {
	ID           string   `json:"@id"`
	Type         names    `json:"@type"`
	SubClassOf   nodeRefs `json:"rdfs:subClassOf"`
	SubProperty  nodeRefs `json:"rdfs:subPropertyOf"`
	Domain       nodeRefs `json:"schema:domainIncludes"`
	Range        nodeRefs `json:"schema:rangeIncludes"`
	Inverse      nodeRefs `json:"schema:inverseOf"`
	SupersededBy nodeRefs `json:"schema:supersededBy"`
	PartOf       nodeRefs `json:"schema:isPartOf"`
}

// nodeRefs is a reference or a list of them; terms of other vocabularies are
// left out, section addresses are kept whole.
type nodeRefs []string

func (r *nodeRefs) UnmarshalJSON(data []byte) error {
	type ref struct {
		ID string `json:"@id"`
	}
	var list []ref
	if len(data) > 0 && data[0] == '{' {
		list = make([]ref, 1)
		if err := json.Unmarshal(data, &list[0]); err != nil {
			return err
		}
	} else if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	for _, e := range list {
		if name, ok := localName(e.ID); ok {
			*r = append(*r, name)
		} else if strings.HasSuffix(e.ID, ".schema.org") {
			*r = append(*r, e.ID)
		}
	}
	return nil
}

func localName(id string) (string, bool) {
	for _, prefix := range []string{"schema:", "https://schema.org/", "http://schema.org/"} {
		if name, ok := strings.CutPrefix(id, prefix); ok {
			return name, true
		}
	}
	return "", false
}

// readRelease reads schemaorg-all-https.jsonld as a release publishes it. The
// file does not name its own version and date.
func readRelease(path, version, released string) (*vocabulary, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var file struct {
		Graph []releaseNode `json:"@graph"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("could not read %s: %w", path, err)
	}
	v := &vocabulary{
		Version: version, Released: released,
		Classes: map[string]class{}, Properties: map[string]property{},
		Members: map[string]names{}, MemberNotes: map[string]note{},
	}
	for _, n := range file.Graph {
		name, ok := localName(n.ID)
		if !ok {
			continue
		}
		about := note{Section: section(n.PartOf), SupersededBy: names(n.SupersededBy)}
		about.Deprecated = len(about.SupersededBy) > 0 || about.Section == "attic"
		var enumerations names
		for _, t := range n.Type {
			switch t {
			case "rdfs:Class":
				v.Classes[name] = class{note: about, Parents: names(n.SubClassOf), DataType: slices.Contains(n.Type, "schema:DataType")}
			case "rdf:Property":
				v.Properties[name] = property{note: about, Parents: names(n.SubProperty),
					Domains: names(n.Domain), Ranges: names(n.Range), Inverse: names(n.Inverse)}
			default:
				if enum, ok := localName(t); ok && t != "schema:DataType" {
					enumerations = append(enumerations, enum)
				}
			}
		}
		if len(enumerations) > 0 {
			v.Members[name] = enumerations
			v.MemberNotes[name] = about
		}
	}
	v.derive()
	return v, v.check()
}

// section is the short name of the part of the vocabulary that a term is
// published in: "pending" for https://pending.schema.org.
func section(partOf nodeRefs) string {
	for _, p := range partOf {
		if host, ok := strings.CutSuffix(p, ".schema.org"); ok {
			return host[strings.LastIndexByte(host, '/')+1:]
		}
	}
	return "core"
}

// derive marks what a release says only by descent: enumerations and data
// types. Quantity and the types below it are written as text, as data types
// are, though the vocabulary files them under Intangible.
func (v *vocabulary) derive() {
	below := func(name, ancestor string) bool {
		seen := map[string]bool{}
		stack := []string{name}
		for len(stack) > 0 {
			n := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if n == ancestor {
				return true
			}
			if !seen[n] {
				seen[n] = true
				stack = append(stack, v.Classes[n].Parents...)
			}
		}
		return false
	}
	for name, c := range v.Classes {
		c.Parents = slices.DeleteFunc(c.Parents, func(p string) bool { return p == name })
		c.Enumeration = below(name, "Enumeration")
		c.DataType = c.DataType || below(name, "DataType") || below(name, "Quantity")
		for _, root := range []string{"Text", "Number", "Date", "DateTime", "Time", "Boolean"} {
			c.DataType = c.DataType || below(name, root)
		}
		if name == "Quantity" {
			c.Parents = nil
		}
		v.Classes[name] = c
	}
}

// check holds the facts to what the tables need: every name that is referred
// to exists, and no type is its own ancestor.
func (v *vocabulary) check() error {
	if v.Version == "" {
		return fmt.Errorf("the release has no version")
	}
	types := func(of string, list names) error {
		for _, n := range list {
			if _, ok := v.Classes[n]; !ok {
				return fmt.Errorf("%s refers to %s, which is no type", of, n)
			}
		}
		return nil
	}
	for name, c := range v.Classes {
		if err := types(name, c.Parents); err != nil {
			return err
		}
		if slices.Contains(v.ancestors(name), name) {
			return fmt.Errorf("%s is its own ancestor", name)
		}
	}
	for name, p := range v.Properties {
		if err := types(name, slices.Concat(p.Domains, p.Ranges)); err != nil {
			return err
		}
		if len(p.Inverse) > 1 || len(p.SupersededBy) > 1 {
			return fmt.Errorf("%s has more than one inverse or successor", name)
		}
	}
	for name, enums := range v.Members {
		if err := types(name, enums); err != nil {
			return err
		}
	}
	return nil
}

// ancestors are all types above name, sorted.
func (v *vocabulary) ancestors(name string) []string {
	var all []string
	stack := slices.Clone(v.Classes[name].Parents)
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !slices.Contains(all, n) {
			all = append(all, n)
			stack = append(stack, v.Classes[n].Parents...)
		}
	}
	slices.Sort(all)
	return all
}
