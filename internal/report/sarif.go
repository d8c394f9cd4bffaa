package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

// The identities of the SARIF format.
const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	// sarifRoot stands for the folder that relative addresses count from
	// (section 3.14.14). Its own address is left out, as the specification
	// allows: the same pages give the same file on every machine.
	sarifRoot = "SRCROOT"
)

// sarifNotifications bounds the notifications of a run: an archive may have a
// million records that cannot be read.
const sarifNotifications = 1000

// sarifReporter writes one log with one run in the Static Analysis Results
// Interchange Format, version 2.1.0. The tool and its rules stand first, then
// the results as they come, one a line, then what is known at the end.
type sarifReporter struct {
	w       io.Writer
	paths   paths
	checks  []*check.Check
	rules   map[string]int // number of each check in the rule table
	enc     jsonEncoder
	started bool
	results int
	// The address of the name that was asked for last.
	lastName     string
	lastArtifact sarifArtifact
	summary      Summary

	notifications []sarifNotification
	dropped       int // notifications beyond the bound
	broken        bool
}

func newSARIF(w io.Writer, opts Options) Reporter {
	s := &sarifReporter{w: w, paths: newPaths(opts), checks: opts.Checks, rules: map[string]int{}}
	for i, c := range opts.Checks {
		s.rules[c.ID] = i
	}
	return s
}

// The types below are those of the specification, with the members in use.

type sarifMessage struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifRule struct {
	ID            string        `json:"id"`
	Name          string        `json:"name"`
	Short         sarifMessage  `json:"shortDescription"`
	Full          sarifMessage  `json:"fullDescription"`
	Help          sarifMessage  `json:"help"`
	HelpURI       string        `json:"helpUri"`
	Configuration sarifConfig   `json:"defaultConfiguration"`
	Properties    sarifRuleProp `json:"properties"`
}

type sarifConfig struct {
	Enabled *bool  `json:"enabled,omitempty"`
	Level   string `json:"level"`
}

type sarifRuleProp struct {
	Tags      []string `json:"tags"`
	Precision string   `json:"precision"`
	Problem   string   `json:"problem.severity"`
	Since     string   `json:"since,omitempty"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    *int               `json:"ruleIndex,omitempty"`
	Level        string             `json:"level"`
	Message      sarifMessage       `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Related      []sarifLocation    `json:"relatedLocations,omitempty"`
	Fingerprints sarifFingerprints  `json:"partialFingerprints"`
	State        string             `json:"baselineState,omitempty"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   *sarifResultProp   `json:"properties,omitempty"`
}

// sarifFingerprints names the fingerprint by its algorithm (section 3.27.17).
type sarifFingerprints struct {
	V1 string `json:"metacheck/v1"`
}

type sarifResultProp struct {
	Subject string     `json:"subject,omitempty"`
	URL     string     `json:"url,omitempty"`
	Place   *jsonPlace `json:"place,omitempty"`
	Excerpt string     `json:"excerpt,omitempty"`
	Facts   []jsonFact `json:"facts,omitempty"`
}

type sarifLocation struct {
	ID       int            `json:"id,omitempty"`
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifMessage  `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI     string `json:"uri"`
	URIBase string `json:"uriBaseId,omitempty"`
}

// A sarifRegion counts columns in code points; its end stands behind the last.
type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

type sarifLogical struct {
	Name      string `json:"name"`
	Qualified string `json:"fullyQualifiedName"`
	Kind      string `json:"kind"`
}

type sarifSuppression struct {
	Kind          string            `json:"kind"`
	Justification string            `json:"justification,omitempty"`
	Location      *sarifLocation    `json:"location,omitempty"`
	Properties    map[string]string `json:"properties,omitempty"`
}

type sarifNotification struct {
	Level      string           `json:"level"`
	Message    sarifMessage     `json:"message"`
	Locations  []sarifLocation  `json:"locations,omitempty"`
	Rule       *sarifDescriptor `json:"associatedRule,omitempty"`
	Descriptor *sarifDescriptor `json:"descriptor,omitempty"`
}

type sarifDescriptor struct {
	ID    string `json:"id"`
	Index *int   `json:"index,omitempty"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications"`
}

// sarifEnding is what stands behind the results.
type sarifEnding struct {
	Invocations []sarifInvocation `json:"invocations"`
	Properties  *jsonEnding       `json:"properties"`
}

func (s *sarifReporter) begin() error {
	if s.started {
		return nil
	}
	s.started = true
	head, err := marshal(struct {
		Name     string `json:"name"`
		Version  string `json:"version"`
		Semantic string `json:"semanticVersion"`
		URI      string `json:"informationUri"`
	}{"metacheck", checks.Version, checks.Version, "https://github.com/metacheck/metacheck"})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(s.w, "{\"$schema\":%q,\"version\":%q,\"runs\":[{\n\"tool\":{\"driver\":%s,\"rules\":[",
		sarifSchema, sarifVersion, head[:len(head)-1]); err != nil {
		return err
	}
	for i, c := range s.checks {
		data, err := s.enc.encode(rule(c))
		if err != nil {
			return err
		}
		if err := s.item(i, data); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(s.w, "\n]}},\n\"language\":\"en\",\"columnKind\":\"unicodeCodePoints\",\n"+
		"\"originalUriBaseIds\":{%q:{\"description\":{\"text\":\"the root of the repository, or where there is none the folder in which metacheck ran\"}}},\n\"results\":[", sarifRoot)
	return err
}

// item writes an element of an array on a line of its own.
func (s *sarifReporter) item(n int, data []byte) error {
	sep := "\n"
	if n > 0 {
		sep = ",\n"
	}
	if _, err := io.WriteString(s.w, sep); err != nil {
		return err
	}
	_, err := s.w.Write(data)
	return err
}

// rule is a check as the rule table has it (section 3.49).
func rule(c *check.Check) *sarifRule {
	r := &sarifRule{
		ID: c.ID, Name: pascal(c.ID),
		Short: sarifMessage{Text: plain(c.Title)}, Full: sarifMessage{Text: plain(prose(c.Why))},
		HelpURI:       c.URL(),
		Help:          sarifMessage{Text: plain(helpText(c)), Markdown: withoutPlaceholders(helpMarkdown(c))},
		Configuration: sarifConfig{Level: sarifLevel(c.Severity)},
		Properties: sarifRuleProp{
			Tags: []string{"metadata", c.Family()}, Precision: "high", Problem: problem(c.Severity), Since: c.Since,
		},
	}
	if c.Off {
		enabled := false
		r.Configuration.Enabled = &enabled
	}
	return r
}

// pascal is an id as a name: "OgTitleMissing".
func pascal(id string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(id, func(r rune) bool { return r == '/' || r == '-' }) {
		r := []rune(word)
		r[0] = unicode.ToUpper(r[0])
		b.WriteString(string(r))
	}
	return b.String()
}

func sarifLevel(s check.Severity) string {
	if s == check.Info {
		return "note"
	}
	return s.String()
}

// problem is the severity in the words of code scanning's rule properties.
func problem(s check.Severity) string {
	if s == check.Info {
		return "recommendation"
	}
	return s.String()
}

func helpText(c *check.Check) string {
	out := prose(c.Why)
	if c.Impact != "" {
		out += "\nImpact: " + prose(c.Impact)
	}
	out += "\nHow to fix: " + prose(c.Fix)
	if c.Exceptions != "" {
		out += "\nKnown exceptions: " + prose(c.Exceptions)
	}
	return out
}

func helpMarkdown(c *check.Check) string {
	var b strings.Builder
	b.WriteString(escapeMarkdown(prose(c.Why)) + "\n")
	if c.Impact != "" {
		fmt.Fprintf(&b, "\n**Impact:** %s\n", escapeMarkdown(prose(c.Impact)))
	}
	fmt.Fprintf(&b, "\n**How to fix:** %s\n", escapeMarkdown(prose(c.Fix)))
	if c.Exceptions != "" {
		fmt.Fprintf(&b, "\n**Known exceptions:** %s\n", escapeMarkdown(prose(c.Exceptions)))
	}
	for _, example := range []struct{ name, html string }{{"Bad", c.Bad}, {"Good", c.Good}} {
		if example.html != "" {
			code := strings.Join(exampleLines(example.html), "\n")
			fence := strings.Repeat("`", max(3, longestRun(code, '`')+1))
			fmt.Fprintf(&b, "\n%s:\n\n%shtml\n%s\n%s\n", example.name, fence, code, fence)
		}
	}
	if len(c.References) > 0 {
		b.WriteString("\nReferences:\n\n")
		for _, ref := range c.References {
			fmt.Fprintf(&b, "- <%s>\n", ref)
		}
	}
	return b.String()
}

func longestRun(s string, c byte) int {
	longest, n := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] != c {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return longest
}

// plain is text as a plain text message (section 3.11.3): "[words](target)"
// in it would be a link and "{0}" a placeholder.
func plain(s string) string {
	if strings.Contains(s, "](") {
		s = linkEscaper.Replace(s)
	}
	return withoutPlaceholders(s)
}

// withoutPlaceholders is the text of a message in which nothing is a
// placeholder (section 3.11.5).
func withoutPlaceholders(s string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		end := open + 1
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		if end > open+1 && end < len(s) && s[end] == '}' {
			b.WriteString(s[:open] + "{" + s[open:end] + "}}")
			s = s[end+1:]
			continue
		}
		b.WriteString(s[:end])
		s = s[end:]
	}
	return b.String() + s
}

var linkEscaper = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`)

// words are a message as SARIF viewers may show it.
func words(s string) sarifMessage { return sarifMessage{Text: plain(Escape(s))} }

func (s *sarifReporter) artifact(name string) sarifArtifact {
	if name == s.lastName && s.lastArtifact.URI != "" {
		return s.lastArtifact
	}
	uri, relative := s.paths.uri(container(name))
	a := sarifArtifact{URI: uri}
	if relative {
		a.URIBase = sarifRoot
	}
	s.lastName, s.lastArtifact = name, a
	return a
}

// location is a place in a page. Lines of what is packed in a file are not
// lines of the file, so the region is left out there.
func (s *sarifReporter) location(name, label string, whole bool, p checks.Place) sarifLocation {
	loc := sarifLocation{Physical: &sarifPhysical{Artifact: s.artifact(name)}}
	if whole && p.Known {
		loc.Physical.Region = &sarifRegion{p.Start.Line, p.Start.Column, p.End.Line, p.End.Column}
	}
	if !whole {
		loc.Logical = append(loc.Logical, sarifLogical{Escape(label), Escape(label), "resource"})
	}
	if p.Outside != "" {
		loc.Logical = append(loc.Logical, sarifLogical{Escape(p.Outside), Escape(label + " " + p.Outside), "member"})
	}
	return loc
}

func (s *sarifReporter) Page(r *checks.Result) error {
	if err := s.begin(); err != nil {
		return err
	}
	s.summary.Add(r)
	if r.Err != nil {
		s.notify(sarifNotification{
			Level: "error", Message: words(r.Label() + " could not be linted: " + r.Err.Error()),
			Descriptor: &sarifDescriptor{ID: "input"},
			Locations:  []sarifLocation{s.location(r.Name, r.Label(), inFile(r), checks.Place{})},
		})
	}
	for _, f := range r.Failures {
		s.broken = true
		s.notify(sarifNotification{
			Level: "error", Message: words("check " + f.Check + " broke, the other checks ran: " + f.Err),
			Rule: s.descriptor(f.Check), Descriptor: &sarifDescriptor{ID: "check"},
			Locations: []sarifLocation{s.location(r.Name, r.Label(), inFile(r), checks.Place{})},
		})
	}
	if r.Dropped > 0 {
		s.notify(sarifNotification{
			Level: "warning", Message: words(fmt.Sprintf("%s of %s beyond the bound on the findings of a page", count(r.Dropped, "finding"), r.Label())),
			Descriptor: &sarifDescriptor{ID: "bound"},
			Locations:  []sarifLocation{s.location(r.Name, r.Label(), inFile(r), checks.Place{})},
		})
	}
	for i := range r.Findings {
		data, err := s.enc.encode(s.result(r, &r.Findings[i]))
		if err != nil {
			return err
		}
		if err := s.item(s.results, data); err != nil {
			return err
		}
		s.results++
	}
	return nil
}

func (s *sarifReporter) descriptor(id string) *sarifDescriptor {
	d := &sarifDescriptor{ID: id}
	if i, ok := s.rules[id]; ok {
		d.Index = &i
	}
	return d
}

func (s *sarifReporter) notify(n sarifNotification) {
	if len(s.notifications) >= sarifNotifications {
		s.dropped++
		return
	}
	s.notifications = append(s.notifications, n)
}

// result is a finding (section 3.27).
func (s *sarifReporter) result(r *checks.Result, f *checks.Finding) *sarifResult {
	whole := inFile(r)
	out := &sarifResult{
		RuleID: f.Check.ID, Level: sarifLevel(f.Severity), Message: sarifMessage{plain(Escape(f.Line())), sarifMarkdown(f)},
		Locations:    []sarifLocation{s.location(r.Name, r.Label(), whole, f.Place)},
		Fingerprints: sarifFingerprints{f.Fingerprint},
		State:        f.State.String(),
		Properties:   &sarifResultProp{Subject: f.Subject, URL: r.URL},
	}
	if i, ok := s.rules[f.Check.ID]; ok {
		out.RuleIndex = &i
	}
	for i, rel := range f.Related {
		name, label, inside := r.Name, r.Label(), whole
		if rel.Page != "" {
			name, label, inside = s.page(rel.Page)
		}
		loc := s.location(name, label, inside, rel.Place)
		loc.ID = i + 1
		m := words(rel.Message)
		loc.Message = &m
		out.Related = append(out.Related, loc)
	}
	if f.Suppressed != nil {
		out.Suppressions = []sarifSuppression{s.suppression(r, f.Suppressed)}
	}
	if !whole {
		out.Properties.Place = place(f.Place)
		out.Properties.Excerpt = f.Place.Excerpt.Text
	}
	for _, fact := range f.Facts {
		out.Properties.Facts = append(out.Properties.Facts, jsonFact{fact.Name, fact.Value})
	}
	return out
}

// sarifMarkdown are the parts of a finding, each a paragraph of its own, for
// viewers that show markup.
func sarifMarkdown(f *checks.Finding) string {
	out := markdownMessage(f.Message)
	if words := impact(f); words != "" {
		out += "\n\n**Impact:** " + markdownMessage(words)
	}
	if f.Help != "" {
		out += "\n\n**Help:** " + markdownMessage(f.Help)
	}
	return withoutPlaceholders(out)
}

// page takes the label of another page apart.
func (s *sarifReporter) page(label string) (name, full string, whole bool) {
	if i := strings.LastIndexByte(label, '#'); i > 0 {
		if n, err := strconv.Atoi(label[i+1:]); err == nil && n > 0 {
			return label[:i], label, false
		}
	}
	return label, label, inFile(&checks.Result{Name: label})
}

// suppression is why a finding does not count (section 3.35).
func (s *sarifReporter) suppression(r *checks.Result, why *checks.Suppression) sarifSuppression {
	out := sarifSuppression{Kind: "inSource", Justification: plain(Escape(why.Reason))}
	name, label, whole := r.Name, r.Label(), inFile(r)
	if why.External {
		out.Kind = "external"
	}
	if why.Source != "" {
		name, label, whole = why.Source, why.Source, true
	}
	if why.Line > 0 && whole {
		loc := s.location(name, label, whole, checks.Place{})
		loc.Physical.Region = &sarifRegion{StartLine: why.Line}
		out.Location = &loc
	}
	if why.Until != "" {
		out.Properties = map[string]string{"until": why.Until}
	}
	return out
}

func (s *sarifReporter) Close(e *Ending) error {
	if err := s.begin(); err != nil {
		return err
	}
	if s.dropped > 0 {
		s.notifications = append(s.notifications, sarifNotification{
			Level: "warning", Message: words(count(s.dropped, "more notification") + " left out"), Descriptor: &sarifDescriptor{ID: "bound"},
		})
	}
	if !e.Complete {
		s.notifications = append(s.notifications, sarifNotification{
			Level: "error", Message: words(cutShort), Descriptor: &sarifDescriptor{ID: "interrupted"},
		})
	}
	if s.notifications == nil {
		s.notifications = []sarifNotification{}
	}
	data, err := s.enc.encode(&sarifEnding{
		Invocations: []sarifInvocation{{
			Successful:    e.Complete && s.summary.Failed == 0 && !s.broken,
			Notifications: s.notifications,
		}},
		Properties: endingJSON(&s.summary, e),
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.w, "\n],\n%s]}\n", data[1:])
	return err
}
