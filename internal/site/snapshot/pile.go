package snapshot

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
)

// A Pile keeps rows for a second look, by number; in memory up to a bound, and
// then in a temporary file. It is not safe for concurrent use. Close it.
type Pile struct {
	// Memory is the bound in bytes, DefaultMemory when zero; Dir as for a Sorter.
	Memory int64
	Dir    string

	places []span
	buf    []byte
	file   *os.File
	size   int64 // of the file
}

type span struct {
	offset int64
	length int
}

// Len is the number of rows.
func (p *Pile) Len() int { return len(p.places) }

// Add takes in a row.
func (p *Pile) Add(r *Row) error {
	if p.Memory <= 0 {
		p.Memory = DefaultMemory
	}
	start := len(p.buf)
	p.buf = appendRow(p.buf, r)
	p.places = append(p.places, span{p.size + int64(start), len(p.buf) - start})
	if int64(len(p.buf)) <= p.Memory {
		return nil
	}
	if p.file == nil {
		f, err := tempFile(p.Dir)
		if err != nil {
			return err
		}
		p.file = f
	}
	if _, err := p.file.WriteAt(p.buf, p.size); err != nil {
		return fmt.Errorf("could not keep pages on disk: %w", err)
	}
	p.size += int64(len(p.buf))
	p.buf = p.buf[:0]
	return nil
}

// Row is the row with the number, from 0 in the order in which they were added.
func (p *Pile) Row(i int) (Row, error) {
	at := p.places[i]
	data := make([]byte, at.length)
	if at.offset >= p.size {
		copy(data, p.buf[at.offset-p.size:])
	} else if _, err := io.ReadFull(io.NewSectionReader(p.file, at.offset, int64(at.length)), data); err != nil {
		return Row{}, fmt.Errorf("could not read what was kept of pages on disk: %w", err)
	}
	return readRow(bufio.NewReaderSize(bytes.NewReader(data), 16))
}

// Close removes what is kept on disk.
func (p *Pile) Close() error {
	f := p.file
	p.file, p.buf, p.places = nil, nil, nil
	return removeTemp(f)
}
