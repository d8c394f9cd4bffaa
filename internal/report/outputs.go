package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/metacheck/metacheck/checks"
)

// StandardOutput is the path of an [Output] that stands for standard output.
const StandardOutput = "-"

// An Output is a format and where it goes.
type Output struct {
	Format string
	// Path is that of a file, or StandardOutput; of a folder, new or empty, for
	// parquet.
	Path string
}

// Outputs is one [Reporter] that writes several.
type Outputs struct {
	list []*output
}

// An output writes one format to one place.
type output struct {
	Output
	rep  Reporter
	buf  *bufio.Writer
	file *outputFile // nil for standard output, and for a folder
	// folder is set, and buf is not, when the output is a folder.
	folder *parquetFolder
	target target
	done   bool
}

// replaces reports whether the output would take the place of an input. A link to
// it of another name is not seen.
func (o *output) replaces(input string) bool {
	if o.file == nil || o.target.info == nil || input == "" || filepath.Base(filepath.FromSlash(input)) != filepath.Base(o.target.path) {
		return false
	}
	info, err := os.Stat(filepath.FromSlash(input))
	return err == nil && info.Mode().IsRegular() && os.SameFile(info, o.target.info)
}

func (o *output) name() string {
	if o.Path == StandardOutput {
		return o.Format + " on standard output"
	}
	return o.Format + " to " + o.Path
}

// Open makes the outputs ready. What cannot be written is found here, before
// any work: an unknown format, two outputs to one place, a folder that is
// missing or closed. A file is written beside its place and put there by
// Close; until then, what was there stays. Where the run does not come to
// Close, Discard removes what was begun. Options.Color is for standard output
// alone.
func Open(outputs []Output, stdout io.Writer, opts Options) (*Outputs, error) {
	all := &Outputs{}
	if err := all.open(outputs, stdout, opts); err != nil {
		all.Discard()
		return nil, err
	}
	return all, nil
}

func (all *Outputs) open(outputs []Output, stdout io.Writer, opts Options) error {
	formats := make([]Format, len(outputs))
	targets := make([]target, len(outputs))
	begun := 0 // targets that outputs have taken over
	defer func() {
		for i := range targets[begun:] {
			targets[begun+i].close()
		}
	}()
	for i, o := range outputs {
		var err error
		if formats[i], err = format(o.Format); err != nil {
			return err
		}
		if formats[i].New == nil {
			if o.Path == StandardOutput {
				return errNoStream
			}
			if opts.Within != nil {
				return fmt.Errorf("cannot write %s: it writes a folder, which only --output may name, or a configuration that --config names", (&output{Output: o}).name())
			}
			targets[i].path, err = filepath.Abs(o.Path)
		} else {
			targets[i], err = locateWithin(opts.Within, o.Path, stdout)
		}
		if err != nil {
			return fmt.Errorf("cannot write %s: %w", (&output{Output: o}).name(), err)
		}
		for k := range i {
			if targets[k].same(targets[i]) {
				return fmt.Errorf("two outputs to one place: %s and %s; give each a path of its own",
					(&output{Output: outputs[k]}).name(), (&output{Output: o}).name())
			}
		}
	}
	for i, o := range outputs {
		out := &output{Output: o, target: targets[i]}
		begun++
		if formats[i].New == nil {
			folder, err := openParquet(targets[i].path)
			if err != nil {
				return fmt.Errorf("cannot write %s: %w", out.name(), err)
			}
			out.rep, out.folder = folder, folder
			all.list = append(all.list, out)
			continue
		}
		with := opts
		var w io.Writer = stdout
		if o.Path != StandardOutput {
			with.Color = false
			file, err := createOutput(targets[i])
			if err != nil {
				return fmt.Errorf("cannot write %s: %w", out.name(), err)
			}
			out.file, w = file, file
		}
		out.buf = bufio.NewWriterSize(w, 1<<16)
		out.rep = formats[i].New(out.buf, with)
		all.list = append(all.list, out)
	}
	return nil
}

// Page hands the result to all outputs. Standard output has it when Page
// returns. An output that fails, or would replace the input of the result, ends
// it, and is given up; the others can go on.
func (all *Outputs) Page(r *checks.Result) error {
	for _, o := range all.list {
		if o.done {
			continue
		}
		if o.replaces(r.Input) {
			o.fail()
			return fmt.Errorf("%s: it would replace the input %s; give the report a path of its own", o.name(), r.Input)
		}
		err := o.rep.Page(r)
		if err == nil && o.file == nil && o.folder == nil {
			err = o.buf.Flush()
		}
		if err != nil {
			o.fail()
			return fmt.Errorf("%s: %w", o.name(), err)
		}
	}
	return nil
}

// Close ends all outputs and puts the files in their places, also those of a
// run that was cut short: they say so where the format can. An output that
// fails leaves the file that was there; the others are not touched by that.
// The error is the first.
func (all *Outputs) Close(e *Ending) error {
	var first error
	for _, o := range all.list {
		if o.done {
			continue
		}
		if err := o.close(e); err != nil && first == nil {
			first = fmt.Errorf("%s: %w", o.name(), err)
		}
	}
	return first
}

func (o *output) close(e *Ending) error {
	err := o.rep.Close(e)
	if err == nil && o.folder == nil {
		err = o.buf.Flush()
	}
	switch {
	case err != nil:
		o.fail()
	case o.file != nil:
		err = o.file.commit()
	}
	o.done = true
	return err
}

// fail gives up an output.
func (o *output) fail() {
	o.done = true
	if o.file != nil {
		o.file.discard()
	}
	if o.folder != nil {
		o.folder.Discard()
	}
}

// Discard gives up the outputs that Close did not end, and removes what was
// begun of their files.
func (all *Outputs) Discard() {
	for _, o := range all.list {
		if !o.done {
			o.fail()
		}
	}
}

// reason is the error without the path that names it, which the message has,
// or which is that of a temporary file.
func reason(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}
