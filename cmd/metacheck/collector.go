package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// collectAt is how far the heap grows beyond what is alive before it is
	// collected, in percent. Of an archive run 15 MB or so are alive, 30 with
	// zstd: with 400 two workers take 150 MB, and twice that with 800, which
	// saves 4 in 100 of the time.
	collectAt = 400
	// memoryWanted is what the process is kept under while it can be, in bytes.
	memoryWanted = 384 << 20
)

// tuneCollector sets the garbage collector of the command. What pages leave
// behind is short-lived: collecting seldom costs little memory. GOGC and
// GOMEMLIMIT, where one is set, have their say instead.
//
// The limit is for runs with more alive, such as over archives with large zstd
// windows. It gives way to what is alive (see follow): a fixed limit that is
// smaller would have the collector run all the time.
func tuneCollector() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(collectAt)
	debug.SetMemoryLimit(memoryWanted)
	runtime.SetFinalizer(&collected{limit: memoryWanted}, (*collected).follow)
}

// A collected is garbage at once, so that its finalizer tells of a collection.
type collected struct {
	limit int64 // that is set
	// Objects without pointers share memory, and their finalizers wait.
	_ *collected
}

// follow is called after each collection.
func (c *collected) follow() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if live[0].Value.Kind() == metrics.KindUint64 {
		if limit := memoryLimit(int64(live[0].Value.Uint64())); limit != c.limit {
			debug.SetMemoryLimit(limit)
			c.limit = limit
		}
	}
	runtime.SetFinalizer(c, (*collected).follow)
}

// memoryLimit is the limit for a heap of which so many bytes are alive: as far
// above them as it is collected by default.
func memoryLimit(live int64) int64 { return max(memoryWanted, 2*live+memoryWanted/4) }
