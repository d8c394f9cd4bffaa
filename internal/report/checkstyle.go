package report

import (
	"io"

	"github.com/metacheck/metacheck/checks"
)

// checkstyleReporter writes the XML of Checkstyle, which many viewers read:
// the findings that count, by file. Columns count code points.
type checkstyleReporter struct {
	w       io.Writer
	paths   paths
	xml     xmlWriter
	started bool
}

func newCheckstyle(w io.Writer, opts Options) Reporter {
	return &checkstyleReporter{w: w, paths: newPaths(opts)}
}

func (c *checkstyleReporter) begin() {
	if !c.started {
		c.started = true
		c.xml.raw(xmlHead + "<checkstyle version=\"10.0\">\n")
	}
}

func (c *checkstyleReporter) Page(r *checks.Result) error {
	c.begin()
	open := false
	file := func() {
		if !open {
			open = true
			c.xml.open(1, "file")
			c.xml.attr("name", c.name(r))
			c.xml.raw(">\n")
		}
	}
	if r.Err != nil {
		file()
		c.xml.open(2, "error")
		c.xml.attr("severity", "error")
		c.xml.attr("message", "could not be linted: "+r.Err.Error())
		c.xml.attr("source", "metacheck.input")
		c.xml.raw("/>\n")
	}
	for _, f := range r.Failures {
		file()
		c.xml.open(2, "error")
		c.xml.attr("severity", "error")
		c.xml.attr("message", "check "+f.Check+" broke, the other checks ran: "+f.Err)
		c.xml.attr("source", "metacheck.check")
		c.xml.raw("/>\n")
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if !f.Counts() {
			continue
		}
		file()
		c.xml.open(2, "error")
		if f.Place.Known {
			c.xml.num("line", f.Place.Start.Line)
			c.xml.num("column", f.Place.Start.Column)
		}
		c.xml.attr("severity", f.Severity.String())
		message := f.Line()
		if f.Place.Outside != "" {
			message = f.Place.Outside + ": " + message
		}
		c.xml.attr("message", message)
		c.xml.attr("source", "metacheck."+f.Check.ID)
		c.xml.raw("/>\n")
	}
	if open {
		c.xml.raw("  </file>\n")
	}
	return c.xml.flush(c.w)
}

// name is the file of a page; of what is packed in one, the page's label.
func (c *checkstyleReporter) name(r *checks.Result) string {
	if file := c.paths.file(r.Name); file != "" && inFile(r) {
		return file
	}
	return r.Label()
}

func (c *checkstyleReporter) Close(e *Ending) error {
	c.begin()
	if !e.Complete {
		c.xml.raw("  <!-- " + cutShort + " -->\n")
	}
	c.xml.raw("</checkstyle>\n")
	return c.xml.flush(c.w)
}
