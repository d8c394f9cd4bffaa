package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/setting"
)

// object is a part of a schema; encoding/json writes its keys in order.
type object = map[string]any

// Schema is a JSON Schema (draft 2020-12) for a configuration: for editors,
// which complete and explain by it. It accepts all that [Read] accepts; what
// no schema can say, such as whether a glob matches a check, only Read tells.
func Schema(voc Vocabulary) ([]byte, error) {
	properties := object{}
	for _, k := range setting.Keys() {
		s := keySchema(k, &voc)
		s["description"] = k.KeyDoc
		properties[k.Key] = s
	}
	root := object{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                "Configuration of metacheck",
		"description":          "What a project wants of metacheck: .metacheck.yaml",
		"type":                 []string{"object", "null"},
		"properties":           properties,
		"additionalProperties": false,
		"$defs": object{
			"globs":  oneOrMany(object{"$ref": "#/$defs/glob"}),
			"glob":   object{"type": "string", "minLength": 1, "maxLength": 1000, "pattern": "^[^!]"},
			"level":  object{"enum": []any{"off", "on", "info", "warning", "error", true, false}},
			"path":   object{"type": "string", "minLength": 1},
			"date":   object{"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`},
			"text":   object{"type": []string{"string", "number", "boolean"}},
			"checks": checksSchema(),
		},
	}
	return json.MarshalIndent(root, "", "  ")
}

func oneOrMany(one object) object {
	return object{"anyOf": []any{one, object{"type": []string{"array", "null"}, "items": one}}}
}

func list(item object) object { return object{"type": []string{"array", "null"}, "items": item} }

func closed(properties object, required ...string) object {
	s := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

func keySchema(k *setting.Row, voc *Vocabulary) object {
	globs := object{"$ref": "#/$defs/globs"}
	switch k.Kind {
	case setting.Switch:
		return object{"type": "boolean"}
	case setting.Address:
		return object{"type": "string", "pattern": "^https?://[^/]"}
	case setting.Path:
		return object{"$ref": "#/$defs/path"}
	case setting.Globs:
		return globs
	case setting.CheckMap:
		return object{"$ref": "#/$defs/checks"}
	case setting.Limits:
		properties := object{}
		for _, name := range voc.limits() {
			properties[name] = object{"type": "integer", "minimum": 1}
		}
		return orNothing(closed(properties))
	case setting.Fields:
		properties := object{}
		for _, name := range voc.Fields {
			properties[name] = object{"$ref": "#/$defs/text"}
		}
		return orNothing(closed(properties))
	case setting.Outputs:
		return list(closed(object{
			"format": object{"enum": voc.Formats},
			"path":   object{"$ref": "#/$defs/path"},
		}, "format", "path"))
	case setting.Override:
		return list(closed(object{
			"files":    describe(globs, "Globs of the pages that it is for."),
			"checks":   object{"$ref": "#/$defs/checks"},
			"fragment": object{"type": "boolean", "description": "The pages are parts of pages: what they lack is not reported."},
		}, "files"))
	case setting.Suppress:
		text := object{"$ref": "#/$defs/text"}
		return list(closed(object{
			"check":    describe(oneOrMany(object{"type": "string", "minLength": 1}), "The check: an id, a family, a glob, or id[property]."),
			"path":     describe(globs, "Globs of the pages; all pages without."),
			"property": describe(oneOrMany(text), "The properties that the finding is about, such as og:image; * stands for anything."),
			"value":    describe(text, "The value that the finding is about; * stands for anything."),
			"reason":   describe(text, "Why the finding stays."),
			"until":    describe(object{"$ref": "#/$defs/date"}, "The last day on which it holds."),
		}, "check"))
	}
	if choices := voc.choices(k); len(choices) > 0 {
		return object{"enum": choices}
	}
	return object{"$ref": "#/$defs/text"}
}

func describe(s object, doc string) object {
	out := object{"description": doc}
	for k, v := range s {
		out[k] = v
	}
	return out
}

// orNothing lets a map be left empty, as "limits:".
func orNothing(s object) object {
	s["type"] = []string{"object", "null"}
	return s
}

// checksSchema names every check and family, with its options, so that editors
// can complete them; globs take what all checks take.
func checksSchema() object {
	level := object{"$ref": "#/$defs/level"}
	all := checks.All()
	properties := object{}
	options := map[string]object{}
	lower := object{"enum": switches[2:], "description": "The severity of the findings that a check declares to be milder."}
	every := object{"severity": level, "lower": lower}
	for _, c := range all {
		own := object{"severity": level}
		family := options[c.Family()]
		if family == nil {
			family = object{"severity": level}
			options[c.Family()] = family
		}
		if hasLower(c) {
			own["lower"], family["lower"] = lower, lower
		}
		for _, o := range c.Options {
			s := optionSchema(o)
			own[o.Name] = describe(s, o.Doc)
			// Checks may give one name to options of different types.
			family[o.Name] = anyOfBoth(family[o.Name], s)
			every[o.Name] = anyOfBoth(every[o.Name], s)
		}
		properties[c.ID] = object{"description": c.Title + ". " + byDefault(c), "anyOf": []any{level, closed(own)}}
	}
	for name, own := range options {
		properties[name] = object{"description": "All checks of the family " + name + ".", "anyOf": []any{level, closed(own)}}
	}
	properties["all"] = object{"description": "All checks.", "anyOf": []any{level, closed(every)}}
	return object{
		"type":                 []string{"object", "null"},
		"properties":           properties,
		"patternProperties":    object{`[*?\[]`: object{"anyOf": []any{level, closed(every)}}},
		"additionalProperties": false,
	}
}

func byDefault(c *check.Check) string {
	if c.Off {
		return fmt.Sprintf("Off by default; %s when on.", c.Severity)
	}
	return fmt.Sprintf("By default: %s.", c.Severity)
}

func anyOfBoth(before any, s object) any {
	if before == nil {
		return s
	}
	had := []any{before}
	if b, ok := before.(object); ok && b["anyOf"] != nil {
		had = b["anyOf"].([]any)
	}
	for _, h := range had {
		if equal(h, s) {
			return before
		}
	}
	return object{"anyOf": append(slices.Clone(had), s)}
}

func equal(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

func optionSchema(o check.Option) object {
	switch o.Default.(type) {
	case int:
		return object{"type": "integer", "minimum": 0}
	case bool:
		return object{"type": "boolean"}
	case []string:
		text := object{"$ref": "#/$defs/text"}
		return object{"anyOf": []any{text, object{"type": []string{"array", "null"}, "items": text}}}
	}
	return object{"$ref": "#/$defs/text"}
}

// Starter is a first configuration, in which every key stands as a comment with
// what it means.
func Starter() string {
	var b strings.Builder
	b.WriteString(`# What this project wants of metacheck. All keys are optional; flags of the
# command beat what stands here. "metacheck config show" prints what holds and
# where it comes from. For completion in editors, write the schema with
# "metacheck config schema > metacheck.schema.json"; this line leads to it:
# yaml-language-server: $schema=metacheck.schema.json
`)
	for _, k := range setting.Keys() {
		b.WriteString("\n")
		for _, line := range wrap(k.KeyDoc, 76) {
			b.WriteString("# " + line + "\n")
		}
		separator := " "
		if strings.HasPrefix(k.Example, "\n") {
			separator = ""
		}
		for line := range strings.Lines(k.Key + ":" + separator + k.Example) {
			b.WriteString("#" + strings.TrimSuffix(line, "\n") + "\n")
		}
	}
	return b.String()
}

// wrap breaks a text into lines.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
