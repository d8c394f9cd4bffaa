package ingest

import "sync"

// A buffer is memory for the bytes of a page. Who has read the page gives it
// back, and the next page is written into it.
type buffer struct {
	b       []byte
	release func()
}

const (
	newBufferBytes = 64 << 10
	// keptBytes is the size beyond which memory is left to the garbage
	// collector, so that a few large pages do not hold on to it.
	keptBytes = 4 << 20
)

var buffers = sync.Pool{New: func() any {
	buf := &buffer{b: make([]byte, 0, newBufferBytes)}
	return buf
}}

func newBuffer() *buffer {
	buf := buffers.Get().(*buffer)
	if buf.release == nil {
		buf.release = func() {
			if cap(buf.b) <= keptBytes {
				buf.b = buf.b[:0]
				buffers.Put(buf)
			}
		}
	}
	return buf
}
