package report

import (
	"fmt"
	"io"
)

// ReplaceFile writes a file as a whole: beside its place first, and put there
// when all of it is on the disk. When something fails, what was there stays as
// it was. Links are followed.
func ReplaceFile(path string, write func(io.Writer) error) error {
	out, err := replace(path)
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
func Replaceable(path string) error {
	out, err := replace(path)
	if err != nil {
		return fmt.Errorf("could not write %s: %w", path, err)
	}
	out.discard()
	return nil
}

func replace(path string) (*outputFile, error) {
	t, err := locate(path, nil)
	if err != nil {
		return nil, err
	}
	return createOutput(t)
}
