package run

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/redact"
	"github.com/metacheck/metacheck/internal/report"
)

// inputs are what the options name, the inputs before those of lists.
func (o *Options) inputs() ([]string, error) {
	names := slices.Clone(o.Inputs)
	for _, list := range o.Lists {
		in := o.Stdin
		if list != "-" {
			f, err := os.Open(list)
			if err != nil {
				return nil, fmt.Errorf("could not read --from-list: %w", err)
			}
			defer f.Close()
			if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
				return nil, fmt.Errorf("--from-list %s is empty: it names no inputs; a list without any has a line that begins with #, or comes from standard input", list)
			}
			in = f
		} else if slices.Contains(names, "-") {
			return nil, errors.New("standard input cannot be both an input and --from-list")
		}
		more, err := ingest.ReadList(in)
		if err != nil {
			return nil, fmt.Errorf("could not read --from-list %s: %w", list, err)
		}
		names = append(names, more...)
	}
	return names, nil
}

// hasInputs reports whether the options name anything to read.
func (o *Options) hasInputs() bool { return len(o.Inputs)+len(o.Lists) > 0 }

// reading are the options for the readers of inputs; n takes their notes.
func (o *Options) reading(n *notes) ingest.Options {
	opts := o.Read
	opts.Stdin, opts.Exclude, opts.Note = o.Stdin, o.Project.exclude(), n.add
	return opts
}

// notes are what readers of inputs have to tell. They are told when the work is
// done: a reader runs beside it.
type notes struct {
	mu   sync.Mutex
	list []string
	more int
}

// maxNotes bounds the notes that are told.
const maxNotes = 20

// add adds a note on an input, once.
func (n *notes) add(input, message string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	note := input + ": " + message
	switch {
	case slices.Contains(n.list, note):
	case len(n.list) == maxNotes:
		n.more++
	default:
		n.list = append(n.list, note)
	}
}

// tell tells the notes.
func (n *notes) tell(events *Events) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, note := range n.list {
		events.note(note)
	}
	if n.more > 0 {
		events.note("the same holds for " + countOf(n.more, "input") + " more")
	}
}

// failedSource is what is known of a source that could not be read.
func failedSource(src checks.Source, err error) checks.Source {
	var e *ingest.Error
	if !errors.As(err, &e) {
		return src
	}
	if src.Name == "" {
		src.Name, src.Index = e.Name, e.Record
	}
	src.Input, src.Offset = e.Input, e.Offset
	if e.Unpacked {
		src.Offset = -1 // that of a source counts what is stored
	}
	return src
}

// inputError is the error of an input with its label in front, once, for a
// terminal.
func inputError(name, label string, err error) string {
	msg := redact.Text(err.Error())
	if name != "" && !strings.HasPrefix(msg, name) {
		msg = label + ": " + msg
	}
	return report.Escape(msg)
}
