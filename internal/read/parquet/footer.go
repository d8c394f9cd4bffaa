package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

const (
	// maxFooter bounds the description of a table at its end, in bytes: that of
	// 1000 row groups of 1000 columns takes about 100 million.
	maxFooter = 128 << 20
	// maxElements bounds the columns and groups of columns.
	maxElements = 100_000
	// maxRows bounds the rows of a table.
	maxRows = 1 << 50
	// maxDepth bounds how deeply columns are nested.
	maxDepth = 100
)

// Kind is the physical type of a column.
type Kind uint8

// The physical types, as they are numbered in files.
const (
	Boolean Kind = iota
	Int32
	Int64
	Int96 // a time of day in nanoseconds, and a Julian day
	Float
	Double
	ByteArray
	FixedLenByteArray
)

// A File is a table that is open for reading.
type File struct {
	at     io.ReaderAt
	end    int64 // where the footer begins
	opts   Options
	footer []byte
	nodes  []node
	groups int // where the list of row groups stands in the footer
	held   budget
}

// A node is a column, or a group of columns.
type node struct {
	name       string
	parent     int32 // -1 for the root
	leaf       int32 // number of the column; -1 for a group
	repetition uint8 // 0 required, 1 optional, 2 repeated
	kind       Kind
	unit       time.Duration
	text       bool
	length     int32 // of FixedLenByteArray
}

// Options bound the reading of a table.
type Options struct {
	// MaxValueBytes bounds a value.
	MaxValueBytes int64
	// MaxPageBytes bounds the pages and dictionaries that are in memory at a
	// time, unpacked, and the packed one that is being unpacked.
	MaxPageBytes int64
}

// Open reads the description of a table.
func Open(at io.ReaderAt, size int64, opts Options) (*File, error) {
	const magic, tail = "PAR1", 8
	var b [tail]byte
	if size < int64(len(magic))+tail {
		return nil, errors.New("the file ends early")
	}
	if _, err := readAt(at, b[:], size-tail); err != nil {
		return nil, err
	}
	switch string(b[4:]) {
	case magic:
	case "PARE":
		return nil, errors.New("it is encrypted")
	default:
		return nil, fmt.Errorf("the file does not end with %q; it is cut off or damaged", magic)
	}
	length := int64(binary.LittleEndian.Uint32(b[:]))
	if length > size-int64(len(magic))-tail {
		return nil, fmt.Errorf("its footer has %d bytes, more than the file", length)
	}
	if length > maxFooter {
		return nil, fmt.Errorf("its footer has %d bytes; at most %d are read", length, maxFooter)
	}
	f := &File{at: at, end: size - tail - length, opts: opts, footer: make([]byte, length), groups: -1}
	f.held.left = opts.MaxPageBytes
	if _, err := readAt(at, f.footer, f.end); err != nil {
		return nil, err
	}
	c := cursor{b: f.footer}
	c.fields(0, func(id int64, typ byte) bool {
		switch {
		case id == 2 && typ == typeList:
			f.schema(&c)
			return true
		case id == 4 && typ == typeList:
			f.groups = c.at
		case id == 8 && typ == typeStruct:
			c.fail(errors.New("it is encrypted"))
		}
		return false
	})
	if c.err == nil && len(f.nodes) == 0 {
		c.err = errors.New("it has no columns")
	}
	if c.err == nil && f.groups < 0 {
		c.err = errors.New("it has no row groups")
	}
	if c.err != nil {
		return nil, fmt.Errorf("its footer at byte %d: %w", f.end, c.err)
	}
	return f, nil
}

// readAt fills b, or says why it cannot.
func readAt(at io.ReaderAt, b []byte, offset int64) (int, error) {
	n, err := at.ReadAt(b, offset)
	if n == len(b) {
		return n, nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// schema reads the list of columns: a tree, depth first, each node with the
// number of its children.
func (f *File) schema(c *cursor) {
	n, typ := c.list()
	if len(f.nodes) > 0 || typ != typeStruct || n > maxElements {
		c.fail(fmt.Errorf("its list of %d columns cannot be read; at most %d are", n, maxElements))
		return
	}
	type open struct {
		node     int32
		children int64
	}
	var path []open
	leaves := int32(0)
	for i := range n {
		node := node{parent: -1, leaf: -1}
		children, converted := int64(0), int64(-1)
		isLeaf := false
		c.fields(1, func(id int64, typ byte) bool {
			switch {
			case id == 1 && typ == typeI32:
				kind := c.int()
				if kind < 0 || kind > int64(FixedLenByteArray) {
					c.fail(fmt.Errorf("a column has the unknown type %d", kind))
				}
				node.kind, isLeaf = Kind(kind), true
			case id == 2 && typ == typeI32:
				node.length = int32(c.int())
			case id == 3 && typ == typeI32:
				node.repetition = uint8(min(uint64(c.int()), 2))
			case id == 4 && typ == typeBinary:
				node.name = string(c.bytes())
			case id == 5 && typ == typeI32:
				children = c.int()
			case id == 6 && typ == typeI32:
				converted = c.int()
			case id == 10 && typ == typeStruct:
				node.logical(c)
			default:
				return false
			}
			return true
		})
		switch converted {
		case 0: // UTF8
			node.text = true
		case 9: // TIMESTAMP_MILLIS
			node.unit = time.Millisecond
		case 10: // TIMESTAMP_MICROS
			node.unit = time.Microsecond
		}
		if c.err != nil {
			return
		}
		if i > 0 {
			if len(path) == 0 {
				c.fail(errors.New("its columns are not one tree"))
				return
			}
			node.parent = path[len(path)-1].node
			path[len(path)-1].children--
		}
		switch {
		case children > 0 && !isLeaf:
			path = append(path, open{int32(i), children})
		case isLeaf && i > 0:
			node.leaf = leaves
			leaves++
		}
		if len(path) > maxDepth {
			c.fail(fmt.Errorf("its columns are nested more than %d deep", maxDepth))
			return
		}
		f.nodes = append(f.nodes, node)
		for len(path) > 0 && path[len(path)-1].children <= 0 {
			path = path[:len(path)-1]
		}
	}
	if len(path) > 0 {
		c.fail(errors.New("its list of columns ends early"))
	}
}

// logical reads what the values of a column mean.
func (n *node) logical(c *cursor) {
	c.fields(2, func(id int64, typ byte) bool {
		switch {
		case id == 1: // STRING
			n.text = true
		case id == 8 && typ == typeStruct: // TIMESTAMP
			c.fields(3, func(id int64, typ byte) bool {
				if id != 2 || typ != typeStruct {
					return false
				}
				c.fields(4, func(id int64, _ byte) bool {
					switch id {
					case 1:
						n.unit = time.Millisecond
					case 2:
						n.unit = time.Microsecond
					case 3:
						n.unit = time.Nanosecond
					}
					return false
				})
				return true
			})
			return true
		}
		return false
	})
}

// A Column is a column that can be read.
type Column struct {
	// Name is its path, with dots.
	Name string
	// Kind is the type of its values.
	Kind Kind
	// Unit is that of a column of times, or 0.
	Unit time.Duration
	// Text reports whether its values are declared to be UTF-8.
	Text bool

	leaf     int32
	length   int32
	maxLevel int // of definition
}

// ErrRepeated is the error of a column with more than one value in a row.
var ErrRepeated = errors.New("it is a list")

// Column is the column at a path, and whether there is one. The error says why
// it cannot be read.
func (f *File) Column(path ...string) (Column, bool, error) {
	at := int32(0)
	for _, name := range path {
		next := int32(-1)
		for i := at + 1; i < int32(len(f.nodes)) && next < 0; i++ {
			if f.nodes[i].parent == at && f.nodes[i].name == name {
				next = i
			}
		}
		if next < 0 {
			return Column{}, false, nil
		}
		at = next
	}
	n := f.nodes[at]
	if n.leaf < 0 {
		return Column{}, false, nil
	}
	c := Column{Name: strings.Join(path, "."), Kind: n.kind, Unit: n.unit, Text: n.text, leaf: n.leaf, length: n.length}
	for i := at; i > 0; i = f.nodes[i].parent {
		switch f.nodes[i].repetition {
		case 0:
		case 1:
			c.maxLevel++
		default:
			return c, true, ErrRepeated
		}
	}
	if n.kind == FixedLenByteArray && n.length <= 0 {
		return c, true, fmt.Errorf("its values have the length %d", n.length)
	}
	return c, true, nil
}

// ColumnNames are the names of the first columns, at most limit, each cut to
// maxShown bytes: a group of columns can have a name of many megabytes.
func (f *File) ColumnNames(limit int) []string {
	var names []string
	for i, n := range f.nodes {
		if n.leaf < 0 {
			continue
		}
		if len(names) == limit {
			break
		}
		name := shown(n.name)
		for at := f.nodes[i].parent; at > 0 && len(name) < maxShown; at = f.nodes[at].parent {
			name = shown(shown(f.nodes[at].name) + "." + name)
		}
		names = append(names, name)
	}
	return names
}

// maxShown bounds the name of a column in a message, in bytes.
const maxShown = 200

func shown(name string) string {
	if len(name) <= maxShown {
		return name
	}
	return strings.ToValidUTF8(name[:maxShown], "") + "…"
}

// A Group is a row group: what of some columns stands together.
type Group struct {
	// Number counts the row groups, from 1.
	Number int
	// Rows is how many it has.
	Rows int64

	file    *File
	columns []Column
	chunks  []chunk
}

// A chunk is where the pages of a column stand.
type chunk struct {
	found      bool
	offset     int64
	end        int64
	codec      int64
	kind       int64
	elsewhere  bool // in another file
	encrypted  bool
	dictionary int64
	size       int64
}

// Groups yields the row groups with the columns in them. Each is read from the
// footer when its turn comes, and the error of one that cannot be is the last.
func (f *File) Groups(columns []Column) func(yield func(*Group, error) bool) {
	return func(yield func(*Group, error) bool) {
		c := cursor{b: f.footer, at: f.groups}
		n, typ := c.list()
		if typ != typeStruct && n > 0 {
			c.fail(errors.New("its list of row groups cannot be read"))
		}
		total := int64(0)
		for i := range n {
			g := &Group{Number: i + 1, Rows: -1, file: f, columns: columns, chunks: make([]chunk, len(columns))}
			if c.err == nil {
				g.read(&c)
			}
			if total += max(g.Rows, 0); c.err == nil && (g.Rows < 0 || total > maxRows || total < 0) {
				c.err = fmt.Errorf("%d is not a valid number of rows", g.Rows)
			}
			if c.err != nil {
				yield(nil, fmt.Errorf("row group %d in the footer at byte %d: %w", i+1, f.end, c.err))
				return
			}
			if !yield(g, nil) {
				return
			}
		}
	}
}

func (g *Group) read(c *cursor) {
	c.fields(1, func(id int64, typ byte) bool {
		switch {
		case id == 1 && typ == typeList:
			n, of := c.list()
			if of != typeStruct && n > 0 {
				c.fail(errors.New("its list of columns cannot be read"))
			}
			for i := 0; i < n && c.err == nil; i++ {
				var ch chunk
				ch.read(c)
				for k := range g.columns {
					if int(g.columns[k].leaf) == i {
						g.chunks[k] = ch
					}
				}
			}
			return true
		case id == 3 && typ == typeI64:
			g.Rows = c.int()
			return true
		}
		return false
	})
}

func (ch *chunk) read(c *cursor) {
	ch.found = true
	data := int64(0)
	c.fields(3, func(id int64, typ byte) bool {
		switch {
		case id == 1 && typ == typeBinary:
			ch.elsewhere = len(c.bytes()) > 0
			return true
		case id == 3 && typ == typeStruct:
			c.fields(4, func(id int64, typ byte) bool {
				to := (*int64)(nil)
				switch {
				case id == 1 && typ == typeI32:
					to = &ch.kind
				case id == 4 && typ == typeI32:
					to = &ch.codec
				case id == 7 && typ == typeI64:
					to = &ch.size
				case id == 9 && typ == typeI64:
					to = &data
				case id == 11 && typ == typeI64:
					to = &ch.dictionary
				default:
					return false
				}
				*to = c.int()
				return true
			})
			return true
		case id == 8, id == 9:
			ch.encrypted = true
		}
		return false
	})
	ch.offset = data
	if ch.dictionary > 0 && ch.dictionary < data {
		ch.offset = ch.dictionary
	}
	ch.end = ch.offset + ch.size
}
