package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
)

// Mistake writes a mistake in a file of the user's, such as the configuration,
// as findings in pages are written for people.
func Mistake(w io.Writer, name string, at checks.Place, message string, color bool) error {
	t := newTextReporter(w, Options{Color: color})
	var b strings.Builder
	f := &checks.Finding{Severity: check.Error, Place: at}
	fmt.Fprintf(&b, "%s: %s: %s\n", t.bold.Sprint(Escape(where(name, at))), t.severity[check.Error].Sprint(check.Error), Escape(message))
	t.excerpt(&b, f)
	_, err := io.WriteString(w, b.String())
	return err
}
