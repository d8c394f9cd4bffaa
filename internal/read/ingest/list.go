package ingest

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// ReadList reads a list of inputs, one on each line. White space around them,
// empty lines and lines that begin with "#" are left out.
func ReadList(in io.Reader) ([]string, error) {
	var list []string
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), mark))
		if line != "" && line[0] != '#' {
			list = append(list, line)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d of the list: %w", len(list)+1, err)
	}
	return list, nil
}
