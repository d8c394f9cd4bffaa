package parquet

import (
	"encoding/binary"
	"errors"
)

// errShort is the end of the bytes inside a value. More of them may help.
var errShort = errors.New("it ends early")

// Types of values in Thrift's compact protocol.
const (
	typeTrue   = 1
	typeFalse  = 2
	typeI8     = 3
	typeI16    = 4
	typeI32    = 5
	typeI64    = 6
	typeDouble = 7
	typeBinary = 8
	typeList   = 9
	typeSet    = 10
	typeMap    = 11
	typeStruct = 12
	typeUUID   = 13
)

// maxNesting bounds the nesting of values; the formats of Parquet need some
// ten.
const maxNesting = 32

// A cursor reads values in Thrift's compact protocol from bytes in memory. It
// allocates nothing, whatever counts and lengths are written there, and its
// work is linear in the bytes: each element of a list takes at least one. After
// the first error all reads give zero.
type cursor struct {
	b   []byte
	at  int
	err error
}

func (c *cursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
	c.at = len(c.b)
}

func (c *cursor) byte() byte {
	if c.at >= len(c.b) {
		c.fail(errShort)
		return 0
	}
	c.at++
	return c.b[c.at-1]
}

func (c *cursor) uvarint() uint64 {
	v, n := binary.Uvarint(c.b[c.at:])
	switch {
	case n == 0:
		c.fail(errShort)
		return 0
	case n < 0:
		c.fail(errors.New("a number is too long"))
		return 0
	}
	c.at += n
	return v
}

// int reads a signed number.
func (c *cursor) int() int64 {
	v := c.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

// bytes reads a string, as a part of the bytes read from.
func (c *cursor) bytes() []byte {
	n := c.uvarint()
	if n > uint64(len(c.b)-c.at) {
		c.fail(errShort)
		return nil
	}
	c.at += int(n)
	return c.b[c.at-int(n) : c.at : c.at]
}

// list reads the head of a list or set.
func (c *cursor) list() (n int, typ byte) {
	head := c.byte()
	size := uint64(head >> 4)
	if size == 15 {
		size = c.uvarint()
	}
	if size > uint64(len(c.b)-c.at) {
		c.fail(errShort)
		return 0, 0
	}
	return int(size), head & 15
}

// fields reads a struct. It calls field with the number and type of each of its
// fields; field reads the value and returns true, or leaves it to be skipped.
// The value of a boolean is its type.
func (c *cursor) fields(depth int, field func(id int64, typ byte) bool) {
	if depth > maxNesting {
		c.fail(errors.New("it is nested too deeply"))
		return
	}
	id := int64(0)
	for {
		head := c.byte()
		if head == 0 {
			return // the end, or an error
		}
		if delta := head >> 4; delta > 0 {
			id += int64(delta)
		} else {
			id = c.int()
		}
		typ := head & 15
		if !field(id, typ) {
			c.skip(typ, depth+1)
		}
		if c.err != nil {
			return
		}
	}
}

func nothing(int64, byte) bool { return false }

// skip passes over the value of a field.
func (c *cursor) skip(typ byte, depth int) {
	switch typ {
	case typeTrue, typeFalse:
	case typeI8:
		c.byte()
	case typeI16, typeI32, typeI64:
		c.uvarint()
	case typeDouble:
		c.pass(8)
	case typeUUID:
		c.pass(16)
	case typeBinary:
		c.bytes()
	case typeList, typeSet:
		n, of := c.list()
		c.skipAll(n, depth, of)
	case typeMap:
		n := c.uvarint()
		if n == 0 {
			return
		}
		of := c.byte()
		if n > uint64(len(c.b)-c.at) {
			c.fail(errShort)
			return
		}
		c.skipAll(int(n), depth, of>>4, of&15)
	case typeStruct:
		c.fields(depth, nothing)
	default:
		c.fail(errors.New("a value has an unknown type"))
	}
}

// skipAll passes over n times elements of the types.
func (c *cursor) skipAll(n, depth int, types ...byte) {
	if depth > maxNesting {
		c.fail(errors.New("it is nested too deeply"))
		return
	}
	for i := 0; i < n && c.err == nil; i++ {
		for _, typ := range types {
			if typ == typeTrue || typ == typeFalse {
				typ = typeI8 // a boolean in a list takes a byte
			}
			c.skip(typ, depth+1)
		}
	}
}

func (c *cursor) pass(n int) {
	if n > len(c.b)-c.at {
		c.fail(errShort)
		return
	}
	c.at += n
}
