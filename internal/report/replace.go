package report

import (
	"fmt"
	"io"

	"github.com/metacheck/metacheck/internal/files/rooted"
)

// ReplaceFile writes a file as a whole: beside its place first, and put there
// when all of it is on the disk. When something fails, what was there stays as
// it was. Links are followed, the mode is kept but for the right to run it.
func ReplaceFile(path string, write func(io.Writer) error) error {
	return ReplaceFileWithin(nil, path, write)
}

// ReplaceFileWithin is [ReplaceFile] for a path that must not lead out of the
// root; a nil one bounds nothing.
func ReplaceFileWithin(root *rooted.Root, path string, write func(io.Writer) error) error {
	out, err := replace(root, path)
	if err != nil {
		return fmt.Errorf("could not write %s: %w", path, err)
	}
	if err := write(out); err != nil {
		out.discard()
		return fmt.Errorf("could not write %s: %w", path, err)
	}
	if err := out.commit(); err != nil {
		return fmt.Errorf("could not write %s: %w", path, err)
	}
	return nil
}

// Replaceable is the error that [ReplaceFile] would meet at once: a missing
// folder, a path that is a folder, a place where nothing may be written.
func Replaceable(path string) error { return ReplaceableWithin(nil, path) }

// ReplaceableWithin is the error that [ReplaceFileWithin] would meet at once.
func ReplaceableWithin(root *rooted.Root, path string) error {
	out, err := replace(root, path)
	if err != nil {
		return fmt.Errorf("could not write %s: %w", path, err)
	}
	out.discard()
	return nil
}

func replace(root *rooted.Root, path string) (*outputFile, error) {
	t, err := locateWithin(root, path, nil)
	if err != nil {
		return nil, err
	}
	return createOutput(t)
}
